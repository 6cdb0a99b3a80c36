"""Bodies whose names have no noun that tells what they are: «representatives of Kazakh Invest and QazTrade», «the
president of Škoda Transportation», «the company EPAM»: what stands before them tells it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set

from suviaz.extract.organisations import Senses
from suviaz.extract.text import Sentence
from suviaz.grammar import Grammar
from suviaz.names import is_given

_LEADING = frozenset({"head", "deputy-head", "representative", "head-of-state"})
_JOINING = frozenset({",", "and", "&"})
_MEANT = frozenset({"post", "event", "agreement", "cue", "body", "time", "document", "settlement"})
LONGEST = 4
"""Words of such a name at most."""


def introduced(
    at: int,
    sentence: Sentence,
    senses: Senses,
    *,
    capital: Callable[[int], bool],
    elsewhere: Mapping[int, int],
    grammar: Grammar,
) -> int | None:
    """Where the name of a body ends that begins at a token and that the words before it introduce.

    `elsewhere` tells where the names of countries and towns end, by where they begin.
    """
    if not capital(at) or not _led(at, sentence, senses, grammar):
        return None
    tokens = sentence.tokens
    end = at
    while end < len(tokens) and capital(end) and end - at <= LONGEST and tokens[end].quote == tokens[at].quote:
        if not _kinds(senses, end).isdisjoint(_MEANT):
            return None
        if end > at and is_given(tokens[end].text, grammar.paradigms):
            break  # «head of QazTrade Azamat …»
        end += 1
    first = tokens[at].text
    if end == at or end - at > LONGEST or elsewhere.get(at, at) >= end:
        return None
    named = is_given(first, grammar.paradigms) or first in grammar.paradigms.family_first
    unknown = any(i not in senses and i not in elsewhere for i in range(at, end))
    return None if named or not unknown else end


def _kinds(senses: Senses, at: int) -> Set[str]:
    return {s.kind for _, s in senses.get(at, ())}


def _led(at: int, sentence: Sentence, senses: Senses, grammar: Grammar) -> bool:
    """Whether «president of», «representatives of A, B and», «the company» stands before a token."""
    tokens = sentence.tokens
    before = at - 1
    if before >= 0 and tokens[before].text in grammar.words("organisations", "articles"):
        before -= 1
    if before < 0:
        return False
    if before == at - 1 and tokens[before].surface.islower():
        own = [s for _, s in senses.get(before, ())]
        if any(s.kind == "head" and s.code == "Organisation" for s in own):
            return tokens[before].text in grammar.among("organisations", "firms")
    steps = 0
    while before > 0 and steps < _LIST:  # back over a list of names
        if tokens[before].text == "of":
            return _leads(before, senses, many=steps > 0)
        listed = tokens[before].text in _JOINING or tokens[before].capital
        if not listed or not _kinds(senses, before).isdisjoint({"verb", "post", "event"}):
            return False
        before, steps = before - 1, steps + 1
    return False


_LIST = 14
"""Tokens of a list of bodies up to one of them."""


def _leads(of: int, senses: Senses, *, many: bool) -> bool:
    """Whether a post that somebody holds in a body ends right before «of»: of `many` bodies, if it is a plural."""
    for first in range(max(0, of - 5), of):
        if any(first + length > of + 1 for length, _ in senses.get(first, ())):
            return False  # «Chief of Staff»
        for length, sense in senses.get(first, ()):
            if first + length == of and sense.kind == "post" and sense.code in _LEADING:
                return "local" not in _kinds(senses, first) and (not many or "many" in _kinds(senses, first))
    return False
