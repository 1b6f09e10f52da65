"""MathML in titles and abstracts, as the line of text a person would type."""

import re
from html import escape
from xml.etree import ElementTree

_MATH = re.compile(r"<(?:[a-z]{1,8}:)?math(?:\s[^<>]{0,4000})?>", re.IGNORECASE)
_END = re.compile(r"</(?:[a-z]{1,8}:)?math\s{0,9}>", re.IGNORECASE)
_TAG = re.compile(r"<(/?)(?:[a-z]{1,8}:)?([a-z][a-z0-9-]{0,30})(?:\s[^<>]{0,4000}?)?(/?)>", re.IGNORECASE)
_LONGEST = 50_000


def math_as_text(markup: str) -> str:
    """`markup` with every formula replaced by escaped text: 10^9, a/b, √x. What cannot be read keeps its letters."""
    pieces, position = [], 0
    while opening := _MATH.search(markup, position):
        ending = _END.search(markup, opening.end())
        if not ending:
            break
        pieces += [markup[position : opening.start()], escape(_formula(markup[opening.end() : ending.start()]))]
        position = ending.end()
    return "".join([*pieces, markup[position:]])


def _formula(inner: str) -> str:
    # Names of tags alone are kept, so prefixes need no declaration; no DOCTYPE can come in, so no entity bombs.
    bare = _TAG.sub(r"<\1\2\3>", inner) if "<!" not in inner and len(inner) <= _LONGEST else ""
    try:
        return " ".join(_written(ElementTree.fromstring(f"<math>{bare}</math>")).split())  # noqa: S314
    except (ElementTree.ParseError, RecursionError):
        return " ".join(re.sub(r"<[^<>]{0,4000}>", "", inner).split())


def _written(element: ElementTree.Element) -> str:
    if not len(element):
        return (element.text or "").strip(" \n\t")
    parts = [_written(child) for child in element if not child.tag.startswith("annotation")]
    match element.tag.lower(), parts:
        case "mfrac", [above, below]:
            return f"{_grouped(above)}/{_grouped(below)}"
        case "msup", [base, power]:
            return f"{base}^{_grouped(power)}" if power[:1].isalnum() or power[:1] in "-−+" else base + power
        case "msubsup", [base, index, power]:
            return f"{base}{index}^{_grouped(power)}"
        case "mfenced", _:
            return f"{element.get('open', '(')}{', '.join(parts)}{element.get('close', ')')}"
        case "mroot", [base, degree]:
            return f"{degree}√{_grouped(base)}"
        case "mtr" | "matrixrow", _:
            return " ".join(parts)
        case "mtable" | "matrix", _:
            return "; ".join(parts)
        case "msqrt", _:
            return f"√{_grouped(''.join(parts))}"
    return "".join(parts)


def _grouped(term: str) -> str:
    return term if re.fullmatch(r"[-−+]?\w*(?:\.\w+)?", term) else f"({term})"
