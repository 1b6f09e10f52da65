"""A discussion that is live in a browser test: the test says what happens, the page hears it as events."""

from __future__ import annotations

import json
from collections.abc import Iterator
from queue import Queue
from threading import Condition
from typing import Any

from flask import Flask, Response, render_template, request

from tests.browser.sample import cast, evening

WAIT = 20.0  # seconds that a stream stays open in silence
HERE = 'event: presence\ndata: {"here": 0, "people": []}\n\n'


class Evening:
    """The stream and the posts of discussion 7."""

    def __init__(self) -> None:
        self.frames: list[str] = []
        self.news = Condition()
        self.answers: list[tuple[int, dict[str, Any]]] = []  # what the next posts are answered, before 201
        self.posted: list[dict[str, str]] = []
        self.marked: Queue[str] = Queue()  # how far readers said that they have read
        self.passes = True  # whether streams pass
        self.held = False  # whether a proxy lets them open and keeps what is on them
        self.streams: list[int] = []  # where each stream that was opened began
        self.next_id = 100

    def tell(self, name: str, data: dict[str, Any]) -> None:
        """An event for every page that listens."""
        with self.news:
            number = evening.POSTS[-1].seq + 1 + len(self.frames)
            self.frames.append(f"id: {number}\nevent: {name}\ndata: {json.dumps(data)}\n\n")
            self.news.notify_all()

    def hang_up(self) -> None:
        """Ends every open stream."""
        with self.news:
            self.frames.append("")
            self.news.notify_all()

    def follow(self, since: int) -> Iterator[str]:
        place = max(0, since - evening.POSTS[-1].seq)
        if self.held:
            with self.news:
                self.news.wait(WAIT)
            return
        yield f"retry: 200\n\n{HERE}"
        while True:
            with self.news:
                while len(self.frames) <= place:
                    if not self.news.wait(WAIT):
                        return
                fresh = self.frames[place:]
            place += len(fresh)
            for frame in fresh:
                if not frame:
                    return
                yield frame


def said(app: Flask, id: int, member: Any, text: str, minute: float = 40, **more: Any) -> dict[str, Any]:
    """The post object of an event, with its markup."""
    post = evening.post(id, member, minute, text, **more)
    with app.test_request_context():
        html = render_template("discussions/_post.html", post=post)
    return {
        "id": id,
        "seq": post.seq,
        "question": post.question,
        "member": {"id": member.id, "name": member.name},
        "text": text,
        "html": html,
    }


def asked(app: Flask, current: int) -> dict[str, Any]:
    """What a `question` event says when this question has just been put."""
    question = evening.questions(current, evening.START)[current - 1]
    with app.test_request_context():
        mark = render_template("discussions/_question.html", question=question)
    return {
        "discussion": 7,
        "state": "live",
        "current_question": current,
        "id": question.id,
        "number": question.number,
        "text": question.text,
        "asked_at": question.asked_at.isoformat(),
        "html": mark,
    }


def attach(app: Flask, here: Evening) -> None:
    """Gives the stub app a stream and a place to post to."""

    def stream(discussion_id: int) -> Response:
        since = int(request.headers.get("Last-Event-ID") or request.args.get("since", "0"))
        if "once" in request.args:
            return Response("".join(here.frames[max(0, since - evening.POSTS[-1].seq) :]) + HERE)
        if not here.passes:
            return Response(status=502)
        here.streams.append(since)
        return Response(here.follow(since), mimetype="text/event-stream")

    def create(**_: int) -> tuple[dict[str, Any], int]:
        here.posted.append(request.form.to_dict())
        if here.answers:
            status, body = here.answers.pop(0)
            return body, status
        here.next_id += 1
        return said(app, here.next_id, cast.BEN_P, request.form["text"]), 201

    def react(post_id: int) -> dict[str, Any]:
        kind = request.form["kind"]
        return said(app, post_id, cast.CHEN_P, "Reacted to.", reactions={kind: 15}) | {"mine": True}

    def mark(**_: int) -> tuple[str, int]:
        here.marked.put(request.form["post"])
        return "", 204

    app.view_functions["places.show"] = mark  # of the same address as places.mark
    app.add_url_rule("/live/discussions/<int:discussion_id>", "stream", stream)
    app.view_functions["posts.create"] = create
    app.view_functions["posts.react"] = react
