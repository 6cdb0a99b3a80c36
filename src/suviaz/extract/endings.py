"""Names that stand in front of what they are: bodies told by how a word ends, persons by the title behind them.

For languages whose names come before their heads and whose script has no capitals; what the words mean is in the
language's lists.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from suviaz.extract.behind import bracketed
from suviaz.extract.organisations import ByStart, OrganisationName, Placed, Senses
from suviaz.extract.persons import PersonName
from suviaz.extract.text import Sentence, Token, is_acronym
from suviaz.gazetteer import Gazetteer, Hit
from suviaz.grammar import Grammar
from suviaz.model import Span

_LINKS = frozenset("·-–—")
LONGEST = 4
"""Words a foreigner's name has at most."""
_FEW, _MANY = 2, 7
"""Syllables of one word of a name."""
_LONG = 6
"""Syllables of a word that names one body rather than bodies of a kind, without a country."""
_SHORT = 4
_COUNTRY = 12
_LANDS = ("Country", "Place")
_LOCAL = 3
"""Syllables of a local name: one of the family name, two of the given name."""
_BESIDE = frozenset(
    {"domain", "adjectives", "field", "modifier", "sides", "accredited", "head", "body", "mission", "parliament"}
)


Endings = Mapping[str, Sequence[Hit]]


def organisations(
    sentence: Sentence,
    senses: Senses,
    placed: Placed,
    *,
    text: str,
    gazetteer: Gazetteer,
    grammar: Grammar,
    known: Endings,
) -> Iterator[tuple[tuple[int, int], OrganisationName]]:
    """Bodies of a sentence as (first token, end token) and name: «벨라루스 통신정보화부», «민스크 국립언어대학교».

    `known` are the registry's names in the text by their endings: «수출입은행» is short for one of them.
    """
    hits: dict[int, tuple[tuple[int, int], Hit]] = {}
    ends: dict[int, int] = {}
    for span, hit in placed:
        hits.setdefault(span[0], (span, hit))
        ends.setdefault(span[1], span[0])
    for at in range(len(sentence.tokens)):
        kind = _head(at, senses)
        if kind is None:
            if (town := _town(at, sentence, senses, hits, grammar=grammar, gazetteer=gazetteer)) is not None:
                yield town
            continue
        found = _body(at, kind, sentence, senses, (hits, ends), text=text, gazetteer=gazetteer, grammar=grammar)
        if found is not None:
            yield found
        elif at not in hits and (whole := _short_for(sentence.tokens[at], known)) is not None:
            yield (at, at + 1), OrganisationName.of(whole, text, grammar)


_ACTING = frozenset({"topic", "nom", "with"})
"""Particles of who acts, or with whom."""


def _town(
    at: int, sentence: Sentence, senses: Senses, hits: ByStart, *, grammar: Grammar, gazetteer: Gazetteer
) -> tuple[tuple[int, int], OrganisationName] | None:
    """«순천시가», «노비사드시와», «사마르칸트주 주지사»: a town or a region that acts, or whose head is named."""
    token = sentence.tokens[at]
    ending = next((e for e in grammar.words("organisations", "towns") if token.text.endswith(e)), None)
    stem = token.text.removesuffix(ending or "")
    if ending is None or len(stem) < _FEW or token.quote >= 0:
        return None
    after = at + 1 < len(sentence.tokens) and any(s.kind == "post" for _, s in senses.get(at + 1, ()))
    if not (token.tail[:1] and token.tail[0] in _ACTING) and not (after and not token.tail):
        return None
    entities = hits[at][1].entities if at in hits and hits[at][0] == (at, at + 1) else gazetteer.places(stem)
    place = next((e for e in entities if e.kind == "Place"), None)
    if place is None and token.text not in grammar.words("organisations", "municipalities"):
        return None
    country = place.country if place is not None else grammar.word("organisations", "home")
    return (at, at + 1), OrganisationName("GovernmentBody", (token.surface,), country)


def _head(at: int, senses: Senses) -> str | None:
    """What kind of body the word at `at` is; none if it is a joint body of countries, a post or an event."""
    own = [s for n, s in senses.get(at, ()) if n == 1]
    heads = [s.code for s in own if s.kind == "head"]
    if not heads or any(s.kind in ("post", "event", "agreement", "stop", "verb") for s in own):
        return None
    return None if any(s.kind == "body" and s.code == "JointCommittee" for s in own) else heads[0]


def _body(
    at: int,
    kind: str,
    sentence: Sentence,
    senses: Senses,
    places: tuple[ByStart, Mapping[int, int]],
    *,
    text: str,
    gazetteer: Gazetteer,
    grammar: Grammar,
) -> tuple[tuple[int, int], OrganisationName] | None:
    tokens = sentence.tokens
    hits, ends = places
    first = at
    while first and first not in ends and _describes(first - 1, sentence, senses):
        first -= 1
    start, country, before = first, None, ""
    core = first
    if first in ends and _bare(tokens[first - 1], "gen"):
        (begin, _), hit = hits[ends[first]]
        linked = begin and (
            tokens[begin - 1].text in _LINKS or any(s.kind == "sides" for _, s in senses.get(begin - 1, ()))
        )
        if hit.entities[0].kind == "Country":
            if linked and kind != "Ministry":
                return None  # of two countries: a joint body, told as a fact
            start, country, before = begin, hit.entities[0].country, _text(sentence, (begin, first), text, joined=True)
        elif hit.entities[0].kind == "Place" and not tokens[first - 1].tail:
            first, country = begin, hit.entities[0].country
            start = begin
    own = country or _inside(tokens[at].text, gazetteer, grammar)
    generic = first == at and own is None and any(s.kind == "generic" for n, s in senses.get(at, ()) if n == 1)
    joint = any(s.kind == "body" for n, s in senses.get(at, ()) if n == 1)
    telling = _telling(at, senses) or _proper(tokens[at].text, grammar)
    telling = telling or grammar.lexicon.whole(tokens[at].text)
    long = len(tokens[at].text) >= (_SHORT if _proper(tokens[at].text, grammar) else _LONG) or first < at
    long = long or grammar.lexicon.whole(tokens[at].text)
    if generic or (kind == "Organisation" and own is None and (joint or not (telling and long))):
        return None
    short = _text(sentence, (first, at + 1), text)
    acronym, end = bracketed(sentence, at + 1)
    mission = any(s.kind == "mission" for _, s in senses.get(at, ()))
    if mission and before and (sent := _sent_to(start, sentence, senses)) is not None:
        start, before = sent, _text(sentence, (sent, first), text)
    name = OrganisationName(kind, (*((f"{before} {short}",) if before else ()), short, *acronym), own)
    candidates: tuple[str, ...] = ()
    for begin in range(max(0, start - LONGEST), at + 1):
        if begin not in hits or hits[begin][1].entities[0].kind in ("Country", "Place"):
            continue
        (_, last), hit = hits[begin]
        if begin < start:
            if last > at:
                return None
            continue
        known = country in (None, hit.entities[0].country) or hit.entities[0].kind == "Organisation"
        if last > at + 1 or (begin <= core and last == at + 1 and known):
            return None  # the registry knows this very name, or a longer one
        if last == at + 1:
            candidates = tuple(e.iri for e in hit.entities if own in (None, e.country))
    return (start, end), replace(name, candidates=candidates)


def _sent_to(start: int, sentence: Sentence, senses: Senses) -> int | None:
    """Where «주한 …», «주벨라루스 …» in front of a mission's country begins."""
    for at in (start - 1, start - 2):
        if at >= 0 and any(s.kind == "accredited" for _, s in senses.get(at, ())) and not sentence.tokens[at].tail:
            return at
    return None


def endings_of(hits: Iterable[Hit], text: str) -> Endings:
    """The bodies of the registry that a text names, by what their names end in; the first two of each."""
    found: dict[str, list[Hit]] = {}
    for hit in hits:
        name = hit.span.of(text)
        for size in range(_SHORT, len(name)) if hit.entities[0].kind not in _LANDS else ():
            like = found.setdefault(name[-size:], [])
            if len(like) < 2:
                like.append(hit)
    return found


def _short_for(token: Token, known: Endings) -> Hit | None:
    """The body of the registry whose name ends in this word: «수출입은행» of «한국수출입은행»."""
    return next((hit for hit in known.get(token.surface, ()) if not hit.span.covers(token.span)), None)


def _telling(at: int, senses: Senses) -> bool:
    """Whether the word of a body says more than its kind: what the body is for."""
    return any(s.kind in ("field", "domain") for _, s in senses.get(at, ()))


def _describes(at: int, sentence: Sentence, senses: Senses) -> bool:
    token = sentence.tokens[at]
    kinds = {s.kind for n, s in senses.get(at, ()) if n == 1}
    return (
        token.is_word
        and not token.tail
        and (bool(kinds & {"domain", "adjectives"}) or is_acronym(token))
        and not kinds & {"verb", "event", "agreement", "post", "stop", "conjunctions", "head"}
    )


def _bare(token: Token, *admitted: str) -> bool:
    return not token.tail or token.tail[0] in admitted


def _proper(word: str, grammar: Grammar) -> bool:
    """Whether a name with this ending is one body's whatever stands before the ending."""
    return word.endswith(grammar.words("organisations", "proper") or "\0")


def _inside(word: str, gazetteer: Gazetteer, grammar: Grammar) -> str | None:
    """The country whose name begins a word: «한국과학기술연구원», «대한체육회»."""
    if word.startswith(grammar.words("organisations", "own") or "\0"):
        return grammar.word("organisations", "home")
    return next((c for n in range(min(len(word), _COUNTRY) - 1, 1, -1) if (c := gazetteer.country(word[:n]))), None)


def _text(sentence: Sentence, at: tuple[int, int], text: str, *, joined: bool = False) -> str:
    """The words from one token to another as they stand, or without particles between them."""
    tokens = sentence.tokens[slice(*at)]
    if joined:
        return " ".join(token.surface for token in tokens)
    return Span(tokens[0].span.start, tokens[-1].span.end).of(text)


Covered = Mapping[int, tuple[int, int, str | None]]
"""From a token to the first and end token of the body, country, place or time it belongs to, and its country."""


def persons(
    sentence: Sentence, senses: Senses, covered: Covered, *, grammar: Grammar
) -> Iterator[tuple[tuple[int, int], PersonName]]:
    """Persons of a sentence beside whose names their titles stand, as (first token, end token) and name."""
    for at in range(len(sentence.tokens)):
        posts = [n for n, s in senses.get(at, ()) if s.kind == "post"]
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


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The names that stand beside a title somewhere: by their words, long words of names of several words, the family
    names of local names, and how many words those have at most that begin with a word."""

    whole: frozenset[tuple[str, ...]]
    parts: frozenset[str]
    families: frozenset[str]
    words: frozenset[str]
    longest: Mapping[str, int]

    @classmethod
    def of(cls, names: Collection[str], grammar: Grammar) -> KnownNames:
        whole = sorted({tuple(name.split()) for name in names}, key=len)
        return cls(
            frozenset(whole),
            frozenset(word for words in whole if len(words) > 1 for word in words if len(word) > _FEW),
            frozenset(name[0] for name in names if is_local(name, grammar)),
            frozenset(word for words in whole if len(words) > 1 for word in words),
            {words[0]: len(words) for words in whole},
        )


def known_persons(
    sentence: Sentence, senses: Senses, covered: Covered, names: KnownNames
) -> Iterator[tuple[tuple[int, int], PersonName]]:
    """Persons of a sentence whose names stand beside a title elsewhere in the text, also by one word of the name."""
    whole, parts, families, last = names.whole, names.parts, names.families, names.words
    tokens = sentence.tokens
    at = 0
    while at < len(tokens):
        size = 0
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
    while end and _bare(tokens[end - 1], "gen"):
        if end - 1 in covered:
            end, _, country = covered[end - 1]
            foreign = foreign or country not in (None, home)
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
    while first < end and len(tokens[first].text) < _FEW and not _particle(tokens[first].text, grammar):
        first += 1  # one syllable begins a name only where it is one of those listed
    return (first, end) if first < end else None


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
    # «얀 코발스키», «우르줄라 폰 데어 라이엔»; «누르 아흐메드 칸» before a title
    short = _particle(token.text, grammar) or not tail
    return (
        grammar.native.fullmatch(token.text) is not None
        and (_FEW <= len(token.text) <= _MANY or short)
        and _spells(token.text, grammar)
        and (tail or not token.tail)
        and at not in covered
        and at not in senses
        and token.text not in grammar.words("persons", "never")
        and not (
            token.text.endswith(grammar.words("persons", "never_endings") or "\0") and not is_local(token.text, grammar)
        )
    )


@cache
def _finals(syllables: str) -> frozenset[str]:
    return frozenset(map(_final, syllables))


def _final(syllable: str) -> str:
    """The final consonant of a syllable, as a letter of its own; empty where it has none."""
    return unicodedata.normalize("NFD", syllable)[2:]


def _particle(word: str, grammar: Grammar) -> bool:
    return word in grammar.words("persons", "particles")


def _spells(word: str, grammar: Grammar) -> bool:
    """Whether every syllable ends as those of names do: foreign ones are written with seven final consonants only."""
    alike = grammar.word("persons", "finals")
    return not alike or {_final(syllable) for syllable in word} <= _finals(alike)


def is_local(word: str, grammar: Grammar) -> bool:
    """Whether a word looks like a whole name of the language's own people: «홍윤식», «남궁훈»."""
    family = {_LOCAL: word[:1], _LOCAL + 1: word[:2]}.get(len(word))
    if family not in grammar.paradigms.family_first and family not in grammar.among("persons", "families"):
        return False
    foreign = grammar.words("persons", "foreign_syllables")
    return grammar.native.fullmatch(word) is not None and not any(char in part for char in word[1:] for part in foreign)
