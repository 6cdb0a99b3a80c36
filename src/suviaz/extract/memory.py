"""What a text has named so far, from any place of it backwards: bodies by their nouns, things by their mentions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from suviaz.extract.draft import Thing
from suviaz.extract.organisations import OrganisationName
from suviaz.grammar import Grammar

if TYPE_CHECKING:
    from suviaz.extract.items import Item

STEM = 5
"""Letters that tell whether two inflected nouns are one."""


class Mentioned:
    """The mentions of things, in the order of the text."""

    def __init__(self, things: Iterable[Thing]) -> None:
        self._things = tuple(things)
        self._lists: dict[tuple[str, ...], list[tuple[int, int, Thing]]] = {}

    def before(self, offset: int, *kinds: str) -> Iterator[Thing]:
        """The things of these kinds that are mentioned before an offset, the last mention first."""
        found = self._lists.get(kinds)
        if found is None:
            mentions = ((m.span.start, thing.number, thing) for thing in self._of(kinds) for m in thing.mentions)
            found = self._lists[kinds] = sorted(mentions, key=lambda mention: mention[:2])
        for at in range(bisect_left(found, offset, key=lambda mention: mention[0]) - 1, -1, -1):
            yield found[at][2]

    def _of(self, kinds: tuple[str, ...]) -> Iterator[Thing]:
        return (thing for thing in self._things if thing.kind in kinds)


class Bodies:
    """Organisations in the order in which a text names them."""

    def __init__(self, grammar: Grammar) -> None:
        self._kinds = grammar.employers
        self._starts = tuple(start for kinds in self._kinds.values() for start in kinds)
        self._head_last = grammar.head_last
        self._by_ending: dict[str, list[tuple[int, OrganisationName, Item]]] = {}
        self._by_stem: dict[str, list[tuple[int, OrganisationName, Item]]] = {}
        self._by_first: dict[str, list[tuple[int, OrganisationName, Item]]] = {}
        self._of_kind: dict[str, dict[str, OrganisationName]] = {}
        self._last: dict[str, OrganisationName] = {}
        self.country: str | None = None
        """That of the body named last."""

    def add(self, body: OrganisationName, item: Item) -> None:
        self.country = body.country or self.country
        stems = [word.casefold()[:STEM] for word in body.names[-1].split()]
        for ending in self._endings(body):
            self._by_ending.setdefault(ending, []).append((item.span.end, body, item))
        for index, words in ((self._by_stem, stems), (self._by_first, stems[:1])):
            for start in {stem[:length] for stem in words for length in range(1, len(stem) + 1)}:
                index.setdefault(start, []).append((item.span.end, body, item))
        words = [word for name in body.names for word in name.casefold().split()]
        words = [word for word in words if word.startswith(self._starts)]
        for kind, kinds in self._kinds.items() if words else ():
            if any(word.startswith(kinds) for word in words):
                self._last[kind] = self._of_kind.setdefault(kind, {})[body.names[-1].casefold()] = body

    def _endings(self, body: OrganisationName) -> set[str]:
        """How names end that are written as one word: «한국거래소» is meant by «거래소»."""
        words = [name.split()[-1] for name in body.names if name] if self._head_last else []
        return {word[-size:] for word in words for size in range(2, len(word))}

    def like(self, noun: Item) -> tuple[OrganisationName, Item] | None:
        """The body named last before a noun that has that noun in its name: «галерэя», «міністэрства» alone.

        «Ministry of …» before «Academy of the Ministry of …»: the noun begins the name, if any name begins so.
        """
        stem = noun.text.casefold()[:STEM]
        places = [(self._by_first, stem), (self._by_stem, stem)]
        for index, key in [(self._by_ending, noun.text), *places] if self._head_last else places:
            found = index.get(key, [])
            if at := bisect_right(found, noun.span.start, key=lambda entry: entry[0]):
                return found[at - 1][1:]
        return None

    def last(self, kind: str) -> OrganisationName | None:
        """The body of a kind of employers that is named last."""
        return self._last.get(kind)

    def of_kind(self, kind: str) -> Mapping[str, OrganisationName]:
        """All bodies of a kind of employers, by the last of their names."""
        return self._of_kind.get(kind, {})
