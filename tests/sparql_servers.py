"""SPARQL servers on loopback with data of a test: the oxigraph server, Virtuoso, and one that fails as it is told.

Where a program is missing a test skips and says so; where `CI` is set it fails instead.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest

_PATIENCE = 90.0


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def program(name: str, package: str) -> str:
    """The path of a program, from beside the interpreter or from the PATH."""
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        message = f"'{name}' is missing ({package}): nothing is tested against it"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    return found


@contextmanager
def running(command: list[str], cwd: Path, answers: str) -> Iterator[None]:
    """A server, from when it answers at an address until the end of the block."""
    log = (cwd / "server.log").open("wb")
    server = subprocess.Popen(command, cwd=cwd, stdout=log, stderr=subprocess.STDOUT)
    try:
        end = time.monotonic() + _PATIENCE
        while True:
            try:
                urllib.request.urlopen(answers, timeout=2).close()
                break
            except OSError:
                if server.poll() is not None or time.monotonic() > end:
                    raise AssertionError((cwd / "server.log").read_text(errors="replace")[-2000:]) from None
                time.sleep(0.1)
        yield
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        log.close()


@contextmanager
def oxigraph(folder: Path, turtle: str) -> Iterator[str]:
    """The oxigraph server with data in its default graph; gives the address of its endpoint."""
    port = free_port()
    command = [program("oxigraph", "oxigraph of PyPI"), "serve", "--location", str(folder / "data")]
    with running([*command, "--bind", f"127.0.0.1:{port}"], folder, f"http://127.0.0.1:{port}/"):
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/store?default",
            data=turtle.encode(),
            headers={"Content-Type": "text/turtle"},
            method="POST",
        )
        urllib.request.urlopen(request, timeout=60).close()
        yield f"http://127.0.0.1:{port}/query"


_INI = """[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {folder}
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
ServerThreads = 10
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = {most}
MaxQueryCostEstimationTime = 0
DefaultGraph = http://example.org/world
"""


@contextmanager
def virtuoso(folder: Path, turtle: str, *, most: int = 10_000) -> Iterator[str]:
    """Virtuoso with data in its default graph, which gives no more than `most` rows; the address of its endpoint."""
    server, client = (program(name, "virtuoso-opensource of Debian") for name in ("virtuoso-t", "isql-vt"))
    sql, http = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(_INI.format(folder=folder, sql=sql, http=http, most=most))
    (folder / "world.ttl").write_text(turtle, encoding="utf-8")
    command = [server, "+foreground", "+configfile", str(folder / "virtuoso.ini")]
    with running(command, folder, f"http://127.0.0.1:{http}/sparql?query=ASK%7B%7D"):
        load = f"DB.DBA.TTLP_MT (file_to_string_output ('{folder}/world.ttl'), '', 'http://example.org/world', 0);"
        done = subprocess.run(
            [client, f"127.0.0.1:{sql}", "dba", "dba", f"exec={load}"], capture_output=True, text=True, timeout=120
        )
        assert "Error" not in done.stdout + done.stderr, done.stdout + done.stderr
        yield f"http://127.0.0.1:{http}/sparql"


@contextmanager
def on_loopback(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """A server on a free port of this machine, whose requests `handler` answers; its address, without a path."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Script:
    """Answers one after the other: (status, headers, body), or a function of the query that gives one. The last one is
    given again and again. `asked` are the queries, `agents` who put them.
    """

    def __init__(self, *answers: object, drip: float = 0) -> None:
        self.answers, self.drip = list(answers), drip
        self.asked: list[str] = []
        self.agents: list[str] = []


@contextmanager
def failing(script: Script) -> Iterator[str]:
    """A server that answers as it is told to."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            query = parse_qs(body)["query"][0]
            script.asked.append(query)
            script.agents.append(str(self.headers["User-Agent"]))
            answer = script.answers.pop(0) if len(script.answers) > 1 else script.answers[0]
            status, headers, data = answer(query) if callable(answer) else answer  # type: ignore[misc]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            try:
                if script.drip:
                    for byte in data:
                        self.wfile.write(bytes([byte]))
                        time.sleep(script.drip)
                else:
                    self.wfile.write(data)
            except OSError:
                pass  # whoever asked has had enough

        def do_GET(self) -> None:
            self.send_error(405)

        def log_message(self, *about: object) -> None:
            pass

    with on_loopback(Handler) as address:
        yield f"{address}/sparql"


class Between:
    """What stands between us and a server: forwards what we send, and may lose the answer once the server has done the
    work (`loses` holds the numbers of such requests), or let nothing through any more after so many.
    """

    def __init__(self, target: str) -> None:
        self.target = target
        self.loses: frozenset[int] = frozenset()
        self.away_after: int | None = None
        self.sent = 0

    def forward(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        request = urllib.request.Request(self.target + path, data=body, headers=headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=60) as reply:
                return reply.status, dict(reply.headers), reply.read()
        except urllib.error.HTTPError as error:
            return error.code, dict(error.headers), error.read()


@contextmanager
def between(target: str) -> Iterator[tuple[Between, str]]:
    """A Between in front of a server (http://HOST:PORT), and its own address."""
    inside = Between(target)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept = ("content-type", "accept", "authorization", "user-agent")
            headers = {name: value for name, value in self.headers.items() if name.lower() in kept}
            inside.sent += 1
            number = inside.sent
            if inside.away_after is not None and number > inside.away_after:
                return
            status, answered, data = inside.forward(self.path, headers, body)
            if number in inside.loses:
                return
            self.send_response(status)
            for name, value in answered.items():
                if name.lower() in ("content-type", "www-authenticate", "x-sparql-maxrows"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *about: object) -> None:
            pass

    with on_loopback(Handler) as address:
        yield inside, address
