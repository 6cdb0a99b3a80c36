"""The stored questions with their parameters written in, so that anyone can see, change and run what a page shows."""

from __future__ import annotations

import re
from collections.abc import Mapping

from suviaz import queries

_HEAD = re.compile(r"^#\+ param:.*\n", re.MULTILINE)
_WHERE = re.compile(r"\bWHERE\s*\{", re.IGNORECASE)


def filled(name: str, values: Mapping[str, str | None]) -> str:
    """The text of a stored question in which `values` (None and empty: unset) stand as VALUES at its beginning."""
    query = queries.stored()[name]
    bound = query.bind({key: value for key, value in values.items() if value})
    text = _HEAD.sub("", query.text)
    if not bound:
        return text
    names = " ".join(f"?{key}" for key in bound)
    terms = " ".join(str(term) for term in bound.values())
    return _WHERE.sub(lambda found: f"{found[0]}\n  VALUES ({names}) {{ ({terms}) }}", text, count=1)
