"""Abnormal returns of N events, and what is worked out from them only when it is asked for."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from tracker.reactions.event_study import general, ranks, regular
from tracker.reactions.event_study.model import Bools, Floats, Ints, Panel, Spec
from tracker.reactions.event_study.overlap import Pairs, keep
from tracker.reactions.event_study.placing import Placed
from tracker.reactions.event_study.rank_sums import corrado_ranks, residual_ranks
from tracker.reactions.event_study.statistics import divided

AT_ONCE: Final = 500
# Ranks of so many events are kept for the next group; of more they are made anew, for the memory.
KEPT: Final = 10_000


@dataclass(frozen=True)
class Fitted:
    """Arrays over N events; NaN where a figure does not exist.

    `complete` says which windows are whole: a CAR over an incomplete one is the sum so far and enters no aggregate.
    `unmasked`: masking the firm's other events would have left too little. `alpha_flag`: the constant alone adds up
    to more than a standard error over the window.
    """

    panel: Panel
    placed: Placed
    spec: Spec
    alpha: Floats
    betas: Floats
    sigma: Floats
    r2: Floats
    n: Ints
    ar: Floats  # (N, taus)
    se_ar: Floats
    complete: Bools  # (N, windows)
    car: Floats
    se: Floats
    t: Floats  # CAR over its exact standard error
    quality: NDArray[np.object_]
    reason: NDArray[np.object_]
    unmasked: Bools
    is_regular: Bools  # nothing missing, masked or spanned

    @property
    def event_ids(self) -> tuple[str, ...]:
        """Ids in the order of the arrays."""
        return tuple(event.event_id for event in self.placed.events)

    @property
    def halted(self) -> Bools:
        """Whether session 0 is the first session after a halt."""
        return self.placed.halted

    @cached_property
    def df(self) -> Ints:
        """Degrees of freedom of the t values."""
        return np.maximum(self.n - self.spec.parameters(self.betas.shape[1]), 0)

    @cached_property
    def p(self) -> Floats:
        """Two-sided p of `t`."""
        return np.asarray(2.0 * stdtr(np.maximum(self.df, 1)[:, None].astype(float), -np.abs(self.t)))

    @cached_property
    def sar(self) -> Floats:
        """Abnormal returns over their standard errors."""
        return divided(self.ar, self.se_ar)

    @cached_property
    def q_factor(self) -> Floats:
        """Patell's variance of a standardised abnormal return: df over df − 2."""
        return divided(self.df.astype(np.float64), (self.df - 2).astype(np.float64))

    @cached_property
    def returns(self) -> Floats:
        """(N, taus) returns of the event window; NaN where there is no abnormal return."""
        found = np.full_like(self.ar, np.nan)
        for at in _chunks(np.arange(len(found))):
            found[at] = self._returns(at)
        return found

    def _returns(self, at: Ints) -> Floats:
        rows = self.placed.rows[at, None] + np.arange(self.spec.event_window[0], self.spec.event_window[1] + 1)
        inside = np.clip(rows, 0, len(self.panel.days) - 1)
        return np.where(np.isnan(self.ar[at]), np.nan, self.panel.returns[inside, self.placed.columns[at, None]])

    @cached_property
    def alpha_flag(self) -> Bools:
        """(N, windows): |alpha|·L exceeds the standard error of the CAR."""
        return np.abs(self.alpha)[:, None] * self.spec.lengths > self.se

    @cached_property
    def residuals(self) -> Floats:
        """(N, estimation sessions); NaN where there is no valid pair or no estimate."""
        found = np.full((len(self.n), self.spec.estimation_length), np.nan)
        for at in _chunks(np.flatnonzero(self.is_regular)):
            found[at] = regular.residuals(self.panel, self.placed, at, self.spec, (self.alpha[at], self.betas[at]))
        for at in _chunks(np.flatnonzero(self.placed.usable & ~self.is_regular)):
            found[at] = general.residuals(self.panel, self.placed, at, self.spec, (self.alpha[at], self.betas[at]))
        return found

    def ranks_of(self, at: Ints) -> tuple[Floats, Floats]:
        """Of some events: Corrado's ranks over both windows, and the ranks of the residuals alone."""
        if len(self.n) > KEPT:
            return corrado_ranks(self.residuals[at], self.ar[at]), residual_ranks(self.residuals[at])
        both, own = self._ranks
        return both[at], own[at]

    @cached_property
    def _ranks(self) -> tuple[Floats, Floats]:
        return corrado_ranks(self.residuals, self.ar), residual_ranks(self.residuals)

    @cached_property
    def close_pairs(self) -> Pairs | None:
        """Pairs of events whose event windows may touch, None where they are too many to keep."""
        return keep(self)

    @cached_property
    def has_tests(self) -> Bools:
        """Whether an event was estimated and has a standard error."""
        return self.sigma > 0

    @cached_property
    def share_positive(self) -> Floats:
        """Cowan's p: the share of positive residuals of each event."""
        seen = ~np.isnan(self.residuals)
        count = seen.sum(axis=1)
        positive = (self.residuals > 0).sum(axis=1)
        share = divided(positive.astype(np.float64), count.astype(np.float64))
        return np.asarray(np.where(self.has_tests, share, np.nan))

    @cached_property
    def p_sq(self) -> Floats:
        """The rank of |CAR| among the sums of as many consecutive residuals, as a p-value; only over whole windows."""
        found = np.full_like(self.car, np.nan)
        for at in _chunks(np.flatnonzero(self.has_tests)):
            found[at] = ranks.sq_p(self.residuals[at], self.car[at], self.spec.lengths.astype(int).tolist())
        found[~self.complete] = np.nan
        return found

    @cached_property
    def bhar(self) -> Floats:
        """Compounded return less compounded normal return; only over whole windows."""
        found = np.full_like(self.car, np.nan)
        for at in _chunks(np.arange(len(self.car))):
            returns = self._returns(at)
            own, normal = 1.0 + returns.T, 1.0 + (returns - self.ar[at]).T
            gone = np.isnan(normal)
            own[gone] = normal[gone] = 1.0
            for column, window in enumerate(self.spec.windows):
                part = self.spec.slice_of(window)
                found[at, column] = own[part].prod(axis=0) - normal[part].prod(axis=0)
        found[~self.complete] = np.nan
        return found


def _chunks(members: Ints) -> list[Ints]:
    """Few enough at a time to stay in the processor's cache."""
    return [members[start : start + AT_ONCE] for start in range(0, len(members), AT_ONCE)]
