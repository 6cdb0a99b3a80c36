"""Names of bodies that stand in front of what they are, told by how a word ends.

For languages whose names come before their heads and whose script has no capitals; what the words mean is in the
language's lists.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from suviaz.extract.behind import bracketed
from suviaz.extract.organisations import ByStart, OrganisationName, Placed, Senses
from suviaz.extract.text import Sentence, Token, is_acronym
from suviaz.extract.titled import bare
from suviaz.gazetteer import Gazetteer, Hit
from suviaz.grammar import Grammar, Sense
from suviaz.model import Span

_LINKS = frozenset("·-–—")
LONGEST = 4
"""Words before a body that may belong to a longer name of the registry."""
_FEW = 2
"""Syllables of a town's name at least."""
_LONG = 6
"""Syllables of a word that names one body rather than bodies of a kind, without a country."""
_SHORT = 4
_COUNTRY = 12
_LANDS = ("Country", "Place")


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
    schools: Collection[str] = (),
) -> Iterator[tuple[tuple[int, int], OrganisationName]]:
    """Bodies of a sentence as (first token, end token) and name: «벨라루스 통신정보화부», «민스크 국립언어대학교».

    `known` are the registry's names in the text by their endings: «수출입은행» is short for one of them.
    """
    hits: dict[int, tuple[tuple[int, int], Hit]] = {}
    ends: dict[int, int] = {}
    for span, hit in placed:
        hits.setdefault(span[0], (span, hit))
        ends.setdefault(span[1], span[0])
    towns = grammar.words("organisations", "towns")
    for at, token in enumerate(sentence.tokens):
        kind = _head(senses[at]) if at in senses else None
        if kind is None and token.text in schools and at not in hits:
            country = hits[ends[at]][1].entities[0].country if at in ends else None
            yield (at, at + 1), OrganisationName("Organisation", (token.surface,), country)
        elif kind is None and token.text.endswith(towns or "\0"):
            town = _town(at, sentence, senses, hits, grammar=grammar, gazetteer=gazetteer)
            yield from [town] if town else ()
        if kind is None:
            continue
        found = _body(at, kind, sentence, senses, (hits, ends), text=text, gazetteer=gazetteer, grammar=grammar)
        if found is not None:
            yield found
        elif at not in hits and (whole := _short_for(token, known)) is not None:
            yield (at, at + 1), OrganisationName.of(whole, text, grammar)


def schools(sentence: Sentence, grammar: Grammar) -> Iterator[str]:
    """«알파라비대 총장»: universities by the short forms of their names, told by the title behind them."""
    short = grammar.words("organisations", "schools")
    academics = grammar.among("organisations", "academics")
    for left, right in pairwise(sentence.tokens) if short else ():
        if right.text in academics and not left.tail and len(left.text) > _FEW and left.text.endswith(short):
            yield left.text


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
    after = at + 1 < len(sentence.tokens) and (
        any(s.kind == "post" for _, s in senses.get(at + 1, ()))
        or sentence.tokens[at + 1].text.endswith(grammar.words("text", "delegations") or "\0")
    )
    if not (token.tail[:1] and token.tail[0] in _ACTING) and not (after and not token.tail):
        return None
    entities = hits[at][1].entities if at in hits and hits[at][0] == (at, at + 1) else gazetteer.places(stem)
    place = next((e for e in entities if e.kind == "Place"), None)
    if place is None and token.text not in grammar.among("organisations", "municipalities"):
        return None
    country = place.country if place is not None else grammar.word("organisations", "home")
    return (at, at + 1), OrganisationName("GovernmentBody", (token.surface,), country)


def _head(found: Sequence[tuple[int, Sense]]) -> str | None:
    """What kind of body a word is; none if it is a joint body of countries, a post or an event."""
    own = [s for n, s in found if n == 1]
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
    if first in ends and bare(tokens[first - 1], "gen"):
        (begin, _), hit = hits[ends[first]]
        linked = begin and (
            tokens[begin - 1].text in _LINKS or any(s.kind == "sides" for _, s in senses.get(begin - 1, ()))
        )
        if hit.entities[0].kind == "Country":
            if linked and kind != "Ministry":
                return None  # of two countries: a joint body, told as a fact
            start, country, before = begin, hit.entities[0].country, _text(sentence, (begin, first), text, joined=True)
        elif hit.entities[0].kind == "Place" and not tokens[first - 1].tail and not _of_state(tokens[at].text, grammar):
            first, country = begin, hit.entities[0].country
            start = begin
    own = country or _inside(tokens[at].text, gazetteer, grammar)
    generic = first == at and own is None and any(s.kind == "generic" for n, s in senses.get(at, ()) if n == 1)
    acronym, end = bracketed(sentence, at + 1)
    joint = not acronym and any(s.kind == "body" for n, s in senses.get(at, ()) if n == 1)
    telling = _telling(at, senses) or _proper(tokens[at].text, grammar)
    telling = telling or grammar.lexicon.whole(tokens[at].text)
    long = len(tokens[at].text) >= (_SHORT if _proper(tokens[at].text, grammar) else _LONG) or first < at
    long = long or grammar.lexicon.whole(tokens[at].text)
    apart = bool(before) and tokens[first - 1].span.end < tokens[first].span.start
    plain = apart and not acronym and tokens[at].text in grammar.words("organisations", "plain")  # «한국 기업»
    if plain or generic or (kind == "Organisation" and own is None and (joint or not (long and (telling or acronym)))):
        return None
    short = _text(sentence, (first, at + 1), text)
    mission = any(s.kind == "mission" for _, s in senses.get(at, ()))
    if mission and before and (sent := _sent_to(start, sentence, senses)) is not None:
        if sent == start - 1 and any(s.code == "behind" for _, s in senses.get(sent, ())):
            own = grammar.word("organisations", "home")  # «주불가리아대사관»: whose it is goes without saying
        start, before = sent, _text(sentence, (sent, first), text)
    full = [short, *_full(short, grammar)]
    name = OrganisationName(kind, (*(f"{before} {n}" for n in full if before), *full, *acronym), own)
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


def _of_state(word: str, grammar: Grammar) -> bool:
    """«소피아 총리실», «타슈켄트 외교부»: the town is where it is, not whose it is."""
    return word in grammar.words("organisations", "common")


def _full(name: str, grammar: Grammar) -> Iterator[str]:
    """«벨라루스 상의» in full: the «상공회의소»."""
    shorts = grammar.data.get("shorts", {})
    assert isinstance(shorts, dict)
    yield from (name.removesuffix(short) + full for short, full in shorts.items() if name.endswith(short))


def _proper(word: str, grammar: Grammar) -> bool:
    """Whether a name with this ending is one body's whatever stands before the ending."""
    return word.endswith(grammar.words("organisations", "proper") or "\0")


def _inside(word: str, gazetteer: Gazetteer, grammar: Grammar) -> str | None:
    """The country whose name begins a word: «한국과학기술연구원», «대한체육회»."""
    if word.startswith(grammar.words("organisations", "own") or "\0"):
        return grammar.word("organisations", "home")
    leads = [word[:n] for n in range(min(len(word), _COUNTRY) - 1, 1, -1)]
    country = next((c for lead in leads if (c := gazetteer.country(lead))), None)
    if country is None and _proper(word, grammar):  # «부산외국어대학교»
        country = next((p.country for lead in leads for p in gazetteer.places(lead)), None)
    return country


def _text(sentence: Sentence, at: tuple[int, int], text: str, *, joined: bool = False) -> str:
    """The words from one token to another as they stand, or without particles between them."""
    tokens = sentence.tokens[slice(*at)]
    if joined:
        return " ".join(token.surface for token in tokens)
    return Span(tokens[0].span.start, tokens[-1].span.end).of(text)


"""From a token to the first and end token of the body, country, place or time it belongs to, and its country."""
