"""Labels for what no text names: «форум: электронны ўрад (Беларусь – Рэспубліка Карэя, 2017-04-26)», in each language.

Parts are put side by side instead of being declined, so one pattern serves every language that the concepts have
labels in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from suviaz.model import Code, Fact, Ref, When
from suviaz.rdf.iris import AGREEMENTS, BODIES, EVENTS
from suviaz.rdf.registry import Labels
from suviaz.rdf.terms import CONCEPT, SV

_HEADS = {
    "Post": ("hasPostType",),
    "Commitment": ("envisages",),
    **dict.fromkeys(EVENTS, ("hasEventType",)),
}
"""Roles whose concepts say what the thing is; elsewhere, and where these are missing, the class does."""

_LABELLED = frozenset({"Post", "Commitment", "Strategy", "Programme"}) | EVENTS | AGREEMENTS | BODIES

NameOf = Callable[[str, str], str | None]
"""From the id of a referent or fact and a language to a name in it, or to the name of its country."""


def generated(fact: Fact, labels: Labels, name_of: NameOf, country_of: NameOf) -> tuple[tuple[str, str], ...]:
    """(language, label) pairs made from the parts of a fact, for the classes that carry labels; sorted by language."""
    if fact.kind not in _LABELLED:
        return ()
    codes = [
        f"{CONCEPT}{v.scheme}/{v.code}"
        for role in _HEADS.get(fact.kind, ())
        for v in fact.values(role)
        if isinstance(v, Code)
    ]
    heads = sorted(codes) or [SV + fact.kind]
    languages = sorted(set.intersection(*(set(labels.get(head, {})) for head in heads)) - {""})
    return tuple((language, _label(fact, heads, language, labels, name_of, country_of)) for language in languages)


def _label(fact: Fact, heads: Iterable[str], language: str, labels: Labels, name_of: NameOf, country_of: NameOf) -> str:
    def called(*roles: str, by: NameOf = name_of) -> list[str]:
        found = [by(v.id, language) for role in roles for v in fact.values(role) if isinstance(v, Ref)]
        return sorted({name for name in found if name})

    def concepts(role: str) -> list[str]:
        iris = [f"{CONCEPT}{v.scheme}/{v.code}" for v in fact.values(role) if isinstance(v, Code)]
        return sorted({label for iri in iris if (label := labels.get(iri, {}).get(language))})

    head = ", ".join(labels[iri][language] for iri in heads)
    head = head[:1].upper() + head[1:]
    if fact.kind == "Post":
        where = ", ".join(called("isPostIn") or called("belongsToCountry"))
        host = called("isAccreditedTo")
        return _joined(head, ", ".join([where] * bool(where)) + (f" → {host[0]}" if host else ""))
    about = ", ".join(concepts("hasField"))
    who = " – ".join(
        called("involvesCountry", "hasParty", by=country_of) or called("isMadeBy", "belongsToCountry", by=country_of)
    )
    inside = ", ".join(part for part in (who, _time(fact.when)) if part)
    return _joined(head, about) + (f" ({inside})" if inside else "")


def _time(when: When | None) -> str:
    """A day, several, or a window; a whole month or year is given as such."""
    if when is None or not (when.start or when.end):
        return ""
    first, last = when.start or "", when.end or ""
    if when.exact or not (first and last):
        return first if first == last or not last else f"{first} – {last}"
    if first[:4] == last[:4] and (first[4:], last[4:]) == ("-01-01", "-12-31"):
        return first[:4]
    if first[:7] == last[:7] and first[8:] == "01" and last[8:] >= "28":
        return first[:7]
    return f"{first} – {last}"


def _joined(head: str, rest: str) -> str:
    return f"{head}: {rest}" if rest.strip() else head
