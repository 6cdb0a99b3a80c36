"""What hangs on behind the head of an organisation's name: nouns that say what it is for, places, larger bodies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from suviaz.extract.text import Sentence, Token, is_acronym
from suviaz.gazetteer import Hit
from suviaz.grammar import Grammar, Sense
from suviaz.names import is_given, person_nominative
from suviaz.names.paradigms import Table

Senses = Mapping[int, Sequence[tuple[int, Sense]]]
ByStart = Mapping[int, tuple[tuple[int, int], Hit]]

FAR = 7
"""Words between the head of a name and the country or body that ends it."""
_DEEP = 3
"""Genitives that hang on one another."""
_PLAIN = frozenset({"field", "domain", "adjectives", "stop", "form", "modifier"})
"""Senses of words that may describe what a body is for."""


def listed_tail(at: int, sentence: Sentence, senses: Senses, by_start: ByStart) -> int:
    """The end of the words, all of them on the language's list, that say what the body is for."""
    tokens = sentence.tokens
    while at < len(tokens) and (at not in by_start or of_people(at, senses, by_start)):
        kinds = {s.kind: n for n, s in reversed(senses.get(at, ()))}  # the longest of each kind
        if "domain" in kinds or "parliament" in kinds or at in by_start:
            at += kinds.get("domain", 1)
            continue
        joint = kinds.get("joints") or (1 if tokens[at].text == "," else 0)
        ahead = at + joint
        if (
            joint
            and ahead < len(tokens)
            and ahead not in by_start
            and any(s.kind == "domain" for _, s in senses.get(ahead, ()))
            and not any(s.kind in ("head", "verb") for _, s in senses.get(ahead, ()))
            and (not tokens[ahead].capital or is_acronym(tokens[ahead]))
        ):
            at = ahead
            continue
        break
    return at


def charge_behind(at: int, sentence: Sentence, senses: Senses, by_start: ByStart) -> int:
    """«Государственный комитет Узбекистана по физической культуре и спорту»: where the words end that say behind a
    country what its body is for; `at` if there are none."""
    joint = any(s.kind == "joints" for _, s in senses.get(at, ())) and any(s.kind == "prep" for _, s in senses[at])
    if not joint or at in by_start:
        return at
    end = listed_tail(at, sentence, senses, by_start)
    return end if end > at + 1 else at


def to_bracket(at: int, sentence: Sentence, senses: Senses, by_start: ByStart) -> int:
    """The end of «… по сотрудничеству и координации (ТИКА)»: words no list knows, if a short name in brackets tells
    that the name goes on up to it; `at` if none does."""
    tokens = sentence.tokens
    for end in range(at, min(at + FAR, len(tokens) - 2)):
        token = tokens[end]
        if token.text == "(":
            return end if is_acronym(tokens[end + 1]) and tokens[end + 2].text == ")" else at
        kinds = {s.kind for _, s in senses.get(end, ())}
        stops = kinds & {"verb", "subordinators", "post", "event", "agreement", "head"}
        if not (token.is_word or token.text == ",") or token.capital or end in by_start or stops:
            return at
    return at


def of_people(at: int, senses: Senses, by_start: ByStart) -> bool:
    """«асацыяцыя кітайскіх кампаній»: a country's adjective inside the tail."""
    return by_start[at][1].form == "adjective" and any(s.kind == "domain" for _, s in senses.get(at + 1, ()))


def far_tail(at: int, sentence: Sentence, senses: Senses, by_start: ByStart) -> int:
    """The tail up to the country or larger body in the genitive that ends the name, over words no list knows.

    «упраўленне планавання і каардынацыі Міністэрства …»: nothing but lower-case words and «і» may stand between.
    """
    tokens = sentence.tokens
    for end in range(at, min(at + FAR, len(tokens))):
        if end in by_start:
            hit = by_start[end][1]
            genitive = hit.form in ("name", "short") and "gen" in hit.cases and hit.entities[0].kind != "Place"
            return end if genitive else at
        kinds = {s.kind for _, s in senses.get(end, ())}
        if "head" in kinds and end > at and listed_tail(end + 1, sentence, senses, by_start) > end + 1:
            return end
        token = tokens[end]
        joined = "conjunctions" in kinds and end > at
        if "conjunctions" in kinds and any(s.kind == "mission" for _, s in senses.get(end + 1, ())):
            return at  # «Министерство культуры и посольство Польши»
        if (
            not token.is_word
            or token.capital
            or (kinds & {"verb", "prep", "subordinators", "post", "event", "cue"} and not joined)
        ):
            return at
    return at


def open_tail(at: int, sentence: Sentence, senses: Senses, by_start: ByStart, *, grammar: Grammar) -> int:
    """The end of nouns in the genitive that no list knows: «музея ковра», «Центр телеметрии, слежения и управления»,
    «університэт навук аб жыцці»; at the start of a sentence as anywhere. What a comma joins must end in «и …»."""
    end = at
    for _ in range(_DEEP):
        phrase = _phrase(end, sentence, senses, by_start, case="gen", grammar=grammar)
        if phrase == end:
            break
        end = phrase
    if end == at:
        joined = _joined_by_preposition(at, sentence, senses, by_start, grammar=grammar)
        if joined == at:
            return at
        end = joined
    reached, counted = end, end
    while counted < len(sentence.tokens):
        comma = sentence.tokens[counted].text == ","
        conjunction = any(s.kind == "conjunctions" and n == 1 for n, s in senses.get(counted, ()))
        if not (comma or conjunction):
            break
        phrase = _phrase(counted + 1, sentence, senses, by_start, case="gen", grammar=grammar)
        if phrase == counted + 1:
            break
        counted = phrase
        reached = counted if conjunction else reached
    return reached


def _joined_by_preposition(at: int, sentence: Sentence, senses: Senses, by_start: ByStart, *, grammar: Grammar) -> int:
    """«Организация по аэронавтике и космосу», «университет наук о жизни»: a noun in the preposition's case."""
    tokens = sentence.tokens
    if at >= len(tokens) or any(n > 1 and s.kind in ("prep", "cue", "verb", "stop") for n, s in senses.get(at, ())):
        return at
    case = grammar.word("name_prepositions", tokens[at].text)
    if case is None:
        return at
    end = _phrase(at + 1, sentence, senses, by_start, case=case, grammar=grammar)
    if end == at + 1:
        return at
    if end < len(tokens) and any(s.kind == "conjunctions" and n == 1 for n, s in senses.get(end, ())):
        end = max(end, _after_joint(end, sentence, senses, by_start, case=case, grammar=grammar))
    return end


def _after_joint(at: int, sentence: Sentence, senses: Senses, by_start: ByStart, *, case: str, grammar: Grammar) -> int:
    end = _phrase(at + 1, sentence, senses, by_start, case=case, grammar=grammar)
    return end if end > at + 1 else at


def _phrase(at: int, sentence: Sentence, senses: Senses, by_start: ByStart, *, case: str, grammar: Grammar) -> int:
    """The end of a noun in that case with the adjectives before it, all in small letters; `at` if there is none."""
    tokens, end, plural = sentence.tokens, at, False
    while end < len(tokens):
        token = tokens[end]
        own = senses.get(end, ())
        kinds = {s.kind for _, s in own}
        region = bool(kinds & {"adjectives", "domain"})  # «департамент Северной Америки»
        if not token.is_word or end in by_start or not kinds <= _PLAIN | _named(kinds):
            return at
        if token.capital and not region:
            return at
        if not kinds and token.text.endswith(grammar.words("organisations", "verb_endings") or "\0"):
            return at
        if any(n > 1 for n, s in own if s.kind not in ("domain", "field", "adjectives")):
            return at
        if _in_case(token, grammar.paradigms.adjective_rows, case) and end + 1 < len(tokens) and end - at < 2:
            behind = _phrase(end + 1, sentence, senses, by_start, case=case, grammar=grammar)
            if behind > end + 1:
                return behind
            plural = True
        if _noun_in_case(token, case, grammar=grammar) or "domain" in kinds:
            return end + 1
        return end + 1 if plural and end > at else at
    return at


def common(one: str, other: str) -> str:
    """What two words begin with alike."""
    return one[
        : next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    ]


def _named(kinds: set[str]) -> set[str]:
    """«… слежения и управления»: a noun that heads names may also say what a body is for."""
    return {"head"} if "domain" in kinds else set()


def _in_case(token: Token, table: Table, case: str) -> bool:
    return any(way.case == case for way in table.analyse(token.text))


def _noun_in_case(token: Token, case: str, *, grammar: Grammar) -> bool:
    """Whether a word can be a noun in that case by an ending of its own, and no form of a verb."""
    if len(token.text) < 4 or token.text.endswith(grammar.words("organisations", "verb_endings") or "\0"):
        return False
    ways = grammar.paradigms.noun_rows.analyse(token.text)
    return any(way.case == case and token.text[len(common(token.text, way.lemma)) :] for way in ways)


def of_town(at: int, sentence: Sentence, senses: Senses, by_start: ByStart) -> int:
    """The end of «города Бреста» behind a head; `at` if nothing of the kind stands there."""
    tokens = sentence.tokens
    if (
        at + 1 >= len(tokens)
        or not tokens[at + 1].capital
        or not any(s.kind == "settlement" for _, s in senses.get(at, ()))
    ):
        return at
    known = by_start.get(at + 1)
    return known[0][1] if known is not None and known[1].entities[0].kind == "Place" else at + 2


def proper_tail(
    at: int, sentence: Sentence, senses: Senses, by_start: ByStart, *, titled: bool, grammar: Grammar
) -> int:
    """The end of the name that a body bears: «Центр Гейдара Алиева», «Университет Антофагасты»; `at` if none.

    Behind a title the name of its holder follows: «ректор Университета Антофагасты Освальдо Коррейя».
    """
    tokens, paradigms = sentence.tokens, grammar.paradigms

    def free(n: int) -> bool:
        return (
            n < len(tokens)
            and tokens[n].capital
            and tokens[n].is_word
            and not is_acronym(tokens[n])
            and len(tokens[n].text) > 2
            and n not in senses
            and n not in by_start
        )

    if not free(at):
        return at
    if free(at + 1):
        cases = person_nominative([tokens[at].surface, tokens[at + 1].surface], paradigms).cases
        if not titled or (is_given(tokens[at].surface, paradigms) and free(at + 2)):
            return at + 2 if "gen" in cases and "nom" not in cases else at
        place = tokens[at].text[-1] in paradigms.vowels and tokens[at].text not in paradigms.family_first
        followed = is_given(tokens[at + 1].surface, paradigms) or (place and free(at + 2))
        return at + 1 if followed else at
    if titled or is_given(tokens[at].surface, paradigms) or tokens[at].text.endswith(_surnames(grammar)):
        return at
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    return at + 1 if after is None or not after.is_word or not after.capital else at


def _surnames(grammar: Grammar) -> tuple[str, ...]:
    """Endings that make a name rather a person's, in the nominative."""
    endings = grammar.paradigms.surname_endings
    return tuple(ending for table in endings.values() for ending in table) or ("\0",)
