"""What the product is made of besides itself: packages of Python and of npm, their versions and licences.

    python scripts/parts.py                     writes artefacts/sbom.cdx.json (CycloneDX) and artefacts/licences.md
    python scripts/parts.py --check             writes nothing; exit 1 where a licence is not known, or not accepted

Of Python it is what `dependencies` and the extras in pyproject.toml come to here: on this system, with this version of
Python, as it is installed. An extra that is not installed is named as not listed. Of npm it is what the bundles hold,
as the build wrote it down. Nothing else goes in: the same parts give the same bytes.

A licence is what the package's own metadata says, as an SPDX expression; `[tool.suviaz.licences]` in pyproject.toml
says what wordings mean, which licences are accepted, and what somebody read in the text where metadata is no answer.
"""

from __future__ import annotations

import argparse
import base64
import json
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import Distribution, PackageMetadata, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.bom_ref import BomRef
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.dependency import Dependency
from cyclonedx.model.license import LicenseAcknowledgement
from cyclonedx.output.json import JsonV1Dot6
from license_expression import ExpressionError, ExpressionParseError, Licensing, get_spdx_licensing
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
NEVER_SHIPPED = ("dev", "bench")
"""Extras for those who work on the project: what they bring in is no part of the product."""


class Missing(Exception):
    """Something that is always a part is not there; the sentence names it."""


@dataclass(frozen=True)
class Part:
    """A package in a version. `licence` is an SPDX expression, or None where nobody knows; `says` are the words of its
    metadata. `extras` are those that bring it in, none where the product always does. `needs` are purls.
    """

    kind: str
    name: str
    version: str
    licence: str | None
    says: str
    extras: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    sha512: str | None = None

    @property
    def purl(self) -> str:
        space, _, name = self.name.rpartition("/")
        return str(PackageURL(self.kind, space or None, name, self.version))


@dataclass(frozen=True)
class Product:
    """The product as a part, whose `needs` are what it asks for itself; all other parts, sorted; and the extras that
    are not listed, since they are not installed.
    """

    itself: Part
    parts: tuple[Part, ...]
    absent: tuple[str, ...]


@dataclass(frozen=True)
class Licences:
    """What pyproject.toml says about licences."""

    accepted: frozenset[str]
    wordings: Mapping[str, str]
    read: Mapping[str, tuple[str, str]]
    spdx: Licensing = field(default_factory=get_spdx_licensing)

    @classmethod
    def of(cls, project: Mapping[str, Any]) -> Licences:
        said = project["tool"]["suviaz"]["licences"]
        read = {canonicalize_name(name): (says, means) for name, (says, means) in said.get("read", {}).items()}
        return cls(frozenset(said["accepted"]), said.get("wordings", {}), read)

    def expression(self, said: str) -> str | None:
        """Words as an SPDX expression; None where they are none. Names that SPDX does not have are none."""
        try:
            found = self.spdx.parse(said, validate=True, strict=True)
        except (ExpressionError, ExpressionParseError):
            return None
        return str(found) if found is not None else None

    def of_distribution(self, name: str, about: PackageMetadata) -> tuple[str | None, str]:
        """A licence as an expression, or None, and the words that say it."""
        plain = str(about.get("License-Expression") or "").strip()
        wording = next(iter(str(about.get("License") or "").strip().splitlines()), "").strip()
        classes = [line for line in about.get_all("Classifier") or [] if line.startswith("License ::")]
        told = plain or wording or "; ".join(classes)
        if plain:
            return self.expression(plain), told
        if found := self.expression(wording):
            return found, told
        # What somebody read holds for as long as the package says what it said then.
        if name in self.read and self.read[name][0] == told:
            return self.expression(self.read[name][1]), told
        meant = [self.wordings.get(said) for said in ([wording] if wording in self.wordings else classes)]
        known = [said for said in meant if said]
        return (self.expression(" AND ".join(known)) if meant and len(known) == len(meant) else None), told

    def accepts(self, expression: str | None) -> bool:
        """Whether the product may be given away with it: of OR one side is enough, of AND each has to be accepted."""
        if expression is None:
            return False
        return bool(self._accepts(self.spdx.parse(expression, validate=True)))

    def _accepts(self, node: Any) -> bool:
        if isinstance(node, self.spdx.OR):
            return any(map(self._accepts, node.args))
        if isinstance(node, self.spdx.AND):
            return all(map(self._accepts, node.args))
        # An exception only ever allows more.
        return str(getattr(node, "license_symbol", node)) in self.accepted


def product(root: Path) -> Product:
    """What the checkout at `root` comes to here. Raises Missing."""
    project = _project(root)
    licences = Licences.of(project)
    python, asked, absent = _python(project["project"], licences)
    npm, wanted = _npm(root, licences)
    head = (root / "src" / "suviaz" / "__init__.py").read_text("utf-8").partition('__version__ = "')[2]
    licence, name = project["project"]["license"], project["project"]["name"]
    itself = Part("pypi", name, head.partition('"')[0], licence, licence, needs=tuple(sorted({*asked, *wanted})))
    return Product(itself, tuple(sorted([*python, *npm], key=lambda part: (part.kind, part.name))), tuple(absent))


def _project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))


def _python(project: Mapping[str, Any], licences: Licences) -> tuple[list[Part], set[str], list[str]]:
    """The packages, the purls of those that the project itself asks for, and the extras that are not installed."""
    extras = {"": project["dependencies"], **project.get("optional-dependencies", {})}
    by: dict[str, set[str]] = {}
    found: dict[str, Distribution] = {}
    needs: dict[str, set[str]] = {}
    asked: set[str] = set()
    absent = []
    for extra in sorted(set(extras) - set(NEVER_SHIPPED)):
        try:
            reached = dict(_closure(extras[extra], needs))
        except PackageNotFoundError as error:
            if not extra:
                raise Missing(f"{error.name} is not installed, though it is always needed.") from error
            absent.append(extra)
            continue
        found |= reached
        asked |= {canonicalize_name(Requirement(line).name) for line in extras[extra]}
        for name in reached:
            by.setdefault(name, set()).add(extra)
    purls = {name: Part("pypi", name, one.version, None, "").purl for name, one in found.items()}
    every = []
    for name, one in found.items():
        licence, told = licences.of_distribution(name, one.metadata)
        mine = () if "" in by[name] else tuple(sorted(by[name]))
        inner = tuple(sorted(purls[other] for other in needs[name] if other in purls))
        every.append(Part("pypi", name, one.version, licence, told, mine, inner))
    return every, {purls[name] for name in asked if name in purls}, absent


def _closure(wanted: Iterable[str], needs: dict[str, set[str]]) -> Iterator[tuple[str, Distribution]]:
    """All distributions that requirements come to, by name. Raises PackageNotFoundError."""
    waiting = [(Requirement(line), "") for line in wanted]
    seen: set[tuple[str, str]] = set()
    while waiting:
        asked, extra = waiting.pop()
        if asked.marker and not asked.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(asked.name)
        one = distribution(asked.name)
        yield name, one
        inner = needs.setdefault(name, set())
        for wished in {"", *asked.extras}:
            if (name, wished) in seen:
                continue
            seen.add((name, wished))
            for line in one.requires or []:
                needed = Requirement(line)
                if needed.marker is None or needed.marker.evaluate({"extra": wished}):
                    inner.add(canonicalize_name(needed.name))
                    waiting.append((needed, wished))


def _npm(root: Path, licences: Licences) -> tuple[list[Part], set[str]]:
    """The same of what the bundles hold."""
    vendor = root / "src" / "suviaz" / "draw" / "static" / "VENDOR.json"
    if not vendor.is_file():
        raise Missing("The scripts are not built; `make frontend` builds them.")
    inside = {package["name"] for package in json.loads(vendor.read_text("utf-8"))["packages"]}
    lock = json.loads((root / "frontend" / "package-lock.json").read_text("utf-8"))["packages"]
    entries = {name: lock[f"node_modules/{name}"] for name in inside}
    purls = {name: Part("npm", name, entry["version"], None, "").purl for name, entry in entries.items()}

    def needed(entry: Mapping[str, Any]) -> set[str]:
        return {purls[name] for name in entry.get("dependencies", {}) if name in purls}

    every = [
        Part(
            "npm",
            name,
            entry["version"],
            licences.expression(entry.get("license", "")),
            entry.get("license", ""),
            needs=tuple(sorted(needed(entry))),
            sha512=base64.b64decode(entry["integrity"].removeprefix("sha512-")).hex(),
        )
        for name, entry in entries.items()
    ]
    return every, needed(lock[""])


def sbom(made: Product) -> str:
    """A CycloneDX 1.6 document, as JSON. Its number is that of its parts, and it has no time."""
    component = _component(made.itself, ComponentType.APPLICATION)
    bom = Bom(metadata=BomMetaData(component=component), components=[_component(part) for part in made.parts])
    every = (made.itself, *made.parts)
    bom.serial_number = uuid5(NAMESPACE_URL, " ".join(part.purl for part in every))
    bom.metadata.timestamp = None  # type: ignore[assignment]
    for part in every:
        bom.dependencies.add(Dependency(BomRef(part.purl), [Dependency(BomRef(need)) for need in part.needs]))
    return JsonV1Dot6(bom).output_as_string(indent=2) + "\n"


def _component(part: Part, kind: ComponentType = ComponentType.LIBRARY) -> Component:
    space, _, name = part.name.rpartition("/")
    stated = LicenseFactory().make_from_string(
        part.licence or part.says or "NOASSERTION", license_acknowledgement=LicenseAcknowledgement.DECLARED
    )
    return Component(
        type=kind,
        group=space or None,
        name=name,
        version=part.version,
        bom_ref=part.purl,
        purl=PackageURL.from_string(part.purl),
        licenses=[stated],
        scope=ComponentScope.OPTIONAL if part.extras else ComponentScope.REQUIRED,
        hashes=[HashType(alg=HashAlgorithm.SHA_512, content=part.sha512)] if part.sha512 else [],
        properties=[Property(name="suviaz:extra", value=extra) for extra in part.extras],
    )


def table(made: Product) -> str:
    """The licences, as a page in Markdown."""
    lines = ["# Licences of what Suviaz is made of", "", "| Package | Version | From | Licence | Comes with |"]
    lines.append("| --- | --- | --- | --- | --- |")
    for part in made.parts:
        comes = ", ".join(f"[{extra}]" for extra in part.extras) or "always"
        lines.append(f"| {part.name} | {part.version} | {part.kind} | {part.licence or 'not known'} | {comes} |")
    lines += ["", *(f"The extra {extra} is not installed here, and not listed." for extra in made.absent)]
    return "\n".join(lines).rstrip() + "\n"


def refused(every: Iterable[Part], licences: Licences) -> list[str]:
    """A sentence for each part whose licence is not known or not accepted."""
    return [
        f"{part.name} {part.version} ({part.kind}): "
        + (
            f"its licence {part.licence} is not accepted."
            if part.licence
            else f"its licence is not known; its metadata says '{part.says}'."
        )
        for part in every
        if not licences.accepts(part.licence)
    ]


def main() -> int:
    asked = argparse.ArgumentParser(description="What the product is made of, and under which licences.")
    asked.add_argument("--check", action="store_true", help="only look at the licences; exit 1 where one will not do")
    asked.add_argument("--root", type=Path, default=ROOT, help="the checkout")
    asked.add_argument("--output", type=Path, default=ROOT / "artefacts", help="the folder to write into")
    given = asked.parse_args()
    try:
        made = product(given.root)
    except Missing as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    for extra in made.absent:
        print(f"The extra {extra} is not installed here, and not looked at.", file=sys.stderr)
    if given.check:
        return _checked(made, Licences.of(_project(given.root)))
    given.output.mkdir(parents=True, exist_ok=True)
    for name, text in (("sbom.cdx.json", sbom(made)), ("licences.md", table(made))):
        (given.output / name).write_text(text, encoding="utf-8")
        print(f"{given.output / name}: {len(made.parts)} parts")
    return 0


def _checked(made: Product, licences: Licences) -> int:
    wrong = refused(made.parts, licences)
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    if wrong:
        print("What is accepted is listed in pyproject.toml, [tool.suviaz.licences].", file=sys.stderr)
        return 1
    print(f"The licences of {len(made.parts)} parts are known and accepted.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
