"""Write the history of the ties between two countries as a page, with its pictures, from nothing but the graph.

    python scripts/write_history.py BY KR data/articles docs/belarus-korea.md           writes the page and its pictures
    python scripts/write_history.py BY KR data/articles docs/belarus-korea.md --check   writes nothing; exit 1 on drift

The articles of the folder are read into a new graph. Pictures go to `pictures/` beside the page. The same articles give
the same bytes.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import suviaz
from suviaz.draw.figure import figure
from suviaz.memory.facts import Facts
from suviaz.memory.narration import when
from suviaz.memory.sides import ELSEWHERE
from suviaz.memory.sources import Source, sources
from suviaz.memory.times import Moment
from suviaz.memory.values import AGREEMENTS, BODIES, Words

PERIODS = 4
_MADE = re.compile(r" – |^\d{4}")
LANG = "en"
VERDICTS = {"different": "differs", "divided": "differs within one side", "only": "told by one side"}


@dataclass(frozen=True)
class Page:
    """What the parts of the page are made from."""

    graph: suviaz.Collection
    pair: tuple[str, str]
    folder: Path
    stem: str
    sources: Mapping[str, Source]
    facts: Facts

    def name(self, iri: str) -> str:
        found = self.facts.name(iri)
        return plain(found.text)

    def called(self, iri: str) -> str:
        """The name of an event or paper without what names made by rule carry in brackets, with what was opened."""
        name = self.bare(iri)
        thing = self.facts.known().things.get(iri)
        opened = sorted(map(self.bare, thing.outcomes)) if thing and "Opening" in thing.kinds else []
        return f"{name.partition(':')[0]} of {', '.join(opened)}" if opened else name

    def bare(self, iri: str) -> str:
        name, _, made = self.name(iri).removesuffix(")").rpartition(" (")
        countries = {self.name(self.facts.country(code)) for code in self.pair}
        return name if name and (_MADE.search(made) or made in countries) else self.name(iri)

    def concept(self, key: str) -> str:
        return self.name(f"https://w3id.org/suviaz/concept/{key}")

    def quote(self, words: Sequence[Words]) -> str:
        """The first words, in the language of the page if there are such, with a link to the source."""
        if not words:
            return ""
        own = [w for w in words if w.article in self.sources and self.sources[w.article].lang == LANG]
        best = (own or list(words))[0]
        return f"“{plain(best.text)}” ({self.link(best)})"

    def link(self, words: Words) -> str:
        source = self.sources.get(words.article)
        outlet = self.name(source.outlet) if source and source.outlet else words.article.split("/")[2]
        return f"[{words.published or 'undated'}, {outlet.removeprefix('www.')}]({words.article})"

    def side(self, key: str) -> str:
        return "elsewhere" if key == ELSEWHERE else self.name(key)


def plain(text: str) -> str:
    """Text that Markdown leaves alone."""
    for mark in ("\\", "|", "*", "_", "[", "]", "<", ">", "`"):
        text = text.replace(mark, "\\" + mark)
    return " ".join(text.split())


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join("" if cell is None else str(cell) for cell in row) + " |"
    yield ""


def shown(one: Moment) -> str:
    return when(one.first, one.last, one.precision)


def write(page: Page, pictures: dict[str, str]) -> Iterator[str]:
    """The page line by line; the pictures go into the mapping, by file name."""
    moments = [m for m in page.graph.timeline(pair=page.pair, lang=LANG) if m.what != "promise"]
    [told] = page.graph.sides(pair=page.pair, lang=LANG).entries
    names = " and ".join(page.name(key) for key in told.sides)
    days = sorted(source.published for source in page.sources.values() if source.published)
    yield f"# The ties between {names}"
    yield ""
    yield from opening(page, told, days)
    yield from years(page)
    yield from periods(page, moments, pictures)
    yield from agreements(page, moments)
    yield from bodies(page)
    yield from promises(page)
    yield from posts(page, told.sides)
    yield from both_sides(page, told)
    yield from network(page)
    yield from listing(page)


def opening(page: Page, told: Any, days: Sequence[str]) -> Iterator[str]:
    languages = sorted({source.lang for source in page.sources.values()})
    yield (
        f"What {len(page.sources)} articles in {len(languages)} languages ({', '.join(languages)}) tell, published "
        f"from {days[0]} to {days[-1]}. This page is made from the graph by `scripts/write_history.py`, and from "
        "nothing else: whatever is wrong or missing here is so in the graph, and is put right there."
    )
    yield ""
    if (page.folder / "SOURCES.md").exists():
        yield (
            f"Words in quotation marks are sentences of the articles in `{page.folder.as_posix()}`; links lead to the "
            "source that an article rests on, whose own words are others (see its `SOURCES.md`). A time is as exact as "
            "an article gives it; what is only planned is marked, and is no fact."
        )
        yield ""
    head = ("side", "articles", "outlets", "first", "last")
    yield from table(head, ((page.side(c.side), c.articles, c.outlets, c.first, c.last) for c in told.coverage))


def years(page: Page) -> Iterator[str]:
    yield "## Ties over time"
    yield ""
    yield "Events held and papers signed by year and field; in brackets what was only planned for that year."
    yield ""
    counts: dict[tuple[int | None, str | None], tuple[int, int]] = {}
    for one in page.graph.years(pair=page.pair, lang=LANG):
        counts[one.year, one.field] = (one.events + one.papers, one.planned)
    totals: dict[str, int] = defaultdict(int)
    for (_, field), (done, planned) in counts.items():
        if field:
            totals[field] += done + planned
    fields = sorted(totals, key=lambda field: (-totals[field], field))[:6]

    def cell(year: int | None, field: str | None) -> str:
        done, planned = counts.get((year, field), (0, 0))
        return " ".join(part for part in (str(done or ""), f"({planned})" if planned else "") if part)

    known = sorted({year for year, _ in counts if year is not None})
    rows = [(year, cell(year, None), *(cell(year, field) for field in fields)) for year in known]
    rows.append(("no year", cell(None, None), *(cell(None, field) for field in fields)))
    yield from table(("year", "all", *(page.concept(f"field/{field}") for field in fields)), rows)


def periods(page: Page, moments: Sequence[Moment], pictures: dict[str, str]) -> Iterator[str]:
    sides = " – ".join(page.name(page.facts.country(code)) for code in page.pair)
    dated = [m for m in moments if (m.first or m.last) and m.precision != "unknown"]
    for first, last in spans([int(str(m.first or m.last)[:4]) for m in dated]):
        own = [m for m in dated if first <= int(str(m.first or m.last)[:4]) <= last]
        title = f"{first}–{last}" if first != last else str(first)
        yield f"## {title}"
        yield ""
        drawn = page.graph.ties(pair=page.pair, first=str(first), last=str(last), lang=LANG)
        name = f"{page.stem}-{first}-{last}.svg"
        pictures[name] = figure(drawn, title=f"{sides}, {title}", limit=24).svg
        yield f"![Who was tied to whom by what, {title}](pictures/{name})"
        yield ""
        by_field: dict[str, list[Moment]] = defaultdict(list)
        for moment in own:
            by_field[moment.fields[0] if moment.fields else ""].append(moment)
        for field in sorted(by_field, key=lambda code: (not code, -len(by_field[code]), code)):
            yield f"### {title}: {page.concept(f'field/{field}') if field else 'no field named'}"
            yield ""
            for moment in by_field[field]:
                yield entry(page, moment)
            yield ""


def spans(found: Sequence[int]) -> list[tuple[int, int]]:
    """Periods of whole years with about the same number of moments in each."""
    counts: dict[int, int] = defaultdict(int)
    for year in found:
        counts[year] += 1
    share, made, start, so_far = len(found) / PERIODS, [], None, 0
    for year in sorted(counts):
        start = year if start is None else start
        so_far += counts[year]
        if so_far >= share * (len(made) + 1) or year == max(counts):
            made.append((start, year))
            start = None
    return made


def entry(page: Page, moment: Moment) -> str:
    kind, _, code = moment.what.partition("/")
    stage = f"{code.replace('-', ' ')}: " if kind == "stage" else ""
    state = "" if moment.state == "done" else f" *({moment.state})*"
    who = [page.name(actor) for actor in moment.actors][:4]
    with_whom = f" — {', '.join(who)}{' …' if len(moment.actors) > 4 else ''}" if who else ""
    more = f"; {moment.articles} articles" if moment.articles > 1 else ""
    return (
        f"- **{shown(moment)}**{state} {stage}{page.called(moment.thing)}{with_whom}. {page.quote(moment.words)}{more}"
    )


def agreements(page: Page, moments: Sequence[Moment]) -> Iterator[str]:
    yield "## Agreements and their lives"
    yield ""
    lives = {life.thing: life for life in page.graph.lives(pair=page.pair, lang=LANG)}
    rows = []
    for moment in moments:
        if moment.what.removeprefix("kind/") not in AGREEMENTS:
            continue
        steps = {
            (step.first or step.last or "9999", step.stage): step
            for iri in moment.things
            for step in (lives[iri].steps if iri in lives else ())
        }
        told = [f"{span(step)} {step.stage} {page.link(step.words[0])}" for _, step in sorted(steps.items())]
        who = [page.name(a) for a in moment.actors if "/organisation/" in a]
        if told or moment.precision != "unknown":
            rows.append((page.called(moment.thing), ", ".join(who), "<br>".join(told) or shown(moment)))
    yield from table(("agreement", "organisations", "steps"), rows)


def span(step: Any) -> str:
    if not step.first:
        return f"≤ {step.last}" if step.last else "?"
    return str(step.first) if step.first == step.last else f"{step.first} – {step.last or '…'}"


def bodies(page: Page) -> Iterator[str]:
    yield "## Joint bodies"
    yield ""
    known = page.facts.known().things
    for life in page.graph.lives(pair=page.pair, lang=LANG):
        if known[life.thing].kinds & BODIES:
            yield f"- **{page.called(life.thing)}**"
            for step in life.steps:
                yield f"  - {span(step)} {step.stage.replace('-', ' ')} ({step.basis}): {page.quote(step.words)}"
    yield ""


def promises(page: Page) -> Iterator[str]:
    account = page.graph.ledger(pair=page.pair, lang=LANG)
    yield "## What was promised, and what became of it"
    yield ""
    yield (
        f"As of {account.on}, the day of the last article. A passed date alone never means done: only what an article "
        "reports fulfils a promise ([how that is judged](memory.md))."
    )
    yield ""
    groups: dict[str, list[Any]] = defaultdict(list)
    for one in account:
        groups[one.state].append(one)
    for state in ("fulfilled", "partly", "due", "overdue", "lapsed", "announced", "silent"):
        if not groups[state]:
            continue
        yield f"### {account.phrases['state'][state]}: {len(groups[state])}"
        yield ""
        for one in groups[state]:
            due = span_of(*one.due)
            who = ", ".join(page.name(iri) for iri in one.by)
            yield (
                f"- **{page.called(one.promise)}**{f' — {who}' if who else ''}; voiced {one.voiced or '?'}{due}. "
                + page.quote(one.words)
            )
            for match in (*one.fulfilled_by, *one.steps):
                verb = "fulfilled by" if match in one.fulfilled_by else "a step:"
                told = f"{verb} {page.called(match.thing)} (confidence {match.confidence:.2f})"
                yield f"  - {told}: {page.quote(match.words)}"
        yield ""


def span_of(first: str | None, last: str | None) -> str:
    return f", due {first or '…'} – {last or '…'}" if first or last else ", no day given"


def posts(page: Page, sides: Sequence[str]) -> Iterator[str]:
    yield "## Who held which post"
    yield ""
    yield "Known from and to the days on which articles attest it; gaps are not filled."
    yield ""
    held: dict[tuple[str, str, str], list[Any]] = defaultdict(list)
    for office in page.graph.holders(lang=LANG):
        homes = page.facts.countries().get(office.body or "", frozenset())
        if office.country in sides or homes & {*sides}:
            post = page.name(office.post).partition(":")[0]
            post = post[:1].upper() + post[1:]
            whose = page.name(office.body or office.country or "")
            for one in office.holders:
                held[post, whose, page.name(one.spell.holder)].append(one)
    rows = []
    for (post, whose, who), spells in held.items():
        days = min(s.spell.start.day for s in spells), max(s.spell.end.day for s in spells)
        words = sorted((w for s in spells for w in s.words), key=lambda w: (w.published or "9999", w.article))
        rows.append((post, whose, who, span_between(*days), page.link(words[0]) if words else ""))
    # Who speaks for a country abroad stands first.
    rows.sort(key=lambda row: (not row[0].startswith("Ambassador"), row[1], row[0], row[3], row[2]))
    yield from table(("post", "of", "holder", "known", "source"), rows)


def span_between(first: str, last: str) -> str:
    return first if first == last else f"{first} – {last}"


def both_sides(page: Page, told: Any) -> Iterator[str]:
    yield "## What the two sides tell"
    yield ""
    one, other = (page.side(key) for key in told.sides)
    only = told.only
    yield (
        f"{told.both} events and agreements are told by sources of both sides, {only[told.sides[0]]} only by those of "
        f"{one}, {only[told.sides[1]]} only by those of {other}, {only[ELSEWHERE]} only elsewhere. A source speaks for "
        "the country of its outlet; what one side does not tell here, it may tell in an article that is not here."
    )
    yield ""
    leads = ", ".join(f"{page.side(key)} {n}" for key, n in told.leads.items())
    late = f"; the other side followed after {told.lag:g} days (median)" if told.lag is not None else ""
    yield f"First to tell of what both tell: {leads}, the same day {told.same_day}{late}."
    yield ""
    say = page.graph.sides(pair=page.pair, lang=LANG).phrases["facet"]
    yield "### Point by point"
    yield ""
    matters = {matter.thing: matter for matter in told.told}
    # A country is party to all that concerns the pair, so one question answers for all matters.
    for found in page.graph.sides(told.sides[0], pair=page.pair, lang=LANG):
        matter = matters.get(found.thing)
        if matter is not None:
            points = [p for p in found.points if p.verdict in ("different", "divided")]
            both = {*told.sides} <= set(matter.by)
            if both or points:
                agreed = [p.facet for p in found.points if p.verdict == "agreed"]
                lag = (
                    f"; {page.side(matter.leader)} first, by {matter.lag} {'day' if matter.lag == 1 else 'days'}"
                    if matter.leader
                    else ""
                )
                told_by = ", ".join(page.side(key) for key in matter.by)
                yield f"- **{found.first or '?'} {page.called(found.thing)}** (told by {told_by}{lag})"
                if agreed:
                    yield f"  - agreed: {', '.join(say[facet] for facet in agreed)}"
                apart = [
                    p for p in found.points if both and p.verdict == "only" and p.facet in ("actor", "place", "number")
                ]
                for point in (*points, *apart):
                    yield from point_lines(page, point, say)
    yield ""


def point_lines(page: Page, point: Any, say: Mapping[str, str]) -> Iterator[str]:
    about = f" of {page.name(point.about)}" if point.about else ""
    yield f"  - {VERDICTS[point.verdict]}: {say[point.facet]}{about}"
    for claim in point.claims:
        given = (page.name(value) if "://" in value else plain(value.replace("/", " – ")) for value in claim.values)
        yield f"    - {page.side(claim.side)}: {', '.join(given)}. {page.quote(claim.words)}"


def network(page: Page) -> Iterator[str]:
    [found] = page.graph.figures(pair=page.pair, most=10, lang=LANG).entries
    yield "## Who stands between others, and who belongs together"
    yield ""
    yield (
        f"In {found.nodes} actors, events and papers with {found.links} ties between them, from {found.articles} "
        "articles; plans, countries and places are left out. Betweenness is the share of shortest ways that lead "
        "through somebody: it says how these articles tell of the ties, not who is important."
    )
    yield ""
    rows = ((page.name(b.actor), f"{b.betweenness:.3f}", b.ties, len(b.things)) for b in found.brokers)
    yield from table(("broker", "betweenness", "ties", "events and papers"), rows)
    for group in found.communities:
        fields = ", ".join(page.concept(f"field/{code}") for code in list(group.fields)[:3])
        years = span_between(str(group.first), str(group.last)) if group.first else "no year"
        yield f"- {years}{f', {fields}' if fields else ''}: {', '.join(page.name(a) for a in group.actors[:8])}" + (
            " …" if len(group.actors) > 8 else ""
        )
    yield ""


def listing(page: Page) -> Iterator[str]:
    yield "## Sources"
    yield ""
    for source in sorted(page.sources.values(), key=lambda s: (s.published or "", s.address)):
        country = page.name(source.country) if source.country else "no country known"
        outlet = page.name(source.outlet) if source.outlet else source.voice
        title = f"[{plain(source.title)}]({source.address})"
        yield f"- {source.published or 'undated'}, {title}, {outlet}, {country} ({source.lang})"


def made(graph: suviaz.Collection, pair: tuple[str, str], articles: Path, page: Path) -> dict[Path, str]:
    """The page and its pictures, by path, as the articles that are in the graph give them."""
    pictures: dict[str, str] = {}
    facts = Facts(graph.store, LANG)
    known = {source.address: source for source in sources(facts).values()}
    text = "\n".join(write(Page(graph, pair, articles, page.stem, known, facts), pictures)).rstrip("\n") + "\n"
    return {page: text, **{page.parent / "pictures" / name: svg for name, svg in pictures.items()}}


def stale(wanted: Mapping[Path, str], page: Path) -> list[Path]:
    """Pictures of the page that it no longer has."""
    return sorted(path for path in (page.parent / "pictures").glob(f"{page.stem}-*.svg") if path not in wanted)


def drift(wanted: Mapping[Path, str], page: Path) -> list[Path]:
    """The files that are not what the articles give."""
    other = (p for p, new in wanted.items() if not p.exists() or p.read_text(encoding="utf-8") != new)
    return [*sorted(other), *stale(wanted, page)]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pair", nargs=2, metavar="COUNTRY", help="two country codes")
    parser.add_argument("articles", type=Path, help="the folder of articles")
    parser.add_argument("page", type=Path, help="the page to write")
    parser.add_argument("--check", action="store_true", help="write nothing, fail on drift")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, suviaz.open(Path(folder) / "graph") as graph:
        graph.load(given.articles)
        wanted = made(graph, tuple(given.pair), given.articles, given.page)
    if given.check:
        for path in (found := drift(wanted, given.page)):
            print(f"{path} is not what the articles give; run this without --check", file=sys.stderr)
        return 1 if found else 0
    (given.page.parent / "pictures").mkdir(parents=True, exist_ok=True)
    for path in stale(wanted, given.page):
        path.unlink()
    for path, new in wanted.items():
        path.write_text(new, encoding="utf-8")
    print(f"{given.page}: {len(wanted[given.page].splitlines())} lines, {len(wanted) - 1} pictures")
    return 0


if __name__ == "__main__":
    sys.exit(main())
