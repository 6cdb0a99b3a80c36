"""A page's parts around its article: headline, address, date, and the lines beside the headline.

Pages show dates that are not the article's: a clock in the header, other news in the margin, comments. So only what
stands in one container with the headline counts, and no part of the page that is furniture by its tag or its class.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from suviaz.articles.metadata import day_of, metadata

Element = Any  # lxml publishes no types

_HIDDEN = re.compile("script|style|noscript|template|select|option|textarea|button|svg|iframe|object|head").fullmatch
_INLINE = re.compile(
    "a|abbr|b|bdi|bdo|cite|code|data|del|dfn|em|font|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|time|u|var"
).fullmatch
_FURNITURE_TAG = re.compile("nav|aside|footer|form").fullmatch
# Words of class names and ids: `article-header` has two.
_FURNITURE = re.compile(
    "clock|weather|currency|rates|sidebar|menu|nav|navigation|footer|related|recommend(?:ed|ations)?|comments?|widget|"
    "popular|latest|banner|breadcrumbs?|share|similar|other|also|more|ticker"
).fullmatch
_COMMENTS = re.compile("comments?").fullmatch
_TOP = re.compile("header|top|topbar|head|masthead").fullmatch
_DATE = re.compile("date|published|pubdate|publishdate|posted|datetime|newsdate").fullmatch
_LONG_LINE = 70
_NEAR = 6


@dataclass(frozen=True, slots=True)
class Page:
    """`published` is what `<time>`, meta elements or JSON-LD say; `near` are short lines beside the headline.

    `above` are all lines that stand above the headline and nowhere below, `below` the lines of the article as far as
    containers tell; `furniture` are the elements of the tree that are not the article.
    """

    title: str | None
    address: str | None
    published: str | None
    near: tuple[str, ...] = ()
    above: frozenset[str] = frozenset()
    below: tuple[str, ...] = ()
    furniture: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    element: Element

    @property
    def is_long(self) -> bool:
        """Whether it is running text; a letter of a Korean line is a syllable."""
        return len(self.text) + sum(letter > "\u1100" for letter in self.text) >= _LONG_LINE


def look(tree: Element) -> Page:
    """The parts of a parsed page. The tree is left as it is."""
    said = metadata(tree)
    heading = _heading(tree, said.title, said.site)
    if heading is None:
        return Page(said.title, said.address, said.published)
    lines = _lines(tree)
    around = _Around(lines, heading)
    return Page(
        _squeezed(heading),
        said.address,
        around.time_element() or said.published,
        around.near(),
        around.above,
        around.below(),
        tuple(_furniture(tree, heading, lines)),
    )


def _heading(tree: Element, title: str | None, site: str | None) -> Element | None:
    """The headline's element: the longest heading whose words are in the page's title, else the only h1 or h2."""
    headings = [(element, _squeezed(element)) for element in tree.iter("h1", "h2", "h3")]
    headings = [(element, words) for element, words in headings if words and not _is_furniture(element)]
    wanted = (title or "").casefold()
    fitting = [
        (element, words)
        for element, words in headings
        if wanted and words != site and (words.casefold() in wanted or wanted in words.casefold())
    ]
    if fitting:
        return max(fitting, key=lambda pair: (len(pair[1]), pair[0].tag == "h1"))[0]
    for tag in ("h1", "h2"):
        elements = [element for element, words in headings if element.tag == tag and words != site]
        if elements:
            return elements[0] if len(elements) == 1 else None
    return None


def _squeezed(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _called(element: Element, word: Callable[[str], object]) -> bool:
    """Whether a class or the id of an element has a word that `word` matches."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    return any(map(word, re.split(r"[^a-z]+", names)))


def _is_furniture(element: Element, heading: Element | None = None) -> bool:
    """Whether an element is in a part of the page that is not the article. The heading's own containers never are."""
    holders = set() if heading is None else {heading, *heading.iterancestors()}
    for holder in (element, *element.iterancestors()):
        if holder in holders or holder.tag in ("body", "html"):
            return False
        if _FURNITURE_TAG(str(holder.tag)) or _called(holder, _FURNITURE):
            return True
        if heading is not None and (holder.tag == "header" or _called(holder, _TOP)):
            return True
    return False


def _furniture(tree: Element, heading: Element, lines: list[_Line]) -> Iterator[Element]:
    """The outermost elements that are not the article.

    A class name may deceive (`latest` on the news itself): what holds half of the page's running text stays, unless it
    is comments or furniture by its tag.
    """
    running: dict[Element, int] = {}
    for line in lines:
        if line.is_long:
            for holder in _upwards(line.element):
                running[holder] = running.get(holder, 0) + len(line.text)
    most = running.get(tree, 0) / 2
    kept = {heading, *heading.iterancestors()}
    gone: set[Element] = set()
    for element in tree.iter():
        if element in kept or not isinstance(element.tag, str) or element.tag in ("body", "html"):
            continue
        if element.getparent() in gone:
            gone.add(element)
        elif (
            _FURNITURE_TAG(element.tag)
            or _called(element, _COMMENTS)
            or (
                (element.tag == "header" or _called(element, _FURNITURE) or _called(element, _TOP))
                and running.get(element, 0) <= most
            )
        ):
            gone.add(element)
            yield element


def _lines(tree: Element) -> list[_Line]:
    """The page's words line by line, as a browser breaks them at the edges of blocks."""
    from lxml import etree

    lines: list[_Line] = []
    words: list[str] = []
    holders: list[Element] = []
    hidden = 0

    def flush() -> None:
        text = " ".join("".join(words).split())
        words.clear()
        if text and holders:
            lines.append(_Line(text, holders[-1]))

    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        block = not _INLINE(element.tag)
        if block:
            flush()
        if event == "start":
            hidden += bool(_HIDDEN(element.tag))
            if block:
                holders.append(element)
            words.append(element.text or "" if not hidden else "")
        else:
            hidden -= bool(_HIDDEN(element.tag))
            if block:
                holders.pop()
            words.append(element.tail or "" if not hidden else "")
    return lines


class _Around:
    """The neighbourhood of the headline."""

    def __init__(self, lines: list[_Line], heading: Element) -> None:
        self.heading = heading
        own = {heading, *heading.iterdescendants()}
        at = next((i for i, line in enumerate(lines) if line.element in own), 0)
        self.before = [line for line in lines[:at] if not _is_furniture(line.element, heading)]
        rest = [line for line in lines[at:] if line.element not in own and not _is_furniture(line.element, heading)]
        first_long = next((i for i, line in enumerate(rest) if line.is_long), None)
        self.after = rest[:first_long] if first_long is not None else rest
        self.body = rest[first_long].element if first_long is not None else heading
        self.holder = _common(heading, self.body)
        self.rest = rest
        self.above = frozenset(line.text for line in lines[:at]) - {line.text for line in lines[at:]}

    def near(self) -> tuple[str, ...]:
        """Short lines after the headline, just before it, and the only line that calls itself a date."""
        lines = [line.text for line in self.after[:_NEAR]]
        for line in self.before[:-3:-1]:
            common = _common(self.heading, line.element)
            # A container of the whole page holds the header too: nothing before the headline counts then.
            if common.tag not in ("body", "html") and self._lines_before(common) <= 4:
                lines.append(line.text)
        article = [line for line in (*self.before, *self.rest) if self._within(line.element)]
        dated = {line.text for line in article if _calls_itself_date(line)}
        return tuple(lines) + (tuple(dated) if len(dated) == 1 else ())

    def below(self) -> tuple[str, ...]:
        """The lines after the headline in the container that it shares with the article's text."""
        holder = self.holder
        while holder is self.heading or not any(holder in _upwards(line.element) for line in self.rest):
            if holder.tag in ("body", "html") or holder.getparent() is None:
                return ()
            holder = holder.getparent()
        return tuple(line.text for line in self.rest if holder in _upwards(line.element))

    def _lines_before(self, holder: Element) -> int:
        return sum(holder in (line.element, *line.element.iterancestors()) for line in self.before)

    def _within(self, element: Element) -> bool:
        return self.holder.tag not in ("body", "html") and self.holder in element.iterancestors()

    def time_element(self) -> str | None:
        """The day of the article's own `<time>`: the one marked as publication, the only one, or the first below."""
        holder = self.holder
        times = [
            (element, day)
            for element in holder.iter("time")
            if not _is_furniture(element, self.heading) and not _says_changed(element)
            if (day := day_of(element.get("datetime") or _squeezed(element)))
        ]
        marked = [day for element, day in times if "pubdate" in element.attrib or _says_published(element)]
        if marked:
            return marked[0]
        if holder.tag in ("body", "html"):
            # The header's clock may be a <time> of the same container; one that follows the headline is not.
            order = {element: i for i, element in enumerate(holder.iter())}
            times = [(element, day) for element, day in times if order[element] > order[self.heading]]
        if len({day for _, day in times}) == 1:
            return times[0][1]
        order = {element: i for i, element in enumerate(holder.iter())}
        return next((day for element, day in times if order[element] > order[self.heading]), None)


def _common(one: Element, other: Element) -> Element:
    holders = {other, *other.iterancestors()}
    return next(element for element in _upwards(one) if element in holders)


def _upwards(element: Element) -> Iterator[Element]:
    yield element
    yield from element.iterancestors()


def _says_published(element: Element) -> bool:
    return "datePublished" in (element.get("itemprop") or "")


def _says_changed(element: Element) -> bool:
    said: Iterable[str] = (element.get("itemprop") or "", element.get("class") or "")
    return any("modif" in word.lower() or "updated" in word.lower() for word in said)


def _calls_itself_date(line: _Line) -> bool:
    elements = (line.element, *line.element.iter("span", "time"))
    return len(line.text) <= 80 and any(_called(element, _DATE) for element in elements)
