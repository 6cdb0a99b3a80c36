"""What the server, its workers and the screens hand to each other: frozen values that anyone can print and pickle."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from suviaz.errors import SuviazError

Pairs = tuple[tuple[str, str], ...]

HTML = "text/html; charset=utf-8"
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Refused(SuviazError):
    """A request that gets no answer: with the status that says why, and a sentence for whoever asked."""

    def __init__(self, status: int, message: str, *, headers: Pairs = ()) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, checked and decoded: all text is valid UTF-8, lengths are within the limits.

    `path` begins with `/` and is decoded; `query` and `form` (of an urlencoded body) keep order and repetition.
    `accept` and `languages` are the headers Accept and Accept-Language, `type` the Content-Type of `body`. `site` is
    the address at which the visitor sees the server, without a slash at its end. `edit` says that this visitor may
    decide things; then `token` is what each form that changes something has to carry in its field `token`.
    """

    path: str
    query: Pairs = ()
    accept: str = ""
    languages: str = ""
    method: str = "GET"
    type: str = ""
    body: bytes = b""
    form: Pairs = ()
    edit: bool = False
    token: str = ""
    site: str = ""

    def get(self, name: str, otherwise: str = "") -> str:
        """The first value of the parameter `name` in the address."""
        return next((value for key, value in self.query if key == name), otherwise)

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of the parameter `name` in the address, in order."""
        return tuple(value for key, value in self.query if key == name)

    def field(self, name: str, otherwise: str = "") -> str:
        """The first value of the field `name` of the form that was sent."""
        return next((value for key, value in self.form if key == name), otherwise)


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back: `type` is the Content-Type, `headers` whatever else belongs to this reply alone."""

    status: int = 200
    type: str = HTML
    body: bytes = b""
    headers: Pairs = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """How to serve. `seconds` is how long a request may run in a worker, `rows` how many rows or triples it may give,
    `waiting` how many requests may wait for a worker; `body` and `url` bound what is sent, `reply` what goes back
    (bytes), `memory` (MiB) what a worker may take. `hosts` are further names under which the server is reached, `cors`
    the origins that may read /sparql (`*` for any). `secret` is the password or token that each request needs, None for
    none; `open` says that a server which others reach goes without one. `proxy` says to believe X-Forwarded-Proto and
    X-Forwarded-Host.
    """

    store: Path
    host: str = "127.0.0.1"
    port: int = 8765
    workers: int = 2
    seconds: float = 10.0
    rows: int = 10_000
    waiting: int = 64
    body: int = 1 << 20
    url: int = 1 << 15
    reply: int = 1 << 26
    memory: int = 2048
    edit: bool = False
    cors: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    proxy: bool = False
    open: bool = False
    secret: str | None = field(default=None, repr=False)
