"""What stands around the verb or the noun of an event and tells what kind it is: delegations, pairs, committees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from suviaz.extract.clauses import Clause
from suviaz.extract.draft import Thing
from suviaz.extract.events import governor
from suviaz.extract.items import Item
from suviaz.extract.scene import Scene
from suviaz.model import When


def near(clause: Clause, verb: Item, noun: Item) -> bool:
    """Whether no other verb stands between the two."""
    low, high = sorted((verb.span.start, noun.span.start))
    return not any(low < i.span.start < high for i in clause.verbs())


def of_plan(clause: Clause, noun: Item, when: When | None) -> bool:
    """«В ходе беседы условились провести до конца года в Риге …»: whether a plan stands between an event and its time
    or the infinitive that has it."""
    plan = next((v for v in clause.verbs("plan") if v.span.start > noun.span.start), None)
    if plan is None:
        return False
    time = next((i for i in clause.items if i.time and i.time.when is when), None) if when else None
    hung = any(v.span.start > plan.span.start and v.has("verb", "hold", "infinitive") for v in clause.verbs("hold"))
    return hung or (time is not None and plan.span.start < time.span.start)


def two(scene: Scene, people: Iterable[tuple[Item, Thing]]) -> bool:
    """Whether persons of two countries are among them: then they meet."""
    countries = {scene.actors.country(t) for _, t in people if t.kind == "Person"}
    return len(countries - {None}) > 1


def delegation(scene: Scene, clause: Clause) -> list[str]:
    """Countries of delegations and unnamed visitors: «бельгійская дэлегацыя», «калегі з Бельгіі»."""
    found: list[str] = []
    for item in clause.having("cue"):
        if item.has("cue", "visitors") or item.has("cue", "delegation") or item.has("cue", "guest"):
            found.extend(scene.halves(clause, item))
            found.extend(c for t in leaders(scene, clause) if (c := scene.actors.country(t)))
            at = clause.tagged.at(item)
            after = clause.tagged.items[at + 1 : at + 3]
            if (
                len(after) == 2
                and (after[0].has("prep", "from") or after[0].has("prep", "of"))
                and after[1].entity
                and after[1].entity.country
            ):
                found.append(after[1].entity.country)
            elif len(after) == 2 and after[0].has("prep", "of") and after[1].org and after[1].org.country:
                found.append(after[1].org.country)
            elif after and after[0].tag == "country" and after[0].entity and after[0].entity.country:
                found.append(after[0].entity.country)
    return found


def delegates(scene: Scene, clause: Clause, verb: Item) -> list[tuple[Item, Thing]]:
    """«Делегация университета во главе с ректором Х посетила …»: whose delegation it is that does it, and who leads it,
    where forms tell that neither of them is the subject."""
    group = next((i for i in clause.having("cue", "delegation") if i.first < verb.first), None)
    if group is None or scene.ordered or scene.particles or clause.governed(group, "with", "from", "in", "of"):
        return []
    behind = [(i, t) for i, t in scene.acting(clause) if group.first < i.first < verb.first]
    led = next((v for v in clause.verbs("lead") if v.has("verb", "lead", "passive")), None)
    body = [(i, t) for i, t in behind if t.kind not in ("Person", "Country") and clause.before(i) is group]
    head = [(i, t) for i, t in behind if led and t.kind == "Person" and i.first > led.first and near(clause, led, i)]
    return [*body, *head[:1]]


def subjects_of(scene: Scene, clause: Clause, verb: Item) -> list[tuple[Item, Thing]]:
    """Who does what a verb says; «провёл переговоры с Х и посетил университет»: what stands behind another is not."""
    found = scene.subjects(clause, verb)
    return found if scene.particles else [s for s in found if s[0].first < verb.first or near(clause, verb, s[0])]


def given(clause: Clause, noun: Item) -> bool:
    """«Посольство организовало презентацию»: whether the noun of an event has a verb of holding it beside it."""
    verb = governor(clause, noun)
    return verb is not None and (verb.has("verb", "hold") or verb.has("verb", "organise"))


def is_session(clause: Clause, noun: Item) -> bool:
    """«meeting of the intergovernmental committee»: a session of it."""
    rest = clause.tagged.items[clause.tagged.at(noun) + 1 :][:7]
    if not rest or not rest[0].has("prep", "of"):
        return False
    for item in rest[1:]:
        if item.has("body", "JointCommittee") or (item.has("body") and item.org):
            return True
        if item.tag in ("person", "sign") or item.has("prep") or item.has("verb"):
            return False
    return False


def leaders(scene: Scene, clause: Clause) -> list[Thing]:
    """«X를 단장으로 한 대표단», «X가 이끄는 한국 대표단»: who leads the delegation that the verb describes."""
    found: list[Thing] = []
    for verb in clause.verbs("lead") if scene.actors.grammar.head_last else ():
        behind = [i for i in clause.items if 0 < i.first - verb.first < _BEHIND]
        words = scene.actors.grammar.words("text", "delegations") or "\0"
        if verb.has("describes") and any(i.has("cue", "delegation") or i.text.endswith(words) for i in behind):
            before = [(i, t) for i, t in scene.acting(clause) if i.first < verb.first and t.kind == "Person"]
            found += [t for i, t in before if scene.cases(i) & {"nom", "acc"}][-1:]
    return found


_BEHIND = 6
"""Tokens between a verb that describes a delegation and the word for it."""


def owners_of(scene: Scene, clause: Clause, noun: Item) -> list[Thing]:
    """«перамовы Х і Y», «візіт Х»: persons in the genitive right behind the noun; before it where names come first."""
    items = clause.tagged.items
    found: list[Thing] = []
    beside = items[clause.tagged.at(noun) + 1 :]
    if scene.actors.grammar.head_last:
        beside = items[: clause.tagged.at(noun)][::-1]
    for item in beside:
        thing = scene.actors.of(item)
        if thing is not None and thing.kind == "Person" and ("gen" in scene.cases(item) or _by(items, item)):
            found.append(thing)
        elif not (
            scene.in_title(item)
            or item.has("conjunctions")
            or item.has("prep", "of")
            or (scene.ordered and item.has("prep", "agent"))  # «the visit by X»
            or item.text in (",", "-", "–", "—")
            or item.tag == "adjective"
            or item.has("cue", "both")  # «переговоры глав правительств двух стран — премьер-министра …»
        ):
            break
    before = items[max(0, clause.tagged.at(noun) - 2) : clause.tagged.at(noun)]
    if len(before) == 2 and before[1].has("possessive"):  # «Х's visit»
        thing = scene.actors.of(before[0])
        found.extend([thing] if thing is not None and thing.kind == "Person" else [])
    return found


def offices_of(scene: Scene, clause: Clause, noun: Item) -> list[str]:
    """«헝가리 대통령 예방», «철도청장의 방한»: the countries of the nameless officials whose visit the noun names."""
    items = clause.tagged.items
    at = clause.tagged.at(noun)
    if not scene.actors.grammar.head_last or not at or not scene.in_title(items[at - 1]):
        return []
    post = scene.title(items[at - 1])
    return list(post.countries[:1]) if post is not None and post.holder is None else []


_WHITHER = ("place", "country", "adjective", "org", "person")


def is_tour(clause: Clause, verb: Item) -> bool:
    """«도매시장을 찾아»: whether what is visited is no country, town, body or person."""
    before = [i for i in clause.items if i.first < verb.first]
    last = next((n for n in range(len(before) - 1, max(-1, len(before) - 3), -1) if before[n].tail), None)
    if last is None or before[last].tail != ("acc",) or any(i.has("cue", "under") for i in before[last:]):
        return False  # «공항을 통해 입국했다»
    seen = [before[last]]
    while last and not before[last - 1].tail:
        last -= 1
        seen.append(before[last])
    return not any(i.tag in _WHITHER or i.has("sides") for i in seen)


def _by(items: Sequence[Item], item: Item) -> bool:
    """Whether an agent's preposition stands before the name, its title let pass."""
    for other in reversed(items[: items.index(item)]):
        if other.has("prep", "agent"):
            return True
        if other.has("verb") or other.has("event") or other.tag in ("sign", "person"):
            return False
    return False


def bodies_behind(scene: Scene, clause: Clause, noun: Item) -> list[Thing]:
    """Bodies in the genitive right behind a noun: «сесія Парламенцкай Асамблеі …»."""
    found: list[Thing] = []
    items = clause.tagged.items
    for item in items[clause.tagged.at(noun) + 1 :]:
        thing = scene.actors.of(item)
        if thing is not None and thing.kind in ("Organisation", "GovernmentBody", "Ministry"):
            found.append(thing)
        elif item.has("verb") or (item.has("prep") and not item.has("prep", "of")) or item.tag == "sign" or found:
            break
    return found
