"""Readings in words, as the terminal shows them and the page borrows them."""

from __future__ import annotations

from collections.abc import Mapping

from suviaz.model import Code, Evidence, Fact, Reading, Ref, Value, When


def as_text(reading: Reading) -> str:
    """What one article says, fact by fact, each with the words that say it."""
    article = reading.article
    names = labels(reading)
    lines = [article.title or article.url or article.key]
    lines.append(f"{article.lang} · {article.published or 'date unknown'} · {len(reading.facts)} facts")
    for fact in reading.facts:
        lines += ["", f"{fact.id}  {fact.kind}{_aside(fact)}"]
        lines += [f"      name: {name}" for name in fact.names]
        lines += [f"      {role.name}: {value_words(role.value, names)}" for role in fact.roles]
        lines += [f"      when: {when_words(fact.when)}" for _ in [0] if fact.when]
        lines += [f"    {authority(evidence)}«{one_line(evidence.quote)}»" for evidence in fact.evidence]
    return "\n".join(lines) + "\n"


def labels(reading: Reading) -> Mapping[str, str]:
    """What to call each referent and fact where another fact points to it."""
    found = {referent.id: referent.names[0] if referent.names else referent.id for referent in reading.referents}
    found |= {fact.id: f"{fact.id} {fact.names[0] if fact.names else fact.kind}" for fact in reading.facts}
    return found


def value_words(value: Value, names: Mapping[str, str]) -> str:
    if isinstance(value, Ref):
        return names.get(value.id, value.id)
    if isinstance(value, Code):
        return value.code
    if isinstance(value, bool):
        return "yes" if value else "no"
    return one_line(str(value))


def when_words(when: When | None) -> str:
    if when is None:
        return ""
    if when.start == when.end:
        return when.start or ""
    between = "/" if when.exact else " … "
    return f"{when.start or ''}{between}{when.end or ''}".strip()


def _aside(fact: Fact) -> str:
    return f" ({fact.status})" if fact.status else ""


def authority(evidence: Evidence) -> str:
    role = f"{evidence.role.name}: " if evidence.role else ""
    said = "" if evidence.modality == "asserted" else f"[{evidence.modality}] "
    return role + said


def one_line(text: str) -> str:
    return " ".join(text.split())
