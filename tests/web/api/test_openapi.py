"""The API against its own description: whatever is sent, the answer is one that the document promises."""

from __future__ import annotations

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from journalclub.kit import clock
from journalclub.members.actions import tokens
from journalclub.members.viewer import OPERATOR
from tests.world import World

CHECKS = [not_a_server_error, response_schema_conformance, status_code_conformance]
CALLS = [
    ("GET", "/search"),
    ("GET", "/articles"),
    ("GET", "/discussions"),
    ("GET", "/discussions/{discussion_id}"),
    ("GET", "/discussions/{discussion_id}/posts"),
    ("POST", "/discussions/{discussion_id}/posts"),
    ("POST", "/posts/{post_id}/reactions"),
    ("GET", "/posts/{post_id}/poll"),
    ("POST", "/posts/{post_id}/votes"),
]


@pytest.mark.parametrize(("method", "path"), CALLS, ids=str)
def test_every_answer_is_one_that_the_description_promises(app: Flask, world: World, method: str, path: str) -> None:
    with world.database.transaction() as session:
        token = tokens.create(session, by=OPERATOR, member_id=world.members["mo"], now=clock.now())
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    operation = described[path][method]

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def holds(case: schemathesis.Case) -> None:
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)

    holds()
