"""Shards: files of N-Quads that hold what articles say, one article after another, as each said it by itself.

An article's lines are its facts, its evidence with its text, and what the meta graph says of these two: nothing that
depends on other articles. Before them stands a comment with what a person is told of the article, after the last one a
comment that says how many there were. Whatever reads N-Quads passes over both; without them, an article ends where
another's lines begin.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

import pyoxigraph as ox

from suviaz.errors import UnreadableArticle
from suviaz.rdf.article import ArticleGraphs, about_graphs
from suviaz.rdf.terms import DCTERMS, GRAPH, META, sv
from suviaz.rdf.witnessed import witnessed

_ARTICLE, _END = b"# suviaz article ", b"# suviaz end "
_LONGEST = 16 << 20
"""Bytes of a line, at most: the text of an article has no more letters than a third of it."""
_TAIL = 4096
LIST = "shards.jsonl"
"""The file beside the shards of a run that was finished: their names in order, a JSON object a line."""
_OF = re.compile(rb"<" + re.escape(GRAPH.encode()) + rb"([\w-]+?)(?:--evidence)?>")
_EVIDENCE = re.compile(rf"<{re.escape(GRAPH)}([\w-]+)--evidence>")
_GRAPH_OF_LINE = re.compile(rb"<[^<>\s]*>\s*\.\s*$")


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one article in a shard, not looked at yet. `line` is the number of the first; `about` is what the
    comment before them says. With `problem`, a sentence, they cannot be used.
    """

    path: str
    line: int
    data: bytes = b""
    about: Mapping[str, Any] = field(default_factory=dict)
    problem: str | None = None

    @property
    def where(self) -> str:
        return str(self.about.get("source") or f"{self.path}, line {self.line}")

    @property
    def digest(self) -> str:
        """The same for the same article: a hash of its lines and of what is said of them."""
        said = json.dumps(self.about, sort_keys=True).encode()
        return hashlib.sha256(hashlib.sha256(self.data).digest() + said).hexdigest()


def written(articles: Iterable[tuple[ArticleGraphs, Mapping[str, Any]]], file: IO[bytes]) -> int:
    """Write articles, each with what is told of it, into a new shard. Returns how many there were."""
    number = 0
    for graphs, about in articles:
        number += 1
        quads = (*graphs.facts, *graphs.evidence, *graphs.meta)
        file.write(_ARTICLE + _packed({**about, "quads": len(quads)}))
        file.write("".join(f"{quad} .\n" for quad in quads).encode())
    file.write(_END + _packed({"articles": number}))
    return number


def whole(path: str | os.PathLike[str]) -> int | None:
    """How many articles a shard has; None where its end does not say so. Raises OSError."""
    with open(path, "rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
        last = file.read().splitlines()[-1:]
    about = _unpacked(last[0].removeprefix(_END)) if last and last[0].startswith(_END) else {}
    return number if isinstance(number := about.get("articles"), int) else None


def shards(source: str) -> tuple[str, ...]:
    """The paths of the shards that a file is or a folder holds, in order: that of its list, else of their names.

    Raises OSError, UnreadableArticle.
    """
    if not os.path.isdir(source):
        return (source,)
    listed = Path(source) / LIST
    try:
        names = [json.loads(line)["shard"] for line in listed.read_text(encoding="utf-8").splitlines()]
        names = [os.path.basename(name) for name in names]
    except FileNotFoundError:
        names = sorted(name for name in os.listdir(source) if name.endswith(".nq") and not name.startswith("."))
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableArticle(f"{listed} is damaged; without it, the .nq files there come by their names.") from error
    if not names:
        raise UnreadableArticle(f"{source} is a folder without shards; they are .nq files.")
    return tuple(os.path.join(source, name) for name in names)


def count(sources: Iterable[str]) -> int | None:
    """How many articles shards and folders of them have; None where one does not say so."""
    try:
        numbers = [whole(path) for source in sources for path in shards(source)]
    except (OSError, UnreadableArticle):
        return None
    return None if None in numbers else sum(filter(None, numbers))


def blocks(source: str) -> Iterator[Block]:
    """The articles of a shard, or of a folder of shards, in their order; a block with a problem for what is wrong."""
    path = source
    try:
        for path in shards(source):
            with open(path, "rb") as file:
                yield from _blocks(path, file)
    except OSError as error:
        yield Block(path, 0, problem=f"{path} cannot be read: {error.strerror}.")
    except UnreadableArticle as error:
        yield Block(path, 0, problem=str(error))


def _blocks(path: str, file: IO[bytes]) -> Iterator[Block]:
    number, found, key, lines = 0, Block(path, 1), b"", list[bytes]()
    marked = ended = False
    for line in iter(lambda: file.readline(_LONGEST), b""):
        number += 1
        if line.startswith((_ARTICLE, _END)):
            yield from _closed(found, lines)
            head, _, rest = line.partition(b"{")
            found, lines, key = Block(path, number + 1, about=_unpacked(b"{" + rest)), [], b""
            marked, ended = True, head.startswith(_END)
            continue
        if not line.endswith(b"\n") and len(line) == _LONGEST:
            while line and not line.endswith(b"\n"):
                line = file.readline(_LONGEST)
            found = replace(found, problem=f"{path}, line {number} is longer than any of an article.")
            continue
        if not line.strip() or line.startswith(b"#"):
            lines.append(line)  # for the count of lines
            continue
        ended = False
        if not marked:
            mine = _key(line) or key
            if mine != key and key:
                yield from _closed(found, lines)
                found, lines = Block(path, number), []
            key = mine
        lines.append(line)
    yield from _closed(found, lines)
    if marked and not ended:
        yield Block(path, number, problem=f"{path} breaks off at line {number}: it was not copied in full.")


def _closed(found: Block, lines: list[bytes]) -> Iterator[Block]:
    if found.problem or found.about.get("quads") is not None or any(x.strip() and x[:1] != b"#" for x in lines):
        yield replace(found, data=b"".join(lines))


def _key(line: bytes) -> bytes | None:
    """The key of the article that a line is about: by its graph, or by the graph that the meta graph speaks of."""
    name = _GRAPH_OF_LINE.search(line)
    of = _OF.match(line) if name and name[0].startswith(b"<" + META.value.encode() + b">") else None
    of = of or (_OF.match(name[0]) if name else None)
    return of[1] if of else None


def graphs_of(block: Block) -> tuple[ArticleGraphs, str, tuple[str, ...]]:
    """An article's graphs, the SHA-256 of its text, and why some of it was left out: its words are not in the text.

    Raises UnreadableArticle where the lines are not those of one whole article, with the file and the line.
    """
    if block.problem:
        raise UnreadableArticle(block.problem)
    here = f"{block.path}, line {block.line}"
    quads = _parsed(block)
    if block.about.get("quads", len(quads)) != len(quads):
        raise UnreadableArticle(
            f"{here}: of the {block.about['quads']} lines of this article {len(quads)} are there; it was left out."
        )
    key = next((found[1] for q in quads if (found := _EVIDENCE.fullmatch(str(q.graph_name)))), "")
    graphs = ArticleGraphs(key, (), (), about_graphs(key) if key else ())
    facts, evidence = ox.NamedNode(GRAPH + key), ox.NamedNode(GRAPH + key + "--evidence")
    strange = next((q for q in quads if q.graph_name not in (facts, evidence) and q not in graphs.meta), None)
    if strange or not key:
        what = f"the graph {strange.graph_name} is" if strange else "these lines are"
        raise UnreadableArticle(f"{here}: {what} not of one article's own facts and evidence; it was left out.")
    text = _text(quads, graphs.iri, here)
    said = [[q for q in quads if q.graph_name == name] for name in (facts, evidence)]
    kept, records, reasons = witnessed(graphs.iri, text, *said)
    return (
        replace(graphs, facts=_ordered(kept), evidence=_ordered(records)),
        hashlib.sha256(text.encode()).hexdigest(),
        reasons,
    )


def _parsed(block: Block) -> list[ox.Quad]:
    try:
        quads = list(ox.parse(block.data, ox.RdfFormat.N_QUADS))
    except (SyntaxError, ValueError) as error:
        line = block.line + (getattr(error, "lineno", None) or 1) - 1
        reason = str(getattr(error, "msg", None) or error).partition(": ")[2] or str(error)
        raise UnreadableArticle(
            f"{block.path}, line {line} is no N-Quad ({reason}); its article was left out."
        ) from error
    for quad in quads:
        if not isinstance(quad.subject, ox.NamedNode) or not isinstance(quad.object, ox.NamedNode | ox.Literal):
            raise UnreadableArticle(
                f"{block.path}, line {block.line}: an article has no blank nodes and no triples within triples; "
                "it was left out."
            )
    return quads


def _text(quads: list[ox.Quad], article: str, here: str) -> str:
    """The text of the article. Raises UnreadableArticle where it is not the one that was read."""
    about: dict[str, list[str]] = {}
    for quad in quads:
        if quad.subject.value == article:  # type: ignore[union-attr]
            about.setdefault(quad.predicate.value, []).append(quad.object.value)  # type: ignore[union-attr]
    texts, digests = about.get(sv("text").value, []), about.get(sv("textSha256").value, [])
    if len(texts) != 1 or len(about.get(DCTERMS + "language", [])) != 1:
        raise UnreadableArticle(f"{here}: the article has no text, or no language; it was left out.")
    if digests != [hashlib.sha256(texts[0].encode()).hexdigest()]:
        raise UnreadableArticle(f"{here}: the text of the article is not the one that was read; it was left out.")
    return texts[0]


def _ordered(quads: tuple[ox.Quad, ...]) -> tuple[ox.Quad, ...]:
    return tuple(sorted(set(quads), key=str))


def _packed(about: Mapping[str, Any]) -> bytes:
    return json.dumps(about, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _unpacked(line: bytes) -> dict[str, Any]:
    """What a comment says; nothing, where it cannot be read: it is told to people, and decides nothing."""
    try:
        about = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return about if isinstance(about, dict) else {}
