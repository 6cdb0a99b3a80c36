"""What a name or a pronoun stands for by its place: towns that no list knows, whom «who» goes back to."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from suviaz.extract.bearers import holders
from suviaz.extract.draft import Thing
from suviaz.extract.items import Item, Tagged
from suviaz.names import fold

if TYPE_CHECKING:
    from suviaz.extract.actors import Actors


def unknown_towns(actors: Actors, sentences: Sequence[Tagged]) -> None:
    """«in Surabaya»: a name without a bearer behind a preposition that the language has for towns."""
    preps = actors.grammar.words("text", "town_preps")
    known = {key: t for t in actors.drafts.things if t.kind == "Place" for key in t.keys}
    for tagged in sentences if preps else ():
        for left, item in pairwise(tagged.items):
            if left.text.casefold() not in preps or item.tag != "name" or actors.of(item) is not None:
                continue
            if len(item.text.split()) > 2 or tagged.sentence.shouts:
                continue
            place = known.get(fold(item.text))
            if place is None:
                place = known[fold(item.text)] = Thing("Place")
                place.name(item.text)
                actors.drafts.things.append(place)
            place.mention(item.span, item.text)
            actors.by_item[id(item)] = place


def antecedent(actors: Actors, tagged: Tagged, pronoun: Item) -> Thing | None:
    """The person right before a relative pronoun, or the one whose title stands there."""
    items = tagged.items
    at = tagged.at(pronoun) - 1
    if at >= 0 and items[at].text == ",":
        at -= 1
    if at < 0:
        return None
    thing = actors.of(items[at])
    if thing is not None and thing.kind == "Person":
        return thing
    for post in actors.titles.get(tagged.number, ()):
        if post.first <= at < post.last or post.last - 1 == at + 1:
            held = [actors.of(item) for item, _ in holders(post, tagged)]
            return held[0] if len(held) == 1 else None
    return None


_APPOSITION = 14
"""Items between two commas behind a name at most."""


def past_apposition(tagged: Tagged, comma: int) -> int:
    """Where the name stands that «, represented by its president Х,» before an «and» belongs to."""
    items = tagged.items
    if items[comma].text != ",":
        return comma
    opening = next((n for n in range(comma - 1, max(0, comma - _APPOSITION), -1) if items[n].text == ","), 0)
    told = items[opening + 1 : comma]
    inside = any(i.has("verb", "represent") or i.has("post") for i in told)
    return opening - 1 if opening and inside else comma - 1


def representing(actors: Actors, tagged: Tagged) -> list[Thing]:
    """«…, represented by its president Х, …»: who acts for a body."""
    items = tagged.items
    spans = [post.first for post in actors.titles.get(tagged.number, ())]
    found = []
    for at, item in enumerate(items):
        if not (item.has("verb", "represent", "past") and item.has("voice", "passive")) or at + 2 >= len(items):
            continue
        if at + 2 in spans or actors.of(items[at + 2]) is not None:
            people = (actors.of(i) for i in items[at + 2 :])
            person = next((t for t in people if t is not None and t.kind == "Person"), None)
            found.extend([person] if person is not None else [])
    return found
