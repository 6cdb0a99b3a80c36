"""What comes of looking elsewhere: for each thing the items that fit, and what was not found out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from suviaz.identity import MARGIN, SAME, UNSURE


@dataclass(frozen=True, slots=True)
class Fit:
    """An item elsewhere: what it is called and said to be there, how well it fits (0 to 1), and why."""

    item: str
    name: str
    about: str
    score: float
    verdict: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A thing with the items that fit it, the best first. `sure`: the first is it; else a person has to decide, and
    `open` says why.
    """

    thing: str
    kind: str
    name: str
    fits: tuple[Fit, ...]
    sure: bool
    open: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """Things that could not be looked for, and why."""

    reason: str
    things: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposals:
    """All that was found at `endpoint`. `linked` have a link already, for `without` nothing fits. Iterable, in order of
    the things' IRIs.
    """

    endpoint: str
    proposals: tuple[Proposal, ...]
    linked: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()

    def __iter__(self) -> Iterator[Proposal]:
        return iter(self.proposals)

    def __len__(self) -> int:
        return len(self.proposals)

    @property
    def sure(self) -> tuple[Proposal, ...]:
        return tuple(proposal for proposal in self.proposals if proposal.sure)

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"

    def to_text(self) -> str:
        """For a terminal: each thing, what fits it, and why."""
        lines: list[str] = []
        for proposal in self.proposals:
            lines += ["", f"{proposal.name}  {proposal.thing}"] if lines else [f"{proposal.name}  {proposal.thing}"]
            if proposal.open:
                lines.append(f"  for a person to decide: {proposal.open}")
            for fit in proposal.fits:
                sign = "=" if proposal.sure and fit is proposal.fits[0] else "?"
                about = f" ({fit.about})" if fit.about else ""
                lines.append(f"  {sign} {fit.score:.2f}  {fit.item}  {fit.name}{about}")
                lines.append(f"          {'; '.join(fit.reasons)}")
        return "\n".join(lines) + "\n" if lines else ""


def proposed(thing: tuple[str, str, str], fits: Iterable[Fit]) -> Proposal | None:
    """A proposal for a thing (its IRI, kind and name), None where nothing fits."""
    some = tuple(sorted((f for f in fits if f.verdict in (SAME, UNSURE)), key=lambda f: (-f.score, f.item)))
    if not some:
        return None
    best = some[0]
    if best.verdict != SAME:
        reason = "nothing fits well enough"
    elif len(some) > 1 and round(best.score - some[1].score, 3) < MARGIN:
        reason = "several fit about equally well"
    else:
        reason = ""
    return Proposal(*thing, some, not reason, reason)


def contested(proposals: Iterable[Proposal], taken: Iterable[str]) -> tuple[Proposal, ...]:
    """The proposals, with those open that want an item which another one wants, or has."""
    some = tuple(proposals)
    wanted = [proposal.fits[0].item for proposal in some if proposal.sure]
    twice = {item for item in wanted if wanted.count(item) > 1}
    held = set(taken)

    def settled(one: Proposal) -> Proposal:
        item = one.fits[0].item
        if not one.sure or (item not in twice and item not in held):
            return one
        why = (
            "another thing of the graph is linked to it" if item in held else "another thing of the graph fits it, too"
        )
        return Proposal(one.thing, one.kind, one.name, one.fits, False, why)

    return tuple(map(settled, some))
