"""What the browser is given beside a page: scripts, styles and fonts, each by its name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from suviaz.draw.look import DARK, LIGHT, RELATIONS
from suviaz.errors import BrokenResource

_HERE = Path(__file__).parent
_SCRIPT, _STYLE, _FONT = "text/javascript; charset=utf-8", "text/css; charset=utf-8", "font/ttf"

ASSETS = {
    "viewer.js": _SCRIPT,
    "viewer.css": _STYLE,
    "sparql.js": _SCRIPT,
    "sparql.css": _STYLE,
    "page.js": _SCRIPT,
    "fonts/NotoSans-Regular.ttf": _FONT,
    "fonts/NotoSans-Bold.ttf": _FONT,
    "fonts/NotoSansKR-Regular.ttf": _FONT,
}
"""Media type of each asset. Nothing else is ever read for a name that comes from outside."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file for the browser: its media type and its bytes."""

    type: str
    body: bytes


@lru_cache
def asset(name: str) -> Asset | None:
    """The asset of a name in ASSETS, None for any other. Raises BrokenResource where it was not built."""
    if name not in ASSETS:
        return None
    body = style().encode() if name == "viewer.css" else _built(name)
    return Asset(ASSETS[name], body)


def script() -> str:
    """The bundled viewer, fit to stand in an element of a page. Raises BrokenResource where it was not built."""
    return _built("viewer.js").decode().replace("</script", "<\\/script")


@lru_cache
def style() -> str:
    """The viewer's style with the colours of types and relations."""
    fills = [f"#viewer .mark[data-type={name}]{{fill:light-dark({LIGHT[name]},{DARK[name]})}}" for name in LIGHT]
    strokes = [
        f"#viewer .line[data-relation={name}]{{stroke:light-dark({LIGHT[kind]},{DARK[kind]})}}"
        for name, kind in RELATIONS.items()
    ]
    return "".join([(_HERE / "viewer.css").read_text("utf-8"), *fills, *strokes])


def _built(name: str) -> bytes:
    path = _HERE / "static" / name
    if not path.is_file():
        raise BrokenResource("The viewer is not built; install suviaz again, or run 'make frontend' in a checkout.")
    return path.read_bytes()
