"""Saved pages: the article without its furniture, its headline, and its date rather than the header's clock."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from suviaz.articles import Failure, Read, read
from suviaz.articles.draft import Draft
from suviaz.articles.html import decode_page, read_page
from suviaz.errors import UnreadableArticle

PAGES = Path(__file__).parent / "pages"
KNOWN = frozenset({"be", "ru", "en", "ko"})
PARAGRAPH = "У горадзе адкрылася новая бібліятэка, у якой чытачам прапануюць больш за сто тысяч кніг на розных мовах."


def in_words(line: str, lang: str) -> str | None:
    """Stands for the language's own dates; the clock in the header would be found too, if it were asked for."""
    assert lang == "be"
    return {"26 красавіка 2017": "2017-04-26", "24 ліпеня 2026": "2026-07-24"}.get(" ".join(line.split()[-3:]))


def article(name: str) -> Read:
    (found,) = read(str(PAGES / name), known=KNOWN, find_date=in_words)
    assert isinstance(found, Read), found
    return found


def page(body: str, head: str = "") -> Draft:
    return read_page(f"<html><head>{head}</head><body>{body}</body></html>".encode(), "x")


@pytest.mark.parametrize(
    ("name", "lang", "day", "first", "last", "paragraphs"),
    [
        ("ministry_be.html", "be", "2017-04-26", "Адбыўся круглы стол па электронных паслугах", "на сайце.", 4),
        ("agency_ru.html", "ru", "2018-06-04", "Университеты договорились о совместной лаборатории", "осенью.", 4),
        (
            "committee_en.html",
            "en",
            "2017-04-10",
            "Scientists of the two countries plan a joint telescope",
            "disclosed.",
            4,
        ),
        ("paper_ko.html", "ko", "2017-04-26", "두 도시, 전자행정 손잡는다", "덧붙였다.", 4),
        ("flat_be.html", "be", None, "Адкрыта бібліятэка", "паверсе.", 3),
    ],
)
def test_page(name: str, lang: str, day: str | None, first: str, last: str, paragraphs: int) -> None:
    found = article(name).article
    blocks = found.text.split("\n\n")
    assert (found.lang, found.published, found.title) == (lang, day, first)
    assert (blocks[0], len(blocks)) == (first, paragraphs)
    assert found.text.endswith(last)
    assert found.text.count(first) == 1


@pytest.mark.parametrize(
    ("name", "furniture"),
    [
        ("ministry_be.html", "2026|Кантакты|Галоўная|Падзяліцца|Чытайце таксама|партал для бізнесу|2018"),
        ("agency_ru.html", "2026|Политика|Наука|Комментарии|поздравляю|Открыт новый мост|ветер"),
        ("committee_en.html", "2026|Legislation|Webmaster"),
        ("paper_ko.html", "2026|정치|관련기사|발행인|가온신문"),
        ("flat_be.html", "2026"),
    ],
)
def test_furniture_is_left_out(name: str, furniture: str) -> None:
    html = (PAGES / name).read_text(encoding="utf-8")
    text = article(name).article.text
    assert [words for words in furniture.split("|") if words not in html or words in text] == []


def test_addresses() -> None:
    assert (
        article("agency_ru.html").article.url == "https://agency.example/science/view/universitety-dogovorilis-574031"
    )
    # A canonical address that is the site's front page is a slip of the template.
    assert article("ministry_be.html").article.url is None
    saved = f"<!-- saved from url=(0031)https://news.example/2017/04/26 --><html><body><p>{PARAGRAPH}"
    draft = read_page(saved.encode(), "x")
    assert (draft.url, draft.published) == ("https://news.example/2017/04/26", "2017-04-26")


@pytest.mark.parametrize("name", ["ministry_be.html", "agency_ru.html", "committee_en.html", "paper_ko.html"])
def test_article_of_one_paragraph_stays_alone(name: str) -> None:
    """Of short articles trafilatura takes neighbours, or all of a container as one paragraph."""
    html = (PAGES / name).read_text(encoding="utf-8")
    paragraphs = re.findall(r"<p>[^<]{50,}</p>", html)[:3]
    for paragraph in paragraphs[1:]:
        html = html.replace(paragraph, "")
    lines = read_page(html.encode(), "x").text.split("\n\n")
    assert lines[0] == article(name).article.title
    assert lines[-1] == paragraphs[0][3:-4]
    assert not any("таксама" in line or "관련" in line for line in lines[1:-1])


# Dates, in the order in which they are believed

CLOCK = '<div id="clock">24.07.2026 10:11</div><header><time datetime="2026-07-24">сёння</time></header>'


@pytest.mark.parametrize(
    ("head", "body", "day"),
    [
        ('<link rel="canonical" href="https://a.example/2017/04/25/x">', '<time datetime="2017-04-26">', "2017-04-25"),
        (
            '<meta property="article:published_time" content="2017-04-27">',
            '<time datetime="2017-04-26T01:00Z">',
            "2017-04-26",
        ),
        ('<meta property="article:published_time" content="2017-04-27T23:00Z">', "26.04.2017", "2017-04-27"),
        ('<meta itemprop="datePublished" content="20170427">', "", "2017-04-27"),
        ('<meta name="DC.date.issued" content="Thu, 27 Apr 2017 10:00:00 +0300">', "", "2017-04-27"),
        ('<meta name="date" content="2017-02-30">', "", None),
        ("", '<time itemprop="dateModified" datetime="2018-01-01"></time>', None),
        ("", '<time datetime="2017-05-01"></time><time pubdate datetime="2017-04-26"></time>', "2017-04-26"),
        ("", "<time>26.04.2017</time>", "2017-04-26"),
        ("", '<span class="views">341</span> <span>26.04.2017, 14:10</span>', "2017-04-26"),
        ("", "", None),
    ],
)
def test_date_of_a_page(head: str, body: str, day: str | None) -> None:
    html = f"{CLOCK}<div><h1>Бібліятэка</h1><div>{body}</div><p>{PARAGRAPH}</p></div><aside>11.02.2018</aside>"
    path_less = read_page(f"<html><head>{head}</head><body>{html}".encode(), "x")
    from suviaz.articles.published import beside_heading

    assert (path_less.published or beside_heading(path_less.near, "be", None)) == day


def test_date_below_the_article_counts_if_it_calls_itself_one() -> None:
    below = f'<div><h1>Бібліятэка</h1><p>{PARAGRAPH}</p><p class="news-date">Дата: 26.04.2017</p></div>'
    assert "Дата: 26.04.2017" in page(below).near
    two = below.replace("</div>", '<p class="date">27.04.2017</p></div>')
    assert page(two).near == ()


def test_json_ld_prefers_the_article_and_survives_nonsense() -> None:
    def script(text: str) -> str:
        return f'<script type="application/ld+json">{text}</script>'

    site = script('{"@type": "WebPage", "datePublished": "2001-01-01"}')
    news = script('[{"@graph": [{"@type": ["NewsArticle"], "datePublished": "2017-04-26"}]}]')
    assert page(f"<p>{PARAGRAPH}", script("{") + script("[" * 10_000) + site + news).published == "2017-04-26"
    assert page(f"<p>{PARAGRAPH}", site).published == "2001-01-01"


# Headlines


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Адкрыта бібліятэка | Навіны</title>", "", "Адкрыта бібліятэка"),
        ("<title>Мінск – Брусель: дыялог</title>", "", "Мінск – Брусель: дыялог"),
        ('<title>Навіны - Адкрыта</title><meta property="og:site_name" content="Навіны">', "", "Адкрыта"),
        ("<title>Сайт</title>", "<h1>Сайт</h1><h2>Адкрыта</h2>", "Сайт"),
        ("<title>Адкрыта — Сайт</title>", "<h1>Сайт</h1><h2>Адкрыта бібліятэка</h2>", "Сайт"),
        ("<title>Адкрыта бібліятэка — Сайт</title>", "<h1>Сайт</h1><h2>Адкрыта бібліятэка</h2>", "Адкрыта бібліятэка"),
        ("", "<h1>Адкрыта\n <b>бібліятэка</b></h1>", "Адкрыта бібліятэка"),
        ("", "", None),
    ],
)
def test_headline(head: str, body: str, title: str | None) -> None:
    draft = page(f"{body}<p>{PARAGRAPH}</p><p>{PARAGRAPH}</p>", head)
    assert draft.title == title
    assert draft.text.startswith(title or PARAGRAPH)


# Encodings


def encoded(encoding: str, declared: str) -> bytes:
    html = (PAGES / "agency_ru.html").read_text(encoding="utf-8").replace("charset=utf-8", f"charset={declared}")
    return html.encode(encoding, "xmlcharrefreplace")


@pytest.mark.parametrize(
    ("encoding", "declared", "header"),
    [
        ("cp1251", "windows-1251", None),
        ("cp1251", "utf-8", "windows-1251"),
        ("koi8-r", "KOI8-R", None),
        ("utf-8", "windows-1251", "iso-8859-1"),
        ("utf-8-sig", "windows-1251", None),
        ("utf-16", "utf-16", None),
    ],
)
def test_page_in_another_encoding(encoding: str, declared: str, header: str | None) -> None:
    same = article("agency_ru.html").article.text
    draft = read_page(encoded(encoding, declared), "x", charset=header)
    assert (draft.text, draft.warnings) == (same, ())


def test_korean_page_in_its_old_encoding() -> None:
    html = (PAGES / "paper_ko.html").read_text(encoding="utf-8").replace('charset="utf-8"', "charset=euc-kr")
    assert read_page(html.encode("cp949"), "x").text == article("paper_ko.html").article.text


def test_page_in_an_encoding_that_it_does_not_name() -> None:
    with pytest.raises(UnreadableArticle, match=r"^x is not in the utf-8 that it declares; save it again as UTF-8\.$"):
        read_page(encoded("cp1251", "utf-8"), "x")
    with pytest.raises(UnreadableArticle, match="declares its encoding as 'klingon', which is not known"):
        read_page(encoded("cp1251", "klingon"), "x")
    with pytest.raises(UnreadableArticle, match="is not in"):
        read_page(encoded("cp1251", "undefined"), "x")


def test_a_few_broken_letters_are_a_warning() -> None:
    text, warnings = decode_page(("<p>" + "слова " * 500).encode() + b"\xd0", "x")
    assert text.endswith("\ufffd")
    assert warnings == ("x is not utf-8 in 1 places, which were read as '\ufffd'.",)


# Pages made to harm


def test_nothing_is_fetched_or_expanded() -> None:
    entities = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY a "&b;&b;"><!ENTITY b "boom">]>'
    draft = read_page(
        f"<?xml version='1.0'?>{entities}<html><body><p>{PARAGRAPH} &x; &a;</p></body></html>".encode(), "x"
    )
    assert "root:" not in draft.text
    assert "boomboom" not in draft.text


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 50_000 + PARAGRAPH,
        "<table><tr><td>" * 20_000 + PARAGRAPH,
        "<p>" + "<span>" * 50_000 + PARAGRAPH,
        "<!--" * 100_000,
        "<" * 100_000,
        "&#0;&#xD800;&#x110000;" * 10_000,
    ],
    ids=["divs", "tables", "spans", "comments", "angles", "references"],
)
def test_monstrous_pages_end(html: str) -> None:
    try:
        text = read_page(f"<html><body>{html}".encode(), "x").text
    except UnreadableArticle as error:
        assert str(error).startswith("x is ")  # noqa: PT017 - either outcome is right, a hang or a crash is not
    else:
        text.encode()


def test_page_without_an_article(tmp_path: Path) -> None:
    path = tmp_path / "empty.html"
    for html in ("", "<html></html>", "<html><body><script>1</script></body></html>"):
        path.write_text(html, encoding="utf-8")
        (found,) = read(str(path), known=KNOWN)
        assert isinstance(found, Failure)
        assert str(found.error).startswith(f"{path} is ")


def test_calendar_is_no_text() -> None:
    days = "".join(f"<td>{day}</td>" for day in range(1, 32))
    text = page(f"<h1>Бібліятэка</h1><p>{PARAGRAPH}</p><table><tr>{days}</tr></table><p>{PARAGRAPH}</p>").text
    assert "31" not in text
