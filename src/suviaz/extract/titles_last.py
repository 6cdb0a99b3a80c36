"""Titles of a language that puts the country, the body and the holder before the word for the post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from suviaz.extract.clauses import Clause
from suviaz.extract.draft import Draft, Thing
from suviaz.extract.items import Item, Tagged
from suviaz.extract.organisations import OrganisationName
from suviaz.extract.posts import STATE_POSTS, Post, in_body
from suviaz.extract.roles import LINKS
from suviaz.extract.titled import is_local
from suviaz.extract.titles import PERSONAL
from suviaz.gazetteer import Gazetteer
from suviaz.grammar import Grammar
from suviaz.model import Span

_FAMILY = ({"minister", "deputy-minister"}, {"head", "deputy-head"}, {"other"})
_SENT = frozenset({"ambassador", "consul", "representative"})


def titles(tagged: Tagged, grammar: Grammar, abroad: str | None = None) -> tuple[Post, ...]:
    """All titles of a sentence, left to right, none inside another. `abroad` is the only foreign country of the text:
    whose foreigners' titles are that name none."""
    found: list[Post] = []
    for at, item in enumerate(tagged.items) if tagged.has("post") else ():
        if item.has("post") and item.tag == "term" and not item.has("cue", "welcome") and not _inner(at, tagged):
            post = _read(at, tagged, grammar, found, abroad)
            if post is not None:
                found.append(post)
    return tuple(found)


def _inner(at: int, tagged: Tagged) -> bool:
    """«대통령 비서실장», «총리 보좌관»: whose aide the title behind says somebody is."""
    after = tagged.items[at + 1] if at + 1 < len(tagged.items) else None
    return after is not None and after.has("post") and not tagged.items[at].tail


def _read(at: int, tagged: Tagged, grammar: Grammar, before: Sequence[Post], abroad: str | None) -> Post | None:
    items = tagged.items
    code = items[at].code("post")
    assert code
    first, former = at, False
    org: OrganisationName | None = None
    countries: tuple[str, ...] = ()  # the nearest to the title first
    to: str | None = None
    unit = _unit(items[at], grammar)
    while first:
        left = items[first - 1]
        if left.tail and left.tail[0] != "gen":
            break
        if left.org:
            if org is not None:
                break
            org = left.org
        elif left.tag in ("country", "adjective") and left.entity:
            countries += (left.entity.country,) if left.entity.country else ()
        elif left.has("accredited"):
            to = left.code("accredited")
            town = items[first].entity if items[first].tag == "place" else None
            if to == "behind" and town is not None:
                to = town.country  # «주알마티 총영사»
            elif to == "behind":  # «주벨라루스 한국 대사»
                to, countries = (countries[-1], countries[:-1]) if countries else (None, ())
        elif left.has("cue", "stationed") and first > 1 and items[first - 2].entity:
            to = items[first - 2].entity.country  # type: ignore[union-attr]
            first -= 1  # «벨라루스 주재 한국 대사»
        elif first == at and unit is None and (unit := _unit_before(left, items[at], grammar)) is not None:
            pass
        elif left.has("modifier"):
            former = former or left.code("modifier") == "former"
        elif left.tag == "place" and items[at].has("local") and org is None:
            country = left.entity.country if left.entity else None
            short = _kind_of_town(items[at], grammar)
            names = dict.fromkeys((left.text if left.text.endswith(short) else left.text + short, left.text))
            org = OrganisationName("GovernmentBody", tuple(names), country)  # «노비사드시장» leads the «노비사드시»
        elif left.text in LINKS and first > 1 and items[first - 2].tag in ("country", "adjective", "term", "org"):
            pass
        elif not (
            left.tag in ("term", "place")
            and not left.has("verb")
            and not left.has("event")
            and not left.has("agreement")
            and (
                left.has("domain")
                or left.has("field")
                or left.has("post")
                or left.has("adjectives")
                or left.tag == "place"
            )
        ):
            break
        first -= 1
    if items[at].has("local") and org is None:
        return None
    if items[at].text in grammar.words("persons", "weak_posts") and _holder(first, at, tagged)[0] is None:
        return None
    if org is None:
        org = _of_bracket(first, items)
    label = next((i.text for i in items[first:at] if i.tag in ("country", "adjective") and i.entity), "")
    holder, last = _holder(first, at, tagged)
    local = holder is not None and _is_local(items[holder], grammar)
    home = grammar.word("organisations", "home")
    if holder is not None and org is None and not countries:
        org, countries = _over_name(holder, tagged)
    if holder is not None and org is None and not countries:
        org, countries = _inherited(first, holder, code, tagged, before, grammar)
    if org is None and not countries and holder is not None and code in STATE_POSTS and (local or abroad):
        countries = ((home if local else abroad) or "",)
    org = org or _ministry(items[at], countries, label, grammar)
    common = org is not None and org.names[0] in grammar.words("organisations", "common")
    if org is not None and common and org.soft and org.country == home and abroad and holder is not None and not local:
        org = replace(org, country=abroad, candidates=())  # a foreigner's ministry that bears the name of one at home
    if org is not None and org.country is None and local:
        org = replace(org, country=home)
    if code in ("ambassador", "consul") and to and not countries and home:
        countries = (home,)
    if org is None and unit is not None and local and not countries:
        org, code = OrganisationName("GovernmentBody", (unit,), home), _UNIT_POSTS.get(code, code)
    elif org is not None and unit is not None:
        org, code = _of_unit(org, unit), _UNIT_POSTS.get(code, code)
    elif org is not None:
        code = in_body(code, org, items[at])
        if code == "head" and items[at].has("chairs") and _is_parliament(org, grammar):
            code = "speaker-of-parliament"
        if org.country and (not countries or (not org.soft and countries[0] != org.country)):
            countries = (org.country,)  # «폴란드 한국문화원장»
    return Post(
        first,
        last,
        code,
        Span(items[first].span.start, items[last - 1].span.end),
        org,
        countries[:1],
        to if code in _SENT else None,
        former,
        holder=holder,
    )


_UNIT_POSTS = {"other": "head"}
"""The post of who leads a named part of a body, by what his title would be without it."""


def _unit(item: Item, grammar: Grammar) -> str | None:
    """The department that the word for a post names: «국제법무과장» leads the «국제법무과»."""
    if item.text in grammar.words("text", "no_unit"):
        return None
    endings = grammar.words("text", "unit_heads")
    ending = next((e for e in endings if item.text.endswith(e) and len(item.text) > len(e) + 1), None)
    return item.text[:-1] if ending else None


def _unit_before(left: Item, item: Item, grammar: Grammar) -> str | None:
    """«국제협력국 부국장»: the department that stands before the word for a post."""
    if left.tag not in ("word", "term") or left.tail or item.text not in grammar.words("text", "unit_posts"):
        return None
    named = left.text.endswith(grammar.words("text", "units") or "\0") and len(left.text) > 2
    return left.text if named else None


def _of_unit(org: OrganisationName, unit: str) -> OrganisationName:
    kind = "GovernmentBody" if org.kind == "Ministry" else org.kind
    return OrganisationName(kind, (f"{org.names[0]} {unit}", unit), org.country)


def _kind_of_town(item: Item, grammar: Grammar) -> str:
    """What the word for a post says of its town: «시장» leads a «시»."""
    kinds = grammar.data.get("town_posts", {})
    assert isinstance(kinds, dict)
    return next((str(kind) for ending, kind in kinds.items() if item.text.endswith(ending)), "")


def _of_bracket(first: int, items: Sequence[Item]) -> OrganisationName | None:
    """«행정안전부(장관 김부겸)», «한국정보화진흥원(NIA, 원장 문용식)»: the body before a title's bracket."""
    at = first - 1
    if at > 1 and items[at].text in (",", "·", "/") and items[at - 1].tag == "org":
        at -= 2
    return items[at - 1].org if at > 0 and items[at].text == "(" else None


def _holder(first: int, at: int, tagged: Tagged) -> tuple[int | None, int]:
    """Which item holds the title, and where the title ends: before it, over a bracket, or right behind."""
    items = tagged.items
    left = first - 1
    if left > 1 and items[left].text == ")" and not items[left].tail:
        left = next((n - 1 for n in range(left, max(0, left - 10), -1) if items[n].text == "("), -1)
    if left >= 0 and items[left].tag in PERSONAL and not items[left].tail:
        return left, at + 1
    after = at + 1
    if after < len(items) and items[after].text == ":":
        after += 1
    acting = after < len(items) and items[after].has("modifier", "acting")
    if items[after - 1 + acting].tail == ("acc",) and after + acting + 1 < len(items):
        serving, who = items[after + acting : after + acting + 2]  # «청장 직무대행을 맡고 있는 X»
        if serving.has("verb", "undertake") and serving.has("describes") and who.tag in PERSONAL:
            return after + acting + 1, at + 1
    if after < len(items) and items[after].tag in PERSONAL and not items[at].tail:
        return after, at + 1
    return None, at + 1


def _is_parliament(org: OrganisationName, grammar: Grammar) -> bool:
    words = org.names[0].split()[-1:]
    return any(s.kind == "parliament" for _, s in grammar.lexicon.match(words, 0))


def _ministry(item: Item, countries: tuple[str, ...], label: str, grammar: Grammar) -> OrganisationName | None:
    """«외교장관», «국가과학기술위원장»: the ministry or the committee that the word itself names."""
    endings = grammar.data.get("post_domains", {})
    assert isinstance(endings, dict)
    for ending, head in endings.items():
        domain = item.text.removesuffix(ending)
        if domain != item.text and len(domain) > 1:
            word = f"{domain}{head}"
            own = [s for n, s in grammar.lexicon.match([word], 0) if n == 1]
            kinds = [s.code for s in own if s.kind == "head"]
            joint = any(s.kind == "body" and s.code == "JointCommittee" for s in own)
            if kinds and not joint and (kinds[0] == "Ministry" or countries):
                names = (f"{label} {word}", word) if label else (word,)
                return OrganisationName(kinds[0], names, countries[0] if countries else None)
    return None


def _is_local(item: Item, grammar: Grammar) -> bool:
    return is_local(item.text, grammar) or (item.tag == "name" and item.text in grammar.paradigms.family_first)


def _over_name(holder: int, tagged: Tagged) -> tuple[OrganisationName | None, tuple[str, ...]]:
    """«과학기술정보통신부 유영민 장관»: the body or country that stands before the name."""
    left = tagged.items[holder - 1] if holder else None
    if left is None or left.tail not in ((), ("gen",)):
        return None, ()
    if left.org:
        return left.org, ()
    country = left.entity.country if left.tag in ("country", "adjective") and left.entity else None
    return None, (country,) if country else ()


def _inherited(
    first: int, holder: int, code: str, tagged: Tagged, before: Sequence[Post], grammar: Grammar
) -> tuple[OrganisationName | None, tuple[str, ...]]:
    """Whose title it is where only the one before says so: «… 통신정보화부 장관, 드미트리 쉐드코 차관»; or the side
    that the sentence speaks of: «우즈베키스탄 측에서는 … 장관이»."""
    start = min(first, holder)
    home = grammar.word("organisations", "home")
    alike = before and (before[-1].countries == (home,)) == _is_local(tagged.items[holder], grammar)
    if alike and start - before[-1].last <= 1 and any({code, before[-1].code} <= family for family in _FAMILY):
        return before[-1].org, before[-1].countries
    sides = [i for i in tagged.items[:start] if i.tag == "country" and " " in i.text and i.entity]
    return None, (sides[-1].entity.country,) if sides and sides[-1].entity and sides[-1].entity.country else ()


def missions(sentences: Sequence[Tagged], gazetteer: Gazetteer, grammar: Grammar) -> tuple[str, str] | None:
    """The states that send and receive the only mission of a text: «주우즈베키스탄 대한민국대사관»."""
    found: set[tuple[str, str]] = set()
    for item in (i for tagged in sentences for i in tagged.items if i.org and i.has("mission")):
        for lead in grammar.words("text", "accredited"):
            rest = item.text.removeprefix(lead) if item.text.startswith(lead) else ""
            to = next((c for n in range(len(rest), 1, -1) if (c := gazetteer.country(rest[:n].strip()))), None)
            if to and item.org and item.org.country and item.org.country != to:
                found.add((item.org.country, to))
                break
    return found.pop() if len(found) == 1 else None


def of_mission(post: Post, mission: tuple[str, str]) -> Post:
    """An ambassador or consul whose title names no country: of the only mission that the text speaks of."""
    bare = post.code in ("ambassador", "consul") and post.org is None and not post.countries and not post.to
    return replace(post, countries=mission[:1], to=mission[1]) if bare and post.holder is not None else post


def only_foreign(sentences: Sequence[Tagged], grammar: Grammar) -> str | None:
    """The one foreign country that a text speaks of; None where there is none or more than one."""
    home = grammar.word("organisations", "home")
    named = {i.entity.country for t in sentences for i in t.items if i.tag in ("country", "adjective") and i.entity}
    foreign = [country for country in named if country and country != home]
    return foreign[0] if len(foreign) == 1 else None


def newly(clause: Clause, found: Sequence[Post]) -> Post | None:
    """«주한 벨라루스 대사에 X가 임명됐다», «X를 장관으로 임명했다»: the post somebody gets, by its particle."""
    items = clause.tagged.items
    new = [p for p in found if p.holder is None and clause.holds(items[p.last - 1])]
    new = [p for p in new if items[p.last - 1].tail[:1] in (("at",), ("to",))]
    return new[0] if len(new) == 1 else None


def told(person: Thing, code: str, word: str = "") -> Draft | None:
    """«박 의장», «콥코 대사»: a bare title of somebody whose post is known says nothing new."""
    for tenure in person.tenures:
        its = tenure.get("hasPost")[0]
        assert isinstance(its, Draft)
        again = word and any(name.endswith(word) for name in its.names)  # «배 과장» of the «국제법무과장»
        alike = (code, *(("speaker-of-parliament", "minister") if code == "head" else ()))
        if again or its.codes("hasPostType")[0] in alike:
            return tenure
    return None
