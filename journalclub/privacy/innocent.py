"""What is full of numbers and never a patient: addresses on the web, identifiers of literature and of trials."""

import re

_INNOCENT = re.compile(
    r"https?://[^\s<>\"]+"
    r"|(?<![\w.])(?:doi:\s?)?10\.[0-9]{4,9}/[^\s<>\"]+"
    r"|(?<!\w)(?:PMID|PMCID|PMC|pubmed)\s?[:#]?\s?[0-9]{1,9}(?!\w)"
    r"|(?<!\w)NCT\s?[0-9]{8}(?!\w)"
    r"|(?<!\w)(?:ISRCTN|ACTRN|ChiCTR|UMIN|JapicCTI|jRCT|DRKS|CTRI|KCT|NTR|IRCT|TCTR|PACTR"
    r"|RBR)[-/\w]{0,4}[0-9][-/0-9a-z]{3,20}"
    r"|(?<!\w)(?:EudraCT|EUCT|EU CT)\s?(?:number|no\.?)?\s?:?\s?[0-9]{4}-[0-9-]{6,12}"
    r"|(?<!\w)(?:CRD|PROSPERO\s?(?:CRD)?)\s?[0-9]{8,14}(?!\w)"
    r"|(?<!\w)(?:ISSN|ISBN|ORCID|arXiv|GSE|PRJNA|GEO|dbGaP)(?:\s?[:#]?\s?|-)[0-9][-0-9Xx.]{3,20}",
    re.IGNORECASE,
)


def masked(text: str) -> str:
    """`text` with such passages blotted out, letter for letter, so that places in it stay the same."""
    return _INNOCENT.sub(lambda match: "\x00" * len(match[0]), text)
