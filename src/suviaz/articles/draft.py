"""What a format's reader found in a source, before the language is known and the date is looked for in the words."""

from __future__ import annotations

import hashlib
import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from suviaz.errors import UnreadableArticle

FindDate = Callable[[str, str], str | None]
"""From a short line and its language to the ISO day it names in full (with a year), or None."""

_ADDRESS = re.compile(r"""https?://[^\s<>"{}|\\^`\x00-\x1f\x7f]+""", re.IGNORECASE)
_MACHINE = re.compile(r"(?:[^%\[\]@:]+|\[[0-9A-Fa-f:.]+(?:%[\w.-]+)?\])(?::\d*)?")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9_-]+)?")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a source may ask of us.

    `size` is in bytes of an article as it comes, unpacked; `document` in bytes of a PDF and of whatever is fetched and
    holds several articles; `letters` is what the text of one article may have, `pages` those of a PDF. An archive may
    unpack to `slack` bytes and to `ratio` times its own size beyond that; a feed or sitemap may list so many `entries`.
    An address may take `seconds` in all and redirect so many times; so long may a PDF take, too.
    """

    size: int = 5_000_000
    document: int = 50_000_000
    letters: int = 500_000
    pages: int = 500
    slack: int = 100_000_000
    ratio: int = 250
    entries: int = 100_000
    seconds: float = 20.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Piece:
    """One article as it comes out of a source: bytes that a format's reader has yet to read.

    `where` names it in messages. `kind` is the ending of a file's name (`.html`), or "" where only the bytes can tell;
    `url` and `charset` are what an answer or a record of one says, `published` is the day that a feed names. With
    `problem`, a sentence, there are no bytes.
    """

    where: str
    data: bytes = b""
    kind: str = ""
    url: str | None = None
    charset: str | None = None
    published: str | None = None
    problem: str | None = None

    @property
    def digest(self) -> str:
        """The same for the same article: a hash of its bytes and of all that is said of them."""
        said = repr((self.kind, self.url, self.charset, self.published, self.problem)).encode()
        return hashlib.sha256(hashlib.sha256(self.data).digest() + said).hexdigest()


@dataclass(frozen=True, slots=True)
class Draft:
    """The text of an article, and what its source says about it.

    `lang` and `published` are None where the source does not say; `near` are the lines beside the heading, in which a
    date may stand in words; `id_date` is a day that the address may hold within a longer number: the weakest witness.
    """

    text: str
    url: str | None = None
    title: str | None = None
    published: str | None = None
    lang: str | None = None
    near: tuple[str, ...] = ()
    id_date: str | None = None
    warnings: tuple[str, ...] = ()


def checked_address(value: str, where: str) -> str:
    """`value` if it is an address that a graph and a browser can use, and may be told. Raises UnreadableArticle."""
    try:
        parts = urlsplit(value)
        host = parts.netloc.rpartition("@")[2]
        if host.startswith("["):
            ipaddress.IPv6Address(parts.hostname or "")
        good = bool(_ADDRESS.fullmatch(value) and parts.hostname and _MACHINE.fullmatch(host)) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise UnreadableArticle(
            f"{where}: '{without_secrets(value)}' is not an address of a page; it must begin with http(s):// and hold "
            "no spaces."
        )
    if parts.username is not None:
        raise UnreadableArticle(f"{where}: {without_secrets(value)} holds a user name; such addresses are not read.")
    return value


def without_secrets(address: str) -> str:
    """An address as it may be told: a user name and a password in it are nobody's business.

    A password may hold a slash by mistake; an @ in a path (`/@name`) is none as long as no colon comes before it.
    """
    return re.sub(r"//(?:[^?#]*:[^?#]*|[^/?#]*)@", "//…@", address)


def checked_language(value: str, where: str) -> str:
    """The ISO 639 code in `value` (`be`, `be-BY`, `be_BY`). Raises UnreadableArticle."""
    code = _LANGUAGE.fullmatch(value)
    if not code:
        raise UnreadableArticle(f"{where}: '{value}' is not a language code such as be, ru, en or ko.")
    return code[1].lower()


def without_blank_ends(text: str) -> str:
    """`text` without the blank lines before and after it; the first line keeps its indentation."""
    end = len(text.rstrip())
    if not end:
        return ""
    start = len(text) - len(text.lstrip())
    last = text.find("\n", end)
    return text[text.rfind("\n", 0, start) + 1 : len(text) if last < 0 else last]
