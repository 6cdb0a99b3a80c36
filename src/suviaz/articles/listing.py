"""Feeds (RSS, Atom) and sitemaps: which articles they list, and what they say of each.

They are XML from strangers. Nothing that one refers to is fetched, no entity of its own is put in, and what is broken
is read as far as it goes, as every other reader of feeds does.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from suviaz.articles.metadata import day_of

_ROOT = re.compile(
    r"\ufeff?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*(?:<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>\s*)?(?:<\?.*?\?>\s*|<!--.*?-->\s*)*"
    r"<(?:[\w-]+:)?(rss|feed|RDF|urlset|sitemapindex)\b",
    re.DOTALL,
)
_ENTRIES = frozenset({"item", "entry", "url", "sitemap"})
_PUBLISHED = ("publication_date", "pubDate", "published", "issued", "date")
_CHANGED = ("lastmod", "updated", "modified")
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Entry:
    """`stamp` is what the list says of the last change, "" where nothing; `published` an ISO day."""

    url: str
    stamp: str = ""
    published: str | None = None


def looks_like_listing(head: bytes) -> bool:
    """Whether bytes that begin so are a feed or a sitemap."""
    utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return bool(_ROOT.match(head[:4096].decode("utf-16" if utf16 else "utf-8", "replace")))


def is_index(head: bytes) -> bool:
    """Whether a listing lists other listings."""
    found = _ROOT.match(head[:4096].decode("utf-8", "replace"))
    return bool(found and found[1] == "sitemapindex")


def entries(data: bytes, base: str | None) -> Iterator[Entry]:
    """What a listing lists, in its order, each address once; addresses are taken from `base`, where it was found."""
    from lxml import etree

    events = etree.iterparse(
        io.BytesIO(data), events=("end",), recover=True, resolve_entities=False, load_dtd=False, no_network=True,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    known: set[str] = set()
    try:
        for _, element in events:
            if _name(element) not in _ENTRIES:
                continue
            entry = _entry(element, base)
            if entry and entry.url not in known:
                known.add(entry.url)
                yield entry
            # What has been read goes: a feed of 100,000 entries is one tree else.
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError:
        return  # not even the beginning can be read, or the rest cannot


def _entry(element: Any, base: str | None) -> Entry | None:
    said: dict[str, str] = {}
    links: dict[str, str] = {}
    for child in element.iter():
        name = _name(child)
        text = (child.text or "").strip()
        if child is element or not name:
            continue
        if name == "link" and child.get("href"):
            links.setdefault(child.get("rel") or "alternate", child.get("href").strip())
        elif name == "guid" and text and (child.get("isPermaLink") or "true").lower() != "false":
            links.setdefault("guid", text)
        elif text and (child.getparent() is element or name == "publication_date"):
            said.setdefault(name, text[:_LONGEST])
    about = next((value for key, value in element.attrib.items() if key.endswith("}about")), None)
    url = said.get("loc") or said.get("link") or links.get("alternate") or links.get("guid") or about
    if not url:
        return None
    with suppress(ValueError):  # what is no address is said to be none when it is asked for
        url = urljoin(base or "", url[:_LONGEST])
    published = next((day for name in _PUBLISHED if name in said and (day := day_of(said[name]))), None)
    stamp = next((said[name] for name in (*_CHANGED, *_PUBLISHED) if name in said), "")
    return Entry(url, stamp[:100], published)


def _name(element: Any) -> str:
    """The name of an element without its namespace; "" for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
