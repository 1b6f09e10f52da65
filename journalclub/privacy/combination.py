"""Harmless alone, telling together: one person's age, a place, a time, a rare condition."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from journalclub.privacy import ages, places
from journalclub.privacy.dates import MONTH
from journalclub.privacy.finding import Finding, Kind, finding
from journalclub.privacy.person import ONE_PERSON, PRONOUN

_RARE = re.compile(
    r"(?<!\w)(?:(?:angio|chondro|osteo|rhabdomyo|leiomyo|lipo|synovial |epithelioid |clear cell "
    r"|alveolar soft part |Ewing'?s? |Kaposi'?s? "
    r"|glio|carcino|fibro|phyllodes |uterine |cardiac |myxofibro|dermatofibro|spindle cell )sarcomas?|sarcoma"
    r"|chordoma|thym(?:oma|ic carcinoma|ic tumou?r)"
    r"|Merkel cell|mesothelioma|adrenocortical|ph(?:a?e)ochromocytoma|paraganglioma|neuroblastoma"
    r"|medulloblastoma|ependymoma|pineo?(?:blastoma|cytoma|al)"
    r"|DIPG|ATRT|AT/RT|retinoblastoma|nephroblastoma|Wilms|hepatoblastoma|cholangiocarcinoma|uveal melanoma"
    r"|ocular melanoma|conjunctival melanoma"
    r"|mucosal melanoma|NUT (?:midline )?carcinoma|GIST|carcinoid|insulinoma|VIPoma|glucagonoma|gastrinoma"
    r"|craniopharyngioma|germ(?: cell|inoma)\w*"
    r"|choriocarcinoma|esthesioneuroblastoma|olfactory neuroblastoma|adenoid cystic|SNUC|anaplastic thyroid"
    r"|medullary thyroid|penile (?:cancer|carcinoma)"
    r"|male breast cancer|appendiceal|pseudomyxoma|urachal|Castleman\w*|histiocytosis|Erdheim[- ]Chester"
    r"|mastocytosis|amyloidosis|Waldenstr[oö]m\w*"
    r"|T-PLL|hairy cell|BPDCN|PNH|HLH|Li[- ]Fraumeni|xeroderma|ataxia[- ]telangiectasia|Fanconi|von Hippel|VHL"
    r"|neurofibromatosis|NF[12]|tuberous sclerosis"
    r"|MEN ?[12][AB]?|Gorlin|desmoid|PEComa|DSRCT|desmoplastic small round|CNS lymphoma|ocular lymphoma"
    r"|parathyroid carcinoma|salivary duct"
    r"|tracheal (?:cancer|carcinoma|tumou?r)|cardiac (?:tumou?r|myxoma)|Sezary|Sézary|mycosis fungoides"
    r"|hemangioblastoma|haemangioblastoma|oligodendroglioma"
    r"|ganglioglioma|vestibular schwannoma|acoustic neuroma|chordoid|pituitary carcinoma|gallbladder cancer"
    r"|ampullary|small bowel (?:cancer|adenocarcinoma)"
    r"|granulosa cell|Sertoli|Leydig|yolk sac|Rosai[- ]Dorfman|leptospirosis|Marfan|Huntington'?s?|ALS"
    r"|Creutzfeldt|myasthenia|situs inversus|scleroderma"
    r"|(?:very |extremely |ultra-?|exceedingly |such a )?rare\s(?!in\b|event|but\b|to\b)\w+|orphan disease"
    r"|first (?:reported )?case|only (?:[0-9]{1,3}|a handful of|a few) cases)(?!\w)",
    re.IGNORECASE,
)  # fmt: skip
_TIME = re.compile(
    rf"(?<!\w)(?:(?:in|last|this|early|late|mid|since|of|from|until|on)[\s-](?:early |late "
    rf"|mid-?)?(?!may\b){MONTH}(?!\w)|{MONTH}\.?,?\s(?:of\s)?(?:19|20)[0-9]{{2}}"
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{MONTH}|{MONTH}\s[0-9]{{1,2}}(?!\w)"
    rf"|[0-9]{{1,4}}[/.-][0-9]{{1,2}}[/.-][0-9]{{2,4}}"
    r"|(?:in|during|since|summer|winter|spring|autumn|fall|of|early|late|mid)[\s-](?:19|20)[0-9]{2}|(?:0?[1-9]"
    r"|1[0-2])/(?:19|20)[0-9]{2}"
    r"|(?:last|this|on)\s(?:week|month|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|summer|winter"
    r"|spring|autumn|Christmas|Easter|night)"
    r"|yesterday|this morning|tonight|today|(?:two|three|2|3) (?:days|weeks) ago)(?!\w)"
)
_REACH = 300


def found(text: str) -> Iterator[Finding]:
    """One finding for each person spoken of with at least three of the four within reach of each other."""
    rare, time, place = (
        [m.span() for m in matches] for matches in (_RARE.finditer(text), _TIME.finditer(text), places.named(text))
    )
    if (bool(rare) + bool(time) + bool(place)) < 2:
        return
    position = 0
    persons = [match.span() for match in ages.individual(text)]
    for start, end in persons or ([match.span() for match in _one(text)] if rare and time and place else []):
        if start < position:
            continue
        nearby = [near for near in (_nearest(spans, start) for spans in (rare, time, place)) if near]
        if len(nearby) >= (2 if persons else 3):
            span = min(start, *(s for s, _ in nearby)), max(end, *(e for _, e in nearby))
            yield finding(Kind.COMBINATION, *span)
            position = span[1]


def _one(text: str) -> list[re.Match[str]]:
    return sorted([*ONE_PERSON.finditer(text), *PRONOUN.finditer(text)], key=re.Match.start)


def _nearest(spans: list[tuple[int, int]], start: int) -> tuple[int, int] | None:
    near = [span for span in _window(spans, start) if abs(span[0] - start) <= _REACH]
    return min(near, key=lambda span: abs(span[0] - start), default=None)


def _window(spans: list[tuple[int, int]], start: int) -> list[tuple[int, int]]:
    # Sorted spans, so the neighbours are found without a look at all of them.
    middle = bisect_left(spans, (start, start))
    return spans[max(0, middle - 1) : middle + 1]
