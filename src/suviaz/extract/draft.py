"""What is being put together while an article is read: things and facts that can still grow and merge.

Drafts live inside one call of `extract` and never leave it; `finish` turns them into the frozen values of the model.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import merge
from itertools import chain, groupby, islice
from operator import attrgetter, itemgetter

from suviaz.extract.confidence import confidence
from suviaz.extract.reasons import Reason, Rejection
from suviaz.extract.stretches import Stretches
from suviaz.model import Article, Code, Evidence, Fact, Mention, Reading, Ref, Referent, Role, Span, Value, When
from suviaz.names import fold

MEMORY = 128
"""Facts that are looked through, the latest first, for the one a text comes back to: then reading a long text takes no
longer a sentence than reading a short one."""


@dataclass(eq=False, slots=True)
class Thing:
    """A referent in the making."""

    kind: str
    names: list[str] = field(default_factory=list)
    mentions: dict[Mention, None] = field(default_factory=dict)
    country: str | None = None
    candidates: tuple[str, ...] = ()
    tenures: list[Draft] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    number: int = 0

    def name(self, *names: str) -> None:
        """Add names; `keys` are what they are compared by."""
        for name in names:
            if name not in self.names:
                self.names.append(name)
                self.keys.add(fold(name))

    def mention(self, span: Span, surface: str) -> None:
        self.mentions[Mention(span, self.kind, surface)] = None

    def __repr__(self) -> str:
        return f"<{self.kind} {self.names[0] if self.names else '?'} {self.country or ''}>"


@dataclass(frozen=True, slots=True)
class Proof:
    """Words for a draft: for the whole of it, or for one role."""

    span: Span
    rule: str
    role: tuple[str, object] | None = None
    inferred: bool = False


@dataclass(eq=False, slots=True)
class Draft:
    """A fact in the making. Role values are things, drafts, codes or literals.

    `parts` are the participations in an event, by actor; `occasion` is the event at which a paper was signed, a body or
    another event opened.
    """

    kind: str
    roles: dict[str, list[object]] = field(default_factory=dict)
    status: str | None = None
    when: When | None = None
    names: list[str] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)
    sentence: int = 0
    number: int = 0
    dropped: bool = False
    marks: set[str] = field(default_factory=set)
    parts: dict[Thing, Draft] = field(default_factory=dict)
    occasion: Draft | None = None
    _proven: set[Proof | Span] = field(default_factory=set)

    def set(self, role: str, *values: object) -> Draft:
        """Add values to a role, each once."""
        known = self.roles.setdefault(role, [])
        for value in values:
            if value is not None and value not in known:
                known.append(value)
        return self

    def get(self, role: str) -> list[object]:
        return self.roles.get(role, [])

    def things(self, role: str) -> list[Thing]:
        return [value for value in self.get(role) if isinstance(value, Thing)]

    def codes(self, role: str) -> list[str]:
        return [value.code for value in self.get(role) if isinstance(value, Code)]

    def prove(
        self,
        span: Span,
        rule: str,
        *,
        role: tuple[str, object] | None = None,
        inferred: bool = False,
    ) -> Draft:
        proof = Proof(span, rule, role, inferred)
        if proof not in self._proven:
            self._proven |= {proof, span}
            self.proofs.append(proof)
        return self

    def proven_by(self, span: Span) -> bool:
        """Whether just these words stand for it, or for one of its roles."""
        return span in self._proven

    @property
    def start(self) -> int:
        return min((proof.span.start for proof in self.proofs), default=1 << 30)

    def __repr__(self) -> str:
        return f"<{self.kind} {self.roles} {self.status} {self.when}>"


_number = attrgetter("number")


def _last_two(key: str) -> str:
    return " ".join(key.split()[-2:])


@dataclass(slots=True)
class Drafts:
    """Everything drafted for one article, findable by what it is compared by; `left` are the rules that let a word go,
    None where nobody asks for them."""

    article: Article
    things: list[Thing] = field(default_factory=list)
    facts: list[Draft] = field(default_factory=list)
    left: list[Rejection] | None = None
    _kinds: dict[str, list[Draft]] = field(default_factory=dict)
    _countries: dict[str, Thing] = field(default_factory=dict)
    _named: dict[str, dict[Thing, None]] = field(default_factory=dict)  # by folded name, a word of it, or IRI
    _ending: dict[str, dict[Thing, None]] = field(default_factory=dict)  # by the last two words of a folded name

    def leave(self, span: Span, rule: str, reason: Reason) -> None:
        """Note that a rule lets the word at `span` go, and why."""
        if self.left is not None:
            self.left.append(Rejection(rule, span, reason))

    def add(self, thing: Thing) -> Thing:
        thing.number = len(self.things)
        self.things.append(thing)
        return thing

    def fact(self, kind: str, *, sentence: int = 0, status: str | None = None) -> Draft:
        draft = Draft(kind, status=status, sentence=sentence, number=len(self.facts))
        self.facts.append(draft)
        self._kinds.setdefault(kind, []).append(draft)
        return draft

    def retype(self, draft: Draft, kind: str) -> None:
        """What was taken for one class of facts is of another."""
        self._kinds[draft.kind].remove(draft)
        insort(self._kinds.setdefault(kind, []), draft, key=_number)
        draft.kind = kind

    def name(self, thing: Thing, names: Iterable[str], iris: Iterable[str] = ()) -> None:
        """Give a body more names, and let it be found by them and by the registry entries it may be."""
        for name in names:
            thing.name(name)
            key = fold(name)
            for word in (key, *key.split()):
                self._named.setdefault(word, {})[thing] = None
            self._ending.setdefault(_last_two(key), {})[thing] = None
        for iri in iris:
            self._named.setdefault(iri, {})[thing] = None

    def named(self, *words: str) -> list[Thing]:
        """The bodies with one of these folded names, words of a name or IRIs, in the order they were drafted in."""
        return sorted({thing: None for word in words for thing in self._named.get(word, ())}, key=_number)

    def ending(self, key: str) -> list[Thing]:
        """The bodies with a name that has the same last two words as `key`, in the order they were drafted in."""
        return sorted(self._ending.get(_last_two(key), ()), key=_number)

    def only(self, kind: str, country: str | None, word: str) -> Thing | None:
        """The one thing of that class and country that has a (folded) word in its names; None if there are more."""
        like = [t for t in self.named(word) if (t.kind, t.country) == (kind, country)]
        return like[0] if len(like) == 1 else None

    def of(self, *kinds: str) -> Iterator[Draft]:
        """All facts of these kinds, in the order they were drafted in."""
        lists = self._lists(kinds)
        found = merge(*lists, key=_number) if len(lists) > 1 else chain(*lists)
        return (draft for draft in found if not draft.dropped)

    def back(self, *kinds: str) -> Iterator[Draft]:
        """The facts of these kinds, the latest first, as far back as a text may come back to one."""
        lists = [reversed(found) for found in self._lists(kinds)]
        latest = merge(*lists, key=_number, reverse=True) if len(lists) > 1 else chain(*lists)
        return (draft for draft in islice(latest, MEMORY) if not draft.dropped)

    def recent(self, *kinds: str) -> list[Draft]:
        """As `back`, in the order of the text."""
        return list(self.back(*kinds))[::-1]

    def _lists(self, kinds: Iterable[str]) -> list[list[Draft]]:
        return [self._kinds[kind] for kind in kinds if kind in self._kinds]

    def country(self, code: str, span: Span | None = None, *, name: str = "", iri: str | None = None) -> Thing:
        """The country with this alpha-2 code."""
        thing = self._countries.get(code)
        if thing is None:
            thing = self._countries[code] = self.add(Thing("Country", country=code))
        if iri and not thing.candidates:
            thing.candidates = (iri,)
        if name:
            thing.name(name)
        if span:
            thing.mention(span, span.of(self.article.text))
        return thing


def finish(drafts: Drafts) -> Reading:
    """The reading: things that are mentioned or used, facts in the order of the text, ids by that order."""
    told = [((d.start, d.kind), d) for d in drafts.facts if not d.dropped and d.proofs]
    told.sort(key=itemgetter(0))
    contents: dict[Draft, str] = {}
    facts = [d for _, alike in groupby(told, itemgetter(0)) for d in _by_content([d for _, d in alike], contents)]
    things = sorted(
        drafts.things,
        key=lambda t: (min((m.span.start for m in t.mentions), default=1 << 30), t.names[:1], t.country or ""),
    )
    ids: dict[int, str] = {id(fact): f"f{i}" for i, fact in enumerate(facts, 1)}
    ids |= {
        id(thing): f"c:{thing.country}" if thing.kind == "Country" else f"r{i}" for i, thing in enumerate(things, 1)
    }
    said = Stretches((fact.proofs[0].span, ids[id(fact)]) for fact in facts if fact.kind == "Statement")
    return Reading(
        drafts.article,
        tuple(
            Referent(ids[id(t)], t.kind, tuple(t.names), _in_order(t.mentions), t.country, t.candidates) for t in things
        ),
        tuple(_fact(fact, ids, said, drafts.article) for fact in facts),
    )


def _in_order(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    return tuple(sorted(mentions, key=lambda m: (m.span.start, m.span.end, m.kind, m.surface)))


def _by_content(alike: list[Draft], contents: dict[Draft, str]) -> list[Draft]:
    return sorted(alike, key=lambda draft: _content(draft, contents)) if len(alike) > 1 else alike


def _content(draft: Draft, known: dict[Draft, str]) -> str:
    """What a draft says, drafts within it told once."""
    if draft not in known:
        told = []
        for name, values in draft.roles.items():
            each = (_content(value, known) if isinstance(value, Draft) else repr(value) for value in values)
            told.append(f"{name}: [{', '.join(each)}]")
        known[draft] = f"<{draft.kind} {', '.join(told)} {draft.status} {draft.when}>"
    return known[draft]


def _fact(draft: Draft, ids: dict[int, str], said: Stretches[str], article: Article) -> Fact:
    roles = tuple(Role(name, value) for name, values in sorted(draft.roles.items()) for value in _values(values, ids))
    return Fact(
        ids[id(draft)],
        draft.kind,
        roles,
        draft.status,
        draft.when,
        tuple(draft.names),
        tuple(_evidence(draft, ids, said, article)),
    )


def _values(values: Iterable[object], ids: dict[int, str]) -> Iterator[Value]:
    for value in values:
        if isinstance(value, Thing | Draft):
            if id(value) in ids:
                yield Ref(ids[id(value)])
        elif isinstance(value, Code | str | bool | int):
            yield value


def _evidence(draft: Draft, ids: dict[int, str], said: Stretches[str], article: Article) -> Iterator[Evidence]:
    """What is told within somebody's words is told on that person's authority."""
    for proof in sorted(draft.proofs, key=lambda p: (p.span.start, p.span.end, p.rule)):
        said_in = None if draft.kind == "Statement" else next(iter(said.covering(proof.span)), None)
        role = None
        if proof.role:
            value = next(_values([proof.role[1]], ids), None)
            if value is None:
                continue
            role = Role(proof.role[0], value)
        modality = "reported" if said_in else "inferred" if proof.inferred else "asserted"
        trust = confidence(proof.rule, draft.kind)
        yield Evidence(proof.span, proof.span.of(article.text), proof.rule, modality, trust, role, said_in)


# Which of two roles told of one actor at one event says more.
RANK = {
    "attendee": 0,
    "guest": 1,
    "speaker": 2,
    "presenter": 2,
    "welcome-speaker": 3,
    "head-of-delegation": 3,
    "host": 3,
    "signing-party": 4,
    "signatory": 4,
}
