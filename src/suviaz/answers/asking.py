"""Asking a store, in this process or, where there is a time limit, in one that can be killed.

Oxigraph cannot stop a query that has begun, so a limit needs a process of its own. It reads the same folder, and its
answer arrives whole or not at all.
"""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from suviaz.answers.answer import Answer
from suviaz.errors import BadQuery, SuviazError, TimeLimit

if TYPE_CHECKING:
    import pyoxigraph as ox

    from suviaz.store import Store

    Value = ox.NamedNode | ox.Literal

_DECLARED = re.compile(r"(?i)\bPREFIX\s+([\w-]+):")
_USED = re.compile(r"<[^<>\s]*>|(?<![\w:#-])([a-z]+):")
"""Names before a colon, also behind the slash of a path; in an IRI there are none."""
_READY = b"ready\n"
_START = "from suviaz.answers.asking import _serve; _serve()"


def ask(store: Store, text: str, values: Mapping[str, Value] | None = None, *, timeout: float | None = None) -> Answer:
    """The answer to the SPARQL `text`, in which the variables named in `values` are bound to terms.

    Prefixes of the house (`sv:`, `skos:` …) need no declaration. `timeout` is in seconds. Raises BadQuery for a text
    that does not parse, TimeLimit if it takes too long, DamagedStore where the files of the graph are.
    """
    from suviaz.store.opening import told

    text = _with_prefixes(text)
    if timeout is None:
        with told(store.path):
            return _collected(store.query(text, values))
    if store.path is None:
        raise BadQuery("A time limit needs a graph on disk; this one is in memory.")
    return _limited(store.path, text, values or {}, timeout=timeout)


def ask_server(
    address: str, text: str, values: Mapping[str, Value] | None = None, *, timeout: float | None = None
) -> Answer:
    """As `ask`, answered by the server that has the graph: by its own lights, and without a working copy."""
    from suviaz.remote import address as addresses
    from suviaz.remote.holding import Remote

    told = Remote(addresses.read(address)).ask(_with_prefixes(text), values, timeout=timeout)
    if isinstance(told, bool):
        return Answer(truth=told)
    return Answer(triples=tuple(told)) if isinstance(told, list) else Answer(columns=told[0], terms=told[1])


def _with_prefixes(text: str) -> str:
    """The text with what it uses and does not declare; on its first line, so that errors keep their line numbers."""
    from suviaz.rdf.terms import PREFIXES

    declared = set(_DECLARED.findall(text))
    used = [name for name in sorted(set(_USED.findall(text)) - declared) if name in PREFIXES]
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in used) + text


def _collected(found: Any) -> Answer:
    """An Answer from what pyoxigraph gives, read to its end."""
    kind = type(found).__name__
    if kind == "QueryBoolean":
        return Answer(truth=bool(found))
    if kind == "QueryTriples":
        return Answer(triples=tuple(found))
    columns = tuple(variable.value for variable in found.variables)
    return Answer(columns=columns, terms=tuple(tuple(row) for row in found))


def _limited(path: Path, text: str, values: Mapping[str, Value], *, timeout: float) -> Answer:
    # A fresh interpreter, not a fork: the parent's store has threads, and a caller's script need not be importable.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(place for place in sys.path if place)}
    with subprocess.Popen(
        [sys.executable, "-c", _START], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    ) as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        try:
            pickle.dump((str(path), text, dict(values)), worker.stdin)
            worker.stdin.flush()
            # The clock starts when the store is open, so that a short limit is about the query and not about Python.
            # Read past the buffer, which would swallow the beginning of a quick answer.
            os.read(worker.stdout.fileno(), len(_READY))
            try:
                data, _ = worker.communicate(timeout=timeout)
            except subprocess.TimeoutExpired:
                raise TimeLimit(f"The query took longer than {timeout:g} seconds and was stopped.") from None
        finally:
            worker.kill()
    if worker.returncode != 0 or not data:
        raise SuviazError(f"The process that asks stopped before it answered (status {worker.returncode}).")
    result = pickle.loads(data)  # from our own process
    if isinstance(result, SuviazError):
        raise result
    assert isinstance(result, Answer)
    return result


def _serve() -> None:
    """The other side: one question from standard input, one answer to standard output."""
    from suviaz.store import Store
    from suviaz.store.opening import told

    path, text, values = pickle.load(sys.stdin.buffer)
    out = sys.stdout.buffer
    store: Store | None = None
    try:
        store = Store(path, read_only=True)
        result: Answer | SuviazError | None = None
    except SuviazError as error:
        result = error
    out.write(_READY)
    out.flush()
    if store is not None:
        try:
            with told(store.path):
                result = _collected(store.query(text, values))
        except SuviazError as error:
            result = error
    pickle.dump(result, out)
    out.flush()
