"""Which of the bodies already spoken of a name means; a new one where it means none of them."""

from __future__ import annotations

from suviaz.extract.draft import Drafts, Thing
from suviaz.extract.organisations import OrganisationName
from suviaz.model import Span
from suviaz.names import fold


def organisation(drafts: Drafts, name: OrganisationName, span: Span | None) -> Thing:
    """The organisation of that name: one already spoken of, or a new one."""
    thing = next((t for t in drafts.things if _same_body(t, name)), None) or _like(drafts, name)
    if thing is None:
        thing = Thing(name.kind, [], [], name.country, name.candidates)
        drafts.things.append(thing)
    thing.name(*name.names)
    if not (name.soft and thing.country and thing.country != name.country):
        thing.country = thing.country or name.country
        if len(name.candidates) == 1 or not thing.candidates:
            thing.candidates = name.candidates or thing.candidates
    if name.kind != "Organisation":
        thing.kind = name.kind
    if span:
        thing.mention(span, span.of(drafts.article.text))
    return thing


def _like(drafts: Drafts, name: OrganisationName) -> Thing | None:
    """«корейское министерство»: the only such body of that country named before."""
    bare = name.country is not None and not name.candidates and len(name.names) == 1 and " " not in name.names[0]
    if bare:
        return drafts.only(name.kind, name.country, fold(name.names[0]))
    return _fuller(drafts, name)


def _fuller(drafts: Drafts, name: OrganisationName) -> Thing | None:
    """«Музей ковра» behind «Азербайджанский национальный музей ковра»: the only body named before with those words
    at the end of its name."""
    ends = [" " + fold(n) for n in name.names[:1] if " " in n]
    found = [
        thing
        for thing in drafts.things
        if thing.kind == name.kind
        and (name.country is None or thing.country in (None, name.country))
        and any(key.endswith(end) for key in thing.keys for end in ends)
    ]
    return found[0] if len(found) == 1 and not name.candidates else None


def _same_body(thing: Thing, name: OrganisationName) -> bool:
    if thing.kind in ("Person", "Country", "Place", "Group"):
        return False
    if thing.country and name.country and thing.country != name.country and not name.soft:
        return False
    if len(name.candidates) == 1 and thing.candidates == name.candidates:
        return True
    if name.country and thing.country == name.country and set(thing.candidates) & set(name.candidates):
        return True  # two ministries of one country that had one name after the other
    return any(fold(n) in thing.keys for n in name.names)
