"""Who holds which post: the tenure that a title gives to a person, and what it learns from further mentions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from suviaz.extract.bodies import organisation
from suviaz.extract.draft import Draft, Thing
from suviaz.extract.organisations import OrganisationName
from suviaz.extract.posts import Post
from suviaz.extract.titles_last import told
from suviaz.model import Code, Span

if TYPE_CHECKING:
    from suviaz.extract.actors import Actors


def tenure(
    actors: Actors,
    post: Post,
    person: Thing,
    span: Span,
    *,
    number: int = 0,
    sentence: int = 0,
    rule: str = "title-and-name",
) -> Draft:
    """The tenure that a title gives to a person; the same one if it was told before."""
    owners = [post.countries[number]] if post.plural and number < len(post.countries) else list(post.countries[:1])
    named = replace(post.org, country=owners[0]) if post.org and post.plural and owners else post.org
    body = organisation(actors.drafts, registered(named, actors), None) if named else None
    if actors.grammar.head_last and body is None and not owners:
        word = post.span.of(actors.drafts.article.text).split()[-1]
        if (same := told(person, post.code, word)) is not None:
            return same.prove(span, rule)
    for known in person.tenures:
        its = known.get("hasPost")[0]
        assert isinstance(its, Draft)
        if _same_post(its, post.code, body, owners):
            known.prove(span, rule)
            its.prove(span, rule)
            _complete(actors, its, post, body, owners)
            return known
    its = actors.drafts.fact("Post", sentence=sentence).set("hasPostType", Code("post-type", post.code))
    _complete(actors, its, post, body, owners)
    its.names.append(post.span.of(actors.drafts.article.text))
    its.prove(span, rule)
    held = actors.drafts.fact("Tenure", sentence=sentence).set("hasHolder", person).set("hasPost", its)
    if post.former:
        held.set("isFormer", True)
    held.prove(span, rule)
    person.tenures.append(held)
    return held


def registered(name: OrganisationName, actors: Actors) -> OrganisationName:
    """A name put together from a title («міністр …»), with the registry entries that bear it.

    Where the title tells no country, only bodies of countries that the article speaks of come into question.
    """
    if name.candidates:
        return name
    spoken_of = {t.country for t in actors.drafts.things if t.kind == "Country"}
    for text in name.names:
        for hit in actors.gazetteer.find(text):
            owners = {name.country} if name.country else spoken_of
            fitting = [e for e in hit.entities if e.country in owners]
            if hit.span == Span(0, len(text)) and fitting:
                countries = {e.country for e in fitting}
                country = name.country or (countries.pop() if len(countries) == 1 else None)
                return replace(
                    name, candidates=tuple(e.iri for e in fitting), country=country, soft=name.country is None
                )
    return name


def _same_post(known: Draft, code: str, body: Thing | None, owners: list[str]) -> bool:
    if known.codes("hasPostType") != [code]:
        return False
    its_bodies, its_owners = known.things("isPostIn"), [t.country for t in known.things("belongsToCountry")]
    return not (body and its_bodies and body not in its_bodies) and not (owners and its_owners and owners != its_owners)


def _complete(actors: Actors, its: Draft, post: Post, body: Thing | None, owners: list[str]) -> None:
    if body is not None:
        its.set("isPostIn", body)
        owners = owners or [body.country] if body.country else owners
    for owner in owners[:1]:
        if not its.get("belongsToCountry"):
            its.set("belongsToCountry", actors.drafts.country(owner))
    if post.to:
        its.set("isAccreditedTo", actors.drafts.country(post.to))
