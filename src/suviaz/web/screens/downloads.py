"""What a page shows, as a file: rows as CSV, things as RDF, pictures as SVG and PNG."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from suviaz.errors import UnknownName
from suviaz.web.screens.page import Page, Table, View
from suviaz.web.values import Reply

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "jsonld": "application/ld+json",
    "ttl": "text/turtle; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
}
_RDF = {"jsonld": "jsonld", "ttl": "turtle"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def offered(page: Page) -> tuple[str, ...]:
    """The formats in which a page can be taken away."""
    pictures = ("svg", "png") if page.picture else ()
    return (*(("csv",) if page.table else ()), *(_RDF if page.things else ()), *pictures)


def file(view: View, page: Page, form: str) -> Reply:
    """One download. Raises UnknownName for a format that the page does not have."""
    if form not in offered(page):
        raise UnknownName(f"This page has no format '{form}'; it has {', '.join(offered(page))}.")
    name = re.sub(r"\W+", "-", view.state.path.strip("/") or "overview")
    thing = view.state.get("iri") or view.state.get("key")
    if thing:
        name += "-" + re.sub(r"[^\w-]+", "-", thing.rpartition("/")[2], flags=re.ASCII)[:80]
    headers = (("Content-Disposition", f'attachment; filename="{name}.{form}"'),)
    return Reply(page.status, TYPES[form], _body(view, page, form), headers)


def _body(view: View, page: Page, form: str) -> bytes:
    if form == "csv" and page.table:
        return as_csv(page.table).encode()
    if form in _RDF:
        return as_rdf(view, page.things, form).encode()
    assert page.picture is not None  # offered() says so
    return page.picture(form)


def as_csv(table: Table) -> str:
    """RFC 4180; a cell that a spreadsheet would take for a formula begins with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([[_safe(cell) for cell in row] for row in table.rows])
    return out.getvalue()


def _safe(cell: object) -> object:
    if cell is None:
        return ""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def as_rdf(view: View, things: Iterable[str], form: str) -> str:
    """Everything that the merged graph says of the things, sorted."""
    from suviaz.rdf.writing import write_triples

    return write_triples(view.things.triples(dict.fromkeys(things)), _RDF.get(form, form))
