"""A small graph of Belarus–Korea ICT ties, made by hand for the tests of the network and of the drawing.

The facts are public; the sentences are ours. Every quote is looked up in its text, so offsets are right.
"""

from __future__ import annotations

import pyoxigraph as ox

ID = "https://w3id.org/suviaz/id/"
SV = "https://w3id.org/suviaz/ontology#"
CONCEPT = "https://w3id.org/suviaz/concept/"
_NS = {
    "sv": SV,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "schema": "https://schema.org/",
    "prov": "http://www.w3.org/ns/prov#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

# code: alpha-3, labels be | ru | en | ko
COUNTRIES = {
    "BY": ("BLR", "Беларусь", "Беларусь", "Belarus", "벨라루스"),
    "KR": ("KOR", "Рэспубліка Карэя", "Республика Корея", "Republic of Korea", "대한민국"),
    "KZ": ("KAZ", "Казахстан", "Казахстан", "Kazakhstan", "카자흐스탄"),
}
# id: class, country, labels be | ru | en | ko
ACTORS: dict[str, tuple[str, str, str, str, str, str]] = {
    "organisation/blr-ministry-of-communications": (
        "Ministry",
        "BY",
        "Міністэрства сувязі і інфарматызацыі",
        "Министерство связи и информатизации",
        "Ministry of Communications and Informatisation",
        "통신정보화부",
    ),
    "organisation/blr-hi-tech-park": (
        "GovernmentBody",
        "BY",
        "Парк высокіх тэхналогій",
        "Парк высоких технологий",
        "Hi-Tech Park",
        "하이테크파크",
    ),
    "organisation/blr-committee-on-science": (
        "GovernmentBody",
        "BY",
        "Дзяржаўны камітэт па навуцы і тэхналогіях",
        "Государственный комитет по науке и технологиям",
        "State Committee on Science and Technology",
        "국가과학기술위원회",
    ),
    "organisation/blr-academy-of-sciences": (
        "Organisation",
        "BY",
        "Нацыянальная акадэмія навук",
        "Национальная академия наук",
        "National Academy of Sciences",
        "국립과학아카데미",
    ),
    "organisation/blr-forensic-committee": (
        "GovernmentBody",
        "BY",
        "Дзяржаўны камітэт судовых экспертыз",
        "Государственный комитет судебных экспертиз",
        "State Forensic Examination Committee",
        "국가법의학위원회",
    ),
    "organisation/blr-ministry-of-foreign-affairs": (
        "Ministry",
        "BY",
        "Міністэрства замежных спраў",
        "Министерство иностранных дел",
        "Ministry of Foreign Affairs",
        "외교부",
    ),
    "organisation/kor-ministry-of-science-ict-and-future-planning": (
        "Ministry",
        "KR",
        "Міністэрства навукі, ІКТ і будучага планавання",
        "Министерство науки, ИКТ и планирования будущего",
        "Ministry of Science, ICT and Future Planning",
        "미래창조과학부",
    ),
    "organisation/kor-ministry-of-the-interior": (
        "Ministry",
        "KR",
        "Міністэрства ўнутраных спраў",
        "Министерство внутренних дел",
        "Ministry of the Interior",
        "행정자치부",
    ),
    "organisation/kor-national-information-society-agency": (
        "GovernmentBody",
        "KR",
        "Нацыянальнае агенцтва інфармацыйнага грамадства",
        "Национальное агентство информационного общества",
        "National Information Society Agency",
        "한국정보화진흥원",
    ),
    "organisation/kor-national-forensic-service": (
        "GovernmentBody",
        "KR",
        "Нацыянальная служба судовай экспертызы",
        "Национальная служба судебной экспертизы",
        "National Forensic Service",
        "국립과학수사연구원",
    ),
    "organisation/kor-kisti": (
        "Organisation",
        "KR",
        "Карэйскі інстытут навукова-тэхнічнай інфармацыі",
        "Корейский институт научно-технической информации",
        "Korea Institute of Science and Technology Information",
        "한국과학기술정보연구원",
    ),
    "organisation/kor-sk-hynix": ("Organisation", "KR", "СК хайнікс", "СК хайникс", "SK hynix", "SK하이닉스"),
    "organisation/kor-samsung-sds": ("Organisation", "KR", "Самсунг СДС", "Самсунг СДС", "Samsung SDS", "삼성SDS"),
    "place/minsk": ("Place", "BY", "Мінск", "Минск", "Minsk", "민스크"),
    "place/seoul": ("Place", "KR", "Сеул", "Сеул", "Seoul", "서울"),
}
# id: be, ru, en, ko, organisation or None, country, title of the post
PEOPLE: dict[str, tuple[str, str, str, str, str | None, str, str]] = {
    "person/siarhiej-papkou": (
        "Сяргей Папкоў",
        "Сергей Попков",
        "Sergei Popkov",
        "세르게이 팝코프",
        "organisation/blr-ministry-of-communications",
        "BY",
        "Міністр сувязі і інфарматызацыі",
    ),
    "person/valery-tsepkalo": (
        "Валерый Цапкала",
        "Валерий Цепкало",
        "Valery Tsepkalo",
        "발레리 체프칼로",
        "organisation/blr-hi-tech-park",
        "BY",
        "Дырэктар Парка высокіх тэхналогій",
    ),
    "person/aliaksandr-shumilin": (
        "Аляксандр Шумілін",
        "Александр Шумилин",
        "Alexander Shumilin",
        "알렉산드르 슈밀린",
        "organisation/blr-committee-on-science",
        "BY",
        "Старшыня камітэта",
    ),
    "person/andrej-shved": (
        "Андрэй Швед",
        "Андрей Швед",
        "Andrei Shved",
        "안드레이 슈베드",
        "organisation/blr-forensic-committee",
        "BY",
        "Старшыня камітэта судовых экспертыз",
    ),
    "person/usievalad-jancheuski": (
        "Усевалад Янчэўскі",
        "Всеволод Янчевский",
        "Vsevolod Yanchevsky",
        "브세볼로드 얀쳅스키",
        "organisation/blr-hi-tech-park",
        "BY",
        "Дырэктар Парка высокіх тэхналогій",
    ),
    "person/kim-yong-ho": ("Кім Ёнг Хо", "Ким Ён Хо", "Kim Yong-ho", "김용호", None, "KR", "Пасол Рэспублікі Карэя"),
    "person/kim-seong-lyul": (
        "Кім Сон Рёл",
        "Ким Сон Рёль",
        "Kim Seong-lyul",
        "김성렬",
        "organisation/kor-ministry-of-the-interior",
        "KR",
        "Віцэ-міністр",
    ),
    "person/choi-yanghee": (
        "Чхве Ян Хі",
        "Чхве Ян Хи",
        "Choi Yanghee",
        "최양희",
        "organisation/kor-ministry-of-science-ict-and-future-planning",
        "KR",
        "Міністр",
    ),
    "person/choi-won-ho": (
        "Чхве Вон Хо",
        "Чхве Вон Хо",
        "Choi Won-ho",
        "최원호",
        "organisation/kor-ministry-of-science-ict-and-future-planning",
        "KR",
        "Генеральны дырэктар",
    ),
    "person/choi-young-shik": (
        "Чхве Ён Шык",
        "Чхве Ён Сик",
        "Choi Young-shik",
        "최영식",
        "organisation/kor-national-forensic-service",
        "KR",
        "Кіраўнік службы",
    ),
}
_MCI, _HTP, _GKNT = (
    f"organisation/blr-{end}" for end in ("ministry-of-communications", "hi-tech-park", "committee-on-science")
)
_MSIP, _MOI, _NIA = (
    f"organisation/kor-{end}"
    for end in (
        "ministry-of-science-ict-and-future-planning",
        "ministry-of-the-interior",
        "national-information-society-agency",
    )
)

# article: url, published, lang, text; then its things:
# id, class, labels, properties, participations (actor, role), quote, confidence, modality
Thing = tuple[str, str, dict[str, str], dict[str, list[str]], list[tuple[str, str]], str, float, str]
ARTICLES: list[tuple[str, str, str, str, list[Thing]]] = [
    (
        "https://news.example.by/2013-03-19",
        "2013-03-19",
        "ru",
        "Эксперты Самсунг СДС приехали в Минск. 19 марта с ними встретился Всеволод Янчевский. "
        "Речь шла о плане электронного правительства.",
        [
            (
                "event/2013-03-19-talks",
                "Meeting",
                {
                    "be": "Сустрэча пра план электроннага ўрада",
                    "en": "Talks on an e-government roadmap",
                    "ru": "Встреча о плане электронного правительства",
                    "ko": "전자정부 로드맵 회의",
                },
                {
                    "startDate": ["2013-03-19"],
                    "hasField": ["field/e-government"],
                    "isLocatedIn": ["place/minsk"],
                    "hasStatus": ["status/held"],
                },
                [("person/usievalad-jancheuski", "attendee"), ("organisation/kor-samsung-sds", "attendee")],
                "19 марта с ними встретился Всеволод Янчевский",
                0.9,
                "asserted",
            )
        ],
    ),
    (
        "https://agency.example.by/nia-htp",
        "2014-04-24",
        "en",
        "The National Information Society Agency and the Hi-Tech Park signed a memorandum on ICT "
        "training on 24 April 2014.",
        [
            (
                "agreement/2014-04-24-nia-htp",
                "Memorandum",
                {
                    "be": "Мемарандум аб навучанні ў галіне ІКТ",
                    "en": "Memorandum on ICT training",
                    "ru": "Меморандум об обучении в области ИКТ",
                    "ko": "정보통신 교육 양해각서",
                },
                {
                    "signedOn": ["2014-04-24"],
                    "hasField": ["field/digital-skills"],
                    "hasParty": [_NIA, _HTP],
                    "hasStatus": ["status/signed"],
                },
                [],
                "signed a memorandum on ICT training on 24 April 2014",
                0.95,
                "asserted",
            )
        ],
    ),
    (
        "https://news.example.kr/2014092400",
        "2014-09-24",
        "ko",
        "최양희 장관이 24일 민스크에서 한·벨라루스 정보접근센터를 열었다. 같은 날 첫 ICT 비즈니스 포럼이 열렸다.",
        [
            (
                "organisation/blr-kor-information-access-centre",
                "CooperationCentre",
                {
                    "be": "Беларуска-карэйскі цэнтр доступу да інфармацыі",
                    "en": "Korea–Belarus Information Access Centre",
                    "ru": "Белорусско-корейский центр доступа к информации",
                    "ko": "한-벨라루스 정보접근센터",
                },
                {
                    "hasField": ["field/digital-skills"],
                    "isLocatedIn": ["place/minsk"],
                    "involvesCountry": ["country/BLR", "country/KOR"],
                    "isBasedOn": ["agreement/2014-04-24-nia-htp"],
                    "hasStatus": ["status/operating"],
                },
                [],
                "한·벨라루스 정보접근센터",
                1.0,
                "asserted",
            ),
            (
                "event/2014-09-24-opening",
                "Opening",
                {
                    "be": "Адкрыццё цэнтра доступу да інфармацыі",
                    "en": "Opening of the access centre",
                    "ru": "Открытие центра доступа к информации",
                    "ko": "정보접근센터 개소",
                },
                {
                    "startDate": ["2014-09-24"],
                    "hasOutcome": ["organisation/blr-kor-information-access-centre"],
                    "isLocatedIn": ["place/minsk"],
                    "hasStatus": ["status/held"],
                },
                [
                    ("person/choi-yanghee", "speaker"),
                    ("person/valery-tsepkalo", "host"),
                    ("person/siarhiej-papkou", "attendee"),
                ],
                "최양희 장관이 24일 민스크에서 한·벨라루스 정보접근센터를 열었다",
                1.0,
                "asserted",
            ),
            (
                "event/2014-09-24-forum",
                "Meeting",
                {
                    "be": "Першы дзелавы форум па ІКТ",
                    "en": "First ICT business forum",
                    "ru": "Первый деловой форум по ИКТ",
                    "ko": "제1회 ICT 비즈니스 포럼",
                },
                {
                    "startDate": ["2014-09-24"],
                    "hasField": ["field/ict"],
                    "isLocatedIn": ["place/minsk"],
                    "hasStatus": ["status/held"],
                },
                [("person/choi-yanghee", "welcome-speaker"), (_MCI, "host"), ("organisation/kor-sk-hynix", "attendee")],
                "첫 ICT 비즈니스 포럼이 열렸다",
                1.0,
                "asserted",
            ),
        ],
    ),
    (
        "https://mission.example.by/memoranda",
        "2014-10-01",
        "be",
        "У верасні 2014 года Міністэрства сувязі заключыла мемарандум аб супрацоўніцтве ў ІКТ з "
        "карэйскім міністэрствам навукі.",
        [
            (
                "agreement/2014-09-mci-msip",
                "Memorandum",
                {
                    "be": "Мемарандум аб супрацоўніцтве ў ІКТ",
                    "en": "Memorandum on cooperation in ICT",
                    "ru": "Меморандум о сотрудничестве в ИКТ",
                    "ko": "정보통신기술 협력 양해각서",
                },
                {
                    "notBefore": ["2014-09-01"],
                    "notAfter": ["2014-09-30"],
                    "hasField": ["field/ict"],
                    "hasParty": [_MCI, _MSIP],
                    "hasStatus": ["status/signed"],
                },
                [],
                "заключыла мемарандум аб супрацоўніцтве ў ІКТ",
                0.55,
                "reported",
            )
        ],
    ),
    (
        "https://agency.example.by/protocol",
        "2015-04-23",
        "en",
        "At the forum in Minsk on 23 April 2015 the two sides signed a protocol of intent on an IT cooperation centre. "
        "The centre is to open by 2017.",
        [
            (
                "agreement/2015-04-23-protocol",
                "Protocol",
                {
                    "be": "Пратакол аб намерах стварыць цэнтр супрацоўніцтва",
                    "en": "Protocol of intent on an IT cooperation centre",
                    "ru": "Протокол о намерениях создать центр",
                    "ko": "IT협력센터 의향서",
                },
                {
                    "signedOn": ["2015-04-23"],
                    "hasField": ["field/ict"],
                    "hasParty": [_MCI, _MSIP],
                    "hasStatus": ["status/signed"],
                },
                [],
                "signed a protocol of intent on an IT cooperation centre",
                0.9,
                "asserted",
            ),
            (
                "commitment/protocol--1",
                "Commitment",
                {
                    "be": "Адкрыць цэнтр супрацоўніцтва ў ІТ",
                    "en": "Open an IT cooperation centre",
                    "ru": "Открыть центр сотрудничества в ИТ",
                    "ko": "IT협력센터 설립",
                },
                {
                    "notAfter": ["2017-12-31"],
                    "hasField": ["field/ict"],
                    "isMadeBy": [_MCI],
                    "isMadeTo": [_MSIP],
                    "hasStatus": ["status/fulfilled"],
                    "isFulfilledBy": ["organisation/blr-kor-it-cooperation-centre"],
                },
                [],
                "The centre is to open by 2017",
                0.8,
                "asserted",
            ),
        ],
    ),
    (
        "https://news.example.kz/centre",
        "2016-09-09",
        "en",
        "Belarus and Korea agreed on 9 September 2016 to set up an Information Technology Cooperation "
        "Centre. Sergei Popkov signed.",
        [
            (
                "agreement/2016-09-09-centre",
                "Agreement",
                {
                    "be": "Пагадненне аб цэнтры супрацоўніцтва ў ІТ",
                    "en": "Agreement on the IT cooperation centre",
                    "ru": "Соглашение о центре сотрудничества в ИТ",
                    "ko": "IT협력센터 협정",
                },
                {
                    "signedOn": ["2016-09-09"],
                    "hasField": ["field/ict"],
                    "hasParty": [_MCI, _NIA],
                    "hasStatus": ["status/in-force"],
                    "isBasedOn": ["agreement/2015-04-23-protocol"],
                },
                [],
                "agreed on 9 September 2016 to set up",
                0.95,
                "asserted",
            ),
            (
                "event/2016-09-09-signing",
                "Signing",
                {
                    "be": "Падпісанне пагаднення аб цэнтры",
                    "en": "Signing of the agreement on the centre",
                    "ru": "Подписание соглашения о центре",
                    "ko": "협정 서명",
                },
                {
                    "startDate": ["2016-09-09"],
                    "hasOutcome": ["agreement/2016-09-09-centre"],
                    "isLocatedIn": ["place/minsk"],
                    "hasStatus": ["status/held"],
                },
                [("person/siarhiej-papkou", "signatory")],
                "Sergei Popkov signed",
                0.95,
                "asserted",
            ),
        ],
    ),
    (
        "https://news.example.kr/20170328",
        "2017-03-28",
        "ko",
        "한·벨라루스 IT협력센터가 28일 민스크에서 문을 열었다. 최원호 국장과 세르게이 팝코프 장관이 참석했다.",
        [
            (
                "organisation/blr-kor-it-cooperation-centre",
                "CooperationCentre",
                {
                    "be": "Беларуска-карэйскі цэнтр ІКТ",
                    "en": "Belarusian-Korean IT Cooperation Centre",
                    "ru": "Белорусско-корейский центр сотрудничества в ИТ",
                    "ko": "한-벨라루스 IT협력센터",
                },
                {
                    "hasField": ["field/ict"],
                    "isLocatedIn": ["place/minsk"],
                    "involvesCountry": ["country/BLR", "country/KOR"],
                    "isBasedOn": ["agreement/2016-09-09-centre"],
                    "hasStatus": ["status/operating"],
                },
                [],
                "한·벨라루스 IT협력센터",
                1.0,
                "asserted",
            ),
            (
                "event/2017-03-28-opening",
                "Opening",
                {
                    "be": "Адкрыццё беларуска-карэйскага цэнтра ІКТ",
                    "en": "Opening of the IT cooperation centre",
                    "ru": "Открытие центра сотрудничества в ИТ",
                    "ko": "IT협력센터 개소식",
                },
                {
                    "startDate": ["2017-03-28"],
                    "hasOutcome": ["organisation/blr-kor-it-cooperation-centre"],
                    "isLocatedIn": ["place/minsk"],
                    "hasStatus": ["status/held"],
                },
                [("person/choi-won-ho", "speaker"), ("person/siarhiej-papkou", "host"), (_NIA, "attendee")],
                "최원호 국장과 세르게이 팝코프 장관이 참석했다",
                1.0,
                "asserted",
            ),
        ],
    ),
    (
        "https://science.example.by/mou",
        "2017-04-11",
        "en",
        "On 11 April 2017 in Seoul Alexander Shumilin and Choi Yanghee signed a memorandum on science, "
        "technology and innovation.",
        [
            (
                "agreement/2017-04-11-science",
                "Memorandum",
                {
                    "be": "Мемарандум аб навуцы, тэхналогіях і інавацыях",
                    "en": "Memorandum on science, technology and innovation",
                    "ru": "Меморандум о науке, технологиях и инновациях",
                    "ko": "과학기술혁신 양해각서",
                },
                {
                    "signedOn": ["2017-04-11"],
                    "hasField": ["field/science"],
                    "hasParty": [_GKNT, _MSIP],
                    "hasStatus": ["status/signed"],
                },
                [],
                "signed a memorandum on science, technology and innovation",
                1.0,
                "asserted",
            ),
            (
                "event/2017-04-11-signing",
                "Signing",
                {
                    "be": "Падпісанне мемарандума ў Сеуле",
                    "en": "Signing in Seoul",
                    "ru": "Подписание в Сеуле",
                    "ko": "서울 서명식",
                },
                {
                    "startDate": ["2017-04-11"],
                    "hasOutcome": ["agreement/2017-04-11-science"],
                    "isLocatedIn": ["place/seoul"],
                    "hasStatus": ["status/held"],
                },
                [("person/aliaksandr-shumilin", "signatory"), ("person/choi-yanghee", "signatory")],
                "Alexander Shumilin and Choi Yanghee signed a memorandum",
                1.0,
                "asserted",
            ),
        ],
    ),
    (
        "https://mpt.example.by/26-04-2017",
        "2017-04-26",
        "be",
        "Сёння, 26 красавіка, у Мінску прайшоў форум аб электронным урадзе. "
        "На ім падпісаны мемарандум аб электронным урадзе. "
        "Сяргей Папкоў сказаў, што будзе створаны камітэт. «Запрашаем на стажыроўку», — дадаў Кім Сон Рёл.",
        [
            (
                "event/2017-04-26-forum",
                "Meeting",
                {
                    "be": "Беларуска-карэйскі форум аб электронным урадзе",
                    "en": "Belarusian-Korean forum on e-government",
                    "ru": "Белорусско-корейский форум по электронному правительству",
                    "ko": "한-벨라루스 전자정부 협력포럼",
                },
                {
                    "startDate": ["2017-04-26"],
                    "hasField": ["field/e-government"],
                    "isLocatedIn": ["place/minsk"],
                    "hasStatus": ["status/held"],
                },
                [
                    (_MCI, "host"),
                    ("person/siarhiej-papkou", "welcome-speaker"),
                    ("person/kim-yong-ho", "welcome-speaker"),
                    ("person/kim-seong-lyul", "welcome-speaker"),
                ],
                "26 красавіка, у Мінску прайшоў форум аб электронным урадзе",
                1.0,
                "asserted",
            ),
            (
                "agreement/2017-04-26-e-government",
                "Memorandum",
                {
                    "be": "Мемарандум аб супрацоўніцтве ў развіцці электроннага ўрада",
                    "en": "Memorandum of understanding on cooperation in e-government",
                    "ru": "Меморандум о взаимопонимании в области электронного правительства",
                    "ko": "전자정부 협력 양해각서",
                },
                {
                    "signedOn": ["2017-04-26"],
                    "hasField": ["field/e-government"],
                    "hasParty": [_MCI, _MOI],
                    "hasStatus": ["status/signed"],
                },
                [],
                "падпісаны мемарандум аб электронным урадзе",
                1.0,
                "asserted",
            ),
            (
                "event/2017-04-26-signing",
                "Signing",
                {
                    "be": "Падпісанне мемарандума аб электронным урадзе",
                    "en": "Signing on e-government",
                    "ru": "Подписание меморандума",
                    "ko": "양해각서 서명",
                },
                {
                    "startDate": ["2017-04-26"],
                    "hasOutcome": ["agreement/2017-04-26-e-government"],
                    "isPartOf": ["event/2017-04-26-forum"],
                    "hasStatus": ["status/held"],
                },
                [(_MCI, "signing-party"), (_MOI, "signing-party")],
                "На ім падпісаны мемарандум",
                1.0,
                "asserted",
            ),
            (
                "commitment/forum--1",
                "Commitment",
                {
                    "be": "Стварыць камітэт па супрацоўніцтве",
                    "en": "Set up a cooperation committee",
                    "ru": "Создать комитет по сотрудничеству",
                    "ko": "협력위원회 설치",
                },
                {
                    "hasField": ["field/e-government"],
                    "isMadeBy": [_MCI],
                    "involvesCountry": ["country/KOR"],
                    "hasStatus": ["status/announced"],
                    "isBasedOn": ["agreement/2017-04-26-e-government"],
                },
                [],
                "будзе створаны камітэт",
                0.7,
                "reported",
            ),
            (
                "commitment/forum--2",
                "Commitment",
                {
                    "be": "Запрасіць беларускіх дзяржслужачых на стажыроўку",
                    "en": "Invite Belarusian civil servants to a traineeship",
                    "ru": "Пригласить госслужащих на стажировку",
                    "ko": "벨라루스 공무원 연수 초청",
                },
                {
                    "hasField": ["field/e-government"],
                    "isMadeBy": ["person/kim-seong-lyul"],
                    "isMadeTo": ["country/BLR"],
                    "hasStatus": ["status/announced"],
                },
                [],
                "Запрашаем на стажыроўку",
                0.9,
                "reported",
            ),
        ],
    ),
    (
        "https://park.example.by/hynix",
        "2018-09-19",
        "en",
        "SK hynix opened its new research office in the Hi-Tech Park on 19 September 2018. "
        "Ambassador Kim Yong-ho came.",
        [
            (
                "event/2018-09-19-opening",
                "Opening",
                {
                    "be": "Адкрыццё цэнтра распрацовак СК хайнікс",
                    "en": "Opening of the SK hynix research office",
                    "ru": "Открытие центра разработок СК хайникс",
                    "ko": "SK하이닉스 연구센터 개소",
                },
                {
                    "startDate": ["2018-09-19"],
                    "hasField": ["field/ict"],
                    "isLocatedIn": ["place/minsk"],
                    "hasStatus": ["status/held"],
                },
                [
                    ("organisation/kor-sk-hynix", "host"),
                    ("person/usievalad-jancheuski", "attendee"),
                    ("person/kim-yong-ho", "attendee"),
                ],
                "SK hynix opened its new research office",
                0.9,
                "asserted",
            )
        ],
    ),
    (
        "https://forensic.example.by/mou",
        "2019-03-27",
        "ru",
        "27 марта 2019 года Андрей Швед и Чхве Ён Сик подписали меморандум о судебной экспертизе. "
        "Посол Ким Ён Хо присутствовал.",
        [
            (
                "agreement/2019-03-27-forensic",
                "Memorandum",
                {
                    "be": "Мемарандум аб судовай экспертызе",
                    "en": "Memorandum on forensic science",
                    "ru": "Меморандум о судебной экспертизе",
                    "ko": "법과학 협력 양해각서",
                },
                {
                    "signedOn": ["2019-03-27"],
                    "hasField": ["field/science"],
                    "hasParty": ["organisation/blr-forensic-committee", "organisation/kor-national-forensic-service"],
                    "hasStatus": ["status/signed"],
                },
                [],
                "подписали меморандум о судебной экспертизе",
                1.0,
                "asserted",
            ),
            (
                "event/2019-03-27-signing",
                "Signing",
                {
                    "be": "Падпісанне мемарандума аб судовай экспертызе",
                    "en": "Signing on forensic science",
                    "ru": "Подписание меморандума о судебной экспертизе",
                    "ko": "법과학 양해각서 서명",
                },
                {
                    "startDate": ["2019-03-27"],
                    "hasOutcome": ["agreement/2019-03-27-forensic"],
                    "isLocatedIn": ["place/minsk"],
                    "hasStatus": ["status/held"],
                },
                [
                    ("person/andrej-shved", "signatory"),
                    ("person/choi-young-shik", "signatory"),
                    ("person/kim-yong-ho", "attendee"),
                ],
                "Андрей Швед и Чхве Ён Сик подписали меморандум",
                1.0,
                "asserted",
            ),
        ],
    ),
    (
        "https://news.example.kr/20190528",
        "2019-05-28",
        "ko",
        "한국과학기술정보연구원과 벨라루스 국립과학아카데미가 28일 양해각서를 체결했다. "
        "2021년에 공동 포럼이 열릴 예정이다.",
        [
            (
                "agreement/2019-05-28-kisti",
                "Memorandum",
                {
                    "be": "Мемарандум аб навуковай інфармацыі",
                    "en": "Memorandum on scientific information",
                    "ru": "Меморандум о научной информации",
                    "ko": "과학기술정보 협력 양해각서",
                },
                {
                    "signedOn": ["2019-05-28"],
                    "hasField": ["field/science"],
                    "hasParty": ["organisation/blr-academy-of-sciences", "organisation/kor-kisti"],
                    "hasStatus": ["status/signed"],
                },
                [],
                "28일 양해각서를 체결했다",
                0.5,
                "inferred",
            ),
            (
                "event/2021-forum",
                "Meeting",
                {
                    "be": "Сумесны навуковы форум",
                    "en": "Joint science forum",
                    "ru": "Совместный научный форум",
                    "ko": "공동 과학 포럼",
                },
                {
                    "notBefore": ["2021-01-01"],
                    "notAfter": ["2021-12-31"],
                    "hasField": ["field/science"],
                    "hasStatus": ["status/scheduled"],
                },
                [("organisation/blr-academy-of-sciences", "attendee"), ("organisation/kor-kisti", "host")],
                "2021년에 공동 포럼이 열릴 예정이다",
                0.8,
                "asserted",
            ),
        ],
    ),
]
# Another country's tie, which no picture of Belarus and Korea may show.
_OTHER: Thing = (
    "agreement/2016-11-kz-kr",
    "Memorandum",
    {"en": "Memorandum of Kazakhstan and Korea"},
    {
        "signedOn": ["2016-11-10"],
        "hasField": ["field/e-government"],
        "hasParty": ["country/KAZ", _MOI],
        "hasStatus": ["status/signed"],
    },
    [],
    "signed with Kazakhstan",
    1.0,
    "asserted",
)
ARTICLES.append(
    ("https://news.example.kz/mou", "2016-11-10", "en", "A memorandum was signed with Kazakhstan.", [_OTHER])
)

FIELDS = {
    "ict": ("інфармацыйна-камунікацыйныя тэхналогіі", "ICT", None),
    "e-government": ("электронны ўрад", "e-government", "ict"),
    "digital-skills": ("лічбавыя навыкі", "digital skills", "ict"),
    "science": ("навука і тэхналогіі", "science and technology", None),
}
_DATES = {"startDate", "endDate", "notBefore", "notAfter", "signedOn", "attestedOn"}


def store() -> ox.Store:
    """The fixture as a merged default graph."""
    made = ox.Store()
    _registry(made)
    for number, (url, published, lang, text, things) in enumerate(ARTICLES):
        article = ID + f"article/a{number:02d}"
        _add(made, article, "rdf:type", _iri(SV + "Article"))
        _add(made, article, "schema:url", _iri(url))
        _add(made, article, "dcterms:issued", _literal(published, "date"))
        _add(made, article, "dcterms:language", ox.Literal(lang))
        _add(made, article, "dcterms:title", ox.Literal(text.split(". ")[0], language=lang))
        made.add(
            ox.Quad(_iri(article), _iri(SV + "text"), ox.Literal(text), _iri(ID + f"graph/a{number:02d}--evidence"))
        )
        for thing in things:
            _thing(made, article, text, thing)
    return made


def _registry(made: ox.Store) -> None:
    for code, (alpha3, *names) in COUNTRIES.items():
        iri = ID + "country/" + alpha3
        _add(made, iri, "rdf:type", _iri(SV + "Country"))
        _add(made, iri, "sv:iso3166Alpha2", ox.Literal(code))
        _add(made, iri, "sv:iso3166Alpha3", ox.Literal(alpha3))
        _labels(made, iri, dict(zip(("be", "ru", "en", "ko"), names, strict=True)))
    for local, (kind, code, *names) in ACTORS.items():
        _add(made, ID + local, "rdf:type", _iri(SV + kind))
        property_ = "sv:isLocatedIn" if kind == "Place" else "sv:belongsToCountry"
        _add(made, ID + local, property_, _iri(ID + "country/" + COUNTRIES[code][0]))
        _labels(made, ID + local, dict(zip(("be", "ru", "en", "ko"), names, strict=True)))
    for local, (be, ru, en, ko, body, code, title) in PEOPLE.items():
        tenure, post = (ID + f"{kind}/{local.split('/')[1]}" for kind in ("tenure", "post"))
        _add(made, ID + local, "rdf:type", _iri(SV + "Person"))
        _labels(made, ID + local, {"be": be, "ru": ru, "en": en, "ko": ko})
        _add(made, tenure, "sv:hasHolder", _iri(ID + local))
        _add(made, tenure, "sv:hasPost", _iri(post))
        _add(made, post, "sv:belongsToCountry", _iri(ID + "country/" + COUNTRIES[code][0]))
        _labels(made, post, {"be": title})
        if body:
            _add(made, post, "sv:isPostIn", _iri(ID + body))
    for code, (be, en, broader) in FIELDS.items():
        _labels(made, CONCEPT + "field/" + code, {"be": be, "en": en})
        if broader:
            _add(made, CONCEPT + "field/" + code, "skos:broader", _iri(CONCEPT + "field/" + broader))


def _thing(made: ox.Store, article: str, text: str, thing: Thing) -> None:
    local, kind, names, properties, parts, quote, confidence, modality = thing
    iri = ID + local
    _add(made, iri, "rdf:type", _iri(SV + kind))
    _labels(made, iri, names)
    for name, values in properties.items():
        for value in values:
            concept = name in {"hasField", "hasStatus"}
            term = _literal(value, "date") if name in _DATES else _iri((CONCEPT if concept else ID) + value)
            _add(made, iri, "sv:" + name, term)
    start = text.index(quote)
    passage = f"{article}#char={start},{start + len(quote)}"
    graph = _graph(article)
    _add(made, graph.value, "prov:wasDerivedFrom", _iri(article))
    _add(made, passage, "sv:isPassageOf", _iri(article), graph)
    _add(made, passage, "sv:startOffset", _literal(str(start), "integer"), graph)
    _add(made, passage, "sv:endOffset", _literal(str(start + len(quote)), "integer"), graph)
    _add(made, passage, "sv:exactText", ox.Literal(quote), graph)
    for number, (actor, role) in enumerate(parts):
        part = f"{ID}participation/{local.replace('/', '-')}-{number}"
        _add(made, part, "sv:hasEvent", _iri(iri))
        _add(made, part, "sv:hasActor", _iri(ID + actor))
        _add(made, part, "sv:hasRole", _iri(CONCEPT + "role/" + role))
        _evidence(made, part, passage, confidence, modality)
    _evidence(made, iri, passage, confidence, modality)


def _evidence(made: ox.Store, node: str, passage: str, confidence: float, modality: str) -> None:
    record = ID + "evidence/" + node.removeprefix(ID).replace("/", "-")
    graph = _graph(passage.partition("#")[0])
    _add(made, record, "rdf:subject", _iri(node), graph)
    _add(made, record, "sv:hasPassage", _iri(passage), graph)
    _add(made, record, "sv:hasModality", _iri(CONCEPT + "modality/" + modality), graph)
    _add(made, record, "sv:confidence", _literal(str(confidence), "decimal"), graph)


def _graph(article: str) -> ox.NamedNode:
    return _iri(article.replace("/article/", "/graph/") + "--evidence")


def _labels(made: ox.Store, iri: str, names: dict[str, str]) -> None:
    for lang, name in names.items():
        _add(made, iri, "skos:prefLabel", ox.Literal(name, language=lang))


def _add(
    made: ox.Store, subject: str, name: str, value: ox.NamedNode | ox.Literal, graph: ox.NamedNode | None = None
) -> None:
    prefix, local = name.split(":")
    made.add(ox.Quad(_iri(subject), _iri(_NS[prefix] + local), value, graph or ox.DefaultGraph()))


def _iri(text: str) -> ox.NamedNode:
    return ox.NamedNode(text)


def _literal(text: str, kind: str) -> ox.Literal:
    return ox.Literal(text, datatype=_iri(_NS["xsd"] + kind))
