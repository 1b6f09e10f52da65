"""Markdown, for hosts' long texts only. Posts are plain text: there “> 60 years” is no quotation."""

from __future__ import annotations

import re

import nh3
from markdown_it import MarkdownIt

_READER = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])
_TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "code", "pre", "h2", "h3", "h4", "hr", "a"}

# What Markdown would take for markup anywhere, and what only at the start of a line. "> 60 years" is no quotation.
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")
_LEADING = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))", re.MULTILINE)


def safe_markdown(text: str) -> str:
    """HTML that may stand in a page: no markup of the writer's own, no images, links to http and https only."""
    rendered = _READER.render(text).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    return nh3.clean(
        rendered,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel="nofollow noopener noreferrer",
    )


def escape_markdown(text: str) -> str:
    """Plain text as Markdown that says the same, its lines kept."""
    escaped = _LEADING.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", text))
    return escaped.replace("\n", "  \n")
