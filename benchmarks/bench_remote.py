"""What an article costs on servers, beside a folder: `python benchmarks/bench_remote.py ADDRESS... [--articles N]`.

Articles made up by rule are stored one by one, each in turn in a folder of its own and at each address; seconds of the
clock, the median of all. The graph at an address is one of this program's making, or none yet. Names of users and
passwords are found as `suviaz` finds them.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from generate import articles
from rows import Other, Row, absent, against, run
from suviaz import rdf
from suviaz.resolve import KnownEntities, resolve
from suviaz.store import Store
from suviaz.store.there import There


def main() -> None:
    run(measure, __doc__ or "",
        ("addresses", {"nargs": "*", "metavar": "ADDRESS"}),
        ("--articles", {"type": int, "default": 20, "metavar": "N"}))  # fmt: skip


def measure(options: argparse.Namespace) -> Iterator[Row]:
    if not options.addresses:
        yield absent("storing on a server", "no address was given: python benchmarks/bench_remote.py ADDRESS")
        return
    known = KnownEntities(rdf.read_registry())
    readings = islice(articles(options.articles), options.articles)
    batch = [rdf.article_graphs(reading, resolve(reading, known), known) for reading in readings]
    with tempfile.TemporaryDirectory() as folder:
        stores, opening = {}, {}
        for number, address in enumerate((None, *options.addresses)):
            place = There.at(address) if address else None
            began = time.perf_counter()
            stores[address or "a folder"] = Store(Path(folder) / str(number), place=place)
            opening[address or "a folder"] = time.perf_counter() - began
        times: dict[str, list[float]] = {name: [] for name in stores}
        for graphs in batch:
            for name, store in stores.items():
                began = time.perf_counter()
                store.put(graphs)
                times[name].append(time.perf_counter() - began)
        least = Other("in a folder", 1000 * statistics.median(times["a folder"]))
        for name, found in times.items():
            middle = 1000 * statistics.median(found)
            yield against(f"storing in {name}", f"{options.articles} articles", middle, "ms of the clock", least)
            yield Row(f"opening {name}, with the registry", "", opening[name], "s")


if __name__ == "__main__":
    main()
