"""Files that mean harm or are merely broken, made when the tests run: some two hundred, none of them in the repository.

Each is a name and its bytes. They are as small as they can be while the fault would still be felt: what goes wrong at a
hundred megabytes goes wrong in the same way at the limits that the tests set.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator

import papers

WORDS = "Новая выстава ў Мінску\n\nСёння ў Мінску міністр культуры Беларусі Іван Іваноў адкрыў выставу кніг."
HEAD = "---\nurl: https://news.example/2017/04/26/a\n---\n"
INVISIBLE = (
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\u00ad\u034f\u061c\u180e"
    "\ufeff\ufe0f\u3164\U000e0041"
)
LOOKALIKES = {
    "latin": str.maketrans("аеосрухі", "aeocpyxi"),
    "greek": str.maketrans("аоркх", "αορκχ"),
    "wide": {ord("а"): "ａ", ord("о"): "ｏ"},
    "bold": {ord("М"): "𝐌", ord("н"): "𝐧"},
    "cherokee": {ord("М"): "Ꮇ", ord("Т"): "Ꭲ"},
    "combining": {ord("ў"): "у\u0306", ord("ё"): "е\u0308"},
    "zalgo": {ord("а"): "а" + "\u0300\u0489" * 40},
}


def files() -> Iterator[tuple[str, bytes]]:
    for group in (_texts, _long, _pages, _lines, _feeds, _pdfs, _zips, _tars, _packed, _warcs):
        for name, data in group():
            yield f"{group.__name__[1:]}-{name}", data


def _texts() -> Iterator[tuple[str, bytes]]:
    for name in ("utf-16", "utf-16-le", "utf-32", "utf-7", "cp1251", "koi8-r", "iso-8859-5", "mac-cyrillic", "cp866"):
        yield f"{name}.txt", WORDS.replace("—", "-").encode(name, "replace")
    for name in ("euc-kr", "cp949", "iso-2022-kr", "shift-jis", "gb18030", "big5"):
        yield f"{name}.txt", "한국과 벨라루스".encode(name, "replace") * 9
    broken = {
        "overlong": b"\xc0\xaf",
        "surrogate": b"\xed\xa0\x80",
        "cesu": b"\xed\xa0\xbd\xed\xb8\x80",
        "five": b"\xf8\x88\x80\x80\x80",
        "beyond": b"\xf4\x90\x80\x80",
        "continuation": b"\x80",
        "cut": "Мінск".encode()[:-1],
        "nul": b"\0",
        "bell": b"\x07\x1b[2J",
    }
    for name, data in broken.items():
        yield f"{name}.txt", WORDS.encode() + data + WORDS.encode()
        yield f"{name}.html", b"<html><body><h1>a</h1><p>" + WORDS.encode() + data + WORDS.encode()
    yield "marks.txt", b"\xef\xbb\xbf" * 3 + WORDS.encode()
    yield "mixed.txt", WORDS.encode() + WORDS.encode("cp1251")
    for number, letter in enumerate(INVISIBLE):
        yield f"invisible{number}.txt", (HEAD + letter.join(WORDS)).encode()
    for name, table in LOOKALIKES.items():
        yield f"{name}.txt", (HEAD + WORDS.translate(table)).encode()
    yield "title-rtl.txt", f"---\ntitle: \u202eexe.txt\x1b]0;owned\x07\n---\n{WORDS}".encode()
    yield "front-endless.txt", b"---\n" + b"url: https://a.example/\n" * 20_000
    yield "front-open.txt", b"---\n" * 50_000
    yield "front-long.txt", b"---\ntitle: " + b"a" * 400_000 + b"\n---\ntext"
    yield "address-lines.txt", b"Source URL: <https://a.example/>\n" * 20_000
    yield "spaces.txt", b" " * 400_000 + b"a"
    yield "lines.txt", b"\n" * 400_000 + b"a" + b"\n" * 400_000
    yield "returns.txt", b"\r" * 100_000 + b"a"


def _long() -> Iterator[tuple[str, bytes]]:
    """One line without end, of what the rules of languages look at."""
    for number, unit in enumerate(
        [
            "а",
            "А",
            "А.",
            "а ",
            "А ",
            "«",
            "»",
            "(",
            '"',
            "—",
            "- ",
            "1",
            "1 ",
            "1.",
            "2017 ",
            "26.04.2017 ",
            "№",
            "&",
            "/",
            "a@",
            "Іван ",
            "Іван Іваноў ",
            "міністр ",
            "міністр замежных спраў ",
            "Беларусь і ",
            "Рэспубліка Карэя, ",
            "подписали ",
            "Президент Республики Беларусь ",
            "г. ",
            "㎞",
            "\u0301",
            "한국 ",
            "한",
            "the ",
            "of the ",
            "Mr. ",
            "http://a.example/",
        ]
    ):
        yield f"line{number}.txt", (HEAD + unit * (20_000 // len(unit))).encode()
    yield "too-long.txt", b"a" * 6_000_000


def _pages() -> Iterator[tuple[str, bytes]]:
    many = 20_000
    body = f"<h1>Новая выстава</h1><p>{WORDS}</p>"
    for name, text in {
        "deep-div": "<div>" * many + body,
        "deep-b": "<b>" * many + body,
        "deep-table": "<table><tr><td>" * 2000 + body,
        "deep-list": "<ul><li>" * many + body,
        "deep-font": "<p><font><a>" * many + body,
        "closed": "</div>" * many + body,
        "attributes": "<p " + " ".join(f"a{n}=1" for n in range(many)) + ">" + body,
        "attribute": f"<p a='{'x' * 1_000_000}'>{body}",
        "comment": body + "<!--" * many,
        "open-script": body + "<script>" + "x" * 100_000,
        "entities": "&lt;" * many * 5 + body,
        "no-entity": "&nothing;" * many + body,
        "numbers": "&#x110000;&#0;&#xD800;&#55296;" * 5000 + body,
        "cdata": "<![CDATA[" * many + body,
        "doctype": "<!DOCTYPE html [" + "<!ENTITY a 'b'>" * many + "]>" + body,
        "meta": "<meta charset=utf-7>" + body,
        "meta-no": "<meta charset='no-such'>" + body,
        "meta-idna": "<meta charset=idna>" + body,
        "meta-rot13": "<meta charset=rot13>" + body,
        "meta-zip": "<meta charset=zlib>" + body,
        "links": "<a href=x>a</a>" * many + body,
        "title": f"<title>{'Навіна | ' * many}</title>{body}",
        "heads": "<h1>Навіна</h1>" * 5000 + body,
        "cells": "<table>" + "<tr><td>1" * many,
        "times": "<time datetime='2017-04-26'>" * 5000 + body,
        "time": "<time datetime='9999999-99-99'></time>" + body,
        "ld": f"<script type='application/ld+json'>{'[' * 100_000}</script>{body}",
        "ld-many": f"<script type='application/ld+json'>[{','.join(['{}'] * many)}]</script>{body}",
        "base": "<base href='javascript:1'><link rel=canonical href='https://a.example/\u202e'>" + body,
        "xxe": "<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + body + "<p>&x;</p>",
        "frames": "<iframe src='http://127.0.0.1:1/'></iframe><img src='http://127.0.0.1:1/'><object data='http://127.0.0.1:1/'>"
        + body,
        "svg": "<svg><foreignObject>" * 5000 + body,
        "template": "<template>" * 5000 + body,
        "select": "<select><option>" * 5000 + body,
    }.items():
        yield f"{name}.html", f"<html><body>{text}</body></html>".encode()
    yield "nul.html", b"<html>\0<body>" + body.encode()
    yield "empty.html", b"<html></html>"
    yield "bytes.html", bytes(range(256)) * 100
    for name, text in {
        "quotes": ">" * 5000 + " a",
        "lists": "- " * 5000 + "a",
        "brackets": "[" * 20_000 + "a" + "]" * 20_000,
        "links": "[a](" * 10_000,
        "stars": "*a_ " * 20_000,
        "ticks": "`" * 20_000 + "a",
        "more-ticks": "".join("`" * n + " " for n in range(400)),
        "html": "<a" * 20_000,
        "table": "|a" * 5000 + "\n" + "|-" * 5000 + "\n" + "|b" * 5000,
        "references": "[a]: <" * 10_000,
        "escapes": "\\" * 40_001 + "a",
        "entities": "&#1;&amp;" * 10_000,
        "images": "![" * 10_000 + "a",
        "rules": "a\n" + "---\n" * 10_000,
    }.items():
        yield f"{name}.md", text.encode()


def _lines() -> Iterator[tuple[str, bytes]]:
    good = json.dumps({"text": WORDS})
    for name, line in {
        "deep": '{"text":' + "[" * 200_000,
        "deep-object": '{"a":' * 100_000,
        "number": '{"text":' + "9" * 100_000 + "}",
        "nan": '{"text": NaN}',
        "infinity": '{"text": "a", "x": 1e999}',
        "twice": '{"text": "a", "text": "b"}',
        "surrogate": '{"text": "\\udfff\\ud800"}',
        "nul": '{"text": "\\u0000"}',
        "escape": '{"text": "\\x41"}',
        "control": '{"text": "\x1b[2J a"}',
        "keys": "{" + ",".join(f'"k{n}":1' for n in range(50_000)) + "}",
        "list": '["text"]',
        "string": '"text"',
        "null": "null",
        "rtl": json.dumps({"text": "\u202e" + WORDS, "title": "\u202e"}),
        "url": '{"text": "a", "url": "http://[::1"}',
        "lang": '{"text": "a", "lang": "../../be"}',
        "open": '{"text": "a',
        "long": '{"text": "' + "a" * 25_000_000 + '"}',
    }.items():
        yield f"{name}.jsonl", f"{line}\n{good}\n".encode()
    yield "bytes.jsonl", b'{"text": "\xff\xfe"}\n' + good.encode()
    yield "utf16.jsonl", good.encode("utf-16")


def _feeds() -> Iterator[tuple[str, bytes]]:
    item = "<item><link>https://a.example/1</link></item>"
    laughs = "".join(f'<!ENTITY {chr(c)} "{f"&{chr(c - 1)};" * 10}">' for c in range(98, 123))
    for name, text in {
        "xxe": f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>&x;{item}</rss>',
        "xxe-net": f'<!DOCTYPE rss [<!ENTITY x SYSTEM "http://127.0.0.1:1/">]><rss>&x;{item}</rss>',
        "xxe-parameter": f'<!DOCTYPE rss [<!ENTITY % x SYSTEM "file:///etc/passwd">%x;]><rss>{item}</rss>',
        "laughs": f'<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">{laughs}]><rss><item><link>&z;</link></item></rss>',
        "laughs-attribute": f'<!DOCTYPE feed [<!ENTITY a "aa">{laughs}]><feed><entry><link href="&z;"/></entry></feed>',
        "blowup": f'<!DOCTYPE rss [<!ENTITY a "{"a" * 50_000}">]><rss><item><link>{"&a;" * 50_000}</link></item></rss>',
        "circle": '<!DOCTYPE rss [<!ENTITY a "&b;"><!ENTITY b "&a;">]><rss><item><link>&a;</link></item></rss>',
        "dtd": f'<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/a.dtd"><rss>{item}</rss>',
        "deep": "<rss>" + "<item>" * 100_000,
        "xinclude": "<rss xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='/etc/passwd'/></rss>",
        "cdata": "<rss><item><link><![CDATA[" + "x" * 1_000_000,
        "attribute": f"<rss a='{'x' * 11_000_000}'>{item}</rss>",
        "instructions": "<?x ?>" * 100 + "<rss>" + "<?xml-stylesheet href='http://127.0.0.1:1/'?>" * 10_000 + item,
        "open": "<rss><item><link>a",
        "names": "<rss " + " ".join(f"xmlns:a{n}='b{n}'" for n in range(5000)) + f">{item}</rss>",
        "empty": "<rss/>",
    }.items():
        yield f"{name}.xml", text.encode()
    yield (
        "declared.xml",
        b'<?xml version="1.0" encoding="no-such"?><rss><item><link>https://a.example/\xff</link></item></rss>',
    )
    yield "utf7.xml", b'<?xml version="1.0" encoding="utf-7"?><rss>+ADw-item+AD4-</rss>'


def _pdfs() -> Iterator[tuple[str, bytes]]:
    whole = papers.pdf(WORDS.split("\n"))
    for part in range(1, 12):
        yield f"cut{part}.pdf", whole[: len(whole) * part // 12]
    yield "garbage.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 50
    yield "marks.pdf", b"%PDF-" * 5000
    yield "start.pdf", whole.replace(b"startxref\n", b"startxref\n9999999")
    yield "previous.pdf", whole.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % whole.index(b"xref\n0"))
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>"
    )
    catalogue = b"<< /Type /Catalog /Pages 2 0 R >>"

    def stream(data: bytes, more: bytes = b"") -> bytes:
        return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), more, data)

    def with_page(content: bytes, form: bytes = b"<< >>") -> bytes:
        return papers.assembled([catalogue, b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>", page, content, form])

    zeros = zlib.compress(b"\0" * 200_000_000)
    yield "kids.pdf", papers.assembled([catalogue, b"<< /Type /Pages /Count 9 /Kids [2 0 R 2 0 R] >>"])
    yield "count.pdf", papers.assembled([catalogue, b"<< /Type /Pages /Count 999999999 /Kids [] >>"])
    yield "root.pdf", papers.assembled([b"1 0 R"])
    yield "bomb.pdf", with_page(stream(zeros, b"/Filter /FlateDecode"))
    yield "bomb-twice.pdf", with_page(stream(zlib.compress(zeros), b"/Filter [/FlateDecode /FlateDecode]"))
    yield "filters.pdf", with_page(stream(b"a", b"/Filter [" + b"/ASCIIHexDecode " * 20_000 + b"]"))
    yield "runs.pdf", with_page(stream(b"\x81a" * 200_000, b"/Filter /RunLengthDecode"))
    yield "lzw.pdf", with_page(stream(b"\x80\x0b\x60\x50" * 100_000, b"/Filter /LZWDecode"))
    yield "length.pdf", with_page(b"<< /Length -5 >>\nstream\nBT ET\nendstream")
    yield "nested.pdf", with_page(stream(b"[" * 200_000))
    yield "strings.pdf", with_page(stream(b"BT /F 1 Tf " + b"(a) Tj " * 200_000 + b"ET"))
    yield (
        "form.pdf",
        with_page(
            stream(b"/X Do"),
            stream(b"/X Do /X Do", b"/Type /XObject /Subtype /Form /Resources << /XObject << /X 5 0 R >> >>"),
        ),
    )
    yield "names.pdf", papers.assembled([b"<< /Type /Catalog /Pages 2 0 R /A " + b"<< /A " * 20_000])
    yield "encrypted.pdf", whole.replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt << /Filter /Standard /V 9 >>")
    cmap = b"1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange"
    yield (
        "map.pdf",
        papers.assembled(
            [
                catalogue,
                b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
                b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
                stream(b"BT /F 1 Tf (a) Tj ET"),
                b"<< /Type /Font /Subtype /Type1 /BaseFont /F /ToUnicode 6 0 R >>",
                stream(cmap),
            ]
        ),
    )


def _zips() -> Iterator[tuple[str, bytes]]:
    good = {"a.txt": WORDS.encode()}
    whole = papers.zipped(good)
    for part in range(1, 8):
        yield f"cut{part}.zip", whole[: len(whole) * part // 8]
    for number, name in enumerate(
        [
            "../a.txt",
            "/etc/a.txt",
            "..\\..\\a.txt",
            "C:\\a.txt",
            "a/../../b.txt",
            "\u202etxt.exe.txt",
            "\x1b[2Ja.txt",
            "a\nb.txt",
            "a\0b.txt",
            "con.txt",
            "a" * 60_000 + ".txt",
            "a/" * 20_000 + "b.txt",
            " .txt",
            ".txt",
            "/",
            "\\\\host\\a.txt",
            "~/a.txt",
            "a.txt/",
        ]
    ):
        yield f"name{number}.zip", papers.zipped({name: WORDS.encode()})
    yield "bomb.zip", papers.zipped({"a.txt": b"a" * 100_000_000})
    yield "bomb-many.zip", papers.zipped({f"{n}.txt": b"a" * 4_000_000 for n in range(100)})
    yield (
        "nested.zip",
        papers.zipped({"b.zip": whole, "c.tar": papers.tarred(good), "d.txt": whole, "e.warc": b"WARC/1.0\r\n"}),
    )
    yield "many.zip", papers.zipped({f"{n}.bin": b"" for n in range(20_000)})
    yield "office.zip", papers.zipped({"[Content_Types].xml": b"", "word/document.xml": b""})
    link = io.BytesIO()
    with zipfile.ZipFile(link, "w") as archive:
        info = zipfile.ZipInfo("a.txt")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    yield "link.zip", link.getvalue()
    for name, method in (("lzma", zipfile.ZIP_LZMA), ("bzip2", zipfile.ZIP_BZIP2), ("stored", zipfile.ZIP_STORED)):
        yield f"{name}.zip", papers.zipped(good, method=method)
    at = whole.index(b"PK\x01\x02")
    for name, place, value in (
        ("crc", at + 16, b"\0\0\0\0"),
        ("size", at + 24, b"\xff\xff\xff\x7f"),
        ("packed", at + 20, b"\xff\xff\xff\x7f"),
        ("offset", at + 42, b"\xff\xff\xff\x7f"),
        ("method", at + 10, b"\x63\0"),
        ("encrypted", at + 8, b"\x01\0"),
        ("negative", at + 42, b"\xff\xff\xff\xff"),
        ("zip64", at + 24, b"\xff\xff\xff\xff"),
    ):
        yield f"{name}.zip", whole[:place] + value + whole[place + len(value) :]
    # Every entry of the directory is the same packed bytes.
    entry, end = whole[at : whole.index(b"PK\x05\x06")], whole[whole.index(b"PK\x05\x06") :]
    number = 5000
    yield (
        "overlap.zip",
        whole[:at]
        + entry * number
        + end[:8]
        + struct.pack("<HHLL", number, number, len(entry) * number, at)
        + end[20:],
    )


def _tars() -> Iterator[tuple[str, bytes]]:
    whole = papers.tarred({"a.txt": WORDS.encode()})
    for part in range(1, 6):
        yield f"cut{part}.tar", whole[: 1024 * part // 4]
    for number, name in enumerate(
        ["../a.txt", "/etc/a.txt", "a/../../b.txt", "\u202ea.txt", "a" * 5000 + ".txt", "a/" * 2000 + "b.txt"]
    ):
        yield f"name{number}.tar", papers.tarred({name: WORDS.encode()})
    for name, kind in (
        ("symbolic", tarfile.SYMTYPE),
        ("hard", tarfile.LNKTYPE),
        ("device", tarfile.BLKTYPE),
        ("pipe", tarfile.FIFOTYPE),
        ("sparse", tarfile.GNUTYPE_SPARSE),
        ("unknown", b"Z"),
    ):
        info = tarfile.TarInfo("a.txt")
        info.type, info.linkname = kind, "../../etc/passwd"
        yield f"{name}.tar", info.tobuf() + b"\0" * 1024
    for name, kind in (("pax", tarfile.XHDTYPE), ("global", tarfile.XGLTYPE), ("longname", tarfile.GNUTYPE_LONGNAME)):
        info = tarfile.TarInfo("x")
        info.type, info.size = kind, 50_000_000
        yield f"{name}.tar.gz", gzip.compress(info.tobuf() + b"0" * 50_000_000)
    for name, size in (("negative", b"\xff" * 12), ("huge", b"\x80" + b"\x7f" * 11), ("letters", b"not a number")):
        yield f"{name}.tar", whole[:124] + size + whole[136:]
    info = tarfile.TarInfo("a.txt")
    info.size = 8 << 30
    yield "lying.tar", info.tobuf() + WORDS.encode()
    yield "sum.tar", whole[:148] + b"0000000\0" + whole[156:]
    yield "bomb.tar.bz2", bz2.compress(papers.tarred({"a.bin": b"\0" * 150_000_000}))
    yield "pax-size.tar", papers.tarred({"a.txt": b"x"})[:512].replace(b"0000001\0", b"7777777\0")


def _packed() -> Iterator[tuple[str, bytes]]:
    whole = gzip.compress(WORDS.encode(), mtime=0)
    for part in range(1, 6):
        yield f"cut{part}.txt.gz", whole[: len(whole) * part // 6]
    yield "sum.txt.gz", whole[:-8] + b"\0" * 8
    yield "behind.txt.gz", whole + b"garbage"
    yield "members.txt.gz", gzip.compress(b"") * 50_000 + whole
    yield "twice.gz", gzip.compress(whole)
    yield "name.gz", b"\x1f\x8b\x08\x08" + b"\0" * 6 + b"a" * 1_000_000
    for name, pack in (("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress)):
        yield f"bomb.txt.{name}", pack(b"a" * 120_000_000)
        yield f"empty.txt.{name}", pack(b"")
        yield f"bad.txt.{name}", pack(WORDS.encode())[:12] + b"\xff" * 40
    wide = bytearray(lzma.compress(WORDS.encode(), preset=6))
    wide[14] = 40  # a dictionary of four gigabytes
    wide[20:24] = struct.pack("<L", zlib.crc32(bytes(wide[12:20])))
    yield "memory.txt.xz", bytes(wide)


def _warcs() -> Iterator[tuple[str, bytes]]:
    url = "https://news.example/a"
    whole = papers.record(url, f"<html><body><h1>a</h1><p>{WORDS}</p>".encode())
    for part in range(1, 8):
        yield f"cut{part}.warc", whole[: len(whole) * part // 8]
    for name, data in {
        "negative": b"WARC/1.0\r\nContent-Length: -1\r\n\r\n",
        "no-length": b"WARC/1.0\r\n\r\n",
        "huge": b"WARC/1.0\r\nContent-Length: 99999999999999\r\n\r\n",
        "letters": "WARC/1.0\r\nContent-Length: ١٢\r\n\r\n".encode(),
        "line": b"WARC/1.0\r\nX: " + b"a" * 3_000_000,
        "fields": b"WARC/1.0\r\n" + b"X: a\r\n" * 100_000,
        "folded": b"WARC/1.0\r\n" + b" a\r\n" * 150 + b"Content-Length: 0\r\n\r\n",
        "version": b"WARC/9999999.0\r\nContent-Length: 0\r\n\r\n",
        "blank": b"WARC/1.0\r\nContent-Length: 0\r\n\r\n" + b"\r\n" * 100_000,
        "nul": b"WARC/1.0\r\nContent-Length: 4\0\r\n\r\n",
        "no-http": papers.record(url, b"no http at all", kind="response").replace(b"HTTP/1.1 200 OK", b"ICY"),
        "status": papers.record(url, b"a", status="99999999999 OK"),
        "headers": papers.record(url, b"a", headers={f"X{n}": "a" for n in range(5000)}),
        "continue": papers.record(url, b"a").replace(b"HTTP/1.1 200 OK", b"HTTP/1.1 100 Continue\r\n\r\n" * 1),
        "chunk": papers.record(url, b"fffffffffff\r\na", headers={"Transfer-Encoding": "chunked"}),
        "chunk-minus": papers.record(url, b"-1\r\na", headers={"Transfer-Encoding": "chunked"}),
        "gzip-bomb": papers.record(
            url, gzip.compress(b"<html>" + b"a" * 120_000_000), headers={"Content-Encoding": "gzip"}
        ),
        "deflate-bomb": papers.record(
            url, zlib.compress(b"<html>" + b"a" * 120_000_000), headers={"Content-Encoding": "deflate"}
        ),
        "br": papers.record(url, b"\x0b", headers={"Content-Encoding": "br"}),
        "gzip-no": papers.record(url, b"<html><p>" + WORDS.encode(), headers={"Content-Encoding": "gzip"}),
        "deflate-no": papers.record(url, b"x\x9c\xff\xff", headers={"Content-Encoding": "deflate"}),
        "uri": papers.record("javascript:alert(1)", b"a"),
        "uri-rtl": papers.record("https://a.example/\u202e\x1b[2J", b"<html><p>" + WORDS.encode()),
        "uri-long": papers.record("https://a.example/" + "a" * 60_000, b"a"),
        "charset": papers.record(
            url, b"<html><p>" + WORDS.encode("cp1251"), headers={"Content-Type": "text/html; charset=no-such"}
        ),
        "wrong-type": papers.record(url, b"%PDF-1.7", headers={"Content-Type": "text/plain"}),
    }.items():
        yield f"{name}.warc", data + papers.record("https://news.example/b", WORDS.encode(), kind="conversion")
    yield "bomb.warc.gz", gzip.compress(b"WARC/1.0\r\nContent-Length: 120000000\r\n\r\n" + b"a" * 120_000_000)
