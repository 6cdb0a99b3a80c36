"""Who holds which post where, counted on the paragraphs of `corpus/ru_news.jsonl`.

In the spirit of the relation Occupation of FactRuEval-2016 (Starostin et al., Dialogue 2016): a fact has the slots who,
position and where; facts are paired within one holder, slots are counted over all paragraphs. A position agrees where
it shares a word with that of the gold, whatever its case; a place by any of its accepted names.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from said import Slots, folded
from scoring import Tally
from suviaz.model import Reading, Ref

STEM = 5
"""Letters that two forms of one word share at least."""


@dataclass(frozen=True)
class Occupation:
    """Names of a person, the words of a post, names of where it is held; all as a reader gives them."""

    who: frozenset[str]
    position: str
    where: frozenset[str] = frozenset()


def paragraphs(path: Path) -> list[Slots]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def wanted(paragraph: Slots) -> list[Occupation]:
    """The tenures of the gold."""
    people = {person["id"]: frozenset(map(folded, person["names"])) for person in paragraph["people"]}
    return [
        Occupation(
            people[t["holder"]], t["post_words"], frozenset(map(folded, t["organisation"] or [t["country"] or ""]))
        )
        for t in paragraph["tenures"]
    ]


def read_occupations(reading: Reading) -> Iterator[Occupation]:
    """What our reader says, in the terms of the gold."""
    names = {r.id: frozenset(map(folded, r.names)) for r in reading.referents}
    facts = {fact.id: fact for fact in reading.facts}
    for fact in reading.facts:
        holder, post = fact.value("hasHolder"), fact.value("hasPost")
        if isinstance(holder, Ref) and isinstance(post, Ref):
            seats = [v for name in ("isPostIn", "belongsToCountry") for v in facts[post.id].values(name)]
            where = frozenset(n for seat in seats if isinstance(seat, Ref) for n in names.get(seat.id, frozenset()))
            yield Occupation(names[holder.id], " ".join(facts[post.id].names), where)


def compare(gold: Iterable[Occupation], found: Iterable[Occupation]) -> Tally:
    """Slots that agree, were found and were wanted in one paragraph."""
    gold, left, total = list(gold), list(found), Tally()
    rated = [(_pair(g, f), i, j) for i, g in enumerate(gold) for j, f in enumerate(left) if g.who & f.who]
    taken: tuple[set[int], set[int]] = set(), set()
    for tally, i, j in sorted(rated, key=lambda r: (-r[0].hit, r[1], r[2])):
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            total += tally
    total += sum((Tally(0, 0, 2 + _placed(g)) for i, g in enumerate(gold) if i not in taken[0]), Tally())
    return total + sum((Tally(0, 2 + _placed(f), 0) for j, f in enumerate(left) if j not in taken[1]), Tally())


def _pair(gold: Occupation, found: Occupation) -> Tally:
    position = bool(_stems(gold.position) & _stems(found.position))
    # Where the gold names no place, a place found counts for nothing.
    where = _placed(gold) and bool(gold.where & found.where)
    return Tally(1 + position + where, 2 + (_placed(gold) and _placed(found)), 2 + _placed(gold))


def _placed(one: Occupation) -> bool:
    return bool(one.where - {""})


def _stems(words: str) -> set[str]:
    return {word[:STEM] for word in re.findall(r"\w+", words.casefold().replace("ё", "е")) if len(word) > 2}
