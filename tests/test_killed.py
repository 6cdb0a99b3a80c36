"""Killed at any moment of a verb, nothing is lost and nothing is half: the verb again ends as if it had never died.

The moments are random, the same each time; SUVIAZ_THOROUGH takes more than two hundred.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from dying import World, moments
from suviaz.rdf.decisions import read_file

TIMES = 10 if os.environ.get("SUVIAZ_THOROUGH") else 1
"""So many times as many moments."""


def backed_up(world: World) -> Path:
    """The whole graph, with its backup beside it, and something else in its place."""
    store = world.copy(world.whole)
    assert world.stage.run("backup", store.parent / "graph.tar", "--store", store).code == 0
    kept = (store.parent / "graph.tar").read_bytes()
    store = world.copy(world.empty)
    (store.parent / "graph.tar").write_bytes(kept)
    return store


def undecided(world: World) -> Path:
    return world.copy(world.whole)


def decided(world: World) -> Path:
    store = world.copy(world.whole)
    assert world.stage.run("same", *world.pair, "--why", "the same words", "--who", "A", "--store", store).code == 0
    return store


WITHDRAWN = "https://www.etnews.com/200812010092"

VERBS: dict[str, tuple[int, Callable[[World], Path], Callable[[World, Path], tuple[object, ...]]]] = {
    "load": (5, lambda world: world.copy(world.empty), lambda world, store: ("load", world.sources)),
    "rebuild": (3, undecided, lambda world, store: ("rebuild",)),
    "rebuild from texts": (3, undecided, lambda world, store: ("rebuild", "--texts")),
    "restore": (2, backed_up, lambda world, store: ("restore", store.parent / "graph.tar", "--force")),
    "withdraw": (2, undecided, lambda world, store: ("withdraw", WITHDRAWN)),
    "same": (2, undecided, lambda world, store: ("same", *world.pair, "--why", "the same words", "--who", "A")),
    "apart": (2, undecided, lambda world, store: ("apart", *world.pair, "--why", "two days", "--who", "A")),
    "undo": (1, decided, lambda world, store: ("undo", decision(store))),
}


def decision(store: Path) -> str:
    """The IRI of the one decision in the file, or of none."""
    found = {str(q.subject.value) for q in read_file(beside(store)) if "/decision/" in q.subject.value}  # type: ignore[union-attr]
    return min(found, default="https://w3id.org/suviaz/id/decision/pair-none")


def beside(store: Path) -> Path:
    return Path(f"{store}.decisions.ttl")


@pytest.mark.parametrize("name", VERBS)
def test_killed_at_any_moment(world: World, name: str) -> None:
    number, begin, verb = VERBS[name]
    store = begin(world)
    before = world.stage.state(store)
    said_before = beside(store).read_bytes() if beside(store).exists() else None
    arguments = verb(world, store)
    done = world.stage.run(*arguments, "--store", store)
    assert done.code == 0, done.said
    after = world.stage.state(store)
    said_after = beside(store).read_bytes() if beside(store).exists() else None
    long = number > 2  # one killing after another, as in a bad night; else each from the beginning
    store = begin(world)
    for moment in moments(number * TIMES, seed=len(name)):
        store = store if long else begin(world)
        killed = world.stage.kill(done.seconds * moment, *arguments, "--store", store)
        assert killed.code in (-signal.SIGKILL, 0), killed.said
        state = world.stage.state(store)
        assert state["merged"]
        assert state["pending"] == 0
        # Whole articles only, each as it was before or is after; none that the verb does not concern is lost.
        for key, quads in state["articles"].items():
            assert quads in (before["articles"].get(key), after["articles"].get(key)), key
        assert set(state["articles"]) >= set(before["articles"]) & set(after["articles"])
        assert set(state["texts"]) >= set(before["texts"]) & set(after["texts"])
        assert (beside(store).read_bytes() if beside(store).exists() else None) in (said_before, said_after)
        if not long:
            finish(world, name, arguments, store, after)
    if long:
        finish(world, name, arguments, store, after)


def finish(world: World, name: str, arguments: tuple[object, ...], store: Path, after: object) -> None:
    """The verb again; one that may be done only once says so where it was done before it died."""
    again = world.stage.run(*arguments, "--store", store)
    refused = {"withdraw": "no article", "undo": "no decision"}.get(name)
    assert again.code == 0 or (refused and refused in again.said and again.said.count("\n") == 1), again.said
    assert world.stage.state(store) == after
    left = {path.name for path in store.parent.iterdir()} - {"graph.tar"}
    assert {name for name in left if name.startswith(".")} == set(), left


def test_there_are_twenty_moments_and_two_hundred_for_the_thorough() -> None:
    assert sum(number for number, _, _ in VERBS.values()) * TIMES >= (200 if TIMES > 1 else 20)
