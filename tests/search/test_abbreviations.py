import pytest

from journalclub.search.abbreviations import definitions


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("We gave stereotactic body radiotherapy (SBRT) to all.", [("SBRT", "stereotactic body radiotherapy")]),
        ("SBRT (stereotactic body radiotherapy) was given", [("SBRT", "stereotactic body radiotherapy")]),
        ("Randomised controlled trials (RCTs) are rare", [("RCT", "Randomised controlled trials")]),
        ("The Cancer Genome Atlas (TCGA) shows", [("TCGA", "The Cancer Genome Atlas")]),
        ("length of hospital stay (LOS; days)", [("LOS", "length of hospital stay")]),
        ("programmed death ligand 1 (PD-L1)", [("PD-L1", "programmed death ligand 1")]),
        ("5-fluorouracil (5-FU) and leucovorin (LV)", [("5-FU", "5-fluorouracil"), ("LV", "leucovorin")]),
        ("Survival was measured. Toxicity (OS) was not", []),
        ("in mice (p < 0.05) and men (n = 30), see (Figure 2)", []),
        ("stage (III), grade (IV)", []),
        ("quality of life, overall survival, toxicity (QOST)", []),
        ("(", []),
        ("()(ABC)((DEF))", []),
        ("İİ (II) ŒŒ (OE) ßß (SS)", []),
    ],
)
def test_what_a_text_defines_is_found_and_nothing_else(text: str, pairs: list[tuple[str, str]]) -> None:
    assert list(definitions(text)) == pairs
