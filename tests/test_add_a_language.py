"""A language is added by data alone: a toy one from a folder, and Ukrainian, as docs/add-a-language.md tells it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import scoring
from saying import say
from suviaz import grammar
from suviaz.collection import read
from suviaz.errors import BrokenResource
from suviaz.model import Article, Reading
from suviaz.names import comparable
from suviaz.reader import Reader, Skipped

EXAMPLE = Path(__file__).parent / "languages"

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


def suviaz(*arguments: str, folder: Path) -> None:
    """The command, in a process of its own that knows the example."""
    done = subprocess.run(
        [sys.executable, "-m", "suviaz", *arguments],
        cwd=folder,
        env={**os.environ, grammar.FOLDERS: str(EXAMPLE)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_ukrainian_is_told_read_and_stored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Five texts of our own, on which the file was written: it shows that data are enough, not how good they are."""
    articles = scoring.corpus(EXAMPLE / "uk")
    assert len(articles) == 5
    (tmp_path / "texts").mkdir()
    scoring.write_texts(articles, tmp_path / "texts")
    suviaz("load", "texts", folder=tmp_path)
    suviaz("export", "--format", "trig", "--output", "all.trig", folder=tmp_path)
    reached = scoring.score(articles, (tmp_path / "all.trig").read_bytes())
    with capsys.disabled():
        print(f"\nuk, an example\n{scoring.table({'own': reached})}")
    assert reached.total.f1 >= 95
    assert reached.sprung == ()


def test_the_examples_of_the_ukrainian_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(grammar.FOLDERS, str(EXAMPLE))
    reader = Reader()
    examples = grammar.load("uk").data["examples"]
    assert len(examples) >= 10  # type: ignore[arg-type]
    for example in examples:  # type: ignore[attr-defined]
        found = reader.read(Article(example["text"], "uk", published="2018-05-10"))
        mine = [say(fact, found) for fact in found.facts if any(e.rule == example["rule"] for e in fact.evidence)]
        assert sorted(mine) == example["says"]
