"""Whose a title is: the names around it, and which titles share one name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from suviaz.extract.items import Item, Tagged
from suviaz.extract.posts import Post
from suviaz.extract.titles import PERSONAL, past_owner

_DASHES = ("-", "–", "—")
_HIGH = frozenset({"head-of-government", "deputy-head-of-government", "head"})
"""Posts that somebody holds along with another one."""


def holders(post: Post, tagged: Tagged) -> Iterator[tuple[Item, int]]:
    """The names a title belongs to, with the number of the title's country for each.

    Right behind the title, or before it as what it stands in apposition to: «Х, намеснік старшыні …».
    """
    items = tagged.items
    if post.holder is not None:
        yield items[post.holder], 0
        return
    at = post.last
    if items[at - 1].tail:
        return
    if post.plural and at + 1 < len(items) and items[at].text in _DASHES:
        at += 1  # «министры Латвии и Эстонии — Х и Y — …»
    if at < len(items) and items[at].tag in PERSONAL:
        yield items[at], 0
        number = 1
        at = past_owner(at, items)
        while (
            (post.plural or number < 6)
            and at + 2 < len(items)
            and items[at + 2].tag in PERSONAL
            and (items[at + 1].has("conjunctions") or items[at + 1].text == ",")
            and _many(post, tagged)
        ):
            at += 2
            yield items[at], number
            number += 1
            at = past_owner(at, items)
        return
    if at + 1 < len(items) and items[at].text in _DASHES and items[at + 1].tag in PERSONAL and post.first == 0:
        behind = items[at + 2] if at + 2 < len(items) else None
        if behind is None or behind.text in (".", ",", ";"):
            yield items[at + 1], 0  # «Новый глава МИД Эстонии – Х»
            return
    at = post.first - 1
    if at >= 1 and items[at].text in (",", "(", "-", "–", "—") and items[at - 1].tag in PERSONAL:
        if _others(post, at - 1, tagged):
            return
        yield items[at - 1], 0
        return
    if (made := _appointed(items, post.first)) is not None:
        yield made, 0


def _appointed(items: Sequence[Item], first: int) -> Item | None:
    """«X was appointed ambassador», «X, who in 2016 became …», «… appointed X as ambassador»: who comes to a post that
    begins at `first`, where the order of words tells it."""
    at = first - 1
    while at > 0 and (items[at].tag == "time" or items[at].has("prep", "by_whom")):
        at -= 1
    if at < 1:
        return None
    word = items[at]
    if word.tag in PERSONAL and items[at - 1].has("verb", "appoint", "past") and not items[at - 1].has("voice"):
        return word if items[at - 1].has("cue", "made") else None
    if not ((word.has("verb", "appoint", "passive") and word.has("voice")) or word.has("cue", "in_office")):
        return None
    at -= 1
    if items[at].text == "," and items[at - 1].tag not in PERSONAL:
        at = _past_apposition(items, at)
    while at > 0 and (items[at].tag == "time" or items[at].text == "," or _lets_pass(items[at])):
        at -= 1
    return items[at] if items[at].tag in PERSONAL else None


_APPOSITION = 12
"""Items at most of what stands between commas behind a name."""


def _past_apposition(items: Sequence[Item], comma: int) -> int:
    """«X, until recently counsellor in Ankara, has been appointed …»: where the name's first comma stands."""
    for at in range(comma - 1, max(0, comma - _APPOSITION), -1):
        if items[at].text == "," and items[at - 1].tag in PERSONAL:
            return at
        if items[at].has("verb"):
            break
    return comma


def _lets_pass(item: Item) -> bool:
    """«X, who previously served as …»"""
    return item.has("cue", "who_acting") or item.has("cue", "earlier")


def honoured(items: Sequence[Item]) -> Iterator[Item]:
    """Names behind «господин», which makes persons of them."""
    for left, item in pairwise(items):
        if item.tag in PERSONAL and left.has("modifier", "honorific"):
            yield item


def _others(post: Post, at: int, tagged: Tagged) -> bool:
    """«…, Х, представители компании»: a title in the plural behind one name is of others."""
    left = tagged.items[at - 1] if at else None
    listed = left is not None and (left.has("conjunctions") or left.text == ",")
    return not listed and any(i.has("many") for i in tagged.items[post.first : post.last])


def _many(post: Post, tagged: Tagged) -> bool:
    """Whether the title is in the plural: it has several countries, or its word says so."""
    return post.plural or any(item.has("many") for item in tagged.items[post.first : post.last])


def _apposed(first: Post, gap: Item, second: Post, tagged: Tagged) -> bool:
    """Whether two titles before a name are both its bearer's."""
    behind = tagged.items[second.last + 1 : second.last + 2]
    if gap.text in _DASHES:
        return True
    if gap.text != "," or first.first or not behind:
        return False
    if second.code == "other" and behind[0].text == ",":
        return True
    return first.code in _HIGH and not (behind[0].has("conjunctions") or behind[0].text == ",")


def chained(found: tuple[Post, ...], tagged: Tagged) -> Mapping[int, int]:
    """Titles joined by «і» behind one name: index of a title -> index of the first of its chain."""
    chain: dict[int, int] = {}
    for i in range(1, len(found)):
        gap = tagged.items[found[i - 1].last : found[i].first]
        if found[i - 1].holder is not None and not (gap and gap[0].has("cue", "at_once")):
            continue  # «A 장관, B 의장»: two people, unless «부총리 겸 장관»
        named = any(item.tag in PERSONAL for item in tagged.items[found[i].last : found[i].last + 1])
        if any(t.has("many") for t in tagged.items[found[i].first : found[i].last]) and not named:
            continue  # «…, Х, сотрудники посольства, представители компании»
        if len(gap) == 1 and (gap[0].has("conjunctions") or gap[0].text == ",") and not named:
            chain[i] = chain.get(i - 1, i - 1)
        elif not gap and named and found[i].code == "other":
            chain[i - 1] = i  # «министр обороны генерал-лейтенант Х»
        elif len(gap) == 1 and named and _apposed(found[i - 1], gap[0], found[i], tagged):
            chain[i - 1] = i  # «вице-премьер — министр … Х», «прежний начальник, генерал Х, …»
    return chain
