"""Whom a person serves, where it is told beside the title: «for the Belarusian side», «on behalf of Korea»."""

from __future__ import annotations

from typing import TYPE_CHECKING

from suviaz.extract.items import Tagged

if TYPE_CHECKING:
    from suviaz.extract.actors import Actors


def by_sides(actors: Actors, tagged: Tagged) -> None:
    """«З беларускага боку … Х, з карэйскага — Y»: whom each of them serves, where his title leaves it open."""
    sides = tagged.has("cue", "side")
    if not (sides or tagged.has("cue", "on_behalf")):
        return
    side: str | None = None
    for at, item in enumerate(tagged.items):
        before = tagged.items[at - 1] if at else None
        from_ = before is not None and before.has("prep", "from")
        if sides and item.tag == "adjective" and item.entity and from_:
            side = item.entity.country
        if before is not None and before.has("cue", "on_behalf") and item.tag == "country" and item.entity:
            side = item.entity.country  # «От Индии участвовали …, от Индонезии — …»
        if item.has("verb", "represent") and before is not None and before.has("cue", "side") and at > 1:
            left = tagged.items[at - 2]  # «сербскую сторону представлял …»
            side = left.entity.country if left.tag == "adjective" and left.entity else side
        person = actors.of(item)
        if side and person is not None and person.kind == "Person":
            actors.serves(person, side)


def on_behalf(actors: Actors, tagged: Tagged) -> None:
    """«For Belarus, the paper was signed by Х»; «signed by Х for Belarus»: whom he serves, if his title tells not."""
    items = tagged.items
    for at, item in enumerate(items) if tagged.has("verb", "sign") else ():
        if (
            item.tag not in ("country", "adjective")
            or not item.entity
            or not at
            or not items[at - 1].has("prep", "for")
        ):
            continue
        people = [(i, t) for i, t in actors.known(items, "Person")]
        before = [t for i, t in people if i.span.end < item.span.start]
        behind = [t for i, t in people if i.span.start > item.span.start]
        person = behind[0] if at == 1 and behind else before[-1] if before else None
        if person is not None and item.entity.country:
            actors.serves(person, item.entity.country)
