"""Paragraphs, sentences, tokens and quotations of an article, by offset; page furniture set aside."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from suviaz.extract.words import Known, cut
from suviaz.grammar import Grammar
from suviaz.model import Article, Span
from suviaz.names import fold

TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|\w+(?:['-]\w+)*|[^\w\s]", re.UNICODE)
_QUOTES = {"«": "»", "“": "”", "„": "“”", "‘": "’", "‹": "›", "「": "」", "『": "』"}
_MARKS = re.compile("[\"'" + "".join({*_QUOTES, *"".join(_QUOTES.values())}) + "]")
_DATELINE = re.compile(r"[^.\n]{0,70}?(?:/[^/\n]{2,40}/|\([^)\n]{2,30}\))\s*[.–—-]\s*")
_STOP = re.compile(r"[.!?…]+[»”\"’)]*(?=\s|$)")
_INK = re.compile(r"\S")
_LONGEST_WORD = 64
_BULLET = re.compile(r"\s*[-–—•□ㅇ▲○*]\s*")
_ROMAN = re.compile("[IVXLCІХ]+")
_DASHES = frozenset("-–—―")
_ENDS = frozenset('.!?…”"’»:')
_GOES_ON = (".", "!", "?", "…", ";", ":", "»", '"', ",")
LONGEST_LINE = 25
"""Words of a line that may be a caption, a credit or a headline."""
LONGEST_SENTENCE = 5000
"""Characters of a sentence: what has no stop for longer is no prose, and is cut."""
SPEECH_WORDS = 5
"""A quotation of at least so many words is speech rather than a name."""


@dataclass(slots=True, eq=False)
class Token:
    """A word, number or sign. `text` is folded for matching; `quote` is the index of its quotation, or -1; `tail` are
    the particles written behind it, which are no part of it.

    Never changed; not frozen only because there is one for each word, and freezing triples what making one costs.
    """

    span: Span
    text: str
    surface: str
    capital: bool
    is_word: bool
    quote: int = -1
    tail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """What stands between quotation marks; the span leaves the marks out. `speech` tells words from names."""

    span: Span
    speech: bool


@dataclass(frozen=True, eq=False)
class Sentence:
    span: Span
    tokens: tuple[Token, ...]
    paragraph: int
    title: bool = False

    @cached_property
    def starts(self) -> Sequence[int]:
        """Where its tokens begin."""
        return [token.span.start for token in self.tokens]

    @cached_property
    def ends(self) -> Sequence[int]:
        """Where its tokens end."""
        return [token.span.end for token in self.tokens]

    @cached_property
    def shouts(self) -> bool:
        """Whether all of it is in capitals, as some headlines are: then capitals tell nothing."""
        words = [token.surface for token in self.tokens if token.is_word]
        return len(words) > 3 and sum(map(str.isupper, words)) > 0.7 * len(words)


@dataclass(frozen=True, eq=False)
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

    @cached_property
    def quoted(self) -> frozenset[str]:
        """What stands between quotation marks as a name."""
        return frozenset(quote.span.of(self.article.text).strip() for quote in self.quotes if not quote.speech)


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
    return next((m for pattern in grammar.datelines if (m := pattern.match(text, span.start, span.end))), None)


def _paragraphs(text: str) -> Iterator[Span]:
    """Lines; the points of a list stay with the line that introduces them."""
    start = end = None
    for line in re.finditer(r"[^\n]+", text):
        if not line.group().strip():
            continue
        if end is not None and start is not None:
            before = text[start:end].rstrip()
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
    kind: str | None
    for kind in ("related", "caption", "credit"):
        listed = grammar.words("furniture", kind)
        bare = line.lstrip("*※□○ㅇ•-▲ ") if kind == "related" and grammar.head_last else line
        if (
            bare.startswith(listed)
            and (kind == "related" or len(line) < 160)
            and any(bare.startswith(word) and not bare[len(word) : len(word) + 1].isalnum() for word in listed)
        ):
            return kind
    if len(line.split()) >= LONGEST_LINE:
        return None
    words = TOKEN.findall(line)
    kind = None
    if len(words) < LONGEST_LINE and any(word in line for word in grammar.words("furniture", "caption")):
        kind = "caption"
    elif len(words) <= 14 and line[-1] != "." and any(word in line for word in grammar.words("furniture", "credit")):
        kind = "credit"
    elif len(words) <= 9 and not line.endswith(_GOES_ON) and not _BULLET.match(line):
        kind = "byline"
    if kind and _verbless(words, grammar):
        return kind
    stops = grammar.words("furniture", "sentence_ends")
    if stops and len(words) <= 24 and not line.endswith(stops) and not _BULLET.match(line):
        return "byline"  # a headline or a caption, where every sentence of a text ends with a full stop
    return None


def _verbless(words: Sequence[str], grammar: Grammar) -> bool:
    return not any(
        sense.kind in ("verb", "stem") and sense.form != "passive"
        for at in range(len(words))
        for _, sense in grammar.lexicon.match(words, at)
    )


def _quotes(text: str, span: Span, marks: Sequence[str] = ()) -> Iterator[Quote]:
    """Quotations of a paragraph, outermost only. Straight marks open and close in turn."""
    signs = [match.start() for match in _MARKS.finditer(text, span.start, span.end)]
    closing = _closing(text, signs, span) if signs else {}
    ahead = _INK.search(text, span.end)
    if signs[:1] == [span.start] and ahead and ahead.group() == text[span.start] != "'":
        closing.setdefault(span.start, span.end)  # speech that goes on in the next paragraph is closed there
    done = span.start
    for at in signs:
        end = closing.get(at, -1)
        if at < done or end < 0:
            continue
        inner = Span(at + 1, end)
        if inner.start < inner.end:
            marked = any(text.startswith(mark, end + 1) for mark in marks) or inner.of(text).rstrip()[-1:] in ".!?"
            said = bool(marks) and marked and len(inner.of(text).split()) > 2
            yield Quote(inner, said or _is_speech(text, inner, span))
        done = end + 1


def _closing(text: str, signs: Sequence[int], span: Span) -> dict[int, int]:
    """Where the quotation that a mark opens is closed, if it is; quotations in the same marks may stand inside it."""
    found: dict[int, int] = {}
    signs = [at for at in signs if not (text[at] == "’" and _within_word(text, at))]
    for opening, closers in _QUOTES.items():
        waiting: list[int] = []
        for at in signs:
            if text[at] == opening:
                waiting.append(at)
            elif waiting and text[at] in closers:
                found[waiting.pop()] = at
    end: int | None = None
    for at in (at for at in reversed(signs) if text[at] == "'"):  # apostrophes elsewhere
        opens = (at == span.start or text[at - 1].isspace()) and text[at + 1 : at + 2].isupper()
        if opens and end is not None:
            found[at] = end
        if text[at - 1] in ",.!?" and not text[at + 1 : at + 2].isalnum():
            end = at
    return found | dict(pairwise(at for at in signs if text[at] == '"'))


def _within_word(text: str, at: int) -> bool:
    return text[at - 1].isalpha() and text[at + 1 : at + 2].isalpha()


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
    for stop in _STOP.finditer(text, span.start, span.end):
        end = stop.end()
        ahead = _INK.search(text, end, span.end)
        if ahead and not _ends(folded, start, stop.start(), text[ahead.start()], abbreviations):
            continue
        yield from _cut(text, Span(start, end))
        start = end
    yield from _cut(text, Span(start, span.end))


def _cut(text: str, span: Span) -> Iterator[Span]:
    """A sentence; what is too long for one, in parts."""
    start = span.start
    while span.end - start > LONGEST_SENTENCE:
        gap = text.rfind(" ", start + 1, start + LONGEST_SENTENCE)
        end = gap if gap > 0 else start + LONGEST_SENTENCE
        if text[start:end].strip():
            yield _trim(text, Span(start, end))
        start = end
    if text[start : span.end].strip():
        yield _trim(text, Span(start, span.end))


def _ends(folded: str, start: int, stop: int, ahead: str, abbreviations: frozenset[str]) -> bool:
    """Whether the stop at `stop` ends a sentence that goes on with the character `ahead`."""
    if ahead in _DASHES or ahead in ",;":
        return False
    if ahead.islower():
        return folded[stop - 1 : stop].isspace()  # a full stop that stands apart ends a sentence whatever follows
    last = _word_before(folded, start, stop)
    if last.strip("'").isdigit() and ahead.isdigit() and "#" in abbreviations:
        return False  # «2017. 4. 26.»
    letter = last[-1:].isalpha() and last[-1:] != last[-1:].upper()  # an initial, in scripts that have capitals
    return not (last in abbreviations or (len(last.rsplit(".", 1)[-1]) == 1 and letter))


def _word_before(folded: str, start: int, stop: int) -> str:
    """The word that ends at `stop`, with full stops, hyphens and apostrophes inside it; of a long one its end."""
    first = max(start, stop - _LONGEST_WORD)
    at = stop
    while at > first and (folded[at - 1].isalnum() or folded[at - 1] in "_.'-"):
        at -= 1
    return folded[at:stop]


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
    if grammar.particles:
        found = cut(folded, span, grammar, named)
    else:
        found = [(*match.span(), ()) for match in TOKEN.finditer(folded, span.start, span.end)]
    clitics = grammar.words("text", "clitics")
    small = grammar.words("persons", "particles")
    starts = [quote.span.start for quote in quotes]
    for at, end, tail in found:
        quote = -1
        if quotes and (number := bisect_right(starts, at) - 1) >= 0 and at < quotes[number].span.end:
            # Where names come first, a name in quotation marks is said by nobody.
            quote = first + number if quotes[number].speech or not grammar.head_last else -1
        stop = end
        if clitics and folded.endswith(clitics, at, end):
            stop -= next((len(c) for c in clitics if folded.endswith(c, at, end) and end - at > len(c)), 0)
        surface = text[at:stop]
        capital = surface[0].isupper()
        if not capital and "-" in surface:  # «аль-Марры»: the particle of a name in small letters
            name = surface.partition("-")[2]
            capital = name[:1].isupper() and folded[at : stop - len(name) - 1] in small
        yield Token(Span(at, stop), folded[at:stop], surface, capital, folded[at].isalpha(), quote, tail)
        if stop < end:
            word = text[stop:end]
            yield Token(Span(stop, end), folded[stop:end], word, word[0].isupper(), folded[stop].isalpha(), quote, tail)
