"""The page of queries: a form, what the query gave as a table, and the stored questions as forms of their own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from suviaz import queries
from suviaz.answers import Answer, compact
from suviaz.collection import Collection
from suviaz.errors import BadQuery, UnknownName
from suviaz.rdf.terms import PREFIXES
from suviaz.web.screens import asking
from suviaz.web.screens.page import Page, View, render
from suviaz.web.screens.state import Wrong
from suviaz.web.values import Ask, Refused, Reply, Settings

FORMATS = {"rows": ("csv", "tsv", "json", "xml"), "triples": ("ttl", "nt", "rdf", "jsonld")}
_SHOWN = 500
"""Rows that the page shows; the downloads have all."""

_EXAMPLE = """SELECT ?agreement ?name ?signed
WHERE {
  ?agreement a sv:Memorandum ; skos:prefLabel ?name .
  OPTIONAL { ?agreement sv:signedOn ?signed }
  FILTER(LANG(?name) = "en")
}
ORDER BY DESC(?signed) ?name
LIMIT 20"""


@dataclass(frozen=True, slots=True)
class Given:
    """What a query came to: its answer, whether there were more rows, and how many seconds it took."""

    answer: Answer
    limited: bool
    seconds: float


def sparql(
    graph: Collection, ask: Ask, settings: Settings, *, text: str = "", given: Given | None = None,
    refused: Refused | None = None,
) -> Reply:  # fmt: skip
    """The page with a query and what came of it; where a stored question was filled in, the way to its query."""
    from suviaz.web.screens import problem

    try:
        view = View(graph, ask)
    except Wrong as wrong:
        return problem(graph, ask, 400, str(wrong), lang="en")
    name = ask.get("ask")
    message = ""
    if name and not text:
        try:
            filled = _filled(ask, name)
        except (UnknownName, BadQuery) as error:
            refused = Refused(400, str(error))
        else:
            return Reply(303, headers=(("location", view.state.to("/sparql", query=filled, of=name)),))
    message = str(refused) if refused else ""
    text = text or _EXAMPLE
    answer = given.answer if given else None
    kind = "triples" if answer is not None and answer.triples is not None else "rows"
    data = {
        "text": text,
        "message": message,
        "given": given,
        "answer": answer,
        "columns": _columns(answer),
        "rows": _rows(answer)[:_SHOWN],
        "shown": _SHOWN,
        "formats": [(form, f"/sparql?query={quote(text, safe='')}&format={form}") for form in FORMATS[kind]],
        "most": settings.rows,
        "questions": sorted(queries.stored().values(), key=lambda query: query.title),
        "chosen": ask.get("ask") or ask.get("of"),
        "values": dict(ask.query),
        "cell": lambda term: cell(view, term),
        "choices": lambda parameter: _choices(view, parameter.type),
        "embedded": _embedded(view),
    }
    page = Page("sparql.html", view.say("sparql.title"), data, status=refused.status if refused else 200, wide=True)
    return Reply(page.status, body=render(view, page), headers=(("content-language", view.state.ui),))


def _filled(ask: Ask, name: str) -> str:
    """The stored question `name` with the parameters that the address gives. Raises UnknownName, BadQuery."""
    stored = queries.stored()
    if name not in stored:
        raise UnknownName(f"There is no stored question '{name}'.")
    names = {parameter.name for parameter in stored[name].parameters}
    return asking.filled(name, {key.removeprefix("p_"): v for key, v in ask.query if key.removeprefix("p_") in names})


def _columns(answer: Answer | None) -> tuple[str, ...]:
    if answer is None:
        return ()
    return answer.columns if answer.triples is None else ("subject", "predicate", "object")


def _rows(answer: Answer | None) -> tuple[tuple[Any, ...], ...]:
    if answer is None:
        return ()
    if answer.triples is not None:
        return tuple((triple.subject, triple.predicate, triple.object) for triple in answer.triples)
    return answer.terms


def cell(view: View, term: Any) -> tuple[str, str, str]:
    """A term as a cell: its text, where it leads (empty: nowhere), and its language or kind."""
    if term is None:
        return "", "", ""
    kind = type(term).__name__
    if kind == "NamedNode":
        inside = term.value.startswith("https://w3id.org/suviaz/id/") and "/id/graph/" not in term.value
        link = view.state.thing(term.value) if inside else term.value
        return compact(term.value), link if inside or link.startswith(("http://", "https://")) else "", ""
    if kind == "Literal":
        return term.value, "", term.language or ""
    return str(term), "", ""


def _choices(view: View, kind: str) -> list[tuple[str, str]]:
    """What a parameter of a type can be, where there is a list: the value and its name."""
    if kind == "country":
        return [(country.code, view.name(country.iri).text) for country in view.seen.countries]
    if kind == "field":
        return [(code, name.text) for code, name in view.field_names]
    if kind == "lang":
        return [(code, code) for code in view.state.languages]
    return []


def _embedded(view: View) -> str:
    """What the editor needs to know, as JSON that cannot end the element in which it stands."""
    say = view.say
    data = {
        "endpoint": "/sparql",
        "entity": view.state.to("/entity", iri="IRI").replace("iri=IRI", "iri={iri}"),
        "ui": say.lang,
        "prefixes": PREFIXES,
        "terms": view.seen.vocabulary(say.lang),
        "words": {key: say(f"editor.{key}") for key in say.keys("editor")},
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
