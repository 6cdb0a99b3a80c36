"""Feeds and sitemaps against a real server: what they list is fetched, politely, and once."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

import papers
import small_site
from small_site import Reply, Site
from suviaz.articles import Failure, Limits, Read, read
from suviaz.articles.listing import Entry, entries, looks_like_listing
from suviaz.articles.visitor import Visitor

KNOWN = frozenset({"be", "ru", "en", "ko"})
XML = "application/xml"
LARGEST = Limits(seconds=10)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("no_proxy", "*")
    with small_site.running() as running:
        for number in range(1, 4):
            running.pages[f"/{number}"] = page(number)
        yield running


def page(number: int, **headers: str) -> Reply:
    text = f"Навіна {number}\n\nУ Мінску адкрылася выстава кніг нумар {number}."
    return Reply(text.encode(), "text/plain; charset=utf-8", headers=headers)


def rss(site: Site, *items: str) -> Reply:
    body = "".join(f"<item><title>t</title>{item}</item>" for item in items)
    xml = f'<?xml version="1.0"?><rss version="2.0"><channel><link>{site.address}/</link>{body}</channel></rss>'
    return Reply(xml.encode(), "application/rss+xml")


def urlset(*urls: str) -> bytes:
    inner = "".join(f"<url>{url}</url>" for url in urls)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</urlset>'.encode()


def index(*urls: str) -> bytes:
    inner = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</sitemapindex>'.encode()


def found(source: str, limits: Limits = LARGEST, **options: object) -> list[Read | Failure]:
    visitor = Visitor(**{"allow_private": True, "delay": 0, **options})  # type: ignore[arg-type]
    return list(read(source, known=KNOWN, limits=limits, visitor=visitor))


def told(source: str, **options: object) -> list[str]:
    """Titles of articles and sentences of failures."""
    everything = found(source, **options)  # type: ignore[arg-type]
    return [(one.article.title or "") if isinstance(one, Read) else str(one.error) for one in everything]


def test_a_feed_gives_the_articles_that_it_lists(site: Site) -> None:
    site.pages["/feed"] = rss(
        site,
        f"<link>{site.address}/1</link><pubDate>Wed, 26 Apr 2017 10:00:00 +0300</pubDate>",
        "<link>/2</link>",
        f'<guid isPermaLink="true">{site.address}/3</guid><link></link>',
        f"<link>{site.address}/1</link>",
        '<guid isPermaLink="false">17</guid>',
    )
    one, two, three = found(f"{site.address}/feed")
    assert isinstance(one, Read)
    assert (one.article.url, one.article.published, one.source) == (
        f"{site.address}/1",
        "2017-04-26",
        f"{site.address}/1",
    )
    assert isinstance(two, Read)
    assert (two.article.url, two.article.published) == (f"{site.address}/2", None)
    assert isinstance(three, Read)
    assert site.visits() == ["/feed", "/1", "/2", "/3"]


def test_atom_and_rdf() -> None:
    atom = b"""<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="https://a.example/feed"/>
    <entry><link rel="enclosure" href="x.mp3"/><link href="n/1"/><published>2017-04-26T01:00:00+03:00</published>
    <updated>2017-04-28T00:00:00Z</updated><content type="xhtml"><a><link>https://evil.example/</link></a></content></entry>
    <entry><link rel="alternate" href="https://a.example/n/2"/><updated>2017-04-29</updated></entry></feed>"""
    assert list(entries(atom, "https://a.example/feed")) == [
        Entry("https://a.example/n/1", "2017-04-28T00:00:00Z", "2017-04-26"),
        Entry("https://a.example/n/2", "2017-04-29", None),
    ]
    rdf = b"""<?xml version="1.0" encoding="windows-1251"?><!-- x --><rdf:RDF xmlns="http://purl.org/rss/1.0/"
    xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">
    <item rdf:about="https://a.example/1"><title>\xcd\xe0\xe2</title><dc:date>2017-04-26</dc:date></item></rdf:RDF>"""
    assert looks_like_listing(rdf)
    assert list(entries(rdf, None)) == [Entry("https://a.example/1", "2017-04-26", "2017-04-26")]


def test_news_sitemap_says_the_day(site: Site) -> None:
    data = b"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
    xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://a.example/1</loc><news:news>
    <news:publication_date>2017-04-26T10:00:00Z</news:publication_date></news:news></url></urlset>"""
    (entry,) = entries(data, None)
    assert entry.published == "2017-04-26"


def test_a_sitemap_of_sitemaps(site: Site) -> None:
    a = site.address
    site.pages |= {
        "/sitemap.xml": Reply(index(f"{a}/s1.xml", f"{a}/s2.xml.gz", f"{a}/s1.xml", f"{a}/1", f"{a}/gone"), XML),
        "/s1.xml": Reply(urlset(f"<loc>{a}/1</loc>", f"<loc>{a}/2</loc>"), XML),
        "/s2.xml.gz": Reply(gzip.compress(urlset(f"<loc>{a}/2</loc>", f"<loc>{a}/3</loc>")), "application/x-gzip"),
    }
    assert told(f"{a}/sitemap.xml") == [
        "Навіна 1", "Навіна 2", "Навіна 3", f"{a}/gone answers 404 Not Found.",
    ]  # fmt: skip
    site.pages["/top.xml"] = Reply(index(f"{a}/2"), XML)
    assert told(f"{a}/top.xml") == [f"{a}/2 is listed as a sitemap, and is none."]
    # Packed as a whole, and as a file.
    site.pages["/all.xml.gz"] = Reply(gzip.compress(urlset(f"<loc>{a}/3</loc>")), "application/gzip")
    assert told(f"{a}/all.xml.gz") == ["Навіна 3"]


def test_a_saved_feed_is_followed(site: Site, tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_bytes(rss(site, f"<link>{site.address}/1</link>").data)
    assert told(str(tmp_path / "feed.xml")) == ["Навіна 1"]


def test_sitemaps_that_go_in_circles(site: Site) -> None:
    a = site.address
    site.pages["/a.xml"] = Reply(index(f"{a}/b.xml"), XML)
    site.pages["/b.xml"] = Reply(index(f"{a}/a.xml"), XML)
    assert told(f"{a}/a.xml") == [f"{a}/a.xml is a feed or a sitemap that lists no articles."]
    assert site.visits() == ["/a.xml", "/b.xml"]
    for number in range(9):
        site.pages[f"/deep{number}"] = Reply(index(f"{a}/deep{number + 1}"), XML)
    site.visits()
    assert told(f"{a}/deep0") == [f"{a}/deep3 is a list within 3 lists of lists; it was not followed."]
    assert len(site.visits()) < 6


def test_one_bad_entry_costs_one_sentence(site: Site) -> None:
    a = site.address
    site.pages |= {
        "/picture": Reply(b"\x89PNG", "image/png"),
        "/loop": Reply(status=302, headers={"Location": "/loop"}),
        "/inner": rss(site, f"<link>{a}/1</link>"),
        "/many": Reply(papers.zipped({"a.txt": b"x"}), "application/zip"),
        "/feed": rss(site, *(f"<link>{link}</link>" for link in (
            f"{a}/gone", f"{a}/picture", f"{a}/loop", f"{a}/inner", f"{a}/many", "javascript:alert(1)", "http://[::1",
            "file:///etc/passwd", "ftp://a.example/", f"{a}/1",
        ))),
    }  # fmt: skip
    none = "is not an address of a page; it must begin with http(s):// and hold no spaces."
    assert told(f"{a}/feed") == [
        f"{a}/gone answers 404 Not Found.",
        f"{a}/picture is image/png, not a page or a text.",
        f"{a}/loop redirects more than 5 times.",
        f"{a}/inner is no article, though {a}/feed lists it as one.",
        f"{a}/many is no article, though {a}/feed lists it as one.",
        f"{a}/feed: 'javascript:alert(1)' {none}",
        f"{a}/feed: 'http://[::1' {none}",
        f"{a}/feed: 'file:///etc/passwd' {none}",
        f"{a}/feed: 'ftp://a.example/' {none}",
        "Навіна 1",
    ]


def test_an_archive_at_an_address(site: Site) -> None:
    text = page(1).data
    a = site.address
    site.pages |= {
        "/news.zip": Reply(papers.zipped({"a.txt": text, "b.txt": text}), "application/zip"),
        "/dump": Reply(json.dumps({"text": text.decode()}).encode(), "application/x-ndjson"),
        "/crawl": Reply(
            papers.record("https://n.example/1", text, headers={"Content-Type": "text/plain"}), "application/warc"
        ),
        "/paper": Reply(papers.pdf(["Навіна 1", "", "Тэкст."]), "application/octet-stream"),
    }
    sources = [
        (one.source, isinstance(one, Read)) for path in site.pages if path[1:2].isalpha() for one in found(a + path)
    ]
    assert sources == [
        (f"{a}/news.zip/a.txt", True), (f"{a}/news.zip/b.txt", True), (f"{a}/dump, line 1", True),
        (f"{a}/crawl, https://n.example/1", True), (f"{a}/paper", True),
    ]  # fmt: skip


# What is kept, and what is asked again


def test_only_what_is_new_is_fetched(site: Site, tmp_path: Path) -> None:
    a, cache = site.address, tmp_path / "cache"
    day = "<lastmod>2017-04-{:02}</lastmod>"
    site.pages["/map"] = Reply(urlset(*(f"<loc>{a}/{n}</loc>{day.format(n)}" for n in (1, 2))), XML)
    assert told(f"{a}/map", cache=cache) == ["Навіна 1", "Навіна 2"]
    assert site.visits() == ["/map", "/1", "/2"]
    # One changed, one is new, and one is as it was.
    site.pages["/map"] = Reply(
        urlset(f"<loc>{a}/1</loc>{day.format(9)}", f"<loc>{a}/2</loc>{day.format(2)}", f"<loc>{a}/3</loc>"), XML
    )
    site.pages["/1"] = page(11)
    assert told(f"{a}/map", cache=cache) == ["Навіна 11", "Навіна 2", "Навіна 3"]
    assert site.visits() == ["/map", "/1", "/3"]
    assert told(f"{a}/map", cache=cache, offline=True) == ["Навіна 11", "Навіна 2", "Навіна 3"]
    assert site.visits() == []


def test_conditional_requests(site: Site, tmp_path: Path) -> None:
    """A server that knows conditions sends the bytes once."""
    sent: list[dict[str, str]] = []

    def reply(headers: dict[str, str]) -> Reply:
        sent.append(headers)
        if (
            headers.get("If-None-Match") == '"v1"'
            and headers.get("If-Modified-Since") == "Wed, 26 Apr 2017 10:00:00 GMT"
        ):
            return Reply(status=304)
        return page(1, ETag='"v1"', **{"Last-Modified": "Wed, 26 Apr 2017 10:00:00 GMT"})

    site.pages["/c"] = reply
    for _ in range(3):
        assert told(f"{site.address}/c", cache=tmp_path) == ["Навіна 1"]
    assert ["If-None-Match" in headers for headers in sent] == [False, True, True]
    assert told(f"{site.address}/c", cache=tmp_path, offline=True) == ["Навіна 1"]


def test_what_is_not_kept_cannot_be_had_offline(site: Site, tmp_path: Path) -> None:
    for cache in (None, tmp_path):
        assert told(f"{site.address}/1", cache=cache, offline=True) == [
            f"{site.address}/1 is not in the cache, and nothing else is to be asked."
        ]
    assert site.asked == []


def test_a_damaged_cache_is_asked_for_again(site: Site, tmp_path: Path) -> None:
    url = f"{site.address}/1"
    for damage in (b"", b"{}", b"[]", b"\xff", b'{"sha256": 3}', b'{"sha256": "../../../etc/passwd", "asked": "x"}'):
        assert told(url, cache=tmp_path) == ["Навіна 1"]
        for path in tmp_path.glob("addresses/*/*"):
            path.write_bytes(damage)
    assert told(url, cache=tmp_path) == ["Навіна 1"]
    for path in tmp_path.glob("bytes/*/*"):
        path.write_bytes(b"other")
    site.visits()
    assert told(url, cache=tmp_path) == ["Навіна 1"]
    assert site.visits() == ["/1"]
    assert not list(tmp_path.rglob("*.part"))


def test_a_304_that_nobody_asked_for(site: Site) -> None:
    site.pages["/x"] = Reply(status=304)
    assert told(f"{site.address}/x") == [
        f"{site.address}/x answers that nothing has changed, though it was never read."
    ]


# Politeness


def test_robots_txt_is_obeyed(site: Site) -> None:
    a = site.address
    site.pages["/robots.txt"] = Reply(
        b"User-agent: *\nDisallow: /\n\nUser-agent: Suviaz\nDisallow: /2\nDisallow: /*.pdf$\nAllow: /", "text/plain"
    )
    site.pages["/feed"] = rss(site, *(f"<link>{a}/{n}</link>" for n in ("1", "2", "x.pdf", "3")))
    refused = "may not be read by programs, says the robots.txt of its site; save it and load the file."
    assert told(f"{a}/feed") == ["Навіна 1", f"{a}/2 {refused}", f"{a}/x.pdf {refused}", "Навіна 3"]
    assert site.asked == ["/robots.txt", "/feed", "/1", "/3"]
    # Nor is it walked around by a redirect.
    site.pages["/3"] = Reply(status=302, headers={"Location": "/2"})
    assert told(f"{a}/3") == [f"{a}/2 {refused}"]
    assert "/2" not in site.asked


@pytest.mark.parametrize(
    ("robots", "answer"),
    [
        (Reply(status=404), "Навіна 1"),
        (Reply(status=403), "Навіна 1"),
        (Reply(b"<html>not found</html>"), "Навіна 1"),
        (Reply(b"\xff\xfe\x00" * 100, "text/plain"), "Навіна 1"),
        (Reply(b"", "text/plain"), "Навіна 1"),
        (Reply(b"User-agent: *\nDisallow:", "text/plain"), "Навіна 1"),
        (Reply(b"User-agent: *\nDisallow: /" + b"*a" * 5000, "text/plain"), "Навіна 1"),
        (Reply(status=503), "was not read: the robots.txt of its site answers 503, so it cannot say what it allows."),
        (Reply(status=302, headers={"Location": "/robots.txt"}), "redirects more than 5 times."),
    ],
)
def test_robots_txt_of_every_kind(site: Site, robots: Reply, answer: str) -> None:
    site.pages["/robots.txt"] = robots
    (said,) = told(f"{site.address}/1")
    assert said.endswith(answer)


def test_one_host_is_not_hurried(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    a = site.address
    site.pages["/feed"] = rss(site, *(f"<link>{a}/{n}</link>" for n in (1, 2, 3)))
    for robots, delay, least in (("", 0.05, 0.05), ("Crawl-delay: 0.1", 0.05, 0.1), ("Request-rate: 10/1s", 0, 0.1)):
        site.pages["/robots.txt"] = Reply(f"User-agent: *\n{robots}\n".encode(), "text/plain")
        start = monotonic()
        assert told(f"{a}/feed", delay=delay) == ["Навіна 1", "Навіна 2", "Навіна 3"]
        assert 3 * least <= monotonic() - start < 3 * least + 2
    site.pages["/robots.txt"] = Reply(b"User-agent: *\nCrawl-delay: 86400\n", "text/plain")
    said = told(f"{a}/feed")
    assert len(said) == 3
    assert said[0] == (
        f"{a}/1 was not read: the robots.txt of its site asks for 86400 seconds between visits, and no more "
        "than 60 are waited."
    )


# What a feed may hold


def test_a_feed_of_ten_thousand_entries(site: Site, tmp_path: Path) -> None:
    """All are told, none is kept in memory, and what is beyond the limit is said once."""
    a = site.address
    items = [f"<link>{a}/e{n}</link>" for n in range(10_000)]
    (tmp_path / "feed.xml").write_bytes(rss(site, *items).data)
    start = monotonic()
    said = told(str(tmp_path / "feed.xml"), offline=True)
    assert len(said) == 10_000
    assert said[-1] == f"{a}/e9999 is not in the cache, and nothing else is to be asked."
    assert monotonic() - start < 30
    said = told(str(tmp_path / "feed.xml"), offline=True, limits=Limits(entries=10))
    assert said[10:] == [f"{tmp_path / 'feed.xml'} lists more than 10 articles; the rest was not read."]


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><item><link>&x;</link></item></rss>',
        b'<!DOCTYPE rss [<!ENTITY x SYSTEM "http://127.0.0.1:1/">%x;]><rss><item><link>&x;</link></item></rss>',
        b'<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/a.dtd"><rss><item><link/></item></rss>',
        b'<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY %c "%s">' % (c, b"&%c;" % (c - 1) * 10) for c in range(98, 123))
        + b"]><rss><item><link>&z;</link></item></rss>",
        b"<rss>" + b"<item>" * 5000,
        b"<rss><item><link>",
        b"<rss>",
        b"<rss xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='file:///etc/passwd'/></rss>",
    ],
    ids=["xxe", "xxe-parameter", "dtd", "laughs", "deep", "broken", "open", "xinclude"],
)
def test_xml_that_means_harm(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(data)
    (said,) = told(str(path), offline=True)
    assert said == f"{path} is a feed or a sitemap that lists no articles."


def test_dates_and_encodings_that_are_none(site: Site) -> None:
    dates = ["yesterday", "2017-13-45", "9" * 20, "Wed, 99 Foo 2017", "0000-00-00", "\u202e2017-04-26"]
    site.pages["/feed"] = rss(
        site, *(f"<link>{site.address}/{n % 3 + 1}?{n}</link><pubDate>{day}</pubDate>" for n, day in enumerate(dates))
    )
    everything = found(f"{site.address}/feed")
    assert [isinstance(one, Read) and one.article.published for one in everything] == [None] * 5 + ["2017-04-26"]
    item = f"<item><link>{site.address}/1</link></item>"
    for declared, encoding in (
        ("windows-1251", "cp1251"),
        ("utf-16", "utf-16"),
        ("no-such", "utf-8"),
        ("utf-8", "cp1251"),
    ):
        xml = f'<?xml version="1.0" encoding="{declared}"?><rss><title>Навіны</title>{item}</rss>'.encode(encoding)
        site.pages["/feed"] = Reply(xml, "text/xml")
        assert told(f"{site.address}/feed") == ["Навіна 1"], declared


def test_an_interrupted_feed_leaves_no_thread(site: Site) -> None:
    before = threading.active_count()
    site.pages["/feed"] = rss(site, f"<link>{site.address}/1</link>", f"<link>{site.address}/2</link>")
    found_ = read(f"{site.address}/feed", known=KNOWN, visitor=Visitor(allow_private=True, delay=0))
    next(found_)
    del found_
    assert threading.active_count() <= before + 2


def test_the_command_line_goes_on_and_keeps_what_it_fetched(site: Site, tmp_path: Path) -> None:
    a = site.address
    site.pages["/feed"] = rss(site, *(f"<link>{a}/{n}</link>" for n in ("1", "gone", "2")))

    def load(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "suviaz", "load", "--store", "g", "--delay", "0", *arguments, f"{a}/feed"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8")
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode == 3, done.stderr
        return done

    assert "is not in the public net" in load().stderr
    assert not (tmp_path / "g.cache").exists()
    told_ = load("--allow-private").stderr
    assert "2 articles (2 added" in told_
    assert f"{a}/gone answers 404 Not Found." in told_
    assert site.visits() == ["/feed", "/1", "/gone", "/2"]
    shutil.rmtree(tmp_path / "g")
    told_ = load("--offline").stderr
    assert "2 articles (2 added" in told_
    assert site.visits() == []
    assert "is not in the cache" in load("--offline", "--no-cache").stderr
