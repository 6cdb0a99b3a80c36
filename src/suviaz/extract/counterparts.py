"""Whose guest or partner somebody is where the article names nobody on the other side: of the other country."""

from __future__ import annotations

from suviaz.extract.scene import Scene

_BILATERAL = frozenset({"meeting", "talks", "visit", "signing", "session", "exhibition", "opening"})


def read_counterparts(scene: Scene) -> None:
    """In an article that speaks of two countries only, who meets or visits one of them is of the other."""
    spoken = {t.country for t in scene.drafts.things if t.kind == "Country" and t.mentions}
    if len(spoken) != 2:
        return
    for event in scene.drafts.of("Event", "Meeting", "Signing", "Opening"):
        mine = event.things("involvesCountry")
        if event.codes("hasEventType")[0] in _BILATERAL and len(mine) == 1 and mine[0].country in spoken:
            event.set("involvesCountry", *scene.country_things(sorted(c for c in spoken if c)))
