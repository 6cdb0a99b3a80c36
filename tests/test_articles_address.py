"""Addresses, against a real server on loopback: good answers, slow ones, huge ones, circles, wrong encodings, bombs."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from suviaz.articles import Failure, Limits, Read, read
from suviaz.articles.visitor import Visitor

PAGE = (Path(__file__).parent / "pages" / "agency_ru.html").read_text(encoding="utf-8")
KNOWN = frozenset({"be", "ru", "en", "ko"})
TEXT = "Новая выстава ў Мінску\n\nСёння адкрылася выстава кніг."


class _Site(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    stop = threading.Event()

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        route: Callable[[_Site], None] | None = ROUTES.get(path)
        if route:
            route(self)
        else:
            self.give(b"no", status=404)

    def give(
        self, data: bytes, kind: str | None = "text/html; charset=utf-8", *, status: int = 200, **headers: str
    ) -> None:
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        for name, value in ({"Content_Length": str(len(data))} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)
        self.close_connection = True

    def to(self, where: str) -> None:
        self.give(b"", status=302, Location=where)

    def drip(self) -> None:
        """One byte a while, each within any socket's timeout."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        try:
            while not self.stop.wait(0.05):
                self.wfile.write(b"a")
                self.wfile.flush()
        except OSError:
            pass
        self.close_connection = True

    def endless(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"a" * 65536)
        except OSError:
            pass
        self.close_connection = True


def _packed(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


ROUTES: dict[str, Callable[[_Site], None]] = {
    "/science/26-04-2017-1910": lambda site: site.give(PAGE.encode()),
    "/plain": lambda site: site.give(PAGE.encode()),
    "/1251": lambda site: site.give(PAGE.encode("cp1251"), "text/html; charset=windows-1251"),
    "/wrong": lambda site: site.give(PAGE.encode("cp1251"), "text/html; charset=utf-8"),
    "/lying": lambda site: site.give(PAGE.encode(), "text/html; charset=iso-8859-1"),
    "/unnamed": lambda site: site.give(PAGE.encode(), None),
    "/text": lambda site: site.give(TEXT.encode(), "text/plain"),
    "/text-1251": lambda site: site.give(TEXT.encode("cp1251"), "text/plain; charset=windows-1251"),
    "/notes.md": lambda site: site.give(f"# {TEXT}".encode(), "text/plain; charset=utf-8"),
    "/gzip": lambda site: site.give(_packed(PAGE.encode()), Content_Encoding="gzip"),
    "/deflate": lambda site: site.give(zlib.compress(PAGE.encode()), Content_Encoding="deflate"),
    "/brotli": lambda site: site.give(b"??", Content_Encoding="br"),
    "/broken-gzip": lambda site: site.give(_packed(PAGE.encode())[:-200], Content_Encoding="gzip"),
    "/no-gzip": lambda site: site.give(b"plain", Content_Encoding="gzip"),
    "/bomb": lambda site: site.give(_packed(b"a" * 300_000_000), Content_Encoding="gzip"),
    "/pdf": lambda site: site.give(b"%PDF", "application/pdf"),
    "/data": lambda site: site.give(b"\x7fELF", "application/octet-stream"),
    "/picture": lambda site: site.give(b"\x89PNG", "image/png"),
    "/empty": lambda site: site.give(b""),
    "/error": lambda site: site.give(b"", status=503),
    "/big": lambda site: site.give(b"a", Content_Length="99999999999"),
    "/short": lambda site: site.give(b"a" * 100, Content_Length="200"),
    "/moved": lambda site: site.to("/science/26-04-2017-1910"),
    "/a": lambda site: site.to("/b"),
    "/b": lambda site: site.to("/a"),
    "/ftp": lambda site: site.to("ftp://127.0.0.1/x"),
    "/file": lambda site: site.to("file:///etc/passwd"),
    "/drip": _Site.drip,
    "/endless": _Site.endless,
    "/%D0%BD%D0%B0%D0%B2%D1%96%D0%BD%D1%8B": lambda site: site.give(PAGE.encode()),
}


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    _Site.stop.set()
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")


def fetched(url: str, limits: Limits = Limits(seconds=10)) -> Read:  # noqa: B008
    (found,) = read(url, known=KNOWN, limits=limits, visitor=Visitor(allow_private=True, delay=0))
    assert isinstance(found, Read), found
    return found


def failure(url: str, limits: Limits = Limits(seconds=10)) -> str:  # noqa: B008
    (found,) = read(url, known=KNOWN, limits=limits, visitor=Visitor(allow_private=True, delay=0))
    assert isinstance(found, Failure), found
    assert str(found.error).startswith(url)
    assert str(found.error).endswith(".")
    return str(found.error).removeprefix(url).strip()


def test_page_has_the_address_it_was_asked_at(site: str) -> None:
    found = fetched(f"{site}/science/26-04-2017-1910").article
    assert found.url == f"{site}/science/26-04-2017-1910"
    assert found.title == "Университеты договорились о совместной лаборатории"
    assert found.published == "2017-04-26"
    assert fetched(f"{site}/plain").article.published == "2018-06-04"


@pytest.mark.parametrize(
    "path", ["/1251", "/lying", "/unnamed", "/gzip", "/deflate", "/навіны", "/moved", "/plain?a=ё&b=%20#x"]
)
def test_same_page_however_it_comes(site: str, path: str) -> None:
    found = fetched(site + path).article
    assert found.text == fetched(f"{site}/plain").article.text
    assert found.url == site + path


def test_plain_text_and_markdown(site: str) -> None:
    for path in ("/text", "/text-1251", "/notes.md"):
        found = fetched(site + path).article
        assert (found.text, found.url, found.title) == (TEXT, site + path, "Новая выстава ў Мінску")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/nowhere", "answers 404 Not Found."),
        ("/error", "answers 503 Service Unavailable."),
        ("/pdf", "is a damaged PDF, or none."),
        ("/data", "is application/octet-stream, not a page or a text."),
        ("/picture", "is image/png, not a page or a text."),
        ("/empty", "is empty, or no page that can be parsed."),
        ("/wrong", "is not in the utf-8 that it declares; save it again as UTF-8."),
        ("/brotli", "is packed as 'br', which was not asked for."),
        ("/broken-gzip", "broke off in the middle of its answer."),
        ("/no-gzip", "gave an answer that is not proper HTTP."),
        ("/short", "broke off in the middle of its answer."),
        ("/big", "is larger than 5,000,000 bytes, the most that an article may have."),
        ("/bomb", "is larger than 5,000,000 bytes, the most that an article may have."),
        ("/endless", "is larger than 5,000,000 bytes, the most that an article may have."),
        ("/a", "redirects more than 5 times."),
        ("/ftp", "redirects to 'ftp://127.0.0.1/x', which is no web address."),
        ("/file", "redirects to 'file:///etc/passwd', which is no web address."),
    ],
)
def test_message(site: str, path: str, message: str) -> None:
    assert failure(site + path) == message


def test_slow_server_is_not_waited_for_beyond_the_limit(site: str) -> None:
    start = time.monotonic()
    assert failure(f"{site}/drip", Limits(seconds=0.5)) == "did not answer in full within 0.5 seconds."
    assert time.monotonic() - start < 2


def test_silent_server() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        said = failure(f"http://127.0.0.1:{silent.getsockname()[1]}/", Limits(seconds=0.3))
    assert said in ("did not answer in full within 0.3 seconds.", "did not answer within 0.3 seconds.")


def test_no_server() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert failure(f"http://127.0.0.1:{port}/") == "cannot be reached: the connection was refused."


def test_server_that_speaks_another_language() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            client, _ = server.accept()
            client.recv(1000)
            client.sendall(b"220 ready\r\n" * 3)
            client.close()

        threading.Thread(target=answer, daemon=True).start()
        assert failure(f"http://127.0.0.1:{server.getsockname()[1]}/") == "gave an answer that is not proper HTTP."


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("ftp://a.example/x", "cannot be read; give http(s) or a file"),
        ("file:///etc/passwd", "cannot be read; give http(s) or a file"),
        ("http://", "is not an address of a page"),
        ("http://[::1", "is not an address of a page"),
        ("http://a b.example/", "is not an address of a page"),
        ("http://a.example:99999/", "is not an address of a page"),
        ("http://user:secret@a.example/", "holds a user name; such addresses are not read."),
        ("http://" + "a" * 100 + ".example/", "cannot be reached"),
    ],
)
def test_addresses_that_are_not_asked(url: str, message: str) -> None:
    (found,) = read(url, known=KNOWN, visitor=Visitor(allow_private=True))
    assert isinstance(found, Failure)
    assert message in str(found.error)
