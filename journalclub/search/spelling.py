"""British and American spellings, and Latin plurals, brought to one form before stemming.

A rule may make a form that is no word ("erobic"): what counts is that both spellings arrive at the same one, and that
no two different words do.
"""

import re


def same_spelling(word: str) -> str:
    """One form for the spellings of a word; `word` is lower case ASCII letters."""
    if word in _EXCEPTIONS:
        return _EXCEPTIONS[word]
    if len(word) < 5:
        return word
    for pattern, replacement in _RULES:
        word = pattern.sub(replacement, word)
    return word


_EXCEPTIONS = {
    "grey": "gray",
    "vertebra": "vertebral",
    "vertebrae": "vertebral",
    "metastatic": "metastasis",
    "metastasize": "metastasis",
    "metastasise": "metastasis",
    "metastasized": "metastasis",
    "metastasised": "metastasis",
    "metastasis": "metastasis",
    "metastases": "metastasis",
    "mets": "metastasis",
    "criterion": "criteria",
    "practise": "practice",
    "defence": "defense",
    "licence": "license",
    "ageing": "aging",
    "judgement": "judgment",
    "aluminium": "aluminum",
}

_RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"ae", "e"),  # haemoglobin, paediatric, leukaemia, vertebrae
        (r"oe(?!s?$)", "e"),  # oesophagus, oedema, coeliac, diarrhoea
        (r"(?<=[bcdglmpv])our(?=s?$|ed$|ing$|ab|al|it|less|ful)|(?<=tum)our|(?<=avi)our", "or"),
        (r"ly[sz](?:e[ds]?|ing|is|ers?|ation)$", "lysis"),  # analyse, analyze, analysis, analyses; dialysed
        (r"(?<=[a-z]{3})is(?=e[drs]?$|ers?$|ing$|ations?$|able$)", "iz"),  # randomised, hospitalisation
        (r"(diagn|progn|sten|fibr|necr|thromb|cirrh|apopt|scler|hypothe)(o?)ses$", r"\1\2sis"),
        (r"(?<=[a-z]{3})ogue(?=s?$)", "og"),
        (r"(?<=cent)re(?=s?$|d$)|(?<=lit|fib|met)re(?=s?$)", "er"),
        (r"(?<=[a-z]{2})ll(?=ed$|ing$|er$|ers$)", "l"),  # labelled, travelling
        (r"sulph", "sulf"),
        (r"mme(?=s?$)", "m"),
    )
)
