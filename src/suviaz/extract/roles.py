"""What part words play in a language that tells it by particles and by what stands behind them.

Every item of a sentence gets the cases and prepositions that its particle stands for; one without a particle has them
from the word that it belongs to. Verbs that join clauses get the tense of the verb they lean on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from suviaz.extract.text import Sentence
from suviaz.extract.titled import is_local
from suviaz.grammar import Grammar, Sense
from suviaz.model import Span

if TYPE_CHECKING:
    from suviaz.extract.items import Item

Tail = tuple[str, ...]
OF: Tail = ("gen",)
"""What a word without a particle is to the noun behind it."""
LINKS = frozenset("·-–—")
_NAMED = frozenset({"person", "name", "org", "country"})
_FINITE = frozenset({"past", "present", "future", "passive"})
_MARKS = frozenset("\"'‘’“”「」『』")
_DEPTH = 12
"""Items that a role is looked for behind a word."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The word lists of a language that are asked for at every word."""

    including: frozenset[str]
    together: frozenset[str]
    standing: frozenset[str]
    speech_marks: frozenset[str]
    not_described: frozenset[str]


@lru_cache(maxsize=64)
def _words(grammar: Grammar) -> _Words:
    return _Words(*(grammar.among("text", name) for name in _Words.__slots__))


def with_roles(items: Sequence[Item], sentence: Sentence, grammar: Grammar) -> tuple[Item, ...]:
    """The items with their cases and prepositions, in the same order."""
    words = _words(grammar)
    found = _states(items, sentence, grammar)
    tails = [sentence.tokens[item.last - 1].tail for item in found]
    roles: dict[int, Tail] = {}
    for at in range(len(found) - 1, -1, -1):
        roles[at] = _role(at, found, tails, roles, words=words, title=sentence.title)
    made = []
    sides = grammar.words("text", "sides") or "\0"
    side: str | None = None
    label = ""
    for at, item in enumerate(found):
        tail = roles[at]
        if item.tag == "country" and item.text.endswith(sides) and item.entity:
            side, label = item.entity.country, item.text.split()[0]
        if side is not None and item.tag == "org":
            item = _of_side(item, side, label, grammar, found[at - 1] if at else None)
        cases, preps = grammar.particles.meaning(tail)
        tag = item.tag
        if tag == "country" and not tails[at] and tail == OF and _modifies(at, found, tails):
            tag = "adjective"
        senses = _ends(at, found, words, grammar) if tag in ("word", "term") else item.senses
        made.append(item.place(tag, senses, cases, preps=preps, tail=tails[at], role=tail))
    return tuple(made)


def _of_side(item: Item, side: str, label: str, grammar: Grammar, before: Item | None) -> Item:
    """«벨라루스 측에서는 … 외교부 차관이»: a body that every state has is that of the side spoken of."""
    org = item.org
    if org is None or not org.soft:
        return item
    home = grammar.word("organisations", "home")
    if side == home or org.country != home:
        return item
    common = any(s.kind == "generic" for s in item.senses) or item.text in grammar.words("organisations", "common")
    foreigner = before is not None and before.tag == "person" and not is_local(before.text, grammar)
    if not common and not foreigner:
        return item
    return replace(item, data=replace(org, names=(f"{label} {item.text}", item.text), country=side, candidates=()))


def _states(items: Sequence[Item], sentence: Sentence, grammar: Grammar) -> list[Item]:
    """«우즈베키스탄 정부», «벨라루스 측»: words that stand for the country they follow belong to it."""
    words = grammar.among("text", "state")
    found: list[Item] = []
    for item in items:
        last = found[-1] if found else None
        if (
            last is not None
            and last.tag == "country"
            and last.last == item.first
            and not sentence.tokens[last.last - 1].tail
            and item.text in words
        ):
            text = f"{last.text} {item.text}"
            found[-1] = replace(last, last=item.last, span=Span(last.span.start, item.span.end), text=text)
        else:
            found.append(item)
    return found


def _role(
    at: int,
    items: Sequence[Item],
    tails: Sequence[Tail],
    roles: Mapping[int, Tail],
    *,
    words: _Words,
    title: bool,
) -> Tail:
    item, tail = items[at], tails[at]
    if tail and tail[0] != "with":
        included = tail[0] == "acc" and at + 1 < len(items) and items[at + 1].text in words.including
        return _next_tail(at + 1, items, tails) if included else tail
    if not tail and item.text in words.standing:  # «… 관계자», «… 청사»: for the body named before, its premises
        return _next_tail(at, items, tails)
    if tail and at + 1 < len(items) and items[at + 1].text in words.together:
        return tail  # «X와 함께 Y를 예방했다»
    if tail:
        other = _joined(at, items, tails)
        joined = other is not None and roles[other] and (roles[other] != OF or tails[other])
        return roles[other] if joined and other is not None else tail
    after = _next(at, items)
    if after is None:
        return ()
    right = items[after]
    if right.text == "," or right.text in LINKS or right.has("conjunctions"):
        if title and right.text == ",":
            return ("topic",)  # «행자부, …» of a headline
        other = _joined(at, items, tails)
        return roles[other] if other is not None else ()
    if right.tag == "sign":  # «… 3개국과»
        return _next_tail(after, items, tails) if right.text.isdigit() and item.tag in _NAMED else ()
    if item.tag in ("person", "name"):
        return roles[_title_of(after, items, tails)]
    if right.has("post") or item.has("post") or right.text in words.standing:
        return roles[after]
    return OF


def _title_of(after: int, items: Sequence[Item], tails: Sequence[Tail]) -> int:
    """The title behind a name, over body and country; what stands right behind it where there is none."""
    for n in range(after, min(len(items), after + _DEPTH)):
        if items[n].has("post"):
            return n
        unit = items[n].tag == "word" and n + 1 < len(items) and items[n + 1].has("post")  # «… 국제협력국 부국장»
        if (tails[n] and tails[n] != OF) or (items[n].tag in ("sign", "word", "time", "person") and not unit):
            break
    return after


def _next_tail(at: int, items: Sequence[Item], tails: Sequence[Tail]) -> Tail:
    """The first particle behind «관계자 등 50여 명이»."""
    for n in range(at + 1, min(len(items), at + 9)):
        if items[n].has("verb") or items[n].text == ",":
            break
        if tails[n]:
            return tails[n]
    return ()


def _next(at: int, items: Sequence[Item]) -> int | None:
    """The item behind, brackets left out."""
    after, size = at + 1, len(items)
    if after < size and items[after].text == "(":
        closing = next((n for n in range(after, min(size, after + _DEPTH)) if items[n].text == ")"), None)
        if closing is None:
            return None
        after = closing + 1
    while after < size and items[after].text in _MARKS:
        after += 1
    return after if after < size else None


def _joined(at: int, items: Sequence[Item], tails: Sequence[Tail]) -> int | None:
    """The name that is joined to this one by a comma, a dot or «와»: the head of the group that follows.

    Titles, countries and what describes the name may stand before it, nothing that has a part of its own.
    """
    after = at + 1
    if after < len(items) and items[after].text == "(":
        after = next((n for n in range(after, min(len(items), after + _DEPTH)) if items[n].text == ")"), at) + 1
    reached: int | None = None
    for n in range(after, min(len(items), after + _DEPTH)):
        item = items[n]
        if item.text in (",", "(", ")") or item.text in LINKS or item.has("conjunctions"):
            if reached is not None:
                break
            continue
        if item.has("verb") or item.tag in ("sign", "time"):
            break
        if item.tag in _NAMED or item.has("post") or item.tag == "adjective":
            reached = n
        elif item.tag == "word" and n + 1 < len(items) and items[n + 1].has("post"):
            continue  # a part of a body before the word for its head
        elif tails[n] or item.tag == "word":
            if reached is not None and items[n].tag == "word":
                return reached
            break
        if tails[n] and tails[n] != OF:
            break
    return reached


def _modifies(at: int, items: Sequence[Item], tails: Sequence[Tail]) -> bool:
    """Whether a country without a particle describes the noun behind it: «한국 기업», «한-벨라루스 포럼»."""
    after = at + 1
    while after < len(items) and (items[after].text in LINKS or items[after].tag == "country") and not tails[after]:
        after += 1
    return after < len(items) and (items[after].tag != "sign")


def _ends(at: int, items: Sequence[Item], words: _Words, grammar: Grammar) -> tuple[Sense, ...]:
    """The senses of an item, with whether a clause ends at it, and the tense it has from the verb behind."""
    item = items[at]
    senses = item.senses
    word = item.text.split()[-1]
    describing, quoting, joining, joins = _endings(word, grammar)
    if not (describing or quoting or joining) or word in words.speech_marks:
        return senses
    after = items[at + 1] if at + 1 < len(items) else None
    if after is not None and after.text in words.not_described:
        return senses  # «… 만난 자리에서»
    if describing and item.has("verb"):
        return (*senses, Sense("describes", "describes"))
    if quoting:
        senses = (*senses, Sense("end", "quote"))
    elif joining and (joins or item.has("verb") or (after is not None and after.text == ",")):
        senses = (*senses, Sense("end", "join"))
    else:
        return senses
    tense, planned = _tense(at, items, grammar)
    if planned and not item.has("verb"):
        senses = (*senses, Sense("verb", "plan", "past"))  # «경험을 나누고 … 파견하기로 했다»
    return tuple(replace(s, form=tense) if s.kind == "verb" and s.form == "join" else s for s in senses)


@lru_cache(maxsize=1 << 14)
def _endings(word: str, grammar: Grammar) -> tuple[bool, ...]:
    """Whether a word has an ending that describes, one that quotes, one that joins, and one that always does."""
    lists = ("describing_endings", "quoting_endings", "joining_endings", "joining_words")
    return tuple(word.endswith(grammar.words("text", name) or "\0") for name in lists)


def _tense(at: int, items: Sequence[Item], grammar: Grammar) -> tuple[str, bool]:
    """The form of the next verb that has a tense of its own, by the lists or by its ending, and whether it promises.

    What was agreed on is to come, but a meeting before it was held: «회의를 열고 … 하기로 했다».
    """
    finite = grammar.words("text", "finite_endings") or "\0"
    for item in items[at + 1 :]:
        if not item.text.endswith(finite):
            continue
        if item.has("verb", "plan", "past"):
            return "past", True
        for sense in item.senses:
            if sense.kind == "verb" and sense.form in _FINITE:
                if sense.code == "plan":
                    return "future", True
                return ("past" if sense.form == "passive" else sense.form), False
        for form in ("future", "past"):
            if item.text.endswith(grammar.words("text", f"{form}_endings") or "\0"):
                return form, False
    return "past", False
