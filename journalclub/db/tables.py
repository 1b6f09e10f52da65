"""Every module that declares tables: what migrations and fresh databases have to know of."""

from importlib import import_module
from importlib.util import find_spec

MODULES = (
    "journalclub.changes.models",
    "journalclub.members.models",
    "journalclub.literature.models",
    "journalclub.discussions.models",
    "journalclub.discussions.post_models",
    "journalclub.discussions.poll_models",
    "journalclub.discussions.reader_models",
    "journalclub.discussions.agenda.models",
    "journalclub.discussions.closing.models",
    "journalclub.invitations.models",
    "journalclub.letters.models",
    "journalclub.archive.models",
    "journalclub.search.models",
    "journalclub.search.kept_models",
    "journalclub.search.meaning_models",
)


def load_all() -> None:
    """Import them, so that `Base.metadata` is complete. Names, not imports: the floors above stay above."""
    for name in MODULES:
        if find_spec(name.rpartition(".")[0]) and find_spec(name):
            import_module(name)
