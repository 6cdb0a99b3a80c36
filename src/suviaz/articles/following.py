"""Addresses as sources: one article, a file that holds several, or a feed or sitemap whose articles are fetched."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from suviaz.articles.cache import Kept
from suviaz.articles.contents import LISTING, contents
from suviaz.articles.draft import Limits, Piece, checked_address, without_secrets
from suviaz.articles.file import kind_of_type, looks_like_page, looks_like_pdf
from suviaz.articles.listing import entries, is_index, looks_like_listing
from suviaz.articles.unpacking import packing
from suviaz.articles.visitor import Visitor
from suviaz.errors import UnreadableArticle

OnSkip = Callable[[str, str], None]

_UNSURE = frozenset({"", "application/octet-stream", "text/xml", "application/xml"})
_MANY = re.compile(r"application/(?:[\w.-]*(?:zip|tar|bzip2|xz|warc)|x-ndjson|ndjson|jsonl|json|x-jsonlines|jsonlines)")
_DEEPEST = 3


def pieces_at(url: str, visitor: Visitor, limits: Limits, on_skip: OnSkip | None) -> Iterator[Piece]:
    """The articles at an address. What cannot be read comes as a piece with a problem."""
    try:
        scheme = url.partition("://")[0].lower()
        if scheme not in ("http", "https"):
            reason = (
                f"{without_secrets(url)}: addresses that begin with {scheme}:// cannot be read; give http(s) or a file."
            )
            raise UnreadableArticle(reason)
        kept = visitor.get(url, limits)
        single = _single(kept, url)
    except UnreadableArticle as error:
        yield Piece(without_secrets(url), problem=str(error))
        return
    if single and single.kind != LISTING:
        yield single
    elif single:
        yield from follow(single, visitor, limits)
    else:
        for piece in contents(io.BytesIO(kept.data), url, limits, name=urlsplit(kept.url).path, on_skip=on_skip):
            yield from follow(piece, visitor, limits) if piece.kind == LISTING else (piece,)


def follow(listing: Piece, visitor: Visitor, limits: Limits) -> Iterator[Piece]:
    """The articles that a feed or a sitemap lists, each fetched as it is asked for, none twice."""
    empty = True
    for piece in _follow(listing, visitor, limits, seen={listing.where}, depth=1):
        empty = False
        yield piece
    if empty:
        yield Piece(listing.where, problem=f"{listing.where} is a feed or a sitemap that lists no articles.")


def _follow(listing: Piece, visitor: Visitor, limits: Limits, *, seen: set[str], depth: int) -> Iterator[Piece]:
    where = listing.where
    if depth > _DEEPEST:
        yield Piece(where, problem=f"{where} is a list within {_DEEPEST} lists of lists; it was not followed.")
        return
    index = is_index(listing.data)
    for number, entry in enumerate(entries(listing.data, listing.url)):
        if number >= limits.entries:
            yield Piece(where, problem=f"{where} lists more than {limits.entries:,} articles; the rest was not read.")
            return
        if entry.url in seen:
            continue
        seen.add(entry.url)
        try:
            checked_address(entry.url, where)
            kept = visitor.get(entry.url, limits, stamp=entry.stamp)
            if index:
                yield from _follow(_inner(kept, entry.url, limits), visitor, limits, seen=seen, depth=depth + 1)
                continue
            single = _single(kept, entry.url)
        except UnreadableArticle as error:
            yield Piece(without_secrets(entry.url), problem=str(error))
            continue
        if single is None or single.kind == LISTING:
            yield Piece(entry.url, problem=f"{entry.url} is no article, though {where} lists it as one.")
        else:
            yield replace(single, published=entry.published)


def _inner(kept: Kept, url: str, limits: Limits) -> Piece:
    """The listing that an index lists, unpacked where it is packed. Raises UnreadableArticle for anything else."""
    piece = next(contents(io.BytesIO(kept.data), url, limits), None)
    if piece is None or piece.kind != LISTING:
        raise UnreadableArticle((piece and piece.problem) or f"{url} is listed as a sitemap, and is none.")
    return replace(piece, url=kept.url)


def _single(kept: Kept, url: str) -> Piece | None:
    """The one article or listing that an answer is, None where it may hold several. Raises UnreadableArticle."""
    data, head = kept.data, kept.data[:4096]
    if looks_like_listing(head) and kept.kind != "text/html":
        return Piece(url, data, LISTING, kept.url)
    kind = kind_of_type(kept.kind, urlsplit(kept.url).path)
    if kind is None and kept.kind in _UNSURE and looks_like_page(data):
        kind = ".html"
    if kind is None and (packing(head) or head.startswith((b"PK", b"WARC/")) or _MANY.fullmatch(kept.kind)):
        return None
    if kind is None and looks_like_pdf(data):
        kind = ".pdf"
    if kind is None:
        raise UnreadableArticle(f"{url} is {kept.kind or 'of an unnamed type'}, not a page or a text.")
    return Piece(url, data, kind, url, kept.charset)
