"""What a clause comes back to without naming it, and what stands before a noun to describe it."""

from __future__ import annotations

from collections.abc import Callable, Collection

from suviaz.extract.clauses import Clause
from suviaz.extract.draft import Draft, Drafts, Thing
from suviaz.extract.mentions import Item


def two_bodies(drafts: Drafts, clause: Clause) -> list[Thing]:
    """The bodies of two countries that were named last before the end of a clause."""
    named = sorted(
        (m.span.start, number)
        for number, thing in enumerate(drafts.things)
        if thing.kind in ("Ministry", "GovernmentBody", "Organisation") and thing.country
        for m in thing.mentions
        if m.span.start < clause.span.end
    )
    found: dict[str, Thing] = {}
    for _, number in reversed(named):
        thing = drafts.things[number]
        found.setdefault(thing.country or "", thing)
    last = list(found.values())[:2]
    return last[::-1] if len(last) == 2 else []


def last_two(drafts: Drafts, before: int, posts: Collection[str] = ()) -> list[Thing]:
    """«두 장관», «양 정상»: the two persons with titles that were named last; with one of `posts`, if two have them."""
    named = sorted(
        (m.span.start, number)
        for number, thing in enumerate(drafts.things)
        if thing.kind == "Person" and thing.tenures
        for m in thing.mentions
        if m.span.start < before
    )
    alike = [(start, number) for start, number in named if _holds(drafts.things[number], posts)]
    if len({number for _, number in alike}) > 1:
        named = alike
    last = list(dict.fromkeys(number for _, number in reversed(named)))[:2]
    return [drafts.things[number] for number in reversed(last)] if len(last) == 2 else []


def _holds(person: Thing, posts: Collection[str]) -> bool:
    theirs = (its for held in person.tenures for its in held.get("hasPost") if isinstance(its, Draft))
    return any(set(its.codes("hasPostType")) & set(posts) for its in theirs)


def company(drafts: Drafts) -> list[Thing]:
    """The persons who took part in the event told of last, if several: what «they» stands for."""
    events = list(drafts.of("Event", "Meeting"))
    people = [
        person
        for part in drafts.of("Participation")
        if events and part.get("hasEvent") == [events[-1]]
        for person in part.things("hasActor")
        if person.kind == "Person"
    ]
    return people if len(people) > 1 else []


def guest(drafts: Drafts) -> Thing | None:
    """The guest of the last event that has one."""
    guests = [
        p
        for p in drafts.of("Participation")
        if p.codes("hasRole") == ["guest"] and p.things("hasActor")[0].kind == "Person"
    ]
    return guests[-1].things("hasActor")[0] if guests else None


def of_body(drafts: Drafts, clause: Clause, noun: Item | None = None, role: str = "hasField") -> list[str]:
    """Fields or countries of the joint body that a clause speaks of: «센터 운영 기간을 늘리는 내용의 양해각서»."""
    for body in reversed(list(drafts.of("CooperationCentre", "JointCommittee", "CooperationBody"))):
        nouns = [i.text for i in clause.items if i.code("body") == body.kind and noun in (None, i)]
        if any(name.endswith(text) for text in nouns for name in body.names):
            return body.codes(role) or [t.country or "" for t in body.things(role)]
    return []


def own_subjects(clause: Clause, verb: Item, found: list[tuple[Item, Thing]]) -> list[tuple[Item, Thing]]:
    """Which subjects of a clause are a verb's own: «대통령이 초청한 총리가 방문한다» has two of each."""
    if verb.has("describes"):
        return [(i, t) for i, t in found if i.span.start < verb.span.start]
    inner = [v for v in clause.items if v.has("describes") and v.span.start < verb.span.start]
    return [
        (i, t)
        for i, t in found
        if not (
            i.role[:1] == ("nom",)
            and any(
                i.span.start < v.span.start and any(v.span.start < j.span.start < verb.span.start for j, _ in found)
                for v in inner
            )
        )
    ]


def object_of(clause: Clause, verb: Item) -> list[Item]:
    """The words of a verb's object where that stands right before it: «인공지능 정책을 소개했다»."""
    found: list[Item] = []
    for item in reversed([i for i in clause.items if i.first < verb.first]):
        if item.tail and (found or item.tail != ("acc",)):
            break
        found.append(item)
    return found


def described(clause: Clause, noun: Item, titled: Callable[[Item], bool]) -> list[str]:
    """Fields that a noun's description names where that stands before it: «전자정부 협력 양해각서»."""
    items = clause.tagged.items
    at = items.index(noun)
    first = at
    while first:
        left = items[first - 1]
        if left not in clause.items or left.tag == "time" or left.has("end") or left.has("event"):
            break
        if left.tag in ("person", "org", "place", "country") and left.preps != {"of"} and left.tail:
            break
        if left.tail and left.tail[0] in ("nom", "topic", "at", "in", "to", "from", "dat") and not left.has("field"):
            break
        if left.tail and left.tail[0] in ("nom", "topic"):
            break
        first -= 1
    return list(
        dict.fromkeys(
            s.code
            for i in items[first : at + 1]
            if i.tag == "term" and not titled(i)
            for s in i.senses
            if s.kind == "field"
        )
    )
