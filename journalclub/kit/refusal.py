"""Refusals: what a person asked for and may not, or cannot, have, said in one sentence they can read."""


class Refusal(Exception):
    """An act that was refused. `code` is a stable slug for programs, `sentence` is for people."""

    status = 422

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class NotFound(Refusal):
    """It is not there, or not for this viewer: the two look the same."""

    status = 404

    def __init__(self, sentence: str = "There is nothing here, or it is not open to you.") -> None:
        super().__init__("not-found", sentence)


class Forbidden(Refusal):
    status = 403


class Conflict(Refusal):
    status = 409


class TooMany(Refusal):
    """Too much at once; `retry_after` is in seconds."""

    status = 429

    def __init__(self, sentence: str, retry_after: int) -> None:
        super().__init__("too-many", sentence)
        self.retry_after = retry_after
