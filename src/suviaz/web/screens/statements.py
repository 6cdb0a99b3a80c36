"""What articles say about a thing, statement by statement: which tie, to what, when, how sure, in whose words.

A part played in an event, a post held and something said are things of their own in the graph; here they are the ties
for which they stand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from suviaz.network import Quote
from suviaz.network.values import PLANNED, UNSURE
from suviaz.web.screens.seen import outlet
from suviaz.web.screens.things import Record, Thing, Things

# Property → whether it is shown from the side that it points to as well.
_TIES = (
    "hasParty", "hasOutcome", "isBasedOn", "isPartOf", "isMadeBy", "isMadeTo", "isFulfilledBy", "drawsOn",
    "isSucceededBy", "isLocatedIn", "involvesCountry", "hasCapital", "isAbout", "isMadeAt", "expresses",
)  # fmt: skip
ORDER = (
    "in.hasParty", "out.hasParty", "role", "participant", "in.isMadeBy", "in.isMadeTo", "out.isMadeBy", "out.isMadeTo",
    "out.hasOutcome", "in.hasOutcome", "out.isBasedOn", "in.isBasedOn", "out.isPartOf", "in.isPartOf",
    "out.isFulfilledBy", "in.isFulfilledBy", "out.drawsOn", "in.drawsOn", "post", "holder", "position", "said",
    "out.isAbout", "in.isAbout", "in.isMadeAt", "in.expresses", "out.isSucceededBy", "in.isSucceededBy",
    "in.isLocatedIn", "out.hasCapital", "in.hasCapital", "in.involvesCountry",
)  # fmt: skip
"""Groups as they follow each other on a page."""

_QUIET = frozenset({"isLocatedIn", "involvesCountry"})
"""Of these the page names the values among its facts; only the other end lists them."""

_CARRIERS = frozenset({"Participation", "Tenure", "Statement", "Post", "Evidence", "Passage", "Decision"})


@dataclass(frozen=True, slots=True)
class Statement:
    """One tie. `other` is the IRI at its other end, `role` a code of the scheme `role`, or empty.

    `via` is the participation, tenure or statement that it stands for. `when` is in EDTF notation, empty where unknown.
    `disputed` names the properties on which sources differ. `through` is the post of a holder.
    """

    group: str
    other: str
    role: str = ""
    via: str = ""
    through: str = ""
    when: str = ""
    status: str = ""
    words: str = ""
    disputed: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()

    @property
    def confidence(self) -> float:
        return max((quote.confidence for quote in self.quotes), default=1.0)

    @property
    def unsure(self) -> bool:
        return self.confidence < UNSURE

    @property
    def planned(self) -> bool:
        return self.status in PLANNED

    @property
    def outlets(self) -> int:
        return independent(self.quotes)

    @property
    def anchor(self) -> str:
        """Unique on the page of a thing, and the same each time."""
        return "-".join(
            part.rpartition("/")[2] or part for part in (self.group.replace(".", "-"), self.role, self.other) if part
        )


def independent(quotes: Iterable[Quote]) -> int:
    """How many outlets say it on their own: those that print the same words, word for word, count once."""
    groups: dict[str, set[str]] = defaultdict(set)
    for quote in quotes:
        words = " ".join(quote.text.split()).casefold()
        # A short phrase, a name for instance, is the same everywhere without anybody copying it.
        whole = f"{quote.before} {words} {quote.after}" if len(words) < 60 else words
        groups[outlet(quote.url) or quote.article].add(whole)
    seen: set[str] = set()
    count = 0
    for _, said in sorted(groups.items(), key=lambda pair: (len(pair[1]), pair[0])):
        if not said <= seen:
            count += 1
        seen |= said
    return count


def statements(things: Things, iri: str) -> tuple[Statement, ...]:
    """All ties of a thing, group by group, in each the latest first."""
    found = {(s.group, s.role, s.other, s.through, s.via if s.group == "said" else ""): s for s in _all(things, iri)}
    order = {group: place for place, group in enumerate(ORDER)}
    kept = sorted(found.values(), key=lambda s: (s.other, s.via))
    kept.sort(key=lambda s: s.when.removeprefix("../") or "0", reverse=True)
    kept.sort(key=lambda s: (order[s.group], s.role))
    return tuple(kept)


def _all(things: Things, iri: str) -> Iterator[Statement]:
    mine = things.about(iri)
    for relation in _TIES:
        if relation not in _QUIET:
            for end in mine.iris(relation):
                if not _carries(things.about(end)):
                    yield _tie(things, f"out.{relation}", mine, end, _of(things, iri, relation, end))
    for relation, subject in sorted(set(things.into(iri))):
        other = things.about(subject)
        if relation in _TIES and not _carries(other):
            group = f"in.{relation}"
            if group in ORDER and not (relation == "involvesCountry" and _closer(other, iri)):
                yield _tie(things, group, other, subject, _of(things, subject, relation, iri))
        elif relation in ("hasActor", "isOnBehalfOf"):
            yield from _played(things, other)
        elif relation == "hasEvent":
            yield from _players(things, other, mine)
        elif relation == "hasHolder":
            yield from _held(things, other, "post")
        elif relation == "isPostIn":
            yield from _posts(things, other)
        elif relation == "hasPost":
            yield from _held(things, other, "holder")
        elif relation == "hasSpeaker":
            yield _spoken(things, other)


def _carries(thing: Thing) -> bool:
    return not _CARRIERS.isdisjoint(thing.kinds)


def _closer(thing: Thing, country: str) -> bool:
    """Whether a thing is tied to a country by more than that it involves it."""
    return any(country in thing.iris(relation) for relation in ("hasParty", "isMadeBy", "isMadeTo"))


def _tie(
    things: Things, group: str, holder: Thing, other: str, quotes: tuple[Quote, ...], *, role: str = "", via: str = ""
) -> Statement:
    end = things.about(other)
    return Statement(
        group,
        other,
        role,
        via,
        when=end.when or holder.when,
        status=end.status or holder.status,
        disputed=end.disputed,
        quotes=quotes,
    )


def _of(things: Things, subject: str, relation: str, value: str) -> tuple[Quote, ...]:
    """The words for one triple, or for its subject as a whole where the triple has none of its own."""
    records = things.records(subject)
    own = tuple(r.quote for r in records if r.relation == relation and r.value == value)
    return own or _whole(records)


def _whole(records: Iterable[Record]) -> tuple[Quote, ...]:
    return tuple(dict.fromkeys(r.quote for r in records if r.relation is None))


def _played(things: Things, part: Thing) -> Iterator[Statement]:
    for event in part.iris("hasEvent"):
        known = things.about(event)
        quotes = _whole(things.records(part.iri)) or _whole(things.records(event))
        for role in part.codes("hasRole") or [""]:
            yield _tie(things, "role", known, event, quotes, role=role, via=part.iri)


def _players(things: Things, part: Thing, event: Thing) -> Iterator[Statement]:
    quotes = _whole(things.records(part.iri)) or _whole(things.records(event.iri))
    for actor in part.iris("hasActor"):
        for role in part.codes("hasRole") or [""]:
            yield Statement("participant", actor, role, part.iri, status=event.status, quotes=quotes)


def _held(things: Things, tenure: Thing, group: str) -> Iterator[Statement]:
    days = sorted({*tenure.days("attestedOn"), *tenure.days("startDate"), *tenure.days("endDate")})
    when = "" if not days else days[0] if days[0] == days[-1] else f"{days[0]}/{days[-1]}"
    quotes = _whole(things.records(tenure.iri))
    for post in tenure.iris("hasPost"):
        for holder in tenure.iris("hasHolder"):
            other, through = (post, "") if group == "post" else (holder, "" if group == "holder" else post)
            yield Statement(group, other, via=tenure.iri, through=through, when=when, quotes=quotes)


def _posts(things: Things, post: Thing) -> Iterator[Statement]:
    """The holders of a post in a body."""
    for relation, tenure in sorted(set(things.into(post.iri))):
        if relation == "hasPost":
            yield from _held(things, things.about(tenure), "position")


def _spoken(things: Things, statement: Thing) -> Statement:
    quotes = _whole(things.records(statement.iri))
    at = next(iter(statement.iris("isMadeAt") or statement.iris("isAbout") or statement.iris("expresses")), "")
    day = min((quote.published for quote in quotes if quote.published), default="")
    return Statement("said", at, via=statement.iri, when=day, words=statement.one("quotedText"), quotes=quotes)


def counterparts(things: Things, iri: str, ties: Iterable[Statement]) -> list[tuple[str, int]]:
    """Actors of other countries that share agreements, events, bodies or promises with a thing; most often first."""
    mine = _home(things, iri)
    shared: dict[str, set[str]] = defaultdict(set)
    for tie in ties:
        if tie.group in ("in.hasParty", "role", "in.isMadeBy", "in.isMadeTo"):
            joint = things.about(tie.other)
            for relation in ("hasParty", "hasParticipant", "isMadeBy", "isMadeTo"):
                for actor in joint.iris(relation):
                    shared[actor].add(tie.other)
    found = []
    for actor, joint_things in shared.items():
        home = _home(things, actor)
        if actor != iri and things.about(actor).type in ("Person", "Organisation") and home and not home & mine:
            found.append((actor, len(joint_things)))
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def _home(things: Things, iri: str) -> set[str]:
    known = things.about(iri)
    return {*known.iris("belongsToCountry"), *known.iris("represents"), *([iri] if known.type == "Country" else [])}
