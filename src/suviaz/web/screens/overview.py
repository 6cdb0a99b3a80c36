"""What is in here, how far it reaches, and what is new."""

from __future__ import annotations

from suviaz.web.screens.page import Page, Table, View
from suviaz.web.screens.seen import outlet

_LATEST = 8

_QUERY = """PREFIX sv: <https://w3id.org/suviaz/ontology#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT ?class (COUNT(DISTINCT ?thing) AS ?things)
WHERE {
  ?graph prov:wasDerivedFrom ?article .
  GRAPH ?graph { ?evidence rdf:subject ?thing }
  ?thing a ?class .
}
GROUP BY ?class
ORDER BY DESC(?things) ?class
"""

_GROUPS = (
    ("Person", "Person"),
    ("Organisation", "Organisation GovernmentBody Ministry"),
    ("Agreement", "Agreement Memorandum Treaty Protocol Contract Declaration RoadMap"),
    ("Event", "Event Meeting Signing Opening Presentation"),
    ("Body", "CooperationBody CooperationCentre JointCommittee"),
    ("Commitment", "Commitment"),
)
"""What the page counts, and the classes of each. A person who is an Official is a Person, too: each is counted once."""


def overview(view: View) -> Page:
    seen, things = view.seen, view.things
    counts = seen.counts
    sums = [(kind, sum(counts.get(name, 0) for name in names.split())) for kind, names in _GROUPS]
    latest = _latest(view)
    articles = seen.articles[:_LATEST]
    languages = sorted({lang for _, lang in seen.published})
    fields: dict[str, int] = {}
    for _, value in things.valued("hasField"):
        code = value.rpartition("/")[2]
        fields[code] = fields.get(code, 0) + 1
    top = sorted(fields.items(), key=lambda pair: (-pair[1], pair[0]))[:10]
    data = {
        "sums": sums,
        "counts": counts,
        "articles": articles,
        "latest": latest,
        "years": seen.years,
        "languages": languages,
        "bars": bars(seen.years, languages, seen.published),
        "published": seen.published,
        "fields": top,
        "countries": seen.countries[:6],
        "outlet": outlet,
    }
    table = Table(
        ("published", "title", "lang", "facts", "outlet", "url", "key"),
        tuple((a.published, a.title, a.lang, a.facts, outlet(a.url), a.url, a.key) for a in seen.articles),
    )
    return Page(
        "overview.html",
        view.say("overview.title"),
        data,
        table=table,
        things=[a.iri for a in seen.articles],
        query=_QUERY,
    )


def bars(
    years: tuple[int, ...], languages: list[str], published: dict[tuple[int, str], int]
) -> list[tuple[int, list[tuple[str, float, float]], float]]:
    """For each year its bars, one a language on the other: language, top and height; and the height of them all.

    The tallest year is 100 high; 0 is the top of the picture.
    """
    most = max((sum(published.get((year, lang), 0) for lang in languages) for year in years), default=0) or 1
    found = []
    for year in years:
        low, pieces = 100.0, []
        for lang in languages:
            tall = 100 * published.get((year, lang), 0) / most
            if tall:
                low -= tall
                pieces.append((lang, round(low, 2), round(tall, 2)))
        found.append((year, pieces, round(100 - low, 2)))
    return found


def _latest(view: View) -> list[tuple[str, str]]:
    """The agreements, events and bodies that were dated last, with their times; days of which nobody gives the year,
    and plans, are left out.
    """
    last = view.seen.last_day
    dated: dict[str, str] = {}
    for relation in ("startDate", "signedOn", "notAfter"):
        for iri, day in view.things.valued(relation):
            if day[:4].isdigit() and day[:10] <= last:
                dated[iri] = max(dated.get(iri, ""), day[:10])
    found = []
    for iri, _ in sorted(dated.items(), key=lambda pair: (pair[1], pair[0]), reverse=True):
        known = view.things.about(iri)
        if known.type in ("Agreement", "Event", "Body") and known.status not in ("announced", "scheduled", "cancelled"):
            found.append((iri, known.when or known.one("signedOn")))
        if len(found) == _LATEST:
            break
    return found
