"""A language file, ready to use: its word lists as a lexicon, its paradigms and its calendar.

A language is data. `language/<code>.toml` holds everything that is known about it; nothing in the code asks which
language it is working in.
"""

from __future__ import annotations

import itertools
import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from suviaz.dates import Calendar, read_calendar
from suviaz.errors import BrokenResource, UnknownLanguage
from suviaz.lexicon import Entry, Lexicon, Sense
from suviaz.names import Paradigms, Particles, fold, read_paradigms, read_particles

ENDING = 3
"""Letters that `~` admits behind a stem."""

FOLDERS = "SUVIAZ_LANGUAGES"
"""The environment variable that names folders with further language files."""

WORD = re.compile(r"\w+(?:['’.-]\w+)*", re.UNICODE)

_LETTERS = re.compile(r"[^\W\d_]+", re.UNICODE)

__all__ = ["Grammar", "Lexicon", "Sense", "expand", "languages", "load", "read", "spellings"]

# Word lists whose entries become senses: section of the file -> name of the sense.
_SENSES = {
    "posts": "post",
    "events": "event",
    "agreements": "agreement",
    "bodies": "body",
    "fields": "field",
    "forms": "form",
    "cues": "cue",
    "prepositions": "prep",
    "post_modifiers": "modifier",
    "documents": "document",
    "sides": "sides",
    "accredited": "accredited",
    "stand_ins": "stand_in",
    "staff": "staff",
}


_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Grammar:
    """One language. `data` is the file as read, for the word lists that are no senses."""

    lang: str
    lexicon: Lexicon
    paradigms: Paradigms
    calendar: Calendar
    data: Mapping[str, object] = field(repr=False, default_factory=dict)
    lists: Mapping[tuple[str, ...], tuple[str, ...]] = field(repr=False, default_factory=dict)
    particles: Particles = field(repr=False, default_factory=Particles)
    native: re.Pattern[str] = field(repr=False, default=_LETTERS)
    """A word in the language's own letters."""

    @property
    def registry(self) -> Mapping[str, object]:
        """What the file calls entries of the registry, by the end of their IRI (`country/UKR`): names, short …"""
        return _table(self.data, "registry")

    @cached_property
    def head_last(self) -> bool:
        """Whether what describes a noun stands before it, and the verb at the end."""
        return _table(self.data, "language").get("order") == "head-last"

    def words(self, *path: str) -> tuple[str, ...]:
        """The word list at `path`, expanded and folded; empty where the language has none."""
        return self.lists.get(path, ())

    def word(self, section: str, key: str) -> str | None:
        """The single word that a section gives for a key, as written."""
        found = _table(self.data, section).get(key)
        return found if isinstance(found, str) else None

    @cached_property
    def datelines(self) -> tuple[re.Pattern[str], ...]:
        """What papers of the language put before the first sentence: place, agency, author."""
        patterns = self.data.get("datelines", ())
        assert isinstance(patterns, list | tuple)
        return tuple(map(re.compile, patterns))

    @cached_property
    def employers(self) -> Mapping[str, tuple[str, ...]]:
        """How the words begin that tell a kind of employer: that of those who have posts no others have."""
        return {path[1]: words for path, words in self.lists.items() if path[0] == "employers" and words}

    @cached_property
    def cuts(self) -> Mapping[str, tuple[str, ...]]:
        """Words written as one that are several, with those they are."""
        return {entry.replace("|", ""): tuple(entry.split("|")) for entry in self.words("text", "cuts")}

    def among(self, *path: str) -> frozenset[str]:
        """The word list at `path` for asking what is in it."""
        return self._sets.get(path, _NOTHING)

    @cached_property
    def _sets(self) -> Mapping[tuple[str, ...], frozenset[str]]:
        return {path: frozenset(words) for path, words in self.lists.items()}

    @cached_property
    def auxiliaries(self) -> bool:
        """Whether tenses are made with auxiliaries, from verbs that are given by their stems."""
        verbs = _table(self.data, "verbs").values()
        return any(isinstance(forms, Mapping) and "stems" in forms for forms in verbs)

    @cached_property
    def ordered(self) -> bool:
        """Whether the order of words, and no case, tells who acts: subject, verb, object."""
        return self.word("language", "order") == "svo"

    @cached_property
    def capitals(self) -> bool:
        """Whether every word of a name is capitalised, and many a word that is no name."""
        return self.word("language", "capitals") == "names"


def expand(entries: Iterable[str]) -> Iterator[str]:
    """Write out `{a,b}`: «падпіса{ў,ла}» is two words."""
    for entry in entries:
        parts = re.split(r"\{([^}]*)\}", entry)
        for choice in itertools.product(*(part.split(",") if i % 2 else [part] for i, part in enumerate(parts))):
            yield "".join(choice)


def languages() -> tuple[str, ...]:
    """The languages there is a file for, by ISO 639-1 code: our own, and those in the folders of SUVIAZ_LANGUAGES."""
    return tuple(sorted({path.stem for folder in _folders() for path in folder.glob("*.toml")}))


def spellings() -> tuple[str, ...]:
    """What can be read: codes of languages, with the script where it is not that of their file (be, be-Latn, ru)."""
    found = []
    for lang in languages():
        script = _other_script(_file(lang))
        found += [lang, *([f"{lang}-{script}"] if script else [])]
    return tuple(found)


@lru_cache
def _other_script(path: Path) -> str:
    """The script from which a language file respells, or "". The file is not parsed: this is asked before it is known
    which of them is needed.
    """
    found = re.search(r'^\[respelling\]\nscript = "(\w+)"$', path.read_text(encoding="utf-8"), re.MULTILINE)
    return found[1] if found else ""


def load(lang: str) -> Grammar:
    """The grammar of `lang`. Raises UnknownLanguage where there is no file, BrokenResource where it is damaged."""
    if lang not in languages():
        raise UnknownLanguage(f"There is no language file for '{lang}' yet.")
    return _load(_file(lang))


def _file(lang: str) -> Path:
    return next(path for folder in _folders() if (path := folder / f"{lang}.toml").is_file())


def _folders() -> Iterator[Path]:
    """Where language files lie; what is ours cannot be replaced."""
    yield Path(__file__).parent / "language"
    yield from (Path(folder) for folder in os.environ.get(FOLDERS, "").split(os.pathsep) if folder)


@lru_cache
def _load(path: Path) -> Grammar:
    try:
        return read(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise BrokenResource(f"The language file {path.name} is damaged: {error}.") from error


def read(data: Mapping[str, object]) -> Grammar:
    """Build a grammar from the content of a language file."""
    language = data["language"]
    assert isinstance(language, Mapping)
    return Grammar(
        str(language["code"]),
        _lexicon(data),
        read_paradigms(data),
        read_calendar(data),
        data,
        dict(_lists(data)),
        read_particles(data),
        re.compile(f"[{language['letters']}]+") if "letters" in language else _LETTERS,
    )


_ORGANISATION_LISTS = (
    "domain",
    "adjectives",
    "joints",
    "quoted",
    "parliament",
    "mission",
    "local",
    "eponym",
    "settlement",
    "generic",
    "chairs",
)

_LISTS = ("text", "furniture", "persons", "organisations", "employers")


def _lists(data: Mapping[str, object]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    for section in _LISTS:
        for key, entries in _table(data, section).items():
            if isinstance(entries, list) and all(isinstance(entry, str) for entry in entries):
                yield (section, key), tuple(fold(word) for word in expand(entries))


def _table(data: Mapping[str, object], name: str) -> Mapping[str, object]:
    table = data.get(name, {})
    return table if isinstance(table, Mapping) else {}


def _senses(data: Mapping[str, object]) -> Iterator[tuple[str, Sense]]:
    for section, kind in _SENSES.items():
        for code, entries in _table(data, section).items():
            if isinstance(entries, list):
                for entry in expand(entries):
                    yield entry, Sense(kind, code)
    patterns = _table(data, "conjugations")
    for verb, forms in _table(data, "verbs").items():
        for form, entries in forms.items() if isinstance(forms, Mapping) else ():
            # A form, or the name of a conjugation: then the entries are stems.
            endings = patterns.get(form) or {form: [""]}
            for entry in expand(entries):
                if form == "stems":
                    yield from _stems(verb, entry)
                    continue
                for name, ends in endings.items():  # type: ignore[attr-defined]
                    for ending in expand(ends):
                        yield entry + ending, Sense("verb", verb, name)
    for form, entries in _table(data, "auxiliaries").items():
        for entry in expand(entries):  # type: ignore[arg-type]
            yield entry, Sense("auxiliary", form)
    organisations = _table(data, "organisations")
    for kind, entries in _table(organisations, "heads").items():
        for entry in expand(entries):  # type: ignore[arg-type]
            yield entry, Sense("head", kind)
    for name in _ORGANISATION_LISTS:
        for entry in expand(organisations.get(name, [])):  # type: ignore[arg-type]
            yield entry, Sense(name, name)
    for name in ("subordinators", "conjunctions", "many", "openers", "joiners", "specialists", "silent", "possessive"):
        for entry in expand(_table(data, "text").get(name, [])):  # type: ignore[arg-type]
            yield entry, Sense(name, name)
    for entry in expand(_table(data, "stopwords").get("words", [])):  # type: ignore[arg-type]
        yield entry, Sense("stop", "stop")


STEMS = ("base", "third", "past", "participle", "gerund")
"""The forms of a verb whose tenses are made with auxiliaries, in the order in which a language file gives them."""


def _stems(verb: str, entry: str) -> Iterator[tuple[str, Sense]]:
    """«sign signs signed signed signing», or with bars where a form has several words; `-` is a form not listed.

    «hold holds held held holding + talks» puts the words behind the plus sign behind every form.
    """
    entry, _, behind = entry.partition(" + ")
    words = [f"{w} {behind}".strip() if w.strip() != "-" else w for w in entry.split("|" if "|" in entry else None)]
    if len(words) != len(STEMS):
        raise ValueError(f"not the {len(STEMS)} forms of a verb: '{entry}'")
    for form, word in zip(STEMS, words, strict=True):
        if word.strip() != "-":
            yield word.strip(), Sense("stem", verb, form)


def _lexicon(data: Mapping[str, object]) -> Lexicon:
    stems: dict[str, dict[Entry, None]] = {}
    tails: dict[str, dict[Entry, None]] = {}
    inners: dict[str, dict[Entry, None]] = {}
    changes = [(str(a), str(b)) for a, b in _table(data, "text").get("alternations", [])]  # type: ignore[attr-defined]
    spellings = [(re.compile(str(a)), str(b)) for a, b in _table(data, "text").get("spellings", [])]  # type: ignore[attr-defined]
    loans = [(re.compile(str(a)), str(b)) for a, b in _table(data, "text").get("loan_spellings", [])]  # type: ignore[attr-defined]
    for text, sense in _senses(data):
        official = fold(text)
        both = (official, _respelt(official, loans))  # one norm may be followed in loan words and not in the rest
        for spelt in dict.fromkeys((*both, *(_respelt(known, spellings) for known in both))):
            words = [[_word(word), *_alternating(word, changes)] for word in spelt.split()]
            for first, *rest in itertools.product(*words):
                table = stems if first[0][:1] != "*" else inners if first[1] < 0 else tails
                table.setdefault(first[0].lstrip("*"), {})[Entry(tuple(rest), first[1], sense)] = None
    return Lexicon(
        {stem: tuple(entries) for stem, entries in stems.items()},
        max(map(len, stems), default=0),
        frozenset(dict(_lists(data)).get(("text", "fillers"), ())),
        {part: tuple(entries) for part, entries in tails.items()},
        {part: tuple(entries) for part, entries in inners.items()},
    )


def _respelt(text: str, spellings: Sequence[tuple[re.Pattern[str], str]]) -> str:
    for pattern, replacement in spellings:
        text = pattern.sub(replacement, text)
    return text


def _alternating(word: str, changes: Sequence[tuple[str, str]]) -> Iterator[tuple[str, int]]:
    """«парламент~» also as «парламенц» with one letter behind: stems whose last letter changes before some endings."""
    if word.endswith("~"):
        for last, other in changes:
            if word.endswith(last + "~"):
                yield word[: -len(last) - 1] + other, 1


def _word(text: str) -> tuple[str, int]:
    if text.endswith("~"):
        return text[:-1], ENDING
    if text.endswith("*"):
        return text[:-1], -1
    return text, 0
