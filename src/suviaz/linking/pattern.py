"""How an endpoint describes things: a small file of property paths, and the questions that are made of it.

Names and IRIs come into a question only as terms written out by the RDF library, paths only after a check that they are
nothing else.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from suviaz.errors import EndpointFailed

KINDS = ("Person", "Organisation", "Country", "Place")
MOST_ROWS = 2_000
"""So many rows of an answer are looked at. One that has as many may have more, and is asked for in parts."""

_PROPERTIES = ("country", "code", "from", "until", "posts", "site")
_TOKEN = re.compile(
    r"\s*(?:(?P<iri><[^<>\"{}|\\^`\s]+>)|(?P<name>[A-Za-z][\w-]*:[\w-]+)|(?P<sign>[/|^*+?()]|a(?![\w:-])))"
)
_TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*|")


@dataclass(frozen=True, slots=True)
class Kind:
    """How things of one kind are told there: their classes, and property paths by what they lead to."""

    classes: tuple[str, ...]
    path: str
    properties: Mapping[str, str]


@dataclass(frozen=True)
class Pattern:
    """What is asked of an endpoint, and in which terms."""

    text: str
    names: tuple[str, ...]
    about: str
    items: str
    prefixes: Mapping[str, str]
    languages: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, Kind]

    @cached_property
    def digest(self) -> str:
        """Tells one pattern from another: an answer to one is none to the other."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]

    @cached_property
    def of_tag(self) -> Mapping[str, str]:
        """The language of each tag, in small letters."""
        return {tag.lower(): lang for lang, tags in self.languages.items() for tag in tags}

    def literals(self, name: str, lang: str) -> tuple[str, ...]:
        """A name as it may stand there, under each tag of its language."""
        return tuple(
            str(ox.Literal(name, language=tag) if tag else ox.Literal(name)) for tag in self.languages.get(lang, ())
        )

    def kind_of(self, name: str) -> Kind | None:
        return self.kinds.get(name)

    # -- questions; each answers with ?key, which is one of the values given, and what belongs to it

    def by_name(self, literals: Iterable[str]) -> str:
        """The things (?value) that have a name (?key)."""
        return self._select(f"VALUES ?key {{ {' '.join(literals)} }} ?value {'|'.join(self.names)} ?key .")

    def by_code(self, codes: Iterable[str]) -> str:
        """The countries (?value) that have a code (?key)."""
        path = self.kinds["Country"].properties["code"]
        return self._select(f"VALUES ?key {{ {' '.join(codes)} }} ?value {path} ?key .")

    def classes(self, items: Iterable[str]) -> str:
        """For each thing (?key) those of the classes (?value) that it is of."""
        listed = " ".join(items)
        parts = [
            f"{{ VALUES ?key {{ {listed} }} ?key {kind.path} {one} . BIND({one} AS ?value) }}"
            for kind in self.kinds.values()
            for one in kind.classes
        ]
        return self._select("\n UNION ".join(dict.fromkeys(parts)))

    def described(self, items: Iterable[str], kind: str) -> str:
        """What there is to know (?what, ?value) about things (?key) of a kind."""
        values = f"VALUES ?key {{ {' '.join(items)} }}"
        tags = ", ".join(f'"{tag}"' for tag in sorted(self.of_tag))
        spoken = f"FILTER(LCASE(LANG(?value)) IN ({tags}))"
        parts = [
            f'{{ {values} ?key {path} ?value . {spoken} BIND("{what}" AS ?what) }}' for what, path in self._words()
        ]
        for what, path in self.kinds[kind].properties.items():
            if what == "posts":
                parts.append(f'{{ {values} ?key {path}/{self.names[0]} ?value . {spoken} BIND("{what}" AS ?what) }}')
            else:
                parts.append(f'{{ {values} ?key {path} ?value . BIND("{what}" AS ?what) }}')
        return self._select("\n UNION ".join(parts), "?key ?what ?value")

    def class_names(self, kind: str) -> frozenset[str]:
        """The IRIs of the classes of a kind."""
        return frozenset(self._whole(one) for one in self.kinds[kind].classes)

    def _words(self) -> Iterable[tuple[str, str]]:
        yield "name", self.names[0]
        if self.names[1:]:
            yield "other", "|".join(self.names[1:])
        if self.about:
            yield "about", self.about

    def _select(self, where: str, columns: str = "?key ?value") -> str:
        head = "".join(f"PREFIX {short}: <{iri}>\n" for short, iri in sorted(self.prefixes.items()))
        return f"{head}SELECT DISTINCT {columns} WHERE {{\n {where}\n}} LIMIT {MOST_ROWS}"

    def _whole(self, name: str) -> str:
        if name.startswith("<"):
            return name[1:-1]
        short, _, local = name.partition(":")
        return self.prefixes[short] + local


def wikidata() -> Path:
    """The file that describes Wikidata."""
    return Path(__file__).parent / "wikidata.toml"


def read_pattern(path: Path) -> Pattern:
    """Read a file that describes an endpoint. Raises EndpointFailed where it does not hold together."""
    try:
        text = path.read_text(encoding="utf-8")
        about = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise EndpointFailed(f"The pattern '{path}' cannot be read: {error}.") from error
    try:
        return _pattern(text, about)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        said = f"'{error.args[0]}' is missing" if isinstance(error, KeyError) else str(error)
        raise EndpointFailed(f"The pattern '{path}' does not hold together: {said}.") from error


def _pattern(text: str, about: Mapping[str, Any]) -> Pattern:
    prefixes = {short: ox.NamedNode(iri).value for short, iri in about.get("prefixes", {}).items()}
    for short in prefixes:
        if not re.fullmatch(r"[A-Za-z][\w-]*", short):
            raise ValueError(f"'{short}' is no prefix")
    kinds = {}
    for name, told in about["kinds"].items():
        if name not in KINDS:
            raise ValueError(f"there is no kind '{name}', only {', '.join(KINDS)}")
        unknown = set(told) - {"classes", "path", *_PROPERTIES}
        if unknown:
            raise ValueError(f"'{min(unknown)}' is not known of a {name}")
        classes = tuple(_class(one, prefixes) for one in told["classes"])
        properties = {what: _path(told[what], prefixes) for what in _PROPERTIES if what in told}
        kinds[name] = Kind(classes, _path(told.get("path", "a"), prefixes), properties)
    languages = {lang: tuple(tags) for lang, tags in about["languages"].items()}
    for tag in (tag for tags in languages.values() for tag in tags):
        if not _TAG.fullmatch(tag):
            raise ValueError(f"'{tag}' is no language tag")
    found = tuple(_path(one, prefixes) for one in about["names"])
    if not found:
        raise ValueError("'names' is empty")
    described = about.get("about")
    return Pattern(
        text,
        found,
        _path(described, prefixes) if described else "",
        str(about.get("items", "")),
        prefixes,
        languages,
        kinds,
    )


def _path(text: str, prefixes: Mapping[str, str]) -> str:
    """A property path, in brackets unless it is a single name, so that it can stand beside others."""
    at, tokens = 0, []
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        short = match["name"].partition(":")[0] if match and match["name"] else None
        if not match or (short and short not in prefixes):
            raise ValueError(f"'{text}' is no property path with known prefixes")
        tokens.append(match[0].strip())
        at = match.end()
    if not tokens:
        raise ValueError("a property path is empty")
    path = "".join(tokens)
    return path if len(tokens) == 1 else f"({path})"


def _class(text: str, prefixes: Mapping[str, str]) -> str:
    found = _path(text, prefixes)
    if found.startswith("("):
        raise ValueError(f"'{text}' is no class")
    return found
