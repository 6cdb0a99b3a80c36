"""The figure as PNG, with fonts of our own, so that each letter is there and the bytes are the same on each machine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from suviaz.draw import words as say
from suviaz.draw.figure import figure
from suviaz.draw.fonts import OWN, letters, system_fonts
from suviaz.draw.sheet import SIGNS
from suviaz.errors import BrokenResource
from suviaz.network import Network, Node


def png(
    network: Network, *, title: str | None = None, lang: str | None = None, limit: int = 60, scale: float = 2.0
) -> bytes:
    """The same picture as `svg`, in pixels: 1600 · `scale` wide.

    Letters that our fonts lack are looked for in the fonts of the machine. Where no font has them, another of the
    thing's names is drawn, or the letters' numbers, and the foot of the picture says so: there are no empty boxes.
    Raises BrokenResource where the fonts were not built, UnknownName for a language that drawings do not speak.
    """
    own = _own()
    lang = lang or network.lang
    head = title or say.title(network, lang)
    fonts, missing = _cover(_drawn(network, head, lang), own)
    note = None
    if missing:
        network = _readable(network, missing, lang)
        head = _spelt(head, missing)
        numbers = ", ".join(f"U+{ord(letter):04X}" for letter in sorted(missing)[:12])
        note = str(say.words(lang)["undrawn"]).format(letters=numbers)
    picture = figure(network, title=head, lang=lang, limit=limit, note=note)
    return _pixels(picture.svg, fonts, scale)


def raster(svg: str, *, scale: float = 2.0) -> bytes:
    """Any SVG whose text is in one of our fonts or the machine's, as PNG. Raises BrokenResource as `png` does."""
    fonts, _ = _cover(set(svg), _own())
    return _pixels(svg, fonts, scale)


def _own() -> list[Path]:
    own = sorted(OWN.glob("*.ttf"))
    if not own:
        raise BrokenResource(
            "The fonts for pictures are not built; install suviaz again, or run 'make frontend' in a checkout."
        )
    return own


def _pixels(svg: str, fonts: Iterable[Path], scale: float) -> bytes:
    import resvg_py

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=scale,
            skip_system_fonts=True,
            font_files=[str(path) for path in fonts],
            sans_serif_family="Noto Sans",
            font_family="Noto Sans",
        )
    )


def _drawn(network: Network, title: str, lang: str) -> set[str]:
    """All letters that may come into the picture."""
    found = set(title)
    for node in network.nodes:
        found.update(node.label(lang))
    for names in network.words.values():
        found.update(names.get(lang) or names.get("en") or "")
    drawn = "".join(sorted(found)).translate(SIGNS)
    return {letter for letter in drawn if letter.isprintable() and letter != " "}


def _cover(wanted: set[str], own: Iterable[Path]) -> tuple[list[Path], frozenset[str]]:
    """Our fonts and as many of the machine's as are needed, and the letters that none has."""
    fonts = list(own)
    missing = wanted - set().union(*(letters(path) for path in fonts))
    if missing:
        for path in system_fonts():
            here = missing & letters(path)
            if here:
                fonts.append(path)
                missing -= here
            if not missing:
                break
    return fonts, frozenset(missing)


def _readable(network: Network, missing: frozenset[str], lang: str) -> Network:
    """The network with names that can be drawn."""

    def drawable(labels: Mapping[str, str]) -> dict[str, str]:
        chosen = labels.get(lang) or labels.get("en") or ""
        others = [chosen, *(labels[other] for other in sorted(labels))]
        fit = next((name for name in others if name and not missing & set(name)), None)
        return {lang: fit or _spelt(chosen, missing)} if chosen else dict(labels)

    def node(one: Node) -> Node:
        if not missing & set(one.label(lang)):
            return one
        fit = next((name for _, name in sorted(one.labels.items()) if not missing & set(name)), None)
        return replace(one, labels={lang: fit or _spelt(one.label(lang), missing)})

    words = {key: drawable(labels) if not key.startswith("post/") else labels for key, labels in network.words.items()}
    return replace(
        network, nodes=tuple(node(one) for one in network.nodes), words={**words, **_posts(network, missing)}
    )


def _posts(network: Network, missing: frozenset[str]) -> dict[str, dict[str, str]]:
    return {
        key: {lang: _spelt(name, missing) for lang, name in labels.items()}
        for key, labels in network.words.items()
        if key.startswith("post/")
    }


def _spelt(text: str, missing: frozenset[str]) -> str:
    return "".join(f"[{ord(letter):04X}]" if letter in missing else letter for letter in text)
