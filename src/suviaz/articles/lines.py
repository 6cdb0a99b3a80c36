"""JSON Lines: an article a line, an object with `text` and, where known, `url`, `title`, `published`, `lang`."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

from suviaz.articles.draft import Draft, Limits, Piece, without_blank_ends
from suviaz.articles.file import LINE, too_large
from suviaz.articles.text import FIELDS, checked_fields, drafted, heading_of
from suviaz.errors import UnreadableArticle

# A letter beyond ASCII may be written as six bytes, \u0430, where UTF-8 has two.
_WRITTEN = 4


def lines(stream: io.BufferedReader[Any], where: str, limits: Limits) -> Iterator[Piece]:
    """The lines of a file, without those that are blank; one that is too long is passed over, never kept in memory."""
    most = limits.size * _WRITTEN
    number = 0
    while data := stream.readline(most + 1):
        number += 1
        named = f"{where}, line {number}"
        if len(data) > most:
            while data and not data.endswith(b"\n"):
                data = stream.readline(1 << 20)
            yield Piece(named, problem=too_large(named, limits.size))
        elif stripped := data.strip(b"\xef\xbb\xbf \t\r\n" if number == 1 else b" \t\r\n"):
            yield Piece(named, stripped, LINE)


def read_line(data: bytes, where: str) -> Draft:
    """The draft of the article that one line holds. Raises UnreadableArticle."""
    try:
        fields = json.loads(data)
    except UnicodeDecodeError as error:
        raise UnreadableArticle(f"{where} is not UTF-8; JSON Lines must be.") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableArticle(
            f"{where} is not JSON; there is one object a line, with no line break in it."
        ) from error
    if not isinstance(fields, dict):
        raise UnreadableArticle(f"{where} is JSON, but no object with a text.")
    said = {name: _string(fields, name, where) for name in (*FIELDS, "text")}
    text = without_blank_ends((said.pop("text") or "").replace("\r\n", "\n"))
    if not text:
        raise UnreadableArticle(f"{where} has no 'text', the words of its article.")
    if "\0" in text:
        raise UnreadableArticle(f"{where} has a text with the character U+0000, which no text has.")
    given = checked_fields({name: value for name, value in said.items() if value}, lambda name: where)
    return drafted(given, text, warnings=(), title=given.get("title") or heading_of(text))


def _string(fields: dict[str, object], name: str, where: str) -> str | None:
    value = fields.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise UnreadableArticle(f"{where}: '{name}' is no text in quotes.")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise UnreadableArticle(f"{where}: '{name}' has half a character (a lone surrogate).") from error
    return value if name == "text" else " ".join(value.split())
