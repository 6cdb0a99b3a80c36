"""The extractor: what the examples of the language files promise, and what holds for any text at all."""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from benchmarks.awkward import WORDS as AWKWARD
from benchmarks.awkward import shapes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saying import say
from suviaz import grammar, rdf, resources
from suviaz.extract import extract
from suviaz.extract import text as cutting
from suviaz.gazetteer import Gazetteer, named
from suviaz.model import Article, Reading

PUBLISHED = "2018-05-10"
CORPUS = Path(__file__).parent / "corpus"


@cache
def gazetteer(lang: str) -> Gazetteer:
    rules = grammar.load(lang)
    return Gazetteer(named(rdf.read_registry(), rules.registry, lang), rules.paradigms, lang)


def read(text: str, lang: str = "be", published: str | None = PUBLISHED) -> Reading:
    return extract(Article(text, lang, published=published), grammar.load(lang), gazetteer(lang))


def said(text: str, published: str | None = PUBLISHED) -> set[str]:
    reading = read(text, published=published)
    return {say(fact, reading) for fact in reading.facts}


EXAMPLES = [(lang, example) for lang in grammar.languages() for example in grammar.load(lang).data.get("examples", [])]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("lang", "example"), EXAMPLES, ids=[f"{lang}-{example['rule']}" for lang, example in EXAMPLES])
def test_the_examples_of_the_language_files(lang: str, example: dict[str, object]) -> None:
    reading = read(str(example["text"]), lang)
    mine = sorted(say(f, reading) for f in reading.facts if any(e.rule == example["rule"] for e in f.evidence))
    assert mine == example["says"]


def test_every_rule_of_the_collection_has_an_example() -> None:
    """As `test_rules_needed.py` asks of our gold."""
    texts = [p.read_text(encoding="utf-8") for p in resources.files("data/articles", "*.txt")]
    fired = {e.rule for text in texts for fact in read(text).facts for e in fact.evidence}
    assert fired <= {example["rule"] for lang, example in EXAMPLES if lang == "be"}


def test_a_plan_is_not_a_fact() -> None:
    facts = said("У красавіку ў Мінску адкрыецца беларуска-індыйскі цэнтр у галіне медыцыны.")
    assert not any(fact.startswith(("CooperationCentre", "Opening: held")) for fact in facts), facts


@pytest.mark.parametrize(
    "text",
    [
        "Міністэрства адукацыі Беларусі і Міністэрства адукацыі Індыі не падпісалі мемарандум.",
        "Бакі пакуль не заключылі дагавор.",
        "У Мінску дакументаў падпісваць не будуць.",
    ],
)
def test_what_was_not_signed_is_no_agreement(text: str) -> None:
    assert not any("signed" in fact or "signing" in fact for fact in said(text))


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Візіт прэзідэнта Сербіі ў Мінск адбудзецца 3 чэрвеня.", "scheduled"),
        ("Візіт прэзідэнта Сербіі ў Мінск адбыўся 3 мая.", "held"),
        ("Візіт прэзідэнта Сербіі ў Мінск адменены.", "cancelled"),
    ],
)
def test_an_event_is_scheduled_held_or_cancelled(text: str, status: str) -> None:
    visits = [fact for fact in said(text) if "visit" in fact]
    assert [fact.split()[1].strip(",") for fact in visits] == [status]


def test_the_ministers_of_two_countries_are_told_apart() -> None:
    facts = said("Прэм'ер-міністры Беларусі і Літвы Раман Галоўчанка і Інгрыда Шыманітэ сустрэліся ў Вільні.")
    assert "Tenure: Раман Галоўчанка, BY, head-of-government" in facts
    assert "Tenure: Інгрыда Шыманітэ, LT, head-of-government" in facts


def test_mentions_of_one_person_are_one() -> None:
    reading = read(
        "Міністр эканомікі Беларусі Мікалай Снапкоў выступіў у Мінску.\n\n"
        "Пра гэта сказаў М. Снапкоў. Снапкова чакаюць у Вене."
    )
    people = [r for r in reading.referents if r.kind == "Person"]
    assert len(people) == 1
    assert len(people[0].mentions) == 3


def test_papers_of_one_signing_are_one_and_others_are_not() -> None:
    facts = [
        fact
        for fact in said(
            "Міністэрства адукацыі Беларусі і Міністэрства адукацыі Індыі 5 мая падпісалі мемарандум у галіне "
            "адукацыі.\n\n"
            "Мемарандум аб супрацоўніцтве падпісаны ў Дэлі. Раней Міністэрства адукацыі Беларусі падпісала мемарандум "
            "з Міністэрствам адукацыі Кітая."
        )
        if fact.startswith("Memorandum")
    ]
    assert len(facts) == 2, facts


def test_words_inside_a_quotation_are_reported() -> None:
    reading = read(
        "«Міністэрства адукацыі Беларусі і Міністэрства адукацыі Індыі 5 мая падпісалі мемарандум», "
        "— сказаў пасол Індыі Алок Джха."
    )
    paper = next(f for f in reading.facts if f.kind == "Memorandum")
    statement = next(f for f in reading.facts if f.kind == "Statement")
    assert [(e.modality, e.said_in) for e in paper.evidence] == [("reported", statement.id)]


def test_furniture_of_the_page_tells_nothing() -> None:
    body = "Міністр культуры Беларусі Анатоль Маркевіч сустрэўся ў Мінску з паслом Кітая Цуй Цымінам."
    related = "Чытайце таксама: Прэзідэнт Літвы Гітанас Наўседа прыняў пасла Латвіі Эйнара Семаніса"
    framed = f"Сустрэча ў Мінску\n\n{body}\n\n{related}\n\nЯнка Ліхач"
    assert said(body) <= said(framed)
    assert not any("LT" in fact or "LV" in fact or "Ліхач" in fact for fact in said(framed))


def whole(reading: Reading) -> None:
    text = reading.article.text
    assert all(m.span.of(text) == m.surface for m in reading.mentions)
    evidence = [e for fact in reading.facts for e in fact.evidence]
    assert all(e.span.of(text) == e.quote and e.quote for e in evidence)
    assert all(0 <= e.confidence <= 1 for e in evidence)
    assert all((e.modality == "reported") == (e.said_in is not None) for e in evidence)
    assert all(fact.evidence for fact in reading.facts)
    ids = {fact.id for fact in reading.facts} | {referent.id for referent in reading.referents}
    assert len(ids) == len(reading.facts) + len(reading.referents)
    pointed = [role.value.id for fact in reading.facts for role in fact.roles if hasattr(role.value, "id")]
    assert set(pointed) <= ids


def test_offsets_hold_on_the_corpus() -> None:
    for path in sorted((CORPUS / "be").glob("*.json")):
        article = json.loads(path.read_text(encoding="utf-8"))
        reading = read(article["text"], published=article["published"])
        whole(reading)
        assert reading == read(article["text"], published=article["published"])  # nothing but the text decides


WORDS = [
    "Міністр",
    "прыняў",
    "Беларусі",
    "мемарандум",
    "падпісалі",
    "«",
    "»",
    '"',
    "Кім Ён Хо",
    "С.П.",
    "Папкоў",
    ",",
    ".",
    "—",
    ":",
    "што",
    "сказаў",
    "у Мінску",
    "5 мая",
    "цэнтр",
    "беларуска-карэйскі",
    "адкрыўся",
    "не",
    "і",
    "\n",
    "(NIA)",
    "плануе",
    "форум",
    "з",
    "які",
    "ён",
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(WORDS), max_size=40), st.sampled_from([PUBLISHED, None]))
def test_any_string_of_words_is_read_without_a_false_offset(words: list[str], published: str | None) -> None:
    whole(read(" ".join(words), published=published))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    whole(read(text))


@pytest.mark.parametrize("lang", sorted(AWKWARD))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(sorted(shapes("be"))), st.integers(1, 300)), min_size=1, max_size=5))
def test_what_nobody_writes_is_read_too(lang: str, pieces: list[tuple[str, int]]) -> None:
    whole(read("\n".join(shapes(lang)[name](size) for name, size in pieces), lang))


@pytest.mark.parametrize("lang", sorted(AWKWARD))
@pytest.mark.parametrize("shape", sorted(shapes("be")))
def test_no_sentence_is_longer_than_prose_and_no_word_is_lost(lang: str, shape: str) -> None:
    written = shapes(lang)[shape](2 * cutting.LONGEST_SENTENCE)
    document = cutting.read(Article(written, lang), grammar.load(lang))
    assert all(s.span.end - s.span.start <= cutting.LONGEST_SENTENCE for s in document.sentences)
    ends = [(token.span.start, token.span.end) for s in document.sentences for token in s.tokens]
    assert all(end <= start for (_, end), (start, _) in pairwise(ends))
    told = [span.of(written) for span in (*document.furniture, *document.credits)]
    words = [s.span.of(written) for s in document.sentences]
    assert sum(map(len, re.findall(r"\w", "".join([*told, *words])))) == len(re.findall(r"\w", written))


def test_a_quotation_ends_at_its_own_mark() -> None:
    spans = [q.span.of(OPEN) for q in cutting.read(Article(OPEN, "be"), grammar.load("be")).quotes]
    assert spans == ["а «б» в", "г"]


OPEN = "«а «б» в» і «г» і «д і е"
