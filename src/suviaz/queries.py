"""Stored questions: a file of SPARQL whose head says what it answers and which typed parameters it takes.

The head is made of comment lines:

    #+ title: What is planned, by whom, and for when?
    #+ about: A sentence or two.
    #+ param: NAME (TYPE) = DEFAULT – what it is

TYPE is one of TYPES. Without a default a parameter may stay unset, which means "any"; without `=` it must be given. A
parameter is the variable of the same name, which an engine binds to a term; no value is ever pasted into the text. As
SPARQL engines substitute only what a SELECT projects, every parameter is projected, last; `Query.columns` are the
others and those that are worth showing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from suviaz import resources
from suviaz.errors import BadQuery, BrokenResource, UnknownName

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode

    Term = NamedNode | Literal

_HOUSE = "https://w3id.org/suviaz/"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_SCHEMES = {
    "field": "field",
    "form": "form",
    "status": "status",
    "role": "role",
    "post": "post-type",
    "event": "event-type",
}
_DATE = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_HEAD = re.compile(r"^#\+\s*(\w+):\s*(.*?)\s*$", re.MULTILINE)
_PARAMETER = re.compile(r"(\w+)\s*\(([\w-]+)\)\s*(?:(=)\s*([^–]*?)\s*)?(?:–\s*(.*))?$")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_LOCAL = re.compile(r"[a-z-]+/[^\s<>\"{}|\\^`#?]+(?:#char=\d+,\d+)?")

TYPES = ("country", *_SCHEMES, "date", "entity", "property", "text", "lang", "integer")
"""country: ISO 3166-1 code; field, form, status, role, post, event: code of a concept; date: ISO day; entity: IRI or
`kind/name`; property: local name of an ontology term; lang: ISO 639 code."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A typed parameter. `default` is text, None where there is none; `required` ones must be given."""

    name: str
    type: str
    default: str | None
    about: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A question: SPARQL `text` with its parameters. Text typed by a user has no title unless its head gives one."""

    name: str
    title: str
    about: str
    parameters: tuple[Parameter, ...]
    text: str

    def bind(self, values: Mapping[str, str]) -> dict[str, Term]:
        """Variables and the terms to bind them to, for `Store.query(text, substitutions)`.

        Defaults fill in what `values` leaves out; an empty value means unset. Raises UnknownName for a parameter or a
        country that does not exist, BadQuery for a value of the wrong type or a required parameter left out.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                has = f"it takes {', '.join(known)}" if known else "it takes none"
                raise UnknownName(f"The question '{self.name}' has no parameter '{name}'; {has}.")
        bound: dict[str, Term] = {}
        for parameter in self.parameters:
            value = (values.get(parameter.name, parameter.default) or "").strip()
            if value:
                bound[parameter.name] = term(value, parameter)
            elif parameter.required:
                raise BadQuery(f"The question '{self.name}' needs '{parameter.name}': {parameter.about}.")
        return bound

    def columns(self, found: tuple[str, ...], bound: Mapping[str, Term]) -> tuple[str, ...]:
        """The columns of `found` that tell a reader something: parameters that were given, or only filter, do not.

        A parameter that names what is asked about (entity, property) shows when it was left open.
        """
        kinds = {parameter.name: parameter.type for parameter in self.parameters}
        return tuple(c for c in found if c not in kinds or (c not in bound and kinds[c] == "entity"))


@lru_cache
def stored() -> dict[str, Query]:
    """The questions that come with the program, by name. Raises BrokenResource where one of them is damaged."""
    found = {path.stem: read(path) for path in resources.files("queries", "*.rq")}
    for query in found.values():
        if not query.title or not query.about:
            raise BrokenResource(f"The stored question '{query.name}' needs a title and a sentence about it.")
    return found


def read(path: str | Path) -> Query:
    """A question from a file, named after it. Raises BadQuery where it cannot be read or its head is damaged."""
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadQuery(f"The file '{path}' cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise BadQuery(f"The file '{path}' is not UTF-8 text.") from error
    return parse(text, name=path.stem)


def parse(text: str, *, name: str = "query") -> Query:
    """A question from its text, with or without a head. Raises BadQuery where a line of the head is damaged."""
    head: dict[str, str] = {}
    parameters: list[Parameter] = []
    for key, value in _HEAD.findall(text):
        if key == "param":
            parameters.append(_parameter(value, name))
        elif key in ("title", "about"):
            head[key] = value
        else:
            raise BadQuery(f"The head of '{name}' has a line '#+ {key}:'; title, about and param are known.")
    names = [parameter.name for parameter in parameters]
    if len(set(names)) < len(names):
        raise BadQuery(f"The head of '{name}' declares a parameter twice.")
    for one in names:
        if not re.search(rf"\?{one}\b", text):
            raise BadQuery(f"The head of '{name}' declares '{one}', which the query does not use.")
    return Query(name, head.get("title", ""), head.get("about", ""), tuple(parameters), text)


def _parameter(line: str, query: str) -> Parameter:
    match = _PARAMETER.fullmatch(line)
    if not match:
        raise BadQuery(f"The head of '{query}' has a damaged parameter: '{line}'; write NAME (TYPE) = DEFAULT – words.")
    name, kind, equals, default, about = match.groups()
    if kind not in TYPES:
        raise BadQuery(f"The parameter '{name}' of '{query}' has the type '{kind}'; there are {', '.join(TYPES)}.")
    parameter = Parameter(name, kind, default or None, about or "", required=not equals)
    if parameter.default:
        term(parameter.default, parameter)
    return parameter


def term(value: str, parameter: Parameter) -> Term:
    """The RDF term that `value` means for a parameter. Raises BadQuery for a wrong type, UnknownName for a code."""
    return _READERS[parameter.type](value, parameter)


def _country(value: str, parameter: Parameter) -> Term:
    from pyoxigraph import NamedNode

    if value.startswith(_HOUSE):
        return NamedNode(value)
    code = value.removeprefix("country/").upper()
    alpha3 = _alpha3().get(code)
    if alpha3 is None:
        raise UnknownName(f"'{value}' is no country; {parameter.name} takes a code of ISO 3166-1, as FR or FRA.")
    return NamedNode(f"{_HOUSE}id/country/{alpha3}")


@lru_cache
def _alpha3() -> dict[str, str]:
    """Alpha-3 codes by alpha-2 and by themselves, as the registry has them."""
    codes: dict[str, str] = {}
    pattern = re.compile(r'sv:iso3166Alpha2\s+"([A-Z]{2})"\s*;\s*sv:iso3166Alpha3\s+"([A-Z]{3})"')
    for path in resources.files("data/registry", "countries.ttl"):
        for two, three in pattern.findall(path.read_text(encoding="utf-8")):
            codes[two] = codes[three] = three
    if not codes:
        raise BrokenResource("The registry lists no countries; install suviaz again.")
    return codes


def _concept(value: str, parameter: Parameter) -> Term:
    from pyoxigraph import NamedNode

    if value.startswith(_HOUSE):
        return NamedNode(value)
    scheme = _SCHEMES[parameter.type]
    code = value.removeprefix(f"{scheme}/")
    known = _codes(scheme)
    if code not in known:
        raise UnknownName(f"'{value}' is no {scheme}; {parameter.name} takes one of {', '.join(known)}.")
    return NamedNode(f"{_HOUSE}concept/{scheme}/{code}")


@lru_cache
def _codes(scheme: str) -> tuple[str, ...]:
    """The codes of a concept scheme in the order of the vocabulary."""
    text = (resources.folder("ontology") / "concepts.ttl").read_text(encoding="utf-8")
    prefix = re.search(rf"@prefix (\w+):\s*<{re.escape(_HOUSE)}concept/{scheme}/>", text)
    if not prefix:
        raise BrokenResource(f"The vocabulary has no scheme '{scheme}'.")
    return tuple(re.findall(rf"^{prefix[1]}:([\w-]+) a ", text, re.MULTILINE))


def _date(value: str, parameter: Parameter) -> Term:
    from pyoxigraph import Literal, NamedNode

    if not _DATE.fullmatch(value):
        raise BadQuery(f"'{value}' is no day; {parameter.name} takes a date like 2017-04-26.")
    return Literal(value, datatype=NamedNode(_XSD + "date"))


def _entity(value: str, parameter: Parameter) -> Term:
    from pyoxigraph import NamedNode

    if value.startswith("<") and value.endswith(">"):
        value = value[1:-1]
    if _LOCAL.fullmatch(value):
        value = f"{_HOUSE}id/{value}"
    wrong = BadQuery(f"'{value}' names nothing; {parameter.name} takes an IRI or kind/name, as country/FRA.")
    if not _ABSOLUTE.fullmatch(value):
        raise wrong
    try:
        return NamedNode(value)
    except ValueError:
        raise wrong from None


def _property(value: str, parameter: Parameter) -> Term:
    from pyoxigraph import NamedNode

    local = value.removeprefix("sv:")
    if re.fullmatch(r"\w+", local):
        return NamedNode(f"{_HOUSE}ontology#{local}")
    if not _ABSOLUTE.fullmatch(value):
        raise BadQuery(
            f"'{value}' is no property; {parameter.name} takes a term of the ontology, as hasParty, or an IRI."
        )
    return NamedNode(value)


def _text(value: str, parameter: Parameter) -> Term:
    from pyoxigraph import Literal

    return Literal(value)


def _lang(value: str, parameter: Parameter) -> Term:
    from pyoxigraph import Literal

    if not re.fullmatch(r"[a-z]{2,3}", value):
        raise BadQuery(f"'{value}' is no language; {parameter.name} takes a code like be, ru, en or ko.")
    return Literal(value)


def _integer(value: str, parameter: Parameter) -> Term:
    from pyoxigraph import Literal, NamedNode

    if not re.fullmatch(r"-?\d+", value):
        raise BadQuery(f"'{value}' is no whole number, which {parameter.name} takes.")
    return Literal(str(int(value)), datatype=NamedNode(_XSD + "integer"))


_READERS: Mapping[str, Callable[[str, Parameter], Term]] = {
    "country": _country,
    **dict.fromkeys(_SCHEMES, _concept),
    "date": _date,
    "entity": _entity,
    "property": _property,
    "text": _text,
    "lang": _lang,
    "integer": _integer,
}
