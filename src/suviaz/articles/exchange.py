"""One answer of the web, within limits of time, size and redirects.

The whole exchange runs in a thread that the caller waits for no longer than the time limit: the timeouts of sockets
count from byte to byte, so a server that drips one a second would hold us for days.
"""

from __future__ import annotations

import base64
import http.client
import socket
import ssl
import threading
import urllib.request
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from suviaz.articles.draft import Limits, without_secrets
from suviaz.articles.safety import Refused, check_name, connect
from suviaz.errors import UnreadableArticle

AGENT = "suviaz/0.1 (reads news articles; +https://w3id.org/suviaz)"
_ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/xml;q=0.9,*/*;q=0.8"
# What is refused before its bytes come; whatever else it says it is, the bytes tell.
_NEVER = ("image/", "video/", "audio/", "font/", "text/css", "text/javascript", "application/javascript")
_SINGLE = frozenset({"text/html", "application/xhtml+xml", "text/plain", "text/markdown", "text/x-markdown"})
_MOVED = frozenset({301, 302, 303, 307, 308})
_CHUNK = 65_536


@dataclass(slots=True)
class Answer:
    """An answer of status 200, unpacked, or of 304 without bytes; `url` is where the redirects ended."""

    url: str
    status: int = 200
    data: bytes = b""
    kind: str = ""
    charset: str | None = None
    etag: str | None = None
    modified: str | None = None


class NotThere(UnreadableArticle):
    """An answer of 4xx or 5xx, which `status` is."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


@dataclass(slots=True)
class _Run:
    """What the thread brings back: the answer, or what went wrong."""

    answer: Answer | None = None
    problem: BaseException | None = None
    given_up: threading.Event = field(default_factory=threading.Event)


def ask(
    url: str,
    limits: Limits,
    *,
    headers: Mapping[str, str] | None = None,
    allow_private: bool = False,
    judge: Callable[[str], object] | None = None,
) -> Answer:
    """The answer at an address, redirects followed. Raises UnreadableArticle.

    `headers` are for conditions. `judge` is asked of each address that a redirect names, and raises UnreadableArticle
    where it is not to be asked.
    """
    run = _Run()
    exchange = _Exchange(url, limits, headers or {}, allow_private, judge, run.given_up)
    worker = threading.Thread(target=_work, args=(exchange, run), daemon=True)
    worker.start()
    worker.join(limits.seconds)
    if worker.is_alive():
        run.given_up.set()
        raise UnreadableArticle(f"{url} did not answer in full within {limits.seconds:g} seconds.")
    if run.answer:
        return run.answer
    assert run.problem
    if isinstance(run.problem, UnreadableArticle):
        raise run.problem
    if isinstance(run.problem, Refused):
        raise UnreadableArticle(f"{url} {run.problem}")
    if isinstance(run.problem, OSError | http.client.HTTPException | zlib.error | ValueError):
        raise UnreadableArticle(f"{url} {_reason(run.problem, limits)}") from run.problem
    raise run.problem  # a fault of ours: the caller's thread is the one to raise it


def _work(exchange: _Exchange, run: _Run) -> None:
    try:
        run.answer = exchange.follow()
    except BaseException as error:
        run.problem = error


@dataclass(slots=True)
class _Exchange:
    asked: str
    limits: Limits
    headers: Mapping[str, str]
    allow_private: bool
    judge: Callable[[str], object] | None
    given_up: threading.Event

    def follow(self) -> Answer:
        url = self.asked
        for _ in range(self.limits.redirects + 1):
            found = self._hop(url)
            if isinstance(found, Answer):
                return found
            url = found
            if self.judge:
                self.judge(url)
        raise Refused(f"redirects more than {self.limits.redirects} times.")

    def _hop(self, url: str) -> Answer | str:
        """The answer, or the address that it refers to."""
        url = _ascii(url)
        connection, target = self._connection(url)
        try:
            sent = {"User-Agent": AGENT, "Accept": _ACCEPT, "Accept-Encoding": "gzip", "Connection": "close"}
            connection.request("GET", target, headers=sent | _authorized(url) | dict(self.headers))
            response = connection.getresponse()
            to = response.headers.get("Location")
            if response.status in _MOVED and to:
                return self._moved(url, to)
            if response.status not in (200, 203, 304):
                name = http.client.responses.get(response.status, "")
                raise NotThere(f"{self.asked} answers {response.status} {name}".rstrip() + ".", response.status)
            return self._answer(url, response)
        finally:
            connection.close()

    def _moved(self, url: str, to: str) -> str:
        # Headers are Latin-1 on the wire; servers that send letters send them as UTF-8.
        to = urljoin(url, to.encode("latin-1", "replace").decode("utf-8", "replace"))
        if urlsplit(to).scheme.lower() not in ("http", "https") or not urlsplit(to).hostname:
            raise Refused(f"redirects to '{without_secrets(to)}', which is no web address.")
        if urlsplit(to).username is not None:
            raise Refused("redirects to an address with a user name; such addresses are not read.")
        return to

    def _connection(self, url: str) -> tuple[http.client.HTTPConnection, str]:
        """A connection for the address, and what to ask for on it."""
        parts = urlsplit(url)
        host, secure = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        target = urlunsplit(("", "", parts.path, parts.query, ""))
        proxy = _proxy(url)
        timeout = self.limits.seconds
        if proxy is None:
            kind: Any = _Secure if secure else _Plain
            return kind(host, port, timeout=timeout, allow_private=self.allow_private), target
        check_name(host, allow_private=self.allow_private)
        if not secure:
            return http.client.HTTPConnection(proxy.hostname or "", proxy.port or 80, timeout=timeout), url
        connection = http.client.HTTPSConnection(proxy.hostname or "", proxy.port or 80, timeout=timeout)
        connection.set_tunnel(host, port, headers=_credentials(proxy))
        return connection, target

    def _answer(self, url: str, response: http.client.HTTPResponse) -> Answer:
        headers = response.headers
        kind = headers.get_content_type() if headers.get("Content-Type") else ""
        answer = Answer(
            url, response.status, b"", kind, headers.get_content_charset(), headers.get("ETag"),
            headers.get("Last-Modified"),
        )  # fmt: skip
        if response.status == 304:
            return answer
        if kind.startswith(_NEVER):
            raise Refused(f"is {kind}, not a page or a text.")
        most = self.limits.size if kind in _SINGLE else self.limits.document
        length = headers.get("Content-Length", "")
        expected = int(length) if length.isascii() and length.isdigit() else None
        if expected is not None and expected > most:
            raise Refused(_too_large(most))
        answer.data = self._body(response, headers.get("Content-Encoding", ""), most, expected)
        return answer

    def _body(self, response: http.client.HTTPResponse, encoding: str, most: int, expected: int | None) -> bytes:
        """The answer's bytes, unpacked as they come, so that neither they nor what they unpack to exceeds the limit."""
        encoding = encoding.strip().lower()
        if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise Refused(f"is packed as '{encoding}', which was not asked for.")
        unpack = zlib.decompressobj(47) if encoding not in ("", "identity") else None  # 47: gzip or zlib, whichever
        parts: list[bytes] = []
        size = arrived = 0
        while not self.given_up.is_set():
            chunk = response.read1(_CHUNK)
            if not chunk:
                break
            arrived += len(chunk)
            piece = unpack.decompress(chunk, most + 1 - size) if unpack else chunk
            size += len(piece)
            if size > most or arrived > most:
                raise Refused(_too_large(most))
            parts.append(piece)
        if (expected is not None and arrived < expected) or (unpack and size and not unpack.eof):
            raise Refused("broke off in the middle of its answer.")
        return b"".join(parts)


class _Plain(http.client.HTTPConnection):
    """A connection to nothing but what was judged."""

    def __init__(self, host: str, port: int, *, timeout: float, allow_private: bool) -> None:
        super().__init__(host, port, timeout=timeout)
        self._allow_private, self._seconds = allow_private, timeout

    def connect(self) -> None:
        self.sock = connect(self.host, self.port, timeout=self._seconds, allow_private=self._allow_private)


class _Secure(_Plain):
    default_port = 443

    def connect(self) -> None:
        super().connect()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def _proxy(url: str) -> Any:
    """The proxy that the environment names for an address, as parts of its own, or None."""
    parts = urlsplit(url)
    named = urllib.request.getproxies().get(parts.scheme)
    if not named or urllib.request.proxy_bypass(parts.netloc):
        return None
    return urlsplit(named if "://" in named else f"http://{named}")


def _credentials(proxy: Any) -> dict[str, str]:
    if proxy.username is None:
        return {}
    pair = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return {"Proxy-Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


def _authorized(url: str) -> dict[str, str]:
    """For a plain address the proxy gets its credentials with the request; in a tunnel, before it."""
    proxy = _proxy(url) if url.startswith("http:") else None
    return _credentials(proxy) if proxy else {}


def _too_large(most: int) -> str:
    return f"is larger than {most:,} bytes, the most that an article may have."


def _reason(error: object, limits: Limits) -> str:
    """Why a connection failed, for a person."""
    if isinstance(error, TimeoutError):
        return f"did not answer within {limits.seconds:g} seconds."
    if isinstance(error, socket.gaierror | UnicodeError):
        return "cannot be reached: there is no such host, or no network."
    if isinstance(error, ConnectionRefusedError):
        return "cannot be reached: the connection was refused."
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"has a certificate that is not trusted: {error.verify_message}."
    # http.client.RemoteDisconnected is both of these.
    if isinstance(error, http.client.IncompleteRead | ConnectionError):
        return "broke off in the middle of its answer."
    if isinstance(error, http.client.HTTPException | zlib.error | ValueError):
        return "gave an answer that is not proper HTTP."
    return f"cannot be reached: {str(error) or type(error).__name__}."


def _ascii(url: str) -> str:
    """The address as it goes over the wire: host in IDNA, other letters percent-encoded, no fragment."""
    parts = urlsplit(url)
    if parts.username is not None:
        raise Refused("holds a user name; such addresses are not read.")
    host = (parts.hostname or "").encode("idna").decode("ascii")
    host = f"[{host}]" if ":" in host else host
    netloc = f"{host}:{parts.port}" if parts.port else host
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return urlunsplit((parts.scheme.lower(), netloc, path, quote(parts.query, safe="/%:@!$&'()*+,;=~-._?"), ""))
