"""What somebody will do, said in the plain future of a language that makes it with a word of its own: «will supply»."""

from __future__ import annotations

from suviaz.extract.clauses import Clause
from suviaz.extract.draft import Thing
from suviaz.extract.items import Item
from suviaz.extract.scene import Scene

_DEEDS = frozenset({"plan", "be", "other", "open", "present", "invite", "dispatch"})
"""Verbs that may tell of a deed to come; the others make events, say something or tell of what goes on."""


def plain_future(scene: Scene, plan: Item) -> bool:
    """Whether a plan is a verb's plain future in a language that makes it with a word of its own."""
    return scene.ordered and (plan.has("verb", "plan", "future") or plan.has("cue", "would"))


def _deed(clause: Clause, plan: Item) -> Item | None:
    """The verb of a plain future: put together with it, or the word behind."""
    merged = any(s.kind == "verb" and s.code not in ("plan", "be") and s.form == "future" for s in plan.senses)
    return plan if merged else clause.after(plan)


def idle(scene: Scene, clause: Clause, plan: Item) -> bool:
    """«Malawi will remain …», «he will be …»: what goes on or is so; nobody does anything."""
    if not plain_future(scene, plan) or (deed := _deed(clause, plan)) is None:
        return False
    if plan.has("verb", "be"):  # «will be managed by …»
        return not (deed.tag == "word" and _ends(scene, deed, "participle_endings")) and not deed.has("form")
    return deed.has("verb", "idle") or deed.has("verb", "be")


def _ends(scene: Scene, item: Item, key: str) -> bool:
    return item.text.casefold().endswith(scene.actors.grammar.words("text", key) or "\0")


def tells_deed(scene: Scene, content: Clause, plan: Item) -> bool:
    """«The agency will supply …»: a deed to come whose doer is named; what only goes on or is hoped for is none."""
    deed = _deed(content, plan)
    if deed is None or not _DEEDS.issuperset(s.code for s in deed.senses if s.kind == "verb"):
        return False
    if not (deed is plan or deed.tag == "word" or deed.has("form") or deed.has("verb")):
        return False
    acting = scene.subjects(content, plan) or (plan.has("verb", "be") and scene.subjects(content))
    return bool(acting) or _relative(content, plan) is not None or _pronoun(content, plan)


def _pronoun(clause: Clause, plan: Item) -> bool:
    """Whether a pronoun stands for who will do it."""
    ahead_of = [i for i in clause.items if i.span.start < plan.span.start]
    return any(i.has("cue", c) for i in ahead_of for c in ("it_acting", "they_acting", "he", "both", "side"))


def _relative(clause: Clause, plan: Item) -> Item | None:
    """The name that «, which will …» speaks of."""
    first = clause.items[0]
    if not (first.has("cue", "relative") and clause.after(first) is plan):
        return None
    before = clause.before(first)
    if before is not None and before.text == ",":
        before = clause.before(before)
    return before if before is not None and before.tag in ("org", "person", "name", "country") else None


def doers(scene: Scene, clause: Clause, plan: Item) -> list[Thing] | None:
    """Who will do it: those before the verb, or behind «by»; None where others have to be
    looked for."""
    found = scene.subjects(clause, plan)
    first = [t for i, t in found if i.span.start < plan.span.start]
    if first:
        return first
    if says := [v for v in clause.verbs("say") if v.span.start < plan.span.start]:
        return [t for _, t in scene.subjects(clause, says[-1])] or None  # «said his country would …»
    if clause.items[0].has("cue", "relative") and clause.after(clause.items[0]) is plan:
        of = _relative(clause, plan)
        thing = scene.actors.of(of) if of is not None else None
        return [thing] if thing is not None else []
    passive = plan.has("voice", "passive") or plan.has("verb", "be")
    if passive and (by := [t for i, t in scene.subjects(clause) if i.span.start > plan.span.start]):
        return by
    things = any(i.has("event") or i.has("agreement") for i in clause.items if i.span.start < plan.span.start)
    return [] if things and clause.quote < 0 else None  # «The talks are to focus on …»


def hoped(clause: Clause, plan: Item) -> bool:
    """«expressed the hope that he would …», «выразил надежду, что завод откроет …»: a wish told again."""
    told = [i for i in clause.tagged.items if i.span.start < plan.span.start and not clause.holds(i)]
    would = plan.has("cue", "would")
    return any(i.has("cue", "hoped") or (would and i.has("cue", "possible")) for i in told)


def retold(clause: Clause) -> Item | None:
    """«… said the ministry would train …»: what will be, in words that are told again."""
    would = clause.first("cue", "would")
    if would is None or any(i.has("cue", "possible") and not i.has("cue", "would") for i in clause.items):
        return None
    told = [i for i in clause.tagged.items if i.span.start < would.span.start]
    if any(i.has("cue", "possible") for i in told):
        return None  # «hoped that he would …»
    return would if any(i.has("verb", "say") or i.has("verb", "plan") for i in told) else None
