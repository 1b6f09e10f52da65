from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.db import Database
from journalclub.kit.refusal import Forbidden, Refusal
from journalclub.literature.models import Article
from journalclub.members.viewer import OPERATOR, VISITOR
from journalclub.search import saying
from journalclub.search.learning import LEARNER, relearn
from journalclub.search.lexicon import known
from journalclub.search.meaning import widening
from journalclub.search.meaning_models import Abbreviation, Definition
from journalclub.search.operators import Reader
from journalclub.search.query import parse

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DEFINES = "Vertebral compression fracture (VCF) is common."


def write(database: Database, *abstracts: str) -> list[int]:
    with database.transaction() as session:
        rows = [
            Article(title="A study", abstract=text, listed_on=date(2026, 1, 1), added_at=NOW, changed_at=NOW)
            for text in abstracts
        ]
        session.add_all(rows)
        session.flush()
        for row in rows:
            log.record(session, Kind.ARTICLE_ADDED, actor=None, now=NOW, article=row.id)
        return [row.id for row in rows]


def change(database: Database, id: int, **fields: object) -> None:
    with database.transaction() as session:
        for name, value in fields.items():
            setattr(session.get_one(Article, id), name, value)
        log.record(session, Kind.ARTICLE_CHANGED, actor=None, now=NOW, article=id)


def counts(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {row.written: row.articles for row in session.scalars(select(Abbreviation))}


def also(session: Session, text: str) -> dict[str, tuple[str, ...]]:
    understood = parse(text, Reader(date(2026, 1, 1)), widening(known(session)))[1]
    return {one.term: one.also for one in understood.expanded}


def test_articles_teach_and_take_back_what_they_taught(database: Database) -> None:
    first, second, third = write(database, DEFINES, DEFINES + " The VCF.", "compression fractures, vertebral (VCF)")
    LEARNER.drain(database, NOW)
    assert counts(database) == {"VCF": 2}
    change(database, third, abstract="A vertebral compression fracture (VCF); bone mineral density (BMD)")
    LEARNER.drain(database, NOW)
    assert counts(database) == {"VCF": 3, "BMD": 1}
    change(database, third, abstract="Nothing to define.")
    change(database, second, merged_into=first)
    LEARNER.drain(database, NOW)
    assert counts(database) == {"VCF": 1}


def test_learning_anew_gives_the_same(database: Database) -> None:
    write(database, *[DEFINES] * 3)
    LEARNER.drain(database, NOW)
    with database.transaction() as session:
        session.query(Abbreviation).update({"articles": 99})
        session.query(Definition).filter_by(article_id=1).delete()
    assert relearn(database, NOW) == 3
    assert counts(database) == {"VCF": 3}


def test_what_the_library_taught_widens_a_query_both_ways(database: Database) -> None:
    write(database, *[DEFINES] * 3, *["acute lymphoblastic leukemia (ALL)"] * 3, *["bone mineral density (BMD)"] * 2)
    LEARNER.drain(database, NOW)
    with database.reading() as session:
        assert also(session, "VCF spine") == {"VCF": ("Vertebral compression fracture",)}
        assert also(session, "painful vertebral compression fractures") == {"vertebral compression fractures": ("VCF",)}
        assert also(session, "=VCF -VCF") == {}
        assert also(session, "BMD") == {}  # two articles are not enough
        assert also(session, "all patients") == {}
        assert also(session, "ALL patients") == {"ALL": ("acute lymphoblastic leukemia",)}
        assert "radiotherapy" in also(session, "RT")["RT"]  # comes with the program


def test_a_search_looks_meanings_up_in_two_statements(database: Database) -> None:
    with database.reading() as session:
        seen: list[str] = []
        event.listen(database.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
        also(session, " ".join(f"VCF{number} compression" for number in range(40)))
        assert sum(one.startswith("SELECT") for one in seen) == 2


def test_the_club_has_the_last_word(database: Database) -> None:
    write(database, *[DEFINES] * 3)
    LEARNER.drain(database, NOW)
    with database.transaction() as session:
        saying.say(session, by=OPERATOR, term="VCF", ways=["ventilated cot frame", " ", "VCF"], now=NOW)
        saying.say(session, by=OPERATOR, term="PSA", ways=[], now=NOW)
        assert also(session, "VCF") == {"VCF": ("ventilated cot frame",)}
        assert also(session, "ventilated cot frame") == {"ventilated cot frame": ("VCF",)}
        assert also(session, "vertebral compression fracture") == {}
        assert also(session, "PSA") == also(session, "prostate specific antigen") == {}
        taught = saying.taught(session, "vc").items
        assert [(one.written, one.articles) for one in taught] == [("VCF", 3)]
        for one in saying.said(session):
            saying.unsay(session, by=OPERATOR, meaning_id=one.id or 0, now=NOW)
        assert also(session, "VCF") == {"VCF": ("Vertebral compression fracture",)}


def test_what_is_no_word_or_too_much_is_refused(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saying, "MOST", 1)
    with database.transaction() as session:
        for term in ("", "the", "…", "one two three four five six seven", "x" * 81):
            with pytest.raises(Refusal, match="is no word to look for"):
                saying.say(session, by=OPERATOR, term=term, ways=[], now=NOW)
        with pytest.raises(Refusal, match="8 other ways at most"):
            saying.say(session, by=OPERATOR, term="X", ways=[f"way {n}" for n in range(9)], now=NOW)
        with pytest.raises(Forbidden):
            saying.say(session, by=VISITOR, term="X", ways=[], now=NOW)
        saying.say(session, by=OPERATOR, term="SBRT", ways=["SABR"], now=NOW)
        saying.say(session, by=OPERATOR, term="sbrt", ways=["radiosurgery"], now=NOW)
        with pytest.raises(Refusal, match="Leave one out first"):
            saying.say(session, by=OPERATOR, term="RT", ways=[], now=NOW)
        assert [(one.written, one.ways) for one in saying.said(session)] == [("sbrt", ("radiosurgery",))]


def test_what_was_taught_is_paged_by_count(database: Database) -> None:
    write(database, *[DEFINES] * 4, *["bone mineral density (BMD)"] * 3, *["mean arterial pressure (MAP)"] * 3)
    LEARNER.drain(database, NOW)
    with database.reading() as session:
        page = saying.taught(session, limit=2)
        rest = saying.taught(session, cursor=page.next, limit=2)
        assert [one.written for one in (*page.items, *rest.items)] == ["VCF", "BMD", "MAP"]
        assert rest.next is None
        assert saying.taught(session, cursor="nonsense", limit=9).next is None
