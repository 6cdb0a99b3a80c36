"""Readers that chance is let loose on: whole samples of what each reads, and what must hold whatever it is given."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import papers
from suviaz import grammar, rdf
from suviaz.articles import Failure, Limits, Piece, finished
from suviaz.articles.cache import Cache, Kept
from suviaz.articles.contents import LISTING, contents
from suviaz.articles.draft import checked_address
from suviaz.articles.listing import entries
from suviaz.articles.visitor import Visitor
from suviaz.errors import BadBackup, BadDecision, BadQuery, DamagedStore, UnreadableArticle
from suviaz.journal import Done, Journal, copied
from suviaz.model import Article
from suviaz.queries import parse
from suviaz.rdf.decisions import Decision, as_turtle, decided, read_decisions, read_file
from suviaz.rdf.writing import read_quads
from suviaz.reader import Reader
from suviaz.resolve import KnownEntities, resolve
from suviaz.safekeeping import _opened, _tar
from suviaz.store.texts import NAME, Texts

SECONDS = 20.0
"""CPU time that one example may take, on any machine."""
SMALL = Limits(size=200_000, document=1_000_000, slack=1_000_000, letters=20_000, pages=10, seconds=10)
WORDS = {
    "en": "On 26 April 2017 in Minsk Minister Siarhiej Popkov signed a memorandum with the Republic of Korea.",
    "be": "26 красавіка 2017 года ў Мінску міністр Сяргей Папкоў падпісаў мемарандум з Рэспублікай Карэя.",
    "ru": "26 апреля 2017 года в Минске министр Сергей Попков подписал меморандум с Республикой Корея.",
    "ko": "2017년 4월 26일 민스크에서 벨라루스 통신정보화부와 대한민국 행정자치부가 양해각서를 체결했다.",
}
FRONT = '---\nurl: https://a.example/1\ntitle: A "title"\npublished: 2017-04-26\nlang: be\n---\n'


@dataclass(frozen=True)
class Target:
    """`check` raises nothing, whatever bytes it gets; `samples` are what it reads, `words` what may be put in."""

    check: Callable[[bytes], None]
    samples: tuple[bytes, ...]
    words: tuple[bytes, ...] = ()


@cache
def _reader() -> tuple[Reader, KnownEntities]:
    reader = Reader()
    return reader, KnownEntities(reader.entities)


def timed(check: Callable[[bytes], None], data: bytes) -> None:
    """The check, within its time."""
    begun = time.process_time()
    check(data)
    assert time.process_time() - begun < SECONDS


def article(kind: str) -> Callable[[bytes], None]:
    """From bytes to quads, as a load goes."""

    def check(data: bytes) -> None:
        reader, entities = _reader()
        for piece in contents(io.BytesIO(data), "x", SMALL, name=f"x{kind}"):
            if piece.kind == LISTING:
                assert all(isinstance(entry.url, str) for entry in entries(piece.data, "https://a.example/"))
            elif piece.kind != ".pdf" and not piece.data.startswith(b"%PDF"):  # a PDF has a process of its own
                _whole_way(piece, reader, entities)

    return check


def _whole_way(piece: Piece, reader: Reader, entities: KnownEntities) -> None:
    found = finished(piece, known=grammar.spellings(), limits=SMALL, find_date=reader.date)
    if isinstance(found, Failure):
        assert str(found.error).startswith(("x", "https://"))
        assert "\n" not in str(found.error)
        return
    reading = reader.read(found.article)
    text = found.article.text
    for fact in reading.facts:
        for evidence in fact.evidence:
            assert text[evidence.span.start : evidence.span.end] == evidence.quote
    rdf.article_graphs(reading, resolve(reading, entities), entities)


def _in_a_file(check: Callable[[Path], None], name: str) -> Callable[[bytes], None]:
    def checked(data: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(data)
            check(path)

    return checked


def _decisions(path: Path) -> None:
    with suppress(BadDecision):
        quads = read_file(path)
        for decision in read_decisions(quads).all:
            quads = decided(quads, decision)
        as_turtle(quads)


def _quads(path: Path) -> None:
    with suppress(DamagedStore):
        for _ in read_quads(path):
            pass


ARTICLES = (Article("One.", "en"), Article("Два\n\nтры.", "ru", "https://a.example/", "Т", "2017-04-26"))


def _texts(path: Path) -> None:
    texts = Texts(path.parent)
    assert set(texts.articles()) <= set(ARTICLES)  # what is read was written, or not at all
    texts.damaged()
    texts.last()
    texts.keep([ARTICLES[0]])
    assert texts.last() == ARTICLES[0]
    texts.complete(ARTICLES)
    assert set(texts.articles()) == set(ARTICLES)


def _backup(path: Path) -> None:
    with suppress(BadBackup), _opened(path) as (tar, _):
        assert set(tar.getnames()) <= {"manifest.json", "graph.nq.gz", "decisions.ttl"}


def _journal(path: Path) -> None:
    store = path.with_name("g")
    copied(store)
    with Journal(store) as journal:
        journal.find("a.txt", "1")
        journal.note("b.txt", "2", Done("k", "t", {}))


def _cached(path: Path) -> None:
    folder = path.parent
    kept = Kept("https://a.example/", b"bytes", "text/html")
    cache_ = Cache(folder)
    cache_.keep(kept.url, kept)
    [entry] = (folder / "addresses").rglob("*.json")
    entry.write_bytes(path.read_bytes())
    found = cache_.find(kept.url)
    assert found is None or found.data == b"bytes"


def _question(data: bytes) -> None:
    with suppress(BadQuery):
        parse(data.decode("utf-8", "replace"))


def _address(data: bytes) -> None:
    url = data.decode("utf-8", "replace")
    with suppress(UnreadableArticle):
        checked_address(url, "x")
        assert rdf.terms.address(url).value.lower().startswith("http")


def _robots(data: bytes) -> None:
    from protego import Protego

    visitor, origin = Visitor(delay=0), "https://a.example"
    visitor._rules[origin] = Protego.parse(data.decode("utf-8-sig", "replace"))
    visitor._visited[origin] = time.monotonic()
    waited: list[float] = []
    visitor._wait = waited.append
    with suppress(UnreadableArticle):
        visitor._ask_leave(f"{origin}/x", SMALL)
    assert all(0 <= seconds <= 60 for seconds in waited)


def _texts_sample() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        Texts(Path(folder)).keep(ARTICLES)
        Texts(Path(folder)).drop("x")
        return (Path(folder) / NAME).read_bytes()


def _backup_sample() -> bytes:
    from suviaz.safekeeping import _check, _digest

    graph = io.BytesIO(gzip.compress(b"<https://a.example/> <https://a.example/> <https://a.example/> .\n", mtime=0))
    manifest: dict[str, object] = {
        "layout": 1,
        "ontology": "1.0.0",
        "articles": 1,
        "files": {"graph.nq.gz": {"bytes": len(graph.getvalue()), "sha256": _digest(graph)}},
    }
    manifest["check"] = _check(manifest)
    return b"".join(_tar({"manifest.json": io.BytesIO(json.dumps(manifest).encode()), "graph.nq.gz": graph}))


def _journal_sample() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        with Journal(Path(folder) / "g") as journal:
            journal.note("a.txt", "1", Done("k", "t", {"facts": 1}))
        with sqlite3.connect(Path(folder) / "g.journal") as file:
            file.execute("PRAGMA journal_mode = DELETE")
        file.close()
        return (Path(folder) / "g.journal").read_bytes()


_IRI = "https://w3id.org/suviaz/id/person/"
_DECIDED = (
    Decision("2026-01-01T00:00:00.000Z", "same", (_IRI + "a", _IRI + "b"), "A", "one"),
    Decision("2026-01-02T00:00:00.000Z", "reject", (_IRI + "c",), "A", "wrong"),
    Decision("2026-01-03T00:00:00.000Z", "same", (_IRI + "d",), "A", "there", "http://www.wikidata.org/entity/Q1"),
)


def _decisions_sample() -> bytes:
    quads: tuple[object, ...] = ()
    for decision in _DECIDED:
        quads = decided(quads, decision)  # type: ignore[arg-type]
    return as_turtle(quads).encode()  # type: ignore[arg-type]


_PAGE = (
    "<html lang=en><head><title>Forum</title><link rel=canonical href='https://a.example/2017/04/26/x'></head><body>"
    "<h1>Forum</h1><time datetime=2017-04-26>26 April</time><p>{}</p></body></html>"
)
_RSS = (
    b'<?xml version="1.0"?><rss><channel><item><link>https://a.example/</link>'
    b"<pubDate>Wed, 26 Apr 2017 10:00:00 GMT</pubDate></item></channel></rss>"
)
_ATOM = (
    b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/a"/>'
    b"<updated>2017-04-26T10:00:00Z</updated></entry></feed>"
)
_SITEMAP = (
    b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://a.example/1</loc>'
    b"<lastmod>2017-04-26</lastmod></url></urlset>"
)
_INDEX = b"<sitemapindex><sitemap><loc>https://a.example/s.xml</loc></sitemap></sitemapindex>"
_LINES = b"\n".join(
    json.dumps({"text": text, "published": "2017-04-26", "lang": lang}).encode() for lang, text in WORDS.items()
)
_MARKDOWN = f"{FRONT}# Форум\n\n- [a](b)\n\n| a | b |\n|---|---|\n| {WORDS['be']} | |\n".encode()
_CACHED = b'{"asked": "https://a.example/", "url": "https://a.example/", "sha256": "../../x", "kind": "text/html"}'
_PACKED = papers.warc(papers.record("https://a.example/", b"<p>" + WORDS["en"].encode()), pack=True)
_TRIG = b'@prefix a: <https://a.example/> .\na:g { a:s a:p "v"@be , <<( a:s a:p 1 )>> . }\n'
_ROBOTS = b"User-agent: *\nDisallow: /a\nCrawl-delay: 5\nRequest-rate: 1/5\nSitemap: https://a.example/s\n"
_XML = (b"<!DOCTYPE a [", b"<!ENTITY x SYSTEM 'file:///etc/hostname'>", b"&x;", b"<![CDATA[", b"]]>", b"xmlns:a=''")
_TURTLE = (
    b"<< ",
    b" >>",
    b"<<( ",
    b" )>>",
    b"_:b ",
    b"[] ",
    b"@base <",
    b'"""',
    b"^^",
    b"@en--ltr",
    b"( ) ",
    b"\\u0000",
)
_JSON = (b"null", b"{", b"[", b"1e999", b"NaN", b'"\\ud800"', b'"text": 1,', b"[" * 2000, b"true")

TARGETS: dict[str, Target] = {
    "page": Target(
        article(".html"),
        tuple(_PAGE.format(words).encode() for words in WORDS.values()),
        (
            b"<script>",
            b"<!--",
            b"<table>",
            b"<base href=//b>",
            b"&#x110000;",
            b"&#0;",
            b"<svg>",
            b"charset=utf-7",
            b"<p>" * 500,
        ),
    ),
    "text with front matter": Target(
        article(".txt"),
        tuple((FRONT + words).encode() for words in WORDS.values()),
        (
            b"---\n",
            b"lang: ",
            b"published: 9999-99-99\n",
            b"\r\n",
            b"\xef\xbb\xbf",
            b"\xe2\x80\xae",
            b"\0",
            b"Source URL: <https://a.example/>",
        ),
    ),
    "Markdown": Target(article(".md"), (_MARKDOWN,), (b"[" * 300, b"```\n", b"> " * 200, b"![](", b"\\", b"***")),
    "JSON Lines": Target(article(".jsonl"), (_LINES,), _JSON),
    "WARC": Target(
        article(".warc"),
        (papers.record("https://a.example/", b"<html><p>" + WORDS["en"].encode()) * 2,),
        (
            b"WARC/1.0\r\n",
            b"Content-Length: -1\r\n",
            b"Content-Length: 99999999999\r\n",
            b"Transfer-Encoding: chunked\r\n",
            b"\r\n\r\n",
            b"ffffffff\r\n",
        ),
    ),
    "packed WARC": Target(article(".warc.gz"), (_PACKED,)),
    "ZIP": Target(
        article(".zip"),
        (papers.zipped({"a.txt": WORDS["en"].encode(), "b.html": b"<p>"}),),
        (b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"../"),
    ),
    "tar": Target(article(".tar.gz"), (papers.tarred({"a.txt": WORDS["en"].encode()}, "gz"),)),
    "feed": Target(article(".xml"), (_RSS, _ATOM), _XML),
    "sitemap": Target(article(".xml"), (_SITEMAP, _INDEX), _XML),
    "decisions": Target(_in_a_file(_decisions, "d.ttl"), (_decisions_sample(),), _TURTLE),
    "N-Quads": Target(
        _in_a_file(_quads, "d.nq"),
        (b'<https://a.example/s> <https://a.example/p> "v"@be <https://a.example/g> .\n' * 3,),
        _TURTLE,
    ),
    "TriG": Target(_in_a_file(_quads, "d.trig"), (_TRIG,), _TURTLE),
    "kept texts": Target(_in_a_file(_texts, NAME), (_texts_sample(),), _JSON),
    "backup": Target(_in_a_file(_backup, "b.tar"), (_backup_sample(),), (b"../", b"\0" * 512, b"ustar")),
    "journal": Target(_in_a_file(_journal, "g.journal"), (_journal_sample(),)),
    "cached answer": Target(_in_a_file(_cached, "entry"), (_CACHED,), _JSON),
    "question": Target(
        _question, (b"#+ title: A\n#+ param: a (entity) - b\nSELECT ?a { ?a ?b ?c }",), (b"#+ ", b"param:", b"(", b"\n")
    ),
    "address": Target(
        _address,
        (b"https://a.example/2017/04/26/x?a=1#b", b"http://[::1]:80/", "https://пошта.example/навіны".encode()),
        (b"%", b"%e", b"[", b"]", b"#", b"@", b":", b"//", b"?", b"'", "ў".encode(), b"%00", b"\\", b";="),
    ),
    "robots.txt": Target(
        _robots,
        (_ROBOTS,),
        (
            b"User-agent:",
            b"Crawl-delay: 1e400\n",
            b"Request-rate: 1/0\n",
            b"Request-rate: a/b 1200-1300\n",
            b"%",
            b"*" * 30,
            b"$",
        ),
    ),
}
