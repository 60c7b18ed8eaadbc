"""The regression for any event: centred in its own window, missing days masked, a return over g sessions weighed 1/g.

A row of the regression is the return over g sessions, the constant g and the factors compounded over the same g, all
divided by √g. With every g = 1 that is ordinary least squares, and centring is the usual one.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from tracker.reactions.event_study.model import (
    LOW_FROM,
    NORMAL_FROM,
    WORST_CONDITION,
    Bools,
    Floats,
    Ints,
    Model,
    Panel,
    Quality,
    Reason,
    Spec,
)
from tracker.reactions.event_study.placing import Placed
from tracker.reactions.event_study.windows import Cut, coverage, cut

# Residuals this small against the returns are rounding: the line fits exactly and there is no standard error.
EXACT_FIT: Final = 1e-24


@dataclass(frozen=True, slots=True)
class Estimates:
    """What the estimation window of each of N events says. The variance factors are those of one unit of sigma²."""

    alpha: Floats
    betas: Floats
    sigma: Floats
    r2: Floats
    n: Floats
    ar: Floats
    root_h: Floats  # (N, taus): standard error of an abnormal return over sigma
    root_v: Floats  # (N, windows): the same of a CAR
    car: Floats
    complete: Bools
    quality: list[Quality]
    reason: list[Reason]
    unmasked: Bools


@dataclass(frozen=True, slots=True)
class Line:
    """A fitted line per event: `weight` is one over its sessions, 0 without a constant; `centre` the factors' mean."""

    alpha: Floats
    betas: Floats
    ssr: Floats
    r2: Floats
    weight: Floats
    centre: Floats
    inverse: Floats
    is_sound: Bools


def estimation_cut(panel: Panel, placed: Placed, members: Ints, spec: Spec) -> tuple[Cut, Bools]:
    """The estimation windows with the firm's other events masked, and where masking had to be given up."""
    found = cut(
        panel, placed.rows[members], placed.columns[members], spec.estimation, spec.needed(len(panel.factor_names))
    )
    unmasked = np.zeros(len(members), dtype=np.bool_)
    for at, event in enumerate(members):
        masked = placed.masks.get(int(event))
        if masked is None:
            continue
        hit = found.valid[at] & np.isin(found.rows[at], masked)
        unmasked[at] = hit.any() and found.valid[at].sum() - hit.sum() < NORMAL_FROM
        if not unmasked[at]:
            for values in (found.y, found.x, found.spans, found.valid):
                values[at, hit] = 0
    return found, unmasked


def estimate(panel: Panel, placed: Placed, members: Ints, spec: Spec) -> Estimates:
    """Fit some events and apply the fit to their event windows."""
    past, unmasked = estimation_cut(panel, placed, members, spec)
    near = cut(panel, placed.rows[members], placed.columns[members], spec.event_window, spec.needed(past.x.shape[2]))
    n = past.valid.sum(axis=1).astype(np.float64)
    line = _line(past, spec)
    degrees = n - spec.parameters(past.x.shape[2])
    sigma = np.sqrt(np.divide(line.ssr, degrees, out=np.full(len(n), np.nan), where=degrees > 0))
    quality, reason = _judge(n, near, line, spec)
    _take_back(line, sigma, quality)
    ar = np.where(near.valid, near.y - near.spans * line.alpha[:, None] - _dot(near.x, line.betas), np.nan)
    indicator = spec.indicator()
    complete = coverage(near.valid, near.spans, spec)
    seen = (near.valid @ indicator) > 0
    car = np.where(seen, np.where(near.valid, ar, 0.0) @ indicator, np.nan)
    return Estimates(
        alpha=line.alpha,
        betas=line.betas,
        sigma=sigma,
        r2=line.r2,
        n=n,
        ar=ar,
        root_h=np.where(near.valid, np.sqrt(_variance(near.spans, near.x, line)), np.nan),
        root_v=np.where(
            seen, np.sqrt(_variance(near.spans @ indicator, np.swapaxes(near.x, 1, 2) @ indicator, line, -1)), np.nan
        ),
        car=car,
        complete=complete,
        quality=quality,
        reason=reason,
        unmasked=unmasked,
    )


def residuals(panel: Panel, placed: Placed, members: Ints, spec: Spec, fitted: tuple[Floats, Floats]) -> Floats:
    """(members, estimation sessions) residuals, divided by √g; NaN where there is no valid pair."""
    past, _unmasked = estimation_cut(panel, placed, members, spec)
    alpha, betas = fitted
    rest = past.y - past.spans * alpha[:, None] - _dot(past.x, betas)
    return np.where(past.valid, rest / np.sqrt(np.maximum(past.spans, 1.0)), np.nan)


def _dot(x: Floats, betas: Floats) -> Floats:
    """x'β per event and session."""
    return np.asarray(np.einsum("ntk,nk->nt", x, betas))


def _line(past: Cut, spec: Spec) -> Line:
    """Least squares, or the given line of the models that estimate nothing."""
    count, _, factors = past.x.shape
    if spec.model is not Model.OLS:
        betas = np.zeros((count, factors))
        betas[:, :1] = 1.0 if spec.model is Model.MARKET_ADJUSTED else 0.0
        rest = (past.y - _dot(past.x, betas)) / np.sqrt(np.maximum(past.spans, 1.0))
        none = np.full(count, np.nan)
        shape = (count, factors, factors)
        return Line(
            alpha=np.zeros(count), betas=betas, ssr=_sum(rest * rest), r2=none, weight=np.zeros(count),
            centre=np.zeros((count, factors)), inverse=np.zeros(shape), is_sound=np.ones(count, dtype=np.bool_),
        )  # fmt: skip
    return _least_squares(past, constant=not spec.zero_alpha)


def _sum(values: Floats) -> Floats:
    return np.asarray(values.sum(axis=1), dtype=np.float64)


def _least_squares(past: Cut, *, constant: bool) -> Line:
    """Centre y and x on their means per session (two passes), then solve the normal equations of what is left."""
    sessions = _sum(past.spans)
    weight = np.divide(1.0, sessions, out=np.zeros_like(sessions), where=sessions > 0) if constant else 0.0 * sessions
    centre, mean = past.x.sum(axis=1) * weight[:, None], _sum(past.y) * weight
    root = np.sqrt(np.maximum(past.spans, 1.0))
    x = (past.x - past.spans[..., None] * centre[:, None, :]) / root[..., None]
    y = (past.y - past.spans * mean[:, None]) / root
    moments = np.swapaxes(x, 1, 2) @ x
    inverse, is_sound = invert(moments, centre, sessions if constant else None)
    betas = np.einsum("nkj,nj->nk", inverse, np.einsum("ntk,nt->nk", x, y))
    ssr = _sum(np.square(y - _dot(x, betas)))
    ssr[ssr <= EXACT_FIT * _sum(past.y**2)] = 0.0
    total = _sum(y * y)
    r2 = 1.0 - np.divide(ssr, total, out=np.full_like(ssr, np.nan), where=total > 0)
    alpha = mean - (centre * betas).sum(axis=1) if constant else np.zeros_like(mean)
    return Line(alpha, betas, ssr, r2, weight, centre, inverse, is_sound)


def invert(moments: Floats, centre: Floats, sessions: Floats | None) -> tuple[Floats, Bools]:
    """The inverse of the centred moments, and whether the condition of X'X lets one use it."""
    inverse, sound = _inverse(moments)
    size, shrunk = np.einsum("nkk->n", moments), np.einsum("nkk->n", inverse)
    if sessions is not None:
        one = np.divide(1.0, sessions, out=np.zeros_like(sessions), where=sessions > 0)
        size = size + sessions * (1.0 + np.square(centre).sum(axis=1))
        shrunk = shrunk + one + np.einsum("nk,nkj,nj->n", centre, inverse, centre)
    # The traces of X'X and of its inverse bound the condition from above; only what fails that is looked at closely.
    doubtful = np.flatnonzero(sound & ~(size * shrunk <= WORST_CONDITION))
    if len(doubtful):
        part = None if sessions is None else sessions[doubtful]
        sound[doubtful] = _condition(_whole(moments[doubtful], centre[doubtful], part)) <= WORST_CONDITION
    inverse[~sound] = 0.0
    return inverse, sound


def _inverse(moments: Floats) -> tuple[Floats, Bools]:
    """By hand for one and two factors; 0 and not sound where there is none."""
    factors = moments.shape[1]
    if factors > 2:
        sound = _condition(moments) <= WORST_CONDITION
        return np.linalg.inv(np.where(sound[:, None, None], moments, np.eye(factors))), sound
    if factors == 0:
        return np.zeros_like(moments), np.ones(len(moments), dtype=np.bool_)
    if factors == 1:
        determinant, adjugate = moments[:, 0, 0], np.ones_like(moments)
    else:
        determinant = moments[:, 0, 0] * moments[:, 1, 1] - moments[:, 0, 1] ** 2
        adjugate = moments[:, ::-1, ::-1] * np.array([[1.0, -1.0], [-1.0, 1.0]])
    sound = determinant > 0
    divisor = np.where(sound, determinant, 1.0)[:, None, None]
    return np.where(sound[:, None, None], adjugate / divisor, 0.0), sound


def _whole(moments: Floats, centre: Floats, sessions: Floats | None) -> Floats:
    """X'X with the constant in it."""
    if sessions is None:
        return moments
    count, factors = centre.shape
    whole = np.empty((count, factors + 1, factors + 1))
    whole[:, 0, 0] = sessions
    whole[:, 0, 1:] = whole[:, 1:, 0] = centre * sessions[:, None]
    whole[:, 1:, 1:] = moments + sessions[:, None, None] * centre[:, :, None] * centre[:, None, :]
    return whole


def _condition(whole: Floats) -> Floats:
    """Largest over smallest eigenvalue; infinite where the smallest is not positive."""
    values = np.linalg.eigvalsh(whole)
    least = values[:, 0]
    return np.asarray(np.divide(values[:, -1], least, out=np.full(len(whole), np.inf), where=least > 0))


def quadratic(away: Floats, inverse: Floats) -> Floats:
    """away' S⁻¹ away: `away` is (K, N, sessions), the inverse (N, K, K)."""
    found = np.zeros(away.shape[1:])
    for k in range(len(away)):
        for j in range(k + 1):
            found += (inverse[:, k, j, None] * (1.0 if j == k else 2.0)) * away[k] * away[j]
    return found


def _variance(spans: Floats, x: Floats, line: Line, axis: int = 1) -> Floats:
    """g + g²/n + (x − g·x̄)'S⁻¹(x − g·x̄): of a day, or of the sums over a window."""
    x = np.swapaxes(x, 1, 2) if axis == -1 else x
    away = x - spans[..., None] * line.centre[:, None, :]
    shape = quadratic(np.moveaxis(away, 2, 0), line.inverse)
    return np.asarray(spans + spans**2 * line.weight[:, None] + shape)


def _judge(n: Floats, near: Cut, line: Line, spec: Spec) -> tuple[list[Quality], list[Reason]]:
    """How far each estimate carries, and why no further."""
    sound = line.is_sound if spec.model is Model.OLS else np.ones_like(line.is_sound)
    seen = np.asarray(near.valid.any(axis=1))
    found = [verdict(int(n[at]), seen=bool(seen[at]), sound=bool(sound[at])) for at in range(len(n))]
    return [quality for quality, _ in found], [reason for _, reason in found]


def verdict(n: int, *, seen: bool, sound: bool) -> tuple[Quality, Reason]:
    """What n valid pairs allow."""
    if not seen:
        return Quality.UNUSABLE, Reason.NO_RETURN
    if n < LOW_FROM:
        return Quality.ADJUSTED, Reason.TOO_FEW_PAIRS
    if not sound:
        return Quality.UNUSABLE, Reason.COLLINEAR
    return (Quality.NORMAL, Reason.NONE) if n >= NORMAL_FROM else (Quality.LOW_CONFIDENCE, Reason.FEW_PAIRS)


def _take_back(line: Line, sigma: Floats, quality: list[Quality]) -> None:
    """In place: an estimate that cannot be used is none; under 30 pairs there is no standard error either."""
    for at, found in enumerate(quality):
        if found in {Quality.ADJUSTED, Quality.UNUSABLE}:
            sigma[at] = line.r2[at] = np.nan
        if found is Quality.UNUSABLE:
            line.alpha[at] = line.betas[at] = np.nan
