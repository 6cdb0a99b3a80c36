"""A server that holds a graph: who may write, how a change gets there in one piece, and how all of it is fetched.

A change goes in one update, on condition that the graph there is still the one that it was made for (its version) and
that nobody else is writing. No server that we know looks and writes in one step, so whoever writes announces it first:
of two who have each announced and then seen nobody, there is none. Where a server takes no update of that size, the
change is first laid down there, in pieces, and then put in place piece by piece; whoever finds it so finishes it.

Nothing here does harm when it reaches the server twice, so what was not answered is asked again.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

import pyoxigraph as ox

from suviaz.errors import BadQuery, DamagedStore, EndpointFailed, StoreBusy, TimeLimit
from suviaz.rdf.terms import GRAPH, SUPPORT, sv
from suviaz.remote.address import Address
from suviaz.remote.endpoint import Clock, Endpoint, Manners, Unanswered
from suviaz.remote.fetching import Fetched, Holdings
from suviaz.remote.terms import MERGE, TRAFFIC, TRIPLES, VERSION, Told, body, rows, solutions, triples, truth
from suviaz.remote.wording import Term as Value
from suviaz.remote.wording import form, placed

_CLAIM, _PENDING, _LINES, _OF = sv("isWriting"), sv("isPuttingInPlace"), sv("piece"), sv("pieceOf")
_NOW = GRAPH + "traffic#"
_SIGHT = f"""SELECT ?what ?x WHERE {{
  {{ GRAPH {SUPPORT} {{ {SUPPORT} {VERSION} ?x }} BIND("version" AS ?what) }}
  UNION {{ GRAPH {TRAFFIC} {{ ?x {_CLAIM} ?any }} BIND("claim" AS ?what) }}
  UNION {{ GRAPH {TRAFFIC} {{ {TRAFFIC} {_PENDING} ?x }} BIND("pending" AS ?what) }}
  UNION {{ {SUPPORT} {VERSION} ?x BIND("union" AS ?what) }}
  UNION {{ ?x {_CLAIM} ?any BIND("union" AS ?what) }}
}}"""
_LARGEST = 20_000
"""Quads that go in one update until a server refuses as many."""
_SIZE = 400
"""Quads of a piece. Virtuoso takes about a thousand, at a cost that grows with their square."""
_TOO_LARGE = frozenset({400, 413, 500, 507})
"""Statuses by which a server may say that it takes no update of that size; whatever else is wrong, it says again."""
_MOMENT = 0.1

Piece = tuple[str, list[ox.Quad]]
"""Quads that go (`-`) or come (`+`)."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a server shows: the version of its graph (None: it has none), which change it is putting in place, who is
    writing, and whether its default graph is the union of all.
    """

    version: str | None
    pending: str | None
    claims: frozenset[str]
    union: bool


@dataclass
class Change:
    """Quads that go and quads that come; `version` is that of the graph after it."""

    removed: list[ox.Quad]
    added: list[ox.Quad]
    before: str | None
    version: str = field(init=False)
    in_pieces: bool = False

    def __post_init__(self) -> None:
        digest = hashlib.sha256((self.before or "").encode())
        for sign, quads in (("-", self.removed), ("+", self.added)):
            for line in sorted(map(str, quads)):
                digest.update(f"{sign}{line}\n".encode())
        self.version = digest.hexdigest()

    def __len__(self) -> int:
        return len(self.removed) + len(self.added)

    def pieces(self, size: int) -> Iterator[Piece]:
        """What goes and what comes, in pieces of so many quads."""
        for sign, quads in (("-", self.removed), ("+", self.added)):
            for start in range(0, len(quads), size):
                yield sign, quads[start : start + size]


class Remote:
    """The graph at an address. `version` is that of the working copy, `patience` how many seconds another may write, or
    put something in place, without our seeing it go on, before it counts as dead.
    """

    def __init__(
        self,
        address: Address,
        *,
        manners: Manners | None = None,
        clock: Clock | None = None,
        patience: float | None = None,
    ) -> None:
        self.address = address
        self._manners = manners or Manners(pace=0.0, pause=0.2, size=200_000_000, patience=30.0)
        self._clock = clock or Clock()
        self._patience = 1.5 * self._manners.seconds if patience is None else patience
        self._endpoint = self._spoken_to(self._manners)
        self._most = _LARGEST
        self.version: str | None = None

    def __str__(self) -> str:
        return str(self.address)

    def _spoken_to(self, manners: Manners) -> Endpoint:
        about = self.address
        return Endpoint(about.queries, manners, self._clock, updates=about.updates, login=about.login)

    # -- looking

    def sight(self) -> Sight:
        """What is to be seen now. Raises EndpointFailed."""
        found: dict[str, set[str]] = {"version": set(), "claim": set(), "pending": set(), "union": set()}
        for row in self._endpoint.results(_SIGHT, solutions):
            about = row["what"].value
            found[about].add(str(row["x"]) if about == "claim" else row["x"].value)
        if len(found["version"]) > 1:
            raise DamagedStore(f"The graph at {self} has two versions at once; restore the server from its backup.")
        return Sight(
            version=next(iter(found["version"]), None),
            pending=next(iter(found["pending"]), None),
            claims=frozenset(found["claim"]),
            union=bool(found["union"]),
        )

    def settled(self) -> Sight:
        """As `sight`, once no change is half in place: waits for whoever is at it, finishes for one who died."""
        end, before = 0.0, -1
        while (sight := self.sight()).pending:
            left = len(self._notes(sight.pending))
            if left != before:
                end, before = self._clock.passed() + (self._patience if sight.claims else 0.0), left
            if self._clock.passed() < end:
                self._clock.wait(_MOMENT)
                continue
            self._put_in_place(sight.pending, union=sight.union)
            self._forget(sight.claims)
        return sight

    def fetch(self) -> Fetched:
        """All quads of the graph there, with their version. Raises EndpointFailed; DamagedStore where there is none."""
        for _ in range(self._manners.attempts):
            sight = self.settled()
            if sight.version is None:
                raise DamagedStore(f"There is no graph at {self}; load an article first.")
            holdings = Holdings(self._endpoint, union=sight.union)
            quads = holdings.all()
            if self.sight().version == sight.version:
                if quads is None:
                    raise EndpointFailed(f"{self} does not give out all that it says it holds.")
                return Fetched(tuple(quads), sight.version)
        raise StoreBusy(f"The graph at {self} changes faster than it can be fetched; try again.")

    def ask(self, text: str, values: Mapping[str, Value] | None = None, *, timeout: float | None = None) -> Told:
        """What the server answers to SPARQL over the merged graph, with values in place of the variables named.

        `timeout` is in seconds. Raises BadQuery where the server cannot read or do it, TimeLimit, EndpointFailed.
        """
        graph = MERGE.value if self.settled().union else None
        manners = self._manners if timeout is None else replace(self._manners, seconds=timeout, attempts=1)
        endpoint = self._spoken_to(manners)
        kind, spoken = form(text), placed(text, values or {})
        try:
            if kind in ("SELECT", "ASK"):
                read: Callable[[bytes], Told] = rows if kind == "SELECT" else truth
                return endpoint.results(spoken, read, graph=graph)
            return endpoint.results(spoken, triples, graph=graph, accept=TRIPLES)
        except Unanswered as error:
            if error.late and timeout is not None:
                raise TimeLimit(f"The query took longer than {timeout:g} seconds at {self}.") from error
            if error.status in (400, 500):
                raise BadQuery(str(self._refused(error))) from error
            raise

    # -- changing

    def carry(self, removed: Iterable[ox.Quad], added: Iterable[ox.Quad]) -> str:
        """Have a change made there, whole, if the graph there still has our version. Returns the new one.

        Raises StoreBusy where it has another one, or another process is writing; then nothing of it is there.
        EndpointFailed where the server is away: then all of it is there, or nothing, and the next look will tell.
        """
        change = Change(list(removed), list(added), self.version)
        claim = f"<{_NOW}{secrets.token_hex(8)}>"
        try:
            sight = self._written(change, claim)
            if sight.pending == change.version:
                pieces = change.pieces(_SIZE) if change.in_pieces else None
                self._put_in_place(change.version, union=sight.union, pieces=pieces)
        finally:
            with suppress(EndpointFailed):  # else it counts as dead after a while
                self._forget([claim])
        self.version = change.version
        return change.version

    def _written(self, change: Change, claim: str) -> Sight:
        """What is to be seen once the change is there.

        Of those who write at the same time the first by name stays, the others step back until it has finished.
        """
        seen: frozenset[str] = frozenset()
        end, tries = 0.0, 0
        while (sight := self.sight()).version != change.version:
            if sight.version != self.version:
                raise StoreBusy(
                    f"Another process has changed the graph at {self} meanwhile; of this change nothing was written. "
                    "Run it again."
                )
            if others := sight.claims - {claim}:
                if others != seen:
                    end, seen, tries = self._clock.passed() + self._patience, others, 0
                if self._clock.passed() >= end:
                    self._forget(others)
                elif claim in sight.claims and min(others) < claim:
                    self._forget([claim])
                self._clock.wait(_MOMENT)
            elif claim not in sight.claims:
                self._endpoint.update(f"INSERT DATA {{ GRAPH {TRAFFIC} {{ {claim} {_CLAIM} true }} }}")
            elif (tries := tries + 1) > self._manners.attempts:
                raise EndpointFailed(f"{self} takes updates and does not do them.")
            else:
                self._send(change, claim, sight)
        return sight

    def _forget(self, claims: Iterable[str]) -> None:
        lines = " ".join(f"{one} {_CLAIM} true ." for one in sorted(claims))
        self._endpoint.update(f"DELETE DATA {{ GRAPH {TRAFFIC} {{ {lines} }} }}")

    def _send(self, change: Change, claim: str, sight: Sight) -> None:
        if self.version is None and not sight.union and self._endpoint.rows("SELECT ?s WHERE { ?s ?p ?o } LIMIT 1"):
            raise DamagedStore(f"The default graph at {self} holds other things; name a server where it is empty.")
        default = MERGE if sight.union else None
        if len(change) <= self._most:
            try:
                self._endpoint.update(self._whole(change, claim, default))
                return
            except Unanswered as error:
                if error.status not in _TOO_LARGE or len(change) <= _SIZE:
                    raise self._refused(error) from error
            self._most = _SIZE
        change.in_pieces = True
        for number, (sign, quads) in enumerate(change.pieces(_SIZE)):
            self._endpoint.update(f"INSERT DATA {{ {_laid_down(change.version, number, sign, quads)} }}")
        self._endpoint.update(self._conditional(change, claim, _pending(change.version)))

    def _whole(self, change: Change, claim: str, default: ox.NamedNode | None) -> str:
        """A change as one request. What has to go is noted first and goes then: where a server does not take a request
        as a whole, nothing is forgotten.
        """
        come = "\n".join(body(change.added, default))
        if not change.removed:
            return self._conditional(change, claim, come)
        pending = _pending(change.version)
        note = _laid_down(change.version, 0, "-", change.removed)
        return (
            f"{self._conditional(change, claim, f'{come} {pending} {note}')} ;\n"
            f"{_deleting([*body(change.removed, default), note], pending)} ;\nDELETE DATA {{ {pending} }}"
        )

    def _refused(self, error: Unanswered) -> EndpointFailed:
        return EndpointFailed(f"{str(error).rstrip('.')}: {error.said.rstrip('.')}." if error.said else str(error))

    def _conditional(self, change: Change, claim: str, come: str) -> str:
        """The update that brings something and the new version, if the old one stands and nobody else is writing."""
        old = f"GRAPH {SUPPORT} {{ {SUPPORT} {VERSION} {ox.Literal(change.before)} }}" if change.before else ""
        new = f"GRAPH {SUPPORT} {{ {SUPPORT} {VERSION} {ox.Literal(change.version)} }}"
        stands = old or f"FILTER NOT EXISTS {{ GRAPH {SUPPORT} {{ {SUPPORT} {VERSION} ?version }} }}"
        return (
            f"{f'DELETE {{ {old} }} ' if old else ''}INSERT {{ {come} {new} }}\n"
            f"WHERE {{ GRAPH {TRAFFIC} {{ {claim} {_CLAIM} ?mine }} {stands}\n"
            f"FILTER NOT EXISTS {{ GRAPH {TRAFFIC} {{ ?other {_CLAIM} ?any . FILTER(?other != {claim}) }} }} }}"
        )

    # -- putting in place

    def _notes(self, version: str) -> list[str]:
        rows = self._endpoint.rows(
            f"SELECT ?note WHERE {{ GRAPH {TRAFFIC} {{ ?note {_OF} {ox.Literal(version)} }} }} ORDER BY ?note"
        )
        return [f"<{row['note'][1]}>" for row in rows]

    def _noted(self, version: str) -> Iterator[tuple[str, Piece]]:
        for note in self._notes(version):
            [row] = self._endpoint.rows(f"SELECT ?lines WHERE {{ GRAPH {TRAFFIC} {{ {note} {_LINES} ?lines }} }}")
            sign, _, lines = row["lines"][1].partition("\n")
            yield note, (sign, list(ox.parse(lines, format=ox.RdfFormat.N_QUADS)))

    def _put_in_place(self, version: str, *, union: bool, pieces: Iterator[Piece] | None = None) -> None:
        """Do what was laid down, as long as nobody else has finished it; then clear it away."""
        default, pending = MERGE if union else None, _pending(version)
        known = ((_note(version, number), piece) for number, piece in enumerate(pieces or ()))
        for note, (sign, quads) in self._noted(version) if pieces is None else known:
            parts = body(quads, default)
            done = f"GRAPH {TRAFFIC} {{ {note} {_OF} {ox.Literal(version)} }}"
            if sign == "+":
                lines = "\n".join(parts)
                self._endpoint.update(f"INSERT {{ {lines} }} WHERE {{ {pending} }} ;\n{_deleting([done], pending)}")
            else:
                self._endpoint.update(_deleting([*parts, done], pending))
        # Whatever else lies there was laid down for a version that is gone.
        self._endpoint.update(
            f"DELETE WHERE {{ GRAPH {TRAFFIC} {{ ?note {_LINES} ?lines }} }} ;\n"
            f"DELETE WHERE {{ GRAPH {TRAFFIC} {{ ?note {_OF} ?any }} }} ;\n"
            f"DELETE DATA {{ {pending} }}"
        )


def _deleting(parts: Iterable[str], pending: str) -> str:
    """One operation for each graph: Virtuoso, asked to delete from several at once, leaves words in Cyrillic behind."""
    return " ;\n".join(f"DELETE {{ {part} }} WHERE {{ {pending} }}" for part in parts)


def _pending(version: str) -> str:
    return f"GRAPH {TRAFFIC} {{ {TRAFFIC} {_PENDING} {ox.Literal(version)} }}"


def _note(version: str, number: int) -> str:
    return f"<{_NOW}{version}-{number:06}>"


def _laid_down(version: str, number: int, sign: str, quads: list[ox.Quad]) -> str:
    lines = f"{sign}\n" + "".join(f"{quad} .\n" for quad in quads)
    note = _note(version, number)
    return f"GRAPH {TRAFFIC} {{ {note} {_OF} {ox.Literal(version)} . {note} {_LINES} {ox.Literal(lines)} }}"
