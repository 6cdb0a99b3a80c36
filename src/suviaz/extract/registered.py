"""What a name of the registry stands for where an article uses it."""

from __future__ import annotations

from dataclasses import replace

from suviaz.extract.organisations import OrganisationName
from suviaz.gazetteer import Gazetteer, Hit
from suviaz.grammar import Grammar
from suviaz.model import Span
from suviaz.names import fold


def registry_name(hit: Hit, text: str, grammar: Grammar, gazetteer: Gazetteer) -> OrganisationName:
    """A registry name in the nominative, and the same without the country at its end."""
    name = OrganisationName.of(hit, text, grammar)
    words = name.names[0].split()
    if grammar.head_last:  # the country stands in front
        for size in range(1, min(4, len(words))):
            if (code := gazetteer.country(fold(" ".join(words[:size])))) is not None and code == name.country:
                return replace(name, names=(*name.names, " ".join(words[size:])), soft=False)
        return name
    for size in range(min(4, len(words) - 1), 0, -1):
        tail = " ".join(words[-size:])
        found = gazetteer.find(tail)
        if len(found) == 1 and found[0].span == Span(0, len(tail)) and found[0].entities[0].kind == "Country":
            rest = words[:-size]
            while (
                grammar.capitals
                and rest
                and fold(rest[-1])
                in (*grammar.words("organisations", "articles"), *grammar.words("organisations", "joints"))
            ):
                rest.pop()
            return replace(name, names=(*name.names, " ".join(rest)), soft=False)
    if grammar.capitals and name.kind == "Ministry":
        return replace(name, country=None)  # every country has one of that name
    return name


def state_of(hit: Hit, text: str, grammar: Grammar, gazetteer: Gazetteer) -> Hit:
    """«벨라루스 정부» is the country, though the registry has a body of that name."""
    first, _, last = hit.span.of(text).partition(" ")
    if last not in grammar.words("text", "state"):
        return hit
    found = [h for h in gazetteer.find(first) if h.entities[0].kind == "Country"]
    return replace(found[0], span=Span(hit.span.start, hit.span.start + len(first))) if found else hit


def namesake_of(hit: Hit, owner: Hit, text: str) -> OrganisationName | None:
    """«НАН Армении» where the registry has the «НАН» of Belarus: another country's body of that short name."""
    body, country = hit.entities[0], owner.entities[0]
    known = {entity.country for entity in hit.entities}
    named = hit.form == "short" and body.kind not in ("Country", "Place") and owner.form in ("name", "short")
    if not named or country.kind != "Country" or country.country in known or None in known or "gen" not in owner.cases:
        return None
    short = hit.span.of(text)
    if not short.isupper():
        return None
    return OrganisationName(body.kind, (f"{short} {owner.span.of(text)}", short), country.country, (), hit.cases)
