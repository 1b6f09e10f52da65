"""What was found, and the sentence that tells the writer why it matters."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    RECORD_NUMBER = "record_number"
    INSURANCE_NUMBER = "insurance_number"
    NHS_NUMBER = "nhs_number"
    PHONE = "phone"
    EMAIL = "email"
    DATE_OF_CARE = "date_of_care"
    AGE_OVER_89 = "age_over_89"
    ADDRESS = "address"
    POSTCODE = "postcode"
    NAME = "name"
    COMBINATION = "combination"


@dataclass(frozen=True, order=True)
class Finding:
    """`text[start:end]` are the words to mark; `sentence` says to the writer what they may give away."""

    start: int
    end: int
    kind: Kind
    sentence: str


SENTENCES = {
    Kind.RECORD_NUMBER: "This looks like a record number of a patient.",
    Kind.INSURANCE_NUMBER: "This looks like an insurance or national number of a person.",
    Kind.NHS_NUMBER: "This is a valid NHS number.",
    Kind.PHONE: "This looks like a telephone number.",
    Kind.EMAIL: "This is an e-mail address.",
    Kind.DATE_OF_CARE: "An exact date of care can identify a patient; the month or the year is usually enough.",
    Kind.AGE_OVER_89: "So few people reach this age that it can identify one; “over 89” says the same.",
    Kind.ADDRESS: "This looks like an address.",
    Kind.POSTCODE: "This looks like a postcode.",
    Kind.NAME: "This looks like the name of a patient.",
    Kind.COMBINATION: "Age, place, time and a rare condition together can be enough to recognise a patient.",
}


def finding(kind: Kind, start: int, end: int) -> Finding:
    return Finding(start, end, kind, SENTENCES[kind])
