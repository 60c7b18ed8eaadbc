"""How far the events of a group share sessions: correlations of residuals on common days, weighed by common days.

r̄ is the mean over pairs of ρ·n/L, with n the sessions that two event windows of L sessions have in common; it is 0 for
windows that do not touch, so only events close to each other are looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from tracker.reactions.event_study.model import Floats, Ints

if TYPE_CHECKING:
    from tracker.reactions.event_study.fitted import Fitted

FEWEST_COMMON: Final = 60
# How many pairs one look takes (the memory), and how many are kept for the next group of the same events.
TILE: Final = 500
KEPT: Final = 2_000_000


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of events i ≠ j, each once: their distance in sessions and ρ; NaN where too few days are common."""

    i: Ints
    j: Ints
    distance: Ints
    rho: Floats
    is_same_firm: np.ndarray

    def of(self, members: Ints, count: int) -> "Pairs":
        """Those with both events among the members."""
        chosen = np.zeros(count, dtype=np.bool_)
        chosen[members] = True
        some = np.flatnonzero(chosen[self.i])
        return self.at(some[chosen[self.j[some]]])

    def at(self, places: Ints) -> "Pairs":
        """Some of them."""
        return Pairs(self.i[places], self.j[places], self.distance[places], self.rho[places], self.is_same_firm[places])


@dataclass(frozen=True, slots=True)
class Dependence:
    """Sums over the pairs of a group by distance: of ρ, and of ρ·s_i·s_j."""

    count: int
    rho: Floats
    covariance: Floats

    def r_bar(self, lengths: Floats) -> Floats:
        """Mean of ρ·n/L over all ordered pairs, per window length."""
        if self.count < 2:
            return np.zeros(len(lengths))
        return 2.0 * (self._common(lengths) / lengths[:, None]) @ self.rho / (self.count * (self.count - 1.0))

    def cross_variance(self, lengths: Floats) -> Floats:
        """The sum over i ≠ j of ρ·s_i·s_j·n."""
        return np.asarray(2.0 * self._common(lengths) @ self.covariance)

    def _common(self, lengths: Floats) -> Floats:
        return np.maximum(lengths[:, None] - np.arange(len(self.rho)), 0.0)


def dependence(fitted: "Fitted", members: Ints) -> Dependence:
    """The sums over the pairs of some events that have estimates. Same firm counts as ρ = 1."""
    reach = len(fitted.spec.taus)
    rho, covariance = np.zeros(reach), np.zeros(reach)
    pooled: float | None = None
    for pairs in _close(fitted, members, reach - 1):
        values = pairs.rho
        unknown = np.isnan(values)
        if unknown.any():
            pooled = _pooled(fitted, members) if pooled is None else pooled
            values = np.where(unknown, pooled, values)
        rho += np.bincount(pairs.distance, weights=values, minlength=reach)
        scale = fitted.sigma[pairs.i] * fitted.sigma[pairs.j]
        covariance += np.bincount(pairs.distance, weights=values * scale, minlength=reach)
    return Dependence(len(members), rho, covariance)


def _close(fitted: "Fitted", members: Ints, reach: int) -> Iterator[Pairs]:
    """Close pairs among the members, from those kept where they are few enough to be kept."""
    kept = fitted.close_pairs
    if kept is None:
        return look(fitted, members, reach)
    return iter([kept.of(members, len(fitted.n))])


def keep(fitted: "Fitted") -> Pairs | None:
    """All close pairs of the fitted events, None where they are too many."""
    members, reach = np.flatnonzero(fitted.has_tests), len(fitted.spec.taus) - 1
    rows = np.sort(fitted.placed.rows[members])
    number = np.searchsorted(rows, rows + reach, side="right").sum() - len(rows) * (len(rows) + 1) // 2
    return _joined(list(look(fitted, members, reach))) if number <= KEPT else None


def _joined(parts: list[Pairs]) -> Pairs:
    if not parts:
        none = np.zeros(0, dtype=np.intp)
        return Pairs(none, none, none, np.zeros(0), np.zeros(0, dtype=np.bool_))
    names = ("i", "j", "distance", "rho", "is_same_firm")
    return Pairs(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _pooled(fitted: "Fitted", members: Ints) -> float:
    """The mean ρ over pairs of different firms with enough common days; 0 where there is no such pair."""
    total, number = 0.0, 0
    for pairs in look(fitted, members, fitted.spec.estimation_length - FEWEST_COMMON):
        known = pairs.rho[~pairs.is_same_firm & ~np.isnan(pairs.rho)]
        total, number = total + float(known.sum()), number + len(known)
    return total / number if number else 0.0


def look(fitted: "Fitted", members: Ints, reach: int) -> Iterator[Pairs]:
    """Every pair of members at most `reach` sessions apart, tile by tile."""
    if reach < 0:
        return
    order = members[np.argsort(fitted.placed.rows[members], kind="stable")]
    rows = fitted.placed.rows[order]
    ends = np.searchsorted(rows, rows + reach, side="right")
    start = 0
    while start < len(order):
        # Events of about as many sessions as the reach: fewer waste calls, more waste products of distant events.
        stop = min(start + TILE, int(np.searchsorted(rows, rows[start] + max(reach, 1), side="right")))
        for other in range(start, int(ends[stop - 1]), TILE):
            right = slice(other, min(other + TILE, int(ends[stop - 1])))
            yield _tile(fitted, (order, rows), (slice(start, stop), right), reach)
        start = stop


def _tile(fitted: "Fitted", sorted_events: tuple[Ints, Ints], tile: tuple[slice, slice], reach: int) -> Pairs:
    """Pairs with the first event in one slice and the second, which comes later, in the other."""
    order, rows = sorted_events
    left, right = tile
    first = rows[left.start]
    distance = rows[right][None, :] - rows[left][:, None]
    later = np.arange(right.start, right.stop)[None, :] > np.arange(left.start, left.stop)[:, None]
    a, b = np.nonzero(later & (distance <= reach))
    i, j = order[left][a], order[right][b]
    same = fitted.placed.columns[i] == fitted.placed.columns[j]
    width = fitted.spec.estimation_length + int(max(rows[left.stop - 1], rows[right.stop - 1]) - first)
    rho = _correlations(
        _calendar(fitted, order[left], rows[left] - first, width),
        _calendar(fitted, order[right], rows[right] - first, width),
    )[a, b]
    return Pairs(i, j, distance[a, b], np.where(same, 1.0, rho), same)


def _calendar(fitted: "Fitted", events: Ints, offsets: Ints, width: int) -> Floats:
    """Residuals in the order of the calendar: (events, days)."""
    days = np.full((len(events), width), np.nan)
    columns = offsets[:, None] + np.arange(fitted.spec.estimation_length)
    np.put_along_axis(days, columns, fitted.residuals[events], axis=1)
    return days


def _correlations(left: Floats, right: Floats) -> Floats:
    """Correlations over the days that both have; NaN under 60 of them."""
    seen_left, seen_right = (~np.isnan(left)).astype(float), (~np.isnan(right)).astype(float)
    left, right = np.nan_to_num(left), np.nan_to_num(right).T
    seen_right = seen_right.T
    count = seen_left @ seen_right
    enough = count >= FEWEST_COMMON
    safe = np.where(enough, count, 1.0)
    sum_left, sum_right = left @ seen_right, seen_left @ right
    covariance = left @ right - sum_left * sum_right / safe
    scale = (left**2 @ seen_right - sum_left**2 / safe) * (seen_left @ right**2 - sum_right**2 / safe)
    usable = enough & (scale > 0)
    found = np.full(count.shape, np.nan)
    np.divide(covariance, np.sqrt(np.where(usable, scale, 1.0)), out=found, where=usable)
    return found
