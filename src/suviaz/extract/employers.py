"""Whose a title is where it does not say so itself: the body it comes back to, the region, what it answers for."""

from __future__ import annotations

from suviaz.extract.items import Tagged
from suviaz.extract.memory import Bodies
from suviaz.extract.organisations import OrganisationName
from suviaz.extract.titles import PERSONAL, State
from suviaz.grammar import Grammar
from suviaz.names import organisation_nominative

_AHEAD = 9
"""Items between a title and its holder at most."""
_SELF = frozenset({"verb", "event", "agreement", "post", "subordinators"})


def employer(state: State, tagged: Tagged, grammar: Grammar, before: Bodies) -> OrganisationName | None:
    """The body that a title without one comes back to: «пресс-секретарь холдинга», «проректор» where one university
    is named. A noun may stand for the body named last of its kind; a post
    that only such bodies have, for the only one named.
    """
    items = tagged.items
    near = Bodies(grammar)
    for item in items[: state.first]:
        if item.org:
            near.add(item.org, item)
    ahead = next((n for n in (state.at, state.at + 1) if n < len(items) and items[n].has("stand_in")), None)
    if ahead is not None and all(i.tag in ("word", "term", "adjective") for i in items[state.at : ahead]):
        kind = items[ahead].code("stand_in") or ""
        like = near.like(items[ahead]) or before.like(items[ahead])
        body = like[0] if like else near.last(kind) or before.last(kind)
        held = ahead + 1 < len(items) and items[ahead + 1].tag in PERSONAL
        state.at = ahead + 1 if body or held else state.at
        return body
    staff = next((i.code("staff") for i in items[state.first : state.at] if i.has("staff")), None)
    if staff is None or len(before.of_kind(staff)) > 1:
        return None
    fitting = {**before.of_kind(staff), **near.of_kind(staff)}
    return next(iter(fitting.values())) if len(fitting) == 1 else None


def answered_for(state: State, tagged: Tagged, grammar: Grammar) -> int | None:
    """Where the words end that say what a post or a body is for: «директор по персоналу …», «… при президенте Х»."""
    items, words = tagged.items, grammar.words("persons", "answering_for")
    if state.at >= len(items) or items[state.at].text.casefold().split()[0] not in words or grammar.head_last:
        return None
    for at in range(state.at + 1, min(len(items), state.at + _AHEAD)):
        item = items[at]
        if item.tag in PERSONAL:
            if at > state.at + 1:
                return at
            continue  # «вице-президент по Европе Х»
        if item.tag == "org" and item.org:
            if items[state.at].has("joints") and at == state.at + 1:  # «Организация … при агентстве Х»
                continue
            return at if state.org is None else None
        if (item.tag == "sign" and item.text != ",") or item.tag == "time" or not item.kinds.isdisjoint(_SELF):
            return None
    return None


def regional(state: State, tagged: Tagged, grammar: Grammar, code: str) -> bool:
    """«мэр города Гюмри Х», «глава Аджарии Х», «глава правительства Аджарии Х»: the place is the body."""
    items, at = tagged.items, state.at
    if grammar.ordered or state.org is not None or code not in ("head", "deputy-head", "head-of-government", "other"):
        return False
    side = None
    if at + 1 < len(items) and items[at].tag == "adjective" and items[at].entity and items[at + 1].has("settlement"):
        side, at = items[at].entity.country, at + 1  # type: ignore[union-attr]
    called = at < len(items) and items[at].has("settlement")
    at += called
    if not called and (named := _named_by_adjective(at, tagged, grammar)) is not None:
        state.org, state.at = named, at + 2
        return True
    if at >= len(items) or items[at].tag not in ("place", "name"):
        return False
    behind = items[at + 1] if at + 1 < len(items) else None
    if not called and (behind is None or behind.tag not in PERSONAL):
        return False
    place = items[at]
    known = place.entity.names.get(grammar.lang, ())[:1] if place.entity else ()
    name = (known or (_town(place.text, grammar),))[0]
    if code == "head-of-government":
        noun = organisation_nominative(items[state.first].text.split()[-1], grammar.paradigms).nominative
        name = f"{noun[:1].upper()}{noun[1:]} {place.text}"
    state.org = OrganisationName("GovernmentBody", (name,), place.entity.country if place.entity else side)
    state.at = at + 1
    return True


def _town(text: str, grammar: Grammar) -> str:
    """The nominative of a place that no registry knows and that stands in the genitive: «города Пензы»."""
    whole = organisation_nominative(text, grammar.paradigms).nominative
    word = text.lower()
    if whole != text or " " in text or word[-1] not in grammar.paradigms.vowels:
        return whole
    ways = [
        w for w in grammar.paradigms.noun_rows.analyse(word) if w.case == "gen" and not w.plural and w.lemma != word
    ]
    ways.sort(key=lambda way: (way.gender == "neuter", way.gender != "masculine"))
    return ways[0].lemma.title() if ways else whole


_KINDS = frozenset({"stand_in", "field", "domain", "form", "document", "quoted"})
"""Senses that a noun behind the adjective of a place may have."""


def _named_by_adjective(at: int, tagged: Tagged, grammar: Grammar) -> OrganisationName | None:
    """«аким Таласского района», «директор Августовского канала Х»: the adjective of a place before its noun."""
    pair = tagged.items[at : at + 2]
    endings = grammar.words("organisations", "adjective_endings") or ("\0",)
    held = tagged.items[at + 2 : at + 3]
    plain = len(pair) > 1 and pair[1].text.islower() and pair[1].kinds <= _KINDS and held and held[0].tag in PERSONAL
    if len(pair) < 2 or not (pair[1].has("settlement") or plain) or not pair[0].text.casefold().endswith(endings):
        return None
    if not pair[0].text[:1].isupper() or pair[0].tag not in ("name", "word"):
        return None
    name = organisation_nominative(f"{pair[0].text} {pair[1].text}", grammar.paradigms).nominative
    return OrganisationName("Organisation" if plain else "GovernmentBody", (name,))
