"""A Reading as one offline HTML page: the text with its names marked, and beside it the facts that point into it.

The page needs no network: a strict content policy forbids it one. It follows the system's light or dark theme.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise
from pathlib import Path

from suviaz.extract.trace import Trace
from suviaz.model import Article, Fact, Reading, Ref, Referent, Span
from suviaz.render.why import explained
from suviaz.render.words import authority, labels, one_line, value_words, when_words


def as_html(readings: Sequence[Reading], traces: Sequence[Trace] = ()) -> str:
    """One page for all readings: the text with its names marked, and beside it the facts that point into it.

    With `traces`, one a reading, each article ends with what became of its sentences and why.
    """
    title = _title(readings[0].article) if len(readings) == 1 else f"{len(readings)} articles"
    style, script = ((Path(__file__).parent / name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    articles = "\n".join(
        _article(reading, number, traces[number] if traces else None) for number, reading in enumerate(readings)
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        "script-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} – what Suviaz reads</title>\n<style>\n{style}</style></head>\n"
        f"<body>\n{articles}\n<script>\n{script}</script>\n</body></html>\n"
    )


def _title(article: Article) -> str:
    return article.title or one_line(article.text)[:80] or article.key


def _article(reading: Reading, number: int, trace: Trace | None) -> str:
    article = reading.article
    link = ""
    if article.url and article.url.startswith(("http://", "https://")):
        link = f' · <a href="{escape(article.url)}" rel="noreferrer">{escape(article.url)}</a>'
    elif article.url:
        link = f" · {escape(article.url)}"
    facts = "\n".join(_fact(fact, reading, number) for fact in reading.facts)
    kinds = sorted({referent.kind for referent in reading.referents})
    legend = "".join(f'<span class="key"><mark class="{_tone(kind)}">{escape(kind)}</mark></span>' for kind in kinds)
    return (
        f'<article id="a{number}">\n<header><h1>{escape(_title(article))}</h1>'
        f"<p>{escape(article.lang)} · {escape(article.published or 'date unknown')}{link}</p>"
        f'<p class="legend">{legend}</p></header>\n'
        f'<div class="text" lang="{escape(article.lang)}">{marked(reading)}</div>\n'
        f'<section class="facts" aria-label="Facts"><h2>{len(reading.facts)} facts</h2>\n'
        f"{_tools(reading)}{facts}\n</section>"
        f"{_why(trace) if trace else ''}\n</article>"
    )


def _tools(reading: Reading) -> str:
    """One rule's facts alone, and all facts opened at once; shown by the page's script, which they need."""
    counts = Counter(rule for fact in reading.facts for rule in {evidence.rule for evidence in fact.evidence})
    rules = "".join(f'<option value="{escape(r)}">{escape(r)} ({n})</option>' for r, n in sorted(counts.items()))
    return (
        '<p class="tools" hidden><label>Rule <select><option value="">all</option>'
        f'{rules}</select></label> <button type="button">Open all</button></p>\n'
    )


def _why(trace: Trace) -> str:
    """Sentence by sentence, what became of it."""
    text = trace.reading.article.text
    told = "\n".join(
        f'<details class="{"aside" if s.aside else "told" if s.facts else "silent"}">'
        f'<summary lang="{escape(trace.reading.article.lang)}">{escape(one_line(s.span.of(text)))}</summary>'
        f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in explained(s, trace.reading))}</ul></details>"
        for s in trace.sentences
        if s.span.of(text).strip()
    )
    return f'\n<section class="why" aria-label="Why"><h2>Sentence by sentence</h2>\n{told}\n</section>'


def marked(reading: Reading) -> str:
    """The text as HTML, names in <mark>, and every stretch that is evidence in a <span> that lists the facts' ids.

    Stretches overlap, so the text is cut at each boundary, and every piece says what it belongs to.
    """
    text = reading.article.text
    evidence = [(e.span, fact.id) for fact in reading.facts for e in fact.evidence]
    mentions = [(mention.span, referent) for referent in reading.referents for mention in referent.mentions]
    edges = {0, len(text)}
    for span in [span for span, _ in evidence] + [span for span, _ in mentions]:
        edges |= {max(0, min(span.start, len(text))), max(0, min(span.end, len(text)))}
    cuts = sorted(edges)
    pieces = []
    for start, end in pairwise(cuts):
        piece = Span(start, end)
        html = escape(text[start:end])
        # The shortest name wins where one lies within another: it is the more exact one.
        around = [(span.end - span.start, span.start, referent) for span, referent in mentions if span.covers(piece)]
        if around:
            referent = min(around, key=lambda item: (item[0], item[1], item[2].id))[2]
            about = f'title="{escape(_about(referent))}" data-ref="{escape(referent.id)}"'
            html = f'<mark class="{_tone(referent.kind)}" {about}>{html}</mark>'
        facts = sorted({fact for span, fact in evidence if span.covers(piece)}, key=lambda f: (len(f), f))
        if facts:
            html = f'<span class="ev" data-facts="{escape(" ".join(facts))}">{html}</span>'
        pieces.append(html)
    return "".join(pieces)


def _about(referent: Referent) -> str:
    name = referent.names[0] if referent.names else ""
    where = f", {referent.country}" if referent.country else ""
    return f"{referent.kind}: {name}{where}"


def _tone(kind: str) -> str:
    """One of four colours: people, countries and places, outlets and groups, all other organisations."""
    return {"Person": "person", "Country": "place", "Place": "place", "Group": "group", "NewsOutlet": "group"}.get(
        kind, "organisation"
    )


def _fact(fact: Fact, reading: Reading, number: int) -> str:
    names = labels(reading)
    rows = [("name", escape(name), "") for name in fact.names]
    for role in fact.roles:
        value, ref = escape(value_words(role.value, names)), ""
        if isinstance(role.value, Ref) and role.value.id in {other.id for other in reading.facts}:
            value = f'<a href="#a{number}-{escape(role.value.id)}">{value}</a>'
        elif isinstance(role.value, Ref):
            ref = f' data-ref="{escape(role.value.id)}"'
        rows.append((role.name, value, ref))
    if fact.when:
        said = f" «{one_line(fact.when.span.of(reading.article.text))}»" if fact.when.span else ""
        rows.append(("when", escape(when_words(fact.when) + said), ""))
    table = "".join(f"<dt>{escape(name)}</dt><dd{ref}>{value}</dd>" for name, value, ref in rows)
    rules = " ".join(dict.fromkeys(evidence.rule for evidence in fact.evidence))
    quotes = "".join(
        f'<blockquote><span class="how">{escape(authority(e).strip())}</span> «{escape(one_line(e.quote))}»'
        f"<cite>{escape(e.rule)} · {e.confidence:.2f} · {e.span.start}–{e.span.end}</cite></blockquote>"
        for e in fact.evidence
    )
    status = f' <span class="status">{escape(fact.status)}</span>' if fact.status else ""
    return (
        f'<details class="fact" id="a{number}-{escape(fact.id)}" data-fact="{escape(fact.id)}" '
        f'data-rules="{escape(rules)}" tabindex="-1">'
        f"<summary><b>{escape(fact.kind)}</b>{status} <span>{escape(_gist(fact, names))}</span>"
        f'<span class="rules">{escape(rules.replace(" ", " · "))}</span></summary>'
        f"<dl>{table}</dl>{quotes}</details>"
    )


def _gist(fact: Fact, names: Mapping[str, str]) -> str:
    if fact.names:
        return fact.names[0]
    return " · ".join(value_words(role.value, names) for role in fact.roles[:3])
