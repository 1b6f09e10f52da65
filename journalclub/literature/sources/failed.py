"""When a source yields nothing."""

from email.utils import parsedate_to_datetime

_WEEK = 7 * 24 * 3600


class SourceFailed(Exception):
    """`sentence` is for the admin page; `retry_after` are the seconds asked for; `gone` retires the source."""

    def __init__(self, sentence: str, *, retry_after: int | None = None, gone: bool = False) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.retry_after = retry_after
        self.gone = gone


def seconds_to_wait(header: str | None, now: float) -> int | None:
    """Retry-After, as seconds or as a date (RFC 9110, 10.2.3), at most a week. `now` is a POSIX time."""
    if not header:
        return None
    if header.strip().isdigit():
        return min(int(header.strip()[:9]), _WEEK)
    try:
        moment = parsedate_to_datetime(header)
    except (TypeError, ValueError):
        return None
    return max(0, min(int(moment.timestamp() - now), _WEEK))
