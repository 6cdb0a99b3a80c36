"""Who is made what, told by cases: «избрал генеральным директором Х», «пост министра занимает Х»."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from suviaz.extract.clauses import Clause, doubted, negated
from suviaz.extract.draft import Thing
from suviaz.extract.items import Item
from suviaz.extract.posts import Post, noun
from suviaz.grammar import Grammar
from suviaz.names import organisation_nominative

if TYPE_CHECKING:
    from suviaz.extract.actors import Actors

_BEFORE = 2
"""Items before a title among which the word «пост» may stand."""


def made(actors: Actors, clause: Clause, open_: Sequence[Post]) -> tuple[Post, Thing] | None:
    """The post and who comes to hold it; `open_` are the titles of the clause that belong to no name.

    A post in the instrumental is what somebody is made or is; one behind «пост» is held or taken. Who it is stands in
    the accusative behind an active verb of appointing, in the genitive behind its noun, else in the nominative.
    """
    verb = next(clause.verbs("appoint"), None) or next(clause.verbs("be"), None)
    naming = clause.first("cue", "appointment")
    if (verb is None and naming is None) or doubted(clause) or (verb is not None and negated(clause, verb)):
        return None
    if clause.cue("possible", "denied", "cancelled"):
        return None
    grammar = actors.grammar
    post = next((p for p in open_ if _instrumental(p, clause, grammar)), None)
    office = next((p for p in open_ if _behind_office(p, clause)), None)
    people = [(i, t) for i, t in actors.known(clause.items, "Person")]
    if naming is not None and (verb is None or naming.first < verb.first):
        wanted, chosen = "gen", post or office
    elif post is not None and verb is not None and _active(verb):
        wanted, chosen = "acc", post
    else:
        wanted, chosen = "nom", post or office
    if chosen is None:
        return None
    fitting = [t for i, t in people if wanted in actors.cases.get(id(i), frozenset())]
    if wanted == "nom" and not fitting and len(people) == 1:
        fitting = [people[0][1]]
    return (chosen, fitting[-1 if wanted == "acc" else 0]) if len(set(map(id, fitting))) == 1 else None


def _active(verb: Item) -> bool:
    return verb.has("verb", "appoint") and all(s.form != "passive" for s in verb.senses if s.code == "appoint")


def _instrumental(post: Post, clause: Clause, grammar: Grammar) -> bool:
    item = clause.tagged.items[noun(post, clause.tagged)]
    if organisation_nominative(item.text, grammar.paradigms).cases == {"ins"}:
        return True
    acting = next((i for i in clause.tagged.items[post.first : post.last] if i.has("modifier", "acting")), None)
    words = acting.text.casefold().split() if acting is not None else []
    return any(way.case == "ins" for word in words for way in grammar.paradigms.adjective_rows.analyse(word))


def _behind_office(post: Post, clause: Clause) -> bool:
    return any(i.has("cue", "office") for i in clause.tagged.items[max(0, post.first - _BEFORE) : post.first])
