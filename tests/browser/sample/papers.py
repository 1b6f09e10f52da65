"""Made-up papers."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace as Thing
from typing import Any

from markupsafe import Markup

from tests.browser.sample.cast import DAY, NOW


def article(id: int, title: str, names: str, journal: str, published: str, **more: Any) -> Thing:
    facts = {
        "volume": "12",
        "issue": "3",
        "pages": "45–51",
        "doi": f"10.5555/sample.{id}",
        "pmid": f"9900000{id}",
        "pmcid": None,
        "nct": [],
        "retracted": False,
        "notices": [],
        "tags": [],
        "sightings": [],
        "abstract_sections": [],
        "published_on": date(2026, 8, 3),
        "abstract": "",
        "added_at": NOW - 3 * DAY,
        "alarm": "retracted" if more.get("retracted") else "",
        "access": lambda _today: None,
        "windows": [],
        **more,
    }
    return Thing(
        id=id,
        key=f"a{id}",
        title=title,
        title_html=Markup(title),
        authors=[
            Thing(name=name, orcid="0000-0002-1825-0097" if name == "Chen L" else None)
            for name in names.split(", ")
            if name
        ],
        journal=journal,
        published=published,
        **facts,
    )


PAPER = article(
    1,
    "Single-fraction or multi-fraction treatment for painful bone metastases: a sample trial",
    "Chen L, Okafor B, Lindqvist M, Moreau T, Sato K",
    "Sample J Radiother",
    "2026",
    pmcid="PMC9900001",
    nct=["NCT00000000"],
    tags=["radiotherapy", "palliative"],
    sightings=[
        Thing(source="PubMed: bone metastases", url="https://pubmed.ncbi.nlm.nih.gov/99000001/", at=NOW - 40 * DAY),
        Thing(source="Sample J Radiother, feed", url="https://example.org/feed", at=NOW - 41 * DAY),
    ],
    abstract_sections=[
        Thing(
            label="BACKGROUND",
            html=Markup(
                "A single fraction of 8 Gy relieves pain from bone metastases as well as several fractions "
                "do, but is followed by more retreatment. Whether that reflects need or habit is unknown."
            ),
        ),
        Thing(
            label="METHODS",
            html=Markup(
                "In this made-up trial 612 adults with a painful uncomplicated bone metastasis were assigned "
                "to 8 Gy in one fraction or 20 Gy in five. The primary end point was pain response at 4 "
                "weeks; retreatment was at the clinician’s discretion. Cord compression was excluded."
            ),
        ),
        Thing(
            label="RESULTS",
            html=Markup(
                "Response at 4 weeks was 63&nbsp;% after one fraction and 65&nbsp;% after five (difference "
                "−2 points, 95&nbsp;% CI −9 to 6; <i>p</i> for non-inferiority &lt; 0.01). Retreatment "
                "within a year was 18&nbsp;% and 9&nbsp;%. Pain flare was seen in 31&nbsp;% and 27&nbsp;%."
            ),
        ),
        Thing(
            label="CONCLUSIONS",
            html=Markup(
                "One fraction was not inferior for pain at 4 weeks. Retreatment was more frequent, at "
                "similar pain scores."
            ),
        ),
    ],
)
PROTON = article(
    2,
    "Proton versus photon craniospinal irradiation in adults: two-year follow-up of a sample cohort",
    "Okafor B, Silva R",
    "Sample Lancet Oncol",
    "2026 Sep",
)
BREAST = article(
    3,
    "Hypofractionation after mastectomy: a sample meta-analysis of individual patient data from "
    "eleven trials in four continents",
    "Lindqvist M, Abe Y, Novak J, Weiss P",
    "Sample JCO",
    "2026 Sep",
    tags=["breast"],
)
WITHDRAWN = article(
    4,
    "Stereotactic ablative radiotherapy for oligoprogression",
    "Marsh D",
    "Sample Radiother Oncol",
    "2025",
    retracted=True,
    notices=[Thing(kind="retraction", pmid="99000009", at=None)],
    abstract_sections=[Thing(label="", html=Markup("An abstract without sections."))],
)
BARE = article(5, "Letter to the editor", "", "", "", doi=None, pmid=None, volume=None, issue=None, pages=None)
FORMULA = article(6, "x", "Abe Y", "Sample J Nucl Med", "2026 Sep")
FORMULA.title_html = Markup(
    "<sup>177</sup>Lu-PSMA-617 in oligometastatic disease: <i>a priori</i> dosimetry of the sample registry"
)
