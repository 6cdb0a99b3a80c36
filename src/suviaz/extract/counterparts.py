"""Whose guest or partner somebody is where the article names nobody on the other side: of the other country."""

from __future__ import annotations

from collections import Counter

from suviaz.extract.scene import Scene

_BILATERAL = frozenset({"meeting", "talks", "visit", "signing", "session", "exhibition", "opening"})


def read_counterparts(scene: Scene) -> None:
    """In an article that speaks of two countries only, who meets or visits one of them is of the other.

    Where two are known to take part, the one without a country may be of an international body that only meets there.
    """
    spoken = {t.country for t in scene.drafts.things if t.kind == "Country" and t.mentions}
    if len(spoken) != 2:
        return
    known = Counter(id(event) for part in scene.drafts.of("Participation") for event in part.get("hasEvent"))
    for event in scene.drafts.of("Event", "Meeting", "Signing", "Opening"):
        mine = {t.country for t in event.things("involvesCountry")}
        if event.codes("hasEventType")[0] not in _BILATERAL or len(mine) != 1 or not mine <= spoken:
            continue
        other = next(iter(spoken - mine))
        if known[id(event)] < 2 or all(place.country != other for place in event.things("isLocatedIn")):
            event.set("involvesCountry", *scene.country_things([other]))
