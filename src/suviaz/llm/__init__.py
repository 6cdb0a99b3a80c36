"""A second extractor beside the grammar: a large language model, asked through an OpenAI-compatible address.

Nothing is asked unless an `Extractor` is given. What it answers is looked at value by value (`suviaz.llm.answer`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from suviaz.gazetteer import Hit
from suviaz.llm.answer import Taken, take
from suviaz.llm.asking import Extractor, answer
from suviaz.llm.beside import beside
from suviaz.llm.question import messages, schema
from suviaz.llm.vocabulary import vocabulary
from suviaz.model import Article, Entity

__all__ = ["Extractor", "Taken", "beside", "read", "vocabulary"]


def read(
    article: Article, extractor: Extractor, entities: Iterable[Entity], find: Callable[[str], tuple[Hit, ...]]
) -> Taken:
    """What the model says of the article and the text bears out. `entities` are the registry, `find` finds their names
    in a text of the article's language. Raises UnreadableArticle, ModelFailed.
    """
    words = vocabulary()
    countries = frozenset(e.country for e in entities if e.kind == "Country" and e.country)
    form = {"name": "reading", "strict": True, "schema": schema(words, countries)}
    body = {
        "model": extractor.model,
        "messages": messages(article, words),
        "response_format": {"type": "json_schema", "json_schema": form},
        "temperature": 0,
        "seed": 0,
    }
    rule = f"llm:{extractor.model}"
    return take(answer(extractor, body), article, words, rule=rule, countries=countries, find=find)
