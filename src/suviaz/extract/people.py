"""Which of the persons already spoken of a name means."""

from __future__ import annotations

from suviaz.extract.draft import Thing
from suviaz.names import Paradigms, compatible, family_key


class People:
    """The persons of an article by their names, in the order they were first named in."""

    def __init__(self, paradigms: Paradigms) -> None:
        self._paradigms = paradigms
        self._families: dict[str, dict[Thing, None]] = {}
        self._parts: dict[str, dict[Thing, None]] = {}

    def know(self, person: Thing, name: str) -> None:
        """Let a person be found by a name."""
        self._families.setdefault(family_key(name, self._paradigms), {})[person] = None
        for part in name.split():
            self._parts.setdefault(part, {})[person] = None

    def find(self, name: str, *, by_part: bool = False) -> Thing | None:
        """The first person who may bear that name: with nothing in it that contradicts one of his.

        `by_part`: or any one who has it as a part of his name, in whatever order a foreigner's names are written.
        """
        namesakes = self._families.get(family_key(name, self._paradigms), ())
        fitting = [p for p in namesakes if any(compatible(name, other, self._paradigms) for other in p.names)]
        if not fitting and by_part and len(name) > 1:
            fitting = list(self._parts.get(name, ()))
        return min(fitting, key=lambda person: person.number, default=None)

    def called(self, name: str) -> Thing | None:
        """«Ms Khamla», «Mr Rahman Syah»: the one person with these words, whichever name of his they are."""
        like = self._parts.get(name.split(" ")[0], ())
        found = [person for person in like if any(f" {name} " in f" {other} " for other in person.names)]
        return found[0] if len(found) == 1 else None
