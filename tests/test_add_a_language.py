"""A language is added by data alone: a toy one from a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from saying import say
from suviaz import grammar
from suviaz.collection import read
from suviaz.errors import BrokenResource
from suviaz.model import Reading
from suviaz.names import comparable
from suviaz.reader import Skipped

# Its words are invented; nothing in the program has seen them.
TOY = """
[language]
code = "qaa"

[posts]
minister = ["velkor~"]

[post_bodies]
minister = "velkorat"

[events]
visit = ["tarumi"]

[verbs.visit]
past = ["tarumid~"]

[cues]
negation = ["zu"]

[organisations]
domain = ["lopeni"]

[prepositions]
in = ["ak"]

[names.given]
masculine = "Oru"

[registry]
"country/SRB" = { names = ["Serbe"], adjectives = ["serbul"] }
"place/belgrade" = { names = ["Beograk"] }
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "qaa.toml").write_text(TOY, encoding="utf-8")
    monkeypatch.setenv(grammar.FOLDERS, str(tmp_path))
    return tmp_path


def reading(folder: Path, text: str, lang: str) -> Reading:
    article = folder / "article.txt"
    article.write_text(text, encoding="utf-8")
    [found] = read(str(article), lang=lang)
    assert not isinstance(found, Skipped), found.reason
    return found.reading


def test_a_toy_language_in_a_folder_reads_a_sentence(folder: Path) -> None:
    assert "qaa" in grammar.languages()
    found = reading(folder, "Velkor lopeni Serbe Oru Danak tarumida ak Beograk.", "qaa")
    assert {say(fact, found) for fact in found.facts} == {
        "Post: Velkor lopeni Serbe, RS, minister, Velkorat lopeni Serbe",
        "Tenure: Oru Danak, RS, minister, Velkorat lopeni Serbe",
        "Event: held, visit, RS, Beograk",
        "Participation: Oru Danak, visit, guest",
    }
    denied = reading(folder, "Velkor lopeni Serbe Oru Danak zu tarumida ak Beograk.", "qaa")
    assert not [fact for fact in denied.facts if fact.kind == "Event"]


def test_names_of_a_language_without_rules_of_comparison_stay_apart() -> None:
    assert comparable("Ору Данак", "qaa", "Person") == "данак, ору"
    assert comparable("Ору Болет", "qaa", "Person") == "болет, ору"


def test_the_registry_has_to_know_what_a_file_names(folder: Path) -> None:
    (folder / "qab.toml").write_text('[language]\ncode = "qab"\n[registry]\n"country/QQQ" = { names = ["X"] }\n')
    with pytest.raises(BrokenResource, match="country/QQQ"):
        reading(folder, "X.", "qab")


def test_our_own_languages_cannot_be_replaced(folder: Path) -> None:
    (folder / "be.toml").write_text('[language]\ncode = "be"\n')
    assert grammar.load("be").data["posts"]
