"""The API's description, made from the types that it is read and written by."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec
from flask import Response

from journalclub.search.engine import Order
from journalclub.web.api import MOST, answer, pages, shapes
from journalclub.web.health import program_version

TEMPLATE = "#/components/schemas/{name}"
SHAPES = (
    shapes.NewPost,
    shapes.NewReaction,
    shapes.NewVote,
    shapes.Ballot,
    shapes.Post,
    shapes.Held,
    shapes.Posts,
    shapes.Discussion,
    shapes.Discussions,
    shapes.Articles,
    shapes.Found,
    shapes.Problem,
)
Schema = dict[str, Any]


@pages.get("/openapi.json")
def openapi_document() -> Response:
    return answer(document())


@cache
def document() -> Schema:
    """The OpenAPI 3.1 document."""
    _refs, components = msgspec.json.schema_components(SHAPES, ref_template=TEMPLATE)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Journal club", "version": program_version()},
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": _paths(),
        "components": {"schemas": components, "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }


def _paths() -> Schema:
    discussion, post = _in_path("discussion_id"), _in_path("post_id")
    cursor, limit = (
        _query("cursor", {"type": "string"}),
        _query("limit", {"type": "integer", "minimum": 1, "maximum": MOST}),
    )
    sort = _query("sort", {"type": "string", "enum": [str(one) for one in Order]})
    words = _query("q", {"type": "string"})
    since = {"type": "integer", "minimum": 0, "maximum": 2**63 - 1}
    return {
        "/search": _get("Search", "Found", [words, limit, _query("kind", {"type": "string"}), sort]),
        "/discussions": _get(
            "Discussions, newest first",
            "Discussions",
            [_query("state", {"type": "string"}), _query("series", {"type": "string"}), cursor, limit],
        ),
        "/discussions/{discussion_id}": _get("One discussion", "Discussion", [discussion]),
        "/discussions/{discussion_id}/posts": _get(
            "Posts added or changed after `since`, in order", "Posts", [discussion, _query("since", since), limit]
        )
        | _post(
            "Post",
            "NewPost",
            [discussion],
            {
                "201": _says("The post", "Post"),
                "200": _says("It was there", "Post"),
                "202": _says("It waits for a host", "Held"),
            },
        ),
        "/posts/{post_id}/reactions": _post("React", "NewReaction", [post], {"200": _says("The post", "Post")}),
        "/posts/{post_id}/poll": _get("A poll, with its results once the caller has voted", "Ballot", [post]),
        "/posts/{post_id}/votes": _post("Vote", "NewVote", [post], {"200": _says("The poll", "Ballot")}),
        "/articles": _get(
            "Articles, newest first", "Articles", [words, _query("since", {"type": "string"}), cursor, limit]
        ),
    }


def _get(summary: str, shape: str, parameters: list[Schema]) -> Schema:
    responses = {"200": _says(summary, shape), "default": _says("A problem", "Problem", "application/problem+json")}
    return {"get": {"summary": summary, "parameters": parameters, "responses": responses}}


def _post(summary: str, shape: str, parameters: list[Schema], answers: Schema) -> Schema:
    body = {"required": True, "content": {"application/json": {"schema": {"$ref": TEMPLATE.format(name=shape)}}}}
    responses = answers | {"default": _says("A problem", "Problem", "application/problem+json")}
    return {"post": {"summary": summary, "parameters": parameters, "requestBody": body, "responses": responses}}


def _says(description: str, shape: str, kind: str = "application/json") -> Schema:
    return {"description": description, "content": {kind: {"schema": {"$ref": TEMPLATE.format(name=shape)}}}}


def _in_path(name: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1, "maximum": 2**31}}


def _query(name: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "required": False, "schema": schema}
