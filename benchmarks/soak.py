"""Many visitors for a long time, some of them ruthless: is every ordinary question answered, rightly, and does nothing
leak?

    python benchmarks/soak.py [--seconds 600] [--store FOLDER]

Starts `suviaz serve` over the collection on loopback. Four visitors ask small questions whose answers are known, look
at pages and take things as data; one sends what is refused; one sends queries that never end, or that want more memory
than a worker has, or goes away while waiting; and one loads an article and withdraws it again. Exit code 1 where an
ordinary question was refused or answered wrongly, a query that never ends got anything but a 503, or memory grew by
more than 10 % from the first half to the last third.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import itertools
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import suviaz

ROOT = Path(__file__).parents[1]
LIMIT = 5
QUESTIONS = (
    "SELECT (COUNT(?p) AS ?n) { ?p a sv:Person }",
    "SELECT ?a ?name { ?a a sv:Memorandum ; skos:prefLabel ?name } ORDER BY ?a ?name LIMIT 20",
    "SELECT ?field (COUNT(?a) AS ?n) { ?a sv:hasField ?field } GROUP BY ?field ORDER BY ?field",
    "ASK { ?s a sv:Signing ; sv:startDate ?day }",
)
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f && ?f != ?i) }"
GREEDY = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c ?a"
REFUSED = (
    ("/sparql?query=SELECT", 400),
    ("/sparql?update=CLEAR%20ALL", 403),
    ("/sparql?" + urlencode({"query": "ASK { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"}), 403),
    ("/id/country/ZZZ", 404),
    ("/no/such/page", 404),
)
PAGES = ("/", "/agreements", "/commitments", "/articles", "/id/country/KOR", "/ontology", "/sparql")
ARTICLE = """---
url: https://example.org/soak
title: A visit
published: 2024-05-03
lang: en
---
On 3 May 2024 in Minsk, a delegation of the Ministry of Education of the Republic of Korea visited Belarus.
"""


class Soak:
    """A server under load: what visitors counted, what went wrong, and how much memory was taken when."""

    def __init__(self, port: int, process: subprocess.Popen[bytes], known: dict[str, object]) -> None:
        self.port, self.process, self.known = port, process, known
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.memory: list[tuple[float, float, float]] = []
        self.over = threading.Event()

    def ask(self, path: str, *, timeout: float = 60, **headers: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", path, headers=headers)
            reply = connection.getresponse()
            return reply.status, reply.read()
        finally:
            connection.close()

    def visit(self, job: Callable[[random.Random], None], seed: int, pause: float) -> None:
        dice = random.Random(seed)
        while not self.over.is_set():
            try:
                job(dice)
            except Exception as error:
                self.wrong.append(f"{job.__name__}: {error!r}")
            self.over.wait(pause)

    # -- visitors

    def ordinary(self, dice: random.Random) -> None:
        """A question whose answer is known, or a page."""
        if dice.random() < 0.7:
            text = dice.choice(QUESTIONS)
            status, body = self.ask("/sparql?" + urlencode({"query": text}), Accept="application/sparql-results+json")
            self.counts["questions"] += 1
            if status != 200 or _told(json.loads(body)) != self.known[text]:
                self.wrong.append(f"{status} for {text}: {body[:200]!r}")
            return
        path = dice.choice(PAGES)
        accept = dice.choice(("text/html", "text/turtle", "*/*")) if path.startswith(("/id", "/onto")) else "text/html"
        status, body = self.ask(path, Accept=accept)
        self.counts["pages"] += 1
        if status not in (200, 303):
            self.wrong.append(f"{status} for {path}: {body[:200]!r}")

    def refused(self, dice: random.Random) -> None:
        path, expected = dice.choice(REFUSED)
        status, body = self.ask(path)
        self.counts["refused"] += 1
        if status != expected or b"Traceback" in body:
            self.wrong.append(f"{status} for {path}: {body[:200]!r}")

    def ruthless(self, dice: random.Random) -> None:
        kind = dice.choice(("endless", "endless", "greedy", "gone"))
        if kind == "gone":
            with contextlib.suppress(TimeoutError):
                self.ask("/sparql?" + urlencode({"query": ENDLESS}), timeout=1)
            self.counts["gone while waiting"] += 1
            return
        status, body = self.ask("/sparql?" + urlencode({"query": ENDLESS if kind == "endless" else GREEDY}))
        self.counts[kind] += 1
        if status != 503:
            self.wrong.append(f"{status} for a query that is {kind}: {body[:200]!r}")

    def loading(self, store: Path, article: Path) -> Callable[[random.Random], None]:
        def load(_: random.Random) -> None:
            with suviaz.open(store) as graph:
                graph.load(article)
            with suviaz.open(store) as graph:
                graph.withdraw("https://example.org/soak")
            self.counts["loaded and withdrawn"] += 1

        return load

    def watch(self) -> None:
        """How much memory the server takes, and how much its workers, every second."""
        began = time.monotonic()
        while not self.over.wait(1):
            workers = [_memory(pid) for pid in _children(self.process.pid)]
            self.memory.append((time.monotonic() - began, _memory(self.process.pid), statistics.median(workers or [0])))


def _told(document: dict[str, object]) -> object:
    return document.get("boolean", document.get("results"))


def _children(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _memory(pid: int) -> float:
    """MiB of a process that are in memory and its own; 0 for one that has just gone."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) / 1024
    return 0.0


@contextlib.contextmanager
def _served(store: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = int(one.getsockname()[1])
    command = [sys.executable, "-m", "suviaz", "serve", "--store", str(store), "--port", str(port)]
    command += ["--timeout", str(LIMIT), "--memory", "1024", "--workers", "3"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, env=environment, stderr=log)
        try:
            for _ in range(300):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                time.sleep(0.2)
            yield port, process
        finally:
            process.terminate()
            process.wait(30)
            log.seek(0)
            said = log.read().decode(errors="replace")
            if "Traceback" in said:
                print(said[-4000:], file=sys.stderr)


def main() -> None:
    """Soak, and say what came of it."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    options.add_argument("--seconds", type=int, default=600)
    options.add_argument("--store", type=Path, help="a graph to serve; it is loaded into. Default: the collection")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as work:
        store, article = chosen.store or Path(work) / "graph", Path(work) / "soak.txt"
        article.write_text(ARTICLE, encoding="utf-8")
        if chosen.store is None:
            with suviaz.open(store) as graph:
                graph.load(ROOT / "data" / "articles")
        with suviaz.open(store) as graph:
            known = {text: _told(json.loads(graph.query(text).write("json"))) for text in QUESTIONS}
        with _served(store) as (port, process):
            soak = Soak(port, process, known)
            jobs = [(soak.ordinary, 0.01)] * 4
            jobs += [(soak.refused, 0.2), (soak.ruthless, 1.0), (soak.loading(store, article), 15.0)]
            threads = [
                threading.Thread(target=soak.visit, args=(job, seed, pause)) for seed, (job, pause) in enumerate(jobs)
            ]
            for thread in (*threads, watcher := threading.Thread(target=soak.watch)):
                thread.start()
            time.sleep(chosen.seconds)
            soak.over.set()
            for thread in (*threads, watcher):
                thread.join()
        sys.exit(_judged(soak, chosen.seconds))


def _judged(soak: Soak, seconds: int) -> int:
    print(f"{seconds} s: {', '.join(f'{count:,} {name}' for name, count in sorted(soak.counts.items()))}")
    grown = False
    for column, name in ((1, "server"), (2, "a worker")):
        first, last = (
            statistics.median(row[column] for row in soak.memory if low <= row[0] / seconds < high)
            for low, high in ((1 / 6, 1 / 2), (2 / 3, 1.1))
        )
        print(f"memory of {name}: {first:.0f} MiB at first, {last:.0f} MiB at last ({100 * (last / first - 1):+.1f} %)")
        grown = grown or last > 1.1 * first
    for line in itertools.islice(soak.wrong, 20):
        print(f"WRONG {line}")
    if not soak.counts["questions"] or not soak.counts["endless"]:
        print("WRONG Nothing was asked.")
        return 1
    if grown:
        print("WRONG The memory grew by more than 10 %.")
        return 1
    print(f"{len(soak.wrong)} things went wrong." if soak.wrong else "Every ordinary question was answered rightly.")
    return 1 if soak.wrong else 0


if __name__ == "__main__":
    main()
