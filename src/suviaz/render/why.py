"""What became of each sentence and why, in plain words: for whoever wonders, and for whoever writes rules."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from suviaz.extract.reasons import Reason, Rejection
from suviaz.extract.trace import Trace, TracedSentence, Word
from suviaz.grammar import Sense
from suviaz.model import Fact, Reading
from suviaz.render.words import labels, one_line

REASONS: Mapping[Reason, str] = {
    "only-named": "it is only named: no verb says that it is held, and neither two countries nor a time stand with it",
    "no-signing": "nothing in its clause says that it is signed, prepared, or in force",
    "no-paper": "no paper is named that could have been signed",
    "no-person": "no person is named who does it or to whom it is done",
    "no-actor": "it is not told who does it",
    "no-party": "its parties are not told",
    "no-form": "no word is known as a form of cooperation, and no verb says what will be done",
    "no-premises": "nothing is named that could be opened",
    "no-speaker": "no person is found to whom the words belong",
    "no-words": "the words that were said are not found",
    "no-holder": "it is a title, but no name stands beside it, and no other mention tells whose it is",
    "no-title": "it is a person, but no title in the article belongs to the name",
    "no-event-before": "no event was told before in which one could take part",
    "not-two-countries": "two countries have to be told, and are not",
    "visits-event": "what is visited is an event: that is taking part, not a visit",
    "told-as-signing": "the ceremony of a signing is told as the signing",
    "told-as-event": "it is told as an event or a paper, not once more",
    "in-paper": "it is what a paper says, and is told there",
    "promised": "it is promised, not there",
    "infinitive": "it is only wished or intended: the verb is an infinitive",
    "no-day-no-place": "it is planned, but neither a day nor a place is told",
    "asked": "it is only asked or doubted",
    "denied": "it is denied",
    "possible": "it is only possible or conditional",
    "cancelled": "it is cancelled or put off",
}
"""What each reason says of the words that a rule let go."""

ASIDES: Mapping[str, str] = {
    "related": "a link to another article",
    "caption": "a caption",
    "credit": "a line that names the source",
    "byline": "a line without a verb or a full stop, as authors' names and headings between are",
    "dateline": "a dateline: neither the place nor the time of what is told",
    "signs": "a line without words",
    "repeated": "a line that stood there before",
}
"""What is no part of the news."""

UNSURE = 0.6
"""Facts with less confidence than this are drawn dashed."""


def as_why(trace: Trace, at: str | None = None) -> str:
    """What became of each sentence; of those that `at` picks: by words that stand in them, or by the number of a line.

    Empty where nothing is picked.
    """
    text = trace.reading.article.text
    return "".join(
        f"{line}\n" for s in picked(trace, at) if s.span.of(text).strip() for line in _told(s, trace.reading)
    )


def picked(trace: Trace, at: str | None) -> tuple[TracedSentence, ...]:
    """The sentences that `at` picks: those with these words, whatever the case and the spaces, or of that line."""
    text = trace.reading.article.text
    if at is None:
        return trace.sentences
    wanted = one_line(at).casefold()
    if wanted.isdecimal():
        return tuple(s for s in trace.sentences if _line(s, text) == int(wanted))
    return tuple(s for s in trace.sentences if wanted in one_line(s.span.of(text)).casefold())


def why_json(traces: Iterable[Trace], at: str | None = None) -> str:
    """A list with one object an article: its sentences, as `as_why` tells of them, with offsets into the text."""
    return json.dumps([_data(trace, at) for trace in traces], ensure_ascii=False, indent=1) + "\n"


def _told(sentence: TracedSentence, reading: Reading) -> Iterator[str]:
    text = reading.article.text
    yield f"line {_line(sentence, text)}: {one_line(sentence.span.of(text))}"
    yield from (f"    {line}" for line in explained(sentence, reading))


def explained(sentence: TracedSentence, reading: Reading) -> Iterator[str]:
    """What became of one sentence, line by line."""
    if sentence.aside:
        yield f"Not read: {ASIDES[sentence.aside]}."
        return
    facts = [fact for fact in reading.facts if fact.id in sentence.facts]
    if facts:
        yield f"Found here, or confirmed: {'; '.join(_fact(fact) for fact in facts)}."
    else:
        yield "Nothing was found here."
    yield from _held(sentence, facts, reading)
    triggers = [word for word in sentence.words if word.triggers]
    if triggers:
        yield f"Words at which rules look: {_words(triggers, triggers_only=True)}."
    else:
        yield "No word here makes a rule look: none is known as a deed, an event, a paper or a post."
    yield from (f"{_lead(number)}{_rejection(r, reading)}" for number, r in enumerate(sentence.rejections))
    if triggers and not facts and not sentence.rejections:
        yield "No rule is there for such words by themselves; they only add to what other words tell."
    names = labels(reading)
    named = [w for w in sentence.words if w.tag not in ("term", "word", "sign")]
    if named:
        yield f"Names and times: {'; '.join(_named(word, names) for word in named)}."
    known = [word for word in sentence.words if word.tag == "term" and not word.triggers]
    if known:
        yield f"Other known words: {_words(known)}."
    unknown = dict.fromkeys(word.text for word in sentence.words if word.tag == "word" and word.text[:1].isalpha())
    if unknown:
        yield f"Not in the language file: {', '.join(unknown)}."


def _held(sentence: TracedSentence, facts: Sequence[Fact], reading: Reading) -> Iterator[str]:
    """What is known, but not as something that has happened, or not for sure."""
    names = labels(reading)
    if sentence.said_by:
        speakers = " and ".join(names[i] for i in sentence.said_by)
        yield f"In the words of {speakers}: what they tell is reported, not asserted."
    for fact in facts:
        if fact.status in ("scheduled", "announced"):
            yield f"{fact.id} is kept as planned ({fact.status}), not as something that has happened."
        elif fact.status == "cancelled":
            yield f"{fact.id} is kept as cancelled."
        if max((e.confidence for e in fact.evidence), default=1.0) < UNSURE:
            yield f"{fact.id} is unsure (below {UNSURE}) and drawn dashed."


def _lead(number: int) -> str:
    return "A rule that came near: " if not number else "Another: "


def _rejection(rejection: Rejection, reading: Reading) -> str:
    words = one_line(rejection.span.of(reading.article.text))
    return f"{rejection.rule}, at «{words}»: {REASONS[rejection.reason]}."


def _fact(fact: Fact) -> str:
    rules = ", ".join(dict.fromkeys(evidence.rule for evidence in fact.evidence))
    return f"{fact.id} {fact.kind}{f' ({fact.status})' if fact.status else ''} by {rules}"


def _named(word: Word, names: Mapping[str, str]) -> str:
    name = names.get(word.referent or "", "")
    is_other = f" = {name}" if name and name != word.text else ""
    return f"«{one_line(word.text)}» {word.tag}{is_other}"


def _words(words: Iterable[Word], *, triggers_only: bool = False) -> str:
    said = {f"«{one_line(w.text)}» {_senses(w.triggers if triggers_only else w.senses)}": None for w in words}
    return "; ".join(said)


def _senses(senses: Iterable[Sense]) -> str:
    by_code: dict[str, list[str]] = {}
    for sense in senses:
        code = sense.kind if sense.code == sense.kind else f"{sense.kind} {sense.code}"
        by_code.setdefault(code, []).extend([sense.form] if sense.form else [])
    return " or ".join(f"{code} ({', '.join(forms)})" if forms else code for code, forms in by_code.items())


def _line(sentence: TracedSentence, text: str) -> int:
    return text.count("\n", 0, sentence.span.start) + 1


def _data(trace: Trace, at: str | None) -> dict[str, Any]:
    text = trace.reading.article.text
    return {"article": trace.reading.article.key, "sentences": [_sentence_data(s, text) for s in picked(trace, at)]}


def _sentence_data(sentence: TracedSentence, text: str) -> dict[str, Any]:
    return {
        "line": _line(sentence, text),
        "start": sentence.span.start,
        "end": sentence.span.end,
        "text": sentence.span.of(text),
        "aside": sentence.aside,
        "facts": list(sentence.facts),
        "said_by": list(sentence.said_by),
        "words": [
            {
                "start": word.span.start,
                "end": word.span.end,
                "text": word.text,
                "tag": word.tag,
                "referent": word.referent,
                "senses": [{"kind": s.kind, "code": s.code, "form": s.form} for s in word.senses],
            }
            for word in sentence.words
        ],
        "rejections": [
            {
                "rule": rejection.rule,
                "start": rejection.span.start,
                "end": rejection.span.end,
                "text": rejection.span.of(text),
                "reason": rejection.reason,
                "says": REASONS[rejection.reason],
            }
            for rejection in sentence.rejections
        ],
    }
