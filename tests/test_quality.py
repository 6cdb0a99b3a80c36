"""How well articles are read: our own gold holds the floors; what lies beside the clone comes on top where it is there.

A floor belongs to one exact corpus: `corpus/floors.json` holds the digest it was measured on. Whoever changes a gold
article measures anew and writes down both.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest

import suviaz
from scoring import KINDS, Score, Tally, compare, corpus, digest, paired, score, springs, table, write_texts

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
FLOORS = json.loads((CORPUS / "floors.json").read_text(encoding="utf-8"))
LANGUAGES = sorted(folder.name for folder in CORPUS.iterdir() if folder.is_dir())
SHARED = Path(__file__).parents[2] / "shared"
SETS = ("dev", "heldout")


@pytest.fixture(scope="module", params=LANGUAGES)
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def scores(lang: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Score]:
    articles, texts = corpus(CORPUS / lang), tmp_path_factory.mktemp("texts")
    write_texts(articles, texts)
    with suviaz.open(tmp_path_factory.mktemp("graph") / "graph") as graph:
        outcome = graph.load(texts, lang=lang)
        assert not outcome.skipped, outcome.skipped
        trig = graph.export("trig")
    return {name: score([a for a in articles if a["set"] == name], trig) for name in SETS}


def test_every_language_with_gold_has_floors() -> None:
    assert sorted(FLOORS) == LANGUAGES


def test_the_floors_are_those_of_this_corpus(lang: str) -> None:
    told = "The gold has changed: measure anew, then write floors and digest."
    assert FLOORS[lang]["sha256"] == digest(CORPUS / lang), told


@pytest.mark.parametrize("name", SETS)
def test_no_lower_than_the_floor(
    scores: dict[str, Score], lang: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with capsys.disabled():
        if name == SETS[0]:
            print(f"\n{lang}\n{table(scores)}")
    floor, reached = FLOORS[lang][name], scores[name]
    low = {kind: reached.tallies[kind].f1 for kind, least in floor["kinds"].items() if reached.tallies[kind].f1 < least}
    assert not low, f"{lang}, {name}: below the floors {floor['kinds']}"
    assert reached.total.f1 >= floor["f1"]
    assert len(reached.sprung) <= floor["traps"], reached.sprung


def test_gold_is_well_formed(lang: str) -> None:
    articles = corpus(CORPUS / lang)
    assert len(articles) >= 15
    assert {a["set"] for a in articles} == set(SETS)
    assert abs(sum(a["set"] == "dev" for a in articles) * 2 - len(articles)) <= 1
    assert {a["lang"] for a in articles} == {lang}
    assert len({a["url"] for a in articles}) == len({a["text"] for a in articles}) == len(articles)
    for article in articles:
        gold = article["gold"]
        known = {thing["id"] for thing in gold["people"] + gold["organisations"]}
        assert article["text"].startswith(article["title"]), article["id"]
        assert gold["never"], f"{article['id']} sets no trap"
        for fact in gold["facts"]:
            single, many = KINDS[fact["kind"]]
            extra = {"names"} if fact["kind"] == "CooperationBody" else set()
            assert set(fact) <= {"kind", *single, *many, *extra}, (article["id"], fact)
            ids = {fact.get(slot) for slot in ("holder", "actor", "speaker", "in")} - {None}
            assert all(i in known or (len(i) == 2 and i.isupper()) for i in ids), (article["id"], fact)
            assert not any(springs(trap, [fact]) for trap in gold["never"]), (article["id"], fact)


def test_gold_uses_the_codes_of_the_ontology(lang: str) -> None:
    quads = pyoxigraph.parse(path=str(HERE.parent / "ontology" / "concepts.ttl"), format=pyoxigraph.RdfFormat.TURTLE)
    concepts = {tuple(q.subject.value.split("/")[-2:]) for q in quads if isinstance(q.subject, pyoxigraph.NamedNode)}
    slots = {
        "post": "post-type",
        "type": "event-type",
        "event": "event-type",
        "role": "role",
        "envisages": "form",
        "fields": "field",
        "status": "status",
    }
    for article in corpus(CORPUS / lang):
        for fact in article["gold"]["facts"]:
            for slot, scheme in slots.items():
                value = fact.get(slot) or []
                for code in [value] if isinstance(value, str) else value:
                    assert (scheme, code) in concepts, (article["id"], code)


EXPORT = """
@prefix sv: <https://w3id.org/suviaz/ontology#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <https://example.org/> .
:by a sv:Country ; sv:iso3166Alpha2 "BY" .
:mci a sv:Ministry ; skos:prefLabel "Мінсувязі"@be ; sv:belongsToCountry :by .
:post sv:isPostIn :mci ; sv:hasPostType <https://w3id.org/suviaz/concept/post-type/minister> .
:article a sv:Article ; schema:url <https://example.org/1> .
:other a sv:Article ; schema:url <https://example.org/2> .
:g prov:wasDerivedFrom :article . :h prov:wasDerivedFrom :other .
:g { :p a sv:Person ; skos:prefLabel "Сяргей Папкоў"@be . :t a sv:Tenure ; sv:hasHolder :p ; sv:hasPost :post .
     :e a sv:Event ; sv:hasEventType <https://w3id.org/suviaz/concept/event-type/conference> ;
        sv:notBefore "2017-05-01"^^xsd:date ; sv:notAfter "2017-05-31"^^xsd:date . }
:h { :q a sv:Person ; skos:prefLabel "Хтосьці"@be . }
"""


def test_scorer_counts_slots_of_this_article_only() -> None:
    gold = {
        "people": [{"id": "p", "names": ["С.П. Папкоў", "Сяргей  Папкоў"]}],
        "organisations": [],
        "facts": [
            {"kind": "Tenure", "holder": "p", "post": "minister", "in": "BY"},
            {"kind": "Event", "type": "forum", "when": "2017-05", "status": "held"},
            {"kind": "Statement", "speaker": "p", "direct": True},
        ],
        "never": [{"kind": "Event", "when": "2017-05"}, {"kind": "Event", "when": "2017-06"}],
    }
    got = score([{"id": "x", "url": "https://example.org/1", "gold": gold}], EXPORT.encode())
    assert got.tallies["Person"] == Tally(1, 1, 1)
    # The ministry stands for its country; it is known only through the post, so it is not held against.
    assert got.tallies["Tenure"] == Tally(3, 3, 3)
    assert got.tallies["Organisation"] == Tally()
    # A conference is as good as a forum, the month is read from its window, the status is missing.
    assert got.tallies["Event"] == Tally(2, 2, 3)
    assert got.tallies["Statement"] == Tally(0, 0, 2)
    assert [trap for _, trap in got.sprung] == [{"kind": "Event", "when": "2017-05"}]
    assert got.total == Tally(6, 6, 9)


def test_scorer_pairs_what_fits_best_and_counts_what_is_left() -> None:
    gold = [{"kind": "Event", "type": "visit", "when": "2017"}, {"kind": "Event", "type": "visit", "when": "2018"}]
    found = [{"kind": "Event", "type": "visit", "when": "2018"}]
    assert list(paired("Event", gold, found)) == [(gold[1], found[0]), (gold[0], None)]
    assert compare("Event", gold[0], None) == Tally(0, 0, 2)
    assert compare("Event", None, {"type": "visit", "countries": {"BY", "KR"}}) == Tally(0, 3, 0)


@pytest.mark.parametrize(("folder", "lang", "least"), [("seed", "be", 97), ("dev", "be", 70)])
def test_the_articles_beside_the_clone(tmp_path: Path, folder: str, lang: str, least: float) -> None:
    judge, articles = SHARED / "evaluate" / "score.py", SHARED / "corpus" / folder
    if not judge.is_file() or not articles.is_dir():
        pytest.skip(f"no {judge} and {articles} here: only our own gold is scored")
    figures = tmp_path / "figures.json"
    program = shlex.join([sys.executable, "-m", "suviaz"])
    command = [sys.executable, judge, articles, "--command", program, "--json", figures]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    counts = json.loads(figures.read_text())["by"][f"ALL/{lang}"]
    assert Tally(*counts).f1 >= least, done.stdout
    if folder == "seed":
        assert "traps sprung: 0 of" in done.stdout
