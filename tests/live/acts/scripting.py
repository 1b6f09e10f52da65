"""What Ada has written in advance, and posts."""

from __future__ import annotations

from sqlalchemy.orm import Session

from journalclub.discussions.actions import cueing, scripting
from journalclub.discussions.actions.scripting import Draft
from tests.live.acts import act
from tests.live.club import Club


@act("post from the script")
def post_from_the_script(club: Club, session: Session) -> None:
    ada, draft = club.world.viewer("ada"), Draft(40, f"Scripted {club.numbered()}.", question=2)
    entry = scripting.add(session, by=ada, discussion_id=club.discussion, draft=draft, now=club.now)
    cueing.post(session, by=ada, entry_id=entry.id, now=club.now)
    scripting.add(session, by=ada, discussion_id=club.discussion, draft=Draft(50, "Not yet."), now=club.now)
