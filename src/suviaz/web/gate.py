"""Refuses queries that would make the engine call another server.

Oxigraph executes SERVICE and has no switch for it, so a query is looked at before it runs. Its parser needs no space
around a keyword (`trueSERVICE<x>{}` and `services:x{}` both call out), and some characters mean one thing or another by
what stands before them (`?a<'>'`). So the text is read in every way in which it could fall into tokens: where any of
them comes to SERVICE with a target and a brace, the query is refused. Words in strings, comments, names and addresses
pass. FROM needs no such care: the engine only ever looks up graphs that the store holds.
"""

from __future__ import annotations

import re

_SERVICE = re.compile(r"service", re.IGNORECASE)
_SILENT = re.compile(r"silent", re.IGNORECASE)
_BLANK = re.compile(r"(?:\s+|#[^\r\n]*)+")
_TARGET = re.compile(r"<[^<>]*>|[?$][^\s{}<>#]+|(?:[^\s{}#\\:]|\\.)*:(?:[^\s{}#\\]|\\.)*")
_ADDRESS = re.compile(r'<[^<>"{}|^`\x00-\x20]*>')
_VARIABLE = re.compile(r"[?$]\w[\w\u00b7\u0300-\u036f\u203f\u2040]*")
_NAME = re.compile(r"(?:[\w:.\-%\u00b7\u0300-\u036f\u200c\u200d\u203f\u2040]|\\.)+")
_SHORT = {quote: re.compile(rf"{quote}(?:[^{quote}\\\r\n]|\\.)*{quote}") for quote in "'\""}
_LONG = {quote: re.compile(rf"{quote * 3}(?:[^\\]|\\.)*?{quote * 3}", re.DOTALL) for quote in "'\""}
_VALUE = re.compile(r"true|false|[0-9.]+(?:e[0-9]+)?", re.IGNORECASE)
_MOST = 500
"""Nobody writes the word more often in earnest, and each is looked at."""
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def calls_out(query: str) -> int | None:
    """The line (from 1) of the first SERVICE that the query may come to, None where it comes to none."""
    if not _SERVICE.search(query) and "\\" not in query:
        return None
    # The specification decodes \\u escapes before it reads tokens, the engine after; either may be right tomorrow.
    for text in dict.fromkeys((query, _decoded(query))):
        place = _first(text)
        if place is not None:
            return text.count("\n", 0, place) + 1
    return None


def _decoded(text: str) -> str:
    def letter(found: re.Match[str]) -> str:
        code = int(found[1] or found[2], 16)
        return chr(code) if code < 0x110000 else found[0]

    return _ESCAPE.sub(letter, text)


def _first(text: str) -> int | None:
    """The first place of a SERVICE clause in any way to read the text. Each place is looked at once."""
    words = list(_SERVICE.finditer(text))
    if len(words) > _MOST:
        return words[0].start()
    places = [match.start() for match in words if _is_clause(text, match.end())]
    if not places:
        return None
    clauses, last = frozenset(places), places[-1]
    found: int | None = None
    seen = bytearray(len(text) + 1)
    todo = [0]
    while todo:
        at = todo.pop()
        if at > last or seen[at] or (found is not None and at >= found):
            continue
        seen[at] = 1
        if at in clauses:
            found = at
            continue
        todo += _nexts(text, at)
    return found


def _is_clause(text: str, at: int) -> bool:
    """Whether what follows the word is a target and a brace, with or without SILENT."""
    at = _past_blank(text, at)
    starts = [at]
    if silent := _SILENT.match(text, at):
        starts.append(_past_blank(text, silent.end()))
    for start in starts:
        if (target := _TARGET.match(text, start)) and text.startswith("{", _past_blank(text, target.end())):
            return True
    return False


def _past_blank(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at


def _nexts(text: str, at: int) -> list[int]:
    """Where the token at a place may end."""
    char = text[at]
    if char == "#" or char.isspace():
        return [_past_blank(text, at)]
    if char in "'\"":
        # A long string that never closes is an empty one, and the start of another.
        if long := _LONG[char].match(text, at):
            return [long.end()]
        short = _SHORT[char].match(text, at)
        return [short.end() if short else at + 1]
    if char == "<":
        # An address, or "less than": what stands before decides, and that is the parser's business.
        address = _ADDRESS.match(text, at)
        return [at + 1, address.end()] if address else [at + 1]
    if char in "?$":
        variable = _VARIABLE.match(text, at)
        return [variable.end() if variable else at + 1]
    name = _NAME.match(text, at)
    if name is None:
        return [at + 1]
    word, ends = name[0], [name.end()]
    if ":" not in word:
        # Keywords may stand side by side without a space.
        return [*ends, *(at + match.start() for match in _SERVICE.finditer(word, 1))]
    # A full stop may end a statement; and a number or a truth may stand before a keyword without a space.
    ends += [at + place + 1 for place, letter in enumerate(word) if letter == "."]
    value = _VALUE.match(word)
    return [*ends, *range(at + 1, at + value.end() + 1)] if value else ends
