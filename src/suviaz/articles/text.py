"""Plain text: bytes to letters, front matter, the crawler's `Source URL` line, and the text itself, never altered.

Decoding takes a byte order mark away and turns CRLF into LF; nothing else is changed, in particular no Unicode
normalisation: what is composed of two code points in the source stays two in the text, and offsets count both.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from suviaz.articles.draft import Draft, checked_address, checked_language, without_blank_ends
from suviaz.articles.published import bare_date, from_address, from_long_number
from suviaz.errors import UnreadableArticle

FIELDS = ("url", "title", "published", "lang")

_FIELD = re.compile(r"([A-Za-z_][\w-]*)[ \t]*:[ \t]*(.*)")
_SOURCE_URL = re.compile(r"[ \t]*Source URL:[ \t]*(<[^<>]*>|\S+)[ \t]*")
_SIGNATURES = (
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "an RTF document"),
)
_TITLE_LENGTH = 200
_NEAR = 4


def refuse_binary(data: bytes, where: str) -> None:
    """Raises UnreadableArticle for what is no text, and says what it seems to be."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableArticle(f"{where} is UTF-16 text; save it as UTF-8 and read it again.")
    kind = next((kind for signature, kind in _SIGNATURES if data.startswith(signature)), None)
    if kind is None and b"\0" in data:
        kind = "a binary file"
    if kind:
        raise UnreadableArticle(f"{where} is {kind}, not text; save its words as a .txt file in UTF-8.")


def decode(data: bytes, where: str) -> str:
    """The text of UTF-8 bytes, without a byte order mark and with LF line ends. Raises UnreadableArticle."""
    refuse_binary(data, where)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The mark is cut off before decoding, so that the error's position counts without it.
        at = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        line = data.count(b"\n", 0, at) + 1
        raise UnreadableArticle(
            f"{where}, line {line}: byte 0x{data[at]:02X} (number {at + 1} of the file) is not UTF-8; "
            "articles must be UTF-8, so save the file again in that encoding."
        ) from error
    return text.replace("\r\n", "\n")


def as_utf8(data: bytes, charset: str | None, where: str) -> bytes:
    """Plain text in the encoding that an answer's header names; as it is where it is UTF-8 in truth."""
    if charset is None or charset.lower() in ("utf-8", "utf8", "us-ascii"):
        return data
    try:
        data.decode("utf-8")
        return data
    except UnicodeDecodeError:
        pass
    try:
        return data.decode(charset).encode()
    except (ValueError, LookupError) as error:
        raise UnreadableArticle(f"{where} is not in the {charset} that it declares.") from error


def with_address(draft: Draft, url: str | None) -> Draft:
    """A draft of what came from `url`, which names it unless its front matter did."""
    if draft.url or url is None:
        return draft
    return replace(draft, url=url, published=draft.published or from_address(url), id_date=from_long_number(url))


def read_text(text: str, where: str) -> Draft:
    """A plain-text article, from decoded text. Raises UnreadableArticle."""
    fields, body, warnings = split(text, where)
    return drafted(fields, body, warnings=warnings, title=fields.get("title") or heading_of(body))


def heading_of(body: str) -> str | None:
    """The first line of a text where it is its headline."""
    first, _, rest = body.partition("\n")
    heading = first.strip()
    is_title = (
        0 < len(heading) <= _TITLE_LENGTH
        and rest.startswith("\n")
        and not heading.endswith(".")
        and any(map(str.isalpha, heading))
        and bare_date(heading) is None
    )
    return heading if is_title else None


def drafted(fields: dict[str, str], body: str, *, warnings: tuple[str, ...], title: str | None) -> Draft:
    """The draft of a text with front matter: the date comes from there, else from the address; see `published.py`."""
    url = fields.get("url")
    lines = (line.strip() for line in body[:2000].split("\n"))
    near = tuple(line for line in lines if line and line != title)[:_NEAR]
    return Draft(
        text=body,
        url=url,
        title=title,
        published=fields.get("published") or (from_address(url) if url else None),
        lang=fields.get("lang"),
        near=near,
        id_date=from_long_number(url) if url else None,
        warnings=warnings,
    )


def split(text: str, where: str) -> tuple[dict[str, str], str, tuple[str, ...]]:
    """Front matter fields, the article's text, and warnings. Raises UnreadableArticle."""
    fields, body, warnings = _front_matter(text, where)
    body = without_blank_ends(body)
    start = body.rfind("\n") + 1
    line = _SOURCE_URL.fullmatch(body, start)
    if line:
        number = text.rstrip().count("\n") + 1
        address = checked_address(line[1].strip("<> \t"), f"{where}, line {number}")
        if fields.setdefault("url", address) != address:
            warnings = (*warnings, f"{where}: the front matter's address was taken, not the one of its last line.")
        body = without_blank_ends(body[:start])
    if not body:
        lack = "has no text besides its front matter or address" if fields else "is empty"
        raise UnreadableArticle(f"{where} {lack}.")
    return fields, body, warnings


def _front_matter(text: str, where: str) -> tuple[dict[str, str], str, tuple[str, ...]]:
    first, _, rest = text.partition("\n")
    if first.rstrip() != "---":
        return {}, text, ()
    fields: dict[str, str] = {}
    unused: list[str] = []
    name = ""
    position = len(first) + 1
    for number, line in enumerate(rest.split("\n"), start=2):
        position += len(line) + 1
        line = line.rstrip()
        at = f"{where}, line {number}"
        if line == "---":
            warnings = (_unused(unused, where),) if unused else ()
            return _checked(fields, where, text), text[position:], warnings
        if not line or line.startswith("#"):
            continue
        field = _FIELD.fullmatch(line)
        if field:
            name, value = field[1], _unquoted(field[2])
            if name not in FIELDS:
                unused.append(name)
            elif name in fields:
                raise UnreadableArticle(f"{at}: the front matter has '{name}' twice.")
            elif value:
                fields[name] = value
        elif name in FIELDS or not name or not line.startswith((" ", "\t", "- ")):
            raise UnreadableArticle(f"{at}: front matter has one 'field: value' a line, and '{line[:60]}' is none.")
    raise UnreadableArticle(f"{where}, line 1: front matter begins here, but no second line '---' ends it.")


def _checked(fields: dict[str, str], where: str, text: str) -> dict[str, str]:
    """The fields with their values checked; `text` only serves to name the line of a wrong one."""

    def at(name: str) -> str:
        lines = text.split("\n")
        number = next(i for i, line in enumerate(lines, 1) if re.match(rf"{name}[ \t]*:", line))
        return f"{where}, line {number}"

    return checked_fields(fields, at)


def checked_fields(fields: dict[str, str], at: Callable[[str], str]) -> dict[str, str]:
    """The fields with language and day in their plain forms; `at` names the place of one. Raises UnreadableArticle."""
    checked = dict(fields)
    if "url" in fields:
        checked_address(fields["url"], at("url"))
    if "lang" in fields:
        checked["lang"] = checked_language(fields["lang"], at("lang"))
    if "published" in fields:
        day = _day(fields["published"])
        if day is None:
            raise UnreadableArticle(
                f"{at('published')}: published '{fields['published']}' is not a date; write it as 2017-04-26."
            )
        checked["published"] = day
    return checked


def _day(value: str) -> str | None:
    """The ISO day of `2017-04-26` or `2017-04-26T10:00+03:00`, as written where it was published."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d(?:[T ][\d:.,+Z-]+)?", value, re.ASCII):
        return None
    try:
        return date.fromisoformat(value[:10]).isoformat()
    except ValueError:
        return None


def _unquoted(value: str) -> str:
    value = value.strip()
    for quote in "\"'":
        if len(value) > 1 and value[0] == value[-1] == quote and quote not in value[1:-1]:
            return value[1:-1].strip()
    return value


def _unused(names: list[str], where: str) -> str:
    listed = ", ".join(sorted(set(names)))
    return f"{where}: front matter '{listed}' is not used; the fields are {', '.join(FIELDS)}."
