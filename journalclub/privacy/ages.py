"""Ages. Those over 89 stand alone (45 CFR 164.514(b)(2)(i)(C)); others count in a combination."""

import re
from collections.abc import Iterator

from journalclub.privacy.finding import Finding, Kind, finding

_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_UNITS = "one|two|three|four|five|six|seven|eight|nine"
_OLD = r"[\s-]{0,2}(?:years?|yrs?|y)?[\s./-]{0,2}(?:old|o(?![\w/])|of age)"
_SPELT = {"ninety": 90, "a hund": 100}
_OF_GROUP = re.compile(
    r"(?:over|under|above|below|than|least|most|up to|until|to|and|or|from|between|median|mean|average|range"
    r"|ranging|oldest|the age of"
    r"|age of|[<>≥≤=~–—-]|±|\bIQR|years?,|[0-9]|threshold|cut-?off|beyond|past|reach(?:ing|ed)?|turn(?:ing|ed)?"
    r"|all|any|every|if)"
    r"\s{0,2}\(?$",
    re.IGNORECASE,
)
_PEOPLE_AFTER = re.compile(
    r"^\s?(?:days|weeks|months|hours|\+|plus(?!\w)|or (?:older|over|above|more)|and (?:older|over|above)"
    r"|(?:year[s-]*\s?old\s)?(?:patients|pts|people|women|men|adults|cohort|subgroup|group))"
    r"|^[\s-]{0,2}(?:to|–|-|and)\s?[0-9]",
    re.IGNORECASE,
)
AGE = re.compile(
    rf"(?<![\w.,/$€£])([1-9][0-9]?|1[01][0-9]){_OLD}(?!\w)"
    r"|(?<![\w.,/$€£])([1-9][0-9]?|1[01][0-9])[\s-]{0,2}(?:yo|y/o|yoM|yoF|y\.o\.?|yr[s-]{0,2}\sold"
    r"|jährig\w{0,2}|ans|(?:years?|yrs?|y)\s(?=lady|woman|man|gentleman|male|female|patient(?!s))|/[MF])(?!\w)"
    r"|(?<!\w)[MF]/([1-9][0-9])(?!\w)"
    r"|(?<!\w)age[ds]?\s?:?\s?(?:of\s)?(?:about\s)?([1-9][0-9]?|1[01][0-9])(?![\w%./–-]|\s?(?:%|\+|[-–]\s?[0-9]"
    r"|to\s[0-9]))"
    r"|(?<![\w.,/$€£°+-])([1-9][0-9])\s?[MF](?=\s(?:with|w/|presenting|c/o|on|had|has|who|s/p|post|from|ex"
    r"|never|smoker|ECOG|PS|new|stage|met|diagnosed|dx)|[,;]|\.?$)"
    r"|(?<!\w)(?:male|female|man|woman|lady|gentleman|[MF]),?\s([1-9][0-9])(?=[,.;\s](?!\s?(?:%|Gy|mg|months|mo"
    r"|weeks|days|patients|pts|fractions|cycles|years))|$)"
    rf"|(?<!\w)((?:{_TENS})(?:[\s-](?:{_UNITS}))?|a hundred(?: and (?:{_UNITS}))?){_OLD}(?!\w)",
    re.IGNORECASE,
)
_VERY_OLD = re.compile(
    r"(?<!\w)(?:an?|my|our|this|the|one|frail|fit|active|my fit|lovely|old)\s(?:[a-z-]{2,14}\s)?(?:nonagenarian"
    r"|centenarian)(?!s)"
    r"|(?<!\w)(?:he|she|lady|gentleman|patient|pt|woman|man|who)\s(?:is|was|in)\s(?:[a-z]{2,8}\s){0,2}?(?:her"
    r"|his|their)?\s?(?:nineties|90s)(?!\w)"
    r"|(?<!\w)in\s(?:her|his)\s(?:[a-z]{3,5}\s)?(?:nineties|90s)(?!\w)"
    r"|(?<!\w)(?:his|her)\s(?:9[0-9]|1[01][0-9])(?:st|nd|rd|th)\sbirthday|(?<!\w)(?:he|she)\s(?:is|was|turned"
    r"|turns)\s(?:9[0-9]|1[01][0-9])"
    r"(?![\w%]|\.[0-9]|\s?(?:%|kg|cm|mg|Gy|months|days|weeks))",
    re.IGNORECASE,
)


def found(text: str) -> Iterator[Finding]:
    for match in individual(text):
        if _years(match) > 89:
            yield finding(Kind.AGE_OVER_89, *match.span())
    for match in _VERY_OLD.finditer(text):
        yield finding(Kind.AGE_OVER_89, *match.span())


def individual(text: str) -> Iterator[re.Match[str]]:
    """Ages of one person: no limits ("over 90"), ranges, medians or groups."""
    for match in AGE.finditer(text):
        before, after = text[max(0, match.start() - 16) : match.start()], text[match.end() : match.end() + 24]
        if not _OF_GROUP.search(before) and not _PEOPLE_AFTER.search(after):
            yield match


def _years(match: re.Match[str]) -> int:
    written = next(group for group in match.groups() if group)
    if written.isdigit():
        return int(written)
    return _SPELT.get(written.lower()[:6], 0)
