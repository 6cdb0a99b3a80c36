"""Sources that hold many articles, and PDF: archives, JSON Lines and WARC give what their parts would give alone."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import zipfile
from pathlib import Path

import pytest

import papers
from suviaz.articles import Failure, Limits, Read, read
from suviaz.articles.pdf import paragraphs

KNOWN = frozenset({"be", "ru", "en", "ko"})
PAGE = (Path(__file__).parent / "pages" / "agency_ru.html").read_bytes()
TEXT = "Новая выстава ў Мінску\n\nСёння адкрылася выстава кніг. Яе наведаў міністр."
HEAD = "---\npublished: 2017-04-26\nurl: https://news.example/a\n---\n"
URL = "https://news.example/science/26-04-2017-1910"


def found(path: Path, data: bytes, limits: Limits | None = None) -> list[Read | Failure]:
    path.write_bytes(data)
    return list(read(str(path), known=KNOWN, limits=limits or Limits()))


def articles(path: Path, data: bytes) -> list[Read]:
    everything = found(path, data)
    assert all(isinstance(one, Read) for one in everything), everything
    return everything  # type: ignore[return-value]


def problems(path: Path, data: bytes, limits: Limits | None = None) -> list[str]:
    return [str(one.error) for one in found(path, data, limits) if isinstance(one, Failure)]


def alone(path: Path) -> Read:
    (one,) = articles(path, PAGE)
    return one


PACKINGS = {"zip": None, "tar": "", "tar.gz": "gz", "tgz": "gz", "tar.bz2": "bz2", "tar.xz": "xz"}


@pytest.mark.parametrize("how", PACKINGS)
def test_an_archive_gives_what_its_files_give(tmp_path: Path, how: str) -> None:
    members = {"b/page.html": PAGE, "a.txt": (HEAD + TEXT).encode(), "c.md": f"# {TEXT}".encode()}
    members |= {".hidden.txt": b"x", "README.md": b"about", "b/page_files/ad.html": b"<p>", "p.png": b"\x89PNG"}
    mode = PACKINGS[how]
    data = papers.zipped(members) if mode is None else papers.tarred(members, mode)
    path = tmp_path / f"news.{how}"
    read_ = {one.source.removeprefix(f"{path}/"): one.article for one in articles(path, data)}
    assert set(read_) == {"a.txt", "b/page.html", "c.md"}
    assert read_["b/page.html"] == alone(tmp_path / "page.html").article
    assert read_["a.txt"].text == TEXT
    assert read_["c.md"].title == "Новая выстава ў Мінску"
    # Told by its bytes, not by its name.
    assert len(articles(tmp_path / "unnamed", data)) == 3


def test_members_of_a_zip_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    data = papers.zipped({f"{name}.txt": TEXT.encode() for name in "cab"})
    assert [one.source[-5:] for one in articles(tmp_path / "a.zip", data)] == ["a.txt", "b.txt", "c.txt"]


def test_what_is_left_out_of_an_archive_is_said(tmp_path: Path) -> None:
    heard: list[tuple[str, str]] = []
    path = tmp_path / "a.zip"
    path.write_bytes(papers.zipped({"README.md": b"", "x.exe": b"", "a.txt": TEXT.encode()}))
    list(read(str(path), known=KNOWN, on_skip=lambda where, why: heard.append((where, why))))
    assert heard == [
        (f"{path}/README.md", "it is about the folder"),
        (f"{path}/x.exe", "there is no reader for .exe files"),
    ]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_packed_page_is_a_page(tmp_path: Path, pack: object) -> None:
    (one,) = articles(tmp_path / "page.html.x", pack(PAGE))  # type: ignore[operator]
    assert one.article == alone(tmp_path / "page.html").article


@pytest.mark.parametrize("name", ["news.zip", "news.tar.gz", "news.jsonl.gz", "crawl.warc.gz", "paper.pdf", "l.ndjson"])
def test_a_folder_is_read_with_its_archives(tmp_path: Path, name: str) -> None:
    from suviaz.articles.folder import walk

    (tmp_path / name).write_bytes(b"")
    (tmp_path / "dump.sql.gz").write_bytes(b"")
    assert [path for path, _ in walk(str(tmp_path))] == [str(tmp_path / name)]


def test_json_lines(tmp_path: Path) -> None:
    rows = [
        {"text": TEXT, "url": URL, "title": "Выстава", "published": "2017-04-27T10:00:00+03:00", "lang": "be_BY"},
        {"text": TEXT + "\r\nЯшчэ.", "id": 17, "lang": None},
    ]
    lines = "\n\n".join(json.dumps(row, ensure_ascii=number == 0) for number, row in enumerate(rows))
    one, two = articles(tmp_path / "a.jsonl", b"\xef\xbb\xbf" + lines.encode())
    assert one.source == f"{tmp_path / 'a.jsonl'}, line 1"
    assert (one.article.text, one.article.url, one.article.title) == (TEXT, URL, "Выстава")
    assert (one.article.published, one.article.lang) == ("2017-04-27", "be")
    assert two.source.endswith("line 3")
    assert (two.article.text, two.article.title) == (TEXT + "\nЯшчэ.", "Новая выстава ў Мінску")
    assert len(articles(tmp_path / "unnamed", lines.encode())) == 2


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{", "is not JSON; there is one object a line, with no line break in it."),
        (b"[" * 100_000, "is not JSON; there is one object a line, with no line break in it."),
        (b"1" * 10_000, "is not JSON; there is one object a line, with no line break in it."),
        (b'["text"]', "is JSON, but no object with a text."),
        (b'{"title": "a"}', "has no 'text', the words of its article."),
        (b'{"text": " \\n "}', "has no 'text', the words of its article."),
        (b'{"text": ["a"]}', ": 'text' is no text in quotes."),
        (b'{"text": "a", "lang": 7}', ": 'lang' is no text in quotes."),
        (b'{"text": "a\\ud800b"}', ": 'text' has half a character (a lone surrogate)."),
        (b'{"text": "a\\u0000b"}', "has a text with the character U+0000, which no text has."),
        (b'{"text": "\xff"}', "is not UTF-8; JSON Lines must be."),
        (b'{"text": "a", "url": "javascript:1"}', ": 'javascript:1' is not an address of a page;"),
        (
            b'{"text": "a", "published": "26.04.2017"}',
            ": published '26.04.2017' is not a date; write it as 2017-04-26.",
        ),
        (b'{"text": "' + b"a" * 900 + b'"}', "has a text of more than 500 letters, which no article has."),
        (b'{"text": "' + b"a" * 130_000 + b'"}', "is larger than 30,000 bytes, the most that an article may have."),
    ],
)
def test_a_bad_line_is_told_and_the_next_is_read(tmp_path: Path, line: bytes, message: str) -> None:
    path = tmp_path / "a.jsonl"
    good = json.dumps({"text": TEXT}).encode()
    bad, read_ = found(path, line + b"\n" + good + b"\n", Limits(size=30_000, letters=500))
    assert isinstance(bad, Failure)
    assert str(bad.error).startswith(f"{path}, line 1")
    assert message in str(bad.error)
    assert isinstance(read_, Read)
    assert read_.source.endswith("line 2")


def test_a_pretty_printed_object_is_no_line(tmp_path: Path) -> None:
    said = problems(tmp_path / "a.jsonl", b'{\n "text": "a"\n}')
    assert said[0].endswith("there is one object a line, with no line break in it.")


@pytest.mark.parametrize("pack", [False, True])
def test_warc(tmp_path: Path, pack: bool) -> None:
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)
    records = [
        papers.record("", b"software: x\r\n", kind="warcinfo"),
        papers.record(URL, b"GET / HTTP/1.1\r\n\r\n", kind="request"),
        papers.record(URL, PAGE),
        papers.record("https://news.example/2", chunked, headers={"Transfer-Encoding": "chunked"}),
        papers.record("https://news.example/3", PAGE, headers={"Transfer-Encoding": "chunked"}),
        papers.record("https://news.example/4", gzip.compress(PAGE), headers={"Content-Encoding": "gzip"}),
        papers.record("https://news.example/5", PAGE, headers={"Content-Encoding": "gzip"}),
        papers.record("https://news.example/gone", b"gone", status="404 Not Found"),
        papers.record("https://news.example/p.png", b"\x89PNG", headers={"Content-Type": "image/png"}),
        papers.record("dns:news.example", b"1.2.3.4", kind="resource"),
        papers.record("https://news.example/t", TEXT.encode(), kind="conversion"),
    ]
    read_ = articles(tmp_path / "crawl.warc", papers.warc(*records, pack=pack))
    page = alone(tmp_path / "page.html").article.text
    assert [one.article.url for one in read_] == [
        URL,
        *(f"https://news.example/{n}" for n in "2345"),
        "https://news.example/t",
    ]
    assert {one.article.text for one in read_[:5]} == {page}
    assert read_[0].article.published == "2017-04-26"
    assert read_[0].source == f"{tmp_path / 'crawl.warc'}, {URL}"
    assert read_[5].article.text == TEXT


def test_warc_as_another_library_writes_it(tmp_path: Path) -> None:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    writer.write_record(writer.create_warcinfo_record("a.warc.gz", {"software": "test"}))
    head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
    writer.write_record(writer.create_warc_record(URL, "response", payload=io.BytesIO(PAGE), http_headers=head))
    (one,) = articles(tmp_path / "a.warc.gz", out.getvalue())
    assert one.article.url == URL
    assert one.article.text == alone(tmp_path / "page.html").article.text


def test_a_damaged_warc_gives_what_comes_before_the_damage(tmp_path: Path) -> None:
    good = papers.record(URL, PAGE)
    for tail, message in (
        (good[:-2000], "breaks off in the middle: it was not copied in full."),
        (b"WARC/1.0\r\nContent-", "breaks off in the middle: it was not copied in full."),
        (b"<html>", "is damaged at record 2; what follows was not read."),
        (b"WARC/1.0\r\nWARC-Type: response\r\n\r\n", "is damaged at record 2; what follows was not read."),
        (b"WARC/1.0\r\nX: " + b"a" * 100_000, "is damaged at record 2; what follows was not read."),
        (b"WARC/1.0\r\n" + b"X: a\r\n" * 1000, "is damaged at record 2; what follows was not read."),
    ):
        path = tmp_path / "a.warc"
        one, failure = found(path, good + tail)
        assert isinstance(one, Read)
        assert isinstance(failure, Failure)
        assert str(failure.error) == f"{path} {message}"


def test_pdf(tmp_path: Path) -> None:
    lines = [
        "Новая выстава ў Мінску", "",
        "Сёння ў Нацыянальнай бібліятэцы адкрылася выстава кніг, якую навед-",
        "аў міністр культуры. Ён сказаў, што такія выставы патрэбныя кожнаму",
        "гораду краіны.",
        "Другі абзац.",
    ]  # fmt: skip
    (one,) = articles(tmp_path / "a.pdf", papers.pdf(lines, ["26.04.2017", "", "Трэцяя старонка."]))
    assert one.article.title == "Новая выстава ў Мінску"
    assert one.article.text == "\n\n".join(
        [
            "Новая выстава ў Мінску",
            "Сёння ў Нацыянальнай бібліятэцы адкрылася выстава кніг, якую наведаў міністр культуры. Ён сказаў, што "
            "такія выставы патрэбныя кожнаму гораду краіны.",
            "Другі абзац.",
            "26.04.2017",
            "Трэцяя старонка.",
        ]
    )
    # Found whatever the file is called, and in an archive.
    assert articles(tmp_path / "a", papers.pdf(lines))[0].article.title == "Новая выстава ў Мінску"
    assert len(articles(tmp_path / "a.zip", papers.zipped({"x.pdf": papers.pdf(lines)}))) == 1


def test_paragraphs_of_a_page() -> None:
    assert paragraphs("- one long line that is full\n- another one that is full\nshort") == [
        "- one long line that is full", "- another one that is full short",
    ]  # fmt: skip
    assert paragraphs("") == []


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            papers.pdf([]),
            "is a PDF without words, most likely of pictures; save what they say as a .txt file in UTF-8.",
        ),
        (papers.pdf(["Тэкст"])[:-300], None),
        (b"%PDF-1.7\n" + b"garbage" * 100, "is a damaged PDF, or none."),
        (papers.pdf(*[["a"]] * 501), "is a PDF of more than 500 pages, which no article has."),
    ],
)
def test_pdf_that_is_none(tmp_path: Path, data: bytes, message: str | None) -> None:
    path = tmp_path / "a.pdf"
    said = problems(path, data)
    assert said == ([f"{path} {message}"] if message else said)


def test_an_archive_that_is_none(tmp_path: Path) -> None:
    whole = papers.zipped({"a.txt": TEXT.encode() * 50})
    encrypted = bytearray(whole)
    for place in (whole.index(b"PK\x03\x04") + 6, whole.index(b"PK\x01\x02") + 8):
        encrypted[place] |= 1
    damaged = bytearray(whole)
    damaged[60:70] = b"\xff" * 10
    tar = papers.tarred({"a.txt": TEXT.encode() * 50}, "gz")
    outside = "has a name that leads out of its archive; it was not read."
    lzma_zip = papers.zipped({"a.txt": b"x"}, method=zipfile.ZIP_LZMA)
    for name, data, message in (
        ("a.zip", whole[:-30], " is no ZIP archive, or a damaged one."),
        ("a.zip", bytes(encrypted), "/a.txt is encrypted; unpack the archive with its password and load the folder."),
        ("a.zip", bytes(damaged), "/a.txt is damaged in its archive."),
        ("a.zip", papers.zipped({"../a.txt": b"x"}), f"/../a.txt {outside}"),
        ("a.zip", papers.zipped({"/etc/a.txt": b"x"}), f"//etc/a.txt {outside}"),
        ("a.tar", papers.tarred({"b/../../a.txt": b"x"}), f"/b/../../a.txt {outside}"),
        ("a.zip", papers.zipped({"b.zip": whole}),
         "/b.zip is an archive within an archive; unpack the outer one and load that."),
        ("a.docx", papers.zipped({"[Content_Types].xml": b""}),
         " is an Office document or an e-book; save its words as a .txt file in UTF-8."),
        ("a.zip", lzma_zip, "/a.txt is packed in a way that is not read (method 14); pack it as usual."),
        ("a.tar.gz", tar[:-40], " breaks off in the middle: it was not copied in full."),
        ("a.tar.gz", tar[:30] + b"\xff" * 20 + tar[50:], " is no gzip file, or a damaged one."),
        ("a.gz", gzip.compress(gzip.compress(PAGE)), " is packed twice; unpack it once and load that."),
    ):  # fmt: skip
        path = tmp_path / name
        said = problems(path, data)
        assert said == [f"{path}{message}"], name


def test_links_in_a_tar_are_not_followed(tmp_path: Path) -> None:
    import tarfile

    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in (("a.txt", tarfile.SYMTYPE), ("b.txt", tarfile.LNKTYPE), ("c.txt", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("d.txt")
        info.size = len(TEXT.encode())
        archive.addfile(info, io.BytesIO(TEXT.encode()))
    *links, last = found(tmp_path / "a.tar", out.getvalue())
    assert [str(one.error).rpartition("/")[2] for one in links if isinstance(one, Failure)] == [
        f"{name}.txt is a link or a device in its archive; it was not followed." for name in "abc"
    ]
    assert isinstance(last, Read)


def test_bombs_do_not_go_off(tmp_path: Path) -> None:
    """Each would unpack to gigabytes; the bounds are small here, so that the test is quick."""
    limits = Limits(size=100_000, slack=1_000_000, ratio=20)
    zeros = b"\0" * 50_000_000
    large = "is larger than 100,000 bytes, the most that an article may have."
    ratio = "unpacks to more than 20 times its size, as no archive of articles does; the rest of it was not read."
    for name, data, messages in (
        ("a.txt.gz", gzip.compress(zeros), [f" {large}"]),
        ("a.zip", papers.zipped({"a.txt": zeros}), [f"/a.txt {large}"]),
        ("many.zip", papers.zipped({f"{n:03}.txt": zeros[:99_000] for n in range(100)}), None),
        ("a.tar.gz", papers.tarred({"a.bin": zeros, "b.txt": b"x"}, "gz"), [f" {ratio}"]),
        ("a.tar.bz2", papers.tarred({"a.bin": zeros}, "bz2"), [f" {ratio}"]),
        ("a.warc.gz", gzip.compress(b"WARC/1.0\r\nContent-Length: 50000000\r\n\r\n" + zeros), [f" {ratio}"]),
        ("a.jsonl.gz", gzip.compress(b'{"text": "' + zeros), [f" {ratio}"]),
    ):
        path = tmp_path / name
        said = problems(path, data, limits)
        if messages is None:
            assert said[-1] == f"{path} {ratio}"
            assert len(said) < 100
        else:
            assert said == [path.as_posix() + message for message in messages]
