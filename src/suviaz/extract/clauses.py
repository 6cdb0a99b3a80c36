"""Clauses, and what stands in them: who acts, with whom, where, when, in which field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from suviaz.extract.items import Item, Tagged, codes_of
from suviaz.model import Span

DONE = frozenset({"past", "passive", "present", "aside"})
_NONE: frozenset[str] = frozenset()
AHEAD = frozenset({"future", "infinitive"})
_ENDING = frozenset({"conjunctions", "verb", "subordinators", "openers", "post", "cue", "event", "agreement", "head"})


_CUTTING = frozenset({"subordinators", "openers", "joiners"})


@dataclass(frozen=True, eq=False)
class Clause:
    """A stretch of a sentence's items without subordinate clauses; `quote` is the quotation it stands in, or -1.

    What its items can mean is gathered once: most questions that are asked of a clause it answers with «no».
    """

    tagged: Tagged
    items: tuple[Item, ...]
    quote: int
    number: int

    @cached_property
    def span(self) -> Span:
        return Span(self.items[0].span.start, self.items[-1].span.end)

    @cached_property
    def _codes(self) -> Mapping[str, set[str]]:
        return self.tagged.codes if len(self.items) == len(self.tagged.items) else codes_of(self.items)

    @cached_property
    def _verbs(self) -> tuple[tuple[Item, frozenset[str]], ...]:
        verbs = (item for item in self.items if item.has("verb"))
        return tuple((item, frozenset(s.code for s in item.senses if s.kind == "verb")) for item in verbs)

    @cached_property
    def _own(self) -> frozenset[int]:
        return frozenset(map(id, self.items))

    def holds(self, item: Item) -> bool:
        """Whether an item is one of the clause's."""
        return id(item) in self._own

    def has(self, kind: str, code: str | None = None) -> bool:
        """Whether an item of the clause has such a sense."""
        return kind in self._codes if code is None else code in self._codes.get(kind, _NONE)

    def first(self, kind: str, code: str | None = None) -> Item | None:
        """The first item with such a sense."""
        return next((item for item in self.items if item.has(kind, code)), None) if self.has(kind, code) else None

    def having(self, kind: str, code: str | None = None) -> tuple[Item, ...]:
        """The items with such a sense."""
        return tuple(item for item in self.items if item.has(kind, code)) if self.has(kind, code) else ()

    @property
    def sentence(self) -> int:
        return self.tagged.number

    def before(self, item: Item) -> Item | None:
        """The item in front of this one, in its sentence."""
        at = self.tagged.at(item)
        return self.tagged.items[at - 1] if at else None

    def after(self, item: Item) -> Item | None:
        at = self.tagged.at(item) + 1
        return self.tagged.items[at] if at < len(self.tagged.items) else None

    def verbs(self, *codes: str) -> Iterator[Item]:
        told = self._codes.get("verb")
        if told is None or (codes and told.isdisjoint(codes)):
            return iter(())
        return (item for item, own in self._verbs if not codes or not own.isdisjoint(codes))

    def does(self, *codes: str) -> bool:
        """Whether one of these verbs stands in the clause."""
        return not self._codes.get("verb", _NONE).isdisjoint(codes)

    def cue(self, *codes: str) -> bool:
        return not self._codes.get("cue", _NONE).isdisjoint(codes)

    def governed(self, item: Item, *preps: str) -> bool:
        """Whether a preposition of one of these kinds stands before the item, adjectives and titles skipped."""
        if item.preps or item.tail:
            return any(prep in item.preps for prep in preps)
        at = self.tagged.at(item) - 1
        unknown = 0
        while at >= 0:
            left = self.tagged.items[at]
            if left.has("possessive"):  # «with Korea's agency»: whose it is
                at -= 2
                continue
            if left.has("prep"):
                return any(left.has("prep", prep) for prep in preps)
            unknown += left.tag in ("word", "name") or (left.has("stop") and left.kinds.isdisjoint(_ENDING))
            skipped = any(left.has(kind) for kind in ("modifier", "adjectives")) or left.has("cue", "colleague")
            skipped = skipped or (left.has("stop") and left.kinds.isdisjoint(_ENDING))
            if unknown > 1 or (left.tag not in ("adjective", "word", "name") and not skipped):
                return False
            at -= 1
        return False


def clauses(tagged: Tagged, *, particles: bool = True) -> tuple[Clause, ...]:
    """A sentence in clauses: cut before a subordinator behind a comma, at semicolons, and at the ends of quotations;
    where `particles` give words their roles, behind verbs."""
    if particles and any(item.role for item in tagged.items):
        return _verb_last(tagged)
    found: list[list[Item]] = [[]]
    previous: Item | None = None
    quotes = [tagged.quote_of(item) for item in tagged.items]
    for at, item in enumerate(tagged.items):
        if previous is not None:
            if previous.text == "," and len(found) > 1 and _tells(item) and _resumes(found, item):
                found[-2].append(item)  # «X, who …, met Y»: the main clause goes on
                found[-2], found[-1] = found[-1], found[-2]
                previous = item
                continue
            cut = quotes[at] != quotes[at - 1] or previous.text == ";"
            if not cut and not item.kinds.isdisjoint(_CUTTING):
                cut = (
                    (item.has("subordinators") and previous.text in (",", "-", "–", "—", "("))
                    or (item.has("openers") and not previous.has("prep") and at > 1)
                    or (item.has("joiners") and previous.text == "," and _own_verb(tagged, at, found[-1]))
                )
            if cut and found[-1]:
                found.append([])
        found[-1].append(item)
        previous = item
    return tuple(
        Clause(tagged, tuple(items), tagged.quote_of(items[0]), number) for number, items in enumerate(found) if items
    )


def _resumes(found: list[list[Item]], item: Item) -> bool:
    """Whether a verb behind the comma that ends a relative clause is the verb of the clause before."""
    return (
        found[-1][0].has("openers")
        and found[-1][0].has("cue", "relative")
        and any(i.has("verb") for i in found[-1])
        and not any(i.has("verb") for i in found[-2])
        and not (item.has("verb") and all(s.form == "gerund" for s in item.senses if s.kind == "verb"))
    )


def _tells(item: Item) -> bool:
    """Whether an item may be a clause's verb: «was postponed» is none of the verbs that are read."""
    return item.has("verb") or item.has("cue", "cancelled") or item.has("cue", "postponed")


def _own_verb(tagged: Tagged, at: int, before: list[Item]) -> bool:
    """Whether «, and …» begins a sentence of its own: a verb before it, and behind it a subject with another."""
    ahead = tagged.items[at + 1 :]
    verb = next((n for n, i in enumerate(ahead) if i.has("verb")), None)
    stop = next((n for n, i in enumerate(ahead) if i.text in (",", ";")), len(ahead))
    told = any(i.has("verb") and not reduced(i, before[n - 1] if n else None) for n, i in enumerate(before))
    return told and verb is not None and 0 < verb < stop


def reduced(verb: Item, before: Item | None) -> bool:
    """«X, represented by Y, …»: a participle behind a comma, which is no verb of the clause's own."""
    return before is not None and before.text == "," and verb.has("voice", "passive")


def _verb_last(tagged: Tagged) -> tuple[Clause, ...]:
    """Clauses of a language whose verbs stand last: cut behind each verb that joins or quotes what it ends.

    What a clause leaves out it has from the one before: who acts, and, where the verbs are joined, when and where.
    """
    found: list[list[Item]] = [[]]
    ends: list[str | None] = []
    before: Item | None = None
    quotes = [tagged.quote_of(item) for item in tagged.items]
    last = len(tagged.items) - 1
    for at, item in enumerate(tagged.items):
        if before is not None and quotes[at] != quotes[at - 1] and found[-1]:
            found.append([])
            ends.append(None)
        found[-1].append(item)
        if at < last and item.has("end"):
            if not (tagged.items[at + 1].text == "," and quotes[at + 1] == quotes[at]):
                found.append([])
                ends.append(item.code("end"))
        elif at < last and item.text == "," and before is not None and before.has("end"):
            found.append([])
            ends.append(before.code("end"))
        before = item
    made: list[Clause] = []
    frame: list[Item] = []
    for number, items in enumerate(found):
        if not items:
            continue
        quote = tagged.quote_of(items[0])
        end = ends[number] if number < len(ends) else None
        own = list(items)
        if quote < 0 and len(found) > 1:
            if number and not any(_acts(i) for i in items):
                lent = [i for i in frame if _acts(i)]
                if ends[number - 1] == "quote" and (topics := [i for i in lent if i.role[:1] == ("topic",)]):
                    lent = topics
                if ends[number - 1] == "join":
                    lent += [i for i in frame if i.tag == "time" and not any(j.tag == "time" for j in items)]
                    lent += [i for i in frame if i.tag == "place" and not any(j.tag == "place" for j in items)]
                    lent += [i for i in frame if "with" in i.preps]
                own = sorted({id(i): i for i in [*lent, *items]}.values(), key=lambda i: i.first)
            frame = [
                i for i in own if i.tag in ("time", "place") or _acts(i) or ("with" in i.preps and i.tag in _NAMED)
            ]
            inner = [i for i in own if _acts(i) and i.role[:1] == ("nom",)]
            if end == "quote" and inner:  # «행안부는 김 차관이 … 방문했다고 …»: the topic tells, it does not visit
                own = [i for i in own if not (_acts(i) and i.role[:1] == ("topic",) and i.first < inner[0].first)]
        made.append(Clause(tagged, tuple(own), quote, len(made)))
    return tuple(made)


_NAMED = ("person", "name", "org", "country")


def _acts(item: Item) -> bool:
    """Whether an item may be what its clause is about."""
    if "nom" not in item.cases:
        return False
    if item.tag in _NAMED or item.has("post") or (item.tag == "term" and item.has("head")):  # «대사관은 …»
        return True
    return any(item.has("cue", code) for code in ("both", "both_persons", "he"))


def _inserted(other: Clause, clause: Clause, noun: Item) -> bool:
    """Whether the clause before is a relative one that stands within this one, right behind a noun: «the meeting,
    which was due on 3 May, was postponed»."""
    first = other.items[0]
    if not (first.has("cue", "relative") and clause.span.start < first.span.start < clause.span.end):
        return False
    between = [i for i in clause.items if noun.span.start < i.span.start < first.span.start]
    return noun.span.start < first.span.start and not any(i.has("verb") or i.has("event") for i in between)


def widened(found: tuple[Clause, ...], clause: Clause, noun: Item) -> Clause:
    """The clause with the relative clause that hangs on its last noun: «… сустрэчы, якую правёў …»."""
    if clause.number and _inserted(found[clause.number - 1], clause, noun):
        return Clause(clause.tagged, clause.items + found[clause.number - 1].items, clause.quote, clause.number)
    rest = found[clause.number + 1 :]
    after = next((c for c in rest if not all(c.tagged.quote_of(i) >= 0 or i.tag == "sign" for i in c.items)), None)
    behind = [i for i in clause.items if i.span.start > noun.span.start]
    if (
        after is None
        or not after.items[0].has("cue", "relative")
        or any(i.has("verb") or (i.has("prep") and not i.has("prep", "about")) or i.has("event") for i in behind)
    ):
        return clause
    return Clause(clause.tagged, clause.items + after.items, clause.quote, clause.number)


def negated(clause: Clause, item: Item) -> bool:
    """Whether «не» stands right before the item, or as one of its own words, or «no …» before it in the clause."""
    if item.has("cue", "negation") and item.has("verb"):
        return True
    if any(i.span.start < item.span.start for i in clause.having("cue", "nothing")):
        return True
    right = clause.after(item)
    if right is not None and right.has("cue", "negation_behind"):
        return True
    left = clause.before(item)
    return left is not None and left.has("cue", "negation") and not left.has("cue", "without")


def doubted(clause: Clause) -> bool:
    """Whether a clause only asks: «ці падпісаў …» with its first word, «подписал ли …» with a word inside it."""
    return clause.items[0].has("cue", "whether") or clause.cue("doubt")


def ahead(clause: Clause, verb: Item | None) -> bool:
    """Whether the clause speaks of the future or of a plan."""
    if verb is not None:
        forms = {s.form for s in verb.senses if s.kind == "verb" and s.code != "plan"}
        if forms and forms <= AHEAD:
            return True
        if forms & DONE and not forms & AHEAD:
            return clause.cue("scheduled") and not forms & {"past"}
    return clause.cue("scheduled") or any(
        s.form == "future" for item in clause.verbs() for s in item.senses if s.kind == "verb"
    )
