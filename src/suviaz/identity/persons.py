"""Whether two people are one: their names by rule, then where they are from, their posts, and when.

A name alone is enough where few people can share it; where many can (a family name and two syllables, initials, a
family name alone) something else has to agree as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from suviaz import names
from suviaz.identity.bodies import Bodies
from suviaz.identity.values import APART, Blocks, Judgement, Name, Post, Profile, verdict
from suviaz.names import sounds as heard
from suviaz.names import syllables

_SAME, _UNSURE = 0.85, 0.6
_EXACT, _NEAR, _TWO_INITIALS, _SYLLABLES, _INITIAL, _BARE, _ALIKE = 0.8, 0.65, 0.7, 0.65, 0.55, 0.45, 0.1
_SINGLE = frozenset({"head-of-state", "head-of-government", "speaker-of-parliament"})
"""Posts that one person of a country holds at a time."""
_YEARS = 6
"""So far apart two mentions of one post speak for one holder, or a common name for one person."""


@dataclass(frozen=True, slots=True)
class _Called:
    """One name of a person, taken apart."""

    script: str
    surname: str
    surname_sound: str
    given: str
    given_known: bool
    given_sound: str
    first_sound: str
    patronymic: str
    initials: str
    order_open: bool
    syllables: tuple[syllables.SyllableName, ...]


@lru_cache(maxsize=1 << 15)
def _called(name: str, lang: str) -> _Called:
    script = heard.script_of(name, lang)
    parts, given, father = names.person_parts(name, script)
    known = given is not None
    sound = heard.sounds(parts.given, script) if parts.given else ""
    read = syllables.readings(name, lang)
    return _Called(
        script=script,
        surname=names.skeleton(parts.surname, script),
        surname_sound=heard.sounds(parts.surname, script),
        given=given or (names.skeleton(parts.given, script) if parts.given else ""),
        given_known=known,
        given_sound=sound,
        first_sound=heard.sounds(parts.given.split(" ")[0], script) if parts.given else "",
        patronymic=father or (heard.sounds(parts.patronymic, script) if parts.patronymic else ""),
        initials=heard.sounds(" ".join(parts.initials), script) if parts.initials else "",
        order_open=bool(parts.given) and not known and not parts.patronymic,
        syllables=read,
    )


class Persons:
    """Blocks and judgements for people. `bodies` compares the bodies in which they hold posts."""

    def __init__(self, bodies: Bodies) -> None:
        self._bodies = bodies

    def blocks(self, person: Profile) -> Blocks:
        """Keys under which a person is filed, and those under which whoever may be the same person is filed."""
        filed: set[str] = set()
        sought: set[str] = set()
        for lang, name in person.names:
            called = _called(name, lang)
            keys = {f"k:{key}" for way in called.syllables for key in syllables.syllable_codes(way)}
            filed |= keys
            sought |= keys
            if _only_syllables(called, person.countries):
                continue
            if not called.given and not called.initials:
                # A bare family name says too little without a country and a post.
                keys = _with_posts("b", called, person)
                filed |= keys
                sought |= keys | _with_posts("f", called, person)
                continue
            filed |= _with_posts("f", called, person)
            sought |= _with_posts("b", called, person)
            for mine, theirs in _by_sound(called, person.countries):
                filed |= mine
                sought |= theirs
        return Blocks(frozenset(filed), frozenset(sought))

    def judge(self, one: Profile, other: Profile) -> Judgement:
        """Whether two profiles are one person's. Symmetric."""
        called = [(_called(a[1], a[0]), _called(b[1], b[0])) for a in sorted(one.names) for b in sorted(other.names)]
        countries = one.countries, other.countries
        grades = [_named(a, b, countries) for a, b in called]
        if not grades:
            return Judgement(APART, 0.0, ("no name",))
        if any(grade < 0 for grade, _ in grades):
            return Judgement(APART, 0.0, (min(grades)[1],))
        grade, why = max(grades)
        if not grade:
            return Judgement(APART, 0.0, ("different names",))
        score, reasons = grade, [why]
        for change, reason in self._context(one, other, weak=grade < _EXACT, bare=grade <= _INITIAL):
            score += change
            reasons.append(reason)
        return verdict(score, reasons, same=_SAME, unsure=_UNSURE)

    def _context(self, one: Profile, other: Profile, *, weak: bool, bare: bool) -> Iterable[tuple[float, str]]:
        foreign = _foreign(one) or _foreign(other)
        shared = one.countries & other.countries
        near = _near(one, other, _YEARS)
        if shared:
            yield 0.1, "of one country"
        elif one.countries and other.countries:
            if not foreign:
                yield -0.5, "of different countries"
                return
            yield -0.05, "of different countries, one of which does not fit the name"
        if not weak and not shared and near and not (_common(one) or _common(other)):
            yield 0.1, "a name that few share, in the same years"
        if not one.posts or not other.posts:
            if weak and not bare and near and shared:
                yield 0.1, "spoken of in the same years"
            return
        best, reason = -0.2, "different posts"
        for mine in sorted(one.posts, key=Post.order):
            for theirs in sorted(other.posts, key=Post.order):
                best, reason = max((best, reason), self._posts(mine, theirs, near=near, foreign=foreign))
        if best < 0 and not weak:
            best = -0.05  # people change posts; a full name that few share is enough
        if bare and not near:
            best -= 0.1
        yield best, reason

    def _posts(self, mine: Post, theirs: Post, *, near: bool, foreign: bool) -> tuple[float, str]:
        if mine.kind != theirs.kind:
            if self._bodies.compare(mine, theirs) is True:
                return 0.1, "posts in one body"
            return -0.15, "different posts"
        if mine.kind in _SINGLE and mine.country == theirs.country and mine.country:
            return 0.3, f"{mine.kind} of one country"
        # Who was given the wrong country was given the body of a wrong country, too.
        same = None if foreign else self._bodies.compare(mine, theirs)
        if mine.to and theirs.to:
            return (0.25, "sent to one country") if mine.to == theirs.to else (-0.1, "sent to different countries")
        if same is True:
            return 0.3, f"{mine.kind} in one body"
        if same is False:
            return -0.1, f"{mine.kind} in different bodies"
        return (0.2 if near else 0.1), f"{mine.kind}, the body unknown"


def _with_posts(head: str, called: _Called, person: Profile) -> set[str]:
    return {
        f"{head}:{surname}:{country}:{post.kind}"
        for surname in heard.codes(called.surname_sound)
        for country in person.countries
        for post in person.posts
    }


def _by_sound(called: _Called, countries: frozenset[str]) -> Iterator[tuple[set[str], set[str]]]:
    """Keys by the sound of a name: where it is filed, and where others are sought.

    Names in scripts that tell sounds apart meet each other by fine keys, and names in lossy scripts by coarse ones:
    so that the many of the one kind need not be compared by what the few of the other kind need.
    """
    first = _given_sound(called)[:1] or called.initials[:1]
    initials = heard.initial_codes(first)
    coarse = {f"{s}:{i}" for s in heard.codes(called.surname_sound) for i in initials}
    if heard.lossy(called.script):
        if called.order_open:
            swapped = heard.initial_codes(called.surname_sound)
            coarse |= {f"{g}:{i}" for g in heard.codes(called.given_sound) for i in swapped}
        own = {f"l:{key}" for key in coarse}
        yield own, own | {f"n:{key}" for key in coarse}
        return
    yield {f"n:{key}" for key in coarse}, {f"l:{key}" for key in coarse}
    surnames = heard.codes(called.surname_sound, fine=True)
    with_initial = {f"{s}:{i}" for s in surnames for i in initials}
    if not called.given:
        own = {f"o:{key}" for key in with_initial}
        yield own, own | {f"i:{key}" for key in with_initial}
        return
    # A spelling that the list has for one name may elsewhere be of another, or not be listed: both of its sounds count.
    given = {g for sound in (called.first_sound, _given_sound(called)) for g in heard.codes(sound, fine=True)}
    # What is equal by rule meets anywhere, what only sounds alike within a country.
    full = {f"q:{called.surname}:{g}" for g in given}
    full |= {f"q:{s}:{g}:{country}" for s in surnames for g in given for country in countries}
    if called.order_open:
        full |= {f"q:{g}:{s}:{country}" for s in surnames for g in given for country in countries}
    yield full | {f"i:{key}" for key in with_initial}, full | {f"o:{key}" for key in with_initial}


def _foreign(person: Profile) -> bool:
    """Whether the country that a reader gave does not fit the name: nobody there is called so."""
    if not person.countries:
        return False
    called = [_called(name, lang) for lang, name in person.names]
    if all(syllables.at_home(country) for country in person.countries):
        return not any(one.syllables for one in called)
    return all(one.syllables and not one.given_known and not one.order_open for one in called)


def _common(person: Profile) -> bool:
    return any(names.is_common(_called(name, lang).surname) for lang, name in person.names)


def _only_syllables(called: _Called, countries: frozenset[str]) -> bool:
    """Whether a name is to be compared by its syllables alone."""
    if not called.syllables:
        return False
    home = {syllables.at_home(country) for country in countries}
    return not called.given_known and (not countries or any(way.tradition in home for way in called.syllables))


def _given_sound(called: _Called) -> str:
    return heard.sounds(called.given, names.latin()) if called.given_known else called.given_sound


def _named(a: _Called, b: _Called, countries: tuple[frozenset[str], frozenset[str]]) -> tuple[float, str]:
    """How far two names carry: below 0, they contradict each other; 0, they are different."""
    if _only_syllables(a, countries[0]) or _only_syllables(b, countries[1]):
        if not (a.syllables and b.syllables):
            return (0.0, "") if a.given and b.given else _surname_only(a, b)
        if any(syllables.same_syllables(x, y) for x in a.syllables for y in b.syllables):
            return _SYLLABLES, "the same syllables"
        return 0.0, ""
    if a.patronymic and b.patronymic and heard.apart(a.patronymic, b.patronymic) > 1.2:
        given, _ = _given(a, b)
        if given and _surnames(a, b):
            return -1.0, "different patronymics"
    surname = _surnames(a, b)
    if (
        not surname
        and (a.order_open or b.order_open)
        and _close(a.given_sound, b.surname_sound, a, b)
        and _close(a.surname_sound, b.given_sound, a, b)
    ):
        return _NEAR, "the same two names the other way round"
    if not surname:
        return _hardly(a, b)
    if a.given and b.given:
        given, exact = _given(a, b)
        if not given:
            return _hardly(a, b)
        return (_EXACT, "the same full name") if exact and surname == 2 else (_NEAR, "full names that sound alike")
    if a.given or b.given or (a.initials and b.initials):
        return _initials(a, b)
    return _surname_only(a, b)


def _hardly(a: _Called, b: _Called) -> tuple[float, str]:
    """Names that are not alike enough, one of them in a script that cannot tell: they do not rule each other out."""
    if not _either_lossy(a, b):
        return 0.0, ""
    one, other = (c.given_sound + c.surname_sound for c in (a, b))
    apart = heard.apart(one, other, lossy=True)
    return (_ALIKE, "names that sound a little alike") if apart <= 0.6 + 0.18 * min(len(one), len(other)) else (0.0, "")


def _surname_only(a: _Called, b: _Called) -> tuple[float, str]:
    if _surnames(a, b) and not (a.given and b.given):
        return _BARE, "the same family name"
    return 0.0, ""


def _initials(a: _Called, b: _Called) -> tuple[float, str]:
    first, second = _letters(a), _letters(b)
    if not first or not second:
        return _BARE, "the same family name"
    lossy = heard.lossy(a.script) or heard.lossy(b.script)
    if not _one_letter(first[0], second[0], lossy=lossy):
        return (_ALIKE, "initials that may be of one name") if lossy else (0.0, "")
    if len(first) > 1 and len(second) > 1:
        if not _one_letter(first[1], second[1], lossy=lossy):
            return -1.0, "different initials"
        return _TWO_INITIALS, "family name and two initials"
    return _INITIAL, "family name and an initial"


def _letters(called: _Called) -> str:
    if called.initials:
        return called.initials
    return _given_sound(called)[:1] + called.patronymic[:1]


def _one_letter(one: str, other: str, *, lossy: bool) -> bool:
    return one == other or heard.apart(one, other, lossy=lossy) <= 0.4


def _surnames(a: _Called, b: _Called) -> int:
    """2 equal by rule, 1 sounding alike, 0 different."""
    if a.surname == b.surname and a.surname and not (heard.lossy(a.script) and heard.lossy(b.script)):
        return 2
    if a.script == b.script:
        lossy = heard.lossy(a.script)
        return (
            2
            if a.surname_sound == b.surname_sound
            else int(heard.apart(a.surname_sound, b.surname_sound, lossy=lossy) <= 0.45)
        )
    exact = heard.apart(a.surname_sound, b.surname_sound) <= 0.5 and not _either_lossy(a, b)
    return 2 if exact else int(_close(a.surname_sound, b.surname_sound, a, b))


def _given(a: _Called, b: _Called) -> tuple[bool, bool]:
    """Whether two given names may be one, and whether that is certain."""
    if a.given == b.given:
        return True, True
    one, other = a.given_sound, b.given_sound
    if a.given_known and b.given_known:
        # One spelling may be listed for two names.
        return heard.apart(one, other) <= 0.25, False
    if a.given_known != b.given_known:
        # One of the two is no spelling that the list has: it may still be one of that name.
        listed = heard.sounds((a if a.given_known else b).given, names.latin())
        mine = other if a.given_known else one
        first = (b if a.given_known else a).first_sound
        if _close(mine, listed, a, b) or _close(first, listed, a, b) or _close(one, other, a, b):
            return True, not _either_lossy(a, b)
        return False, False
    alike = _close(one, other, a, b) or _close(a.first_sound, b.first_sound, a, b)
    return alike, alike and not _either_lossy(a, b)


def _either_lossy(a: _Called, b: _Called) -> bool:
    return heard.lossy(a.script) or heard.lossy(b.script)


def _close(one: str, other: str, a: _Called, b: _Called) -> bool:
    lossy = _either_lossy(a, b)
    limit = (0.3 + 0.09 * min(len(one), len(other))) if lossy else 0.2 + 0.07 * min(len(one), len(other))
    return bool(one and other) and heard.apart(one, other, lossy=lossy) <= limit


def _near(one: Profile, other: Profile, years: int) -> bool:
    mine, theirs = sorted(int(day[:4]) for day in one.days), sorted(int(day[:4]) for day in other.days)
    if not mine or not theirs:
        return False
    return mine[0] - theirs[-1] <= years and theirs[0] - mine[-1] <= years


__all__ = ["Name", "Persons"]
