"""A post's markup is remembered; what is remembered is never out of date."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from journalclub.discussions.posts import PostView, Writer
from journalclub.web import fragments

AT = datetime(2026, 5, 19, 1, 3, tzinfo=UTC)
POST = PostView(
    id=7,
    key=None,
    archive=None,
    seq=12,
    discussion=3,
    question=1,
    member=Writer(2, "Ben Eriksen", "member"),
    text="Local control is what our patients ask for.",
    at=AT,
    edited_at=None,
    reply_to=None,
    hidden=False,
    withdrawn=False,
    reactions={"agree": 2},
)


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"text": "Toxicity is what mine ask for."}, "Toxicity is what mine"),
        ({"member": Writer(2, "Ben Eriksen", "author")}, "Author of this paper"),
        ({"reactions": {"agree": 314}}, "314"),
        ({"reply_to": 6, "reply_name": "Dora Novak"}, "to Dora Novak"),
    ],
)
def test_a_changed_post_looks_changed_even_under_the_same_number(
    app: Flask, change: dict[str, object], shown: str
) -> None:
    with app.test_request_context():
        assert shown not in fragments.post(POST)
        assert shown in fragments.post(replace(POST, **change))  # type: ignore[arg-type]


def test_the_words_of_a_hidden_post_are_gone_at_once(app: Flask) -> None:
    with app.test_request_context():
        assert POST.text in fragments.post(POST)
        assert POST.text not in fragments.post(replace(POST, hidden=True, text=""))


def test_addresses_follow_where_the_site_is_mounted(app: Flask) -> None:
    with app.test_request_context():
        assert 'href="/posts/7"' in fragments.post(POST)
    with app.test_request_context(base_url="https://example.org/club"):
        assert 'href="/club/posts/7"' in fragments.post(POST)


def test_another_language_is_another_markup(app: Flask) -> None:
    with app.test_request_context(), force_locale("en"):
        english = fragments.post(POST)
    with app.test_request_context(), force_locale("fr"):
        assert fragments.post(POST) is not english


def test_a_post_is_rendered_once_while_it_stays_the_same(app: Flask) -> None:
    with app.test_request_context():
        assert fragments.post(POST) is fragments.post(replace(POST))
