"""Which event goes which way through the regression, and what comes of it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tracker.reactions.event_study import general, regular
from tracker.reactions.event_study.fitted import Fitted
from tracker.reactions.event_study.model import LOW_FROM, Event, Floats, Ints, Model, Panel, Quality, Reason, Spec
from tracker.reactions.event_study.placing import Placed, place
from tracker.reactions.event_study.statistics import divided

# Events that are taken together: enough for numpy, little for the memory.
AT_ONCE: Final = 2_000
# From here on speed counts; below, centring each window by itself costs a few milliseconds and no digit.
MANY: Final = 1_000


def fit(panel: Panel, events: Sequence[Event] | Placed, spec: Spec) -> Fitted:
    """Normal returns, abnormal returns and CARs of every event; `place` the events first to fit several models."""
    placed = events if isinstance(events, Placed) else place(panel, events)
    at = np.flatnonzero(regular.is_regular(panel, placed, spec) & _pays(panel, placed, spec))
    part = regular.estimate(panel, placed.rows[at], placed.columns[at], spec) if len(at) else None
    if part is not None and len(at) == len(placed.rows) and part.is_safe.all():
        return _all_regular(panel, placed, spec, part)
    found = _blank(panel, placed, spec)
    rest = placed.usable
    if part is not None:
        rest[_put_regular(found, at, part)] = False
    left = np.flatnonzero(rest)
    for start in range(0, len(left), AT_ONCE):
        _put_general(found, left[start : start + AT_ONCE])
    return found


def _pays(panel: Panel, placed: Placed, spec: Spec) -> bool:
    """Sums over the whole panel cost as much as it has cells; windows cut out one by one as much as they are long."""
    many = len(placed.rows) >= MANY
    return many and panel.returns.size < len(placed.rows) * spec.estimation_length


def _reasons(placed: Placed, otherwise: Reason) -> NDArray[np.object_]:
    found = np.full(len(placed.rows), otherwise, dtype=object)
    for at, reason in placed.reasons.items():
        found[at] = reason
    return found


def _all_regular(panel: Panel, placed: Placed, spec: Spec, part: regular.Regular) -> Fitted:
    """The usual case of a large sample: nothing to fill in, nothing to copy."""
    count = len(placed.rows)
    quality, reason = general.verdict(spec.estimation_length, seen=True, sound=True)
    return Fitted(
        panel=panel,
        placed=placed,
        spec=spec,
        alpha=part.alpha,
        betas=part.betas,
        sigma=part.sigma,
        r2=part.r2,
        n=np.full(count, spec.estimation_length, dtype=np.intp),
        ar=part.ar,
        se_ar=part.se_ar,
        complete=np.ones((count, len(spec.windows)), dtype=np.bool_),
        car=part.car,
        se=part.se,
        t=part.t,
        quality=np.full(count, quality, dtype=object),
        reason=_reasons(placed, reason),
        unmasked=np.zeros(count, dtype=np.bool_),
        is_regular=np.ones(count, dtype=np.bool_),
    )


def _blank(panel: Panel, placed: Placed, spec: Spec) -> Fitted:
    """Every event as one that cannot be used."""
    count, factors, windows = len(placed.rows), len(panel.factor_names), len(spec.windows)

    def none(*shape: int) -> Floats:
        return np.full((count, *shape), np.nan)

    return Fitted(
        panel=panel,
        placed=placed,
        spec=spec,
        alpha=none(),
        betas=none(factors),
        sigma=none(),
        r2=none(),
        n=np.zeros(count, dtype=np.intp),
        ar=none(len(spec.taus)),
        se_ar=none(len(spec.taus)),
        complete=np.zeros((count, windows), dtype=np.bool_),
        car=none(windows),
        se=none(windows),
        t=none(windows),
        quality=np.full(count, Quality.UNUSABLE, dtype=object),
        reason=_reasons(placed, Reason.NONE),
        unmasked=np.zeros(count, dtype=np.bool_),
        is_regular=np.zeros(count, dtype=np.bool_),
    )


def _put_regular(found: Fitted, members: Ints, part: regular.Regular) -> Ints:
    """Write the events that came out safely; says which those are."""
    keep = np.flatnonzero(part.is_safe)
    at = members[keep]
    found.alpha[at], found.betas[at] = part.alpha[keep], part.betas[keep]
    found.sigma[at], found.r2[at] = part.sigma[keep], part.r2[keep]
    found.n[at] = found.spec.estimation_length
    found.ar[at], found.se_ar[at] = part.ar[keep], part.se_ar[keep]
    found.car[at], found.se[at], found.t[at] = part.car[keep], part.se[keep], part.t[keep]
    found.complete[at], found.is_regular[at] = True, True
    found.quality[at], found.reason[at] = general.verdict(found.spec.estimation_length, seen=True, sound=True)
    return at


def _put_general(found: Fitted, at: Ints) -> None:
    """Fit and write some events the careful way; those with too little history once more, less the first factor."""
    _write(found, at, general.estimate(found.panel, found.placed, at, found.spec))
    short = at[found.n[at] < LOW_FROM]
    if found.spec.model is Model.OLS and len(short):
        pairs = found.n[short]
        simple = replace(found.spec, model=Model.MARKET_ADJUSTED)
        _write(found, short, general.estimate(found.panel, found.placed, short, simple))
        kept = found.quality[short] != Quality.UNUSABLE
        found.n[short], found.sigma[short] = pairs, np.nan
        found.se_ar[short] = found.se[short] = found.t[short] = np.nan
        found.quality[short[kept]], found.reason[short[kept]] = Quality.ADJUSTED, Reason.TOO_FEW_PAIRS


def _write(found: Fitted, at: Ints, part: general.Estimates) -> None:
    found.alpha[at], found.betas[at], found.sigma[at], found.r2[at] = part.alpha, part.betas, part.sigma, part.r2
    found.n[at], found.ar[at], found.car[at] = part.n, part.ar, part.car
    sigma = part.sigma[:, None]
    found.se_ar[at], found.se[at] = sigma * part.root_h, sigma * part.root_v
    found.t[at] = divided(part.car, found.se[at])
    found.complete[at], found.unmasked[at] = part.complete, part.unmasked
    found.quality[at], found.reason[at] = part.quality, part.reason
