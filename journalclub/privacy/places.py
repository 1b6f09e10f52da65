"""Addresses and postcodes, which stand alone, and names of places, which count in a combination."""

import re
from collections.abc import Iterator

from journalclub.privacy.finding import Finding, Kind, finding

_WORD = r"[A-ZÄÖÜÉ][\w'’.-]{1,24}"
_STREET = re.compile(
    rf"(?<![\w./-])[0-9]{{1,5}}[A-Za-z]?,?\s(?:(?:N|S|E|W|North|South|East|West)\.?\s)?(?:{_WORD}\s){{1,4}}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Court|Boulevard|Blvd|Close|Crescent|Terrace|Place|Pl|Way"
    r"|Square|Sq|Grove"
    r"|Gardens|Hill|Highway|Hwy|Parkway|Pkwy|Row|Mews|Walk|Green|Parade|Circle|Trail)(?![\w])"
    rf"|(?<!\w)[A-ZÄÖÜ][a-zäöüß-]{{2,20}}(?:straße|strasse|str\.|gasse|weg|platz|allee|straat|laan|plein|gracht"
    rf"|dreef|gatan|vej|katu)\s[0-9]{{1,4}}(?!\w|[.,][0-9])"
    rf"|(?<![\w.])[0-9]{{1,4}},?\s(?:bis\s)?(?i:rue|boulevard|bd|chemin|impasse|quai|avenue|all[ée]e"
    rf"|place)\s(?:(?:de|du|des|la|le|les|l['’]|d['’])\s?){{0,2}}{_WORD}"
    rf"|(?<!\w)(?:[Rr]ue|Via|Viale|Piazza|Calle|Plaza|Avenida|Rua|Paseo|Chauss[ée]e)\s(?:(?:de|du|des|da|do|del"
    rf"|della|di|la|le|les)\s){{0,2}}(?:{_WORD}\s){{0,2}}{_WORD},?\s[0-9]{{1,4}}(?!\w|[.,][0-9])"
    rf"|(?<!\w)(?:[Ll]iv(?:es|ed|ing)|[Rr]esid(?:es|ing))\s(?:at|on|in)\s(?:{_WORD}\s){{1,3}}(?:Street|St|Road|Rd|Avenue"
    r"|Ave|Lane|Drive|Court|Close|Crescent|Terrace|Square|Gardens|Row|Mews)(?!\w)"
    r"|(?<!\w)P\.?\s?O\.?\s?Box\s[0-9]{1,6}"
    r"|(?<!\w)(?:[Ff]lat|[Aa]partment|[Aa]pt\.?|[Uu]nit)\s[0-9]{1,4}[A-Za-z]?,\s(?:[0-9]|[A-Z])[\w'’ ]{2,30}"
    rf"|(?<!\w)(?:[Ll]iv(?:es|ed|ing)|[Rr]esid(?:es|ing)|[Aa]ddress(?:\sis)?:?)\s(?:at|on"
    rf"|in)?\s?[0-9]{{1,5}}[A-Za-z]?,?\s{_WORD}"
)
_UK_AREAS = (
    "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX "
    "FK FY G GL GU GY HA HD HG "
    "HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA "
    "PE PH PL PO PR RG RH RM S SA "
    "SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE"
)
_US_STATES = (
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND "
    "OH OK OR PA RI SC SD TN TX UT "
    "VT VA WA WV WI WY"
)
_POSTCODE = re.compile(
    rf"(?<![\w-])(?:{_UK_AREAS.replace(' ', '|')})[0-9][0-9A-HJKMNPRSTUVWXY]?\s?[0-9](?!GY|CM|MM|ND|RD|TH|ST"
    rf"|PX)[ABD-HJLNP-UW-Z]{{2}}(?![\w-])"
    rf"|(?<!\w)(?:{_US_STATES.replace(' ', '|')}),?\s[0-9]{{5}}(?:-[0-9]{{4}})?(?![\w.,%]\w|\w)"
    r"|(?<![\w-])[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z][ -][0-9][ABCEGHJ-NPRSTV-Z][0-9](?![\w-])"
    r"|(?<!\w)(?i:zip(?:\scode)?|post\s?code|postal\scode|postleitzahl|plz|code\spostal)(?:\s(?:is"
    r"|was))?[\s:]{1,3}[A-Z0-9][A-Z0-9 -]{2,8}[A-Z0-9]"
    r"|(?<!\w)[0-9]{4}\s?[A-EGHJ-NPR-TV-Z][A-EGHJ-NPR-TV-Z](?=,?\s[A-Z][a-z]{2,})"
)
_NOT_PLACES_WORDS = """
January February March April May June July August September October November December Monday Tuesday
Wednesday Thursday Friday Saturday Sunday Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Gy Phase Stage
Grade Arm Cohort Table Figure Fig Supplement Appendix Europe Asia Africa America Asian Asians Black White
Caucasian Hispanic European Chinese Japanese Korean African Western Eastern Hodgkin Ewing Merkel Wilms Lynch
Burkitt Kaposi Castleman Cowden Paget Crohn Barrett Gleason Karnofsky Kaplan Cox Cochrane Gorlin Gardner
Waldenstrom Waldenström Bayesian Medicare Medicaid Medline Embase Excel Zoom Twitter Bluesky PubMed Clinic
Oncology Surgery Cancer Lancet Nature Science Christmas Easter English French German Dr Prof Professor Mr
Mrs Ms The This That These Those I We He She It My Our Any All Which What When Part Group Fraction Question
Session Level Day Week Month Year Cycle Dose Practice Real Both
"""
_NOT_PLACES = set(_NOT_PLACES_WORDS.split())
_PLACE = re.compile(
    r"(?<!\w)(?:from|in|at|near|outside|around|visiting|lives in|living in|village of|town of|city of|island of"
    r"|north of|south of)\s(?:the\s)?"
    r"(?:(?:rural|central|downtown|northern|southern|eastern|western|North|South|East|West|St|San|Santa|New|Los"
    r"|Las|Den|Sint|Saint)\.?[\s-]){0,2}"
    r"([A-ZÄÖÜÉÅØ][a-zà-ÿ'’]{2,20}(?:-[A-Za-z][a-zà-ÿ]{1,15}){0,3})(?!\w)"
    r"|(?<!\w)((?:[A-ZÄÖÜÉÅØ][a-zà-ÿ'’]{2,20}\s){1,3}(?:Hospital|Infirmary|Medical Cent(?:er|re)|Clinic"
    r"|Klinikum|General|Cancer Cent(?:er|re)|Hospice))(?!\w)"
    r"|(?<!\w)((?:our|a|the)\s(?:small\s|tiny\s|little\s)?(?:village|island|hamlet|fishing town|mining town"
    r"|valley))(?!\w)"
)


def addresses(text: str) -> Iterator[Finding]:
    for match in _STREET.finditer(text):
        yield finding(Kind.ADDRESS, *match.span())
    for match in _POSTCODE.finditer(text):
        yield finding(Kind.POSTCODE, *match.span())


def named(text: str) -> Iterator[re.Match[str]]:
    """Places by name, after "from", "in" and their like; months, eponyms and continents are none."""
    for match in _PLACE.finditer(text):
        if match[1] is None or match[1] not in _NOT_PLACES:
            yield match
