"""Readings as text, JSON and a page."""

from __future__ import annotations

import json
import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from suviaz import render
from suviaz.model import Article, Code, Evidence, Fact, Mention, Reading, Ref, Referent, Role, Span, When

TEXT = "Міністр сувязі Сяргей Папкоў <сёння> падпісаў мемарандум у Мінску.\nПаведаміў ён."


def span(words: str) -> Span:
    at = TEXT.index(words)
    return Span(at, at + len(words))


def evidence(words: str, **more: object) -> Evidence:
    return Evidence(span(words), words, "test", **more)  # type: ignore[arg-type]


READING = Reading(
    Article(TEXT, "be", url="https://example.org/a?b=1&c=2", title="Загаловак & <b>", published="2017-04-26"),
    (
        Referent("p1", "Person", ("Сяргей Папкоў",), (Mention(span("Сяргей Папкоў"), "Person", "Сяргей Папкоў"),)),
        Referent("l1", "Place", ("Мінск",), (Mention(span("Мінску"), "Place", "Мінску"),), country="BY"),
    ),
    (
        Fact(
            "f1",
            "Memorandum",
            (Role("hasParty", Ref("p1")), Role("hasField", Code("field", "ict"))),
            status="signed",
            when=When("2017-04-26", "2017-04-26", span=span("сёння")),
            evidence=(evidence("<сёння> падпісаў мемарандум"),),
        ),
        Fact(
            "f2",
            "Statement",
            (Role("hasSpeaker", Ref("p1")), Role("isDirectSpeech", False), Role("expresses", Ref("f1"))),
            evidence=(
                evidence("Паведаміў ён", modality="inferred", confidence=0.7, role=Role("hasSpeaker", Ref("p1"))),
            ),
        ),
    ),
)


def test_text_shows_each_fact_with_its_words() -> None:
    text = render.as_text(READING)
    assert "f1  Memorandum (signed)" in text
    assert "hasParty: Сяргей Папкоў" in text
    assert "when: 2017-04-26" in text
    assert "hasSpeaker: [inferred] «Паведаміў ён»" in text


def test_json_offsets_lead_to_the_quotes() -> None:
    [data] = json.loads(render.as_json([READING]))
    text = data["article"]["text"]
    quotes = [e for fact in data["facts"] for e in fact["evidence"]]
    assert len(quotes) == 2
    assert all(text[e["start"] : e["end"]] == e["quote"] for e in quotes)
    assert data["facts"][0]["roles"] == [{"name": "hasParty", "ref": "p1"}, {"name": "hasField", "code": "field/ict"}]
    assert data["facts"][0]["when"]["start"] == "2017-04-26"
    assert data["facts"][1]["evidence"][0]["role"] == {"name": "hasSpeaker", "ref": "p1"}


def words_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def test_marking_does_not_alter_the_text() -> None:
    html = render.marked(READING)
    assert words_of(html) == TEXT
    assert '<mark class="person" title="Person: Сяргей Папкоў" data-ref="p1">Сяргей Папкоў</mark>' in html
    lit = "".join(words_of(piece) for piece in re.findall(r'<span class="ev" data-facts="f1">(.*?)</span>', html))
    assert lit == "<сёння> падпісаў мемарандум"


SPANS = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(lambda pair: Span(min(pair), max(pair)))


@given(st.lists(SPANS, max_size=6), st.lists(SPANS, max_size=6))
def test_any_overlap_of_marks_keeps_the_text(names: list[Span], quotes: list[Span]) -> None:
    referents = tuple(
        Referent(f"r{i}", "Person", ("X",), (Mention(s, "Person", s.of(TEXT)),)) for i, s in enumerate(names)
    )
    facts = tuple(Fact(f"f{i}", "Event", evidence=(Evidence(s, s.of(TEXT), "test"),)) for i, s in enumerate(quotes))
    html = render.marked(Reading(Article(TEXT, "be"), referents, facts))
    assert words_of(html) == TEXT
    for i, quote in enumerate(quotes):
        pieces = re.findall(r'<span class="ev" data-facts="([^"]*)">((?:<mark[^>]*>)?[^<]*)', html)
        lit = "".join(words_of(piece) for ids, piece in pieces if f"f{i}" in ids.split())
        assert lit == quote.of(TEXT)


def test_page_is_escaped_and_needs_no_network() -> None:
    page = render.as_html([READING])
    assert "<title>Загаловак &amp; &lt;b&gt; – what Suviaz reads</title>" in page
    assert "default-src 'none'" in page
    assert not re.search(r"(?:src|srcset)=|<link|@import|url\(|fetch\(", page)
    assert re.findall(r'href="(?!#)([^"]*)"', page) == ["https://example.org/a?b=1&amp;c=2"]
    assert 'href="#a0-f1"' in page
    assert 'id="a0-f1"' in page


def test_page_shows_rules_slots_and_passages_of_each_fact() -> None:
    page = render.as_html([READING])
    memorandum, statement = re.findall(r'<details class="fact".*?</details>', page)
    assert '<span class="rules">test</span>' in memorandum
    assert '<dt>hasParty</dt><dd data-ref="p1">Сяргей Папкоў</dd>' in memorandum
    assert "<dt>when</dt><dd>2017-04-26 «сёння»</dd>" in memorandum
    assert "«&lt;сёння&gt; падпісаў мемарандум»" in memorandum
    assert '<dd><a href="#a0-f1">f1 Memorandum</a></dd>' in statement
    assert '<option value="test">test (2)</option>' in page


def test_an_address_that_is_no_web_address_is_no_link() -> None:
    article = Article("Тэкст.", "be", url="javascript:alert(1)")
    assert "<a href" not in render.as_html([Reading(article)])
