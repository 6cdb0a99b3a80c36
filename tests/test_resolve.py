"""What a name is decided to be, and what stays open."""

from __future__ import annotations

from dataclasses import replace

import pytest

from readings import BLR, ID, KOR, MOI, MPT, TEXT, entities, forum, known, mention
from suviaz.model import Article, Entity, Reading, Referent
from suviaz.resolve import KnownEntities, lived, resolve

SAFETY = ID + "organisation/kor-ministry-of-the-interior-and-safety"
MFA = [ID + f"organisation/{code}-mfa" for code in ("blr", "kor")]


def one(
    referent: Referent, *, published: str | None = "2017-04-26", url: str | None = None, among: KnownEntities
) -> str | None:
    link = resolve(Reading(Article("Тэкст", "be", url, None, published), (referent,)), among).get("r")
    return link.iri if link else None


def ministry(names: tuple[str, ...], country: str | None = None, candidates: tuple[str, ...] = ()) -> Referent:
    return Referent("r", "Ministry", names, (), country, candidates)


def with_ministries_of_foreign_affairs() -> KnownEntities:
    more = [Entity(iri, "Ministry", {"be": ("МЗС",)}, country=c) for iri, c in zip(MFA, ("BY", "KR"), strict=True)]
    return KnownEntities([*entities(), *more])


def test_countries_bodies_and_people_of_the_forum() -> None:
    links = resolve(forum(), known())
    assert {id_: link.iri for id_, link in links.items()} == {"c:BY": BLR, "c:KR": KOR, "o1": MPT, "o2": MOI}
    assert all(link.reason and 0 < link.score <= 1 for link in links.values())


@pytest.mark.parametrize(("published", "expected"), [("2017-04-26", MOI), ("2018-01-01", SAFETY), (None, None)])
def test_a_renamed_ministry_is_the_one_of_the_day(published: str | None, expected: str | None) -> None:
    referent = ministry(("Міністэрства ўнутраных спраў",), "KR", (MOI, SAFETY))
    assert one(referent, published=published, among=known()) == expected


def test_one_candidate_outside_its_period_is_taken_with_less_trust() -> None:
    referent = ministry(("Міністэрства ўнутраных спраў",), "KR", (MOI,))
    reading = Reading(Article("Тэкст", "be", None, None, "2020-01-01"), (referent,))
    link = resolve(reading, known())["r"]
    assert link.iri == MOI
    assert link.score < 1
    assert "period" in link.reason


def test_a_name_without_candidates_is_looked_up_as_it_compares() -> None:
    assert one(ministry(("Міністэрства сувязі і інфарматызацыі",)), among=known()) == MPT
    assert one(ministry(("Міністэрства сувязі і інфарматызацыі",), "KR"), among=known()) is None


def test_the_country_tells_two_apart() -> None:
    among = with_ministries_of_foreign_affairs()
    assert one(ministry(("МЗС",), "KR", tuple(MFA)), among=among) == MFA[1]


def test_two_that_are_left_stay_undecided() -> None:
    assert one(ministry(("МЗС",), None, tuple(MFA)), among=with_ministries_of_foreign_affairs()) is None


def test_at_home_the_publisher_decides_unless_the_other_country_is_about() -> None:
    among, url = with_ministries_of_foreign_affairs(), "https://www.mpt.gov.by/1"
    assert one(ministry(("МЗС",), None, tuple(MFA)), url=url, among=among) == MFA[0]
    korea = Referent("c", "Country", ("Рэспубліка Карэя",), (), "KR")
    reading = Reading(Article("Тэкст", "be", url, None, "2017-04-26"), (ministry(("МЗС",), None, tuple(MFA)), korea))
    assert "r" not in resolve(reading, among)


def test_a_candidate_of_another_kind_is_none() -> None:
    referent = Referent("r", "Person", ("Мінск",), (), None, (ID + "place/minsk",))
    assert one(referent, among=known()) is None
    assert one(replace(referent, kind="Place"), among=known()) == ID + "place/minsk"


def test_people_are_not_looked_up_but_named_alike() -> None:
    person = Referent("r", "Person", ("Сяргей Папкоў",), (mention(TEXT, "Сяргей Папкоў", "Person"),), "BY")
    assert one(person, among=known()) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://mpt.gov.by/news/1", MPT),
        ("http://www.mpt.gov.by/be/x", MPT),
        ("https://archive.mpt.gov.by/", MPT),
        ("https://gov.by/", None),
        ("https://example.org", None),
        (None, None),
        ("http://[broken", None),
    ],
)
def test_who_publishes(url: str | None, expected: str | None) -> None:
    found = known().publisher(url, "2017-01-01")
    assert (found.iri if found else None) == expected


def test_periods_are_inclusive() -> None:
    entity = Entity(MOI, "Ministry", {}, start="2014-11-19", end="2017-07-25")
    assert [lived(entity, d) for d in ("2014-11-18", "2014-11-19", "2017-07-25", "2017-07-26", None)] == [
        False,
        True,
        True,
        False,
        True,
    ]


def test_an_article_that_looks_back_means_the_body_of_that_day() -> None:
    links = resolve(forum(url="https://example.org/later", published="2018-01-01"), known())
    assert links["o2"].iri == MOI
