"""Why a fetch gave nothing, in a word for the program and a sentence for people."""

from typing import Final

REFUSED: Final = "refused"
UNREACHABLE: Final = "unreachable"
TIMEOUT: Final = "timeout"
TOO_LARGE: Final = "too_large"
HTTP_ERROR: Final = "http_error"
RATE_LIMITED: Final = "rate_limited"
DISALLOWED: Final = "disallowed"
NOT_SET_UP: Final = "not_set_up"


class FetchError(Exception):
    """A fetch that failed as fetches do.

    `kind` is one of the words above, `message` says what happened and what can be done about it,
    `retry_after` is how many seconds the other side asks to be left alone, where it says so, `status` the number of
    an error answer (0 where there was no answer).
    """

    def __init__(self, kind: str, message: str, retry_after: float | None = None, status: int = 0) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.retry_after = retry_after
        self.status = status
