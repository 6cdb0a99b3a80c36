"""Where people decide: pairs that may be one, facts that may be wrong, each with its passages; and what was decided."""

from __future__ import annotations

from suviaz.decide import Side
from suviaz.errors import BadDecision
from suviaz.network import Quote
from suviaz.web.screens.page import Missing, Page, Table, View
from suviaz.web.screens.state import short, whole
from suviaz.web.values import Reply

KINDS = ("Person", "Organisation", "Agreement", "Event")
_PAIRS = 10
_FACTS = 30
_DOUBT = 0.6
ACTS = ("same", "apart", "reject", "undo")


def review(view: View) -> Page | Reply:
    """The pairs that nobody decided and the facts that are least sure; a POST decides one and leads back.

    Raises Missing where the visitor may not decide anything, BadDecision for a decision that cannot be taken.
    """
    if not view.ask.edit:
        raise Missing(view.say("review.closed"))
    if view.ask.method == "POST":
        return _decided(view)
    kind = view.state.get("kind")
    pairs = view.graph.desk.review(kind=kind or None)
    page = view.state.count("page", 1, max(1, -(-len(pairs) // _PAIRS)))
    doubtful = _doubtful(view)
    taken = list(reversed(view.graph.desk.taken()))
    data = {
        "pairs": pairs[(page - 1) * _PAIRS : page * _PAIRS],
        "total": len(pairs),
        "page_number": page,
        "pages": max(1, -(-len(pairs) // _PAIRS)),
        "kinds": KINDS,
        "kind": kind,
        "doubtful": doubtful[:_FACTS],
        "doubts": len(doubtful),
        "taken": taken,
        "quotes": lambda iri: _quotes(view, iri),
        "token": view.ask.token,
        "short": short,
        "done": view.state.get("done") if view.state.get("done") in ACTS else "",
    }
    rows = tuple((pair.score, _row(pair.one), _row(pair.other), "; ".join(pair.reasons)) for pair in pairs)
    return Page(
        "review.html",
        view.say("nav.review"),
        data,
        table=Table(("score", "one", "other", "reasons"), rows),
        things=[iri for pair in pairs for iri in (pair.one.iri, pair.other.iri)],
        query=_QUERY,
    )


_QUERY = """PREFIX sv: <https://w3id.org/suviaz/ontology#>
SELECT ?decision ?type ?about ?why
WHERE {
  GRAPH <https://w3id.org/suviaz/id/graph/decisions> {
    ?decision sv:hasDecisionType ?type ; sv:concerns ?about .
    OPTIONAL { ?decision rdfs:comment ?why }
  }
}
ORDER BY DESC(?decision)
"""


def _row(side: Side) -> str:
    return f"{' | '.join(side.names)} <{side.iri}>"


def _quotes(view: View, iri: str) -> list[Quote]:
    """What articles say of one side, in their words."""
    seen = {record.quote: None for record in view.things.records(iri) if record.relation is None}
    return list(seen)[:3]


def _doubtful(view: View) -> list[tuple[str, float, list[Quote]]]:
    """Agreements, events, bodies and promises that are told with little confidence, least sure first."""
    found = []
    for kind in ("Agreement", "Event", "Body", "Commitment"):
        for iri in view.seen.all_of(kind):
            quotes = [record.quote for record in view.things.records(iri) if record.relation is None]
            best = max((quote.confidence for quote in quotes), default=1.0)
            if quotes and best < _DOUBT:
                found.append((iri, best, quotes))
    return sorted(found, key=lambda fact: (fact[1], fact[0]))


def _decided(view: View) -> Reply:
    """Take the decision of a form, and lead back to the page."""
    ask = view.ask
    act, why, who = ask.field("act"), ask.field("why").strip(), ask.field("who").strip()
    if act not in ACTS:
        raise BadDecision(f"There is no decision '{act}'; there are {', '.join(ACTS)}.")
    if act != "undo" and not (why and who):
        raise BadDecision("A decision needs a reason, and the name of whoever takes it.")
    desk = view.graph.desk
    if act == "undo":
        desk.undo(ask.field("decision") or None)
    elif act == "reject":
        desk.reject(whole(ask.field("one")), why=why, who=who)
    else:
        desk.pair(act, whole(ask.field("one")), whole(ask.field("other")), why=why, who=who)
    return Reply(303, headers=(("location", view.state.here(done=act, page=None)),))
