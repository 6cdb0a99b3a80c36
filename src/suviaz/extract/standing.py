"""How papers stand now: in force, or no longer, whether their signing is told or not."""

from __future__ import annotations

from collections.abc import Sequence

from suviaz.extract.agreements import CLASSES, GENERIC, fields_of, papers_in, title_of
from suviaz.extract.clauses import Clause, doubted, negated
from suviaz.extract.draft import Draft
from suviaz.extract.items import Item
from suviaz.extract.recall import both, offices
from suviaz.extract.scene import Scene
from suviaz.model import Code

_NEAR = 2
"""Sentences over which «the agreement» still means the one told of."""


def read_standing(scene: Scene, clause: Clause, papers: Sequence[Draft]) -> None:
    """«… расторгнут», «… по-прежнему действует»: the papers of the clause, those it comes back to, or new ones."""
    cue = clause.first("cue", "ended") or clause.first("cue", "in_force")
    if cue is None or negated(clause, cue) or doubted(clause):
        return
    if clause.cue("negation_behind") or (clause.cue("possible", "denied") and not scene.actors.grammar.head_last):
        return
    status = "ended" if cue.has("cue", "ended") else "in-force"
    if scene.actors.grammar.head_last:
        _verb_last(scene, clause, status)
        return
    if papers:
        known = next((p for p in papers if p.status == "signed"), None)
        if known is not None and cue.tag == "term":
            _stands(known, status, clause)
        return
    noun = next((n for n in papers_in(scene, clause)), None)
    if clause.does("sign") or clause.has("event", "signing"):
        return
    known = _told(scene, clause, noun)
    if known is not None:
        _stands(known, status, clause)
    elif noun is not None:
        _untold(scene, clause, noun, status)


def _verb_last(scene: Scene, clause: Clause, status: str) -> None:
    """«이 협정은 2020년 발효됐다»: where verbs stand last, only a noun of the clause itself tells which paper."""
    noun = next(iter(papers_in(scene, clause)), None)
    if noun is None or clause.does("sign") or clause.has("event", "signing"):
        return
    if (known := _same_paper(scene, clause, noun)) is not None:
        _stands(known, status, clause)
    else:
        _untold(scene, clause, noun, status)


def _same_paper(scene: Scene, clause: Clause, noun: Item) -> Draft | None:
    """«… 서명했으며, 이 협정은 2020년 발효됐다»: the paper told just before, if the noun alone stands for it."""
    kind = noun.code("agreement") or GENERIC
    before = clause.before(noun)
    meant = before is not None and before.has("cue", "pronoun")
    told = (a for a in scene.drafts.back(*CLASSES) if clause.sentence - a.sentence <= 1 and a.status == "signed")
    same = (a for a in told if any(n.endswith(noun.text) for n in a.names) or (meant and a.kind == kind))
    return next(same, None)


def _stands(paper: Draft, status: str, clause: Clause) -> None:
    paper.status = status
    paper.prove(clause.span, "agreement-in-force")


def _told(scene: Scene, clause: Clause, noun: Item | None) -> Draft | None:
    """The paper told of just before that a pronoun, or a noun without parties of its own, comes back to."""
    kind = (noun.code("agreement") or GENERIC) if noun is not None else GENERIC
    if noun is None and not (clause.cue("pronoun", "relative") or clause.number):
        return None
    if noun is not None and (scene.companions(clause, "between", "with") or scene.halves(clause, noun)):
        return None
    for paper in scene.drafts.back(*CLASSES):
        if clause.sentence - paper.sentence > (_NEAR if noun is not None else 1):
            return None
        if paper.status == "signed" and (kind in (paper.kind, GENERIC) or GENERIC in paper.marks):
            return paper
    return None


def _untold(scene: Scene, clause: Clause, noun: Item, status: str) -> None:
    """«Дагавор паміж А і Б дзейнічае з 2015 года»: a paper that holds or has ended, its signing untold."""
    kind = noun.code("agreement") or GENERIC
    parties = [t for _, t in scene.companions(clause, "between") if t.kind != "Person"]
    parties = parties or scene.country_things(scene.halves(clause, noun)) or offices(scene, clause)
    if not parties and clause.cue("both"):
        parties = both(scene, clause)
    if status == "ended" and not parties and not (scene.actors.grammar.head_last or scene.ordered):
        parties = [t for _, t in scene.companions(clause, "with") if t.kind != "Person"]
        if not parties:
            scene.leave(noun, "agreement-in-force", "no-party")
            return
    made = scene.drafts.fact("Agreement" if kind == GENERIC else kind, sentence=clause.sentence, status=status)
    made.names.append(title_of(scene, clause, noun))
    made.set("hasParty", *parties).set("hasField", *(Code("field", f) for f in fields_of(scene, clause, noun)))
    made.prove(clause.span, "agreement-in-force")
