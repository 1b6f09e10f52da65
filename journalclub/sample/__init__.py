"""The sample club of `run --demo`: invented people, invented trials, a year of evenings, one of them running now.

`screenplays/` holds what is said, `members.toml` and `articles_*.toml` who says it and about what.
"""

from journalclub.sample.cast import Person, cast
from journalclub.sample.lines import LIVE, LIVE_QUESTION, UPCOMING, guests, sample_lines
from journalclub.sample.live import LiveLine, live_script
from journalclub.sample.series import SERIES

__all__ = [
    "LIVE",
    "LIVE_QUESTION",
    "SERIES",
    "UPCOMING",
    "LiveLine",
    "Person",
    "cast",
    "guests",
    "live_script",
    "sample_lines",
]
