"""A study as it is put into the cache: the figures of thousands of events as two arrays instead of objects each.

Pickling every float by itself would take longer than the tests of all groups; arrays are copied as they are.
"""

import math
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, Final

import numpy as np

from tracker.reactions.figures import plain
from tracker.reactions.panel import Floats
from tracker.reactions.studies_events import Measured
from tracker.reactions.study_view import EventView, StudyView, Windows

BULK: Final = frozenset({"windows", "ar", "se_ar", "path"})
LIGHT: Final = tuple(name for name in EventView.__slots__ if name not in BULK)
FIGURES: Final = ("car", "se", "t", "p", "p_sq", "bhar")
_light: Final = attrgetter(*LIGHT)
_of_windows: Final = attrgetter("windows.complete", "windows.flags")


@dataclass(frozen=True, eq=False, slots=True)
class Kept:
    """A view without its M events, and these: windows and sessions as rows of numbers, the rest as tuples."""

    view: StudyView
    light: list[tuple[Any, ...]]
    of_windows: list[tuple[Any, ...]]
    numbers: Floats  # (M, windows · 6 + 3 · taus)

    @classmethod
    def of(cls, view: StudyView, found: Measured) -> "Kept":
        """What is kept of a view that was just made from these events; it lists them newest first."""
        rows, columns = found.rows[::-1], found.columns
        numbers = [
            part[rows].reshape(len(rows), math.prod(part.shape[1:])) for part in (columns.figures, columns.series)
        ]
        light, of_windows = list(map(_light, view.events)), list(map(_of_windows, view.events))
        return cls(replace(view, events=()), light, of_windows, np.hstack(numbers))

    def opened(self) -> StudyView:
        """The view as it was."""
        view, rows = self.view, zip(self.light, self.of_windows, plain(self.numbers), strict=True)
        return replace(view, events=tuple(_event(view, *row) for row in rows))


def _event(view: StudyView, light: tuple[Any, ...], of_windows: tuple[Any, ...], numbers: list[Any]) -> EventView:
    # Slices of one flat row: lists within lists would set off the garbage collector, which takes longer than all else.
    figures, taus = len(FIGURES) * len(view.windows), len(view.taus)
    parts = tuple(tuple(numbers[at : at + len(FIGURES)]) for at in range(0, figures, len(FIGURES)))
    ar, se_ar, path = (tuple(numbers[at : at + taus]) for at in range(figures, len(numbers), taus))
    windows = Windows(view.windows, parts, *of_windows)
    return EventView(**dict(zip(LIGHT, light, strict=True)), windows=windows, ar=ar, se_ar=se_ar, path=path)
