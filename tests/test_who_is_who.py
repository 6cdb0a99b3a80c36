"""Who is who in the store: one node over articles and languages, the same in any order, and what people decide."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import suviaz
from suviaz import pipeline, rdf, resources
from suviaz.cli import suviaz as command
from suviaz.errors import BadDecision
from suviaz.rdf import ArticleGraphs
from suviaz.rdf.decisions import Decision, as_turtle, decided, read_decisions, read_file, undone
from suviaz.rdf.renaming import unwritten, written
from suviaz.rdf.terms import GRAPH, ID, IDENTITY
from suviaz.resolve import KnownEntities, resolve
from suviaz.store import SUPPORT, Store
from suviaz.store.joining import REPLACED_BY, SIGHTING
from suviaz.validate import Validator

BE = """---
url: https://example.org/be/shumilin
published: 2017-04-12
---
Старшыня Дзяржаўнага камітэта па навуцы і тэхналогіях Беларусі Аляксандр Шумілін правёў у Сеуле перамовы з міністрам \
навукі, ІКТ і будучага планавання Рэспублікі Карэя Чхве Ян Хі.
"""
KO = """---
url: https://example.org/ko/shumilin
published: 2017-04-12
---
최양희 미래창조과학부 장관은 11일 서울에서 알렉산더 슈밀린 벨라루스 국가과학기술위원회 위원장과 만나 \
협력 방안을 논의했다.
"""
RU = """---
url: https://example.org/ru/shumilin
published: 2017-04-13
---
Председатель Государственного комитета по науке и технологиям Беларуси Александр Шумилин встретился в Сеуле с \
министром науки, ИКТ и планирования будущего Республики Корея Чхве Ян Хи.
"""


@lru_cache(maxsize=1)
def collection() -> tuple[ArticleGraphs, ...]:
    """The articles of the collection as they come from reading, before it is known who is who."""
    entities = rdf.read_registry()
    known, validator = KnownEntities(entities), Validator()
    readings = pipeline.read([str(resources.folder("data/articles"))])
    written_ = (
        rdf.article_graphs(r.reading, resolve(r.reading, known), known)
        for r in readings
        if isinstance(r, pipeline.Read)
    )
    return tuple(validator.admit(graphs).graphs for graphs in written_)


def filled(graphs: Sequence[ArticleGraphs], together: Callable[[], int] = lambda: 1) -> Store:
    """A store with these articles, as many at once as `together` says each time."""
    store, rest = Store(), list(graphs)
    while rest:
        number = together()
        store.put_all(rest[:number])
        del rest[:number]
    return store


def state(store: Store) -> frozenset[ox.Quad]:
    """All there is: what articles say, the merge with what follows, and the store's own notes."""
    return frozenset(store.raw)


@pytest.fixture(scope="module")
def whole() -> Store:
    return filled(collection())


@pytest.fixture(scope="module")
def expected(whole: Store) -> frozenset[ox.Quad]:
    """What `whole` holds, which every test leaves as it was."""
    return state(whole)


@pytest.fixture
def three(tmp_path: Path) -> Iterator[suviaz.Collection]:
    for name, text in (("be", BE), ("ko", KO), ("ru", RU)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    with suviaz.open(tmp_path / "graph") as graph:
        graph.load(*(tmp_path / f"{name}.txt" for name in ("be", "ko", "ru")))
        yield graph


def people(graph: suviaz.Collection) -> dict[str, set[str]]:
    """Node → names."""
    rows = graph.query("SELECT ?p ?n WHERE { ?p a sv:Person ; skos:altLabel ?n }").rows
    found: dict[str, set[str]] = {}
    for node, name in rows:
        found.setdefault(str(node), set()).add(str(name))
    return found


def test_one_person_in_three_languages_is_one_node(three: suviaz.Collection) -> None:
    found = people(three)
    assert any({"Аляксандр Шумілін", "알렉산더 슈밀린", "Александр Шумилин"} <= names for names in found.values())
    assert any({"Чхве Ян Хі", "최양희"} <= names for names in found.values())
    assert len(found) == 2


def test_the_collection_is_one_graph_in_any_order(whole: Store, expected: frozenset[ox.Quad]) -> None:
    """In five orders, and in thirty with SUVIAZ_THOROUGH."""
    graphs = list(collection())
    assert any(q.predicate == REPLACED_BY for q in whole.graph(IDENTITY))
    for seed in range(30 if os.environ.get("SUVIAZ_THOROUGH") else 5):
        order = random.Random(seed)
        order.shuffle(graphs)
        # One by one, or several at once.
        assert state(filled(graphs, lambda: 1 if seed % 3 == 0 else order.randint(1, 40))) == expected  # noqa: B023


def test_taking_an_article_back_leaves_what_the_rest_gives(expected: frozenset[ox.Quad]) -> None:
    graphs = list(collection())
    store = filled(graphs, lambda: 40)
    for gone in random.Random(3).sample(graphs, 4):
        store.withdraw(gone.key)
        assert state(store) == state(filled([one for one in graphs if one.key != gone.key], lambda: 40))
        store.put(gone)
        assert state(store) == expected


def test_a_rebuild_and_a_restored_export_are_the_same(
    whole: Store, expected: frozenset[ox.Quad], tmp_path: Path
) -> None:
    whole.rebuild()
    assert state(whole) == expected
    export = tmp_path / "graph.trig"
    export.write_text(whole.dump(), encoding="utf-8")
    again = Store()
    again.restore(export)
    assert state(again) == expected
    assert again.dump() == whole.dump()


def test_an_articles_own_words_come_back_from_what_is_stored(whole: Store) -> None:
    for graphs in collection():
        assert set(whole.who.own(graphs.key)) == set(graphs.quads)


def test_an_earlier_iri_leads_to_the_node_that_stands_for_it(three: suviaz.Collection) -> None:
    replaced = list(three.store.graph(IDENTITY))
    assert replaced
    for quad in replaced:
        if quad.predicate == REPLACED_BY and "/person/" in str(quad.subject):
            assert three.explain(str(quad.subject)[1:-1]).iri == str(quad.object)[1:-1]


def test_an_earlier_iri_works_in_every_verb_and_question(three: suviaz.Collection) -> None:
    """A link that somebody kept from before two nodes became one still leads somewhere."""
    moved = {
        str(q.subject)[1:-1]: str(q.object)[1:-1] for q in three.store.graph(IDENTITY) if q.predicate == REPLACED_BY
    }
    persons = {old: new for old, new in moved.items() if "/person/" in old}
    assert persons
    asked = 0
    for old, new in persons.items():
        for form in (old, "id:" + old.removeprefix(ID), old.removeprefix(ID)):
            assert three.named(form) == (new,)
        for question in three.questions().values():
            for parameter in (p for p in question.parameters if p.type == "entity"):
                rest = {p.name: "2017-04-12" for p in question.parameters if p.required and p.type == "date"}
                now, before = ({parameter.name: iri, **rest} for iri in (new, old))
                assert three.query(question, **before).rows == three.query(question, **now).rows, question.name
                asked += 1
        assert three.ledger(entity=old) == three.ledger(entity=new)
        assert three.lives(entity=old) == three.lives(entity=new)
        assert list(three.holders(entity=old)) == list(three.holders(entity=new)) != []
        assert three.export(entity=old) == three.export(entity=new)
        assert three.draw("svg", entity=old) == three.draw("svg", entity=new)
    assert asked > 10
    tenure = next(old for old in moved if "/tenure/" in old)
    before = state(three.store)
    three.desk.reject(tenure, why="to see", who="me")
    assert not list(three.store.raw.quads_for_pattern(ox.NamedNode(moved[tenure]), None, None, ox.DefaultGraph()))
    three.desk.undo()
    assert state(three.store) == before


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_decision_taken_back_leaves_no_trace(whole: Store, expected: frozenset[ox.Quad], data: st.DataObject) -> None:
    persons = sorted(
        {q.subject.value for q in whole.raw.quads_for_pattern(None, SIGHTING, None, SUPPORT)
         if "/person/" in q.subject.value}  # type: ignore[union-attr]
    )  # fmt: skip
    taken: tuple[ox.Quad, ...] = ()
    done = []
    for step in range(data.draw(st.integers(1, 3))):
        one, other = data.draw(st.lists(st.sampled_from(persons), min_size=2, max_size=2, unique=True))
        kind = data.draw(st.sampled_from(["same", "apart"]))
        decision = Decision(f"2024-01-0{step + 1}T00:00:00Z", kind, tuple(sorted((one, other))), "A reader", "To see.")
        taken = decided(taken, decision)
        done.append(decision)
        whole.decide(taken)
        if kind == "same" and step == 0:
            assert (whole.who.node_of(one) or one) == (whole.who.node_of(other) or other)
    for decision in {d.iri: d for d in reversed(done)}.values():
        taken = undone(taken, decision.iri)
        whole.decide(taken)
    assert state(whole) == expected


def test_people_put_together_and_apart(three: suviaz.Collection, tmp_path: Path) -> None:
    desk = three.desk
    (choe, shumilin) = sorted(people(three))
    before = state(three.store)
    desk.pair("same", choe, shumilin, why="to see", who="me")
    assert len(people(three)) == 1
    file = tmp_path / "graph.decisions.ttl"
    assert "to see" in file.read_text(encoding="utf-8")
    gone = desk.undo()
    assert gone.kind == "same"
    assert state(three.store) == before
    one, other = sorted({str(q.subject)[1:-1] for q in three.store.graph(IDENTITY) if "/person/" in str(q.subject)})[:2]
    node = three.store.who.node_of(one)
    assert node is not None
    desk.pair("apart", one, node, why="namesakes", who="me")
    assert one in people(three)
    assert not any({one, node} == {c.one.iri, c.other.iri} for c in desk.review())
    with pytest.raises(BadDecision, match="one node"):
        desk.pair("same", other, other, why="nothing", who="me")


def test_decisions_survive_a_new_graph(three: suviaz.Collection, tmp_path: Path) -> None:
    a, b = sorted(people(three))
    three.desk.pair("same", a, b, why="to see", who="me")
    expected = state(three.store)
    with suviaz.open(tmp_path / "other", decisions=tmp_path / "graph.decisions.ttl") as again:
        again.load(*(tmp_path / f"{name}.txt" for name in ("ru", "be", "ko")))
        assert state(again.store) == expected
        again.rebuild()
        assert state(again.store) == expected


def test_a_rejected_fact_goes_with_what_hangs_on_it(three: suviaz.Collection) -> None:
    before = state(three.store)
    [[event, *_], *_] = three.query("SELECT ?e WHERE { ?e a sv:Meeting } ORDER BY ?e").rows
    three.desk.reject(str(event), why="no meeting", who="me")
    assert three.query(f"SELECT ?p WHERE {{ ?p sv:hasEvent <{event}> }}").rows == ()
    assert not list(three.store.raw.quads_for_pattern(ox.NamedNode(str(event)), None, None, ox.DefaultGraph()))
    assert three.validate().conforms
    three.desk.undo()
    assert state(three.store) == before


FACT = """
@prefix sv: <https://w3id.org/suviaz/ontology#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<{id}tenure/by-hand> a sv:Tenure ; sv:hasHolder <{holder}> ; sv:hasPost <{post}> ; sv:attestedOn "{day}"^^xsd:date .
"""


def test_an_added_fact_has_to_conform(three: suviaz.Collection, tmp_path: Path) -> None:
    [[holder, post], *_] = three.query("SELECT ?h ?p WHERE { ?t sv:hasHolder ?h ; sv:hasPost ?p } ORDER BY ?h ?p").rows
    file = tmp_path / "fact.ttl"
    file.write_text(FACT.format(id=ID, holder=holder, post=post, day="yesterday"), encoding="utf-8")
    before = state(three.store)
    with pytest.raises(BadDecision, match="S46"):
        three.desk.add(file, why="known", who="me")
    assert state(three.store) == before
    file.write_text(FACT.format(id=ID, holder=holder, post=post, day="2014-05-06"), encoding="utf-8")
    three.desk.add(file, why="known", who="me")
    assert three.query(f"ASK {{ <{ID}tenure/by-hand> sv:hasHolder <{holder}> }}").truth
    assert three.validate().conforms
    three.desk.undo()
    assert state(three.store) == before


def test_the_file_of_decisions_is_sorted_and_whole(tmp_path: Path) -> None:
    one = Decision("2024-01-02T03:04:05Z", "apart", (ID + "person/a", ID + "person/b"), "A reader", 'Two "Kims".')
    other = Decision("2024-01-01T00:00:00Z", "reject", (ID + "event/x",), "A reader", "A plan, no event.")
    quads = decided(decided((), one), other)
    file = tmp_path / "decisions.ttl"
    file.write_text(as_turtle(quads), encoding="utf-8")
    assert read_file(file) == quads
    assert as_turtle(reversed(quads)) == as_turtle(quads)
    found = read_decisions(quads)
    assert found.all == (other, one)
    assert found.apart == {(ID + "person/a", ID + "person/b")}
    changed = Decision("2024-02-02T00:00:00Z", "same", one.about, "Another", "It is one Kim.")
    assert read_decisions(decided(quads, changed)).all == (other, changed)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("this is no Turtle", "cannot be read"),
        ("[] <https://example.org/p> <https://example.org/o> .", "without a name"),
    ],
)
def test_a_bad_file_of_decisions_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "graph.decisions.ttl").write_text(text, encoding="utf-8")
    with pytest.raises(BadDecision, match=reason):
        suviaz.open(tmp_path / "graph")


def test_a_decision_without_a_reason_is_refused(tmp_path: Path) -> None:
    bad = Decision("2024-01-02T03:04:05Z", "same", (ID + "person/a", ID + "person/b"), "A reader", " ")
    (tmp_path / "graph.decisions.ttl").write_text(as_turtle(decided((), bad)), encoding="utf-8")
    with pytest.raises(BadDecision, match="S51"):
        suviaz.open(tmp_path / "graph")


def test_the_verbs(three: suviaz.Collection, tmp_path: Path) -> None:
    a, b = sorted(people(three))
    before = three.store.dump()
    three.close()
    store = ["--store", str(tmp_path / "graph")]
    run = CliRunner()
    assert run.invoke(command, ["review", *store]).exit_code == 0
    assert (
        run.invoke(command, ["same", a, b, "--why", "to see", "--who", "me", *store], catch_exceptions=False).exit_code
        == 0
    )
    listed = run.invoke(command, ["review", "--taken", *store])
    assert "same  me: to see" in listed.output
    assert run.invoke(command, ["same", a, b, *store]).exit_code == 2  # no reason given
    assert run.invoke(command, ["undo", *store], catch_exceptions=False).exit_code == 0
    with suviaz.open(tmp_path / "graph") as graph:
        assert graph.store.dump() == before


def test_writing_and_back_where_two_nodes_of_one_article_become_one() -> None:
    graph, evidence = ox.NamedNode(GRAPH + "k"), ox.NamedNode(GRAPH + "k--evidence")
    a, b, c, post = (ox.NamedNode(ID + name) for name in ("person/a", "person/b", "person/c", "post/p"))
    tenures = {n: ox.NamedNode(f"{ID}tenure/{n}--p") for n in "ab"}
    kind, holder, held = rdf.terms.TYPE, rdf.terms.sv("hasHolder"), rdf.terms.sv("hasPost")
    own = tuple(
        sorted(
            [
                ox.Quad(a, kind, rdf.terms.sv("Person"), graph),
                ox.Quad(b, kind, rdf.terms.sv("Person"), graph),
                *(ox.Quad(t, kind, rdf.terms.sv("Tenure"), graph) for t in tenures.values()),
                ox.Quad(tenures["a"], holder, a, graph),
                ox.Quad(tenures["b"], holder, b, graph),
                *(ox.Quad(t, held, post, graph) for t in tenures.values()),
                ox.Quad(c, rdf.terms.sv("about"), b, evidence),
            ],
            key=str,
        )
    )
    mapping = {a.value: c.value, b.value: c.value}
    now = written("k", own, mapping.get)
    assert now.renamed[tenures["a"].value] == now.renamed[tenures["b"].value] == f"{ID}tenure/c--p"
    assert ox.Quad(ox.NamedNode(f"{ID}tenure/c--p"), holder, c, graph) in now.quads
    assert unwritten(now.quads, now.renamed.get) == own
    assert written("k", own, {}.get).quads == own
