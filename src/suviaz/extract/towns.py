"""Bodies that bear the adjective of a town: «Ханойскі ўніверсітэт» is of the country that Hanoi lies in."""

from __future__ import annotations

from dataclasses import replace

from suviaz.extract.organisations import OrganisationName
from suviaz.gazetteer import Gazetteer
from suviaz.grammar import Grammar
from suviaz.names import fold


def of_town(name: OrganisationName, grammar: Grammar, gazetteer: Gazetteer) -> OrganisationName:
    """The name with the country of the town that its first word is the adjective of, where nothing else tells it."""
    suffixes = grammar.words("organisations", "town_suffixes")
    if name.country or name.candidates or not suffixes:
        return name
    first = fold(name.names[0].split(" ")[0])
    suffix = next((s for s in suffixes if first.endswith(s)), "")
    if not suffix or any(sense.kind == "adjectives" for _, sense in grammar.lexicon.match([first], 0)):
        return name
    stem = first.removesuffix(suffix)
    for ending in grammar.words("organisations", "town_endings"):
        town = (stem + ending.removeprefix("-")).capitalize()
        for hit in gazetteer.find(town):
            lands = {entity.country for entity in hit.entities}
            if hit.entities[0].kind == "Place" and hit.span.end - hit.span.start == len(town) and len(lands) == 1:
                return replace(name, country=lands.pop(), soft=True)
    return name
