"""Tenses made with auxiliaries: «has been signed», «is expected to visit» as one verb with its form and voice.

A language file lists the forms of a verb (`stems`) and what each auxiliary makes of which form (`[auxiliaries]`,
`future-base` …). Languages that write a tense as one word list their verbs outright and nothing happens here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter

from suviaz.grammar import Grammar, Sense

Senses = dict[int, list[tuple[int, Sense]]]
Found = Mapping[int, Sequence[tuple[int, Sense]]]

_PARTS = frozenset({"stem", "auxiliary"})
_length: Callable[[tuple[int, Sense]], int] = itemgetter(0)
_NOMINAL = frozenset({"event", "form", "post", "many", "stop"})
VOICE = Sense("voice", "passive")
_ALONE = {"third": "present", "past": "past", "base": "present", "gerund": "gerund"}


def conjugate(words: Sequence[str], senses: Found, grammar: Grammar) -> Found:
    """The senses of a sentence's words with its verbs put together; `words` are folded."""
    if not grammar.auxiliaries:
        return senses
    telling = {at: found for at, found in senses.items() if [s for _, s in found if s.kind in _PARTS]}
    if not any(s.kind == "stem" for found in telling.values() for _, s in found):
        return senses
    made: Senses = {at: [m for m in found if m[1].kind not in _PARTS] for at, found in telling.items()}
    nouns = grammar.among("text", "nouns")
    done: set[int] = set()
    for at, found in telling.items():
        if at in done:
            continue
        for length, auxiliary in found:  # longest first
            if auxiliary.kind != "auxiliary":
                continue
            form, _, stem = auxiliary.code.rpartition("-")
            if retold := form.startswith("retold"):
                if not _told(at, telling):
                    continue
                form = form.replace("retold", "future")
            verb = _verb(at + length, words, senses, grammar, stem)
            if verb is None:
                continue
            start, verbs = verb
            if retold and any(s.code == "open" for _, s in verbs):
                continue  # «promised that a centre would open»: stays a promise
            extra = [s for n, s in found if s.kind == "cue" and n <= length and not (retold and s.code == "possible")]
            extra += [s for n, s in found if s.kind == "verb" and s.code == "plan" and s.form == "future"]
            passive = stem == "participle" and form.endswith("passive")
            form = form.removesuffix("-passive")
            for n, sense in verbs:
                taken = [(k, s) for k, s in senses.get(start, ()) if k >= n and s.kind == "form"]
                n = max((k for k, _ in taken), default=n)  # «to share experience»: the form takes the object in
                forms = [s for k, s in taken if k == n]
                new = (start + n - at, Sense("verb", sense.code, form))
                made.setdefault(at, []).append(new)
                made[at].extend((new[0], s) for s in ([VOICE] if passive else []) + extra + forms)
            done.add(start)
            made[start] = [m for m in made.get(start, []) if m[1].kind not in ("event", "form")]
            break
    for at, found in telling.items():
        if at not in done:
            led = any(s.kind == "cue" and s.code == "who" for _, s in senses.get(at - 1, ()))
            if led and (verbs := list(_alone(at, words, found, senses, frozenset()))):
                made[at] = [m for m in made[at] if m[1].kind not in _NOMINAL] + verbs  # «who heads the agency»
            else:
                made[at].extend(_alone(at, words, found, senses, nouns))
    whole: dict[int, Sequence[tuple[int, Sense]]] = {**senses}
    for at, verbs_too in made.items():
        whole[at] = sorted(dict.fromkeys(verbs_too), key=_length, reverse=True)
    return {at: found for at, found in whole.items() if found}


def _told(at: int, telling: Found) -> bool:
    """Whether somebody says or promises before: «said that he would come» is what he will do, not what he might."""
    earlier = (s for n, found in telling.items() if n < at for _, s in found if s.kind == "stem" and s.form != "base")
    return any(s.code in ("say", "plan") for s in earlier)


def _verb(
    at: int, words: Sequence[str], senses: Found, grammar: Grammar, stem: str
) -> tuple[int, list[tuple[int, Sense]]] | None:
    """The verb in the wanted form behind an auxiliary, one adverb let pass."""
    for start in (at, at + 1):
        verbs = [(n, s) for n, s in senses.get(start, ()) if s.kind == "stem" and s.form == stem]
        if verbs:
            longest = max(n for n, _ in verbs)
            return start, [(n, s) for n, s in verbs if n == longest]
        if start >= len(words) or not (
            words[start] in grammar.lexicon.fillers
            or words[start].endswith(grammar.words("text", "filler_endings") or "\0")
        ):
            return None
    return None


def _aims(at: int, end: int, words: Sequence[str], senses: Found) -> bool:
    """«They plan to create …», but «a plan to create …»."""
    infinitive = any(s.kind == "auxiliary" and s.code == "infinitive-base" for _, s in senses.get(end, ()))
    verb = any(s.kind == "stem" and s.form == "base" for _, s in senses.get(end + 1, ()))
    noun = at > 0 and any(
        s.kind in ("silent", "possessive", "modifier", "adjectives") for _, s in senses.get(at - 1, ())
    )
    return infinitive and verb and not noun


_HEADLINE = frozenset({"meet", "visit", "receive", "chair"})


def _headed(at: int, end: int, words: Sequence[str], senses: Found) -> bool:
    """«Minister visits Riga», «Makei meets Lavrov»: right behind a title or a name, with somebody or something behind
    it, it is no noun."""
    led = at > 0 and (at - 1 not in senses or any(s.kind == "post" for _, s in senses[at - 1]))
    behind = [s for _, s in senses.get(end, ())]
    joined = any(s.kind in ("prep", "conjunctions") and s.code != "with" for s in behind)
    return led and words[at - 1].isalpha() and end < len(words) and words[end][:1].isalpha() and not joined


def _alone(
    at: int, words: Sequence[str], found: Sequence[tuple[int, Sense]], senses: Found, nouns: frozenset[str]
) -> Iterator[tuple[int, Sense]]:
    """A verb without an auxiliary; with an agent behind it, it is a participle: «led by»."""
    for n, sense in found:
        if sense.kind != "stem" or (
            " ".join(words[at : at + n]) in nouns
            and not (sense.code == "plan" and _aims(at, at + n, words, senses))
            and not (sense.code in _HEADLINE and sense.form == "third" and _headed(at, at + n, words, senses))
        ):
            continue
        if sense.form == "gerund" and words[at] in nouns:
            continue
        behind = senses.get(at + n, ())
        longest = max((k for k, _ in behind), default=0)  # «said by phone» has no agent
        agent = any(k == longest and s.kind == "prep" and s.code == "agent" for k, s in behind)
        if agent and sense.form in ("past", "participle"):
            yield n, Sense("verb", sense.code, "past")
            yield n, VOICE
        elif sense.form == "gerund":
            yield n, Sense("verb", "other", "gerund")
        elif sense.form in _ALONE:
            yield n, Sense("verb", sense.code, _ALONE[sense.form])
