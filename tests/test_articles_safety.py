"""Addresses that are not asked: of private networks, however they are written, named, or arrived at."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import small_site
from small_site import Reply, Site
from suviaz.articles import Failure, Limits, Read, read, safety
from suviaz.articles.visitor import Visitor

KNOWN = frozenset({"be", "ru", "en", "ko"})
TEXT = Reply("Новая выстава ў Мінску\n\nСёння адкрылася выстава кніг.".encode(), "text/plain; charset=utf-8")
PUBLIC = "93.184.215.14"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def site() -> Iterator[Site]:
    with small_site.running() as running:
        yield running


def said(url: str, **options: object) -> str:
    (found,) = read(url, known=KNOWN, limits=Limits(seconds=5), visitor=Visitor(delay=0, **options))  # type: ignore[arg-type]
    assert isinstance(found, Failure), found
    return str(found.error)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "0.1.2.3", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1",
        "198.51.100.1", "203.0.113.1", "192.0.0.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1",
        "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1", "::a00:1",
        "64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "2002:7f00:1::1", "2002:a00:1::", "2001:db8::1",
        "2001:0:4136:e378:8000:63bf:80ff:fffe", "100::1", "3fff::1", "4000::1",
    ],
)  # fmt: skip
def test_addresses_outside_the_public_net(address: str) -> None:
    assert not safety.is_public(address)
    url = f"http://[{address}]/" if ":" in address else f"http://{address}/"
    told = said(url)
    assert told.startswith(f"{url} is on ")
    assert told.endswith("which is not in the public net; such addresses are read only where that is allowed.")


@pytest.mark.parametrize(
    "address", [PUBLIC, "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_addresses_of_the_public_net(address: str) -> None:
    assert safety.is_public(address)


@pytest.mark.parametrize(
    "host",
    ["2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "127.0.1", "00127.0.0.1", "134744072", "0x8.8.8.8",
     "017700000001", "127.0.0.1.", "１２７.0.0.1", "127。0。0。1", "⑫7.0.0.1"],
)  # fmt: skip
def test_hosts_written_as_numbers(host: str) -> None:
    told = said(f"http://{host}/")
    assert "is on " in told or "writes its host as the number" in told


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "localhost.", "a.localhost", "Localhost.localhost."])
def test_names_of_this_machine(host: str) -> None:
    assert "which is not in the public net" in said(f"http://{host}/")


@pytest.mark.parametrize("scheme", ["ftp", "file", "gopher", "data", "jar", "ldap", "dict"])
def test_other_schemes(scheme: str) -> None:
    assert said(f"{scheme}://127.0.0.1/x").endswith("cannot be read; give http(s) or a file.")


def test_loopback_where_it_is_allowed(site: Site) -> None:
    site.pages["/a"] = TEXT
    (found,) = read(f"{site.address}/a", known=KNOWN, visitor=Visitor(allow_private=True))
    assert isinstance(found, Read)
    assert "is on 127.0.0.1, which is not in the public net" in said(f"{site.address}/a")
    assert site.visits() == ["/a"]


def test_a_name_that_leads_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, ["10.0.0.7"])
    assert "is on intranet.example (10.0.0.7), which is not in the public net" in said("http://intranet.example/")
    # One private answer among public ones is enough: which of them would be taken is chance.
    answers(monkeypatch, [PUBLIC, "127.0.0.1"])
    assert "is on mixed.example (127.0.0.1)" in said("http://mixed.example/")


def test_redirects_are_judged_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback counts as public here, so that the first hop is made; nothing else private does."""
    judged = safety.is_public
    monkeypatch.setattr(safety, "is_public", lambda address: address == "127.0.0.1" or judged(address))
    for number, (to, message) in enumerate(
        [
            ("http://169.254.169.254/latest/meta-data/", "is on 169.254.169.254, which is not in the public net"),
            ("http://10.0.0.1:8080/", "is on 10.0.0.1,"),
            ("//192.168.0.1/", "is on 192.168.0.1,"),
            ("http://[::1]/", "is on ::1,"),
            ("http://[::ffff:10.0.0.1]/", "which is not in the public net"),
            ("http://2130706433/", "writes its host as the number 2130706433"),
            ("http://localhost/", "is on localhost,"),
            ("http://user@127.0.0.1/", "redirects to an address with a user name"),
            ("file:///etc/passwd", "redirects to 'file:///etc/passwd', which is no web address."),
            ("mailto:a@news.example", "which is no web address."),
        ]
    ):
        site.pages[f"/{number}"] = Reply(status=302, headers={"Location": to})
        assert message in said(f"{site.address}/{number}"), to
    site.pages |= {"/a": Reply(status=301, headers={"Location": "/b"}), "/b": TEXT}
    (found,) = read(f"{site.address}/a", known=KNOWN, visitor=Visitor(delay=0))
    assert isinstance(found, Read)


def test_the_connection_is_made_to_what_was_judged(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that answers with a public address first and a private one then gains nothing by it."""
    looked_up = answers(monkeypatch, [PUBLIC], ["127.0.0.1"], ["127.0.0.1"])
    tried: list[object] = []

    class Socket(socket.socket):
        def connect(self, address: object) -> None:
            tried.append(address)
            raise ConnectionRefusedError

    monkeypatch.setattr(safety.socket, "socket", Socket)
    port = int(site.address.rpartition(":")[2])
    assert said(f"http://rebind.example:{port}/").endswith("the connection was refused.")
    assert looked_up == ["rebind.example"]
    assert tried == [(PUBLIC, port)]


def test_a_proxy_is_not_sent_inside_by_name(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy looks names up itself; addresses and names that tell by themselves are refused before."""
    site.pages["http://news.example/a"] = TEXT
    monkeypatch.setenv("http_proxy", site.address)
    monkeypatch.setenv("no_proxy", "")
    (found,) = read("http://news.example/a", known=KNOWN, visitor=Visitor(delay=0))
    assert isinstance(found, Read)
    assert found.article.url == "http://news.example/a"
    site.visits()
    for host in ("10.0.0.1", "localhost", "[::1]", "0x7f.1"):
        assert "is on" in said(f"http://{host}/") or "writes" in said(f"http://{host}/")
    assert site.visits() == []


def test_a_certificate_that_nobody_vouches_for(tmp_path: Path) -> None:
    """A connection to a judged address is still one to the name: its certificate has to be that name's."""
    program = shutil.which("openssl")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("openssl makes the certificate of this test, and is missing")
        pytest.skip("openssl makes the certificate of this test, and is missing: apt install openssl")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([program, *made, *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            for _ in range(2):
                client, _ = server.accept()
                with contextlib.suppress(OSError), context.wrap_socket(client, server_side=True) as secure:
                    secure.recv(1000)

        threading.Thread(target=serve, daemon=True).start()
        url = f"https://127.0.0.1:{server.getsockname()[1]}/"
        assert said(url, allow_private=True).startswith(f"{url} has a certificate that is not trusted: ")


def answers(monkeypatch: pytest.MonkeyPatch, *lists: list[str]) -> list[str]:
    """What a name server answers, one list a question, the last one for ever; gives the names that were asked."""
    left, asked = list(lists), []

    def getaddrinfo(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        asked.append(host)
        now = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in now]

    monkeypatch.setattr(safety.socket, "getaddrinfo", getaddrinfo)
    return asked
