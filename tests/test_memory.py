"""The memory that spans articles: the ledger of commitments, on made values and on the collection."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import suviaz
from suviaz import memory
from suviaz.cli import suviaz as command
from suviaz.errors import UnknownName
from suviaz.memory.changes import changes
from suviaz.memory.holders import SINGLE, Named, Spell, Tenure, line, spells
from suviaz.memory.ledger import STATES, SURE, Entry, carried_out, ledger
from suviaz.memory.lives import STAGES, lives
from suviaz.memory.values import Claim, Known, Thing, Words

ROOT = Path(__file__).parents[1]
WORDS = ROOT / "src" / "suviaz" / "memory" / "words.toml"
SIDES = frozenset({"country/BLR", "country/KOR"})
PROMISE = Thing(
    "promise",
    frozenset({"Commitment"}),
    (Claim("a", "2016-09-09", "announced"),),
    forms=frozenset({"cooperation-centre"}),
    fields=frozenset({"ict"}),
    makers=frozenset({"ministry", "agency"}),
    countries=SIDES,
    first="2017-01-01",
    last="2017-12-31",
)
CENTRE = Thing(
    "centre",
    frozenset({"CooperationCentre"}),
    (Claim("b", "2017-03-28", "operating"),),
    fields=frozenset({"ict"}),
    countries=SIDES,
)
OPENING = Thing(
    "opening",
    frozenset({"Opening"}),
    (Claim("b", "2017-03-28", "held"),),
    events=frozenset({"opening"}),
    makers=frozenset({"ministry"}),
    countries=SIDES,
    outcomes=frozenset({"centre"}),
    first="2017-03-28",
    last="2017-03-28",
)
TEXTS = {
    "promise": (Words("will open", "a", published="2016-09-09"),),
    "centre": (Words("the centre works", "b", published="2017-03-28"),),
    "opening": (Words("was opened", "b", published="2017-03-28", confidence=0.9),),
}


def known(*things: Thing) -> Known:
    return Known({thing.iri: thing for thing in things}, {"e-government": frozenset({"ict"})})


def words(iri: str) -> tuple[Words, ...]:
    return TEXTS.get(iri, ())


def one(*things: Thing, day: str = "2018-06-01") -> Entry:
    [entry] = ledger(known(*things), words, day)
    return entry


def test_an_opening_that_fits_fulfils_and_shows_its_words() -> None:
    entry = one(PROMISE, CENTRE, OPENING)
    [match] = entry.fulfilled_by
    assert entry.state == "fulfilled"
    assert (match.thing, match.basis, match.confidence) == ("opening", "found", 0.9)
    assert [w.text for w in match.words] == ["was opened"]
    assert {s.of: s.result for s in match.signs}["time"] == "in-time"


@pytest.mark.parametrize(
    ("day", "state"),
    [("2016-09-09", "announced"), ("2017-01-01", "due"), ("2017-03-27", "due"), ("2017-03-28", "fulfilled")],
)
def test_the_state_is_that_of_the_day(day: str, state: str) -> None:
    assert one(PROMISE, CENTRE, OPENING, day=day).state == state


def test_nothing_is_promised_before_it_is_voiced() -> None:
    assert not ledger(known(PROMISE, CENTRE, OPENING), words, "2016-09-08")


@pytest.mark.parametrize(
    "opening",
    [
        replace(OPENING, fields=frozenset({"medicine"}), outcomes=frozenset({"clinic"})),
        replace(OPENING, countries=frozenset({"country/POL"}), makers=frozenset(), outcomes=frozenset({"clinic"})),
        replace(OPENING, first="2016-03-28", last="2016-03-28"),
        replace(OPENING, first="2022-03-28", last="2022-03-28", claims=(Claim("b", "2022-03-28", "held"),)),
        replace(OPENING, claims=(Claim("b", "2017-03-28", "scheduled"),)),
        replace(OPENING, claims=(Claim("b", "2017-03-28", "held"), Claim("c", "2017-04-01", "cancelled"))),
        replace(OPENING, claims=(Claim("a", "2016-09-09", "held"), Claim("b", "2017-03-28", "held"))),
        replace(OPENING, iri="untold"),
    ],
    ids=[
        "other field",
        "other countries",
        "before",
        "too late",
        "only planned",
        "cancelled",
        "same article",
        "no words",
    ],
)
def test_what_does_not_fit_fulfils_nothing(opening: Thing) -> None:
    clinic = replace(
        CENTRE, iri="clinic", fields=opening.fields, countries=opening.countries, claims=(Claim("z", None),)
    )
    body = replace(CENTRE, claims=(Claim("z", None),))
    entry = one(PROMISE, body, clinic, opening, day="2023-01-01")
    assert entry.state == "overdue"
    assert not entry.fulfilled_by


def test_late_is_fulfilled_and_says_so() -> None:
    late = replace(OPENING, first="2018-03-28", last="2018-03-28", claims=(Claim("b", "2018-03-28", "held"),))
    [match] = one(PROMISE, CENTRE, late, day="2019-01-01").fulfilled_by
    assert {s.of: s.result for s in match.signs}["time"] == "late"


def test_a_field_under_the_promised_one_fits() -> None:
    narrow = replace(CENTRE, fields=frozenset({"e-government"}))
    [match] = one(PROMISE, narrow, OPENING).fulfilled_by
    assert {s.of: s.result for s in match.signs}["field"] == "narrower"


def test_one_of_two_forms_is_partly() -> None:
    both = replace(PROMISE, forms=frozenset({"cooperation-centre", "joint-committee"}))
    assert one(both, CENTRE, OPENING).state == "partly"


def test_a_paper_that_envisages_it_is_a_step() -> None:
    paper = Thing(
        "opening",
        frozenset({"Memorandum"}),
        (Claim("b", "2017-03-28", "signed"),),
        forms=PROMISE.forms,
        fields=PROMISE.fields,
        countries=SIDES,
        first="2017-03-28",
        last="2017-03-28",
    )
    entry = one(PROMISE, paper)
    assert (entry.state, [step.thing for step in entry.steps]) == ("partly", ["opening"])


def test_stated_by_an_article() -> None:
    told = replace(PROMISE, claims=(*PROMISE.claims, Claim("c", "2017-05-01", "fulfilled")))
    said = {"promise": (*TEXTS["promise"], Words("the promise was kept", "c", published="2017-05-01"))}
    [entry] = ledger(known(told), lambda iri: said.get(iri, ()), "2018-06-01")
    assert entry.state == "fulfilled"
    assert [(m.basis, [w.text for w in m.words]) for m in entry.fulfilled_by] == [("stated", ["the promise was kept"])]
    [before] = ledger(known(told), lambda iri: said.get(iri, ()), "2017-04-30")
    assert before.state == "due"


def test_lapsed_only_if_an_article_says_so() -> None:
    assert one(replace(PROMISE, claims=(*PROMISE.claims, Claim("c", "2018-01-05", "lapsed")))).state == "lapsed"


def test_without_a_day_it_falls_silent_unless_someone_comes_back_to_it() -> None:
    open_ended = replace(PROMISE, first=None, last=None)
    assert one(open_ended, day="2017-09-01").state == "announced"
    assert one(open_ended, day="2017-10-01").state == "silent"
    talks = Thing(
        "talks", frozenset({"Meeting"}), (Claim("d", "2017-09-20", "held"),), fields=PROMISE.fields, countries=SIDES
    )
    entry = one(open_ended, talks, day="2017-10-01")
    assert (entry.state, entry.later) == ("announced", "2017-09-20")


def test_a_time_that_was_over_when_it_was_voiced_is_none() -> None:
    assert one(replace(PROMISE, first="2012-12-01", last="2012-12-31"), day="2016-10-01").due == (None, None)


DAYS = st.dates(date(2016, 1, 1), date(2020, 12, 31)).map(date.isoformat)
STATUSES = ("announced", "fulfilled", "lapsed", "held", "scheduled", "cancelled", "operating", "signed", None)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Known, dict[str, tuple[Words, ...]], str]:
    kinds = ("Commitment", "Commitment", "Opening", "CooperationCentre", "Memorandum", "Event", "Programme")
    names = [f"thing{number}" for number in range(draw(st.integers(1, 8)))]
    things, texts = {}, {}
    for name in names:
        claims = draw(
            st.lists(
                st.builds(Claim, st.sampled_from("abcdef"), st.none() | DAYS, st.sampled_from(STATUSES)), max_size=3
            )
        )
        first, last = sorted(draw(st.tuples(DAYS, DAYS)))
        few = st.frozensets(st.sampled_from(names), max_size=2)
        things[name] = Thing(
            name,
            frozenset({draw(st.sampled_from(kinds))}),
            tuple(sorted(claims, key=lambda c: c.published or "")),
            events=draw(st.frozensets(st.sampled_from(("visit", "forum", "opening")), max_size=1)),
            forms=draw(st.frozensets(st.sampled_from((*carried_out(), "joint-research")), max_size=2)),
            fields=draw(st.frozensets(st.sampled_from(("ict", "science")), max_size=1)),
            makers=draw(st.frozensets(st.sampled_from("xyz"), max_size=2)),
            countries=draw(st.sampled_from([SIDES, frozenset({"country/BLR"}), frozenset()])),
            outcomes=draw(few),
            fulfilled_by=draw(few),
            first=draw(st.sampled_from([first, None])),
            last=draw(st.sampled_from([last, None])),
        )
        texts[name] = tuple(
            Words("so", claim.article, published=claim.published, confidence=draw(st.floats(0.1, 1)))
            for claim in claims
            if draw(st.booleans())
        )
    return Known(things), texts, draw(DAYS)


@given(worlds())
def test_never_fulfilled_without_evidence(world: tuple[Known, dict[str, tuple[Words, ...]], str]) -> None:
    made, texts, day = world
    for entry in ledger(made, lambda iri: texts.get(iri, ()), day):
        assert entry.state in STATES
        if entry.state == "fulfilled":
            assert entry.fulfilled_by
        for match in entry.fulfilled_by:
            assert match.words
            assert set(match.words) <= set(texts[match.thing]) | set(texts[entry.promise])
            assert all((w.published or "") <= day for w in match.words)
            assert match.basis == "stated" or match.confidence >= SURE
    silent = ledger(made, lambda iri: (), day)
    assert not [entry for entry in silent if entry.state == "fulfilled" or entry.fulfilled_by]


@given(worlds(), DAYS)
def test_time_alone_fulfils_nothing(world: tuple[Known, dict[str, tuple[Words, ...]], str], cut: str) -> None:
    """If nothing is told, and nothing lies, after a day, no later day finds more promises fulfilled than it did."""
    made, texts, _ = world
    told = {
        iri: replace(thing, claims=tuple(c for c in thing.claims if (c.published or "") <= cut), first=None, last=None)
        for iri, thing in made.things.items()
    }
    early = {iri: tuple(w for w in said if (w.published or "") <= cut) for iri, said in texts.items()}
    at_cut = {e.promise: e for e in ledger(Known(told), lambda iri: early.get(iri, ()), cut)}
    for entry in ledger(Known(told), lambda iri: early.get(iri, ()), "2030-01-01"):
        assert entry.fulfilled_by == at_cut[entry.promise].fulfilled_by


# -- lives


def steps(*things: Thing, of: str, day: str = "2019-01-01") -> list[tuple[str, str | None, str | None, str]]:
    made = known(*things)
    found = {life.thing: life for life in lives(made, words, day, ledger(made, words, day))}
    return [(step.stage, step.first, step.last, step.basis) for step in found[of].steps] if of in found else []


def test_a_centre_is_planned_opened_and_ended() -> None:
    ended = replace(CENTRE, claims=(*CENTRE.claims, Claim("b", "2017-03-28", "ended")))
    assert steps(PROMISE, ended, OPENING, of="centre") == [
        ("planned", "2016-09-09", "2016-09-09", "found"),
        ("opened", "2017-03-28", "2017-03-28", "stated"),
        ("ended", None, "2017-03-28", "attested"),
    ]
    assert not steps(PROMISE, ended, OPENING, of="centre", day="2017-03-27")


def test_a_body_without_an_opening_is_only_found_at_work() -> None:
    assert steps(CENTRE, of="centre") == [("at-work", None, "2017-03-28", "attested")]


def test_an_end_that_has_passed_is_no_end() -> None:
    paper = Thing("centre", frozenset({"Treaty"}), (Claim("b", "2017-03-28", "in-force"),), ends=("2018-01-01",))
    assert steps(paper, of="centre", day="2020-01-01") == [("in-force", None, "2017-03-28", "attested")]


def test_a_later_end_extends() -> None:
    paper = Thing("paper", frozenset({"Treaty"}), (Claim("a", "2017-01-01", "signed"),))
    told = [
        Words("until 2018", "a", published="2017-01-01", part="endDate", value="2018-01-01"),
        Words("until 2020", "b", published="2017-11-01", part="endDate", value="2020-01-01"),
    ]
    for order in (told, told[::-1]):
        [life] = lives(known(paper), lambda iri, order=order: tuple(order), "2019-01-01")
        assert [(s.stage, s.last, s.words[0].text) for s in life.steps if s.stage == "extended"] == [
            ("extended", "2017-11-01", "until 2020")
        ]


@given(worlds())
def test_every_step_of_a_life_has_words_and_an_end_is_told(
    world: tuple[Known, dict[str, tuple[Words, ...]], str],
) -> None:
    made, texts, day = world
    told = ledger(made, lambda iri: texts.get(iri, ()), day)
    for life in lives(made, lambda iri: texts.get(iri, ()), day, told):
        for step in life.steps:
            assert step.words
            assert step.stage in STAGES
            assert step.first is None or step.first <= day
            if step.stage == "ended":
                assert made.things[life.thing].said("ended", by=day)


# -- holders


def tenure(holder: str, *days: str, kind: str = "minister", **more: str) -> Tenure:
    return Tenure(f"tenure-{holder}", holder, "post", kind, attested=days, **more)


def bounds(spell: Spell) -> tuple[str, ...]:
    both = (spell.earliest, spell.start, spell.end, spell.latest)
    return (spell.holder, *(f"{bound.day} {bound.basis}" if bound else "-" for bound in both))


def test_bounds_and_gaps() -> None:
    found = spells([tenure("a", "2014-05-01", "2015-05-01"), tenure("b", "2017-05-01", "2018-05-01")])
    assert [bounds(spell) for spell in found] == [
        ("a", "-", "2014-05-01 attested", "2015-05-01 attested", "2017-05-01 successor"),
        ("b", "2015-05-01 predecessor", "2017-05-01 attested", "2018-05-01 attested", "-"),
    ]
    a, b = found
    days = ("2014-04-30", "2014-12-01", "2016-01-01", "2017-05-01", "2018-05-02")
    assert [a.on(day) for day in days] == [None, "held", "possible", None, None]
    assert [b.on(day) for day in days] == [None, None, "possible", "held", None]


def test_stated_days_bound_a_spell() -> None:
    [spell] = spells([tenure("a", "2015-01-01", began="2014-01-01", ended="2016-01-01")])
    assert bounds(spell) == ("a", "2014-01-01 stated", "2014-01-01 stated", "2016-01-01 stated", "2016-01-01 stated")
    assert [spell.on(day) for day in ("2013-12-31", "2014-06-01", "2016-01-02")] == [None, "held", None]


def test_a_holder_who_comes_back_has_two_spells() -> None:
    found = spells([tenure("a", "2014-05-01", "2018-05-01"), tenure("b", "2016-05-01")])
    assert [spell.holder for spell in found] == ["a", "b", "a"]
    assert found[0].on("2016-05-01") is None


def test_deputies_do_not_end_each_other() -> None:
    found = spells(
        [
            tenure("a", "2014-05-01", "2018-05-01", kind="deputy-minister"),
            tenure("b", "2016-05-01", kind="deputy-minister"),
        ]
    )
    assert {spell.holder: (spell.on("2016-05-01"), spell.latest) for spell in found} == {
        "a": ("held", None),
        "b": ("held", None),
    }


@given(
    st.dictionaries(st.sampled_from("abcd"), st.lists(DAYS, min_size=1, max_size=5), min_size=1),
    st.sampled_from([*sorted(SINGLE), "deputy-minister"]),
)
def test_spells_say_what_was_attested_and_infer_only_from_others(told: dict[str, list[str]], kind: str) -> None:
    found = spells([tenure(holder, *days, kind=kind) for holder, days in told.items()])
    for holder, days in told.items():
        own = [spell for spell in found if spell.holder == holder]
        assert all(any(spell.on(day) == "held" for spell in own) for day in days)
        assert {b.day for spell in own for b in (spell.start, spell.end)} <= set(days)
    for spell in found:
        others = {day for holder, days in told.items() if holder != spell.holder for day in days}
        assert spell.latest is None or (spell.latest.day in others and spell.latest.day > spell.end.day)
        assert spell.earliest is None or (spell.earliest.day in others and spell.earliest.day < spell.start.day)
        if kind in SINGLE:
            assert not [day for day in others if spell.end.day < day < (spell.latest.day if spell.latest else "")]


def test_a_ministry_before_and_after() -> None:
    bodies = {
        "old": Named("old", None, "2014-11-19", ("mid",)),
        "mid": Named("mid", "2014-11-19", "2017-07-26", ("new",)),
        "new": Named("new", "2017-07-26", None, ()),
        "other": Named("other", "2014-11-19", "2017-07-26", ("new",)),
    }
    assert [body.iri for body in line("mid", bodies)] == ["old", "mid", "new"]
    assert [body.iri for body in line("new", bodies)] == ["old", "mid", "other", "new"]
    assert [body.iri for body in line("elsewhere", bodies)] == ["elsewhere"]


def test_every_language_says_the_same_things() -> None:
    tables = tomllib.loads(WORDS.read_text(encoding="utf-8"))

    def keys(table: object, path: str = "") -> Iterator[str]:
        for key, value in table.items() if isinstance(table, dict) else ():
            yield from keys(value, f"{path}/{key}") if isinstance(value, dict) else [f"{path}/{key}"]

    assert set(tables) == {"be", "ru", "en", "ko"}
    assert len({tuple(sorted(keys(table))) for table in tables.values()}) == 1
    assert set(tables["en"]["state"]) == set(STATES)
    assert set(tables["en"]["stage"]) == set(STAGES)


@pytest.fixture(scope="module")
def collection(collected: Path) -> Iterator[suviaz.Collection]:
    with suviaz.open(collected, read_only=True) as graph:
        yield graph


@pytest.mark.parametrize("page", ["memory.md", "history.md"])
def test_the_examples_of_the_page_are_what_the_program_says(collected: Path, page: str) -> None:
    from click.testing import CliRunner

    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    verbs = "ledger|life|holders|sides|timeline|ties|path|figures"
    blocks = re.findall(rf"```console\n\$ suviaz ((?:{verbs}) .+)\n((?:.*\n)+?)```", text)
    assert blocks
    for asked, shown in blocks:
        done = CliRunner().invoke(command, [*shlex.split(asked), "--store", str(collected)], catch_exceptions=False)
        said = done.output.splitlines()
        for wanted in shown.splitlines():
            if wanted != "…":
                fits = re.compile(".*".join(map(re.escape, wanted.split("…"))))
                at = next((i for i, line in enumerate(said) if fits.fullmatch(line)), None)
                assert at is not None, f"{asked}: {wanted}"
                said = said[at + 1 :]


def test_answers_in_every_language_and_marks_what_is_in_another(collection: suviaz.Collection) -> None:
    for lang in ("be", "ru", "en", "ko"):
        account = collection.ledger(pair=("BY", "KR"), lang=lang)
        assert len(account) > 5
        for entry in account:
            name = account.names[entry.promise]
            assert account.name(entry.promise) == (name.text if name.lang == lang else f"{name.text} ({name.lang})")
    text = collection.ledger(lang="de").to_text()
    assert text.startswith("Commitments on ")
    assert " (en)" in text


def test_json_holds_the_words_and_the_names(collection: suviaz.Collection) -> None:
    told = json.loads(collection.ledger(states=["fulfilled"], lang="en").to_json())
    for entry in told["entries"]:
        assert entry["state"] == "fulfilled"
        assert all(match["words"] for match in entry["fulfilled_by"])
        assert {entry["promise"], *entry["by"]} <= told["names"].keys()


def test_of_one_party_and_of_unknown_ones(collection: suviaz.Collection) -> None:
    ministry = "id:organisation/blr-ministry-of-communications"
    account = collection.ledger(entity=ministry)
    assert account.entries
    assert all(any(iri.endswith("blr-ministry-of-communications") for iri in e.by + e.to) for e in account)
    assert not collection.ledger(pair=("BY", "PL")).entries
    assert "\n" in collection.ledger(pair=("BY", "PL")).to_text()
    with pytest.raises(UnknownName):
        collection.ledger(pair=("BY", "XX"))


def test_what_is_withdrawn_fulfils_nothing(tmp_path: Path) -> None:
    names = ("2016-09-09-it-centre-agreement", "2017-03-28-it-centre-opening")
    with suviaz.open() as graph:
        graph.load(*(ROOT / "data" / "articles" / f"{name}.txt" for name in names))
        before = memory.commitments(graph.store, on="2018-06-01")
        [kept] = [e for e in before if e.state == "fulfilled"]
        graph.withdraw(kept.fulfilled_by[0].words[0].article)
        after = {e.promise: e for e in memory.commitments(graph.store, on="2018-06-01")}
        assert after[kept.promise].state == "overdue"
        assert not after[kept.promise].fulfilled_by


def test_a_gap_is_shown_as_one(collection: suviaz.Collection) -> None:
    post = "id:post/ambassador--kor--to--blr"
    [office] = collection.holders(entity=post, on="1995-01-01")
    assert not [held for held in office.holders if held.on]
    assert "nobody is known on 1995-01-01" in collection.holders(entity=post, on="1995-01-01", lang="en").to_text()
    [whole] = collection.holders(entity=post)
    assert all(held.words and held.on is None for held in whole.holders)


def test_lives_of_a_pair_are_told_in_every_language(collection: suviaz.Collection) -> None:
    for lang, signed in (("be", "падпісана"), ("ru", "подписано"), ("en", "signed"), ("ko", "서명")):
        assert f"  {signed}" in collection.lives(pair=("BY", "KR"), lang=lang).to_text()
    everything = json.loads(collection.lives(lang="en").to_json())
    assert all(step["words"] for life in everything["entries"] for step in life["steps"])


# -- differences

FACTS = st.frozensets(st.tuples(*(st.sampled_from("abc") for _ in range(3)), st.booleans()), max_size=12)


@given(FACTS, FACTS)
def test_changes_lead_from_one_state_to_the_other(
    before: frozenset[tuple[str, str, str, bool]], after: frozenset[tuple[str, str, str, bool]]
) -> None:
    found = changes(before, after)
    gained = {(c.subject, c.property, c.value, c.is_iri) for c in found if c.kind == "gained"}
    lost = {(c.subject, c.property, c.value, c.is_iri) for c in found if c.kind == "lost"}
    assert (before - lost) | gained == after
    assert not gained & before
    assert lost <= before
    assert not changes(after, after)


def test_what_an_article_alone_supported_is_lost_with_it_and_nothing_else(tmp_path: Path) -> None:
    names = ("2016-09-09-it-centre-agreement", "2017-03-28-it-centre-opening")
    first, second = (ROOT / "data" / "articles" / f"{name}.txt" for name in names)
    with suviaz.open() as one_article, suviaz.open(tmp_path / "graph") as graph:
        one_article.load(first)
        graph.load(first, second)
        more = graph.difference(one_article, lang="en")
        assert {change.kind for change in more} >= {"gained"}
        assert any(change.words for change in more)
        assert more.to_text().startswith("gained: ")
        graph.withdraw(next(a.url for a in graph.articles() if a.url not in {b.url for b in one_article.articles()}))
        assert not graph.difference(one_article).entries
