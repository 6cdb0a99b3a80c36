"""The store: what goes in comes out, order does not matter, and the merge is always what a rebuild would make."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readings import BLR, ID, KOR, MPT, TEXT, forum, known, said
from suviaz import rdf, resources
from suviaz.errors import BadQuery, BrokenResource, DamagedStore, StoreBusy, UnknownName
from suviaz.model import Reading, Ref, Referent, Role
from suviaz.rdf import ArticleGraphs
from suviaz.rdf.terms import DERIVED, PREF_LABEL, REFERENCE, SKOS, SUPPORT, SV, TYPE, VOCABULARY, sv
from suviaz.resolve import resolve
from suviaz.store import Store, merging
from suviaz.store.merging import is_merged
from suviaz.store.rules import Naming, Rule, read, stored_rules


def background() -> list[ox.Quad]:
    """The entries of the small registry, and of the vocabulary only what rules ask for."""
    quads = []
    for entity in known().entities:
        node = ox.NamedNode(entity.iri)
        quads.append(ox.Quad(node, TYPE, sv(entity.kind), REFERENCE))
        home = known().countries[entity.country or ""]
        if entity.kind != "Country":
            quads.append(ox.Quad(node, sv("belongsToCountry"), ox.NamedNode(home.iri), REFERENCE))
        for language, names in entity.names.items():
            quads.append(ox.Quad(node, PREF_LABEL, ox.Literal(names[0], language=language), REFERENCE))
    wanted = {"http://www.w3.org/2000/01/rdf-schema#subClassOf", SV + "stage"}
    quads += [q for q in rdf.vocabulary_quads() if q.predicate.value in wanted]
    return quads


BACKGROUND = background()


def graphs(reading: Reading) -> ArticleGraphs:
    return rdf.article_graphs(reading, resolve(reading, known()), known())


def variants() -> list[ArticleGraphs]:
    """Articles that overlap in all the ways that matter: shared facts, other statuses, other names, other parties."""
    plain = forum()
    later = forum(url="https://example.org/later", published="2018-01-01")
    ended = replace(later, facts=tuple(replace(f, status="ended") if f.id == "f5" else f for f in later.facts))
    renamed = forum(url="https://example.org/names", published=None)
    renamed = replace(
        renamed,
        referents=tuple(
            replace(r, names=(*r.names, "Сяргей Пятровіч Папкоў")) if r.id == "p1" else r for r in renamed.referents
        ),
    )
    third = Referent("o3", "Organisation", ("Інстытут сувязі",), (), "KR")
    parties = forum(url="https://example.org/parties")
    parties = replace(
        parties,
        referents=(*parties.referents, third),
        facts=tuple(
            replace(f, roles=(*f.roles, Role("hasParty", Ref("o3")))) if f.id == "f5" else f for f in parties.facts
        ),
    )
    few = forum(url="https://example.org/few", published="2017-04-27")
    few = replace(few, facts=few.facts[:1])
    changed = forum()
    changed = replace(changed, facts=changed.facts[1:3])
    return [graphs(r) for r in (plain, ended, renamed, parties, few, changed)]


VARIANTS = variants()


@pytest.fixture
def store() -> Iterator[Store]:
    with Store(background=BACKGROUND) as opened:
        yield opened


def default(store: Store) -> set[tuple[str, str, str]]:
    return {(str(q.subject), str(q.predicate), str(q.object)) for q in store.graph()}


def expected(store: Store) -> set[tuple[str, str, str]]:
    """Merge and consequences made the plain way: every rule over everything, until nothing is new."""
    plain = ox.Store()
    for name in store.named_graphs():
        if name != DERIVED:
            plain.extend(store.raw.quads_for_pattern(None, None, None, name))
            found = list(store.raw.quads_for_pattern(None, None, None, name))
            plain.extend(ox.Quad(q.subject, q.predicate, q.object) for q in found if is_merged(q))
    size = -1
    while size != len(plain):
        size = len(plain)
        for rule in stored_rules():
            if isinstance(rule, Rule):
                plain.extend([ox.Quad(t.subject, t.predicate, t.object) for t in plain.query(rule.text)])  # type: ignore[union-attr]
    labels = _plain_labels(plain)
    return {
        (str(q.subject), str(q.predicate), str(q.object)) for q in plain if q.graph_name == ox.DefaultGraph()
    } | labels


def _plain_labels(store: ox.Store) -> set[tuple[str, str, str]]:
    """The choice of labels as the words of its description have it."""
    found = set()
    label = "http://www.w3.org/2000/01/rdf-schema#label"
    names: dict[tuple[str, str], list[tuple[str, str]]] = {}
    curated = set()
    for quad in store:
        if isinstance(quad.object, ox.Literal) and quad.object.language:
            key = (str(quad.subject), quad.object.language)
            if quad.predicate.value in (SKOS + "altLabel", label) and quad.graph_name == ox.DefaultGraph():
                names.setdefault(key, []).append((quad.predicate.value, quad.object.value))
            if quad.predicate == PREF_LABEL and quad.graph_name in (REFERENCE, VOCABULARY):
                curated.add(key)
    for key, given_names in names.items():
        if key in curated:
            continue
        used = [n for p, n in given_names if p != label]
        pool = [n for n in used if "." not in n] or used or [n for p, n in given_names]
        longest = max(map(len, pool))
        best = min(n for n in pool if len(n) == longest)
        found.add((key[0], str(PREF_LABEL), str(ox.Literal(best, language=key[1]))))
    return found


# -- going in and out


def test_put_again_changes_nothing(store: Store) -> None:
    assert store.put(VARIANTS[0]).kind == "added"
    before = set(store.raw)
    change = store.put(VARIANTS[0])
    assert (change.kind, change.added, change.removed) == ("unchanged", 0, 0)
    assert set(store.raw) == before


def test_a_changed_text_replaces_the_old_facts(store: Store) -> None:
    store.put(VARIANTS[0])
    change = store.put(VARIANTS[5])
    assert change.kind == "changed"
    assert change.removed > 0
    with Store(background=BACKGROUND) as fresh:
        fresh.put(VARIANTS[5])
        assert set(store.raw) == set(fresh.raw)


def test_withdrawing_leaves_what_another_source_supports(store: Store) -> None:
    store.put(VARIANTS[0])
    alone = set(store.raw)
    store.put(VARIANTS[3])
    agreement = VARIANTS[0].nodes["f5"]
    parties = "SELECT ?p WHERE { ?a <https://w3id.org/suviaz/ontology#hasParty> ?p } "
    assert len(list(store.query(parties))) == 3
    assert store.withdraw("https://example.org/parties").kind == "withdrawn"
    assert set(store.raw) == alone
    store.withdraw(VARIANTS[0].key)
    assert not any(agreement in row for row in default(store))
    assert store.articles() == ()


def test_an_empty_store_holds_only_its_background(store: Store) -> None:
    empty = set(store.raw)
    store.put(VARIANTS[0])
    store.withdraw("https://mpt.gov.by/news/26-04-2017-1910")
    assert set(store.raw) == empty


def test_withdrawing_what_is_not_there(store: Store) -> None:
    for name in ("https://example.org/none", "none", "not a name"):
        with pytest.raises(UnknownName, match="no article"):
            store.withdraw(name)


@pytest.mark.parametrize("name", ["https://mpt.gov.by/news/26-04-2017-1910", "mpt-gov-by-news-26-04-2017-1910"])
def test_articles_are_found_by_address_and_key(store: Store, name: str) -> None:
    store.put(VARIANTS[0])
    found = store.article(name)
    assert (found.title, found.published, found.lang, found.url) == (
        "Форум",
        "2017-04-26",
        "be",
        "https://mpt.gov.by/news/26-04-2017-1910",
    )
    assert found.facts > 5
    assert store.articles() == (found,)
    assert store.article(found.iri) == found


def test_what_follows_is_there(store: Store) -> None:
    store.put(VARIANTS[0])
    found = default(store)
    event, person = (f"<{VARIANTS[0].nodes[n]}>" for n in ("f1", "p1"))
    for subject, name, value in (
        (event, "hasParticipant", person),
        (person, "worksFor", f"<{MPT}>"),
        (person, "represents", f"<{BLR}>"),
        (f"<{BLR}>", "cooperatesWith", f"<{KOR}>"),
        (f"<{VARIANTS[0].nodes['f5']}>", "hasCurrentStatus", "<https://w3id.org/suviaz/concept/status/signed>"),
    ):
        assert (subject, f"<{SV}{name}>", value) in found
    assert (person, f"<{SKOS}prefLabel>", '"Сяргей Папкоў"@be') in found


def test_the_latest_status_is_the_current_one(store: Store) -> None:
    ask = f"SELECT ?s WHERE {{ <{VARIANTS[0].nodes['f5']}> <{SV}hasCurrentStatus> ?s }}"
    for order in ((0, 1), (1, 0)):
        for i in order:
            store.put(VARIANTS[i])
        assert [row["s"].value.rpartition("/")[2] for row in store.query(ask)] == ["ended"]
        store.withdraw(VARIANTS[1].iri)
        assert [row["s"].value.rpartition("/")[2] for row in store.query(ask)] == ["signed"]
        store.withdraw(VARIANTS[0].iri)


def test_only_the_publication_day_changes(store: Store) -> None:
    """The status stays in the graph as it was, and yet another one is current."""
    store.put(VARIANTS[0])
    store.put(VARIANTS[1])
    early = forum(url="https://example.org/later", published="2016-01-01")
    early = replace(early, facts=tuple(replace(f, status="ended") if f.id == "f5" else f for f in early.facts))
    store.put(graphs(early))
    ask = f"SELECT ?s WHERE {{ <{VARIANTS[0].nodes['f5']}> <{SV}hasCurrentStatus> ?s }}"
    assert [row["s"].value.rpartition("/")[2] for row in store.query(ask)] == ["signed"]
    assert default(store) == expected(store)


# -- the merge is what a rebuild would make


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from("pw"), st.integers(0, len(VARIANTS) - 1)), max_size=7))
def test_any_history_leads_to_the_merge_of_what_is_there(steps: list[tuple[str, int]]) -> None:
    with Store(background=BACKGROUND) as store:
        kept: dict[str, ArticleGraphs] = {}
        for verb, i in steps:
            article = VARIANTS[i]
            if verb == "p":
                store.put(article)
                kept[article.iri] = article
            elif article.iri in kept:
                store.withdraw(article.iri)
                del kept[article.iri]
        assert default(store) == expected(store)
        before = set(store.raw)
        store.rebuild()
        assert set(store.raw) == before
        with Store(background=BACKGROUND) as fresh:
            for article in reversed(kept.values()):
                fresh.put(article)
            assert set(fresh.raw) == before
            assert fresh.dump() == store.dump()


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(5)), st.integers(0, 4))
def test_withdrawing_undoes_putting_among_others(order: list[int], last: int) -> None:
    with Store(background=BACKGROUND) as store:
        for i in order:
            if i != last:
                store.put(VARIANTS[i])
        before = set(store.raw)
        store.put(VARIANTS[last])
        store.withdraw(VARIANTS[last].iri)
        assert set(store.raw) == before


def test_quarantine_is_neither_merged_nor_lost(store: Store) -> None:
    aside = rdf.quarantined(VARIANTS[0], [VARIANTS[0].nodes["f1"]])
    store.put(aside)
    event = f"<{VARIANTS[0].nodes['f1']}>"
    assert not any(event in (row[0], row[2]) for row in default(store))
    assert any(str(q.subject) == event for q in store.quarantined())
    assert VARIANTS[0].nodes["f1"] in store.articles()[0].quarantined
    assert default(store) == expected(store)
    store.put(VARIANTS[0])
    assert store.quarantined() == ()


# -- rules


def test_every_rule_has_a_key_and_looks_only_forward() -> None:
    rules = [rule for rule in stored_rules() if isinstance(rule, Rule)]
    assert len(rules) > 5
    assert all(rule.reading.starts for rule in rules)
    assert [rule.name for rule in rules if rule.by_source] == ["R5_current_status"]


@pytest.mark.parametrize(
    "text", ["CONSTRUCT { ?a ?b ?c } WHERE { ?a ?b ?c }", "#+ key: a\nSELECT * WHERE { ?a ?b ?c }"]
)
def test_a_rule_without_key_or_head_stops_the_run(tmp_path: Path, text: str) -> None:
    (tmp_path / "r.rq").write_text(text, encoding="utf-8")
    with pytest.raises(BrokenResource):
        read(tmp_path / "r.rq")


def test_what_a_rule_says_of_all_is_what_it_says_of_each(store: Store) -> None:
    from suviaz.store.rules import View

    for article in VARIANTS[:4]:
        store.put(article)
    for rule in stored_rules():
        if isinstance(rule, Naming):
            continue
        each = set().union(*(rule.results(View(store.raw), key) for key in rule.keys_in(store.raw)))
        assert each == set(store.raw.query(rule.text)), rule.name


# -- asking, opening, sharing


def test_values_are_bound_and_not_pasted(store: Store) -> None:
    store.put(VARIANTS[0])
    text = "SELECT ?p ?n WHERE { ?p <http://www.w3.org/2004/02/skos/core#altLabel> ?n }"
    rows = list(store.query(text, {"n": ox.Literal('x" } DELETE WHERE { ?s ?p ?o } #')}))
    assert rows == []
    assert len(list(store.query(text, {"n": ox.Literal("Сяргей Папкоў", language="be")}))) == 1


@pytest.mark.parametrize("text", ["SELECT", "SELECT ?x WHERE {", "DELETE WHERE { ?s ?p ?o }", ""])
def test_a_query_that_does_not_parse(store: Store, text: str) -> None:
    with pytest.raises(BadQuery):
        store.query(text)


def test_a_store_on_disk_stays(tmp_path: Path) -> None:
    with Store(tmp_path / "s", background=BACKGROUND) as first:
        first.put(VARIANTS[0])
        before = set(first.raw)
    with Store(tmp_path / "s", background=BACKGROUND) as again:
        assert set(again.raw) == before
    with Store.read_only(tmp_path / "s") as reading:
        assert set(reading.raw) == before
        with pytest.raises(StoreBusy, match="reading only"):
            reading.put(VARIANTS[1])


def test_one_writes_and_others_read(tmp_path: Path) -> None:
    with Store(tmp_path / "s", background=BACKGROUND) as first:
        first.put(VARIANTS[0])
        with pytest.raises(StoreBusy, match="open for writing"):
            Store(tmp_path / "s", background=BACKGROUND)
        code = (
            "import sys\nfrom suviaz.store import Store\nfrom suviaz.errors import StoreBusy\n"
            "with Store.read_only(sys.argv[1]) as s: print(len(s.articles()))\n"
            "try: Store(sys.argv[1])\nexcept StoreBusy as e: print('busy')\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "s")], capture_output=True, text=True, check=True
        )
        assert done.stdout.split() == ["1", "busy"]


def test_a_folder_that_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(DamagedStore, match="other things"):
        Store(tmp_path)
    with pytest.raises(DamagedStore, match="is a file"):
        Store(tmp_path / "notes.txt")
    with pytest.raises(DamagedStore, match="no store"):
        Store.read_only(tmp_path / "nowhere")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["notes.txt"]


def test_a_store_of_another_version(tmp_path: Path) -> None:
    with Store(tmp_path / "s", background=BACKGROUND) as store:
        store.raw.add(ox.Quad(SUPPORT, sv("format"), ox.Literal("99"), SUPPORT))
    with pytest.raises(DamagedStore, match="newer version"):
        Store(tmp_path / "s", background=BACKGROUND)


def test_damaged_files(tmp_path: Path) -> None:
    with Store(tmp_path / "s", background=BACKGROUND):
        pass
    (tmp_path / "s" / "CURRENT").write_text("nonsense", encoding="utf-8")
    for open_ in (Store, Store.read_only):
        with pytest.raises(DamagedStore, match="is damaged"):
            open_(tmp_path / "s")


def test_a_new_registry_takes_the_place_of_the_old(tmp_path: Path) -> None:
    with Store(tmp_path / "s", background=BACKGROUND) as store:
        store.put(VARIANTS[0])
    renamed = [
        ox.Quad(q.subject, q.predicate, ox.Literal("Новая назва", language="be"), q.graph_name)
        if q.subject.value == MPT and q.predicate == PREF_LABEL and q.object.language == "be"  # type: ignore[union-attr]
        else q
        for q in BACKGROUND
    ]
    with Store(tmp_path / "s", background=renamed) as store, Store(background=renamed) as fresh:
        fresh.put(VARIANTS[0])
        assert default(store) == default(fresh)
        assert "Новая назва" in store.dump("nquads")


def test_the_projects_own_background_loads_once(tmp_path: Path) -> None:
    with Store(tmp_path / "s") as store:
        size = len(store)
        assert size > 5000
    with Store(tmp_path / "s") as store:
        assert len(store) == size
        names = {g.value.rpartition("/")[2] for g in store.named_graphs()}
        assert {"reference", "vocabulary", "meta"} <= names


# -- several at once


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.sampled_from(VARIANTS), min_size=1, max_size=4), min_size=1, max_size=3))
def test_several_articles_in_one_transaction_are_the_same_as_one_by_one(batches: list[list[ArticleGraphs]]) -> None:
    """Also where one of them comes twice, changed or not."""
    with Store(background=BACKGROUND) as together, Store(background=BACKGROUND) as alone:
        for batch in batches:
            assert together.put_all(batch) == tuple(alone.put(graphs) for graphs in batch)
            assert set(together.raw) == set(alone.raw)


@pytest.mark.parametrize("on_disk", [False, True])
def test_a_large_change_is_the_same_as_a_small_one(
    tmp_path: Path, on_disk: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(background=BACKGROUND) as small:
        small.put_all(VARIANTS[:5])
        small.put(VARIANTS[5])
        expected = set(small.raw)
    monkeypatch.setattr(merging, "LARGE", 1)
    with Store(tmp_path / "s" if on_disk else None, background=BACKGROUND) as large:
        large.put_all(VARIANTS[:5])
        large.put(VARIANTS[5])
        assert set(large.raw) == expected


# -- out and in again


def test_a_store_whose_merge_held_evidence_is_made_over(tmp_path: Path) -> None:
    path = tmp_path / "store"
    with Store(path, background=BACKGROUND) as store:
        store.put(VARIANTS[0])
        after = set(store.raw)
        old, new = (ox.Quad(SUPPORT, sv("format"), ox.Literal(number), SUPPORT) for number in "13")
        store.raw.remove(new)
        store.raw.extend([old, *(ox.Quad(q.subject, q.predicate, q.object) for q in VARIANTS[0].evidence)])
    for _ in range(2):
        with Store(path, background=BACKGROUND) as store:
            assert set(store.raw) == after


def test_a_store_whose_bodies_were_filed_otherwise_is_made_over(tmp_path: Path) -> None:
    path, block = tmp_path / "store", sv("block")
    with Store(path, background=BACKGROUND) as store:
        store.put(VARIANTS[0])
        after = set(store.raw)
        filed = list(store.raw.quads_for_pattern(None, block, None, SUPPORT))
        assert filed
        old, new = (ox.Quad(SUPPORT, sv("format"), ox.Literal(number), SUPPORT) for number in "23")
        store.raw.remove(new)
        store.raw.extend([old, ox.Quad(filed[0].subject, block, ox.Literal("o:elsewhere"), SUPPORT)])
    for _ in range(2):
        with Store(path, background=BACKGROUND) as store:
            assert set(store.raw) == after


def test_passages_evidence_and_text_stay_in_the_graph_of_their_article(store: Store) -> None:
    store.put(VARIANTS[0])
    merged = {q.subject for q in store.graph()}
    own = {q.subject for q in VARIANTS[0].evidence}
    assert own & merged == {ox.NamedNode(VARIANTS[0].iri)}
    assert len(own) > 10
    assert not [q for q in store.graph() if q.predicate == sv("text")]
    assert set(VARIANTS[0].evidence) <= set(store.quads())


@pytest.mark.parametrize("format", ["trig", "nquads"])
def test_a_dump_restored_is_the_same_graph(tmp_path: Path, store: Store, format: str) -> None:
    for article in VARIANTS[:4]:
        store.put(article)
    file = tmp_path / f"graph.{'nq' if format == 'nquads' else 'trig'}"
    file.write_text(store.dump(format), encoding="utf-8")
    with Store(background=BACKGROUND) as other:
        other.restore(file)
        assert set(other.raw) == set(store.raw)
        assert other.dump(format) == store.dump(format)
        assert other.restore(file) == 0


def test_a_dump_holds_no_notes_and_can_leave_texts_out(store: Store) -> None:
    store.put(VARIANTS[0])
    assert "graph/support" not in store.dump("nquads")
    assert TEXT.split(".")[0] in store.dump("nquads")
    assert "ontology#text>" not in store.dump("nquads", text=False)
    with pytest.raises(UnknownName):
        store.dump("turtle")


def test_restoring_what_does_not_parse(tmp_path: Path, store: Store) -> None:
    (tmp_path / "x.trig").write_text("no", encoding="utf-8")
    with pytest.raises(DamagedStore):
        store.restore(tmp_path / "x.trig")


def test_the_cost_of_an_article_does_not_grow_with_the_store() -> None:
    """Counted in look-ups, not in seconds: the same article costs the same among few and among many."""

    def cost(others: Iterable[ArticleGraphs]) -> int:
        with Store(background=BACKGROUND) as store:
            for article in others:
                store.put(article)
            counting = _Counting(store.raw)
            store._store = counting  # type: ignore[assignment]
            new = forum(url="https://example.org/new", published="2019-01-01")
            day = replace(new.facts[0], when=None, names=("Іншы форум",), evidence=(said(TEXT, "форум"),))
            store.put(graphs(replace(new, facts=(day, *new.facts[1:4]))))
            return counting.count

    def other(i: int) -> ArticleGraphs:
        reading = forum(url=f"https://example.org/{i}", published="2017-05-01")
        return graphs(
            replace(
                reading,
                facts=(replace(reading.facts[0], when=None, evidence=(said(TEXT, "форум"),)), *reading.facts[1:4]),
            )
        )

    few, many = cost(other(i) for i in range(2)), cost(other(i) for i in range(40))
    assert many <= few * 1.1


class _Counting:
    """An Oxigraph store that counts the quads it hands out."""

    def __init__(self, store: ox.Store) -> None:
        self._inner = store
        self.count = 0

    def quads_for_pattern(self, *pattern: object) -> Iterator[ox.Quad]:
        for quad in self._inner.quads_for_pattern(*pattern):  # type: ignore[arg-type]
            self.count += 1
            yield quad

    def __contains__(self, quad: ox.Quad) -> bool:
        return quad in self._inner

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)


def test_the_registry_the_store_reads_is_the_projects() -> None:
    assert resources.folder("data/registry").is_dir()
    assert any(q.subject.value == ID + "country/BLR" for q in rdf.registry_quads())


def test_a_file_that_a_writer_clears_away_meanwhile_is_no_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(tmp_path / "graph"):
        pass
    failures = ["IO error: No such file or directory: 000123.sst"] * 3

    def read_only(path: str) -> ox.Store:
        if failures:
            raise OSError(failures.pop())
        return ox.Store.read_only(path)

    monkeypatch.setattr("suviaz.store.opening.ox", SimpleNamespace(Store=SimpleNamespace(read_only=read_only)))
    with Store.read_only(tmp_path / "graph") as store:
        assert not failures
        assert len(store) > 0
    failures[:] = ["Corruption: bad magic number"]
    with pytest.raises(DamagedStore, match="bad magic"):
        Store.read_only(tmp_path / "graph")
