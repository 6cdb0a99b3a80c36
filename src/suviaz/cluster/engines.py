"""Engines: ways to map a pure function over values, with processes of this machine, with Spark, or with Ray.

An engine knows nothing of articles. The function and the values must be importable where they are used: by spawned
processes, by Spark's executors, by Ray's workers. Results come as they are ready, in any order.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

from suviaz.errors import EngineFailed

NAMES = ("processes", "spark", "ray")

_LITTLE = 128 << 20
"""Bytes that Ray keeps for values on this machine: it would take a third of the memory, and here values are few."""

T = TypeVar("T")
R = TypeVar("R")


class Engine(Protocol):
    """Yields `function(value)` for each value. Raises EngineFailed where the engine itself fails."""

    def __call__(self, function: Callable[[T], R], values: Sequence[T]) -> Iterator[R]: ...


def engine(name: str, *, cluster: str | None = None, jobs: int = 1) -> Engine:
    """The engine of that name. `cluster` is its address (a Spark master, a Ray address); None is this machine, where
    `jobs` work at once. Raises EngineFailed where there is no such engine, or it needs no address.
    """
    if name == "processes":
        if cluster:
            raise EngineFailed("Processes run on this machine only; a cluster has an address with spark or ray.")
        return _Processes(jobs)
    if name not in NAMES:
        raise EngineFailed(f"There is no engine '{name}'; there are {', '.join(NAMES)}.")
    return _Spark(cluster, jobs) if name == "spark" else _Ray(cluster, jobs)


class _Processes:
    def __init__(self, jobs: int) -> None:
        self._jobs = jobs

    def __call__(self, function: Callable[[T], R], values: Sequence[T]) -> Iterator[R]:
        if self._jobs < 2 or len(values) < 2:
            yield from map(function, values)
            return
        from concurrent.futures import ProcessPoolExecutor, as_completed
        from concurrent.futures.process import BrokenProcessPool
        from multiprocessing import get_context

        from suviaz.reader import begin

        jobs = min(self._jobs, len(values))
        with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=begin) as pool:
            try:
                for future in as_completed([pool.submit(function, value) for value in values]):
                    yield future.result()
            except BrokenProcessPool as error:
                raise EngineFailed(
                    "A reading process was stopped, perhaps for want of memory: read again; what is written stays."
                ) from error
            finally:
                pool.shutdown(cancel_futures=True)


class _Spark:
    def __init__(self, master: str | None, jobs: int) -> None:
        self._master, self._jobs = master, jobs

    def __call__(self, function: Callable[[T], R], values: Sequence[T]) -> Iterator[R]:
        try:
            from pyspark.errors import PySparkRuntimeError
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise EngineFailed(
                "The engine spark is not installed: pip install 'suviaz[spark]', and Java 17."
            ) from error
        # Else the executors of this machine take whatever python3 is first in the path.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        running = SparkSession.getActiveSession()
        builder = SparkSession.builder.appName("suviaz")
        try:
            session = running or self._placed(builder).getOrCreate()
        except (PySparkRuntimeError, OSError) as error:
            raise EngineFailed("Spark does not start: it needs Java 17 or newer, and a master that answers.") from error
        try:
            # A slice for each value: what is lost with a machine, or tried again, is one of them.
            found = session.sparkContext.parallelize(values, max(1, len(values))).map(function).collect()
        except Exception as error:  # of py4j, which says what Java said
            raise EngineFailed(f"Spark broke off: {_first_line(error)}; what is written stays.") from error
        finally:
            if running is None:
                session.stop()
        yield from found

    def _placed(self, builder: Any) -> Any:
        if self._master:
            return builder.master(self._master)
        if os.environ.keys() & {"PYSPARK_GATEWAY_PORT", "PYSPARK_SUBMIT_ARGS", "SPARK_CONF_DIR"}:
            return builder  # spark-submit, or the site's own configuration, says where
        builder = builder.master(f"local[{self._jobs}]").config("spark.ui.enabled", "false")
        return builder.config("spark.ui.showConsoleProgress", "false")


class _Ray:
    def __init__(self, address: str | None, jobs: int) -> None:
        self._address, self._jobs = address, jobs

    def __call__(self, function: Callable[[T], R], values: Sequence[T]) -> Iterator[R]:
        # Nothing is told to anybody unless the user says so.
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        try:
            import ray
        except ImportError as error:
            raise EngineFailed("The engine ray is not installed: pip install 'suviaz[ray]'.") from error
        running = ray.is_initialized()
        if not running:
            self._start(ray)
        lost: list[str] = []
        try:
            remote = ray.remote(num_cpus=1, max_retries=3)(_applied)
            waiting = [remote.remote(function, value) for value in values]
            while waiting:
                [ready], waiting = ray.wait(waiting)
                try:
                    result: R = ray.get(ready)
                except ray.exceptions.RayError as error:
                    lost.append(_first_line(error))  # its worker died each time; the others go on
                else:
                    yield result
        except ray.exceptions.RayError as error:
            raise EngineFailed(f"Ray broke off: {_first_line(error)}; what is written stays.") from error
        finally:
            if not running:
                ray.shutdown()
        if lost:
            raise EngineFailed(f"Ray lost {len(lost)} of {len(values)} partitions: {lost[0]}; what is written stays.")

    def _start(self, ray: Any) -> None:
        address = self._address or os.environ.get("RAY_ADDRESS")
        here = {} if address else {"num_cpus": self._jobs, "include_dashboard": False, "object_store_memory": _LITTLE}
        try:
            ray.init(address=address, logging_level="ERROR", log_to_driver=False, **here)
        except (ConnectionError, RuntimeError, ValueError, OSError) as error:
            tokens = " (one that asks for tokens wants RAY_AUTH_MODE=token)" if address else ""
            raise EngineFailed(f"Ray does not start: {_first_line(error)}{tokens}.") from error


def _applied(function: Callable[[Any], Any], value: Any) -> Any:
    """A function with a name of its own, which Ray wants."""
    return function(value)


def _first_line(error: BaseException) -> str:
    return next((line.strip().rstrip(".:") for line in str(error).splitlines() if line.strip()), type(error).__name__)
