"""Who said what: direct speech with its speaker, and reported speech."""

from __future__ import annotations

import re
from collections.abc import Sequence

from suviaz.extract.clauses import Clause, negated
from suviaz.extract.draft import Draft, Thing
from suviaz.extract.items import Item, Tagged
from suviaz.extract.recall import last_person
from suviaz.extract.roles import LINKS
from suviaz.extract.scene import Scene
from suviaz.extract.text import Document
from suviaz.model import Span


def read_quotations(scene: Scene, document: Document) -> None:
    """Direct speech; `scene.speakers` learns who speaks each quotation."""
    for number, quote in enumerate(document.quotes):
        if quote.speech:
            speaker = _speaker(scene, document, number)
            if speaker is not None:
                scene.speakers[number] = speaker[0]
                _direct(scene, document, number, *speaker)
            elif (told := _goes_on(scene, document, number)) is not None:
                scene.speakers[number] = scene.speakers[number - 1]
                told.prove(quote.span, "quote-goes-on")
            else:
                scene.drafts.leave(quote.span, "direct-speech", "no-speaker")


def read_reported(scene: Scene) -> None:
    """Speech that is retold, in the order of the text; what one person says without a break is one statement."""
    last: Draft | None = None
    near = 0
    for clause in scene.clauses:
        if clause.quote in scene.speakers:
            last = None
            continue
        told = _reported(scene, clause, last if clause.sentence - near <= 1 else None)
        if told is not None:
            last, near = told, clause.sentence


def _direct(scene: Scene, document: Document, number: int, speaker: Thing, rule: str, span: Span) -> None:
    text = document.article.text
    quote = document.quotes[number].span
    if scene.actors.grammar.head_last:  # «…라며 “…”라고»: one stretch of speech
        for known in scene.drafts.recent("Statement"):
            if known.get("hasSpeaker") == [speaker] and known.sentence == _sentence(scene, quote):
                known.prove(quote, rule)
                return
    made = scene.drafts.fact("Statement", sentence=_sentence(scene, quote))
    made.set("hasSpeaker", speaker).set("isDirectSpeech", True).set("quotedText", quote.of(text))
    made.prove(quote, rule)
    made.prove(span, rule, role=("hasSpeaker", speaker))
    _capacity(made, speaker)


def _goes_on(scene: Scene, document: Document, number: int) -> Draft | None:
    """«“…,” said Х. “…”»: the statement that a quotation without a speaker of its own goes on with."""
    if not number or number - 1 not in scene.speakers or scene.actors.grammar.head_last:
        return None
    before, quote = document.quotes[number - 1].span, document.quotes[number].span
    between = document.article.text[before.end : quote.start]
    same = "\n" not in between.strip('\n "“”«»„')
    stops = len(re.findall(r"[.!?…](?:\s|$)", between.strip(' "“”«»„‘’')))
    known = next((s for s in scene.drafts.back("Statement") if s.proven_by(before)), None)
    return known if known and same and stops <= 1 and len(between) < _TAG else None


_TAG = 160
"""Characters that may stand between two parts of one speech: who says it, and where."""


def _capacity(made: Draft, speaker: Thing) -> None:
    if speaker.tenures:
        made.set("hasCapacity", speaker.tenures[0])


def _sentence(scene: Scene, span: Span) -> int:
    around = scene.sentences_at(span.start, span.end)
    return next((t.number for t in around if t.sentence.span.meets(span)), 0)


def _speaker(scene: Scene, document: Document, number: int) -> tuple[Thing, str, Span] | None:
    """Behind the quotation in its sentence, before it up to a colon, or whoever spoke last."""
    quote = document.quotes[number].span
    text = document.article.text
    last = scene.sentences_at(quote.end - 2, quote.end - 1)
    for tagged in last:
        mine = scene.actors.clauses[tagged.number]
        behind = [c for c in mine if c.items[-1].span.start >= quote.end and c.quote < 0]
        for clause in behind:
            found = _said_by(scene, clause) or _leaves_with(scene, clause, behind[:1])
            if found := found or _shrugs(scene, clause, behind[0]):
                return found[0], "quote-then-speaker", clause.span
    lead = text[max(0, quote.start - 3) : quote.start - 1].strip()
    first = scene.sentences_at(quote.start, quote.start)
    for tagged in first:
        before = [c for c in scene.actors.clauses[tagged.number] if c.span.end <= quote.start and c.quote < 0]
        for clause in reversed(before):
            if found := _said_by(scene, clause):
                return found[0], "speaker-then-quote", clause.span
        if before and lead.endswith(":") and (named := _anyone(scene, before)):
            return named[1], "speaker-colon-quote", named[0].span
    at = first[0].number if first else 0
    introduced = at and re.search(r":\s*$", text[scene.sentences[at - 1].sentence.span.end - 1 : quote.start - 1])
    if introduced and (named := _anyone(scene, scene.actors.clauses[at - 1])):
        return named[1], "speaker-colon-quote", named[0].span
    following = scene.actors.clauses.get(at + 1, ()) if first and scene.actors.grammar.head_last else ()
    for clause in (c for c in following if c.cue("thus", "words_of")):
        if found := _said_by(scene, clause) or _leaves_with(scene, clause, [clause]):  # ««…» X는 이렇게 말했다»
            return found[0], "quote-then-speaker", clause.span
    return None


def _anyone(scene: Scene, clauses: Sequence[Clause]) -> tuple[Item, Thing] | None:
    people = [(i, t) for c in clauses for i, t in scene.acting(c) if t.kind == "Person"]
    return people[-1] if people else None


def _said_by(scene: Scene, clause: Clause) -> tuple[Thing, Item] | None:
    """The person a verb of saying in this clause belongs to; a pronoun stands for the last one named."""
    for verb in clause.verbs("say"):
        if negated(clause, verb) or any(s.form == "infinitive" and s.code == "say" for s in verb.senses):
            continue  # «has yet to say», «did not say»
        if (his := _his_words(scene, clause, verb)) is not None:
            return his, verb
        people = [(i, t) for i, t in scene.acting(clause) if t.kind == "Person"]
        subjects = [(i, t) for i, t in people if "nom" in scene.cases(i) or not scene.cases(i) or scene.in_title(i)]
        chosen = subjects or (people if any(s.form == "passive" and s.code == "say" for s in verb.senses) else [])
        if chosen and _outlet_speaks(scene, clause, verb):
            return None
        if chosen:
            near = min(chosen, key=lambda p: abs(p[0].span.start - verb.span.start))
            pronoun = near[0].has("cue", "the_guest") or near[0].has("cue", "he")
            return (pronoun and _spoke_before(scene, clause)) or near[1], verb
        speaks_on = not chosen and clause.cue("the_speaker")  # «…, — сказал учёный»
        if speaks_on and (person := _spoke_before(scene, clause) or last_person(scene, verb.span.start)):
            return person, verb
    return _words_of(scene, clause) or _reports(scene, clause)


def _his_words(scene: Scene, clause: Clause, verb: Item) -> Thing | None:
    """«По его словам, …», «According to him, …»: who spoke in the sentence before, else the person named last."""
    if not any(s.form == "passive" and s.code == "say" for s in verb.senses):
        return None
    behind = clause.after(verb)
    lexicon = scene.actors.grammar.lexicon
    inside = [s for word in verb.text.casefold().split() for _, s in lexicon.match([word], 0)]
    within = any((s.kind, s.code) == ("cue", "pronoun") for s in inside)
    if within or verb.has("cue", "pronoun") or (behind is not None and behind.has("cue", "pronoun")):
        return _spoke_before(scene, clause) or last_person(scene, verb.span.start)
    return None


def _spoke_before(scene: Scene, clause: Clause) -> Thing | None:
    """Who spoke last in the sentence before."""
    told = [s for s in scene.drafts.back("Statement") if s.sentence == clause.sentence - 1]
    last = max(told, key=lambda s: s.start, default=None)
    return last.things("hasSpeaker")[0] if last is not None else None


def _reports(scene: Scene, clause: Clause) -> tuple[Thing, Item] | None:
    """«X는 …다고 소개했다»: any finite verb behind words that are marked as retold."""
    before = scene.others(clause)[clause.number - 1] if clause.number else None
    retold = before is not None and any(i.has("end", "quote") for i in before.items[-2:])
    last = next((i for i in reversed(clause.items) if i.tag in ("word", "term")), None)
    if not retold or last is None or clause.does("gesture", "invite", "plan"):
        return None
    finite = last.text.endswith(scene.actors.grammar.words("text", "past_endings") or "\0")
    people = [t for i, t in scene.acting(clause) if t.kind == "Person" and "nom" in scene.cases(i)]
    others = [t for i, t in scene.acting(clause) if t.kind != "Person" and i.role[:1] == ("topic",)]
    return (people[-1], last) if finite and people and not others else None


def _words_of(scene: Scene, clause: Clause) -> tuple[Thing, Item] | None:
    """«… 강 회장이 남긴 말이다», «…는 것이 차관의 설명이다»: whose words it was, told by a noun at the end."""
    noun = next(reversed(clause.having("cue", "words_of")), None)
    if noun is None:
        return None
    people = [(i, t) for i, t in scene.acting(clause) if t.kind == "Person" and i.span.start < noun.span.start]
    chosen = [t for i, t in people if scene.cases(i) & {"nom", "gen"} or not scene.cases(i)]
    return (chosen[-1], noun) if chosen else None


def _leaves_with(scene: Scene, clause: Clause, behind: list[Clause]) -> tuple[Thing, Item] | None:
    """«X는 “…”라며 말을 아꼈다»: the subject of whatever verb stands right behind the words, where verbs stand last."""
    if not scene.actors.grammar.head_last or clause not in behind:
        return None
    people = [(i, t) for i, t in scene.acting(clause) if t.kind == "Person" and "nom" in scene.cases(i)]
    others = [i for i, t in scene.acting(clause) if t.kind != "Person" and i.role[:1] == ("topic",)]
    return (people[0][1], people[0][0]) if people and not others else None


def _shrugs(scene: Scene, clause: Clause, first: Clause) -> tuple[Thing, Item] | None:
    """«“…”, — развёл руками Х»: whatever else stands behind the dash, one person acts there and no body."""
    if clause is not first or scene.ordered or scene.actors.grammar.head_last:
        return None
    at = next((n for n, i in enumerate(clause.items[:4]) if i.text in LINKS), None)
    people = [(i, t) for i, t in scene.acting(clause) if scene.cases(i) == {"nom"} and scene.free(clause, i)]
    told = at is not None and at + 1 < len(clause.items) and clause.items[at + 1].tag in ("word", "term")
    alone = len(people) == 1 and people[0][1].kind == "Person"
    return (people[0][1], people[0][0]) if told and alone else None


def _outlet_speaks(scene: Scene, clause: Clause, verb: Item) -> bool:
    """«…, паведамілі БЕЛТА ў пасольстве»: an agency or a body speaks between the same commas."""
    items = list(clause.items)
    at = items.index(verb)
    first = max((i for i in range(at) if items[i].text == ","), default=-1)
    last = next((i for i in range(at, len(items)) if items[i].text == ","), len(items))
    own = items[first + 1 : last]
    return any(i.org and not scene.in_title(i) for i in own) and not any(
        i.tag in ("person", "name") or i.has("post") for i in own
    )


def _reported(scene: Scene, clause: Clause, last: Draft | None) -> Draft | None:
    """«Х адзначыў, што …»; «як падкрэсліў Х, …»; «паводле Х, …». `last` is the statement that this may go on with."""
    if clause.quote >= 0 or clause.tagged.sentence.title:
        return None
    tagged = clause.tagged
    found = _said_by(scene, clause)
    if found is None:
        scene.leave_each(clause.verbs("say"), "reported-speech", "no-speaker")
        return None
    speaker, verb = found
    if _belongs_to_quote(scene, tagged, clause, verb) or (clause.cue("thus", "words_of") and scene.speakers):
        return None
    said = _content(scene, scene.others(clause), clause, verb)
    if said is None:
        scene.leave(verb, "reported-speech", "no-words")
        return None
    if last is not None and last.get("hasSpeaker") == [speaker]:
        return last.prove(said, "reported-speech")
    made = scene.drafts.fact("Statement", sentence=tagged.number)
    made.set("hasSpeaker", speaker).set("isDirectSpeech", _in_dashes(tagged, verb))
    made.set("quotedText", said.of(scene.drafts.article.text))
    made.prove(said, "reported-speech")
    made.prove(clause.span, "reported-speech", role=("hasSpeaker", speaker))
    _capacity(made, speaker)
    return made


def _in_dashes(tagged: Tagged, verb: Item) -> bool:
    """«— …, — сказал Х»: speech that dashes set off instead of quotation marks."""
    at = tagged.at(verb)
    return at > 2 and tagged.items[0].text in LINKS and tagged.items[at - 1].text in LINKS


_REPORTING = 12
"""Items between the end of a quotation and the verb that says whose it is: the mark, a title, a name."""


def _belongs_to_quote(scene: Scene, tagged: Tagged, clause: Clause, verb: Item) -> bool:
    """Whether this verb of saying introduces a quotation rather than reported words."""
    items = tagged.items
    at = tagged.at(verb)
    before = [i for i in items[:at] if tagged.quote_of(i) >= 0]
    if scene.actors.grammar.head_last:
        last = max((tagged.at(i) for i in before if tagged.quote_of(i) in scene.speakers), default=-1)
        return last >= 0 and not any(i.has("end") for i in items[last + 1 : at])
    if before and clause.items and any(tagged.quote_of(i) in scene.speakers for i in before):
        nearest = before[-1]
        if scene.ordered:
            return tagged.at(verb) - tagged.at(nearest) < _REPORTING
        between = items[tagged.at(nearest) + 1 : tagged.at(nearest) + 5]
        return any(i.text in ("-", "–", "—") for i in between)
    after = [i for i in items[at:] if tagged.quote_of(i) in scene.speakers]
    return bool(after) and any(i.text == ":" for i in items[at : tagged.at(after[0])])


def _content(scene: Scene, mine: Sequence[Clause], clause: Clause, verb: Item) -> Span | None:
    """The words that were said: the subordinate clauses behind the verb, or the main clause beside «як сказаў Х»."""
    at = clause.number
    rest = mine[at + 1 :]
    if scene.actors.grammar.head_last:
        own = [i for i in clause.items if i.span.start < verb.span.start]
        if at and any(i.has("end", "quote") for i in mine[at - 1].items):
            return mine[at - 1].span
        told = [i for i in own if not (i.role and i.role[0] in ("topic", "nom")) and i.tag not in ("time", "sign")]
        return Span(told[0].span.start, told[-1].span.end) if told else None
    if clause.items[0].has("prep", "by_whom") or any(s.form == "passive" for s in verb.senses if s.code == "say"):
        comma = next((i for i in clause.items if i.text == "," and i.span.start > verb.span.start), None)
        tail = [i for i in clause.items if comma and i.span.start > comma.span.start]
        if tail:
            return Span(tail[0].span.start, (rest[-1] if rest else clause).span.end)
        if at:
            return Span(mine[0].span.start, mine[at - 1].span.end)
        return Span(rest[0].span.start, rest[-1].span.end) if rest else None
    behind = [i for i in clause.items if i.span.start > verb.span.end]
    if clause.cue("this") and clause.has("prep", "about") and clause.sentence and not rest:
        return scene.sentences[clause.sentence - 1].sentence.span  # «Пра гэта паведаміў Х»
    if not rest and all(scene.in_title(i) or scene.actors.of(i) is not None or i.tag == "sign" for i in behind):
        before = [i for i in clause.items if i.span.end < verb.span.start]
        return Span(before[0].span.start, before[-1].span.end) if len(before) > 2 else None
    if rest:
        first = rest[0] if not rest[0].items[0].has("cue", "relative") or not behind else clause
        start = behind[0].span.start if first is clause else first.span.start
        return Span(start, rest[-1].span.end)
    if at and clause.items[0].has("subordinators"):
        return Span(mine[0].span.start, mine[at - 1].span.end)
    return Span(behind[0].span.start, clause.span.end) if len(behind) > 3 else None
