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
    """One thing to measure, and the bounds it must keep; None where there is no such bound.

    `target` is the most that the value may be, `least` the least. Against a reference of the same run: `at_most` is how
    many times the reference the value may be at most, `speedup` how many times the value the reference must be.
    """

    name: str
    unit: str
    measure: Callable[[], Measured]
    target: float | None = None
    least: float | None = None
    at_most: float | None = None
    speedup: float | None = None

    def run(self) -> Json:
        """Measure; one JSON object. `target` is the bound of the value: at most or, with `at_least`, at least that."""
        measured = self.measure()
        ratio = round(measured.value / measured.reference, 3) if measured.reference else None
        found: Json = {
            "name": self.name,
            "value": round(measured.value, 4),
            "unit": self.unit,
            "reference": None if measured.reference is None else round(measured.reference, 4),
            "ratio": ratio,
            "target": self._target(measured),
            "ok": self._is_ok(measured),
        }
        return found | self._told(measured)

    def _target(self, measured: Measured) -> float | None:
        if self.at_most is not None and measured.reference is not None:
            return round(self.at_most * measured.reference, 4)
        return self.least if self.target is None else self.target

    def _told(self, measured: Measured) -> Json:
        """What kind of bound it is, where it is another one than "at most the target"."""
        told: Json = {}
        if self.least is not None:
            told["at_least"] = True
        if self.at_most is not None:
            told["most_ratio"] = self.at_most
        if self.speedup is not None and measured.reference is not None:
            told |= {"speedup": round(measured.reference / measured.value, 1), "least_speedup": self.speedup}
        return told

    def _is_ok(self, measured: Measured) -> bool:
        """Whether every bound is kept; one against a reference is not where none was taken."""
        value, reference = measured.value, measured.reference or 0.0
        return (
            (self.target is None or value <= self.target)
            and (self.least is None or value >= self.least)
            and (self.at_most is None or value <= self.at_most * reference)
            and (self.speedup is None or reference >= self.speedup * value)
        )


CASES: Final[dict[str, Case]] = {}


def case(name: str, *, unit: str, **bounds: float | None) -> Callable[[Callable[[], Measured]], Callable[[], Measured]]:
    """Put a function on the list under a name that nobody has yet; `bounds` are those of `Case`.

    Raises ValueError for a name that does not fit.
    """

    def put(measure: Callable[[], Measured]) -> Callable[[], Measured]:
        if name in CASES or not NAME.fullmatch(name):
            raise ValueError(f"{name!r} is taken or is not TOPIC.WHAT in lower case.")
        CASES[name] = Case(name, unit, measure, **bounds)
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
