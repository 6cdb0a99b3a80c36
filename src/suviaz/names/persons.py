"""Names of people: the nominative of an inflected name, its parts, and whether two names may be one person's."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from suviaz.names.folding import fold, straighten
from suviaz.names.paradigms import Analysis, Paradigms

_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.[ -]?)+")
_INITIAL = re.compile(r"\b([^\W\d_]{1,2})\.(?!\w{3,}\.)")
_INITIALS_FIRST = re.compile(r"((?:[^\W\d_]{1,2}\.\s?-?)+)(?=[^\W\d_]{2})")


@dataclass(frozen=True, slots=True)
class Inflected:
    """A name as the dictionary has it, and the cases in which the text may have had it.

    `gender` is masculine, feminine, neuter, plural or None where nothing tells.
    """

    nominative: str
    cases: frozenset[str]
    gender: str | None = None
    plural: bool = False


@dataclass(frozen=True, slots=True)
class PersonName:
    """The parts of a person's name, each possibly empty; `initials` are letters without full stops: "СП"."""

    given: str = ""
    patronymic: str = ""
    surname: str = ""
    initials: str = ""


@dataclass(frozen=True, slots=True)
class _Way:
    """One reading of one word of a name: what it is, in which case, and how likely."""

    lemma: str
    gender: str
    case: str
    score: float


def person_nominative(
    words: Sequence[str],
    paradigms: Paradigms,
    *,
    attested: Collection[str] = frozenset(),
    expected: Collection[str] = frozenset(),
) -> Inflected:
    """The nominative of a person's name that stands in any case: «Уладзіміра Макея» → «Уладзімір Макей», gen or acc.

    `words` are the words of the name in the order of the text, initials among them or before a surname («А.Макея»).
    `attested` are nominatives met elsewhere in the article; `expected` the cases that the context allows (the case of
    the title before the name, say). Both only choose between readings that the endings allow.
    Words that belong together share gender and case; known given names, likely endings of family names, then the
    attested names decide. Returns every case in which the chosen name would look like this.
    """
    return _nominative(tuple(words), paradigms, _attested(frozenset(attested)), frozenset(expected))


_Attested = tuple[frozenset[str], frozenset[str]]
"""Names met elsewhere, folded, and their words."""


@lru_cache(maxsize=16)  # one set of names for all names of an article
def _attested(names: frozenset[str]) -> _Attested:
    folded = frozenset(map(fold, names))
    return folded, frozenset(" ".join(folded).split())


@lru_cache(maxsize=1 << 14)  # the names of a country's officials come again and again
def _nominative(given: tuple[str, ...], paradigms: Paradigms, known: _Attested, expected: frozenset[str]) -> Inflected:
    words = [_clean(word) for word in given]
    lead = [""] * len(words)
    for i, word in enumerate(words):
        if match := _INITIALS_FIRST.match(word):
            lead[i], words[i] = match[0], word[match.end() :]
    parts = _parts(words, paradigms)
    ways = [_ways(word, part, paradigms, 1 if len(words) > 2 else 2) for word, part in zip(words, parts, strict=True)]
    best: tuple[float, str, str, tuple[_Way, ...]] | None = None
    for gender in ("masculine", "feminine"):
        for case in paradigms.cases:
            chosen = _agreeing(ways, gender, case, known[1])
            if chosen is None:
                continue
            text = _join(lead, [way.lemma for way in chosen])
            score = sum(way.score for way in chosen) + (0.6 if gender == "masculine" else 0.0)
            score += 6.0 * (fold(text) in known[0]) + 2.5 * (case in expected)
            candidate = (round(score, 6), text, gender, chosen)
            if best is None or candidate[:3] > best[:3]:
                best = candidate
    if best is None:
        return Inflected(_join(lead, words), frozenset(paradigms.cases))
    _, text, gender, chosen = best
    cases = {
        case
        for case in paradigms.cases
        if all(
            any(way.lemma == pick.lemma and way.gender in ("", gender) and way.case in ("", case) for way in options)
            for pick, options in zip(chosen, ways, strict=True)
        )
    }
    return Inflected(text, frozenset(cases & expected or cases), gender)


def preferred(text: str, paradigms: Paradigms) -> frozenset[str]:
    """Names that a text would rather use than others with the same oblique forms, by the norm that it keeps to.

    «Аляксандрам» is of «Аляксандар» in a text that writes «прэзыдэнт». To be passed on as attested.
    """
    return frozenset().union(*(names for signs, names in paradigms.norms if signs.search(text)))


def _join(lead: Sequence[str], words: Sequence[str]) -> str:
    return " ".join(before + word for before, word in zip(lead, words, strict=True))


def _clean(word: str) -> str:
    word = straighten(word)
    return "У" + word[1:] if word[:1] == "Ў" else word


def _agreeing(
    ways: Sequence[Sequence[_Way]], gender: str, case: str, known: Collection[str]
) -> tuple[_Way, ...] | None:
    """The best reading of each word for this gender and case, None where a word has none."""
    chosen = []
    for options in ways:
        fitting = [
            replace(way, score=way.score + (3.0 if fold(way.lemma) in known else 0.0))
            for way in options
            if way.gender in ("", gender) and way.case in ("", case)
        ]
        if not fitting:
            return None
        chosen.append(max(fitting, key=lambda way: (way.score, way.lemma)))
    return tuple(chosen)


def _parts(words: Sequence[str], paradigms: Paradigms) -> list[str]:
    """What each word is: given, patronymic, surname, or fixed (initials, particles, names that do not decline)."""
    folded = [fold(word) for word in words]
    parts = ["surname"] * len(words)
    open_ = []
    for i, word in enumerate(folded):
        if _INITIALS.fullmatch(words[i]) or len(word) == 1 or (i < len(words) - 1 and word in paradigms.particles):
            parts[i] = "fixed"
        else:
            open_.append(i)
    if not open_:
        return parts
    if _family_first(words, paradigms):
        for i in open_[:-1]:
            parts[i] = "fixed"
        parts[open_[-1]] = "last"
        return parts
    if len(open_) == 1:
        if is_given(words[open_[0]], paradigms) and len(words) == 1:
            parts[open_[0]] = "either"
        return parts
    given = [i for i in open_ if is_given(words[i], paradigms)]
    patronymic = [i for i in open_[1:] if _is_patronymic(words[i], paradigms)]
    if len(open_) >= 3 and patronymic and patronymic[-1] - 1 in given:
        parts[patronymic[-1]] = "patronymic"
        parts[patronymic[-1] - 1] = "given"
        return parts
    if len(open_) == 2 and given == [open_[1]] and _INITIALS.fullmatch(words[0]) is None:
        parts[open_[1]] = "given"
        return parts
    for i in open_[:-1]:
        # «Рэне Ван дэр Ліндэна»: what stands before a particle is a particle or a given name.
        parts[i] = "given"
    return parts


def _family_first(words: Sequence[str], paradigms: Paradigms) -> bool:
    """Whether the name has its family name first and short parts, as in Korea, China or Vietnam: «Кім Ён Хо»."""
    if not 2 <= len(words) <= 4 or fold(words[0]) not in paradigms.family_first:
        return False
    rest = words[1:]
    if any("." in word or (fold(word) in paradigms.particles and word[0].islower()) for word in rest):
        return False
    # «Кім Аляксандр Сяргеевіч» is no «Кім Ян Хі»: the given name is of another tradition.
    if is_given(rest[0], paradigms) and (len(rest) == 1 or _syllables(rest[0], paradigms) > 1):
        return False
    return len(rest) > 1 or _syllables(rest[0], paradigms) <= 3


def _syllables(word: str, paradigms: Paradigms) -> int:
    vowels = set(paradigms.vowels)
    letters = [letter in vowels for letter in fold(word)]
    return sum(1 for before, now in pairwise([False, *letters]) if now and not before)


@lru_cache(maxsize=1 << 15)  # the names of a country's officials come again and again
def is_given(word: str, paradigms: Paradigms) -> bool:
    """Whether a word (folded) is a form of a known given name."""
    if word in paradigms.irregular_forms:
        return True
    return any(fold(way.lemma) in paradigms.given for way in _analyse(word, paradigms, "given"))


def _is_patronymic(word: str, paradigms: Paradigms) -> bool:
    return any(
        way.lemma.endswith(ending) and way.gender == gender
        for way in _analyse(word, paradigms, "given")
        for ending, gender in paradigms.patronymics.items()
    )


def _analyse(word: str, paradigms: Paradigms, part: str) -> tuple[Analysis, ...]:
    table = paradigms.surname_rows if part == "surname" else paradigms.given_rows
    ways = paradigms.irregular_forms.get(word, ()) + table.analyse(word)
    if fold(word) in paradigms.indeclinable:
        genders = paradigms.given.get(fold(word), {"masculine"}) if part == "given" else {"masculine", "feminine"}
        ways += tuple(Analysis(word, gender, "", False, 2.5) for gender in sorted(genders))
    return ways


@lru_cache(maxsize=1 << 15)
def _ways(word: str, part: str, paradigms: Paradigms, most: int) -> tuple[_Way, ...]:
    """Every reading of one word; `most` is how many syllables the last part of an East Asian name has."""
    if part == "fixed":
        return (_Way(word, "", "", 0.0),)
    shouted = len(word) > 1 and word.isupper()
    if shouted:
        word = word.title()
    head, hyphen, tail = word.rpartition("-")
    if hyphen and len(tail) < 2:
        head, hyphen, tail = "", "", word
    found: dict[tuple[str, str, str], float] = {}
    if part == "last" and word[-1:] in paradigms.vowels and _syllables(tail, paradigms) <= most:
        found[word, "", ""] = 1.0
    for kind in _KINDS[part]:
        for way in _analyse(tail, paradigms, kind):
            score = _score(way, tail, kind, paradigms)
            if part == "last":
                likely = _last_part(way, tail, most, paradigms)
                if likely is None:
                    continue
                score = likely + 0.3 * way.weight
            lemma = _first_half(head, way, kind, paradigms) + hyphen + way.lemma
            if hyphen and fold(lemma) in paradigms.given and kind == "given":
                score += 4.0
            if part == "patronymic" and way.lemma.endswith(tuple(paradigms.patronymics)):
                score += 2.0
            key = (lemma.upper() if shouted else lemma, way.gender, way.case)
            found[key] = max(score, found.get(key, -99.0))
    if not found:
        whole = word.upper() if shouted else word
        return (_Way(whole, "", "", 0.0),)
    return tuple(_Way(*key, score) for key, score in found.items())


_KINDS = {
    "given": ("given",),
    "patronymic": ("given",),
    "surname": ("surname",),
    "last": ("surname",),
    "either": ("given", "surname"),
}


def _first_half(head: str, way: Analysis, kind: str, paradigms: Paradigms) -> str:
    """The first part of a double name in the nominative too, where it clearly declines: «Рымскага-Корсакава»."""
    if not head or way.case in ("", paradigms.cases[0]):
        return head
    same = [
        other.lemma
        for other in _analyse(head, paradigms, kind)
        if other.case == way.case and other.gender == way.gender and other.lemma != head
    ]
    if kind == "given":
        return next((lemma for lemma in same if fold(lemma) in paradigms.given), head)
    weight, lemma = max(((_ending_weight(lemma, way.gender, paradigms), lemma) for lemma in same), default=(0.0, head))
    return lemma if weight >= 2.0 else head


def _last_part(way: Analysis, word: str, most: int, paradigms: Paradigms) -> float | None:
    """How likely a Korean, Chinese or Vietnamese last part is read so; None if it cannot be.

    An ending makes one syllable more than such a part has (`most`): «Чэн Ына» is «Чэн Ын», «Ён Хва» ends in a vowel.
    """
    if way.lemma == word:
        if way.case != paradigms.cases[0] or way.gender != "masculine":
            return None
        return 1.0 if _syllables(word, paradigms) <= most else -1.0
    if way.gender == "feminine" or not way.lemma.endswith(paradigms.syllable_finals):
        return None
    # «То Лама», «Мун Джэіна»: a name of two parts seldom has a last part on a consonant and one vowel.
    return 1.2 if most > 1 and way.lemma == word[:-1] and word[-1] in paradigms.vowels else 0.0


def _score(way: Analysis, word: str, kind: str, paradigms: Paradigms) -> float:
    score = way.weight
    if not way.case:
        score += 0.3
    elif way.case == paradigms.cases[0]:
        score += 0.6
    else:
        # The longer the ending, the less likely it is part of the name.
        common = next(
            (i for i, (a, b) in enumerate(zip(word, way.lemma, strict=False)) if a != b), min(len(word), len(way.lemma))
        )
        score += 0.5 * (len(word) - common)
        # Least is said in the locative: «аб …», «пры …».
        score -= 0.7 if way.case == "loc" else 0.0
    if kind == "given":
        genders = paradigms.given.get(fold(way.lemma))
        if genders:
            score += 4.0 if way.gender in genders else -4.0
    else:
        score += _ending_weight(way.lemma, way.gender, paradigms)
        score += 3.5 if fold(way.lemma) in paradigms.family_names else 0.0
    return score


def _ending_weight(lemma: str, gender: str, paradigms: Paradigms) -> float:
    endings = paradigms.surname_endings.get(gender, {})
    return max((endings[lemma[-n:]] for n in range(2, 6) if lemma[-n:] in endings), default=0.0)


@lru_cache(maxsize=1 << 15)
def parse_person(name: str, paradigms: Paradigms | None = None) -> PersonName:
    """The parts of a nominative name: «Папкоў С.П.», «А.Лукашэнка», «Лукашэнка Аляксандр Рыгоравіч», «Кім Ён Хо».

    The language's lists tell family names that stand first; without them the last word is the family name.
    """
    initials = "".join(letter for letter in _INITIAL.findall(name)).upper()
    words = _INITIAL.sub(" ", straighten(name)).replace(" -", " ").split()
    lists = paradigms or Paradigms("")
    if len(words) == 1 and not initials and words[0].lower() == words[0].upper():
        # Written without a space, in a script without capitals: «김용호», «남궁훈».
        cut = next((n for n in (2, 1) if n < len(words[0]) and words[0][:n] in lists.family_first), 0)
        return PersonName(words[0][cut:] if cut else "", "", words[0][:cut] or words[0])
    if len(words) < 2:
        return PersonName(surname=" ".join(words), initials=initials)
    given = [fold(word) in lists.given for word in words]
    patronymic = [word.endswith(tuple(lists.patronymics)) and i > 0 for i, word in enumerate(words)]
    if len(words) == 3 and patronymic[2] and given[1]:
        return PersonName(words[1], words[2], words[0], initials)
    if len(words) == 3 and patronymic[1]:
        return PersonName(words[0], words[1], words[2], initials)
    if len(words) == 2 and given[1] and not given[0]:
        return PersonName(words[1], "", words[0], initials)
    if _family_first(words, lists):
        return PersonName(" ".join(words[1:]), "", words[0], initials)
    # «Аль Хаджери» alone is a family name.
    start = next((i for i, word in enumerate(words[:-1]) if fold(word) in lists.particles), len(words) - 1)
    return PersonName(" ".join(words[:start]), "", " ".join(words[start:]), initials)


def compatible(a: str | PersonName, b: str | PersonName, paradigms: Paradigms | None = None) -> bool:
    """Whether two nominative names may be one person's: equal family names, nothing in the rest that contradicts.

    «Папкоў С.П.» and «Сяргей Папкоў», «А.Лукашэнка» and «Аляксандр Лукашэнка», «Рёл» and «Рел», a bare family name
    and any full one. Spellings of one given name (`data/names/given.txt`) are one. Symmetric, not transitive.
    """
    a = parse_person(a, paradigms) if isinstance(a, str) else a
    b = parse_person(b, paradigms) if isinstance(b, str) else b
    if not a.surname or _key(a.surname) != _key(b.surname):
        return False
    first, second = _forenames(a, paradigms), _forenames(b, paradigms)
    return all(_may_be_one(one, other) for one, other in zip(first, second, strict=False))


def family_key(name: str, paradigms: Paradigms | None = None) -> str:
    """What two names have in common where `compatible` says that they may be one person's."""
    return _key(parse_person(name, paradigms).surname)


def _key(text: str) -> str:
    return fold(text).replace("-", "").replace("'", "").replace(" ", "")


def _forenames(name: PersonName, paradigms: Paradigms | None) -> tuple[str, ...]:
    words = [*name.given.split(), *name.patronymic.split()] or list(name.initials)
    aliases = paradigms.aliases if paradigms else {}
    # The spelling that stands for all spellings of a name keeps its own first letter in front: initials compare by it.
    return tuple(
        f"{fold(word)[0]} {aliases.get(fold(word), _key(word))}" if len(word) > 1 else fold(word) for word in words
    )


def _may_be_one(one: str, other: str) -> bool:
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]
    return one.split(" ", 1)[1] == other.split(" ", 1)[1]
