"""Ask the club, and look at what comes."""

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.literature.models import Article
from journalclub.search import service
from journalclub.search.indexer import Indexer
from tests.world import World


def ask(indexer: Indexer, world: World, who: str, text: str, **more: object) -> service.Answer:
    return service.search(
        world.database,
        indexer.engine,
        world.viewer(who),
        text,
        now=world.now,
        **{"limit": 200, **more},  # type: ignore[arg-type]
    )


def ids(answer: service.Answer, kind: str = "post") -> set[int]:
    return {hit.id for hit in answer.hits if hit.kind == kind}


def article(world: World, **changes: object) -> int:
    with world.database.transaction() as session:
        row = Article(
            title="Stereotactic radiotherapy for spine metastases",
            abstract="We randomised 200 patients to one fraction or three.",
            journal="Lancet Oncology",
            pmid="31234567",
            doi="10.1000/spine.1",
            listed_on=world.now.date(),
            added_at=world.now,
            changed_at=world.now,
            abstract_sections=[],
            languages=[],
            publication_types=[],
            mesh=[{"name": "Radiosurgery"}],
            keywords=[],
            trials=["NCT01234567"],
            details={},
            extra={},
        )
        for name, value in changes.items():
            setattr(row, name, value)
        session.add(row)
        session.flush()
        log.record(session, Kind.ARTICLE_ADDED, actor=None, now=world.now, article=row.id)
        return row.id
