"""What goes to standard error: notes, warnings, a progress bar; and how data gets to a file or standard output."""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

import click

from suviaz.whole import write_whole

_PAUSE = 0.1
_WINDOW = 100
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Screen:
    """Where a verb speaks to the person. Data never goes through here. `quiet` leaves only failures."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet

    def note(self, text: str = "") -> None:
        if not self.quiet:
            click.echo(plain(text), err=True)

    def warn(self, text: str) -> None:
        if not self.quiet:
            click.echo(f"{styled('Warning:', fg='yellow')} {plain(text)}", err=True)

    def fail(self, text: str) -> None:
        click.echo(f"{styled('Error:', fg='red')} {plain(text)}", err=True)

    def progress(self, total: Callable[[], int | None] | None = None) -> Progress:
        """A bar that exists only on a terminal; elsewhere, and when quiet, nothing is drawn, and `total` not asked."""
        shown = not self.quiet and sys.stderr.isatty()
        return Progress(total() if shown and total else None, shown=shown)


class Progress:
    """One line that is drawn over itself: how many of how many, how fast, how long yet, and what was done last."""

    def __init__(self, total: int | None, *, shown: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self.total = total
        self.done = 0
        self.shown = shown
        self._clock = clock
        self._drawn = float("-inf")
        # When some steps were done, for a rate that follows what is going on now and does not jump.
        self._lately = deque([(clock(), 0)], maxlen=_WINDOW)

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *error: object) -> None:
        self.clear()

    def step(self, what: str) -> None:
        self.done += 1
        now = self._clock()
        if not self.shown or now - self._drawn < _PAUSE:
            return
        self._drawn = now
        self._lately.append((now, self.done))
        room = terminal_width()
        head = self._head()
        click.echo("\r\x1b[K" + head + plain(what)[: max(0, room - len(head) - 1)], nl=False, err=True)

    def _head(self) -> str:
        (since, before), (now, done) = self._lately[0], self._lately[-1]
        rate = (done - before) / (now - since) if now > since else 0.0
        said = [f"{self.done:,}"]
        if self.total:
            filled = round(20 * min(1.0, self.done / self.total))
            said = [f"{'█' * filled}{'░' * (20 - filled)} {self.done:,}/{self.total:,}"]
        if rate and self.done > 1:
            said.append(f"{rate:,.0f}/s" if rate >= 10 else f"{rate:.1f}/s")
            if self.total and self.total > self.done:
                said.append(f"{_time((self.total - self.done) / rate)} left")
        return " · ".join(said) + " "

    def clear(self) -> None:
        if self.shown and self.done:
            click.echo("\r\x1b[K", nl=False, err=True)


def _time(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def plain(text: str) -> str:
    """Text as it may be shown: what an article holds must not move a terminal's cursor or turn its lines around."""
    return _CONTROLS.sub(lambda found: ascii(found[0])[1:-1], text)


def styled(text: str, fg: str) -> str:
    """The text in colour on a terminal whose owner did not set NO_COLOR; click drops the colour in a pipe."""
    return text if os.environ.get("NO_COLOR") else click.style(text, fg=fg)


def terminal_width() -> int:
    return shutil.get_terminal_size((100, 24)).columns


def table_width() -> int | None:
    """The width a table on standard output has to keep to; None in a pipe or file, where lines may be long."""
    return terminal_width() if sys.stdout.isatty() or "COLUMNS" in os.environ else None


def write(data: str | bytes, output: str | None) -> None:
    """Data to the file `output`, or to standard output for None and `-`. A file appears whole or not at all."""
    if output in (None, "-") and isinstance(data, str) and sys.stdout.isatty():
        data = plain(data)
    blob = data.encode() if isinstance(data, str) else data
    if output in (None, "-"):
        sys.stdout.flush()
        sys.stdout.buffer.write(blob)
        sys.stdout.buffer.flush()
        return
    write_whole(Path(output), blob)
