"""Who does what to whom in a language without cases: the subject before the verb, the object behind it.

What comes out are the cases that other languages write: `nom` for who acts (also behind «by»), `acc` for whom it is
done to (also the subject of a passive), `gen` behind «of» and before «'s», `obl` behind any other preposition.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from suviaz.extract.clauses import Clause, reduced
from suviaz.extract.items import Item
from suviaz.extract.posts import Post

_NOM, _ACC, _GEN, _OBL = (frozenset({case}) for case in ("nom", "acc", "gen", "obl"))
_CLOSE = 3
"""Items at most from a subject to its verb, where the word that joins the clauses is left out."""
_LISTED = 12
"""Items at most between two names of a list, where a title stands behind the first."""
_INVERTED = ("say", "be", "chair", "speak", "attend")
"""Verbs that may stand before who acts: «…, said the minister», «among them was …»."""


def cases(clause: Clause, titles: Sequence[Post]) -> Mapping[int, frozenset[str]]:
    """The case of every item of a clause that may act or be acted on, by id(item)."""
    items = clause.items
    verbs = [n for n, i in enumerate(items) if i.has("verb") and not reduced(i, items[n - 1] if n else None)]
    found: dict[int, frozenset[str]] = {}
    acted = -1  # the last free name before a verb
    depth = 0
    for n, item in enumerate(items):
        depth = max(0, depth + (item.text == "(") - (item.text == ")"))
        if depth:
            found[id(item)] = _OBL
        if depth or not _nominal(item):
            continue
        start = _start(n, clause, titles)
        found[id(item)] = case = _under(start, n, clause, found, titles) or _placed(n, start, items, verbs, acted)
        if case == _NOM and not any(v < n for v in verbs) and (item.tag in _NAMED or item.has("cue", "he")):
            acted = n
    return found


_NAMED = frozenset({"person", "name", "org", "country"})
_NOMINAL = frozenset({"post", "head", "cue", "event", "agreement", "body"})


def _nominal(item: Item) -> bool:
    return item.tag in _NAMED or item.tag == "place" or not item.kinds.isdisjoint(_NOMINAL)


def _start(at: int, clause: Clause, titles: Sequence[Post]) -> int:
    """Where the phrase begins that an item ends: its title, the adjectives before it."""
    items = clause.items
    offset = clause.tagged.at(items[0])
    for post in titles:
        if post.last == at + offset or post.first <= at + offset < post.last:
            return max(post.first - offset, 0)
    return at


def _under(
    start: int, at: int, clause: Clause, found: Mapping[int, frozenset[str]], titles: Sequence[Post]
) -> frozenset[str] | None:
    """As `_governed`; «later in the day he …»: no preposition has such a pronoun behind it."""
    item = clause.items[at]
    pronoun = item.has("cue", "he") or item.has("cue", "they_acting")
    return None if pronoun else _governed(start, at, clause, found, titles)


def _governed(
    start: int, at: int, clause: Clause, found: Mapping[int, frozenset[str]], titles: Sequence[Post]
) -> frozenset[str] | None:
    """The case that a preposition, a possessive or the name it is listed with gives to an item."""
    items = clause.items
    if at + 1 < len(items) and items[at + 1].has("possessive"):
        return _GEN
    unknown = 0
    n = start - 1
    while n >= 0:
        left = items[n]
        if left.has("prep"):
            if items[n + 1].tag == "time" and n + 1 < start:
                return None  # «On 22 November the minister …»
            if left.has("prep", "agent"):
                return _NOM
            return _GEN if left.has("prep", "of") else _OBL
        if left.has("conjunctions") or left.text in (",", ";"):
            return _listed(n - 1, clause, found)
        unknown += left.tag == "word"
        if unknown > 2 or not (
            left.tag in ("adjective", "word", "time")
            or left.has("possessive")
            or left.tag == "country"
            or left.has("modifier")
            or left.has("adjectives")
            or left.has("domain")
            or left.has("field")
            or (left.has("stop") and not left.has("verb") and not left.has("cue") and not left.has("subordinators"))
        ):
            return None
        n -= 1
    return None


def _listed(at: int, clause: Clause, found: Mapping[int, frozenset[str]]) -> frozenset[str] | None:
    """«with A, head of B, and C»: what is joined to a governed name is governed too."""
    for n in range(at, max(-1, at - _LISTED), -1):
        item = clause.items[n]
        if item.has("verb") or item.has("event"):
            return None
        if n > 1 and n == at and item.tag == "country" and clause.items[n - 1].has("prep", "of"):
            return _listed(n - 2, clause, found)  # «by the agency of Korea and …»
        case = found.get(id(item))
        body = item.tag in ("org", "country") or item.has("head")
        if item.tag in ("person", "name") or (case is not None and n == at and body):
            return case if case is not None and (case in (_OBL, _GEN) or _by(n, clause)) else None
    return None


def _by(at: int, clause: Clause) -> bool:
    """Whether an agent's preposition stands before a name with no verb in between."""
    for n in range(at, -1, -1):
        if clause.items[n].has("verb"):
            return False
        if clause.items[n].has("prep", "agent"):
            return True
    return False


def _placed(at: int, start: int, items: Sequence[Item], verbs: Sequence[int], acted: int) -> frozenset[str]:
    """The case that the place before or behind a verb gives to a free name."""
    before = [v for v in verbs if v < start]
    behind = [v for v in verbs if v > at]
    if behind and (
        not before
        or any(
            items[n].text in (",", ";") or items[n].has("conjunctions") or items[n].has("joiners")
            for n in range(before[-1], start)
        )
    ):
        return _ACC if items[behind[0]].has("voice", "passive") else _NOM
    if not before:
        return _NOM
    verb = items[before[-1]]
    if acted >= 0 and behind and verb.has("verb", "say") and behind[0] - at <= _CLOSE:
        between = items[at + 1 : behind[0]]
        if not any(i.text == "," or i.has("conjunctions") or i.has("prep") for i in between):
            return _NOM  # «the minister said the agency would …»
    if acted < 0 and any(verb.has("verb", code) for code in _INVERTED):
        return _NOM
    return _OBL if verb.has("voice", "passive") else _ACC
