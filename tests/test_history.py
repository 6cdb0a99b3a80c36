"""The history of ties: sides, timelines, counts by year, ways and figures; on made values and on the collection."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import suviaz
from suviaz.errors import BadQuery, UnknownName
from suviaz.memory.balance import Balance, balance
from suviaz.memory.matters import matters, time
from suviaz.memory.sides import ELSEWHERE, FACETS, VERDICTS, Comparison, Press, compare
from suviaz.memory.sources import Source, Telling, sources
from suviaz.memory.times import Moment, moments, precision, tallies
from suviaz.memory.values import Claim, Known, Thing, Words
from suviaz.memory.ways import figures, ways
from suviaz.network import Link, Network, Node, Quote
from suviaz.network.figures import betweenness, communities, routes

ROOT = Path(__file__).parents[1]
HERE, THERE = "https://w3id.org/suviaz/id/country/BLR", "https://w3id.org/suviaz/id/country/KOR"
PAIR = (HERE, THERE)


# -- two sides


def source(name: str, day: str, country: str | None) -> Source:
    return Source(name, f"https://{name}.example/", name, day, "en", country=country)


def signing(iri: str, article: str, *, paper: str, day: str = "2015-04-23", told: str = "2015-04-23") -> list[Thing]:
    """A signing and what was signed, as one article tells of them."""
    sides = frozenset(PAIR)
    agreement = Thing(
        f"{iri}-paper",
        frozenset({paper}),
        (Claim(article, told, "signed"),),
        fields=frozenset({"ict"}),
        countries=sides,
    )
    event = Thing(
        iri,
        frozenset({"Signing"}),
        (Claim(article, told, "held"),),
        events=frozenset({"signing"}),
        countries=sides,
        outcomes=frozenset({agreement.iri}),
        first=day,
        last=day,
    )
    return [event, agreement]


def world(*groups: list[Thing], places: dict[str, str] | None = None) -> tuple[Known, dict[str, tuple[Telling, ...]]]:
    things = {thing.iri: thing for group in groups for thing in group}
    countries = {"here": HERE, "there": THERE, "far": None}
    told = {}
    for thing in things.values():
        for claim in thing.claims:
            said = {
                "hasStatus": frozenset({f"status/{claim.status}"}),
                "startDate": frozenset({thing.first} if thing.first else ()),
                "isLocatedIn": frozenset({(places or {})[claim.article]} if claim.article in (places or {}) else ()),
            }
            teller = source(claim.article, claim.published or "", countries[claim.article.split("-")[0]])
            told[thing.iri] = (Telling(thing.iri, teller, thing.kinds, said),)
    return Known(things), told


def press(told: dict[str, tuple[Telling, ...]], *more: Source) -> Press:
    known = {t.source.article: t.source for group in told.values() for t in group}
    return Press({**known, **{s.article: s for s in more}}, told, {})


def said(told: dict[str, tuple[Telling, ...]]):
    def words(iri: str) -> tuple[Words, ...]:
        return tuple(
            Words(f"{t.source.article} says so", t.source.address, published=t.source.published)
            for t in told.get(iri, ())
        )

    return words


def test_a_protocol_here_and_a_memorandum_there_are_one_matter_told_differently() -> None:
    known, told = world(
        signing("one", "here-1", paper="Protocol"), signing("two", "there-1", paper="Memorandum", told="2015-04-25")
    )
    [matter] = matters(known, {})
    assert set(matter.things) == {"one", "one-paper", "two", "two-paper"}
    assert matter.found
    found = compare(matter, known, said(told), press(told), pair=PAIR)
    points = {(p.facet, p.verdict): p for p in found.points}
    kind = points["kind", "different"]
    assert [(c.side, c.values) for c in kind.claims] == [(HERE, ("Protocol",)), (THERE, ("Memorandum",))]
    assert [c.words[0].text for c in kind.claims] == ["here-1 says so", "there-1 says so"]
    assert points["date", "agreed"].claims[0].values == ("2015-04-23",)
    assert [(r.voice, r.lag) for r in found.reports] == [("told", 0), ("told", 2)]
    [whole] = balance([matter], known, said(told), press(told), pair=PAIR).told
    assert (whole.leader, whole.lag, whole.by) == (HERE, 2, PAIR)


def test_what_does_not_fit_stays_two_matters() -> None:
    first = signing("one", "here-1", paper="Memorandum")
    for other in (
        signing("two", "there-1", paper="Memorandum", day="2015-05-23"),
        [replace(t, fields=frozenset({"medicine"})) for t in signing("two", "there-1", paper="Memorandum")],
        [replace(t, countries=frozenset({HERE})) for t in signing("two", "there-1", paper="Memorandum")],
        signing("two", "here-1", paper="Memorandum"),
    ):
        known, _ = world(first, other)
        assert len(matters(known, {})) == 2
    known, _ = world(first, signing("two", "there-1", paper="Memorandum"))
    assert len(matters(known, {"one": frozenset({"minsk"}), "two": frozenset({"seoul"})})) == 2


def test_whoever_fits_two_that_differ_belongs_to_neither() -> None:
    known, _ = world(
        signing("one", "here-1", paper="Memorandum"),
        signing("two", "there-1", paper="Memorandum"),
        signing("three", "there-1", paper="Memorandum"),
    )
    assert len(matters(known, {})) == 3


def test_sources_of_one_side_may_differ_among_themselves() -> None:
    known, told = world(signing("one", "here-1", paper="Protocol"), signing("two", "here-2", paper="Memorandum"))
    [matter] = matters(known, {})
    found = compare(matter, known, said(told), press(told), pair=PAIR)
    [point] = [p for p in found.points if p.verdict == "divided"]
    assert [(c.side, c.values) for c in point.claims] == [(HERE, ("Memorandum",)), (HERE, ("Protocol",))]


def test_silence_is_said_only_where_the_side_is_covered() -> None:
    known, told = world(signing("one", "here-1", paper="Protocol"))
    [matter] = matters(known, {})
    alone = compare(matter, known, said(told), press(told), pair=PAIR)
    assert [(r.side, r.voice) for r in alone.reports] == [(HERE, "told"), (THERE, "not-covered")]
    near = compare(matter, known, said(told), press(told, source("there-2", "2015-05-01", THERE)), pair=PAIR)
    assert [(r.voice, r.covered) for r in near.reports] == [("told", 0), ("silent", 1)]
    assert {p.verdict for p in near.points} == {"only"}


def test_a_plan_told_in_time_contradicts_nothing() -> None:
    early = [
        replace(t, claims=(Claim("here-1", "2015-04-20", "scheduled"),))
        for t in signing("one", "here-1", paper="Protocol")
    ]
    known, told = world(early, signing("two", "there-1", paper="Protocol"))
    [matter] = matters(known, {})
    found = compare(matter, known, said(told), press(told), pair=PAIR)
    assert not [p for p in found.points if p.verdict == "different"]
    assert [p.claims[0].side for p in found.points if p.facet == "status"] == [THERE]


def test_third_countries_stand_apart() -> None:
    known, told = world(
        signing("one", "here-1", paper="Protocol"),
        signing("two", "far-1", paper="Treaty"),
    )
    [matter] = matters(known, {})
    found = compare(matter, known, said(told), press(told), pair=PAIR)
    assert [(r.side, r.voice) for r in found.reports] == [(HERE, "told"), (THERE, "not-covered"), (ELSEWHERE, "told")]
    kinds = [(p.verdict, p.claims[0].side, p.claims[0].values) for p in found.points if p.facet == "kind"]
    assert kinds == [("only", HERE, ("Protocol",)), ("only", ELSEWHERE, ("Treaty",))]
    assert balance([matter], known, said(told), press(told), pair=PAIR).only == {HERE: 1, THERE: 0, ELSEWHERE: 0}


@settings(max_examples=30)
@given(st.permutations(range(6)))
def test_matters_do_not_depend_on_order(order: list[int]) -> None:
    groups = [
        signing("a", "here-1", paper="Protocol"),
        signing("b", "there-1", paper="Memorandum"),
        signing("c", "far-1", paper="Memorandum", day="2015-04-24"),
        signing("d", "here-2", paper="Treaty", day="2016-01-01"),
        signing("e", "there-2", paper="Treaty", day="2016-01-01"),
        signing("f", "there-3", paper="Contract", day="2016-01-01"),
    ]
    known, _ = world(*(groups[i] for i in order))
    assert [m.things for m in matters(known, {})] == [m.things for m in matters(world(*groups)[0], {})]


# -- time


def test_times_are_as_exact_as_they_are_known() -> None:
    spans = {
        ("2017-04-26", "2017-04-26"): "day", ("2017-04-01", "2017-04-30"): "month",
        ("2016-02-01", "2016-02-29"): "month", ("2017-01-01", "2017-12-31"): "year",
        ("2017-04-01", "2017-04-29"): "days", (None, "2017-04-26"): "by",
        ("2017-04-26", None): "days", (None, None): "unknown",
    }  # fmt: skip
    assert {span: precision(*span) for span in spans} == spans


def moment(day: str | None, what: str, state: str = "done", *fields: str) -> Moment:
    return Moment("x", what, day, day, precision(day, day), state, ("x",), fields, (), 1, ())  # type: ignore[arg-type]


def test_plans_are_counted_apart_and_a_year_counts_each_thing_once() -> None:
    found = tallies(
        [
            moment("2017-04-26", "event-type/forum", "done", "ict", "trade"),
            moment("2017-04-26", "kind/Memorandum", "done", "ict"),
            moment("2017-05-01", "event-type/visit", "planned"),
            moment("2017-06-01", "event-type/visit", "cancelled"),
            moment(None, "event-type/visit"),
        ]
    )
    assert [(t.year, t.field, t.events, t.papers, t.planned) for t in found] == [
        (2017, None, 1, 1, 1),
        (2017, "", 0, 0, 1),
        (2017, "ict", 1, 1, 0),
        (2017, "trade", 1, 0, 0),
        (None, None, 1, 0, 0),
        (None, "", 1, 0, 0),
    ]


def test_the_last_news_of_a_matter_decides_its_state() -> None:
    event = Thing(
        "visit",
        frozenset({"Event"}),
        (Claim("a", "2017-01-01", "scheduled"), Claim("b", "2017-02-01", "cancelled")),
        events=frozenset({"visit"}),
        countries=frozenset(PAIR),
    )
    known = Known({"visit": event})
    assert time(matters(known, {})[0], known) == (None, None)
    for claims, state in ((event.claims, "cancelled"), (event.claims[:1], "planned")):
        one = Known({"visit": replace(event, claims=claims)})
        [told] = moments(matters(one, {}), one, lambda iri: (Words("so", "a"),))
        assert (told.state, told.what) == (state, "event-type/visit")


# -- ways and figures


def network(*links: tuple[str, str] | tuple[str, str, bool]) -> Network:
    """Actors are capital letters, countries begin with `*`, all else is an event."""

    def node(iri: str) -> Node:
        kind = "Country" if iri.startswith("*") else "Person" if iri[0].isupper() else "Event"
        return Node(iri, kind, kind, {"en": iri}, country="BY")

    quote = Quote("article", 0, 1, "so", title="t", url="https://example.org/", published="2017-04-26")
    made = [Link(a, b, "hasParticipant", planned=bool(rest and rest[0]), quotes=(quote,)) for a, b, *rest in links]
    names = sorted({end for link in made for end in (link.source, link.target)})
    return Network(tuple(map(node, names)), tuple(sorted(made, key=lambda link: link.id)))


def test_a_way_shows_what_is_on_it_and_the_words_for_each_step() -> None:
    [way] = ways(network(("forum", "A"), ("forum", "B"), ("visit", "B"), ("visit", "C")), "A", "C")
    assert way.nodes == ("A", "forum", "B", "visit", "C")
    assert way.through == ("forum", "visit")
    assert [step.turned for step in way.steps] == [True, False, True, False]
    assert all(step.words[0].text == "so" for step in way.steps)
    assert not way.planned


def test_countries_join_nobody_and_plans_only_where_nothing_else_does() -> None:
    over_plan = network(("A", "*BLR"), ("B", "*BLR"), ("talks", "A", True), ("talks", "B", True))
    assert not routes(over_plan, "A", "B")
    [way] = ways(over_plan, "A", "B")
    assert way.planned
    assert way.nodes == ("A", "talks", "B")
    both = network(("talks", "A", True), ("talks", "B", True), ("x", "A"), ("x", "C"), ("y", "C"), ("y", "B"))
    assert [w.planned for w in ways(both, "A", "B")] == [False]
    assert not ways(network(("x", "A"), ("y", "B")), "A", "B")
    assert not ways(both, "A", "nobody")


def test_the_one_in_the_middle_brokers() -> None:
    middle = network(
        ("x", "A"), ("x", "M"), ("y", "M"), ("y", "B"), ("z", "M"), ("z", "C"), ("plan", "A", True), ("plan", "B", True)
    )
    told = figures(middle)
    assert [b.actor for b in told.brokers] == ["M"]
    assert told.brokers[0].things == ("x", "y", "z")
    assert "plan" not in betweenness(middle)


def test_communities_are_those_that_hang_together() -> None:
    two = network(
        *(("x", a) for a in "ABC"), *(("y", a) for a in "ABC"), *(("v", a) for a in "DEF"), *(("w", a) for a in "DEF"),
        ("bridge", "A"), ("bridge", "D"),
    )  # fmt: skip
    groups, modularity = communities(two)
    assert modularity > 0.3
    assert any(set("ABC") <= set(group) and not set("DEF") & set(group) for group in groups)
    assert communities(network()) == ((), 0.0)


def random_network(nodes: int, links: int, seed: int) -> Network:
    chance = random.Random(seed)
    return network(*{(f"e{chance.randrange(nodes)}", f"P{chance.randrange(nodes)}") for _ in range(links)})


def test_both_libraries_say_the_same() -> None:
    pytest.importorskip("rustworkx", reason="the extra `big` is not installed") if not os.environ.get("CI") else None
    for seed in range(3):
        made = random_network(120, 300, seed)
        ours, theirs = betweenness(made, engine="networkx"), betweenness(made, engine="rustworkx")
        assert ours.keys() == theirs.keys()
        assert all(abs(ours[node] - theirs[node]) <= 2e-9 for node in ours)
        assert any(ours.values())
    assert betweenness(network(), engine="rustworkx") == betweenness(network()) == {}


def test_figures_are_the_same_in_every_process(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import test_history as t, dataclasses;"
        "print(dataclasses.asdict(t.figures(t.random_network(60, 140, 7))))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code, str(Path(__file__).parent)],
            env={**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            capture_output=True,
            check=True,
        ).stdout
        for seed in (1, 2, 3)
    }
    assert len(said) == 1


# -- the collection


@pytest.fixture(scope="module")
def collection(collected: Path) -> Iterator[suviaz.Collection]:
    with suviaz.open(collected, read_only=True) as graph:
        yield graph


def test_every_source_of_a_side_is_of_that_country(collection: suviaz.Collection) -> None:
    from suviaz.memory.facts import Facts

    known = sources(Facts(collection.store))
    assert len(known) == len(collection.articles())
    assert all((s.country is None) == (s.basis is None) for s in known.values())
    assert {s.country for s in known.values() if s.address.split("/")[2].endswith(".by")} == {HERE}


def test_the_balance_of_the_pair_adds_up(collection: suviaz.Collection) -> None:
    [told] = collection.sides(pair=("BY", "KR"))
    assert isinstance(told, Balance)
    assert sum(cover.articles for cover in told.coverage) == len(collection.articles())
    assert told.both + sum(told.only.values()) == len(told.told)
    assert told.both == sum(told.leads.values()) + told.same_day
    assert all(set(one.by) <= {*PAIR, ELSEWHERE} and one.by for one in told.told)
    assert all(w.text for one in told.told for r in one.reports for w in r.words if r.voice == "told")
    [some] = collection.sides(pair=("BY", "KR"), first="2014", last="2015-06")
    assert 0 < len(some.told) < len(told.told)
    assert all(one.first is None or "2014" <= one.first[:7] <= "2015-06" or one.last >= "2014" for one in some.told)


def test_each_event_compared_shows_words_for_what_it_says(collection: suviaz.Collection) -> None:
    [told] = collection.sides(pair=("BY", "KR"))
    both = [one.thing for one in told.told if set(PAIR) <= set(one.by)]
    assert both
    verdicts = set()
    for thing in both:
        [found] = collection.sides(thing, pair=("BY", "KR"))
        assert isinstance(found, Comparison)
        for point in found.points:
            verdicts.add(point.verdict)
            assert point.facet in FACETS
            assert all(claim.values and claim.words for claim in point.claims)
            sides = {claim.side for claim in point.claims}
            assert len(sides) == (2 if point.verdict in ("agreed", "different") else 1)
    assert verdicts >= {"agreed", "only"}
    assert verdicts <= set(VERDICTS)


def test_sides_need_two(collection: suviaz.Collection) -> None:
    with pytest.raises(BadQuery):
        collection.sides()
    with pytest.raises(UnknownName):
        collection.sides(pair=("BY", "XX"))
    assert collection.sides(pair=("BY", "PL")).entries[0].told == ()


def test_a_timeline_is_in_order_and_marks_plans(collection: suviaz.Collection) -> None:
    whole = collection.timeline(pair=("BY", "KR"), lang="en")
    days = [one.first or one.last or "9999" for one in whole]
    assert days == sorted(days)
    assert {one.state for one in whole} >= {"planned", "done"}
    assert whole.to_text().count("[planned]") == sum(1 for one in whole if one.state == "planned")
    assert all(one.words for one in whole)
    some = collection.timeline(pair=("BY", "KR"), field="e-government", first="2017", last="2017")
    assert some.entries
    assert all("e-government" in one.fields for one in some)


def test_a_timeline_of_an_organisation_has_its_names_and_people(collection: suviaz.Collection) -> None:
    told = collection.timeline(entity="id:organisation/kor-ministry-of-the-interior")
    assert {one.what for one in told} >= {"named", "post", "kind/Memorandum"}


def test_answers_are_told_in_every_language_and_as_data(collection: suviaz.Collection) -> None:
    asked = {
        "sides": {"pair": ("BY", "KR")}, "timeline": {"pair": ("BY", "KR")}, "years": {"pair": ("BY", "KR")},
        "figures": {"pair": ("BY", "KR")},
    }  # fmt: skip
    for verb, values in asked.items():
        texts = set()
        for lang in ("be", "ru", "en", "ko"):
            account = getattr(collection, verb)(lang=lang, **values)
            texts.add(account.to_text())
            assert json.loads(account.to_json())["entries"]
        assert len(texts) == 4
        assert getattr(collection, verb)(lang="de", **values).to_text() != ""


def test_counts_are_a_table_for_spreadsheets(collection: suviaz.Collection) -> None:
    account = collection.years(pair=("BY", "KR"), lang="en")
    rows = list(csv.DictReader(io.StringIO(account.to_csv())))
    assert len(rows) == len(account)
    assert {"year", "field", "events", "papers", "planned"} <= set(rows[0])
    assert any(row["field"] == "ict" and row["field_name"].startswith("information") for row in rows)
    whole = [one for one in account if one.field is None]
    assert sum(t.events + t.papers + t.planned for t in whole) <= len(collection.timeline(pair=("BY", "KR")))


def test_a_way_between_two_sides_in_the_collection(collection: suviaz.Collection) -> None:
    account = collection.paths(
        "id:organisation/kor-ministry-of-the-interior", "id:organisation/blr-ministry-of-communications", lang="en"
    )
    assert account.entries
    assert all(way.through for way in account)
    assert all(step.words or step.relation in ("worksFor", "belongsToCountry") for way in account for step in way.steps)
    with pytest.raises(BadQuery):
        collection.paths("id:country/BLR", "id:country/BLR")


# -- the page


@lru_cache
def script() -> ModuleType:
    """The script that writes it."""
    spec = spec_from_file_location("write_history", ROOT / "scripts" / "write_history.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_page_is_made_from_the_articles_of_any_folder_and_drift_is_told(tmp_path: Path) -> None:
    names = (
        "2014-09-24-information-access-centre",
        "2014-09-24-information-access-centre-ko",
        "2014-03-24-kotra-office",
    )
    articles, page = tmp_path / "texts", tmp_path / "docs" / "two.md"
    articles.mkdir()
    page.parent.mkdir()
    for name in names:
        text = (ROOT / "data" / "articles" / f"{name}.txt").read_text(encoding="utf-8")
        (articles / f"{name}.txt").write_text(text, encoding="utf-8")

    def run(*options: str) -> int:
        return int(script().main(["KR", "BY", str(articles), str(page), *options]))

    assert run() == 0
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# The ties between Republic of Korea and Belarus\n")
    pictures = sorted((page.parent / "pictures").iterdir())
    assert pictures
    assert all(f"pictures/{path.name}" in text and path.read_text().startswith("<svg") for path in pictures)
    assert run("--check") == 0
    page.write_text(text + "more\n", encoding="utf-8")
    assert run("--check") == 1


def test_the_page_of_the_collection_is_what_the_articles_give(
    collection: suviaz.Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    page = Path("docs/belarus-korea.md")
    wanted = script().made(collection, ("BY", "KR"), Path("data/articles"), page)
    assert len(wanted) > 2
    assert script().drift(wanted, page) == []
