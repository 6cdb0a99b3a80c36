"""A fact in one line, as the examples of the language files write it."""

from __future__ import annotations

from suviaz.model import Code, Fact, Reading, Ref, Value

_SILENT = {"hasCapacity", "isPartOf", "expresses", "quotedText", "hasOutcome"}


def say(fact: Fact, reading: Reading) -> str:
    """«Meeting: held 2018-05-04, meeting, BY, RS, Бялград»: kind, status, time, values; links between facts aside."""
    values = [_value(role.value, reading) for role in fact.roles if role.name not in _SILENT]
    when = [] if fact.when is None else ["/".join(dict.fromkeys(filter(None, (fact.when.start, fact.when.end))))]
    head = " ".join(filter(None, (fact.status, *when)))
    return f"{fact.kind}: " + ", ".join(filter(None, (head, *fact.names[:1], *values)))


def _value(value: Value, reading: Reading) -> str:
    if isinstance(value, Code):
        return value.code
    if not isinstance(value, Ref):
        return str(value).lower() if isinstance(value, bool) else str(value)
    for referent in reading.referents:
        if referent.id == value.id:
            return referent.country or "?" if referent.kind == "Country" else referent.names[0]
    fact = next(f for f in reading.facts if f.id == value.id)
    if fact.kind == "Post":
        return ", ".join(_value(role.value, reading) for role in fact.roles)
    kind = fact.value("hasEventType")
    return kind.code if isinstance(kind, Code) else fact.names[0] if fact.names else fact.kind
