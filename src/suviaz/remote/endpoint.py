"""A SPARQL endpoint, spoken to politely: one request at a time, not too often, again if it is busy, within limits.

The whole exchange runs in a thread for which we wait no longer than the time limit: the timeouts of sockets count from
byte to byte, and a server that drips one a second would hold us for days.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from SPARQLWrapper import JSON, POST, SPARQLWrapper

from suviaz.errors import EndpointFailed
from suviaz.remote.login import Login

Term = tuple[str, str, str]
"""The type of a term (uri, literal, bnode), its value, and its language in small letters."""
Row = dict[str, Term]
T = TypeVar("T")

_AGENT = "suviaz (a knowledge graph, few requests at a time; +https://w3id.org/suviaz)"
_TYPES = frozenset({"application/sparql-results+json", "application/json"})
_AGAIN = frozenset({429, 500, 502, 503, 504})
"""Statuses after which the same question may be answered later."""
_CHUNK = 65_536
_REASON = 2_000
"""Bytes of a refusal that are read for its reason."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How an endpoint is treated. Times are in seconds, `size` in bytes.

    `pace` lies between the beginnings of two questions, `seconds` is the most that one may take, `attempts` how often
    it is put, `patience` the longest that we wait before putting it again, `pause` (if not the pace) half of what we
    wait the first time.
    """

    pace: float = 1.0
    seconds: float = 60.0
    size: int = 20_000_000
    attempts: int = 4
    patience: float = 120.0
    pause: float | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """Where the time comes from, so that tests need not wait: seconds that pass, seconds since 1970, and waiting."""

    passed: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time
    wait: Callable[[float], None] = time.sleep


class Unanswered(EndpointFailed):
    """One question was not answered. `again`: it may be later, `after` seconds if the endpoint said when. `dead`:
    nobody is there, no other question will be answered either. `cut`: one about fewer things may be. `late`: the
    time was over. `status` is that of a refusal, None where there was none, and `said` the first line of why, in the
    server's own words.
    """

    def __init__(
        self,
        reason: str,
        *,
        again: bool = False,
        after: float | None = None,
        dead: bool = False,
        cut: bool = False,
        late: bool = False,
        status: int | None = None,
        said: str = "",
    ) -> None:
        super().__init__(reason)
        self.again, self.after, self.dead, self.cut, self.late = again, after, dead, cut, late
        self.status, self.said = status, said


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent: a query, or an update; `accept` is what a query's answer may be, `graph` what it takes as the
    default graph.
    """

    text: str
    is_update: bool = False
    accept: frozenset[str] = _TYPES
    graph: str | None = None


class Endpoint:
    """An endpoint by its address, with how it is to be treated. `updates` is where updates go, if elsewhere; `login` a
    user name and password for a server that asks for them.
    """

    def __init__(
        self,
        url: str,
        manners: Manners | None = None,
        clock: Clock | None = None,
        *,
        updates: str | None = None,
        login: Login | None = None,
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise EndpointFailed(f"'{url}' is no address of an endpoint; it begins with http:// or https://.")
        if parts.username or parts.password:
            raise EndpointFailed("The address of the endpoint holds a user name; leave it out.")
        self.url, self.updates, self.login = url, updates or url, login
        self.manners, self.clock = manners or Manners(), clock or Clock()
        self._asked: float | None = None

    def rows(self, query: str) -> list[Row]:
        """The solutions of a SELECT. Raises Unanswered with a sentence once it has been put often enough."""
        return self.results(query, _solutions)

    def results(self, query: str, read: Callable[[bytes], T], **about: Any) -> T:
        """What `read` makes of the answer; where it raises a ValueError or the like, the answer was no good, and the
        query is put again. `about` is as in Request. Raises Unanswered.
        """
        request = Request(query, **about)
        return self._tried(lambda: self._read(self._exchange(request), read))

    def update(self, text: str) -> None:
        """Have it changed. What is sent may reach the server more than once: it has to be of a kind that does no harm.

        Raises Unanswered.
        """
        request = Request(text, is_update=True)
        self._tried(lambda: self._exchange(request))

    def _read(self, data: bytes, read: Callable[[bytes], T]) -> T:
        try:
            return read(data)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, SyntaxError) as error:
            broken = f"{self.url} gives an answer that breaks off, or is no result of a query."
            raise Unanswered(broken, again=True) from error

    def _tried(self, action: Callable[[], T]) -> T:
        for attempt in range(1, self.manners.attempts + 1):
            self._keep_pace()
            try:
                return action()
            except Unanswered as error:
                pause = self.manners.pace if self.manners.pause is None else self.manners.pause
                wait = error.after if error.after is not None else pause * 2**attempt
                if not error.again or attempt == self.manners.attempts:
                    times = f" ({attempt} attempts)" if attempt > 1 else ""
                    raise _like(error, f"{str(error).rstrip('.')}{times}.") from error
                if wait > self.manners.patience:
                    said = f"{str(error).rstrip('.')}, and wants to be left alone for {wait:.0f} seconds."
                    raise _like(error, said) from error
                self.clock.wait(wait)
        raise AssertionError("an endpoint is asked at least once")

    def _keep_pace(self) -> None:
        now = self.clock.passed()
        if self._asked is not None and (left := self._asked + self.manners.pace - now) > 0:
            self.clock.wait(left)
            now = self.clock.passed()
        self._asked = now

    def _exchange(self, request: Request) -> bytes:
        answer = _Answer()
        worker = threading.Thread(target=_work, args=(self, request, answer), daemon=True)
        worker.start()
        worker.join(self.manners.seconds)
        if worker.is_alive():
            answer.given_up.set()
            raise _late(self.url, self.manners)
        if answer.crash is not None:
            raise answer.crash
        return answer.data


@dataclass(slots=True)
class _Answer:
    """What the thread brings back: the body, or what went wrong."""

    data: bytes = b""
    crash: BaseException | None = None
    given_up: threading.Event = field(default_factory=threading.Event)


class _Question(SPARQLWrapper):
    """As the library puts it, but through an opener of our own: it reads no more of an error than it has to, tells us
    when to come again, goes nowhere but to the address that was given, and tells nobody else a password.
    """

    login: Login | None = None
    accept: frozenset[str] = _TYPES

    def _query(self) -> tuple[Any, str]:
        opener = urllib.request.OpenerDirector()
        for handler in (
            urllib.request.ProxyHandler(),
            urllib.request.HTTPHandler(),
            urllib.request.HTTPSHandler(),
            urllib.request.HTTPDefaultErrorHandler(),
            urllib.request.HTTPErrorProcessor(),
            *(self.login.handlers() if self.login else ()),
        ):
            opener.add_handler(handler)
        return opener.open(self._createRequest(), timeout=self.timeout), self.returnFormat

    def _getAcceptHeader(self) -> str:
        return ",".join(sorted(self.accept)) if self.isSparqlQueryRequest() else "*/*"


def _work(endpoint: Endpoint, request: Request, answer: _Answer) -> None:
    """Fills `answer`; an exception would be lost with the thread."""
    url, manners = endpoint.url, endpoint.manners
    try:
        question = _Question(url, updateEndpoint=endpoint.updates, returnFormat=JSON, agent=_AGENT)
        question.setQuery(request.text)
        # The library guesses which of the two it is, and guesses wrong where it sees no keyword at the beginning.
        question.queryType = "INSERT" if request.is_update else "SELECT"
        question.setMethod(POST)  # a batch of names is longer than an address may be
        question.setOnlyConneg(True)  # some endpoints refuse parameters that they do not know
        question.timeout = manners.seconds  # type: ignore[assignment]  # its own setter knows whole seconds only
        question.login, question.accept = endpoint.login, request.accept
        if request.graph:
            question.addDefaultGraph(request.graph)
        with question.query().response as response:
            answer.data = b"" if request.is_update else _body(response, request, endpoint, answer)
    except Unanswered as error:
        answer.crash = error
    except urllib.error.HTTPError as error:
        answer.crash = _refused(error, endpoint)
        error.close()
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        answer.crash = _unreached(reason, url, manners)
    except BaseException as error:  # a fault of ours: the caller's thread is the one to raise it
        answer.crash = error


def _body(response: Any, request: Request, endpoint: Endpoint, answer: _Answer) -> bytes:
    kind = response.headers.get_content_type() if response.headers.get("Content-Type") else "an unnamed type"
    if kind not in request.accept:
        wanted = "results in JSON" if request.accept is _TYPES else " or ".join(sorted(request.accept))
        raise Unanswered(f"{endpoint.url} answers with {kind}, not with {wanted}; is it a SPARQL endpoint?")
    if response.headers.get("X-SPARQL-MaxRows"):  # Virtuoso's way to say that there would be more
        raise Unanswered(f"{endpoint.url} cuts its answers off.", cut=True)
    parts: list[bytes] = []
    size = 0
    while not answer.given_up.is_set() and (chunk := response.read1(_CHUNK)):
        parts.append(chunk)
        size += len(chunk)
        if size > endpoint.manners.size:
            raise Unanswered(f"{endpoint.url} answers with more than {endpoint.manners.size:,} bytes.", cut=True)
    length = response.headers.get("Content-Length", "")
    if length.isascii() and length.isdigit() and size < int(length):
        raise Unanswered(f"{endpoint.url} broke off in the middle of its answer.", again=True)
    return b"".join(parts)


def _refused(error: urllib.error.HTTPError, endpoint: Endpoint) -> Unanswered:
    name = http.client.responses.get(error.code, "")
    to = error.headers.get("Location") if 300 <= error.code < 400 else None
    if to:
        return Unanswered(f"{endpoint.url} redirects to '{to}'; give that address if you trust it.", status=error.code)
    again = error.code in _AGAIN
    after = _after(error.headers.get("Retry-After"), endpoint.clock) if again else None
    told = f"{endpoint.url} answers {error.code} {name}".rstrip()
    if error.code == 401:
        told += ": it wants a user name and password, and " + (
            "these are wrong" if endpoint.login else "was given none"
        )
    return Unanswered(f"{told}.", again=again, after=after, status=error.code, said=_said(error))


def _said(error: urllib.error.HTTPError) -> str:
    if error.headers.get_content_type() != "text/plain":
        return ""
    try:
        lines = error.read(_REASON).decode("utf-8", "replace").strip().splitlines()
    except (OSError, http.client.HTTPException):
        return ""
    return lines[0][:200] if lines else ""


def _after(header: str | None, clock: Clock) -> float | None:
    """Seconds until one may come again: a header gives their number, or a time."""
    if not header:
        return None
    if header.strip().isascii() and header.strip().isdigit():
        return float(header)
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - clock.now())
    except (ValueError, TypeError, OverflowError):
        return None


def _unreached(error: object, url: str, manners: Manners) -> Unanswered:
    """Why a connection failed, for a person."""
    if isinstance(error, TimeoutError):
        return _late(url, manners)
    if isinstance(error, socket.gaierror):
        return Unanswered(f"{url} cannot be reached: there is no such host, or no network.", dead=True)
    if isinstance(error, ConnectionRefusedError):
        return Unanswered(f"{url} cannot be reached: the connection was refused.", dead=True)
    if isinstance(error, ssl.SSLCertVerificationError):
        return Unanswered(f"{url} has a certificate that is not trusted: {error.verify_message}.", dead=True)
    if isinstance(error, http.client.IncompleteRead | ConnectionError):
        return Unanswered(f"{url} broke off in the middle of its answer.", again=True)
    if isinstance(error, http.client.HTTPException):
        return Unanswered(f"{url} gave an answer that is not proper HTTP.")
    return Unanswered(f"{url} cannot be reached: {str(error) or type(error).__name__}.", dead=True)


def _late(url: str, manners: Manners) -> Unanswered:
    return Unanswered(f"{url} did not answer within {manners.seconds:g} seconds.", again=True, late=True)


def _like(error: Unanswered, reason: str) -> Unanswered:
    names = ("again", "after", "dead", "cut", "late", "status", "said")
    return Unanswered(reason, **{name: getattr(error, name) for name in names})


def _solutions(data: bytes) -> list[Row]:
    """Rows of results in JSON, every term checked: what is cut off, or something else, is no answer."""
    bindings = json.loads(data)["results"]["bindings"]
    return [{name: _term(told) for name, told in binding.items()} for binding in bindings]


def _term(told: dict[str, Any]) -> Term:
    kind, value, lang = told["type"], told["value"], told.get("xml:lang", "")
    if not (isinstance(kind, str) and isinstance(value, str) and isinstance(lang, str)):
        raise TypeError("a term of a result is made of texts")
    return ("literal" if kind == "typed-literal" else kind), value, lang.lower()
