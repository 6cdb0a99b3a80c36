"""Lets the tests of this folder use the fixtures beside the other tests, and gives them one browser."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


def _lacking() -> str | None:
    from suviaz.draw import fonts

    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return "Playwright is not installed."
    if not CHROMIUM:
        return "There is no Chromium on the PATH."
    return None if fonts.OWN.is_dir() else "The scripts are not built: run 'make frontend'."


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A Chromium that finds nothing but this machine. Skipped where there is none, but not in CI."""
    lacking = _lacking()
    if lacking and os.environ.get("CI"):
        pytest.fail(f"Nothing can be tested in a browser: {lacking}")
    if lacking:
        pytest.skip(f"Nothing is tested in a browser: {lacking}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def barriers() -> Any:
    """Gives what axe finds on a page against WCAG 2.2 AA, as a list of sentences."""
    if not AXE.is_file():
        if os.environ.get("CI"):
            pytest.fail("axe-core is not installed: run 'make frontend'.")
        pytest.skip("axe-core is not installed: run 'make frontend'.")

    def find(page: Any) -> list[str]:
        page.evaluate(AXE.read_text("utf-8"))
        return page.evaluate(  # type: ignore[no-any-return]
            "async () => (await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }))"
            ".violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 90)).join(' | ')}`)"
        )

    return find
