"""A language that is also written in another script is read in the one its language file is in, by offset.

`[respelling]` of a language file holds the way from one to the other: ordered pairs of a pattern and what it becomes.
The article is respelled, read, and what was read is put back: every span and quotation is of the text as it was.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from suviaz.grammar import Grammar
from suviaz.model import Article, Reading, Span


@dataclass(frozen=True, slots=True)
class Respelled:
    """An article in the script of its language file, and where each of its letters comes from."""

    article: Article
    original: Article
    starts: Sequence[int]
    ends: Sequence[int]

    def restore(self, reading: Reading) -> Reading:
        """The reading of the respelled article as one of the original."""
        text = self.original.text
        spans = {m.span for r in reading.referents for m in r.mentions}
        spans |= {e.span for f in reading.facts for e in f.evidence}
        spans |= {f.when.span for f in reading.facts if f.when and f.when.span}
        back = {span: self.back(span) for span in spans}
        referents = tuple(
            replace(r, mentions=tuple(replace(m, span=back[m.span], surface=back[m.span].of(text)) for m in r.mentions))
            for r in reading.referents
        )
        facts = tuple(
            replace(
                fact,
                when=replace(fact.when, span=back[fact.when.span]) if fact.when and fact.when.span else fact.when,
                evidence=tuple(replace(e, span=back[e.span], quote=back[e.span].of(text)) for e in fact.evidence),
            )
            for fact in reading.facts
        )
        return replace(reading, article=self.original, referents=referents, facts=facts)

    def back(self, span: Span) -> Span:
        """Where a stretch of the respelled text stands in the original."""
        return Span(self.starts[span.start], self.ends[span.end - 1])


def respell(article: Article, grammar: Grammar) -> Respelled | None:
    """The article in the script of its language file; None where it is in that script, or the language has no other."""
    rules = grammar.data.get("respelling")
    if not isinstance(rules, Mapping):
        return None
    pattern, pairs = _compiled(tuple((str(a), str(b)) for a, b in rules["pairs"]))
    if 2 * len(re.findall(str(rules["letters"]), article.text)) < sum(map(str.isalpha, article.text)):
        return None
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for found in pattern.finditer(article.text):
        new = _cased(found, pairs[(found.lastindex or 1) - 1])
        for begin, end in ((i, i + 1) for i in range(at, found.start())):
            letters.append(article.text[begin])
            starts.append(begin)
            ends.append(end)
        letters.append(new)
        starts += [found.start()] * len(new)
        ends += [found.end()] * len(new)
        at = found.end()
    rest = range(at, len(article.text))
    text = "".join(letters) + article.text[at:]
    title = article.title and pattern.sub(lambda m: _cased(m, pairs[(m.lastindex or 1) - 1]), article.title)
    return Respelled(
        replace(article, text=text, title=title), article, [*starts, *rest], [*ends, *(i + 1 for i in rest)]
    )


@lru_cache(maxsize=8)
def _compiled(pairs: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """One alternation, a group for each pair: what stands first wins."""
    return re.compile("|".join(f"({old})" for old, _ in pairs), re.IGNORECASE), tuple(new for _, new in pairs)


def _cased(found: re.Match[str], new: str) -> str:
    """`new` in capitals where the word has them: Ju → Ю, JU → Ю, Dź → Дзь, DŹ → ДЗЬ."""
    old = found[0]
    if old.islower():
        return new
    around = found.string[max(0, found.start() - 1) : found.end() + 1]
    return new.upper() if len(around) > 1 and around.isupper() else new[:1].upper() + new[1:]
