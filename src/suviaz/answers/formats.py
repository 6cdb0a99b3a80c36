"""The formats in which other programs read answers, after the W3C's "SPARQL 1.1 Query Results" and Turtle."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from suviaz.answers.terms import XSD

if TYPE_CHECKING:
    import pyoxigraph as ox

    from suviaz.answers.answer import Answer
    from suviaz.answers.terms import Term

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def as_csv(answer: Answer) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(answer.columns)
    for row in answer.terms:
        writer.writerow(["" if term is None else _unquoted(term) for term in row])
    return out.getvalue()


def _unquoted(term: Term) -> str:
    """As in SPARQL's CSV: values without quotes, datatypes and languages; blank nodes keep their `_:`."""
    return str(term) if type(term).__name__ in ("BlankNode", "Triple") else str(getattr(term, "value", term))


def as_tsv(answer: Answer) -> str:
    lines = ["\t".join("?" + name for name in answer.columns)]
    # A term's str() is its N-Triples form, in which tabs and line ends are escaped.
    lines += ["\t".join("" if term is None else str(term).replace("\t", "\\t") for term in row) for row in answer.terms]
    return "\n".join(lines) + "\n"


def as_json(answer: Answer) -> str:
    if answer.truth is not None:
        return f'{{"head": {{}}, "boolean": {"true" if answer.truth else "false"}}}\n'
    # A line a row: to be read by people, too, and several times as fast as json's own indentation.
    encode = json.JSONEncoder(ensure_ascii=False).encode
    rows = [
        encode({name: _json_term(term) for name, term in zip(answer.columns, row, strict=True) if term is not None})
        for row in answer.terms
    ]
    bindings = ",\n".join(rows)
    return f'{{"head": {encode({"vars": answer.columns})},\n"results": {{"bindings": [\n{bindings}\n]}}}}\n'


def _json_term(term: Any) -> dict[str, Any]:
    kind = type(term).__name__
    if kind == "Triple":
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _json_term(part) for name, part in parts.items()}}
    if kind != "Literal":
        return {"type": "uri" if kind == "NamedNode" else "bnode", "value": term.value}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    if term.datatype.value == XSD + "string":
        return {"type": "literal", "value": term.value}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}


def as_xml(answer: Answer) -> str:
    head = "".join(f'<variable name="{name}"/>' for name in answer.columns)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<sparql xmlns="http://www.w3.org/2005/sparql-results#">']
    lines.append(f"<head>{head}</head>")
    if answer.truth is not None:
        lines.append(f"<boolean>{'true' if answer.truth else 'false'}</boolean>")
    else:
        lines.append("<results>")
        for row in answer.terms:
            cells = [(name, term) for name, term in zip(answer.columns, row, strict=True) if term is not None]
            bound = "".join(f'<binding name="{name}">{_xml(term)}</binding>' for name, term in cells)
            lines.append(f"<result>{bound}</result>")
        lines.append("</results>")
    return "\n".join([*lines, "</sparql>"]) + "\n"


def _xml(term: Any) -> str:
    kind = type(term).__name__
    if kind == "Triple":
        parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
        return f"<triple>{''.join(f'<{name}>{_xml(part)}</{name}>' for name, part in parts)}</triple>"
    # No letter that XML 1.0 forbids can be written in it, not even as a reference.
    value = escape(_FORBIDDEN.sub("\ufffd", term.value)).replace("\r", "&#13;")
    if kind != "Literal":
        return f"<uri>{value}</uri>" if kind == "NamedNode" else f"<bnode>{value}</bnode>"
    about = f' xml:lang="{term.language}"' if term.language else ""
    if not about and term.datatype.value != XSD + "string":
        about = f' datatype="{escape(term.datatype.value)}"'
    return f"<literal{about}>{value}</literal>"


def as_turtle(triples: Sequence[ox.Triple]) -> str:
    import pyoxigraph as ox

    from suviaz.rdf.terms import PREFIXES

    ordered = sorted(set(triples), key=str)
    used = {name: space for name, space in PREFIXES.items() if any(space in str(triple) for triple in ordered)}
    data = ox.serialize(ordered, format=ox.RdfFormat.TURTLE, prefixes=used)
    assert data is not None  # None only if an output was given
    return data.decode()
