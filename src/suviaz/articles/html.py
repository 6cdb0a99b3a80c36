"""A saved or fetched page: its letters, and the article in it without menus, related news and comments."""

from __future__ import annotations

import codecs
import logging
import re
from typing import Any

from suviaz.articles.draft import Draft, checked_address, without_blank_ends
from suviaz.articles.page import Page, look
from suviaz.articles.published import bare_date, from_address, from_long_number
from suviaz.articles.text import refuse_binary
from suviaz.errors import UnreadableArticle

_META_CHARSET = re.compile(rb"""<meta\b[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""\s*<\?xml\b[^>]*?encoding\s*=\s*["']([\w.:-]+)""", re.IGNORECASE)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What pages mean by these names, as browsers have it.
_MEANT = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252",
    "euc-kr": "cp949", "euc_kr": "cp949", "ks_c_5601-1987": "cp949", "ksc5601": "cp949",
    "gb2312": "gb18030", "gbk": "gb18030", "utf8": "utf-8", "unicode": "utf-8", "utf-16": "utf-8", "win-1251": "cp1251",
}  # fmt: skip
# A page with more broken letters than one in so many was declared wrongly; one with fewer is read, with a warning.
_ONE_BROKEN_IN = 500
_SHORT = 100
# What neither XML nor a person can read; libxml2 takes them in, and fails later.
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])


def read_page(data: bytes, where: str, *, url: str | None = None, charset: str | None = None) -> Draft:
    """The draft of the article on a page. Raises UnreadableArticle.

    `url` is the address it was fetched from, `charset` what the answer's header says of its letters. The text is the
    headline, then the article's paragraphs with blank lines between; the date is the one of the address, of `<time>`
    or of the metadata.
    """
    html, warnings = decode_page(data, where, charset)
    tree = _tree(html, where)
    _undo_layout(tree)
    page = look(tree)
    if url is None:
        saved = _SAVED_FROM.search(html[:2000])
        url = page.address or _usable(saved[1] if saved else None)
    lines = _article_lines(tree, page, where)
    if not lines:
        raise UnreadableArticle(f"{where} is a page without the text of an article.")
    text = without_blank_ends("\n\n".join(([page.title] if page.title else []) + lines))
    return Draft(
        text=text,
        url=url,
        title=page.title,
        published=(from_address(url) if url else None) or page.published,
        near=page.near,
        id_date=from_long_number(url) if url else None,
        warnings=warnings,
    )


def decode_page(data: bytes, where: str, charset: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The page's characters and warnings: UTF-8 if it is that, else what the header or the page declares."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace").removeprefix("\ufeff").replace("\r\n", "\n"), ()
    refuse_binary(data, where)
    declared = [name for name in (charset, *_declared(data[:4096])) if name]
    # Bytes that are valid UTF-8 and hold letters beyond ASCII are UTF-8, whatever a template declares.
    for name in dict.fromkeys(["utf-8", *declared]):
        try:
            text = data.decode(_MEANT.get(name.lower(), name))
        except LookupError as error:
            raise UnreadableArticle(f"{where} declares its encoding as '{name}', which is not known.") from error
        except ValueError:  # UnicodeDecodeError, or a name that no codec can have
            continue
        return text.replace("\r\n", "\n"), ()
    name = declared[0] if declared else "utf-8"
    try:
        text = data.decode(_MEANT.get(name.lower(), name), "replace").replace("\r\n", "\n")
        broken = text.count("\ufffd")
    except ValueError:
        text, broken = "", 1
    if broken * _ONE_BROKEN_IN > len(text):
        said = f"the {name} that it declares" if declared else "UTF-8, and it declares no other encoding"
        raise UnreadableArticle(f"{where} is not in {said}; save it again as UTF-8.")
    return text, (f"{where} is not {name} in {broken} places, which were read as '\ufffd'.",)


def _declared(head: bytes) -> list[str]:
    found = (_XML_ENCODING.match(head), _META_CHARSET.search(head))
    return [match[1].decode("ascii") for match in found if match]


def _tree(html: str, where: str) -> Any:
    from lxml import etree
    from lxml import html as lxml_html

    # Nothing is fetched and no entity of the page's own is expanded: libxml2's HTML parser knows neither.
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        tree = lxml_html.document_fromstring(html.translate(_CONTROLS).encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableArticle(f"{where} is empty, or no page that can be parsed.") from error
    return tree


def _body(tree: Any, where: str) -> str:
    """The article's paragraphs, one a line."""
    import trafilatura

    # Its log is for its developers; without a handler of ours Python would print it to stderr.
    logger = logging.getLogger("trafilatura")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    try:
        document = trafilatura.bare_extraction(
            tree, include_comments=False, include_images=False, include_links=False, include_formatting=False
        )
    except RecursionError as error:
        raise UnreadableArticle(f"{where} is a page with elements nested too deeply.") from error
    text = getattr(document, "text", None)
    return text if isinstance(text, str) else ""


def _article_lines(tree: Any, page: Page, where: str) -> list[str]:
    """The paragraphs of the article without its headline; `tree` loses its furniture."""
    for element in page.furniture:
        element.clear(keep_tail=True)
    body = _body(tree, where)
    lines = [line for line in map(str.strip, body.split("\n")) if line]
    if page.below and (len(body) < _SHORT or _glued(lines, (page.title or "", *page.below))):
        lines = list(page.below)
    while lines and " ".join(lines[0].split()) in page.above:
        del lines[0]
    if page.title:
        # The headline will open the text, whether it was among the first lines or not; its date is none of its words.
        plain = _plain(page.title)
        lines = [line for i, line in enumerate(lines) if i > 5 or _plain(line) != plain]
        while lines and lines[0] in page.near and bare_date(lines[0]):
            del lines[0]
    while page.below and len(lines) > 1 and lines[-1] in page.near and lines[-1] != page.below[-1]:
        del lines[-1]  # a line from above the text, which the library puts behind it
    return lines


def _glued(lines: list[str], own: tuple[str, ...]) -> bool:
    """Whether two lines of the page are one here: of a short article the library takes a container's words as one."""
    telling = [line for line in own if len(line) > 20]
    return any(sum(part in line for part in telling) > 1 for line in lines)


def _undo_layout(tree: Any) -> None:
    """Tables that lay a page out become plain blocks; calendars, whose days are read as facts, go."""
    layout = set()
    for table in list(tree.iter("table")):
        cells = [" ".join("".join(cell.itertext()).split()) for cell in table.iter("td")]
        if len(cells) >= 28 and sum(cell.isdigit() and len(cell) < 3 for cell in cells) > len(cells) / 2:
            table.clear(keep_tail=True)
        elif (
            next(table.iter("p", "div", "h1", "h2", "h3", "ul"), None) is not None
            or max(map(len, cells), default=0) > 300
        ):
            layout.add(table)
    for part in tree.iter("tbody", "thead", "tfoot", "tr", "td", "th"):
        if next(part.iterancestors("table"), None) in layout:
            part.tag = "div"
    for table in layout:
        table.tag = "div"


def _usable(address: str | None) -> str | None:
    try:
        return checked_address(address, "saved from") if address else None
    except UnreadableArticle:
        return None


def _plain(line: str) -> str:
    return "".join(filter(str.isalnum, line.casefold()))
