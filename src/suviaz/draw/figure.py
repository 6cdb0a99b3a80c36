"""The printed picture as SVG: two columns of actors, and between them cards for what they do together, by time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape

from suviaz.draw import words as say
from suviaz.draw.fonts import embedded
from suviaz.draw.layout import Side, middle, moments, pull, settle, sides
from suviaz.draw.letters import FAMILY, width, wrap
from suviaz.draw.look import GROUND, LIGHT, RELATIONS
from suviaz.draw.sheet import INK, PLAIN, TEXT, Box, Sheet, curve, legal, number, shape, stroke
from suviaz.network import Link, Network, Node

PAGE = 1600
_LEFT, _RIGHT = 424.0, 1176.0  # where the marks of the two columns stand
_CARD = (590.0, 1010.0)
_MARGIN = 24.0
_SMALL = 11.0
_ROW, _NOTE = 17.0, 14.0
_TOP = 140.0
_GREY, _RULE = "#595f69", "#d5d9df"
_INNER = ("isBasedOn", "isPartOf", "isFulfilledBy", "hasOutcome", "drawsOn")
_MERGED = frozenset({"Signing", "Opening"})


@dataclass(frozen=True, slots=True)
class _Card:
    node: Node
    event: Node | None  # the signing or opening that is told in this card
    title: list[str]
    notes: list[str]

    @property
    def height(self) -> float:
        return 14 + len(self.title) * _ROW + len(self.notes) * _NOTE


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture as SVG text, its size in pixels, and the boxes of all its text."""

    svg: str
    width: float
    height: float
    boxes: tuple[Box, ...]


def figure(
    network: Network,
    *,
    title: str | None = None,
    lang: str | None = None,
    limit: int = 60,
    note: str | None = None,
    embed: bool = False,
) -> Figure:
    """The picture of a network on white, for print; at most `limit` cards, those with most ties.

    `note` goes to its foot; with `embed` it brings a font for the letters that many machines lack.

    The same network gives the same bytes. Raises UnknownName for a language that drawings do not speak.
    """
    lang = lang or network.lang
    text = say.words(lang)
    sheet = Sheet()
    cards, merged = _cards(network, lang, limit)
    tops, bottom = _stack(sheet, cards, moments(network))
    centres = {card.node.id: tops[card.node.id] + card.height / 2 for card in cards}
    # That both countries of the pair are involved is what the picture is about: lines for it would cover the rest.
    said = [link for link in network.links if not (network.pair and link.relation == "involvesCountry")]
    shown = [_moved(link, merged) for link in said]
    left, right, _ = sides(network)
    anchors: dict[str, tuple[float, float]] = {}
    bottom = max(bottom, _column(sheet, left, _LEFT, shown, centres, lang, anchors, network))
    lower = _column(sheet, right, _RIGHT, shown, centres, lang, anchors, network)
    bottom = max(bottom, lower)
    lines = _edges(sheet, shown, cards, tops, anchors)
    for card in cards:
        _draw_card(sheet, card, tops[card.node.id])
    absent = len(middle(network)) - len(cards) - len(merged)
    head = title or say.title(network, lang)
    _heading(sheet, network, head, lang)
    bottom = _legend(sheet, network, lines, lang, bottom + 44)
    foot = [say.coverage(network, lang), text["left"].format(n=absent) if absent else None, note]
    for line in filter(None, foot):
        sheet.text(_MARGIN, bottom, line, size=12, fill=_GREY)
        bottom += 18
    bottom = round(bottom + 6, 1)
    body = "\n".join([*sheet.lines, *sheet.marks])
    font = embedded("".join(box.text for box in sheet.boxes)) if embed else ""
    style = f"<style>{font}</style>\n" if font else ""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{PAGE}" height="{number(bottom)}" '
        f'viewBox="0 0 {PAGE} {number(bottom)}" '
        f'role="img" lang="{escape(lang)}" font-family="{FAMILY}">\n<title>{escape(head)}</title>\n'
        f"<desc>{escape(say.coverage(network, lang))}</desc>\n"
        f'<rect width="100%" height="100%" fill="{GROUND["light"]}"/>\n{style}{body}\n</svg>\n'
    )
    return Figure(legal(svg), PAGE, bottom, tuple(sheet.boxes))


def _cards(network: Network, lang: str, limit: int) -> tuple[list[_Card], dict[str, str]]:
    """The cards by time, and which event is told in which card: a signing belongs to what it signs."""
    nodes = {node.id: node for node in network.nodes}
    outcomes: dict[str, list[str]] = {}
    for link in network.links:
        if link.relation == "hasOutcome" and link.target in nodes:
            outcomes.setdefault(link.source, []).append(link.target)
    merged: dict[str, str] = {}
    for source, made in sorted(outcomes.items()):
        concluded = nodes[source].kind in _MERGED and not nodes[source].planned
        if concluded and len(made) == 1 and made[0] not in merged.values():
            merged[source] = made[0]
    told = {outcome: nodes[source] for source, outcome in merged.items()}
    places = _named(network, nodes, merged, lang, "isLocatedIn")
    guests = _named(network, nodes, merged, lang, "hasParticipant")
    between = [node for node in middle(network) if node.id not in merged]
    kept = {node.id for node in sorted(between, key=lambda node: (-node.degree, node.id))[:limit]}
    cards = []
    for node in between:
        if node.id not in kept:
            continue
        event = told.get(node.id)
        room = _CARD[1] - _CARD[0] - 46
        title = wrap(node.label(lang), TEXT, room, bold=True)
        notes = wrap(_note(network, node, event, places, lang), _SMALL, room)
        if node.id in guests:
            notes += wrap(f"{say.words(lang)['others']}: {', '.join(guests[node.id])}", _SMALL, room)
        cards.append(_Card(node, event, title, notes))
    return cards, merged


def _named(
    network: Network, nodes: dict[str, Node], merged: dict[str, str], lang: str, relation: str
) -> dict[str, list[str]]:
    """Names that stand in a card and not beside it: its places, or who takes part without belonging to a side."""
    _, _, others = sides(network)
    told = {node.id for group in others.groups for node in group} if relation != "isLocatedIn" else set(nodes)
    found: dict[str, list[str]] = {}
    for link in network.links:
        if link.relation == relation and link.target in told:
            name = nodes[link.target].label(lang)
            names = found.setdefault(merged.get(link.source, link.source), [])
            if name not in names:
                names.append(name)
    return found


def _note(network: Network, node: Node, event: Node | None, places: dict[str, list[str]], lang: str) -> str:
    """What stands under a card's title: type, state, time, place, fields."""
    text = say.words(lang)
    parts = [text["type"][node.type]]
    parts += [text["status"][node.status]] if node.status in text["status"] else []
    time = say.when(node, lang) or (say.when(event, lang) if event else "")
    parts += [time] if time else []
    parts += [", ".join(places[node.id])] if node.id in places else []
    parts += [", ".join(say.concept(network, "field", code, lang) for code in node.fields)] if node.fields else []
    return " · ".join(parts)


def _stack(sheet: Sheet, cards: Sequence[_Card], times: Mapping[str, str | None]) -> tuple[dict[str, float], float]:
    """Tops of the cards from above to below, with a rule where a year begins."""
    tops: dict[str, float] = {}
    y, year = _TOP, ""
    for card in cards:
        first = (times[card.node.id] or "")[:4]
        if first != year:
            year = first
            sheet.text((_CARD[0] + _CARD[1]) / 2, y + 12, year, size=14, anchor="middle", bold=True, fill=_GREY)
            y += 22
        tops[card.node.id] = y
        y += card.height + 12
    return tops, y


def _column(
    sheet: Sheet,
    side: Side,
    x: float,
    links: Sequence[Link],
    centres: dict[str, float],
    lang: str,
    anchors: dict[str, tuple[float, float]],
    network: Network,
    *,
    top: float = _TOP + 8,
) -> float:
    """Draws one side; returns its lower end and fills in where each node's mark stands."""
    out = -1 if x == _LEFT else 1
    pulled = pull([link for link in links if link.source in centres or link.target in centres], centres)
    if side.country:
        mark = (x, _TOP - 22)
        anchors[side.country.id] = mark
        sheet.text(
            x + out * 16, _TOP - 16, side.country.label(lang), size=18, bold=True, anchor="end" if out < 0 else "start"
        )
        sheet.marks.append(shape("Country", *mark, 8, LIGHT["Country"]))
    tied = [tuple(node for node in group if node.id in pulled) for group in side.groups]
    # An organisation without ties of its own still heads its people.
    kept = [
        group if some and group[0].id not in {n.id for n in some} else some
        for group, some in zip(side.groups, tied, strict=True)
    ]
    groups = [(group, [_entry(node, group, network, lang) for node in group]) for group in kept if group]

    def wanted(group: Sequence[Node]) -> float:
        heights = [pulled[node.id] for node in group if node.id in pulled]
        return round(sum(heights) / len(heights), 6)

    groups.sort(key=lambda pair: (wanted(pair[0]), pair[0][0].id))
    tall = [sum(_tall(entry) for entry in entries) + 16 for _, entries in groups]
    starts = settle([wanted(group) for group, _ in groups], tall, top)
    low = top
    for (group, entries), start in zip(groups, starts, strict=True):
        y = start
        for node, (name, note) in zip(group, entries, strict=True):
            head = node is group[0]
            anchors[node.id] = (x + out * (0 if head else 22), y + 9)
            sheet.marks.append(shape(node.type, *anchors[node.id], 6, LIGHT[node.type]))
            indent = out * (14 if head else 36)
            for line in name:
                sheet.text(
                    x + indent, y + 13, line, anchor="end" if out < 0 else "start", bold=head and node.type != "Person"
                )
                y += _ROW
            for line in note:
                sheet.text(x + indent, y + 10, line, size=_SMALL, fill=_GREY, anchor="end" if out < 0 else "start")
                y += _NOTE
            y += 5
        low = max(low, y)
    return low


def _entry(node: Node, group: Sequence[Node], network: Network, lang: str) -> tuple[list[str], list[str]]:
    room = _LEFT - _MARGIN - (14 if node is group[0] else 36)
    posts = network.words.get(f"post/{node.id}", {})
    post = posts.get(lang) or posts.get("en") or ""
    return wrap(node.label(lang), TEXT, room, bold=node is group[0]), wrap(post, _SMALL, room, lines=1) if post else []


def _tall(entry: tuple[list[str], list[str]]) -> float:
    return len(entry[0]) * _ROW + len(entry[1]) * _NOTE + 5


def _moved(link: Link, merged: dict[str, str]) -> Link:
    """A tie of a signing as a tie of what was signed."""
    return replace(link, source=merged.get(link.source, link.source), target=merged.get(link.target, link.target))


def _edges(
    sheet: Sheet,
    links: Sequence[Link],
    cards: Sequence[_Card],
    tops: dict[str, float],
    anchors: dict[str, tuple[float, float]],
) -> list[Link]:
    """Draws at most one line between two things; returns what was drawn."""
    heights = {card.node.id: card.height for card in cards}
    best: dict[tuple[str, str], Link] = {}
    for link in links:
        card, actor = link.source, link.target
        if card in tops and (actor in anchors or actor in tops) and card != actor and link.relation != "isLocatedIn":
            before = best.get((card, actor))
            if before is None or _strength(link) < _strength(before):
                best[card, actor] = link
    ports: dict[tuple[str, bool], list[str]] = {}
    for card, actor in best:
        if actor in anchors:
            ports.setdefault((card, anchors[actor][0] < PAGE / 2), []).append(actor)
    for (card, actor), link in sorted(best.items()):
        top, tall = tops[card], heights[card]
        if actor in anchors:
            x, y = anchors[actor]
            left = x < PAGE / 2
            row = sorted(ports[card, left], key=lambda one: (anchors[one][1], one))
            end = (_CARD[0] if left else _CARD[1], top + tall * (row.index(actor) + 1) / (len(row) + 1))
            start = (x + (8 if left else -8), y)
            path = curve(start, end, (start[0] + end[0]) / 2)
        else:
            y1, y2 = top + tall / 2, tops[actor] + heights[actor] / 2
            y2 += 10 if y1 > y2 else -10
            bow = _CARD[1] + min(24 + abs(y1 - y2) * 0.12, 110)
            path = curve((_CARD[1], y1), (_CARD[1] + 7, y2), bow)
            head = f"M{number(_CARD[1] + 1)} {number(y2)}l8 -4v8z"
            sheet.lines.append(f'<path d="{head}" fill="{PLAIN}"/>')
        sheet.lines.append(stroke(path, link))
    return list(best.values())


def _strength(link: Link) -> int:
    """Of several ties between a card and an actor only one is drawn: the one that comes first here."""
    return list(RELATIONS).index(link.relation) if link.relation in RELATIONS else len(RELATIONS)


def _draw_card(sheet: Sheet, card: _Card, top: float) -> None:
    node = card.node
    colour = LIGHT[node.type]
    x, wide = _CARD[0], _CARD[1] - _CARD[0]
    ghost = ' stroke-dasharray="2 3"' if node.planned else ""
    sheet.marks.append(f"<g><title>{escape(_spoken(node))}</title>")
    sheet.marks.append(
        f'<rect x="{number(x)}" y="{number(top)}" width="{number(wide)}" height="{number(card.height)}" rx="5" '
        f'fill="#ffffff" stroke="{colour}" stroke-width="1.3"{ghost}/>'
    )
    if not node.planned:
        sheet.marks.append(
            f'<rect x="{number(x)}" y="{number(top + 4)}" width="4" height="{number(card.height - 8)}" '
            f'fill="{colour}"/>'
        )
    sheet.marks.append(shape(node.type, x + 20, top + 15, 7, colour, hollow=node.planned))
    y = top + 19
    for line in card.title:
        sheet.text(x + 36, y, line, bold=True, fill=_GREY if node.planned else INK)
        y += _ROW
    for line in card.notes:
        sheet.text(x + 36, y - 2, line, size=_SMALL, fill=_GREY)
        y += _NOTE
    sheet.marks.append("</g>")


def _spoken(node: Node) -> str:
    """What a card shows when pointed at: the words that say so, and where they stand."""
    return "\n".join(f"«{quote.text}» — {quote.title or quote.url}, {quote.published}" for quote in node.quotes[:3])


def _heading(sheet: Sheet, network: Network, head: str, lang: str) -> None:
    text = say.words(lang)
    sheet.text(_MARGIN, 44, wrap(head, 26, PAGE - 2 * _MARGIN, lines=1, bold=True)[0], size=26, bold=True)
    facts = [text["size"].format(nodes=len(network.nodes), links=len(network.links))]
    if network.years:
        facts.insert(0, text["period"].format(first=network.years[0], last=network.years[1]))
    sheet.text(_MARGIN, 70, " · ".join(facts), size=14, fill=_GREY)
    sheet.lines.append(f'<path d="M{number(_MARGIN)} 86H{number(PAGE - _MARGIN)}" stroke="{_RULE}"/>')


def _legend(sheet: Sheet, network: Network, lines: Sequence[Link], lang: str, y: float) -> float:
    """What shapes, colours and dashes mean; returns the next line of the page."""
    text = say.words(lang)
    sheet.lines.append(f'<path d="M{number(_MARGIN)} {number(y - 24)}H{number(PAGE - _MARGIN)}" stroke="{_RULE}"/>')
    present = {node.type for node in network.nodes} - {"Place"}
    x = _MARGIN + 8
    for name in (name for name in LIGHT if name in present):
        sheet.marks.append(shape(name, x, y - 4, 6, LIGHT[name]))
        sheet.text(x + 14, y, text["type"][name], size=12)
        x += 34 + width(text["type"][name], 12)
    y += 24
    x = _MARGIN
    relations = {link.relation for link in lines}
    samples = [
        (text["relation"][name], Link("", "", name))
        for name in (*RELATIONS, "involvesCountry")
        if name in relations and not (name == "isMadeTo" and "isMadeBy" in relations)
    ]
    samples += [(text["unsure"], Link("", "", "", confidence=0.0))] if any(link.unsure for link in lines) else []
    samples += [(text["planned"], Link("", "", "", planned=True))] if any(link.planned for link in lines) else []
    for name, link in samples:
        sheet.marks.append(stroke(f"M{number(x)} {number(y - 4)}h34", link))
        sheet.text(x + 42, y, name, size=12)
        x += 62 + width(name, 12)
    inner = [text["relation"][name] for name in _INNER if name in relations]
    if inner:
        sheet.marks.append(stroke(f"M{number(x)} {number(y - 4)}h28", Link("", "", "isBasedOn")))
        sheet.marks.append(f'<path d="M{number(x + 35)} {number(y - 4)}l-8 -4v8z" fill="{PLAIN}"/>')
        sheet.text(x + 42, y, " / ".join(inner), size=12)
    return y + 26
