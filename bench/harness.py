"""The list of cases, and how one is run and written down."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Final

Json = dict[str, str | float | bool | None]
NAME: Final = re.compile(r"[a-z]+(\.[a-z0-9_]+)+")


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure and, where one was taken in the same run, the figure of what it is compared with."""

    value: float
    reference: float | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to measure. `target` is the most that the value may be, `speedup` the least that the reference must be
    times the value; None where there is no such bound.
    """

    name: str
    unit: str
    target: float | None
    measure: Callable[[], Measured]
    speedup: float | None = None

    def run(self) -> Json:
        """Measure; one JSON object."""
        measured = self.measure()
        ratio = round(measured.value / measured.reference, 3) if measured.reference else None
        found: Json = {
            "name": self.name,
            "value": round(measured.value, 4),
            "unit": self.unit,
            "reference": None if measured.reference is None else round(measured.reference, 4),
            "ratio": ratio,
            "target": self.target,
            "ok": (self.target is None or measured.value <= self.target) and self._is_fast(measured),
        }
        return found | self._faster(measured)

    def _faster(self, measured: Measured) -> Json:
        """How many times faster than the reference, where that is what is asked."""
        if self.speedup is None or measured.reference is None:
            return {}
        return {"speedup": round(measured.reference / measured.value, 1), "least_speedup": self.speedup}

    def _is_fast(self, measured: Measured) -> bool:
        return self.speedup is None or (measured.reference or 0.0) >= self.speedup * measured.value


CASES: Final[dict[str, Case]] = {}


def case(
    name: str, *, unit: str, target: float | None = None, speedup: float | None = None
) -> Callable[[Callable[[], Measured]], Callable[[], Measured]]:
    """Put a function on the list under a name that nobody has yet. Raises ValueError for a name that does not fit."""

    def put(measure: Callable[[], Measured]) -> Callable[[], Measured]:
        if name in CASES or not NAME.fullmatch(name):
            raise ValueError(f"{name!r} is taken or is not TOPIC.WHAT in lower case.")
        CASES[name] = Case(name, unit, target, measure, speedup)
        return measure

    return put


def chosen(prefix: str) -> list[Case]:
    """The cases whose names start with prefix, by name."""
    return [CASES[name] for name in sorted(CASES) if name.startswith(prefix)]


def seconds(work: Callable[[], object], times: int = 1) -> float:
    """How long work takes: the median of so many runs."""
    taken = []
    for _ in range(times):
        start = perf_counter()
        work()
        taken.append(perf_counter() - start)
    return median(taken)
