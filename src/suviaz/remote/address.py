"""The address of a graph on a server, as `--store` takes it, and where the working copy of it is on this machine."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from suviaz.errors import EndpointFailed
from suviaz.remote.login import Login

_UPDATES = (("", "/query", "/update"), ("/query", "/query", "/update"))
"""What a path may end in, and what then is the end of the one for queries and of the one for updates."""
_STATEMENTS = re.compile(r"/repositories/[^/]+")


@dataclass(frozen=True, slots=True)
class Address:
    """Where queries and updates go, and who we are there (None: nobody in particular). Printed, it names nobody."""

    queries: str
    updates: str
    login: Login | None = None

    def __str__(self) -> str:
        return f"sparql+{self.queries}"

    @property
    def desk(self) -> Path:
        """The folder of the working copy: below SUVIAZ_DESKS, else below the user's cache."""
        above = os.environ.get("SUVIAZ_DESKS")
        if not above:
            above = str(Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "suviaz" / "desks")
        readable = re.sub(r"[^a-z0-9]+", "-", urlsplit(self.queries).netloc.lower()).strip("-")
        digest = hashlib.sha256(f"{self.queries} {self.updates}".encode()).hexdigest()[:12]
        return Path(above) / f"{readable}-{digest}"


def read(text: str) -> Address:
    """An address as it was given: sparql+http(s)://HOST:PORT/PATH, the path being that of the query service.

    Where updates go elsewhere is known of some kinds of server by the path; for others, #PATH at the end says it. A
    user name and password in it serve if neither the environment nor the netrc file has any. Raises EndpointFailed.
    """
    url, _, elsewhere = text[len("sparql+") :].partition("#")
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        raise EndpointFailed("The address of the store has a port that is no number.") from None
    host = parts.hostname
    if not host:
        raise EndpointFailed("The address of the store names no host; it is like sparql+http://HOST:PORT/PATH.")
    netloc = (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")
    root = f"{parts.scheme.lower()}://{netloc}"
    path, asked = parts.path.rstrip("/"), f"?{parts.query}" if parts.query else ""
    queries, updates = path + asked, path + asked
    for ending, one, other in _UPDATES:
        if path.endswith(ending) and (ending or not path):
            above = path.removesuffix(ending)
            queries, updates = above + one + asked, above + other + asked
    if _STATEMENTS.fullmatch(path[path.rfind("/repositories/") :]):
        updates = f"{path}/statements"
    if elsewhere:
        updates = "/" + elsewhere.lstrip("/")
    if (login := Login.found(host)) is None and parts.username:
        login = Login(unquote(parts.username), unquote(parts.password or ""))
    return Address(root + queries, root + updates, login)
