"""Whom a person serves, where it is told beside the title: «for the Belarusian side», «on behalf of Korea»."""

from __future__ import annotations

from typing import TYPE_CHECKING

from suviaz.extract.items import Tagged

if TYPE_CHECKING:
    from suviaz.extract.actors import Actors


def by_sides(actors: Actors, tagged: Tagged) -> None:
    """«З беларускага боку … Х, з карэйскага — Y»: whom each of them serves, where his title leaves it open."""
    side: str | None = None
    if not any(item.has("cue", "side") for item in tagged.items):
        return
    for at, item in enumerate(tagged.items):
        if item.tag == "adjective" and item.entity and at and tagged.items[at - 1].has("prep", "from"):
            side = item.entity.country
        person = actors.of(item)
        if side and person is not None and person.kind == "Person":
            actors.serves(person, side)


def on_behalf(actors: Actors, tagged: Tagged) -> None:
    """«For Belarus, the paper was signed by Х»; «signed by Х for Belarus»: whom he serves, if his title tells not."""
    items = tagged.items
    for at, item in enumerate(items):
        if (
            item.tag not in ("country", "adjective")
            or not item.entity
            or not at
            or not items[at - 1].has("prep", "for")
        ):
            continue
        if not any(i.has("verb", "sign") for i in items):
            continue
        people = [(i, t) for i, t in actors.known(items, "Person")]
        before = [t for i, t in people if i.span.end < item.span.start]
        behind = [t for i, t in people if i.span.start > item.span.start]
        person = behind[0] if at == 1 and behind else before[-1] if before else None
        if person is not None and item.entity.country:
            actors.serves(person, item.entity.country)
