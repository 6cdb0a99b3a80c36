"""Article → Reading: who is mentioned, and what the text says of them.

A component reads the same clauses after another: actors and their posts, statements, events, papers, bodies, promises.
Each writes drafts; at the end the drafts become frozen facts whose every proof is a stretch of the text.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from suviaz.extract import text as _text
from suviaz.extract.actors import find_actors
from suviaz.extract.agreements import read_agreements
from suviaz.extract.bodies import organisation
from suviaz.extract.commitments import read_commitments
from suviaz.extract.counterparts import read_counterparts
from suviaz.extract.draft import Drafts, finish
from suviaz.extract.events import take_back
from suviaz.extract.happenings import read_events
from suviaz.extract.home import at_home
from suviaz.extract.implied import read_implied
from suviaz.extract.mentions import tag
from suviaz.extract.organisations import OrganisationName
from suviaz.extract.parts import read_lists, read_parts
from suviaz.extract.relatives import unknown_towns
from suviaz.extract.respelling import respell
from suviaz.extract.scene import Scene
from suviaz.extract.standing import read_standing
from suviaz.extract.statements import read_quotations, read_reported
from suviaz.extract.trace import Trace, moved, trace_of
from suviaz.extract.works import read_strategies, read_works
from suviaz.gazetteer import Gazetteer
from suviaz.grammar import Grammar
from suviaz.model import Article, Reading, When

__all__ = ["extract", "trace"]


def extract(article: Article, grammar: Grammar, gazetteer: Gazetteer) -> Reading:
    """Everything that `grammar` finds in an article. Pure: the same three values give the same reading."""
    respelled = respell(article, grammar)
    _, scene = _read(Drafts(respelled.article if respelled else article), grammar, gazetteer)
    return respelled.restore(finish(scene.drafts)) if respelled else finish(scene.drafts)


def trace(article: Article, grammar: Grammar, gazetteer: Gazetteer) -> Trace:
    """The same reading, with what became of each sentence and why: what the rules let go, and what they lacked."""
    respelled = respell(article, grammar)
    document, scene = _read(Drafts(respelled.article if respelled else article, left=[]), grammar, gazetteer)
    found = trace_of(document, scene, finish(scene.drafts))
    return moved(found, respelled.restore(found.reading), respelled.back) if respelled else found


def _read(drafts: Drafts, grammar: Grammar, gazetteer: Gazetteer) -> tuple[_text.Document, Scene]:
    document = _text.read(drafts.article, grammar, gazetteer.knows)
    sentences = tag(document, grammar, gazetteer)
    scene = Scene(drafts, find_actors(drafts, sentences, grammar, gazetteer), sentences)
    read_implied(scene.actors, sentences)
    unknown_towns(scene.actors, sentences)
    at_home(scene.actors, document, gazetteer)
    scene.actors.bodies()
    read_quotations(scene, document)
    for clause in scene.clauses:
        take_back(scene, clause)
        told = read_events(scene, clause)
        papers = read_agreements(scene, clause)
        read_standing(scene, clause, papers)
        read_works(scene, clause)
        read_parts(scene, clause, told, papers)
    read_lists(scene)
    read_reported(scene)
    scene.actors.bodies()
    scene.represented()
    read_counterparts(scene)
    read_strategies(scene)
    read_commitments(scene)
    _credits(scene, document, gazetteer)
    _not_after_publication(scene)
    for thing in drafts.things:
        if thing.kind == "Person":
            thing.country = scene.actors.country(thing)  # whom somebody serves tells him from his namesakes
    return document, scene


_CALENDAR = frozenset({"day", "days", "month", "months"})


def _not_after_publication(scene: Scene) -> None:
    """What has happened lies before the article: a day or month without a year is the year before's, else unknown."""
    published = scene.drafts.article.published
    kinds = {item.time.span: item.time.kind for tagged in scene.sentences for item in tagged.of("time") if item.time}
    for draft in scene.drafts.facts:
        when = draft.when
        if draft.status == "scheduled" and when is not None and when.span and kinds.get(when.span) in _YEARLY:
            draft.when = _coming(when, published, when.span.of(scene.drafts.article.text))
            continue
        if not published or draft.status != "held" or when is None or not when.start or when.start <= published:
            continue
        words = when.span.of(scene.drafts.article.text) if when.span else ""
        if _far(when.start, published) and draft.kind in ("Event", "Meeting", "Opening", "Presentation"):
            draft.status = "scheduled"  # «센터는 내년 3월 문을 열며 …»: no day near the article is meant
            continue
        dated = kinds.get(when.span) in _CALENDAR if when.span else False
        draft.when = None
        if dated and when.start[:4] not in words and when.start[:4].isdecimal():
            earlier = str(int(when.start[:4]) - 1)
            end = earlier + when.end[4:] if when.end else None
            draft.when = replace(when, start=earlier + when.start[4:], end=end)


_YEARLY = frozenset({"month", "months", "season", "part"})
_GONE = 60
"""Days after which a month that a plan names is the next year's."""


def _coming(when: When, published: str | None, words: str) -> When:
    """«will be held in the autumn», said in March: the autumn to come, not the nearest one."""
    if not (published and when.start and when.end) or when.end[:4] in words:
        return when
    try:
        gone = (date.fromisoformat(published[:10]) - date.fromisoformat(when.end)).days > _GONE
    except ValueError:
        return when
    years = [f"{int(day[:4]) + 1}{day[4:]}" for day in (when.start, when.end)] if gone else []
    return replace(when, start=years[0], end=years[1]) if years else when


_NEAR = 200
"""Days from which on a day without a year is never read."""


def _far(start: str, published: str) -> bool:
    """Whether a day is so far ahead that the text itself must say in which year it lies."""
    try:
        return (date.fromisoformat(start) - date.fromisoformat(published[:10])).days > _NEAR
    except ValueError:
        return False


def _credits(scene: Scene, document: _text.Document, gazetteer: Gazetteer) -> None:
    """Outlets that the article names as where its news comes from."""
    for span in document.credits:
        for hit in gazetteer.find(span.of(document.article.text)):
            for entity in hit.entities[:1]:
                if entity.kind == "NewsOutlet":
                    name = OrganisationName.of(hit, span.of(document.article.text), scene.actors.grammar)
                    outlet = organisation(scene.drafts, name, None)
                    credit = scene.drafts.fact("Article").set("credits", outlet)
                    credit.prove(span, "credit-line")
