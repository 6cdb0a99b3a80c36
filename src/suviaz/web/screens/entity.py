"""A thing: its names, what articles say about it with their words, and what it is tied to."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from suviaz.memory import Name
from suviaz.rdf.terms import URL
from suviaz.web.screens import asking
from suviaz.web.screens.page import Missing, Page, Table, View
from suviaz.web.screens.statements import Statement, counterparts, statements
from suviaz.web.screens.things import Thing

SHOWN = 40
"""Statements of a group that a page shows before it asks."""
QUOTES = 3
"""Quotes of a statement that are open; the rest unfold."""

_CODED = (
    ("fields", "hasField", "field"),
    ("forms", "envisages", "form"),
    ("event_type", "hasEventType", "event-type"),
    ("post_type", "hasPostType", "post-type"),
)
_CARRIED = (
    *("represents", "worksFor", "hasSpeaker", "hasHolder", "hasPost", "hasActor", "hasRole", "hasEvent"),
    *("isPostIn", "isOnBehalfOf", "hasCapacity"),
)
"""What a tie that is a thing of its own ties; called as the ontology calls these properties."""


def entity(view: View) -> Page:
    """The page about `iri`. Raises Missing where the graph says nothing of it."""
    iri = view.entity("iri")
    if iri is None:
        raise Missing(view.say("entity.none_asked"))
    known = view.things.about(iri)
    ties = statements(view.things, iri)
    own = tuple(dict.fromkeys(r.quote for r in view.things.records(iri) if r.relation is None))
    days = sorted({q.published for q in (*own, *(q for t in ties for q in t.quotes)) if q.published})
    articles = {q.article for q in (*own, *(q for t in ties for q in t.quotes))}
    everything = view.state.get("all")
    groups = [
        (group, role, list(found)) for (group, role), found in groupby(ties, key=lambda tie: (tie.group, tie.role))
    ]
    data = {
        "iri": iri,
        "known": known,
        "groups": [
            (group, role, found if everything == group else found[:SHOWN], len(found)) for group, role, found in groups
        ],
        "facts": list(facts(view, known)),
        "own": own,
        "total": len(ties),
        "articles": len(articles),
        "first": days[0] if days else "",
        "last": days[-1] if days else "",
        "counterparts": counterparts(view.things, iri, ties)[:12],
        "names": known.names(),
        "few": QUOTES,
        "site": [value.value for value in known.all(URL.value)],
        "drawable": known.type is not None and known.type not in ("Country", "Group", "Place"),
    }
    return Page(
        "entity.html",
        view.name(iri).text,
        data,
        table=_table(view, ties),
        things=[iri, *(tie.via or tie.other for tie in ties)],
        query=asking.filled("evidence" if own else "about", {"entity": iri, "lang": view.state.lang}),
    )


def facts(view: View, known: Thing) -> Iterable[tuple[str, list[tuple[str, object]]]]:
    """What is simply so: a key of the catalogue, and its values, each a way to show it and what is shown."""
    if known.kind:
        yield "type", [("name", view.kind(known.kind))]
    for key, relation in (("country", "belongsToCountry"), ("countries", "involvesCountry"), ("place", "isLocatedIn")):
        if found := known.iris(relation):
            yield key, [("link", iri) for iri in found]
    for key in _CARRIED:
        if found := known.iris(key):
            yield f"@{key}", [("name", view.name(i)) if key == "hasRole" else ("link", i) for i in found]
    if known.when:
        # A ministry that was founded on a day is there since then; a meeting on that day is over.
        open_end = known.type in ("Organisation", "Body", "Person") and "/" not in known.when
        yield "when", [("day", f"{known.when}/.." if open_end and not known.days("endDate") else known.when)]
    if said := sorted({value.value for value in known.all("https://w3id.org/suviaz/ontology#dateText")}):
        yield "as_said", [("name", Name(text, "")) for text in said]
    if known.status:
        yield "status", [("status", known.status)]
    for key, relation, scheme in _CODED:
        if codes := known.codes(relation):
            yield key, [("name", view.concept(scheme, code)) for code in codes]


def _table(view: View, ties: Iterable[Statement]) -> Table:
    rows = [
        (
            tie.group,
            tie.role,
            view.name(tie.other).text if tie.other else "",
            tie.other,
            tie.when,
            tie.status,
            round(tie.confidence, 2),
            tie.outlets,
            " ".join(quote.text.split()),
            quote.published,
            quote.title,
            quote.url,
        )
        for tie in ties
        for quote in tie.quotes or ()
    ]
    head = ("relation", "role", "name", "iri", "when", "status", "confidence", "outlets",
            "quote", "published", "title", "url")  # fmt: skip
    return Table(head, tuple(rows))
