"""A server of the command line on loopback, as a process of its own, and the plainest client."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

SRC = Path(__file__).parents[1] / "src"


@dataclass(frozen=True)
class Got:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


@dataclass
class Server:
    """A running `suviaz serve`: `log` grows with what it says on standard error."""

    process: subprocess.Popen[str]
    port: int = 0
    log: list[str] = field(default_factory=list)

    @property
    def site(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        body: bytes | str | None = None,
        timeout: float = 60,
        host: str | None = None,
        **headers: str,
    ) -> Got:
        """One request on a connection of its own; underscores in names of headers stand for hyphens."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            if host != "":
                connection.putheader("Host", host or f"127.0.0.1:{self.port}")
            data = body.encode() if isinstance(body, str) else body
            if data is not None and "content-length" not in {name.lower() for name in sent}:
                connection.putheader("Content-Length", str(len(data)))
            for name, value in sent.items():
                connection.putheader(name, value)
            connection.endheaders(data)
            reply = connection.getresponse()
            return Got(reply.status, {k.lower(): v for k, v in reply.getheaders()}, reply.read())
        finally:
            connection.close()

    def query(self, text: str, **headers: str) -> Got:
        return self.ask("/sparql?" + urlencode({"query": text}), **headers)

    def workers(self) -> list[int]:
        """The worker processes, on Linux."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()]

    def stop(self, kind: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(kind)
        return self.process.wait(20)


@contextmanager
def serving(store: Path, *options: str, **environment: str) -> Iterator[Server]:
    """`suviaz serve` over a store, on a free port, for as long as the block lasts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "suviaz", "serve", "--store", str(store), "--port", str(port), *options]
    process = subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SRC), **environment},
    )
    server = Server(process, port)
    assert process.stderr is not None
    for line in process.stderr:
        server.log.append(line)
        if re.match(r"http://", line):
            break
    else:
        raise AssertionError(f"The server did not start: {''.join(server.log)}")

    def listen() -> None:
        assert process.stderr is not None
        server.log.extend(process.stderr)

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    try:
        yield server
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        listener.join(5)
        process.stderr.close()
