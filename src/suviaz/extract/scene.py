"""What a clause is about, for the readers of events, agreements and promises: arguments, time, place, fields."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from suviaz.extract.actors import Actors
from suviaz.extract.bearers import chained, holders
from suviaz.extract.clauses import Clause, reduced
from suviaz.extract.draft import RANK, Draft, Drafts, Thing
from suviaz.extract.items import Item, Tagged
from suviaz.extract.memory import Mentioned
from suviaz.extract.order import cases as by_order
from suviaz.extract.posts import Post
from suviaz.extract.reasons import Reason
from suviaz.extract.recall import ACTING, STANDING, described, may_stand, own_subjects, stands_for
from suviaz.extract.relatives import past_apposition
from suviaz.extract.roles import LINKS
from suviaz.model import Code, Span, When
from suviaz.names import organisation_nominative

_NO_EVENT_TIME = frozenset({"years", "vague"})


@dataclass(eq=False)
class Scene:
    """An article's clauses with what has been found out about them. `speakers`: by quotation, who speaks."""

    drafts: Drafts
    actors: Actors
    sentences: Sequence[Tagged]
    clauses: tuple[Clause, ...] = ()
    speakers: dict[int, Thing] = field(default_factory=dict)
    events: dict[str, list[Draft]] = field(default_factory=dict)  # by type
    _titled: dict[int, int] = field(default_factory=dict)  # id(item) -> id of the title's holder
    _order: dict[int, frozenset[str]] = field(default_factory=dict)  # id(item) -> case, where word order tells it
    _posts: dict[int, Post] = field(default_factory=dict)  # id(item) -> the title it belongs to
    _led: dict[int, Post] = field(default_factory=dict)  # id(item) -> the title it belongs to or that stands before it
    _frames: dict[Clause, list[tuple[Item, Thing | None]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clauses = tuple(clause for tagged in self.sentences for clause in self.actors.clauses[tagged.number])
        for tagged in self.sentences:
            titles = self.actors.titles[tagged.number]
            shared = chained(titles, tagged) if len(titles) > 1 else {}
            for number, post in enumerate(titles):
                held = [item for item, _ in holders(titles[shared.get(number, number)], tagged)]
                for item in tagged.items[post.first : post.last]:
                    self._titled[id(item)] = id(held[0]) if held else 0
                    self._posts.setdefault(id(item), post)
                for item in tagged.items[post.first : post.last + 1]:
                    self._led.setdefault(id(item), post)
        if self.ordered:
            for clause in self.clauses:
                self._order.update(by_order(clause, self.actors.titles[clause.sentence]))

    def leave(self, item: Item, rule: str, reason: Reason) -> Draft | None:
        """Let a word go: no fact comes of it by this rule. The trace, if there is one, learns why."""
        self.drafts.leave(item.span, rule, reason)
        return None

    def leave_each(self, items: Iterable[Item], rule: str, reason: Reason) -> None:
        """Let several words go; without a trace they are not even looked for."""
        for item in items if self.drafts.left is not None else ():
            self.drafts.leave(item.span, rule, reason)

    @cached_property
    def ordered(self) -> bool:
        """Whether the order of words tells who acts."""
        return self.actors.grammar.ordered

    @cached_property
    def particles(self) -> bool:
        """Whether particles tell it."""
        return bool(self.actors.grammar.particles)

    def in_title(self, item: Item) -> bool:
        """Whether an item is part of somebody's title: then it takes no part of its own."""
        return id(item) in self._titled

    def title(self, item: Item) -> Post | None:
        """The title an item begins or belongs to."""
        return self._posts.get(id(item))

    def acting(self, clause: Clause) -> list[tuple[Item, Thing]]:
        """Persons, bodies and countries of a clause that are no part of a title; nameless titles stand for holders."""
        frame = self._frames.get(clause)
        if frame is None:
            frame = self._frames[clause] = list(self._frame(clause))
        found: list[tuple[Item, Thing]] = []
        for item, named in frame:
            if named is not None:
                found.append((item, named))
            else:
                found += [(item, thing) for thing in stands_for(self, clause, item)]
        return found

    def _frame(self, clause: Clause) -> Iterator[tuple[Item, Thing | None]]:
        """The items of a clause that may act, with what they name; None where what they stand for has to be found."""
        for item in clause.items:
            thing = self.actors.of(item)
            before = clause.before(item) if thing is not None and thing.kind == "Country" else None
            if before is not None and before.has("cue", "currency"):
                continue  # «долараў ЗША»
            if thing is not None and thing.kind in ACTING and not self.in_title(item):
                yield item, thing
            elif not item.kinds.isdisjoint(STANDING) and may_stand(self, item):
                yield item, None

    def nameless(self, item: Item) -> bool:
        """Whether an item is part of a title that no name stands beside."""
        return self._titled.get(id(item)) == 0

    def others(self, clause: Clause) -> tuple[Clause, ...]:
        """All clauses of the clause's sentence, by number."""
        return self.actors.clauses[clause.sentence]

    def around(self, clause: Clause) -> tuple[Clause, ...]:
        """All clauses of the clause's sentence and of the one before."""
        return (*self.actors.clauses.get(clause.sentence - 1, ()), *self.others(clause))

    @cached_property
    def mentioned(self) -> Mentioned:
        """The mentions of the text; all are known before its clauses are read."""
        return Mentioned(self.drafts.things)

    @cached_property
    def people(self) -> Sequence[tuple[int, int, Item, Thing]]:
        """Persons that are no part of a title: where they begin, in which sentence."""
        return [
            (item.span.start, tagged.number, item, thing)
            for tagged in self.sentences
            for item, thing in self.actors.known(tagged.items, "Person")
            if not self.in_title(item)
        ]

    @cached_property
    def signs(self) -> bool:
        """Whether the text has a verb of signing anywhere."""
        return any(clause.does("sign") for clause in self.clauses)

    @cached_property
    def starts(self) -> Sequence[int]:
        """Where the sentences begin."""
        return [tagged.sentence.span.start for tagged in self.sentences]

    def sentences_at(self, first: int, last: int) -> Sequence[Tagged]:
        """The sentences that begin at `last` or before and end at `first` or behind it."""
        end = bisect_right(self.starts, last)
        begin = end
        while begin and self.sentences[begin - 1].sentence.span.end >= first:
            begin -= 1
        return self.sentences[begin:end]

    def cases(self, item: Item) -> frozenset[str]:
        """The grammatical cases an item may stand in; where there are none, those that its place amounts to."""
        if self.ordered:
            return self._order.get(id(item), frozenset({"obl"}))
        if self.particles:
            return item.cases
        if "cue" in item.kinds and any(item.has("cue", code) for code in ("he", "the_guest", "side_acting")):
            return frozenset({"nom"})
        if item.tag == "term" and item.has("head"):
            return organisation_nominative(item.text, self.actors.grammar.paradigms).cases
        return self.actors.cases.get(id(item), item.cases)

    def free(self, clause: Clause, item: Item) -> bool:
        """Whether no preposition governs the item (its title's preposition counts)."""
        if self.ordered:
            return self.cases(item) <= {"nom", "acc"}
        return not self.governed(clause, item, "with", "in", "to", "between", "from", "at", "about", "by_whom", "of")

    def governed(self, clause: Clause, item: Item, *preps: str) -> bool:
        if self.particles:
            return any(prep in item.preps for prep in preps)
        at = clause.tagged.at(item)
        if self.cases(item) == {"nom"} and item.tag == "person":
            return False  # «выступил с речью министр …»: no preposition has the nominative behind it
        for post in self.actors.titles[clause.sentence] if self.ordered else ():
            if post.last == at or post.first <= at < post.last:
                item, at = clause.tagged.items[post.first], post.first
        if not self.ordered and (title := self._led.get(id(item))) is not None:
            return clause.governed(clause.tagged.items[title.first], *preps)
        if at >= 2 and clause.tagged.items[at - 1].has("possessive"):
            item, at = clause.tagged.items[at - 2], at - 2
        if clause.governed(item, *preps):
            return True
        # «з Х і Y», «паміж Х і Y»: what is joined to a governed name is governed too
        left = clause.before(item)
        if left is not None and (left.has("conjunctions") or left.text == ",") and at >= 2:
            if at >= 4 and self.ordered and clause.tagged.items[at - 3].has("prep", "of"):
                at -= 2  # «between the agency of Korea and …»
            other = clause.tagged.items[past_apposition(clause.tagged, at - 2)]
            return self.actors.of(other) is not None and self.governed(clause, other, *preps)
        return False

    def subjects(self, clause: Clause, verb: Item | None = None) -> list[tuple[Item, Thing]]:
        """Who acts: free names in the nominative; where forms do not tell, those before the verb."""
        free = [(i, t) for i, t in self.acting(clause) if self.free(clause, i)]
        clear = [(i, t) for i, t in free if "nom" in self.cases(i)]
        found = clear or [
            (i, t) for i, t in free if not self.cases(i) and (verb is None or i.span.start < verb.span.start)
        ]
        if verb is not None and self.actors.grammar.head_last:
            return own_subjects(clause, verb, found)
        return found if verb is None else [(i, t) for i, t in found if self._together(clause, i, verb)]

    def _together(self, clause: Clause, item: Item, verb: Item) -> bool:
        """Whether no comma parts two items, commas between names of a list aside."""
        low, high = sorted((item.span.start, verb.span.start))
        between = [i for i in clause.items if low < i.span.start < high]
        if self.ordered:
            # «X met Y and signed …» has one subject, «X recalled the paper signed by Y» has not
            left = clause.before(verb)
            others = [i for i in between if i.has("verb") and i is not verb and not reduced(i, clause.before(i))]
            return not others or (left is not None and left.has("conjunctions") and "acc" not in self.cases(item))
        aside = 0
        for i in between:
            if i.text == "," and not self._listing(clause, i):
                aside += 1
            elif aside == 1 and not i.has("stop"):
                return False
        return aside in (0, 2)  # «Х, в свою очередь, обязался …»

    def _listing(self, clause: Clause, comma: Item) -> bool:
        left, right = clause.before(comma), clause.after(comma)
        if left is None or right is None:
            return False
        if self.in_title(left):  # «Х, намеснік старшыні …, сустрэўся»
            return True
        named = self.actors.of(right) is not None or right.tag == "adjective" or self.in_title(right)
        return self.actors.of(left) is not None and named

    def companions(self, clause: Clause, *preps: str) -> list[tuple[Item, Thing]]:
        return [(i, t) for i, t in self.acting(clause) if self.governed(clause, i, *(preps or ("with",)))]

    def objects(self, clause: Clause) -> list[tuple[Item, Thing]]:
        return [
            (i, t)
            for i, t in self.acting(clause)
            if self.free(clause, i) and "nom" not in self.cases(i) and self.cases(i)
        ]

    def when(self, clause: Clause, near: Item | None = None) -> When | None:
        """The time of a clause, or the one that opens its sentence."""
        times = [i for i in clause.items if i.tag == "time" and _dated(i)]
        if not times:
            opening = [i for i in clause.tagged.items[:3] if _dated(i)]
            times = opening if clause.tagged.quote_of(clause.tagged.items[0]) == clause.quote else []
        if not times and clause.number and clause.items[0].has("subordinators"):
            times = [i for i in self.others(clause)[clause.number - 1].items[-3:] if _dated(i)]
        if not times:
            return None
        exact = sorted(times, key=lambda i: _apart(clause, i, near or i))
        found = exact[0].time
        return found.when if found else None

    def places(self, clause: Clause) -> list[Thing]:
        """Towns of a clause; where it names none, those in the name of the body at whose place it happened."""
        found = self._places(clause)
        if found or not self.actors.grammar.head_last:
            return found
        for item in clause.items:
            if item.org and "in" in item.preps and not self.in_title(item):
                first = self.actors.gazetteer.find(item.org.names[0].split()[0])
                for entity in (e for hit in first for e in hit.entities if e.kind == "Place"):
                    return [self.actors.place(entity)]
        return []

    def _places(self, clause: Clause) -> list[Thing]:
        return [
            t
            for i, t in self.actors.known(clause.items, "Place")
            if not self.in_title(i) and not clause.governed(i, "from") and not self._stands(clause, i)
        ]

    def _stands(self, clause: Clause, item: Item) -> bool:
        """«Manila receives lists», «전남 순천시가 …»: a town that acts or describes who acts houses nothing."""
        if self.particles and not item.tail:
            after = clause.after(item)
            return after is not None and after.org is not None and bool(after.cases & {"nom", "com"})
        acts = self.ordered and self.cases(item) == {"nom"}
        return acts and not any(True for _ in clause.verbs("hold", "organise", "open", "receive", "be"))

    def fields(self, clause: Clause, *, after: Item | None = None, until: int | None = None) -> list[str]:
        """Field codes of a clause, those inside names and titles left out."""
        found: list[str] = []
        for item in clause.items:
            if item.tag != "term" or self.in_title(item) or (after is not None and item.span.start < after.span.start):
                continue
            if until is not None and item.span.start >= until:
                break
            found.extend(s.code for s in item.senses if s.kind == "field" and s.code not in found)
        return found

    def subject_fields(self, clause: Clause, trigger: Item) -> list[str]:
        """Fields that an event is about: those behind its trigger, or before its noun where names come first."""
        if self.actors.grammar.head_last and trigger.has("event"):
            return described(clause, trigger, self.in_title)
        return self.fields(clause, after=None if clause.cue("topic") else trigger)

    def halves(self, clause: Clause, item: Item) -> list[str]:
        """The countries of the adjectives right before a noun: «беларуска-карэйскі форум»."""
        at = clause.tagged.at(item) - 1
        found: list[str] = []
        while at >= 0:
            left = clause.tagged.items[at]
            if left.tag == "adjective" and left.entity and left.entity.country:
                found.insert(0, left.entity.country)
            elif left.has("sides"):
                found[:0] = [code for s in left.senses if s.kind == "sides" for code in s.code.split("+")]
            elif left.text in LINKS and found:
                pass
            elif self.actors.grammar.head_last and left.tag == "country" and "of" in left.preps:
                found.insert(0, left.entity.country or "" if left.entity else "")  # «한국과 벨라루스의 공동위원회»
            elif (
                left.tag in ("org",)
                or left.has("prep")
                or left.has("conjunctions")
                or left.tag == "sign"
                or left.has("verb")
            ) or clause.tagged.at(item) - at > 4:
                break
            at -= 1
        return list(dict.fromkeys(found))

    def country_things(self, codes: Iterator[str | None] | Sequence[str | None]) -> list[Thing]:
        return [self.drafts.country(code) for code in dict.fromkeys(codes) if code]

    def represented(self) -> None:
        """Who takes part brings his country; an organisation may be an international one and brings none."""
        for part in self.drafts.of("Participation"):
            for event, actor in zip(part.get("hasEvent"), part.things("hasActor"), strict=True):
                if actor.kind != "Organisation" and isinstance(event, Draft):
                    event.set("involvesCountry", *self.country_things([self.actors.country(actor)]))

    def participation(self, event: Draft, actor: Thing, role: str, span: Span, *, rule: str) -> None:
        """One part an actor plays in an event; said again, it gains evidence. In one called off nobody takes part."""
        if event.status == "cancelled":
            return
        known = event.parts.get(actor)
        if known is not None and not known.dropped:
            if known.codes("hasRole") != [role] and RANK.get(role, 0) > RANK.get(known.codes("hasRole")[0], 0):
                known.roles["hasRole"] = [Code("role", role)]
            known.prove(span, rule)
            return
        body = self.actors.body(actor) if actor.kind == "Person" and role in ("attendee", "guest") else None
        known = event.parts.get(body) if body is not None else None
        title = self.sentences[0].sentence
        if body and known and not known.dropped and title.title and title.span.covers(known.proofs[0].span):
            known.roles["hasActor"] = [actor]  # the headline named the body only
            del event.parts[body]
            event.parts[actor] = known.prove(span, rule)
            return
        made = self.drafts.fact("Participation", sentence=event.sentence)
        made.set("hasEvent", event).set("hasActor", actor).set("hasRole", Code("role", role)).prove(span, rule)
        event.parts[actor] = made
        if actor.kind == "Person" and actor.tenures:
            made.set("hasCapacity", actor.tenures[0])


def _apart(clause: Clause, time: Item, near: Item) -> tuple[bool, int]:
    """How far a time stands from what it may belong to; behind a comma is far."""
    behind = [i for i in clause.items if near.span.start < i.span.start < time.span.start]
    return any(i.text == "," for i in behind), abs(time.span.start - near.span.start)


def _dated(item: Item) -> bool:
    """Whether an item tells when something happened."""
    return bool(item.tag == "time" and item.time and item.time.when and item.time.kind not in _NO_EVENT_TIME)
