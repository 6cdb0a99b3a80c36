"""The verbs as a person or script meets them: output, exit codes, and what is said when something is wrong."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

import suviaz
from ready import Ready, ready

Run = Callable[..., subprocess.CompletedProcess[str]]

ARTICLE = """---
url: https://news.example.org/26-04-2017
title: Форум у Мінску
published: 2017-04-26
lang: be
---
26 красавіка ў Мінску праходзіць беларуска-карэйскі форум аб электронным урадзе.

Міністр сувязі і інфарматызацыі Беларусі Сяргей Папкоў паведаміў, што на форуме падпісаны мемарандум аб \
супрацоўніцтве ў развіцці электроннага ўрада паміж Міністэрствам сувязі і інфарматызацыі Рэспублікі Беларусь і \
Міністэрствам унутраных спраў Рэспублікі Карэя.
"""
URL = "https://news.example.org/26-04-2017"


@pytest.fixture(scope="module")
def process() -> Iterator[Ready]:
    with ready() as one:
        yield one


@pytest.fixture
def run(process: Ready, tmp_path: Path) -> Run:
    """Runs `suviaz` in an empty folder of its own; never may it answer a person with a traceback."""

    def command(
        *arguments: str, code: int | None = 0, input: str = "", anew: bool = False
    ) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "NO_COLOR": "1"}
        if anew:
            called = [sys.executable, "-m", "suviaz", *arguments]
            done = subprocess.run(
                called, cwd=tmp_path, capture_output=True, encoding="utf-8", env=env, input=input, check=False
            )
        else:
            done = process.run(*arguments, cwd=tmp_path, env=env, input=input)
        assert "Traceback" not in done.stderr, done.stderr
        assert code is None or done.returncode == code, f"{done.returncode}: {done.stdout}{done.stderr}"
        return done

    return command


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph with the article in it, made once; each test gets a copy."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "article.txt").write_text(ARTICLE, encoding="utf-8")
    with suviaz.open(folder / "suviaz-graph") as made:
        assert made.load(folder / "article.txt").changes == {"added": 1}
    return folder / "suviaz-graph"


@pytest.fixture
def loaded(run: Run, article: Path, graph: Path, tmp_path: Path) -> Run:
    """A folder in which the article is loaded into the default graph."""
    shutil.copytree(graph, tmp_path / "suviaz-graph")
    return run


def test_help_lists_exactly_the_verbs(run: Run) -> None:
    commands = run("--help", anew=True).stdout.partition("Commands:")[2].splitlines()
    verbs = [line.split()[0] for line in commands if line.startswith("  ") and line[2] != " "]
    filling, asking = "load read validate", "query export draw explain serve"
    recalling = "ledger life holders sides timeline ties path figures diff"
    keeping = "withdraw review same apart reject assert undo link status rebuild backup restore"
    assert verbs == f"{filling} {asking} {recalling} {keeping}".split()


def test_version(run: Run) -> None:
    assert run("--version", anew=True).stdout == f"suviaz {suviaz.__version__}\n"


# -- wrong usage: exit code 2 and a sentence


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["fly"], "No such command 'fly'"),
        (["load"], "Missing argument"),
        (["export", "--format", "docx"], "'docx' is not one of"),
        (["draw", "--output", "ties.docx"], "should end in .html, .svg or .png"),
        (["query", "no-such-question"], "no-such-question"),
        (["query", "-e", "SELECT nonsense"], "cannot be read"),
        (["query", "-e", "ASK {}", "nokeyvalue"], "no key=value"),
        (["query", "-e", "ASK {}", "a=1", "a=2"], "given twice"),
        (["query", "-e", "DELETE WHERE { ?s ?p ?o }"], "cannot be read"),
        (["query", "-e", "ASK {}", "--timeout", "-1"], "--timeout"),
        (["explain", "Няма такога"], "Няма такога"),
        (["withdraw", "https://nowhere.example.org/"], "nowhere.example.org"),
        (["export", "--pair", "BY", "ZZ"], "ZZ"),
        (["draw", "--pair", "BY", "ZZ", "--output", "x.svg"], "ZZ"),
        (["export", "--field", "alchemy"], "alchemy"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage(loaded: Run, arguments: list[str], said: str) -> None:
    done = loaded(*arguments, code=2, anew=arguments[0] in ("fly", "withdraw"))
    assert said in done.stderr
    assert done.stderr.strip()
    assert done.stdout == ""


# -- a graph that is not there, or is not one


@pytest.mark.parametrize(
    "arguments",
    [["query", "-e", "ASK {}"], ["export"], ["validate"], ["status"], ["explain", "x"], ["draw", "-o", "x.svg"]],
    ids=lambda arguments: arguments[0],
)
def test_asking_where_no_graph_is_makes_none(run: Run, tmp_path: Path, arguments: list[str]) -> None:
    done = run(*arguments, "--store", "nowhere", code=1)
    assert "nowhere" in done.stderr
    assert not (tmp_path / "nowhere").exists()


def test_a_file_where_the_graph_should_be(run: Run, article: Path) -> None:
    done = run("load", "article.txt", "--store", "article.txt", code=1)
    assert "article.txt" in done.stderr
    assert article.read_text(encoding="utf-8") == ARTICLE


# -- load


def test_load_again_is_a_no_op(loaded: Run) -> None:
    first = loaded("export", "--format", "trig").stdout
    said = loaded("load", "article.txt")
    assert "0 added, 0 changed, 1 unchanged" in said.stderr
    assert said.stdout == ""
    assert loaded("export", "--format", "trig").stdout == first


def test_load_as_json_and_quiet(run: Run, article: Path) -> None:
    done = run("load", "article.txt", "--json", "--quiet")
    [step] = json.loads(done.stdout)
    assert step["kind"] == "loaded"
    assert step["change"] == "added"
    assert step["facts"] > 0
    assert done.stderr == ""


def test_a_folder_with_bad_articles_goes_on(run: Run, article: Path, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    article.rename(folder / "b.txt")
    (folder / "a.txt").write_bytes(b"\xff\xfe\x00\x01broken\xff")
    (folder / "c.txt").write_text("", encoding="utf-8")
    (folder / "d.txt").write_text("---\nlang: xx\n---\nNobody reads this language.", encoding="utf-8")
    done = run("load", "many", code=3)
    assert "1 article (1 added, 0 changed, 0 unchanged)" in done.stderr
    for name in ("a.txt", "c.txt", "d.txt"):
        assert name in done.stderr
    assert URL in run("query", "-e", "SELECT ?url WHERE { ?a a sv:Article ; schema:url ?url }").stdout


def test_a_missing_date_is_a_warning(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("Форум прайшоў у Мінску. Міністр сувязі прыняў удзел у форуме.", encoding="utf-8")
    done = run("load", "x.txt", "--lang", "be")
    assert "no publication date" in done.stderr


@pytest.mark.parametrize("source", ["missing.txt", "no-such-folder/"])
def test_a_source_that_is_not_there(run: Run, source: str) -> None:
    assert source.rstrip("/") in run("load", source, code=3).stderr


def test_standard_input(run: Run) -> None:
    assert "1 added" in run("load", "-", input=ARTICLE, anew=True).stderr


def test_the_environment_names_the_graph(
    run: Run, article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUVIAZ_STORE", "elsewhere")
    run("load", "article.txt")
    assert (tmp_path / "elsewhere").is_dir()
    assert not (tmp_path / "suviaz-graph").exists()


# -- read


def test_read_in_three_forms(run: Run, article: Path, tmp_path: Path) -> None:
    assert "Memorandum" in run("read", "article.txt").stdout
    [data] = json.loads(run("read", "article.txt", "--json").stdout)
    text = data["article"]["text"]
    assert all(text[e["start"] : e["end"]] == e["quote"] for fact in data["facts"] for e in fact["evidence"])
    run("read", "article.txt", "--html", "--output", "page.html")
    assert "<mark" in (tmp_path / "page.html").read_text(encoding="utf-8")
    assert not (tmp_path / "suviaz-graph").exists()


# -- query


def test_questions_are_listed_and_answered(loaded: Run) -> None:
    listed = loaded("query", anew=True).stdout.splitlines()
    assert listed[0].split()[0] == "question"
    assert len(listed) > 20


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "table"])
def test_formats(loaded: Run, form: str) -> None:
    done = loaded("query", "-e", "SELECT ?x WHERE { ?x a sv:Memorandum }", "--format", form)
    assert "https://w3id.org/suviaz/id/agreement/" in done.stdout or "agr:" in done.stdout
    assert done.stderr == ""


def test_construct_is_turtle(loaded: Run) -> None:
    text = loaded("query", "-e", "CONSTRUCT { ?x a sv:Memorandum } WHERE { ?x a sv:Memorandum }").stdout
    assert len(list(ox.parse(text, format=ox.RdfFormat.TURTLE))) == 1


def test_a_file_of_ones_own(loaded: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text("ASK { ?x a <https://w3id.org/suviaz/ontology#Memorandum> }", encoding="utf-8")
    assert loaded("query", "mine.rq").stdout == "yes\n"
    assert loaded("query", "-", input="ASK { ?x a sv:NoSuchThing }").stdout == "no\n"


def test_time_limit_stops_a_query(loaded: Run) -> None:
    endless = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    began = time.monotonic()
    done = loaded("query", "-e", endless, "--timeout", "0.5", code=5)
    assert "0.5 seconds" in done.stderr
    assert done.stdout == ""
    assert time.monotonic() - began < 30
    assert loaded("query", "-e", "ASK { ?x a sv:Memorandum }", "--timeout", "30").stdout == "yes\n"


def test_a_closed_pipe_is_no_drama(loaded: Run, tmp_path: Path) -> None:
    many = "SELECT ?a ?b ?c WHERE { ?a ?b ?c } LIMIT 20000"
    command = f"'{sys.executable}' -m suviaz query -e '{many}' --format tsv | head -n 1"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.startswith("?a\t?b\t?c")
    assert done.stderr == ""


# -- validate, export, draw, explain, withdraw, status, rebuild


def test_validate(loaded: Run) -> None:
    loaded("validate", anew=True)
    assert json.loads(loaded("validate", "--format", "json").stdout)["conforms"] is True
    report = loaded("validate", "--format", "turtle").stdout
    assert any(t.predicate.value.endswith("#conforms") for t in ox.parse(report, format=ox.RdfFormat.TURTLE))


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("turtle", ox.RdfFormat.TURTLE),
        ("trig", ox.RdfFormat.TRIG),
        ("nquads", ox.RdfFormat.N_QUADS),
        ("ntriples", ox.RdfFormat.N_TRIPLES),
        ("jsonld", ox.RdfFormat.JSON_LD),
        ("rdfxml", ox.RdfFormat.RDF_XML),
    ],
)
def test_exports_parse_and_repeat(loaded: Run, form: str, kind: ox.RdfFormat) -> None:
    text = loaded("export", "--format", form).stdout
    assert len(list(ox.parse(text, format=kind))) > 100
    assert loaded("export", "--format", form, anew=True).stdout == text


def test_no_text_leaves_the_text_out(loaded: Run) -> None:
    assert (
        "праходзіць беларуска-карэйскі форум аб электронным урадзе.\\n\\n"
        in loaded("export", "--format", "nquads").stdout
    )
    without = loaded("export", "--format", "nquads", "--no-text").stdout
    assert "форум аб электронным урадзе.\\n" not in without
    assert "exactText>" in without


@pytest.mark.parametrize("form", ["graphml", "gexf", "csv"])
def test_ties_as_files(loaded: Run, form: str, tmp_path: Path) -> None:
    loaded("export", "--pair", "BY", "KR", "--output", f"ties.{form}")
    assert "Мемарандум" in (tmp_path / f"ties.{form}").read_text(encoding="utf-8") or form == "csv"


@pytest.mark.parametrize(("name", "begins"), [("t.html", b"<!doctype html>"), ("t.svg", b"<"), ("t.png", b"\x89PNG")])
def test_draw(loaded: Run, tmp_path: Path, name: str, begins: bytes) -> None:
    loaded("draw", "--pair", "BY", "KR", "--output", name)
    assert (tmp_path / name).read_bytes()[: len(begins)].lower() == begins.lower()


def test_explain_shows_the_words(loaded: Run) -> None:
    iri = loaded("query", "-e", "SELECT ?x WHERE { ?x a sv:Memorandum }", "--format", "csv").stdout.split()[1]
    text = loaded("explain", iri).stdout
    assert "«" in text
    assert URL in text
    found = json.loads(loaded("explain", iri, "--json").stdout)
    quotes = [quote["text"] for fact in found["facts"] for quote in fact["quotes"]]
    assert quotes
    assert all(quote in ARTICLE.replace("\\\n", "") for quote in quotes)


def test_withdraw(loaded: Run) -> None:
    loaded("withdraw", URL)
    assert loaded("query", "-e", "ASK { ?x a sv:Memorandum }").stdout == "no\n"
    loaded("withdraw", URL, code=2)


def test_status_and_rebuild(loaded: Run) -> None:
    before = json.loads(loaded("status", "--json").stdout)
    assert before["Article"] == 1
    assert before["Memorandum"] == 1
    loaded("rebuild")
    assert json.loads(loaded("status", "--json").stdout) == before


def test_a_read_only_folder_says_so(loaded: Run, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    tmp_path.chmod(0o500)
    try:
        done = loaded("export", "--output", "x.ttl", code=1)
    finally:
        tmp_path.chmod(0o700)
    assert "x.ttl" in done.stderr


def test_interrupt_is_clean(article: Path, tmp_path: Path) -> None:
    many = tmp_path / "many"
    many.mkdir()
    for number in range(1500):  # far more than is loaded before the signal is sent, and sent again
        text = ARTICLE.replace("26-04-2017", f"26-04-2017-{number}")
        (many / f"{number:04}.txt").write_text(text, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "suviaz", "load", "many"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # whoever runs tests may ignore it
    )
    deadline = time.monotonic() + 60
    while not (tmp_path / "suviaz-graph").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    try:
        _, said = process.communicate(timeout=10)
    except subprocess.TimeoutExpired:  # the signal came where Python lets none through: a person would press again
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Stopped" in said
    assert "Traceback" not in said


def test_a_progress_bar_is_for_terminals_only(article: Path, tmp_path: Path) -> None:
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "suviaz", "load", "article.txt"], cwd=tmp_path, stderr=theirs, stdout=subprocess.PIPE
    ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 4096)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            shown += piece
    os.close(ours)
    assert process.returncode == 0
    said = shown.decode()
    assert "█" * 20 + " 1/1 Форум у Мінску" in said
    assert said.rindex("\r\x1b[K") < said.index("1 article (1 added")
