"""Whom a relative pronoun stands for: «Х, head of the agency, who visited Minsk, …»."""

from __future__ import annotations

from typing import TYPE_CHECKING

from suviaz.extract.bearers import holders
from suviaz.extract.items import Item, Tagged

if TYPE_CHECKING:
    from suviaz.extract.actors import Actors
    from suviaz.extract.draft import Thing


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
