"""What all workers have to know of each other: whose turn it is at a host, and what its robots.txt says.

Only the promises are here; who keeps the promise, and where, is passed in.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final, Protocol

from tracker.lib.http.robots import Rule

ALLOWED: Final = "allowed"
DISALLOWED_BY_RULE: Final = "disallowed"
AWAY: Final = "away"

KEPT_SECONDS: Final = 24 * 3600  # the RFC's longest
KEPT_AWAY_SECONDS: Final = 600


class HostLimits(Protocol):
    """How often and how many at a time a host is asked, over all workers."""

    def turn(self, host: str) -> AbstractContextManager[float]:
        """Wait for a turn and hold it; how many seconds the wait took. Raises FetchError where none comes in time."""

    def leave_alone(self, host: str, seconds: float) -> None:
        """Give nobody a turn for so long: the host asked for it."""


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """The part of a robots.txt that is for us. Where it could not be read, `away` says why in a sentence."""

    rules: tuple[Rule, ...] = ()
    missing_status: int = 0
    away: str = ""
    away_kind: str = ""


class RobotsCache(Protocol):
    """Keeps robots.txt files by origin, as "https://example.org"."""

    def get(self, origin: str) -> RobotsFile | None:
        """What is kept of it, if it is not too old."""

    def keep(self, origin: str, file: RobotsFile, seconds: int) -> None:
        """Keep it for so long."""


@dataclass(frozen=True, slots=True)
class RobotsDecision:
    """Whether an address may be asked for: `verdict` is a word above, `reason` the rule or what stands in for one."""

    verdict: str
    reason: str
    kind: str = ""
