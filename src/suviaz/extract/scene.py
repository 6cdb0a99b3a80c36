"""What a clause is about, for the readers of events, agreements and promises: arguments, time, place, fields."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from suviaz.extract.actors import Actors
from suviaz.extract.bearers import holders
from suviaz.extract.clauses import Clause, clauses
from suviaz.extract.draft import RANK, Draft, Drafts, Thing
from suviaz.extract.employers import same_head
from suviaz.extract.mentions import Item, Tagged
from suviaz.extract.order import cases as by_order
from suviaz.extract.posts import Post, noun
from suviaz.extract.reasons import Reason
from suviaz.extract.recall import company, described, guest, last_two, own_subjects, two_bodies
from suviaz.extract.relatives import antecedent
from suviaz.extract.roles import LINKS
from suviaz.model import Code, Span, When
from suviaz.names import organisation_nominative

ACTING = ("Person", "Organisation", "GovernmentBody", "Ministry", "Country", "CooperationBody")
_LEADERS = ("head-of-state", "head-of-government")
_NO_EVENT_TIME = frozenset({"years", "vague"})


@dataclass(slots=True)
class Scene:
    """An article's clauses with what has been found out about them. `speakers`: by quotation, who speaks."""

    drafts: Drafts
    actors: Actors
    sentences: Sequence[Tagged]
    clauses: tuple[Clause, ...] = ()
    speakers: dict[int, Thing] = field(default_factory=dict)
    _bodies: list[Item] = field(default_factory=list)  # organisations in the order of the text
    _titled: dict[int, int] = field(default_factory=dict)  # id(item) -> id of the title's holder
    _order: dict[int, frozenset[str]] = field(default_factory=dict)  # id(item) -> case, where word order tells it

    def __post_init__(self) -> None:
        self._bodies = [item for tagged in self.sentences for item in tagged.items if item.org]
        self.clauses = tuple(clause for tagged in self.sentences for clause in clauses(tagged))
        for tagged in self.sentences:
            for post in self.actors.titles[tagged.number]:
                held = [item for item, _ in holders(post, tagged)]
                for item in tagged.items[post.first : post.last]:
                    self._titled[id(item)] = id(held[0]) if held else 0
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

    @property
    def ordered(self) -> bool:
        """Whether the order of words tells who acts."""
        return self.actors.grammar.ordered

    def in_title(self, item: Item) -> bool:
        """Whether an item is part of somebody's title: then it takes no part of its own."""
        return id(item) in self._titled

    def title(self, item: Item, clause: Clause) -> Post | None:
        """The title an item begins or belongs to."""
        at = clause.tagged.items.index(item)
        return next((p for p in self.actors.titles[clause.sentence] if p.first <= at < p.last), None)

    def acting(self, clause: Clause) -> list[tuple[Item, Thing]]:
        """Persons, bodies and countries of a clause that are no part of a title; nameless titles stand for holders."""
        found: list[tuple[Item, Thing]] = []
        for item in clause.items:
            thing = self.actors.of(item)
            before = clause.before(item) if thing is not None and thing.kind == "Country" else None
            if before is not None and before.has("cue", "currency"):
                continue  # «долараў ЗША»
            if thing is not None and thing.kind in ACTING and not self.in_title(item):
                found.append((item, thing))
            elif item.has("post") and self.in_title(item) and not self._titled[id(item)]:
                person = self.holder(item, clause) or self.office(item, clause)
                if person is not None:
                    found.append((item, person))
            elif item.has("cue", "side_acting") and (sides := self.halves(clause, item)):
                found.append((item, self.drafts.country(sides[-1])))  # «карэйскі бок»
            elif (
                item.has("head")
                and item.tag == "term"
                and not self.in_title(item)
                and (body := self.same_head(item)) is not None
            ):
                found.append((item, body))
            elif item.has("cue", "who_acting") and item is clause.items[0]:
                if (person := antecedent(self.actors, clause.tagged, item)) is not None:
                    found.append((item, person))
            elif item.has("cue", "they_acting"):
                found.extend((item, person) for person in company(self.drafts))
            elif item.has("cue", "both_persons") and "nom" in item.cases:
                named = self.actors.grammar.lexicon.match(item.text.casefold().split()[-1:], 0)
                posts = [s.code for _, s in named if s.kind == "post"] or _LEADERS
                found.extend((item, person) for person in last_two(self.drafts, item.span.start, posts))
            elif (item.has("cue", "he") or item.has("cue", "the_guest")) and (
                not self.actors.grammar.particles or "nom" in item.cases
            ):
                person = guest(self.drafts) if item.has("cue", "the_guest") else self.subject_before(clause, item)
                person = person or self.last_person(item.span.start)
                if person is not None:
                    found.append((item, person))
        return found

    def same_head(self, item: Item) -> Thing | None:
        """«галерэя», «міністэрства» alone: the body named before with that noun in its name."""
        before = self._bodies[: bisect_right(self._bodies, item.span.start, key=lambda i: i.span.end)]
        body = same_head(item, [i.org for i in before if i.org])
        found = next((i for i in reversed(before) if i.org is body), None) if body else None
        return self.actors.of(found) if found is not None else None

    def subject_before(self, clause: Clause, item: Item) -> Thing | None:
        """«БНТУ ўжо мае партнёра: … ён падпісаў …»: the body that the same sentence is about."""
        for other in clause.tagged.items:
            thing = self.actors.of(other)
            if (
                other.span.start < item.span.start
                and thing is not None
                and "nom" in self.cases(other)
                and not self.in_title(other)
                and thing.kind in ACTING
                and thing.kind != "Country"
            ):
                return thing
        return None

    def last_person(self, before: int) -> Thing | None:
        """The person named last before an offset, in a sentence's subject if possible: what a pronoun stands for."""
        best: tuple[tuple[int, bool, int], Thing] | None = None
        for tagged in self.sentences:
            for item, thing in self.actors.known(tagged.items, "Person"):
                if item.span.start < before and not self.in_title(item):
                    rank = (tagged.number, "nom" in self.cases(item) or not self.cases(item), item.span.start)
                    if best is None or rank >= best[0]:
                        best = (rank, thing)
        return best[1] if best else None

    def holder(self, item: Item, clause: Clause) -> Thing | None:
        """«Міністр», «віцэ-міністр …» without a name: the person last named with such a title."""
        post = self.title(item, clause)
        if post is None or clause.tagged.items.index(item) != noun(post, clause.tagged):
            return None
        best: tuple[int, Thing] | None = None
        for thing in self.drafts.things:
            if thing.kind != "Person" or not any(self._fits(t, post) for t in thing.tenures):
                continue
            last = max((m.span.start for m in thing.mentions if m.span.start < item.span.start), default=-1)
            if last >= 0 and (best is None or last > best[0]):
                best = (last, thing)
        return best[1] if best else None

    def office(self, item: Item, clause: Clause) -> Thing | None:
        """Unnamed officials of a named body count as that body: «сустрэліся з кіраўнікамі арганізацыі …»."""
        post = self.title(item, clause)
        if post is None or post.org is None or clause.tagged.items.index(item) != noun(post, clause.tagged):
            return None
        body = next((i for i in clause.tagged.items[post.first : post.last] if i.org is post.org), None)
        return self.actors.of(body) if body is not None else None

    @staticmethod
    def _fits(tenure: Draft, post: Post) -> bool:
        its = tenure.get("hasPost")[0]
        assert isinstance(its, Draft)
        owners = [t.country for t in its.things("belongsToCountry")]
        return its.codes("hasPostType") == [post.code] and not (
            post.countries and owners and owners[0] not in post.countries
        )

    def cases(self, item: Item) -> frozenset[str]:
        """The grammatical cases an item may stand in; where there are none, those that its place amounts to."""
        if self.ordered:
            return self._order.get(id(item), frozenset({"obl"}))
        if self.actors.grammar.particles:
            return item.cases
        if any(item.has("cue", code) for code in ("he", "the_guest", "side_acting")):
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
        if self.actors.grammar.particles:
            return any(prep in item.preps for prep in preps)
        at = clause.tagged.items.index(item)
        if self.cases(item) == {"nom"} and item.tag == "person":
            return False  # «выступил с речью министр …»: no preposition has the nominative behind it
        for post in self.actors.titles[clause.sentence]:
            if post.last == at or post.first <= at < post.last:
                if not self.ordered:
                    return clause.governed(clause.tagged.items[post.first], *preps)
                item, at = clause.tagged.items[post.first], post.first
        if at >= 2 and clause.tagged.items[at - 1].has("possessive"):
            item, at = clause.tagged.items[at - 2], at - 2
        if clause.governed(item, *preps):
            return True
        # «з Х і Y», «паміж Х і Y»: what is joined to a governed name is governed too
        left = clause.before(item)
        if left is not None and (left.has("conjunctions") or left.text == ",") and at >= 2:
            if at >= 4 and self.ordered and clause.tagged.items[at - 3].has("prep", "of"):
                at -= 2  # «between the agency of Korea and …»
            other = clause.tagged.items[at - 2]
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
            others = [i for i in between if i.has("verb") and i is not verb]
            return not others or (left is not None and left.has("conjunctions") and "acc" not in self.cases(item))
        return not any(i.text == "," and not self._listing(clause, i) for i in between)

    def _listing(self, clause: Clause, comma: Item) -> bool:
        left, right = clause.before(comma), clause.after(comma)
        if left is None or right is None:
            return False
        if self.in_title(left) or self.in_title(right):  # «Х, намеснік старшыні …, сустрэўся»
            return True
        return self.actors.of(left) is not None and (self.actors.of(right) is not None or right.tag == "adjective")

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
        if clause.cue("same_day"):
            return next((e.when for e in reversed(self.drafts.facts) if e.when and not e.dropped), None)
        times = [i for i in clause.items if i.time and i.time.when and i.time.kind not in _NO_EVENT_TIME]
        if not times:
            opening = [
                i for i in clause.tagged.items[:3] if i.time and i.time.when and i.time.kind not in _NO_EVENT_TIME
            ]
            times = opening if clause.tagged.quote_of(clause.tagged.items[0]) == clause.quote else []
        if not times and clause.number and clause.items[0].has("subordinators"):
            before = next(c for c in self.clauses if c.tagged is clause.tagged and c.number == clause.number - 1)
            times = [i for i in before.items[-3:] if i.time and i.time.when and i.time.kind not in _NO_EVENT_TIME]
        if not times:
            return None
        exact = sorted(times, key=lambda i: abs(i.span.start - (near.span.start if near else i.span.start)))
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
            if not self.in_title(i) and not clause.governed(i, "from")
        ]

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
        at = clause.tagged.items.index(item) - 1
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
            ) or clause.tagged.items.index(item) - at > 4:
                break
            at -= 1
        return list(dict.fromkeys(found))

    def both(self, clause: Clause) -> list[Thing]:
        """«дзве краіны», «бакі»: the countries of the last event that has two, else the two last named before; «두
        기관»: the two bodies named last that are of two countries."""
        if clause.cue("both_bodies") and (bodies := two_bodies(self.drafts, clause)):
            return bodies
        opened = ("Opening",) if self.actors.grammar.head_last else ()
        for event in reversed(list(self.drafts.of("Event", "Meeting", "Signing", *opened))):
            if len(event.get("involvesCountry")) == 2:
                return event.things("involvesCountry")
        named = sorted(
            (m.span.start, t.country or "")
            for t in self.drafts.things
            if t.kind == "Country"
            for m in t.mentions
            if m.span.start < clause.span.end
        )
        last = list(dict.fromkeys(code for _, code in reversed(named)))[:2]
        return self.country_things(last) if len(last) == 2 else []

    def country_things(self, codes: Iterator[str | None] | Sequence[str | None]) -> list[Thing]:
        return [self.drafts.country(code) for code in dict.fromkeys(codes) if code]

    def represented(self) -> None:
        """Who takes part brings his country; an organisation may be an international one and brings none."""
        for part in self.drafts.of("Participation"):
            for event, actor in zip(part.get("hasEvent"), part.things("hasActor"), strict=True):
                if actor.kind != "Organisation" and isinstance(event, Draft):
                    event.set("involvesCountry", *self.country_things([self.actors.country(actor)]))

    def participation(self, event: Draft, actor: Thing, role: str, span: Span, *, rule: str) -> None:
        """One part an actor plays in an event; said again, it gains evidence."""
        for known in self.drafts.of("Participation"):
            if known.get("hasEvent") == [event] and known.get("hasActor") == [actor]:
                if known.codes("hasRole") != [role] and RANK.get(role, 0) > RANK.get(known.codes("hasRole")[0], 0):
                    known.roles["hasRole"] = [Code("role", role)]
                known.prove(span, rule)
                return
        body = self.actors.body(actor) if actor.kind == "Person" and role in ("attendee", "guest") else None
        for known in self.drafts.of("Participation") if body is not None else ():
            # A headline is the first sentence.
            in_title = self.sentences[0].sentence.title and self.sentences[0].sentence.span.covers(known.proofs[0].span)
            if in_title and known.get("hasEvent") == [event] and known.get("hasActor") == [body]:
                known.roles["hasActor"] = [actor]  # the headline named the body only
                known.prove(span, rule)
                return
        made = self.drafts.fact("Participation", sentence=event.sentence)
        made.set("hasEvent", event).set("hasActor", actor).set("hasRole", Code("role", role)).prove(span, rule)
        if actor.kind == "Person" and actor.tenures:
            made.set("hasCapacity", actor.tenures[0])
