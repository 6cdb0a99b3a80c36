"""Files that appear whole or not at all, whatever happens to the process or the disk meanwhile."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from suviaz.errors import CannotWrite


def write_whole(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Put the bytes, or all pieces of them, in place of what the file held, and make its folder if need be.

    Raises CannotWrite where that cannot be done; then the file is what it was.
    """
    beside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with open(beside, "wb") as file:
                for piece in (data,) if isinstance(data, bytes) else data:
                    file.write(piece)
                file.flush()
                # Else a name may be on the disk before the bytes are, and a power cut leaves an empty file.
                os.fsync(file.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise CannotWrite(f"'{path}' cannot be written: {error.strerror or error}.") from error
