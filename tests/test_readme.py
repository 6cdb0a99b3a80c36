"""Every command in README.md does what the README says: they are run, in order, as a newcomer would."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)
COMMANDS = [line[2:] for kind, text in BLOCKS if kind == "console" for line in text.splitlines() if line[:2] == "$ "]


def test_every_command_works_in_order(tmp_path: Path) -> None:
    (tmp_path / "data").symlink_to(ROOT / "data")
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    (bin_ / "suviaz").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m suviaz "$@"\n')
    (bin_ / "suviaz").chmod(0o755)
    commands = [command for command in COMMANDS if not command.startswith("make ")]
    assert len(commands) > 8
    for command in commands:
        if command.startswith("suviaz serve"):
            _is_served(command, bin_, tmp_path)
            continue
        done = subprocess.run(
            ["bash", "-c", f'PATH="{bin_}:$PATH"; {command}'], cwd=tmp_path, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        written = re.search(r"--output (\S+)", command)
        assert (tmp_path / written[1]).stat().st_size > 500 if written else done.stdout or done.stderr, command


def _is_served(command: str, bin_: Path, folder: Path) -> None:
    """It says where it is, answers there, and ends when told to."""
    process = subprocess.Popen(
        ["bash", "-c", f'PATH="{bin_}:$PATH"; exec {command} --port 0'], cwd=folder, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stderr is not None
        address = process.stderr.readline().split()[0]
        with urlopen(f"{address}sparql?query=ASK%7B%7D") as reply:
            assert json.load(reply)["boolean"] is True
    finally:
        process.terminate()
        assert process.wait(20) == 0
        process.stderr.close()


@pytest.mark.parametrize("command", [command for command in COMMANDS if command.startswith("make ")])
def test_every_target_of_make_exists(command: str) -> None:
    done = subprocess.run(
        command.replace("make", "make --dry-run", 1).split(), cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_the_python_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").symlink_to(ROOT / "data")
    monkeypatch.chdir(tmp_path)
    [code] = [text for kind, text in BLOCKS if kind == "python"]
    exec(compile(code, "README.md", "exec"), {})
    assert capsys.readouterr().out.strip()


def test_every_link_leads_to_a_file() -> None:
    targets = [target for target in re.findall(r"\]\(([^)#]+)", README) if "://" not in target]
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []
