"""The example notebook is executed as it is, and what its cells show is looked at."""

from __future__ import annotations

import os
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from suviaz import draw
from suviaz.answers import Answer
from suviaz.draw import fonts, notebook
from suviaz.draw.graph import Graph
from suviaz.network import ties
from ties_fixture import store

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "ties.ipynb"
LOADING = {"src", "srcset", "href", "data", "poster", "action", "background"}


class Loads(HTMLParser):
    """What a page would load: addresses of anything that is not a link to be clicked, in frames too."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.frames: list[dict[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "iframe":
            self.frames.append(dict(attrs))
            self.found += Loads(dict(attrs)["srcdoc"] or "").found
        if tag != "a":
            self.found += [value or "" for name, value in attrs if name in LOADING]


@pytest.fixture(scope="module")
def outputs() -> list[dict[str, Any]]:
    """The outputs of all cells of the example, executed now."""
    try:
        import nbclient
        import nbformat
    except ImportError:
        if os.environ.get("CI"):
            pytest.fail("nbclient is not installed.")
        pytest.skip("The example notebook is not executed: nbclient is not installed.")
    book = nbformat.read(EXAMPLE, as_version=4)
    assert all(not cell.outputs and not cell.execution_count for cell in book.cells if cell.cell_type == "code")
    nbclient.NotebookClient(book, timeout=300, resources={"metadata": {"path": str(EXAMPLE.parent)}}).execute()
    return [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]


def test_the_example_shows_the_ties_and_tables(outputs: list[dict[str, Any]]) -> None:
    shown = [output["data"] for output in outputs if output["output_type"] == "execute_result"]
    [network] = [data for data in shown if "image/svg+xml" in data]
    assert "<iframe" in network["text/html"]
    assert network["image/svg+xml"].startswith("<svg")
    assert "Korea" in network["text/plain"]
    tables = [data for data in shown if "<table" in data.get("text/html", "")]
    assert len(tables) == 2
    assert all("<td" in data["text/html"] for data in tables)
    [printed] = [
        output["text"] for output in outputs if output["output_type"] == "stream" and output["name"] == "stdout"
    ]
    assert "https://" in printed


def test_nothing_in_the_outputs_is_loaded_from_a_host(outputs: list[dict[str, Any]]) -> None:
    texts = [output["data"]["text/html"] for output in outputs if "text/html" in output.get("data", {})]
    assert len(texts) == 3
    for text in texts:
        assert [address for address in Loads(text).found if not address.startswith("data:")] == []


def test_the_frame_has_no_origin_and_holds_the_whole_page() -> None:
    if not fonts.OWN.is_dir():
        pytest.skip("The viewer is not built: run 'make frontend'.")
    network = ties(store(), pair=("BY", "KR"), lang="ko")
    found = notebook.Ties.of(network)._repr_mimebundle_()
    [frame] = Loads(found["text/html"]).frames
    assert frame["sandbox"] == "allow-scripts allow-downloads"
    assert frame["srcdoc"] == draw.html(network)
    assert found["image/svg+xml"] == draw.svg(network)
    assert found["text/plain"].startswith("벨라루스 – 대한민국: 협력 관계 – ")


def test_without_the_viewer_there_is_the_picture(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from suviaz.draw import assets

    monkeypatch.setattr(assets, "_HERE", tmp_path)
    assert set(notebook.bundle(ties(store(), pair=("BY", "KR")))) == {"text/plain", "image/svg+xml"}


def test_a_changed_graph_does_not_show_the_old_picture() -> None:
    graph = Graph.of(ties(store(), pair=("BY", "KR")))
    assert "image/svg+xml" in graph._repr_mimebundle_()
    assert "image/svg+xml" not in graph.copy()._repr_mimebundle_()
    graph.remove_node(next(iter(graph)))
    assert set(graph._repr_mimebundle_()) == {"text/plain"}


def test_a_long_answer_says_what_it_does_not_show() -> None:
    import pyoxigraph as ox

    rows = tuple((ox.NamedNode(f"https://example.org/{n}"), ox.Literal("імя", language="be")) for n in range(130))
    bundle = Answer(columns=("a", "b"), terms=(*rows, (ox.NamedNode("javascript:alert(1)"), None)))._repr_mimebundle_()
    assert bundle["text/html"].count("<tr>") == 101
    assert "… and 31 more" in bundle["text/html"]
    assert '<td lang="be">імя</td>' in bundle["text/html"]
    assert bundle["text/plain"].count("https://example.org/") == 130
    short = Answer(columns=("a",), terms=((ox.NamedNode("javascript:alert(1)"),),))._repr_html_()
    assert "href" not in short
