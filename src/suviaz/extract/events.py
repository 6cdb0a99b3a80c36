"""Event drafts: finding the one already told of, or making a new one."""

from __future__ import annotations

from collections.abc import Sequence

from suviaz.extract.clauses import Clause, ahead, doubted, negated
from suviaz.extract.draft import Draft, Thing
from suviaz.extract.items import Item
from suviaz.extract.reasons import Reason
from suviaz.extract.scene import Scene
from suviaz.model import Code, When

KINDS = {
    "meeting": "Meeting",
    "talks": "Meeting",
    "forum": "Meeting",
    "conference": "Meeting",
    "session": "Meeting",
    "signing": "Signing",
    "opening": "Opening",
    "presentation": "Presentation",
}
ALIKE = ({"meeting", "talks"}, {"forum", "conference"})
"""Types that two sentences may give to one event."""


_TOLD = frozenset({"Event", "Meeting", "Presentation"})


def latest(scene: Scene, *types: str) -> Draft | None:
    """The event told of last, of one of these types."""
    found: Draft | None = None
    for kind in types or scene.events:
        for told in reversed(scene.events.get(kind, ())):
            if "isPartOf" not in told.roles:
                if told.kind in _TOLD and (found is None or told.number > found.number):
                    found = told
                break
    return found


def event(
    scene: Scene,
    clause: Clause,
    kind: str,
    *,
    status: str,
    trigger: Item,
    rule: str,
    when: When | None = None,
    places: Sequence[Thing] = (),
    actors: Sequence[Thing] = (),
) -> Draft:
    """The event of that type: one told before that this may be, else a new one."""
    found = next(
        (
            e
            for e in scene.drafts.back("Event", *set(KINDS.values()))
            if _same(scene, e, kind, status, when=when, places=places, actors=actors)
        ),
        None,
    )
    if found is None:
        found = scene.drafts.fact(KINDS.get(kind, "Event"), sentence=clause.sentence, status=status)
        scene.events.setdefault(kind, []).append(found)
        found.set("hasEventType", Code("event-type", kind))
    if when and (found.when is None or (not found.when.exact and when.exact)):
        found.when = when
    found.set("isLocatedIn", *places)
    found.prove(clause.span, rule)
    return found


def _same(
    scene: Scene,
    known: Draft,
    kind: str,
    status: str,
    *,
    when: When | None,
    places: Sequence[Thing],
    actors: Sequence[Thing],
) -> bool:
    its = set(known.codes("hasEventType"))
    if not (kind in its or any({kind} | its <= group for group in ALIKE)):
        return False
    if known.status != status and not (known.status == "scheduled" and status == "cancelled"):
        return False
    if when and known.when and not _overlap(when, known.when):
        return False
    mine = known.things("isLocatedIn")
    if places and mine and not set(map(id, places)) & set(map(id, mine)):
        return False
    if len(actors) > 1:
        theirs = [actor for actor, part in known.parts.items() if not part.dropped]
        people = [a for a in actors if a.kind == "Person"]
        others = [a for a in theirs if a.kind == "Person"]
        bodies = [scene.actors.body(a) for a in people]  # a headline names the bodies, the text their people
        if any(a not in others for a in people) and any(a not in people for a in others) and len(people) > 1:
            return False  # X met Y, then Z
        if (
            theirs
            and people
            and not any(a in theirs for a in people)
            and (others or not any(a in bodies for a in theirs))
        ):
            return False
    return True


def _overlap(a: When, b: When) -> bool:
    if not (a.start and b.start):
        return True
    if a.start.startswith("--") or b.start.startswith("--"):
        return a.start[-len(b.start) + 2 :] == b.start[2:] or b.start[-len(a.start) + 2 :] == a.start[2:]
    return a.start <= (b.end or b.start) and b.start <= (a.end or a.start)


def status_of(clause: Clause, verb: Item | None) -> str | None:
    """held, scheduled, cancelled; None where the clause denies it or only plays with the thought."""
    if unreal(clause, verb):
        return None
    late = next((i for i in clause.having("cue") if i.has("cue", "postponed")), None)
    until = clause.before(late) if late is not None and late.role else None
    if until is not None and until.time and until.time.when:
        return "scheduled"  # «11월로 연기됐다»
    return "cancelled" if clause.cue("cancelled", "postponed") else "scheduled" if ahead(clause, verb) else "held"


def called_off(others: Sequence[Clause], clause: Clause) -> bool:
    """«X was due to visit Y, but the trip was cancelled»: what a clause has in store is taken back by the next."""
    return any(c.cue("cancelled", "postponed") and c.quote < 0 for c in others[clause.number : clause.number + 2])


def unreal(clause: Clause, verb: Item | None) -> Reason | None:
    """Why what a clause speaks of has neither happened nor will: it is asked, denied, or only possible."""
    if doubted(clause):
        return "asked"
    if clause.tagged.has("cue", "denied"):
        return "denied"
    if clause.items[0].has("subordinators") and clause.tagged.has("cue", "unsaid"):
        return "asked"  # «Калі адбудзецца паездка, Х не ўдакладніў»
    if clause.cue("cancelled", "postponed"):
        return None
    if verb is not None and negated(clause, verb):
        return "denied"
    return "possible" if clause.cue("possible") and not ahead(clause, verb) else None


_BOUND = frozenset({"subordinators", "openers"})


def unsigned(clause: Clause, verb: Item | None) -> Reason | None:
    """Why no paper of a clause is signed or will be; `verb` is the one that says so, where it is no noun."""
    if clause.items[0].kinds & _BOUND and any(
        i.has("cue", "denied") and i.span.start < clause.span.start for i in clause.tagged.items
    ):
        return "denied"  # «denied reports that a treaty was signed»
    if clause.cue("unsaid") or any(negated(clause, v) and not _apart(clause, v, verb) for v in clause.verbs()):
        return "denied"
    if doubted(clause):
        return "asked"
    if clause.cue("cancelled", "postponed"):
        return "cancelled"
    return "denied" if verb is None and clause.cue("negation") else None  # «Подписание … в программу не входило»


def _apart(clause: Clause, other: Item, verb: Item | None) -> bool:
    """«соглашение, подписанное в мае, действует, и менять его не собираются»: what is negated behind a comma."""
    if verb is None or other is verb or clause.tagged.items[0].role or not verb.has("verb", "sign"):
        return False
    low, high = sorted((verb.span.start, other.span.start))
    return any(i.text == "," for i in clause.items if low < i.span.start < high)


_GATHERING = ("forum", "conference", "session", "meeting", "talks", "exhibition", "presentation")


def again_of(scene: Scene, clause: Clause) -> Draft | None:
    """The gathering that «회의» comes back to: a session where the sentence speaks of its committee."""
    if clause.tagged.has("body", "JointCommittee") and (own := latest(scene, "session")):
        return own
    return latest(scene, *_GATHERING)


def only_meant(scene: Scene, clause: Clause, verb: Item | None, noun: Item) -> bool:
    """«готова организовать курсы»: without a day or a place that is a promise, not an event to come."""
    forms = {s.form for s in verb.senses if s.kind == "verb"} if verb is not None else set()
    when = scene.when(clause, noun)
    if scene.actors.grammar.head_last and noun.code("event") in ("training", "visit"):
        return some_day(scene, clause, noun)
    return forms == {"infinitive"} and when is None and not scene.places(clause)


def some_day(scene: Scene, clause: Clause, trigger: Item) -> bool:
    """«적절한 시기에 방한하겠다»: a visit or a training to come without a day, a month or a town is a promise."""
    when = scene.when(clause, trigger)
    vague = when is None or (not when.exact and (when.start or "")[:7] != (when.end or "")[:7])
    ahead_of = status_of(clause, trigger if trigger.has("verb") else governor(clause, trigger)) == "scheduled"
    return ahead_of and vague and not scene.places(clause)


def governor(clause: Clause, noun: Item) -> Item | None:
    """The verb nearest to a noun in its clause; «…, паведамляе БЕЛТА» only where there is no other."""
    verbs = [v for v in clause.verbs() if not v.has("event") and v is not noun and not _beside(v)]
    verbs = [v for v in verbs if not v.has("verb", "say")] or verbs
    left = clause.before(noun)
    if left is not None and left.has("verb", "organise") and clause.holds(left):
        return left  # «Организатором форума выступила …»
    return min(verbs, key=lambda v: abs(v.span.start - noun.span.start), default=None)


def _beside(verb: Item) -> bool:
    """«A ceremony to hand over …»: a verb that only describes its noun."""
    return any(verb.has("verb", "other", form) for form in ("gerund", "infinitive"))


def any_latest(scene: Scene) -> Draft | None:
    return next(scene.drafts.back("Event", *sorted(set(KINDS.values()))), None)


def take_back(scene: Scene, clause: Clause) -> None:
    """«… подпишут договор. Посольство это опровергло»: what the sentence before told is denied."""
    if not is_retort(clause):
        return
    for draft in scene.drafts.back("Event", *sorted(set(KINDS.values())), *_PAPERS):
        if draft.sentence == clause.sentence - 1:
            draft.dropped = True
            for part in draft.parts.values():
                part.dropped = True


def is_retort(clause: Clause) -> bool:
    """Whether a clause is a short sentence that denies the one before and tells nothing else."""
    items = clause.tagged.items
    if not clause.cue("denied") or clause.quote >= 0 or clause.number or not clause.sentence:
        return False
    return len(items) <= _RETORT and not any(_tells(i) for i in items)


def _tells(item: Item) -> bool:
    return item.has("agreement") or item.has("event") or (item.has("verb") and not item.has("cue", "denied"))


_RETORT = 12
"""Items of a sentence that only denies the one before."""
_PAPERS = ("Agreement", "Memorandum", "Treaty", "Protocol", "Contract", "Declaration", "RoadMap")
