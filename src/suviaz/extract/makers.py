"""Who makes a promise: the subject of its clause, the speaker of a quotation, both sides, the parties of a paper."""

from __future__ import annotations

from suviaz.extract.agreements import CLASSES as PAPERS
from suviaz.extract.clauses import Clause
from suviaz.extract.draft import Thing
from suviaz.extract.events import latest
from suviaz.extract.futures import doers, plain_future
from suviaz.extract.items import Item
from suviaz.extract.recall import both, company
from suviaz.extract.scene import Scene

_BODIES = frozenset({"Organisation", "GovernmentBody", "Ministry"})


def makers_of(scene: Scene, clause: Clause, plan: Item) -> list[Thing]:
    """Who undertakes it: the subject; in a quotation the speaker, for his body when he says «мы» or nobody."""
    if plain_future(scene, plan) and (told := doers(scene, clause, plan)) is not None:
        return list(dict.fromkeys(told))
    passive = plan.has("verb", "open") and not plan.text.casefold().endswith(
        scene.actors.grammar.words("text", "active_endings")
    )
    # «планируют открыть центр»: what stands behind the infinitive is not who plans.
    opening = [i for i in clause.verbs("open") if i.has("verb", "open", "infinitive")]
    deeds = [i.span.start for i in opening if i.span.start > plan.span.start]
    found = [] if passive else scene.subjects(clause, plan)
    subjects = [t for i, t in found if not deeds or i.span.start < deeds[0] or t.kind == "Person"]
    if subjects:
        return list(dict.fromkeys(subjects))
    if scene.actors.grammar.head_last and _about_things(clause, plan):
        return []
    if clause.quote in scene.speakers:
        speaker = scene.speakers[clause.quote]
        body = scene.actors.body(speaker)
        first_person = any(
            i.text.casefold() in scene.actors.grammar.words("text", "first_person") for i in clause.items
        )
        return [speaker] if first_person or body is None else [body]
    if clause.cue("both", "side"):
        if scene.actors.grammar.head_last and (sides := both(scene, clause)):
            return sides
        event = latest(scene)
        if event is not None:
            return event.things("involvesCountry")
    if clause.cue("interlocutor") and not scene.ordered and (pair := company(scene.drafts, clause.sentence)):
        return pair  # «Собеседники договорились …»
    if not scene.ordered and (theirs := _at_whose(scene, clause, plan) or capital_of(scene, clause, plan)):
        return theirs
    before = [t for c in scene.others(clause)[: clause.number] for _, t in scene.subjects(c)]
    if before:
        return before[-1:]
    impersonal = not any(i.tag == "term" and i.has("verb", "plan", "past") for i in clause.verbs("plan"))
    signed = (p for p in scene.drafts.back(*PAPERS) if p.status == "signed" and p.sentence < clause.sentence)
    paper = next((p for p in signed if p.get("hasParty")), None)
    return paper.things("hasParty") if paper and impersonal else []  # «Цэнтр плануецца адкрыць»: those who agreed on it


def both_do(scene: Scene, content: Clause, clause: Clause) -> list[Thing]:
    """«Х и Y условились, что обе страны проведут …»: who does it stands beside the deed."""
    told = content is not clause and not scene.ordered and content.quote < 0 and content.cue("both")
    return both(scene, content) if told and not scene.actors.grammar.head_last else []


def _about_things(clause: Clause, plan: Item) -> bool:
    """«세부 사항은 … 정해 나갈 예정이다»: the subject is no actor, and nobody promises anything."""
    return any(
        i.role[:1] in (("topic",), ("nom",)) and i.tag in ("word", "term") and not i.has("cue") and not i.has("post")
        for i in clause.items
        if i.span.start < plan.span.start
    )


def _at_whose(scene: Scene, clause: Clause, plan: Item) -> list[Thing]:
    """«В министерстве планируют …»: the body in which it is planned, where nobody is named who plans."""
    if scene.actors.grammar.head_last:
        return []
    inside = [(i, t) for i, t in scene.companions(clause, "in") if i.span.start < plan.span.start]
    return [t for _, t in inside if t.kind in _BODIES][:1]


def capital_of(scene: Scene, clause: Clause, plan: Item) -> list[Thing]:
    """«Ханой до августа снизит сборы»: a town that acts stands for its country."""
    if scene.actors.grammar.head_last or not plan.has("verb", "plan"):
        return []
    towns = [i for i in clause.items if i.tag == "place" and "nom" in i.cases and i.span.start < plan.span.start]
    acting = [i for i in towns if scene.free(clause, i) and not clause.cue("side")]
    return scene.country_things([i.entity.country for i in acting[:1] if i.entity])
