"""Whether something described elsewhere is a thing of the graph: by names, kind, country, codes, years and posts.

People and bodies are compared as two articles' people and bodies are (`suviaz.identity`); what an endpoint knows beyond
that speaks for or against it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from suviaz import names
from suviaz.identity import APART, SAME, UNSURE, Identity, Judgement, Name, Profile
from suviaz.linking.cache import Rows
from suviaz.linking.pattern import Pattern
from suviaz.linking.things import Thing
from suviaz.rdf.registry import host_of

_SURE, _POSSIBLE = 0.85, 0.55
_LATIN_CODE = re.compile(r"[A-Za-z]{2,3}")
_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_GROWN = 16
"""So old somebody is who holds a post or signs something."""
_MOST_WORDS = 120


@dataclass(frozen=True, slots=True)
class Item:
    """Something an endpoint describes. `names` are in the graph's languages, `words` tell a person what it is, by
    language; `countries` are alpha-2 codes, `codes` its own; `start` and `end` are ISO days.
    """

    iri: str
    names: frozenset[Name] = frozenset()
    preferred: frozenset[Name] = frozenset()
    words: Mapping[str, str] = field(default_factory=dict)
    countries: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    posts: frozenset[Name] = frozenset()
    hosts: frozenset[str] = frozenset()
    start: str | None = None
    end: str | None = None

    def called(self, lang: str) -> str:
        """A name for a person to read: in that language, else in any."""
        some = self.preferred or self.names
        return min(some, key=lambda name: (name[0] != lang, name), default=("", self.iri))[1]

    def told(self, lang: str) -> str:
        return min(self.words.items(), key=lambda item: (item[0] != lang, item), default=("", ""))[1]


def item_of(iri: str, rows: Rows, pattern: Pattern, country_codes: Mapping[str, str]) -> Item:
    """An item from what an endpoint says of it. `country_codes` gives the alpha-2 code for codes and folded names."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for what, value, tag in rows:
        if clean := _clean(value):
            found[what].add((pattern.of_tag.get(tag, ""), clean))
    preferred = frozenset(name for name in found["name"] if name[0])
    days = {what: sorted(filter(None, (_day(value) for _, value in found[what]))) for what in ("from", "until")}
    return Item(
        iri,
        names=preferred | {name for name in found["other"] if name[0]},
        preferred=preferred,
        words=dict(sorted(found["about"], reverse=True)),
        countries=_codes((value for _, value in found["country"]), country_codes),
        codes=_codes((value for _, value in found["code"]), country_codes),
        posts=frozenset(name for name in found["posts"] if name[0]),
        hosts=frozenset(filter(None, (host_of(value) for _, value in found["site"]))),
        start=days["from"][0] if days["from"] else None,
        end=days["until"][-1] if days["until"] else None,
    )


def judge(thing: Thing, item: Item, identity: Identity) -> Judgement:
    """How far an item of the right kind fits a thing, and why."""
    if not item.names and not (thing.codes & item.codes):
        return Judgement(APART, 0.0, ("no name in a language that is compared",))
    if thing.kind == "Country":
        return _country(thing, item)
    if thing.kind == "Place":
        return _place(thing, item)
    other = Profile(item.iri, thing.kind, names=item.names, countries=item.countries)
    if thing.kind == "Person":
        return _person(thing, item, identity.judge(thing.profile, other), identity)
    return _body(thing, item, identity.judge(thing.profile, other))


def _person(thing: Thing, item: Item, found: Judgement, identity: Identity) -> Judgement:
    if not found.score:
        return found
    score, reasons = found.score, list(found.reasons)
    years = sorted(int(day[:4]) for day in thing.profile.days)
    if item.start and years and years[0] - int(item.start[:4]) < _GROWN:
        return Judgement(APART, 0.0, (*reasons, f"born in {item.start[:4]}, in office in {years[0]}"))
    if item.end and years and years[0] > int(item.end[:4]):
        score, reasons = score - 0.4, [*reasons, f"died in {item.end[:4]}, spoken of from {years[0]} on"]
    mine = [identity.matter(name) for post in thing.profile.posts for name in post.body]
    theirs = [identity.matter(name) for name in item.posts]
    if any(a and a == b for a in mine for b in theirs):
        score, reasons = score + 0.15, [*reasons, "a post in the same matter"]
    return _verdict(score, reasons)


def _body(thing: Thing, item: Item, found: Judgement) -> Judgement:
    if not found.score:
        return found
    # A ministry has predecessors of the same name: what tells them apart has to weigh more than the margin.
    score, reasons = min(found.score, 0.9), list(found.reasons)
    if thing.hosts & item.hosts:
        score, reasons = score + 0.1, [*reasons, f"the same address, {min(thing.hosts & item.hosts)}"]
    for what, ours, theirs in (("begun", thing.profile.start, item.start), ("ended", thing.profile.end, item.end)):
        if ours and theirs:
            near = abs(int(ours[:4]) - int(theirs[:4])) <= 1
            reasons.append(f"{what} in {theirs[:4]}, as here" if near else f"{what} in {theirs[:4]}, not in {ours[:4]}")
            score += 0.05 if near else -0.2
    days = sorted(thing.profile.days)
    if item.end and days and days[0][:7] > item.end[:7]:
        score, reasons = score - 0.3, [*reasons, f"ended on {item.end}, spoken of from {days[0]} on"]
    return _verdict(score, reasons)


def _country(thing: Thing, item: Item) -> Judgement:
    named = _named(thing.profile.names, item.names)
    if thing.codes & item.codes:
        code = min(thing.codes & item.codes)
        if item.end:
            return _verdict(0.6, [f"the code {code}", f"ended on {item.end}"])
        return _verdict(1.0 if named else 0.9, [f"the code {code}", *filter(None, [named[1]])])
    if thing.codes and item.codes:
        return Judgement(APART, 0.0, ("another code",))
    return _verdict(named[0], [named[1], "no code to go by"]) if named[0] else Judgement(APART, 0.0, ("other names",))


def _place(thing: Thing, item: Item) -> Judgement:
    score, why = _named(thing.profile.names, item.names)
    if not score:
        return Judgement(APART, 0.0, ("different names",))
    reasons = [why]
    if thing.profile.countries & item.countries:
        score, reasons = (
            score + 0.2,
            [*reasons, f"in the same country, {min(thing.profile.countries & item.countries)}"],
        )
    elif thing.profile.countries and item.countries:
        return Judgement(APART, 0.0, (why, "in another country"))
    if item.end:
        score, reasons = score - 0.2, [*reasons, f"ended on {item.end}"]
    return _verdict(score, reasons)


def _named(mine: Iterable[Name], theirs: Iterable[Name]) -> tuple[float, str]:
    """How far the names of a country or a place agree, and in which languages."""
    ours = {(lang, names.comparable(name, lang, "Place")) for lang, name in mine}
    others = {(lang, names.comparable(name, lang, "Place")) for lang, name in theirs}
    if both := sorted({lang for lang, _ in ours & others}):
        return 0.75, f"the same name ({', '.join(both)})"
    heard = {names.skeleton(name, lang) for lang, name in mine} & {names.skeleton(name, lang) for lang, name in theirs}
    return (0.65, "names that are one by rule") if heard - {""} else (0.0, "")


def _verdict(score: float, reasons: Iterable[str]) -> Judgement:
    score = round(max(0.0, min(1.0, score)), 3)
    return Judgement(SAME if score >= _SURE else UNSURE if score >= _POSSIBLE else APART, score, tuple(reasons))


def _codes(values: Iterable[str], known: Mapping[str, str]) -> frozenset[str]:
    """Alpha-2 codes for what names a country by a code or by a name."""
    keys = (value.upper() if _LATIN_CODE.fullmatch(value) else names.fold(value) for value in values)
    return frozenset(known[key] for key in keys if key in known)


def _day(value: str) -> str | None:
    """The first day that a date of any precision may mean; None for what is none, or lies before our era."""
    match = _DAY.match(value)
    return f"{match[1]}-{match[2] or '01'}-{match[3] or '01'}" if match else None


def _clean(text: str) -> str:
    """A text from elsewhere as it may be shown: one line, without signs that steer a terminal or turn the writing."""
    shown = "".join(c if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn") else " " for c in text)
    shown = " ".join(shown.split())
    return shown if len(shown) <= _MOST_WORDS * 4 else ""
