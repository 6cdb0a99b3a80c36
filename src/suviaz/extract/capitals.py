"""Names of organisations where every word of a name is capitalised: «Korea Internet & Security Agency».

A name is a run of capitalised words with a head noun at the end of its first group, and what hangs on behind it by
small joining words: «Ministry of Science, ICT and Future Planning of the Republic of Korea». Ministries are also found
in small letters («the foreign ministry»), their fields before the noun.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from suviaz.extract.behind import bracketed
from suviaz.extract.introduced import introduced
from suviaz.extract.organisations import ByStart, OrganisationName, Placed, Senses
from suviaz.extract.text import Document, Sentence, is_acronym
from suviaz.gazetteer import Hit
from suviaz.grammar import Grammar
from suviaz.model import Entity, Span

_BREAKS = frozenset({"post", "verb", "stop", "silent", "possessive", "prep", "cue", "agreement", "subordinators"})
_PARTS = frozenset({"head", "domain", "adjectives"})
_NONE: frozenset[str] = frozenset()
_LIST = frozenset({",", "and"})
_WIDEST = 5
"""Capitalised words in one part of a list inside a name."""


def capitalised(
    sentence: Sentence, senses: Senses, placed: Placed, *, document: Document, grammar: Grammar
) -> Iterator[tuple[tuple[int, int], OrganisationName]]:
    """Organisation names of a sentence, as (first token, end token) and name."""
    if sentence.shouts:
        return
    reader = _Reader(sentence, senses, placed, document, grammar)
    at = 0
    while at < len(sentence.tokens):
        found = reader.name(at)
        if found is None:
            at += 1
            continue
        end, name = found
        if name is not None:
            yield (at, end), name
        at = max(end, at + 1)


@dataclass(eq=False)
class _Reader:
    sentence: Sentence
    senses: Senses
    placed: Placed
    document: Document
    grammar: Grammar

    @cached_property
    def by_start(self) -> ByStart:
        found: dict[int, tuple[tuple[int, int], Hit]] = {}
        for at, hit in self.placed:
            found.setdefault(at[0], (at, hit))
        return found

    @cached_property
    def joints(self) -> frozenset[str]:
        return frozenset(self.grammar.words("organisations", "joints"))

    @cached_property
    def articles(self) -> frozenset[str]:
        return frozenset(self.grammar.words("organisations", "articles"))

    @cached_property
    def _kinds(self) -> Mapping[int, frozenset[str]]:
        return {at: frozenset([s.kind for _, s in found]) for at, found in self.senses.items()}

    def kinds(self, at: int) -> frozenset[str]:
        return self._kinds.get(at, _NONE)

    def head(self, at: int) -> tuple[int, str] | None:
        """Length and kind of the head noun at a token."""
        if "head" not in self.kinds(at):
            return None
        return max((n, s.code) for n, s in self.senses[at] if s.kind == "head")

    @cached_property
    def _capitals(self) -> Sequence[bool]:
        return [
            token.is_word
            and not token.surface.islower()
            and any(map(str.isupper, token.surface))
            and (not self.kinds(at).isdisjoint(_PARTS) or self.kinds(at).isdisjoint(_BREAKS))
            for at, token in enumerate(self.sentence.tokens)
        ]

    def capital(self, at: int) -> bool:
        """Whether a word may be part of a name: it has a capital letter and does not mean something else."""
        return at < len(self._capitals) and self._capitals[at]

    @cached_property
    def _named_up_to(self) -> frozenset[int]:
        return frozenset(end for (_, end), hit in self.by_start.values() if hit.form == "name")

    def country(self, at: int) -> Hit | None:
        """The country named from a token on, adjectives aside."""
        hit = self.by_start.get(at, (None, None))[1]
        return hit if hit and hit.form in ("name", "short") and hit.entities[0].kind == "Country" else None

    def name(self, at: int) -> tuple[int, OrganisationName | None] | None:
        """The name that begins at a token: its end, and the name, None for a body of two countries."""
        tokens = self.sentence.tokens
        if tokens[at].text in self.articles or (at and self._inside(at)):
            return None
        group = self._small(at) if tokens[at].surface.islower() else self._group(at)
        known = self._known(at)
        if group is None:
            return (known, None) if known else self._introduced(at)
        end, kind = group
        sides = self._sides(at, end)
        core, owner, finish = self._tail(max(end, known), opened=known > end)
        end = max(end, known)
        if known >= finish or kind == "NewsOutlet":
            return max(known, finish), None  # the registry knows it by this name
        if len(sides) > 1 or (not owner and self._between(finish)):
            return (finish, None)
        alone = end - at == (self.head(at) or (0, ""))[0] and core == end and owner is None
        if alone and not (self._whose(at) and self.kinds(at) & {"parliament", "mission"}):
            return None  # a bare «Ministry» is one named before
        if kind == "Organisation" and not sides and owner is None and self._plain(at, end, core):
            return None  # «Information Technologies»
        made = self._made(at, core, finish, kind=kind, owner=owner, sides=sides)
        return bracketed(self.sentence, finish)[1], made

    @cached_property
    def _elsewhere(self) -> Mapping[int, int]:
        kinds = ("Country", "Place")
        return {at: end for at, ((_, end), hit) in self.by_start.items() if hit.entities[0].kind in kinds}

    def _introduced(self, at: int) -> tuple[int, OrganisationName | None] | None:
        end = introduced(
            at, self.sentence, self.senses, capital=self.capital, elsewhere=self._elsewhere, grammar=self.grammar
        )
        if end is None or (at in self.by_start and at not in self._elsewhere):
            return None
        return bracketed(self.sentence, end)[1], self._made(
            at, end, end, kind="Organisation", owner=None, sides=self._sides(at, end)
        )

    def _known(self, at: int) -> int:
        """Where a name of the registry ends that begins at a token, 0 if there is none."""
        (_, end), hit = self.by_start.get(at, ((0, 0), None))
        if hit is None or hit.form != "name" or hit.entities[0].kind in ("Country", "Place"):
            return 0
        return end if end - at > 1 else 0

    def _between(self, at: int) -> bool:
        """«Joint Commission between Kazakhstan and …»: a body of two countries."""
        tokens = self.sentence.tokens
        if at >= len(tokens) or not any(s.kind == "prep" and s.code == "between" for _, s in self.senses.get(at, ())):
            return False
        ahead = at + 2 if at + 1 < len(tokens) and tokens[at + 1].text in self.articles else at + 1
        return self.country(ahead) is not None

    def _plain(self, at: int, end: int, core: int) -> bool:
        """Whether a name with a weak head («… Technologies») has no word of its own."""
        weak = self.grammar.words("organisations", "weak")
        last = self.sentence.tokens[end - 1].text
        known = all(
            self.kinds(i) & {"domain", "field", "adjectives", "head", "conjunctions", "stop"} for i in range(at, end)
        )
        return core == end and last in weak and known

    def _inside(self, at: int) -> bool:
        """Whether the word before belongs to the same run: names begin at its first word only."""
        return (
            self.capital(at - 1)
            and self.capital(at)
            and self.sentence.tokens[at - 1].quote == self.sentence.tokens[at].quote
            and at not in self._named_up_to
        )

    def _group(self, at: int) -> tuple[int, str] | None:
        """The first group of capitalised words up to its last head noun."""
        tokens = self.sentence.tokens
        found: tuple[int, str] | None = None
        end, known = at, True
        while end < len(tokens) and tokens[end].quote == tokens[at].quote:
            if self.capital(end):
                head = self.head(end)
                if head:
                    found = (end + head[0], head[1])
                known = known and bool(self.kinds(end) & {"domain", "field"})
                end += head[0] if head else 1
            elif (
                end > at
                and found is None
                and self.capital(end + 1)
                and (
                    tokens[end].text == "&"
                    or (known and tokens[end].text in _LIST and self.kinds(end + 1) & {"domain", "field"})
                )
            ):
                end += 1
            else:
                break
        return found

    def _small(self, at: int) -> tuple[int, str] | None:
        """«foreign ministry», «ministry of education» in small letters."""
        tokens = self.sentence.tokens
        end = at
        while end < len(tokens) and end - at < _WIDEST:
            head = self.head(end)
            if head and head[1] == "Ministry" and tokens[end].surface.islower():
                return end + head[0], head[1]
            joined = end > at and tokens[end].text in _LIST
            if not joined and "domain" not in self.kinds(end):
                return None
            end += 1
        return None

    def _sides(self, at: int, end: int) -> list[str]:
        """The countries whose names or adjectives stand in the first group."""
        found = [
            hit.entities[0].country
            for (first, _), hit in self.placed
            if at <= first < end and hit.entities[0].kind == "Country"
        ]
        return list(dict.fromkeys(code for code in found if code))

    def _tail(self, at: int, *, opened: bool = False) -> tuple[int, tuple[str, str] | None, int]:
        """What hangs on behind the first group: the end of the core, whose body it is (code, words), the end of all.

        `opened` tells that the name has already got its «of …».
        """
        tokens = self.sentence.tokens
        small = at > 0 and tokens[at - 1].surface.islower()
        hit = self.country(at)
        if hit:  # «IT Park Uzbekistan»
            last = self.by_start[at][0][1]
            return last, (hit.entities[0].country or "", ""), last
        core = at
        while core < len(tokens):
            word = tokens[core].text
            if word not in self.joints and word != ",":
                break
            start = core + 1
            if start < len(tokens) and tokens[start].text in self.articles:
                start += 1
            if start >= len(tokens) or tokens[start].quote != tokens[at - 1].quote:
                break
            hit = self.country(start)
            if word in _LIST or word == "&":
                end = self._listed(core, start, opened=opened, small=small)
                if end is None:
                    break
                core = end
                continue
            if hit:
                last = self.by_start[start][0][1]
                if word == "of" and self._goes_on(last):
                    pass  # «of the Korea Institute»
                elif word == "of" or self._abroad(core, at):
                    words = Span(tokens[core + 1].span.start, tokens[last - 1].span.end).of(self.document.article.text)
                    if word == "of":
                        abroad = self._where(last)
                        return core, (hit.entities[0].country or "", words), abroad or last
                    return core, None, last
                else:
                    break
            end = start
            while end < len(tokens) and (
                self.capital(end)
                or (small and self.kinds(end) & {"domain"})
                or (tokens[end].text == "&" and end > start)
            ):
                end += 1
            if end == start:
                break
            core, opened = end, True
        return core, None, core

    def _goes_on(self, at: int) -> bool:
        """Whether a head follows in the same run of capitals: «of the Korea Institute»."""
        while self.capital(at) and not self.kinds(at) & {"post"}:
            if self.head(at):
                return True
            at += 1
        return False

    def _listed(self, core: int, start: int, *, opened: bool, small: bool) -> int | None:
        """The end of a further part of a list inside a name: «…, ICT and Future Planning»."""
        tokens = self.sentence.tokens
        word = tokens[core].text
        if start > core + 1 and is_acronym(tokens[start]):
            return None  # «National Archives of Korea and the UNDP»
        end = start
        while (
            end < len(tokens)
            and end - start < _WIDEST
            and (self.capital(end) or (small and "domain" in self.kinds(end)))
        ):
            head = self.head(end)
            heavy = head and self.sentence.tokens[end].text not in self.grammar.words("organisations", "weak")
            if heavy or self.country(end) or self.kinds(end) & {"post"}:
                return None
            end += 1
        known = any(self.kinds(i) & {"domain", "field"} or is_acronym(tokens[i]) for i in range(start, end))
        if end == start:
            # a comma before «and»: «…, Agriculture, and Processing Industry»
            return (
                core + 1
                if word == ","
                and start < len(tokens)
                and tokens[start].text == "and"
                and self._listed(start, start + 1, opened=opened, small=small)
                else None
            )
        if not opened or not known:
            return None
        if word == ",":
            rest = range(end, min(end + 12, len(tokens)))
            stop = next((i for i in rest if not (self.capital(i) or tokens[i].text == ",")), None)
            if stop is None or tokens[stop].text not in ("and", "&"):
                return None
        return end

    def _abroad(self, core: int, at: int) -> bool:
        return any("mission" in self.kinds(i) for i in range(max(0, at - 2), core))

    def _where(self, at: int) -> int | None:
        """«Embassy of Belarus in the Republic of Korea»: the end of where a mission is."""
        tokens = self.sentence.tokens
        if at >= len(tokens) or tokens[at].text not in ("in", "to") or not self._abroad(at, at - 3):
            return None
        start = at + 1 + (at + 1 < len(tokens) and tokens[at + 1].text in self.articles)
        return self.by_start[start][0][1] if self.country(start) else None

    def _whose(self, at: int) -> str | None:
        """The country in front: «Korea's …», «Belarus' …»."""
        tokens = self.sentence.tokens
        if not at or "possessive" not in self.kinds(at - 1):
            return None
        return (
            next(
                (
                    hit.entities[0].country
                    for (_, last), hit in self.placed
                    if last == at - 1 and hit.form in ("name", "short") and hit.entities[0].kind == "Country"
                ),
                None,
            )
            if tokens[at - 1].span.start == tokens[at - 2].span.end
            else None
        )

    def _made(
        self, at: int, core: int, end: int, *, kind: str, owner: tuple[str, str] | None, sides: list[str]
    ) -> OrganisationName:
        tokens, text = self.sentence.tokens, self.document.article.text

        def words(first: int, last: int) -> str:
            return Span(tokens[first].span.start, tokens[last - 1].span.end).of(text)

        short = words(at, core)
        names = [f"{short} of {owner[1]}", short] if owner and owner[1] else [short]
        if end > core and not (owner and not owner[1]):
            names.insert(0, words(at, end))
        country = owner[0] if owner else self._whose(at) or (sides[0] if sides else None)
        first = self.by_start.get(at)
        if first and first[1].entities[0].kind == "Country" and first[0][1] < core and kind == "Ministry":
            names.append(words(first[0][1], core))  # «Kyrgyz Foreign Ministry»
        names += bracketed(self.sentence, end)[0]
        place = next(
            (hit for (first_, _), hit in self.placed if at <= first_ < core and hit.entities[0].kind == "Place"), None
        )
        country = country or (place.entities[0].country if place else None)
        entities = [e for e in self._registered(at, core) if country is None or e.country in (None, country)]
        # «Ministry of Foreign Affairs» is found in every country
        owners = {e.country for e in entities} if kind != "Ministry" else set()
        return OrganisationName(
            kind,
            tuple(dict.fromkeys(n[:1].upper() + n[1:] for n in names)),
            country or (owners.pop() if len(owners) == 1 else None),
            tuple(e.iri for e in entities),
            soft=country is None,
        )

    def _registered(self, at: int, core: int) -> tuple[Entity, ...]:
        """What the registry knows by the name, its country left out or not."""
        found = self.by_start.get(at)
        if found is None or found[1].form not in ("name", "short") or found[0][1] < core:
            return ()
        entities = found[1].entities
        return () if entities[0].kind in ("Country", "Place") else entities
