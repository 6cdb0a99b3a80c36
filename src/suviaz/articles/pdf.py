"""PDF: its words, read by a process of its own that may neither hang nor take all the memory, and its lines joined.

A PDF says where letters stand, not what a paragraph is: lines that fill their column go on in the next one.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from suviaz.articles.draft import Draft, Limits
from suviaz.articles.text import read_text
from suviaz.errors import UnreadableArticle

_FULL = 0.8
_LIST = re.compile(r"[-–—•*·]\s|\d{1,2}[.)]\s")


def read_pdf(data: bytes, where: str, limits: Limits) -> Draft:
    """The draft of the article in a PDF. Raises UnreadableArticle."""
    pages = _pages(data, where, limits)
    text = "\n\n".join(paragraph for page in pages for paragraph in paragraphs(page))
    if not any(map(str.isalpha, text)):
        raise UnreadableArticle(
            f"{where} is a PDF without words, most likely of pictures; save what they say as a .txt file in UTF-8."
        )
    # Its words are no front matter, whatever they begin with.
    return read_text("\n" + text if text.startswith("---") else text, where)


def paragraphs(page: str) -> list[str]:
    """The paragraphs of a page's words, each on one line; a word parted at the end of a line is whole again."""
    lines = [line.strip() for line in page.split("\n")]
    lengths = sorted(len(line) for line in lines if line)
    full = _FULL * lengths[len(lengths) * 9 // 10] if lengths else 0
    found: list[str] = []
    goes_on = False
    for line in lines:
        if not line:
            goes_on = False
        elif goes_on and not _LIST.match(line):
            before = found[-1]
            if re.search(r"[^\W\d_][-\u00ad\u2010]$", before) and line[0].islower():
                found[-1] = before[:-1] + line
            else:
                found[-1] = f"{before} {line}"
        else:
            found.append(line)
        goes_on = len(line) >= full or (goes_on and line[-1:] not in '.!?…»”"')
    return found


def _pages(data: bytes, where: str, limits: Limits) -> list[str]:
    script = Path(__file__).with_name("pdfwords.py")
    bounds = json.dumps({"seconds": limits.seconds, "pages": limits.pages, "letters": limits.letters})
    try:
        done = subprocess.run(
            # -P: the script's folder has modules called `html` and `text`, which are not the ones it needs.
            [sys.executable, "-P", str(script), bounds], input=data, capture_output=True, timeout=limits.seconds
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise UnreadableArticle(
            f"{where} is a PDF that could not be read within {limits.seconds:g} seconds."
        ) from error
    try:
        said = json.loads(done.stdout)
    except ValueError as error:
        raise UnreadableArticle(f"{where} is a PDF that takes too much time or memory to read.") from error
    if "problem" in said:
        raise UnreadableArticle(f"{where} {said['problem']}")
    pages: list[str] = said["pages"]
    return pages
