"""Whether two bodies are one: what their names are made of, in any language, and whose they are.

A name is taken apart into concepts (ministry, communication, informatization …: `data/names/bodies.txt`), places and
countries (the registry's), and words that nobody lists, which are compared by sound.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from suviaz import names
from suviaz.errors import BrokenResource
from suviaz.identity.values import APART, Blocks, Judgement, Name, Post, Profile, verdict
from suviaz.model import Entity
from suviaz.names import sounds as heard
from suviaz.resources import files

_SAME, _UNSURE = 0.9, 0.55
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_HANGUL = re.compile("[\uac00-\ud7a3]+")
_NUMBER = re.compile(r"\d+")
_SEAM = re.compile("(?<=[a-z0-9])(?=[\uac00-\ud7a3])|(?<=[\uac00-\ud7a3])(?=[a-z0-9])")
_WEAK = frozenset({"state", "national", "republic", "public", "international"})
"""What one source adds to a body's name and the next leaves out."""
_WEAK_BETWEEN = _WEAK | {"cooperation"}
"""The same for bodies of several countries."""
_LONGEST_ENDING, _LONGEST_PLACE = 6, 12
_VOWELS = "аеёіоуыэюяйьиъ"
"""Letters that make up the endings of nouns, as far as they change."""


@dataclass(frozen=True, slots=True)
class _Stem:
    """What a word may begin with, and what it then means."""

    text: str
    means: tuple[str, ...]
    whole: bool = False
    last: bool = False
    prefix: bool = False
    pattern: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class _Made:
    """What a name is made of. `comparable` is all of it, for names in one language."""

    comparable: str
    concepts: frozenset[str]
    places: frozenset[str]
    countries: frozenset[str]
    words: tuple[str, ...]

    @property
    def strong(self) -> frozenset[str]:
        return self.concepts - _WEAK


def _telling(part: str) -> tuple[bool, bool, str]:
    """Parts in an order of what to know a name by: a number tells most, and what may be left out comes last."""
    return not part.isdigit(), part in _WEAK_BETWEEN, part


@lru_cache(maxsize=1)
def _table() -> tuple[Mapping[str, Mapping[str, tuple[_Stem, ...]]], frozenset[str], frozenset[str]]:
    """Stems of each language by first letter, the longest first; the concepts that say what a body is; and those of
    which a country has one.
    """
    found: dict[str, list[_Stem]] = defaultdict(list)
    kinds: set[str] = set()
    single: set[str] = set()
    section = ""
    for path in files("data/names", "bodies.txt"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.startswith("#"):
                section = line.lstrip("# ")
                continue
            concept, *cells = (cell.strip() for cell in line.split("|"))
            if section in ("kinds", "one a country"):
                kinds.add(concept)
            if section == "one a country":
                single.add(concept)
            for cell in cells:
                lang, *stems = cell.split()
                if not re.fullmatch("[a-z]{2}", lang):
                    raise BrokenResource(f"{path.name}, line {number}: '{lang}' is no language.")
                found[lang] += [_stem(stem, concept) for stem in stems]
    by_letter: dict[str, dict[str, list[_Stem]]] = defaultdict(lambda: defaultdict(list))
    for lang, known in found.items():
        for stem in sorted(known, key=lambda s: (-len(s.text), s.text)):
            by_letter[lang][stem.text[:1]].append(stem)
    longest = {lang: {a: tuple(some) for a, some in letters.items()} for lang, letters in by_letter.items()}
    return longest, frozenset(kinds), frozenset(single)


def _stem(text: str, concept: str) -> _Stem:
    spelt, *means = text.split("+")
    folded = names.fold(spelt.strip("=-").replace("_", " "))
    # Each of several words may have an ending of its own.
    words = re.compile(r"\w* ".join(map(re.escape, folded.split(" ")))) if " " in folded else None
    return _Stem(
        text=folded,
        pattern=words,
        means=tuple(means) or (() if concept == "-" else (concept,)),
        whole=spelt.startswith("="),
        last=spelt.startswith("-"),
        prefix=spelt.endswith("-") and len(spelt) > 1,
    )


class Bodies:
    """Blocks and judgements for organisations, with the registry's countries and places as words."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self._entities = tuple(entities)
        self._where: dict[str, dict[str, str]] = {}
        self._parts: dict[Name, _Made] = {}

    def blocks(self, body: Profile) -> Blocks:
        """Keys under which a body is filed, and those under which whoever may be the same body is filed.

        Of two names of one body, one says all that the other says. So it is enough to seek one part of the shorter name
        among all parts of the longer ones, and the other way round: bodies that share a common part need not meet.
        """
        _, kinds, _ = _table()
        filed: set[str] = set()
        sought: set[str] = set()
        for lang, name in body.names:
            made = self.made((lang, name))
            own, fields = sorted(made.concepts & kinds), sorted(made.strong - kinds, key=_telling)
            parts = {f"{kind}:{field}" for kind in own for field in fields}
            words = {heard.code(word) for word in made.words if len(word) > 3}
            known_by = {f"{own[0]}:{fields[0]}"} if parts else words
            for country in body.countries or {""}:
                whole = {
                    f"o={country}:{made.comparable}",
                    f"o:{country}:{' '.join(sorted(made.strong))}:{' '.join(map(heard.code, made.words))}",
                }
                filed |= whole | {f"o:{country}:{key}" for key in parts | words}
                filed |= {f"o1:{country}:{key}" for key in known_by}
                sought |= whole | {f"o:{country}:{key}" for key in known_by}
                sought |= {f"o1:{country}:{key}" for key in parts | words}
        return Blocks(frozenset(filed), frozenset(sought))

    def judge(self, one: Profile, other: Profile) -> Judgement:
        """Whether two profiles are one body's. Symmetric."""
        if one.fixed and other.fixed:
            return Judgement(APART, 0.0, ("both in the registry",))
        between = max(len(one.countries), len(other.countries)) > 1
        if (
            one.countries
            and other.countries
            and (not one.countries & other.countries or (between and one.countries != other.countries))
        ):
            return Judgement(APART, 0.0, ("of different countries",))
        if (one.end and other.start and one.end < other.start) or (other.end and one.start and other.end < one.start):
            return Judgement(APART, 0.0, ("one had ended when the other began",))
        if _outside(one, other) or _outside(other, one):
            return Judgement(APART, 0.0, ("spoken of when the other one did not exist",))
        own = one.countries | other.countries
        weak = _WEAK_BETWEEN if between else _WEAK
        pairs = ((a, b) for a in sorted(one.names) for b in sorted(other.names))
        score, why = max(self.named(a, b, own, weak=weak) for a, b in pairs)
        reasons = [why]
        if one.countries & other.countries:
            score, reasons = score + 0.1, [*reasons, "of one country"]
        elif one.countries or other.countries:
            score, reasons = score - 0.1, [*reasons, "the country of one is not known"]
        if not score or why == "different names":
            return Judgement(APART, 0.0, ("different names",))
        return verdict(score, reasons, same=_SAME, unsure=_UNSURE)

    def named(
        self, one: Name, other: Name, own: frozenset[str] = frozenset(), *, weak: frozenset[str] = _WEAK
    ) -> tuple[float, str]:
        """How far two names carry. `own` are the countries to which the bodies belong: naming them tells nothing.

        `weak` are concepts that one source adds and the next leaves out.
        """
        a, b = self.made(one), self.made(other)
        if one[0] == other[0] and a.comparable == b.comparable:
            return 0.9, "the same name"
        mine, theirs = a.concepts - weak, b.concepts - weak
        if not (mine or a.words) or not (theirs or b.words):
            return 0.0, "different names"
        _, kinds, single = _table()
        left, right = _unmatched(a.words, b.words, lossy=heard.lossy(one[0]) != heard.lossy(other[0]))
        abroad, elsewhere = (frozenset(c for c in x.countries if not own & set(c.split())) for x in (a, b))
        extra = [*sorted((mine - theirs) | (a.places - b.places) | (abroad - elsewhere)), *left]
        missing = [*sorted((theirs - mine) | (b.places - a.places) | (elsewhere - abroad)), *right]
        if extra and missing:
            return 0.0, "different names"
        if extra or missing:
            return (
                (0.5, "one name has more: " + ", ".join(extra + missing)) if mine & theirs else (0.0, "different names")
            )
        if left_out := sorted(a.concepts ^ b.concepts):
            return 0.8, "names of the same parts but for " + ", ".join(left_out)
        if (a.concepts - kinds) or a.words or a.places or a.concepts & single or abroad:
            return 0.85, "names of the same parts"
        if a.countries & b.countries:
            return 0.8, "the same kind of body, named after the country"
        return 0.6, "names that say little"

    def compare(self, mine: Post, theirs: Post) -> bool | None:
        """Whether two posts are in one body; None where that is not known."""
        if mine.at and mine.at == theirs.at:
            return True
        if not mine.body or not theirs.body:
            return None
        if mine.country and theirs.country and mine.country != theirs.country:
            return False
        best = max(self.named(a, b)[0] for a in mine.body for b in theirs.body)
        return True if best >= 0.8 else None if best >= 0.5 else False

    def matter(self, name: Name) -> frozenset[str]:
        """The concepts of a name that tell one ministry from another."""
        return self.made(name).strong - _table()[1]

    def made(self, name: Name) -> _Made:
        """What a name is made of, remembered."""
        if name not in self._parts:
            if len(self._parts) > 200_000:
                self._parts.clear()
            self._parts[name] = self._take_apart(*name)
        return self._parts[name]

    def _take_apart(self, lang: str, name: str) -> _Made:
        script = heard.script_of(name, lang)
        stems, where = _table()[0].get(script, {}), self._places(script)
        text = _SEAM.sub(" ", names.fold(re.sub(r"\([^)]*\)", " ", name)))
        concepts: set[str] = set()
        places: set[str] = set()
        words: list[str] = []
        at = 0
        while match := _TOKEN.search(text, at):
            token, at = match[0], match.end()
            if _HANGUL.fullmatch(token):
                self._syllabic(token, script, (stems, where), (concepts, places, words))
                continue
            # Hospital 31 is not hospital 15: a number has no sound, so it counts as a part that is equal or is not.
            concepts.update(str(int(number)) for number in _NUMBER.findall(token))
            if token.isdigit():
                continue
            stem = _fitting(text, match.start(), token, stems)
            place = _place(token, where)
            if (stem is None and place is None) or (place and (stem is None or len(place[0]) > len(stem.text))):
                if place:
                    places.update(filter(None, [place[1]]))
                elif len(token) > 1:
                    words.append(heard.sounds(token, script))
                continue
            assert stem is not None
            concepts.update(stem.means)
            if stem.prefix and len(token) > len(stem.text):
                at = match.start() + len(stem.text)
                if text[at - 1] == "-":
                    continue
                if not _fitting(text, at, token[len(stem.text) :], stems):
                    words.append(heard.sounds(token, script))
                    at = match.end()
            else:
                at = max(at, match.start() + len(stem.text))
                while at < len(text) and (text[at].isalnum() or text[at] == "'"):
                    at += 1
        countries = frozenset(place for place in places if place.startswith("country/"))
        return _Made(
            names.comparable(name, lang, "Organisation"),
            frozenset(concepts),
            frozenset(places - countries),
            frozenset(country.partition("/")[2] for country in countries),
            tuple(words),
        )

    def _syllabic(
        self,
        token: str,
        script: str,
        known: tuple[Mapping[str, tuple[_Stem, ...]], Mapping[str, str]],
        found: tuple[set[str], set[str], list[str]],
    ) -> None:
        """Take a word apart that is written without spaces between its parts, from its beginning."""
        (stems, where), (concepts, places, words) = known, found
        rest, unknown = token, ""
        while rest:
            place = next((rest[:n] for n in range(min(len(rest), _LONGEST_PLACE), 0, -1) if rest[:n] in where), "")
            stem = next(
                (
                    s
                    for s in stems.get(rest[0], ())
                    if rest.startswith(s.text)
                    and (not s.last or rest == s.text)
                    and (not s.whole or rest == s.text or token == rest)
                ),
                None,
            )
            if len(place) > (len(stem.text) if stem else 0):
                places.update(filter(None, [where[place]]))
                rest = rest[len(place) :]
            elif stem:
                concepts.update(stem.means)
                rest = rest[len(stem.text) :]
            else:
                unknown, rest = unknown + rest[0], rest[1:]
                continue
            if unknown:
                words.append(heard.sounds(unknown, script))
                unknown = ""
        if unknown:
            words.append(heard.sounds(unknown, script))

    def _places(self, script: str) -> Mapping[str, str]:
        """Words that name a country or a place, as they begin in all their forms."""
        if script not in self._where:
            found: dict[str, set[str]] = defaultdict(set)
            stems = (s.text for group in _table()[0].get(script, {}).values() for s in group)
            generic = {text[:5] for text in stems if " " not in text and len(text) > 3}
            for entity in self._entities:
                if entity.kind not in ("Country", "Place"):
                    continue
                key = "country/" + (entity.country or "") if entity.kind == "Country" else entity.iri
                forms = [*entity.names.get(script, ())]
                if entity.kind == "Country":
                    for more in (entity.adjectives, entity.demonyms, entity.short):
                        forms += more.get(script, ())
                for form in forms:
                    tokens = _TOKEN.findall(names.fold(form))
                    for word in tokens if entity.kind == "Country" or len(tokens) == 1 else ():
                        short = _shortened(word)
                        if len(short) > 1 and short[:5] not in generic:
                            found[short].add(key)
            # What several countries have in their names (federation, south, kingdom) says nothing about a body.
            # What is several places, and no country, is a word like any other.
            countries = {word for word, keys in found.items() if any(key.startswith("country/") for key in keys)}
            self._where[script] = {w: _one(keys) for w, keys in found.items() if len(keys) == 1 or w in countries}
        return self._where[script]


def _one(keys: set[str]) -> str:
    """The one place, or the two countries, that a word stands for."""
    if len(keys) == 1:
        return next(iter(keys))
    codes = sorted(key.partition("/")[2] for key in keys if key.startswith("country/"))
    return "country/" + " ".join(codes) if len(codes) <= 2 else ""


def _shortened(word: str) -> str:
    """A word without the ending that inflection or an adjective changes."""
    if _HANGUL.fullmatch(word) or len(word) < 5:
        return word
    if word.isascii():
        return word
    return word.rstrip(_VOWELS) or word


def _place(token: str, where: Mapping[str, str]) -> tuple[str, str] | None:
    for size in range(len(token), 1, -1):
        key = where.get(token[:size])
        rest = token[size:]
        if key is not None and (
            not rest or (size > 3 and len(rest) <= _LONGEST_ENDING) or (size == 3 and not rest.strip(_VOWELS))
        ):
            return token[:size], key
    return None


def _fitting(text: str, at: int, token: str, stems: Mapping[str, tuple[_Stem, ...]]) -> _Stem | None:
    """The longest stem with which a word begins, or several words one after the other."""
    for stem in stems.get(token[:1], ()):
        if stem.pattern is not None:
            if match := stem.pattern.match(text, at):
                return _Stem(match[0], stem.means)
        elif token.startswith(stem.text) and (not stem.whole or token == stem.text) and not stem.last:
            return stem
    return None


def _unmatched(one: tuple[str, ...], other: tuple[str, ...], *, lossy: bool) -> tuple[list[str], list[str]]:
    """Words of each that sound like none of the other."""
    left, right = [], list(other)
    for word in one:
        scored = sorted((heard.apart(word, o, lossy=lossy), o) for o in right)
        if scored and scored[0][0] <= 0.3 + 0.1 * min(len(word), len(scored[0][1])):
            right.remove(scored[0][1])
        else:
            left.append(word)
    return left, right


def _outside(one: Profile, other: Profile) -> bool:
    """Whether all that is said of one was said when the other did not exist."""
    if not one.days or one.fixed or not (other.start or other.end):
        return False
    return all(day < (other.start or "")[:7] or day[:7] > (other.end or "9999") for day in one.days)
