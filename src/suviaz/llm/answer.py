"""A model's answer to a reading: each value looked at, what does not hold let go and counted by the reason.

The answer is what somebody else says of the article, no more: whatever has no words in the text, and every code, kind
or role that the ontology does not have, is left out. What is left passes the gate that the grammar's facts pass.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from suviaz.gazetteer import Hit
from suviaz.llm.vocabulary import Vocabulary
from suviaz.model import Article, Code, Evidence, Fact, Mention, Reading, Ref, Referent, Role, Span, Value, When
from suviaz.names import fold
from suviaz.rdf import gate

CONFIDENCE = 0.5
"""Of whatever a model says: neither sure nor unlikely, since nobody has counted how often it is right."""

_DAY = re.compile(r"(?:\d{4}|-)-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Taken:
    """What of an answer holds, and how much was let go, by the reason."""

    reading: Reading
    dropped: Mapping[str, int]


class _Dropped(Exception):
    """A value that does not hold; the message is the reason it is counted under."""


def take(
    message: Mapping[str, str | None],
    article: Article,
    vocabulary: Vocabulary,
    *,
    rule: str,
    countries: frozenset[str],
    find: Callable[[str], tuple[Hit, ...]],
) -> Taken:
    """The facts of an answer (content, refusal, finish). `find` names the registry's entries in a stretch of text."""
    taking = _Taking(article, vocabulary, rule, countries, find)
    if message["refusal"] or message["finish"] == "content_filter":
        taking.dropped["refused"] += 1
    else:
        taking.all(message["content"] or "", cut=message["finish"] == "length")
    facts = [taking.fact(id_, told) for id_, told in taking.told.items()]
    passed = gate.check([f for f in facts if f], article, frozenset(taking.things))
    taking.dropped["not borne out"] += len(passed.rejected)
    return Taken(Reading(article, tuple(taking.things.values()), passed.facts), dict(sorted((+taking.dropped).items())))


@dataclass
class _Taking:
    article: Article
    vocabulary: Vocabulary
    rule: str
    countries: frozenset[str]
    find: Callable[[str], tuple[Hit, ...]]
    things: dict[str, Referent] = field(default_factory=dict)
    told: dict[str, dict[str, Any]] = field(default_factory=dict)
    ids: dict[str, tuple[str, str]] = field(default_factory=dict)
    dropped: Counter[str] = field(default_factory=Counter)

    def all(self, content: str, *, cut: bool) -> None:
        """Things, and facts that have a kind and an id; roles may point at any of them, so those come later."""
        try:
            said = json.loads(content)
            things, facts = said["things"], said["facts"]
            if not isinstance(things, list) or not isinstance(facts, list):
                raise TypeError
        except (ValueError, KeyError, TypeError, RecursionError):
            self.dropped["cut off" if cut else "malformed"] += 1
            return
        for one in things:
            try:
                id_ = self._new(one, self.vocabulary.things, "l")
                self.things[id_] = self._thing(id_, one)
            except _Dropped as reason:
                self.dropped[str(reason)] += 1
        for one in facts:
            try:
                id_ = self._new(one, self.vocabulary.facts, "m")
                self.told[id_] = one
            except _Dropped as reason:
                self.dropped[str(reason)] += 1
        kept = self.things.keys() | self.told.keys()
        self.ids = {theirs: (ours, kind) for theirs, (ours, kind) in self.ids.items() if ours in kept}

    def fact(self, id_: str, told: dict[str, Any]) -> Fact | None:
        kind = told["kind"]
        try:
            modality = self._code("modality", told.get("modality", "asserted"))
            said_in = self._said_in(told.get("said_in")) if modality == "reported" else None
            evidence = [self._evidence(q, modality, said_in) for q in self._each(told, "evidence", self._quote)]
            if not evidence:
                raise _Dropped("no evidence")
            status = told.get("status")
            if status is not None:
                status = self._code("status", status)
                if not self.vocabulary.fits(kind, self.vocabulary.with_status):
                    self.dropped["unknown role"] += 1
                    status = None
        except _Dropped as reason:
            self.dropped[str(reason)] += 1
            return None
        words = [e.quote for e in evidence]
        roles = tuple(dict.fromkeys(self._each(told, "roles", lambda one: self._role(kind, one))))
        names = tuple(dict.fromkeys(self._each(told, "names", lambda name: self._name(name, words))))
        return Fact(id_, kind, roles, status, self._when(told.get("when")), names, tuple(evidence))

    # -- parts, each of which raises _Dropped

    def _new(self, one: object, kinds: Mapping[str, str], letter: str) -> str:
        if not isinstance(one, dict) or not isinstance(one.get("id"), str) or not isinstance(one.get("kind"), str):
            raise _Dropped("malformed")
        if one["kind"] not in kinds:
            raise _Dropped("unknown kind")
        if one["id"] in self.ids:
            raise _Dropped("malformed")
        ours = f"{letter}{len(self.ids) + 1}"
        self.ids[one["id"]] = ours, one["kind"]
        return ours

    def _thing(self, id_: str, one: dict[str, Any]) -> Referent:
        kind, country = one["kind"], one.get("country")
        if country is not None and country not in self.countries:
            raise _Dropped("unknown code")
        quotes = self._each(one, "mentions", self._quote)
        if not quotes:
            raise _Dropped("no evidence")
        hits = [entity for q in quotes for hit in self.find(q.of(self.article.text)) for entity in hit.entities]
        if kind == "Country" and not any(e.kind == "Country" and e.country == country for e in hits):
            raise _Dropped("not borne out")  # the words do not name the country of that code
        words = [q.of(self.article.text) for q in quotes]
        names = tuple(dict.fromkeys(self._each(one, "names", lambda name: self._name(name, words))))
        if not names and kind != "Group":
            raise _Dropped("no name")
        mentions = tuple(sorted({Mention(q, kind, q.of(self.article.text)) for q in quotes}))
        fitting = dict.fromkeys(e.iri for e in hits if self.vocabulary.related(e.kind, kind))
        return Referent(id_, kind, names, mentions, country, tuple(fitting))

    def _quote(self, one: object) -> Span:
        if not isinstance(one, dict) or not isinstance(one.get("quote"), str) or not one["quote"].strip():
            raise _Dropped("malformed")
        quote, start = one["quote"], one.get("start")
        first = self.article.text.find(quote)
        if first < 0:
            raise _Dropped("invented quote")
        if start is None:
            return Span(first, first + len(quote))
        if type(start) is not int or start < 0 or not self.article.text.startswith(quote, start):
            raise _Dropped("misplaced quote")
        return Span(start, start + len(quote))

    def _name(self, name: object, words: list[str]) -> str:
        """A name of which each word begins as one of the words quoted: another case of it, and nothing new."""
        if not isinstance(name, str) or not name.strip() or not name.isprintable():
            raise _Dropped("malformed")
        quoted = [word for text in words for word in _WORD.findall(fold(text))]
        for word in _WORD.findall(fold(name)):
            if not any(other.startswith(word[: max(2, len(word) - 3)]) for other in quoted):
                raise _Dropped("invented name")
        return name.strip()

    def _role(self, kind: str, one: object) -> Role:
        if not isinstance(one, dict) or not isinstance(one.get("name"), str):
            raise _Dropped("malformed")
        known = self.vocabulary.roles.get(one["name"])
        if known is None or not self.vocabulary.fits(kind, known.domain):
            raise _Dropped("unknown role")
        value: Value
        if known.scheme:
            value = Code(known.scheme, self._code(known.scheme, one.get("code")))
        elif known.type:
            types = {"string": str, "boolean": bool, "integer": int}
            if type(one.get("value")) is not types[known.type]:
                raise _Dropped("wrong value")
            value = one["value"]
            if isinstance(value, str) and value not in self.article.text:
                raise _Dropped("invented quote")
            if type(value) is int and str(value) not in self.article.text:
                raise _Dropped("wrong value")
        else:
            to = one.get("to")
            if not isinstance(to, str) or to not in self.ids:
                raise _Dropped("broken reference")
            ours, its = self.ids[to]
            if known.range and not self.vocabulary.fits(its, known.range):
                raise _Dropped("wrong value")
            value = Ref(ours)
        return Role(known.name, value)

    def _when(self, told: object) -> When | None:
        if told is None:
            return None
        try:
            if not isinstance(told, dict) or not isinstance(told.get("exact"), bool):
                raise _Dropped("malformed")
            start, end = told.get("start"), told.get("end")
            for day in (start, end):
                if day is not None and not (isinstance(day, str) and _DAY.fullmatch(day)):
                    raise _Dropped("bad date")
            if (start is None and end is None) or (start and end and len(start) == len(end) and end < start):
                raise _Dropped("bad date")
            return When(start, end, told["exact"], self._quote(told.get("words")))
        except _Dropped as reason:
            self.dropped[str(reason)] += 1
            return None

    def _said_in(self, to: object) -> str:
        ours, kind = self.ids.get(to, ("", "")) if isinstance(to, str) else ("", "")
        if kind != "Statement":
            raise _Dropped("broken reference")
        return ours

    def _evidence(self, span: Span, modality: str, said_in: str | None) -> Evidence:
        return Evidence(
            span, span.of(self.article.text), self.rule, modality=modality, confidence=CONFIDENCE, said_in=said_in
        )

    def _code(self, scheme: str, code: object) -> str:
        if not isinstance(code, str) or code not in self.vocabulary.schemes[scheme]:
            raise _Dropped("unknown code")
        return code

    def _each(self, told: dict[str, Any], name: str, part: Callable[[Any], Any]) -> list[Any]:
        """The parts of a list that hold; each of the others is counted."""
        found = told.get(name, [])
        if not isinstance(found, list):
            self.dropped["malformed"] += 1
            return []
        kept = []
        for one in found:
            try:
                kept.append(part(one))
            except _Dropped as reason:
                self.dropped[str(reason)] += 1
        return kept
