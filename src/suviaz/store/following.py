"""What follows from a change, and from all there is: the rules, asked until nothing changes any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from suviaz.rdf.terms import DERIVED, PREF_LABEL, SUPPORT
from suviaz.store.ahead import Ahead
from suviaz.store.merging import Difference, rederive
from suviaz.store.rules import Changes, Deriving, Fresh, View, by_property, touched


class Following:
    """The rules. What one derives may be read by another (never in a circle), so they are asked in rounds; whoever asks
    puts each difference into the store before the next.
    """

    def __init__(self, rules: Iterable[Deriving]) -> None:
        self.rules = tuple(rules)
        self.read = frozenset(iri for rule in self.rules for iri in rule.reading.reads)
        self._read_by_source = frozenset(iri for r in self.rules if r.by_source for iri in r.reading.reads)

    def changes(self, merged: Iterable[ox.Quad], sources: Iterable[ox.Quad]) -> tuple[Changes, Changes]:
        """What rules have to know of a change: what the merge gains and loses, and what changed sources say or said."""
        return by_property(merged, self.read), by_property(sources, self._read_by_source)

    def rounds(
        self, store: ox.Store | Ahead, changes: Changes, voiced: Changes, fresh: Fresh | None = None
    ) -> Iterator[Difference]:
        """Evaluate each rule for the keys that a change touches, as `changes` tells it.

        `fresh` is what is known of nodes that nobody had spoken of.
        """
        while True:
            view, fresh = View(store, fresh), None
            keys = [(r, key) for r in self.rules for key in touched(r, view, voiced if r.by_source else changes)]
            derived = rederive(view, keys)
            if not derived:
                return
            yield derived
            new = (q for q in (*derived.removed, *derived.added) if q.graph_name == DERIVED)
            changes, voiced = by_property(new, self.read), {}

    def everywhere(self, store: ox.Store) -> Iterator[Difference]:
        """Evaluate each rule for every key that it says or said something about.

        For changes of more than an article: one query finds the keys, instead of a walk back from each change.
        """
        while True:
            said = {r: {q.subject for q in store.quads_for_pattern(None, r.iri, None, SUPPORT)} for r in self.rules}
            for rule in said:
                if not rule.noted:
                    said[rule] = {q.subject for q in store.quads_for_pattern(None, PREF_LABEL, None, DERIVED)}
            keys = [(r, key) for r in self.rules for key in sorted(said[r] | r.keys_in(store), key=str)]
            derived = rederive(View(store), keys)  # type: ignore[arg-type]
            if not derived:
                return
            yield derived
