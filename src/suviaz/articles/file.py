"""A file, and which reader the bytes of one article go to."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from typing import BinaryIO

from suviaz.articles.draft import Draft, Limits, Piece
from suviaz.articles.text import as_utf8, decode, read_text, with_address
from suviaz.errors import UnreadableArticle

_PAGES = frozenset({".html", ".htm", ".xhtml"})
_MARKDOWN = frozenset({".md", ".markdown"})
_TEXTS = frozenset({".txt", ".text"})
ENDINGS = _PAGES | _MARKDOWN | _TEXTS | {".pdf"}
LINE = ".jsonl"
"""The kind of a piece that is one line of JSON."""

_LOOKS_LIKE_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)


def opened(path: str) -> BinaryIO:
    """The file `path`, to read bytes from. Raises UnreadableArticle."""
    shown = path.encode("utf-8", "replace").decode()
    try:
        return open(path, "rb")
    except FileNotFoundError as error:
        raise UnreadableArticle(f"There is no file or folder '{shown}'.") from error
    except OSError as error:
        raise UnreadableArticle(f"{shown} cannot be opened: {error.strerror}.") from error
    except ValueError as error:
        raise UnreadableArticle(f"'{ascii(path)[1:-1]}' cannot be the name of a file.") from error


def ending(name: str) -> str:
    return os.path.splitext(name)[1].lower()


def kind_of_type(media: str, path: str) -> str | None:
    """The kind of a piece by its media type, where an article comes as that; `path` tells Markdown from other text."""
    if media in ("text/html", "application/xhtml+xml"):
        return ".html"
    if media in ("text/markdown", "text/x-markdown") or (media == "text/plain" and ending(path) in _MARKDOWN):
        return ".md"
    return {"text/plain": ".txt", "application/pdf": ".pdf"}.get(media)


def draft_of(piece: Piece, limits: Limits) -> Draft:
    """The draft of one article. Where its kind says nothing, it is told by its beginning. Raises UnreadableArticle."""
    if piece.problem:
        raise UnreadableArticle(piece.problem)
    data, where, kind = piece.data, piece.where, piece.kind
    is_pdf = kind == ".pdf" or looks_like_pdf(data)
    if len(data) > (limits.document if is_pdf else limits.size * (4 if kind == LINE else 1)):
        raise UnreadableArticle(too_large(where, limits.document if is_pdf else limits.size))
    draft = _drafted(piece, limits, is_pdf=is_pdf)
    if draft.published is None and piece.published:
        draft = replace(draft, published=piece.published)
    if len(draft.text) > limits.letters:
        raise UnreadableArticle(f"{where} has a text of more than {limits.letters:,} letters, which no article has.")
    return draft


def _drafted(piece: Piece, limits: Limits, *, is_pdf: bool) -> Draft:
    data, where, kind = piece.data, piece.where, piece.kind
    if kind == LINE:
        from suviaz.articles.lines import read_line

        return read_line(data, where)
    if is_pdf:
        from suviaz.articles.pdf import read_pdf

        return with_address(read_pdf(data, where, limits), piece.url)
    if kind in _PAGES or (kind not in ENDINGS and looks_like_page(data)):
        from suviaz.articles.html import read_page

        return read_page(data, where, url=piece.url, charset=piece.charset)
    text = decode(as_utf8(data, piece.charset, where), where)
    if kind in _MARKDOWN:
        from suviaz.articles.markdown import read_markdown

        return with_address(read_markdown(text, where), piece.url)
    return with_address(read_text(text, where), piece.url)


def too_large(where: str, size: int) -> str:
    return f"{where} is larger than {size:,} bytes, the most that an article may have."


def looks_like_page(data: bytes) -> bool:
    return bool(_LOOKS_LIKE_PAGE.match(data[:4000].removeprefix(b"\xef\xbb\xbf")))


def looks_like_pdf(data: bytes) -> bool:
    return data[:1024].lstrip(b"\0\t\n\r \xef\xbb\xbf").startswith(b"%PDF-")
