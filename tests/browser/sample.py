"""The cast and the papers that the screens are looked at with; nobody and nothing in here exists."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace as Thing
from typing import Any

from markupsafe import Markup

NOW = datetime(2026, 9, 21, 1, 31, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def viewer(id: int | None, name: str, *roles: str, **more: bool) -> Thing:
    """A viewer as the pages see one."""
    facts = {"verified": True, "introduced": True, "suspended": False, **more}
    short = {"is_host": "host", "is_moderator": "moderator", "is_admin": "administrator"}
    return Thing(
        id=id,
        name=name,
        roles=frozenset(roles),
        is_member="member" in roles,
        **{key: role in roles for key, role in short.items()},
        **facts,
    )


VISITOR = viewer(None, "")
ADA = viewer(1, "Ada Delacroix", "member", "host")
BEN = viewer(2, "Ben Eriksen", "member")
MO = viewer(6, "Mo Haddad", "member", "moderator", "administrator")


def frame() -> dict[str, Any]:
    """What every page is given."""
    return {
        "club": Thing(
            name="Sample Oncology Journal Club",
            hashtag="#sampleonc",
            zone="America/Chicago",
            contact_email="club@example.org",
        ),
        "viewer": BEN,
        "can": can("post"),
        "now": NOW,
        "demo": None,
        "waiting": None,
        "values": {},
        "errors": {},
    }


def can(*granted: str) -> Thing:
    """Every right a page may ask about, false unless named."""
    rights = (
        "post host hide restore edit invite attach schedule add admin transcript export announce cancel verify "
        "read_audit pull publish send revoke suspend"
    )
    return Thing(**{right: right in granted for right in rights.split()})


def person(id: int, name: str, badge: str | None = None, profession: str = "", country: str = "") -> Thing:
    return Thing(
        id=id,
        name=name,
        badge=badge,
        profession=profession,
        country=country,
        affiliation="Sample University Hospital",
    )


ADA_P = person(1, "Ada Delacroix", "host", "radiation oncologist", "BE")
BEN_P = person(2, "Ben Eriksen", None, "radiation oncologist", "DK")
CHEN_P = person(3, "Li Chen", "author", "clinical oncologist", "SG")
DORA_P = person(4, "Dora Novak", "patient_advocate", "", "CZ")
MO_P = person(6, "Mo Haddad", "moderator", "palliative physician", "CA")


def article(id: int, title: str, names: str, journal: str, published: str, **more: Any) -> Thing:
    facts = {
        "volume": "12",
        "issue": "3",
        "pages": "45–51",
        "doi": f"10.5555/sample.{id}",
        "pmid": f"9900000{id}",
        "pmcid": None,
        "nct": [],
        "retracted": False,
        "notices": [],
        "tags": [],
        "sightings": [],
        "abstract_sections": [],
        "published_on": date(2026, 8, 3),
        **more,
    }
    return Thing(
        id=id,
        key=f"a{id}",
        title=title,
        title_html=Markup(title),
        authors=[
            Thing(name=name, orcid="0000-0002-1825-0097" if name == "Chen L" else None)
            for name in names.split(", ")
            if name
        ],
        journal=journal,
        published=published,
        **facts,
    )


PAPER = article(
    1,
    "Single-fraction or multi-fraction treatment for painful bone metastases: a sample trial",
    "Chen L, Okafor B, Lindqvist M, Moreau T, Sato K",
    "Sample J Radiother",
    "2026",
    pmcid="PMC9900001",
    nct=["NCT00000000"],
    tags=["radiotherapy", "palliative"],
    sightings=[
        Thing(source="PubMed: bone metastases", url="https://pubmed.ncbi.nlm.nih.gov/99000001/", at=NOW - 40 * DAY),
        Thing(source="Sample J Radiother, feed", url="https://example.org/feed", at=NOW - 41 * DAY),
    ],
    abstract_sections=[
        Thing(
            label="BACKGROUND",
            html=Markup(
                "A single fraction of 8 Gy relieves pain from bone metastases as well as several fractions do, but is followed by more retreatment. Whether that reflects need or habit is unknown."
            ),
        ),
        Thing(
            label="METHODS",
            html=Markup(
                "In this made-up trial 612 adults with a painful uncomplicated bone metastasis were assigned to 8 Gy in one fraction or 20 Gy in five. The primary end point was pain response at 4 weeks; retreatment was at the clinician’s discretion. Cord compression was excluded."
            ),
        ),
        Thing(
            label="RESULTS",
            html=Markup(
                "Response at 4 weeks was 63&nbsp;% after one fraction and 65&nbsp;% after five (difference −2 points, 95&nbsp;% CI −9 to 6; <i>p</i> for non-inferiority &lt; 0.01). Retreatment within a year was 18&nbsp;% and 9&nbsp;%. Pain flare was seen in 31&nbsp;% and 27&nbsp;%."
            ),
        ),
        Thing(
            label="CONCLUSIONS",
            html=Markup(
                "One fraction was not inferior for pain at 4 weeks. Retreatment was more frequent, at similar pain scores."
            ),
        ),
    ],
)
PROTON = article(
    2,
    "Proton versus photon craniospinal irradiation in adults: two-year follow-up of a sample cohort",
    "Okafor B, Silva R",
    "Sample Lancet Oncol",
    "2026 Sep",
)
BREAST = article(
    3,
    "Hypofractionation after mastectomy: a sample meta-analysis of individual patient data from eleven trials in four continents",
    "Lindqvist M, Abe Y, Novak J, Weiss P",
    "Sample JCO",
    "2026 Sep",
    tags=["breast"],
)
WITHDRAWN = article(
    4,
    "Stereotactic ablative radiotherapy for oligoprogression",
    "Marsh D",
    "Sample Radiother Oncol",
    "2025",
    retracted=True,
    notices=[Thing(kind="retraction", pmid="99000009", at=None)],
    abstract_sections=[Thing(label="", html=Markup("An abstract without sections."))],
)
BARE = article(5, "Letter to the editor", "", "", "", doi=None, pmid=None, volume=None, issue=None, pages=None)
FORMULA = article(6, "x", "Abe Y", "Sample J Nucl Med", "2026 Sep")
FORMULA.title_html = Markup(
    "<sup>177</sup>Lu-PSMA-617 in oligometastatic disease: <i>a priori</i> dosimetry of the sample registry"
)

ASKED = [
    "Aim and design: is pain at 4 weeks the right end point?",
    "Which result surprised you?",
    "Earlier trials found more retreatment after one fraction. Does this one change that, or only who we retreat?",
    "What speaks against one fraction in your department?",
    "What will you do differently on Monday?",
]


def discussion(id: int, state: str, paper: Any = PAPER, starts: datetime = NOW - 31 * MINUTE, **more: Any) -> Thing:
    facts = {
        "title": paper.title if paper else "October discussion",
        "kind": "edition",
        "series": Thing(name="Sunday chat", hashtag="#sampleonc"),
        "ends": starts + HOUR,
        "opens": starts - 2 * DAY,
        "closes": starts + HOUR,
        "hosts": [ADA_P],
        "readings": [],
        "questions": [],
        "current_question": None,
        "visibility": "members",
        "patients_welcome": False,
        "guests": [],
        "post_count": 0,
        "summary": "",
        **more,
    }
    return Thing(id=id, state=state, article=paper, starts=starts, **facts)


def questions(asked: int, starts: datetime, counts: tuple[int, ...] = (38, 51, 12, 0, 0)) -> list[Thing]:
    return [
        Thing(
            id=n,
            number=n,
            text=text,
            asked_at=starts + n * 9 * MINUTE if n <= asked else None,
            post_count=counts[n - 1],
        )
        for n, text in enumerate(ASKED, start=1)
    ]


START = NOW - 31 * MINUTE
LIVE = discussion(
    7,
    "live",
    questions=questions(3, START),
    current_question=3,
    guests=[CHEN_P],
    patients_welcome=True,
    post_count=101,
    readings=[Thing(article=PROTON, by=BEN_P, why="The same question in another setting.")],
)
SOON = discussion(
    7,
    "open",
    starts=NOW + 3 * DAY,
    opens=NOW - DAY,
    questions=questions(0, NOW, (14, 9, 0, 0, 0)),
    guests=[CHEN_P],
    post_count=23,
)
CHOOSING = discussion(8, "announced", None, NOW + 31 * DAY)
OLD = [
    discussion(
        5,
        "closed",
        WITHDRAWN,
        NOW - 32 * DAY,
        title="Immunotherapy and SABR",
        post_count=214,
        guests=[CHEN_P],
        questions=questions(5, NOW),
    ),
    discussion(
        4,
        "archived",
        BREAST,
        NOW - 60 * DAY,
        title="Hippocampal sparing: who still does it?",
        post_count=388,
        visibility="public",
    ),
    discussion(3, "cancelled", PROTON, NOW - 90 * DAY, title="Dose and fractions in spinal metastases"),
]


def post(id: int, member: Thing, minute: float, text: str, **more: Any) -> Thing:
    facts = {
        "question": 3,
        "edited_at": None,
        "reply_to": None,
        "reply_name": None,
        "hidden": False,
        "withdrawn": False,
        "reactions": {},
        "discussion": 7,
        "discussion_title": LIVE.title,
        **more,
    }
    return Thing(
        id=id,
        key=f"p{id}",
        seq=1000 + id,
        member=member,
        text=text,
        html=Markup.escape(text),
        at=START + minute * MINUTE,
        **facts,
    )


POSTS = [
    post(
        1,
        ADA_P,
        1,
        "Welcome to the September discussion. Please say in a few words who you are and where you work.",
        question=None,
    ),
    post(
        2,
        BEN_P,
        2,
        "Ben, radiation oncologist in Aarhus. We give one fraction to about half of these patients.",
        question=None,
        reactions={"agree": 2},
    ),
    post(
        3,
        MO_P,
        12,
        "A reminder from the house rules: no ages with dates, no places, please. A paraphrase does just as well.",
        question=1,
    ),
    post(
        4,
        ADA_P,
        27.5,
        "T3. Earlier trials found more retreatment after one fraction. Does this one change that, or only who we retreat?",
    ),
    post(
        5,
        BEN_P,
        28,
        "Retreatment 18 % v 9 %, as before. What is new is pain at 4 weeks: no difference even > 8 Gy. I would still fractionate if cord is near.",
        reactions={"agree": 7, "insightful": 3},
    ),
    post(
        6,
        CHEN_P,
        29,
        "We excluded cord compression, so please do not read it that way. Retreatment was at the clinician’s discretion, which inflates the difference.",
        reply_to=5,
        reply_name="Ben Eriksen",
        reactions={"insightful": 14, "will_change_practice": 2},
        edited_at=START + 30 * MINUTE,
    ),
    post(
        7,
        DORA_P,
        30,
        "One visit instead of five was worth a lot to my group. Was travel time asked about?",
        reactions={"question": 9},
    ),
    post(
        8,
        person(9, "A. van der Westhuizen-Papadopoulos", None, "clinical oncology trainee", "ZA"),
        30.5,
        "x",
        hidden=True,
    ),
    post(
        9,
        person(10, "Grace Mbeki", None, "medical physicist", "KE"),
        31,
        "https://example.org/a/very/long/address/that/does/not/break/anywhere/and/goes/on/and/on/and/on/until/the/end shows the plan.",
    ),
]
WRITE = Thing(text="", question=3, reply_to=None, error="", findings=[], client_token="sample-token")
WARNED = Thing(
    text="Our 83-year-old seen on 14 March had no flare after 8 Gy",
    question=3,
    reply_to=POSTS[4],
    error="",
    client_token="t",
    findings=[
        Thing(text="14 March", why="is an exact date; a date, an age and a place together can identify somebody")
    ],
)
DEMO = Thing(
    action="/demo",
    people=[
        Thing(key="ada", name="Ada", what="hosts", current=False),
        Thing(key="ben", name="Ben", what="a member", current=True),
        Thing(key="chen", name="Chen", what="an invited author", current=False),
        Thing(key="mo", name="Mo", what="moderates", current=False),
    ],
)
TALK = Thing(text="Does the dose bath matter here?", name="Ben E.", others=3, posts=4)
PROFILE = {
    "name": "Ben Eriksen",
    "email": "ben@example.org",
    "profession": "radiation oncologist",
    "specialty": "spine",
    "affiliation": "Sample University Hospital",
    "country": "Denmark",
}


def pages() -> dict[str, Any]:
    """{page: (template, {variant: context})}: every page full, sparse and empty."""
    return {**_front(), **_papers(), **_discussions(), **_people(), **_keepers()}


def _front() -> dict[str, Any]:
    editions = [
        Thing(starts=NOW + 31 * DAY, discussion=CHOOSING, note="choosing the article"),
        Thing(starts=NOW + 59 * DAY, discussion=None, note="Host: Mo"),
    ]
    fresh = [
        Thing(article=PROTON, talk=TALK),
        Thing(article=BREAST, talk=None),
        Thing(article=FORMULA, talk=None),
        Thing(article=WITHDRAWN, talk=None),
    ]
    full = {
        "hero": SOON,
        "fresh": fresh,
        "fresh_count": 41,
        "lately": OLD[:2],
        "editions": editions,
        "replies": [Thing(text="2 replies to you", url="#"), Thing(text="Dora asked the author", url="#")],
    }
    nothing = {"hero": None, "fresh": [], "fresh_count": 0, "lately": [], "editions": [], "replies": []}
    wizard = {
        "zones": ["America/Chicago", "Europe/Brussels"],
        "ordinals": [("1", "first"), ("3", "third")],
        "weekdays": [("6", "Sunday")],
        "token": "t",
    }
    return {
        "gallery": ("gallery.html", {"full": {"soon": NOW + 3 * DAY, "article": PAPER}}),
        "home": (
            "front/home.html",
            {
                "full": full,
                "live": {**full, "hero": LIVE, "viewer": VISITOR, "demo": DEMO},
                "sparse": {**nothing, "hero": CHOOSING, "fresh": [Thing(article=BARE, talk=None)], "fresh_count": 1},
                "empty": {**nothing, "viewer": VISITOR},
                "empty-host": {**nothing, "viewer": ADA, "can": can("host", "admin")},
            },
        ),
        "setup": ("front/being_set_up.html", {"only": {"club": None, "viewer": VISITOR}}),
        "wizard": (
            "setup/wizard.html",
            {
                "empty": {**wizard, "club": None, "viewer": VISITOR},
                "refused": {
                    **wizard,
                    "club": None,
                    "viewer": VISITOR,
                    "values": {"club_name": "Sample club", "zone": "Mars/Base", "hashtag": "sample onc"},
                    "errors": {"zone": "There is no such time zone.", "hashtag": "A hashtag has no spaces."},
                },
            },
        ),
        "error": (
            "errors/error.html",
            {
                "404": {"status": 404},
                "403": {"status": 403, "viewer": VISITOR},
                "429": {"status": 429, "retry_after": 20, "kept": POSTS[4].text},
                "500": {"status": 500, "club": None, "viewer": VISITOR},
            },
        ),
    }


def _papers() -> dict[str, Any]:
    nofilter = {"q": "", "source": "", "tag": "", "journal": "", "since": ""}
    facet = [
        Thing(value="a", label="Spine SBRT", count=12, url="#", current=True),
        Thing(value="b", label="Sample JCO", count=204, url="#", current=False),
    ]
    shown = [
        Thing(
            article=paper,
            talk=TALK if paper is PROTON else None,
            discussed=1 if paper is WITHDRAWN else 0,
            added_at=NOW - n * DAY,
        )
        for n, paper in enumerate([PROTON, BREAST, FORMULA, WITHDRAWN, PAPER, BARE])
    ]
    library = {
        "items": [],
        "total": 0,
        "next": None,
        "first": None,
        "filters": nofilter,
        "sources": [],
        "tags": [],
        "journals": [],
    }
    hit = Thing(
        kind="post",
        id=5,
        title=Markup("Dose and fractions in spinal metastases"),
        snippet=Markup(
            "We stopped after two fractures: 24 Gy in a <mark>single fraction</mark> of <mark>SABR</mark> on a lytic <mark>vertebral</mark> body is asking for it."
        ),
        url="#",
        at=NOW - 400 * DAY,
        where="T3 Does it fit what we knew?",
        who="Ben Eriksen",
        badge=None,
    )
    by_author = Thing(
        kind="post",
        id=6,
        title=Markup("Dose and fractions in spinal metastases"),
        snippet=Markup("Fracture risk was 10 %, all lytic. We would now use two fractions there."),
        url="#",
        at=NOW - 400 * DAY,
        where="T3",
        who="Li Chen",
        badge="author",
    )
    paper_hit = Thing(
        kind="article",
        id=1,
        title=PAPER.title_html,
        snippet=Markup(
            "… painful <mark>spine</mark> metastases were assigned to 8 Gy in a <mark>single fraction</mark> or …"
        ),
        url="#",
        at=NOW - 40 * DAY,
        where="discussed once",
        who="",
        badge=None,
    )
    found = Thing(
        understood="Posts and questions answered by an author, after 2024, with the phrase “single fraction”, about SBRT and spine.",
        ignored=[],
        expanded=[Thing(term="SBRT", also=["SABR", "stereotactic body radiotherapy"], only_url="#")],
        hits=[hit, by_author, paper_hit],
        total=14,
        capped=False,
        facets=[
            Thing(
                name="Kind",
                choices=[
                    Thing(label="Posts", count=9, url="#", current=False),
                    Thing(label="Articles", count=2, url="#", current=True),
                ],
            )
        ],
        sort="best",
        other_sort_url="#",
        next="#",
        error="",
    )
    return {
        "library": (
            "library/index.html",
            {
                "full": {
                    **library,
                    "items": shown,
                    "total": 1204,
                    "next": "#",
                    "first": None,
                    "sources": facet,
                    "tags": facet,
                    "journals": facet,
                    "can": can("add"),
                },
                "narrowed": {**library, "filters": {**nofilter, "q": "proton xyz"}, "sources": facet},
                "empty": {**library, "viewer": VISITOR},
            },
        ),
        "article": (
            "articles/show.html",
            {
                "full": {
                    "article": PAPER,
                    "discussed": [LIVE, OLD[0]],
                    "upcoming": [CHOOSING],
                    "can": can("attach", "schedule"),
                    "meta": [("citation_title", PAPER.title)],
                },
                "retracted": {"article": WITHDRAWN, "discussed": OLD[:1], "upcoming": [], "meta": []},
                "empty": {"article": BARE, "discussed": [], "upcoming": [], "meta": [], "viewer": VISITOR},
            },
        ),
        "search": (
            "search/index.html",
            {
                "full": {"q": 'SBRT spine "single fraction" is:author-answered after:2024', "result": found},
                "none": {
                    "q": "zzz",
                    "result": Thing(
                        understood="Everything with zzz.",
                        ignored=[Thing(text="of:", why="is not a filter here.")],
                        expanded=[],
                        hits=[],
                        total=0,
                        capped=False,
                        facets=[],
                        sort="best",
                        other_sort_url="",
                        next=None,
                        error="",
                    ),
                },
                "empty": {"q": "", "result": None, "viewer": VISITOR},
            },
        ),
    }


def _discussions() -> dict[str, Any]:
    stream = Thing(stream="/live/discussions/7?ticket=x&since=9", head=1009, poll_seconds=8)
    show = {
        "earlier": None,
        "lane": "",
        "live": stream,
        "write": WRITE,
        "mine": [],
        "my_reactions": {5: ["agree"]},
        "presence": 46,
        "why_not": "",
        "posts": POSTS,
    }
    before = NOW + 5 * DAY
    draft = discussion(9, "announced", PAPER, before, questions=questions(0, NOW, (0, 0, 0, 0, 0)))
    groups = [Thing(question=None, posts=POSTS[:2])] + [
        Thing(question=q, posts=[p for p in POSTS if p.question == q.number]) for q in LIVE.questions[:3]
    ]
    done = discussion(7, "closed", questions=questions(5, START), guests=[CHEN_P], readings=LIVE.readings)
    invited = [
        Thing(
            id=1,
            name="Li Chen",
            email="chen@example.org",
            state="accepted",
            at=NOW - 9 * DAY,
            words="Glad to. I will answer T1 beforehand.",
        ),
        Thing(id=2, name="B. Okafor", email="okafor@example.org", state="sent", at=NOW - 3 * DAY, words=""),
        Thing(id=3, name="M. Lindqvist", email="lindqvist@example.org", state="draft", at=None, words=""),
    ]
    letter = Thing(
        to="Li Chen <chen@example.org>",
        subject="Your trial in our journal club, 20 September",
        body="Dear Dr Chen,\n\nwe would like to discuss your trial with you on Sunday 20 September, 20:00 Chicago time (Monday 09:00 in Singapore).\n\nYes or no, with one click: [link]\n\nAda Delacroix",
    )
    one = Thing(id=1, name="Li Chen", email="chen@example.org", token="t", letter=letter.body)
    rules = [
        "Be kind to the paper and kinder to its authors.",
        "No patient can be recognised from what you write.",
        "Say what you were paid for.",
    ]
    return {
        "agenda": (
            "agenda/index.html",
            {
                "full": {
                    "series": [
                        Thing(
                            id=1,
                            name="Sunday chat",
                            hashtag="#sampleonc",
                            rule="third Sunday, 20:00 Chicago time",
                            editions=[
                                Thing(starts=SOON.starts, ends=SOON.ends, key="a", discussion=SOON),
                                Thing(starts=NOW + 31 * DAY, ends=NOW + 31 * DAY + HOUR, key="b", discussion=CHOOSING),
                                Thing(starts=NOW + 59 * DAY, ends=NOW + 59 * DAY + HOUR, key="c", discussion=None),
                            ],
                        )
                    ],
                    "drafts": [draft],
                    "article": None,
                    "viewer": ADA,
                    "can": can("host"),
                },
                "sparse": {
                    "series": [
                        Thing(
                            id=1,
                            name="Sunday chat",
                            hashtag="#sampleonc",
                            rule="third Sunday, 20:00 Chicago time",
                            editions=[
                                Thing(starts=NOW + 31 * DAY, ends=NOW + 31 * DAY + HOUR, key="b", discussion=None)
                            ],
                        )
                    ],
                    "drafts": [],
                    "article": None,
                },
                "empty": {"series": [], "drafts": [], "article": None, "viewer": ADA, "can": can("host")},
            },
        ),
        "discussions": (
            "discussions/index.html",
            {
                "full": {
                    "coming": [LIVE, CHOOSING],
                    "past": OLD,
                    "next": "#",
                    "first": None,
                    "state": "",
                    "total": 12,
                    "viewer": ADA,
                    "can": can("host"),
                },
                "sparse": {"coming": [], "past": OLD[:1], "next": None, "first": None, "state": "", "total": 1},
                "empty": {"coming": [], "past": [], "next": None, "first": None, "state": "", "total": 0},
            },
        ),
        "show": (
            "discussions/show.html",
            {
                "full": {**show, "discussion": LIVE, "can": can("post", "attach")},
                "host": {
                    **show,
                    "discussion": LIVE,
                    "viewer": ADA,
                    "can": can("post", "attach", "host", "hide", "edit", "invite", "restore"),
                    "earlier": "#",
                },
                "warned": {**show, "discussion": LIVE, "write": WARNED},
                "sparse": {**show, "discussion": SOON, "posts": POSTS[1:2], "presence": None},
                "empty": {**show, "discussion": draft, "posts": [], "presence": None, "can": can()},
                "visitor": {**show, "discussion": LIVE, "viewer": VISITOR, "can": can()},
                "closed": {**show, "discussion": done, "live": None, "presence": None, "can": can("transcript")},
                "bare": {
                    **show,
                    "discussion": discussion(9, "announced", None, before),
                    "posts": [],
                    "live": None,
                    "presence": None,
                    "viewer": VISITOR,
                    "can": can(),
                },
            },
        ),
        "form": (
            "discussions/form.html",
            {
                "new": {
                    "discussion": None,
                    "series": [(1, "Sunday chat")],
                    "article": PAPER,
                    "edition": "b",
                    "zone": "America/Chicago",
                    "can": can("announce"),
                    "values": {"starts": "2026-10-18T20:00", "ends": "2026-10-18T21:00", "questions": ASKED[:3]},
                    "viewer": ADA,
                },
                "refused": {
                    "discussion": SOON,
                    "series": [],
                    "article": None,
                    "edition": "",
                    "zone": "America/Chicago",
                    "can": can("cancel"),
                    "values": {"title": "x", "starts": "2026-10-18T20:00"},
                    "errors": {"ends": "It ends before it starts."},
                    "viewer": ADA,
                },
            },
        ),
        "edit-post": ("posts/edit.html", {"only": {"post": POSTS[4], "findings": WARNED.findings}}),
        "transcript": (
            "discussions/transcript.html",
            {
                "full": {
                    "discussion": done,
                    "summary": "",
                    "recap": Markup(
                        "<p>One fraction was not inferior for pain at four weeks; retreatment was more frequent, at the clinician’s discretion.</p>"
                    ),
                    "groups": groups,
                    "people": [ADA_P, CHEN_P, BEN_P, DORA_P],
                    "figures": Thing(posts=388, people=41, countries=14, professions=6),
                    "published": True,
                    "can": can("export"),
                    "next": None,
                },
                "empty": {
                    "discussion": draft,
                    "groups": [],
                    "people": [],
                    "figures": None,
                    "published": False,
                    "can": can(),
                    "next": None,
                },
            },
        ),
        "invitations": (
            "invitations/list.html",
            {
                "full": {
                    "discussion": SOON,
                    "invitations": invited,
                    "candidates": [Thing(name="T. Moreau", email="moreau@example.org", corresponding=True)],
                    "never": ["K. Sato"],
                    "can": can("invite", "revoke"),
                    "viewer": ADA,
                },
                "empty": {
                    "discussion": SOON,
                    "invitations": [],
                    "candidates": [],
                    "never": [],
                    "can": can("invite"),
                    "viewer": ADA,
                },
            },
        ),
        "invite-edit": (
            "invitations/edit.html",
            {
                "full": {
                    "discussion": SOON,
                    "invitation": one,
                    "article": PAPER,
                    "values": {
                        "name": "Li Chen",
                        "email": "chen@example.org",
                        "subject": letter.subject,
                        "body": letter.body,
                    },
                    "viewer": ADA,
                }
            },
        ),
        "invite-preview": (
            "invitations/preview.html",
            {
                "full": {
                    "discussion": SOON,
                    "invitation": one,
                    "letter": letter,
                    "why_not": "",
                    "can": can("send"),
                    "viewer": ADA,
                }
            },
        ),
        "invite-show": (
            "invitations/show.html",
            {
                "open": {"state": "open", "invitation": one, "discussion": SOON, "rules": rules, "viewer": VISITOR},
                "answered": {"state": "answered", "answer": "accepted", "token": "t", "viewer": VISITOR},
                "gone": {"state": "gone", "viewer": VISITOR},
            },
        ),
    }


def _people() -> dict[str, Any]:
    checked = Thing(kind="verified", checked="Identity reviewed by a moderator, May 2026")
    member = Thing(
        id=1,
        name="Ada Delacroix",
        badges=[Thing(kind="host", checked="Made a host by Mo Haddad, June 2026"), checked],
        profession="radiation oncologist",
        specialty="bone and spine",
        affiliation="Sample University Hospital",
        country="Belgium",
        introduction="I treat mostly palliative patients and would like to do less of it out of habit.",
        since=NOW - 300 * DAY,
        suspended=False,
    )
    fresh = Thing(**{**vars(member), "name": "Ben Eriksen", "badges": [], "introduction": "", "specialty": ""})
    sessions = [
        Thing(id=1, words="Firefox on Linux", began=NOW - DAY, seen=NOW, current=True),
        Thing(id=2, words="Safari on iPhone", began=NOW - 9 * DAY, seen=NOW - 2 * DAY, current=False),
    ]
    return {
        "member": (
            "members/show.html",
            {
                "full": {"member": member, "posts": POSTS[:4], "hosted": OLD[:2], "next": "#", "own": False},
                "empty": {"member": fresh, "posts": [], "hosted": [], "next": None, "own": True},
            },
        ),
        "settings": (
            "settings/index.html",
            {
                "full": {
                    "values": PROFILE,
                    "email": "ben@example.org",
                    "sessions": sessions,
                    "tokens": [Thing(id=1, name="Zotero script", began=NOW - 9 * DAY, used=None)],
                    "new_token": "jc_sample_4f9d2c7e1b3a",
                },
                "sparse": {
                    "values": PROFILE,
                    "errors": {"country": "Please say where you work."},
                    "email": "ben@example.org",
                    "sessions": sessions[:1],
                    "tokens": [],
                    "new_token": None,
                },
            },
        ),
        "signin": (
            "signin/form.html",
            {
                "empty": {"viewer": VISITOR, "next": ""},
                "refused": {
                    "viewer": VISITOR,
                    "values": {"email": "ben@"},
                    "errors": {"email": "This is not an address."},
                },
            },
        ),
        "sent": (
            "signin/sent.html",
            {"only": {"viewer": VISITOR, "email": "ben@example.org", "minutes": 30, "outbox_only": True}},
        ),
        "use": (
            "signin/use.html",
            {
                "open": {"viewer": VISITOR, "state": "open", "token": "t", "name": "Ben"},
                "gone": {"viewer": VISITOR, "state": "gone"},
            },
        ),
        "signup": (
            "signup/form.html",
            {
                "empty": {"viewer": VISITOR, "done": False},
                "refused": {
                    "viewer": VISITOR,
                    "done": False,
                    "values": PROFILE,
                    "errors": {"introduction": "Please write a sentence."},
                },
                "done": {"viewer": VISITOR, "done": True},
            },
        ),
    }


def _keepers() -> dict[str, Any]:
    applicant = Thing(
        id=5,
        name="Eve Larsson",
        email="eve@example.org",
        profession="medical oncologist",
        specialty="breast",
        affiliation="Sample Clinic",
        country="SE",
        introduction="I lead our breast board and read on the train.",
        at=NOW - DAY,
        own=False,
    )
    gone = Thing(
        post=POSTS[4], by="Mo Haddad", at=NOW - HOUR, why="could identify a patient", discussion_title=LIVE.title
    )
    entries = [
        Thing(at=NOW - HOUR, who="Mo Haddad", words="hid a post of Ben Eriksen", url="#"),
        Thing(at=NOW - DAY, who="Mo Haddad", words="approved Dora Novak", url=None),
    ]
    source = Thing(
        id=1,
        name="Spine SBRT",
        kind="pubmed",
        query="stereotactic[tiab] AND spine[tiab] AND (metastasis[tiab] OR metastases[tiab])",
        url=None,
        every="every 24 hours",
        tags=["radiotherapy"],
        last_success=NOW - HOUR,
        next_try=NOW + 23 * HOUR,
        error="",
        error_at=None,
        items=212,
        gone=False,
    )
    broken = Thing(
        **{
            **vars(source),
            "name": "Sample JCO",
            "kind": "rss",
            "query": None,
            "url": "https://example.org/action/showFeed?type=etoc&feed=rss&jc=jco",
            "last_success": None,
            "items": 0,
            "error": "The host answered with a web page instead of a feed.",
            "error_at": NOW - HOUR,
        }
    )
    letters = [
        Thing(
            id=1,
            at=NOW,
            kind="invitation",
            to="chen@example.org",
            subject="Your trial in our journal club",
            body="Dear Dr Chen,\n\n[link]\n\nAda",
            state="waiting",
            sent_at=None,
            error="",
        ),
        Thing(
            id=2,
            at=NOW - DAY,
            kind="signin",
            to="ben@example.org",
            subject="Your link",
            body="[link]",
            state="sent",
            sent_at=NOW - DAY,
            error="",
        ),
    ]
    lead = {"viewer": MO, "waiting": 1}
    return {
        "moderation": (
            "moderation/index.html",
            {
                "full": {
                    **lead,
                    "applicants": [applicant, Thing(**{**vars(applicant), "id": 8, "own": True})],
                    "hidden": [gone],
                    "entries": entries,
                    "next": "#",
                    "can": can("verify", "restore", "read_audit"),
                },
                "empty": {
                    **lead,
                    "applicants": [],
                    "hidden": [],
                    "entries": [],
                    "next": None,
                    "can": can("verify", "read_audit"),
                },
            },
        ),
        "admin": (
            "admin/index.html",
            {
                "full": {
                    **lead,
                    "facts": [("Version", "0.1.0"), ("Database", "SQLite"), ("Articles", "1,204")],
                    "workers": [Thing(name="search index", lag=0, parked=0, seen=NOW)],
                    "problems": ["The search index is 1,204 changes behind."],
                },
                "empty": {**lead, "facts": [("Version", "0.1.0")], "workers": [], "problems": []},
            },
        ),
        "sources": (
            "admin/sources.html",
            {
                "full": {
                    **lead,
                    "sources": [source, broken],
                    "feeds_error": "Line 14: every must be a time such as 6h.",
                    "can": can("pull"),
                    "pulling": False,
                },
                "empty": {**lead, "sources": [], "feeds_error": "", "can": can("pull"), "pulling": False},
            },
        ),
        "outbox": (
            "admin/outbox.html",
            {
                "full": {**lead, "letters": letters, "next": None, "smtp": False},
                "empty": {**lead, "letters": [], "next": None, "smtp": True},
            },
        ),
    }
