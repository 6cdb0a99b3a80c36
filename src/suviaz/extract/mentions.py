"""From sentences to items: times, places, countries, organisations, persons, and words that mean something.

Every token of a sentence ends up in exactly one item; an item carries all senses its words can have. What stands
inside a longer name is part of the name.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from operator import attrgetter

from suviaz.dates import find_times
from suviaz.extract import endings, titled
from suviaz.extract.behind import bracketed
from suviaz.extract.capitals import capitalised
from suviaz.extract.conjugation import conjugate
from suviaz.extract.items import Item, Tagged
from suviaz.extract.organisations import OrganisationName, organisations
from suviaz.extract.persons import persons
from suviaz.extract.quoted import quoted_names
from suviaz.extract.registered import namesake_of, registry_name, state_of
from suviaz.extract.roles import with_roles
from suviaz.extract.text import Document, Sentence, Token, is_acronym
from suviaz.extract.towns import of_town
from suviaz.gazetteer import Gazetteer, Hit
from suviaz.grammar import Grammar, Sense
from suviaz.model import Span
from suviaz.names import fold, is_given

NAMES = frozenset({"person", "org", "country", "adjective", "place", "time"})


@dataclass(slots=True)
class _Cover:
    """Which tokens of a sentence are taken."""

    taken: list[bool]
    items: list[Item] = field(default_factory=list)
    hushed: set[int] = field(default_factory=set)  # taken by words that make no item

    def free(self, at: int) -> bool:
        return not self.taken[at] or at in self.hushed

    def add(self, item: Item) -> bool:
        for at in range(item.first, item.last):
            if self.taken[at] and at not in self.hushed:
                return False
        self.put(item)
        return True

    def put(self, item: Item) -> None:
        """Add an item whose tokens are known to be free."""
        self.taken[item.first : item.last] = [True] * (item.last - item.first)
        self.items.append(item)


def tag(document: Document, grammar: Grammar, gazetteer: Gazetteer) -> tuple[Tagged, ...]:
    """All sentences of a document, as items."""
    article = document.article
    times = find_times(article.text, grammar.calendar, article.published)
    hits = gazetteer.find(article.text, _breaks(document) if grammar.particles else None)
    senses = [_senses(sentence.tokens, grammar) for sentence in document.sentences]
    kinds = [frozenset([s.kind for found in own.values() for _, s in found]) for own in senses]
    endings_named: endings.Endings = {}
    known = {token for sentence, own in zip(document.sentences, senses, strict=True) for token in _names(sentence, own)}
    tagged = []
    names = frozenset(number for number, quote in enumerate(document.quotes) if not quote.speech)
    covers: list[_Cover] = []
    if grammar.head_last:
        hits = tuple(state_of(hit, article.text, grammar, gazetteer) for hit in hits)
        endings_named = endings.endings_of(hits, article.text)
    starts = [hit.span.start for hit in hits]
    places = [_place(hits, starts, sentence) for sentence in document.sentences]
    if grammar.head_last:
        places = [
            [(at, hit) for at, hit in placed if not _common(at, hit, own)]
            for placed, own in zip(places, senses, strict=True)
        ]
    schools = {s for sentence in document.sentences for s in endings.schools(sentence, grammar)}
    bodies = [
        tuple(
            endings.organisations(
                sentence,
                own,
                placed,
                text=article.text,
                gazetteer=gazetteer,
                grammar=grammar,
                known=endings_named,
                schools=schools,
            )
            if grammar.head_last
            else (capitalised if grammar.capitals else organisations)(
                sentence, own, placed, document=document, grammar=grammar
            )
            if not grammar.capitals or not told.isdisjoint(_NAMED_BY)
            else ()
        )
        for sentence, own, placed, told in zip(document.sentences, senses, places, kinds, strict=True)
    ]
    bodies = [tuple((at, of_town(body, grammar, gazetteer)) for at, body in found) for found in bodies]
    named = frozenset(fold(name) for found in bodies for _, body in found for name in body.names)
    starts = [expression.span.start for expression in times]
    for number, (sentence, own) in enumerate(zip(document.sentences, senses, strict=True)):
        cover = _Cover([False] * len(sentence.tokens))
        placed = places[number]
        first = bisect_left(starts, sentence.span.start)
        for expression in times[first : bisect_left(starts, sentence.span.end, first)]:
            if at := _tokens_of(sentence, expression.span):
                cover.add(_item("time", at, sentence, article.text, data=expression))
        for at, name in (*bodies[number], *quoted_names(sentence, document, named, own, grammar=grammar)):
            inner = _inside(own, at)
            if grammar.capitals:  # «Energy Commission», «General Agency»: no verb, no post
                inner = tuple(s for s in inner if s.kind not in _NO_NAME)
            item = replace(_item("org", at, sentence, article.text, senses=inner, data=name), cases=name.cases)
            if not cover.add(item) and any((i.tag, i.first, i.last) == ("org", *at) for i in cover.items):
                cover.items.append(item)  # «міністэрствы … А і Б»: one phrase, two bodies
        begun = {first for (first, _), _ in placed}
        for n, (at, hit) in enumerate(placed):
            if _given_name(at, hit, sentence, own, grammar):
                continue
            owner = placed[n + 1] if n + 1 < len(placed) and placed[n + 1][0][0] == at[1] else None
            if owner is not None and (other := namesake_of(hit, owner[1], article.text)) is not None:
                both = (at[0], owner[0][1])
                cover.add(replace(_item("org", both, sentence, article.text, data=other), cases=hit.cases))
                continue
            if grammar.head_last and titled.surname(at, hit, sentence, own, hits=begun, grammar=grammar):
                continue
            _add_hit(
                cover,
                at,
                hit,
                _inside(own, at),
                article.text,
                sentence=sentence,
                names=lambda h: registry_name(h, article.text, grammar, gazetteer),
            )
        if "silent" in kinds[number]:
            _hush(cover, own)
        covers.append(cover)
        if not grammar.head_last:
            for at, person in persons(sentence, own, cover.taken, grammar=grammar, known=known, document=document):
                cover.add(_item(person.weight, at, sentence, article.text))
    if grammar.head_last:
        _persons_by_titles(document, senses, covers, kinds, grammar)
    for number, (sentence, own) in enumerate(zip(document.sentences, senses, strict=True)):
        _add_terms(covers[number], own, sentence, article.text, head_last=grammar.head_last)
        items = tuple(sorted(covers[number].items, key=_first))
        whole = with_roles(items, sentence, grammar) if grammar.particles else items
        tagged.append(Tagged(sentence, whole, number, names))
    return tuple(tagged)


_NAMED_BY = frozenset({"head", "post"})
"""Kinds of words that names of bodies have in them or before them."""

_first: Callable[[Item], int] = attrgetter("first")


def _breaks(document: Document) -> frozenset[int]:
    """Where the words of a text begin and end, particles left out."""
    spans = [token.span for sentence in document.sentences for token in sentence.tokens]
    return frozenset(span.start for span in spans) | frozenset(span.end for span in spans)


def _common(at: tuple[int, int], hit: Hit, senses: Senses) -> bool:
    """Whether what could be a town's name is a common word of a language without capitals."""
    return hit.entities[0].kind == "Place" and any(s.kind == "stop" for _, s in senses.get(at[0], ()))


def _persons_by_titles(
    document: Document,
    senses: Sequence[Senses],
    covers: Sequence[_Cover],
    kinds: Sequence[Set[str]],
    grammar: Grammar,
) -> None:
    """Names beside titles first, then the same names elsewhere in the text."""
    names: set[str] = set()
    for sentence, own, cover, told in zip(document.sentences, senses, covers, kinds, strict=True):
        if "post" not in told:
            continue
        for at, person in titled.persons(sentence, own, _covered(cover), grammar=grammar):
            if cover.add(_item(person.weight, at, sentence, document.article.text)):
                names.add(person.surface)
    known = titled.KnownNames.of(names, grammar)
    for sentence, own, cover in zip(document.sentences, senses, covers, strict=True) if names else ():
        if not known.within(sentence):
            continue
        found = titled.known_persons(sentence, own, _covered(cover), known)
        for at, person in found:
            cover.add(_item(person.weight, at, sentence, document.article.text))


def _covered(cover: _Cover) -> dict[int, tuple[int, int, str | None]]:
    return {
        n: (item.first, item.last, item.org.country if item.org else item.entity.country if item.entity else None)
        for item in cover.items
        for n in range(item.first, item.last)
    }


Senses = Mapping[int, Sequence[tuple[int, Sense]]]
"""By first token: number of tokens and sense."""


def _senses(tokens: Sequence[Token], grammar: Grammar) -> Senses:
    words = [token.text for token in tokens]
    capitals = grammar.words("text", "capitals")
    found: dict[int, Sequence[tuple[int, Sense]]] = {}
    for at, token in enumerate(tokens):
        matches = grammar.lexicon.match(words, at)
        if matches and token.text in capitals:  # «IT» is a field, «it» is none
            matches = tuple(m for m in matches if m[0] > 1 or (m[1].kind in _NAMING) == token.surface.isupper())
        if matches:
            found[at] = matches
    return conjugate(words, found, grammar)


_NO_NAME = frozenset({"verb", "voice", "post", "event", "agreement", "cue"})
_NAMING = frozenset({"field", "domain", "adjectives", "head", "form", "silent"})


def _hush(cover: _Cover, senses: Senses) -> None:
    """Articles and forms of address make no item: what stands around them belongs together."""
    for at, found in senses.items():
        silent = [n for n, s in found if s.kind == "silent"]
        if silent and not any(cover.taken[at : at + (length := max(silent))]):
            cover.taken[at : at + length] = [True] * length
            cover.hushed.update(range(at, at + length))


def _names(sentence: Sentence, senses: Senses) -> Iterator[str]:
    """Capitalised words inside a sentence that mean nothing else: what a name elsewhere may consist of."""
    for at, token in enumerate(sentence.tokens[1:], 1):
        if token.capital and token.is_word and at not in senses:
            yield token.text


def _inside(senses: Senses, at: tuple[int, int]) -> tuple[Sense, ...]:
    return tuple(dict.fromkeys(sense for i in range(*at) for length, sense in senses.get(i, ()) if i + length <= at[1]))


def _place(hits: Sequence[Hit], starts: Sequence[int], sentence: Sentence) -> list[tuple[tuple[int, int], Hit]]:
    first = bisect_left(starts, sentence.span.start)
    last = bisect_left(starts, sentence.span.end, first)
    return [(at, hit) for hit in hits[first:last] if (at := _tokens_of(sentence, hit.span, loose=True))]


def _tokens_of(sentence: Sentence, span: Span, *, loose: bool = False) -> tuple[int, int] | None:
    """The tokens that a span covers: exactly, or loosely also as a part of one (half of a compound)."""
    if not sentence.span.covers(span):
        return None
    first = bisect_right(sentence.ends, span.start)
    last = bisect_left(sentence.starts, span.end, first)
    if first == last or (not loose and sentence.tokens[first].span.start < span.start):
        return None
    return first, last


def _item(
    tag: str, at: tuple[int, int], sentence: Sentence, text: str, *, data: object = None, senses: tuple[Sense, ...] = ()
) -> Item:
    span = Span(sentence.tokens[at[0]].span.start, sentence.tokens[at[1] - 1].span.end)
    return Item(tag, at[0], at[1], span, span.of(text), senses, data=data)


def _add_hit(
    cover: _Cover,
    at: tuple[int, int],
    hit: Hit,
    senses: tuple[Sense, ...],
    text: str,
    *,
    sentence: Sentence,
    names: Callable[[Hit], OrganisationName],
) -> None:
    """A registry name that no organisation has swallowed. Compounds («беларуска-карэйскі») give one item a half."""
    entity = hit.entities[0]
    tag = {"adjective": "adjective", "demonym": "adjective"}.get(hit.form) or {
        "Country": "country",
        "Place": "place",
    }.get(entity.kind, "org")
    whole = sentence.tokens[at[1] - 1].span.end == hit.span.end and sentence.tokens[at[0]].span.start == hit.span.start
    if tag == "country" and not whole:
        tag = "adjective"  # «the Korea-Belarus forum»
    data: object = entity
    span = hit.span
    if tag == "org":
        name = names(hit)
        acronym, end = bracketed(sentence, at[1])
        at, span = (at[0], end), Span(span.start, sentence.tokens[end - 1].span.end)
        data = replace(name, names=(*name.names, *acronym))
    item = Item(tag, at[0], at[1], span, span.of(text), senses if tag == "org" else (), hit.cases, data, hit.plural)
    if not cover.add(item) and any(i.first <= at[0] < i.last and i.tag == tag == "adjective" for i in cover.items):
        cover.items.append(item)  # the second half of a compound shares its token


def _given_name(at: tuple[int, int], hit: Hit, sentence: Sentence, senses: Senses, grammar: Grammar) -> bool:
    """«Гана Новакава», «Юн Кан Хён»: a country's or town's name that is part of a person's name here."""
    tokens = sentence.tokens
    if at[1] - at[0] != 1:
        return False
    if hit.form in ("adjective", "demonym"):  # «Андрей Косовский», «Андрей Швед»
        before = tokens[at[0] - 1] if at[0] else None
        return (
            before is not None
            and before.capital
            and tokens[at[0]].capital
            and is_given(before.surface, grammar.paradigms)
        )
    if hit.form != "name":
        return False

    def named(n: int) -> bool:
        return (
            0 <= n < len(tokens)
            and tokens[n].capital
            and tokens[n].is_word
            and n not in senses
            and not is_acronym(tokens[n])
        )

    if named(at[1]) and tokens[at[0]].text in grammar.paradigms.given:
        return True
    led = any(s.kind in ("prep", "local", "head", "settlement") for _, s in senses.get(at[0] - 1, ()))
    posted = any(s.kind == "post" for _, s in senses.get(at[0] - 1, ()))
    led = led or (posted and "nom" not in hit.cases and named(at[1]) and named(at[1] + 1))  # «глава Ташкента Х Y»
    return hit.entities[0].kind == "Place" and not led and at[0] > 0 and (named(at[1]) or named(at[0] - 1))


def _verb_within(first: int, end: int, senses: Senses) -> bool:
    """Whether a verb begins inside a term: «경험을 공유하기로 했다» names a form of cooperation and promises it."""
    return any(s.kind == "verb" for at in range(first, end) for _, s in senses.get(at, ()))


def _abbreviates(at: int, sentence: Sentence) -> bool:
    """«교통정보시스템(TOPIS)»: an acronym in brackets is short for what stands before them, if that is no body."""
    tokens = sentence.tokens
    return at > 1 and at + 1 < len(tokens) and tokens[at - 1].text == "(" and tokens[at + 1].text == ")"


def _add_terms(cover: _Cover, senses: Senses, sentence: Sentence, text: str, *, head_last: bool = False) -> None:
    taken, add = cover.taken, cover.items.append
    for at, token in enumerate(sentence.tokens):
        if taken[at]:
            continue
        own = senses.get(at, ())
        size = own[0][0] if own else 0  # longest first
        longest = size
        if size == 1:
            add(Item("term", at, at + 1, token.span, token.surface, tuple([s for _, s in own])))
            continue
        if size:
            beside = {(n, s) for n, s in own if n > 1 and s.kind == "form" and _verb_within(at + 1, at + n, senses)}
            room = next((n for n in range(1, size) if not cover.free(at + n)), size)
            longest = next((n for n, s in own if n <= room and (n, s) not in beside), 0)
            longest = longest or int(bool(beside))
        if longest:
            found = tuple(dict.fromkeys(s for n, s in own if n == longest or (n, s) in beside))
            cover.put(_item("term", (at, at + longest), sentence, text, senses=found))
        elif (
            token.capital
            and is_acronym(token)
            and not sentence.shouts
            and not (head_last and _abbreviates(at, sentence))
        ):
            acronym = OrganisationName("Organisation", (token.surface,))
            add(Item("org", at, at + 1, token.span, token.surface, data=acronym))
        else:
            add(Item("word" if token.is_word else "sign", at, at + 1, token.span, token.surface))
