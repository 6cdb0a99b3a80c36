"""Build `data/registry/*.ttl` from ISO 3166 (pycountry), CLDR (Babel) and the tables in `data/registry/curated/`.

    python scripts/build_registry.py            writes the four files
    python scripts/build_registry.py --check    writes nothing; exit 1 if a committed file differs
    python scripts/build_registry.py --names uk prints the names of countries for a new language file

The output depends on these inputs alone and is sorted, so the same inputs give the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import difflib
import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

REGISTRY = Path(__file__).resolve().parent.parent / "data" / "registry"
CURATED = REGISTRY / "curated"
# What is peculiar to each language, in the order of the labels: `curated/languages.toml` says what the keys mean.
LANGUAGES: dict[str, dict[str, Any]] = tomllib.loads((CURATED / "languages.toml").read_text(encoding="utf-8"))

# Not in ISO 3166-1, but news treats it as a country: the user-assigned codes that CLDR and most others use.
BEYOND_ISO = {"XKX": "XK"}

PREFIXES = """\
@prefix sv: <https://w3id.org/suviaz/ontology#> .
@prefix svf: <https://w3id.org/suviaz/concept/field/> .
@prefix country: <https://w3id.org/suviaz/id/country/> .
@prefix org: <https://w3id.org/suviaz/id/organisation/> .
@prefix place: <https://w3id.org/suviaz/id/place/> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


@dataclass(frozen=True)
class Literal:
    """A string with its language tag, or with the local name of an XML Schema type, or plain."""

    text: str
    lang: str = ""
    datatype: str = ""

    def __str__(self) -> str:
        quoted = '"' + self.text.replace("\\", "\\\\").replace('"', '\\"') + '"'
        return quoted + (f"@{self.lang}" if self.lang else f"^^xsd:{self.datatype}" if self.datatype else "")


@dataclass
class Entry:
    """One subject: its class and its statements, in the order in which they are to be read."""

    subject: str
    kind: str
    statements: dict[str, list[str]] = field(default_factory=dict)

    def add(self, predicate: str, *values: object) -> None:
        known = self.statements.setdefault(predicate, [])
        known.extend(text for text in map(str, values) if text not in known)

    def turtle(self) -> str:
        lines = [f"{self.subject} a {self.kind}"]
        for predicate, values in self.statements.items():
            if values:
                lines.append(f"    {predicate} " + " , ".join(values))
        return " ;\n".join(lines) + " .\n"


def add_names(entry: Entry, lang: str, names: Iterable[str], short: Iterable[str] = ()) -> None:
    """The first name is the preferred one; no other repeats it."""
    preferred, *others = dict.fromkeys(name for name in names if name)
    entry.add("skos:prefLabel", Literal(preferred, lang))
    entry.add("skos:altLabel", *(Literal(name, lang) for name in others))
    entry.add("sv:shortName", *(Literal(name, lang) for name in short))


def ordered(entry: Entry, order: tuple[str, ...]) -> Entry:
    """The same entry with its predicates in the given order, so that all entries read alike."""
    assert set(entry.statements) <= set(order), sorted(set(entry.statements) - set(order))
    entry.statements = {name: entry.statements[name] for name in order if entry.statements.get(name)}
    return entry


# The row of a country that a curated table does not name.
NOTHING = dict.fromkeys(("name", "official", "adjective", "demonym", "other", "short"), "")

ORDER = (
    "sv:iso3166Alpha2",
    "sv:iso3166Alpha3",
    "sv:belongsToCountry",
    "sv:isPartOf",
    "sv:isLocatedIn",
    "sv:hasCapital",
    "skos:prefLabel",
    "skos:altLabel",
    "sv:shortName",
    "sv:adjective",
    "sv:demonym",
    "sv:hasField",
    "sv:startDate",
    "sv:endDate",
    "sv:isSucceededBy",
    "schema:url",
    "schema:sameAs",
)


def rows(name: str) -> Iterator[dict[str, str]]:
    with (CURATED / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter=";")


def listed(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(",") if part.strip()]


def iso_countries() -> dict[str, tuple[str, str]]:
    """alpha-3 → (alpha-2, official English name or empty)."""
    import pycountry

    found = {c.alpha_3: (c.alpha_2, getattr(c, "official_name", "")) for c in pycountry.countries}
    return found | {alpha3: (alpha2, "") for alpha3, alpha2 in BEYOND_ISO.items()}


def written_out(name: str, lang: str) -> str:
    """CLDR abbreviates for menus (`о-ва`, `&`, `St.`); a label is written out."""
    for pattern, words in LANGUAGES.get(lang, {}).get("written_out", ()):
        name = re.sub(pattern, words, name)
    return name[0].upper() + name[1:]


def cldr_names(lang: str) -> Mapping[str, str]:
    from babel import Locale

    return Locale(lang).territories


def countries(capitals: Mapping[str, list[str]]) -> list[Entry]:
    """All countries with their names from CLDR and ISO, completed by the curated table of each language."""
    iso = iso_countries()
    tables = {lang: {row["code"]: row for row in rows(f"countries.{lang}.csv")} for lang in LANGUAGES}
    for lang, table in tables.items():
        unknown = sorted(set(table) - set(iso))
        if unknown:
            raise SystemExit(f"countries.{lang}.csv: no such country: {', '.join(unknown)}")
    links = {row["code"]: row for row in rows("country_links.csv")}
    cldr = {lang: cldr_names(lang) for lang in LANGUAGES}
    result = []
    for alpha3, (alpha2, iso_official) in sorted(iso.items()):
        entry = Entry(f"country:{alpha3}", "sv:Country")
        entry.add("sv:iso3166Alpha2", Literal(alpha2))
        entry.add("sv:iso3166Alpha3", Literal(alpha3))
        entry.add("sv:hasCapital", *capitals.get(alpha3, ()))
        for lang, ways in LANGUAGES.items():
            row = tables[lang].get(alpha3, NOTHING)
            from_cldr = cldr[lang][alpha2]
            name = row["name"] or written_out(from_cldr, lang)
            of_iso = iso_official.replace("'", "’").removeprefix("the ") if ways.get("official_of_iso") else ""
            official = row["official"] or of_iso
            # "-": what ISO calls official is not, or not any more.
            names = [name, "" if official == "-" else official, *listed(row["other"])]
            if "&" in from_cldr or "St." in from_cldr:
                names.append(from_cldr.replace(" & ", " and "))
            add_names(entry, lang, names, listed(row["short"]))
            adjectives, demonyms = listed(row["adjective"]), listed(row["demonym"])
            if "like" in ways and tables[ways["like"]].get(alpha3, {}).get("adjective"):
                adjectives = adjectives or [pattern.format(name) for pattern in ways.get("adjectives", ())]
                demonyms = demonyms or [pattern.format(name) for pattern in ways.get("demonyms", ())]
            entry.add("sv:adjective", *(Literal(word, lang) for word in adjectives))
            entry.add("sv:demonym", *(Literal(word, lang) for word in demonyms))
        if alpha3 in links:
            entry.add("schema:sameAs", f"<http://www.wikidata.org/entity/{links[alpha3]['wikidata']}>")
        result.append(ordered(entry, ORDER))
    return result


def places() -> tuple[list[Entry], dict[str, list[str]]]:
    """The places, and the capitals by country."""
    capitals: dict[str, list[str]] = {}
    result = []
    for row in rows("places.csv"):
        subject = f"place:{row['slug']}"
        entry = Entry(subject, "sv:Place")
        if row["kind"] == "capital":
            capitals.setdefault(row["country"], []).append(subject)
        entry.add("sv:isLocatedIn", *(f"place:{slug}" for slug in listed(row["within"])), f"country:{row['country']}")
        for lang in LANGUAGES:
            if row[lang]:
                add_names(entry, lang, listed(row[lang]))
        if row["wikidata"]:
            entry.add("schema:sameAs", f"<http://www.wikidata.org/entity/{row['wikidata']}>")
        result.append(ordered(entry, ORDER))
    return sorted(result, key=lambda entry: entry.subject), capitals


def composed(names: list[str], patterns: list[str]) -> list[str]:
    """Each name in each pattern («{} Рэспублікі Беларусь», «{}»), the first name first; `=` keeps a name as it is.

    A remark in brackets at the end («… (да 1998)») stays at the end.
    """
    result = []
    for name in names:
        if name.startswith("="):
            result.append(name[1:])
        else:
            words, bracket, remark = name.partition(" (")
            result += [pattern.format(words) + bracket + remark for pattern in patterns]
    return result


def organisations(name: str) -> Iterator[Entry]:
    """The entries of one curated TOML file; a table `compose` in it says how names are completed by the country's."""
    with (CURATED / name).open("rb") as file:
        data: dict[str, Any] = tomllib.load(file)
    defaults = data.pop("defaults", {})
    compose = data.pop("compose", {})
    for slug, given in data.items():
        item = defaults | given
        unknown = set(item) - {
            "class", "country", "place", "part_of", "short", "fields", "start", "end", "successor", "url", "wikidata",
            "compose", "bare", *LANGUAGES,
        }  # fmt: skip
        if unknown:
            raise SystemExit(f"{name}: {slug}: unknown key {', '.join(sorted(unknown))}")
        entry = Entry(f"org:{slug}", f"sv:{item['class']}")
        if item.get("country"):
            entry.add("sv:belongsToCountry", f"country:{item['country']}")
        entry.add("sv:isPartOf", *(f"org:{other}" for other in item.get("part_of", ())))
        entry.add("sv:isLocatedIn", *(f"place:{other}" for other in item.get("place", ())))
        for lang in LANGUAGES:
            names = item.get(lang, [])
            if names:
                patterns = compose.get(lang, ["{}"]) if item.get("compose", bool(compose)) else ["{}"]
                if lang not in item.get("bare", list(LANGUAGES)):
                    patterns = [pattern for pattern in patterns if pattern != "{}"]
                add_names(entry, lang, composed(names, patterns), item.get("short", {}).get(lang, ()))
        entry.add("sv:hasField", *(f"svf:{code}" for code in item.get("fields", ())))
        for key, predicate in (("start", "sv:startDate"), ("end", "sv:endDate")):
            if key in item:
                assert isinstance(item[key], date), f"{slug}: {key} is not a day"
                entry.add(predicate, Literal(item[key].isoformat(), datatype="date"))
        entry.add("sv:isSucceededBy", *(f"org:{other}" for other in item.get("successor", ())))
        entry.add("schema:url", *(f"<{address}>" for address in item.get("url", ())))
        if "wikidata" in item:
            entry.add("schema:sameAs", f"<http://www.wikidata.org/entity/{item['wikidata']}>")
        yield ordered(entry, ORDER)


def document(title: str, entries: Iterable[Entry]) -> str:
    head = f"# {title}\n# Written by scripts/build_registry.py from curated/: edit the tables there. See SOURCES.md\n"
    body = "\n".join(entry.turtle() for entry in sorted(entries, key=lambda entry: entry.subject))
    return f"{head}\n{PREFIXES}\n{body}"


def build() -> dict[str, str]:
    """File name → text of the file."""
    place_entries, capitals = places()
    bodies = sorted(path.name for path in CURATED.glob("organisations-*.toml"))
    return {
        "countries.ttl": document("Countries: ISO 3166-1 and Kosovo", countries(capitals)),
        "places.ttl": document("Capitals, cities and regions", place_entries),
        "organisations.ttl": document(
            "State bodies, international organisations, universities, agencies",
            (entry for name in bodies for entry in organisations(name)),
        ),
        "outlets.ttl": document("News outlets", organisations("outlets.toml")),
    }


def names_of(lang: str) -> str:
    """The names of all countries in a language that CLDR knows, as the section `[registry]` of a language file."""
    cldr = cldr_names(lang)
    rows = (
        f'"country/{alpha3}" = {{ names = [{json.dumps(written_out(cldr[alpha2], lang), ensure_ascii=False)}] }}'
        for alpha3, (alpha2, _) in sorted(iso_countries().items())
        if alpha2 in cldr
    )
    return "\n".join(["[registry]", *rows]) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description="Build data/registry/*.ttl from its sources.")
    parser.add_argument("--check", action="store_true", help="compare with the files there are; exit 1 if they differ")
    parser.add_argument("--names", metavar="LANG", help="print the countries' names for a new language file, from CLDR")
    arguments = parser.parse_args()
    if arguments.names:
        print(names_of(arguments.names), end="")
        return 0
    check = arguments.check
    drifted = False
    for name, text in build().items():
        path = REGISTRY / name
        present = path.read_text(encoding="utf-8") if path.exists() else ""
        if not check:
            path.write_text(text, encoding="utf-8")
        elif present != text:
            drifted = True
            lines = difflib.unified_diff(
                present.splitlines(), text.splitlines(), f"{name} (there)", f"{name} (built)", lineterm=""
            )
            print("\n".join(list(lines)[:40]), file=sys.stderr)
    return 1 if drifted else 0


if __name__ == "__main__":
    sys.exit(main())
