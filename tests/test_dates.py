"""Time expressions. The examples in the language file are the tests of its patterns; here is what crosses patterns."""

from __future__ import annotations

import time
import tomllib
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suviaz import names
from suviaz.dates import Calendar, TimeExpression, find_times, read_calendar
from suviaz.errors import BrokenResource


@lru_cache
def language() -> dict[str, Any]:
    path = Path(names.__file__).parents[1] / "language" / "be.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@lru_cache
def calendar() -> Calendar:
    return read_calendar(language())


def find(text: str, published: str | None = None) -> tuple[TimeExpression, ...]:
    return find_times(text, calendar(), published)


def bounds(found: TimeExpression) -> tuple[str | None, str | None]:
    return (found.when.start, found.when.end) if found.when else (None, None)


def examples() -> list[tuple[str, str, str, str, str]]:
    return [
        (pattern["kind"], *example)
        for pattern in language()["calendar"]["patterns"]
        for example in pattern.get("examples", ())
    ]


def test_every_pattern_has_examples() -> None:
    assert all(pattern["examples"] for pattern in language()["calendar"]["patterns"])


@pytest.mark.parametrize(("kind", "text", "published", "start", "end"), examples())
def test_examples_of_the_language_file(kind: str, text: str, published: str, start: str, end: str) -> None:
    for before, after in (("", ""), ("Паведамляецца, што ", " адбылося."), ("«", "»"), ("\n", "\n\nДалей")):
        whole = before + text + after
        (found,) = find(whole, published or None)
        assert found.kind == kind
        assert bounds(found) == tuple(None if day == "none" else day for day in (start, end))
        if found.when:
            assert found.when.span == found.span
        assert found.span.of(whole) in text


@pytest.mark.parametrize("text", language()["calendar"]["none"])
def test_figures_that_are_no_dates(text: str) -> None:
    assert find(text, "2017-04-26") == ()


def test_days_are_exact_and_windows_are_not() -> None:
    exact = {text: find(text, "2017-04-26")[0].when.exact for text in ("26 красавіка", "21—22 чэрвеня")}  # type: ignore[union-attr]
    assert all(exact.values())
    for text in ("у сакавіку", "у 2015 годзе", "летам", "на мінулым тыдні", "у канцы мая"):
        when = find(text, "2017-04-26")[0].when
        assert when
        assert not when.exact


def test_without_a_year_nothing_is_guessed() -> None:
    (found,) = find("у сакавіку")
    assert found.when
    assert (found.when.start, found.when.exact) == ("--03", True)


def test_several_in_one_text() -> None:
    text = "Сёння, 26 красавіка, у Мінсвязі праходзіць форум. У сакавіку адкрыўся цэнтр, у маі-чэрвені будзе сустрэча."
    found = find(text, "2017-04-26")
    assert [(one.span.of(text), one.kind) for one in found] == [
        ("Сёння, 26 красавіка", "day"),
        ("сакавіку", "month"),
        ("маі-чэрвені", "months"),
    ]


def test_glued_lines_keep_their_dates() -> None:
    text = "22 лістапада 2024 г.22 лістапада 2024 г. у г.Брэсце планы на 2024 г."
    assert [bounds(one) for one in find(text)] == [
        ("2024-11-22",) * 2,
        ("2024-11-22",) * 2,
        ("2024-01-01", "2024-12-31"),
    ]


def test_the_next_day_is_next_to_the_day_spoken_of() -> None:
    text = "13 красавіка яны сустрэнуцца. Назаўтра кіраўніка чакаюць у Стамбуле."
    assert bounds(find(text, "2016-04-10")[1]) == ("2016-04-14", "2016-04-14")
    assert bounds(find(text)[1]) == ("--04-14", "--04-14")
    assert bounds(find("Назаўтра", "2016-04-10")[0]) == ("2016-04-11", "2016-04-11")


def test_a_sentence_end_parts_day_and_month() -> None:
    assert [one.kind for one in find("Прыехалі 26. Красавіка 2017 года чакалі ўсе.")] == ["month"]
    assert [one.kind for one in find("26\nкрасавіка 2017 года")] == ["month"]


def test_a_weekday_chooses_the_year() -> None:
    # 26 April was a Wednesday in 2017, a Thursday in 2018.
    assert bounds(find("у сераду, 26 красавіка", "2017-12-01")[0]) == ("2017-04-26",) * 2
    assert bounds(find("у чацвер, 26 красавіка", "2017-12-01")[0]) == ("2018-04-26",) * 2


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(-170, 170))
def test_a_day_without_a_year_is_the_nearest(published: date, offset: int) -> None:
    day = date.fromordinal(published.toordinal() + offset)
    months = language()["calendar"]["values"]["MONTH"]
    text = f"{day.day} {months[str(day.month)].split()[1]}"
    (found,) = find(text, published.isoformat())
    if (day.month, day.day) != (2, 29):
        assert bounds(found) == (day.isoformat(), day.isoformat())


@given(st.dates(date(1800, 1, 1), date(2199, 12, 31)))
def test_figures_mean_their_day(day: date) -> None:
    for text in (f"{day.day:02d}.{day.month:02d}.{day.year}", day.isoformat(), f"{day.day}/{day.month}/{day.year}"):
        (found,) = find(f"({text})")
        assert bounds(found) == (day.isoformat(), day.isoformat())


WORDS = st.sampled_from(
    [
        *(
            "26",
            "3",
            "31",
            "0",
            "99",
            "2017",
            "2016-2022",
            "красавіка",
            "мая",
            "лютага",
            "г.",
            "года",
            "годзе",
            "гадоў",
        ),
        *("з", "па", "да", "у", "ў", "і", "-", "—", ",", ".", "/", "(", ")", "-м", "\n", "форум", "першай", "палове"),
        *("квартале", "сёння", "учора", "мінулага", "наступным", "тыдні", "месяцы", "летам", "канцы", "пачатку"),
        *("аўторак", "таму", "праз", "два", "назаўтра", "увосень"),
    ]
)


@given(
    st.lists(WORDS, max_size=25).map(" ".join) | st.text(max_size=80),
    st.sampled_from([None, "2017-04-26", "2016-02-29"]),
)
@settings(max_examples=300)
def test_whatever_is_written_gives_ordered_spans_and_real_days(text: str, published: str | None) -> None:
    found = find(text, published)
    reached = 0
    for one in found:
        assert reached <= one.span.start < one.span.end <= len(text)
        reached = one.span.end
        start, end = bounds(one)
        for day in (start, end):
            if day and not day.startswith("--"):
                date.fromisoformat(day)
        if start and end and start[0] != "-":
            assert start <= end
        if one.when:
            assert start or end


@pytest.mark.parametrize(
    "unit", ["26 ", "1а", "26-", "26 красавіка ", "у 2016", "1.1.", "з 1 па 2 ", "першага дваццаць ", "а"]
)
def test_time_is_linear(unit: str) -> None:
    def seconds(size: int) -> float:
        text = (unit * size)[:size]
        best = 9.0
        for _ in range(3):
            start = time.process_time()
            find_times(text, calendar(), "2017-04-26")
            best = min(best, time.process_time() - start)
        return best

    small, large = seconds(10_000), seconds(100_000)
    assert large < max(40 * small, 0.5), (small, large)


def test_a_damaged_section_is_a_clear_error() -> None:
    with pytest.raises(BrokenResource, match=r"\[calendar\]"):
        read_calendar({"calendar": {"patterns": [{"kind": "day", "forms": ["DAY [MONTH"]}]}})
    with pytest.raises(BrokenResource, match=r"\[calendar\]"):
        read_calendar({"calendar": {"patterns": [{"kind": "no such kind", "forms": ["DAY"]}]}})


def test_a_language_without_a_calendar_finds_nothing() -> None:
    assert find_times("26 April 2017", read_calendar({}), None) == ()


def test_another_language_needs_words_only() -> None:
    english = read_calendar(
        {
            "calendar": {
                "glue": "in comma",
                "words": {"in": "in", "comma": ","},
                "values": {"MONTH": {"4": "april"}, "THAT_DAY": {"-1": "yesterday"}},
                "patterns": [
                    {"kind": "day", "forms": ["DAY MONTH [YEAR]", "MONTH DAY [[comma] YEAR]"]},
                    {"kind": "relative", "forms": ["THAT_DAY"]},
                ],
            }
        }
    )
    assert [bounds(one)[0] for one in find_times("April 26, 2017; yesterday", english, "2017-05-01")] == [
        "2017-04-26",
        "2017-04-30",
    ]
