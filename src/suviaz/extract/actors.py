"""Who is spoken of: persons, organisations, places, and who of the many mentions is the same one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from suviaz.extract.appointments import made
from suviaz.extract.bearers import chained, holders, honoured
from suviaz.extract.bodies import organisation
from suviaz.extract.clauses import Clause, clauses
from suviaz.extract.draft import Draft, Drafts, Thing
from suviaz.extract.items import Item, Tagged
from suviaz.extract.memory import Bodies
from suviaz.extract.organisations import OrganisationName
from suviaz.extract.people import People
from suviaz.extract.posts import Post, noun, posts
from suviaz.extract.relatives import antecedent
from suviaz.extract.sides import by_sides, on_behalf
from suviaz.extract.tenures import registered, tenure
from suviaz.extract.titles import PERSONAL
from suviaz.extract.titles_last import missions, newly, of_mission, only_foreign, titles
from suviaz.gazetteer import Gazetteer
from suviaz.grammar import Grammar
from suviaz.model import Entity, Span
from suviaz.names import Inflected, organisation_nominative, person_nominative, preferred

_OF_STATES = frozenset({"head-of-government", "deputy-head-of-government", "minister", "deputy-minister"})
_OBLIQUE = frozenset({"ins", "dat", "loc"})
_MINISTERIAL = ("minister", "deputy-minister")


@dataclass(slots=True)
class Actors:
    """The things of an article, by the items that mention them."""

    drafts: Drafts
    grammar: Grammar
    gazetteer: Gazetteer
    by_item: dict[int, Thing] = field(default_factory=dict)
    titles: dict[int, tuple[Post, ...]] = field(default_factory=dict)  # by sentence
    cases: dict[int, frozenset[str]] = field(default_factory=dict)  # by item
    clauses: dict[int, tuple[Clause, ...]] = field(default_factory=dict)  # by sentence
    places: dict[str, Thing] = field(default_factory=dict)  # by IRI
    named: Bodies = field(init=False)
    """The bodies of the text by the words of their names."""

    def __post_init__(self) -> None:
        self.named = Bodies(self.grammar)

    def of(self, item: Item) -> Thing | None:
        """The thing that an item mentions."""
        return self.by_item.get(id(item))

    def known(self, items: Iterable[Item], *kinds: str) -> Iterator[tuple[Item, Thing]]:
        for item in items:
            thing = self.by_item.get(id(item))
            if thing is not None and (not kinds or thing.kind in kinds):
                yield item, thing

    def place(self, entity: Entity) -> Thing:
        """The place that an entity of the registry is."""
        thing = self.places.get(entity.iri)
        if thing is None:
            names = [*entity.names.get(self.grammar.lang, ())]
            thing = self.drafts.add(Thing("Place", names, country=entity.country, candidates=(entity.iri,)))
            self.places[entity.iri] = thing
        return thing

    def country(self, thing: Thing) -> str | None:
        """The country that a thing is, belongs to, or serves."""
        if thing.country:
            return thing.country
        for held in thing.tenures:
            for post in held.get("hasPost"):
                assert isinstance(post, Draft)
                for owner in post.things("belongsToCountry"):
                    return owner.country
                for body in post.things("isPostIn"):
                    if body.country:
                        return body.country
        return None

    def serves(self, person: Thing, country: str) -> None:
        """What has been learnt elsewhere of whom a person serves, where the title itself left it open."""
        for held in person.tenures:
            for post in held.get("hasPost"):
                assert isinstance(post, Draft)
                if not post.get("belongsToCountry") and not post.get("isPostIn"):
                    post.set("belongsToCountry", self.drafts.country(country))
                for body in post.things("isPostIn"):
                    if body.country is None and (self.grammar.ordered or not body.candidates):
                        body.country = country

    def bodies(self) -> None:
        """A minister whose title names no ministry: of the only ministry of his country in the article."""
        led = {body for post in self.drafts.of("Post") for body in post.things("isPostIn")}
        ministries = [t for t in self.drafts.things if t.kind == "Ministry"]
        unled = [t for t in ministries if t not in led]
        of: dict[str | None, list[Thing]] = {}
        for ministry in ministries:
            of.setdefault(ministry.country, []).append(ministry)
        for held in self.drafts.of("Tenure"):
            post = held.get("hasPost")[0]
            assert isinstance(post, Draft)
            owners = [t.country for t in post.things("belongsToCountry")]
            if post.get("isPostIn") or post.codes("hasPostType")[0] not in _MINISTERIAL:
                continue
            theirs = of.get(owners[0], []) if owners else unled
            if len(theirs) == 1 and (owners or len(led) > 0):
                post.set("isPostIn", theirs[0])
                post.prove(
                    post.proofs[0].span,
                    "only-ministry-named",
                    role=("isPostIn", theirs[0]),
                    inferred=True,
                )

    def body(self, person: Thing) -> Thing | None:
        """The organisation a person acts for, else the country."""
        for held in person.tenures:
            for post in held.get("hasPost"):
                assert isinstance(post, Draft)
                for role in ("isPostIn", "belongsToCountry"):
                    for thing in post.things(role):
                        return thing
        return None

    def bound(self, person: Thing) -> Thing | None:
        """Whom a person binds by signing: his body, or the state if only his title tells that there is such a body."""
        body = self.body(person)
        if body is not None and body.kind == "Ministry" and body.country and not body.mentions:
            return self.drafts.country(body.country)
        return body


def find_actors(drafts: Drafts, sentences: Sequence[Tagged], grammar: Grammar, gazetteer: Gazetteer) -> Actors:
    """Persons with their posts, organisations, countries and places of all sentences, with their mentions."""
    actors = Actors(drafts, grammar, gazetteer)
    abroad = only_foreign(sentences, grammar)
    for tagged in sentences:
        actors.clauses[tagged.number] = clauses(tagged, particles=bool(grammar.particles))
        actors.titles[tagged.number] = (
            titles(tagged, grammar, abroad) if grammar.head_last else posts(tagged, grammar, actors.named)
        )
        for item in tagged.items:
            if item.tag == "org" and item.org:
                actors.named.add(item.org, item)
    if grammar.head_last and (mission := missions(sentences, gazetteer, grammar)) is not None:
        actors.titles = {n: tuple(of_mission(post, mission) for post in found) for n, found in actors.titles.items()}
    _persons(actors, sentences, grammar)
    for tagged in sentences:
        for item in tagged.items:
            if item.tag in ("country", "adjective") and item.entity and item.entity.country:
                thing = drafts.country(
                    item.entity.country,
                    item.span,
                    name=next(iter(item.entity.names.get(grammar.lang, ())), ""),
                    iri=item.entity.iri,
                )
                if item.tag == "country":
                    actors.by_item[id(item)] = thing
            elif item.tag == "place" and item.entity:
                (place := actors.place(item.entity)).mention(item.span, item.text)
                actors.by_item[id(item)] = place
            elif item.tag == "org" and item.org:
                actors.by_item[id(item)] = organisation(drafts, item.org, item.span)
                if item.org.within is not None and item.org.within.kind == "Ministry":
                    organisation(drafts, item.org.within, None)
    for tagged in sentences:
        _tenures(actors, tagged)
    for tagged in sentences:
        by_sides(actors, tagged)
        if grammar.ordered:
            on_behalf(actors, tagged)
    if grammar.capitals:
        _narrow(actors)
    return actors


def _narrow(actors: Actors) -> None:
    """A ministry named without its country: the registry's, if it is of one country that the article speaks of."""
    for thing in actors.drafts.things:
        if thing.kind == "Ministry" and thing.country is None:
            found = registered(OrganisationName("Ministry", tuple(thing.names)), actors)
            thing.country, thing.candidates = found.country, found.candidates or thing.candidates
            actors.drafts.name(thing, (), thing.candidates)


def _persons(actors: Actors, sentences: Sequence[Tagged], grammar: Grammar) -> None:
    """Full names first; then the bare surnames that stand for one of them, or that a title makes a person."""
    titled: dict[int, frozenset[str]] = {}
    for tagged in sentences:
        for post in actors.titles[tagged.number]:
            head = tagged.items[noun(post, tagged)]
            cases = organisation_nominative(head.text, grammar.paradigms).cases
            actors.cases[id(head)] = cases
            for item, _ in holders(post, tagged):
                titled[id(item)] = cases if tagged.at(item) >= post.last and not post.plural else frozenset()
    titled.update((id(item), frozenset()) for t in sentences for item in honoured(t.items) if id(item) not in titled)
    named_items = [item for tagged in sentences for item in tagged.items if item.tag in PERSONAL]
    oblique = {item.text for item in named_items if titled.get(id(item)) and "nom" not in titled[id(item)]}
    surfaces = {item.text for item in named_items}
    alone = {text: person_nominative(text.split(), grammar.paradigms) for text in surfaces}
    attested = frozenset(
        text
        for text, name in alone.items()
        if name.nominative == text and "nom" in name.cases and len(name.cases) < 3 and text not in oblique
    )
    # «Юри Ратаса» could be a nominative too, but the text has «Юри Ратас».
    attested = frozenset(text for text in attested if not attested & {text[:-1], text[:-2]})
    attested |= preferred(actors.drafts.article.text, grammar.paradigms)

    as_written: set[str] = set()

    @cache
    def named(text: str, expected: frozenset[str]) -> Inflected:
        first = alone[text]
        if first.nominative in attested and (not expected or first.cases & expected):
            return replace(first, cases=first.cases & expected or first.cases)
        name = person_nominative(text.split(), grammar.paradigms, attested=attested, expected=expected)
        if expected and expected <= _OBLIQUE and not name.cases & expected and name.nominative == text:
            name = replace(name, cases=expected)  # «с министром Тете Антониу»: a name that does not inflect
        parts = text.split()
        if expected == {"nom"} and len(parts) == 2 and name.nominative.split()[0] == parts[0]:
            # «Дырэктар … Пабла Карэра»: the title says that the name stands in the nominative.
            as_written.add(parts[-1])
            return replace(name, nominative=text, cases=expected)
        if "." in text and parts[-1].rpartition(".")[2] in as_written:
            return replace(name, nominative=text, cases=name.cases | {"nom"})  # «П.Карэра» later
        return name

    people = People(grammar.paradigms)
    waiting: list[tuple[Item, bool]] = []
    for tagged in sentences:
        for at, item in enumerate(tagged.items):
            if item.tag in PERSONAL and at >= 2 and tagged.items[at - 1].text == "(":
                bearer = actors.of(tagged.items[at - 2])
                if bearer is not None and bearer.kind == "Person":  # «Янг Чул Кім (Young Chul Kim)»
                    bearer.name(item.text)
                    people.know(bearer, item.text)
                    bearer.mention(item.span, item.text)
                    actors.by_item[id(item)] = bearer
                    continue
            if item.tag == "person" and " " in item.text:
                _person(actors, people, item, named(item.text, titled.get(id(item), frozenset())))
            elif item.tag in PERSONAL:
                waiting.append((item, id(item) in titled))
    for item, is_titled in waiting:
        _person(
            actors,
            people,
            item,
            named(item.text, titled.get(id(item), frozenset())),
            new=is_titled or item.tag == "person",
        )


def _person(actors: Actors, people: People, item: Item, inflected: Inflected, *, new: bool = True) -> None:
    name = inflected.nominative
    actors.cases[id(item)] = inflected.cases
    known = people.find(name, by_part=actors.grammar.head_last)
    if known is None and not actors.grammar.head_last:
        known = people.called(name)
    if known is None:
        if not new:
            return
        known = actors.drafts.add(Thing("Person"))
    if not known.names or len(name.split()) > 1 or "." in name:
        known.name(name)
        people.know(known, name)
        known.names.sort(key=lambda n: "." in n)
    known.mention(item.span, item.text)
    actors.by_item[id(item)] = known


def _tenures(actors: Actors, tagged: Tagged) -> None:
    found = actors.titles[tagged.number]
    chain = chained(found, tagged)
    for number, post in enumerate(found):
        anchor = found[chain[number]] if number in chain else post
        if anchor is not post and post.code in _OF_STATES and not (post.org or post.countries):
            post = replace(post, countries=anchor.countries[:1])  # «вице-премьер — министр … Казахстана Х»
        if number not in chain and post.code in _OF_STATES and not (post.org or post.countries):
            joined = (found[n].countries for n, first in chain.items() if first == number)
            post = replace(post, countries=next((c[:1] for c in joined if c), ()))  # «вице-премьер и министр … Чехии»
        for item, at in holders(anchor, tagged):
            person = actors.of(item)
            if person is not None and person.kind == "Person":
                span = Span(min(post.span.start, item.span.start), max(post.span.end, item.span.end))
                apart = tagged.items[tagged.at(item) + 1 : post.first]  # «X was appointed ambassador»
                rule = "appointment" if any(i.has("verb") for i in apart) else "title-and-name"
                tenure(actors, post, person, span, number=at, sentence=tagged.number, rule=rule)
    _affiliations(actors, tagged)
    held = {id(item) for post in found for item, _ in holders(post, tagged)}
    for clause in actors.clauses[tagged.number]:
        _appointment(actors, clause, found, held)


def _affiliations(actors: Actors, tagged: Tagged) -> None:
    """«Х з адміністрацыі …»: whom somebody belongs to, the post untold."""
    if not tagged.has("prep", "from"):
        return
    for left, prep, right in zip(tagged.items, tagged.items[1:], tagged.items[2:], strict=False):
        if not (right.org and prep.has("prep", "from")):
            continue
        person, body = actors.of(left), actors.of(right)
        if person is not None and body is not None and person.kind == "Person" and not person.tenures:
            span = Span(left.span.start, right.span.end)
            tenure(
                actors,
                Post(0, 0, "other", span, right.org),
                person,
                span,
                sentence=tagged.number,
                rule="person-of-body",
            )


def _appointment(actors: Actors, clause: Clause, found: Sequence[Post], held: Collection[int]) -> None:
    """«Паслом у … прызначаны Х»; «прадстаўляць … у … будзе Х»; «пасольства ў … узначаліць Х»."""
    if actors.grammar.head_last and clause.does("appoint"):
        people = [(i, t) for i, t in actors.known(clause.items, "Person") if i.cases & {"nom", "acc"}]
        if (new := newly(clause, found)) is not None and people:
            post = _sent(actors, new, clause)
            tenure(actors, post, people[-1][1], clause.span, sentence=clause.sentence, rule="appointment")
        return
    mine = [p for p in found if clause.holds(clause.tagged.items[p.first]) and not list(holders(p, clause.tagged))]
    if actors.grammar.paradigms.cases[1:] and (told := made(actors, clause, mine)):
        tenure(
            actors, _sent(actors, told[0], clause), told[1], clause.span, sentence=clause.sentence, rule="appointment"
        )
        return
    if actors.grammar.ordered:
        _offices(actors, clause, mine)
    appointing = mine and clause.does("appoint", "be")
    mission = clause.has("mission") and clause.does("lead", "appoint")
    if not (appointing or mission or clause.does("represent")):
        return
    people = [(i, t) for i, t in actors.known(clause.items, "Person") if id(i) not in held]
    if len(people) != 1:
        return
    person = people[0][1]
    if appointing:
        tenure(
            actors, _sent(actors, mine[0], clause), person, clause.span, sentence=clause.sentence, rule="appointment"
        )
        return
    to = next(
        (i.entity.country for i in clause.items if i.tag == "country" and i.entity and clause.governed(i, "in")), None
    )
    owner = next(
        (i.entity.country for i in clause.items if i.tag == "country" and i.entity and not clause.governed(i, "in")),
        None,
    )
    owner = owner or next((i.org.country for i in clause.items if i.org and i.has("mission")), None)
    if to and (mission or (clause.does("represent") and owner)):
        post = Post(0, 0, "ambassador", clause.span, None, (owner,) if owner else (), to)
        tenure(actors, _sent(actors, post, clause), person, clause.span, sentence=clause.sentence, rule="represents")


def _offices(actors: Actors, clause: Clause, mine: Sequence[Post]) -> None:
    """«X presented her letters as ambassador of A to B», «served as consul and as head of C»; «X, who chairs C»."""
    items = clause.tagged.items
    people = {t: None for _, t in actors.known(clause.items, "Person")}
    by_as = [p for p in mine if p.first and items[p.first - 1].has("prep", "by_whom")]
    if len(people) == 1 and not clause.cue("negation", "possible", "denied"):
        for post in by_as:
            tenure(actors, post, next(iter(people)), clause.span, sentence=clause.sentence, rule="appointment")
    verb = clause.items[1] if len(clause.items) > 2 and clause.items[0].has("cue", "who_acting") else None
    if verb is None or not (verb.has("verb", "chair", "present") or verb.has("verb", "lead", "present")):
        return
    body, person = clause.items[2], antecedent(actors, clause.tagged, clause.items[0])
    if body.org and person is not None:
        post = Post(0, 0, "head", clause.span, body.org)
        tenure(actors, post, person, clause.span, sentence=clause.sentence, rule="appointment")


def _sent(actors: Actors, post: Post, clause: Clause) -> Post:
    """An ambassador without a sending country: sent by the state whose officials were named last."""
    if post.code != "ambassador" or post.countries or not post.to:
        return post
    told = (p for n in range(clause.sentence, -1, -1) for p in reversed(actors.titles[n]))
    before = next((p for p in told if p.countries and p.countries[0] != post.to), None)
    return replace(post, countries=before.countries[:1]) if before else post
