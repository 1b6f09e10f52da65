"""The live stream: one watcher of the change log per process, and an ASGI endpoint that holds the readers."""

from journalclub.live.service import Live
from journalclub.live.tickets import Ticket

__all__ = ["Live", "Ticket"]
