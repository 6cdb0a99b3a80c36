"""Requests a second and the slowest of a hundred: `suviaz serve` beside the oxigraph server and rdflib-endpoint.

    python benchmarks/bench_serve.py [--short] [--rdflib-endpoint PROGRAM]

All three serve the collection's merged graph on loopback and are asked by wrk, one after the other in each round, so
that a busy machine slows them alike; the ratios tell more than the figures. Before anything is measured, all must give
the same rows. Two things are asked: a small query (twenty memoranda with their names, as JSON), and a page of a thing.
Only suviaz has such pages, so the others are asked for the thing's triples, which is the least that a page needs; how
suviaz gives these triples is measured, too. What is not installed is said and left out: `pip install '.[bench]'`.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox

import suviaz
from rows import Other, Row, absent, run

ROOT = Path(__file__).parents[1]
SMALL = """PREFIX sv: <https://w3id.org/suviaz/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?memorandum ?name WHERE { ?memorandum a sv:Memorandum ; skos:prefLabel ?name . FILTER(LANG(?name) = "en") }
ORDER BY ?memorandum ?name LIMIT 20"""
JSON, TURTLE, HTML = "application/sparql-results+json", "text/turtle", "text/html"


@dataclass(frozen=True)
class Task:
    """What is asked: an address and an Accept header."""

    name: str
    path: str
    accept: str


@dataclass
class Side:
    """A server under measurement: how to start it, what it is asked, and what it came to (requests a second, ms)."""

    name: str
    command: list[str]
    port: int
    tasks: tuple[Task, ...]
    figures: dict[tuple[str, int], list[tuple[float, float]]] = field(default_factory=dict)

    def address(self, task: Task) -> str:
        return f"http://127.0.0.1:{self.port}{task.path}"


def main() -> None:
    run(
        measure,
        __doc__ or "",
        ("--rdflib-endpoint", {"default": shutil.which("rdflib-endpoint"), "metavar": "PROGRAM"}),
    )


def measure(chosen: argparse.Namespace) -> Iterator[Row]:
    if not shutil.which("wrk"):
        yield absent("serving", "wrk, which asks, is not installed (apt-get install wrk)")
        return
    with tempfile.TemporaryDirectory() as work:
        store, triples = Path(work) / "graph", Path(work) / "graph.nt"
        with suviaz.open(store) as graph:
            graph.load(ROOT / "data" / "articles")
            thing = _thing(graph)
        with suviaz.open(store) as graph:  # in the order of the disk
            merged = (ox.Triple(quad.subject, quad.predicate, quad.object) for quad in graph.store.graph())
            ox.serialize(merged, str(triples), ox.RdfFormat.N_TRIPLES)
        sides = _sides(store, triples, thing, chosen.rdflib_endpoint)
        with contextlib.ExitStack() as running:
            for side in sides:
                running.enter_context(_started(side))
            _compare(sides)
            for side in sides:
                for task in side.tasks:
                    _asked(side.address(task), task.accept, 16, 1)  # whatever is worked out once, is by now
            for _ in range(1 if chosen.short else 5):
                for connections in (1, 16):
                    for side in sides:
                        for task in side.tasks:
                            figure = _asked(side.address(task), task.accept, connections, 2 if chosen.short else 6)
                            side.figures.setdefault((task.name, connections), []).append(figure)
    yield from _told(sides)


def _thing(graph: suviaz.Collection) -> str:
    """A person of whom many articles tell."""
    text = (
        """SELECT ?p (COUNT(?s) AS ?n) WHERE { ?p a sv:Person . ?s ?how ?p } GROUP BY ?p ORDER BY DESC(?n) ?p LIMIT 1"""
    )
    return str(graph.query(text).rows[0][0])


def _sides(store: Path, triples: Path, thing: str, rdflib_endpoint: str | None) -> list[Side]:
    of, to = f"<{thing}> ?p ?o", f"?s ?q <{thing}>"
    about = f"CONSTRUCT {{ {of} . {to} }} WHERE {{ {{ {of} }} UNION {{ {to} }} }}"

    def asked(path: str) -> tuple[Task, ...]:
        small, data = (f"{path}?{urlencode({'query': text})}" for text in (SMALL, about))
        return Task("small query", small, JSON), Task("triples of a thing", data, TURTLE)

    page = Task("page of a thing", f"/entity?{urlencode({'iri': thing})}", HTML)
    mine = [sys.executable, "-m", "suviaz", "serve", "--store", str(store), "--quiet", "--port"]
    sides = [Side("suviaz", mine, _free(), (*asked("/sparql"), page))]
    beside = Path(sys.executable).with_name("oxigraph")
    oxigraph = str(beside) if beside.exists() else shutil.which("oxigraph")
    if oxigraph:
        port = _free()
        command = [oxigraph, "serve-read-only", "--location", str(store), "--bind", f"127.0.0.1:{port}"]
        sides.append(Side("oxigraph", command, port, asked("/query")))
    if rdflib_endpoint:
        port = _free()
        command = [rdflib_endpoint, "serve", str(triples), "--host", "127.0.0.1", "--port", str(port)]
        sides.append(Side("rdflib-endpoint", command, port, asked("/")))
    return sides


def _free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def _started(side: Side) -> Iterator[None]:
    command = [*side.command, str(side.port)] if side.command[-1] == "--port" else side.command
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", side.port), 1):
                break
            if process.poll() is not None:
                raise SystemExit(f"{side.name} did not start: {' '.join(command)}")
            time.sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait(20)


def _compare(sides: list[Side]) -> None:
    """All must give the same rows and the same triples, else their figures cannot stand beside each other."""
    rows, things = {}, {}
    for side in sides:
        small, data, *_ = side.tasks
        found = ox.parse_query_results(_read(side.address(small), JSON), format=ox.QueryResultsFormat.JSON)
        rows[side.name] = [tuple(str(term) for term in row) for row in found]  # type: ignore[union-attr]
        told = ox.parse(_read(side.address(data), TURTLE), format=ox.RdfFormat.TURTLE)
        things[side.name] = {str(quad.triple) for quad in told}
    for found in (rows, things):
        first, *others = found.values()
        if not first or any(other != first for other in others):
            raise SystemExit(f"They do not answer alike: { {name: len(all_) for name, all_ in found.items()} }")


def _read(address: str, accept: str) -> bytes:
    with urllib.request.urlopen(urllib.request.Request(address, headers={"Accept": accept}), timeout=60) as reply:
        return bytes(reply.read())


def _asked(address: str, accept: str, connections: int, seconds: int) -> tuple[float, float]:
    """Requests a second, and the milliseconds within which 99 of 100 are answered."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "--latency"]
    said = subprocess.run([*command, "-H", f"Accept: {accept}", address], capture_output=True, text=True).stdout
    if "Non-2xx" in said:
        raise SystemExit(f"Not every request was answered at {address}:\n{said}")
    value, unit = re.findall(r"99%\s+([\d.]+)(us|ms|s|m)\b", said)[0]
    rate = float(re.findall(r"Requests/sec:\s+([\d.]+)", said)[0])
    return rate, float(value) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}[unit]


def _told(sides: list[Side]) -> Iterator[Row]:
    """Medians over the rounds; the other servers' own figures stand beside ours. A page has no counterpart there: the
    triples of the thing are the least that it needs.
    """
    mine, *others = sides
    missing = [Other(name, None, f"not installed: pip install '{name}'") for name in ("oxigraph", "rdflib-endpoint")
               if name not in {side.name for side in others}]  # fmt: skip
    for task in mine.tasks:
        theirs = "triples of a thing" if task.name == "page of a thing" else task.name
        for connections in (1, 16):
            rate, slow = _medians(mine, task.name, connections)
            found = [(side.name, *_medians(side, theirs, connections)) for side in others]
            rates = (*(Other(name, figure) for name, figure, _ in found), *missing)
            waits = (*(Other(name, figure) for name, _, figure in found), *missing)
            bound = next((one for one in rates if one.what == "oxigraph" and one.figure), None)
            at = f"{connections} connections"
            ratio = rate / bound.figure if bound and bound.figure else None
            yield Row(f"{task.name}, requests a second", at, rate, "", rates, ratio, bound)
            yield Row(f"{task.name}, 99 of 100 within", at, slow, "ms", waits)


def _medians(side: Side, name: str, connections: int) -> tuple[float, ...]:
    return tuple(statistics.median(column) for column in zip(*side.figures[name, connections], strict=True))


if __name__ == "__main__":
    main()
