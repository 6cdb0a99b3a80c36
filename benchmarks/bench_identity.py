"""Who is who: how long it takes to place a mention among many known entities, and how well, next to other matchers.

    python benchmarks/bench_identity.py [--short]

Time: people and bodies are made by rule, indexed by block, and mentions of some of them, spelt in another language,
are compared with all that share a block. The time of a mention must not depend on how many are known.

Quality: the benchmark of `tests/identity`, on all pairs of one kind in one country (those that a scorer without an
idea of countries and kinds could confuse least). rapidfuzz's WRatio on romanised names and, where they are installed,
nomenklatura's matchers get the threshold that is best for them; Suviaz decides by its own.
"""

from __future__ import annotations

import argparse
import functools
import gc
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from pathlib import Path

from suviaz import names, rdf
from suviaz.identity import SAME, Identity, Post, Profile

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from rows import Other, Row, run
from test_identity import clusters

LEVELS = (10_000, 30_000, 100_000)
"""Known entities where a mention is timed."""
_ENDINGS = ("ов", "ин", "енко", "евич", "ский", "ович", "ук", "ец", "чик", "ян")
_PARTS = (
    "ба",
    "ве",
    "гар",
    "да",
    "жи",
    "за",
    "кол",
    "ли",
    "мар",
    "нов",
    "пе",
    "раз",
    "са",
    "тур",
    "фа",
    "ше",
    "ро",
    "ма",
)
_GIVEN = ("Сергей", "Александр", "Владимир", "Андрей", "Игорь", "Николай", "Виктор", "Дмитрий", "Юрий", "Олег", "Павел")
_SYLLABLES = "영호성진수민준현우재석태희경동정용철상남원훈혁규선미은지혜연"
_FAMILIES = "김이박최정강조윤장임"


def people(count: int) -> Iterator[Profile]:
    """People of a few countries, most with names of their own, some of which several share, as in life."""
    rng = random.Random(7)
    for i in range(count):
        if i % 50 == 0:
            name, lang, country = rng.choice(_FAMILIES) + "".join(rng.sample(_SYLLABLES, 2)), "ko", "KR"
        else:
            surname = "".join(rng.sample(_PARTS, rng.choice((3, 4)))).capitalize() + rng.choice(_ENDINGS)
            name, lang, country = f"{rng.choice(_GIVEN)} {surname}", "ru", rng.choice(["BY", "RU", "UA", "KZ"])
        body = (lang, f"Body {rng.randrange(400)}")
        yield Profile(
            node=f"n{i}",
            kind="Person",
            names=frozenset([(lang, name)]),
            countries=frozenset([country]),
            posts=frozenset([Post(rng.choice(["minister", "head", "deputy-head"]), (body,), None, country)]),
            days=frozenset([str(rng.randrange(1992, 2025))]),
        )


def other_spelling(person: Profile) -> Profile:
    [(lang, name)] = person.names
    spelt = names.romanise(name, lang)
    return Profile("m" + person.node, "Person", frozenset([("en", spelt)]), person.countries, person.posts, person.days)


def timing(identity: Identity, levels: Sequence[int], mentions: int) -> Iterator[Row]:
    """The time of a mention for each number of known entities."""
    for kept in (names.skeleton, names.romanise):  # what is loaded once is not to be paid for by the first mentions
        kept("Иванов", "ru")
    known = list(people(levels[-1]))
    first = again = None
    index: dict[str, list[Profile]] = defaultdict(list)
    done = 0
    for level in levels:
        for profile in known[done:level]:
            for key in identity.blocks(profile).filed:
                index[key].append(profile)
        done = level
        forget_names()
        # The same people at each level: who else is known is all that changes.
        asked = [other_spelling(p) for p in random.Random(11).sample(known[: levels[0]], mentions)]

        def place(mention: Profile, index: dict[str, list[Profile]] = index) -> tuple[int, bool]:
            candidates = {p.node: p for key in identity.blocks(mention).sought for p in index.get(key, ())}
            verdicts = {node: identity.judge(mention, p).verdict for node, p in candidates.items()}
            return len(candidates), verdicts.get(mention.node[1:]) == SAME

        times = []
        for _ in range(3):
            start = time.process_time()
            placed = [place(mention) for mention in asked]
            times.append(1000 * (time.process_time() - start) / mentions)
        first = first or times[0]
        compared, found = (sum(values) / mentions for values in zip(*placed, strict=True))
        # The first round pays for taking apart the names of mentions and of all they are compared with.
        at = f"{level:,} known, compared with {compared:.1f}, {found:.0%} placed"
        first, again = first or times[0], again or min(times)
        fewest = f"with {levels[0]:,} known"
        yield Row("placing a mention", at, times[0], "ms", (Other(fewest, first),))
        yield Row("placing a mention whose names were met", at, min(times), "ms", (Other(fewest, again),))


def forget_names() -> None:
    """Empty what remembers names that were taken apart, but not the tables of which there are few: else a level would
    profit from the one before, until there are too many names to remember.
    """
    for found in gc.get_objects():
        if not isinstance(found, functools._lru_cache_wrapper) or not found.__module__.startswith("suviaz."):
            continue
        if (found.cache_parameters()["maxsize"] or 0) >= 1024:
            found.cache_clear()


Score = Callable[[Profile, Profile], float]


def quality(identity: Identity) -> Iterator[Row]:
    """F1 over pairs for each way to compare names."""
    entries = [*clusters("first.txt"), *clusters("second.txt")]
    groups: dict[tuple[str, str], list[tuple[str, Profile]]] = defaultdict(list)
    for id_, profile in entries:
        groups[profile.kind, min(profile.countries)].append((id_, profile))
    pairs = [(a[1], b[1], a[0] == b[0]) for group in groups.values() for a, b in combinations(group, 2)]
    node_of = {n: i for i, c in enumerate(identity.clusters(p for _, p in entries).clusters) for n in c}
    size = f"{len(pairs):,} pairs of {len(entries):,} names, {sum(t for *_, t in pairs):,} of one thing"
    others: list[Other] = []
    for name, score in scorers():
        if score is None:
            others.append(Other(name, None, f"not installed: pip install {name}"))
            continue
        scored = [(score(a, b), true) for a, b, true in pairs]
        thresholds = sorted({round(score_, 2) for score_, _ in scored})
        best, limit = max((f1([(s >= t, true) for s, true in scored])[2], t) for t in thresholds)
        others.append(Other(name, best, f"threshold {limit:g}"))
    clustered = f1([(node_of[a.node] == node_of[b.node], true) for a, b, true in pairs])
    alone = f1([(identity.judge(a, b).verdict == SAME, true) for a, b, true in pairs])
    yield Row("who is who, clusters", size, clustered[2], "F1", tuple(others))
    for name, found in zip(("precision", "recall"), clustered, strict=False):
        yield Row(f"who is who, clusters, {name}", size, found, "")
    yield Row("who is who, pairs alone", size, alone[2], "F1")


def scorers() -> Iterator[tuple[str, Score | None]]:
    """By name; None for what is not installed."""

    def text(profile: Profile) -> str:
        [(lang, name)] = profile.names
        return names.fold(names.romanise(name, lang))

    try:
        from rapidfuzz import fuzz
    except ImportError:
        yield "rapidfuzz", None
    else:
        yield "rapidfuzz WRatio, romanised", lambda a, b: fuzz.WRatio(text(a), text(b))
    yield from nomenklatura()


def nomenklatura() -> Iterator[tuple[str, Score | None]]:
    try:
        from followthemoney import model
        from nomenklatura.matching import get_algorithm
    except ImportError:
        yield "nomenklatura", None
        return

    @functools.cache
    def entity(profile: Profile):  # type: ignore[no-untyped-def]
        made = model.make_entity("Person" if profile.kind == "Person" else "PublicBody")
        made.id = profile.node
        for _, name in profile.names:
            made.add("name", name)
        for country in profile.countries:
            made.add("country", country.lower())
        return made

    for key in ("logic-v1", "name-based", "regression-v1"):
        algorithm = get_algorithm(key)
        if algorithm is None:
            continue
        config = algorithm.default_config() if hasattr(algorithm, "default_config") else None

        def score(a: Profile, b: Profile, algorithm=algorithm, config=config) -> float:  # type: ignore[no-untyped-def]
            return float(algorithm.compare(entity(a), entity(b), config).score)

        yield f"nomenklatura {key}", score


def f1(decided: Sequence[tuple[bool, bool]]) -> tuple[float, float, float]:
    both = sum(said and true for said, true in decided)
    said, true = sum(s for s, _ in decided), sum(t for _, t in decided)
    precision, recall = both / said if said else 1.0, both / true if true else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if both else 0.0


def main() -> None:
    run(measure, __doc__ or "")


def measure(given: argparse.Namespace) -> Iterator[Row]:
    identity = Identity(rdf.read_registry())
    yield from timing(identity, (1_000, 10_000) if given.short else LEVELS, 100 if given.short else 500)
    yield from quality(identity)


if __name__ == "__main__":
    main()
