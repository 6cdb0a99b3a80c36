"""Runs the command line in processes that have the program, its shapes and a language ready: copies of one that waits.

What a person gets is the same, without the seconds that a process takes that reads its first article. The one that
waits never opens a store on disk itself: the engine's threads would not be copied.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ARTICLE = Path(__file__).parents[1] / "data" / "articles" / "2017-04-26-forum-e-government.txt"


class Ready:
    """The other side of `serve`, for a test."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(
        self, *arguments: str, cwd: Path, env: Mapping[str, str], input: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """As `subprocess.run` with the arguments after `python -m suviaz`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with tempfile.TemporaryDirectory() as folder:
            said = [Path(folder) / name for name in ("in", "out", "err")]
            said[0].write_text(input, encoding="utf-8")
            order = {"arguments": arguments, "cwd": str(cwd), "env": dict(env), "said": [*map(str, said)]}
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
            code = int(self._process.stdout.readline())
            out, err = (path.read_text(encoding="utf-8") for path in said[1:])
        return subprocess.CompletedProcess(arguments, code, out, err)


@contextmanager
def ready() -> Iterator[Ready]:
    with subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield Ready(process)


def serve() -> None:
    import suviaz
    from suviaz import cli

    with suviaz.open() as graph:
        graph.load(ARTICLE)
    gc.collect()
    gc.freeze()  # else each copy looks through the language for garbage, and so makes it its own
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child:
            print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
            continue
        os.chdir(order["cwd"])
        os.environ.clear()
        os.environ.update(order["env"])
        for number, path in enumerate(order["said"]):
            os.dup2(os.open(path, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT), number)
        sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
        code = 1  # as for what nobody caught
        try:
            cli.main(order["arguments"])
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)


if __name__ == "__main__":
    serve()
