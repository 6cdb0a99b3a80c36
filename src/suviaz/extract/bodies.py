"""Which of the bodies already spoken of a name means; a new one where it means none of them."""

from __future__ import annotations

from collections.abc import Sequence

from suviaz.extract.draft import Drafts, Thing
from suviaz.extract.organisations import OrganisationName
from suviaz.model import Span
from suviaz.names import fold


def organisation(drafts: Drafts, name: OrganisationName, span: Span | None) -> Thing:
    """The organisation of that name: one already spoken of, or a new one."""
    keys = [fold(text) for text in name.names]
    alike = drafts.named(*keys, *name.candidates)
    thing = next((t for t in alike if _same_body(t, name, keys)), None) or _like(drafts, name, keys)
    if thing is None:
        thing = drafts.add(Thing(name.kind, country=name.country, candidates=name.candidates))
    drafts.name(thing, name.names, name.candidates)
    if not (name.soft and thing.country and thing.country != name.country):
        thing.country = thing.country or name.country
        if len(name.candidates) == 1 or not thing.candidates:
            thing.candidates = name.candidates or thing.candidates
    if name.kind != "Organisation":
        thing.kind = name.kind
    if span:
        thing.mention(span, span.of(drafts.article.text))
    return thing


def _like(drafts: Drafts, name: OrganisationName, keys: Sequence[str]) -> Thing | None:
    """«корейское министерство»: the only such body of that country named before."""
    bare = name.country is not None and not name.candidates and len(name.names) == 1 and " " not in name.names[0]
    if bare and (found := drafts.only(name.kind, name.country, fold(name.names[0]))) is not None:
        return found
    return _abbreviated(drafts, name, keys[0]) or _fuller(drafts, name, keys) or _same_words(drafts, name, keys)


def _same_words(drafts: Drafts, name: OrganisationName, keys: Sequence[str]) -> Thing | None:
    """«МИД Армении» beside «Министерство иностранных дел Республики Армения», «Foreign Ministry» beside «Ministry of
    Foreign Affairs of …»: the only ministry named before, of the same country, that the shorter name can mean."""
    if name.kind != "Ministry":
        return None
    found = [
        thing
        for thing in drafts.things
        if thing.kind == "Ministry"
        and (name.country == thing.country or (not thing.country and not name.soft) or not name.country)
        and not (name.candidates and thing.candidates and set(name.candidates).isdisjoint(thing.candidates))
        and any(_means(mine, theirs) or _means(theirs, mine) for mine in keys for theirs in map(fold, thing.names[:2]))
    ]
    return found[0] if len(found) == 1 else None


def _means(short: str, full: str) -> bool:
    words = [word for word in full.split() if len(word) > _SMALL]
    if " " not in short:
        return 2 <= len(short) <= _ACRONYM and short == "".join(word[0] for word in words[: len(short)])
    own = short.split()
    return len(own) > 1 and len(own) < len(full.split()) and set(own) < set(words)


_SMALL = 2
"""Letters of words that acronyms pass over."""
_ACRONYM = 5
"""Letters of an acronym that stands for a ministry."""


_SYLLABLE = 3
"""Letters that an abbreviation has of each word."""


def _abbreviated(drafts: Drafts, name: OrganisationName, short: str) -> Thing | None:
    """«Минфин» behind «Министерство финансов …»: the only ministry named before whose words begin like it."""
    if name.kind != "Ministry" or " " in short or len(short) < 2 * _SYLLABLE:
        return None
    starts = short[:_SYLLABLE], short[_SYLLABLE : 2 * _SYLLABLE]
    found = [
        thing
        for thing in drafts.things
        if thing.kind == "Ministry"
        and (name.soft or name.country is None or thing.country in (None, name.country))
        and any(tuple(w[:_SYLLABLE] for w in key.split()[:2]) == starts for key in thing.keys)
    ]
    return found[0] if len(found) == 1 else None


def _fuller(drafts: Drafts, name: OrganisationName, keys: Sequence[str]) -> Thing | None:
    """«Музей ковра» behind «Азербайджанский национальный музей ковра»: the only body named before with those words
    at the end of its name."""
    if name.candidates or " " not in name.names[0]:
        return None
    found = [
        thing
        for thing in drafts.ending(keys[0])
        if thing.kind == name.kind
        and (name.country is None or thing.country in (None, name.country))
        and any(key.endswith(" " + keys[0]) for key in thing.keys)
    ]
    return found[0] if len(found) == 1 else None


def _same_body(thing: Thing, name: OrganisationName, keys: Sequence[str]) -> bool:
    if thing.kind in ("Person", "Country", "Place", "Group"):
        return False
    if thing.country and name.country and thing.country != name.country and not name.soft:
        return False
    if len(name.candidates) == 1 and thing.candidates == name.candidates:
        return True
    if name.country and thing.country == name.country and set(thing.candidates) & set(name.candidates):
        return True  # two ministries of one country that had one name after the other
    return any(key in thing.keys for key in keys)
