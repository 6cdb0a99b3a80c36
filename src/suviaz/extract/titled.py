"""Persons of a language without capitals: told by the titles that stand beside their names.

What a name may be spelt with, and what stands between a name and its title, is in the language's lists.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from suviaz.extract.organisations import Senses
from suviaz.extract.persons import PersonName
from suviaz.extract.text import Sentence, Token
from suviaz.gazetteer import Hit
from suviaz.grammar import Grammar

_LINKS = frozenset("·-–—")
LONGEST = 4
"""Words a foreigner's name has at most."""
_FEW, _MANY = 2, 7
"""Syllables of one word of a name."""
_LOCAL = 3
"""Syllables of a local name: one of the family name, two of the given name."""
_BESIDE = frozenset(
    {"domain", "adjectives", "field", "modifier", "sides", "accredited", "head", "body", "mission", "parliament"}
)


def bare(token: Token, *admitted: str) -> bool:
    """Whether no particle stands behind a word, or one of those admitted."""
    return not token.tail or token.tail[0] in admitted


Covered = Mapping[int, tuple[int, int, str | None]]


def persons(
    sentence: Sentence, senses: Senses, covered: Covered, *, grammar: Grammar
) -> Iterator[tuple[tuple[int, int], PersonName]]:
    """Persons of a sentence beside whose names their titles stand, as (first token, end token) and name."""
    for at, own in senses.items():
        posts = [n for n, s in own if s.kind == "post"]
        if not posts or at in covered:
            continue
        found = _before(at, sentence, senses, covered, grammar=grammar)
        last = at + max(posts)
        if found is None and last < len(sentence.tokens) and not sentence.tokens[last - 1].tail:
            found = _behind(last, sentence, senses, covered, grammar=grammar)
        weak = sentence.tokens[at].text in grammar.words("persons", "weak_posts")
        if found is not None and weak and found[1] - found[0] == 1:  # «업계 대표»
            found = found if is_local(sentence.tokens[found[0]].text, grammar) else None
        if found is not None:
            yield found, PersonName(_words(sentence, found), "person")


def _words(sentence: Sentence, at: tuple[int, int]) -> str:
    return " ".join(token.surface for token in sentence.tokens[slice(*at)])


_OF_STATE = [
    [code]
    for code in ("head-of-state", "head-of-government", "deputy-head-of-government", "minister", "deputy-minister")
]
"""Posts of a state, of which no town stands before the word for them."""


def surname(
    at: tuple[int, int], hit: Hit, sentence: Sentence, senses: Senses, *, hits: Collection[int], grammar: Grammar
) -> bool:
    """«보이코 보리소프 총리»: a town's name that is a person's, between another word and a title of the state."""
    tokens = sentence.tokens
    if hit.entities[0].kind != "Place" or at[1] - at[0] != 1 or not at[0] or at[1] >= len(tokens):
        return False
    left = tokens[at[0] - 1]
    titled = [s.code for _, s in senses.get(at[1], ()) if s.kind == "post"]
    return (
        titled[:1] in _OF_STATE
        and not tokens[at[0]].tail
        and not left.tail
        and at[0] - 1 not in senses
        and at[0] - 1 not in hits
        and grammar.native.fullmatch(left.text) is not None
        and len(left.text) >= _FEW
    )


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The names that stand beside a title somewhere: by their words, long words of names of several words, the family
    names of local names, and how many words those have at most that begin with a word; `any` is any of these words."""

    whole: frozenset[tuple[str, ...]]
    parts: frozenset[str]
    families: frozenset[str]
    words: frozenset[str]
    longest: Mapping[str, int]
    any: frozenset[str]

    @classmethod
    def of(cls, names: Collection[str], grammar: Grammar) -> KnownNames:
        whole = sorted({tuple(name.split()) for name in names}, key=len)
        parts = frozenset(word for words in whole if len(words) > 1 for word in words if len(word) > _FEW)
        families = frozenset(name[0] for name in names if is_local(name, grammar))
        words = frozenset(word for words in whole if len(words) > 1 for word in words)
        longest = {words[0]: len(words) for words in whole}
        return cls(frozenset(whole), parts, families, words, longest, frozenset(longest) | parts | families | words)

    def within(self, sentence: Sentence) -> bool:
        """Whether a word of the sentence may be of such a name."""
        return not self.any.isdisjoint([token.surface for token in sentence.tokens])


def known_persons(
    sentence: Sentence, senses: Senses, covered: Covered, names: KnownNames
) -> Iterator[tuple[tuple[int, int], PersonName]]:
    """Persons of a sentence whose names stand beside a title elsewhere in the text, also by one word of the name."""
    whole, parts, families, last = names.whole, names.parts, names.families, names.words
    tokens = sentence.tokens
    at = 0
    while at < len(tokens):
        size = 0
        if tokens[at].surface not in names.any:
            at += 1
            continue
        for n in range(names.longest.get(tokens[at].surface, 0), 0, -1):
            if at + n <= len(tokens) and tuple(t.surface for t in tokens[at : at + n]) in whole:
                size = n
                break
        word = tokens[at].surface
        titled = at + 1 < len(tokens) and any(s.kind == "post" for _, s in senses.get(at + 1, ()))
        if size or at in covered or (tokens[at].tail and word not in parts):
            pass
        elif (word in parts and at not in senses) or ((word in families or word in last) and titled):
            size = 1
        if size and not any(n in covered for n in range(at, at + size)):
            yield (
                (at, at + size),
                PersonName(_words(sentence, (at, at + size)), "person" if size > 1 or len(word) > 1 else "name"),
            )
        at += size or 1


def _before(
    at: int, sentence: Sentence, senses: Senses, covered: Covered, *, grammar: Grammar
) -> tuple[int, int] | None:
    """The name in front of a title, its body and country: «김성렬 행자부 차관», «안나 라바바(Anna …) … 차관»."""
    tokens = sentence.tokens
    end = at
    foreign = False
    home = grammar.word("organisations", "home")
    while end and bare(tokens[end - 1], "gen"):
        if end - 1 in covered:
            end, _, country = covered[end - 1]
            foreign = foreign or country not in (None, home)
            continue
        if end == at and _is_unit(tokens[end - 1], tokens[at], grammar):
            end -= 1  # «대검찰청 국제협력국 부국장»
            continue
        kinds = {s.kind for n, s in senses.get(end - 1, ()) if n == 1}
        linked = tokens[end - 1].text in _LINKS and end > 1
        if not linked and not (kinds & _BESIDE and not kinds & {"verb", "event", "agreement", "post"}):
            break
        end -= 1
    if end > 1 and tokens[end - 1].text == ")" and not tokens[end - 1].tail:
        opening = next((n for n in range(end - 1, max(-1, end - 10), -1) if tokens[n].text == "("), None)
        end = opening or end
    first = end
    while first and end - first < LONGEST and _may_name(first - 1, sentence, senses, covered, grammar=grammar):
        first -= 1
        if is_local(tokens[first].text, grammar) and not foreign:
            break
    while first < end and len(tokens[first].text) < _FEW and not _begins(tokens[first].text, grammar):
        first += 1  # one syllable begins a name only where it is one of those listed
    return (first, end) if first < end else None


def _is_unit(left: Token, post: Token, grammar: Grammar) -> bool:
    units = grammar.words("text", "units") or "\0"
    led = post.text in grammar.words("text", "unit_posts")
    return led and not left.tail and len(left.text) > _LOCAL and left.text.endswith(units)


def _behind(
    at: int, sentence: Sentence, senses: Senses, covered: Covered, *, grammar: Grammar
) -> tuple[int, int] | None:
    """The name behind a title: «장관 김부겸», «(총리 로만 골로브첸코)»."""
    tokens = sentence.tokens
    at += tokens[at].text == ":"
    end = at
    while (
        end < len(tokens)
        and end - at < LONGEST
        and _may_name(end, sentence, senses, covered, grammar=grammar, tail=True)
    ):
        end += 1
        if tokens[end - 1].tail:
            break
    if end == at:
        return None
    if is_local(tokens[at].text, grammar):
        return at, at + 1
    opened = any(token.text == "(" for token in tokens[max(0, at - 6) : at])
    return (at, end) if opened and end < len(tokens) and tokens[end].text == ")" else None


def _may_name(
    at: int, sentence: Sentence, senses: Senses, covered: Covered, *, grammar: Grammar, tail: bool = False
) -> bool:
    """Whether a word may be part of a person's name: of the script's syllables, and nothing that the lists know."""
    token = sentence.tokens[at]
    return (
        (tail or not token.tail)
        and at not in covered
        and (at not in senses or (len(token.text) == 1 and at > 0 and _led_by(sentence.tokens[at - 1].text, grammar)))
        and (_FEW <= len(token.text) <= _MANY or not tail or _particle(token.text, grammar))
        and _name_word(token.text, grammar)
    )


@lru_cache(maxsize=1 << 14)
def _name_word(word: str, grammar: Grammar) -> bool:
    """Whether names are spelt like that: «얀 코발스키», «우르줄라 폰 데어 라이엔»; «누르 아흐메드 칸»."""
    return (
        grammar.native.fullmatch(word) is not None
        and _spells(word, grammar)
        and word not in grammar.among("persons", "never")
        and word not in grammar.among("text", "including")
        and (not word.endswith(grammar.words("persons", "never_endings") or "\0") or is_local(word, grammar))
    )


@cache
def _finals(syllables: str) -> frozenset[str]:
    return frozenset(map(_final, syllables))


def _final(syllable: str) -> str:
    """The final consonant of a syllable, as a letter of its own; empty where it has none."""
    return unicodedata.normalize("NFD", syllable)[2:]


def _led_by(family: str, grammar: Grammar) -> bool:
    """«응우옌 부 뚱»: whether a family name of another people stands before, so that a short word is a name, too."""
    return family in grammar.among("persons", "foreign_families")


def _begins(word: str, grammar: Grammar) -> bool:
    return _particle(word, grammar) or _led_by(word, grammar)


def _particle(word: str, grammar: Grammar) -> bool:
    return word in grammar.words("persons", "particles")


def _spells(word: str, grammar: Grammar) -> bool:
    """Whether every syllable ends as those of names do: foreign ones are written with seven final consonants only."""
    alike = grammar.word("persons", "finals")
    return not alike or {_final(syllable) for syllable in word} <= _finals(alike)


@lru_cache(maxsize=1 << 14)
def is_local(word: str, grammar: Grammar) -> bool:
    """Whether a word looks like a whole name of the language's own people: «홍윤식», «남궁훈»."""
    family = {_LOCAL: word[:1], _LOCAL + 1: word[:2]}.get(len(word))
    if family not in grammar.paradigms.family_first and family not in grammar.among("persons", "families"):
        return False
    foreign = grammar.words("persons", "foreign_syllables")
    return grammar.native.fullmatch(word) is not None and not any(char in part for char in word[1:] for part in foreign)
