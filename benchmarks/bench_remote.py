"""What an article costs on servers, beside a folder: `python benchmarks/bench_remote.py ADDRESS... [--articles N]`.

Articles made up by rule are stored one by one, each in turn in a folder of its own and at each address; seconds of the
clock, the median of all. The graph at an address is one of this program's making, or none yet. Names of users and
passwords are found as `suviaz` finds them.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.generate import articles
from suviaz import rdf
from suviaz.resolve import KnownEntities, resolve
from suviaz.store import Store
from suviaz.store.there import There


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("addresses", nargs="+", metavar="ADDRESS")
    parser.add_argument("--articles", type=int, default=20)
    options = parser.parse_args()
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
        least = statistics.median(times["a folder"])
        print(f"{'milliseconds an article':50} {'median':>8} {'ratio':>6} {'opening it, with the registry, s':>34}")
        for name, found in times.items():
            middle = statistics.median(found)
            print(f"{name:50} {middle * 1000:8.0f} {middle / least:6.1f} {opening[name]:34.1f}")


if __name__ == "__main__":
    main()
