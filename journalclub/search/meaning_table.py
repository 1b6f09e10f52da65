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
