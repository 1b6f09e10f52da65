"""What people do to the library."""

from journalclub.literature.actions.importing import add_imported_article
from journalclub.literature.actions.requesting import request_article

__all__ = ["add_imported_article", "request_article"]
