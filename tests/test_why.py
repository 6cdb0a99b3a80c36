"""Why a sentence yielded what it did: every reason a rule can have, and how it is told."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner

from suviaz import extract, grammar, rdf, render
from suviaz.cli import suviaz
from suviaz.extract.reasons import Reason
from suviaz.extract.trace import Trace
from suviaz.gazetteer import Gazetteer, named
from suviaz.model import Article
from suviaz.render.why import ASIDES, REASONS

# Language, text, and what the trace has to hold of it: the rule, the words it looked at, why it let them go.
LEFT = [
    ("be", "Наступная сустрэча цікавая.", "noun-meeting", "сустрэча", "only-named"),
    ("en", "The protocol is not yet an agreement.", "agreement", "protocol", "no-signing"),
    ("en", "Olena Bondar attended the signing ceremony.", "agreement", "signing ceremony", "no-paper"),
    ("ru", "Столица Грузии принимает форум.", "verb-receive", "принимает", "no-person"),
    ("be", "Наведалі Сеул.", "verb-visit", "Наведалі", "no-actor"),
    ("ko", "한국과 전자정부 MOU를 맺은 상대는 26개국으로 늘었다.", "agreement", "MOU", "no-party"),
    ("en", "The countries have much to offer each other.", "plan-and-form", "to offer", "no-form"),
    ("en", "The relations were established in June.", "opening-of-premises", "were established", "no-premises"),
    ("be", "Пра гэта сказалі.", "reported-speech", "сказалі", "no-speaker"),
    ("be", "Сказаў Алесь Дубоўскі.", "reported-speech", "Сказаў", "no-words"),
    ("be", "Дырэктар маўчаў.", "title-and-name", "Дырэктар", "no-holder"),
    ("be", "Алесь Дубоўскі маўчаў.", "title-and-name", "Алесь Дубоўскі", "no-title"),
    ("be", "Дубоўскі выступіў.", "participation", "выступіў", "no-event-before"),
    ("be", "Камісія працуе.", "joint-body", "Камісія", "not-two-countries"),
    ("be", "Міністр культуры Літвы Алесь Дубоўскі наведаў форум.", "verb-visit", "наведаў", "visits-event"),
    ("be", "Падпісалі дагавор. Цырымонія прайшла ў Мінску.", "noun-ceremony", "Цырымонія", "told-as-signing"),
    ("en", "They plan to hold a forum and to open it in Minsk.", "opening-of-premises", "to open", "told-as-event"),
    ("be", "Спадзяецца, што завод пабудуе новы цэх.", "plan-and-form", "пабудуе", "told-as-event"),
    ("ru", "Министр выразил надежду, что завод построит цех.", "plan-and-form", "построит", "told-as-event"),
    ("en", "He hopes that the plant will build a school.", "plan-and-form", "will build a", "told-as-event"),
    ("en", "A protocol to establish a center was signed by Korea.", "plan-and-form", "to establish", "in-paper"),
    ("be", "Плануецца стварыць беларуска-індыйскі цэнтр.", "joint-body", "цэнтр", "promised"),
    ("be", "Міністр культуры Алесь Дубоўскі хоча наведаць Літву.", "verb-visit", "наведаць", "infinitive"),
    ("be", "Цэнтр адкрыецца.", "opening-of-premises", "адкрыецца", "no-day-no-place"),
    ("be", "Ці сустрэўся міністр культуры Алесь Дубоўскі з паслом?", "verb-meet", "сустрэўся", "asked"),
    ("be", "Бакі не падпісалі дагавор.", "agreement", "падпісалі", "denied"),
    ("be", "Магчыма, Алесь Дубоўскі сустрэўся з паслом.", "verb-meet", "сустрэўся", "possible"),
    ("be", "Падпісанне дагавора адкладзена.", "agreement", "Падпісанне", "cancelled"),
]


@cache
def gazetteer(lang: str) -> Gazetteer:
    rules = grammar.load(lang)
    return Gazetteer(named(rdf.read_registry(), rules.registry, lang), rules.paradigms, lang)


def trace(text: str, lang: str = "be") -> Trace:
    article = Article(text, lang, published="2018-05-10")
    return extract.trace(article, grammar.load(lang), gazetteer(lang))


@pytest.mark.parametrize(("lang", "text", "rule", "words", "reason"), LEFT, ids=[row[4] for row in LEFT])
def test_a_rule_says_why_it_let_the_words_go(lang: str, text: str, rule: str, words: str, reason: str) -> None:
    left = {(r.rule, r.span.of(text), r.reason) for s in trace(text, lang).sentences for r in s.rejections}
    assert (rule, words, reason) in left


def test_every_reason_is_shown_and_has_its_words() -> None:
    assert {row[4] for row in LEFT} == set(get_args(Reason)) == set(REASONS)


@pytest.mark.parametrize("lang", grammar.languages())
def test_the_trace_reads_what_is_read_without_it(lang: str) -> None:
    texts = [str(example["text"]) for example in grammar.load(lang).data.get("examples", [])]  # type: ignore[attr-defined]
    assert texts
    for text in texts[:40]:
        article = Article(text, lang, published="2018-05-10")
        assert trace(text, lang).reading == extract.extract(article, grammar.load(lang), gazetteer(lang))


def test_each_word_of_a_sentence_is_in_its_trace() -> None:
    text = "Міністр культуры Алесь Дубоўскі ўчора наведаў Літву."
    [sentence] = trace(text).sentences
    assert "".join(word.text for word in sentence.words).replace(" ", "") == text.replace(" ", "")
    verb = next(word for word in sentence.words if word.text == "наведаў")
    assert [(sense.code, sense.form) for sense in verb.triggers] == [("visit", "past")]


def test_the_trace_of_a_text_in_another_script_has_its_own_letters() -> None:
    text = "Ministr kultury Litvy Aleś Duboŭski naviedaŭ Minsk. Baki nie padpisali miemarandum."
    found = trace(text)
    assert found.reading.article.text == text
    for sentence in found.sentences:
        assert all(word.span.of(text) == word.text and sentence.span.covers(word.span) for word in sentence.words)
    assert ("agreement", "padpisali", "denied") in {
        (r.rule, r.span.of(text), r.reason) for sentence in found.sentences for r in sentence.rejections
    }


PAGE = """Бакі абмеркавалі супрацоўніцтва

Мінск, 5 мая /БелТА/. Міністр культуры Літвы Алесь Дубоўскі наведаў Мінск.

«Я паеду ў Вільню 10 мая і буду рады», — сказаў міністр культуры Літвы Алесь Дубоўскі.

Форум пройдзе ў Мінску 12 чэрвеня.

Чытайце таксама: навіны культуры
"""


def test_what_is_told_of_each_sentence() -> None:
    told = render.as_why(trace(PAGE))
    assert "line 3: Мінск, 5 мая /БелТА/.\n    Not read: a dateline" in told
    assert re.search(r"    Found here, or confirmed: .*Event \(held\) by verb-visit; .*Tenure by title-and-name", told)
    assert "In the words of Алесь Дубоўскі: what they tell is reported, not asserted." in told
    assert "is kept as planned (scheduled), not as something that has happened." in told
    assert told.endswith("line 9: Чытайце таксама: навіны культуры\n    Not read: a link to another article.\n")


@pytest.mark.parametrize("at", ["3", "алесь  дубоўскі наведаў"])
def test_a_sentence_is_picked_by_words_or_line(at: str) -> None:
    told = render.as_why(trace(PAGE), at)
    assert "Дубоўскі наведаў Мінск." in told
    assert "Чытайце" not in told
    assert render.as_why(trace(PAGE), "нічога такога") == ""


def test_a_line_that_is_set_aside_says_what_it_is() -> None:
    kinds = {s.aside for s in trace(PAGE + "\n***\n\nФота: БелТА\n\nЧытайце таксама: навіны культуры\n").sentences}
    assert {"related", "dateline", "signs"} <= kinds
    assert kinds - {None} <= set(ASIDES)


def run(*arguments: str, text: str = PAGE) -> tuple[int, str, str]:
    done = CliRunner().invoke(suviaz, ["read", "-", "--lang", "be", *arguments], input=text, standalone_mode=False)
    code = 2 if done.exception else done.return_value
    return code, done.stdout, done.stderr


def test_the_command_tells_why() -> None:
    code, out, _ = run("--why", "--at", "Форум")
    assert code == 0
    assert out.startswith("line 7: Форум пройдзе ў Мінску 12 чэрвеня.\n")
    assert "noun-forum" in out
    code, out, said = run("--why", "--at", "99")
    assert (code, out) == (0, "")
    assert "No sentence" in said


def test_why_as_data_has_offsets_into_the_text() -> None:
    code, out, _ = run("--why", "--json", text="Бакі не падпісалі дагавор.")
    [[sentence]] = [article["sentences"] for article in json.loads(out)]
    [rejection] = sentence["rejections"]
    assert (code, rejection["reason"]) == (0, "denied")
    assert sentence["text"][rejection["start"] : rejection["end"]] == "падпісалі"


def test_the_page_tells_why_sentence_by_sentence(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    code, _, _ = run("--why", "--html", "--output", str(page))
    html = page.read_text(encoding="utf-8")
    assert code == 0
    assert html.count('<details class="aside">') == 2
    assert "Not read: a dateline" in html
    assert "Sentence by sentence" not in render.as_html([trace(PAGE).reading])


def test_the_example_of_the_documentation() -> None:
    page = (Path(__file__).parents[1] / "docs" / "reading.md").read_text(encoding="utf-8")
    text, told = re.search(r'\$ echo "(.*?)" \| suviaz read - --why --quiet\n(.*?)```', page, re.DOTALL).groups()  # type: ignore[union-attr]
    assert render.as_why(trace(text)) == told


def test_at_goes_with_why() -> None:
    assert run("--at", "Форум")[0] == 2
