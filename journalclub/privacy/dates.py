"""Exact dates, where one person's care is spoken of. Dates of trials, meetings and publications are no alarm."""

import re
from collections.abc import Iterator

from journalclub.privacy.finding import Finding, Kind, finding
from journalclub.privacy.person import CARE, ONE_PERSON, ONLY_A_PATIENT, PRONOUN, STUDY, around

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?"
    r"|Dec(?:ember)?|janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre"
    r"|Januar|Februar|M[äa]rz|Mai|Juni|Juli|Oktober|Dezember|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC"
    r"|january|february|march|april|june|july|august|september|october|november|december)"
)
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_NUMBER_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:(?:19|20)[0-9]{2}|['’]?[0-9]{2})"
_FULL_YEAR = r"(?:19|20)[0-9]{2}"
MONTH = _MONTH

_DATE = re.compile(
    rf"(?<![\w.,/-]){_DAY}(?:st|nd|rd|th)?\.?(?:\s?|-|\sof\s|\sde\s){_MONTH}\.?(?:(?:,?\s|-"
    rf"|/){_YEAR}(?![\w%/.]\w))?(?!\w|-[a-z])"
    rf"|(?<!\w){_MONTH}\.?\s(?:the\s)?{_DAY}(?:st|nd|rd|th)?(?![\w%]|[.:/–-][0-9]|\s?(?:%|Gy|mg|patients"
    rf"|pts))(?:,?\s{_FULL_YEAR}(?!\w))?"
    rf"|(?<![\w./-]){_DAY}([/.-]){_NUMBER_MONTH}\1{_YEAR}(?![\w/%-]|\.[0-9])"
    rf"|(?<![\w./-]){_NUMBER_MONTH}([/-]){_DAY}\2{_YEAR}(?![\w/%-]|\.[0-9])"
    rf"|(?<![\w./-]){_FULL_YEAR}([/.-])(?:0[1-9]|1[0-2])\3(?:0[1-9]|[12][0-9]|3[01])(?![\w/%-])"
)
_DATE_AFTER_ON = re.compile(
    rf"(?<!\w)(?:on|since|dob|born|am)\s(?:the\s)?({_DAY}/{_NUMBER_MONTH}|{_DAY}\.{_NUMBER_MONTH}\.|{_DAY}(?:st|nd|rd|th))(?![\w/%-]"
    rf"|[.,][0-9]|\s?[A-Za-z]*"
    r"(?:pts|patients|nodes|cases|gy|cores|line|day|cycle|fraction|percentile|edition|author|arm|generation"
    r"|relapse|time))",
    re.IGNORECASE,
)
_BIRTH = re.compile(
    r"(?<!\w)(?:dob|d\.o\.b\.?|date of birth|born(?:\son)?|birth ?day|birthdate)\W{0,4}$", re.IGNORECASE
)
_CARE_OF_ONE = re.compile(
    r"(?<!\w)(?:seen|saw|admit(?:ted)?|admission|discharged?|date of death|operated|biopsied|scanned|died"
    r"|deceased|passed away|referred|presented|consented|transfused"
    r"|simulated|transferred|relapsed|appointment|clinic|ward|icu|a&e|surgery|c[1-6]d1|first fraction"
    r"|last fraction|diagnosed|underwent"
    r"|biopsy|resected|mri|hospice|infusion|started|mdt|tumou?r board)(?!\w)",
    re.IGNORECASE,
)


def found(text: str) -> Iterator[Finding]:
    for match in _DATE.finditer(text):
        if _is_born(text, match.start()) or _is_about_care(text, *match.span()):
            yield finding(Kind.DATE_OF_CARE, *match.span())
    for match in _DATE_AFTER_ON.finditer(text):
        if _is_born(text, match.start(1)) or _is_about_care(text, *match.span(1)):
            yield finding(Kind.DATE_OF_CARE, *match.span(1))


def _is_born(text: str, start: int) -> bool:
    return _BIRTH.search(text[max(0, start - 30) : start]) is not None


def _is_about_care(text: str, start: int, end: int) -> bool:
    """One person's care, or an act of care in a sentence that does not speak of a study."""
    sentence = around(text, start, end)
    study = STUDY.search(sentence) is not None
    if ONE_PERSON.search(sentence):
        return CARE.search(sentence) is not None or not study
    if PRONOUN.search(sentence):
        return ONLY_A_PATIENT.search(sentence) is not None or (CARE.search(sentence) is not None and not study)
    return _CARE_OF_ONE.search(sentence) is not None and not study
