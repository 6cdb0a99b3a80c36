"""What is being put together while an article is read: things and facts that can still grow and merge.

Drafts live inside one call of `extract` and never leave it; `finish` turns them into the frozen values of the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from suviaz.extract.confidence import confidence
from suviaz.extract.reasons import Reason, Rejection
from suviaz.model import Article, Code, Evidence, Fact, Mention, Reading, Ref, Referent, Role, Span, Value, When
from suviaz.names import fold


@dataclass(eq=False, slots=True)
class Thing:
    """A referent in the making."""

    kind: str
    names: list[str] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    country: str | None = None
    candidates: tuple[str, ...] = ()
    tenures: list[Draft] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)

    def name(self, *names: str) -> None:
        """Add names; `keys` are what they are compared by."""
        for name in names:
            if name not in self.names:
                self.names.append(name)
                self.keys.add(fold(name))

    def mention(self, span: Span, surface: str) -> None:
        new = Mention(span, self.kind, surface)
        if new not in self.mentions:
            self.mentions.append(new)

    def __repr__(self) -> str:
        return f"<{self.kind} {self.names[0] if self.names else '?'} {self.country or ''}>"


@dataclass(slots=True)
class Proof:
    """Words for a draft: for the whole of it, or for one role."""

    span: Span
    rule: str
    role: tuple[str, object] | None = None
    inferred: bool = False


@dataclass(eq=False, slots=True)
class Draft:
    """A fact in the making. Role values are things, drafts, codes or literals."""

    kind: str
    roles: dict[str, list[object]] = field(default_factory=dict)
    status: str | None = None
    when: When | None = None
    names: list[str] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)
    sentence: int = 0
    dropped: bool = False
    marks: set[str] = field(default_factory=set)

    def set(self, role: str, *values: object) -> Draft:
        """Add values to a role, each once."""
        known = self.roles.setdefault(role, [])
        known.extend(value for value in values if value is not None and value not in known)
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
        if proof not in self.proofs:
            self.proofs.append(proof)
        return self

    @property
    def start(self) -> int:
        return min((proof.span.start for proof in self.proofs), default=1 << 30)

    def __repr__(self) -> str:
        return f"<{self.kind} {self.roles} {self.status} {self.when}>"


@dataclass(slots=True)
class Drafts:
    """Everything drafted for one article; `left` are the rules that let a word go, None where nobody asks for them."""

    article: Article
    things: list[Thing] = field(default_factory=list)
    facts: list[Draft] = field(default_factory=list)
    left: list[Rejection] | None = None

    def leave(self, span: Span, rule: str, reason: Reason) -> None:
        """Note that a rule lets the word at `span` go, and why."""
        if self.left is not None:
            self.left.append(Rejection(rule, span, reason))

    def fact(self, kind: str, *, sentence: int = 0, status: str | None = None) -> Draft:
        draft = Draft(kind, status=status, sentence=sentence)
        self.facts.append(draft)
        return draft

    def only(self, kind: str, country: str | None, word: str) -> Thing | None:
        """The one thing of that class and country that has a (folded) word in its names; None if there are more."""
        like = [t for t in self.things if (t.kind, t.country) == (kind, country)]
        named = [t for t in like if any(word in key.split() for key in t.keys)]
        return named[0] if len(named) == 1 else None

    def of(self, *kinds: str) -> Iterator[Draft]:
        return (draft for draft in self.facts if draft.kind in kinds and not draft.dropped)

    def country(self, code: str, span: Span | None = None, *, name: str = "", iri: str | None = None) -> Thing:
        """The country with this alpha-2 code."""
        thing = next((t for t in self.things if t.kind == "Country" and t.country == code), None)
        if thing is None:
            thing = Thing("Country", country=code)
            self.things.append(thing)
        if iri and not thing.candidates:
            thing.candidates = (iri,)
        if name:
            thing.name(name)
        if span:
            thing.mention(span, span.of(self.article.text))
        return thing


def finish(drafts: Drafts) -> Reading:
    """The reading: things that are mentioned or used, facts in the order of the text, ids by that order."""
    facts = sorted((d for d in drafts.facts if not d.dropped and d.proofs), key=lambda d: (d.start, d.kind, repr(d)))
    things = sorted(
        drafts.things,
        key=lambda t: (min((m.span.start for m in t.mentions), default=1 << 30), t.names[:1], t.country or ""),
    )
    ids: dict[int, str] = {id(fact): f"f{i}" for i, fact in enumerate(facts, 1)}
    ids |= {
        id(thing): f"c:{thing.country}" if thing.kind == "Country" else f"r{i}" for i, thing in enumerate(things, 1)
    }
    statements = [(fact, ids[id(fact)]) for fact in facts if fact.kind == "Statement"]
    return Reading(
        drafts.article,
        tuple(
            Referent(ids[id(t)], t.kind, tuple(t.names), tuple(sorted(t.mentions)), t.country, t.candidates)
            for t in things
        ),
        tuple(_fact(fact, ids, statements, drafts.article) for fact in facts),
    )


def _fact(draft: Draft, ids: dict[int, str], statements: list[tuple[Draft, str]], article: Article) -> Fact:
    roles = tuple(Role(name, value) for name, values in sorted(draft.roles.items()) for value in _values(values, ids))
    return Fact(
        ids[id(draft)],
        draft.kind,
        roles,
        draft.status,
        draft.when,
        tuple(draft.names),
        tuple(_evidence(draft, ids, statements, article)),
    )


def _values(values: Iterable[object], ids: dict[int, str]) -> Iterator[Value]:
    for value in values:
        if isinstance(value, Thing | Draft):
            if id(value) in ids:
                yield Ref(ids[id(value)])
        elif isinstance(value, Code | str | bool | int):
            yield value


def _evidence(
    draft: Draft, ids: dict[int, str], statements: list[tuple[Draft, str]], article: Article
) -> Iterator[Evidence]:
    """What is told within somebody's words is told on that person's authority."""
    for proof in sorted(draft.proofs, key=lambda p: (p.span, p.rule)):
        said_in = (
            None
            if draft.kind == "Statement"
            else next((number for s, number in statements if s.proofs[0].span.covers(proof.span)), None)
        )
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
