"""The registry in data/registry/: complete, consistent, and what the script makes of its sources."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pycountry
import pyoxigraph as ox
import pytest

ROOT = Path(__file__).parents[1]
REGISTRY = ROOT / "data" / "registry"
SCRIPT = ROOT / "scripts" / "build_registry.py"
SV = "https://w3id.org/suviaz/ontology#"
ID = "https://w3id.org/suviaz/id/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SCHEMA = "https://schema.org/"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LANGUAGES = {"be", "ru", "en", "ko"}

# Codes of ISO 3166-1 that are no member states of the United Nations.
NO_MEMBERS = {
    "ABW", "AIA", "ALA", "ASM", "ATA", "ATF", "BES", "BLM", "BMU", "BVT", "CCK", "COK", "CUW", "CXR", "CYM",
    "ESH", "FLK", "FRO", "GGY", "GIB", "GLP", "GRL", "GUF", "GUM", "HKG", "HMD", "IMN", "IOT", "JEY", "MAC",
    "MAF", "MNP", "MSR", "MTQ", "MYT", "NCL", "NFK", "NIU", "PCN", "PRI", "PSE", "PYF", "REU", "SGS", "SHN",
    "SJM", "SPM", "SXM", "TCA", "TKL", "TWN", "UMI", "VAT", "VGB", "VIR", "WLF",
}  # fmt: skip
# Their official name is the short one, or none is listed.
OFFICIAL_IS_SHORT = {
    "ARE", "ATG", "BFA", "BHS", "BIH", "BLZ", "BRB", "CAF", "CAN", "COD", "COG", "DOM", "GEO", "GRD", "HUN",
    "IRL", "JAM", "JPN", "KOR", "LCA", "MNE", "MNG", "MYS", "NZL", "PSE", "ROU", "SLB", "TKM", "TUV", "TWN",
    "UKR", "USA", "VCT", "ZAF",
}  # fmt: skip
# Words that do mean either of two countries, and are listed for both.
SHARED = {
    "кангалезскі", "кангалезец", "конголезский", "конголезец", "Congolese",  # of both Congos
    "Dominican",  # of Dominica and of the Dominican Republic
}  # fmt: skip

Triples = dict[str, dict[str, list[ox.NamedNode | ox.Literal]]]


def _parse(name: str) -> Triples:
    found: Triples = defaultdict(lambda: defaultdict(list))
    for triple in ox.parse((REGISTRY / name).read_bytes(), format=ox.RdfFormat.TURTLE):
        assert isinstance(triple.subject, ox.NamedNode), "no blank nodes"
        assert isinstance(triple.object, ox.NamedNode | ox.Literal), "no blank nodes"
        found[triple.subject.value][triple.predicate.value].append(triple.object)
    return found


@pytest.fixture(scope="module")
def countries() -> Triples:
    return _parse("countries.ttl")


@pytest.fixture(scope="module")
def places() -> Triples:
    return _parse("places.ttl")


@pytest.fixture(scope="module")
def organisations() -> Triples:
    return _parse("organisations.ttl")


@pytest.fixture(scope="module")
def outlets() -> Triples:
    return _parse("outlets.ttl")


@pytest.fixture(scope="module")
def everything(countries: Triples, places: Triples, organisations: Triples, outlets: Triples) -> Triples:
    return {**countries, **places, **organisations, **outlets}


def _texts(entry: dict[str, list[ox.NamedNode | ox.Literal]], *predicates: str) -> Iterator[tuple[str, str]]:
    for predicate in predicates:
        for value in entry.get(predicate, []):
            assert isinstance(value, ox.Literal), predicate
            yield value.language or "", value.value


def _days(entry: dict[str, list[ox.NamedNode | ox.Literal]], predicate: str) -> date | None:
    values = entry.get(predicate, [])
    assert len(values) <= 1, predicate
    return date.fromisoformat(values[0].value) if values else None


NAMES = (SKOS + "prefLabel", SKOS + "altLabel")


def test_the_script_makes_exactly_the_committed_files() -> None:
    result = subprocess.run([sys.executable, str(SCRIPT), "--check"], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_drift_is_noticed(tmp_path: Path) -> None:
    """The check is run on a copy in which one name was changed by hand."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / SCRIPT.name).write_text(SCRIPT.read_text(encoding="utf-8"), encoding="utf-8")
    target = tmp_path / "data" / "registry"
    (target / "curated").mkdir(parents=True)
    for path in REGISTRY.rglob("*.*"):
        (target / path.relative_to(REGISTRY)).write_bytes(path.read_bytes())
    changed = target / "countries.ttl"
    changed.write_text(
        changed.read_text(encoding="utf-8").replace('"Беларусь"@be', '"Белорусь"@be', 1), encoding="utf-8"
    )
    command = [sys.executable, str(tmp_path / "scripts" / SCRIPT.name), "--check"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "Белорусь" in result.stderr


def test_every_country_of_iso_3166_and_kosovo(countries: Triples) -> None:
    iso = {country.alpha_3 for country in pycountry.countries}
    assert len(iso) == 249
    assert {iri.removeprefix(ID + "country/") for iri in countries} == iso | {"XKX"}


def test_a_country_has_its_codes_and_a_name_in_each_language(countries: Triples) -> None:
    for iri, entry in countries.items():
        (alpha2,), (alpha3,) = entry[SV + "iso3166Alpha2"], entry[SV + "iso3166Alpha3"]
        assert iri == f"{ID}country/{alpha3.value}"
        known = pycountry.countries.get(alpha_3=alpha3.value)
        assert alpha2.value == (known.alpha_2 if known else "XK")
        assert sorted(lang for lang, _ in _texts(entry, NAMES[0])) == sorted(LANGUAGES)


def test_member_states_have_official_names_adjectives_demonyms_and_a_capital(countries: Triples) -> None:
    assert len(countries) - len(NO_MEMBERS) - 1 == 193
    for iri, entry in countries.items():
        code = iri.rpartition("/")[2]
        if code in NO_MEMBERS - {"PSE", "TWN", "VAT"}:
            continue
        assert {lang for lang, _ in _texts(entry, SV + "adjective")} == LANGUAGES, code
        lacking = {"KNA": {"be", "ru"}, "VAT": {"en"}}.get(code, set())
        assert {lang for lang, _ in _texts(entry, SV + "demonym")} == LANGUAGES - lacking, code
        assert entry.get(SV + "hasCapital") or code == "PSE", code
        for lang, word in _texts(entry, SV + "adjective"):
            if lang in ("be", "ru"):
                assert word.endswith("кі" if lang == "be" else "кий"), word
                assert word == word.lower()
        if code not in OFFICIAL_IS_SHORT:
            for lang in ("be", "ru", "ko"):
                assert any(known == lang for known, _ in _texts(entry, NAMES[1])), (code, lang)


@pytest.mark.parametrize(
    ("code", "lang", "predicate", "words"),
    [
        ("KOR", "be", "prefLabel", {"Рэспубліка Карэя"}),
        ("KOR", "be", "altLabel", {"Паўднёвая Карэя", "Карэя"}),
        ("KOR", "be", "adjective", {"карэйскі", "паўднёвакарэйскі"}),
        ("KOR", "ko", "altLabel", {"한국", "남한"}),
        ("PRK", "be", "adjective", {"паўночнакарэйскі"}),
        ("PRK", "be", "shortName", {"КНДР"}),
        ("BLR", "be", "adjective", {"беларускі"}),
        ("BLR", "ru", "altLabel", {"Республика Беларусь", "Белоруссия"}),
        ("TUR", "be", "altLabel", {"Турэччына", "Турэцкая Рэспубліка"}),
        ("LTU", "be", "altLabel", {"Летува", "Літоўская Рэспубліка"}),
        ("USA", "be", "shortName", {"ЗША"}),
        ("USA", "en", "shortName", {"U.S.", "USA"}),
        ("CHN", "ru", "shortName", {"КНР"}),
        ("VNM", "be", "adjective", {"в’етнамскі"}),
        ("NER", "be", "adjective", {"нігерскі"}),
        ("NGA", "be", "adjective", {"нігерыйскі"}),
    ],
)
def test_names_that_news_uses(countries: Triples, code: str, lang: str, predicate: str, words: set[str]) -> None:
    base = SKOS if predicate.endswith("Label") else SV
    assert words <= {
        word for known, word in _texts(countries[f"{ID}country/{code}"], base + predicate) if known == lang
    }


def test_no_two_countries_share_a_word(countries: Triples) -> None:
    for predicates in (NAMES, (SV + "adjective",), (SV + "demonym",), (SV + "shortName",)):
        owners: dict[tuple[str, str], set[str]] = defaultdict(set)
        for iri, entry in countries.items():
            for lang, word in _texts(entry, *predicates):
                owners[lang, word.casefold()].add(iri.rpartition("/")[2])
        shared = {key: codes for key, codes in owners.items() if len(codes) > 1}
        assert {word for _, word in shared} <= {word.casefold() for word in SHARED}, shared


def test_the_abbreviation_of_kyrgyzstan_is_not_koreas(countries: Triples) -> None:
    for entry in countries.values():
        assert "КР" not in {word for _, word in _texts(entry, SV + "shortName")}


def test_capitals_lie_in_their_countries(countries: Triples, places: Triples) -> None:
    for iri, entry in countries.items():
        for capital in entry.get(SV + "hasCapital", []):
            assert iri in {value.value for value in places[capital.value][SV + "isLocatedIn"]}, (iri, capital)


def test_no_city_is_called_as_a_country(countries: Triples, places: Triples) -> None:
    """«Люксембург» in a text is the state; the city's label says so in brackets."""
    names = {key for entry in countries.values() for key in _texts(entry, *NAMES)}
    for iri, entry in places.items():
        assert not names & set(_texts(entry, *NAMES)), iri


def test_places_of_one_country_have_names_of_their_own(places: Triples) -> None:
    owners: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for iri, entry in places.items():
        assert {lang for lang, _ in _texts(entry, NAMES[0])} == LANGUAGES, iri
        (country,) = (value.value for value in entry[SV + "isLocatedIn"] if "/country/" in value.value)
        for lang, word in _texts(entry, *NAMES):
            owners[country, lang, word.casefold()].add(iri)
    assert not {key: iris for key, iris in owners.items() if len(iris) > 1}


def test_state_bodies_have_a_country_and_four_languages(organisations: Triples) -> None:
    bodies = [
        iri
        for iri, entry in organisations.items()
        if entry[RDF_TYPE][0].value in (SV + "Ministry", SV + "GovernmentBody")
    ]
    assert len(bodies) > 150
    for iri in bodies:
        entry = organisations[iri]
        assert len(entry[SV + "belongsToCountry"]) == 1, iri
        assert {lang for lang, _ in _texts(entry, NAMES[0])} == LANGUAGES, iri


def test_every_organisation_is_named_in_four_languages(organisations: Triples) -> None:
    for iri, entry in organisations.items():
        assert {lang for lang, _ in _texts(entry, NAMES[0])} == LANGUAGES, iri


def test_ministries_of_both_countries_are_all_there(organisations: Triples) -> None:
    on = date(2024, 6, 1)
    current: dict[str, int] = defaultdict(int)
    for entry in organisations.values():
        end, start = _days(entry, SV + "endDate"), _days(entry, SV + "startDate")
        if entry[RDF_TYPE][0].value == SV + "Ministry" and (not end or end > on) and (not start or start <= on):
            followed = entry.get(SV + "isSucceededBy") and not end
            current[entry[SV + "belongsToCountry"][0].value.rpartition("/")[2]] += not followed
    # 24 ministries; 19 ministries and the three agencies of ministerial rank whose English names say "Ministry".
    assert current["BLR"] == 24
    assert current["KOR"] == 19 + 3


def test_successors_begin_when_their_predecessors_end(organisations: Triples) -> None:
    checked = 0
    for iri, entry in organisations.items():
        start, end = _days(entry, SV + "startDate"), _days(entry, SV + "endDate")
        assert not (start and end) or start < end, iri
        successors = entry.get(SV + "isSucceededBy", [])
        assert not end or successors, f"{iri} ends without a successor"
        for value in successors:
            follower = organisations[value.value]
            assert follower[SV + "belongsToCountry"] == entry[SV + "belongsToCountry"], iri
            begins = _days(follower, SV + "startDate")
            if end and begins:
                assert begins <= end, (iri, value)
                checked += begins == end
    assert checked >= 25


def test_bodies_of_one_country_that_share_a_name_have_different_periods(organisations: Triples) -> None:
    """What 행정자치부 was in 2000 and what it was in 2015 are told apart by their periods."""
    owners: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for iri, entry in organisations.items():
        for country in entry.get(SV + "belongsToCountry", []):
            for lang, word in _texts(entry, *NAMES):
                owners[country.value, lang, word.casefold()].add(iri)
    shared = {frozenset(iris) for iris in owners.values() if len(iris) > 1}
    assert len(shared) >= 3
    for iris in shared:
        periods = sorted(
            (
                _days(organisations[iri], SV + "startDate") or date.min,
                _days(organisations[iri], SV + "endDate") or date.max,
            )
            for iri in iris
        )
        for (_, end), (start, _) in pairwise(periods):
            assert end <= start, sorted(iris)


def test_the_interior_and_science_ministries_of_korea_in_2017(organisations: Triples) -> None:
    def named(name: str, day: date) -> list[str]:
        return [
            iri.rpartition("/")[2]
            for iri, entry in organisations.items()
            if ("ko", name) in set(_texts(entry, *NAMES, SV + "shortName"))
            and (_days(entry, SV + "startDate") or date.min) <= day < (_days(entry, SV + "endDate") or date.max)
        ]

    assert named("행정자치부", date(2017, 4, 26)) == ["kor-ministry-of-the-interior"]
    assert named("행정자치부", date(2005, 1, 1)) == ["kor-ministry-of-government-administration-and-home-affairs"]
    assert named("행안부", date(2018, 10, 17)) == ["kor-ministry-of-the-interior-and-safety"]
    assert named("행안부", date(2011, 10, 1)) == ["kor-ministry-of-public-administration-and-security"]
    assert named("미래부", date(2015, 4, 23)) == ["kor-ministry-of-science-ict-and-future-planning"]
    assert named("과기정통부", date(2018, 3, 30)) == ["kor-ministry-of-science-and-ict"]


def test_outlets_have_addresses_and_no_host_speaks_for_two(everything: Triples, outlets: Triples) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for iri, entry in everything.items():
        for address in entry.get(SCHEMA + "url", []):
            match = re.fullmatch(r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)+)/?(?:\?.*)?", address.value)
            assert match, address
            owners[match[1].removeprefix("www.")].add(iri)
    assert not {host: iris for host, iris in owners.items() if len(iris) > 1}
    assert sum(bool(entry.get(SCHEMA + "url")) for entry in outlets.values()) >= len(outlets) - 2
    for host, slug in {
        "belta.by": "belta",
        "mpt.gov.by": "blr-ministry-of-communications",
        "mfa.gov.by": "blr-ministry-of-foreign-affairs",
        "president.gov.by": "blr-president-administration",
        "moi.go.kr": "kor-ministry-of-the-interior",
        "mois.go.kr": "kor-ministry-of-the-interior-and-safety",
        "svaboda.org": "svaboda",
        "belsat.eu": "belsat",
        "yna.co.kr": "yonhap",
    }.items():
        assert owners[host] == {f"{ID}organisation/{slug}"}, host


def test_iris_follow_the_pattern_and_references_exist(everything: Triples) -> None:
    pattern = re.compile(re.escape(ID) + r"(country/[A-Z]{3}|(organisation|place)/[a-z0-9]+(-[a-z0-9]+)*)")
    for iri, entry in everything.items():
        assert pattern.fullmatch(iri), iri
        kind = {SV + "Country": "country", SV + "Place": "place"}.get(entry[RDF_TYPE][0].value, "organisation")
        assert f"/{kind}/" in iri, iri
        for values in entry.values():
            for value in values:
                if isinstance(value, ox.NamedNode) and value.value.startswith(ID):
                    assert value.value in everything, (iri, value)


def test_state_bodies_carry_their_country_in_the_slug(organisations: Triples) -> None:
    for iri, entry in organisations.items():
        slug = iri.rpartition("/")[2]
        if entry[RDF_TYPE][0].value == SV + "Ministry":
            assert slug.startswith(entry[SV + "belongsToCountry"][0].value[-3:].lower() + "-"), iri


def test_only_terms_of_the_ontology_are_used(everything: Triples) -> None:
    if not (ROOT / "ontology" / "core.ttl").exists():
        pytest.skip("ontology/core.ttl is not there")
    known: set[str] = set()
    for name in ("core.ttl", "concepts.ttl"):
        for triple in ox.parse((ROOT / "ontology" / name).read_bytes(), format=ox.RdfFormat.TURTLE):
            if isinstance(triple.subject, ox.NamedNode):
                known.add(triple.subject.value)
    used = set()
    for entry in everything.values():
        used |= {predicate for predicate in entry if predicate.startswith("https://w3id.org/suviaz/")}
        for values in entry.values():
            used |= {
                value.value
                for value in values
                if isinstance(value, ox.NamedNode)
                and re.match(r"https://w3id\.org/suviaz/(ontology#|concept/)", value.value)
            }
    assert used <= known, sorted(used - known)


def test_labels_are_clean(everything: Triples) -> None:
    """No stray blanks, no Latin look-alikes in Cyrillic words, no words of the other Cyrillic language."""
    foreign = {"be": "[ищъ]", "ru": "[іўґ]"}
    for iri, entry in everything.items():
        preferred = [lang for lang, _ in _texts(entry, NAMES[0])]
        assert len(preferred) == len(set(preferred)), iri
        for lang, word in _texts(entry, *NAMES, SV + "shortName", SV + "adjective", SV + "demonym"):
            assert lang in LANGUAGES, (iri, word)
            assert word, iri
            assert word == " ".join(word.split()), (iri, word)
            assert "'" not in word, f"{iri}: {word}: the apostrophe is ’"
            if lang in foreign:
                assert not re.search(foreign[lang], word.lower()) or word == "Звязда", (iri, word)
                for token in re.findall(r"[^\W\d_]+", word.lower()):
                    assert not (re.search(r"[а-яёіў]", token) and re.search(r"[a-z]", token)), (iri, word)
            elif lang == "ko":
                assert not re.search(r"[а-яёіў]", word.lower()), (iri, word)
            else:
                assert not re.search(r"[^\x00-\u024f’–]", word), (iri, word)
