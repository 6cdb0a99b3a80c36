"""Whose officials and bodies an article means that it gives no country: those of the state it is written in."""

from __future__ import annotations

import re

from suviaz.extract.actors import Actors
from suviaz.extract.draft import Draft
from suviaz.extract.posts import STATE_POSTS
from suviaz.extract.text import Document
from suviaz.gazetteer import Gazetteer

_STATE_SITE = re.compile(r"^\w+://(?:[\w-]+\.)*(?:gov|go|gob|gouv|mil|govt)\.([a-z]{2})(?:[:/]|$)", re.IGNORECASE)


def at_home(actors: Actors, document: Document, gazetteer: Gazetteer) -> None:
    """Gives the country of the dateline or of the state's own site to the officials and bodies that have none.

    Only a country that the article speaks of; an organisation that is no authority may be an international one.
    """
    if not actors.grammar.ordered:
        return  # where titles inflect, their country stands beside them
    found = _home(document, gazetteer)
    spoken_of = {t.country for t in actors.drafts.things if t.kind == "Country" and t.mentions}
    if found is None or found not in spoken_of:
        return
    country = found
    missions = frozenset(actors.grammar.words("organisations", "mission"))
    for thing in actors.drafts.things:
        words = {word for key in thing.keys for word in key.split()}
        full = any(" " in key for key in thing.keys)  # a bare «MFA» may be either side's
        if thing.kind in ("Ministry", "GovernmentBody") and thing.country is None and full and not words & missions:
            thing.country = country
    taken = {key for post in actors.drafts.of("Post") if post.get("belongsToCountry") for key in _seats(post, country)}
    for post in actors.drafts.of("Post"):
        code = post.codes("hasPostType")[0]
        if code not in STATE_POSTS or post.get("belongsToCountry"):
            continue
        bodies = post.things("isPostIn")
        if all(body.country in (None, country) for body in bodies) and not _seats(post, country) & taken:
            home = actors.drafts.country(country)
            post.set("belongsToCountry", home)
            post.prove(post.proofs[0].span, "at-home", role=("belongsToCountry", home), inferred=True)


def _seats(post: Draft, country: str) -> set[tuple[str, str]]:
    """What tells a post from the others of a state: its type, and the names of its body."""
    owners = [t.country for t in post.things("belongsToCountry")]
    if owners and owners != [country]:
        return set()
    code = post.codes("hasPostType")[0]
    keys = {key for body in post.things("isPostIn") for key in body.keys}
    return {(code, key) for key in keys or {""}}


def _home(document: Document, gazetteer: Gazetteer) -> str | None:
    """The country of the town in the dateline, else of the state on whose site the article stands."""
    if document.dateline is not None:
        for hit in gazetteer.find(document.dateline.of(document.article.text).title()):
            countries = {entity.country for entity in hit.entities if entity.kind in ("Place", "Country")}
            if len(countries) == 1:
                return countries.pop()
    site = _STATE_SITE.match(document.article.url or "")
    return site[1].upper() if site else None
