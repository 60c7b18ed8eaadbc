"""What all workers share about hosts, kept in the cache: whose turn it is, who asked to be left alone, robots.txt.

Only `add` is used to take something, the one step that every cache does for one taker alone.
"""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.core.cache import cache
from django.utils.translation import gettext as _

from tracker.lib.http import FetchError, RobotsFile
from tracker.lib.http.errors import RATE_LIMITED
from tracker.lib.http.robots import Rule

PATIENCE_SECONDS: Final = 20.0
LONGEST_ALONE_SECONDS: Final = 24 * 3600.0
# A place is given back after a fetch, at the latest when the longest fetch that settings allow must be over.
PLACE_SECONDS: Final = 300
# The SEC counts its hosts as one and allows 10 requests a second. At 7 starts a second none has more than 8 in it.
TOGETHER: Final = {"sec.gov": 7.0}


class SharedLimits:
    """Turns at a host: at most `at_once` at a time and one for each `1 / per_second` seconds, over all workers.

    Time is cut into slots; who takes a slot asks within it. Machines whose clocks differ take different slots for the
    same moment, so clocks that are off make the limit that much looser.
    """

    def __init__(
        self,
        *,
        per_second: float,
        at_once: int,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.per_second = per_second
        self.at_once = at_once
        self.clock = clock
        self.sleep = sleep

    @contextmanager
    def turn(self, host: str) -> Iterator[float]:
        """Wait for a turn and hold it; how many seconds the wait took. Raises FetchError where none comes in time."""
        name, per_second = self._named(host)
        self._refuse_while_alone(name)
        began = self.clock()
        place = self._place(name)
        try:
            self._slot(name, per_second)
            yield self.clock() - began
        finally:
            cache.delete(place)

    def leave_alone(self, host: str, seconds: float) -> None:
        """Give nobody a turn for so long: the host asked for it."""
        name, _per_second = self._named(host)
        wait = min(seconds, LONGEST_ALONE_SECONDS)
        cache.set(f"host-alone:{name}", self.clock() + wait, timeout=max(int(wait), 1))

    def _named(self, host: str) -> tuple[str, float]:
        """What the host is counted as, and its turns a second."""
        for name, per_second in TOGETHER.items():
            if host == name or host.endswith(f".{name}"):
                return name, per_second
        return host[:200], self.per_second

    def _refuse_while_alone(self, name: str) -> None:
        until = cache.get(f"host-alone:{name}")
        left = until - self.clock() if until else 0
        if left > 0:
            sentence = _("%(host)s asked to be left alone for another %(seconds)d seconds.")
            raise FetchError(RATE_LIMITED, sentence % {"host": name, "seconds": left + 1}, left)

    def _place(self, name: str) -> str:
        end = self.clock() + PATIENCE_SECONDS
        while self.clock() < end:
            for number in range(self.at_once):
                key = f"host-place:{name}:{number}"
                if cache.add(key, 1, timeout=PLACE_SECONDS):
                    return key
            self.sleep(random.uniform(0.05, 0.15))  # noqa: S311  (who waits together does not ask together)
        raise self._no_turn(name)

    def _slot(self, name: str, per_second: float) -> None:
        began = self.clock()
        number = int(began * per_second)
        while number / per_second - began <= PATIENCE_SECONDS:
            if cache.add(f"host-slot:{name}:{number}", 1, timeout=int(PATIENCE_SECONDS) + 10):
                self.sleep(max(number / per_second - began, 0.0))
                return
            number += 1
        raise self._no_turn(name)

    def _no_turn(self, name: str) -> FetchError:
        sentence = _("Too many sources wait for %(host)s already; it is not asked more often than it should be.")
        return FetchError(RATE_LIMITED, sentence % {"host": name})


class SharedRobots:
    """robots.txt files by origin."""

    def get(self, origin: str) -> RobotsFile | None:
        """What is kept of it, if it is not too old."""
        kept: dict[str, Any] | None = cache.get(_robots_key(origin))
        if kept is None:
            return None
        rules = tuple(Rule(line, allows, pattern) for line, allows, pattern in kept["rules"])
        return RobotsFile(rules, kept["missing_status"], kept["away"], kept["away_kind"])

    def keep(self, origin: str, file: RobotsFile, seconds: int) -> None:
        """Keep it for so long."""
        kept = {
            "rules": [(rule.line, rule.allows, rule.pattern) for rule in file.rules],
            "missing_status": file.missing_status,
            "away": file.away,
            "away_kind": file.away_kind,
        }
        cache.set(_robots_key(origin), kept, timeout=seconds)


def _robots_key(origin: str) -> str:
    return f"robots:{origin[:200]}"
