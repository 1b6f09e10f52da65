"""Other people's collections of nasty input, and a few lines of our own for machines without them."""

import json
import re
from pathlib import Path

OWN = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "https://example.org/\"onmouseover='alert(1)'",
    "https://example.org/<svg/onload=alert(1)>",
    "http://a@b.example/ https://user:pass@example.org",
    "javascript:alert(1) data:text/html,<b>x",
    "</textarea><svg><style><!--</style><img title=--><script>x</script>",
    "<math><mi><table><mglyph><style><img src=x onerror=1>",
    "\u202etxt.exe \ud800 \x00 \ufeff",
    "10.1000/<script>alert(1)</script>",
    "10.1000/(sici)<script>alert(1)</script>",
    'doi:10.1000/"onload="x',
    "PMID 1<b>2",
]


def naughty_strings(folder: Path) -> list[str]:
    return list(json.loads((folder / "blns.json").read_text(encoding="utf-8")))


def dompurify_payloads(folder: Path) -> list[str]:
    source = (folder / "dompurify_expect.mjs").read_text(encoding="utf-8")
    return [json.loads(payload) for payload in re.findall(r'"payload": ("(?:[^"\\]|\\.)*")', source)]
