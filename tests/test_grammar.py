"""The language files: word lists that can be read, expanded and found again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suviaz import grammar
from suviaz.errors import BrokenResource, UnknownLanguage
from suviaz.grammar import Sense
from suviaz.names import fold


def senses(lang: str, text: str) -> dict[str, set[tuple[str, str]]]:
    """From the words of a term to what it can mean."""
    words = [fold(word) for word in text.split()]
    lexicon = grammar.load(lang).lexicon
    found: dict[str, set[tuple[str, str]]] = {}
    for at in range(len(words)):
        for length, sense in lexicon.match(words, at):
            found.setdefault(" ".join(words[at : at + length]), set()).add((sense.kind, sense.code))
    return found


@pytest.mark.parametrize(
    ("text", "term", "sense"),
    [
        ("намесніка міністра", "намесніка міністра", ("post", "deputy-minister")),
        ("электроннага ўрада", "электроннага урада", ("field", "e-government")),
        ("падпісалі", "падпісалі", ("verb", "sign")),
        ("пасла", "пасла", ("post", "ambassador")),
        ("у парламенце", "парламенце", ("head", "GovernmentBody")),  # т changes to ц
        ("намесьнік міністра", "намесьнік міністра", ("post", "deputy-minister")),  # classical spelling
        ("узяў сёння ўдзел", "узяў сёння ўдзел", ("verb", "attend")),  # a filler in between
    ],
)
def test_terms_are_found_in_their_forms(text: str, term: str, sense: tuple[str, str]) -> None:
    found = senses("be", text)
    assert sense in found.get(fold(term), set()), found


@pytest.mark.parametrize("text", ["пасля", "пасольства", "мінскі"])
def test_stems_do_not_catch_other_words(text: str) -> None:
    assert not {code for found in senses("be", text).values() for kind, code in found if kind == "post"}


def test_braces_are_written_out() -> None:
    assert list(grammar.expand(["падпіса{ў,ла}", "a{1,2}b{3,4}"])) == [
        "падпісаў",
        "падпісала",
        "a1b3",
        "a1b4",
        "a2b3",
        "a2b4",
    ]


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(UnknownLanguage, match="'xx'"):
        grammar.load("xx")


def test_a_language_file_needs_its_code() -> None:
    with pytest.raises(KeyError):
        grammar.read({})


def test_a_damaged_file_stops_the_run(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "zz.toml").write_text("[language", encoding="utf-8")
    monkeypatch.setenv(grammar.FOLDERS, str(tmp_path))
    with pytest.raises(BrokenResource, match=r"zz\.toml"):
        grammar.load("zz")


@given(st.lists(st.text(alphabet="абвг~*{},", max_size=8), max_size=5))
def test_expanding_anything_ends(entries: list[str]) -> None:
    assert all(isinstance(word, str) for word in grammar.expand(entries))


@pytest.mark.parametrize("lang", grammar.languages())
def test_every_sense_is_of_the_ontology(lang: str) -> None:
    """Codes of word lists are codes of concepts, classes of word lists are classes: no mapping table anywhere."""
    from rdflib import Graph

    from suviaz import resources

    concepts = {
        str(s).rsplit("/", 2)[-2:] and "/".join(str(s).rsplit("/", 2)[-2:])
        for s in Graph().parse(resources.folder("ontology") / "concepts.ttl").subjects()
    }
    classes = {str(s).rsplit("#")[-1] for s in Graph().parse(resources.folder("ontology") / "core.ttl").subjects()}
    schemes = {"post": "post-type", "event": "event-type", "field": "field", "form": "form"}
    lexicon = grammar.load(lang).lexicon
    known: set[Sense] = {entry.sense for entries in lexicon.stems.values() for entry in entries}
    wrong = [s for s in known if s.kind in schemes and f"{schemes[s.kind]}/{s.code}" not in concepts]
    wrong += [s for s in known if s.kind in ("head", "body", "agreement") and s.code not in classes | {"Document"}]
    assert not wrong
