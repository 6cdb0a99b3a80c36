"""What became of it, as verbs of a graph: each is a method of a `Collection`, and answers with an Account."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypedDict, Unpack

if TYPE_CHECKING:
    from suviaz.memory import Account
    from suviaz.store import Store


class Part(TypedDict, total=False):
    """Which part of the graph: all that is given must hold; nothing given is the whole.

    `pair` holds two country codes (ISO 3166-1), `field` the code of a field, `first` and `last` bound the time (2017,
    2017-04 or 2017-04-26), `entity` is an IRI, a short form such as id:country/BLR, or an exact name.
    """

    pair: tuple[str, str] | None
    field: str | None
    first: str | None
    last: str | None
    entity: str | None


class Memory:
    """The part of a Collection that looks through time; `store` is its graph."""

    store: Store

    def ledger(
        self,
        *,
        on: str | None = None,
        pair: tuple[str, str] | None = None,
        entity: str | None = None,
        states: Iterable[str] = (),
        lang: str = "be",
    ) -> Account:
        """What was promised and what became of it by the day `on`; without one, by the day of the last article.

        `pair` holds two country codes, `entity` is an IRI, a short form or an exact name, `states` are those to keep.
        Raises UnknownName.
        """
        from suviaz import memory

        return memory.commitments(self.store, on=on, pair=pair, entity=self._found(entity), states=states, lang=lang)

    def lives(
        self,
        *,
        on: str | None = None,
        pair: tuple[str, str] | None = None,
        entity: str | None = None,
        lang: str = "be",
    ) -> Account:
        """The steps of agreements and joint bodies up to the day `on`, each with its source. Raises UnknownName."""
        from suviaz import memory

        return memory.histories(self.store, on=on, pair=pair, entity=self._found(entity), lang=lang)

    def holders(self, *, on: str | None = None, entity: str | None = None, lang: str = "be") -> Account:
        """Who held which post on the day `on`, or ever, with what each bound rests on. Raises UnknownName."""
        from suviaz import memory

        return memory.offices(self.store, on=on, entity=self._found(entity), lang=lang)

    def sides(
        self,
        entity: str | None = None,
        *,
        pair: tuple[str, str] | None = None,
        first: str | None = None,
        last: str | None = None,
        lang: str = "be",
    ) -> Account:
        """What each country's sources say: of an event, agreement or actor a Comparison for each matter, without one
        the Balance of the pair from `first` to `last`. Raises UnknownName; BadQuery where no pair is given or follows.
        """
        from suviaz import memory

        found = self._found(entity)
        return memory.compared(self.store, pair=pair, entity=found, first=first, last=last, lang=lang)

    def timeline(self, *, lang: str = "be", **part: Unpack[Part]) -> Account:
        """What happened and what is planned in the part of the graph, as Moments in order of time."""
        from suviaz import memory

        return memory.timeline(self.store, lang=lang, **self._meant(part))

    def years(self, *, lang: str = "be", **part: Unpack[Part]) -> Account:
        """Ties over time: a Tally for each year and field of events held, papers signed, and what was planned."""
        from suviaz import memory

        return memory.years(self.store, lang=lang, **self._meant(part))

    def paths(self, start: str, end: str, *, most: int = 3, lang: str = "be") -> Account:
        """The shortest ways between two actors, with the words for each step; plans count where nothing else does."""
        from suviaz import explain, memory

        ends = explain.find(self.store, start), explain.find(self.store, end)
        return memory.paths(self.store, *ends, most=most, lang=lang)

    def figures(self, *, most: int = 10, lang: str = "be", **part: Unpack[Part]) -> Account:
        """Figures of the network: the `most` important brokers (betweenness) and the communities."""
        from suviaz import memory

        return memory.figures(self.store, most=most, lang=lang, **self._meant(part))

    def difference(self, earlier: Memory, *, lang: str = "be") -> Account:
        """The facts that this graph has gained over an earlier state of it, and those it has lost."""
        from suviaz import memory

        return memory.difference(earlier.store, self.store, lang=lang)

    def _meant(self, part: Part) -> Part:
        """The part with its entity as an IRI."""
        from suviaz import explain

        entity = part.get("entity")
        return {**part, "entity": explain.find(self.store, entity)} if entity else part

    def _found(self, entity: str | None) -> str | None:
        from suviaz import explain

        return explain.find(self.store, entity) if entity else None
