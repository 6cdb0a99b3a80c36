"""Values to RDF and back: the registry as entities, a reading as quads. The only place where IRIs are made."""

from __future__ import annotations

from suviaz.rdf.article import ArticleGraphs, article_graphs
from suviaz.rdf.iris import article_iri
from suviaz.rdf.quarantine import quarantined
from suviaz.rdf.registry import Labels, read_registry, registry_quads, vocabulary_labels, vocabulary_quads

__all__ = [
    "ArticleGraphs",
    "Labels",
    "article_graphs",
    "article_iri",
    "quarantined",
    "read_registry",
    "registry_quads",
    "vocabulary_labels",
    "vocabulary_quads",
]
