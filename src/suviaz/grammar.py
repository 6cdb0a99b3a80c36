"""A language file, ready to use: its word lists as a lexicon, its paradigms and its calendar.

A language is data. `language/<code>.toml` holds everything that is known about it; nothing in the code asks which
language it is working in.
"""

from __future__ import annotations

import itertools
import os
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from operator import itemgetter
from pathlib import Path

from suviaz.dates import Calendar, read_calendar
from suviaz.errors import BrokenResource, UnknownLanguage
from suviaz.names import Paradigms, Particles, fold, read_paradigms, read_particles

ENDING = 3
"""Letters that `~` admits behind a stem."""

FOLDERS = "SUVIAZ_LANGUAGES"
"""The environment variable that names folders with further language files."""

LONGEST_PART = 10
"""Letters that what stands at the end or inside of a compound has at most."""

LONGEST_COMPOUND = 64
"""Letters of a word that is looked into for what it holds: what is longer is no word."""

WORD = re.compile(r"\w+(?:['’.-]\w+)*", re.UNICODE)

_LETTERS = re.compile(r"[^\W\d_]+", re.UNICODE)

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


@dataclass(frozen=True, slots=True)
class Sense:
    """What a word can be: `kind` (post, event, verb, cue …), its `code`, and for verbs the `form` (past, future …)."""

    kind: str
    code: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class _Entry:
    rest: tuple[tuple[str, int], ...]  # further words: (stem, admitted ending length; -1 any)
    ending: int
    sense: Sense


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Lexicon:
    """Terms found by the stem of their first word; lookup costs one dictionary probe a prefix."""

    stems: Mapping[str, tuple[_Entry, ...]]
    longest: int
    fillers: frozenset[str] = frozenset()
    tails: Mapping[str, tuple[_Entry, ...]] = field(default_factory=dict)
    inners: Mapping[str, tuple[_Entry, ...]] = field(default_factory=dict)
    """By the end of the first word, and by what it holds anywhere: for languages that write compounds as one word."""

    def match(self, words: Sequence[str], at: int) -> tuple[tuple[int, Sense], ...]:
        """Every term that begins at word `at`, as (number of words, sense), the longest first. Words are folded."""
        single, longer = _beginning(self, words[at])
        if not longer or at + 1 == len(words):
            return single
        after = words[at + 1]
        entries = longer[None] if after in self.fillers else longer.get(after[:1], longer[""])
        found = [(end - at, entry.sense) for entry in entries if (end := self._rest(words, at + 1, entry))]
        return (*sorted(found, key=_length, reverse=True), *single) if found else single

    def whole(self, word: str) -> bool:
        """Whether the word is listed as it stands: by all of it, or as a verb with its endings."""
        return _whole(self, word)

    def _rest(self, words: Sequence[str], at: int, entry: _Entry) -> int:
        """The end of the term whose further words begin at `at`, 0 if they are not there; one filler is let pass."""
        spare = entry.sense.kind in ("verb", "stem")
        for stem, ending in entry.rest:
            if at < len(words) and spare and words[at] in self.fillers and not words[at].startswith(stem):
                at, spare = at + 1, False
            if at >= len(words) or not words[at].startswith(stem) or not _fits(len(words[at]) - len(stem), ending):
                return 0
            at += 1
        return at


_Longer = Mapping[str | None, tuple[_Entry, ...]]
_length: Callable[[tuple[int, Sense]], int] = itemgetter(0)


@lru_cache(maxsize=1 << 16)  # the words of a language come again and again
def _beginning(lexicon: Lexicon, word: str) -> tuple[tuple[tuple[int, Sense], ...], _Longer]:
    """What `word` means by itself, and the terms that it begins; of those by its end, the longest first."""
    found = _of_stems(lexicon, word)
    if lexicon.tails:
        found += tuple(e for n in range(min(len(word), LONGEST_PART), 0, -1) for e in lexicon.tails.get(word[-n:], ()))
    if lexicon.inners and len(word) <= LONGEST_COMPOUND:
        parts = {
            word[i : i + n]: None for i in range(len(word)) for n in range(1, LONGEST_PART + 1) if i + n <= len(word)
        }
        found += tuple(e for part in parts for e in lexicon.inners.get(part, ()))
    return tuple((1, entry.sense) for entry in found if not entry.rest), _by_letter([e for e in found if e.rest])


def _by_letter(entries: Sequence[_Entry]) -> _Longer:
    """Terms by the first letter of their second word; those that admit any word are under every letter."""
    if not entries:
        return {}
    found: dict[str | None, tuple[_Entry, ...]] = {None: tuple(entries)}
    for letter in {"", *(entry.rest[0][0][:1] for entry in entries)}:
        found[letter] = tuple(entry for entry in entries if entry.rest[0][0][:1] in ("", letter))
    return found


@lru_cache(maxsize=1 << 16)
def _whole(lexicon: Lexicon, word: str) -> bool:
    found = (entry for entry in _of_stems(lexicon, word) if not entry.rest)
    return any(not entry.ending or entry.sense.kind in ("verb", "cue") for entry in found)


def _of_stems(lexicon: Lexicon, word: str) -> tuple[_Entry, ...]:
    return tuple(
        entry
        for length in range(1, min(len(word), lexicon.longest) + 1)
        for entry in lexicon.stems.get(word[:length], ())
        if _fits(len(word) - length, entry.ending)
    )


def _fits(extra: int, admitted: int) -> bool:
    return admitted < 0 or extra <= admitted


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
        # Not parsed: this is asked before it is known which of the files is needed.
        other = re.search(r'^\[respelling\]\nscript = "(\w+)"$', _file(lang).read_text(encoding="utf-8"), re.MULTILINE)
        found += [lang, *([f"{lang}-{other[1]}"] if other else [])]
    return tuple(found)


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
    for name in ("subordinators", "conjunctions", "many", "openers", "joiners", "silent", "possessive"):
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
    stems: dict[str, dict[_Entry, None]] = {}
    tails: dict[str, dict[_Entry, None]] = {}
    inners: dict[str, dict[_Entry, None]] = {}
    changes = [(str(a), str(b)) for a, b in _table(data, "text").get("alternations", [])]  # type: ignore[attr-defined]
    spellings = [(re.compile(str(a)), str(b)) for a, b in _table(data, "text").get("spellings", [])]  # type: ignore[attr-defined]
    for text, sense in _senses(data):
        for spelt in dict.fromkeys((fold(text), _respelt(fold(text), spellings))):
            words = [[_word(word), *_alternating(word, changes)] for word in spelt.split()]
            for first, *rest in itertools.product(*words):
                table = stems if first[0][:1] != "*" else inners if first[1] < 0 else tails
                table.setdefault(first[0].lstrip("*"), {})[_Entry(tuple(rest), first[1], sense)] = None
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
