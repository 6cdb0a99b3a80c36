"""What people decide about the graph: which two things are one, which are not, which fact is wrong, what to add.

Decisions live in a Turtle file that can be kept under version control; the store follows it. A decision that breaks a
shape, or an addition that does, is refused with the reasons, and nothing changes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from suviaz import explain
from suviaz.errors import BadDecision
from suviaz.rdf.decisions import Decision, as_turtle, decided, read_decisions, read_file, undone
from suviaz.rdf.sightings import is_article_own
from suviaz.rdf.terms import ASSERTED, BASE, ID, PREF_LABEL, TYPE
from suviaz.store import Store
from suviaz.validate import Validator
from suviaz.whole import write_whole

if TYPE_CHECKING:
    from suviaz.identity import Judgement, Profile
    from suviaz.linking import Proposals

_MOST_NAMES = 6


@dataclass(frozen=True, slots=True)
class Side:
    """One of two things that may be one, as far as its sources tell: what a person needs to see to decide."""

    iri: str
    kind: str
    names: tuple[str, ...]
    countries: tuple[str, ...]
    posts: tuple[str, ...]
    days: tuple[str, ...]
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Two things that may be one, how likely (0 to 1), and what speaks for and against it."""

    one: Side
    other: Side
    score: float
    reasons: tuple[str, ...]

    def to_text(self) -> str:
        """For a terminal: the reasons, and both sides line by line."""
        lines = [f"{self.score:.2f}  {'; '.join(self.reasons)}"]
        for side in (self.one, self.other):
            lines.append(f"  {side.iri}")
            for what in ("names", "countries", "posts", "days"):
                if values := getattr(side, what):
                    lines.append(f"      {what}: {', '.join(values)}")
            lines += [f"      {article}" for article in side.articles]
        return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class Outward:
    """A thing of the graph (as `explain` takes it), the IRI of what is the same elsewhere, and what speaks for it."""

    thing: str
    to: str
    why: str


def as_json(pairs: Iterable[Candidates]) -> str:
    return json.dumps([asdict(pair) for pair in pairs], ensure_ascii=False, indent=1) + "\n"


class Desk:
    """The decisions about one store, and the file in which they are kept (None: in the store alone)."""

    def __init__(self, store: Store, path: Path | None) -> None:
        self.store, self.path = store, path

    def follow(self) -> None:
        """Let the store hold what the file says, where that is something else. Raises BadDecision for a bad file."""
        if self.path is None or not self.path.exists():
            return
        quads = read_file(self.path)
        if quads != self.store.decided():
            self._check(quads)
            self.store.decide(quads)

    def review(self, *, kind: str | None = None) -> tuple[Candidates, ...]:
        """The pairs that nobody decided, likeliest first, all or of a kind: Person, Organisation, Agreement, Event."""
        who = self.store.who
        found = []
        for (one, other), judgement in who.open_pairs():
            a, b = self._side(one), self._side(other)
            if a is not None and b is not None and kind in (None, a.kind):
                found.append(_candidates(a, b, judgement))
        return tuple(found)

    def taken(self) -> tuple[Decision, ...]:
        """All decisions, in order of time."""
        return read_decisions(self.store.decided()).all

    def pair(self, kind: str, one: str, other: str, *, why: str, who: str) -> Decision:
        """Decide that two things are one (`same`) or are not (`apart`). They may be named as `explain` takes them; one
        of them may be an IRI elsewhere, to which the other is then linked, or will not be.
        """
        outside = [name.strip("<>") for name in (one, other) if _is_elsewhere(name)]
        if len(outside) == 2:
            raise BadDecision(f"Neither '{one}' nor '{other}' is of this graph; one of the two has to be.")
        if outside:
            return self.link([Outward(other if _is_elsewhere(one) else one, outside[0], why)], kind=kind, who=who)[0]
        nodes = tuple(sorted(self._own(name) for name in (one, other)))
        if nodes[0] == nodes[1]:
            raise BadDecision(f"'{one}' and '{other}' are one node; name an IRI that it had before to take it apart.")
        return self._take(kind, nodes, why=why, who=who)

    def link(self, links: Iterable[Outward], *, who: str, kind: str = "same", source: str = "") -> tuple[Decision, ...]:
        """Decide that things are the same as what has an IRI elsewhere, or are not, all at once. `source` is the
        endpoint at which it was found. A link is of the thing by every IRI that it has, so that it stays while any
        article speaks of it.
        """
        quads, taken = self.store.decided(), []
        before = read_decisions(quads).all
        for one in links:
            node = explain.find(self.store, one.thing)
            if next(self.store.raw.quads_for_pattern(ox.NamedNode(node), TYPE, None, ox.DefaultGraph()), None) is None:
                raise BadDecision(f"'{one.thing}' is nothing that the graph holds.")
            iris = self.store.who.members(node)
            lasting = tuple(sorted(iri for iri in iris if not is_article_own(iri))) or iris
            taken.append(_dated(before, Decision("", kind, lasting, who, one.why, one.to, source)))
            quads = decided(quads, taken[-1])
        self._keep(quads)
        return tuple(taken)

    def accept(self, found: Proposals, *, why: str, who: str) -> tuple[Decision, ...]:
        """Decide that all sure ones of these proposals hold; what speaks for each is added to the reason."""
        links = (
            Outward(p.thing, p.fits[0].item, f"{why} ({p.fits[0].score:.2f}: {'; '.join(p.fits[0].reasons)})")
            for p in found.sure
        )
        return self.link(links, who=who, source=found.endpoint)

    def reject(self, fact: str, *, why: str, who: str) -> Decision:
        """Decide that a fact (or anything an article describes) is wrong: the graph goes without it."""
        return self._take("reject", (explain.find(self.store, fact),), why=why, who=who)

    def add(self, source: Path, *, why: str, who: str) -> Decision:
        """Add the facts of a Turtle file, on the word of a person."""
        quads = [ox.Quad(q.subject, q.predicate, q.object, ASSERTED) for q in read_file(source)]
        about = tuple(sorted({q.subject.value for q in quads}))  # type: ignore[union-attr]
        if not about:
            raise BadDecision(f"'{source}' holds nothing.")
        return self._take("assert", about, why=why, who=who, added=quads)

    def undo(self, iri: str | None = None) -> Decision:
        """Take back a decision, by default the last one."""
        return self.take_back(iri)[0]

    def take_back(self, *iris: str | None) -> tuple[Decision, ...]:
        """Take back several decisions at once; None is the last one."""
        taken, quads, gone = self.taken(), self.store.decided(), []
        if not taken:
            raise BadDecision("There is no decision to take back.")
        for iri in iris:
            one = next((d for d in taken if d.iri == iri), None) if iri else taken[-1]
            if one is None:
                raise BadDecision(f"There is no decision <{iri}>.")
            quads = undone(quads, one.iri)
            gone.append(one)
        self._keep(quads)
        return tuple(gone)

    # -- inside

    def _own(self, name: str) -> str:
        """The IRI of a thing; one that something else stands for now stays itself, so that it can be taken apart."""
        iri = name.strip("<>") if "://" in name else ID + name[3:] if name.startswith("id:") else None
        if iri and self.store.who.profile(iri) is not None:
            return iri
        found = explain.find(self.store, name)
        if self.store.who.profile(found) is None:
            raise BadDecision(f"'{name}' is no person, body, agreement or event that articles speak of.")
        return found

    def _take(
        self, kind: str, about: tuple[str, ...], *, why: str, who: str, added: Sequence[ox.Quad] = ()
    ) -> Decision:
        decision = _dated(self.taken(), Decision("", kind, about, who, why))
        self._keep(decided(self.store.decided(), decision, added))
        return decision

    def _keep(self, quads: tuple[ox.Quad, ...]) -> None:
        self._check(quads)
        if self.path is not None:
            write_whole(self.path, as_turtle(quads).encode())
        self.store.decide(quads)

    def _check(self, quads: Sequence[ox.Quad]) -> None:
        # What an addition refers to stands in the store, and is not what is being judged.
        near = [
            q for node in _nodes(quads) for q in self.store.raw.quads_for_pattern(node, TYPE, None, ox.DefaultGraph())
        ]
        mine = {q.subject.value for q in quads}  # type: ignore[union-attr]
        report = Validator().of_quads([*quads, *(q for q in near if q.subject.value not in mine)])  # type: ignore[union-attr]
        wrong = [result for result in report.violations if result.focus in mine]
        if wrong:
            first = wrong[0]
            raise BadDecision(f"<{first.focus}>: {first.message} ({len(wrong)} such)" if len(wrong) > 1
                              else f"<{first.focus}>: {first.message}")  # fmt: skip

    def _side(self, iri: str) -> Side | None:
        who = self.store.who
        profiles = [p for node in who.members(iri) if (p := who.profile(node)) is not None]
        if not profiles:
            return None
        labels = {
            f"{q.object.value} ({q.object.language})"
            for q in self.store.raw.quads_for_pattern(ox.NamedNode(iri), PREF_LABEL, None, ox.DefaultGraph())
            if isinstance(q.object, ox.Literal)
        }
        articles = sorted({key for p in profiles for key in who.sources(p.node)})
        return _side(iri, profiles, labels, tuple(map(self._cited, articles)))

    def _cited(self, key: str) -> str:
        """An article's day, title and address, as far as they are known."""
        found = self.store.article(key)
        return " · ".join(filter(None, [found.published, found.title, found.url or key]))


def _dated(taken: Sequence[Decision], decision: Decision) -> Decision:
    """A decision that is taken now; the same again stays what it was.

    It comes after all taken before, also where the clock was put back: the last one is what `undo` takes back.
    """
    again = next((one for one in taken if replace(one, when="") == decision), None)
    if again:
        return again
    when = _now()
    with suppress(ValueError, IndexError, TypeError):
        when = max(when, datetime.fromisoformat(taken[-1].when) + timedelta(milliseconds=1))
    if when.microsecond // 1_000 % 10 == 0:  # the engine drops a last zero, and then texts do not sort as times do
        when += timedelta(milliseconds=1)
    return replace(decision, when=when.isoformat(timespec="milliseconds").replace("+00:00", "Z"))


def _now() -> datetime:
    """The one place with a clock: when a person decided is part of what was decided."""
    return datetime.now(UTC)


def _is_elsewhere(name: str) -> bool:
    return "://" in name and not name.strip("<>").startswith(BASE)


def _nodes(quads: Iterable[ox.Quad]) -> list[ox.NamedNode]:
    return sorted({n for q in quads for n in (q.subject, q.object) if isinstance(n, ox.NamedNode)}, key=str)


def _side(iri: str, profiles: Sequence[Profile], labels: set[str], articles: tuple[str, ...]) -> Side:
    names = sorted({f"{text} ({lang})" for p in profiles for lang, text in p.names or p.things} or labels)
    posts = {
        " ".join(filter(None, [post.kind, post.body[0][1] if post.body else post.country, post.to and f"to {post.to}"]))
        for p in profiles
        for post in p.posts
    }
    days = {day for p in profiles for day in (*p.days, *filter(None, [p.start, p.end]))}
    return Side(
        iri=iri,
        kind=profiles[0].kind,
        names=tuple(names[:_MOST_NAMES]),
        countries=tuple(sorted({country for p in profiles for country in p.countries})),
        posts=tuple(sorted(posts)),
        days=tuple(sorted(days)),
        articles=articles,
    )


def _candidates(one: Side, other: Side, judgement: Judgement) -> Candidates:
    return Candidates(one, other, judgement.score, judgement.reasons)
