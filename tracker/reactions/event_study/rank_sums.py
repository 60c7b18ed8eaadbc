"""What the rank tests need of a group: sums over its events, some thousand at a time."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from tracker.reactions.event_study.model import Floats, Ints
from tracker.reactions.event_study.ordering import average_ranks

if TYPE_CHECKING:
    from tracker.reactions.event_study.fitted import Fitted

AT_ONCE: Final = 2_000


@dataclass(slots=True)
class RankSums:
    """Sums over `count` events; `days` are the estimation sessions, `both` these and the event window after them."""

    count: int
    both_ranks: Floats  # (both,) Corrado's ranks
    both_seen: Floats
    residuals: Floats  # (days,)
    base: Floats  # (days,) rank among the residuals alone, over n + 2, less a half
    above: Floats  # (W, days) of 1 / (n + 2) where the residual is above the CAR that was put among them
    own: Floats  # (W,) rank of that CAR, over n + 2, less a half

    @property
    def seen(self) -> Floats:
        """Events with a residual, by estimation session."""
        return self.both_seen[: len(self.residuals)]


def corrado_ranks(residuals: Floats, ar: Floats) -> Floats:
    """Ranks of residuals and abnormal returns together, over 1 + their number; NaN where missing."""
    both = np.concatenate([residuals, ar], axis=1)
    missing = np.isnan(both)
    both[missing] = np.inf
    found = np.asarray(average_ranks(both), dtype=np.float64)
    found /= 1.0 + (~missing).sum(axis=1)[:, None]
    found[missing] = np.nan
    return found


def residual_ranks(residuals: Floats) -> Floats:
    """Ranks 1..n of each event's residuals; a missing one ranks last and is for the reader to leave out."""
    return np.asarray(average_ranks(np.where(np.isnan(residuals), np.inf, residuals)), dtype=np.float64)


def rank_sums(fitted: "Fitted", events: Ints, put: Floats) -> RankSums:
    """The sums of events with standard errors; `put` (N, W) is what GRANK puts among the standardised residuals."""
    days, windows = fitted.residuals.shape[1], put.shape[1]
    both = days + fitted.ar.shape[1]
    total = RankSums(
        count=len(events),
        both_ranks=np.zeros(both),
        both_seen=np.zeros(both),
        residuals=np.zeros(days),
        base=np.zeros(days),
        above=np.zeros((windows, days)),
        own=np.zeros(windows),
    )
    for start in range(0, len(events), AT_ONCE):
        _add(total, fitted, events[start : start + AT_ONCE], put[start : start + AT_ONCE])
    return total


def _add(total: RankSums, fitted: "Fitted", at: Ints, put: Floats) -> None:
    both, own = fitted.ranks_of(at)
    residuals = fitted.residuals[at]
    missing = np.isnan(both)
    total.both_ranks += np.where(missing, 0.0, both).sum(axis=0)
    total.both_seen += (~missing).sum(axis=0)
    gone = missing[:, : residuals.shape[1]]
    total.residuals += np.where(gone, 0.0, residuals).sum(axis=0)
    count = (~gone).sum(axis=1)
    weight = 1.0 / (count + 2.0)
    total.base += weight @ np.where(gone, 0.0, own) - 0.5 * (~gone).sum(axis=0)
    filled, bar = np.where(gone, -np.inf, residuals), put * fitted.sigma[at, None]
    for window in range(put.shape[1]):
        above = filled > bar[:, window, None]
        total.above[window] += weight @ above
        total.own[window] += ((count - above.sum(axis=1) + 1.0) * weight - 0.5).sum()
