"""Posts that a text tells indirectly: a colleague's, and whose official somebody is who has his title told twice."""

from __future__ import annotations

from collections.abc import Sequence

from suviaz.extract.actors import Actors
from suviaz.extract.bearers import holders
from suviaz.extract.clauses import Clause, doubted, negated
from suviaz.extract.draft import Draft, Thing
from suviaz.extract.items import Item, Tagged
from suviaz.extract.posts import Post
from suviaz.extract.relatives import antecedent
from suviaz.extract.tenures import tenure
from suviaz.model import Span

_STATE_POSTS = frozenset({"head-of-state", "head-of-government", "deputy-head-of-government", "minister", "ambassador"})


def read_implied(actors: Actors, sentences: Sequence[Tagged]) -> None:
    """Adds to the actors what their titles leave open."""
    for tagged in sentences:
        for at, item in enumerate(tagged.items) if tagged.has("cue", "colleague") else ():
            if item.has("cue", "colleague"):
                _colleague(actors, tagged, at)
        for post in actors.titles[tagged.number]:
            if not list(holders(post, tagged)):
                _nameless(actors, post)
        for clause in actors.clauses[tagged.number]:
            _appointed(actors, clause)
            _heads(actors, clause)
            _succeeded(actors, clause)
            _served(actors, clause)


def _appointed(actors: Actors, clause: Clause) -> None:
    """«Новым командующим … назначен генерал Х»: a post besides the rank that stands before the name."""
    verb = next(clause.verbs("appoint"), None)
    if verb is None:
        return
    found = actors.titles[clause.sentence]
    new = [p for p in found if clause.holds(clause.tagged.items[p.first]) and not list(holders(p, clause.tagged))]
    people = [t for i, t in actors.known(clause.items, "Person")]
    if len(new) != 1 or len(people) != 1 or negated(clause, verb) or doubted(clause):
        return
    if not any(s.form == "passive" for s in verb.senses) or not new[0].org:
        return
    tenure(actors, new[0], people[0], clause.span, sentence=clause.sentence, rule="appointment")


def _heads(actors: Actors, clause: Clause) -> None:
    """«Банк возглавил Х»: who heads a body, told by the verb."""
    verb = next((v for v in clause.verbs("lead", "chair") if not v.has("verb", "lead", "passive")), None)
    if verb is None:
        return
    people = [t for _, t in actors.known(clause.items, "Person")]
    if not people and clause.items[0].has("cue", "who_acting"):
        whose = antecedent(actors, clause.tagged, clause.items[0])
        people = [whose] if whose is not None else []
    if not people and (he := next((i for i in clause.items if i.has("cue", "he")), None)) is not None:
        people = _named_last(actors, he)
    bodies = [i for i in clause.items if i.org and not clause.governed(i, "in", "from", "with", "at", "to", "about")]
    bodies = [i for i in bodies if not i.has("mission")]  # its head is an ambassador
    titled = [p for p in actors.titles[clause.sentence] if clause.holds(clause.tagged.items[p.first])]
    inside = [i for p in titled for i in clause.tagged.items[p.first : p.last]]
    bodies = [i for i in bodies if not any(i is other for other in inside)]
    told = clause.cue("delegation") or clause.has("event") or clause.has("body")
    if told or len(people) != 1 or len(bodies) != 1 or negated(clause, verb) or doubted(clause):
        return
    body = bodies[0].org
    held = any(_told(t) not in ("other", None) for t in people[0].tenures)
    if body is None or (held and not clause.cue("earlier")):  # «Ранее он возглавлял …»
        return
    code = "minister" if body.kind == "Ministry" else "head"
    post = Post(0, 0, code, clause.span, body, (body.country,) if body.country else ())
    tenure(actors, post, people[0], clause.span, sentence=clause.sentence, rule="appointment")


def _served(actors: Actors, clause: Clause) -> None:
    """«Раней ён працаваў намеснікам начальніка ўпраўлення …», «previously he was consul in …»: the post of the person
    named last, whom a pronoun stands for."""
    verb = next(clause.verbs("be"), None)
    he = next((i for i in clause.having("cue", "he") if verb is not None and i.first < verb.first), None)
    if verb is None or he is None or clause.quote >= 0 or negated(clause, verb) or doubted(clause):
        return
    if clause.cue("possible") or any(True for _ in actors.known(clause.items, "Person")):
        return
    titles = actors.titles[clause.sentence]
    mine = [p for p in titles if clause.tagged.at(verb) < p.first and clause.holds(clause.tagged.items[p.first])]
    if not mine or list(holders(mine[0], clause.tagged)) or mine[0].first - clause.tagged.at(verb) > _NEAR:
        return
    for person in _named_last(actors, he):
        tenure(actors, mine[0], person, clause.span, sentence=clause.sentence, rule="appointment")


_NEAR = 2
"""Items from a verb of being to the post that it tells."""


def _named_last(actors: Actors, item: Item) -> list[Thing]:
    """Whom a pronoun stands for: the person named last before it."""
    before = [
        (mention.span.start, number)
        for number, thing in enumerate(actors.drafts.things)
        if thing.kind == "Person"
        for mention in thing.mentions
        if mention.span.start < item.span.start
    ]
    return [actors.drafts.things[max(before)[1]]] if before else []


def _succeeded(actors: Actors, clause: Clause) -> None:
    """«На посту посла он сменил Х»: Х held the post before him."""
    verb = clause.first("cue", "succeeds")
    if verb is None or negated(clause, verb) or doubted(clause):
        return
    people = [t for _, t in actors.known(clause.items, "Person")]
    before = [t for t in people if not t.tenures]
    after = [t for t in people if t.tenures]
    if not after and (he := clause.first("cue", "he")) is not None:
        after = _named_last(actors, he)
    if len(before) != 1 or len(after) != 1:
        return
    codes = [p.code for p in actors.titles[clause.sentence] if clause.holds(clause.tagged.items[p.first])]
    posts = [its for held in after[0].tenures for its in held.get("hasPost") if isinstance(its, Draft)]
    fitting = [its for its in posts if its.codes("hasPostType")[0] in codes] or posts[:1]
    for its in fitting[:1]:
        code, to = its.codes("hasPostType")[0], next((t.country for t in its.things("isAccreditedTo")), None)
        countries = tuple(t.country or "" for t in its.things("belongsToCountry"))
        post = Post(0, 0, code, clause.span, None, countries, to, former=True)
        made = tenure(actors, post, before[0], clause.span, sentence=clause.sentence, rule="successor")
        if isinstance(former := made.get("hasPost")[0], Draft):
            former.set("isPostIn", *its.get("isPostIn"))


def _told(held: Draft) -> str | None:
    """The post of a tenure, None of a former one."""
    its = held.get("hasPost")[0]
    assert isinstance(its, Draft)
    return None if held.get("isFormer") else its.codes("hasPostType")[0]


def _colleague(actors: Actors, tagged: Tagged, at: int) -> None:
    """«Министр … Х провёл переговоры с российским коллегой Y»: Y holds the same post there."""
    items = tagged.items
    behind = items[at + 1] if at + 1 < len(items) else None
    person = actors.of(behind) if behind is not None else None
    sides = [i for i in items[max(0, at - 2) : at] if i.tag == "adjective" and i.entity and i.entity.country]
    if behind is not None and behind.has("prep", "from") and at + 3 < len(items) and items[at + 2].tag == "country":
        sides, behind = [items[at + 2]], items[at + 3]  # «её коллега из Черногории Y»
        person = actors.of(behind)
    if behind is None or person is None or person.kind != "Person" or person.tenures or not sides:
        return
    like = _titled_before(actors, behind)
    if like is None or sides[-1].entity is None:
        return
    post = like.get("hasPost")[0]
    assert isinstance(post, Draft)
    code = post.codes("hasPostType")[0]
    if code in _STATE_POSTS:
        span = Span(sides[-1].span.start, behind.span.end)
        same = Post(0, 0, code, span, None, (sides[-1].entity.country or "",))
        tenure(actors, same, person, span, sentence=tagged.number, rule="colleague")


def _titled_before(actors: Actors, item: Item) -> Draft | None:
    """The post of the person with a title that is named last before an item."""
    before = [
        (mention.span.start, thing)
        for thing in actors.drafts.things
        if thing.kind == "Person" and thing.tenures
        for mention in thing.mentions
        if mention.span.start < item.span.start
    ]
    return max(before, key=lambda found: found[0])[1].tenures[0] if before else None


def _nameless(actors: Actors, post: Post) -> None:
    """«Глава государства Х … Президент Беларуси сказал»: the one person with that title serves that country."""
    if post.code not in _STATE_POSTS or len(post.countries) != 1 or post.org is not None:
        return
    open_ = [t for t in actors.drafts.things if t.kind == "Person" and any(_open(d, post.code) for d in t.tenures)]
    if len(open_) == 1 and not _others(actors, post, open_[0]):
        actors.serves(open_[0], post.countries[0])


def _others(actors: Actors, post: Post, person: Thing) -> bool:
    """Whether somebody else is said to hold that post of that country."""
    return any(
        its.codes("hasPostType") == [post.code]
        and [t.country for t in its.things("belongsToCountry")] == [post.countries[0]]
        for thing in actors.drafts.things
        if thing.kind == "Person" and thing is not person
        for held in thing.tenures
        for its in held.get("hasPost")
        if isinstance(its, Draft)
    )


def _open(held: Draft, code: str) -> bool:
    its = held.get("hasPost")[0]
    assert isinstance(its, Draft)
    return its.codes("hasPostType") == [code] and not its.get("belongsToCountry") and not its.get("isPostIn")
