"""The stored questions with their parameters written in, so that anyone can see, change and run what a page shows."""

from __future__ import annotations

import re
from collections.abc import Mapping

from suviaz import queries

_HEAD = re.compile(r"^#\+ param:.*\n", re.MULTILINE)
_WHERE = re.compile(r"\bWHERE\s*\{", re.IGNORECASE)


def filled(name: str, values: Mapping[str, str | None]) -> str:
    """The text of a stored question with `values` (None and empty: unset) in the place of its parameters.

    For people to read and change; what runs with values of others binds them. Raises UnknownName, BadQuery.
    """
    query = queries.stored()[name]
    bound = query.bind({key: value for key, value in values.items() if value})
    text = _HEAD.sub("", query.text)
    if not bound:
        return text
    names = re.compile(r"\?(" + "|".join(map(re.escape, bound)) + r")\b")
    begin, end = next(_WHERE.finditer(text)).start(), text.rindex("}") + 1
    # A parameter is selected so that it can be bound from outside; once its value is written in, it is none any more.
    head, tail = text[:begin], text[end:]
    tail = re.sub(r"(?<=\()" + names.pattern, lambda found: str(bound[found[1]]), tail)
    head, tail = (re.sub(r"[ \t]*" + names.pattern, "", part) for part in (head, tail))
    return head + names.sub(lambda found: str(bound[found[1]]), text[begin:end]) + tail
