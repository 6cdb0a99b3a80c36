"""What a clause comes back to without naming it, and what stands before a noun to describe it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Sequence
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from suviaz.extract.clauses import Clause
from suviaz.extract.draft import MEMORY, Draft, Drafts, Thing
from suviaz.extract.items import Item
from suviaz.extract.memory import Mentioned
from suviaz.extract.posts import Post, noun
from suviaz.extract.relatives import antecedent
from suviaz.names import fold

if TYPE_CHECKING:
    from suviaz.extract.scene import Scene

ACTING = ("Person", "Organisation", "GovernmentBody", "Ministry", "Country", "CooperationBody")
_LEADERS = ("head-of-state", "head-of-government")

STANDING = frozenset({"post", "head", "cue"})
"""Kinds of words that may stand for somebody named before."""


_PRONOUNS = frozenset({"side_acting", "who_acting", "they_acting", "both_persons", "he", "the_guest"})


def may_stand(scene: Scene, item: Item) -> bool:
    """Whether an item is one of those that `stands_for` looks at."""
    return (
        (item.tag == "term" and item.has("head"))
        or (item.has("post") and scene.nameless(item))
        or any(s.kind == "cue" and s.code in _PRONOUNS for s in item.senses)
    )


def stands_for(scene: Scene, clause: Clause, item: Item) -> Sequence[Thing]:
    """Whom or what an item means that names nobody itself: a title without a name, a side, a pronoun, a bare noun."""
    if item.has("post") and scene.nameless(item):
        holder = _holder(scene, item, clause)
        return [holder] if holder else _offices(scene, item, clause) or _colleagues(scene, item, clause)
    if item.has("cue", "side_acting") and (sides := scene.halves(clause, item)):
        return [scene.drafts.country(sides[-1])]  # «карэйскі бок»
    if item.has("head") and item.tag == "term" and not scene.in_title(item) and (body := scene.actors.named.like(item)):
        found = scene.actors.of(body[1])
        if found is not None:
            return [found]
    if item.has("cue", "who_acting") and item is clause.items[0]:
        return _some(antecedent(scene.actors, clause.tagged, item))
    if item.has("cue", "they_acting"):
        return company(scene.drafts, clause.sentence)
    if item.has("cue", "both_persons") and "nom" in (scene.cases(item) if scene.ordered else item.cases):
        named = scene.actors.grammar.lexicon.match(item.text.casefold().split()[-1:], 0)
        posts = [s.code for _, s in named if s.kind == "post"] or _LEADERS
        if scene.ordered:
            pair = [p for p in company(scene.drafts, clause.sentence) if _holds(p, posts)]
            return pair if len(pair) == 2 else []
        if posts == _LEADERS and (pair := _pair(scene.drafts)):
            return pair
        return _last_two(scene.mentioned, item.span.start, posts)
    if (item.has("cue", "he") or item.has("cue", "the_guest")) and (
        not scene.actors.grammar.particles or "nom" in item.cases
    ):
        person = (
            _guest(scene.drafts, item.span.start)
            if item.has("cue", "the_guest")
            else _subject_before(scene, clause, item)
        )
        return _some(person or last_person(scene, item.span.start))
    return ()


def _some(thing: Thing | None) -> Sequence[Thing]:
    return () if thing is None else (thing,)


def _holder(scene: Scene, item: Item, clause: Clause) -> Thing | None:
    """«Міністр», «віцэ-міністр …» without a name: the person last named with such a title."""
    post = scene.title(item)
    if post is None or clause.tagged.at(item) != noun(post, clause.tagged) or item.has("many"):
        return None
    if post.first and clause.tagged.items[post.first - 1].tail == ("gen",):
        return None  # «5개국의 외교장관»
    people = islice(scene.mentioned.before(item.span.start, "Person"), MEMORY)
    fitting = [person for person in people if any(_fits(held, post) for held in person.tenures)]
    if scene.ordered:  # «the Minister», «the Cabinet Secretary»: of two the one whose title has the word
        named = [p for p in fitting if any(item.text in name for held in p.tenures for name in _told(held))]
        active = [p for p in named if len(named) > 1 and _acted(scene, p, item.span.start)]
        return next(iter(active or named or fitting), None)
    return fitting[0] if fitting else None


def _acted(scene: Scene, person: Thing, before: int) -> bool:
    """Whether somebody has been the subject of a clause so far, not only the host of whom the text tells."""
    return any(t is person and start < before and "nom" in scene.cases(i) for start, _, i, t in scene.people)


def _told(tenure: Draft) -> list[str]:
    """The words of a title as the text has them."""
    return [name for post in tenure.get("hasPost") if isinstance(post, Draft) for name in post.names]


def _fits(tenure: Draft, post: Post) -> bool:
    its = tenure.get("hasPost")[0]
    assert isinstance(its, Draft)
    owners = [t.country for t in its.things("belongsToCountry")]
    gone = bool(tenure.get("isFormer")) and not post.former
    return its.codes("hasPostType") == [post.code] and not (
        gone or (post.countries and owners and owners[0] not in post.countries)
    )


def _offices(scene: Scene, item: Item, clause: Clause) -> list[Thing]:
    """Unnamed officials of named bodies count as those bodies: «сустрэліся з кіраўнікамі арганізацыі …»,
    «представители А, Б и В»."""
    post = scene.title(item)
    if post is None or post.org is None or clause.tagged.at(item) != noun(post, clause.tagged):
        return []
    items = clause.tagged.items
    at = next((n for n in range(post.first, post.last) if items[n].org is post.org), None)
    found = [] if at is None else [scene.actors.of(items[at])]
    while at is not None and item.has("many") and not scene.particles:
        joint = at + 1
        while joint < len(items) and items[joint].first < items[at].last:
            joint += 1  # one phrase, two bodies
        if joint + 1 >= len(items) or not (items[joint].text == "," or items[joint].has("conjunctions")):
            break
        at = next((n for n in (joint + 1, joint + 2) if n < len(items) and items[n].org), None)
        if at is None or (items[at].cases and "gen" not in items[at].cases) or scene.in_title(items[at]):
            break
        found.append(scene.actors.of(items[at]))
    return [thing for thing in found if thing is not None]


def _colleagues(scene: Scene, item: Item, clause: Clause) -> list[Thing]:
    """«The ministers» where the order of words tells who acts: those of the event told of last who hold such posts."""
    post = scene.title(item)
    if not (scene.ordered and item.has("many")) or post is None or post.org or post.countries:
        return []
    if "nom" not in scene.cases(item):
        return []
    found = [person for person in company(scene.drafts, clause.sentence) if _holds(person, {post.code})]
    return found if len(found) > 1 else []


def _subject_before(scene: Scene, clause: Clause, item: Item) -> Thing | None:
    """«БНТУ ўжо мае партнёра: … ён падпісаў …»: the body that the same sentence is about."""
    for other in clause.tagged.items:
        thing = scene.actors.of(other)
        if (
            thing is not None
            and other.span.start < item.span.start
            and "nom" in scene.cases(other)
            and not scene.in_title(other)
            and thing.kind in ACTING
            and thing.kind != "Country"
        ):
            return thing
    return None


def last_person(scene: Scene, before: int) -> Thing | None:
    """The person named last before an offset, in a sentence's subject if possible: what a pronoun stands for."""
    at = bisect_left(scene.people, before, key=lambda entry: entry[0])
    nearest = takewhile(lambda e: e[1] == scene.people[at - 1][1], reversed(scene.people[max(0, at - MEMORY) : at]))
    best = max(nearest, key=lambda e: (*_rank(scene, e[1], e[2]), e[0]), default=None)
    return best[3] if best else None


def _rank(scene: Scene, sentence: int, item: Item) -> tuple[bool, bool]:
    """How likely a pronoun goes back to a person: the subject of a sentence, not of a clause within it."""
    subject = "nom" in scene.cases(item) or not scene.cases(item)
    clause = next((c for c in scene.actors.clauses[sentence] if c.holds(item)), None)
    within = clause is not None and clause.number > 0 and not clause.items[0].kinds.isdisjoint(_WITHIN)
    return subject, not within


_WITHIN = frozenset({"subordinators", "openers"})


def both(scene: Scene, clause: Clause) -> list[Thing]:
    """«дзве краіны», «бакі»: the countries of the last event that has two, else the two last named before; «두
    기관»: the two bodies named last that are of two countries."""
    if clause.cue("both_bodies") and (bodies := _two_bodies(scene.mentioned, clause)):
        return bodies
    opened = ("Opening",) if scene.actors.grammar.head_last else ()
    for event in scene.drafts.back("Event", "Meeting", "Signing", *opened):
        if len(event.get("involvesCountry")) == 2:
            return event.things("involvesCountry")
    last: dict[str, None] = {}
    for country in scene.mentioned.before(clause.span.end, "Country"):
        last[country.country or ""] = None
        if len(last) == 2:
            return scene.country_things(list(last))
    return []


def offices(scene: Scene, clause: Clause) -> list[Thing]:
    """«the ministries of transport of A and B»: bodies of one kind in the plural stand for the states behind them."""
    plural = clause.first("cue", "offices")
    if plural is None:
        return []
    codes: list[str | None] = list(scene.halves(clause, plural))
    for item in clause.tagged.items[clause.tagged.at(plural) + 1 :]:
        if item.tag == "country" and item.entity:
            codes.append(item.entity.country)
        elif item.has("verb") or item.tag in ("sign", "person", "org", "time") or item.has("agreement"):
            break
    found = list(dict.fromkeys(code for code in codes if code))
    return scene.country_things(found) if len(found) > 1 else []


def _two_bodies(mentioned: Mentioned, clause: Clause) -> list[Thing]:
    """The bodies of two countries that were named last before the end of a clause."""
    found: dict[str, Thing] = {}
    for body in islice(mentioned.before(clause.span.end, "Ministry", "GovernmentBody", "Organisation"), MEMORY):
        if body.country:
            found.setdefault(body.country, body)
        if len(found) == 2:
            return list(found.values())[::-1]
    return []


def _last_two(mentioned: Mentioned, before: int, posts: Collection[str]) -> list[Thing]:
    """«두 장관», «양 정상»: the two persons with titles that were named last; with one of `posts`, if two have them."""
    named = dict.fromkeys(p for p in islice(mentioned.before(before, "Person"), MEMORY) if p.tenures)
    alike = [person for person in named if _holds(person, posts)]
    last = (alike if len(alike) > 1 else list(named))[:2]
    return last[::-1] if len(last) == 2 else []


def _pair(drafts: Drafts) -> list[Thing]:
    """«두 사람»: the two who signed, or who met, in what was told of last."""
    last = next(drafts.back("Meeting", "Signing"), None)
    parts = [(a, p.codes("hasRole")[0]) for a, p in last.parts.items() if not p.dropped] if last is not None else []
    people = [(a, role) for a, role in parts if a.kind == "Person"]
    signed = [a for a, role in people if role == "signatory"]
    pair = signed or [a for a, _ in people]
    return pair if len(pair) == 2 else []


def _holds(person: Thing, posts: Collection[str]) -> bool:
    theirs = (its for held in person.tenures for its in held.get("hasPost") if isinstance(its, Draft))
    return any(set(its.codes("hasPostType")) & set(posts) for its in theirs)


def company(drafts: Drafts, sentence: int) -> list[Thing]:
    """The persons who took part in the event told of last up to a sentence, if several: what «they» stands for."""
    event = next((e for e in drafts.back("Event", "Meeting") if e.sentence <= sentence), None)
    parts = sorted(event.parts.values(), key=lambda part: part.number) if event else ()
    people = [person for part in parts if not part.dropped for person in part.things("hasActor")]
    people = [person for person in people if person.kind == "Person"]
    return people if len(people) > 1 else []


def _guest(drafts: Drafts, before: int) -> Thing | None:
    """The guest of the last event that has one and is told of before an offset."""
    told = (p for p in drafts.back("Participation") if p.codes("hasRole") == ["guest"] and p.start < before)
    parts = (p.things("hasActor")[0] for p in told)
    return next((guest for guest in parts if guest.kind == "Person"), None)


def of_body(drafts: Drafts, clause: Clause, noun: Item | None = None, role: str = "hasField") -> list[str]:
    """Fields or countries of the joint body that a clause speaks of: «센터 운영 기간을 늘리는 내용의 양해각서»."""
    for body in drafts.back("CooperationCentre", "JointCommittee", "CooperationBody"):
        nouns = [i.text for i in clause.having("body") if i.code("body") == body.kind and noun in (None, i)]
        if any(name.endswith(text) for text in nouns for name in body.names):
            return body.codes(role) or [t.country or "" for t in body.things(role)]
    return []


def own_subjects(clause: Clause, verb: Item, found: list[tuple[Item, Thing]]) -> list[tuple[Item, Thing]]:
    """Which subjects of a clause are a verb's own: «대통령이 초청한 총리가 방문한다» has two of each."""
    if verb.has("describes"):
        before = [(i, t) for i, t in found if i.span.start < verb.span.start]
        return [(i, t) for i, t in before if i.role[:1] == ("nom",)] or before  # «X시는 Y시 대표단이 찾은 …»
    own = [(i, t) for i, t in found if i.role[:1] == ("nom",) and i.span.start < verb.span.start]
    if own and any(v.span.start > verb.span.start for v in clause.having("verb")):
        return own  # «X시는 Y시 대표단이 찾은 것을 계기로 교류를 시작했다»
    inner = [v for v in clause.having("describes") if v.span.start < verb.span.start]
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


def whole_of(drafts: Drafts, body: Thing | None) -> Thing | None:
    """«한국거래소 경영지원본부»: the body that a named part of it acts for, if the text names that one too."""
    lead = body.names[0].rpartition(" ")[0] if body is not None and body.kind != "Country" and body.names else ""
    named = [t for t in drafts.named(fold(lead)) if fold(lead) in {fold(n) for n in t.names}] if lead else []
    return named[0] if named else body


def object_of(clause: Clause, verb: Item) -> list[Item]:
    """The words of a verb's object where that stands right before it: «인공지능 정책을 소개했다»."""
    found: list[Item] = []
    for item in reversed([i for i in clause.items if i.first < verb.first]):
        if item.tail and (found or item.tail != ("acc",)):
            break
        found.append(item)
    return found


_APART = frozenset({"nom", "topic", "at", "in", "to", "from", "dat"})
"""Particles of words that describe no noun behind them."""


def described(clause: Clause, noun: Item, titled: Callable[[Item], bool]) -> list[str]:
    """Fields that a noun's description names where that stands before it: «전자정부 협력 양해각서»."""
    items = clause.tagged.items
    at = clause.tagged.at(noun)
    first = at
    while first:
        left = items[first - 1]
        if not clause.holds(left) or left.tag == "time" or left.has("end") or left.has("event"):
            break
        if left.tag in ("person", "org", "place", "country") and left.preps != {"of"} and left.tail:
            break
        about = items[first].has("cue", "about") and first < at  # «잠수함 개발에 관한 양해각서»
        if left.tail and left.tail[0] in _APART and not left.has("field") and not about:
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
