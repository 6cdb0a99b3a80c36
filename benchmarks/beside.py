"""What one would take instead: rdflib to store, pySHACL over the whole, natasha to read, rapidfuzz for names."""

from __future__ import annotations

import collections
import inspect
from collections.abc import Callable, Iterable
from typing import Any

import pyoxigraph as ox

from rows import Other, within
from suviaz.rdf import ArticleGraphs
from suviaz.validate import Validator
from suviaz.validate.engines import Found, shapes


class Natasha:
    """The usual named-entity tagger for Russian; raises ImportError where it is not installed."""

    def __init__(self) -> None:
        if not hasattr(inspect, "getargspec"):  # its morphology asks for a function that Python 3.11 no longer has
            spec = collections.namedtuple("spec", "args varargs keywords defaults")
            inspect.getargspec = lambda function: spec(*inspect.getfullargspec(function)[:4])  # type: ignore[attr-defined]
        import natasha

        self.segmenter = natasha.Segmenter()
        embedding = natasha.NewsEmbedding()
        self.tagger, self.morphology = natasha.NewsNERTagger(embedding), natasha.NewsMorphTagger(embedding)
        self.vocabulary, self.new = natasha.MorphVocab(), natasha.Doc

    def tag(self, text: str) -> Any:
        """Sentences, tokens and spans of names: the part that is timed."""
        document = self.new(text)
        document.segment(self.segmenter)
        document.tag_ner(self.tagger)
        return document

    def normal(self, text: str) -> Any:
        """The same with every name in the nominative."""
        document = self.tag(text)
        document.tag_morph(self.morphology)
        for span in document.spans:
            span.normalize(self.vocabulary)
            span.normal = span.normal or span.text
        return document


def natasha(texts: list[str], limit: float) -> Other:
    """Milliseconds a text; tagging alone, which is a small part of reading."""
    try:
        tagger = Natasha()
    except ImportError:
        return Other("natasha", None, "not installed: pip install natasha setuptools")
    return each("natasha's tagger", limit, len(texts), lambda: [tagger.tag(text) for text in texts])


def rapidfuzz(wanted: list[str], known: list[str], limit: float, articles: int) -> Other:
    """Milliseconds an article for the best of all known names, name by name."""
    try:
        from rapidfuzz import fuzz, process
    except ImportError:
        return Other("rapidfuzz", None, "not installed: pip install rapidfuzz")
    return each(
        f"rapidfuzz over {len(known):,} names", limit, articles,
        lambda: [process.extractOne(name, known, scorer=fuzz.WRatio) for name in wanted],
    )  # fmt: skip


def rdflib_store(quads: Iterable[ox.Quad], limit: float, articles: int) -> tuple[Other, Any]:
    """Milliseconds an article to take N-Quads into rdflib's memory store, and that store; None where it was stopped."""
    from rdflib import Dataset

    data = ox.serialize(quads, format=ox.RdfFormat.N_QUADS).decode()
    dataset = Dataset()
    found = each("rdflib, in memory", limit, articles, lambda: dataset.parse(data=data, format="nquads"))
    return found, None if found.figure is None else dataset


def pyshacl(batch: list[ArticleGraphs], limit: float) -> Other:
    """Milliseconds an article for pySHACL over an rdflib graph of all of them, with the vocabulary and what they use of
    the registry; with all of the registry it takes many times as long.
    """
    from pyshacl import validate
    from rdflib import Graph

    said: list[str] = []

    def given(data: str, level: str, vocabulary: str = "") -> list[Found]:
        said.append(data + vocabulary)
        return []

    Validator(engine=given).of_quads([quad for one in batch for quad in (*one.facts, *one.evidence)])
    data, rules = (Graph().parse(data=text, format="nt") for text in (said[0], shapes("article")))
    return each(
        "pySHACL on rdflib, all in one", limit, len(batch),
        lambda: validate(data, shacl_graph=rules, advanced=False, inference="none", inplace=True),
    )  # fmt: skip


def each(what: str, limit: float, articles: int, work: Callable[[], object]) -> Other:
    """CPU milliseconds an article, with the number of articles; no figure where the limit in seconds stopped it."""
    seconds = within(limit, work)
    if seconds is None:
        return Other(what, None, f"stopped after {limit:g} s: more than {1000 * limit / articles:,.0f} at {articles:,}")
    return Other(what, 1000 * seconds / articles, f"{articles:,} articles")
