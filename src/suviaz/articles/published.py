"""When an article was published: what its address says, and dates in figures beside its heading.

An article's day is never guessed: no clock of ours and no clock of the page. What comes from where is decided by the
readers of the formats; here are the rules that they share. Days are ISO strings.
"""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import unquote, urlsplit

from suviaz.articles.draft import FindDate

# Earlier than the first pages of the web, a number in an address is no date; so is one of the next century.
_FIRST, _LAST = 1990, 2099

_YEAR_FIRST = re.compile(r"(?<![\d.])(\d{4})([-/._])(\d{1,2})\2(\d{1,2})(?!\d)")
_YEAR_THEN_DAY = re.compile(r"/(\d{4})/(\d\d)(\d\d)(?=/)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})([-/._])(\d{1,2})\2(\d{4})(?!\d)")
_EIGHT = re.compile(r"(?<!\d)(\d{4})(\d\d)(\d\d)(?!\d)")
# 20170328164914436: a content system's serial number that begins with the minute it was made in.
_LONG = re.compile(r"(?<!\d)(\d{4})(\d\d)(\d\d)([01]\d|2[0-3])[0-5]\d(?:\d\d(?:\d{3})?)?(?!\d)")

_SPACED = re.compile(r"(?<![\d.,])(\d{4})\s?[-/.년]\s?(\d{1,2})\s?[-/.월]\s?(\d{1,2})(?!\d)")
_SPACED_DAY = re.compile(r"(?<![\d.,])(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4})(?!\d)")
_CLOCK = re.compile(r"\b\d{1,2}:\d\d(?::\d\d)?\b")
_WORDS_BESIDE = 5
# What crawlers put where a page had its date.
_STAMP = re.compile(r"date (\d{4})-(\d\d)-(\d\d)\b")


def _iso(year: str, month: str, day: str) -> str | None:
    if not _FIRST <= int(year) <= _LAST:
        return None
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def from_address(url: str) -> str | None:
    """The day in the path of an address: `/2017/04/26/`, `2017-04-26`, `26-04-2017-1910`, `20170426`."""
    words = _words(url)
    for match in _YEAR_FIRST.finditer(words):
        if day := _iso(match[1], match[3], match[4]):
            return day
    for pattern, order in ((_YEAR_THEN_DAY, (1, 2, 3)), (_DAY_FIRST, (4, 3, 1)), (_EIGHT, (1, 2, 3))):
        for match in pattern.finditer(words):
            if day := _iso(*(match[group] for group in order)):
                return day
    return None


def from_long_number(url: str) -> str | None:
    """The day at the head of a serial number of 12, 14 or 17 figures in an address; weaker than what a page says."""
    days = (_iso(match[1], match[2], match[3]) for match in _LONG.finditer(_words(url)))
    return next((day for day in days if day), None)


def _words(url: str) -> str:
    parts = urlsplit(url)
    return unquote(f"{parts.path}?{parts.query}" if parts.query else parts.path + "/")


def in_figures(text: str) -> tuple[str, str] | None:
    """The first date in figures in `text` and what is left of the text without it: `26.04.2017`, `2017-04-26`."""
    for pattern, order in ((_SPACED, (1, 2, 3)), (_SPACED_DAY, (4, 3, 1))):
        for match in pattern.finditer(text):
            if "/" in match[0] and order[0] == 4 and int(match[1]) <= 12 and match[1] != match[3]:
                continue  # 04/05/2017 is a day in May here and in April there
            if day := _iso(*(match[group] for group in order)):
                return day, text[: match.start()] + " " + text[match.end() :]
    return None


def bare_date(line: str) -> str | None:
    """The day of a line that says little else: `26.04.2017 14:10`, `승인 2017.04.26`, not a sentence with a date."""
    if stamp := _STAMP.match(line):
        return _iso(*stamp.groups())
    found = in_figures(line) if len(line) <= 80 else None
    if found is None:
        return None
    words = sum(any(map(str.isalpha, word)) for word in _CLOCK.sub(" ", found[1]).split())
    sentence = line.endswith(".") and words > 1
    return found[0] if words <= _WORDS_BESIDE and not sentence else None


def beside_heading(lines: tuple[str, ...], lang: str, find_date: FindDate | None) -> str | None:
    """The day that a short line beside the heading names, in figures or, with `find_date`, in words."""
    for line in lines:
        if day := bare_date(line):
            return day
        # «Апублікавана: 26 красавіка 2017 г.» is a handful of words with a year; a sentence has more.
        words = sum(any(map(str.isalpha, word)) for word in line.split())
        if (
            find_date
            and len(line) <= 80
            and words <= (_WORDS_BESIDE if ":" in line else 3)
            and re.search(r"(?<!\d)\d{4}(?!\d)", line)
            and (day := find_date(line, lang))
        ):
            return day
    return None
