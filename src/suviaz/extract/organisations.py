"""Names of organisations: a head noun, the adjectives before it and what hangs on behind it, up to the country."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from suviaz.extract.behind import (
    bracketed,
    country_in_brackets,
    dictionary_form,
    larger_body,
    namesake,
    other_script,
    owners_behind,
    stretch,
    whereabouts,
)
from suviaz.extract.clipped import clipped, may_be_clipped, nominative
from suviaz.extract.tails import charge_behind, far_tail, listed_tail, of_town, open_tail, proper_tail, to_bracket
from suviaz.extract.text import Document, Sentence, is_acronym
from suviaz.gazetteer import Hit
from suviaz.grammar import Grammar, Sense
from suviaz.model import Span
from suviaz.names import organisation_nominative

Senses = Mapping[int, Sequence[tuple[int, Sense]]]
Placed = Sequence[tuple[tuple[int, int], Hit]]
ByStart = Mapping[int, tuple[tuple[int, int], Hit]]


@dataclass(frozen=True, slots=True)
class OrganisationName:
    """`names` in the nominative, the fullest first; `country` is an alpha-2 code, `candidates` are registry IRIs.

    `soft` says that the country is not in the words but only what the registry makes of them. `within` is the body in
    the genitive that a name says its own is part of.
    """

    kind: str
    names: tuple[str, ...]
    country: str | None = None
    candidates: tuple[str, ...] = ()
    cases: frozenset[str] = frozenset()
    soft: bool = False
    within: OrganisationName | None = None

    @classmethod
    def of(cls, hit: Hit, text: str, grammar: Grammar) -> OrganisationName:
        """A registry name as it stands in the text; where several bodies share it, all are candidates."""
        surface = hit.span.of(text)
        kinds = {entity.kind for entity in hit.entities}
        countries = {entity.country for entity in hit.entities}
        short = dictionary_form(hit, surface, grammar.lang) if hit.form == "short" else ""
        name = short or _capital(nominative(surface, grammar).nominative)
        return cls(
            kinds.pop() if len(kinds) == 1 else "Organisation",
            (name,),
            countries.pop() if len(countries) == 1 else None,
            tuple(entity.iri for entity in hit.entities),
            hit.cases,
            soft=True,
        )


@dataclass(frozen=True, slots=True)
class _Head:
    first: int
    last: int
    kind: str


def organisations(
    sentence: Sentence, senses: Senses, placed: Placed, *, document: Document, grammar: Grammar
) -> Iterator[tuple[tuple[int, int], OrganisationName]]:
    """Organisation names of a sentence, as (first token, end token) and name; longest first wins."""
    headed = any(s.kind == "head" for found in senses.values() for _, s in found)
    if not headed and not any(may_be_clipped(token, grammar) for token in sentence.tokens):
        return
    by_start: dict[int, tuple[tuple[int, int], Hit]] = {}
    for at, hit in placed:
        by_start.setdefault(at[0], (at, hit))
    sides: dict[int, set[str | None]] = {}
    for at, hit in placed:
        if hit.form == "adjective":
            sides.setdefault(at[0], set()).add(hit.entities[0].country)
    endings = grammar.words("organisations", "adjective_endings") or ("\0",)
    branches = grammar.words("organisations", "branch_endings") or ("\0",)
    inside = {
        i
        for at, found in senses.items()
        for n, s in found
        if n > 1 and s.kind not in _PARTS
        for i in range(at + 1, at + n)
    }
    done = 0
    for first in range(len(sentence.tokens)):
        if first < done:
            continue
        head = _head(first, sentence, senses, by_start, inside=inside, endings=endings)
        if head is None and sentence.tokens[first].text.endswith(branches):  # «декан агрономического факультета»
            head = _head(first + 1, sentence, senses, by_start, inside=inside, endings=endings)
            head = _Head(first, head.last, head.kind) if head else None
            head = head if head and _titled(head, senses) else None
        if head is None:
            found = _of_clips(first, sentence, senses, by_start, document=document, grammar=grammar)
            if found is not None:
                yield found
                done = found[0][1]
            continue
        theirs = [sides[i] for i in range(head.first, head.last) if i in sides]
        if len(set().union(*theirs)) > 1 and (max(map(len, theirs)) > 1 or not sentence.tokens[head.first].capital):
            done = head.last  # of two countries: a cooperation body, told as a fact
            continue
        for at, name in _names(head, sentence, senses, by_start, document=document, grammar=grammar):
            known = _registered(at, name, by_start)
            if known is None:  # the registry knows a longer name here: nothing inside it is a name of its own
                done = max((at[1], *(by_start[i][0][1] for i in range(*at) if i in by_start)))
                continue
            yield at, known
            done = max(done, at[1])


_DESCRIBING = frozenset({"field", "domain", "adjectives"})
_PARTS = frozenset({"head", "domain", "adjectives", "joints", "quoted", "parliament", "conjunctions"})


def _head(
    first: int, sentence: Sentence, senses: Senses, by_start: ByStart, *, inside: Set[int], endings: tuple[str, ...]
) -> _Head | None:
    """The head noun that a name beginning at `first` would have, adjectives skipped; none inside a longer term."""
    at, tokens = first, sentence.tokens
    while at < len(tokens) and at not in inside:
        own = senses.get(at, ())
        heads = [(n, s.code) for n, s in own if s.kind == "head"]
        if heads:
            length, kind = max(heads, key=lambda h: h[0])
            return _Head(first, at + length, kind)
        if at in by_start:
            adjective = by_start[at][1].form == "adjective"
        else:
            adjective = (
                (tokens[at].capital or (at > first and tokens[first].capital))
                and tokens[at].text.endswith(endings)
                and all(n == 1 and s.kind in _DESCRIBING for n, s in own)
            )
        if not adjective and not any(s.kind == "adjectives" for _, s in own):
            return None
        at += 1
    return None


def _names(
    head: _Head, sentence: Sentence, senses: Senses, by_start: ByStart, *, document: Document, grammar: Grammar
) -> Iterator[tuple[tuple[int, int], OrganisationName]]:
    tokens, text = sentence.tokens, document.article.text
    adjectives = [
        by_start[i][1] for i in range(head.first, head.last) if i in by_start and by_start[i][1].form == "adjective"
    ]
    halves = {hit.entities[0].country for hit in adjectives[:1]}  # «Чылійскі антарктычны інстытут» is of Chile
    core = end = _tail(head, sentence, senses, by_start, grammar=grammar)
    while (
        core < len(tokens)
        and core not in senses
        and core not in by_start
        and is_acronym(tokens[core])
        and core > head.first
    ):
        core = end = core + 1  # «Парламенцкая Асамблея АБСЕ»
    quoted = _quoted(end, sentence, document)
    if quoted:
        inner, end = quoted
        name = inner.of(text).strip()
        country = next(iter(halves), None)
        at = (head.first, end)
        full = organisation_nominative(stretch(sentence, (head.last - 1, end), text), grammar.paradigms)
        yield at, OrganisationName(head.kind, (name, full.nominative), country, (), full.cases)
        return
    plain = core
    core = end = max(core, namesake(end, sentence, senses))
    if (called := other_script(end, sentence, senses)) > end:
        name = stretch(sentence, (end, called), text)
        whole = organisation_nominative(stretch(sentence, (head.last - 1, called), text), grammar.paradigms)
        country, end = country_in_brackets(called, sentence, by_start)
        owner = next(iter(halves), None) or country
        yield (head.first, end), OrganisationName(head.kind, (name, whole.nominative), owner, (), whole.cases)
        return
    countries, end = owners_behind(end, sentence, by_start, text, senses=senses)
    modified = head.last - head.first > 1 or core > head.last or larger_body(end, by_start) is not None
    if not (modified or countries) and not _bare(head, sentence):
        return
    if not modified and len(countries) > 1 and head.kind == "Organisation":
        return  # «Компании Азербайджана и Италии»
    known = tokens[head.first].capital or countries or halves or _titled(head, senses)
    if core == head.last and not (known or larger_body(end, by_start)):
        return  # «в верхней палате»
    capital = tokens[head.first].capital or (_titled(head, senses) and (core > head.last or head.last - head.first > 1))
    if head.kind == "Organisation" and not countries and not halves and not (modified and capital):
        return
    if (
        head.kind == "Organisation"
        and not capital
        and not (countries and core > head.last)
        and not core > head.last
        and larger_body(end, by_start) is None
    ):
        return
    first = head.first
    while (
        first < head.last - 1
        and first in by_start
        and by_start[first][1].form == "adjective"
        and not tokens[first].capital
    ):
        first += 1  # «карэйскае агенцтва …»: the adjective says whose it is
    short = nominative(stretch(sentence, (first, core), text), grammar)
    owners = countries or [(h, "") for h in sorted(x for x in halves if x)] or [(None, "")]
    larger = larger_body(end, by_start) if not countries else None
    if larger is not None:
        end = larger[0]
        whole = nominative(stretch(sentence, (first, end), text), grammar)
        yield (
            (head.first, end),
            OrganisationName(
                head.kind,
                tuple(map(_capital, (whole.nominative, short.nominative)))
                if core > head.last
                else (_capital(whole.nominative),),
                larger[1],
                (),
                short.cases,
            ),
        )
        return
    nested = (
        _nested(end, head, sentence, senses, by_start, document=document, grammar=grammar) if not countries else None
    )
    if nested is not None:
        end, words, larger_one = nested
        both = (_capital(f"{short.nominative} {words}"), _capital(short.nominative))
        kind, owner = head.kind, larger_one.country
        yield (head.first, end), OrganisationName(kind, both, owner, (), short.cases, within=larger_one)
        return
    if len(countries) == 1 and core == head.last and (far := charge_behind(end, sentence, senses, by_start)) > end:
        whole = nominative(stretch(sentence, (first, far), text), grammar)
        charge = stretch(sentence, (end, far), text)
        country, suffix = countries[0]
        forms = (whole.nominative, f"{short.nominative} {charge} {suffix}", f"{short.nominative} {charge}")
        charged = OrganisationName(head.kind, tuple(map(_capital, forms)), country, (), short.cases)
        yield (head.first, far), charged
        return
    where, end = whereabouts(end, sentence, senses, by_start, text=text) if head.kind != "Ministry" else ("", end)
    acronym, end = bracketed(sentence, end)
    for country, suffix in owners:
        names = (f"{short.nominative} {suffix}", short.nominative) if suffix else (short.nominative,)
        if core > head.last and any(s.kind == "parliament" for _, s in senses.get(head.last - 1, ())):
            names = (
                *names,
                organisation_nominative(stretch(sentence, (first, head.last), text), grammar.paradigms).nominative,
            )
        if where:
            names = (f"{names[0]} {where}", *names)
        if head.last < plain < core or (plain < core and head.last - head.first > 1):  # «… имени Х», without him
            names = (*names, nominative(stretch(sentence, (first, plain), text), grammar).nominative)
        yield (
            (head.first, end),
            OrganisationName(head.kind, (*map(_capital, names), *acronym), country, (), short.cases),
        )


def _tail(head: _Head, sentence: Sentence, senses: Senses, by_start: ByStart, *, grammar: Grammar) -> int:
    """Where the words end that say what the body is for, whom or what it is named after."""
    listed = listed_tail(head.last, sentence, senses, by_start)
    if any(i in by_start and by_start[i][0] == (i, head.last) for i in range(head.first, head.last)):
        return listed  # the registry's own name ends here
    far = far_tail(listed, sentence, senses, by_start)
    if far > listed or not (sentence.tokens[head.first].capital or _titled(head, senses)):
        return far
    if (town := of_town(listed, sentence, senses, by_start)) > listed:
        return town
    if (whole := to_bracket(listed, sentence, senses, by_start)) > listed:
        return whole
    end = open_tail(listed, sentence, senses, by_start, grammar=grammar)
    if end == head.last and head.kind != "Ministry":
        end = proper_tail(end, sentence, senses, by_start, titled=_titled(head, senses), grammar=grammar)
    return end


def _nested(
    at: int,
    head: _Head,
    sentence: Sentence,
    senses: Senses,
    by_start: ByStart,
    *,
    document: Document,
    grammar: Grammar,
) -> tuple[int, str, OrganisationName] | None:
    """«Комитет … Минсельхоза Казахстана»: the body in the genitive that a name is a part of, where it ends and how it
    stands there; None where none follows. A name with nothing of its own is none."""
    if at == head.last and head.last - head.first == 1:
        return None
    inner = _head(
        at, sentence, senses, by_start, inside=frozenset(), endings=grammar.words("organisations", "adjective_endings")
    )
    if inner is None or not sentence.tokens[at].capital:
        return None
    found = next(_names(inner, sentence, senses, by_start, document=document, grammar=grammar), None)
    shortened = is_acronym(sentence.tokens[at])  # which many do not decline
    if found is None or not (shortened or ("gen" in found[1].cases and "nom" not in found[1].cases)):
        return None
    (_, end), name = found
    return end, stretch(sentence, (at, end), document.article.text), name


def _of_clips(
    first: int, sentence: Sentence, senses: Senses, by_start: ByStart, *, document: Document, grammar: Grammar
) -> tuple[tuple[int, int], OrganisationName] | None:
    """«Дзяржсавет КНР», «Узатом»: one word made of clipped ones, with the country behind it."""
    quote = sentence.tokens[first].quote
    if first in senses or first in by_start or (quote >= 0 and not document.quotes[quote].speech):
        return None  # a name in quotation marks is read as it stands
    word = clipped(sentence.tokens[first], grammar)
    if word is None:
        return None
    owners, end = owners_behind(first + 1, sentence, by_start, document.article.text, senses=senses)
    country, suffix = owners[0] if len(owners) == 1 else (word.country, "")
    names = (f"{word.name} {suffix}", word.name) if suffix else (word.name,)
    end = end if suffix else first + 1
    return (first, end), OrganisationName("Organisation", names, country, (), word.cases)


def _titled(head: _Head, senses: Senses) -> bool:
    """Whether a title stands right before a name: «декан факультета …»."""
    return any(
        (s.kind == "post" or (s.kind == "verb" and s.code == "lead")) and at + n == head.first
        for at in range(max(0, head.first - 4), head.first)
        for n, s in senses.get(at, ())
    )


def _registered(at: tuple[int, int], name: OrganisationName, by_start: ByStart) -> OrganisationName | None:
    """The name with the registry entries it may stand for; None where the registry knows a longer one here."""
    candidates: tuple[str, ...] = ()
    if any(i in by_start and by_start[i][0][1] > at[0] and _is_body(by_start[i][1]) for i in range(at[0] - 6, at[0])):
        return None
    for first in range(at[0], at[1]):
        if first not in by_start or by_start[first][1].form not in ("name", "short"):
            continue
        (_, last), hit = by_start[first]
        if hit.entities[0].kind in ("Country", "Place"):
            continue
        if last > at[1] or ((first, last) == at and name.country is None):
            return None
        if first <= at[0] + 1:
            candidates = tuple(e.iri for e in hit.entities if name.country in (None, e.country) or e.country is None)
    return replace(name, candidates=candidates) if candidates else name


def _is_body(hit: Hit) -> bool:
    return hit.form in ("name", "short") and hit.entities[0].kind not in ("Country", "Place")


def _bare(head: _Head, sentence: Sentence) -> bool:
    """An acronym or a capitalised body needs nothing behind it."""
    token = sentence.tokens[head.first]
    return token.capital and head.first > 0 and head.kind in ("Ministry", "GovernmentBody")


def _quoted(at: int, sentence: Sentence, document: Document) -> tuple[Span, int] | None:
    tokens = sentence.tokens
    if at + 1 >= len(tokens) or tokens[at].is_word or tokens[at + 1].quote < 0:
        return None
    quote = document.quotes[tokens[at + 1].quote]
    if quote.speech:
        return None
    end = at + 1
    while end < len(tokens) and tokens[end].quote == tokens[at + 1].quote:
        end += 1
    return quote.span, min(end + 1, len(tokens))


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
