"""What was found wrong, told so that a person can act on it: which article, which words, what."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import groupby

from suviaz.rdf.terms import PREFIXES

_ORDER = {"Violation": 0, "Warning": 1, "Info": 2}
_MARKS = {"Violation": "✗", "Warning": "!", "Info": "·"}


@dataclass(frozen=True, slots=True)
class Result:
    """One finding. `focus`, `shape`, `article` are IRIs, `path` is in SPARQL syntax, `value` is an N-Triples term.

    `quote` is what the article says where the finding comes from; empty where nothing in an article does.
    """

    focus: str
    label: str
    severity: str
    message: str
    path: str = ""
    value: str = ""
    component: str = ""
    shape: str = ""
    article: str = ""
    title: str = ""
    url: str = ""
    quote: str = ""


@dataclass(frozen=True)
class Report:
    """The outcome of a validation: results by article, the worst first. A failed validation is a report, not
    an error.
    """

    results: tuple[Result, ...] = ()

    @property
    def conforms(self) -> bool:
        """No violation. Warnings (sources differ) and infos (sources leave something open) do not count."""
        return not self.violations

    @property
    def violations(self) -> tuple[Result, ...]:
        return tuple(result for result in self.results if result.severity == "Violation")

    def count(self, severity: str) -> int:
        return sum(result.severity == severity for result in self.results)

    def at_least(self, severity: str) -> Report:
        """Only results as grave as that, or graver."""
        return Report(tuple(r for r in self.results if _ORDER[r.severity] <= _ORDER[severity]))

    def text(self) -> str:
        """For a person: article by article, with the words."""
        lines: list[str] = []
        for (title, url, article), group in groupby(self.results, key=lambda r: (r.title, r.url, r.article)):
            head = f"«{title}»" if title else article.rpartition("/")[2] if article else "Between articles"
            lines += [head + (f"  {url}" if url else "")]
            for result in group:
                lines.append(f"  {_MARKS[result.severity]} {result.message}")
                lines.append(f"      about: {result.label or '(no name)'}  <{result.focus}>")
                if result.path:
                    lines.append(f"      property: {_short(result.path)}")
                if result.value and _short(result.value) not in result.message:
                    lines.append(f"      value: {_short(result.value)}")
                if result.quote:
                    lines.append(f"      words: «{_one_line(result.quote)}»")
            lines.append("")
        counts = ", ".join(
            f"{n} {word if n == 1 else plural}"
            for severity, word, plural in (
                ("Violation", "violation", "violations"),
                ("Warning", "warning", "warnings"),
                ("Info", "open question", "open questions"),
            )
            if (n := self.count(severity))
        )
        lines.append(
            ("The graph conforms" if self.conforms else "The graph does not conform")
            + (f": {counts}." if counts else ".")
        )
        return "\n".join(lines) + "\n"

    def json(self) -> str:
        """All results, and whether they conform."""
        found = {"conforms": self.conforms, "results": [asdict(result) for result in self.results]}
        return json.dumps(found, ensure_ascii=False, indent=1) + "\n"

    def turtle(self) -> str:
        """A `sh:ValidationReport`; results carry the article (`dcterms:source`) and its words
        (`sv:exactText`) as well.
        """
        wanted = ("sh", "sv", "dcterms")
        prefixes = {"sh": "http://www.w3.org/ns/shacl#", **PREFIXES}
        lines = [f"@prefix {short}: <{prefixes[short]}> ." for short in wanted]
        lines += ["", f"[] a sh:ValidationReport ; sh:conforms {'true' if self.conforms else 'false'}"]
        for r in self.results:
            parts = [
                "a sh:ValidationResult",
                f"sh:focusNode <{r.focus}>",
                f"sh:resultSeverity sh:{r.severity}",
                f"sh:sourceConstraintComponent sh:{r.component}",
                f"sh:resultMessage {_quoted(r.message)}@en",
            ]
            parts += [f"sh:sourceShape <{r.shape}>"] * r.shape.startswith("http")
            parts += [f"sh:resultPath {path}"] if (path := _shacl_path(r.path)) else []
            parts += [f"sh:value {r.value}"] * bool(r.value)
            parts += [f"dcterms:source <{r.article}>"] * bool(r.article)
            parts += [f"sv:exactText {_quoted(r.quote)}"] * bool(r.quote)
            lines.append("  ; sh:result [ " + " ;\n      ".join(parts) + " ]")
        return "\n".join(lines) + " .\n"


def ordered(results: Iterable[Result]) -> tuple[Result, ...]:
    """By article, then gravity, then shape: the order in which a report is read."""
    return tuple(
        sorted(
            set(results),
            key=lambda r: (
                r.article == "",
                r.title,
                r.url,
                r.article,
                _ORDER[r.severity],
                r.message,
                r.focus,
                r.path,
                r.value,
            ),
        )
    )


def _short(term: str) -> str:
    for short, long in PREFIXES.items():
        term = term.replace(f"<{long}", f"<{short}:")
    return term.replace("<", "").replace(">", "")


def _one_line(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 240 else flat[:240].rpartition(" ")[0] + " …"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _shacl_path(path: str) -> str:
    """A path of the forms that the shapes use, in Turtle: a property, its inverse, or a choice of properties."""
    if path.startswith("^<") and path.endswith(">"):
        return f"[ sh:inversePath {path[1:]} ]"
    if "|" in path:
        return f"[ sh:alternativePath ( {' '.join(path.split('|'))} ) ]"
    return path if path.startswith("<") and path.endswith(">") else ""
