"""What the product is made of: the list of parts, their licences, and what is known of their weaknesses."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from sparql_servers import on_loopback

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

import parts  # noqa: E402

LICENCES = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["suviaz"]["licences"]


class Checkout:
    """A project that needs the package `thing`, which is installed as told, and the npm package `@a/shown`."""

    def __init__(self, folder: Path) -> None:
        self.root, self.site = folder / "checkout", folder / "site"
        static = self.root / "src" / "suviaz" / "draw" / "static"
        static.mkdir(parents=True)
        (self.root / "frontend").mkdir()
        (static / "VENDOR.json").write_text('{"packages": [{"name": "@a/shown"}]}', encoding="utf-8")
        (self.root / "src" / "suviaz" / "__init__.py").write_text('__version__ = "7.8.9"\n', encoding="utf-8")
        self.project("Apache-2.0", "MIT")
        self.locked("ISC")

    def project(self, *accepted: str, extras: str = "", more: str = "") -> None:
        (self.root / "pyproject.toml").write_text(
            '[project]\nname = "suviaz"\nlicense = "Apache-2.0"\ndependencies = ["thing>=1"]\n'
            f"[project.optional-dependencies]\n{extras}\n"
            f"[tool.suviaz.licences]\naccepted = {[*accepted, 'ISC']}\n"
            f'wordings = {{"License :: OSI Approved :: MIT License" = "MIT"}}\n{more}\n',
            encoding="utf-8",
        )

    def locked(self, licence: str) -> None:
        digest = "sha512-" + base64.b64encode(bytes(64)).decode()
        shown = {"version": "2.0.0", "license": licence, "integrity": digest, "resolved": "https://example.org/shown"}
        lock = {
            "name": "viewer",
            "lockfileVersion": 3,
            "packages": {"": {"name": "viewer", "dependencies": {"@a/shown": "2.0.0"}}, "node_modules/@a/shown": shown},
        }
        (self.root / "frontend" / "package-lock.json").write_text(json.dumps(lock), encoding="utf-8")
        package = {"name": "viewer", "dependencies": {"@a/shown": "2.0.0"}}
        (self.root / "frontend" / "package.json").write_text(json.dumps(package), encoding="utf-8")

    def install(self, name: str, *metadata: str) -> None:
        about = self.site / f"{name.replace('-', '_')}-1.5.dist-info"
        about.mkdir(parents=True, exist_ok=True)
        lines = ["Metadata-Version: 2.4", f"Name: {name}", "Version: 1.5", *metadata]
        (about / "METADATA").write_text("\n".join(lines) + "\n\n", encoding="utf-8")

    def run(self, script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        path = os.pathsep.join(filter(None, (environment.pop("first", ""), str(self.site))))
        return subprocess.run(
            [sys.executable, str(ROOT / "scripts" / script), "--root", str(self.root), *arguments],
            env={**os.environ, "PYTHONPATH": path, **environment},
            capture_output=True, text=True, timeout=100, check=False,
        )  # fmt: skip


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    made = Checkout(tmp_path)
    monkeypatch.syspath_prepend(str(made.site))
    return made


def refused(checkout: Checkout) -> list[str]:
    said = tomllib.loads((checkout.root / "pyproject.toml").read_text(encoding="utf-8"))
    return parts.refused(parts.product(checkout.root).parts, parts.Licences.of(said))


# -- licences


def test_the_licences_of_all_parts_are_known_and_accepted() -> None:
    made = parts.product(ROOT)
    said = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert not parts.refused(made.parts, parts.Licences.of(said))
    assert len(made.parts) > 60


@pytest.mark.parametrize(
    "metadata",
    [
        ["License-Expression: MIT"],
        ["License-Expression: GPL-3.0-only OR MIT"],
        ["License-Expression: Apache-2.0 WITH LLVM-exception"],
        ["License: MIT"],
        ["Classifier: License :: OSI Approved :: MIT License"],
        ["License: as is", "Classifier: License :: OSI Approved :: MIT License"],
        ["License: See the text."],
    ],
)
def test_a_licence_that_will_do(checkout: Checkout, metadata: list[str]) -> None:
    checkout.project("MIT", "Apache-2.0", more='read = {thing = ["See the text.", "MIT"]}')
    checkout.install("thing", *metadata)
    assert refused(checkout) == []


@pytest.mark.parametrize(
    ("metadata", "reason"),
    [
        (["License-Expression: GPL-3.0-only"], "its licence GPL-3.0-only is not accepted."),
        (["License: GPL-2.0-or-later"], "its licence GPL-2.0-or-later is not accepted."),
        (["License-Expression: AGPL-3.0-or-later"], "its licence AGPL-3.0-or-later is not accepted."),
        (["License-Expression: SSPL-1.0"], "its licence SSPL-1.0 is not accepted."),
        (["License-Expression: MIT AND LGPL-3.0-only"], "its licence MIT AND LGPL-3.0-only is not accepted."),
        (["License-Expression: LicenseRef-Proprietary"], "not known; its metadata says 'LicenseRef-Proprietary'."),
        (["License: Proprietary"], "not known; its metadata says 'Proprietary'."),
        (["License: UNKNOWN"], "not known; its metadata says 'UNKNOWN'."),
        ([], "not known; its metadata says ''."),
        (["Classifier: License :: Other/Proprietary License"], "not known"),
        (["Classifier: License :: OSI Approved :: BSD License"], "not known"),
        (
            [
                "Classifier: License :: OSI Approved :: MIT License",
                "Classifier: License :: OSI Approved :: GNU General Public License v3 (GPLv3)",
            ],
            "not known",
        ),
        # What was read holds for what the package said then.
        (["License: See the text, which is another now."], "not known"),
        # Metadata that names a licence is not overruled.
        (["License-Expression: SSPL-1.0", "Classifier: License :: OSI Approved :: MIT License"], "SSPL-1.0 is not"),
    ],
)
def test_a_licence_that_will_not_do(checkout: Checkout, metadata: list[str], reason: str) -> None:
    checkout.project("MIT", "Apache-2.0", more='read = {thing = ["See the text.", "MIT"]}')
    checkout.install("thing", *metadata)
    (said,) = refused(checkout)
    assert said.startswith("thing 1.5 (pypi): its licence ")
    assert reason in said


def test_who_needs_it_makes_no_difference_unless_it_is_not_shipped(checkout: Checkout) -> None:
    checkout.project("MIT", extras='more = ["Far_Off>=1"]\nnone = ["not-installed"]\ndev = ["strange"]')
    checkout.install(
        "thing",
        "License: MIT",
        "Requires-Dist: near",
        "Requires-Dist: elsewhere; sys_platform == 'none'",
        "Requires-Dist: wished; extra == 'x'",
    )
    checkout.install("near", "License-Expression: GPL-3.0-only", "Requires-Dist: thing[x]")
    checkout.install("wished", "License-Expression: MIT")
    checkout.install("far-off", "License-Expression: SSPL-1.0")
    checkout.install("strange", "License-Expression: SSPL-1.0")
    checkout.locked("UNLICENSED")
    made = parts.product(checkout.root)
    assert [(part.name, part.extras) for part in made.parts] == [
        ("@a/shown", ()), ("far-off", ("more",)), ("near", ()), ("thing", ()), ("wished", ()),
    ]  # fmt: skip
    assert made.absent == ("none",)
    assert made.itself.needs == ("pkg:npm/%40a/shown@2.0.0", "pkg:pypi/far-off@1.5", "pkg:pypi/thing@1.5")
    assert [said.partition(" ")[0] for said in refused(checkout)] == ["@a/shown", "far-off", "near"]


def test_the_check_as_it_is_run(checkout: Checkout) -> None:
    missing = checkout.run("parts.py", "--check")
    assert (missing.returncode, missing.stderr) == (2, "Error: thing is not installed, though it is always needed.\n")
    checkout.install("thing", "License-Expression: AGPL-3.0-only")
    bad = checkout.run("parts.py", "--check")
    assert bad.returncode == 1
    assert bad.stderr.startswith("thing 1.5 (pypi): its licence AGPL-3.0-only is not accepted.\n")
    checkout.install("thing", "License-Expression: MIT")
    good = checkout.run("parts.py", "--check")
    assert (good.returncode, good.stdout) == (0, "The licences of 2 parts are known and accepted.\n")


def test_accepted_are_names_of_spdx_and_none_that_binds_the_product() -> None:
    licences = parts.Licences.of({"tool": {"suviaz": {"licences": LICENCES}}})
    meant = [*LICENCES["wordings"].values(), *(means for _, means in LICENCES["read"].values())]
    assert not [name for name in [*LICENCES["accepted"], *meant] if licences.expression(name) != name]
    assert not [name for name in LICENCES["accepted"] if "GPL" in name or "SSPL" in name]


# -- the list


def test_the_same_parts_give_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        command = [sys.executable, "scripts/parts.py", "--output", str(folder)]
        subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True)
        written.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert written[0] == written[1]
    assert set(written[0]) == {"sbom.cdx.json", "licences.md"}


def test_the_list_is_a_whole_one() -> None:
    made = parts.product(ROOT)
    text = parts.sbom(made)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    listed = json.loads(text)
    assert "timestamp" not in listed["metadata"]
    components = {one["bom-ref"]: one for one in listed["components"]}
    names = {(one["purl"].partition("/")[0], one.get("group", ""), one["name"]) for one in listed["components"]}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for line in project["dependencies"]:
        name = parts.canonicalize_name(parts.Requirement(line).name)
        assert ("pkg:pypi", "", name) in names
        assert next(one for one in components.values() if one["name"] == name)["scope"] == "required"
    vendor = ROOT / "src" / "suviaz" / "draw" / "static" / "VENDOR.json"
    for package in json.loads(vendor.read_text(encoding="utf-8"))["packages"]:
        group, _, name = package["name"].rpartition("/")
        assert ("pkg:npm", group, name) in names
        assert components[f"pkg:npm/{group.replace('@', '%40')}{'/' if group else ''}{name}@{package['version']}"][
            "hashes"
        ]
    httpx = next(one for one in components.values() if one["name"] == "httpx")
    assert (httpx["scope"], httpx["properties"]) == ("optional", [{"name": "suviaz:extra", "value": "llm"}])
    assert not {"pytest", "esbuild", "axe-core"} & {one["name"] for one in components.values()}
    # Each part is needed by another, or by the product.
    needed = {need for one in listed["dependencies"] for need in one.get("dependsOn", ())}
    assert needed == set(components)
    page = parts.table(made)
    assert all(f"| {part.name} | {part.version} | {part.kind} | {part.licence} |" in page for part in made.parts)


# -- known weaknesses

WEAK = {
    "id": "PYSEC-2026-1",
    "aliases": ["CVE-2026-1"],
    "summary": "It can be\x1b[2J talked into anything.",
    "affected": [
        {
            "package": {"name": "thing", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.6"}]}],
        }
    ],
}
SHOWN = {
    "id": 1, "url": "https://example.org/advisory", "title": "It shows too much", "severity": "high",
    "vulnerable_versions": "<2.0.1", "cwe": [], "cvss": {"score": 0, "vectorString": None},
}  # fmt: skip


def thing_is_weak(name: str) -> object:
    return {"vulns": [WEAK]} if name == "thing" else {}


def service(osv: Callable[[str], object] | None, npm: object) -> type[BaseHTTPRequestHandler]:
    """Answers as OSV does what `osv` gives for a package, and as npm's registry `npm`; None is an error."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path != "/v1/query":
                self.reply(npm)
            else:
                self.reply(osv(json.loads(body)["package"]["name"]) if osv else None)

        def do_GET(self) -> None:
            self.reply({"name": "@a/shown", "dist-tags": {}, "versions": {"2.0.0": {"version": "2.0.0"}}})

        def reply(self, answer: object) -> None:
            data = json.dumps(answer).encode()
            self.send_response(405 if answer is None else 200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *about: object) -> None:
            pass

    return Handler


def audited(
    checkout: Checkout, osv: Callable[[str], object] | None, npm: object, **environment: str
) -> tuple[int, str, str]:
    if not shutil.which("npm"):
        reason = "npm is not installed"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    checkout.install("thing", "License: MIT", "Requires-Dist: near")
    checkout.install("near", "License: MIT")
    with ExitStack() as held:
        address = held.enter_context(on_loopback(service(osv, npm)))
        settings = {"npm_config_registry": address, "npm_config_cache": str(checkout.root / "npm"), **environment}
        done = checkout.run("audit.py", "--osv", f"{address}/v1/query", **settings)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def test_no_weakness(checkout: Checkout) -> None:
    code, told, complaints = audited(checkout, lambda name: {}, {})
    assert (code, complaints) == (0, "")
    assert told.splitlines() == [
        "Packages of Python asked about: 2; known weaknesses: 0.",
        "Packages of npm asked about: 1; known weaknesses: 0.",
    ]


def test_weaknesses_are_listed(checkout: Checkout) -> None:
    code, told, _ = audited(checkout, thing_is_weak, {"@a/shown": [SHOWN]})
    assert code == 1
    assert told.splitlines() == [
        "thing 1.5: PYSEC-2026-1, CVE-2026-1, fixed in 1.6: It can be [2J talked into anything.",
        "Packages of Python asked about: 2; known weaknesses: 1.",
        "@a/shown <2.0.1: high: It shows too much (https://example.org/advisory)",
        "Packages of npm asked about: 1; known weaknesses: 1.",
    ]


@pytest.mark.parametrize(
    ("osv", "npm", "lacking"),
    [
        (None, {}, ["Python's"]),
        (lambda name: {}, None, ["npm's"]),
    ],
)
def test_no_answer_is_no_good_news(
    checkout: Checkout, osv: Callable[[str], object] | None, npm: object, lacking: list[str]
) -> None:
    code, told, complaints = audited(checkout, osv, npm)
    assert code == 3
    assert len(told.splitlines()) == 2 - len(lacking)
    assert complaints.splitlines() == [
        f"Not asked about: the service that lists weaknesses of {whose} packages gave no answer." for whose in lacking
    ]


def test_a_weakness_counts_though_another_service_is_silent(checkout: Checkout) -> None:
    code, _, complaints = audited(checkout, thing_is_weak, None)
    assert code == 1
    assert "npm's packages gave no answer" in complaints


def test_what_the_service_has_never_heard_of_was_not_asked_about(checkout: Checkout, tmp_path: Path) -> None:
    """pip-audit ends with 0 where its service answers 404 for every package, as some mirrors do."""
    (tmp_path / "other" / "pip_audit").mkdir(parents=True)
    (tmp_path / "other" / "pip_audit" / "__init__.py").touch()
    answer = {"dependencies": [{"name": "near", "version": "1.5", "vulns": []}, {"name": "thing", "skip_reason": "?"}]}
    (tmp_path / "other" / "pip_audit" / "__main__.py").write_text(f"print({json.dumps(answer)!r})", encoding="utf-8")
    code, told, complaints = audited(checkout, lambda name: {}, {}, first=str(tmp_path / "other"))
    assert code == 3
    assert told.startswith("Packages of Python asked about: 1; known weaknesses: 0.\n")
    assert complaints == "Not asked about: packages of Python that the service does not know: 1.\n"
