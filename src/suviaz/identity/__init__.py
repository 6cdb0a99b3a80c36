"""Who is who: whether what several articles speak of, in several languages, is one person, body or act.

Pure functions of values. `Identity.blocks` says with whom a profile has to be compared at all, `Identity.judge`
compares two, `settle` makes clusters of the judgements. What is unsure stays apart, and is listed for a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from suviaz.identity.acts import Acts
from suviaz.identity.bodies import Bodies
from suviaz.identity.persons import Persons
from suviaz.identity.settling import MARGIN, Pair, Settled, pair, settle
from suviaz.identity.values import APART, SAME, UNSURE, Blocks, Judgement, Name, Post, Profile, joined
from suviaz.model import Entity

__all__ = [
    "APART",
    "MARGIN",
    "SAME",
    "UNSURE",
    "Blocks",
    "Identity",
    "Judgement",
    "Name",
    "Pair",
    "Post",
    "Profile",
    "Settled",
    "joined",
    "pair",
    "settle",
]


class Identity:
    """Compares profiles of one kind. `entities` (the registry) tell which words name a country or a place."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        bodies = Bodies(entities)
        persons = Persons(bodies)
        self._bodies, self._persons = bodies, persons
        self._ways: Mapping[str, Persons | Bodies | Acts] = {
            "Person": persons,
            "Organisation": bodies,
            "Agreement": (acts := Acts(self._alike)),
            "Event": acts,
        }

    def blocks(self, profile: Profile) -> Blocks:
        """Under which keys to file a profile, and to seek others: only those found so can be one thing with it."""
        return self._ways[profile.kind].blocks(profile)

    def judge(self, one: Profile, other: Profile, *, together: bool | None = None) -> Judgement:
        """Whether two profiles are one thing's, and why. Symmetric, and a function of the two alone.

        `together` tells whether one article speaks of both (by default, by their sources): its reader saw two, and
        knew more than is known here.
        """
        if one.kind != other.kind:
            return Judgement(APART, 0.0, ("things of different kinds",))
        if together is None:
            together = bool(one.sources & other.sources)
        first, second = (one, other) if one.node <= other.node else (other, one)
        if together and isinstance(self._ways[one.kind], Acts):
            return Judgement(APART, 0.0, ("one article tells of both",))
        found = self._ways[one.kind].judge(first, second)
        if found.verdict == SAME and together and not (one.fixed or other.fixed):
            return Judgement(UNSURE, found.score, (*found.reasons, "one article tells them apart"))
        return found

    def clusters(
        self, profiles: Iterable[Profile], *, same: Iterable[Pair] = (), apart: Iterable[Pair] = ()
    ) -> Settled:
        """Everything at once, for a set of profiles with different nodes."""
        by_node = {profile.node: profile for profile in profiles}
        blocks = {node: self.blocks(profile) for node, profile in sorted(by_node.items())}
        filed: dict[str, list[str]] = defaultdict(list)
        for node, keys in blocks.items():
            for key in keys.filed:
                filed[key].append(node)
        met = {
            pair(node, o) for node, keys in blocks.items() for k in keys.sought for o in filed.get(k, ()) if o != node
        }
        judged = {key: self.judge(by_node[key[0]], by_node[key[1]]) for key in sorted(met)}
        return settle(by_node, judged, lambda a, b: self.judge(by_node[a], by_node[b]), same=same, apart=apart)

    def matter(self, name: Name) -> frozenset[str]:
        """What a body, or a post in one, is about by its name: concepts, without those that say what kind it is."""
        return self._bodies.matter(name)

    def _alike(self, one: Name, other: Name) -> bool:
        """Whether two names may be one person's or one body's, with nothing else known."""
        persons = (Profile("a", "Person", frozenset([one])), Profile("b", "Person", frozenset([other])))
        return self._persons.judge(*persons).score >= 0.6 or self._bodies.named(one, other)[0] >= 0.8
