"""The web as a polite visitor uses it: what robots.txt allows, not too fast, and nothing asked for twice."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict
from urllib.parse import urlsplit

from suviaz.articles.cache import Cache, Kept
from suviaz.articles.draft import Limits, checked_address
from suviaz.errors import SuviazError, UnreadableArticle

if TYPE_CHECKING:
    from protego import Protego

_TOKEN = "suviaz"
_LONGEST_DELAY = 60.0


class Asking(TypedDict, total=False):
    """The options of a Visitor."""

    cache: str | PathLike[str] | None
    offline: bool
    allow_private: bool
    delay: float


class Visitor:
    """Answers of http(s) addresses.

    `cache` is a folder in which they are kept; with `offline`, nothing else is asked. `allow_private` lets addresses
    outside the public net be asked, too. `delay` is the least time in seconds between two visits to one host; a
    robots.txt may ask for more. Good for one thread.
    """

    def __init__(
        self,
        *,
        cache: str | PathLike[str] | None = None,
        offline: bool = False,
        allow_private: bool = False,
        delay: float = 1.0,
    ) -> None:
        self._cache = Cache(Path(cache)) if cache is not None else None
        self._offline = offline
        self._allow_private = allow_private
        self._delay = delay
        self._rules: dict[str, Protego | str | None] = {}
        self._visited: dict[str, float] = {}
        self._wait: Callable[[float], None] = time.sleep

    def get(self, url: str, limits: Limits, *, stamp: str | None = None) -> Kept:
        """The answer at an address. Raises UnreadableArticle.

        `stamp` is what a list of addresses says of its last change: where it said the same before, what was kept is
        right, and nothing is asked. None asks whether it has changed.
        """
        checked_address(url, "The address")
        kept = self._cache.find(url) if self._cache else None
        if self._offline:
            if kept is None:
                raise UnreadableArticle(f"{url} is not in the cache, and nothing else is to be asked.")
            return kept
        if kept and stamp is not None and kept.stamp == stamp:
            return kept
        self._ask_leave(url, limits)
        conditions = {"If-None-Match": kept.etag, "If-Modified-Since": kept.modified} if kept else {}
        headers = {name: value for name, value in conditions.items() if value}
        from suviaz.articles.exchange import ask

        def judge(to: str) -> object:
            return self._permitted(to, limits)

        answer = ask(url, limits, headers=headers, allow_private=self._allow_private, judge=judge)
        if answer.status == 304:
            if kept is None:
                raise UnreadableArticle(f"{url} answers that nothing has changed, though it was never read.")
            found = replace(kept, stamp=stamp if stamp is not None else kept.stamp)
        else:
            found = Kept(
                answer.url, answer.data, answer.kind, answer.charset, _line(answer.etag), _line(answer.modified), stamp
            )
        self._keep(url, found)
        return found

    def _keep(self, url: str, kept: Kept) -> None:
        try:
            if self._cache:
                self._cache.keep(url, kept)
        except OSError as error:
            raise SuviazError(f"The cache cannot be written: {error.strerror}: {error.filename}.") from error

    def _permitted(self, url: str, limits: Limits) -> Protego | None:
        """The rules of the site that an address is on. Raises UnreadableArticle where they forbid it."""
        origin = _origin(url)
        if origin not in self._rules:
            self._rules[origin] = self._robots(origin, limits)
        rules = self._rules[origin]
        if isinstance(rules, str):
            raise UnreadableArticle(f"{url} {rules}")
        if rules and not rules.can_fetch(url, _TOKEN):
            raise UnreadableArticle(
                f"{url} may not be read by programs, says the robots.txt of its site; save it and load the file."
            )
        return rules

    def _ask_leave(self, url: str, limits: Limits) -> None:
        """Waits until the host may be visited. Raises UnreadableArticle where it does not want to be."""
        rules, pause, origin = self._permitted(url, limits), self._delay, _origin(url)
        if rules:
            rate = rules.request_rate(_TOKEN)
            pause = max(pause, rules.crawl_delay(_TOKEN) or 0.0, rate.seconds / max(rate.requests, 1) if rate else 0.0)
        last = self._visited.get(origin)
        if last is not None and pause > 0:
            if pause > _LONGEST_DELAY:
                raise UnreadableArticle(
                    f"{url} was not read: the robots.txt of its site asks for {pause:g} seconds between visits, and "
                    f"no more than {_LONGEST_DELAY:g} are waited."
                )
            rest = last + pause - time.monotonic()
            if rest > 0:
                self._wait(rest)
        self._visited[origin] = time.monotonic()

    def _robots(self, origin: str, limits: Limits) -> Protego | str | None:
        """The rules of a site: None where it has none, a sentence's end where it cannot say at the moment."""
        from protego import Protego

        from suviaz.articles.exchange import NotThere, ask

        try:
            answer = ask(f"{origin}/robots.txt", limits, allow_private=self._allow_private)
        except NotThere as error:
            if error.status < 500:
                return None
            return f"was not read: the robots.txt of its site answers {error.status}, so it cannot say what it allows."
        except UnreadableArticle as error:
            # Where the site cannot be reached at all, its pages cannot either: say it of the page.
            return str(error).removeprefix(f"{origin}/robots.txt ")
        return Protego.parse(answer.data.decode("utf-8-sig", "replace"))


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme.lower()}://{parts.netloc}"


def _line(header: str | None) -> str | None:
    """A header's value as it may be sent again."""
    return header if header and header.isprintable() and len(header) < 1000 else None
