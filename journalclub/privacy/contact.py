"""Telephone numbers and e-mail addresses."""

import re
from collections.abc import Iterator

from journalclub.privacy.finding import Finding, Kind, finding

_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|\[at\]|\(at\)|\{at\})\s?(?:[a-z0-9-]{1,63}(?:\.|\s?(?:\[dot\]|\(dot\))\s?)){1,5}"
    r"[a-z]{2,24}(?![\w-])|(?<![\w.+-])[\w.+-]{1,64}\sat\s[a-z0-9-]{2,40}\sdot\s(?:com|org|net|edu|uk|de|fr|be"
    r"|nl)(?!\w)",
    re.IGNORECASE,
)
_PHONE_FORMS = re.compile(
    r"(?<![\w.+,])\+[1-9][0-9]{0,2}(?:[\s.()/-]{0,3}[0-9]){7,12}(?![\w%]|[.,][0-9])"
    r"|(?<![\w.,/-])00[1-9][0-9]{0,2}(?:[\s.()/-]{0,2}[0-9]){8,12}(?![\w%]|[.,][0-9])"
    r"|(?<![\w.,/-])(?:1[-. ])?\([2-9][0-9]{2}\)\s?[0-9]{3}[-. ][0-9]{4}(?!\w)"
    r"|(?<![\w.,/-])(?:1[-.])?[2-9][0-9]{2}([-.])[0-9]{3}\1[0-9]{4}(?![\w/-])"
    r"|(?<![\w.,/-])\(?0[1-9][0-9]{1,3}\)?[\s-][0-9]{3,4}[\s-]?[0-9]{3,4}(?![\w/%-]|[.,][0-9])"
    r"|(?<![\w.,/-])0[1-9](?:([ .-])[0-9]{2})(?:\2[0-9]{2}){3}(?!\w)"
    r"|(?<![\w.,/-])07[0-9]{3}[\s-]?[0-9]{3}[\s-]?[0-9]{3}(?!\w)"
    r"|(?<![\w.,/-])0[1-9][0-9]{1,3}/[0-9]{2,3}(?:[ .][0-9]{2,3}){2,3}(?!\w)"
)
_PHONE_CUE = re.compile(
    r"(?<!\w)(?:tel(?:ephone)?|phone|mobile|cell(?=\s?(?:phone|no\b|number|:|#))|fax|pager|bleep|whatsapp"
    r"|contact (?:no|number)"
    r"|call(?:ed|ing)?(?:\s(?:me|him|her|them|us|the (?:wife|husband|son|daughter|family)))?(?:\s(?:on|at|back on))?"
    r"|reach(?:ed)?(?:\s(?:me|him|her|them|us))?\s(?:on|at)|ring(?:\s(?:me|him|her|us))?(?:\son)?"
    r"|text(?:\s(?:me|him|her))\son)"
    r"(?:[\s:.#-]{0,3}(?:phone|number|no\.?|is|was|on"
    r"|at)\b){0,3}[\s:.#-]{0,3}(\(?\+?[0-9](?:[\s.()/-]{0,2}[0-9]){5,13})"
    r"(?![\w%]|[.,][0-9])",
    re.IGNORECASE,
)


def found(text: str) -> Iterator[Finding]:
    for match in _EMAIL.finditer(text):
        yield finding(Kind.EMAIL, *match.span())
    for match in _PHONE_FORMS.finditer(text):
        yield finding(Kind.PHONE, *match.span())
    for match in _PHONE_CUE.finditer(text):
        yield finding(Kind.PHONE, *match.span(1))
