"""Exports of a discussion: the transcript in five formats, the reading list as RIS."""

from __future__ import annotations

from flask import Blueprint, Response

from journalclub.archive import transcripts
from journalclub.discussions import policy
from journalclub.discussions.actions import finding
from journalclub.kit.refusal import Forbidden, NotFound
from journalclub.web.context import now, parts, reading, viewer

pages = Blueprint("exports", __name__)
READING_LIST = "ris"


@pages.get("/discussions/<int:discussion_id>/export.<form>")
def discussion(discussion_id: int, form: str) -> Response:
    if form not in transcripts.FORMATS:
        raise NotFound
    row, here = finding.discussion(reading(), viewer(), discussion_id, now())
    if form != READING_LIST and not policy.may_export_transcript(viewer(), here):
        raise Forbidden("may-not-export", "This transcript is for members: its hosts and moderators export it.")
    made = transcripts.export(reading(), row, form, public_url=parts().settings.public_url, now=now())
    response = Response(made.body, content_type=made.content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="discussion-{discussion_id}.{form}"'
    return response
