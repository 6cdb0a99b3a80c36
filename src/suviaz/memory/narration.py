"""The text of what history asks for: comparisons, balances, timelines, counts, ways and figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from suviaz.answers import table
from suviaz.memory.balance import Balance, Told
from suviaz.memory.sides import ELSEWHERE, VERDICTS, Claimed, Comparison, Point, Report
from suviaz.memory.telling import Account, quoted, span
from suviaz.memory.times import Moment, Precision, Tally
from suviaz.memory.ways import Figures, Step, Way

_CODED = {"kind": "kind/", "event": "event-type/", "field": "field/", "status": "status/"}


def lines(account: Account) -> Iterator[str]:
    """Line by line; nothing for kinds that belong elsewhere."""
    entries = account.entries
    if all(isinstance(entry, Tally) for entry in entries):
        yield from _tallies(account)
    for number, entry in enumerate(entries):
        if number and isinstance(entry, (Comparison, Way)):
            yield ""
        if isinstance(entry, Moment):
            yield from _moment(account, entry)
        elif isinstance(entry, Comparison):
            yield from _comparison(account, entry)
        elif isinstance(entry, Balance):
            yield from _balance(account, entry)
        elif isinstance(entry, Way):
            yield from _way(account, entry)
        elif isinstance(entry, Figures):
            yield from _figures(account, entry)


def when(first: str | None, last: str | None, precision: Precision) -> str:
    """A time as exactly as it is known: 2017-04-26, 2017-04, 2017, ≤ 2017-04-26, bounds, or a question mark."""
    if precision == "unknown":
        return "?"
    if precision == "by":
        return f"≤ {last}"
    if first and precision in ("month", "year"):
        return first[:7] if precision == "month" else first[:4]
    return span(first, last)


def side(account: Account, key: str) -> str:
    """A side's name."""
    return str(account.phrases["elsewhere"]) if key == ELSEWHERE else account.name(key)


def _comparison(account: Account, one: Comparison) -> Iterator[str]:
    say = account.phrases
    yield account.name(one.thing)
    if one.found:
        yield f"    {say['beside']}: {'; '.join(dict.fromkeys(account.name(iri) for iri in one.found))}"
    for report in one.reports:
        yield from _report(account, report)
    # What a single side says needs its words only where the other says something else.
    brief = sum(1 for report in one.reports if report.voice == "told" and report.side != ELSEWHERE) < 2
    for verdict in VERDICTS:
        for point in one.points:
            if point.verdict == verdict:
                yield from _point(account, point, brief)


def _report(account: Account, report: Report) -> Iterator[str]:
    say = account.phrases
    told = say["voice"][report.voice].format(n=len(report.articles), covered=report.covered, day=report.first or "?")
    yield f"    {side(account, report.side)}: {told}"
    yield from quoted([w for w in report.words if w.part is None][:1], "        ")


def _point(account: Account, point: Point, brief: bool) -> Iterator[str]:
    say = account.phrases
    about = f" ({account.name(point.about)})" if point.about else ""
    head = f"    [{say['verdict'][point.verdict]}] {say['facet'][point.facet]}{about}"
    if point.verdict == "agreed":
        shown = dict.fromkeys(value for claim in point.claims for value in _values(account, point, claim))
        yield f"{head}: {', '.join(shown)}"
        return
    if point.verdict == "only":
        [claim] = point.claims
        yield f"{head} – {side(account, claim.side)}: {', '.join(_values(account, point, claim))}"
        yield from quoted([] if brief else claim.words[:1], "        ")
        return
    yield head
    for claim in point.claims:
        yield f"        {side(account, claim.side)}: {', '.join(_values(account, point, claim))}"
        yield from quoted(claim.words[:1], "            ")


def _values(account: Account, point: Point, claim: Claimed) -> list[str]:
    if point.facet in ("date", "number", "name"):
        return [value.replace("/", " – ") if point.facet == "date" else value for value in claim.values]
    return [account.name(_CODED.get(point.facet, "") + value) for value in claim.values]


def _balance(account: Account, one: Balance) -> Iterator[str]:
    say = account.phrases
    yield f"{' – '.join(side(account, key) for key in one.sides)}, {span(one.first, one.last)}".removesuffix(", ")
    for cover in one.coverage:
        days = f", {span(cover.first, cover.last)}" if cover.first else ""
        told = say["coverage"].format(n=cover.articles, outlets=cover.outlets)
        yield f"    {side(account, cover.side)}: {told}{days}"
    yield "    " + " · ".join([f"{say['both']}: {one.both}", *_only(account, one.only)])
    leads = [f"{side(account, key)} {n}" for key, n in one.leads.items()]
    yield f"    {say['leads']}: {', '.join([*leads, f'''{say['same_day']} {one.same_day}'''])}" + (
        f" · {say['lag'].format(days=f'{one.lag:g}')}" if one.lag is not None else ""
    )
    yield f"    {say['as_far']}"
    for of in ("kind/", "event-type/", "field/"):
        for share in (share for share in one.shares if share.of.startswith(of)):
            counts = [f"{say['both']}: {share.both}", *_only(account, share.only)]
            yield f"    {account.name(share.of)}: {' · '.join(counts)}"
    for told in one.told:
        yield from _told(account, told, one.sides)


def _only(account: Account, only: Any) -> list[str]:
    say = account.phrases
    return [f"{say['only_side'].format(side=side(account, key))}: {n}" for key, n in only.items() if n]


def _told(account: Account, told: Told, sides: tuple[str, str]) -> Iterator[str]:
    say = account.phrases
    own = [key for key in told.by if key in sides]
    who = say["both"] if len(own) == 2 else say["only_side"].format(side=side(account, own[0] if own else ELSEWHERE))
    yield ""
    yield f"{span(told.first, told.last) or '?'}  [{who}] {account.name(told.thing)}"
    if told.leader:
        yield f"    {say['first_told'].format(side=side(account, told.leader), days=told.lag)}"
    for report in told.reports:
        if report.voice == "told":
            yield from quoted([w for w in report.words if w.part is None][:1], "    ")


def _moment(account: Account, one: Moment) -> Iterator[str]:
    say = account.phrases
    known, _, code = one.what.partition("/")
    stage = {"stage": say["stage"].get(code), "promise": say["promised"], "named": say["named"]}.get(known)
    state = "" if one.state == "done" else f"[{say['moment'][one.state]}] "
    name = account.name(one.thing)
    if known == "post":
        name += f": {account.listed(one.actors)}"
    yield f"{when(one.first, one.last, one.precision)}  {state}{f'{stage}: ' if stage else ''}{name}"
    yield from quoted(one.words[:1], "    ")


def _tallies(account: Account) -> Iterator[str]:
    say = account.phrases

    def row(one: Tally) -> Sequence[str]:
        of = say["all"] if one.field is None else account.name(f"field/{one.field}") if one.field else say["no_field"]
        numbers = (one.events, one.papers, one.planned)
        year = str(one.year or "?") if one.field is None else ""
        return (year, of, *(str(number or "") for number in numbers))

    head = tuple(say[key] for key in ("year", "field", "events", "papers", "planned"))
    yield table(head, [row(one) for one in account.entries]).rstrip("\n")


def _way(account: Account, way: Way) -> Iterator[str]:
    say = account.phrases
    yield " → ".join(account.name(node) for node in way.nodes)
    for step in way.steps:
        yield from _step(account, step)
    if way.planned:
        yield f"    {say['only_planned']}"


def _step(account: Account, step: Step) -> Iterator[str]:
    say = account.phrases
    ends = (step.target, step.source) if step.turned else (step.source, step.target)
    roles = f" ({account.listed(f'role/{role}' for role in step.roles)})" if step.roles else ""
    plan = f"[{say['moment']['planned']}] " if step.planned else ""
    relation = account.name(f"relation/{step.relation}")
    yield f"    {plan}{account.name(ends[0])} – {relation}{roles} – {account.name(ends[1])}"
    yield from quoted(step.words[:1], "        ") or (f"        {say['registry']}",)


def _figures(account: Account, one: Figures) -> Iterator[str]:
    say = account.phrases
    yield say["network"].format(nodes=one.nodes, links=one.links, articles=one.articles)
    yield ""
    yield say["brokers"]
    for broker in one.brokers:
        share = say["broker"].format(share=f"{broker.betweenness:.3f}", ties=broker.ties, things=len(broker.things))
        yield f"    {account.name(broker.actor)}: {share}"
    yield ""
    yield say["communities"].format(modularity=f"{one.modularity:.2f}")
    for group in one.communities:
        counts = ", ".join(f"{code} {n}" for code, n in group.countries.items())
        years = span(str(group.first or ""), str(group.last or ""))
        fields = account.listed(f"field/{code}" for code in list(group.fields)[:3])
        yield f"    {len(group.actors)}: {' · '.join(part for part in (counts, years, fields) if part)}"
        yield f"        {account.listed(group.actors[:6])}{' …' if len(group.actors) > 6 else ''}"
