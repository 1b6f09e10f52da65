"""What else is known of an article, for its page."""

from datetime import date

import pytest
from sqlalchemy import select

from journalclub.literature import pulling
from journalclub.literature.models import Article
from journalclub.literature.record import Subject, Trial, record
from tests.literature.conftest import NOW
from tests.literature.counted import statements
from tests.literature.test_pulling import DAY
from tests.literature.test_rechecking import QUERY


@pytest.fixture
def of(database, clients):
    pulling.pull(database, None, [QUERY], now=NOW, using=clients)

    def of(pmid):
        with database.reading() as session:
            return record(session, session.scalar(select(Article.id).where(Article.pmid == pmid)))

    return of


def test_subjects_people_trials_and_money_of_the_record_are_there(of):
    trial = of("90000001")
    assert trial.subjects == [Subject("Radiosurgery / methods", True), Subject("Humans", False)]
    assert trial.trials == [
        Trial("NCT99000001", "https://clinicaltrials.gov/study/NCT99000001"),
        Trial(
            "EudraCT 2024-000001-11",
            "https://www.clinicaltrialsregister.eu/ctr-search/search?query=eudract_number:2024-000001-11",
        ),
    ]
    assert trial.group_members == ["Dora Novak"]
    assert trial.equal == ["Ada M Delacroix", "Ben Eriksen Jr"]
    assert trial.details["grants"][0]["id"] == "INV-7"
    assert of("90000003").languages == ["dut"]


def test_ties_lead_to_the_other_article_when_the_club_holds_it(of):
    erratum = of("90000004").ties
    assert [(tie.kind, tie.article is not None) for tie in erratum] == [("erratum-for", True)]
    assert [(tie.kind, tie.pmid, tie.article) for tie in of("90000002").ties] == [("retraction-in", "90000009", None)]


def test_what_changed_comes_newest_first(of, database, clients, eutils):
    for day, pages in ((1, "201-9"), (2, "301-9")):
        eutils.change("90000001", eutils_pages(eutils), pages, on=date(2025, 12, 22 + day))
        pulling.pull(database, None, [QUERY], now=NOW + day * DAY, using=clients)
    assert [revised.changes for revised in of("90000001").history] == [
        [("pages", "201-9", "301-9")],
        [("pages", "101-9", "201-9")],
    ]


def test_it_takes_a_fixed_number_of_statements(of, database):
    with statements(database) as seen:
        of("90000001")
    assert len(seen) <= 8


def eutils_pages(eutils):
    return eutils.records["90000001"].xml.partition("<MedlinePgn>")[2].partition("<")[0]
