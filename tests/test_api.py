"""The Python API: docs/api.md is run as written, and what it does not show is tested below it."""

from __future__ import annotations

import doctest
import shutil
from pathlib import Path

import pytest

import suviaz
from suviaz.errors import BadQuery, StoreBusy, SuviazError, UnknownName
from suviaz.pipeline import Loaded
from suviaz.reader import Skipped

ROOT = Path(__file__).parents[1]
ARTICLE = ROOT / "data" / "articles" / "2017-04-26-forum-e-government.txt"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph with one article, made once; tests that change it make their own."""
    path = tmp_path_factory.mktemp("api") / "graph"
    with suviaz.open(path) as graph:
        graph.load(ARTICLE)
    return path


def test_the_examples_in_the_documentation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "articles").mkdir()
    shutil.copy(ARTICLE, tmp_path / "articles")
    monkeypatch.chdir(tmp_path)
    results = doctest.testfile(
        str(ROOT / "docs" / "api.md"),
        module_relative=False,
        optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE,
    )
    assert results.attempted > 20
    assert results.failed == 0


def test_every_verb_is_documented() -> None:
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    verbs = [name for name in vars(suviaz.open().__class__) if not name.startswith("_")]
    assert [name for name in verbs if f".{name}(" not in text and f"`.{name}`" not in text] == []


def test_a_graph_in_memory() -> None:
    with suviaz.open() as graph:
        outcome = graph.load(ARTICLE)
        assert [type(step) for step in outcome.steps] == [Loaded]
        assert outcome.changes == {"added": 1}
        assert graph.query("ASK { ?x a sv:Memorandum }").truth is True
        with pytest.raises(BadQuery, match="on disk"):
            graph.query("ASK {}", timeout=1)


def test_what_failed_is_in_the_outcome(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    heard = []
    with suviaz.open() as graph:
        outcome = graph.load(tmp_path / "empty.txt", ARTICLE, progress=heard.append)
    assert [type(step) for step in outcome.steps] == [Skipped, Loaded]
    assert tuple(heard) == outcome.steps
    assert "empty.txt" in outcome.skipped[0].reason


def test_read_does_not_store(tmp_path: Path) -> None:
    from suviaz.collection import read

    [found] = read(str(ARTICLE))
    text = found.reading.article.text
    assert found.reading.facts
    assert all(e.span.of(text) == e.quote for fact in found.reading.facts for e in fact.evidence)


def test_rdflib_copy_says_the_same(folder: Path) -> None:
    with suviaz.open(folder, read_only=True) as graph:
        [[count]] = graph.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }").rows
        assert len(graph.graph()) == count


def test_networkx(folder: Path) -> None:
    import networkx

    with suviaz.open(folder, read_only=True) as graph:
        ties = graph.network(pair=("BY", "KR"))
    assert isinstance(ties, networkx.MultiDiGraph)
    assert ties.number_of_nodes() > 3


def test_exports_and_drawings_are_bytes(folder: Path) -> None:
    with suviaz.open(folder, read_only=True) as graph:
        for form in ("turtle", "trig", "nquads", "ntriples", "jsonld", "rdfxml", "graphml", "gexf", "csv"):
            data = graph.export(form)
            assert isinstance(data, bytes)
            assert len(data) > 100
            assert graph.export(form) == data
        assert graph.draw("png").startswith(b"\x89PNG")
        with pytest.raises(UnknownName, match="docx"):
            graph.export("docx")
        with pytest.raises(UnknownName, match="docx"):
            graph.draw("docx")


def test_a_part_is_less_than_the_whole(folder: Path) -> None:
    with suviaz.open(folder, read_only=True) as graph:
        whole, part = graph.export("ntriples"), graph.export("ntriples", first="2018-01-01")
        assert len(part) < len(whole)
        with pytest.raises(UnknownName):
            graph.export(pair=("BY", "ZZ"))


def test_parameters_are_bound_and_checked(folder: Path) -> None:
    with suviaz.open(folder, read_only=True) as graph:
        with pytest.raises(UnknownName, match="no-such-question"):
            graph.query("no-such-question")
        with pytest.raises(SuviazError, match="colour"):
            graph.query("agreements", colour="blue")
        assert len(graph.query("agreements", a="BY", b="KR")) > 0
        assert len(graph.query("agreements", a="BY", b="FR")) == 0


def test_a_time_limit_does_not_hurt_a_quick_answer(folder: Path) -> None:
    with suviaz.open(folder, read_only=True) as graph:
        plain = graph.query("agreements")
        assert all(graph.query("agreements", timeout=60) == plain for _ in range(5))
        with pytest.raises(BadQuery, match="cannot be read"):
            graph.query("SELECT nonsense {", timeout=60)


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    with suviaz.open(tmp_path / "graph"), pytest.raises(StoreBusy):
        suviaz.open(tmp_path / "graph")
    suviaz.open(tmp_path / "graph").close()


def test_nothing_is_opened_read_only_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SuviazError, match="nowhere"):
        suviaz.open(tmp_path / "nowhere", read_only=True)
    assert not (tmp_path / "nowhere").exists()
