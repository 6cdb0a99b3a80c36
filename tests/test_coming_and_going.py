"""Random histories: articles come and go while people decide who is who and what is wrong, and nothing is left behind.

A few examples a run; `pytest --hypothesis-profile=thorough` tries many.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from suviaz import memory, pipeline, rdf, resources
from suviaz.rdf import ArticleGraphs
from suviaz.rdf.decisions import Decision, decided, undone
from suviaz.rdf.terms import ID, IDENTITY
from suviaz.resolve import KnownEntities, resolve
from suviaz.store import Store
from suviaz.store.joining import REPLACED_BY, SIGHTING
from suviaz.validate import Validator

EXAMPLES = 4 if settings.default is None or settings.default.max_examples == 100 else settings.default.max_examples
QUIET = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

POOL = (
    # One promise, its fulfilment, and the visit, the session, the forum and the renaming that several sources tell of,
    # each in another language.
    "2016-09-09-it-centre-agreement",
    "2017-03-28-it-centre-opening",
    "2017-03-28-it-centre-tasks",
    "2017-04-10-science-visit-en",
    "2017-04-11-science-memorandum",
    "2017-04-12-joint-committee-ko",
    "2017-04-26-forum-e-government",
    "2017-04-26-forum-en",
    "2017-07-26-ministries-renamed-en",
    "2018-09-04-joint-committee",
    "2018-09-04-joint-committee-en",
    "2019-04-11-steering-committee-ru",
)

Taken = tuple[ox.Quad, ...]
State = frozenset[ox.Quad]


@lru_cache(maxsize=1)
def pool() -> tuple[ArticleGraphs, ...]:
    known, validator = KnownEntities(rdf.read_registry()), Validator()
    folder = resources.folder("data/articles")
    readings = pipeline.read([str(folder / f"{name}.txt") for name in POOL])
    found = (
        validator.admit(rdf.article_graphs(r.reading, resolve(r.reading, known), known)).graphs
        for r in readings
        if isinstance(r, pipeline.Read)
    )
    return tuple(found)


class World:
    """One store that goes through all histories, and the state in which each set of articles and decisions left it."""

    def __init__(self) -> None:
        self.store = Store()
        self.background = frozenset(self.store.raw)
        self.articles = {graphs.key: graphs for graphs in pool()}
        self.present: set[str] = set()
        self.taken: Taken = ()
        self.seen: dict[tuple[frozenset[str], Taken], State] = {}
        for key in self.articles:
            self.load(key)
        sighted = {q.subject.value for q in self.store.raw.quads_for_pattern(None, SIGHTING, None, None)}  # type: ignore[union-attr]
        self.nodes = {
            kind: sorted(n for n in sighted if n.startswith(f"{ID}{kind}/"))
            for kind in ("person", "organisation", "event", "agreement")
        }
        told = {q.subject.value for key in self.articles for q in self.store.who.own(key)}  # type: ignore[union-attr]
        renamed = {q.subject.value for q in self.store.graph(IDENTITY) if q.predicate == REPLACED_BY}  # type: ignore[union-attr]
        self.facts = sorted(
            f for f in told | renamed if f.split("/")[-2] in ("tenure", "participation", "event", "agreement")
        )

    def state(self) -> State:
        """All there is beside registry and vocabulary: graphs, merge, what follows, and the store's notes. Wherever
        the same articles and decisions were before, they have to have left the same.
        """
        now = frozenset(self.store.raw) - self.background
        before = self.seen.setdefault((frozenset(self.present), self.taken), now)
        assert now == before, sorted(map(str, now ^ before))[:6]
        return now

    def load(self, key: str) -> None:
        self.store.put(self.articles[key])
        self.present.add(key)

    def withdraw(self, key: str) -> None:
        self.store.withdraw(key)
        self.present.remove(key)

    def decide(self, taken: Taken) -> None:
        self.store.decide(taken)
        self.taken = taken

    def become(self, present: set[str], taken: Taken) -> None:
        for key in sorted(self.present - present):
            self.withdraw(key)
        self.decide(taken)
        for key in sorted(present - self.present):
            self.load(key)

    def decision(self, draw: st.DrawFn, step: int) -> Decision:
        kind = draw(st.sampled_from(["same", "same", "apart", "reject", "link"]))
        when = f"2024-01-0{step + 1}T00:00:00Z"
        if kind == "link":
            some = draw(st.lists(st.sampled_from(self.nodes["person"]), min_size=1, max_size=3, unique=True))
            there = draw(st.sampled_from(["http://www.wikidata.org/entity/Q1", "http://www.wikidata.org/entity/Q2"]))
            return Decision(when, "same", tuple(sorted(some)), "A reader", "To see.", there)
        if kind == "reject":
            about: tuple[str, ...] = (draw(st.sampled_from(self.facts)),)
        else:
            nodes = self.nodes[draw(st.sampled_from([k for k, found in self.nodes.items() if len(found) > 1]))]
            about = tuple(sorted(draw(st.lists(st.sampled_from(nodes), min_size=2, max_size=2, unique=True))))
        return Decision(when, kind, about, "A reader", "To see.")


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    made = World()
    assert len(made.articles) == len(POOL)
    yield made
    made.store.close()


def drawn(world: World, data: st.DataObject, most: int) -> tuple[Taken, list[Decision]]:
    taken: Taken = ()
    steps = []
    for step in range(data.draw(st.integers(0, most), label="decisions")):
        decision = world.decision(data.draw, step)  # type: ignore[arg-type]
        taken = decided(taken, decision)
        steps.append(decision)
    return taken, steps


def some(data: st.DataObject, keys: list[str], label: str) -> list[str]:
    return data.draw(st.lists(st.sampled_from(keys), max_size=4, unique=True), label=label)


@QUIET
@given(st.data())
def test_what_is_loaded_and_withdrawn_leaves_no_trace(world: World, data: st.DataObject) -> None:
    """Whoever was joined or told apart by them, whatever people had decided."""
    keys = sorted(world.articles)
    coming = some(data, keys, "coming") or keys[:1]
    taken, _ = drawn(world, data, 3)
    world.become(set(keys) - set(coming) - set(some(data, keys, "missing")), taken)
    before, export = world.state(), world.store.dump()
    for key in coming:
        world.load(key)
    world.state()
    for key in data.draw(st.permutations(coming), label="going"):
        world.withdraw(key)
    assert world.state() == before
    assert world.store.dump() == export


@QUIET
@given(st.data())
def test_what_is_decided_and_taken_back_leaves_no_trace(world: World, data: st.DataObject) -> None:
    """Also where articles come and go meanwhile, and in whatever order it is taken back."""
    keys = sorted(world.articles)
    taken, _ = drawn(world, data, 1)
    world.become(set(keys) - set(some(data, keys, "missing")), taken)
    present = set(world.present)
    before = world.state()
    _, steps = drawn(world, data, 3)
    done: dict[str, Decision] = {}
    for decision in steps:
        before_it = rdf.decisions.read_decisions(world.taken).all
        if any(d.iri == decision.iri or (d.to and d.to == decision.to) for d in before_it):
            continue  # it might replace one that stays
        done[decision.iri] = decision
        world.decide(decided(world.taken, decision))
        world.state()
    moved = some(data, keys, "moved")
    for key in moved:
        (world.withdraw if key in world.present else world.load)(key)
    for iri in data.draw(st.permutations(sorted(done)), label="undone"):
        world.decide(undone(world.taken, iri))
    world.state()
    world.become(present, taken)
    assert world.state() == before


@settings(QUIET, max_examples=max(2, EXAMPLES // 10))
@given(st.data())
def test_an_export_holds_all_that_was_decided(
    world: World, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """A rebuild, and a store that takes the export in, come to the same."""
    keys = sorted(world.articles)
    taken, _ = drawn(world, data, 4)
    world.become(set(keys) - set(some(data, keys, "missing")), taken)
    before = world.state()
    export = tmp_path_factory.mktemp("export") / "graph.trig"
    export.write_text(world.store.dump(), encoding="utf-8")
    with Store() as again:
        again.restore(export)
        assert frozenset(again.raw) - world.background == before
    world.store.rebuild()
    assert world.state() == before


@QUIET
@given(st.data())
def test_the_ledger_shows_nothing_fulfilled_without_words_of_an_article_that_is_there(
    world: World, data: st.DataObject
) -> None:
    keys = sorted(world.articles)
    taken, _ = drawn(world, data, 3)
    world.become(set(keys) - set(some(data, keys, "missing")), taken)
    day = data.draw(st.sampled_from(["2016-12-31", "2017-03-28", "2018-06-01", "2024-01-01"]))
    texts = {a.url or a.key: world.articles[a.key] for a in world.store.articles()}
    for entry in memory.commitments(world.store, on=day):
        assert entry.fulfilled_by or entry.state != "fulfilled"
        assert entry.fulfilled_by or entry.steps or entry.state != "partly"
        for match in (*entry.fulfilled_by, *entry.steps):
            assert match.words
            assert list(world.store.raw.quads_for_pattern(ox.NamedNode(match.thing), None, None, ox.DefaultGraph()))
            for words in match.words:
                assert any(words.text in str(q.object) for q in texts[words.article].quads)
                assert words.published is None or words.published <= day


def test_the_pool_holds_what_the_histories_are_about(world: World) -> None:
    """Joined people and bodies of several languages, an agreement or event told twice, and a promise fulfilled."""
    world.become(set(world.articles), ())
    kinds = {str(q.subject).split("/")[-2] for q in world.store.graph(IDENTITY)}
    assert {"person", "event"} <= kinds, kinds
    assert any(e.fulfilled_by for e in memory.commitments(world.store, on="2024-01-01"))
