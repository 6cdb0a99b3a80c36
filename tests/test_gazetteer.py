"""Names of registry entities in texts: in any case, whole words, the longest, with what they may mean."""

from __future__ import annotations

import time
import tomllib
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suviaz import names
from suviaz.gazetteer import Gazetteer, Hit
from suviaz.model import Entity
from suviaz.names import Paradigms

ENTITIES = (
    Entity(
        "by",
        "Country",
        {"be": ("Беларусь", "Рэспубліка Беларусь")},
        adjectives={"be": ("беларускі",)},
        demonyms={"be": ("беларус",)},
        country="BY",
    ),
    Entity(
        "kr",
        "Country",
        {"be": ("Паўднёвая Карэя", "Рэспубліка Карэя", "Карэя")},
        adjectives={"be": ("карэйскі",)},
        demonyms={"be": ("карэец",)},
        country="KR",
    ),
    Entity("cn", "Country", {"be": ("Кітай",)}, short={"be": ("КНР",)}, adjectives={"be": ("кітайскі",)}, country="CN"),
    Entity(
        "us",
        "Country",
        {"be": ("Злучаныя Штаты Амерыкі",)},
        short={"be": ("ЗША",)},
        adjectives={"be": ("амерыканскі",)},
        demonyms={"be": ("амерыканец",)},
        country="US",
    ),
    Entity("ua", "Country", {"be": ("Украіна",)}, adjectives={"be": ("украінскі",)}, country="UA"),
    Entity("tg", "Country", {"be": ("Тога",)}, country="TG"),
    Entity("eu", "Organisation", {"be": ("Еўрапейскі саюз",)}, short={"be": ("ЕС",)}),
    Entity("kiev", "Place", {"be": ("Кіеў",)}, country="UA"),
    Entity("minsk", "Place", {"be": ("Мінск", "Менск")}, country="BY"),
    Entity("beijing", "Place", {"be": ("Пекін",)}, country="CN"),
    Entity(
        "mincom",
        "Ministry",
        {"be": ("Міністэрства сувязі і інфарматызацыі Рэспублікі Беларусь", "Міністэрства сувязі і інфарматызацыі")},
        short={"be": ("Мінсвязі",)},
        country="BY",
    ),
    Entity("mfa-by", "Ministry", {"be": ("Міністэрства замежных спраў",)}, short={"be": ("МЗС",)}, country="BY"),
    Entity("mfa-kr", "Ministry", {"be": ("Міністэрства замежных спраў",)}, short={"be": ("МЗС",)}, country="KR"),
    Entity("koica", "Organisation", {"en": ("Korea International Cooperation Agency",)}, short={"en": ("KOICA",)}),
)


@lru_cache
def paradigms() -> Paradigms:
    path = Path(names.__file__).parents[1] / "language" / "be.toml"
    return names.read_paradigms(tomllib.loads(path.read_text(encoding="utf-8")))


@lru_cache
def gazetteer() -> Gazetteer:
    return Gazetteer(ENTITIES, paradigms(), "be")


def found(text: str) -> list[tuple[str, str, str]]:
    return [(h.span.of(text), "+".join(e.iri for e in h.entities), h.form) for h in gazetteer().find(text)]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("з Рэспублікай Карэя", [("Рэспублікай Карэя", "kr", "name")]),
        ("у Рэспубліцы Карэі", [("Рэспубліцы Карэі", "kr", "name")]),
        ("у Рэспубліцы Беларусь", [("Рэспубліцы Беларусь", "by", "name")]),
        ("з Кітаем у Кітаі", [("Кітаем", "cn", "name"), ("Кітаі", "cn", "name")]),
        ("у Кіеве і Пекіне", [("Кіеве", "kiev", "name"), ("Пекіне", "beijing", "name")]),
        ("з Менску ў Пэкін", [("Менску", "minsk", "name"), ("Пэкін", "beijing", "name")]),
        ("беларускага пасла", [("беларускага", "by", "adjective")]),
        ("Беларуска-карэйскі форум", [("Беларуска", "by", "adjective"), ("карэйскі", "kr", "adjective")]),
        ("беларуска–карэйскага", [("беларуска", "by", "adjective"), ("карэйскага", "kr", "adjective")]),
        ("амерыкана-кітайскія", [("амерыкана", "us", "adjective"), ("кітайскія", "cn", "adjective")]),
        ("Беларусь-Карэя", [("Беларусь", "by", "name"), ("Карэя", "kr", "name")]),
        ("карэйцы і беларусы", [("карэйцы", "kr", "demonym"), ("беларусы", "by", "demonym")]),
        ("ва Ўкраіне, Украіне", [("Ўкраіне", "ua", "name"), ("Украіне", "ua", "name")]),
        ("Беларусi", [("Беларусi", "by", "name")]),  # a Latin i
        ("Беларусьсю", [("Беларусьсю", "by", "name")]),
        ("БЕЛАРУСЬ І КАРЭЯ", [("БЕЛАРУСЬ", "by", "name"), ("КАРЭЯ", "kr", "name")]),
        ("Злучаных Штатаў Амерыкі", [("Злучаных Штатаў Амерыкі", "us", "name")]),
        ("у ЗША, КНР і ЕС", [("ЗША", "us", "short"), ("КНР", "cn", "short"), ("ЕС", "eu", "short")]),
        ("МЗС", [("МЗС", "mfa-by+mfa-kr", "short")]),
        ("у Мінсвязі", [("Мінсвязі", "mincom", "short")]),
        (
            "Міністэрствам сувязі і інфарматызацыі Рэспублікі Беларусь",
            [("Міністэрствам сувязі і інфарматызацыі Рэспублікі Беларусь", "mincom", "name")],
        ),
        (
            "Міністэрства сувязі і інфарматызацыі Беларусі",
            [("Міністэрства сувязі і інфарматызацыі", "mincom", "name"), ("Беларусі", "by", "name")],
        ),
        ("агенцтва KOICA", [("KOICA", "koica", "short")]),
        ("Еўрапейскім саюзам", [("Еўрапейскім саюзам", "eu", "name")]),
    ],
)
def test_found(text: str, hits: list[tuple[str, str, str]]) -> None:
    assert found(text) == hits


@pytest.mark.parametrize(
    "text",
    [
        "таго і тога",
        "мінскі рух, мінск",
        "Кітайгород",
        "забеларускі",
        "ес",
        "мзс",
        "беларуска",
        "Менскавы",
        "Пекін'е",
        "",
    ],
)
def test_not_found(text: str) -> None:
    assert [hit for hit in found(text) if hit[0] != "Кітай"] == []


def test_cases_and_number() -> None:
    def hit(text: str) -> Hit:
        (one,) = gazetteer().find(text)
        return one

    assert hit("Рэспублікай Карэя").cases == {"ins"}
    assert hit("Кітаі").cases == {"loc"}
    assert hit("карэйцаў").plural
    assert not hit("карэйца").plural
    assert hit("Міністэрствам замежных спраў").cases == {"ins"}
    assert hit("Міністэрствы замежных спраў").plural


def test_no_entities_no_hits() -> None:
    assert Gazetteer((), paradigms(), "be").find("Беларусь") == ()
    assert Gazetteer(ENTITIES, paradigms(), "ko").find("Беларусь") == ()


PIECES = st.sampled_from(
    [
        "Беларусь",
        "беларуска-",
        "карэйскі",
        "Рэспублікі Карэя",
        " ",
        ", ",
        "МЗС",
        "Мінск",
        "а",
        "Ў",
        "-",
        "KOICA",
        "'",
        "i",
    ]
)


@given(st.lists(PIECES, max_size=20).map("".join))
def test_hits_are_in_order_whole_and_apart(text: str) -> None:
    reached = 0
    for hit in gazetteer().find(text):
        assert reached <= hit.span.start < hit.span.end <= len(text)
        reached = hit.span.end
        assert hit.entities
        assert list(hit.entities) == sorted(hit.entities, key=lambda entity: entity.iri)
        assert not text[hit.span.start - 1 : hit.span.start].isalnum() or hit.span.start == 0
        assert not text[hit.span.end : hit.span.end + 1].isalnum()


def test_the_order_of_entities_does_not_matter() -> None:
    text = "МЗС Беларусі і Міністэрства замежных спраў Рэспублікі Карэя ў Кіеве"
    turned = Gazetteer(reversed(ENTITIES), paradigms(), "be")
    assert turned.find(text) == gazetteer().find(text)


def test_time_is_linear() -> None:
    def seconds(size: int) -> float:
        text = ("Беларуска-карэйскі форум у Мінску правялі МЗС Рэспублікі Карэя. " * size)[: size * 60]
        start = time.process_time()
        gazetteer().find(text)
        return time.process_time() - start

    seconds(10)
    small, large = min(seconds(100) for _ in range(3)), min(seconds(1000) for _ in range(2))
    assert large < max(40 * small, 0.5)
