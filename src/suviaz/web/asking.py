"""The endpoint as a page that needs no script: a form, and what the query gave as a table."""

from __future__ import annotations

from html import escape
from typing import Any

from suviaz.answers import shown
from suviaz.web import problems
from suviaz.web.protocol import Question
from suviaz.web.sparql import Outcome
from suviaz.web.values import Ask, Refused, Reply, Settings

_EXAMPLE = """SELECT ?agreement ?name WHERE {
  ?agreement a sv:Memorandum ; skos:prefLabel ?name .
}
ORDER BY ?name
LIMIT 20"""


def page(
    ask: Ask,
    settings: Settings,
    *,
    question: Question | None = None,
    outcome: Outcome | None = None,
    problem: Refused | None = None,
) -> Reply:
    """The form, with the query that was asked and either its outcome or what is wrong with it."""
    text = question.text if question else _EXAMPLE
    parts = [
        '<form action="/sparql" method="get">',
        '<p><label for="query">Query</label></p>',
        f'<textarea id="query" name="query" spellcheck="false" autocomplete="off">{escape(text)}</textarea>',
        '<p><label>Result as <select name="format"><option value="html">a table</option>',
        *(f"<option>{name}</option>" for name in ("json", "xml", "csv", "tsv", "ttl", "nt", "rdf", "jsonld")),
        "</select></label> <button>Ask</button></p></form>",
    ]
    if problem is not None:
        parts.append(f'<p role="alert">{escape(str(problem))}</p>')
    if outcome is not None:
        parts += _outcome(outcome, settings)
    return Reply(problem.status if problem else 200, body=problems.page("SPARQL", "\n".join(parts)))


def _outcome(outcome: Outcome, settings: Settings) -> list[str]:
    answer = outcome.answer
    took = f"{outcome.seconds * 1000:.0f} ms"
    if answer.truth is not None:
        return [f'<p role="status">{"Yes" if answer.truth else "No"} ({took})</p>']
    more = f"; there are more: a reply has at most {settings.rows:,}" if outcome.limited else ""
    columns = answer.columns if answer.triples is None else ("subject", "predicate", "object")
    rows: Any = answer.terms
    if answer.triples is not None:
        rows = [(triple.subject, triple.predicate, triple.object) for triple in answer.triples]
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    lines = "\n".join(f"<tr>{''.join(_cell(term) for term in row)}</tr>" for row in rows)
    return [
        f'<p role="status">{len(answer):,} {"row" if len(answer) == 1 else "rows"} ({took}{more})</p>',
        f'<div class="table" tabindex="0"><table><thead><tr>{head}</tr></thead>',
        f"<tbody>{lines}</tbody></table></div>",
    ]


def _cell(term: Any) -> str:
    text = escape(shown(term))
    if type(term).__name__ == "NamedNode" and term.value.startswith(("http://", "https://")):
        return f'<td><a href="{escape(term.value)}" rel="noreferrer">{text}</a></td>'
    lang = getattr(term, "language", None)
    return f'<td lang="{escape(lang)}">{text}</td>' if lang else f"<td>{text}</td>"
