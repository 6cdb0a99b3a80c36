"""Names of persons: runs of capitalised words and initials that nothing else explains."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from suviaz.extract.behind import has_own_script
from suviaz.extract.text import Document, Sentence, Token, is_acronym
from suviaz.grammar import Grammar, Sense
from suviaz.names import is_given

Senses = Mapping[int, Sequence[tuple[int, Sense]]]
LONGEST = 5
"""Words a person's name has at most."""


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name as it stands in the text. `weight` is person, or name where only its surroundings can tell."""

    surface: str
    weight: str


def persons(
    sentence: Sentence,
    senses: Senses,
    taken: Sequence[bool],
    *,
    grammar: Grammar,
    known: Collection[str],
    document: Document,
) -> Iterator[tuple[tuple[int, int], PersonName]]:
    """Persons of a sentence, as (first token, end token) and name. `taken` tokens belong to other names.

    `known` are words that stand capitalised inside sentences of the same article.
    """
    tokens, text = sentence.tokens, document.article.text
    inside = {
        i for at, found in senses.items() for n, s in found if n > 1 and s.kind in _TERMS for i in range(at, at + n)
    }
    if not grammar.capitals:  # «з Надзвычайным і Паўнамоцным Паслом Х»
        inside = {
            i for at, found in senses.items() for n, s in found if n > 2 and s.kind == "post" for i in range(at, at + n)
        }
    taken = [was or i in inside for i, was in enumerate(taken)] if inside else taken
    own_script = has_own_script(sentence)
    at = 0
    while at < len(tokens):
        if taken[at] or not tokens[at].capital:
            at += 1  # names begin with a capital letter
            continue
        if tokens[at].quote >= 0 and not document.quotes[tokens[at].quote].speech:
            at += 1  # a title of a work, a ship, a firm
            continue
        end = at if own_script and tokens[at].surface.isascii() else _run(at, tokens, senses, taken, grammar)
        if end > at + 2 and _place_first(at, tokens, senses, grammar):
            yield (at, at + 1), PersonName(tokens[at].surface, "name")
            at += 1
        weight = _weight(at, end, sentence, grammar=grammar, known=known) if end > at else None
        if weight == "person" and _inside_it(at, end, tokens, senses, grammar):
            weight = "name"
        if weight is None and end > at and grammar.capitals and _addressed(at, tokens, senses, grammar):
            weight = "name"
        if weight == "person" and grammar.capitals and not _attested(at, end, tokens, senses, grammar):
            weight = "name"
        if weight == "name" and grammar.capitals and _addressed(at, tokens, senses, grammar):
            weight = "person"  # «Mr. Ilves»
        if weight:
            surface = text[tokens[at].span.start : tokens[end - 1].span.end]
            yield (at, end), PersonName(surface, weight)
        at = max(end, at + 1)


_TERMS = frozenset({"post", "event", "agreement", "body", "field", "document"})


def _run(at: int, tokens: Sequence[Token], senses: Senses, taken: Sequence[bool], grammar: Grammar) -> int:
    """The end of the run of name words and initials that begins at `at`; `at` itself if there is none."""
    particles = grammar.words("persons", "particles")
    end, words = at, 0
    while end < len(tokens) and not taken[end] and words < LONGEST and (words or end - at <= 2 * LONGEST):
        token = tokens[end]
        if end > at and token.quote != tokens[at].quote:
            break
        if _initial(end, tokens, taken):
            end += 2
            continue
        # «Андрэй Кароль» is no king; «Юн Чон Вон» is no money.
        surname = words == 1 and is_given(tokens[end - 1].surface, grammar.paradigms)
        surname = surname or (words > 0 and len(token.text) <= 4 and tokens[at].text in grammar.paradigms.family_first)
        if (
            token.capital
            and token.is_word
            and (not is_acronym(token) or _shouted(end, words, tokens, senses, grammar))
            and (
                surname
                or (not words and _family(end, tokens, senses, taken, grammar))
                or _short(end, words, tokens, grammar)
                or not _means_something(end, tokens, senses, grammar)
            )
        ):
            end, words = end + 1, words + 1
            continue
        if (
            words
            and token.text in particles
            and end + 1 < len(tokens)
            and tokens[end + 1].capital
            and not taken[end + 1]
        ):
            end += 1
            continue
        break
    return end if words else at


def _family(at: int, tokens: Sequence[Token], senses: Senses, taken: Sequence[bool], grammar: Grammar) -> bool:
    """«Park Jin»: a family name that has another meaning, with a given name behind it and no name before it."""
    if not grammar.capitals or tokens[at].text not in grammar.paradigms.family_first or at + 1 >= len(tokens):
        return False
    led = (
        at
        and tokens[at - 1].capital
        and not taken[at - 1]
        and not any(s.kind in ("post", "stop") for _, s in senses.get(at - 1, ()))
    )
    inner = any(s.kind == "post" and i + n == at for i in range(max(0, at - 6), at) for n, s in senses.get(i, ()))
    own = {s.kind for n, s in senses.get(at, ()) if n == 1}
    given = "-" in tokens[at + 1].text and tokens[at + 1].surface.rpartition("-")[2].islower()  # «Park Yun-kyu»
    return (
        (not led or inner or given)
        and tokens[at + 1].capital
        and at + 1 not in senses
        and ("-" in tokens[at + 1].text or own <= {"head", "domain", "field"})
    )


def _short(at: int, words: int, tokens: Sequence[Token], grammar: Grammar) -> bool:
    """«Lim So Yeon»: the short parts behind an East Asian family name, whatever else they may mean."""
    return (
        grammar.capitals
        and words == 1
        and tokens[at - 1].text in grammar.paradigms.family_first
        and len(tokens[at].text) <= 4
        and at + 1 < len(tokens)
        and tokens[at + 1].capital
    )


def _shouted(at: int, words: int, tokens: Sequence[Token], senses: Senses, grammar: Grammar) -> bool:
    """«ByungWook JO», «Mr. JO»: a family name in capitals."""
    return tokens[at].text in grammar.paradigms.family_first and (
        words > 0 or _addressed(at, tokens, senses, grammar) or (at + 1 < len(tokens) and tokens[at + 1].capital)
    )


def _addressed(at: int, tokens: Sequence[Token], senses: Senses, grammar: Grammar) -> bool:
    """Whether a form of address stands before."""
    articles = grammar.words("organisations", "articles")
    return any(
        s.kind == "silent" and i + n == at and tokens[i].text not in articles
        for i in range(max(0, at - 4), at)
        for n, s in senses.get(i, ())
    )


def _place_first(at: int, tokens: Sequence[Token], senses: Senses, grammar: Grammar) -> bool:
    """«глава Аджарии Торнике Рижвадзе», «провинции Артвин Мехмет Йылмаз»: a place behind a title or the noun for a
    place, then a given name."""
    if grammar.capitals or is_given(tokens[at].surface, grammar.paradigms):
        return False
    if any(s.kind == "settlement" and n == 1 for n, s in senses.get(at - 1, ())):
        return True  # «мэр города Чжуншань Сяо Чжаньсинь»
    led = any(
        s.kind in ("post", "settlement", "head") and i + n == at
        for i in range(max(0, at - 4), at)
        for n, s in senses.get(i, ())
    )
    return (
        led
        and tokens[at].text not in grammar.paradigms.family_first
        and tokens[at + 1].is_word
        and is_given(tokens[at + 1].surface, grammar.paradigms)
    )


def _inside_it(at: int, end: int, tokens: Sequence[Token], senses: Senses, grammar: Grammar) -> bool:
    """«в Дворце Революции»: nothing happens in a person, unless his name is one."""
    inner = at > 0 and any(s.kind == "prep" and s.code == "in" for _, s in senses.get(at - 1, ()))
    foreign = tokens[at].text in grammar.paradigms.family_first
    return inner and not foreign and not any(is_given(t.surface, grammar.paradigms) for t in tokens[at:end])


def _attested(at: int, end: int, tokens: Sequence[Token], senses: Senses, grammar: Grammar) -> bool:
    """Where capitals tell little: a known given or family name, an initial, a form of address, a verb of saying."""
    own = tokens[at:end]
    if any(is_given(t.surface, grammar.paradigms) or len(t.text) == 1 for t in own if t.is_word):
        return True
    if own[0].text in grammar.paradigms.family_first and len(own) > 1:
        return True
    before = [s for i in range(max(0, at - 4), at) for n, s in senses.get(i, ()) if i + n == at]
    behind = [s for _, s in senses.get(end, ())]
    said = any(s.kind == "verb" and s.code == "say" for s in [*before, *behind])
    said = said or any(s.kind == "cue" and s.code == "related" for s in before)
    if len(own) > 1 and end < len(tokens) and tokens[end].text == ",":  # «Х Y, who …»
        said = said or any(s.kind == "cue" and s.code == "who" for _, s in senses.get(end + 1, ()))
    return said or _addressed(at, tokens, senses, grammar)


def _initial(at: int, tokens: Sequence[Token], taken: Sequence[bool]) -> bool:
    """«С.» – one or two capital letters and a full stop that touches them."""
    token = tokens[at]
    if not (
        token.capital and token.is_word and at + 1 < len(tokens) and tokens[at + 1].text == "." and not taken[at + 1]
    ):
        return False
    touches = tokens[at + 1].span.start == token.span.end
    return touches and (
        len(token.text) == 1 or (len(token.text) == 2 and at + 2 < len(tokens) and tokens[at + 2].capital)
    )


def _means_something(at: int, tokens: Sequence[Token], senses: Senses, grammar: Grammar) -> bool:
    """A capitalised word that is a title, an event, a verb … is no part of a name, unless it is a given name."""
    if is_given(tokens[at].surface, grammar.paradigms):
        return False
    kinds = {sense.kind for n, sense in senses.get(at, ()) if n == 1}
    if kinds <= _SMALL_WORDS and _beside_capital(at, tokens, grammar):
        return False
    return bool(kinds - {"prep"}) or (bool(kinds) and len(tokens[at].text) <= 3 and at == 0)


_SMALL_WORDS = frozenset({"stop", "cue", "prep", "conjunctions", "joints", "subordinators"})


def _beside_capital(at: int, tokens: Sequence[Token], grammar: Grammar) -> bool:
    """«Кім Нам Сок», «Ли Кэцян»: a small word with a capital behind a name, or as the family name before one."""
    if at and tokens[at - 1].capital and tokens[at - 1].is_word:
        return at > 1 or tokens[0].text in grammar.paradigms.family_first
    ahead = tokens[at + 1] if at + 1 < len(tokens) else None
    family = tokens[at].text in grammar.paradigms.family_first
    return family and at > 0 and ahead is not None and ahead.capital and ahead.is_word


def _weight(at: int, end: int, sentence: Sentence, *, grammar: Grammar, known: Collection[str]) -> str | None:
    """`person` for what is surely a name of a person, `name` for what may be one if something else says so."""
    tokens = sentence.tokens[at:end]
    words = [token for token in tokens if token.is_word and len(token.text) > 2]
    if tokens[0].text in grammar.paradigms.family_first and len(tokens) > 1 and all(token.is_word for token in tokens):
        return "person"  # «О Ён Хо»: family name first, all parts short
    if not words:
        return None
    if len(words) < len([token for token in tokens if token.is_word]) or (
        len(words) > 1 and any(is_given(token.surface, grammar.paradigms) for token in words)
    ):
        return "person"
    if len(words) == 1:
        return "name"
    if at == 0 and words[0].text not in known and sentence.title:
        return "name"
    return (
        "person" if all(token.quote < 0 for token in tokens) or (len(words) <= 3 and words[0].text in known) else "name"
    )
