"""Names of patients: those that follow a title, "my patient", "a lady called" and their like."""

import re
from collections.abc import Iterator, Sequence

from journalclub.privacy.finding import Finding, Kind, finding

_NAME_WORD = r"[A-ZÀ-ÖØ-Þ](?:[a-zà-ÿ]{1,20}|['’][A-Z][a-z]{1,20}|c[A-Z][a-z]{1,18})(?:-[A-Z][a-zà-ÿ]{1,20})?"
_NAME = (
    rf"(?:[A-Z]\.\s?){{0,3}}(?:(?:van|von|de|der|den|del|della|da|di|la|le|el|al|bin|ten"
    rf"|ter)\s){{0,3}}({_NAME_WORD})(?:\s(?:[A-Z]\.?\s)?(?:(?:van|von|de|der|den|del|da|di|la|le|el|al"
    rf"|bin)\s){{0,2}}({_NAME_WORD}))?"
)
_PERSON = (
    r"(?:patient|pt|client|lady|woman|man|gentleman|girl|boy|child|kid|guy|mother|father|grandmother"
    r"|grandfather|teenager|teacher|nurse|farmer|nun|priest|resident)"
)
_KIN = (
    r"(?:wife|husband|daughter|son|mother|father|sister|brother|mum|mom|dad|partner|grandson|granddaughter"
    r"|niece|nephew|aunt|uncle)"
)
_TITLE = re.compile(
    rf"(?<![\w.])(?:Mr|Mrs|Ms|Mx|Miss|Master|Herr|Frau|Mme|Madame|Monsieur|Señora?|Sra?|Signora?|Mevrouw|Meneer"
    rf"|Mvr|Dhr)\.?\s(?:{_NAME}|([A-Z])(?![\w'’+/-]))"
)
_AFTER_PATIENT = re.compile(
    rf"(?<!\w)(?i:my|our|this|the|an?|his|her|lovely|dear|old)\s(?:[a-z0-9-]{{2,16}}\s){{0,3}}(?:{_PERSON},?\s"
    rf"|(?:patient|pt)\s\()(?:(?:is|was)\s)?{_NAME}"
    rf"|(?:^|(?<=[.!?:]\s)|(?<=\n)|(?<!\w)(?=p))(?i:patient|pt\.?)(?:\sname|['’]s\sname)?(?:\s(?:is|was)\s|:\s?|\s){_NAME}"
)
_CALLED = re.compile(
    rf"(?<!\w)(?i:(?:{_PERSON}|{_KIN}|who\s(?:is|was)|(?:she|he)(?:['’]s|\sis|\swas)),?\s(?:called|named"
    rf"|by the name of|known as)"
    rf"|(?<!my\s)name(?:['’]s|\sis|\swas|:)|(?:old|yo)\snamed|I(?:['’]ll|\swill)\scall\s(?:him|her))\s[\"“'‘]?{_NAME}"
    rf"|(?<!\w)[Ii]nitials:?\s(?:are\s|were\s|is\s)?((?:[A-Z]\.?\s?){{2,4}})(?!\w)"
)
_RELATIVE = re.compile(rf"(?<!\w)(?:his|her|[Hh]er|[Hh]is|my patient['’]s|the patient['’]s|pt['’]s)\s{_KIN},?\s{_NAME}")
_NOT_NAMES_WORDS = """
Activation Health Controlled Psychiatric Global Impression Protection Portal Navigator Navigators Information
Journey Survey Surveys Satisfaction Centered Questionnaire Engagement Involvement Organisation Organizations
Advocate Advocates Association Alliance Council Forum Group Panel Partner Partners Voice Voices Reported
Outcome Outcomes Decision Population Populations Selection Series Cohort Numbers Preference Preferences
Safety Education Experience Access Care Centre Center Centred Characteristics Age Sex Gy Day Phase Stage
Grade Arm Table Figure Level January February March April May June July August September October November
December Monday Tuesday Wednesday Thursday Friday Saturday Sunday But And Or So If When While With Without
After Before During For From In On At By To Of The This That These Those There Then Now Not No Yes Who What
Why How Is Was Had Has Did Does Do Are Were Will Would Could Should Can May Might Must We You They He She It
Our My Your His Her Their All Any Some Most Many Few Also Because Although However Still Same Great Good
Agree Thanks Thank Just Only Even Really Very Interesting Question Questions Right Welcome Hello Hi Dr
Doctor Prof Professor Trial Study Sample Hodgkin Ewing Lynch Crohn Paget Barrett Karnofsky Gleason English
French Spanish German Dutch Italian Chinese Japanese Asian Black White African European American Caucasian
Covid Medicare Medicaid Muslim Jewish Catholic Zero One Two Three
"""
_NOT_NAMES = set(_NOT_NAMES_WORDS.split())
_DRUG = re.compile(
    r"(?:nib|mab|platin|taxel|rubicin|ciclib|parib|lisib|tecan|trexate|citabine|relbine|blastine|cristine"
    r"|azole|amide|limus|olol|mycin|statin|relix|relin)$"
)
_RATE = re.compile(r"(?:Rate|Rates|Distance|Distances|Value|Values|Data)$")


def found(text: str, article_authors: Sequence[str]) -> Iterator[Finding]:
    authors = {word.casefold() for author in article_authors for word in re.findall(r"[^\W\d_]{2,}", author)}
    for pattern in (_TITLE, _AFTER_PATIENT, _CALLED, _RELATIVE):
        for match in pattern.finditer(text):
            words = [word for word in match.groups() if word]
            if words and _is_name(words) and not any(_parts(word) & authors for word in words):
                yield finding(Kind.NAME, *match.span())


def _is_name(words: list[str]) -> bool:
    first = words[0]
    if len(first.strip(" .")) == 1:
        return first not in {"X", "Y", "Z"}  # "Mr X" is nobody
    return first not in _NOT_NAMES and not _DRUG.search(first) and not any(_RATE.search(word) for word in words)


def _parts(name: str) -> set[str]:
    return {part.casefold() for part in re.findall(r"[^\W\d_]{2,}", name)} | {name.casefold()}
