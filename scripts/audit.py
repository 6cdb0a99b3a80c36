"""Which parts of the product have known weaknesses, asked of the services that list them: pip-audit's and npm's.

    python scripts/audit.py               asks the services that pip-audit and npm are set up for
    python scripts/audit.py --osv URL     asks one that speaks as OSV does about the packages of Python

Exit code 0: all parts were asked about, and none is known to be weak. 1: some are; they are listed. 3: not all could be
asked about, which is no answer. What is asked about is what scripts/parts.py lists.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parts import ROOT, Missing, Part, product

FOUND, NOT_ASKED = 1, 3
_PATIENCE = 600
"""Seconds for all that one service has to say."""


@dataclass(frozen=True)
class Heard:
    """What a service said: about how many packages it answered, a sentence a weakness, and why the rest got none."""

    about: str
    answered: int
    weak: tuple[str, ...] = ()
    lack: str | None = None


def python(parts: list[Part], osv: str | None) -> Heard:
    """What pip-audit hears of packages of Python."""
    service = ["--vulnerability-service", "osv", "--osv-url", osv] if osv else []
    with tempfile.TemporaryDirectory() as folder:
        pinned = Path(folder) / "pinned.txt"
        pinned.write_text("".join(f"{part.name}=={part.version}\n" for part in parts), encoding="utf-8")
        # No cache: what was known yesterday is no answer for today.
        command = [sys.executable, "-m", "pip_audit", "--requirement", str(pinned), "--no-deps", "--disable-pip"]
        command += [
            "--format",
            "json",
            "--progress-spinner",
            "off",
            "--cache-dir",
            str(Path(folder) / "cache"),
            *service,
        ]
        said = _json(command, ROOT)
    about = "Packages of Python"
    if "dependencies" not in said:
        return Heard(about, 0, lack="the service that lists weaknesses of Python's packages gave no answer.")
    # pip-audit counts what its service has never heard of as nothing found, and ends with 0.
    answered = [one for one in said["dependencies"] if "skip_reason" not in one]
    missing = len(parts) - len(answered)
    lack = f"packages of Python that the service does not know: {missing}." if missing else None
    return Heard(about, len(answered), tuple(_of_python(answered)), lack)


def _of_python(answered: list[dict[str, Any]]) -> Iterator[str]:
    for one in answered:
        for weakness in one["vulns"]:
            fixed = ", ".join(weakness["fix_versions"]) or "no version yet"
            names = ", ".join(dict.fromkeys([weakness["id"], *weakness["aliases"]]))
            yield f"{one['name']} {one['version']}: {names}, fixed in {fixed}: {_line(weakness['description'])}"


def npm(parts: list[Part], frontend: Path) -> Heard:
    """What npm hears of the packages of its lock file that are not for development only."""
    about = "Packages of npm"
    program = shutil.which("npm")
    if not program:
        return Heard(about, 0, lack="npm is not installed.")
    command = [program, "audit", "--omit=dev", "--json", "--audit=true", "--package-lock-only", "--fetch-retries=0"]
    said = _json(command, frontend)
    if "vulnerabilities" not in said:
        return Heard(about, 0, lack="the service that lists weaknesses of npm's packages gave no answer.")
    return Heard(about, len(parts), tuple(_of_npm(said["vulnerabilities"])))


def _of_npm(weak: Mapping[str, Any]) -> Iterator[str]:
    for name, one in sorted(weak.items()):
        for cause in one["via"]:
            if isinstance(cause, dict):  # else the name of another package in this list
                yield f"{name} {cause['range']}: {cause['severity']}: {_line(cause['title'])} ({cause['url']})"


def _line(text: str) -> str:
    """What a service wrote, as one line for a terminal."""
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return plain if len(plain) <= 200 else plain[:199] + "…"


def _json(command: list[str], folder: Path) -> dict[str, Any]:
    """What a program prints; nothing where it is no JSON object, or does not come. What it complains of is not passed
    on: it may name the service with the password for it.
    """
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=_PATIENCE, check=False)
        said = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def main() -> int:
    asked = argparse.ArgumentParser(description="Known weaknesses of what the product is made of.")
    asked.add_argument("--osv", metavar="URL", help="a service that speaks as OSV does, instead of pip-audit's own")
    asked.add_argument("--root", type=Path, default=ROOT, help="the checkout")
    given = asked.parse_args()
    try:
        parts = product(given.root).parts
    except Missing as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    of = {kind: [part for part in parts if part.kind == kind] for kind in ("pypi", "npm")}
    heard = (python(of["pypi"], given.osv), npm(of["npm"], given.root / "frontend"))
    for one in heard:
        for weakness in one.weak:
            print(weakness)
        if one.answered:
            print(f"{one.about} asked about: {one.answered}; known weaknesses: {len(one.weak)}.")
        if one.lack:
            print(f"Not asked about: {one.lack}", file=sys.stderr)
    if any(one.weak for one in heard):
        return FOUND
    return NOT_ASKED if any(one.lack for one in heard) else 0


if __name__ == "__main__":
    sys.exit(main())
