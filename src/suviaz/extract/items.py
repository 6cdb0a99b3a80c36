"""What stands in a sentence once its words are put together: names, times and terms, each with all that it can mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from suviaz.dates import TimeExpression
from suviaz.extract.organisations import OrganisationName
from suviaz.extract.text import Sentence
from suviaz.grammar import Sense
from suviaz.model import Entity, Span

_NONE: frozenset[str] = frozenset()


@dataclass(slots=True, eq=False)
class Item:
    """One or more tokens that act as one. `tag` is time, country, adjective, place, org, person, term, word or sign.

    `data` belongs to the tag: a TimeExpression, an Entity, an OrganisationName, the nominative of a person. `preps` are
    what a particle behind the item says in place of a preposition, `tail` that particle itself, `role` the one it has
    from the word it belongs to. Like a token never changed once its sentence is put together.
    """

    tag: str
    first: int
    last: int
    span: Span
    text: str
    senses: tuple[Sense, ...] = ()
    cases: frozenset[str] = frozenset()
    data: object = None
    plural: bool = False
    preps: frozenset[str] = frozenset()
    tail: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    kinds: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.kinds = frozenset([sense.kind for sense in self.senses]) if self.senses else _NONE

    def code(self, kind: str) -> str | None:
        """The code of the first sense of that kind."""
        return next((sense.code for sense in self.senses if sense.kind == kind), None)

    def has(self, kind: str, code: str | None = None, form: str | None = None) -> bool:
        if kind not in self.kinds:
            return False
        if code is None:
            return True
        for sense in self.senses:
            if sense.code == code and sense.kind == kind and (form is None or form == sense.form):
                return True
        return False

    def place(
        self,
        tag: str,
        senses: tuple[Sense, ...],
        cases: frozenset[str],
        *,
        preps: frozenset[str],
        tail: tuple[str, ...],
        role: tuple[str, ...],
    ) -> Item:
        """Give the item what its place in the sentence makes of it, while the sentence is put together."""
        if senses is not self.senses:
            self.kinds = frozenset([sense.kind for sense in senses])
        self.tag, self.senses, self.cases, self.preps, self.tail, self.role = tag, senses, cases, preps, tail, role
        return self

    @property
    def entity(self) -> Entity | None:
        return self.data if isinstance(self.data, Entity) else None

    @property
    def org(self) -> OrganisationName | None:
        return self.data if isinstance(self.data, OrganisationName) else None

    @property
    def time(self) -> TimeExpression | None:
        return self.data if isinstance(self.data, TimeExpression) else None


def codes_of(items: Iterable[Item]) -> Mapping[str, set[str]]:
    """All that items can mean: the codes by the kind of sense."""
    found: dict[str, set[str]] = {}
    for item in items:
        for sense in item.senses:
            codes = found.get(sense.kind)
            if codes is None:
                found[sense.kind] = {sense.code}
            else:
                codes.add(sense.code)
    return found


@dataclass(frozen=True, eq=False)
class Tagged:
    """A sentence with its items. `quote_of` tells for an item in which quotation it stands (-1: none); what stands
    between quotation marks and is no speech (`names`) is part of the sentence around it."""

    sentence: Sentence
    items: tuple[Item, ...]
    number: int = 0
    names: frozenset[int] = frozenset()

    @cached_property
    def _places(self) -> Mapping[int, int]:
        return {id(item): at for at, item in enumerate(self.items)}

    def at(self, item: Item) -> int:
        """The place of an item among the sentence's items."""
        return self._places[id(item)]

    @cached_property
    def codes(self) -> Mapping[str, set[str]]:
        """All that the sentence's items can mean: the codes by the kind of sense."""
        return codes_of(self.items)

    def has(self, kind: str, code: str | None = None) -> bool:
        """Whether an item of the sentence has such a sense."""
        return kind in self.codes if code is None else code in self.codes.get(kind, _NONE)

    @cached_property
    def colon(self) -> int | None:
        """The place of the first colon."""
        return next((at for at, item in enumerate(self.items) if item.text == ":"), None)

    def quote_of(self, item: Item) -> int:
        quote = self.sentence.tokens[item.first].quote
        return -1 if quote in self.names else quote

    def of(self, tag: str) -> Iterator[Item]:
        return (item for item in self.items if item.tag == tag)


_LISTED = 6
"""Items of a list inside a name up to its «и»."""


def list_goes_on(items: Sequence[Item], comma: int) -> bool:
    """«… по торгово-экономическому, научно-техническому и культурному сотрудничеству»: a list that «и» ends."""
    for at in range(comma + 1, min(len(items), comma + _LISTED)):
        item = items[at]
        if item.has("conjunctions"):
            return at + 1 < len(items) and (items[at + 1].has("field") or items[at + 1].has("domain"))
        if not (item.has("field") or item.has("domain") or item.text == ","):
            return False
    return False
