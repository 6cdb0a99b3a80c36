"""What keeps a graph whole, as verbs: made anew, written into a backup, brought back from one."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from suviaz.model import Article
    from suviaz.pipeline import Step
    from suviaz.safekeeping import Anew
    from suviaz.store import Store

_PREFIXES = """
PREFIX sv: <https://w3id.org/suviaz/ontology#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX prov: <http://www.w3.org/ns/prov#>
"""
_ARTICLES = _PREFIXES + "SELECT (COUNT(?a) AS ?n) WHERE { ?a a sv:Article }"
_ASIDE = _PREFIXES + "SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE { ?g sv:isQuarantinedFrom ?a GRAPH ?g { ?x a ?c } }"
_CLASSES = (
    _PREFIXES
    + """SELECT ?class (COUNT(?x) AS ?n) WHERE {
  { SELECT DISTINCT ?x WHERE { GRAPH ?g { ?e rdf:subject ?x } ?g prov:wasDerivedFrom ?a } }
  ?x a ?class FILTER(?class != sv:Article)
} GROUP BY ?class ORDER BY ?class"""
)


def restore(
    backup: str | PathLike[str],
    path: str | PathLike[str],
    *,
    decisions: str | PathLike[str] | None = None,
    force: bool = False,
) -> int:
    """Make the graph in the folder `path` what the file of a backup holds. Returns its number of articles.

    Raises BadBackup where the file is damaged, or where there is a graph (or its file of decisions) and no `force`:
    then nothing is changed.
    """
    from suviaz import safekeeping

    return safekeeping.restore(Path(backup), Path(path), decisions=Path(decisions) if decisions else None, force=force)


def reread(
    path: str | PathLike[str],
    *,
    decisions: str | PathLike[str] | None = None,
    progress: Callable[[Step], None] | None = None,
) -> Anew:
    """Read every article of the graph in the folder `path` again, from the texts that it keeps: for a graph whose
    database is damaged, or that an older version read. Decisions stay. `progress` hears of each article.

    Raises DamagedStore where there are no texts, StoreBusy; then nothing is changed.
    """
    from suviaz import safekeeping

    return safekeeping.anew(Path(path), decisions=Path(decisions) if decisions else None, progress=progress)


class Keeping:
    """The part of a Collection that keeps it whole; `store` is its graph."""

    store: Store
    _decisions: Path | None

    def rebuild(self) -> None:
        """Make the merged graph and what the rules derive anew from the articles' own graphs, and read the articles of
        which the texts are there and the graph is not: those of a load that was killed.
        """
        from suviaz import pipeline

        self.store.rebuild()
        for _ in pipeline.reread(self._unstored(), self.store):
            pass

    def backup(self, path: str | PathLike[str]) -> int:
        """Write all that the graph consists of into one file, for `restore`. Returns its number of articles.

        The graph may be open for reading, while others read and write. Raises CannotWrite.
        """
        from suviaz import safekeeping

        return safekeeping.backup(self.store, self._decisions, Path(path))

    def _unstored(self) -> list[Article]:
        """Articles whose text was kept before their graph was written, which then was not."""
        texts = self.store.texts
        last = texts.last()
        if last is None or self.store.has_text(last.key, last.sha256):
            return []  # texts come first, so whatever the graph lacks is at the end
        return [article for article in texts.articles() if not self.store.has_text(article.key, article.sha256)]

    def status(self) -> dict[str, int]:
        """How many articles there are, things and facts of each class that they speak of, and nodes in quarantine;
        after a load that was killed also the articles of which only the text is there (`rebuild` reads them).
        """
        from suviaz.answers import ask
        from suviaz.rdf.terms import SV

        counts = {str(kind).removeprefix(SV): int(n or 0) for kind, n in ask(self.store, _CLASSES).rows}
        [[articles]], [[aside]] = ask(self.store, _ARTICLES).rows, ask(self.store, _ASIDE).rows
        found = {"Article": int(articles or 0), **counts, "in quarantine": int(aside or 0)}
        unstored = len(self._unstored())
        return {**found, "kept as text only": unstored} if unstored else found
