"""The evidence gate: nothing passes that the text does not say at the place it names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from suviaz.model import Article, Evidence, Fact, Mention, Ref, Role

_NEEDED = {
    "Tenure": ("hasHolder", "hasPost"),
    "Participation": ("hasEvent", "hasActor"),
    "Statement": ("hasSpeaker", "quotedText"),
}
"""Facts that are nothing without these: a participation in no event says nothing."""

_MODALITIES = ("asserted", "reported", "inferred")


@dataclass(frozen=True, slots=True)
class Passed:
    """What may be written: facts with only their sound roles and evidence, and why the rest may not."""

    facts: tuple[Fact, ...]
    rejected: tuple[tuple[Fact, str], ...]


def sound(mentions: Iterable[Mention], text: str) -> tuple[Mention, ...]:
    """The mentions whose surface stands in the text where they say."""
    return tuple(m for m in mentions if m.surface and stands(m.surface, m.span.start, m.span.end, text))


def check(facts: Iterable[Fact], article: Article, referents: frozenset[str]) -> Passed:
    """Drop evidence that is not verbatim, roles and facts without any, and whatever then points nowhere.

    `referents` are the ids that stand for something in the graph. Each reason is one sentence about one fact.
    """
    rejected: list[tuple[Fact, str]] = []
    left = [kept for fact in facts if (kept := _verbatim(fact, article, rejected)) is not None]
    while True:  # a fact that falls takes those with it that cannot stand alone
        known = referents | {fact.id for fact in left}
        statements = {fact.id for fact in left if fact.kind == "Statement"}
        after = [kept for fact in left if (kept := _attached(fact, known, statements, rejected)) is not None]
        if after == left:
            return Passed(tuple(left), tuple(rejected))
        left = after


def stands(quote: str, start: int, end: int, text: str) -> bool:
    """Whether the quote is what the text has from `start` to `end`."""
    return 0 <= start < end <= len(text) and text[start:end] == quote


def misquoted(start: int, end: int) -> str:
    """The reason for what does not stand there."""
    return f"its quote is not the text from {start} to {end}"


def doubtful(modality: str, *, said: bool) -> str | None:
    """Why evidence of that modality may not be written, or None; `said` is whether it names who says so."""
    if modality not in _MODALITIES:
        return f"'{modality}' is no modality"
    if modality == "reported" and not said:
        return "it is reported, but nobody says it"
    return None


def _wrong(evidence: Evidence, text: str) -> str | None:
    """Why this record may not be written, or None."""
    span = evidence.span
    if not evidence.quote.strip():
        return "its quote is empty"
    if not stands(evidence.quote, span.start, span.end, text):
        return misquoted(span.start, span.end)
    if not 0 <= evidence.confidence <= 1:
        return f"its confidence {evidence.confidence} is not between 0 and 1"
    return doubtful(evidence.modality, said=evidence.said_in is not None)


def _verbatim(fact: Fact, article: Article, rejected: list[tuple[Fact, str]]) -> Fact | None:
    text = article.text
    good: list[Evidence] = []
    bad: dict[Role | None, str] = {}
    for evidence in fact.evidence:
        wrong = _wrong(evidence, text)
        if wrong is None:
            good.append(evidence)
        else:
            bad.setdefault(evidence.role, wrong)
    if not any(evidence.role is None for evidence in good):
        rejected.append((fact, f"The {fact.kind} is left out: {bad.get(None, 'it has no evidence of its own')}."))
        return None
    quoted = fact.value("quotedText")
    if quoted is not None and (not isinstance(quoted, str) or not quoted.strip() or quoted not in text):
        rejected.append((fact, f"The {fact.kind} is left out: its words do not stand in the text."))
        return None
    if fact.when and fact.when.span and not 0 <= fact.when.span.start < fact.when.span.end <= len(text):
        rejected.append((fact, f"The time of the {fact.kind} is left out: its words do not stand in the text."))
        fact = replace(fact, when=None)
    supported = {evidence.role for evidence in good}
    lost = {role for role in bad if role is not None and role not in supported}
    for role in sorted(lost, key=str):
        rejected.append((fact, f"'{role.name}' of the {fact.kind} is left out: {bad[role]}."))
    roles = tuple(role for role in dict.fromkeys(fact.roles) if role not in lost)
    return replace(fact, roles=roles, evidence=tuple(good))


def _attached(fact: Fact, known: frozenset[str], statements: set[str], rejected: list[tuple[Fact, str]]) -> Fact | None:
    roles = tuple(role for role in fact.roles if not isinstance(role.value, Ref) or role.value.id in known)
    for role in fact.roles:
        if role not in roles:
            rejected.append((fact, f"'{role.name}' of the {fact.kind} is left out: what it points to is not there."))
    missing = [name for name in _NEEDED.get(fact.kind, ()) if not any(role.name == name for role in roles)]
    if missing:
        rejected.append((fact, f"The {fact.kind} is left out: it has no '{missing[0]}'."))
        return None
    evidence = tuple(e for e in fact.evidence if e.modality != "reported" or e.said_in in statements)
    if not any(e.role is None for e in evidence):
        rejected.append((fact, f"The {fact.kind} is left out: the words that report it are not there."))
        return None
    evidence = tuple(
        e for e in evidence if e.role is None or not isinstance(e.role.value, Ref) or e.role.value.id in known
    )
    if (roles, evidence) == (fact.roles, fact.evidence):
        return fact
    return replace(fact, roles=roles, evidence=evidence)
