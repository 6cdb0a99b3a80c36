"""List the rules of the reader: where each one fires, and which of them nothing needs.

    python scripts/rules.py     how often each rule fires on our own gold, by language; * where an example shows it

Cues of a language file that no rule asks for are named, too: their words are known and nothing more, and a misspelt
key would be silent otherwise. Exit code 1 if a rule fires in no example and in no article, or fires in a language whose
file shows no example of it.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from suviaz import extract, grammar
from suviaz.model import Article, Reading
from suviaz.reader import Reader

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "tests" / "corpus"
EXAMPLES_READ_ON = "2018-05-10"


def written() -> frozenset[str]:
    """The names of the rules as they stand in the code, as regular expressions: `verb-.+` where one is put together."""
    folder = Path(extract.__file__).parent
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.py")))
    return frozenset(name for tree in trees for node in ast.walk(tree) for name in _names(node))


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call):
        given = [keyword.value for keyword in node.keywords if keyword.arg == "rule"]
        if isinstance(node.func, ast.Attribute) and node.func.attr == "prove":
            given += node.args[1:2]
        yield from (name for value in given for name in _spelt(value))
    elif isinstance(node, ast.arguments):
        for argument, default in zip(node.kwonlyargs, node.kw_defaults, strict=True):
            if argument.arg == "rule" and default is not None:
                yield from _spelt(default)


def _spelt(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield re.escape(value.value)
    elif isinstance(value, ast.JoinedStr):
        parts = (re.escape(str(p.value)) if isinstance(p, ast.Constant) else ".+" for p in value.values)
        yield "".join(parts)
    elif isinstance(value, ast.IfExp):
        yield from (*_spelt(value.body), *_spelt(value.orelse))


def fired(reading: Reading) -> Counter[str]:
    """How many pieces of evidence each rule gave."""
    return Counter(evidence.rule for fact in reading.facts for evidence in fact.evidence)


def on_gold(lang: str, reader: Reader) -> Counter[str]:
    """What fires on our own articles with gold in a language."""
    found: Counter[str] = Counter()
    for path in sorted((CORPUS / lang).glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        found += fired(reader.read(Article(gold["text"], lang, published=gold["published"])))
    return found


def on_examples(lang: str, reader: Reader) -> frozenset[str]:
    """The rules that their own example in a language's file makes fire."""
    examples = grammar.load(lang).data.get("examples", [])
    assert isinstance(examples, list)
    read = ((e["rule"], reader.read(Article(e["text"], lang, published=EXAMPLES_READ_ON))) for e in examples)
    return frozenset(rule for rule, reading in read if rule in fired(reading))


def unasked(lang: str) -> tuple[str, ...]:
    """The cues of a language file that the reader's code does not name."""
    code = "".join(path.read_text(encoding="utf-8") for path in Path(extract.__file__).parent.glob("*.py"))
    cues = grammar.load(lang).data.get("cues", {})
    assert isinstance(cues, Mapping)
    return tuple(sorted(cue for cue in cues if f'"{cue}"' not in code))


def complaints(gold: Mapping[str, Counter[str]], examples: Mapping[str, frozenset[str]]) -> list[str]:
    """A sentence for each rule that nothing needs, and for each that fires without an example."""
    seen = frozenset().union(*gold.values(), *examples.values())
    found = [
        f"'{name}' fires in no example and in no article: remove it."
        for name in sorted(written())
        if not any(re.fullmatch(name, rule) for rule in seen)
    ]
    for lang in sorted(gold):
        lacking = sorted(set(gold[lang]) - examples[lang])
        found += [f"'{rule}' fires in {lang}, but language/{lang}.toml has no example of it." for rule in lacking]
    return found


def main() -> int:
    reader = Reader()
    langs = grammar.languages()
    gold = {lang: on_gold(lang, reader) for lang in langs}
    examples = {lang: on_examples(lang, reader) for lang in langs}
    print(f"{'rule':24}" + "".join(f"{lang:>8}" for lang in langs))
    for rule in sorted(frozenset().union(*gold.values(), *examples.values())):
        cells = (f"{gold[lang][rule] or ''}{'*' if rule in examples[lang] else ''}" for lang in langs)
        print(f"{rule:24}" + "".join(f"{cell:>8}" for cell in cells))
    wrong = complaints(gold, examples)
    idle = [f"No rule asks for the cue '{cue}' of language/{lang}.toml." for lang in langs for cue in unasked(lang)]
    for sentence in (*wrong, *idle):
        print(sentence, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
