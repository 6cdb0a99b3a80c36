"""Articles from files, folders and standard input: what is text, what is front matter, what the messages say."""

from __future__ import annotations

import doctest
import io
import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from suviaz.articles import Failure, Limits, Read, read
from suviaz.articles.draft import Piece, without_blank_ends
from suviaz.articles.file import draft_of
from suviaz.articles.published import bare_date, beside_heading, from_address, from_long_number
from suviaz.errors import UnknownLanguage, UnreadableArticle

KNOWN = frozenset({"be", "ru", "en", "ko"})
SEED = Path(__file__).parents[2] / "shared" / "corpus" / "seed" / "000_6b861e3343fa3b5e.txt"
BODY = "Новая выстава ў Мінску\n\nСёння адкрылася выстава кніг. Яе наведаў міністр."


def one(path: Path | str, **options: object) -> Read:
    (found,) = read(str(path), known=KNOWN, **options)  # type: ignore[arg-type]
    assert isinstance(found, Read), found
    return found


def failure(path: Path | str, **options: object) -> str:
    (found,) = read(str(path), known=KNOWN, **options)  # type: ignore[arg-type]
    assert isinstance(found, Failure), found
    return str(found.error)


def written(folder: Path, text: str | bytes, name: str = "a.txt") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_documented_examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = doctest.testfile(str(Path(__file__).parents[1] / "docs" / "articles.md"), module_relative=False)
    assert done.attempted > 10
    assert done.failed == 0


# What is text


def test_front_matter_is_not_text(tmp_path: Path) -> None:
    front = (
        '---\nurl: https://news.example/a\ntitle: "Выстава"\n\n# a remark\npublished: 2017-04-26\nlang: be-BY\n---\n\n'
    )
    article = one(written(tmp_path, front + BODY + "\n\n")).article
    assert (article.url, article.title) == ("https://news.example/a", "Выстава")
    assert (article.published, article.lang, article.text) == ("2017-04-26", "be", BODY)


def test_crawlers_last_line_is_the_address(tmp_path: Path) -> None:
    found = one(written(tmp_path, f"\n\n{BODY}\n\nSource URL: <https://news.example/news/26-04-2017-1910>\n"))
    assert found.article.text == BODY
    assert found.article.url == "https://news.example/news/26-04-2017-1910"
    assert found.article.published == "2017-04-26"
    assert found.warnings == ()


def test_address_line_counts_only_as_the_last_one(tmp_path: Path) -> None:
    text = f"Source URL: <https://news.example/a>\n\n{BODY}"
    article = one(written(tmp_path, text)).article
    assert (article.url, article.text) == (None, text)


def test_two_addresses_the_front_matter_wins_and_says_so(tmp_path: Path) -> None:
    path = written(tmp_path, f"---\nurl: https://a.example/1\n---\n{BODY}\n\nSource URL: https://b.example/2")
    found = one(path)
    assert (found.article.url, found.article.text) == ("https://a.example/1", BODY)
    assert "last line" in found.warnings[0]


def test_text_is_not_altered(tmp_path: Path) -> None:
    odd = "  Загаловак з\u00a0прабелам \n\nКафе\u0301, «двукоссе» , падвойныя  прабелы…\n\n\n\tЁ"
    assert one(written(tmp_path, odd + "\n"), lang="be").article.text == odd


def test_mark_and_line_ends_are_a_matter_of_encoding(tmp_path: Path) -> None:
    article = one(written(tmp_path, b"\xef\xbb\xbf" + BODY.replace("\n", "\r\n").encode())).article
    assert article.text == BODY


@pytest.mark.skipif(not SEED.exists(), reason="the seed article lies outside the repository: ../shared is absent")
def test_seed_article_is_taken_as_it_is() -> None:
    found = one(SEED)
    article = found.article
    assert (article.lang, article.published) == ("be", "2017-04-26")
    assert article.url == "https://mpt.gov.by/news/26-04-2017-1910"
    assert article.title is not None
    assert article.title.startswith("Сёння, 26 красавіка")
    assert article.text.startswith("Сёння, 26 красавіка")
    assert article.text.endswith("<http://www.belta.by>")
    assert len(article.text) == 2455
    assert article.text in SEED.read_text(encoding="utf-8")


# Titles


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Падпісаны мемарандум\n\nСёння бакі падпісалі яго.", "Падпісаны мемарандум"),
        ("Ці падпішуць мемарандум?\n\nСёння гэта невядома.", "Ці падпішуць мемарандум?"),
        ("Гэта сказ, а не загаловак.\n\nІ яшчэ адзін сказ.", None),
        ("Радок без пустога пасля\nІ яшчэ адзін радок.", None),
        ("26.04.2017\n\nМіністр прыняў пасла.", None),
        ("Вельмі " * 40 + "доўгі\n\nТэкст артыкула.", None),
        ("Адзін радок без працягу", None),
    ],
)
def test_title_of_plain_text(tmp_path: Path, text: str, title: str | None) -> None:
    article = one(written(tmp_path, text), lang="be").article
    assert (article.title, article.text) == (title, text)


# Dates


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/news/26-04-2017-1910", "2017-04-26"),
        ("/2017/04/26/forum", "2017-04-26"),
        ("/ru/2020/1/31/centre/", "2020-01-31"),
        ("/a/2017-04-26", "2017-04-26"),
        ("/n3/2023/0712/c90000-20043058.html", "2023-07-12"),
        ("/news/20170426/forum", "2017-04-26"),
        ("/news/forum_20170426.html", "2017-04-26"),
        ("/view?date=2017-04-26&id=7", "2017-04-26"),
        ("/%D0%BD/26.04.2017", "2017-04-26"),
        ("/news/31-02-2017-1910", None),
        ("/id/20171345", None),
        ("/id/12042017", None),
        ("/a/1870202.html", None),
        ("/page-156238819", None),
        ("/strategy-2016-2022", None),
        ("/strategy/2016/2022", None),
        ("/v/1.2.3", None),
        ("/phone/375-17-2017", None),
        ("", None),
    ],
)
def test_date_in_an_address(path: str, day: str | None) -> None:
    assert from_address("https://news.example" + path) == day


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/view/20170328164914436", "2017-03-28"),
        ("/view/?no=20180401001023", "2018-04-01"),
        ("/view/AKR20221209155500530?section=news", "2022-12-09"),
        ("/view/201704269914", None),
        ("/view/1234567890123456", None),
    ],
)
def test_date_at_the_head_of_a_serial_number(path: str, day: str | None) -> None:
    assert from_long_number("https://news.example" + path) == day


def test_serial_number_is_a_weak_witness(tmp_path: Path) -> None:
    front = "---\nurl: https://news.example/view/20170328164914436\n---\n"
    found = one(written(tmp_path, front + BODY))
    assert found.article.published == "2017-03-28"
    assert "number in its address" in found.warnings[0]
    assert one(written(tmp_path, front + "30.03.2017\n\n" + BODY)).article.published == "2017-03-30"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("26.04.2017", "2017-04-26"),
        ("26.04.2017 14:10", "2017-04-26"),
        ("디지털뉴스팀 | 승인 2017.04.26 14:10 | 댓글 0", "2017-04-26"),
        ("등록 2017. 4. 26.", "2017-04-26"),
        ("2017년 4월 26일 (수)", "2017-04-26"),
        ("Published: 2017-04-26", "2017-04-26"),
        ("date 2017-04-26 Сёння ў Мінску адкрылася вялікая міжнародная выстава кніг", "2017-04-26"),
        ("26/04/2017", "2017-04-26"),
        ("04/05/2017", None),
        ("32.04.2017", None),
        ("1.2.3", None),
        ("+375 17 287.06.2017", None),
        ("Мемарандум быў падпісаны ў Мінску 26.04.2017 на форуме", None),
        ("Мемарандум падпісаны 26.04.2017.", None),
    ],
)
def test_line_that_is_a_date(line: str, day: str | None) -> None:
    assert bare_date(line) == day


def test_date_in_words_is_the_callers_matter() -> None:
    asked: list[tuple[str, str]] = []

    def find_date(line: str, lang: str) -> str | None:
        asked.append((line, lang))
        return "2017-04-26"

    lines = ("Форум 2017 года прайшоў вельмі добра для ўсіх", "Апублікавана: 26 красавіка 2017 г.")
    assert beside_heading(lines, "be", find_date) == "2017-04-26"
    assert asked == [("Апублікавана: 26 красавіка 2017 г.", "be")]
    assert beside_heading(lines, "be", None) is None


def test_missing_date_is_a_warning(tmp_path: Path) -> None:
    found = one(written(tmp_path, BODY))
    assert found.article.published is None
    assert "no publication date" in found.warnings[0]


# What is wrong with it


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "---\npublished: 26.04.2017\n---\nтэкст",
            "line 2: published '26.04.2017' is not a date; write it as 2017-04-26",
        ),
        ("---\nlang: be\npublished: 2017-02-30\n---\nтэкст", "line 3: published '2017-02-30' is not a date"),
        ("---\nurl: mpt.gov.by\n---\nтэкст", "line 2: 'mpt.gov.by' is not an address"),
        ("---\nurl: http://[\n---\nтэкст", "line 2: 'http://[' is not an address"),
        ("---\nlang: беларуская\n---\nтэкст", "line 2: 'беларуская' is not a language code"),
        (
            "---\nurl: https://a.example/1\nurl: https://a.example/2\n---\nтэкст",
            "line 3: the front matter has 'url' twice",
        ),
        ("---\nпроста радок\n---\nтэкст", "line 2: front matter has one 'field: value' a line"),
        ("---\ntitle: a\n  b\n---\nтэкст", "line 3: front matter has one"),
        ("---\ntitle: тэкст", "line 1: front matter begins here, but no second line '---' ends it"),
        ("---\ntitle: тэкст\n---\n\n", "has no text besides its front matter or address"),
        ("Source URL: <https://a.example/1>\n", "has no text besides its front matter or address"),
        ("тэкст\n\nSource URL: <нідзе>", "line 3: 'нідзе' is not an address"),
        ("", "is empty"),
        (" \n\t\n", "is empty"),
        ("2017 — 2022", "language cannot be told"),
        (b"ok\n\xcf\xf0", "line 2: byte 0xCF (number 4 of the file) is not UTF-8"),
        (b"\xef\xbb\xbfok\n\xcf\xf0", "line 2: byte 0xCF (number 7 of the file) is not UTF-8"),
        (b"\xff\xfea\x00", "is UTF-16 text"),
        (b"%PDF-1.7", "is a damaged PDF, or none."),
        (b"PK\x03\x04...", "is no ZIP archive, or a damaged one."),
        (b"abc\x00def", "is a binary file"),
    ],
)
def test_message_names_the_file_and_the_fault(tmp_path: Path, text: str | bytes, message: str) -> None:
    path = written(tmp_path, text)
    said = failure(path)
    assert message in said
    assert said.startswith(str(path))
    assert said.endswith(".")
    assert "\n" not in said


def test_fields_that_nobody_reads_are_named(tmp_path: Path) -> None:
    front = "---\ntags:\n  - a\n- b\npublised: 2017-04-26\n---\n"
    assert "'publised, tags' is not used" in one(written(tmp_path, front + BODY)).warnings[0]


def test_no_such_file(tmp_path: Path) -> None:
    assert failure(tmp_path / "nowhere.txt") == f"There is no file or folder '{tmp_path / 'nowhere.txt'}'."
    assert "cannot be the name of a file" in failure("a\0b")
    assert "cannot be opened" in failure("x" * 5000)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may open everything")
def test_file_that_may_not_be_opened(tmp_path: Path) -> None:
    path = written(tmp_path, BODY)
    path.chmod(0)
    assert "cannot be opened: Permission denied" in failure(path)


def test_file_that_is_too_large(tmp_path: Path) -> None:
    path = written(tmp_path, "а" * 100)
    assert "larger than 199 bytes" in failure(path, limits=Limits(size=199))
    assert one(path, limits=Limits(size=200), lang="be").article.text == "а" * 100


def test_language_without_a_file_is_skipped_by_name(tmp_path: Path) -> None:
    path = written(tmp_path, "대통령이 신임장을 받았다.")
    (found,) = read(str(path), known={"be"})
    assert isinstance(found, Failure)
    assert isinstance(found.error, UnknownLanguage)
    assert str(found.error) == f"{path} is in Korean (ko), for which there is no language file yet; skipped."


def test_language_of_the_front_matter_goes_before_the_callers(tmp_path: Path) -> None:
    path = written(tmp_path, "---\nlang: ru\n---\n" + BODY)
    assert one(path, lang="be").article.lang == "ru"
    assert one(written(tmp_path, BODY), lang="ru_RU").article.lang == "ru"
    with pytest.raises(UnreadableArticle, match="not a language code"):
        read(str(path), known=KNOWN, lang="по-русски")


# Folders and standard input


def test_folder_is_read_in_order_and_goes_on_after_a_failure(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/y.htm", "c.TXT", ".hidden.txt", ".git/x.txt", "page_files/ad.html", "page.html"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("<html><body><p>" + BODY if "htm" in name else BODY, encoding="utf-8")
    written(tmp_path, b"\xff\xff", "broken.txt")
    written(tmp_path, b"", "photo.jpg")
    written(tmp_path, "text", "README.md")
    (tmp_path / "circle").symlink_to(tmp_path)
    skipped: list[tuple[str, str]] = []
    found = list(read(str(tmp_path), known=KNOWN, on_skip=lambda path, reason: skipped.append((path, reason))))
    names = [os.path.relpath(item.source, tmp_path) for item in found]
    assert names == ["a/y.htm", "a/z.md", "b.txt", "broken.txt", "c.TXT", "page.html"]
    assert [type(item) for item in found] == [Read, Read, Read, Failure, Read, Read]
    assert [(os.path.relpath(path, tmp_path), reason) for path, reason in skipped] == [
        ("README.md", "it is about the folder"),
        ("photo.jpg", "there is no reader for .jpg files"),
    ]


def test_folder_without_articles(tmp_path: Path) -> None:
    written(tmp_path, b"", "photo.jpg")
    assert (
        failure(tmp_path)
        == f"{tmp_path} is a folder without articles; they are .txt, .md, .html or .pdf files, or archives."
    )


def test_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    assert "There is no file" in failure(tmp_path)


def test_articles_are_read_as_they_are_asked_for(tmp_path: Path) -> None:
    written(tmp_path, BODY, "a.txt")
    written(tmp_path, BODY, "b.txt")
    found = read(str(tmp_path), known=KNOWN)
    next(found)
    (tmp_path / "b.txt").unlink()
    assert isinstance(next(found), Failure)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (BODY.encode(), BODY),
        (
            f"<!-- x --><!DOCTYPE html><html><body><h1>Выстава</h1><p>{BODY[24:]}</p>".encode(),
            "Выстава\n\n" + BODY[24:],
        ),
    ],
)
def test_standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    found = one("-")
    assert (found.article.text, found.source) == (text, "standard input")


def test_file_without_ending_is_told_by_its_beginning(tmp_path: Path) -> None:
    assert one(written(tmp_path, BODY, "article")).article.text == BODY
    page = f"\n<html><body><p>{BODY[24:]}</p></body></html>"
    assert one(written(tmp_path, page, "page")).article.text == BODY[24:]
    assert "PDF" in failure(written(tmp_path, b"%PDF-1.4 \0", "a.pdf"))


# Markdown


def test_markdown_becomes_plain_text(tmp_path: Path) -> None:
    text = """---
url: https://news.example/2017/04/26/forum
---
# Форум у *Мінску*

Міністр **Ян Каваль** [сказаў](https://a.example): `так`,
і ўсе пагадзіліся.\\
![карта](map.png)

> Цытата &mdash; вось яна.

- першы
- другі

| Год | Колькасць |
|-----|-----------|
| 2017 | 5 |

<div>блок</div>

Source URL: <https://news.example/2017/04/26/forum>
"""
    found = one(written(tmp_path, text, "a.md"))
    assert found.article.title == "Форум у Мінску"
    assert found.article.published == "2017-04-26"
    assert found.article.text.split("\n\n") == [
        "Форум у Мінску",
        "Міністр Ян Каваль сказаў: так, і ўсе пагадзіліся.",
        "Цытата — вось яна.",
        "першы",
        "другі",
        "Год\tКолькасць",
        "2017\t5",
        " блок ",
    ]


def test_markdown_without_words(tmp_path: Path) -> None:
    assert "has markup, but no words" in failure(written(tmp_path, "![](a.png)\n\n---\n", "a.md"))


# Properties

LINE = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1).map(str.strip).filter(bool)
TITLE = LINE.filter(lambda line: line[0] not in "\"'")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # others may be at work on the machine
@given(TITLE, st.dates(), st.lists(LINE, min_size=1).map("\n".join))
def test_front_matter_round_trip(title: str, day: object, body: str) -> None:
    front = f"---\nurl: https://news.example/a\ntitle: {title}\npublished: {day}\nlang: be\n---\n"
    if body.rsplit("\n", 1)[-1].startswith("Source URL"):
        return
    draft = draft_of(Piece("x", (front + body).encode(), ".txt"), Limits())
    assert (draft.title, draft.published, draft.lang, draft.text) == (title, str(day), "be", body)


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0")))
def test_text_is_a_stretch_of_the_source(source: str) -> None:
    try:
        draft = draft_of(Piece("x", source.encode(), ".txt"), Limits())
    except UnreadableArticle:
        return
    assert draft.text in source.removeprefix("\ufeff").replace("\r\n", "\n")
    assert draft.text == without_blank_ends(draft.text)
    assert draft.text.strip()


PIECES = b"""---\n|url: |published: 2017-04-26\n|Source URL: <|<html>|<h1>|<p>|<time datetime=|\n|<meta charset=idna>|\
<table><tr><td>|\xff|\xd0\xa1\xd1\x91\xd0\xbd|http://[::|# |&#0;|lang: be\n""".split(b"|")


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.binary(), st.lists(st.sampled_from(PIECES)).map(b"".join)),
    st.sampled_from(["", ".txt", ".md", ".html"]),
)
def test_no_bytes_raise_anything_else(data: bytes, ending: str) -> None:
    try:
        draft = draft_of(Piece("x", data, ending), Limits())
    except UnreadableArticle as error:
        assert str(error).startswith("x")  # noqa: PT017 - either outcome is right
    else:
        assert draft.text.strip()
        draft.text.encode()


def test_speed_of_plain_text(tmp_path: Path) -> None:
    from time import process_time

    path = written(tmp_path, "---\nurl: https://news.example/2017/04/26/a\nlang: be\n---\n" + BODY * 30)
    start = process_time()
    for _ in range(200):
        one(path)
    # 0.1 ms here; the bound leaves room for a busy machine.
    assert (process_time() - start) / 200 < 0.001
