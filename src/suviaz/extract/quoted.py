"""Names of organisations in quotation marks."""

from __future__ import annotations

from collections.abc import Iterator, Set

from suviaz.extract.clipped import quoted_nominative
from suviaz.extract.organisations import OrganisationName, Senses
from suviaz.extract.text import Document, Sentence
from suviaz.grammar import Grammar
from suviaz.names import fold


def quoted_names(
    sentence: Sentence, document: Document, known: Set[str], senses: Senses, *, grammar: Grammar
) -> Iterator[tuple[tuple[int, int], OrganisationName]]:
    """Names in quotation marks that were an organisation's before, that stand behind a title, or that are listed with
    one of those: «компаний «А» и «Б»»."""
    tokens = sentence.tokens
    at = 1 if document.quotes and any(token.quote >= 0 for token in tokens) else len(tokens)
    listed = 0  # where the last name ends
    while at < len(tokens):
        number = tokens[at].quote
        if number < 0 or document.quotes[number].speech or tokens[at - 1].quote == number:
            at += 1
            continue
        end = at
        while end < len(tokens) and tokens[end].quote == number:
            end += 1
        name = document.quotes[number].span.of(document.article.text).strip()
        titled = at >= 2 and any(
            s.kind == "post" and i + n == at - 1 for i in range(max(0, at - 4), at - 1) for n, s in senses.get(i, ())
        )
        between = tokens[listed : at - 1]
        joined = listed > 0 and len(between) == 1 and between[0].text in (",", *grammar.words("text", "conjunctions"))
        listed = min(end + 1, len(tokens)) if joined or titled or fold(name) in known else 0
        if (told := fold(name) in known) or titled or joined:
            inflects = not told and grammar.paradigms.cases[1:]
            plain = quoted_nominative(name, document.quoted, grammar) if inflects else name
            yield (at - 1, min(end + 1, len(tokens))), OrganisationName("Organisation", (plain,))
        at = end
