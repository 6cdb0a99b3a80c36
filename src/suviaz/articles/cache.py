"""Fetched bytes on disk: each answer once, under the hash of its bytes, and for each address what it last answered.

A rebuild from it needs no network. Files appear whole or not at all, so that several processes may use one folder.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was kept. `stamp` is what the list it was found in said of its last change, None without one."""

    url: str
    data: bytes
    kind: str
    charset: str | None = None
    etag: str | None = None
    modified: str | None = None
    stamp: str | None = None


class Cache:
    """A folder of answers. Raises OSError where it cannot be written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, url: str) -> Kept | None:
        """What the address answered last; None where it was never asked or the folder was damaged since."""
        try:
            said = json.loads(self._entry(url).read_bytes())
            data = self._body(said["sha256"]).read_bytes()
            whole = hashlib.sha256(data).hexdigest() == said.pop("sha256") and said.pop("asked") == url
            return Kept(data=data, **said) if whole else None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def keep(self, asked: str, kept: Kept) -> None:
        digest = hashlib.sha256(kept.data).hexdigest()
        body = self._body(digest)
        if not body.exists():
            _write(body, kept.data)
        said = {
            "asked": asked, "url": kept.url, "sha256": digest, "kind": kept.kind, "charset": kept.charset,
            "etag": kept.etag, "modified": kept.modified, "stamp": kept.stamp,
        }  # fmt: skip
        _write(self._entry(asked), json.dumps(said, ensure_ascii=False, indent=1).encode("utf-8", "replace"))

    def _entry(self, url: str) -> Path:
        name = hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()
        return self._folder / "addresses" / name[:2] / f"{name}.json"

    def _body(self, digest: str) -> Path:
        return self._folder / "bytes" / digest[:2] / digest


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
