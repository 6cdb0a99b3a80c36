"""The words around the noun of a title: what precedes it, what a preposition joins to it, what follows the name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from suviaz.extract.items import Item, Tagged
from suviaz.extract.organisations import OrganisationName
from suviaz.grammar import Grammar
from suviaz.model import Span

PERSONAL = frozenset({"person", "name"})


@dataclass(slots=True)
class State:
    first: int
    at: int
    org: OrganisationName | None = None
    countries: tuple[str, ...] = ()
    to: str | None = None


def base_of(code: str) -> str:
    return {"deputy-minister": "minister"}.get(code, code)


@dataclass(slots=True)
class Left:
    """What stands before the noun of a title: where it begins, and what is learnt there."""

    first: int
    code: str
    former: bool = False
    owners: tuple[str, ...] = ()
    org: OrganisationName | None = None
    tail: tuple[int, int] | None = None


_DEPUTY = {
    "minister": "deputy-minister",
    "head": "deputy-head",
    "head-of-government": "deputy-head-of-government",
    "head-of-state": "deputy-head",
    "speaker-of-parliament": "deputy-head",
}


def left_of(start: int, tagged: Tagged, grammar: Grammar, code: str) -> Left:
    """Where the title begins, whether it is a former one, and the country an adjective before it names."""
    made = Left(start, code)
    items = tagged.items
    if grammar.ordered and grammar.word("post_bodies", base_of(code)):
        made.tail = _domain_before(start, tagged)
        made.first = made.tail[0] if made.tail else start
    while made.first:
        left = items[made.first - 1]
        if left.has("modifier"):
            made.former = made.former or left.code("modifier") == "former"
            if left.code("modifier") == "deputy":
                made.code = _DEPUTY.get(made.code, made.code)
        elif left.tag == "adjective" and left.entity and left.entity.country and not made.owners:
            made.owners = (left.entity.country,)
        elif not (grammar.ordered and _owner_before(made, tagged)):
            break
        else:
            continue
        made.first -= 1
    return made


def _domain_before(start: int, tagged: Tagged) -> tuple[int, int] | None:
    """«Communications and Informatization Minister»: the words before the noun that name the ministry."""
    items, at = tagged.items, start
    while at and items[at - 1].has("modifier", "deputy"):
        at -= 1
    end = at
    while at:
        if is_domain(items[at - 1]) or (at < end and items[at - 1].has("adjectives") and items[at - 1].text.istitle()):
            at -= 1
        elif (
            at < end
            and at > 1
            and (items[at - 1].has("conjunctions") or items[at - 1].text in (",", "&"))
            and is_domain(items[at - 2])
        ):
            at -= 2
        else:
            break
    return (at, end) if at < end else None


def _owner_before(made: Left, tagged: Tagged) -> bool:
    """«Korea's minister», «Belarus President», «KOICA President», «Seoul Mayor»: whose the post is."""
    items, at = tagged.items, made.first
    if made.owners or made.org or not at:
        return False
    step = 2 if items[at - 1].has("possessive") and at > 1 else 1
    owner = items[at - step]
    if owner.tag == "country" and owner.entity and owner.entity.country:
        made.owners = (owner.entity.country,)
    elif owner.org and not owner.has("event"):
        made.org = owner.org
    elif owner.tag == "place" and items[made.first].has("local"):
        made.org = OrganisationName("GovernmentBody", (owner.text,), owner.entity.country if owner.entity else None)
    else:
        return False
    made.first -= step
    return True


def in_bracket(state: State, first: int, tagged: Tagged) -> None:
    """«… the Ministry of the Interior (MOI, Minister Х)»: a post in brackets is one of the body before them."""
    items = tagged.items
    opening = next((n for n in range(first - 1, max(-1, first - 4), -1) if items[n].text == "("), 0)
    if opening and items[opening - 1].org:
        state.org = items[opening - 1].org


def behind_names(state: State, first: int, tagged: Tagged, *, taken: bool) -> None:
    """«the minister, Х, said»; «Presidents Х of A and Y of B»: countries behind the names.

    `taken`: whether the name before the title has one of its own: «the president of A, Х, the rector of B, Y, and …».
    """
    items = tagged.items
    apart = not taken and first > 1 and items[first - 1].text == "," and items[first - 2].tag in PERSONAL
    rest = items[state.at : state.at + 3]
    if (
        len(rest) == 3
        and not apart
        and rest[0].text == ","
        and rest[1].tag in PERSONAL
        and (rest[2].text in (",", ".") or rest[2].has("verb") or (taken and rest[2].has("conjunctions")))
    ):
        state.at += 1
    found: list[str] = []
    at = state.at
    while not state.countries and at + 2 < len(items) and items[at].tag in PERSONAL and items[at + 1].has("prep", "of"):
        owner = items[at + 2]
        if owner.tag != "country" or not owner.entity or not owner.entity.country:
            break
        found.append(owner.entity.country)
        at += 3
        if at < len(items) and (items[at].has("conjunctions") or items[at].text == ","):
            at += 1
    if found and state.org is None:
        state.countries = tuple(found)


def is_domain(item: Item) -> bool:
    return (
        item.tag == "term"
        and (item.has("domain") or item.has("field"))
        and not item.has("post")
        and not item.has("verb")
        and not item.has("head")
    )


_TELLING = frozenset({"verb", "post", "event", "agreement", "subordinators"})


def unknown_domain(start: int, items: Sequence[Item], begun: bool) -> int:
    """«министр туризма и древностей Египта Х»: where a ministry's words end that no list has, else `start`.

    They are small letters up to a country behind which the holder's name stands, or up to the name itself where they
    are joined to words that are known.
    """
    for at in range(start, min(len(items), start + _UNIT)):
        item = items[at]
        if item.tag in ("country", *PERSONAL):
            named = item.tag in PERSONAL or (at + 1 < len(items) and items[at + 1].tag in PERSONAL)
            joined = begun and (items[start].has("conjunctions") or items[start].text == ",")
            return at if at > start and named and (joined or item.tag == "country") else start
        plain = item.tag in ("word", "adjective", "term") and item.kinds.isdisjoint(_TELLING) and item.text.islower()
        if not plain and item.text != ",":
            return start
    return start


def after_preposition(state: State, tagged: Tagged, code: str) -> bool:
    """«of Korea», «of the Ministry of …», «to Belarus»: one thing behind a title and its preposition."""
    items, at = tagged.items, state.at
    if at + 1 >= len(items) or not items[at].has("prep"):
        return False
    prep, ahead = items[at], items[at + 1]
    receiving = code in ("ambassador", "consul", "representative")
    if receiving and (prep.has("prep", "to") or prep.has("prep", "in")) and ahead.tag in ("country", "place"):
        if state.to is None and ahead.entity:
            state.to = ahead.entity.country
            state.at += 2
            return True
        return False
    if prep.has("prep", "for") and code in _ANSWERING:
        return _charge(state, tagged)
    if not (prep.has("prep", "of") or (prep.has("prep", "at") and code in ("head", "deputy-head", "other"))):
        return False
    if (
        ahead.tag == "country"
        and ahead.entity
        and ahead.entity.country
        and not state.countries
        and prep.has("prep", "of")
    ):
        state.countries, state.at = owners_at(at + 1, tagged)
        return True
    if ahead.tag == "org" and ahead.org and state.org is None:
        state.org = ahead.org
        state.at += 2
        return True
    if items[state.first].has("local") and state.org is None and ahead.tag in ("place", "name"):
        state.org = OrganisationName("GovernmentBody", (ahead.text,), ahead.entity.country if ahead.entity else None)
        state.at += 2
        return True
    return code in ("head", "deputy-head", "other", "representative", "member-of-parliament") and _unit(state, tagged)


_ANSWERING = frozenset({"head", "deputy-head", "other", "representative"})


def _charge(state: State, tagged: Tagged) -> bool:
    """«Undersecretary for Digital Transformation of …», «Director for Asia, Х»: what a post answers for."""
    items, end = tagged.items, state.at + 1
    while end < len(items) and end - state.at <= _UNIT:
        item = items[end]
        listed = item.text == "," and end + 2 < len(items) and is_domain(items[end + 1])
        if not (is_domain(item) or item.has("conjunctions") or item.tag in ("adjective", "word") or listed):
            break
        end += 1
    done = end < len(items) and (items[end].has("prep") or items[end].tag in PERSONAL or items[end].text == ",")
    if end == state.at + 1 or not done:
        return False
    state.at = end
    return True


_UNIT = 7
"""Words that the name of a unit in small letters has at most."""


def _unit(state: State, tagged: Tagged) -> bool:
    """«head of the international cooperation department», «Secretary of Digital Government»: a part of a body."""
    items, first = tagged.items, state.at + 1
    if state.org is not None:
        return False
    end = first
    while end < min(len(items), first + _UNIT) and not items[end].has("head"):
        item = items[end]
        if item.tag not in ("word", "term", "name") or item.has("verb") or item.has("prep") or item.has("post"):
            break
        end += 1
    if end < len(items) and items[end].has("head") and items[end].tag == "term" and end > first:
        words = surface(tagged, Span(items[first].span.start, items[end].span.end))
        state.org = OrganisationName("GovernmentBody", (words[:1].upper() + words[1:],))
        state.at = end + 1
        return True
    if end > first and end < len(items) and items[end].has("prep", "of") and items[end - 1].tag != "name":
        state.at = end
        return True
    return False


def owners_at(at: int, tagged: Tagged) -> tuple[tuple[str, ...], int]:
    items = tagged.items
    found: list[str] = []
    while at < len(items) and items[at].tag == "country" and items[at].entity:
        found.append(items[at].entity.country or "")  # type: ignore[union-attr]
        at += 1
        if (
            at + 1 < len(items)
            and (items[at].has("conjunctions") or items[at].text == ",")
            and items[at + 1].tag == "country"
        ):
            at += 1
        else:
            break
    return tuple(found), at


def surface(tagged: Tagged, span: Span) -> str:
    words = [token.surface for token in tagged.sentence.tokens if span.covers(token.span)]
    return " ".join(words).replace(" ,", ",").replace(" - ", "-")


def past_owner(at: int, items: Sequence[Item]) -> int:
    """The last item of «Х of Ukraine», of «Х» if no country follows."""
    rest = items[at + 1 : at + 3]
    return at + 2 if len(rest) == 2 and rest[0].has("prep", "of") and rest[1].tag == "country" else at
