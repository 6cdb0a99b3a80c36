"""Readings made by hand, for tests of everything that comes after reading; and a small registry to go with them."""

from __future__ import annotations

from dataclasses import replace

from suviaz.model import (
    Article,
    Code,
    Entity,
    Evidence,
    Fact,
    Mention,
    Reading,
    Ref,
    Referent,
    Role,
    Span,
    When,
)
from suviaz.resolve import KnownEntities

ID = "https://w3id.org/suviaz/id/"

TEXT = (
    "Сёння, 26 красавіка, у Міністэрстве сувязі адкрыўся беларуска-карэйскі форум.\n\n"
    "Форум адкрыў міністр сувязі Рэспублікі Беларусь Сяргей Папкоў. На форуме падпісаны мемарандум аб супрацоўніцтве "
    "ў галіне электроннага ўрада з Міністэрствам унутраных спраў Рэспублікі Карэя.\n\n"
    "«У маі будзе створаны сумесны камітэт», — паведаміў С. Папкоў."
)

MPT = ID + "organisation/blr-ministry-of-communications"
MOI = ID + "organisation/kor-ministry-of-the-interior"
BLR = ID + "country/BLR"
KOR = ID + "country/KOR"


def entities() -> tuple[Entity, ...]:
    """Two countries, a town, and three bodies, one of them the successor of another."""
    return (
        Entity(
            BLR,
            "Country",
            {"be": ("Беларусь",), "en": ("Belarus",), "ko": ("벨라루스",), "ru": ("Беларусь",)},
            country="BY",
        ),
        Entity(
            KOR,
            "Country",
            {
                "be": ("Рэспубліка Карэя",),
                "en": ("Republic of Korea",),
                "ko": ("대한민국",),
                "ru": ("Республика Корея",),
            },
            country="KR",
        ),
        Entity(
            MPT,
            "Ministry",
            {
                "be": ("Міністэрства сувязі і інфарматызацыі",),
                "en": ("Ministry of Communications and Informatisation",),
            },
            short={"be": ("Мінсвязі",)},
            country="BY",
            hosts=("mpt.gov.by",),
        ),
        Entity(
            MOI,
            "Ministry",
            {"be": ("Міністэрства ўнутраных спраў",)},
            country="KR",
            start="2014-11-19",
            end="2017-07-25",
        ),
        Entity(
            ID + "organisation/kor-ministry-of-the-interior-and-safety",
            "Ministry",
            {"be": ("Міністэрства ўнутраных спраў", "Міністэрства ўнутраных спраў і бяспекі")},
            country="KR",
            start="2017-07-26",
        ),
        Entity(ID + "place/minsk", "Place", {"be": ("Мінск",), "en": ("Minsk",)}, country="BY"),
    )


def known() -> KnownEntities:
    return KnownEntities(entities())


def span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def said(text: str, words: str, **more: object) -> Evidence:
    return Evidence(span(text, words), words, "by hand", **more)  # type: ignore[arg-type]


def mention(text: str, words: str, kind: str) -> Mention:
    return Mention(span(text, words), kind, words)


def forum(
    url: str | None = "https://mpt.gov.by/news/26-04-2017-1910", published: str | None = "2017-04-26", text: str = TEXT
) -> Reading:
    """The forum of 26 April 2017: a tenure, a signing, a body to come, a statement."""
    by, kr, field = Ref("c:BY"), Ref("c:KR"), Role("hasField", Code("field", "e-government"))
    day = When("2017-04-26", "2017-04-26", True, span(text, "26 красавіка"))
    people = (
        Referent(
            "c:BY",
            "Country",
            ("Рэспубліка Беларусь",),
            (mention(text, "Рэспублікі Беларусь", "Country"),),
            "BY",
            (BLR,),
        ),
        Referent(
            "c:KR", "Country", ("Рэспубліка Карэя",), (mention(text, "Рэспублікі Карэя", "Country"),), "KR", (KOR,)
        ),
        Referent(
            "o1",
            "Ministry",
            ("Міністэрства сувязі",),
            (mention(text, "Міністэрстве сувязі", "Ministry"),),
            "BY",
            (MPT,),
        ),
        Referent(
            "o2",
            "Ministry",
            ("Міністэрства ўнутраных спраў",),
            (mention(text, "Міністэрствам унутраных спраў Рэспублікі Карэя", "Ministry"),),
            "KR",
            (MOI, ID + "organisation/kor-ministry-of-the-interior-and-safety"),
        ),
        Referent(
            "p1",
            "Person",
            ("Сяргей Папкоў", "С. Папкоў"),
            (mention(text, "Сяргей Папкоў", "Person"), mention(text, "С. Папкоў", "Person")),
            "BY",
        ),
    )
    words = "У маі будзе створаны сумесны камітэт"
    paper = "мемарандум аб супрацоўніцтве ў галіне электроннага ўрада"
    facts = (
        Fact(
            "f1",
            "Meeting",
            (
                Role("hasEventType", Code("event-type", "forum")),
                Role("involvesCountry", by),
                Role("involvesCountry", kr),
                field,
            ),
            "held",
            day,
            ("беларуска-карэйскі форум",),
            (
                said(text, "Сёння, 26 красавіка, у Міністэрстве сувязі адкрыўся беларуска-карэйскі форум"),
                said(text, "26 красавіка", role=Role("when", "2017-04-26"), modality="inferred", confidence=0.98),
            ),
        ),
        Fact(
            "f2",
            "Post",
            (
                Role("hasPostType", Code("post-type", "minister")),
                Role("isPostIn", Ref("o1")),
                Role("belongsToCountry", by),
            ),
            names=("міністр сувязі Рэспублікі Беларусь",),
            evidence=(said(text, "міністр сувязі Рэспублікі Беларусь"),),
        ),
        Fact(
            "f3",
            "Tenure",
            (Role("hasHolder", Ref("p1")), Role("hasPost", Ref("f2"))),
            evidence=(said(text, "міністр сувязі Рэспублікі Беларусь Сяргей Папкоў"),),
        ),
        Fact(
            "f4",
            "Participation",
            (
                Role("hasEvent", Ref("f1")),
                Role("hasActor", Ref("p1")),
                Role("hasRole", Code("role", "welcome-speaker")),
                Role("hasCapacity", Ref("f3")),
            ),
            evidence=(said(text, "Форум адкрыў міністр сувязі Рэспублікі Беларусь Сяргей Папкоў"),),
        ),
        Fact(
            "f5",
            "Memorandum",
            (Role("hasParty", Ref("o1")), Role("hasParty", Ref("o2")), field),
            "signed",
            names=(paper,),
            evidence=(
                said(text, "падпісаны мемарандум аб супрацоўніцтве ў галіне электроннага ўрада"),
                said(text, "Міністэрствам унутраных спраў Рэспублікі Карэя", role=Role("hasParty", Ref("o2"))),
            ),
        ),
        Fact(
            "f6",
            "Signing",
            (
                Role("hasEventType", Code("event-type", "signing")),
                Role("hasOutcome", Ref("f5")),
                Role("isPartOf", Ref("f1")),
                field,
            ),
            "held",
            replace(day, span=None),
            evidence=(said(text, "На форуме падпісаны мемарандум"),),
        ),
        Fact(
            "f7",
            "Statement",
            (
                Role("hasSpeaker", Ref("p1")),
                Role("isDirectSpeech", True),
                Role("quotedText", words),
                Role("expresses", Ref("f8")),
                Role("hasCapacity", Ref("f3")),
            ),
            evidence=(said(text, "«У маі будзе створаны сумесны камітэт», — паведаміў С. Папкоў"),),
        ),
        Fact(
            "f8",
            "Commitment",
            (
                Role("isMadeBy", Ref("p1")),
                Role("envisages", Code("form", "joint-committee")),
                Role("involvesCountry", by),
                Role("involvesCountry", kr),
            ),
            "announced",
            When("2017-05-01", "2017-05-31", False, span(text, "У маі")),
            evidence=(said(text, words, modality="reported", said_in="f7"),),
        ),
    )
    return Reading(Article(text, "be", url, "Форум", published), people, facts)
