"""The sessions around some events, cut out of the panel with all that is missing left missing."""

from dataclasses import dataclass

import numpy as np

from tracker.reactions.event_study.model import Bools, Floats, Ints, Panel, Spec, Window


@dataclass(frozen=True, slots=True)
class Cut:
    """Sessions first..last around N events: `y` (N, n), `x` (N, n, K), `spans` (N, n); 0 where not `valid`.

    `rows` are panel rows and may lie outside the panel; those are not valid.
    """

    y: Floats
    x: Floats
    spans: Floats
    valid: Bools
    rows: Ints


def cut(panel: Panel, rows: Ints, columns: Ints, window: Window, needed: int) -> Cut:
    """Returns and factors of the sessions of a window around each event; valid where the `needed` first factors are."""
    at = rows[:, None] + np.arange(window[0], window[1] + 1)
    inside = (at >= 0) & (at < len(panel.days))
    safe = np.where(inside, at, 0)
    y, x = panel.returns[safe, columns[:, None]], factors_at(panel, safe, columns[:, None])
    spans = np.ones(y.shape) if panel.spans is None else panel.spans[safe, columns[:, None]].astype(np.float64)
    if panel.spans is not None:
        _compound(panel, safe, columns, (x, spans))
    valid = inside & np.isfinite(y) & np.isfinite(x[..., :needed]).all(axis=2)
    y, x = np.where(valid, y, 0.0), np.where(valid[..., None] & np.isfinite(x), x, 0.0)
    return Cut(y, x, np.where(valid, spans, 0.0), valid, at)


def factors_at(panel: Panel, rows: Ints, columns: Ints) -> Floats:
    """Factors (..., K) of cells."""
    return panel.factors[rows, columns] if panel.has_own_factors else panel.factors[rows]


def _compound(panel: Panel, rows: Ints, columns: Ints, found: tuple[Floats, Floats]) -> None:
    """Where a return covers g sessions, compound the factors over the same g, in place."""
    x, spans = found
    for event, place in np.argwhere(spans > 1):
        row, span = rows[event, place], int(spans[event, place])
        days = np.arange(max(row - span + 1, 0), row + 1)
        covered = factors_at(panel, days, np.broadcast_to(columns[event], days.shape))
        x[event, place] = np.prod(1.0 + covered, axis=0) - 1.0


def coverage(valid: Bools, spans: Floats, spec: Spec) -> Bools:
    """(N, windows): whether every session of a window is covered by a return that ends in it."""
    complete = np.empty((len(valid), len(spec.windows)), dtype=np.bool_)
    for column, window in enumerate(spec.windows):
        part = spec.slice_of(window)
        reach = np.arange(1, window[1] - window[0] + 2)
        covered = np.where(valid[:, part], np.minimum(spans[:, part], reach), 0.0)
        complete[:, column] = covered.sum(axis=1) >= len(reach)
    return complete
