"""How a language inflects names, as its language file states it: tables of endings, nothing else.

A table row is `[ending, after, singular, plural]`: the ending of the dictionary form, the letters that may stand before
it (`""` any, `"^…"` any but these), and one form of the ending for each case, in the order of `[names] cases`. `/`
parts alternatives, what follows `|` is recognised but never made, `-` is no ending, `*` says that there is no form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

from suviaz.errors import BrokenResource
from suviaz.names.folding import fold
from suviaz.resources import files

_SEXES = ("masculine", "feminine")
Cells = tuple[tuple[tuple[str, bool], ...], ...]
"""For each case the alternative endings, each with whether it is only recognised."""


@dataclass(frozen=True, slots=True)
class Row:
    """One declension: what becomes of the dictionary form's ending in each case."""

    ending: str
    after: str
    singular: Cells
    plural: Cells
    gender: str
    weight: float

    def fits(self, stem: str) -> bool:
        """Whether this row may follow the stem's last letter."""
        if not self.after:
            return bool(stem)
        last = stem[-1:]
        if self.after[0] == "^":
            return bool(last) and last not in self.after[1:]
        return bool(last) and last in self.after


@dataclass(frozen=True, slots=True)
class Analysis:
    """One way to understand an inflected word. `case` is empty for a word that does not decline."""

    lemma: str
    gender: str
    case: str
    plural: bool
    weight: float


@dataclass(frozen=True, slots=True)
class Form:
    """One inflected form of a name, and the cases in which the name looks like that."""

    text: str
    cases: frozenset[str]
    plural: bool = False


@dataclass(frozen=True, eq=False)
class Table:
    """Rows that are tried together, findable by the ending of a dictionary form and by the ending of any form."""

    rows: tuple[Row, ...]
    cases: tuple[str, ...]

    @cached_property
    def _by_form(self) -> dict[str, tuple[tuple[Row, str, bool], ...]]:
        found: dict[str, dict[tuple[Row, str, bool], None]] = {}
        for row in self.rows:
            for plural, cells in ((False, row.singular), (True, row.plural)):
                if len(cells) > 1 and len(set(cells)) == 1:  # does not decline: one reading, in any case
                    found.setdefault(cells[0][0][0], {})[row, "", plural] = None
                    continue
                for case, endings in zip(self.cases, cells, strict=False):
                    for ending, _ in endings:
                        found.setdefault(ending, {})[row, case, plural] = None
        return {ending: tuple(rows) for ending, rows in found.items()}

    @cached_property
    def _by_ending(self) -> dict[str, tuple[Row, ...]]:
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.ending, []).append(row)
        return {ending: tuple(rows) for ending, rows in found.items()}

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._by_form), default=0)

    @lru_cache(maxsize=4096)  # noqa: B019  (tables live as long as the language does)
    def analyse(self, word: str) -> tuple[Analysis, ...]:
        """Every dictionary form that `word` may be a form of."""
        found: dict[Analysis, None] = {}
        for length in range(min(self._longest, len(word)), -1, -1):
            ending = word[len(word) - length :]
            for row, case, plural in self._by_form.get(ending, ()):
                stem = word[: len(word) - length]
                if row.fits(stem):
                    found[Analysis(stem + row.ending, row.gender, case, plural, row.weight)] = None
        return tuple(found)

    @lru_cache(maxsize=4096)  # noqa: B019
    def inflect(self, lemma: str, gender: str | None = None) -> tuple[tuple[str, str, bool], ...]:
        """(form, case, plural) of a dictionary form, by the rows with the longest ending that fit."""
        fitting, stem = [], lemma
        for stem, ending in ((lemma[:at], lemma[at:]) for at in range(len(lemma) + 1)):
            rows = self._by_ending.get(ending, ())
            if fitting := [row for row in rows if gender in (None, row.gender) and row.fits(stem)]:
                break
        forms: dict[tuple[str, str, bool], None] = {}
        for row in fitting:
            for plural, cells in ((False, row.singular), (True, row.plural)):
                for case, endings in zip(self.cases, cells, strict=False):
                    forms.update(((stem + ending, case, plural), None) for ending, rare in endings if not rare)
        return tuple(forms)


@dataclass(frozen=True, eq=False)
class Paradigms:
    """All that is known about the names of one language."""

    lang: str
    cases: tuple[str, ...] = ("nom",)
    vowels: str = ""
    glide: str = ""
    given_rows: Table = field(default_factory=lambda: Table((), ("nom",)))
    surname_rows: Table = field(default_factory=lambda: Table((), ("nom",)))
    noun_rows: Table = field(default_factory=lambda: Table((), ("nom",)))
    adjective_rows: Table = field(default_factory=lambda: Table((), ("nom",)))
    adjective_cells: Mapping[str, Mapping[str, tuple[tuple[str, ...], ...]]] = field(default_factory=dict)
    given: Mapping[str, frozenset[str]] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    irregular: Mapping[str, tuple[tuple[str, str, bool], ...]] = field(default_factory=dict)
    irregular_weights: Mapping[str, float] = field(default_factory=dict)
    heads: Mapping[str, tuple[Analysis, ...]] = field(default_factory=dict)
    head_forms: Mapping[str, tuple[tuple[str, str, bool], ...]] = field(default_factory=dict)
    """From a head noun to its forms."""
    surname_endings: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """By gender: how likely an ending makes a family name."""
    patronymics: Mapping[str, str] = field(default_factory=dict)
    particles: frozenset[str] = frozenset()
    family_names: frozenset[str] = frozenset()
    family_first: frozenset[str] = frozenset()
    indeclinable: frozenset[str] = frozenset()
    neuter: frozenset[str] = frozenset()
    neuter_endings: tuple[str, ...] = ()
    plural_endings: tuple[str, ...] = ()
    plural_only: frozenset[str] = frozenset()
    appositive: frozenset[str] = frozenset()
    conjunctions: frozenset[str] = frozenset()
    known_adjectives: frozenset[str] = frozenset()  # preferred where an inflected adjective may be of several
    syllable_finals: tuple[str, ...] = ()
    compound: str = ""
    compounds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    short_endings: tuple[str, ...] = ()
    clitics: tuple[str, ...] = ()  # what may be joined to a name without being part of it: «Korea's»
    norms: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = ()
    """What shows that a text keeps to another norm, and the names that it then prefers."""
    spellings: tuple[tuple[re.Pattern[str], str], ...] = ()
    lemma_spellings: tuple[tuple[re.Pattern[str], str], ...] = ()
    romanisation: Mapping[str, str] = field(default_factory=dict)

    def first_parts(self, adjective: str) -> tuple[str, ...]:
        """What an adjective becomes as the first part of a compound: «беларуска» in «беларуска-карэйскі»."""
        if not self.compound:
            return ()
        regular = tuple(
            adjective[: len(adjective) - len(row.ending)] + self.compound
            for row in self.adjective_rows.rows
            if row.gender == "masculine" and adjective.endswith(row.ending) and row.fits(adjective[: -len(row.ending)])
        )
        return tuple(dict.fromkeys(regular + self.compounds.get(adjective, ())))

    @cached_property
    def irregular_forms(self) -> Mapping[str, tuple[Analysis, ...]]:
        """From any form of an irregular given name to what it is a form of."""
        found: dict[str, list[Analysis]] = {}
        for lemma, forms in self.irregular.items():
            for form, case, plural in forms:
                for gender in sorted(self.given.get(fold(lemma), {"masculine"})):
                    found.setdefault(form, []).append(
                        Analysis(lemma, gender, case, plural, self.irregular_weights.get(lemma, 0.0))
                    )
        return {form: tuple(ways) for form, ways in found.items()}


def _cells(text: str) -> Cells:
    """`"- а/у|ю"` → ((("", False),), (("а", False), ("у", False), ("ю", True)))."""
    cells = []
    for cell in text.split():
        usual, _, rare = cell.partition("|")
        endings = [(ending, False) for ending in usual.split("/")] + [
            (ending, True) for ending in rare.split("/") if rare
        ]
        cells.append(() if cell == "*" else tuple(("" if ending == "-" else ending, only) for ending, only in endings))
    return tuple(cells)


def _rows(groups: Iterable[Mapping[str, Any]]) -> tuple[Row, ...]:
    rows = []
    for group in groups:
        for ending, after, *cells in group["rows"]:
            singular, plural = _cells(cells[0]), _cells(cells[1]) if len(cells) > 1 else ()
            rows.append(Row(ending, after, singular, plural, group["gender"], group.get("weight", 0.0)))
    return tuple(rows)


def _adjective_rows(adjectives: Mapping[str, Any]) -> tuple[Row, ...]:
    rows = []
    for adjective in adjectives.values():
        for gender in ("masculine", "feminine", "neuter"):
            if gender in adjective:
                rows.append(Row(adjective["ending"], adjective["after"], _cells(adjective[gender]), (), gender, 0.0))
        if "plural" in adjective:
            rows.append(Row(adjective["ending"], adjective["after"], (), _cells(adjective["plural"]), "plural", 0.0))
    return tuple(rows)


def _heads(section: Mapping[str, Any], nouns: Table, cases: tuple[str, ...]) -> dict[str, list[Analysis]]:
    """What every form of every head noun is a form of."""
    forms: dict[str, dict[Analysis, None]] = {}

    def add(lemma: str, gender: str, made: Iterable[tuple[str, str, bool]]) -> None:
        for form, case, plural in made:
            forms.setdefault(form, {})[Analysis(lemma, gender, case, plural, 1.0)] = None

    for key, words in section.items():
        if key == "irregular":
            for lemma, entry in words.items():
                add(lemma, entry["gender"], _irregular(entry, cases))
            continue
        gender, _, living = key.partition("-")
        for lemma in words.split():
            made = nouns.inflect(lemma, gender)
            if not made:
                raise BrokenResource(f"No declension in the language file fits the head noun '{lemma}' ({gender}).")
            add(lemma, gender, animate(made) if living else made)
    return {form: list(ways) for form, ways in forms.items()}


def _by_lemma(heads: Mapping[str, list[Analysis]]) -> dict[str, tuple[tuple[str, str, bool], ...]]:
    found: dict[str, list[tuple[str, str, bool]]] = {}
    for form, ways in heads.items():
        for way in ways:
            found.setdefault(way.lemma, []).append((form, way.case, way.plural))
    return {lemma: tuple(made) for lemma, made in found.items()}


def animate(forms: Iterable[tuple[str, str, bool]]) -> Iterable[tuple[str, str, bool]]:
    """Living masculine nouns have the genitive where others have the nominative: «бачу міністра», «бачу міністраў»."""
    made = list(forms)
    same = {(form, plural) for form, case, plural in made if case == "nom"}
    for form, case, plural in made:
        if case == "loc" and not plural and (form, True) in same:
            continue  # «карэйцы» is many of them; one has the ending -у there
        if case != "acc" or (form, plural) not in same:
            yield form, case, plural
        if case == "gen":
            yield form, "acc", plural


def _ending_weights(section: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, float]]:
    weights: dict[str, dict[str, float]] = {gender: {} for gender in _SEXES}
    for gender, table in section.items():
        for weight, endings in table.items():
            for sex in _SEXES if gender == "any" else (gender,):
                weights[sex].update(dict.fromkeys(endings.split(), float(weight)))
    return weights


def _irregular(entry: Mapping[str, Any], cases: tuple[str, ...]) -> tuple[tuple[str, str, bool], ...]:
    return tuple(
        (form, case, plural)
        for plural, key in ((False, "singular"), (True, "plural"))
        for case, forms in zip(cases, _cells(entry.get(key, "")), strict=False)
        for form, _ in forms
    )


def given_names(lang: str) -> tuple[dict[str, frozenset[str]], dict[str, str]]:
    """Known given names of a language: folded form → genders, and folded form → the name it is one of.

    From the shared table `data/names/given.txt`, one name a line with its spellings in each language.
    """
    genders: dict[str, set[str]] = {}
    aliases: dict[str, str] = {}
    for key, gender, spellings in _given_table():
        for name in spellings.get(lang, ()):
            genders.setdefault(fold(name), set()).add(gender)
            aliases.setdefault(fold(name), key)
    return {name: frozenset(found) for name, found in genders.items()}, aliases


@lru_cache(maxsize=1)
def _given_table() -> tuple[tuple[str, str, dict[str, tuple[str, ...]]], ...]:
    table = []
    for path in files("data/names", "given.txt"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            line = line.partition("#")[0].strip()
            if not line:
                continue
            cells = [cell.strip() for cell in line.split("|")]
            try:
                key, gender = cells[0].split()
                spellings = {
                    lang: tuple(names.split()) for lang, names in (cell.split(None, 1) for cell in cells[1:] if cell)
                }
                gender = {"m": "masculine", "f": "feminine"}[gender]
            except (ValueError, KeyError) as error:
                raise BrokenResource(f"{path.name}, line {number}: not a row of given names: '{line}'.") from error
            table.append((key, gender, spellings))
    return tuple(table)


@lru_cache(maxsize=8)
def family_names(lang: str) -> Mapping[str, str]:
    """Family names that stand first (Korea, China, Vietnam): folded form → key shared by its spellings."""
    found: dict[str, str] = {}
    for path in files("data/names", "family.txt"):
        for line in path.read_text(encoding="utf-8").splitlines():
            key, *cells = (cell.strip() for cell in line.partition("#")[0].split("|"))
            for language, names in (cell.split(None, 1) for cell in cells if cell):
                if language == lang:
                    for name in names.split():
                        found.setdefault(fold(name), key)
    return found


def read_paradigms(data: Mapping[str, Any]) -> Paradigms:
    """The section `[names]` of a language file (`data` is the whole file) as Paradigms. Raises BrokenResource."""
    try:
        return _read(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BrokenResource(f"The section [names] of a language file is damaged: {error!r}.") from error


def _read(data: Mapping[str, Any]) -> Paradigms:
    lang = data["language"]["code"]
    names = data.get("names", {})
    cases = tuple(names.get("cases", "nom").split())
    person = names.get("person", {})
    both = _rows(person.get("both", ()))
    adjectives = names.get("adjectives", {})
    adjective_rows = Table(_adjective_rows(adjectives), cases)
    # «Чорны» is rarer among family names than the same ending in another case; «-скі» is told by its ending.
    surnames = (row for row in adjective_rows.rows if row.gender in _SEXES)
    surname_adjectives = tuple(replace(row, ending=row.singular[0][0][0], weight=-0.5) for row in surnames)
    nouns = Table(_rows(names.get("nouns", ())), cases)
    heads = _heads(names.get("heads", {}), nouns, cases)
    given, aliases = given_names(lang)
    for gender, entries in names.get("given", {}).items():
        given |= {name: given.get(name, frozenset()) | {gender} for name in fold(entries).split()}

    def words(key: str) -> frozenset[str]:
        return frozenset(fold(names.get(key, "")).split())

    return Paradigms(
        lang=lang,
        cases=cases,
        vowels=names.get("vowels", ""),
        glide=names.get("glide", ""),
        given_rows=Table(both + _rows(person.get("given", ())), cases),
        surname_rows=Table(both + _rows(person.get("surname", ())) + surname_adjectives, cases),
        noun_rows=nouns,
        adjective_rows=adjective_rows,
        given=given,
        aliases=aliases,
        irregular={lemma: _irregular(entry, cases) for lemma, entry in names.get("irregular", {}).items()},
        irregular_weights={lemma: entry.get("weight", 0.0) for lemma, entry in names.get("irregular", {}).items()},
        heads={form: tuple(ways) for form, ways in heads.items()},
        head_forms=_by_lemma(heads),
        surname_endings=_ending_weights(names.get("surname_endings", {})),
        patronymics={end: gender for gender, ends in names.get("patronymics", {}).items() for end in ends.split()},
        compound=names.get("compound", ""),
        compounds={adjective: tuple(parts.split()) for adjective, parts in names.get("compounds", {}).items()},
        plural_endings=tuple(names.get("plural_endings", "").split()),
        neuter_endings=tuple(names.get("neuter_endings", "").split()),
        syllable_finals=tuple(names.get("syllable_finals", "").split()),
        short_endings=tuple(names.get("short_endings", "").split()),
        clitics=tuple(names.get("clitics", "").split()),
        norms=tuple((re.compile(norm["signs"]), frozenset(norm["prefers"].split())) for norm in names.get("norms", ())),
        spellings=tuple((re.compile(a), b) for a, b in names.get("spellings", ())),
        lemma_spellings=tuple((re.compile(a), b) for a, b in names.get("lemma_spellings", ())),
        family_first=frozenset(family_names(lang)) | words("family_first"),
        particles=words("particles"),
        family_names=words("family_names"),
        indeclinable=words("indeclinable"),
        plural_only=words("plural_only"),
        neuter=words("neuter"),
        appositive=words("appositive"),
        conjunctions=words("conjunctions"),
        known_adjectives=words("known_adjectives"),
    )
