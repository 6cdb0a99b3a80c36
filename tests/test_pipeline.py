"""The whole way: what goes in comes out, what fails is listed, order does not matter, again changes nothing."""

from __future__ import annotations

import os
import random
from functools import partial
from pathlib import Path

import pytest

from suviaz import grammar, pipeline, reader
from suviaz.errors import SuviazError
from suviaz.pipeline import Loaded, Outcome
from suviaz.reader import Read, Skipped
from suviaz.store import Store

ROOT = Path(__file__).parents[1]
ARTICLES = sorted((ROOT / "data" / "articles").glob("*.txt"))
SOME = [path for path in ARTICLES if path.name.startswith(("2017-04", "2016"))]


def load(store: Store, *sources: Path, **more: object) -> Outcome:
    paths = [str(source) for source in sources]
    return Outcome.of(pipeline.stepwise(paths, store, together=pipeline.TOGETHER, **more))  # type: ignore[arg-type]


def test_counting_looks_into_folders(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "a.txt").touch()
    (tmp_path / "inner" / "b.md").touch()
    (tmp_path / "c.jsonl").write_bytes(b"{}\n{}")
    assert pipeline.count([str(tmp_path), "-"]) == 5
    # What an address or a tape holds is not known before it is read.
    assert pipeline.count([str(tmp_path), "https://example.org/"]) is None
    (tmp_path / "d.tar.gz").touch()
    assert pipeline.count([str(tmp_path)]) is None


def test_steps_come_as_they_are_done() -> None:
    with Store() as store:
        steps = pipeline.stepwise([str(path) for path in SOME], store)
        first = next(steps)
        assert isinstance(first, Loaded)
        assert [article.key for article in store.articles()] == [first.key]


@pytest.mark.parametrize("together", [2, 7, 1000])
def test_what_is_written_together_does_not_matter(together: int, tmp_path: Path) -> None:
    """Neither to the graph nor to what is told; the same article again, and what cannot be read, are among it."""
    broken = tmp_path / "broken.txt"
    broken.write_bytes(b"")
    sources = [str(path) for path in (*SOME[:4], broken, SOME[2], *SOME[4:8], SOME[0])]
    with Store() as alone, Store() as several:
        steps = list(pipeline.stepwise(sources, alone))
        assert list(pipeline.stepwise(sources, several, together=together)) == steps
        assert several.dump("trig") == alone.dump("trig")
        assert set(several.raw) == set(alone.raw)


def test_every_source_has_its_step(tmp_path: Path) -> None:
    polish = tmp_path / "polish.txt"
    polish.write_text(
        "Minister spotkał się w Warszawie z ambasadorem i rozmawiał z nim o współpracy.", encoding="utf-8"
    )
    there = tuple(f"-{lang}" for lang in grammar.languages())
    lacking = {str(p) for p in SOME if p.stem.endswith(("-ru", "-en", "-ko")) and not p.stem.endswith(there)}
    with Store() as store:
        outcome = load(store, *SOME, polish)
        assert [step.source for step in outcome.steps] == [*map(str, SOME), str(polish)]
        assert {step.source for step in outcome.skipped} == {*lacking, str(polish)}
        assert all("no language file" in step.reason for step in outcome.skipped)
        assert outcome.changes == {"added": len(store.articles())}
        assert outcome.facts == sum(step.facts for step in outcome.loaded) > len(outcome.loaded)


def test_again_is_a_no_op_and_order_does_not_matter() -> None:
    with Store() as one, Store() as other:
        load(one, *SOME)
        before = one.dump("trig")
        assert load(one, *SOME).changes == {"unchanged": len(one.articles())}
        assert one.dump("trig") == before
        shuffled = random.Random(7).sample(SOME, len(SOME))
        load(other, *shuffled)
        assert other.dump("trig") == before


def test_a_changed_text_replaces_what_the_old_one_said(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    text = next(path for path in SOME if "forum-e-government" in path.name).read_text(encoding="utf-8")
    source.write_text(text, encoding="utf-8")
    with Store() as store:
        [first] = load(store, source).loaded
        head, _, body = text.partition("\n---\n")
        source.write_text(head + "\n---\n" + body.split("\n\n")[0] + "\n", encoding="utf-8")
        [second] = load(store, source).loaded
        assert (first.change, second.change) == ("added", "changed")
        assert second.facts < first.facts
        assert len(store.articles()) == 1


def test_bad_sources_do_not_stop_the_batch(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_bytes(b"\xd0\xff\xfe\x98" * 9)
    (tmp_path / "2.txt").write_text("   \n", encoding="utf-8")
    (tmp_path / "3.txt").write_text("Форум прайшоў у Мінску. Міністр сувязі прыняў удзел у ім.", encoding="utf-8")
    with Store() as store:
        outcome = load(store, tmp_path, tmp_path / "gone.txt", lang="be")
    assert [type(step) for step in outcome.steps] == [Skipped, Skipped, Loaded, Skipped]
    assert all(Path(step.source).name in step.reason for step in outcome.skipped)
    assert "no publication date" in outcome.loaded[0].warnings[0]


def test_every_quote_and_mention_is_verbatim() -> None:
    """A rule whose evidence is not the text would show here first."""
    read = [found for found in pipeline.read(map(str, ARTICLES)) if isinstance(found, Read)]
    assert len(read) > 20
    for found in read:
        text = found.reading.article.text
        for fact in found.reading.facts:
            assert fact.evidence, (found.source, fact)
            assert all(e.span.of(text) == e.quote for e in fact.evidence), (found.source, fact)
        assert all(m.span.of(text) == m.surface for m in found.reading.mentions), found.source


def test_the_collection_conforms_and_loses_nothing() -> None:
    from suviaz import validate

    with Store() as store:
        outcome = load(store, *ARTICLES)
        assert outcome.conforms, [step.quarantined for step in outcome.loaded if step.quarantined]
        assert [step.rejected for step in outcome.loaded if step.rejected] == []
        assert validate.validate(store).conforms


def test_several_processes_read_the_same(tmp_path: Path) -> None:
    broken = tmp_path / "broken.txt"
    broken.write_bytes(b"")
    sources = [*SOME[:3], broken, *SOME[3:]]
    with Store() as one, Store() as other:
        alone, together = load(one, *sources), load(other, *sources, jobs=2)
        assert together == alone
        assert [step.source for step in together.skipped] == [str(broken)]
        assert other.dump("trig") == one.dump("trig")


def test_a_reading_process_that_dies_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "begin", partial(os._exit, 1))
    with pytest.raises(SuviazError, match="reading process was stopped"):
        list(pipeline.read([str(path) for path in SOME], jobs=2))
