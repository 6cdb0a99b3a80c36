"""How much of the gold in `corpus/` the program finds: compares an exported TriG file with what was written by hand.

Slots are counted, not whole facts: a fact with one wrong date is not lost altogether. Facts of one kind are paired one
to one, the best pairs first. It reads nothing but the export, so no change inside the program can mislead it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from said import Export, Said, Slots, folded

# Slots with one value, and slots with a set of them.
KINDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "Person": (("name",), ()),
    "Organisation": (("name", "class", "country"), ()),
    "Tenure": (("holder", "post", "in", "to"), ()),
    "Agreement": (("class", "when", "status"), ("parties", "fields")),
    "Event": (("type", "when", "place", "status"), ("countries", "fields")),
    "Participation": (("actor", "event", "role"), ()),
    "CooperationBody": (("class", "place", "opened"), ("countries", "fields")),
    "Commitment": (("envisages", "when"), ("by", "fields")),
    "Statement": (("speaker", "direct"), ()),
}
KEYED = {"Tenure": "holder", "Participation": "actor", "Statement": "speaker"}  # without it no pair at all
NEAR = ({"meeting", "talks"}, {"forum", "conference"}, {"speaker", "presenter"}, {"attendee", "guest"})


@dataclass(frozen=True)
class Tally:
    """Slot values that agree, that were found, and that were wanted."""

    hit: int = 0
    found: int = 0
    wanted: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.hit + other.hit, self.found + other.found, self.wanted + other.wanted)

    @property
    def f1(self) -> float:
        """In per cent."""
        return 200 * self.hit / (self.found + self.wanted) if self.found + self.wanted else 0.0


@dataclass(frozen=True)
class Score:
    """Tallies by kind of fact, and the traps that the program fell into, each with its article."""

    tallies: Mapping[str, Tally]
    sprung: tuple[tuple[str, Slots], ...]
    traps: int

    @property
    def total(self) -> Tally:
        return sum(self.tallies.values(), Tally())


def corpus(folder: Path) -> list[Slots]:
    """The gold articles of a folder, in the order of their names."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]


def write_texts(articles: list[Slots], folder: Path) -> None:
    """The texts as a user would have them: the address and the day in front, nothing of the gold."""
    for article in articles:
        front = f"---\nurl: {article['url']}\n"
        front += f"published: {article['published']}\n" if article["published"] else ""
        (folder / f"{article['id']}.txt").write_text(f"{front}---\n{article['text']}", encoding="utf-8")


def digest(folder: Path) -> str:
    """Changes with any byte of any gold article, and when one comes or goes."""
    lines = (f"{p.name} {hashlib.sha256(p.read_bytes()).hexdigest()}\n" for p in sorted(folder.glob("*.json")))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def agree(slot: str, wanted: Any, found: Any) -> bool:
    if found in (None, "", set()):
        return False
    if slot == "place":
        return bool({folded(name) for name in wanted} & set(found))
    if slot in ("type", "event", "role"):
        return wanted == found or any({wanted, found} <= near for near in NEAR)
    if slot in ("when", "opened"):
        first, several, _ = wanted.partition("/")
        if several and len(first) == 10 and found == first:
            return True
        return found == wanted or (wanted.startswith("--") and bool(re.fullmatch(r"\d{4}" + wanted[1:], found)))
    return bool(wanted == found)


def compare(kind: str, gold: Slots | None, found: Slots | None, *, only: str | None = None) -> Tally:
    """The slots of a pair, or of a fact that stands alone; `only` counts one of them. What the gold leaves open counts
    for nothing."""
    total = Tally()
    single, many = KINDS[kind]
    standing = (found or {}).get("for", {})
    for slot in (only,) if only else (*single, *many):
        wanted, got = (gold or {}).get(slot), (found or {}).get(slot)
        if gold is not None and wanted in (None, [], ""):
            continue
        if slot in many:
            want, have = set(wanted or ()), set(got or ())
            stand_ins = {standing.get(value) for value in have - want}
            total += Tally(len(want & have | {w for w in want - have if w in stand_ins}), len(have), len(want))
        else:
            hit = gold is not None and (agree(slot, wanted, got) or (slot == "in" and standing.get(got) == wanted))
            total += Tally(int(hit), int(got not in (None, "", set())), int(gold is not None))
    return total


def paired(kind: str, gold: list[Slots], found: list[Slots]) -> Iterator[tuple[Slots | None, Slots | None]]:
    """Each fact once: pairs that share most come first, what is left over stands alone."""
    key = KEYED.get(kind)
    both = ((i, j) for i, g in enumerate(gold) for j, f in enumerate(found) if not key or g[key] == f[key])
    rated = [(compare(kind, gold[i], found[j]), i, j) for i, j in both]
    here, there = set(range(len(gold))), set(range(len(found)))
    for tally, i, j in sorted(rated, key=lambda r: (-r[0].hit, r[0].found - r[0].hit, r[1], r[2])):
        if tally.hit and i in here and j in there:
            here.remove(i)
            there.remove(j)
            yield gold[i], found[j]
    yield from ((gold[i], None) for i in sorted(here))
    yield from ((None, found[j]) for j in sorted(there))


def pairings(said: Said, gold: Slots) -> dict[str, list[tuple[Slots | None, Slots | None]]]:
    """Wanted and found facts of one article, paired, by kind."""
    wanted = [{"kind": "Person", "name": p["id"]} for p in gold["people"]]
    wanted += [{"kind": "Organisation", "name": o["id"], **o} for o in gold["organisations"]] + gold["facts"]
    found = list(said.facts())
    return {
        kind: list(paired(kind, *([f for f in side if f["kind"] == kind] for side in (wanted, found))))
        for kind in KINDS
    }


def springs(trap: Slots, facts: Iterable[Slots]) -> bool:
    """Whether one of the facts has all that the trap names."""

    def holds(slot: str, want: Any, have: Any) -> bool:
        return agree(slot, want, have) or (isinstance(want, list) and slot != "place" and set(want) <= set(have or ()))

    slots = [(slot, want) for slot, want in trap.items() if slot != "kind" and want is not None]
    return any(f["kind"] == trap["kind"] and all(holds(s, w, f.get(s)) for s, w in slots) for f in facts)


def score(articles: Iterable[Slots], trig: bytes) -> Score:
    export = Export(trig)
    tallies = {kind: Tally() for kind in KINDS}
    sprung: list[tuple[str, Slots]] = []
    traps = 0
    for article in articles:
        gold = article["gold"]
        said = Said(export, article)
        for kind, pairs in pairings(said, gold).items():
            tallies[kind] += sum((compare(kind, *pair) for pair in pairs), Tally())
        traps += len(gold.get("never", ()))
        sprung += [(article["id"], trap) for trap in gold.get("never", ()) if springs(trap, list(said.facts()))]
    return Score(tallies, tuple(sprung), traps)


def table(scores: Mapping[str, Score]) -> str:
    """Precision, recall and F1 by kind, a group of columns for each score."""
    lines = [f"{'':16}" + "".join(f"{name:>24}" for name in scores)]
    for kind in (*KINDS, "all"):
        cells = [s.total if kind == "all" else s.tallies[kind] for s in scores.values()]
        shares = ((100 * t.hit / max(t.found, 1), 100 * t.hit / max(t.wanted, 1), t.f1) for t in cells)
        lines.append(f"{kind:16}" + "".join(f"{p:10.1f}{r:7.1f}{f:7.1f}" for p, r, f in shares))
    lines.append(f"{'traps sprung':16}" + "".join(f"{f'{len(s.sprung)} of {s.traps}':>24}" for s in scores.values()))
    return "\n".join(lines)
