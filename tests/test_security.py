"""docs/security.md names tests that exist; and no secret that is given shows in what is said or kept."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PAGE = (HERE.parent / "docs" / "security.md").read_text(encoding="utf-8")
SECRET = "hunter2-nobody-may-see"


def test_every_test_that_the_page_names_exists() -> None:
    named = re.findall(r"`tests/(\w+\.py)::(\w+)`", PAGE)
    assert len(named) > 25
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not re.search(rf"(?m)^def {name}\(", (HERE / file).read_text(encoding="utf-8"))
    ]
    assert not missing


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [
        (["read", f"http://someone:{SECRET}@127.0.0.1:1/article"], {}),
        (["read", f"http://someone:{SECRET}@not a host/article"], {}),
        (["load", f"http://someone:{SECRET}@127.0.0.1:1/article"], {}),
        (["link", "--endpoint", f"http://someone:{SECRET}@127.0.0.1:1/sparql"], {}),
        (["status", "--store", f"sparql+http://someone:{SECRET}@127.0.0.1:1/sparql"], {}),
        (["read", "a.txt", "--extractor", "llm", "--llm-model", "m"],
         {"SUVIAZ_LLM_URL": "http://127.0.0.1:1/v1", "SUVIAZ_LLM_KEY": SECRET}),
        (["read", "a.txt", "--extractor", "llm", "--llm-model", "m"],
         {"SUVIAZ_LLM_URL": f"http://someone:{SECRET}@127.0.0.1:1/v1"}),
    ],
)  # fmt: skip
def test_no_secret_is_told(arguments: list[str], environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The minister of Belarus met the minister of Korea in Minsk.", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "suviaz", *arguments],
        cwd=tmp_path, env={**os.environ, **environment}, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert b"Error: " in done.stderr
    assert b"Traceback" not in done.stderr
    assert SECRET.encode() not in done.stdout + done.stderr
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in kept if SECRET.encode() in path.read_bytes()]
