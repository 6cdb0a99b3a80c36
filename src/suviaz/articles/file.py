"""A file: its bytes, and which reader they go to."""

from __future__ import annotations

import os
import re

from suviaz.articles.draft import Draft, Limits
from suviaz.articles.text import decode, read_text
from suviaz.errors import UnreadableArticle

_PAGES = frozenset({".html", ".htm", ".xhtml"})
_MARKDOWN = frozenset({".md", ".markdown"})
_TEXTS = frozenset({".txt", ".text"})
ENDINGS = _PAGES | _MARKDOWN | _TEXTS

_LOOKS_LIKE_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)


def read_file(path: str, limits: Limits) -> Draft:
    """The draft of the article in the file `path`. Raises UnreadableArticle."""
    shown = path.encode("utf-8", "replace").decode()
    try:
        with open(path, "rb") as file:
            data = file.read(limits.size + 1)
    except FileNotFoundError as error:
        raise UnreadableArticle(f"There is no file or folder '{shown}'.") from error
    except OSError as error:
        raise UnreadableArticle(f"{shown} cannot be opened: {error.strerror}.") from error
    except ValueError as error:
        raise UnreadableArticle(f"'{ascii(path)[1:-1]}' cannot be the name of a file.") from error
    return read_bytes(data, shown, limits, ending=os.path.splitext(path)[1].lower())


def read_bytes(data: bytes, where: str, limits: Limits, *, ending: str = "") -> Draft:
    """The draft of an article from bytes. Where the ending says nothing, a page is told from text by its beginning."""
    if len(data) > limits.size:
        raise UnreadableArticle(f"{where} is larger than {limits.size:,} bytes, the most that an article may have.")
    if ending in _PAGES or (ending not in ENDINGS and looks_like_page(data)):
        from suviaz.articles.html import read_page

        return read_page(data, where)
    if ending in _MARKDOWN:
        from suviaz.articles.markdown import read_markdown

        return read_markdown(decode(data, where), where)
    return read_text(decode(data, where), where)


def looks_like_page(data: bytes) -> bool:
    return bool(_LOOKS_LIKE_PAGE.match(data[:4000].removeprefix(b"\xef\xbb\xbf")))
