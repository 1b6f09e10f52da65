"""Words that speak of one person under care, and words that speak of a study."""

import re

ONE_PERSON = re.compile(
    r"(?<!\w)(?:(?:my|our|this|that|one|an?|the|your|another|index|last|first|new)\s(?:[a-z-]{2,14}\s){0,2}?"
    r"(?:patient|pt|case|lady|gentleman|man|woman|boy|girl|child|teenager|infant|baby|guy|resident|mother"
    r"|father)(?!\w|\s(?:advocate|reported|population|selection|series|control|representative|group|panel"
    r"|cohort|mix|volume|preference))"
    r"|(?:patient|pt)(?=\s(?:was|is|had|came|presented|died|started|seen|admitted|underwent|dob|of mine))"
    r"|mr|mrs|ms|mum|mom|dad|[0-9]{1,3}[-\s]?(?:yo|y/o|year-old|year old|yr old|yr-old|years old|yrs old)"
    r"|[0-9]{1,3}-year-old|[1-9][0-9](?:M|F))(?!\w)",
    re.IGNORECASE,
)  # fmt: skip
PRONOUN = re.compile(r"(?<!\w)(?:he|she|him|her|his|hers|himself|herself)(?!\w)", re.IGNORECASE)
ONLY_A_PATIENT = re.compile(
    r"(?<!\w)(?:died|death|deceased|passed away|admitted|discharged|operated|biops(?:y|ied)|relapsed|progressed"
    r"|transferred|underwent"
    r"|was (?:randomi[sz]ed|enrolled|recruited|irradiated|treated)|consented|seizure|fractured|hospice|icu|ward"
    r"|born|dob)(?!\w)",
    re.IGNORECASE,
)
CARE = re.compile(
    r"(?<!\w)(?:seen|saw|admi(?:tted|ssion)|discharged?|reviewed in|operated|operation|surgery|resect(?:ed|ion)"
    r"|biops(?:y|ied)"
    r"|scan(?:ned)?|mri|pet|ct|imaging|treated|irradiated|simulated|sim|infus(?:ed|ion)|transfus(?:ed|ion)"
    r"|cycle|c[1-6]d1|chemo"
    r"|diagnos(?:ed|is)|dx|presented|referred|clinic|appointment|died|death|deceased|passed away|rip|relapsed"
    r"|progressed|transferred"
    r"|started|commenced|finished|completed|last fraction|first fraction|fraction|visited|came|attended"
    r"|consult(?:ed|ation)?|ward|icu"
    r"|a&e|er|ed|emergency|underwent|implant(?:ed)?|transplant(?:ed)?|delivered|born|dob|birth|consented"
    r"|follow-up|fu|hospice|mdt|tumou?r board)(?!\w)",
    re.IGNORECASE,
)  # fmt: skip
STUDY = re.compile(
    r"(?<!\w)(?:enrol\w*|recruit\w*|randomi[sz]\w*|accru\w*|cut-?off|data lock|database|publish\w*|publication"
    r"|paper|online|e-?pub"
    r"|approv\w*|licen[cs]ed|launch\w*|guidelines?|fda|ema|nice|mhra|asco|esmo|astro|estro|sabcs|wclc|aacr|ash"
    r"|aua|eau|rsna"
    r"|conference|congress|meeting|webinar|deadline|embargo\w*|registry|registered|protocol|amendment|version"
    r"|issue|trials?|study|studies"
    r"|cohorts?|retrospective|between|patients|pts|participants|accessed|abstract|issn|chat|discussion"
    r"|tweetchat|live|session|join\w*"
    r"|journal|preprint|news|press|announced|posted|submitted|accepted|revised|interim|analysis|follow-up (?:to"
    r"|until|through)|talk"
    r"|lecture|course|call|vote|poll|holiday|strike|policy|reimburs\w*|amended|searched|search|inception"
    r"|literature)(?!\w)",
    re.IGNORECASE,
)  # fmt: skip
_REACH = 140
_STOP = re.compile(r"[.!?;]\s+(?=[\"“'(]?[A-Z0-9])|\n")


def around(text: str, start: int, end: int) -> str:
    """The sentence about `text[start:end]`, no further than 140 characters on either side."""
    before = text[max(0, start - _REACH) : start]
    stops = list(_STOP.finditer(before))
    after = text[end : end + _REACH]
    stop = _STOP.search(after)
    return before[stops[-1].end() if stops else 0 :] + text[start:end] + (after[: stop.start()] if stop else after)
