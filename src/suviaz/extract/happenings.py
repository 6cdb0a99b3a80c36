"""Meetings, visits, forums, sessions … : from the verbs that make them happen and the nouns that name them."""

from __future__ import annotations

from collections.abc import Iterable

from suviaz.extract.clauses import Clause, widened
from suviaz.extract.draft import Draft, Thing
from suviaz.extract.events import (
    ALIKE,
    again_of,
    any_latest,
    called_off,
    event,
    governor,
    latest,
    only_meant,
    some_day,
    status_of,
    unreal,
)
from suviaz.extract.guests import (
    arriving,
    at_event,
    convened,
    gathering,
    given_to,
    heading,
    hosted,
    hosts_of,
    salient,
    stand,
    told_aside,
    undoubted,
)
from suviaz.extract.items import Item
from suviaz.extract.parts import credentials
from suviaz.extract.recall import of_body
from suviaz.extract.scene import Scene
from suviaz.extract.visitors import (
    bodies_behind,
    delegates,
    delegation,
    given,
    is_session,
    is_tour,
    near,
    of_plan,
    offices_of,
    owners_of,
    subjects_of,
    two,
)
from suviaz.model import Code

_OWN = frozenset({"signing", "opening"})  # told by other readers
_DATED = frozenset({"forum", "conference", "exhibition", "session", "visit", "presentation"})
"""Types that a day alone makes an event of."""
_HOLDING = ("hold", "attend", "lead", "organise", "open", "talk")
_VERBS = {
    "receive": "meeting",
    "meet": "meeting",
    "talk": "talks",
    "visit": "visit",
    "confer": "meeting",
    "call": "meeting",
    "accredit": "ceremony",
    "stay": "visit",
}


def read_events(scene: Scene, clause: Clause) -> list[Draft]:
    """The events of one clause, signings and openings of joint bodies aside: new ones, and those it comes back to."""
    told: list[Draft] = []
    for verb in clause.verbs(*_VERBS):
        event = _from_verb(scene, clause, verb, told)
        if event is not None:
            told.append(event)
    for noun in (item for item in clause.having("event") if not scene.in_title(item)):
        event = _from_noun(scene, clause, noun, told)
        if event is not None and event not in told:
            told.append(event)
    told += convened(scene, clause, told)
    _topics(scene, clause, told)
    return told


def _topics(scene: Scene, clause: Clause, told: list[Draft]) -> None:
    """«Гаворка зайшла таксама пра …»: what a meeting was about, told after it."""
    if told or not clause.cue("topic") or clause.quote >= 0 or clause.tagged.sentence.title:
        return
    meeting = latest(scene, "meeting", "talks", "session")
    if meeting is not None:
        fields = scene.fields(clause)
        meeting.set("hasField", *(Code("field", f) for f in fields))
        for field in fields:
            meeting.prove(clause.span, "topic", role=("hasField", Code("field", field)))


def _from_verb(scene: Scene, clause: Clause, verb: Item, told: list[Draft]) -> Draft | None:
    code = next(s.code for s in verb.senses if s.kind == "verb" and s.code in _VERBS)
    kind = _VERBS[code]
    if code == "stay":  # «находится в Минске с визитом»
        if not clause.has("event", "visit"):
            return None
        code = "visit"
    rule = f"verb-{code}"
    status = status_of(clause, verb)
    wished = any(s.form == "infinitive" for s in verb.senses if s.code == code)
    if wished and called_off(scene.others(clause), clause):
        status = "cancelled"
    elif status is None or wished:
        return scene.leave(verb, rule, unreal(clause, verb) or "infinitive")
    subjects = subjects_of(scene, clause, verb)
    objects = [o for o in scene.objects(clause) if not scene.ordered or near(clause, verb, o[0])]
    with_whom = scene.companions(clause)
    if verb.has("describes"):  # «방한 중인 X», «벨라루스를 방문한 X»: the verb is said of the person behind it
        subjects = [p for p in scene.acting(clause) if p[1].kind == "Person" and p[0].first > verb.first][:1]
        if not subjects:
            return scene.leave(verb, rule, "no-person")
        objects, with_whom = ([o for o in group if o[0].first < verb.first] for group in (objects, with_whom))
    if code == "visit" and scene.actors.grammar.head_last and (is_tour(clause, verb) or some_day(scene, clause, verb)):
        return None
    if code == "receive":
        if any(i.code("event") == "ceremony" for i in clause.having("event")):
            kind = "ceremony"
        elif not any(t.kind == "Person" for _, t in [*subjects, *objects, *_ins(scene, clause)]) and not delegation(
            scene, clause
        ):
            return scene.leave(verb, rule, "no-person")
    if code == "receive" and (visit := hosted(scene, clause, subjects, objects)) is not None:
        return visit
    if code == "visit" and (shown := stand(scene, clause, subjects)) is not None:
        return shown
    if code == "visit" and any(
        not i.has("event", "visit")
        and (not clause.governed(i, "at", *(("for",) if scene.ordered else ())) or arriving(scene, clause, i))
        and near(clause, verb, i)
        for i in clause.having("event")
        if i.tail[:1] == ("acc",) or not scene.actors.grammar.particles
    ):
        return scene.leave(verb, rule, "visits-event")  # a forum was visited: that is taking part in it
    if code == "visit" and not subjects and status != "cancelled":
        subjects = delegates(scene, clause, verb)
    if code == "visit" and not subjects and not delegation(scene, clause):
        subjects = [(clause.items[0], p) for p in [salient(scene, clause)] if p and not clause.cue("visitors")]
        if not subjects and not (clause.cue("guest", "visitors") and latest(scene)):
            return scene.leave(verb, rule, "no-actor")
    if not subjects and clause.number and clause.items[0].has("cue", "there"):
        subjects = scene.subjects(scene.others(clause)[clause.number - 1])  # «… побывал в Риге, где встретился с Y»
    called = code == "call" and not any(t.kind == "Person" for _, t in [*objects, *with_whom])  # «called on X to …»
    if called or (code in ("meet", "talk") and not (subjects or with_whom)):
        return scene.leave(verb, rule, "no-actor")
    if code == "confer" and not two(scene, [*subjects, *with_whom]):
        return scene.leave(verb, rule, "not-two-countries")
    actors = [t for _, t in [*subjects, *objects, *with_whom, *_ins(scene, clause)]]
    if code == "accredit":
        offices = [p for p in scene.actors.titles[clause.sentence] if clause.holds(clause.tagged.items[p.first])]
        actors += scene.country_things([c for p in offices for c in p.countries[:1]])  # «… президенту Беларуси»
        actors += [t for _, t in [*scene.companions(clause, "to"), *given_to(scene, clause)]]
    made = event(
        scene,
        clause,
        kind,
        status=status,
        trigger=verb,
        rule=rule,
        when=scene.when(clause, verb),
        places=scene.places(clause),
        actors=actors,
    )
    if status != "cancelled":
        _roles(scene, clause, verb, made, code, subjects=subjects, objects=objects, with_whom=with_whom)
    _detail(scene, clause, made, verb, actors)
    return made


def _ins(scene: Scene, clause: Clause) -> list[tuple[Item, Thing]]:
    return [(i, t) for i, t in scene.acting(clause) if scene.cases(i) == {"ins"} and scene.free(clause, i)]


def _roles(
    scene: Scene,
    clause: Clause,
    verb: Item,
    made: Draft,
    code: str,
    *,
    subjects: list[tuple[Item, Thing]],
    objects: list[tuple[Item, Thing]],
    with_whom: list[tuple[Item, Thing]],
) -> None:
    passive = any(s.code == code and s.form == "passive" for s in verb.senses) and not scene.ordered
    hosts: list[tuple[Item, Thing]] = []
    guests: list[tuple[Item, Thing]] = []
    others: list[tuple[Item, Thing]] = []
    if code == "receive":
        subjects, objects = undoubted(scene, subjects, objects)
        hosts, guests = (
            (_ins(scene, clause), subjects)
            if passive
            else (subjects, [o for o in objects if o[1] not in [t for _, t in subjects]])
        )
        guests += [(i, t) for i, t in scene.companions(clause, "from") if t.kind == "Person"]
        if not guests and scene.actors.grammar.head_last:  # «대사의 예방을 받고»
            guests = [(verb, t) for t in owners_of(scene, clause, verb)]
            made.set("involvesCountry", *scene.country_things(scene.actors.country(t) for _, t in guests))
        if not hosts and not passive:
            hosts = [(i, t) for i, t in scene.companions(clause, "in") if t.kind not in ("Person", "Country")]
    elif code == "visit":
        people = [(i, t) for i, t in subjects if t.kind == "Person"]
        visited = [
            (i, t)
            for i, t in subjects
            if (people or clause.cue("delegation") or delegation(scene, clause))
            and t.kind not in ("Person", "Country")
            and i.span.start > verb.span.start
        ]
        guests = [s for s in subjects if s not in visited]
        objects = [*(o for o in objects if all(o[1] is not t for _, t in guests)), *visited]
        around = [*objects, *scene.companions(clause, "in")]
        hosts = [(i, t) for i, t in around if t.kind not in ("Person", "Country")]
    elif code == "call":  # a courtesy call
        beside = with_whom if scene.actors.grammar.head_last else []  # «대사와 함께 부지사를 예방했다»
        guests, hosts = [*subjects, *beside], [*objects, *(p for p in with_whom if p not in beside)]
    elif code == "accredit":
        guests = [s for s in subjects if s[1].kind == "Person"]
        hosts = [(i, t) for i, t in scene.companions(clause, "to") if t.kind == "Person"] + given_to(scene, clause)
    else:
        others = [*subjects, *with_whom]
        if scene.actors.grammar.head_last or (scene.ordered and code == "meet"):
            others += [o for o in objects if o[1].kind != "Country"]  # «장관을 만났다», «the minister met X»
    for group, role in ((hosts, "host"), (guests, "guest"), (others, "attendee")):
        leading = role == "guest" and code == "visit" and heading(clause)  # «во главе делегации прибыл Х»
        for _, thing in group:
            if thing.kind != "Country" or role == "attendee":
                part = "head-of-delegation" if leading and thing.kind == "Person" else role
                scene.participation(made, thing, part, clause.span, rule=f"{code}-{role}")


def _from_noun(scene: Scene, clause: Clause, noun: Item, told: list[Draft]) -> Draft | None:
    kind = noun.code("event") or ""
    again: Draft | None = None
    comes_back = noun.text in scene.actors.grammar.words("text", "event_again")
    if comes_back and (again := again_of(scene, clause)) is not None:
        kind = again.codes("hasEventType")[0]
        if again.status != "held" or status_of(clause, governor(clause, noun)) != "scheduled":
            return again  # «회의에는 …»: the one told of; «다음 회의는 … 열린다» is another
    if kind == "meeting" and is_session(clause, noun):
        kind = "session"
    kind = gathering(scene, clause, noun, kind)
    clause = widened(scene.others(clause), clause, noun)
    ahead_of = told and status_of(clause, governor(clause, noun)) == "scheduled"
    if ahead_of and not scene.governed(clause, noun, "at"):  # «В ходе беседы условились провести консультации»
        told = [e for e in told if e.status == "scheduled"]
    own = kind in _OWN or (kind == "presentation" and not scene.particles and not given(clause, noun))
    if own or any(
        kind in e.codes("hasEventType") or {kind, *e.codes("hasEventType")} <= g for e in told for g in (*ALIKE, {kind})
    ):
        same = next((e for e in told if kind in e.codes("hasEventType")), None)
        if same is not None:  # «у рамках форуму … адбыўся беларуска-карэйскі форум»
            same.set("involvesCountry", *scene.country_things(scene.halves(clause, noun)))
        return same
    if kind == "ceremony" and scene.signs and not scene.actors.grammar.head_last:
        return scene.leave(noun, f"noun-{kind}", "told-as-signing")
    verb = governor(clause, noun)
    status = status_of(clause, verb)
    at = scene.governed(clause, noun, "at")
    if kind == "training" and status == "held" and verb is not None and verb.has("verb", "invite"):
        return scene.leave(noun, f"noun-{kind}", "promised")  # «запрасіў групу на курсы»
    if kind == "visit" and verb is not None and verb.has("verb", "invite") and noun.tail == ("acc",):
        return scene.leave(noun, f"noun-{kind}", "promised")  # «X의 방한을 초청했다»
    left = clause.before(noun)
    among = left is not None and left.has("cue", "partakers") and clause.does("be")  # «Среди участников форума были …»
    holding = among or (verb is not None and any(verb.has("verb", code) for code in _HOLDING))
    if scene.ordered and verb is not None and verb.has("verb", "receive") and not at:
        holding = verb.first < noun.first and kind != "visit"  # «the ministry hosted a workshop»
    personal = scene.actors.grammar.head_last and kind in ("visit", "meeting", "talks")
    naming = (
        (personal and bool(owners_of(scene, clause, noun) or offices_of(scene, clause, noun)))
        or bool(scene.halves(clause, noun))
        or (kind in _DATED and scene.when(clause, noun) is not None)
    )
    planned_body = verb is not None and noun.has("body", "JointCommittee") and verb.has("verb", "open", "future")
    if scene.particles and verb is not None and verb.has("verb", "plan") and (planned_body or not holding):
        return scene.leave(noun, f"noun-{kind}", "promised")  # «방문을 추진하기로 했다»
    if status is None or not (
        at or holding or status == "cancelled" or (naming and verb is not None) or latest(scene, kind) is not None
    ):
        return scene.leave(noun, f"noun-{kind}", unreal(clause, verb) or "only-named")
    if status == "scheduled" and only_meant(scene, clause, verb, noun):
        return scene.leave(noun, f"noun-{kind}", "no-day-no-place")
    if kind in ("visit", "ceremony") and not (holding or naming or status == "cancelled"):
        return latest(scene, kind) or scene.leave(noun, f"noun-{kind}", "only-named")
    known = latest(scene, kind)
    alone = at and not holding and not naming and known is None and scene.actors.grammar.head_last
    if alone and (clause.quote >= 0 or not scene.subjects(clause)):
        return None  # «협상에도 속도를 내겠다»
    if known is None and scene.ordered and kind == "meeting" and at and not holding:
        known = latest(scene, "talks", "session", "visit")
    if not holding and known is not None and not naming and not (scene.ordered and status == "cancelled"):
        at_event(scene, clause, known, at)
        return known
    with_whom = [
        p
        for p in scene.companions(clause, "with", "between")
        if scene.actors.grammar.head_last
        or (
            p[0].span.start > noun.span.start
            and not any(
                noun.first < v.first < p[0].first
                for v in clause.verbs()
                if at or v is not verb or not v.has("verb", "hold")
            )
        )
    ]
    does = verb is not None and (verb.has("verb", "hold") or verb.has("verb", "talk"))
    subjects = scene.subjects(clause, verb) if does else []
    owners = owners_of(scene, clause, noun) if kind in ("meeting", "talks", "visit") else []
    actors = [t for _, t in [*with_whom, *subjects]] + owners
    told_here = holding or naming or (at and status == "held")
    when = scene.when(clause, noun) if told_here else None
    planned = at and status == "held" and of_plan(clause, noun, when)
    if when is None and clause.cue("this") and (before := any_latest(scene)) is not None:
        when = before.when  # «Гэта адбылося на форуме»
    made = event(
        scene,
        clause,
        kind,
        status=status,
        trigger=noun,
        rule=f"noun-{kind}",
        when=None if planned else when,
        places=scene.places(clause) if told_here and not planned else (),
        actors=actors,
    )
    for thing in owners:
        scene.participation(made, thing, "guest" if kind == "visit" else "attendee", clause.span, rule="event-of")
    for _, thing in with_whom:
        scene.participation(made, thing, "attendee", clause.span, rule="event-with")
    partners = len({id(t) for _, t in subjects if t.kind != "Country"}) > 1 and kind in ("meeting", "talks")
    for _, thing in subjects:
        if (thing.kind == "Person" and with_whom) or (partners and thing.kind != "Country"):
            scene.participation(made, thing, "attendee", clause.span, rule="event-held-by")
    if kind == "session":
        with_particle = [t for _, t in scene.companions(clause)]
        for thing in bodies_behind(scene, clause, noun):
            if scene.actors.grammar.particles and thing not in with_particle:
                continue
            scene.participation(made, thing, "attendee", clause.span, rule="session-of")
            actors.append(thing)
    if holding:
        hosts_of(scene, clause, noun, made)
    if kind == "ceremony":
        actors += credentials(scene, clause, made, subjects)
    aside = verb is not None and (verb.has("describes") or told_aside(scene, clause, noun, verb))
    if (at and not holding) or (aside and (at or not scene.actors.grammar.head_last)):
        at_event(scene, clause, made, at=True)
    _detail(scene, clause, made, noun, actors)
    if again is None and known is not made and kind == "session" and not made.get("involvesCountry"):
        again = known  # «Следующее заседание пройдёт в Риге»: of the same committee
    for role in ("involvesCountry", *(("hasField",) if kind == "session" else ())):
        made.set(role, *(again.get(role) if again is not None else ()))
    return made


def _detail(scene: Scene, clause: Clause, made: Draft, trigger: Item, actors: Iterable[Thing]) -> None:
    """Countries and fields of an event, from its name, its people and its clause."""
    codes: list[str | None] = []
    if trigger.has("event"):
        codes += scene.halves(clause, trigger)
    codes += [scene.actors.country(actor) for actor in actors]
    if trigger.has("event") and scene.actors.grammar.head_last:
        codes += offices_of(scene, clause, trigger)
    codes += delegation(scene, clause)
    if scene.actors.grammar.head_last and trigger.has("event"):  # «몽골 공무원을 초청해 연수를 실시»
        led = scene.others(clause)[max(0, clause.number - 1) : clause.number]
        codes += [code for c in led if c.does("invite") for code in delegation(scene, c)]
    if (
        trigger.has("verb")
        and clause.cue("guest", "visitors")
        and not codes
        and (before := latest(scene)) is not None
        and before is not made
    ):
        codes += [t.country for t in before.things("involvesCountry")]
    if made.codes("hasEventType") == ["visit"]:
        sides = (i for i in clause.having("sides") if i is trigger or i.cases & {"acc", "loc"})
        codes += [s.code for i in sides for s in i.senses if s.kind == "sides"]  # «방한», «우리나라를 방문»
        codes += [t.country for t in scene.places(clause)]
        codes += [t.country for i, t in scene.actors.known(clause.items, "Country") if clause.governed(i, "in", "to")]
    if made.codes("hasEventType") in (["session"], ["forum"], ["conference"], ["exhibition"]):
        for item in clause.having("body"):
            codes += scene.halves(clause, item)
    if trigger.has("body") and scene.actors.grammar.head_last and not any(codes):
        codes += of_body(scene.drafts, clause, trigger, "involvesCountry")
    if trigger.has("event") and made.kind != "Event" and clause.does("hold") and not scene.particles:
        codes += [t.country for i, t in scene.actors.known(clause.items, "Country") if clause.governed(i, "from")]
    made.set("involvesCountry", *scene.country_things(codes))
    made.set("hasField", *(Code("field", f) for f in scene.subject_fields(clause, trigger)))
