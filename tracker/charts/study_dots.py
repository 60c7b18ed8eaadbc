"""Single events as dots on one line per group, and intervals on one line per model: places in percent of the width.

Drawn as SVG inside a table's row, so that the row's numbers are the picture's text alternative.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from tracker.charts.numbers import NARROW_SPACE, signed
from tracker.charts.parts import round_steps

# Dots nearer than this (percent of the width) go on another level; four levels at most, then they overlap.
NEAR: Final = 2.2
LEVELS: Final = (0, -1, 1, -2, 2)
LEVEL_HEIGHT: Final = 4.5
MIDDLE: Final = 13.0
# The axis leaves out this share of the events on each side: one outlier must not squeeze all others.
TRIM: Final = 0.02


@dataclass(frozen=True, slots=True)
class Scale:
    """What the width stands for, in fractions."""

    low: float
    high: float

    def at(self, value: float) -> float:
        """The place of a value in percent of the width, held inside it."""
        return round(100 * min(max((value - self.low) / (self.high - self.low), 0.0), 1.0), 2)

    def cuts(self, value: float) -> bool:
        """Whether a value lies outside and is drawn at the edge."""
        return not self.low <= value <= self.high

    @property
    def zero(self) -> float:
        """The place of no change."""
        return self.at(0.0)

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """Places and words for an axis, the unit at the last one."""
        steps = [step for step in round_steps(self.low * 100, self.high * 100, 4) if 3 < self.at(step / 100) < 95]
        words = [signed(step, 0 if step == int(step) else 1) for step in steps]
        words = [*words[:-1], f"{words[-1]}{NARROW_SPACE}%"] if words else []
        return [(self.at(step / 100), word) for step, word in zip(steps, words, strict=True)]


@dataclass(frozen=True, slots=True)
class Dot:
    """One event: where it lies, and whether it rose, fell or lies outside the scale."""

    x: float
    y: float
    css: str


@dataclass(frozen=True, slots=True)
class Strip:
    """A group's events with their median."""

    dots: tuple[Dot, ...]
    median: float | None
    median_at: float | None
    share_up: float | None


def scale(values: Sequence[float], trim: float = TRIM) -> Scale:
    """A scale for all groups together: zero inside, a little room, the outermost events left out."""
    order = sorted(values)
    cut = int(len(order) * trim)
    kept = order[cut : len(order) - cut] or [0.0]
    low, high = min(*kept, -0.01), max(*kept, 0.01)
    room = (high - low) * 0.06
    return Scale(low - room, high + room)


def strip(values: Sequence[float], on: Scale) -> Strip:
    """Dots from left to right, those that would touch on levels above and below; the median of all of them."""
    if not values:
        return Strip((), None, None, None)
    middle = median(values)
    share_up = sum(value > 0 for value in values) / len(values)
    return Strip(tuple(_placed(sorted(values), on)), middle, on.at(middle), share_up)


def _placed(values: Sequence[float], on: Scale) -> list[Dot]:
    ends = dict.fromkeys(LEVELS, -NEAR)
    dots: list[Dot] = []
    for value in values:
        x = on.at(value)
        level = next((level for level in LEVELS if x - ends[level] >= NEAR), LEVELS[len(dots) % len(LEVELS)])
        ends[level] = x
        css = "dot up" if value > 0 else "dot down"
        dots.append(Dot(x, MIDDLE + level * LEVEL_HEIGHT, f"{css} is-cut" if on.cuts(value) else css))
    return dots


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its band as places of a scale; without a band the mean alone."""

    at: float
    start: float | None
    width: float | None
    crosses_zero: bool


def interval(mean: float, band: tuple[float, float] | None, on: Scale) -> Interval:
    """Where a mean and its band lie."""
    if band is None:
        return Interval(on.at(mean), None, None, crosses_zero=True)
    start, end = on.at(band[0]), on.at(band[1])
    return Interval(on.at(mean), start, round(end - start, 2), crosses_zero=band[0] <= 0 <= band[1])
