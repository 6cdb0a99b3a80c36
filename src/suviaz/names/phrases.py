"""Names of nouns and adjectives: organisations, posts, countries, towns. Only the head and its adjectives inflect."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from suviaz.names.folding import fold, straighten
from suviaz.names.paradigms import Analysis, Form, Paradigms, animate
from suviaz.names.persons import Inflected

_remembered = lru_cache(maxsize=1 << 14)  # the nouns of offices come again and again
_TOKEN = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*|\s+|.", re.DOTALL)


@_remembered
def organisation_nominative(surface: str, paradigms: Paradigms) -> Inflected:
    """The nominative of an organisation's or a post's name that stands in any case.

    «Міністэрствам навукі, ІКТ» → «Міністэрства навукі, ІКТ»; «Дзяржаўнага камітэта па навуцы» → «Дзяржаўны камітэт
    па навуцы». The head noun (from the list of heads, else the first noun that agrees with the adjectives before it)
    and its adjectives change; what follows stays. Capitals stay as they are, but ў at the start becomes у. A plural
    head is put in the singular and `plural` says so. Where nothing is recognised the surface is returned, in any case.
    """
    text = _clean(surface)
    pieces = _TOKEN.findall(text)
    places = [i for i, piece in enumerate(pieces) if piece[0].isalnum()]
    every = frozenset(paradigms.cases)
    found = _head(pieces, places, paradigms)
    if found is None:
        return Inflected(text, every)
    at, ways, adjectives = found
    best = _best(ways, pieces[places[at]], paradigms)
    chosen = [way for way in ways if (way.lemma, way.gender, way.plural) == (best.lemma, best.gender, best.plural)]
    lemma = _like(best.lemma, pieces[places[at]])
    plain, glide = paradigms.glide[:1], paradigms.glide[1:]
    oblique = best.case != "nom" or best.plural or pieces[places[at]][0] == glide
    if plain and adjectives and oblique and lemma[0] == plain:
        lemma = glide + lemma[1:]  # adjectives in the nominative end in a vowel
    changed = {places[at]: lemma}
    for i in adjectives:
        lemma = next(
            way.lemma
            for way in _adjectives(pieces[places[i]], paradigms)
            if way.case == best.case and way.gender == ("plural" if best.plural else best.gender)
        )
        changed[places[i]] = _like(_adjective_nominative(lemma, best.gender, paradigms), pieces[places[i]])
    nominative = "".join(changed.get(i, piece) for i, piece in enumerate(pieces))
    return Inflected(nominative, frozenset(way.case for way in chosen), best.gender, best.plural)


def _clean(surface: str) -> str:
    text = straighten(surface.strip())
    if text[:1] in "ўЎ" and text:
        text = ("у" if text[0] == "ў" else "У") + text[1:]
    return text


def _head(
    pieces: Sequence[str], places: Sequence[int], paradigms: Paradigms
) -> tuple[int, list[Analysis], list[int]] | None:
    """Which word is the head, its readings that agree with the adjectives before it, and which words those are."""
    adjectives: list[int] = []
    agreeing: set[tuple[str, str]] | None = None
    for at, place in enumerate(places[:8]):
        word = pieces[place]
        after_hyphen = at + 1 < len(places) and pieces[place + 1 : place + 2] == ["-"]
        if after_hyphen:  # the first part of a compound does not decline: «віцэ-міністрам», «беларуска-карэйскага»
            continue
        known = "у" + word[1:] if word[0] == "ў" else word
        ways = [way for way in paradigms.heads.get(known.lower(), ()) if _agrees(way, agreeing)]
        if ways:
            return at, ways, adjectives
        described = {(way.gender, way.case) for way in _adjectives(word, paradigms)}
        together = described if agreeing is None else agreeing & described
        if together:
            adjectives.append(at)
            agreeing = together
            continue
        if adjectives and word.lower() in paradigms.conjunctions:
            continue
        if (
            not adjectives
            and at < 2
            and word[:1].isupper()
            and not word.isupper()
            and _headed(pieces, places, at, paradigms)
        ):
            continue  # «Милли Меджлиса», «Торайгыров университета»: a first word that does not decline
        if not adjectives or not word[0].isalpha() or word.isupper():
            return None
        ways = [way for way in paradigms.noun_rows.analyse(word.lower()) if _agrees(way, agreeing)]
        return (at, ways, adjectives) if ways else None
    return None


def _headed(pieces: Sequence[str], places: Sequence[int], at: int, paradigms: Paradigms) -> bool:
    """Whether the word behind is a known head with a space before it."""
    return (
        at + 1 < len(places)
        and pieces[places[at + 1]].lower() in paradigms.heads
        and pieces[places[at] + 1 : places[at + 1]] == [" "]
    )


def _agrees(way: Analysis, agreeing: set[tuple[str, str]] | None) -> bool:
    return agreeing is None or ("plural" if way.plural else way.gender, way.case) in agreeing


def _best(ways: Sequence[Analysis], word: str, paradigms: Paradigms) -> Analysis:
    """Singular before plural, known heads before guesses, the nominative before other cases, masculine first."""
    order = {"masculine": 0, "feminine": 1, "neuter": 2, "plural": 3}
    return min(
        ways,
        key=lambda way: (-way.weight, way.plural, paradigms.cases.index(way.case), order[way.gender], way.lemma),
    )


def _adjectives(word: str, paradigms: Paradigms) -> tuple[Analysis, ...]:
    """What an adjective may be a form of; those that the language file knows come first: «Мирового» is of «мировой»."""
    ways = paradigms.adjective_rows.analyse(word.lower())
    known = paradigms.known_adjectives
    return tuple(sorted(ways, key=lambda way: way.lemma not in known)) if known else ways


def _adjective_nominative(lemma: str, gender: str, paradigms: Paradigms) -> str:
    """The nominative for that gender of an adjective given in the masculine."""
    forms = paradigms.adjective_rows.inflect(lemma, gender)
    return next((form for form, case, _ in forms if case == paradigms.cases[0]), lemma)


def _like(word: str, model: str) -> str:
    """`word` with the capitals of `model`."""
    if len(model) > 1 and model.isupper():
        return word.upper()
    return word[:1].upper() + word[1:] if model[:1].isupper() else word


def inflections(name: str, kind: str, paradigms: Paradigms) -> tuple[Form, ...]:
    """Every form of a registry name with its cases. `kind` is a class of the ontology, or adjective, demonym, short."""
    name = _clean(name)
    if kind in _RESPELT and (other := _respelt(name, paradigms.lemma_spellings)) != name:
        return (*_inflections(name, kind, paradigms), *_inflections(other, kind, paradigms))
    return _inflections(name, kind, paradigms)


_RESPELT = ("Country", "Place", "adjective", "demonym")
"""What other norms spell otherwise by rule; other names are too long for rules: they have labels of their own."""


def _inflections(name: str, kind: str, paradigms: Paradigms) -> tuple[Form, ...]:
    if kind == "adjective":
        made = _adjective_forms(name, paradigms)
    elif kind == "demonym":
        made = _demonym_forms(name, paradigms)
    elif kind == "short":
        made = _short_forms(name, paradigms)
    elif kind == "Person":
        made = _person_forms(name, paradigms)
    else:
        made = _phrase_forms(name, kind, paradigms)
    cases: dict[tuple[str, bool], set[str]] = {}
    for text, case, plural in made:
        cases.setdefault((text, plural), set()).add(case)
    for (text, plural), found in list(cases.items()) if paradigms.spellings else ():
        if (other := _respelt(text, paradigms.spellings)) != text:
            cases.setdefault((other, plural), set()).update(found)
    return tuple(Form(text, frozenset(found), plural) for (text, plural), found in sorted(cases.items()))


def forms(name: str, kind: str, paradigms: Paradigms) -> tuple[str, ...]:
    """Every inflected form of a registry name, sorted, spellings of the other norm included.

    `kind` is a class of the ontology (Country, Place, Ministry …), or `adjective`, `demonym`, `short`.
    """
    return tuple(sorted({form.text for form in inflections(name, kind, paradigms)}))


def _respelt(name: str, rules: Sequence[tuple[re.Pattern[str], str]]) -> str:
    """The name after all of the spelling rules."""
    for pattern, replacement in rules:
        if pattern.search(name):
            name = pattern.sub(replacement, name)
    return name


Made = list[tuple[str, str, bool]]


def _invariable(name: str, paradigms: Paradigms) -> Made:
    return [(name, case, False) for case in paradigms.cases]


def _adjective_forms(name: str, paradigms: Paradigms) -> Made:
    head, space, word = name.rpartition(" ")
    made = paradigms.adjective_rows.inflect(word)
    if not made:
        return _invariable(name, paradigms)
    genders = {row.gender for row in paradigms.adjective_rows.rows}
    return [
        (head + space + form, case, gender == "plural")
        for gender in sorted(genders)
        for form, case, _ in paradigms.adjective_rows.inflect(word, gender)
    ]


def _demonym_forms(name: str, paradigms: Paradigms) -> Made:
    made = [
        (form, case, plural)
        for gender in ("masculine", "feminine")
        for form, case, plural in paradigms.noun_rows.inflect(name, gender)
    ]
    return list(animate(made)) or _adjective_forms(name, paradigms)


def _short_forms(name: str, paradigms: Paradigms) -> Made:
    made = _invariable(name, paradigms)
    if name.isupper() and len(name) > 1 and name[-1].lower() not in paradigms.vowels:
        oblique = paradigms.cases[1:]
        made += [(name + ending, case, False) for ending in paradigms.short_endings for case in oblique]
    return made


def _person_forms(name: str, paradigms: Paradigms) -> Made:
    words = name.split()
    if len(words) < 2 or not paradigms.surname_rows.rows:
        return _invariable(name, paradigms)
    known = paradigms.given.get(fold(words[0]), frozenset({"masculine"}))
    made: Made = []
    for gender in sorted(known):
        by_case: dict[str, list[list[str]]] = {}
        for i, word in enumerate(words):
            table = paradigms.surname_rows if i == len(words) - 1 else paradigms.given_rows
            irregular = paradigms.irregular.get(word)
            for form, case, plural in irregular or table.inflect(word, gender) or _invariable(word, paradigms):
                if not plural:
                    by_case.setdefault(case, [[] for _ in words])[i].append(form)
        for case, options in by_case.items():
            made += [(text, case, False) for text in _products(options)]
    return made


def _products(options: Sequence[Sequence[str]]) -> list[str]:
    """Words side by side, each alternative with the first of the others: no more forms than anybody writes."""
    if not all(options):
        return []
    most = max(map(len, options))
    if most == 1:
        return [" ".join([words[0] for words in options])]
    return list(dict.fromkeys(" ".join(words[min(i, len(words) - 1)] for words in options) for i in range(most)))


def _phrase_forms(name: str, kind: str, paradigms: Paradigms) -> Made:
    words = name.split(" ")
    heads = _inflecting(words, kind, paradigms) if paradigms.noun_rows.rows else {}
    if not heads:
        return _invariable(name, paradigms)
    made = _combined(words, heads)
    first = next((i for i, word in enumerate(words) if fold(word) in paradigms.appositive), len(words))
    if first < max(heads):
        # «у Рэспубліцы Карэя» beside «у Рэспубліцы Карэі»
        made += _combined(words, {i: forms for i, forms in heads.items() if i <= first})
    return made


def _combined(words: Sequence[str], heads: dict[int, Made]) -> Made:
    """The forms of all words side by side, where those that inflect have a form for a case and number."""
    by_case: dict[tuple[str, bool], list[list[str]]] = {}
    for i, forms_of_word in heads.items():
        for form, case, plural in forms_of_word:
            by_case.setdefault((case, plural), [[] for _ in words])[i].append(form)
    made: Made = []
    for (case, plural), options in by_case.items():
        rest = [option if i in heads else [word] for i, (option, word) in enumerate(zip(options, words, strict=True))]
        made += [(text, case, plural) for text in _products(rest)]
    return made


def _inflecting(words: Sequence[str], kind: str, paradigms: Paradigms) -> dict[int, Made]:
    """Which words of a nominative name inflect, and how: adjectives, the head, after a country's kind its name too."""
    groups: dict[int, Made] = {}
    pending: list[int] = []
    agreeing: frozenset[str] = frozenset()
    for i, word in enumerate(words):
        following = fold(words[i + 1]) if i + 1 < len(words) else ""
        if word.lower() in paradigms.conjunctions and not pending:
            continue
        described = _genders_as_adjective(word, paradigms) & (agreeing if pending else _GENDERS)
        if kind in ("Country", "Place") and not pending and (not following or following in paradigms.conjunctions):
            # «Паднябесная», but «Боснія» is no plural adjective, and one letter, as of «Україна», makes none.
            described &= {w.gender for w in _adjectives_in_nominative(word, paradigms) if _ending(word, w.lemma) > 1}
            described &= {"feminine"}
        if described and word.lower() not in paradigms.head_forms and fold(word) not in paradigms.plural_only:
            pending.append(i)
            agreeing = described
            continue
        groups[i] = _noun_forms(word, paradigms)
        gender = _gender_of(word, paradigms)
        groups.update((j, _agreeing_adjective(words[j], gender, paradigms)) for j in pending)
        pending = []
        if kind not in ("Country", "Place") or not (
            fold(word) in paradigms.appositive or following in paradigms.conjunctions
        ):
            break
    for j in pending:  # a name that is an adjective
        groups[j] = _agreeing_adjective(words[j], min(agreeing), paradigms)
    return groups


_GENDERS = frozenset({"masculine", "feminine", "neuter", "plural"})


@_remembered
def _genders_as_adjective(word: str, paradigms: Paradigms) -> frozenset[str]:
    """The genders for which the word may be the nominative of an adjective."""
    ways = _adjectives_in_nominative(word, paradigms)
    return frozenset(way.gender for way in ways)


def _adjectives_in_nominative(word: str, paradigms: Paradigms) -> tuple[Analysis, ...]:
    return tuple(way for way in _adjectives(_tail(word), paradigms) if way.case == paradigms.cases[0])


def _ending(word: str, lemma: str) -> int:
    """How many letters a form ends in that its dictionary form has not."""
    form = _tail(word).lower()
    shared = next((i for i, (a, b) in enumerate(zip(form, lemma, strict=False)) if a != b), min(len(form), len(lemma)))
    return len(form) - shared


def _tail(word: str) -> str:
    return word.rpartition("-")[2]


@_remembered
def _noun_forms(word: str, paradigms: Paradigms) -> Made:
    if word in paradigms.irregular:
        return list(paradigms.irregular[word])
    if fold(word) in paradigms.indeclinable or (len(word) > 1 and word.isupper()) or not word[-1:].isalpha():
        return _invariable(word, paradigms)
    head, hyphen, tail = word.rpartition("-")
    if tail.lower() in paradigms.head_forms:
        made: Made = [(_like(form, tail), case, many) for form, case, many in paradigms.head_forms[tail.lower()]]
    elif fold(word) in paradigms.plural_only or tail.endswith(paradigms.plural_endings):
        made = [(form, case, False) for form, case, _ in paradigms.noun_rows.inflect(tail, "plural")]
    else:
        genders = ("neuter",) if fold(word) in paradigms.neuter else ("masculine", "feminine")
        if tail.endswith(paradigms.neuter_endings):
            genders = (*genders, "neuter")
        made = [
            (form, case, many)
            for gender in genders
            for form, case, many in paradigms.noun_rows.inflect(tail, gender)
            if not many
        ]
    return [(head + hyphen + form, case, many) for form, case, many in made] or _invariable(word, paradigms)


@_remembered
def _gender_of(word: str, paradigms: Paradigms) -> str:
    low = _tail(word).lower()
    if ways := [way for way in paradigms.heads.get(low, ()) if way.lemma == low]:
        return ways[0].gender
    if fold(word) in paradigms.plural_only or word.endswith(paradigms.plural_endings):
        return "plural"
    if fold(word) in paradigms.neuter:
        return "neuter"
    fitting = (gender for gender in ("masculine", "feminine") if paradigms.noun_rows.inflect(_tail(word), gender))
    return next(fitting, "neuter")


@_remembered
def _agreeing_adjective(word: str, gender: str, paradigms: Paradigms) -> Made:
    head, hyphen, tail = word.rpartition("-")
    lemma = next((way.lemma for way in _adjectives(tail, paradigms) if way.case == paradigms.cases[0]), tail)
    made: Made = []
    for wanted, plural in ((gender, False), ("plural", True)):
        made += [
            (head + hyphen + _like(form, tail), case, plural)
            for form, case, _ in paradigms.adjective_rows.inflect(lemma, wanted)
        ]
    return made or _invariable(word, paradigms)
