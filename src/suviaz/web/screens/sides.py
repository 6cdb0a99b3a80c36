"""Two sides compared: what each country's sources tell, what only one does, who is first, and where they differ."""

from __future__ import annotations

from typing import Any

from suviaz.memory import Name
from suviaz.memory.balance import Balance
from suviaz.memory.sides import ELSEWHERE, Claimed, Point
from suviaz.web.screens import asking
from suviaz.web.screens.page import Page, Table, View

_CODED = {"event": "event-type", "field": "field", "status": "status"}
_TONE = {"agreed": "good", "different": "bad", "divided": "warn", "only": ""}


def sides(view: View) -> Page:
    """Of a thing the comparison of what both sides say of it; else the balance of a pair in a time."""
    state = view.state
    asked = view.entity()
    pair = state.pair or (view.seen.pairs[0] if view.seen.pairs and not asked else None)
    account = view.seen.compared(pair, state.time("from"), state.time("to"), asked, state.ui)
    common = {
        "phrases": account.phrases,
        "side": lambda key: side(view, key, account.phrases),
        "pair_now": pair,
        "tone": _TONE,
    }
    if asked is None:
        return _balance(view, account.entries[0], common)
    comparisons = list(account)
    rows = [
        (view.name(c.thing).text, c.thing, point.facet, point.verdict, side(view, claim.side, account.phrases).text,
         "; ".join(name.text for name in values(view, point, claim)),
         claim.words[0].text if claim.words else "", claim.words[0].article if claim.words else "")
        for c in comparisons for point in c.points for claim in point.claims
    ]  # fmt: skip
    data = {
        **common,
        "entity": asked,
        "comparisons": comparisons,
        "values": lambda point, claim: values(view, point, claim),
    }
    return Page(
        "compared.html",
        view.say("sides.title_of", name=view.name(asked).text),
        data,
        table=Table(("matter", "iri", "facet", "verdict", "side", "values", "quote", "source"), tuple(rows)),
        things=[iri for c in comparisons for iri in c.things],
        query=asking.filled("evidence", {"entity": asked}),
    )


def _balance(view: View, one: Balance, common: dict[str, Any]) -> Page:
    state = view.state
    phrases = common["phrases"]
    told = list(reversed(one.told))
    wanted = state.get("only")
    if wanted:
        told = [t for t in told if _kept(t.by, one.sides, wanted, view)]
    shares = {
        scheme: sorted((s for s in one.shares if s.of.startswith(scheme + "/")), key=lambda s: (-_sum(s), s.of))[:12]
        for scheme in ("event-type", "kind", "field")
    }
    data = {
        **common,
        "one": one,
        "told": told,
        "wanted": wanted,
        "most_rows": state.count("room", 60, 1_000),
        "shares": {scheme: found for scheme, found in shares.items() if found},
        "label": lambda key: label(view, key),
        "codes": {iri: view.things.about(iri).one("iso3166Alpha2") for iri in one.sides},
        "most": max((_sum(s) for found in shares.values() for s in found), default=1),
    }
    rows = tuple(
        (t.first or "", t.last or "", view.name(t.thing).text, t.thing, t.kind, " ".join(t.fields),
         "; ".join(side(view, key, phrases).text for key in t.by),
         side(view, t.leader, phrases).text if t.leader else "", t.lag if t.lag is not None else "")
        for t in told
    )  # fmt: skip
    codes = [data["codes"][iri] for iri in one.sides]
    return Page(
        "sides.html",
        view.say("nav.sides"),
        data,
        table=Table(("first", "last", "name", "iri", "kind", "fields", "told_by", "first_told_by", "lag_days"), rows),
        things=[t.thing for t in told],
        query=asking.filled("corroboration", {"a": codes[0], "b": codes[1], "lang": state.lang}),
    )


def _kept(by: tuple[str, ...], pair: tuple[str, str], wanted: str, view: View) -> bool:
    own = [iri for iri in by if iri in pair]
    if wanted == "both":
        return len(own) == 2
    return len(own) == 1 and view.things.about(own[0]).one("iso3166Alpha2") == wanted


def _sum(share: Any) -> int:
    return int(share.both + sum(share.only.values()))


def side(view: View, key: str, phrases: Any) -> Name:
    """The name of a side."""
    return Name(phrases["elsewhere"], view.say.lang) if key == ELSEWHERE else view.name(key)


def label(view: View, key: str) -> Name:
    """The name of `field/ict`, `event-type/visit` or `kind/Memorandum`."""
    scheme, _, code = key.partition("/")
    return view.kind(code) if scheme == "kind" else view.concept(scheme, code)


def values(view: View, point: Point, claim: Claimed) -> list[Name]:
    """What a side gives, in words."""
    if point.facet == "date":
        return [Name(view.say.day(value), view.say.lang) for value in claim.values]
    if point.facet in ("number", "name"):
        return [Name(value, "") for value in claim.values]
    if point.facet == "kind":
        return [view.kind(value) for value in claim.values]
    if point.facet in _CODED:
        return [view.concept(_CODED[point.facet], value) for value in claim.values]
    return [label(view, value) if value.startswith("kind/") else view.name(value) for value in claim.values]
