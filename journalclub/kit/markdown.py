"""Markdown, for hosts' long texts only. Posts are plain text: there “> 60 years” is no quotation."""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt

_READER = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])
_TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "code", "pre", "h2", "h3", "h4", "hr", "a"}


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
