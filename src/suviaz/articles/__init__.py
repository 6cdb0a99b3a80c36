"""Sources of articles: a file, an archive, a folder, an address, standard input; one small reader a format.

`read` is the door. It never raises for what a source holds: what cannot be read comes out as a Failure, and the next
article follows.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from suviaz.articles.draft import Draft, FindDate, Limits, Piece, checked_language
from suviaz.articles.published import beside_heading
from suviaz.errors import UnknownLanguage, UnreadableArticle
from suviaz.model import Article

if TYPE_CHECKING:
    from suviaz.articles.visitor import Visitor

__all__ = ["Failure", "FindDate", "Limits", "Read", "read"]

_DEFAULT = Limits()
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")
OnSkip = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Read:
    """An article, where it came from, and what the reader wants a person to know about it."""

    article: Article
    source: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that gave no article; the error's message names it and says why."""

    source: str
    error: UnreadableArticle


def read(
    source: str,
    *,
    known: Collection[str],
    lang: str | None = None,
    limits: Limits = _DEFAULT,
    find_date: FindDate | None = None,
    on_skip: OnSkip | None = None,
    visitor: Visitor | None = None,
) -> Iterator[Read | Failure]:
    """The articles of `source`, in a fixed order, each as it is asked for.

    `source` is a file or an archive of files, a folder (read with all that is in it), `-` for standard input, or an
    http(s) address; of a feed or a sitemap, all the articles that it lists.
    `known` are the codes of the languages that can be read, with the script where it is the unusual one (`be-Latn`); an
    article in another is an UnknownLanguage failure.
    `lang` is the language of articles whose front matter does not name one; None detects it from the words.
    `find_date(line, lang)` gives the ISO day that a short line names in words of the language (with a year), or None;
    without it only dates in figures are found beside a heading. `on_skip(path, reason)` hears of files of a folder that
    are no articles. `visitor` asks addresses; sources share one, so that no host is hurried. Raises UnreadableArticle
    for a malformed `lang` only.
    """
    if lang is not None:
        lang = checked_language(lang, "The language")
    return _read(source, _Wishes(known, lang, limits, find_date, on_skip, visitor or _visitor()))


@dataclass(frozen=True, slots=True)
class _Wishes:
    known: Collection[str]
    lang: str | None
    limits: Limits
    find_date: FindDate | None
    on_skip: OnSkip | None
    visitor: Visitor


def _visitor() -> Visitor:
    from suviaz.articles.visitor import Visitor

    return Visitor()


def _read(source: str, wishes: _Wishes) -> Iterator[Read | Failure]:
    from suviaz.articles.folder import is_folder, walk

    scheme = _SCHEME.match(source)
    if source == "-":
        yield from _pieces(sys.stdin.buffer, "standard input", wishes)
    elif scheme:
        yield from _address(source, wishes)
    elif not is_folder(source):
        yield from _file(source, wishes)
    else:
        empty = True
        for path, problem in walk(source, wishes.on_skip):
            empty = False
            if problem:
                yield Failure(path, UnreadableArticle(problem))
            else:
                yield from _file(path, wishes)
        if empty:
            reason = f"{source} is a folder without articles; they are .txt, .md, .html or .pdf files, or archives."
            yield Failure(source, UnreadableArticle(reason))


def _file(path: str, wishes: _Wishes) -> Iterator[Read | Failure]:
    from suviaz.articles.file import opened

    where = path.encode("utf-8", "replace").decode()
    try:
        file = opened(path)
    except UnreadableArticle as error:
        yield Failure(where, error)
        return
    with file:
        yield from _pieces(file, where, wishes, name=path)


def _pieces(file: BinaryIO, where: str, wishes: _Wishes, *, name: str = "") -> Iterator[Read | Failure]:
    from suviaz.articles.contents import LISTING, contents

    for piece in contents(file, where, wishes.limits, name=name, on_skip=wishes.on_skip):
        if piece.kind != LISTING:
            yield _one(piece, wishes)
            continue
        from suviaz.articles.following import follow

        for found in follow(piece, wishes.visitor, wishes.limits):
            yield _one(found, wishes)


def _address(url: str, wishes: _Wishes) -> Iterator[Read | Failure]:
    from suviaz.articles.following import pieces_at

    for piece in pieces_at(url, wishes.visitor, wishes.limits, wishes.on_skip):
        yield _one(piece, wishes)


def _one(piece: Piece, wishes: _Wishes) -> Read | Failure:
    from suviaz.articles.file import draft_of

    try:
        return _finished(draft_of(piece, wishes.limits), piece.where, wishes)
    except UnreadableArticle as error:
        return Failure(piece.where, error)


def _finished(draft: Draft, source: str, wishes: _Wishes) -> Read:
    """The article of a draft, with its language and, where nothing said it before, its date. Raises UnknownLanguage."""
    lang = _language(draft, source, wishes)
    published = draft.published or beside_heading(draft.near, lang, wishes.find_date)
    warnings = draft.warnings
    if published is None and draft.id_date:
        published = draft.id_date
        warnings += (f"{source}: the publication date {published} was taken from the number in its address.",)
    if published is None:
        warnings += (f"{source}: no publication date was found; years that the text leaves out stay unknown.",)
    return Read(Article(draft.text, lang, draft.url, draft.title, published), source, warnings)


def _language(draft: Draft, source: str, wishes: _Wishes) -> str:
    from suviaz.articles.language import Found, detect, name

    given = draft.lang or wishes.lang
    found = Found(given, name(given)) if given else detect(draft.text, wishes.known)
    if found is None:
        raise UnknownLanguage(
            f"{source}: its language cannot be told from its words; name it in front matter (lang: be)."
        )
    if found.code not in wishes.known:
        raise UnknownLanguage(
            f"{source} is in {found.name} ({found.code}), for which there is no language file yet; skipped."
        )
    return found.code.partition("-")[0]
