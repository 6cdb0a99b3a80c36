"""What a page says of itself to machines: meta elements, JSON-LD, canonical address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate
from typing import Any

from suviaz.articles.draft import checked_address
from suviaz.articles.published import in_figures
from suviaz.errors import UnreadableArticle

_PUBLISHED = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "publication_date",
    "pubdate", "publishdate", "publish-date", "publish_date", "parsely-pub-date", "sailthru.date",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date", "dcterms.date", "date",
)  # fmt: skip
_SEPARATOR = re.compile(r"\s+[|·•:»–—-]{1,2}\s+")


@dataclass(frozen=True, slots=True)
class Metadata:
    """Each None where the page does not say; `title` is without the site's name, `address` absolute."""

    title: str | None
    site: str | None
    address: str | None
    published: str | None


def metadata(tree: Any) -> Metadata:
    """What the head of a parsed page says, and meta elements elsewhere with an itemprop."""
    said: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = " ".join((element.get("content") or "").split())
        for attribute in ("property", "name", "itemprop"):
            if content and element.get(attribute):
                said.setdefault(element.get(attribute).strip().lower(), content)
    site = said.get("og:site_name")
    element = next(tree.iter("title"), None)
    title = said.get("og:title") or (" ".join("".join(element.itertext()).split()) if element is not None else "")
    published = next((day for name in _PUBLISHED if name in said and (day := day_of(said[name]))), None)
    return Metadata(_without_site(title, site) or None, site, _canonical(tree, said), published or _json_day(tree))


def day_of(value: str) -> str | None:
    """The ISO day in a machine's date: ISO 8601 as written, `20170426`, figures, or the date of an e-mail."""
    value = value.strip()
    if match := re.match(r"(\d{4})-?(\d\d)-?(\d\d)(?!\d)", value, re.ASCII):
        try:
            return date(*map(int, match.groups())).isoformat()
        except ValueError:
            return None
    if found := in_figures(value):
        return found[0]
    parsed = parsedate(value[:60])
    try:
        return date(*parsed[:3]).isoformat() if parsed else None
    except ValueError:
        return None


def _without_site(title: str, site: str | None) -> str:
    """`Headline | Site` without its last part, where that is the site's name or the stroke says so."""
    parts = list(_SEPARATOR.finditer(title))
    if not parts:
        return title
    head, tail = title[: parts[-1].start()], title[parts[-1].end() :]
    if site and site.casefold() in (tail.casefold(), head.casefold()):
        return head if tail.casefold() == site.casefold() else tail
    return head if parts[-1][0].strip() in ("|", "·", "•", "::", "»") else title


def _canonical(tree: Any, said: dict[str, str]) -> str | None:
    links = (e.get("href") or "" for e in tree.iter("link") if "canonical" in (e.get("rel") or "").lower().split())
    for address in (*links, said.get("og:url", "")):
        # Templates that name the site's front page on every page are common: that is no article's address.
        if re.match(r"https?://[^/]+/[^?#\s]|https?://[^/]+/\?", address):
            try:
                return checked_address(address.strip(), "canonical")
            except UnreadableArticle:
                continue
    return None


def _json_day(tree: Any) -> str | None:
    articles: list[str] = []
    others: list[str] = []
    for element in tree.iter("script"):
        if "ld+json" not in (element.get("type") or "").lower():
            continue
        try:
            data = json.loads(element.text or "")
        except (ValueError, RecursionError):
            continue  # a page with broken JSON-LD may still say its date elsewhere
        for thing in _objects(data):
            value = thing.get("datePublished")
            if isinstance(value, str) and (day := day_of(value)):
                kind = str(thing.get("@type", ""))
                (articles if re.search(r"Article|Posting|Report", kind) else others).append(day)
    return next(iter((*articles, *others)), None)


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    waiting = [data]
    while waiting:
        item = waiting.pop(0)
        if isinstance(item, dict):
            yield item
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
