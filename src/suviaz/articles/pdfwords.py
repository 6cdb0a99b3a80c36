"""A program of its own: a PDF on standard input, the words of its pages as JSON on standard output.

The first argument is JSON with the bounds: seconds, pages, letters. It bounds its own memory and time where the system
knows how, so that a hostile file ends this process and no other. It imports nothing of the package.
"""

from __future__ import annotations

import io
import json
import sys

MEMORY = 1 << 30


def main() -> None:
    bounds = json.loads(sys.argv[1])
    _bound(int(bounds["seconds"]) + 1)
    data = sys.stdin.buffer.read()
    try:
        said: dict[str, object] = {"pages": pages(data, bounds["pages"], bounds["letters"])}
    except _Refused as error:
        said = {"problem": str(error)}
    except MemoryError:
        said = {"problem": "is a PDF that takes too much time or memory to read."}
    except Exception:  # a library for so crooked a format raises whatever it likes
        said = {"problem": "is a damaged PDF, or none."}
    sys.stdout.write(json.dumps(said))


class _Refused(Exception):
    """Why the file is not read; the rest of a sentence."""


def pages(data: bytes, most_pages: int, most_letters: int) -> list[str]:
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise _Refused("is a PDF with a password; save its words as a .txt file in UTF-8.")
    if len(reader.pages) > most_pages:
        raise _Refused(f"is a PDF of more than {most_pages} pages, which no article has.")
    found: list[str] = []
    letters = 0
    for page in reader.pages:
        # Half of a pair of surrogates is what broken tables of letters give.
        words = page.extract_text().encode("utf-8", "replace").decode().replace("\0", "")
        letters += len(words)
        if letters > most_letters:
            raise _Refused(f"has a text of more than {most_letters:,} letters, which no article has.")
        found.append(words)
    return found


def _bound(seconds: int) -> None:
    try:
        import resource
    except ImportError:  # no POSIX: the caller's time limit has to do
        return
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, seconds)):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, hard))


if __name__ == "__main__":
    main()
