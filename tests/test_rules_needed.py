"""No rule without a use: each fires in an example or an article, and where it fires its language shows an example."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))

import rules
from suviaz import grammar
from suviaz.reader import Reader


def test_each_rule_is_needed_and_shown() -> None:
    reader, langs = Reader(), grammar.languages()
    gold = {lang: rules.on_gold(lang, reader) for lang in langs}
    examples = {lang: rules.on_examples(lang, reader) for lang in langs}
    assert rules.complaints(gold, examples) == []
    assert {"signing", "title-and-name", "verb-visit"} <= set(gold["be"])


def test_a_rule_that_nothing_needs_and_one_without_an_example_are_named(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(rules, "written", lambda: frozenset({"signing", "idle", "noun-.+"}))
    said = rules.complaints({"be": Counter({"signing": 2, "noun-forum": 1})}, {"be": frozenset({"noun-forum"})})
    assert said == [
        "'idle' fires in no example and in no article: remove it.",
        "'signing' fires in be, but language/be.toml has no example of it.",
    ]


def test_the_names_of_rules_are_found_in_the_code() -> None:
    assert {"joint\\-body", "spoken\\-by", "noun\\-.+", "title\\-and\\-name"} <= rules.written()
    assert "" not in rules.written()
