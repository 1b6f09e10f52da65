"""Ways to say the same that come with the program; the club adds its own, and switches these off, on a page."""

# One line, one meaning. Only what a reader would never want told apart: SBRT and SABR, but not RT and SBRT.
TABLE = """
SBRT | SABR | stereotactic body radiotherapy | stereotactic ablative radiotherapy
SRS | radiosurgery
RT | radiotherapy | radiation therapy
IMRT | intensity modulated radiotherapy
WBRT | whole brain radiotherapy
OS | overall survival
PFS | progression free survival
DFS | disease free survival
QoL | quality of life
RCT | randomised controlled trial
NSCLC | non small cell lung cancer
SCLC | small cell lung cancer
HCC | hepatocellular carcinoma
CRC | colorectal cancer
GBM | glioblastoma
RCC | renal cell carcinoma
DLBCL | diffuse large B cell lymphoma
ADT | androgen deprivation therapy
PSA | prostate specific antigen
TKI | tyrosine kinase inhibitor
ICI | immune checkpoint inhibitor
ADC | antibody drug conjugate
5-FU | fluorouracil
HPV | human papillomavirus
MRI | magnetic resonance imaging
PET | positron emission tomography
CT | computed tomography
"""

# Words that are abbreviations, too, when they stand in capitals: patients “all” is not acute lymphoblastic leukaemia.
# Those among the abbreviations of 46,319 abstracts that other abstracts use as ordinary words.
_WORDS = """
ace act add age aid aim air alert all ant ape arc are arm art ash aspect at atlas bad bar be bed best bet bit blast bud
cage calm can cap car card care carp cast cat central chart chat chip class clip comet con cope core cost cup dash did
dip disc do dot ear era et facet fast fish fit flash flu focus force fox gag gait game gap gas go goat gold grace gum
had hand has he heart her hero hip hit hope hot ice if impact is it its joint last lead led let lid life light limit
line load map mars mass match me med men mesh met mid mild mime mimic mind my nal net no nor of old on or pace pad page
pal palm pan past pat path per pin pine plan port post press prevent prime pro probe progress put quest quiet race rain
ran rate reach rest rise safe save scope sea select set sex share shine sign sine sit site slit snap snare so sport
star start step stone sum tag tall tap target tea ted ten test tic tie time tip to top trace track trap tree trial try
unit us use view vision vs was way web who will wish you
"""
ORDINARY = frozenset(_WORDS.split())
