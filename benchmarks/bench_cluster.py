"""What reading into shards costs, and taking them in: `bench_cluster.py [--short] [--price DOLLARS]`.

CPU time of this process, the least of several runs, and what a million articles come to at a price for a core-hour. The
texts are those of the collection: as they are, several put together to the length of a long report, and these as
pages of the size that news have, in a WARC.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from rows import Row, run
from suviaz import articles, cluster, grammar, resources
from suviaz.cluster import Shard
from suviaz.collection import Collection
from suviaz.model import Article

PAGE, LONG = 60_000, 2_500
T = TypeVar("T")


def least(run: Callable[[], T], runs: int) -> tuple[float, T]:
    """The least CPU seconds of several runs, and what the last one gave."""
    found = []
    for _ in range(runs):
        begun = time.process_time()
        result = run()
        found.append(time.process_time() - begun)
    return min(found), result


def sources(folder: Path, texts: list[Article]) -> Iterator[tuple[str, Path]]:
    for name, some in (("as they are", texts), ("long", list(long(texts)))):
        path = folder / f"{name}.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for number, one in enumerate(some):
                about = {"text": one.text, "url": f"https://news.example/{number}", "lang": one.lang,
                         "published": one.published}  # fmt: skip
                file.write(json.dumps(about, ensure_ascii=False) + "\n")
        yield f"{name}, JSON Lines", path
    path = folder / "pages.warc"
    with path.open("wb") as file:
        for number, one in enumerate(long(texts)):
            body = page(one).encode()
            head = f"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: https://news.example/{number}\r\n"
            file.write(f"{head}Content-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n".encode())
            file.write(body + b"\r\n\r\n")
    yield "long, pages in a WARC", path


def long(texts: list[Article]) -> Iterator[Article]:
    """Texts of one language put together until they have the length."""
    waiting: dict[str, list[str]] = {}
    for one in texts:
        parts = waiting.setdefault(one.lang, [])
        parts.append(one.text)
        if sum(map(len, parts)) >= LONG:
            yield Article("\n".join(waiting.pop(one.lang)), one.lang, published=one.published)


def page(article: Article) -> str:
    """The article as a page among menus, links and scripts, as large as pages of news are."""
    body = "".join(f"<p>{line}</p>" for line in article.text.splitlines() if line.strip())
    links = "".join(f'<li><a href="/news/{n}">Another headline {n}</a></li>' for n in range(150))
    head = f"<html lang='{article.lang}'><head><title>News</title><meta charset='utf-8'></head><body>"
    inner = f"{head}<nav><ul>{links}</ul></nav><article><h1>News</h1>{body}</article><aside><ul>{links}</ul></aside>"
    return f"{inner}<script>/*{'x' * max(0, PAGE - len(inner.encode()))}*/</script></body></html>"


def main() -> None:
    run(measure, __doc__ or "",
        ("--price", {"type": float, "default": 0.05, "help": "dollars for a core and an hour"}))  # fmt: skip


def measure(given: argparse.Namespace) -> Iterator[Row]:
    runs = 1 if given.short else 3
    known = grammar.spellings()
    texts = [one.article for one in articles.read(str(resources.folder("data/articles")), known=known)
             if isinstance(one, articles.Read)]  # fmt: skip
    by = cluster.engine("processes")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def read(path: Path) -> list[Shard]:
            shutil.rmtree(folder / "shards", ignore_errors=True)
            return list(cluster.read([path], folder / "shards", by=by))

        def take() -> float:
            for left in folder.glob("graph*"):
                shutil.rmtree(left) if left.is_dir() else left.unlink()
            with Collection(folder / "graph") as graph:
                return least(lambda: graph.ingest(folder / "shards"), 1)[0]

        made = list(sources(folder, texts))
        start, _ = least(lambda: read(made[0][1]), 1)
        for number, (title, path) in enumerate(made):
            seconds, [found] = least(lambda path=path: read(path), runs)  # type: ignore[misc]
            if not number:
                start -= seconds
            size = sum(path.stat().st_size for path in (folder / "shards").glob("*.nq")) / found.articles / 1000
            some = texts if not number else list(long(texts))
            letters = sum(len(one.text) for one in some) / len(some)
            each, taking = seconds / found.articles, min(take() for _ in range(runs))
            hours = each * 1e6 / 3600
            at = f"{title}, {found.articles} articles, {letters:,.0f} letters each"
            yield Row("reading into shards", at, 1000 * each, "ms an article")
            yield Row("reading a million", at, hours, "core-hours")
            yield Row("reading a million", at, hours * given.price, "dollars")
            yield Row("taking them in", at, 1000 * taking / found.articles, "ms an article")
            yield Row("a shard", at, size, "kB an article")
        yield Row("before its first articles a process takes", "all languages", start, "s of CPU")


if __name__ == "__main__":
    main()
