"""Promises, offers and plans: what somebody says will be done, told apart from what is done."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from operator import attrgetter

from suviaz.extract.agreements import CLASSES as PAPERS
from suviaz.extract.clauses import Clause, doubted, negated
from suviaz.extract.draft import Draft, Thing
from suviaz.extract.events import event, is_retort, latest
from suviaz.extract.futures import hoped, idle, plain_future, retold, tells_deed
from suviaz.extract.items import Item
from suviaz.extract.makers import both_do, capital_of, makers_of
from suviaz.extract.reasons import Reason
from suviaz.extract.scene import Scene
from suviaz.extract.stretches import Stretches
from suviaz.model import Code, Span, When

# A clause may name several forms; those further left in this list say more.
_FORMS = (
    "internship",
    "joint-committee",
    "cooperation-centre",
    "joint-research",
    "exchange-of-specialists",
    "exchange-of-best-practices",
    "adoption-of-experience",
    "joint-project",
    "training",
    "grant",
    "investment",
    "agreement",
    "visit",
    "event",
    "programme",
)

_number = attrgetter("number")


def read_commitments(scene: Scene) -> None:
    """Promises of all clauses; those of a headline are told again in the text."""
    drafted = scene.drafts
    told = Told(
        Stretches((proof.span, d) for d in drafted.of("Event", "Meeting", "Opening", *PAPERS) for proof in d.proofs),
        Stretches((statement.proofs[0].span, statement) for statement in drafted.of("Statement")),
    )
    for clause in scene.clauses:
        if clause.tagged.sentence.title and len(scene.sentences) > 2:
            continue
        plan = next((v for v in clause.verbs("plan", "open", "visit") if _promises(clause, v)), None)
        plan = plan or _point(scene, clause) or retold(clause)
        if plan is None:
            scene.leave_each((v for v in clause.verbs("plan") if clause.cue("possible")), "plan-and-form", "possible")
            continue
        if reason := _unreal(scene, clause, plan):
            scene.leave(plan, "plan-and-form", reason)
            continue
        _commitment(scene, clause, plan, told)


@dataclass(frozen=True, slots=True)
class Told:
    """What is told before promises are read, by the words that tell it, and the promises, by form and maker."""

    facts: Stretches[Draft]
    statements: Stretches[Draft]
    promises: dict[tuple[str, Thing], Draft] = field(default_factory=dict)

    def there(self, clause: Clause, *kinds: str) -> list[Draft]:
        """The facts of these kinds that the words of a clause tell of."""
        return [fact for fact in self.facts.meeting(clause.span) if fact.kind in kinds]


def _promised_before(clause: Clause, scene: Scene) -> bool:
    """Whether the clause before, that this one reports, makes the promise itself."""
    before = scene.others(clause)[clause.number - 1]
    return before.does("plan") and any(i.has("end", "quote") for i in before.items[-2:])


def _unreal(scene: Scene, clause: Clause, plan: Item) -> Reason | None:
    """Why a plan is none: put off, denied, or only asked about."""
    if clause.cue("cancelled", "postponed"):
        return "cancelled"
    if plan.has("verb", "say") and clause.number and _promised_before(clause, scene):
        return "told-as-event"  # «…하겠다고 약속했다»: one promise
    if plan.has("verb", "leave") or hoped(clause, plan) or idle(scene, clause, plan):
        return "told-as-event"  # «둘러볼 예정이다»: a tour
    following = scene.actors.clauses.get(clause.sentence + 1, ())
    denied = any(map(is_retort, following[:1])) or clause.cue("denied")
    denied = denied or any(
        i.has("cue", "denied") and i.span.start < plan.span.start for i in clause.tagged.items
    )  # «denied a report that she had agreed to …»
    return "denied" if negated(clause, plan) or denied else "asked" if doubted(clause) else None


def _point(scene: Scene, clause: Clause) -> Item | None:
    """A further point of a list of promises: «… готова: • направить …; • организовать …»."""
    mine = scene.others(clause)[: clause.number]
    colon = next((i for c in mine for i in c.items if i.text == ":"), None)
    if not mine or mine[-1].items[-1].text != ";" or colon is None or clause.quote >= 0:
        return None
    led = any(v.span.start < colon.span.start and _promises(c, v) for c in mine for v in c.verbs("plan"))
    return clause.items[0] if led else None


def _promises(clause: Clause, verb: Item) -> bool:
    if verb.has("verb", "plan"):
        return not clause.cue("possible")
    return any(s.form in ("future", "infinitive") for s in verb.senses if s.kind == "verb" and s.code in ("open",))


def _commitment(scene: Scene, clause: Clause, plan: Item, told: Told) -> None:
    """The promise that a clause makes; what is promised stands there, in a dependent clause or in a quotation."""
    content = _content(scene, clause, plan)
    forms = _forms(scene, content, plan)
    when = scene.when(content, plan)
    if paper := _contained(scene, clause, told) or _under(scene, clause, plan):
        paper.set("envisages", *(Code("form", form) for form in forms))
        scene.leave(plan, "plan-and-form", "in-paper")
        return
    if forms and (kind := _DATED.get(forms[0])) and _schedules(scene, content, plan, kind, when):
        return
    is_event = bool(forms) and _is_event(told, content, forms)
    if is_event or (not forms and not _undertakes(scene, content, plan, when)):
        scene.leave(plan, "plan-and-form", "told-as-event" if is_event else "no-form")
        return
    makers = both_do(scene, content, clause) or makers_of(scene, clause, plan)
    if not makers:
        scene.leave(plan, "plan-and-form", "no-actor")
        return
    fields = scene.fields(content)
    frame = latest(scene)
    if not fields and frame is not None:
        fields = frame.codes("hasField")
    for form in (*forms, *([] if forms else [None])):
        known = min((p for m in makers if (p := told.promises.get((form or "", m)))), key=_number, default=None)
        if form and known:
            known.prove(clause.span, "plan-and-form")
            continue
        made = scene.drafts.fact("Commitment", sentence=clause.sentence, status="announced")
        made.set("isMadeBy", *makers).set("hasField", *(Code("field", f) for f in fields))
        if form:
            made.set("envisages", Code("form", form))
        made.when = _by_then(when)
        made.names.append(_label(scene, content, plan))
        made.prove(content.span, "plan-and-form" if form else "plan-untyped")
        for maker in makers:
            told.promises.setdefault((form or "", maker), made)
        for statement in told.statements.covering(content.span):
            statement.set("expresses", made)


_DATED = {"training": "training", "visit": "visit"}


def _schedules(scene: Scene, clause: Clause, plan: Item, kind: str, when: When | None) -> bool:
    """«agreed to hold a training in Cherat in March»: a plan with its day, or its month and place, is an event."""
    places = scene.places(clause)
    if kind == "visit":
        return not (scene.ordered or scene.actors.grammar.head_last) and _tours(scene, clause, plan, when)
    if not scene.ordered or when is None or not when.start or clause.quote >= 0:
        return False
    if not (when.exact or (places and when.start[:7] == (when.end or "")[:7])):
        return False
    event(scene, clause, kind, status="scheduled", trigger=plan, rule=f"plan-{kind}", when=when, places=places)
    return True


def _by_then(when: When | None) -> When | None:
    """«by 2026»: the year in which it shall be done."""
    if when is not None and when.start is None and (when.end or "").endswith("-12-31"):
        return replace(when, start=f"{when.end[:4]}-01-01", exact=False)  # type: ignore[index]
    return when


def _tours(scene: Scene, clause: Clause, plan: Item, when: When | None) -> bool:
    """«В мае делегация намерена посетить Бангалор»: a journey with its time; without one it is a promise."""
    places = scene.places(clause)
    guests = [t for _, t in scene.subjects(clause, plan) if t.kind != "Country"]
    if when is None or not (places and guests) or clause.quote >= 0 or not any(True for _ in clause.verbs("visit")):
        return False
    made = event(
        scene,
        clause,
        "visit",
        status="scheduled",
        trigger=plan,
        rule="verb-visit",
        when=when,
        places=places,
        actors=guests,
    )
    made.set("involvesCountry", *scene.country_things([*(scene.actors.country(t) for t in (*guests, *places))]))
    for guest in guests:
        scene.participation(made, guest, "guest", clause.span, rule="visit-guest")
    return True


def _content(scene: Scene, clause: Clause, plan: Item) -> Clause:
    """Where the promised thing stands: «паабяцаў, што …», «„…“, — паабяцаў Х», or the clause itself."""
    if not plan.has("verb", "plan", "past") or _forms(scene, clause, plan) or _to_do(scene, clause, plan):
        return clause
    mine = scene.others(clause)
    after = mine[clause.number + 1] if clause.number + 1 < len(mine) else None
    if after is not None and after.items[0].has("subordinators") and not after.items[0].has("cue", "relative"):
        return after
    said = [c for c in mine if c.number < clause.number and c.quote in scene.speakers and len(c.items) > 2]
    return said[-1] if said else clause


def _undertakes(scene: Scene, content: Clause, plan: Item, when: When | None) -> bool:
    """Whether a plan without a known form says what will be done: a verb to come behind it, or a day in a quotation."""
    if scene.actors.grammar.head_last:
        if plan.has("end", "join") or any(plan.has("verb", code) for code in _EVENTS):
            return False  # «접견할 예정이다»: an event to come
        if any(s.code == "plan" and s.form in ("present", "future") for s in plan.senses):
            return when is not None
        return when is not None or (content.quote < 0 and bool(scene.fields(content)))
    promised = plan.has("verb", "plan", "past") and not content.holds(plan)
    if content.quote >= 0:
        return when is not None or (promised and not scene.ordered and content.cue("party_pronoun"))
    ahead_of = any(v.has("verb", "plan", "future") for v in content.verbs("plan"))
    if promised and ahead_of and not scene.ordered:  # «условились, что весной обе страны проведут …»
        return True
    if plain_future(scene, plan):
        return tells_deed(scene, content, plan)
    if plan.has("verb", "plan", "future"):
        acts = [i for i, t in scene.subjects(content, plan) if scene.cases(i) == {"nom"} or t.kind == "Country"]
        told = bool(acts or capital_of(scene, content, plan))
        return when is not None and told and not any(content.does(code) for code in _EVENTS)
    firm = plan.has("verb", "plan", "past") or plan.has("verb", "plan", "present")
    return firm and _to_do(scene, content, plan)


_REACH = 7
"""Words behind a plan among which the verb stands that says what will be done."""


def _to_do(scene: Scene, content: Clause, plan: Item) -> bool:
    """«обязалась бесплатно обслуживать …»: a verb to come behind a plan."""
    endings = scene.actors.grammar.words("text", "infinitive_endings") or "\0"
    behind = [i for i in content.items if i.span.start > plan.span.start and i is not plan]
    if scene.ordered and behind and behind[0].has("prep", "for"):
        return False  # «was ready for closer contacts»
    for item in behind[: 3 if scene.ordered else _REACH]:
        if item.text == ",":
            return False
        if item.tag in ("word", "term") and len(item.text) > 4 and item.text.casefold().endswith(endings):
            return True
    return False


def _contained(scene: Scene, clause: Clause, told: Told) -> Draft | None:
    """The paper whose content a clause tells: «…, дзякуючы якому зможам …»; that is no promise besides the paper."""
    if not clause.items[0].has("subordinators"):
        return None
    before = scene.others(clause)[max(0, clause.number - 1) : clause.number]
    if not before or not any(i.has("agreement") for i in before[0].items) or not before[0].does("sign"):
        return None
    return min(told.there(before[0], *PAPERS), key=_number, default=None)


_EVENTS = ("receive", "meet", "talk", "visit", "call", "hold", "sign", "attend", "chair", "speak", "leave")
"""Verbs that are told as events."""
_BODY_FORMS = {"CooperationCentre": "cooperation-centre", "JointCommittee": "joint-committee"}


def _codes(scene: Scene, clause: Clause, item: Item) -> list[str]:
    """The forms of cooperation that an item names; a centre in which something happens is none."""
    if scene.ordered and _modifies(clause, item):
        return []
    found = [s.code for s in item.senses if s.kind == "form"]
    if scene.ordered and item.has("head"):
        found = [c for c in found if c != "investment"]  # «the fund will …»: a body
    after = clause.after(item) if item.role else None
    if after is not None and after.has("cue", "during"):
        return []  # «방한 기간 … 할 계획이다»: when, not what
    if after is not None and after.has("cue", "under"):
        found = [c for c in found if c != "agreement"]  # «양해각서에 따라 …»
    if item.role:
        found = sorted(dict.fromkeys(found), key=_FORMS.index)[:1]
    if not found and item.tag == "term" and (body := _BODY_FORMS.get(item.code("body") or "")):
        found = [body]
    if item.role and clause.governed(item, "with", "to"):  # «센터 관계자들과 간담회를 가질 예정»
        found = [c for c in found if c not in _BODY_FORMS.values()]
    return [c for c in found if c != "cooperation-centre" or not clause.governed(item, "in", "from", "at")]


def _modifies(clause: Clause, item: Item) -> bool:
    """«laboratory technicians»: in a language that joins nouns so, the last one names the thing."""
    after = clause.after(item)
    if after is None or item.kinds.isdisjoint({"head", "body", "event", "agreement"}) or after.first != item.last:
        return False
    return (after.tag == "word" or after.has("specialists")) and after.text.islower()


def _under(scene: Scene, clause: Clause, plan: Item) -> Draft | None:
    """«Under the memorandum, the countries will …», «the memorandum will …»: the paper whose content is told."""
    told = any(
        i.span.start < plan.span.start
        and (clause.governed(i, "under") or (scene.ordered and scene.cases(i) == {"nom"}))
        for i in clause.having("agreement")
    )
    return next((a for a in scene.drafts.back(*PAPERS) if a.status == "signed"), None) if told else None


def _forms(scene: Scene, clause: Clause, plan: Item) -> list[str]:
    own = [i for i in clause.items if not scene.in_title(i)]  # «차관»: a deputy minister and a loan
    if scene.actors.grammar.head_last or scene.ordered:
        own = [i for i in own if not i.org]
    named = [(i, _codes(scene, clause, i)) for i in own if i.span.start > plan.span.start or i is plan]
    named = [(i, codes) for i, codes in named if codes]
    free = [(i, codes) for i, codes in named if not clause.governed(i, "in", "from", "under")]
    found = [c for _, codes in (free or named if scene.ordered else named) for c in codes]
    if not found:
        found = [c for i in own if i.span.start < plan.span.start for c in _codes(scene, clause, i)]
    sends = clause.has("specialists") and any(v.span.start >= plan.span.start for v in clause.verbs("dispatch"))
    if sends and not {"internship", "training"}.intersection(found):
        found.append("exchange-of-specialists")  # «will send ten irrigation engineers»
    ranked = sorted(dict.fromkeys(found), key=_FORMS.index)
    specific = [
        f for f in ranked if f not in ("visit", "event", "programme", "agreement", "training", "adoption-of-experience")
    ]
    return specific[:2] or ranked[:1]


def _is_event(told: Told, clause: Clause, forms: list[str]) -> bool:
    """A plan that is told as a scheduled event or an announced paper is no promise besides."""
    there = told.there(clause, "Event", "Meeting")
    if forms[0] == "training" and any(e.kind == "Event" and e.codes("hasEventType") == ["training"] for e in there):
        return True
    if forms[0] in ("event", "visit") and any(e.status in ("scheduled", "cancelled") for e in there):
        return True
    if forms[0] == "joint-committee" and any(
        e.kind == "Meeting" and e.status == "scheduled" and e.codes("hasEventType") == ["session"] for e in there
    ):
        return True
    if forms[0] == "cooperation-centre" and told.there(clause, "Opening"):
        return True
    return forms[0] == "agreement" and bool(told.there(clause, *PAPERS))


def _label(scene: Scene, clause: Clause, plan: Item) -> str:
    behind = [i for i in clause.items if i.span.start >= plan.span.start] or list(clause.items)
    text = Span(behind[0].span.start, behind[-1].span.end).of(scene.drafts.article.text).strip(' ,.;:-–—"»')
    return text[:1].upper() + text[1:]
