"""The cast in a small club: what most tests above the domains start from. Built through the domains' own actions.

Ada hosts, Ben is a verified member, Chen an invited author (a guest of some discussions), Dora a patient advocate, Eve
is pending, Mo moderates, Ari administers and does nothing else, and Sam is suspended.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from journalclub.db import Database
from journalclub.discussions.actions import hosting, planning, posting
from journalclub.discussions.actions.clock import say_states
from journalclub.discussions.states import State
from journalclub.invitations.actions import answering, drafting, sending
from journalclub.kit import clock
from journalclub.literature import intake
from journalclub.literature.found import AbstractSection, Authority, FoundArticle, FoundAuthor
from journalclub.members import queries
from journalclub.members.actions import founding, joining, roles, signing_in
from journalclub.members.models import Member
from journalclub.members.profile import Profile
from journalclub.members.viewer import OPERATOR, VISITOR, Viewer

CAST = {
    "ada": ("member", "host"),
    "ben": ("member",),
    "dora": ("patient_advocate",),
    "mo": ("member", "moderator"),
    "sam": ("member",),
}
NAMES = {
    "ada": "Ada Delacroix",
    "ari": "Ari Silva",
    "ben": "Ben Eriksen",
    "chen": "Chen Li",
    "dora": "Dora Novak",
    "eve": "Eve Martin",
    "mo": "Mo Haddad",
    "sam": "Sam Field",
}
CLUB = "Sample Oncology Journal Club"
ZONE = "America/Chicago"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)

# When the live hour of a discussion starts, from now, for it to be in that state now. It opens two days before and
# closes a day after the hour; a draft is not announced and a cancelled one was called off.
STARTS = {
    State.DRAFT: 20 * DAY,
    State.ANNOUNCED: 10 * DAY,
    State.OPEN: 1 * DAY,
    State.LIVE: -10 * timedelta(minutes=1),
    State.CLOSED: -5 * DAY,
    State.ARCHIVED: -60 * DAY,
    State.CANCELLED: 5 * DAY,
}
AUDIENCES = ("members", "public", "patients")


@dataclass
class World:
    """Ids of what there is. A discussion is known by its audience and state: `discussions["public live"]`; beside
    those there is "public published". Chen has accepted an invitation to every "members" one but the draft.
    `posts` holds one by Ada and a reply by Ben, "<discussion> ada" and "<discussion> ben", wherever writing was
    possible. All are about one article, by Chen (with an address) and Okafor (without).
    """

    database: Database
    now: datetime = field(default_factory=clock.now)
    members: dict[str, int] = field(default_factory=dict)
    discussions: dict[str, int] = field(default_factory=dict)
    posts: dict[str, int] = field(default_factory=dict)
    series: int = 0
    article: int = 0

    def __post_init__(self) -> None:
        if not self.members:
            with self.database.transaction() as session:
                _populate(self, session)

    def on(self, copy: Database) -> World:
        """The same world in a copy of its database."""
        return World(
            copy, self.now, dict(self.members), dict(self.discussions), dict(self.posts), self.series, self.article
        )

    def viewer(self, name: str) -> Viewer:
        """Somebody as policies see them; "visitor" is nobody."""
        if name == "visitor":
            return VISITOR
        with self.database.reading() as session:
            return queries.viewer_of_member(session, self.members[name])

    def member(self, name: str) -> Member:
        """Their row as it is now, to look at."""
        with self.database.reading() as session:
            row = session.get_one(Member, self.members[name])
            session.expunge(row)
            return row

    def sign_in(self, name: str) -> signing_in.SignedIn:
        """A session of theirs, as a browser has one."""
        with self.database.transaction() as session:
            member = session.get_one(Member, self.members[name])
            return signing_in.start_session(session, member, now=clock.now(), agent="a test")


def _populate(world: World, session: Session) -> None:
    long_ago = world.now - 365 * DAY
    _found(world, session, long_ago)
    for name, given in CAST.items():
        member = joining.add_member(session, email=address(name), name=NAMES[name], roles=given, now=long_ago)
        world.members[name] = member.id
    roles.suspend(session, by=OPERATOR, member_id=world.members["sam"], why="Gave advice on a case.", now=long_ago)
    applied = Profile(NAMES["eve"], profession="resident", country="FR", introduction="I look after bone metastases.")
    joining.apply(session, email=address("eve"), profile=applied, network="192.0.2.1", now=world.now - DAY)
    world.members["eve"] = _id_of(session, "eve")
    world.article = _article(session, long_ago)
    ada = queries.viewer_of_member(session, world.members["ada"])
    series = planning.add_series(
        session,
        by=ada,
        plan=planning.SeriesPlan(
            name="Monthly",
            hashtag="#sampleonc",
            rule="third Sunday",
            wall_time="20:00",
            time_zone=ZONE,
        ),
        now=long_ago,
    )
    world.series = series.id
    for audience in AUDIENCES:
        for state, starts_in in STARTS.items():
            _discussion(world, session, ada, f"{audience} {state}", starts_in)
    published = _discussion(world, session, ada, "public published", -90 * DAY)
    hosting.publish(session, by=ada, discussion_id=published, now=world.now - 80 * DAY)
    say_states(session, now=world.now)


def _found(world: World, session: Session, now: datetime) -> None:
    token = founding.mint_set_up_link(session, now)
    founded = founding.found_club(
        session,
        token or "",
        name=CLUB,
        time_zone=ZONE,
        contact_email="club@example.org",
        founder_name=NAMES["ari"],
        founder_email=address("ari"),
        now=now,
    )
    world.members["ari"] = founded.member_id
    roles.set_roles(session, by=OPERATOR, member_id=founded.member_id, roles=["administrator"], now=now)


def _article(session: Session, now: datetime) -> int:
    chen = FoundAuthor(last_name="Chen", fore_name="Li", initials="L", addresses=(address("chen"),))
    found = FoundArticle(
        title="Single-fraction or multi-fraction treatment for painful bone metastases: a sample trial",
        authority=Authority.PUBMED,
        sections=(AbstractSection("Results", "Pain at three months did not differ."),),
        authors=(chen, FoundAuthor(last_name="Okafor", fore_name="Bola", initials="B")),
        journal="Sample Journal of Radiotherapy",
        published="2026-03",
        pmid="99000001",
        doi="10.5555/sample.1",
    )
    return intake.take(session, "Samples", [("99000001", found)], now=now).outcomes["99000001"].article


def _discussion(world: World, session: Session, ada: Viewer, name: str, starts_in: timedelta) -> int:
    audience, state = name.split()
    starts = world.now + starts_in
    made = min(world.now, starts) - 10 * DAY
    plan = hosting.Plan(
        title=f"A {state} discussion for {audience}",
        opens=starts - 2 * DAY,
        starts=starts,
        ends=starts + HOUR,
        closes=starts + HOUR + DAY,
        visibility="public" if audience == "public" else "members",
        patients_welcome=audience == "patients",
        article_id=world.article,
        questions=("What was the question, and was the design right for it?", "What changes on Monday?"),
    )
    row = hosting.schedule(session, by=ada, plan=plan, series_id=world.series, now=made)
    world.discussions[name] = row.id
    if state != State.DRAFT:
        hosting.announce(session, by=ada, discussion_id=row.id, now=made)
        if audience == "members":
            world.members["chen"] = _invite(session, ada, row.id, made)
    if state == State.CANCELLED:
        hosting.cancel(session, by=ada, discussion_id=row.id, now=made)
    elif starts - 2 * DAY < world.now and state != State.DRAFT:
        _talk(world, session, ada, name, min(world.now, starts + HOUR / 2) - HOUR)
    return row.id


def _invite(session: Session, ada: Viewer, discussion_id: int, now: datetime) -> int:
    draft = drafting.draft(
        session,
        by=ada,
        discussion_id=discussion_id,
        author_name=NAMES["chen"],
        address=address("chen"),
        article_title="A sample trial",
        now=now,
    )
    sending.send(session, by=ada, invitation_id=draft.id, now=now)
    token = sending.mint_link(session, draft.id, now)
    return answering.accept(session, token or "", now=now).member_id


def _talk(world: World, session: Session, ada: Viewer, name: str, at: datetime) -> None:
    ben = queries.viewer_of_member(session, world.members["ben"])
    here, first = world.discussions[name], f"A primary endpoint at three months suits palliation ({name})."
    asked, _ = posting.add_post(session, by=ada, discussion_id=here, text=first, client_token="1", question=1, now=at)
    world.posts[f"{name} ada"] = asked.id
    answer = f"Agreed, though pain at four weeks would have told us more ({name})."
    said, _ = posting.add_post(
        session, by=ben, discussion_id=here, text=answer, client_token="1", reply_to=asked.id, now=at + HOUR / 60
    )
    world.posts[f"{name} ben"] = said.id


def _id_of(session: Session, name: str) -> int:
    member = queries.member_by_email(session, address(name))
    assert member is not None
    return member.id


def address(name: str) -> str:
    return f"{name}@example.org"
