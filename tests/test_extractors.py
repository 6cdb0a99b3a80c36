"""A language model beside the grammar: only what the text bears out gets in, and what does not is counted."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import suviaz
from chat_server import Chat, chatting
from suviaz import llm
from suviaz.collection import read
from suviaz.errors import ModelFailed
from suviaz.llm.answer import take
from suviaz.llm.question import schema
from suviaz.model import Article, Fact, Reading
from suviaz.rdf import gate
from suviaz.reader import Read, Reader, Skipped

TEXT = "Minister Ivan Petrov met Kim Chol of Korea in Minsk on 5 May 2021. The two sides plan a forum on software."
QUOTE = "Ivan Petrov met Kim Chol of Korea in Minsk on 5 May 2021"


def quote(words: str, start: int | None = None) -> dict[str, Any]:
    return {"quote": words, "start": start}


def thing(id_: str, kind: str, name: str, **more: Any) -> dict[str, Any]:
    return {"id": id_, "kind": kind, "names": [name], "country": None, "mentions": [quote(name)]} | more


def fact(id_: str, kind: str, words: str, *roles: dict[str, Any], **more: Any) -> dict[str, Any]:
    told = {"id": id_, "kind": kind, "status": None, "names": [], "when": None, "roles": list(roles)}
    return told | {"evidence": [quote(words)], "modality": "asserted", "said_in": None} | more


GOOD = {
    "things": [
        thing("p", "Person", "Ivan Petrov"),
        thing("k", "Person", "Kim Chol"),
        thing("c", "Country", "Korea", country="KR"),
        thing("m", "Place", "Minsk"),
    ],
    "facts": [
        fact("e", "Meeting", QUOTE, {"name": "hasEventType", "code": "meeting"}, {"name": "isLocatedIn", "to": "m"},
             {"name": "involvesCountry", "to": "c"}, status="held",
             when={"start": "2021-05-05", "end": "2021-05-05", "exact": True, "words": quote("5 May 2021")}),
        fact("a", "Participation", QUOTE, {"name": "hasEvent", "to": "e"}, {"name": "hasActor", "to": "p"}),
        fact("f", "Commitment", "The two sides plan a forum on software", {"name": "hasField", "code": "software"}),
    ],
}  # fmt: skip


@pytest.fixture
def chat() -> Iterator[Chat]:
    with chatting() as found:
        yield found


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def taken(reader: Reader, content: str, *, refusal: str | None = None, finish: str = "stop") -> llm.Taken:
    """What of an answer about TEXT holds."""
    article = Article(TEXT, "en")
    _, gazetteer = reader._language("en")
    countries = frozenset(e.country for e in reader.entities if e.kind == "Country" and e.country)
    said = {"content": content, "refusal": refusal, "finish": finish}
    return take(said, article, llm.vocabulary(), rule="llm:m", countries=countries, find=gazetteer.find)


def changed(where: str, number: int, **values: Any) -> str:
    """The good answer with other values in one of its things or facts."""
    answer = json.loads(json.dumps(GOOD))
    answer[where][number] |= values
    return json.dumps(answer)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(f"---\nlang: en\nurl: https://news.test/1\n---\n{TEXT}\n", encoding="utf-8")
    return path


def test_a_good_answer_is_taken_whole(reader: Reader) -> None:
    found = taken(reader, json.dumps(GOOD))
    assert found.dropped == {}
    assert [f.kind for f in found.reading.facts] == ["Meeting", "Participation", "Commitment"]
    meeting = found.reading.facts[0]
    assert (meeting.status, meeting.when and meeting.when.start) == ("held", "2021-05-05")
    assert all(TEXT[e.span.start : e.span.end] == e.quote for f in found.reading.facts for e in f.evidence)
    assert {(e.rule, e.confidence) for f in found.reading.facts for e in f.evidence} == {("llm:m", 0.5)}


def test_the_good_answer_is_one_of_the_schema(reader: Reader) -> None:
    form = schema(llm.vocabulary(), {"KR", "BY"})
    jsonschema.validate(GOOD, form)
    wrong = json.loads(changed("facts", 2, roles=[{"name": "hasField", "code": "wizardry"}]))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, form)


def test_the_schema_has_every_class_and_code_of_the_ontology() -> None:
    import rdflib

    from suviaz import resources

    graph = rdflib.Graph().parse(resources.folder("ontology") / "core.ttl")
    words = llm.vocabulary()
    classes = {str(c).rpartition("#")[2] for c in graph.subjects(rdflib.RDF.type, rdflib.OWL.Class)}
    unread = {"Actor", "Official", "Article", "Passage", "Evidence", "Decision", "CooperationField"}
    assert classes == set(words.things) | set(words.facts) | unread
    kinds = set(words.roles) | {"hasStatus"}
    written = {"hasParty", "hasField", "hasRole", "hasActor", "hasEvent", "hasHolder", "hasPost", "quotedText"}
    assert written <= kinds
    assert not {"hasParticipant", "worksFor", "signedOn", "hasModality"} & kinds
    for name in ("hasField", "hasRole", "hasPostType", "hasEventType", "envisages"):
        assert words.roles[name].scheme in words.schemes, name


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (changed("facts", 2, evidence=[quote("The two sides have built a palace")]), "invented quote"),
        (changed("facts", 2, evidence=[quote("The two sides plan", 3)]), "misplaced quote"),
        (changed("facts", 2, evidence=[]), "no evidence"),
        (changed("facts", 2, evidence=[{"quote": 5}]), "malformed"),
        (changed("facts", 2, evidence="all of it"), "malformed"),
        (changed("facts", 2, kind="Conspiracy"), "unknown kind"),
        (changed("facts", 2, roles=[{"name": "hasField", "code": "wizardry"}]), "unknown code"),
        (changed("facts", 2, status="dreamt"), "unknown code"),
        (changed("facts", 2, modality="surely"), "unknown code"),
        (changed("facts", 2, modality="reported", said_in="e"), "broken reference"),
        (changed("facts", 2, roles=[{"name": "worksFor", "to": "p"}]), "unknown role"),
        (changed("facts", 2, roles=[{"name": "hasHolder", "to": "p"}]), "unknown role"),
        (changed("facts", 2, roles=[{"name": "isMadeBy", "to": "nobody"}]), "broken reference"),
        (changed("facts", 1, roles=[{"name": "hasEvent", "to": "p"}]), "wrong value"),
        (changed("facts", 1, roles=[{"name": "hasActor", "to": "p"}]), "not borne out"),
        (changed("facts", 0, when={"start": "soon", "end": None, "exact": True, "words": quote("May")}), "bad date"),
        (changed("facts", 0, names=["Grand Summit"]), "invented name"),
        (changed("things", 0, names=["Boris Godunov"]), "invented name"),
        (changed("things", 0, mentions=[quote("President Petrov")]), "invented quote"),
        (changed("things", 2, country="XX"), "unknown code"),
        (changed("things", 2, country="BY"), "not borne out"),
        ("not JSON", "malformed"),
        ("[" * 100_000, "malformed"),
        ('{"things": {}, "facts": []}', "malformed"),
    ],
)
def test_what_the_text_does_not_bear_out_is_left_out_and_counted(reader: Reader, content: str, reason: str) -> None:
    found = taken(reader, content)
    assert found.dropped.get(reason, 0) > 0, found.dropped
    ids = frozenset(r.id for r in found.reading.referents)
    assert gate.check(found.reading.facts, found.reading.article, ids).rejected == ()


def test_a_refusal_and_a_cut_answer_are_counted(reader: Reader) -> None:
    assert taken(reader, "", refusal="I would rather not.").dropped == {"refused": 1}
    assert taken(reader, "", finish="content_filter").dropped == {"refused": 1}
    assert taken(reader, '{"things": [', finish="length").dropped == {"cut off": 1}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
    | st.sampled_from(["e", "p", QUOTE, "Meeting", "Person", "hasEvent", "held", "Minsk", "reported", "\ud800"]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from([*GOOD["facts"][0], *GOOD["things"][0], "quote", "start"]), inner, max_size=9),
    max_leaves=20,
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(things=JSON, facts=JSON, part=JSON, name=st.sampled_from([*GOOD["facts"][0]]))
def test_any_answer_at_all_leaves_only_what_passes_the_gate(
    reader: Reader, things: Any, facts: Any, part: Any, name: str
) -> None:
    from suviaz import rdf
    from suviaz.resolve import KnownEntities, resolve

    for content in (json.dumps({"things": things, "facts": facts}), changed("facts", 0, **{name: part})):
        found = taken(reader, content).reading
        assert gate.check(found.facts, found.article, frozenset(r.id for r in found.referents)).rejected == ()
        known = KnownEntities(reader.entities)
        graphs = rdf.article_graphs(found, resolve(found, known), known)
        assert not [reason for _, reason in graphs.rejected if "date" not in reason]


def test_together_the_grammar_comes_first(chat: Chat, article: Path) -> None:
    chat.content = json.dumps(GOOD)
    (alone,) = read(str(article))
    (both,) = read(str(article), extractor=llm.Extractor("m", chat.url))
    assert isinstance(alone, Read)
    assert isinstance(both, Read)
    assert both.reading.facts[: len(alone.reading.facts)] == alone.reading.facts
    assert len({thing.id for thing in both.reading.referents}) == len(both.reading.referents)
    rules = {f.id: {e.rule for e in f.evidence} for f in both.reading.facts}
    added = [f for f in both.reading.facts if rules[f.id] == {"llm:m"}]
    for new in added:
        assert not any(_meets(one, new) for one in alone.reading.facts)


def _meets(one: Fact, new: Fact) -> bool:
    return llm.vocabulary().related(one.kind, new.kind) and any(
        a.span.meets(b.span) for a in one.evidence for b in new.evidence
    )


def test_what_a_fact_that_is_there_was_for_points_to_that_one(reader: Reader) -> None:
    second = taken(reader, json.dumps(GOOD)).reading
    event = next(f for f in second.facts if f.kind == "Meeting")
    first = Reading(second.article, (), (Fact("f1", "Event", evidence=event.evidence),))
    both = llm.beside(first, second, llm.vocabulary())
    part = next(f for f in both.facts if f.kind == "Participation")
    assert [f.kind for f in both.facts] == ["Event", "Participation", "Commitment"]
    assert getattr(part.value("hasEvent"), "id", None) == "f1"


def test_the_same_again_needs_no_network_and_gives_the_same(chat: Chat, article: Path, tmp_path: Path) -> None:
    chat.content = json.dumps(GOOD)
    cache = str(tmp_path / "answers")
    first = list(read(str(article), extractor=llm.Extractor("m", chat.url, alone=True, cache=cache)))
    chat.content = "changed"
    offline = llm.Extractor("m", alone=True, cache=cache, offline=True)
    assert list(read(str(article), extractor=offline)) == first
    assert len(chat.asked) == 1
    assert chat.asked[0]["response_format"]["type"] == "json_schema"
    other = llm.Extractor("another", alone=True, cache=cache, offline=True)
    (missing,) = read(str(article), extractor=other)
    assert isinstance(missing, Skipped)
    assert "not in the cache" in missing.reason
    for path in Path(cache).rglob("*.json"):
        path.write_text("damaged")
    (again,) = read(str(article), extractor=offline)
    assert isinstance(again, Skipped)


@pytest.mark.parametrize(
    ("settings_", "words"),
    [
        ({"slow": 1.5}, "within 0.5 seconds"),
        ({"status": 400}, "answers 400"),
        ({"status": 503}, "asked 2 times"),
        ({"body": b"<html>"}, "no chat completion"),
        ({"body": b'{"choices": []}'}, "no chat completion"),
        ({"content": 7}, "no chat completion"),
        ({"body": b"{", "headers": {"Content-Length": "99"}}, "broke off"),
    ],
)
def test_an_article_that_is_not_answered_is_listed(
    chat: Chat, article: Path, settings_: dict[str, Any], words: str
) -> None:
    for name, value in settings_.items():
        setattr(chat, name, value)
    extractor = llm.Extractor("m", chat.url, seconds=0.5, attempts=2, pause=0)
    (found,) = read(str(article), extractor=extractor)
    assert isinstance(found, Skipped)
    assert words in found.reason


def test_a_busy_server_is_asked_again(chat: Chat, article: Path) -> None:
    chat.content, chat.busy = json.dumps(GOOD), 2
    (found,) = read(str(article), extractor=llm.Extractor("m", chat.url, pause=0))
    assert isinstance(found, Read)
    assert len(chat.asked) == 3


@pytest.mark.parametrize("status", [301, 401, 403, 404])
def test_where_none_will_be_answered_the_run_stops(chat: Chat, article: Path, status: int) -> None:
    chat.status, chat.headers = status, {"Location": chat.url + "/elsewhere"}
    with pytest.raises(ModelFailed, match=str(status)):
        list(read(str(article), extractor=llm.Extractor("m", chat.url)))
    assert len(chat.asked) == 1


@pytest.mark.parametrize(
    "url", ["", "ftp://a/v1", "model.test", "http://", "http://[1", "http://user:hunter2@a.test/v1"]
)
def test_an_address_that_cannot_be_used_is_told_without_repeating_it(url: str) -> None:
    with pytest.raises(ModelFailed) as raised:
        llm.Extractor("m", url)
    assert "hunter2" not in str(raised.value)


def test_a_model_that_is_not_there_stops_the_run(article: Path) -> None:
    with pytest.raises(ModelFailed, match="cannot be reached"):
        list(read(str(article), extractor=llm.Extractor("m", "http://127.0.0.1:1/v1")))


def test_loads_tell_what_was_left_out_and_go_from_one_extractor_to_another(
    chat: Chat, article: Path, tmp_path: Path
) -> None:
    answer = json.loads(json.dumps(GOOD))
    answer["facts"][2]["evidence"] = [quote("an invented passage")]
    chat.content = json.dumps(answer)
    extractor = llm.Extractor("m", chat.url, alone=True)
    with suviaz.open(tmp_path / "graph") as graph:
        (step,) = graph.load(article, extractor=extractor).steps
        assert any("invented quote 1" in warning for warning in step.warnings)  # type: ignore[union-attr]
        rules = "SELECT DISTINCT ?r { GRAPH ?g { ?e a sv:Evidence ; sv:extractorRule ?r } } ORDER BY ?r"
        prefix = "PREFIX sv: <https://w3id.org/suviaz/ontology#> "
        assert "llm:m" in str(list(graph.query(prefix + rules)))
        list(graph.loading(article, extractor=extractor))
        assert len(chat.asked) == 1
        list(graph.loading(article))
        assert "llm:m" not in str(list(graph.query(prefix + rules)))


def test_by_the_command_line_and_several_processes(chat: Chat, article: Path, tmp_path: Path) -> None:
    chat.content = json.dumps(GOOD)
    secret = "a-key-that-nobody-may-see"
    where = {"SUVIAZ_LLM_URL": chat.url, "SUVIAZ_LLM_MODEL": "m", "SUVIAZ_LLM_KEY": secret}
    import os

    environment = {**os.environ, **where}
    command = [sys.executable, "-m", "suviaz"]
    told = subprocess.run(
        [*command, "read", str(article), "--json", "--extractor", "llm", "--llm-cache", str(tmp_path / "kept")],
        capture_output=True, env=environment, check=True,
    )  # fmt: skip
    assert [f["kind"] for f in json.loads(told.stdout)[0]["facts"]] == ["Meeting", "Participation", "Commitment"]
    load = [*command, "load", str(article), "--store", str(tmp_path / "g"), "--extractor", "both", "--jobs", "2"]
    loaded = subprocess.run(load, capture_output=True, env=environment, check=True)
    assert chat.keys == [f"Bearer {secret}"] * 2
    every = [told.stdout, told.stderr, loaded.stdout, loaded.stderr]
    every += [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(secret.encode() in data for data in every)
    asked = len(chat.asked)
    subprocess.run([*command, "read", str(article)], capture_output=True, env=environment, check=True)
    assert len(chat.asked) == asked, "without the option nothing is asked"
