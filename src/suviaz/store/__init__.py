"""The graph at rest: put an article in, take it back, ask.

Named graphs are the truth; the default graph is their merge without repetition plus what the rules derive, kept up to
date with each change at a cost that does not depend on how much the store holds.

Articles are written with their merge and with what follows from them, one or several in one transaction. Where
something is left to do after it, a note says so: a process that dies in between leaves whole articles and the note,
and whoever opens the store next finishes the work.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType

import pyoxigraph as ox

from suviaz.errors import BadQuery, DamagedStore, StoreBusy, SuviazError, UnknownName
from suviaz.garbage import uncollected
from suviaz.rdf import ArticleGraphs
from suviaz.rdf.terms import (
    ASSERTED,
    DCTERMS,
    DECISIONS,
    DERIVED,
    GRAPH,
    IDENTITY,
    META,
    REFERENCE,
    SUPPORT,
    TYPE,
    VOCABULARY,
    sv,
)
from suviaz.rdf.writing import read_quads, write_dataset
from suviaz.store.ahead import Ahead
from suviaz.store.articles import StoredArticle, find, has_text, stored, texts_in, texts_of
from suviaz.store.background import curated_quads, fingerprint, fingerprint_of
from suviaz.store.carrying import Here
from suviaz.store.following import Following
from suviaz.store.identity import WhoIsWho
from suviaz.store.joining import Plan
from suviaz.store.merging import Change, Difference, happened, is_merged, merge
from suviaz.store.opening import FORMAT, SOURCES, failure, is_older, noted, open_to_read, pending, told
from suviaz.store.rules import Changes, Deriving, Fresh, stored_rules
from suviaz.store.texts import Texts
from suviaz.store.walking import NotUnderstood

__all__ = ["SUPPORT", "Change", "Store", "StoredArticle"]

_PART = ox.NamedNode(DCTERMS + "hasPart")

Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
Term = ox.NamedNode | ox.Literal


class Store:
    """An Oxigraph store in a folder (or in memory, without `path`), for one writer or many readers.

    Opened for reading, it finishes what a writer that died left undone. With `as_is` it takes the store as it is: whole
    articles, of the last one perhaps without all that follows. `background` replaces registry and vocabulary, for tests
    and experiments; `place` is where it writes (`suviaz.store.carrying`). Raises StoreBusy where another process writes
    (reading `as_is`: where a change is half done), DamagedStore where the folder holds something else. A context
    manager; `close` is enough, too.
    """

    def __init__(
        self,
        path: str | Path | None = None,
        *,
        read_only: bool = False,
        as_is: bool = False,
        background: Iterable[ox.Quad] | None = None,
        rules: tuple[Deriving, ...] | None = None,
        place: Here | None = None,
    ) -> None:
        self.path, self._place = None if path is None else Path(path), place or Here()
        self._following = Following(stored_rules() if rules is None and not read_only else rules or ())
        self.writable = not read_only
        self.texts = Texts(self.path if place is None else None)  # a server's graph has other writers
        self.who = WhoIsWho(lambda: self.raw)
        with told(self.path):
            if read_only:
                self._place.ready(self.path)
                self._store: ox.Store | None = open_to_read(
                    self.path, lambda: self._finished(background, rules), as_is=as_is
                )
                return
            self._store = self._place.open(self.path)
            try:
                self._finish()
                self._refresh(background)
                if self.texts.missing:
                    self.texts.complete(texts_in(self._store))
            except BaseException:
                self.close()  # or the folder stays locked for as long as anyone looks at the error
                raise

    @classmethod
    def read_only(cls, path: str | Path) -> Store:
        """Open for asking only; works while another process writes, and then shows the state at this moment."""
        return cls(path, read_only=True)

    # -- asking

    @property
    def raw(self) -> ox.Store:
        """The Oxigraph store, for what this class does not offer. Writing through it breaks the merge."""
        if self._store is None:
            raise DamagedStore("The store is closed.")
        return self._store

    def query(self, text: str, substitutions: Mapping[str, Term] | None = None) -> Results:
        """Run SPARQL over the default graph, the merge; named graphs by GRAPH. Values are bound, never pasted.

        `substitutions` maps variable names (without `?`) to terms. Raises BadQuery where the text does not parse.
        """
        bound = {ox.Variable(name): term for name, term in (substitutions or {}).items()}
        try:
            with told(self.path):
                return self.raw.query(text, substitutions=bound or None)  # type: ignore[arg-type]
        except SyntaxError as error:
            raise BadQuery(f"The query cannot be read: {str(error).splitlines()[0][:200]}.") from error
        except (ValueError, RuntimeError) as error:
            raise BadQuery(f"The query cannot be run: {error}.") from error

    def current(self, term: Term) -> Term:
        """What stands for a term now: the node that an earlier IRI was joined to, else the term itself."""
        now = self.who.node_of(term.value) if isinstance(term, ox.NamedNode) else None
        return ox.NamedNode(now) if now else term

    def has_text(self, key: str, sha256: str) -> bool:
        """Whether the article of that key is here, with the text of that hash: quick, whatever it says."""
        return has_text(self.raw, key, sha256)

    def articles(self) -> tuple[StoredArticle, ...]:
        """All articles, sorted by key."""
        nodes = [q.subject for q in self.raw.quads_for_pattern(None, TYPE, sv("Article"), ox.DefaultGraph())]
        found = (stored(self.raw, node) for node in nodes if isinstance(node, ox.NamedNode))
        return tuple(sorted(found, key=lambda article: article.key))

    def article(self, url_or_key: str) -> StoredArticle:
        """One article by address, key or IRI. Raises UnknownName where there is none."""
        node = find(self.raw, url_or_key)
        if node is None:
            raise UnknownName(f"There is no article '{url_or_key}' in the store.")
        return stored(self.raw, node)

    def quarantined(self) -> tuple[ox.Quad, ...]:
        """Everything that was set aside, sorted: facts and their evidence, in graphs that no stored question asks."""
        notes = self.raw.quads_for_pattern(None, sv("isQuarantinedFrom"), None, META)
        graphs = sorted({q.subject.value for q in notes if isinstance(q.subject, ox.NamedNode)})
        found = (q for g in graphs for q in self.raw.quads_for_pattern(None, None, None, ox.NamedNode(g)))
        return tuple(sorted(found, key=str))

    def named_graphs(self) -> tuple[ox.NamedNode, ...]:
        """The named graphs that hold something, but for the store's own notes; sorted."""
        names = (g for g in self.raw.named_graphs() if isinstance(g, ox.NamedNode) and g != SUPPORT)
        return tuple(sorted(names, key=str))

    def quads(self, graph: ox.NamedNode | None = None) -> Iterator[ox.Quad]:
        """All named graphs, or one, graph by graph, sorted: the truth, without the merge."""
        for name in (graph,) if graph else self.named_graphs():
            yield from sorted(self.raw.quads_for_pattern(None, None, None, name), key=str)

    def graph(self, graph: ox.NamedNode | None = None) -> Iterator[ox.Quad]:
        """The merge (default graph), or one named graph, in no order."""
        return iter(self.raw.quads_for_pattern(None, None, None, graph or ox.DefaultGraph()))

    def dump(self, format: str = "trig", *, text: bool = True) -> str:
        """Every named graph as TriG or N-Quads: the same graph gives the same bytes. `text=False` leaves texts out."""
        return "".join(write_dataset(self.quads(), format, text=text))

    def __len__(self) -> int:
        return len(self.raw)

    # -- changing

    def put(self, graphs: ArticleGraphs) -> Change:
        """Store an article's graphs in place of what the same article (by key) said before.

        The same again is a no-op.
        """
        return self.put_all([graphs])[0]

    def put_all(self, batch: Iterable[ArticleGraphs]) -> tuple[Change, ...]:
        """As `put` for several articles in one transaction: all are there, or none. Of the same article twice the later
        counts. The store is the same as if they had come one by one, at less cost.
        """
        told: list[Change] = []
        now: dict[str, tuple[ox.Quad, ...]] = {}
        for graphs in batch:
            before = now[graphs.key] if graphs.key in now else self.who.own(graphs.key)
            change = Difference.between(before, graphs.quads)
            if change:
                now[graphs.key] = graphs.quads
            told.append(happened(graphs.iri, "unchanged" if not change else "changed" if before else "added", change))
        if now:
            self.texts.keep(texts_of(now))
            with uncollected():
                self._carry_out(", ".join(now), self.who.plan(now))
        return tuple(told)

    def withdraw(self, url: str) -> Change:
        """Take an article back, with everything that no other source supports. `url` may be a key or an IRI, too.

        Raises UnknownName where the store does not have it.
        """
        node = find(self.raw, url)
        if node is None:
            raise UnknownName(f"There is no article '{url}' in the store.")
        key = node.value.rpartition("/")[2]
        change = Difference.between(self.who.own(key), ())
        self.texts.drop(key)
        self._carry_out(node.value, self.who.plan({key: ()}))
        return happened(node.value, "withdrawn", change)

    def decide(self, quads: Iterable[ox.Quad]) -> None:
        """Let these be the decisions of people (`graph/decisions`) and what they added (`graph/asserted`)."""
        new = tuple(quads)
        plan = self.who.plan({}, [q for q in new if q.graph_name == DECISIONS])
        before = self.raw.quads_for_pattern(None, None, None, ASSERTED)
        added = Difference.between(before, [q for q in new if q.graph_name == ASSERTED])
        plan.named.removed.update(added.removed)
        plan.named.added.update(added.added)
        plan.sources += [*added.removed, *added.added]
        self._carry_out(DECISIONS.value, plan)

    def decided(self) -> tuple[ox.Quad, ...]:
        """The quads of all decisions, and of what they added; sorted."""
        return tuple(q for graph in (DECISIONS, ASSERTED) for q in self.quads(graph))

    def restore(self, source: str | Path | Iterable[ox.Quad]) -> int:
        """Take in every named graph of an export (TriG, N-Quads) or of quads. Returns how many quads were new."""
        skipped = (SUPPORT, DERIVED)
        found = read_quads(Path(source)) if isinstance(source, str | Path) else source
        quads = (q for q in found if q.graph_name not in skipped)
        named = (q for q in quads if isinstance(q.graph_name, ox.NamedNode) and q not in self.raw)
        change = Difference.between((), named)
        self._apply(GRAPH + "restored", change, None)
        self._identify()
        self.texts.complete(texts_in(self.raw))
        return len(change.added)

    def rebuild(self) -> None:
        """Make the merge and all derived triples anew from the named graphs, the same byte for byte; all texts, too."""
        store = self.raw
        with self._place.apart(store):
            store.add(noted(ox.Literal("rebuild")))
            store.clear_graph(ox.DefaultGraph())
            store.clear_graph(DERIVED)
            for rule in self._following.rules:
                for quad in list(store.quads_for_pattern(None, rule.iri, None, SUPPORT)):
                    store.remove(quad)
            for name in self.named_graphs():
                found = store.quads_for_pattern(None, None, None, name)
                store.bulk_extend([ox.Quad(q.subject, q.predicate, q.object) for q in found if is_merged(q)])
            self._derive_all()
            self._identify()
            self._clear_note(ox.Literal("rebuild"))
        self.texts.complete(texts_in(self.raw))

    def flush(self) -> None:
        """Write the engine's log into its tables, for whoever opens the folder next."""
        with told(self.path):
            self.raw.flush()

    def close(self) -> None:
        """Let go of the folder. Everything is on disk already."""
        self._store = None

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        if error is not None and (said := failure(error, self.path)):
            raise said from error

    # -- inside

    def _carry_out(self, what: str, plan: Plan) -> None:
        self._apply(what, plan.named, plan.sources, notes=plan.notes)

    def _identify(self) -> None:
        """Find out anew who is who, from the articles' own quads."""
        keys = [q.subject.value.removeprefix(GRAPH) for q in self.raw.quads_for_pattern(None, _PART, None, META)]  # type: ignore[union-attr]
        plan = self.who.anew({key: self.who.own(key) for key in keys})
        self._apply(IDENTITY.value, plan.named, None, notes=plan.notes)

    def _apply(
        self, what: str, named: Difference, sources: Iterable[ox.Quad] | None, *, notes: Difference | None = None
    ) -> None:
        """Write a change of named graphs with its merge and what follows from it.

        `sources` is all that the changed sources say or said; None where the change is more than an article. Then, and
        where only SPARQL can tell what follows, that comes in a transaction of its own.
        """
        if not self.writable:
            raise StoreBusy("The store was opened for reading only.")
        aside = notes or Difference()
        if not named:
            self._write(aside)
            return
        merged, fresh = merge(self.raw, named)
        removed = named.removed | merged.removed | aside.removed
        whole = Difference(removed, named.added | merged.added | aside.added)
        note, changes, voiced = ox.Literal(json.dumps([what])), None, None
        if sources is not None:
            changes, voiced = self._following.changes((*merged.removed, *merged.added), sources)
            try:
                self._write(self._with_consequences(whole, changes, voiced, fresh))
            except NotUnderstood:
                nodes = {node.value for found in (changes, voiced) for pairs in found.values() for node, _ in pairs}
                note = ox.Literal(json.dumps([what, *sorted(nodes)], ensure_ascii=False))
            else:
                return
        self._write(Difference(whole.removed, whole.added | {noted(note): None}))
        if changes is None or voiced is None:
            self._derive_all()
        else:
            self._derive(changes, voiced, fresh)
        self._clear_note(note)

    def _with_consequences(self, change: Difference, changes: Changes, voiced: Changes, fresh: Fresh) -> Difference:
        """A change and all that rules say once it is written. Raises NotUnderstood where that takes SPARQL."""
        ahead, whole = Ahead(self.raw), Difference()
        whole.then(change)
        ahead.lay(change.removed, change.added)
        for derived in self._following.rounds(ahead, changes, voiced, fresh):
            ahead.lay(derived.removed, derived.added)
            whole.then(derived)
        return whole

    def _derive(self, changes: Changes, voiced: Changes, fresh: Fresh | None = None) -> None:
        """Write what follows from a change that has been written."""
        for derived in self._following.rounds(self.raw, changes, voiced, fresh):
            self._write(derived)

    def _derive_all(self) -> None:
        for derived in self._following.everywhere(self.raw):
            self._write(derived)

    def _write(self, change: Difference) -> None:
        try:
            self._place.write(self.raw, change)
        except SuviazError:
            self.who.forget()  # what was about to be so is not
            raise

    def _finish(self) -> None:
        """Do what a process that died left undone, and make a store of an older format anew."""
        if is_older(self.raw, self.path):
            written = self.raw.quads_for_pattern(SUPPORT, FORMAT.predicate, None, SUPPORT)
            self._write(Difference(dict.fromkeys(written), {noted(ox.Literal("rebuild")): None, FORMAT: None}))
        going, others = pending(self.raw)
        Difference(dict.fromkeys(going)).write(self.raw)  # here alone: elsewhere it has gone
        for text in others:
            nodes = [] if text == "rebuild" else [ox.NamedNode(iri) for iri in json.loads(text)[1:]]
            if text == "rebuild":
                self.rebuild()
            elif not nodes:
                self._derive_all()
            else:
                # Which properties changed is not known any more: any that a rule reads may have.
                about: Changes = {iri: [(node, None) for node in nodes] for iri in self._following.read}
                self._derive(about, about)
            self._clear_note(ox.Literal(text))

    def _finished(self, background: Iterable[ox.Quad] | None, rules: tuple[Deriving, ...] | None) -> bool:
        """Finish for a writer that died, unless another one is alive and at it."""
        try:
            Store(self.path, background=background, rules=rules, place=self._place).close()
        except (StoreBusy, DamagedStore):
            return False
        return True

    def _clear_note(self, note: ox.Literal) -> None:
        self._write(Difference({noted(note): None}))

    def _refresh(self, background: Iterable[ox.Quad] | None) -> None:
        """Put registry and vocabulary in, if they are not in yet or have changed since."""
        store, own = self.raw, None if background is None else tuple(background)
        digest = ox.Literal(fingerprint() if own is None else fingerprint_of(own))
        if ox.Quad(SUPPORT, SOURCES, digest, SUPPORT) in store:
            return
        self._write(Difference(dict.fromkeys(store.quads_for_pattern(SUPPORT, SOURCES, None, SUPPORT))))
        before = [q for g in (REFERENCE, VOCABULARY) for q in store.quads_for_pattern(None, None, None, g)]
        before += [q for g in (REFERENCE, VOCABULARY) for q in store.quads_for_pattern(g, None, None, META)]
        with uncollected():
            self._apply(REFERENCE.value, Difference.between(before, curated_quads() if own is None else own), None)
        self.who.forget()
        if next(self.raw.quads_for_pattern(None, _PART, None, META), None):
            self._identify()  # what the registry says has changed, and so may who is who
        self._write(Difference(added={ox.Quad(SUPPORT, SOURCES, digest, SUPPORT): None, FORMAT: None}))
