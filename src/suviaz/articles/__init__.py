"""Sources of articles: a file, an archive, a folder, an address, standard input; one small reader a format.

`read` is the door; `pieces` and `finished` are its two halves, for those who read with several processes. It never
raises for what a source holds: what cannot be read comes out as a Failure, and the next article follows.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from suviaz.articles.draft import Draft, FindDate, Limits, Piece, checked_language
from suviaz.articles.published import beside_heading
from suviaz.errors import UnknownLanguage, UnreadableArticle
from suviaz.model import Article

if TYPE_CHECKING:
    from suviaz.articles.visitor import Visitor

__all__ = ["Failure", "FindDate", "Limits", "Piece", "Read", "finished", "pieces", "read"]

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
    found = pieces(source, limits=limits, on_skip=on_skip, visitor=visitor)
    return (finished(piece, known=known, lang=lang, limits=limits, find_date=find_date) for piece in found)


def pieces(
    source: str, *, limits: Limits = _DEFAULT, on_skip: OnSkip | None = None, visitor: Visitor | None = None
) -> Iterator[Piece]:
    """The first half of `read`: each article as bytes, which is quick where the source is a file."""
    from suviaz.articles.contents import LISTING, contents
    from suviaz.articles.folder import is_folder, walk

    if source == "-":
        found = contents(sys.stdin.buffer, "standard input", limits, on_skip=on_skip)
    elif _SCHEME.match(source):
        from suviaz.articles.following import pieces_at

        found = pieces_at(source, visitor or _visitor(), limits, on_skip)
    elif is_folder(source):
        empty = True
        for path, problem in walk(source, on_skip):
            empty = False
            if problem:
                yield Piece(path.encode("utf-8", "replace").decode(), problem=problem)
            else:
                yield from pieces(path, limits=limits, on_skip=on_skip, visitor=visitor)
        reason = f"{source} is a folder without articles; they are .txt, .md, .html or .pdf files, or archives."
        found = iter((Piece(source, problem=reason),) if empty else ())
    else:
        found = _file(source, limits, on_skip)
    for piece in found:
        if piece.kind != LISTING:
            yield piece
        else:
            from suviaz.articles.following import follow

            yield from follow(piece, visitor or _visitor(), limits)


def finished(
    piece: Piece,
    *,
    known: Collection[str],
    lang: str | None = None,
    limits: Limits = _DEFAULT,
    find_date: FindDate | None = None,
) -> Read | Failure:
    """The second half of `read`: the article that the bytes are."""
    from suviaz.articles.file import draft_of

    try:
        return _finished(draft_of(piece, limits), piece.where, _Wishes(known, lang, find_date))
    except UnreadableArticle as error:
        return Failure(piece.where, error)


@dataclass(frozen=True, slots=True)
class _Wishes:
    known: Collection[str]
    lang: str | None
    find_date: FindDate | None


def _visitor() -> Visitor:
    from suviaz.articles.visitor import Visitor

    return Visitor()


def _file(path: str, limits: Limits, on_skip: OnSkip | None) -> Iterator[Piece]:
    from suviaz.articles.contents import contents
    from suviaz.articles.file import opened

    where = path.encode("utf-8", "replace").decode()
    try:
        file = opened(path)
    except UnreadableArticle as error:
        yield Piece(where, problem=str(error))
        return
    with file:
        yield from contents(file, where, limits, name=path, on_skip=on_skip)


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
