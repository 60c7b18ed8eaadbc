"""The same means on random sessions without news of the same firms: what chance alone would show.

All sessions of a firm are fitted once; a draw then only looks up. Events that lie close together are moved together,
so that the draws share sessions as the events do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from tracker.reactions.event_study import regular
from tracker.reactions.event_study.fitting import fit
from tracker.reactions.event_study.model import Bools, Event, Floats, Ints, Panel, Spec, Window
from tracker.reactions.event_study.placing import Placed, place

# Events within a month of trading are moved as one.
BLOCK: Final = 21
AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class Placebo:
    """Means (draws, windows) over sessions without news, `n` events in each; none where no session was free."""

    windows: tuple[Window, ...]
    draws: Floats
    n: int
    seed: int

    def p(self, window: Window, observed: float) -> float | None:
        """The share of draws at least as far from 0 as what was observed, itself counted in."""
        found = self.draws[:, self.windows.index(window)]
        found = found[~np.isnan(found)]
        if not len(found):
            return None
        return float((1 + (np.abs(found) >= abs(observed)).sum()) / (len(found) + 1))


@dataclass(frozen=True, eq=False, slots=True)
class SessionCars:
    """CARs (sessions, securities, windows) of every session of a panel; a security's are made when first asked for."""

    panel: Panel
    spec: Spec
    cars: Floats
    is_made: Bools  # (securities,)

    @classmethod
    def of(cls, panel: Panel, spec: Spec) -> Self:
        """A table in which nothing is made yet."""
        sessions, securities = panel.returns.shape
        return cls(panel, spec, np.full((sessions, securities, len(spec.windows)), np.nan), np.zeros(securities, bool))

    def make(self, columns: Ints) -> None:
        """See to it that these securities are in the table."""
        wanted = np.unique(columns)
        wanted = wanted[~self.is_made[wanted]]
        if len(wanted):
            self.cars[:, wanted] = car_table(self.panel, wanted, self.spec)[:, wanted]
            self.is_made[wanted] = True


def placebo(panel: Panel, events: Sequence[Event], spec: Spec, *, draws: int, seed: int) -> Placebo:
    """Draw the study so many times with every event on a session that is no event of its firm."""
    placed = place(panel, events)
    usable = np.flatnonzero(placed.usable)
    return draw(SessionCars.of(panel, spec), (placed.rows[usable], placed.columns[usable]), draws=draws, seed=seed)


def draw(table: SessionCars, places: tuple[Ints, Ints], *, draws: int, seed: int) -> Placebo:
    """The same from a table that may serve many samples; `places` are rows and columns of events that have a place."""
    spec, (rows, columns) = table.spec, places
    table.make(columns)
    free = ~np.isnan(table.cars).any(axis=2) & ~_taken(table.panel, rows, columns, spec)
    keep = np.asarray(free.any(axis=0))[columns]
    rows, columns = rows[keep], columns[keep]
    chance = np.random.default_rng(seed)
    means = np.full((draws, len(spec.windows)), np.nan)
    # The free sessions of a firm come first.
    choices, count = np.argsort(~free, axis=0, kind="stable"), free.sum(axis=0)
    # One place in both instead of two: a draw is thousands of look-ups.
    flat, cars = free.ravel(), table.cars.reshape(free.size, -1)
    for start in range(0, draws if len(rows) else 0, AT_ONCE):
        part = slice(start, min(start + AT_ONCE, draws))
        at = _moved(rows, part.stop - part.start, len(free), chance)
        lone, moved = np.nonzero(~flat.take(at * free.shape[1] + columns))
        firms = columns[moved]
        at[lone, moved] = choices[chance.integers(0, count[firms]), firms]
        means[part] = cars.take((at * free.shape[1] + columns).T, axis=0).mean(axis=0)
    return Placebo(spec.windows, means, len(rows), seed)


def _moved(rows: Ints, draws: int, sessions: int, chance: np.random.Generator) -> Ints:
    """(draws, events): every block of sessions at another place, news or not."""
    away = rows - rows.min()
    blocks = away // BLOCK
    starts = chance.integers(0, sessions, size=(draws, int(blocks.max()) + 1))
    return np.asarray((starts[:, blocks] + away % BLOCK) % sessions, dtype=np.intp)


def _taken(panel: Panel, rows: Ints, columns: Ints, spec: Spec) -> Bools:
    """(sessions, securities) whose windows would hold an event of the firm."""
    taken = np.zeros(panel.returns.shape, dtype=np.bool_)
    for shift in range(-spec.event_window[1], -spec.event_window[0] + 1):
        at = rows + shift
        inside = (at >= 0) & (at < len(taken))
        taken[at[inside], columns[inside]] = True
    return taken


def car_table(panel: Panel, columns: Ints, spec: Spec) -> Floats:
    """(sessions, securities, windows) CARs of every session of some securities; NaN without whole windows."""
    first, last = -spec.estimation[0], len(panel.days) - spec.event_window[1]
    sessions = np.arange(first, last)
    found = np.full((*panel.returns.shape, len(spec.windows)), np.nan)
    if len(sessions) == 0 or len(columns) == 0:
        return found
    rows, securities = np.repeat(sessions, len(columns)), np.tile(columns, len(sessions))
    printed = np.isfinite(panel.returns[rows, securities])
    rows, securities = rows[printed], securities[printed]
    places = Placed((), rows, securities, np.zeros(len(rows), dtype=np.bool_), {}, {})
    quick = regular.is_regular(panel, places, spec)
    if quick.any():
        part = regular.estimate(panel, rows[quick], securities[quick], spec)
        found[rows[quick], securities[quick]] = np.where(part.is_safe[:, None], part.car, np.nan)
        quick[quick] = part.is_safe
    rest = ~quick
    slow = fit(panel, Placed((), rows[rest], securities[rest], np.zeros(rest.sum(), dtype=np.bool_), {}, {}), spec)
    whole = slow.complete & slow.has_tests[:, None]
    found[rows[rest], securities[rest]] = np.where(whole, slow.car, np.nan)
    return found
