"""The viewer in a Chromium without a GPU: frames a second while it is dragged, and the time to its first picture.

    python benchmarks/bench_viewer.py [--short] [--store FOLDER]

A mouse drags the picture for two seconds, a real one as far as the browser knows; frames are counted by the browser.
The networks are made up: as dense as what news tells (1.55 ties a thing), each thing with a name of three words. With
`--store` (or the collection, loaded into memory) the graph page of a server is opened, too.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from rows import Other, Row, absent, run
from suviaz import draw
from suviaz.draw import content
from suviaz.network import Link, Network, Node, Quote

ROOT = Path(__file__).parents[1]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
# Without a software renderer either there is no WebGL at all.
BARE = ["--disable-software-rasterizer", "--disable-3d-apis"]
WORDS = [
    "нацыянальны",
    "міністэрства",
    "супрацоўніцтва",
    "centre",
    "agreement",
    "форум",
    "развіцця",
    "інавацый",
    "тэхналогій",
]
SIZES = (200, 2000)
ENOUGH = {200: 55, 2000: 30}
"""Frames a second below which the picture does not feel like one; 60 is all that a screen shows."""


def network(size: int, seed: int = 7) -> Network:
    """Two sides with what they do together: a few of them have most of the ties."""
    dice = random.Random(seed)

    def name() -> dict[str, str]:
        return {"be": " ".join(dice.choice(WORDS) for _ in range(3)) + f" {dice.randrange(1000)}"}

    nodes, links = [], []
    for at in range(size):
        kind = dice.choices(("Organisation", "Person", "Event", "Agreement"), (25, 20, 35, 20))[0]
        side = dice.choice(("BY", "KR")) if kind in ("Organisation", "Person") else None
        status = "announced" if dice.random() < 0.1 else None
        year = dice.randrange(2008, 2026)
        when = f"{year}-{dice.randrange(1, 13):02d}"
        joint = side is None
        nodes.append(
            Node(f"n{at:05d}", kind, kind, name(), country=side, status=status if joint else None,
                 when=when if joint else None, first=year, last=year)
        )  # fmt: skip
    actors = [node for node in nodes if node.country]
    weights = [1 / (rank + 1) ** 0.7 for rank in range(len(actors))]
    joints = [node for node in nodes if not node.country]
    seen = set()
    while len(links) < size * 1.55:
        at = len(links)  # first one for each: what has no tie is not shown
        actor = actors[at] if at < len(actors) else dice.choices(actors, weights)[0]
        ends = dice.choice(joints).id, actor.id
        if ends in seen:
            continue
        seen.add(ends)
        sure = dice.random()
        quote = Quote("a", 0, 9, "wrote so", confidence=sure, lang="be", url="https://example.org/a")
        links.append(Link(*ends, "hasParticipant", first=2015, last=2015, confidence=sure, quotes=(quote,)))
    return Network(tuple(nodes), tuple(links), pair=("BY", "KR"))


def page(size: int, folder: Path) -> Path:
    """The offline page with all of a network in sight."""
    content.ROOM = content.CAP = size
    path = folder / f"{size}.html"
    path.write_text(draw.html(network(size)), "utf-8")
    return path


COUNT = """() => {
  const times = [];
  const step = (now) => { times.push(now); if (!window.done) requestAnimationFrame(step); };
  window.done = false; window.times = times; requestAnimationFrame(step);
}"""


def spent(browser: Any) -> float:
    """CPU seconds of all processes of the browser so far."""
    session = browser.new_browser_cdp_session()
    found = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return sum(one["cpuTime"] for one in found)


def dragged(tab: Any, seconds: float = 2.0) -> tuple[float, float, float]:
    """Frames a second, the longest time between two, and CPU a frame, both in ms, while the mouse drags the picture."""
    browser = tab.context.browser
    box = tab.locator("#graph").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 12
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.evaluate(COUNT)
    before = spent(browser)
    begun, step = time.perf_counter(), 0
    while time.perf_counter() - begun < seconds:
        step += 1
        tab.mouse.move(x + 90 * ((step % 60) / 30 - 1), y + 60 * ((step % 44) / 22 - 1))
    cost = spent(browser) - before
    tab.mouse.up()
    times = tab.evaluate("() => { window.done = true; return window.times; }")
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    return 1000 * len(gaps) / (times[-1] - times[0]), max(gaps), 1000 * cost / len(gaps)


def first(browser: Any, address: str) -> tuple[float, float]:
    """Milliseconds from the request to the first paint, and to the first picture of the network."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    tab = context.new_page()
    # From inside, so that no round trip of the measuring program counts.
    tab.add_init_script(
        "window.drawn = new Promise((done) => addEventListener('DOMContentLoaded', () => {"
        " const look = () => document.getElementById('graph')?.dataset.nodes > 0"
        " ? requestAnimationFrame(() => done(performance.now())) : requestAnimationFrame(look); look(); }));"
    )
    tab.goto(address, wait_until="commit")
    drawn = tab.evaluate("window.drawn")
    painted = None
    while painted is None:  # the browser writes it down a moment after the frame
        painted = tab.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null")
    context.close()
    return painted, drawn


def main() -> None:
    run(measure, __doc__ or "", ("--store", {"type": Path, "metavar": "FOLDER"}))


def measure(options: argparse.Namespace) -> Iterator[Row]:
    if not CHROMIUM:
        yield absent("the viewer", "there is no Chromium on the PATH")
        return
    from playwright.sync_api import sync_playwright

    rounds = 1 if options.short else 3
    poor = []
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        pages = {size: page(size, folder) for size in SIZES}
        for bare in (False, True):
            browser = playwright.chromium.launch(
                executable_path=CHROMIUM, args=[*FLAGS, *(BARE if bare else [])],
                ignore_default_args=["--enable-unsafe-swiftshader"],
            )  # fmt: skip
            for size, path in pages.items():
                rates, gaps, costs, starts = [], [], [], []
                for _ in range(rounds):
                    tab = browser.new_page(viewport={"width": 1280, "height": 800})
                    tab.goto(path.as_uri())
                    tab.locator("#graph[data-nodes]").wait_for()
                    gl = tab.evaluate("Boolean(document.createElement('canvas').getContext('webgl'))")
                    assert tab.locator("#graph").get_attribute("data-nodes") == str(size)
                    rate, gap, cost = dragged(tab)
                    costs.append(cost)
                    rates.append(rate)
                    gaps.append(gap)
                    tab.close()
                    starts.append(first(browser, path.as_uri())[1])
                at = f"{size:,} nodes, WebGL {'there' if gl else 'not there'}"
                yield Row("frames a second, best", at, max(rates), "", (), max(rates) / 60, Other("a screen", 60.0))
                yield Row("frames a second, median", at, statistics.median(rates), "")
                yield Row("longest frame", at, min(gaps), "ms")
                yield Row("CPU of a frame", at, min(costs), "ms")
                yield Row("first picture", at, min(starts), "ms")
                if max(rates) < ENOUGH[size]:
                    poor.append(size)
            if bare:
                yield from _site(browser, options.store, folder, rounds)
            browser.close()
    if poor:
        raise SystemExit(f"Too slow at {poor} nodes.")


def _site(browser: Any, store: Path | None, folder: Path, rounds: int) -> Iterator[Row]:
    """The graph page of a server over the collection."""
    if store is None:
        store = folder / "store"
        run = [sys.executable, "-m", "suviaz", "load", "--quiet", str(ROOT / "data" / "articles")]
        subprocess.run(run, check=True, env={**os.environ, "SUVIAZ_STORE": str(store)})
    port = "8765"
    server = subprocess.Popen(
        [sys.executable, "-m", "suviaz", "serve", "--port", port], env={**os.environ, "SUVIAZ_STORE": str(store)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(200):
            try:
                urlopen(address + "/", timeout=5).close()
                break
            except URLError:
                time.sleep(0.1)
        for path in ("/graph", "/graph?pair=BY,KR"):
            found = [first(browser, address + path) for _ in range(rounds + 1)]
            cold, warm = found[0], min(found[1:])
            for name, (painted, drawn) in (("", warm), (", first visit after the start", cold)):
                yield Row(f"first paint{name}", f"{path} of the collection", painted, "ms")
                yield Row(f"first picture{name}", f"{path} of the collection", drawn, "ms")
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
