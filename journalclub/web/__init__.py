"""The pages. One module per noun; each offers a blueprint of the noun's name."""

from __future__ import annotations

from flask import Flask

from journalclub.web import (
    admin,
    agenda,
    api,
    articles,
    calendar,
    catching_up,
    certificates,
    citing,
    closing,
    coming,
    demo,
    desk,
    discussions,
    exports,
    filing,
    free_links,
    front,
    health,
    inbox,
    invitations,
    letters,
    library,
    meanings,
    members,
    moderation,
    nominations,
    places,
    posts,
    readings,
    reflections,
    run_sheet,
    script,
    search,
    searches,
    series,
    settings,
    setup,
    signin,
    signup,
    splitting,
    steering,
    threads,
    week,
)

NOUNS = (
    admin,
    agenda,
    articles,
    calendar,
    certificates,
    closing,
    catching_up,
    coming,
    citing,
    desk,
    discussions,
    exports,
    filing,
    free_links,
    front,
    health,
    inbox,
    invitations,
    letters,
    library,
    meanings,
    members,
    moderation,
    nominations,
    places,
    posts,
    readings,
    reflections,
    run_sheet,
    script,
    search,
    searches,
    series,
    settings,
    setup,
    signin,
    signup,
    splitting,
    steering,
    threads,
    week,
)


def register(app: Flask, *, with_demo: bool) -> None:
    """Hang every page into the application."""
    for noun in NOUNS:
        app.register_blueprint(noun.pages)
    app.register_blueprint(api.pages)
    if with_demo:
        app.register_blueprint(demo.pages)
