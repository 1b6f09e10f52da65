"""The sample club of `run --demo`: invented people, invented trials, a year of evenings, one of them running now.

`screenplays/` holds what is said, `members.toml` and `articles_*.toml` who says it and about what.
"""

from journalclub.sample.cast import Person, cast
from journalclub.sample.lines import LIVE, LIVE_QUESTION, UPCOMING, guests, sample_lines
from journalclub.sample.live import Cue, Echo, LiveLine, echoes, host_script, live_script, questions_asked
from journalclub.sample.series import SERIES

__all__ = [
    "LIVE",
    "LIVE_QUESTION",
    "SERIES",
    "UPCOMING",
    "Cue",
    "Echo",
    "LiveLine",
    "Person",
    "cast",
    "echoes",
    "guests",
    "host_script",
    "live_script",
    "questions_asked",
    "sample_lines",
]
