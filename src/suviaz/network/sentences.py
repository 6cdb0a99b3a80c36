"""The sentence in which words stand."""

from __future__ import annotations

import re

_BREAK = re.compile(r"\n|[.!?…]+[»”\"')]*\s+(?=[«„“\"'(–—-]?\s*[^\W\d_a-zа-яёіў])")


def around_words(text: str, start: int, end: int, limit: int = 240) -> tuple[str, str]:
    """What stands before and after `text[start:end]` in its sentence, at most `limit` characters each."""
    if not text:
        return "", ""
    left = max((match.end() for match in _BREAK.finditer(text, 0, start)), default=0)
    found = _BREAK.search(text, end)
    right = found.end() if found else len(text)
    before, after = text[left:start].lstrip(), text[end:right].rstrip()
    if len(before) > limit:
        before = "…" + before[-limit:].split(" ", 1)[-1]
    if len(after) > limit:
        after = after[:limit].rsplit(" ", 1)[0] + "…"
    return before, after
