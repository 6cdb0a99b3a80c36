"""An http(s) address: one answer, within limits of time, size and redirects.

The whole exchange runs in a thread that the caller waits for no longer than the time limit: the timeouts of sockets
count from byte to byte, so a server that drips one a second would hold us for days.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import urllib.error
import urllib.request
import zlib
from dataclasses import dataclass, field
from typing import IO, Any
from urllib.parse import quote, urlsplit, urlunsplit

from suviaz.articles.draft import Limits, Piece, checked_address
from suviaz.articles.file import kind_of_type, looks_like_page
from suviaz.errors import UnreadableArticle

_AGENT = "suviaz (reads single articles for a person; +https://w3id.org/suviaz)"
_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_TEXT_TYPES = frozenset({"text/plain", "text/markdown", "text/x-markdown", "application/pdf"})
_UNSURE = frozenset({"", "application/octet-stream", "text/xml", "application/xml"})
_CHUNK = 65_536


@dataclass(slots=True)
class _Answer:
    """What the thread brings back: the unpacked body with its declared type, or the sentence that says why not."""

    data: bytes = b""
    kind: str = ""
    charset: str | None = None
    path: str = ""
    problem: str | None = None
    crash: BaseException | None = None
    given_up: threading.Event = field(default_factory=threading.Event)


def fetch(url: str, limits: Limits) -> Piece:
    """The article at `url`, as it comes. Raises UnreadableArticle."""
    answer = _fetch(checked_address(url, "The address"), limits)
    kind = kind_of_type(answer.kind, answer.path)
    if kind is None and answer.kind in _UNSURE and looks_like_page(answer.data):
        kind = ".html"
    if kind is None:
        raise UnreadableArticle(f"{url} is {answer.kind or 'of an unnamed type'}, not a page or a text.")
    return Piece(url, answer.data, kind, url, answer.charset)


def _fetch(url: str, limits: Limits) -> _Answer:
    answer = _Answer()
    worker = threading.Thread(target=_work, args=(url, limits, answer), daemon=True)
    worker.start()
    worker.join(limits.seconds)
    if worker.is_alive():
        answer.given_up.set()
        raise UnreadableArticle(f"{url} did not answer in full within {limits.seconds:g} seconds.")
    if answer.crash:
        raise answer.crash
    if answer.problem:
        raise UnreadableArticle(f"{url} {answer.problem}")
    return answer


def _work(url: str, limits: Limits, answer: _Answer) -> None:
    """Fills `answer`. Whatever goes wrong becomes a sentence: an exception would be lost with the thread."""
    try:
        _exchange(url, limits, answer)
    except _Refused as error:
        answer.problem = str(error)
    except urllib.error.HTTPError as error:
        to = error.headers.get("Location") if 300 <= error.code < 400 else None
        name = http.client.responses.get(error.code, "")
        answer.problem = _no_web(to) if to else f"answers {error.code} {name}".rstrip() + "."
        error.close()
    except urllib.error.URLError as error:
        answer.problem = _reason(error.reason, limits)
    except (OSError, http.client.HTTPException, zlib.error, ValueError) as error:
        answer.problem = _reason(error, limits)
    except BaseException as error:  # a fault of ours: the caller's thread is the one to raise it
        answer.crash = error


class _Refused(Exception):
    """An answer that we do not take; the message is the rest of a sentence that begins with the address."""


def _exchange(url: str, limits: Limits, answer: _Answer) -> None:
    opener = urllib.request.OpenerDirector()
    # Only what the web needs: the standard opener would follow a redirect to ftp:// as well.
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _Redirects(limits.redirects),
    ):
        opener.add_handler(handler)
    request = urllib.request.Request(
        _ascii(url),
        headers={
            "User-Agent": _AGENT,
            "Accept": "text/html,application/xhtml+xml,text/plain;q=0.9,text/markdown;q=0.9",
            "Accept-Encoding": "gzip",
        },
    )
    with opener.open(request, timeout=limits.seconds) as response:
        headers = response.headers
        answer.kind = headers.get_content_type() if headers.get("Content-Type") else ""
        answer.charset = headers.get_content_charset()
        answer.path = urlsplit(response.url).path
        if answer.kind not in _PAGE_TYPES | _TEXT_TYPES | _UNSURE:
            raise _Refused(f"is {answer.kind}, not a page or a text.")
        length = headers.get("Content-Length", "")
        if length.isascii() and length.isdigit() and int(length) > limits.size:
            raise _Refused(_too_large(limits))
        expected = int(length) if length.isascii() and length.isdigit() else None
        answer.data = _body(response, headers.get("Content-Encoding", ""), limits, answer, expected)


def _body(response: IO[bytes], encoding: str, limits: Limits, answer: _Answer, expected: int | None) -> bytes:
    """The answer's bytes, unpacked as they come, so that neither they nor what they unpack to exceeds the limit."""
    encoding = encoding.strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise _Refused(f"is packed as '{encoding}', which was not asked for.")
    packed = encoding not in ("", "identity")
    unpack = zlib.decompressobj(47) if packed else None  # 47: gzip or zlib, whichever it is
    parts: list[bytes] = []
    size = arrived = 0
    while not answer.given_up.is_set():
        chunk = _some(response)
        if not chunk:
            break
        arrived += len(chunk)
        piece = unpack.decompress(chunk, limits.size + 1 - size) if unpack else chunk
        size += len(piece)
        if size > limits.size or arrived > limits.size:
            raise _Refused(_too_large(limits))
        parts.append(piece)
    if (expected is not None and arrived < expected) or (unpack and size and not unpack.eof):
        raise _Refused("broke off in the middle of its answer.")
    return b"".join(parts)


def _some(response: Any) -> bytes:
    """What has arrived, without waiting for a whole chunk."""
    data: bytes = response.read1(_CHUNK)
    return data


def _too_large(limits: Limits) -> str:
    return f"is larger than {limits.size:,} bytes, the most that an article may have."


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects within the web only, and not for ever."""

    # Counted below, with a sentence of our own.
    max_redirections = max_repeats = 1000

    def __init__(self, most: int) -> None:
        self.most = most

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        if urlsplit(newurl).scheme.lower() not in ("http", "https"):
            raise _Refused(_no_web(newurl))
        if sum(getattr(req, "redirect_dict", {}).values()) >= self.most:
            raise _Refused(f"redirects more than {self.most} times.")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _no_web(where: str) -> str:
    return f"redirects to '{where}', which is no web address."


def _reason(error: object, limits: Limits) -> str:
    """Why a connection failed, for a person."""
    if isinstance(error, TimeoutError):
        return f"did not answer within {limits.seconds:g} seconds."
    if isinstance(error, socket.gaierror):
        return "cannot be reached: there is no such host, or no network."
    if isinstance(error, ConnectionRefusedError):
        return "cannot be reached: the connection was refused."
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"has a certificate that is not trusted: {error.verify_message}."
    if isinstance(error, http.client.IncompleteRead | ConnectionError):
        return "broke off in the middle of its answer."
    if isinstance(error, http.client.HTTPException | zlib.error):
        return "gave an answer that is not proper HTTP."
    return f"cannot be reached: {str(error) or type(error).__name__}."


def _ascii(url: str) -> str:
    """The address as it goes over the wire: host in IDNA, other letters percent-encoded, no fragment."""
    parts = urlsplit(url)
    if parts.username is not None:
        raise _Refused("holds a user name; such addresses are not read.")
    host = (parts.hostname or "").encode("idna").decode("ascii")
    host = f"[{host}]" if ":" in host else host
    netloc = f"{host}:{parts.port}" if parts.port else host
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return urlunsplit((parts.scheme.lower(), netloc, path, quote(parts.query, safe="/%:@!$&'()*+,;=~-._?"), ""))
