"""The value that asking gives: rows, a truth or triples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING

from suviaz.answers import formats
from suviaz.answers.table import table
from suviaz.answers.terms import Plain, plain, shown
from suviaz.errors import UnknownName

if TYPE_CHECKING:
    import pandas
    import pyoxigraph as ox

    from suviaz.answers.terms import Term

_SHOWN = 100
_WIDE = 120
FORMATS = ("table", "csv", "tsv", "json", "xml", "turtle")


@dataclass(frozen=True)
class Answer:
    """Rows of a SELECT, the truth of an ASK, or the triples of a CONSTRUCT or DESCRIBE.

    `columns` and `terms` (one tuple a row; None where a variable is unbound) belong to SELECT, `truth` to ASK,
    `triples` to CONSTRUCT; what does not belong is empty or None. Iterating gives plain Python values.
    """

    columns: tuple[str, ...] = ()
    terms: tuple[tuple[Term | None, ...], ...] = ()
    truth: bool | None = None
    triples: tuple[ox.Triple, ...] | None = None

    @property
    def rows(self) -> tuple[tuple[Plain, ...], ...]:
        """The rows with strings, numbers and booleans; IRIs and dates as strings."""
        return tuple(tuple(plain(term) for term in row) for row in self.terms)

    def __iter__(self) -> Iterator[dict[str, Plain]]:
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def __len__(self) -> int:
        return len(self.triples) if self.triples is not None else len(self.terms)

    def __bool__(self) -> bool:
        return self.truth if self.truth is not None else len(self) > 0

    def only(self, columns: Sequence[str]) -> Answer:
        """The same rows with these columns, in this order."""
        places = [self.columns.index(name) for name in columns]
        return replace(self, columns=tuple(columns), terms=tuple(tuple(row[i] for i in places) for row in self.terms))

    def addresses(self) -> tuple[str, ...]:
        """The columns that hold nothing but IRIs: for following, not for reading."""
        held = [{type(row[i]).__name__ for row in self.terms if row[i] is not None} for i in range(len(self.columns))]
        return tuple(name for name, kinds in zip(self.columns, held, strict=True) if kinds == {"NamedNode"})

    def to_dataframe(self) -> pandas.DataFrame:
        """The rows as a pandas data frame. Raises UnknownName where pandas is not installed."""
        try:
            import pandas
        except ImportError:
            raise UnknownName("Data frames need pandas; install it with: pip install 'suviaz[analysis]'.") from None
        return pandas.DataFrame(list(self.rows), columns=list(self.columns))

    def write(self, form: str = "table", *, width: int | None = None) -> str:
        """The answer in one of FORMATS; `width` (columns of a terminal) makes a table wrap its cells.

        Raises UnknownName for a format that this kind of answer does not have.
        """
        if self.triples is not None:
            if form not in ("table", "turtle"):
                raise UnknownName(f"This query makes triples, which have no {form} format; use --format turtle.")
            return formats.as_turtle(self.triples)
        if form == "turtle":
            raise UnknownName("This query gives rows, not triples; use --format table, csv, tsv, json or xml.")
        if form == "json":
            return formats.as_json(self)
        if form == "xml":
            return formats.as_xml(self)
        if self.truth is not None:
            return f"{'yes' if self.truth else 'no'}\n" if form == "table" else f"{'true' if self.truth else 'false'}\n"
        if form == "table":
            return table(self.columns, [[shown(term) for term in row] for row in self.terms], width=width)
        if form == "csv":
            return formats.as_csv(self)
        if form == "tsv":
            return formats.as_tsv(self)
        raise UnknownName(f"There is no format '{form}'; there are {', '.join(FORMATS)}.")

    def _repr_mimebundle_(
        self, include: Sequence[str] | None = None, exclude: Sequence[str] | None = None
    ) -> dict[str, str]:
        return {"text/html": self._repr_html_(), "text/plain": self.write(width=_WIDE)}

    def _repr_html_(self) -> str:
        """A table of at most a hundred rows, with the language of each text, for notebooks."""
        if not self.columns:
            return f"<pre>{escape(self.write())}</pre>"
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in self.columns)
        rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in self.terms[:_SHOWN])
        rest = len(self.terms) - _SHOWN
        more = f"<p>… and {rest} more; .to_dataframe() has them all.</p>" if rest > 0 else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{more}"


def _cell(term: Term | None) -> str:
    """An element of a table; only an address of the web becomes a link."""
    text = "" if term is None else escape(shown(term))
    if type(term).__name__ == "NamedNode" and term.value.startswith(("https://", "http://")):  # type: ignore[union-attr]
        text = f'<a href="{escape(term.value)}" target="_blank" rel="noopener noreferrer">{text}</a>'  # type: ignore[union-attr]
    language = getattr(term, "language", None)
    return f'<td lang="{escape(language)}">{text}</td>' if language else f"<td>{text}</td>"
