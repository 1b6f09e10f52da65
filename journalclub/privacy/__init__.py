"""Patient details in a text: warned about before it is posted. Knows nothing of posts; never promises anonymity."""

from journalclub.privacy.finding import Finding, Kind
from journalclub.privacy.findings import findings

__all__ = ["Finding", "Kind", "findings"]
