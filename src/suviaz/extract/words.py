"""Words of a language that writes particles behind them as one: where a word ends, and what its particles say."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from suviaz.grammar import Grammar
from suviaz.model import Span

_PIECE = re.compile(r"\d+(?:[.,:]\d+)*|\w+|[^\w\s]", re.UNICODE)
_CLOSING = frozenset("'\")]}%")
_OPENING = {")": "(", "]": "["}
LONGEST = 64
"""Letters of a word that may have particles: what is longer is no word."""
_LONGEST = 32
"""Syllables of a word that is looked into for the words it is made of."""
_NAME = 3
"""Syllables of most names of persons: family name and given name."""

Cut = tuple[int, int, tuple[str, ...]]
"""Start and end of a token, and the names of the particles behind it."""
Known = Callable[[str], bool]
"""Whether a word is a name of the registry."""


def cut(folded: str, span: Span, grammar: Grammar, named: Known) -> list[Cut]:
    """The tokens of a stretch of text. Particles belong to no token; the one before them tells them."""
    pieces = [match.span() for match in _PIECE.finditer(folded, span.start, span.end)]
    done: list[Cut] = []
    for number, (start, end) in enumerate(pieces):
        word = folded[start:end]
        if not word[0].isalpha():
            done.append((start, end, ()))
            continue
        touches = done and done[-1][1] == start and folded[start - 1] in _CLOSING
        if touches and not folded[start - 2 : start - 1].isspace() and (tail := grammar.particles.alone(word)):
            _give(done, folded, tail)
            continue
        parts, tail, doubtful = _word(word, grammar, named)
        if doubtful and any(
            _titles(folded[slice(*pieces[n])], grammar) for n in (number - 1, number + 1) if 0 <= n < len(pieces)
        ):  # «김성은 장관»
            parts, tail = tuple(map(len, _attached(word, grammar, named))), ()
        at = start
        for size in parts[:-1]:
            done.append((at, at + size, ()))
            at += size
        done.append((at, at + parts[-1], tail))
    return done


@lru_cache(maxsize=1 << 16)  # the words of a language come again and again
def _word(word: str, grammar: Grammar, named: Known) -> tuple[tuple[int, ...], tuple[str, ...], bool]:
    """The lengths of the words that one is made of, its particles, and whether the last may be of a name after all."""
    if len(word) > LONGEST:
        return (len(word),), (), False
    size, tail = _split(word, grammar, named)
    parts = grammar.cuts.get(word[:size]) or _attached(word[:size], grammar, named)
    doubtful = (
        len(word) == _NAME
        and len(tail) == 1
        and word[size:] in grammar.particles.doubtful
        and word[0] in grammar.paradigms.family_first
        and not named(word[:size])
        and not any(n == 1 for n, _ in grammar.lexicon.match([word[:size]], 0))
    )
    return tuple(map(len, parts)), tail, doubtful


def _split(word: str, grammar: Grammar, named: Known) -> tuple[int, tuple[str, ...]]:
    def known(part: str) -> bool:
        return grammar.lexicon.whole(part) or named(part)

    size, tail = grammar.particles.split(word, known)
    for ending in grammar.words("text", "copula"):
        if not tail and word.endswith(ending) and _is(word.removesuffix(ending), "post", grammar):
            return len(word) - len(ending), ("be",)  # «… 부국장이었다»
    if tail == ("topic",) and _verbal(word[:size], grammar):
        return len(word), ()  # «만나는»: a verb that describes what follows
    return size, tail


def _verbal(word: str, grammar: Grammar) -> bool:
    kinds = {sense.kind for n, sense in grammar.lexicon.match([word], 0) if n == 1}
    return kinds == {"verb"}


def _titles(word: str, grammar: Grammar) -> bool:
    """Whether a word is, or ends in, that of a post or a body: what may stand beside a person's name."""
    if len(word) > LONGEST:
        return False
    size, _ = grammar.particles.split(word, grammar.lexicon.whole)
    return any(n == 1 and sense.kind in ("post", "head") for n, sense in grammar.lexicon.match([word[:size]], 0))


def _attached(word: str, grammar: Grammar, named: Known) -> list[str]:
    """What is written as one with the name of a country or a body."""
    if not 3 <= len(word) <= _LONGEST or named(word) or not grammar.native.fullmatch(word):
        return [word]
    if grammar.lexicon.whole(word):
        return [word]
    for ending in grammar.words("organisations", "town_heads"):
        town = word.removesuffix(ending)
        if town != word and town in grammar.among("organisations", "municipalities"):
            return [town, ending]  # «순천시장», «순천시의회»
    for lead in grammar.words("text", "accredited"):
        rest = word[len(lead) :]
        if word.startswith(lead) and (named(rest) or len(_attached(rest, grammar, named)) > 1):
            return [lead, *_attached(rest, grammar, named)]  # «주벨라루스», «주한벨라루스대사»
    schools = grammar.words("organisations", "schools") or "\0"
    towns = grammar.among("organisations", "towns")
    for size in range(len(word) - 1, 1, -1):
        lead, rest = word[:size], word[size:]
        if (lead.endswith(schools) and _is(rest, "head", grammar)) or rest in towns:
            continue  # «서울대병원» is a body of its own, «노비사드시» a town
        if grammar.lexicon.whole(rest) and (named(lead) or (_is(rest, "post", grammar) and _is(lead, "head", grammar))):
            return [*_attached(lead, grammar, named), rest]  # «벨라루스대사관», «국립과학수사연구원장»
    return [word]


def _is(word: str, kind: str, grammar: Grammar) -> bool:
    return any(n == 1 and sense.kind == kind for n, sense in grammar.lexicon.match([word], 0))


def _give(done: list[Cut], folded: str, tail: tuple[str, ...]) -> None:
    """Particles behind a closing mark: they are said of the mark, and of what stands before the bracket."""
    done[-1] = (*done[-1][:2], tail)
    at = len(done) - 1
    while at > 0:
        sign = folded[done[at][0] : done[at][1]]
        if sign in _OPENING:
            opening = next(
                (n for n in range(at - 1, max(-1, at - 16), -1) if folded[done[n][0]] == _OPENING[sign]), None
            )
            if opening is None or not opening:
                return
            at = opening - 1
        elif sign in _CLOSING:
            at -= 1
        else:
            return
        if done[at][2] or not (folded[done[at][0]].isalnum() or folded[done[at][0]] in _CLOSING):
            return
        done[at] = (*done[at][:2], tail)
