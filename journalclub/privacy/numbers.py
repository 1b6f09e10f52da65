"""Numbers that are given to one person: records, insurance, national registers."""

import re
from collections.abc import Iterator

from journalclub.privacy import checksums
from journalclub.privacy.finding import Finding, Kind, finding

_JOIN = (
    r"(?:[\s:#=.()-]{0,4}(?:numbers?|num|no\.?|nr\.?|id|identifier|code|is|was|of|card|policy)\b){0,3}[\s:#=.()-]{0,4}"
)
_NUMBER = (
    r"((?=[a-z0-9/.-]{0,12}[0-9])[a-z]{0,4}[-/]?[0-9][a-z0-9]{0,14}(?:[-/.][0-9a-z]{1,10}"
    r"|\s[0-9a-z]{0,3}[0-9][0-9a-z]{0,7}(?![\w%])){0,5})"
)

_RECORD = re.compile(
    r"(?<![a-z0-9])(?:mrn|emrn|uhid|urn|ur|medical record(?!s)|hospital(?=[\s#:]{1,3}(?:n|id|#|:|[0-9]))"
    r"|hosp(?=\.?\s?n)"
    r"|patient(?=\s(?:n|id|#|[0-9]))|pt\.?(?=\s(?:id|#|no|[0-9]{5}))"
    r"|(?:patient|electronic|health|medical|clinic) record(?!s)"
    r"|chart(?=\s(?:n|#|id|[0-9]))|unit(?=\snumber)|case(?=\s(?:no\.?|number|id|#)\W{0,3}[a-z]{0,3}[0-9])"
    r"|accession(?=\s(?:n|#))|admission(?=\s(?:n|#|id))|encounter(?=\s(?:n|#|id))|episode(?=\s(?:n|#|id))"
    r"|file(?=\s(?:no\b|number))|specimen(?=\s(?:n|#|id))|pathology(?=\s(?:n|#))|lab(?=\s(?:no\b|number|#))"
    r"|record(?=\s(?:no\b|nr\b|number|#))|dossier|patientennummer|fallnummer|aktenzeichen|pid|fin(?=\s?[#:]))"
    + _JOIN
    + _NUMBER,
    re.IGNORECASE,
)
_INSURANCE = re.compile(
    r"(?<![a-z0-9])(?:(?:health|medical)?\s?insurance|policy(?=\s(?:n|#|id))|member\sid|subscriber\sid|beneficiary"
    r"|medicare(?=\s(?:n|id|#|:|card|[0-9]))|medicaid(?=\s(?:n|id|#|:|[0-9]))|mbi|hicn|ohip|phn|health card"
    r"|national insurance|ni(?=\s(?:no\b|number))|ssn|social security|sin(?=\s(?:no\b|number))|passport"
    r"|driving licen[cs]e"
    r"|national (?:id|identity|register|registry|number)|personal (?:id|identity|identification)|id(?=\scard)"
    r"|rijksregister(?:nummer)?|rijksregisternr|insz|niss|bsn|nir|carte vitale|s[ée]curit[ée] sociale"
    r"|versicherten(?:nummer|nr)|versicherungsnummer|kvnr|codice fiscale|dni|nie(?=\s(?:n|[xyz]))"
    r"|cpr(?=\W{1,3}(?:n|[0-9]))"
    r"|personnummer|f[øo]dselsnummer|pesel|aadhaar|tax id|ihi|chi(?=\s(?:n|#|:|[0-9]{6}))|h&c|hsc(?=\sn))"
    + _JOIN + _NUMBER,
    re.IGNORECASE,
)  # fmt: skip
_NHS_CUE = re.compile(r"(?<!\w)NHS(?=\s?(?:n|#|:|id|[0-9]))" + _JOIN + _NUMBER, re.IGNORECASE)
_TEN_DIGITS = re.compile(r"(?<![\w.,+/-])([0-9]{3})( ?)([0-9]{3})\2([0-9]{4})(?![\w/-]|[.,][0-9])")

# Forms that need no cue, with their check where there is one.
_FORMS = [
    (re.compile(r"(?<![\w-])(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}(?![\w-])"), None),  # US SSN
    (re.compile(r"(?<!\w)(?:QQ|[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]) ?(?:[0-9]{2} ?){3}[A-D](?!\w)"), None),  # UK NI
    (re.compile(r"(?<!\w)[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y][0-9]-?[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y][0-9]-?"
                r"[AC-HJKMNP-RT-Y]{2}[0-9]{2}(?!\w)"), None),  # US Medicare (MBI)
    (re.compile(r"(?<![\w.])[0-9]{2}\.[0-9]{2}\.[0-9]{2}[- ][0-9]{3}[.-][0-9]{2}(?!\w)"), checksums.belgian),
    (re.compile(r"(?<!\w)[12] ?[0-9]{2} ?(?:0[1-9]|1[0-2]) ?[0-9]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}(?!\w)"),
     checksums.french),
    (re.compile(r"(?<!\w)(?:19|20)?[0-9]{6}[-+][0-9]{4}(?!\w)"), checksums.nordic),
    (re.compile(r"(?<!\w)[0-9]{6}[-+A][0-9]{3}[0-9A-FHJ-NPR-Y](?!\w)"), checksums.nordic),  # Finland
    (re.compile(r"(?<!\w)[A-Z][0-9]{9}(?!\w)"), checksums.german),
    (re.compile(r"(?<!\w)[A-Z]{6}[0-9]{2}[A-EHLMPRST][0-9]{2}[A-Z][0-9]{3}[A-Z](?!\w)"), None),  # Italy
    (re.compile(r"(?<!\w)(?:[XYZ][0-9]{7}|[0-9]{8})-?[A-HJ-NP-TV-Z](?!\w)"), checksums.spanish),
]  # fmt: skip
_YEAR_OR_MEASURE = re.compile(
    r"(?:19|20)[0-9]{2}(?:[-/ ](?:19|20)?[0-9]{2})?|[0-9]{1,4}\.[0-9]{1,4}|[0-9]{1,3}/[0-9]{1,3}"
)


def found(text: str) -> Iterator[Finding]:
    for match in _RECORD.finditer(text):
        if _is_long(match[1]):
            yield finding(Kind.RECORD_NUMBER, *match.span())
    for match in _INSURANCE.finditer(text):
        if _is_long(match[1]):
            yield finding(Kind.INSURANCE_NUMBER, *match.span())
    for match in _NHS_CUE.finditer(text):
        if _is_long(match[1], 8):
            yield finding(Kind.NHS_NUMBER, *match.span())
    for match in _TEN_DIGITS.finditer(text):
        if checksums.nhs(match[1] + match[3] + match[4]):
            yield finding(Kind.NHS_NUMBER, *match.span())
    for form, check in _FORMS:
        for match in form.finditer(text):
            if check is None or check(match[0]):
                yield finding(Kind.INSURANCE_NUMBER, *match.span())


def _is_long(number: str, least: int = 4) -> bool:
    digits = sum(character.isdigit() for character in number)
    return digits >= least and not _YEAR_OR_MEASURE.fullmatch(number.strip())
