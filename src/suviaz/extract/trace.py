"""Why a sentence yielded what it did: its words as the rules saw them, and what each rule that let one go lacked.

Nothing here judges: the readers leave their reasons with the drafts while they read, and this module sorts them by
sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import get_args

from suviaz.extract.bearers import holders
from suviaz.extract.items import Tagged
from suviaz.extract.reasons import Reason, Rejection
from suviaz.extract.scene import Scene
from suviaz.extract.text import Document
from suviaz.grammar import Sense
from suviaz.model import Fact, Reading, Ref, Span

TRIGGERS = frozenset({"verb", "event", "agreement", "body", "document", "post"})
"""Kinds of senses at which a rule begins to look."""
_NEARNESS = {reason: number for number, reason in enumerate(get_args(Reason))}


@dataclass(frozen=True, slots=True)
class Word:
    """One or more words that act as one. `tag` is time, country, adjective, place, org, person, name, term, word or
    sign; `referent` is the id of what it names."""

    span: Span
    text: str
    tag: str
    senses: tuple[Sense, ...] = ()
    referent: str | None = None

    @property
    def triggers(self) -> tuple[Sense, ...]:
        """Those of its senses at which a rule begins to look."""
        return tuple(sense for sense in self.senses if sense.kind in TRIGGERS)


@dataclass(frozen=True, slots=True)
class TracedSentence:
    """A sentence with its words, the facts (ids) that it is evidence of, and the rules that let its words go, the one
    that came nearest first. `aside` is what a stretch is that is not read: related, caption, credit, byline, dateline,
    signs or repeated. `said_by` are the ids of those whose words stand in it."""

    span: Span
    words: tuple[Word, ...] = ()
    facts: tuple[str, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    said_by: tuple[str, ...] = ()
    aside: str | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """A reading, and what became of each sentence of its article, in the order of the text."""

    reading: Reading
    sentences: tuple[TracedSentence, ...]


def trace_of(document: Document, scene: Scene, reading: Reading) -> Trace:
    """What became of each sentence, from what the readers left behind in the scene's drafts."""
    left = [*(scene.drafts.left or ()), *_titles(scene, reading)]
    ids = {mention.span: referent.id for referent in reading.referents for mention in referent.mentions}
    found = [_sentence(tagged, scene, reading, ids, left=left) for tagged in scene.sentences]
    found += [TracedSentence(span, aside=kind) for span, kind in document.furniture]
    return Trace(reading, tuple(sorted(found, key=lambda sentence: sentence.span)))


def moved(trace: Trace, reading: Reading, back: Callable[[Span], Span]) -> Trace:
    """The trace of a respelled article as one of `reading`, that of the original: `back` leads there."""
    text = reading.article.text
    sentences = (
        replace(
            sentence,
            span=back(sentence.span),
            words=tuple(replace(w, span=back(w.span), text=back(w.span).of(text)) for w in sentence.words),
            rejections=tuple(replace(r, span=back(r.span)) for r in sentence.rejections),
        )
        for sentence in trace.sentences
    )
    return Trace(reading, tuple(sentences))


def _sentence(
    tagged: Tagged, scene: Scene, reading: Reading, ids: dict[Span, str], *, left: list[Rejection]
) -> TracedSentence:
    span = tagged.sentence.span
    words = tuple(Word(i.span, i.text, i.tag, i.senses, ids.get(i.span)) for i in tagged.items)
    facts = tuple(fact.id for fact in reading.facts if any(e.span.meets(span) for e in fact.evidence))
    mine = dict.fromkeys(r for r in left if r.span.meets(span))
    speakers = (scene.speakers.get(tagged.quote_of(item)) for item in tagged.items)
    names = dict.fromkeys(mention.span for thing in speakers if thing for mention in thing.mentions)
    said_by = tuple(dict.fromkeys(ids[name] for name in names if name in ids))
    nearest = sorted(mine, key=lambda r: (-_NEARNESS[r.reason], r.span, r.rule))
    return TracedSentence(span, words, facts, tuple(nearest), said_by)


def _titles(scene: Scene, reading: Reading) -> Iterator[Rejection]:
    """Titles that nobody holds, and persons whom no title of the article makes the holder of a post."""
    posts = [e.span for fact in reading.facts if fact.kind in ("Post", "Tenure") for e in fact.evidence]
    titled = {value.id for fact in reading.facts for value in _holders(fact)}
    for tagged in scene.sentences:
        for post in scene.actors.titles[tagged.number]:
            if not any(span.meets(post.span) for span in posts) and not any(True for _ in holders(post, tagged)):
                yield Rejection("title-and-name", post.span, "no-holder")
    for referent in reading.referents:
        if referent.kind == "Person" and referent.id not in titled:
            yield from (Rejection("title-and-name", m.span, "no-title") for m in referent.mentions)


def _holders(fact: Fact) -> Iterator[Ref]:
    return (value for value in fact.values("hasHolder") if isinstance(value, Ref))
