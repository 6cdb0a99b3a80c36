"""Papers: memoranda, treaties, contracts …, who signed them, or that they are yet to be signed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from suviaz.extract.clauses import Clause, ahead
from suviaz.extract.draft import Draft, Thing
from suviaz.extract.events import unsigned
from suviaz.extract.items import Item
from suviaz.extract.recall import both, described, of_body, offices, whole_of
from suviaz.extract.relatives import representing
from suviaz.extract.respective import apart
from suviaz.extract.scene import Scene
from suviaz.extract.signings import signing_of
from suviaz.model import Code, Span, When
from suviaz.names import organisation_nominative

GENERIC = "Document"
"""The code of nouns that may stand for any paper; in the graph such a paper is an Agreement."""
CLASSES = ("Agreement", "Memorandum", "Treaty", "Protocol", "Contract", "Declaration", "RoadMap")


def read_agreements(scene: Scene, clause: Clause) -> list[Draft]:
    """The papers of one clause with their signings; several mentions of one paper are one."""
    _contents(scene, clause)
    verb = next(clause.verbs("sign"), None) or _before_colon(scene, clause)
    signing = clause.first("event", "signing")
    prepared = clause.cue("prepared")
    if verb is None and signing is None and clause.cue("covers"):
        _covered(scene, clause)
        return []
    if verb is None and signing is None and clause.cue("in_force", "ended"):
        return []  # told of where papers stand now
    if clause.items[0].has("cue", "under_which"):
        return []  # «пратакол, паводле якога бакі падпішуць …»: what a paper says
    trigger = verb or signing
    if trigger is None and not prepared:
        scene.leave_each((i for i in clause.items if i.has("agreement")), "agreement", "no-signing")
        return []
    if reason := unsigned(clause, verb):
        scene.leave(trigger or clause.items[0], "agreement", reason)
        return []
    if verb is None and signing is not None and scene.actors.grammar.head_last and not papers_in(scene, clause):
        _signing_again(scene, clause, signing)
        return []
    nouns = papers_in(scene, clause) or (_elsewhere(scene, clause) if verb is not None or prepared else [])
    if not nouns and verb is None and signing is not None and not scene.ordered:
        _signing_again(scene, clause, signing)
    if not nouns and trigger is not None:
        scene.leave(trigger, "agreement", "no-paper")
    parts = apart(clause, verb) if verb is not None else [clause]
    made = [
        _agreement(scene, part, noun, trigger or (noun if clause.holds(noun) else clause.items[0]), prepared=prepared)
        for part in parts
        for noun in nouns
        if len(parts) == 1 or noun in part.items
    ]
    told = [draft for draft in made if draft is not None]
    state = "ended" if clause.cue("ended") else "in-force" if clause.cue("in_force") else None
    for draft in told if state and scene.ordered else ():
        draft.status = state if draft.status == "signed" else draft.status  # «the pact signed in 2015 has expired»
    return told


def _signing_again(scene: Scene, clause: Clause, noun: Item) -> None:
    """«협약식은 전날 타슈켄트에서 진행됐다»: when and where the signing told before took place."""
    held = (s for s in scene.drafts.back("Signing") if s.status == "held" and 0 <= clause.sentence - s.sentence <= 2)
    before = next(held, None) if clause.does("hold") else None
    if before is None:
        return
    before.when = before.when or scene.when(clause, noun)
    before.set("isLocatedIn", *scene.places(clause)).prove(clause.span, "signing")


def _covered(scene: Scene, clause: Clause) -> None:
    """«양해각서는 … 분야를 포함한다»: what a paper told before is about."""
    noun = clause.first("agreement")
    if noun is None or clause.quote >= 0:
        return
    known = [a for a in scene.drafts.back(*CLASSES) if a.kind in (noun.code("agreement"), "Agreement")]
    if not known:
        return
    paper = next((a for a in known if "earlier" not in a.marks), known[0])
    for field in scene.fields(clause):
        paper.set("hasField", Code("field", field))
        paper.prove(clause.span, "agreement-covers", role=("hasField", Code("field", field)))
    form = [s.code for i in clause.items for s in i.senses if s.kind == "form" and i is not noun]
    paper.set("envisages", *(Code("form", f) for f in dict.fromkeys(form) if f != "agreement"))


def _contents(scene: Scene, clause: Clause) -> None:
    """«Документ предусматривает …»: fields and forms of the paper told of last, where nothing else tells them."""
    cue = clause.first("cue", "contains")
    if cue is None:
        return
    paper = next((d for d in scene.drafts.back(*CLASSES) if d.sentence < clause.sentence), None)
    subject = any(i.span.start < cue.span.start for i in clause.having("agreement"))
    if paper is None or not subject or clause.sentence - paper.sentence > 2 or len(paper.get("hasField")) > 1:
        return
    for code in scene.fields(clause, after=cue):
        field = Code("field", code)
        for draft in (paper, *((paper.occasion,) if paper.occasion else ())):
            draft.set("hasField", field)
            draft.prove(clause.span, "content-of-paper", role=("hasField", field))


def papers_in(scene: Scene, clause: Clause) -> list[Item]:
    """The papers of a clause; «два дакументы: …» counts only what the list behind it names."""
    items = clause.tagged.items
    nouns = [i for i in clause.having("agreement") if not scene.in_title(i)]
    if not nouns:
        return []
    colon = clause.tagged.colon
    listed = colon is not None and any(i.has("agreement") for i in items[colon:])
    nouns = [n for n in nouns if not (listed and clause.tagged.at(n) < (colon or 0)) and not _inner(scene, clause, n)]
    nouns = [n for n in nouns if not _in_bracket(clause.tagged.at(n), items)]
    if scene.actors.grammar.head_last:  # «이중과세방지협정 의정서»: the last word is the paper
        nouns = [n for n in nouns if n.tail or not any(m.first == n.last for m in nouns)]
    return [n for n in nouns if not (n.code("agreement") in (GENERIC, "Agreement") and clause.governed(n, "at"))]


def _inner(scene: Scene, clause: Clause, noun: Item) -> bool:
    """«протокол о реализации договора»: a paper in the genitive in the name of another."""
    items = clause.tagged.items
    if organisation_nominative(noun.text, scene.actors.grammar.paradigms).cases - {"gen"}:
        return False
    for item in reversed(items[: clause.tagged.at(noun)]):
        if item.has("agreement"):
            return True
        if item.has("verb") or item.has("conjunctions") or item.tag in ("sign", "time", "place"):
            return False
    return False


def _in_bracket(at: int, items: Sequence[Item]) -> bool:
    """«협약(MOU)»: a paper's short name behind the paper."""
    return at > 1 and items[at - 1].text == "(" and items[at - 2].has("agreement")


def _before_colon(scene: Scene, clause: Clause) -> Item | None:
    """The verb that introduces a list: «падпісалі два дакументы: — дамову …; — пратакол …»."""
    items, colon = clause.tagged.items, clause.tagged.colon
    if colon is None or clause.tagged.at(clause.items[0]) < colon or clause.items[0].has("subordinators"):
        return None
    return next((v for v in items[:colon] if v.has("verb", "sign")), None)


def _elsewhere(scene: Scene, clause: Clause) -> list[Item]:
    """The paper that a clause speaks of without naming it: «…, які падпісалі А і Б», «Яе мяркуецца падпісаць …»,
    «Подпісы паставілі …»."""
    earlier = [c for c in scene.around(clause) if c.span.end <= clause.span.start and not c.tagged.sentence.title]
    if clause.items[0].has("cue", "relative"):
        earlier = earlier[-1:]
    elif not clause.cue("pronoun") and not any(t.kind == "Person" for _, t in scene.subjects(clause)):
        return []
    return [i for c in earlier for i in c.items if i.has("agreement") and not scene.in_title(i)][-1:]


def _agreement(scene: Scene, clause: Clause, noun: Item, verb: Item, *, prepared: bool) -> Draft | None:
    home = next(c for c in scene.around(clause) if c.holds(noun))
    kind = _kind(home, noun)
    planned = prepared or (verb.has("verb") and ahead(clause, verb))
    planned = planned or (clause.cue("scheduled") and not any(s.form == "past" for s in verb.senses))
    if clause.cue("possible", "denied") and not planned:
        return scene.leave(noun, "agreement", "possible")
    status = "announced" if planned else "signed"
    parties, signers = _parties(scene, clause, verb)
    parties = [p for p in parties if p not in _of_another(scene, clause, noun)]
    if not parties:
        parties = [scene.drafts.country(c) for c in scene.halves(home, noun)]
    if len(parties) == 1 and any(s.form == "passive" for s in verb.senses) and scene.companions(clause, "with"):
        parties = [*_other_party(scene, parties[0], clause), *parties]  # «соглашение заключено с Y»: by whom was told
    if all(p.kind == "Country" for p in parties):
        parties = offices(scene, clause) or parties
    if not parties and (clause.tagged.has("cue", "both") or clause.tagged.has("cue", "both_persons")):
        parties = both(scene, clause)
    if verb.has("describes") and len({scene.actors.country(p) for p in parties}) < 2:
        return scene.leave(noun, "agreement", "no-party")  # «양해각서를 체결한 나라는 …» tells of none
    when = None if prepared and not verb.has("verb") else scene.when(clause, verb)
    fields = fields_of(scene, home, noun)
    earlier = clause.cue("earlier") and not clause.cue("today")
    known = _known(scene, kind, status, parties=parties, fields=fields, when=when, earlier=earlier)
    today = when is not None and when.start == (scene.drafts.article.published or "")[:10]
    if known is None and planned:
        known = _headlined(scene, kind, parties)
    if known is None and planned and today:  # «today it will be signed»: and so it was
        known = _known(scene, kind, "signed", parties=[], fields=fields, when=when, earlier=False)
        status = known.status or status if known else status
        parties = [] if known else parties
    span = clause.span
    if known is None:
        known = scene.drafts.fact("Agreement" if kind == GENERIC else kind, sentence=clause.sentence, status=status)
        known.names.append(title_of(scene, home, noun))
        if kind == GENERIC:
            known.marks.add(GENERIC)
    elif kind != GENERIC and GENERIC in known.marks:
        scene.drafts.retype(known, kind)
        known.marks.discard(GENERIC)
    known.prove(span, f"agreement-{verb.code('verb') or 'noun'}")
    known.set("hasParty", *parties).set("hasField", *(Code("field", f) for f in fields))
    if len(known.things("hasParty")) > 1:
        kept = [p for p in known.things("hasParty") if p.kind != "Country" or not _has_body(known, p)]
        for actor, part in known.occasion.parts.items() if known.occasion else ():
            if actor not in kept and actor in known.things("hasParty"):
                part.dropped = True  # the country stood for its body in an earlier sentence
        known.roles["hasParty"] = list(kept)
    if not (scene.ordered and prepared and when is None):
        signing_of(scene, clause, known, verb=verb, status=status, when=when, signers=signers, earlier=earlier)
    return known


def _of_another(scene: Scene, clause: Clause, noun: Item) -> list[Thing]:
    """Whom the name of another paper of the clause binds: «протокол, а также соглашение между А и Б»."""
    papers = papers_in(scene, clause) if not scene.particles else []
    if len(papers) < 2 or noun not in papers:
        return []
    own: dict[int, list[Thing]] = {id(paper): [] for paper in papers}
    for item, thing in scene.companions(clause, "between", *(("with",) if scene.ordered else ())):
        before = [paper for paper in papers if paper.first < item.first]
        if before and not any(before[-1].first < v.first < item.first for v in clause.verbs("sign")):
            own[id(before[-1])].append(thing)
    mine = own.pop(id(noun))
    return [thing for others in own.values() for thing in others if thing not in mine]


def _headlined(scene: Scene, kind: str, parties: list[Thing]) -> Draft | None:
    """«A, B sign FTA» as the headline of a text that only announces it: the paper is yet to be signed."""
    title = scene.sentences[0].sentence.title
    said = (a for a in scene.drafts.back(*CLASSES) if title and a.sentence == 0 and a.status == "signed")
    countries = {scene.actors.country(p) for p in parties}
    for paper in said:
        theirs = {scene.actors.country(p) for p in paper.things("hasParty")}
        alike = kind in (GENERIC, paper.kind) or GENERIC in paper.marks
        if alike and len(paper.proofs) == 1 and (not countries or not theirs or countries <= theirs):
            paper.status = "announced"
            if paper.occasion is not None:
                paper.occasion.status, paper.occasion.when = "scheduled", None
            return paper
    return None


def _other_party(scene: Scene, party: Thing, clause: Clause) -> list[Thing]:
    """The body that signed with others before: the text goes on about its papers."""
    signed = (a for a in scene.drafts.back(*CLASSES) if a.status == "signed" and clause.sentence - a.sentence in (1, 2))
    theirs = [p for a in islice(signed, 1) for p in a.things("hasParty") if p is not party]
    return theirs[:1] if all(scene.actors.country(p) != scene.actors.country(party) for p in theirs) else []


def _kind(clause: Clause, noun: Item) -> str:
    """The class of a paper; of «협약(MOU)» the more telling one."""
    kind = noun.code("agreement") or GENERIC
    items = clause.tagged.items
    behind = clause.tagged.at(noun) + 2
    if kind in (GENERIC, "Agreement") and behind < len(items) and _in_bracket(behind, items):
        kind = items[behind].code("agreement") or kind
    return kind


def _has_body(agreement: Draft, country: Thing) -> bool:
    return any(p.kind != "Country" and p.country == country.country for p in agreement.things("hasParty"))


def _parties(scene: Scene, clause: Clause, verb: Item) -> tuple[list[Thing], list[Thing]]:
    """The bodies bound, and the persons who put their hands to it."""
    by_hand = verb.has("verb", "sign")
    if scene.actors.grammar.head_last:  # «… 서명식을 열었다»
        by_hand = by_hand or clause.does("hold")
    # «с корейской стороны документ подписал Х, с белорусской — Y»: a comma parts the second from the verb.
    acting = scene.subjects(clause, None if clause.cue("side") else verb)
    around = [(i, t) for i, t in acting if t.kind != "Person" or by_hand]
    between = scene.companions(clause, "between")
    around += between
    around += scene.companions(clause, "with")
    if scene.actors.grammar.head_last and not verb.has("verb") and clause.does("attend", "witness"):
        around = [(i, t) for i, t in around if t.kind != "Person"]  # who is at a signing need not sign
    if any(s.form == "passive" for s in verb.senses) and not scene.ordered:
        around += [(i, t) for i, t in scene.acting(clause) if scene.cases(i) == {"ins"} and scene.free(clause, i)]
    if by_hand and scene.ordered:  # «the document bears the signatures of X and Y»
        around += [(i, t) for i, t in scene.objects(clause) if t.kind == "Person" and i.first > verb.first]
    parties: list[Thing] = []
    signers: list[Thing] = representing(scene.actors, clause.tagged) if by_hand else []
    for _, thing in around:
        if thing.kind == "Person":
            signers.append(thing)
            body = whole_of(scene.drafts, scene.actors.bound(thing))
            if body is not None and not any(t.kind != "Person" for _, t in between):
                parties.append(body)
        else:
            parties.append(thing)
    if clause.quote in scene.speakers and clause.cue("party_pronoun"):
        body = scene.actors.body(scene.speakers[clause.quote])
        if body is not None:
            parties.append(body)
    return list(dict.fromkeys(parties)), list(dict.fromkeys(signers))


def fields_of(scene: Scene, clause: Clause, noun: Item) -> list[str]:
    """Fields named behind the paper, up to the next paper; before it where a language describes so."""
    if scene.actors.grammar.head_last:
        return described(clause, noun, scene.in_title) or of_body(scene.drafts, clause)
    others = [
        i.span.start
        for i in clause.items
        if i.span.start > noun.span.start
        and (i.has("agreement") or i.has("verb", "plan", "past") or (i.has("event") and clause.governed(i, "at")))
    ]
    return scene.fields(clause, after=noun, until=min(others, default=None))


def title_of(scene: Scene, clause: Clause, noun: Item) -> str:
    """The name of a paper: from its noun to what ends its description."""
    items = clause.tagged.items
    at = clause.tagged.at(noun)
    if scene.actors.grammar.head_last:
        first = at
        while first and items[first - 1].tag in ("term", "adjective") and not items[first - 1].tail:
            if items[first - 1].has("verb") or items[first - 1].has("cue") or not clause.holds(items[first - 1]):
                break
            first -= 1
        while first < at and items[first].has("stop"):
            first += 1
        return Span(items[first].span.start, noun.span.end).of(scene.drafts.article.text)
    end = at + 1
    while (
        end < len(items)
        and (end > at + 1 or items[end].tag != "word")
        and items[end].tag in ("word", "term", "org", "country", "adjective")
        and not items[end].has("verb")
        and not items[end].has("cue")
        and not (
            end == at + 1 and items[end].has("stop") and items[end].kinds.isdisjoint({"prep", "conjunctions", "field"})
        )
        and clause.tagged.quote_of(items[end]) == clause.quote
        and clause.holds(items[end])
    ):
        end += 1
    while end > at + 1 and (items[end - 1].has("prep") or items[end - 1].has("conjunctions")):
        end -= 1
    text = Span(noun.span.start, items[end - 1].span.end).of(scene.drafts.article.text)
    name = organisation_nominative(text, scene.actors.grammar.paradigms).nominative
    return name[:1].upper() + name[1:]


def _known(
    scene: Scene, kind: str, status: str, *, parties: list[Thing], fields: list[str], when: When | None, earlier: bool
) -> Draft | None:
    for known in scene.drafts.back(*CLASSES):
        if known.status != status or (kind not in (known.kind, GENERIC) and GENERIC not in known.marks):
            continue
        signing = known.occasion
        theirs = known.things("hasParty")
        both = {scene.actors.country(p) for p in [*parties, *theirs]}
        conflict = len(both - {None}) > 2 or any(
            p.kind != "Country"
            and q.kind != "Country"
            and p is not q
            and scene.actors.country(p) == scene.actors.country(q)
            for p in parties
            for q in theirs
        )
        if conflict or earlier != ("earlier" in known.marks):
            continue
        if fields and known.codes("hasField") and not set(fields) & set(known.codes("hasField")):
            continue
        if when and signing and signing.when and when.start != signing.when.start:
            continue
        return known
    return None
