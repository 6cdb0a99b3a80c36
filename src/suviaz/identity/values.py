"""What is known about one thing for telling who is who, and what comes of comparing two."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

Name = tuple[str, str]
"""A language code and a name as the text has it, in the nominative."""

SAME, UNSURE, APART = "same", "unsure", "apart"
"""What a judgement says. `unsure` is for a person to decide; nothing follows from it."""


@dataclass(frozen=True, slots=True)
class Post:
    """A post that somebody is said to hold: a code of the scheme post-type, the body, where it belongs or is sent to.

    `body` holds the body's names; `at` its node, `country` and `to` are alpha-2 codes.
    """

    kind: str
    body: tuple[Name, ...] = ()
    at: str | None = None
    country: str | None = None
    to: str | None = None

    def order(self) -> tuple[str, tuple[Name, ...], str, str, str]:
        """What posts are sorted by, whatever is left unsaid of them."""
        return self.kind, self.body, self.at or "", self.country or "", self.to or ""


@dataclass(frozen=True, slots=True)
class Profile:
    """All that sources say about one node that may help to know it again.

    `kind` is Person, Organisation, Agreement or Event. `countries` are alpha-2 codes: whose it is, or between which.
    `days` are ISO days or months on which it was spoken of (people, bodies) or took place (acts; `start` and `end` are
    then the bounds of a window). `types` are classes and codes of its type, `people` names of who took part in an act,
    `places` of where it was, `things` of what came of it, `sources` keys of articles (empty where somebody else keeps
    account of them). `fixed` are nodes that somebody curated: two of them are
    never one.
    """

    node: str
    kind: str
    names: frozenset[Name] = frozenset()
    countries: frozenset[str] = frozenset()
    posts: frozenset[Post] = frozenset()
    days: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    people: frozenset[Name] = frozenset()
    places: frozenset[Name] = frozenset()
    things: frozenset[Name] = frozenset()
    sources: frozenset[str] = frozenset()
    start: str | None = None
    end: str | None = None
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Blocks:
    """Keys under which a profile is filed, and keys under which all are filed that may be one with it.

    Two profiles need to be compared only if one seeks what the other is filed under; then so does the other.
    """

    filed: frozenset[str]
    sought: frozenset[str]

    def meets(self, other: Blocks) -> bool:
        return not self.sought.isdisjoint(other.filed)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether two nodes are one thing: the verdict, how sure (0 to 1), and what speaks for and against it."""

    verdict: str
    score: float
    reasons: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.verdict} ({self.score:.2f}): {'; '.join(self.reasons)}"


def joined(profiles: Iterable[Profile]) -> Profile:
    """What several sources say about one node, as one profile: the order does not matter. At least one is needed."""
    first, *others = profiles
    for other in others:
        merged = {
            f.name: getattr(first, f.name) | getattr(other, f.name)
            for f in fields(Profile)
            if isinstance(getattr(first, f.name), frozenset)
        }
        starts = [p.start for p in (first, other) if p.start]
        ends = [p.end for p in (first, other) if p.end]
        first = replace(first, **merged, start=min(starts, default=None), end=max(ends, default=None))
    return first


def verdict(score: float, reasons: Iterable[str], *, same: float, unsure: float) -> Judgement:
    """A score against two thresholds, rounded so that sums of parts compare as one expects."""
    score = round(max(0.0, min(1.0, score)), 3)
    return Judgement(SAME if score >= same else UNSURE if score >= unsure else APART, score, tuple(reasons))
