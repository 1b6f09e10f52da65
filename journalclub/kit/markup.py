"""What survives of other people's HTML: a few inline tags in titles, a few more in abstracts."""

import re
from html.entities import html5

import nh3
from markupsafe import escape

from journalclub.kit.mathml import math_as_text

_INLINE = {"sub", "sup", "i", "b", "em", "strong"}
_ABSTRACT = _INLINE | {"p", "br", "a"}
_HTML = """
abbr address article aside audio bdi bdo blockquote body button caption center cite code col colgroup dd del
details dfn div dl dt embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head
header hr html iframe img input ins kbd label li link main map mark math meta nav noembed noscript object ol
optgroup option param picture pre q s samp script section select small source span strike style summary svg table
tbody td template textarea tfoot th thead title tr tt u ul var video wbr xmp
"""
_KNOWN = _ABSTRACT | set(_HTML.split())
_FOREIGN = {"sec", "italic", "bold", "list", "list-item", "abstract", "emphasis"}  # JATS, Springer
_NAME = r"(?:[a-z]{1,8}:)?[a-z][a-z0-9-]{0,30}"
_ATTRIBUTES = r"(?:\s[^<>]{0,4000}|/)?"
_TAG = re.compile(rf"<(/?)({_NAME})({_ATTRIBUTES})>", re.IGNORECASE | re.ASCII)
_NOT_SHOWN = re.compile(r"<!\[CDATA\[|\]\]>|<[?!][a-z][^<>]{0,4000}>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|([a-z][a-z0-9]{1,31}));", re.IGNORECASE | re.ASCII)
_PARAGRAPHS = {"p", "div", "section", "sec", "article", "blockquote", "ul", "ol", "dl", "table", "abstract"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_LINES = {"li", "tr", "dt", "dd", "br", "hr", "list-item"}
_EMPTY = re.compile(r"<p>\s*</p>")
_EXPONENT = re.compile(r"(?<=[0-9])<sup>([-−–+]?[0-9]{1,3})</sup>")
_SUPERSCRIPT = str.maketrans("0123456789-−–+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻⁺")


def is_markup(text: str) -> bool:
    """Whether `text` was written as HTML or XML. `p < 0.05 and x<y` was not, and must not meet a sanitiser."""
    if any(match[1] is None or f"{match[1]};" in html5 for match in _ENTITY.finditer(text)):
        return True
    opened: set[str] = set()
    for closing, name, _ in _TAG.findall(text):
        bare = _bare(name)
        if bare in {"br", "p", "img", "hr"} or (closing and bare in opened):
            return True
        if not closing and (bare in _KNOWN | _FOREIGN or ":" in name):
            opened.add(bare)
    return bool(opened & {"script", "iframe", "svg", "style", "link", "meta", "object", "embed"})


def safe_inline(text: str) -> str:
    """A title for a page: sub, sup, i, b, em and strong survive, everything else is escaped or dropped."""
    if not is_markup(text):
        return _escaped(" ".join(text.split()))
    kept = nh3.clean(_spaced(paragraphs(text)), tags=_INLINE, attributes={"*": set()})
    return " ".join(kept.split())


def safe_abstract(text: str) -> str:
    """An abstract for a page: paragraphs, line breaks, emphasis, sub, sup, links to http(s)."""
    if not is_markup(text):
        blocks = (_escaped(block).replace("\n", "<br>") for block in re.split(r"\n\s*\n", text.strip()))
        return "".join(f"<p>{block}</p>" for block in blocks if block)
    kept = nh3.clean(
        paragraphs(text),
        tags=_ABSTRACT,
        attributes={"a": {"href"}, "*": set()},
        url_schemes={"http", "https"},
        url_relative="deny",
        link_rel="nofollow noopener noreferrer",
    )
    return _EMPTY.sub("", kept).strip()


def stripped(markup: str) -> str:
    """The text of `markup`, entities still in place; paragraphs and breaks become new lines."""
    text = re.sub(r"\s+", " ", _EXPONENT.sub(lambda power: power[1].translate(_SUPERSCRIPT), markup))
    return nh3.clean(_spaced(text, "\n"), tags=set(), attributes={"*": set()})


def paragraphs(text: str) -> str:
    """HTML and JATS in the tags we know: blocks as `<p>`, headings in bold, MathML as text, stray `<` escaped."""
    text = _NOT_SHOWN.sub("", math_as_text(_without_comments(text)))
    return re.sub(r"<(?![/a-z])", "&lt;", _TAG.sub(_translated, _stray_escaped(text)), flags=re.IGNORECASE)


def _without_comments(text: str) -> str:
    # Not a pattern: one that looks for a missing end from every beginning takes quadratic time.
    pieces, position = [], 0
    while (begin := text.find("<!--", position)) >= 0 and (end := text.find("-->", begin + 4)) >= 0:
        pieces.append(text[position:begin])
        position = end + 3
    return "".join([*pieces, text[position:]])


def _stray_escaped(text: str) -> str:
    """Only what reads as a known tag stays one: `5<b and c` keeps its words."""
    pieces, position = [], 0
    for match in _TAG.finditer(text):
        if _bare(match[2]) in _KNOWN | _FOREIGN or ":" in match[2]:
            pieces += [text[position : match.start()].replace("<", "&lt;"), match[0]]
            position = match.end()
    return "".join([*pieces, text[position:].replace("<", "&lt;")])


def _translated(tag: re.Match[str]) -> str:
    closing, name, attributes = tag[1], _bare(tag[2]), tag[3]
    if name in _PARAGRAPHS:
        return f"<{closing}p>"
    if name in _HEADINGS or (name == "title" and ":" in tag[2]):
        return "</strong></p>" if closing else "<p><strong>"
    if name in _LINES:
        return "" if closing else "<br>"
    name = {"italic": "i", "bold": "b", "emphasis": "em"}.get(name, name)
    return f"<{closing}{name}{attributes}>" if name in _KNOWN else ""


def _spaced(markup: str, separator: str = " ") -> str:
    # Words of two paragraphs must not run together when the tags go.
    return re.sub(r"</?p>|<br>", lambda tag: separator + tag[0], markup)


def _bare(name: str) -> str:
    return name.rpartition(":")[2].lower()


def _escaped(text: str) -> str:
    return str(escape(text))
