"""What files of tests share: profiles of Hypothesis, the collection in a graph, the stage on which verbs are killed.

`pytest --hypothesis-profile=thorough` tries many more examples than a daily run, and so does SUVIAZ_THOROUGH.
No profile has a time limit: a machine on which others are at work is slow, and no test is about that.
"""

import fcntl
import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from dying import World

settings.register_profile("daily", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", settings.get_profile("daily"), max_examples=400)
# Languages once read are a million objects that stay: looking through them for cycles took a tenth of all tests.
gc.set_threshold(100_000, 20, 20)
settings.load_profile("thorough" if os.environ.get("SUVIAZ_THOROUGH") else "daily")


@pytest.fixture(scope="session", autouse=True)
def _compiled_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Where Python may not keep compiled modules beside their sources it keeps them beside the tests' folders: the
    program is started some hundreds of times.
    """
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
        os.environ["PYTHONPYCACHEPREFIX"] = str(_of_the_run(tmp_path_factory) / "compiled")


@pytest.fixture(scope="session")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The graph of the whole collection on disk, made once a run, however many processes run it. It is to be looked at:
    whoever changes something takes a copy of its folder.
    """
    folder = _of_the_run(tmp_path_factory) / "collection"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            import suviaz

            making = folder.with_suffix(".making")
            shutil.rmtree(making, ignore_errors=True)
            with suviaz.open(making / "graph") as graph:
                graph.load(Path(__file__).parents[1] / "data" / "articles")
            making.rename(folder)
    before = _content(folder)
    yield folder / "graph"
    assert _content(folder) == before, "a test has changed what all share"


def _of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all processes of a run."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def _content(folder: Path) -> dict[Path, bytes]:
    """All files but the log of whoever opened the graph."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and "LOG" not in path.name}


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    with World.made() as made:
        yield made
