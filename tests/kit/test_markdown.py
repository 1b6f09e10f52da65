"""Hosts' long texts: formatted, and harmless."""

import pytest

from journalclub.kit.markdown import safe_markdown


def test_markdown_is_formatted() -> None:
    assert safe_markdown("# Why\n\n*Because* of [this](https://example.org).") == (
        "<h2>Why</h2>\n<p><em>Because</em> of "
        '<a href="https://example.org" rel="nofollow noopener noreferrer">this</a>.</p>\n'
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![x](https://example.org/x.png)",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        '[x](https://example.org "><script>alert(1)</script>")',
        "<a href='javascript:1'>x</a>",
    ],
)
def test_no_markup_of_the_writers_own_survives(text: str) -> None:
    html = safe_markdown(text)
    for bad in ("<script", "<img", 'href="javascript', 'href="data', "onerror=alert(1)>"):
        assert bad not in html
