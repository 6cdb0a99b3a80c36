"""Paragraphs, sentences, tokens and quotations of an article, by offset; page furniture set aside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from suviaz.extract.words import Known, cut
from suviaz.grammar import Grammar
from suviaz.model import Article, Span
from suviaz.names import fold

TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|\w+(?:['-]\w+)*|[^\w\s]", re.UNICODE)
_QUOTES = {"«": "»", "“": "”", "„": "“”", "‘": "’", "‹": "›", "「": "」", "『": "』"}
_DATELINE = re.compile(r"[^.\n]{0,70}?(?:/[^/\n]{2,40}/|\([^)\n]{2,30}\))\s*[.–—-]\s*")
_BULLET = re.compile(r"\s*[-–—•□ㅇ▲○*]\s*")
_ROMAN = re.compile("[IVXLCІХ]+")
_DASHES = frozenset("-–—―")
_ENDS = frozenset('.!?…”"’»:')
SPEECH_WORDS = 5
"""A quotation of at least so many words is speech rather than a name."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or sign. `text` is folded for matching; `quote` is the index of its quotation, or -1; `tail` are
    the particles written behind it, which are no part of it."""

    span: Span
    text: str
    surface: str
    capital: bool
    quote: int = -1
    tail: tuple[str, ...] = ()

    @property
    def is_word(self) -> bool:
        return self.text[0].isalpha()


@dataclass(frozen=True, slots=True)
class Quote:
    """What stands between quotation marks; the span leaves the marks out. `speech` tells words from names."""

    span: Span
    speech: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    span: Span
    tokens: tuple[Token, ...]
    paragraph: int
    title: bool = False

    @property
    def shouts(self) -> bool:
        """Whether all of it is in capitals, as some headlines are: then capitals tell nothing."""
        words = [token.surface for token in self.tokens if token.is_word]
        return len(words) > 3 and sum(word.isupper() for word in words) > 0.7 * len(words)


@dataclass(frozen=True, slots=True)
class Document:
    """An article cut up. `furniture` are spans that belong to the page, not to the news, each with what it is;
    `credits` those that name where the news was taken from, `dateline` the place and day before the first sentence."""

    article: Article
    folded: str
    sentences: tuple[Sentence, ...]
    quotes: tuple[Quote, ...]
    furniture: tuple[tuple[Span, str], ...] = ()
    credits: tuple[Span, ...] = ()
    dateline: Span | None = None


def is_acronym(token: Token) -> bool:
    """«ПАСЕ», «БДУ»: two or more letters, all capitals."""
    return (
        token.is_word
        and len(token.surface) > 1
        and token.surface.isupper()
        and all(not char.isalpha() or char.isupper() for char in token.surface)
        and "." not in token.surface
        and not _ROMAN.fullmatch(token.surface)
    )


def read(article: Article, grammar: Grammar, named: Known = lambda word: False) -> Document:
    """Cut an article up. Offsets count code points of `article.text`. `named` tells the registry's names."""
    text, folded = article.text, fold(article.text)
    sentences: list[Sentence] = []
    quotes: list[Quote] = []
    furniture: list[tuple[Span, str]] = []
    credits: list[Span] = []
    abbreviations = frozenset(grammar.words("text", "abbreviations"))
    seen_lines: set[str] = set()
    dateline: Span | None = None
    for number, span in enumerate(_paragraphs(text)):
        kind = _furniture(folded, span, grammar, first=number == 0)
        line = span.of(folded).strip()
        if kind or (line in seen_lines and len(line) > 12):  # a caption printed twice, a headline repeated
            furniture.append((span, kind or "repeated"))
            credits.extend([span] if kind == "credit" else ())
            continue
        seen_lines.add(line)
        head = _DATELINE.match(text, span.start, span.end)
        if not (head and (re.search(r"\d", head.group()) or head.group().split()[0].strip(",.").isupper())):
            head = _dateline(text, span, grammar)
        if head:
            dateline = dateline or Span(span.start, head.end())
            furniture.append((Span(span.start, head.end()), "dateline"))
            span = Span(head.end(), span.end)
        mine = tuple(_quotes(text, span, grammar.words("text", "speech_marks")))
        first = len(quotes)
        quotes.extend(mine)
        title = number == 0 and not line.endswith((".", "!", "?", "…", ":", "-")) and "\n" in text.strip()
        for sentence in _sentences(text, folded, span, abbreviations):
            if sentence.of(folded).startswith(grammar.words("furniture", "inline") or "\0"):
                furniture.append((sentence, "related"))  # headlines of other articles that ran into the text
                continue
            tokens = tuple(_tokens(text, folded, sentence, mine, first, grammar=grammar, named=named))
            if tokens:
                sentences.append(Sentence(sentence, tokens, number, title))
    return Document(article, folded, tuple(sentences), tuple(quotes), tuple(furniture), tuple(credits), dateline)


def _dateline(text: str, span: Span, grammar: Grammar) -> re.Match[str] | None:
    """The place, agency and author that a language's papers put before the first sentence."""
    patterns = grammar.data.get("datelines", ())
    assert isinstance(patterns, list | tuple)
    return next((m for p in patterns if (m := re.compile(p).match(text, span.start, span.end))), None)


def _paragraphs(text: str) -> Iterator[Span]:
    """Lines; the points of a list stay with the line that introduces them."""
    start = end = None
    for line in re.finditer(r"[^\n]+", text):
        if not line.group().strip():
            continue
        if end is not None and start is not None:
            before = text[:end].rstrip()
            listed = before.endswith(";") or (before.endswith(":") and line.group().rstrip().endswith(";"))
            if listed or (before.endswith((":", ",")) and _BULLET.match(text, line.start())):
                end = line.end()
                continue
            yield Span(start, end)
        start, end = line.span()
    if start is not None and end is not None:
        yield Span(start, end)


def _furniture(folded: str, span: Span, grammar: Grammar, *, first: bool) -> str | None:
    line = span.of(folded).strip()
    if first:
        return None
    if not re.search(r"[^\W\d_]", line) or not re.search(r"\w{3}", line):
        return "signs"
    for kind in ("related", "caption", "credit"):
        for word in grammar.words("furniture", kind):
            if kind == "related" and grammar.head_last:
                line = line.lstrip("*※□○ㅇ•-▲ ")
            if (
                line.startswith(word)
                and not line[len(word) : len(word) + 1].isalnum()
                and (kind == "related" or len(line) < 160)
            ):
                return kind
    words = TOKEN.findall(line)
    verbless = not any(
        sense.kind in ("verb", "stem") and sense.form != "passive"
        for at in range(len(words))
        for _, sense in grammar.lexicon.match(words, at)
    )
    if any(word in line for word in grammar.words("furniture", "caption")) and len(words) < 25 and verbless:
        return "caption"
    if (
        len(words) <= 14
        and verbless
        and not line.endswith(".")
        and any(word in line for word in grammar.words("furniture", "credit"))
    ):
        return "credit"
    if (
        len(words) <= 9
        and verbless
        and not line.endswith((".", "!", "?", "…", ";", ":", "»", '"', ","))
        and not _BULLET.match(line)
    ):
        return "byline"
    stops = grammar.words("furniture", "sentence_ends")
    if stops and len(words) <= 24 and not line.endswith(stops) and not _BULLET.match(line):
        return "byline"  # a headline or a caption, where every sentence of a text ends with a full stop
    return None


def _quotes(text: str, span: Span, marks: Sequence[str] = ()) -> Iterator[Quote]:
    """Quotations of a paragraph, outermost only. Straight marks open and close in turn."""
    at = span.start
    while at < span.end:
        mark = text[at]
        if mark in _QUOTES:
            end = _closing(text, at, span.end)
        elif mark == '"':
            end = text.find('"', at + 1, span.end)
        elif mark == "'":
            end = _single(text, at, span)
        else:
            at += 1
            continue
        if end < 0 and at == span.start and text[span.end :].lstrip()[:1] == mark and mark != "'":
            end = span.end  # speech that goes on in the next paragraph is closed there
        if end < 0:
            at += 1
            continue
        inner = Span(at + 1, end)
        if inner.start < inner.end:
            marked = any(text.startswith(mark, end + 1) for mark in marks) or inner.of(text).rstrip()[-1:] in ".!?"
            said = bool(marks) and marked and len(inner.of(text).split()) > 2
            yield Quote(inner, said or _is_speech(text, inner, span))
        at = end + 1


def _single(text: str, at: int, span: Span) -> int:
    """The end of a quotation in straight single marks, which are apostrophes elsewhere; -1 if it is none."""
    if (at > span.start and not text[at - 1].isspace()) or not text[at + 1 : at + 2].isupper():
        return -1
    end = at + 1
    while (end := text.find("'", end, span.end)) > 0:
        if text[end - 1] in ",.!?" and not text[end + 1 : end + 2].isalnum():
            return end
        end += 1
    return -1


def _closing(text: str, at: int, end: int) -> int:
    opening, closing, depth = text[at], _QUOTES[text[at]], 0
    for i in range(at, end):
        if text[i] == opening:
            depth += 1
        elif text[i] == "’" and text[i - 1].isalpha() and text[i + 1 : i + 2].isalpha():
            continue  # an apostrophe
        elif text[i] in closing:
            depth -= 1
            if not depth:
                return i
    return -1


def _is_speech(text: str, inner: Span, paragraph: Span) -> bool:
    words = len(re.findall(r"\w+", inner.of(text)))
    after = text[inner.end + 1 : inner.end + 6].lstrip(" ,.…!?")
    before = text[max(paragraph.start, inner.start - 4) : inner.start - 1].rstrip()
    attributed = (
        after[:1] in _DASHES and text[inner.end + 1 : inner.end + 3].strip()[:1] in (*_DASHES, ",", ".")
    ) or before.endswith(":")
    opened = inner.start - 1 == paragraph.start or text[paragraph.start : inner.start - 1].rstrip()[-1:] in _ENDS
    return (
        (words >= 3 and attributed)
        or (words >= 2 and opened and inner.of(text).rstrip()[-1:] in ",!?")
        or (words >= SPEECH_WORDS and inner.of(text).strip()[-1] in ".!?…,")
        or (words >= 8 and inner.of(text)[:1].isupper())
    )


def _sentences(text: str, folded: str, span: Span, abbreviations: frozenset[str]) -> Iterator[Span]:
    start = span.start
    for stop in re.finditer(r"[.!?…]+[»”\"’)]*(?=\s|$)", text[span.start : span.end]):
        end = span.start + stop.end()
        rest = text[end : span.end].lstrip()
        if rest and not _ends(folded, start, span.start + stop.start(), rest, abbreviations):
            continue
        if text[start:end].strip():
            yield _trim(text, Span(start, end))
        start = end
    if text[start : span.end].strip():
        yield _trim(text, Span(start, span.end))


def _ends(folded: str, start: int, stop: int, rest: str, abbreviations: frozenset[str]) -> bool:
    """Whether the stop at `stop` ends a sentence that goes on with `rest`."""
    if rest[0] in _DASHES or rest[0] in ",;":
        return False
    if rest[0].islower():
        return folded[stop - 1 : stop].isspace()  # a full stop that stands apart ends a sentence whatever follows
    word = re.search(r"[\w.'-]*$", folded[start:stop])
    last = word.group() if word else ""
    if last.strip("'").isdigit() and rest[0].isdigit() and "#" in abbreviations:
        return False  # «2017. 4. 26.»
    letter = last[-1:].isalpha() and last[-1:] != last[-1:].upper()  # an initial, in scripts that have capitals
    return not (last in abbreviations or (len(last.rsplit(".", 1)[-1]) == 1 and letter))


def _trim(text: str, span: Span) -> Span:
    part = span.of(text)
    return Span(span.start + len(part) - len(part.lstrip()), span.end - len(part) + len(part.rstrip()))


def _tokens(
    text: str,
    folded: str,
    span: Span,
    quotes: Sequence[Quote],
    first: int,
    *,
    grammar: Grammar,
    named: Known,
) -> Iterator[Token]:
    """The tokens of a sentence; clitics are endings that are words of their own: «Korea|'s»."""
    clitics = grammar.words("text", "clitics")
    if grammar.particles:
        found = cut(folded, span, grammar, named)
    else:
        found = [(match.start(), match.end(), ()) for match in TOKEN.finditer(folded, span.start, span.end)]
    for at, end, tail in found:
        quote = next((first + i for i, quote in enumerate(quotes) if quote.span.start <= at < quote.span.end), -1)
        if grammar.head_last and quote >= 0 and not quotes[quote - first].speech:
            quote = -1  # a name in quotation marks is said by nobody
        clitic = next((c for c in clitics if folded.endswith(c, at, end) and end - at > len(c)), "")
        for start, stop in ((at, end - len(clitic)), (end - len(clitic), end)):
            if start < stop:
                yield Token(Span(start, stop), folded[start:stop], text[start:stop], text[start].isupper(), quote, tail)
