"""Markdown: front matter as in plain text, markup taken away, the first heading as title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import TYPE_CHECKING

from suviaz.articles.draft import Draft, without_blank_ends
from suviaz.articles.text import drafted, split
from suviaz.errors import UnreadableArticle

if TYPE_CHECKING:
    from markdown_it.token import Token

_TAG = re.compile(r"<!--.*?-->|<[^<>]*>", re.DOTALL)


def read_markdown(text: str, where: str) -> Draft:
    """A Markdown article, from decoded text. Raises UnreadableArticle.

    Paragraphs, headings, list items, quotations and code keep their words, one block after a blank line; of a link its
    words are kept, of a picture nothing; the cells of a table's row stand on one line with tabs between.
    """
    from markdown_it import MarkdownIt

    fields, body, warnings = split(text, where)
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(body)
    blocks = [block for block in map(without_blank_ends, _blocks(tokens)) if block]
    if not blocks:
        raise UnreadableArticle(f"{where} has markup, but no words.")
    return drafted(fields, "\n\n".join(blocks), warnings=warnings, title=fields.get("title") or _title(tokens))


def _blocks(tokens: Sequence[Token]) -> Iterator[str]:
    row: list[str] | None = None
    for token in tokens:
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            yield "\t".join(row)
            row = None
        elif token.type == "inline":
            words = _words(token)
            if row is None:
                yield words
            else:
                row.append(words)
        elif token.type in ("fence", "code_block"):
            yield token.content
        elif token.type == "html_block":
            yield unescape(_TAG.sub(" ", token.content))


def _words(inline: Token) -> str:
    parts = []
    for token in inline.children or ():
        if token.type in ("text", "code_inline"):
            parts.append(token.content)
        elif token.type == "hardbreak":
            parts.append("\n")
        elif token.type == "softbreak":
            parts.append(" ")
    return "".join(parts)


def _title(tokens: Sequence[Token]) -> str | None:
    headings = [(token.tag, _words(tokens[i + 1])) for i, token in enumerate(tokens) if token.type == "heading_open"]
    first = min(headings, key=lambda heading: heading[0], default=None)
    return first[1].strip().replace("\n", " ") or None if first else None
