"""Complete windows of one session a day, many at once: each estimation window from sums over two blocks.

Running sums that start anew every `estimation_length` sessions: a window touches two blocks at most, so that its error
grows with the sums of those blocks and not with the whole history. Factors that all securities share are looked at
once per session, centred in their window. An event whose residuals are small beside what was summed is handed back.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from tracker.reactions.event_study.general import invert, quadratic
from tracker.reactions.event_study.memory import block
from tracker.reactions.event_study.model import Bools, Floats, Ints, Model, Panel, Spec
from tracker.reactions.event_study.placing import Placed

# Residual sum of squares over the sums it was taken from: above this the relative error stays under about 1e-12.
LEAST_REST: Final = 1e-3
AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Design:
    """The factors around each session used: D sessions, `of_row` finds a panel row's place among them."""

    of_row: Ints
    centre: Floats  # (D, K) means in the estimation window
    inverse: Floats  # (D, K, K) of the centred moments
    near: Floats  # (K, D, taus)
    root_h: Floats  # (D, taus)
    root_v: Floats  # (D, windows)
    is_sound: Bools


@dataclass(frozen=True, slots=True)
class Regular:
    """Figures of N events that had nothing special about them; they hold where `is_safe`."""

    alpha: Floats
    betas: Floats
    sigma: Floats
    r2: Floats
    ar: Floats
    se_ar: Floats
    car: Floats
    se: Floats
    t: Floats
    is_safe: Bools


def is_regular(panel: Panel, placed: Placed, spec: Spec) -> Bools:
    """Which events have every return of both windows, each over one session, nothing masked and shared factors."""
    found: Bools = placed.usable
    if panel.has_own_factors or spec.zero_alpha or spec.model is not Model.OLS:
        return np.zeros_like(found)
    first, last = placed.rows + spec.estimation[0], placed.rows + spec.event_window[1]
    found &= np.logical_and(first >= 0, last < len(panel.days))
    found[list(placed.masks)] = False
    missing = ~np.asarray(np.isfinite(panel.factors).all(axis=1))
    flaw = ~np.isfinite(panel.returns) | missing[:, None]
    if panel.spans is not None:
        flaw |= panel.spans != 1
    if flaw.any():
        so_far = np.zeros((len(panel.days) + 1, len(panel.securities)), dtype=np.intp)
        np.cumsum(flaw, axis=0, out=so_far[1:])
        first, last = np.where(found, first, 0), np.where(found, last, 0)
        found &= so_far[last + 1, placed.columns] == so_far[first, placed.columns]
    return found


def estimate(panel: Panel, rows: Ints, columns: Ints, spec: Spec) -> Regular:
    """Fit regular events and apply the fit to their event windows."""
    plan = design(panel, rows, spec)
    at = plan.of_row[rows]
    length = spec.estimation_length
    shift, sums, energy = window_sums(panel, rows, columns, spec)
    centre = plan.centre[at]
    mean = sums[:, 0] / length
    total = sums[:, 1] - length * mean**2
    cross = sums[:, 2:] - length * mean[:, None] * (centre - panel_means(panel.factors))
    betas = np.einsum("nkj,nj->nk", plan.inverse[at], cross)
    ssr = total - np.einsum("nk,nk->n", betas, cross)
    with np.errstate(invalid="ignore", divide="ignore"):
        sigma = np.sqrt(ssr / (length - spec.parameters(betas.shape[1])))
        r2 = 1.0 - ssr / total
    days, windows = (len(rows), len(spec.taus)), (len(rows), len(spec.windows))
    ar, se_ar, car, se, t = block(days, days, windows, windows, windows)
    found = Regular(
        alpha=mean + shift[columns] - np.einsum("nk,nk->n", betas, centre),
        betas=betas,
        sigma=sigma,
        r2=r2,
        ar=ar,
        se_ar=se_ar,
        car=car,
        se=se,
        t=t,
        is_safe=plan.is_sound[at] & (ssr > LEAST_REST * energy),
    )
    _apply(found, panel, (rows, columns, at), (plan, spec))
    return found


def _apply(found: Regular, panel: Panel, places: tuple[Ints, Ints, Ints], how: tuple[Design, Spec]) -> None:
    """Abnormal returns and CARs with their standard errors, in place; so many events at once as fit into the cache."""
    rows, columns, at = places
    plan, spec = how
    indicator = spec.indicator()
    around = sliding_window_view(panel.returns.T.copy(), len(spec.taus), axis=1)
    for start in range(0, len(rows), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        here, sigma = at[part], found.sigma[part, None]
        ar = around[columns[part], rows[part] + spec.event_window[0]]
        ar -= found.alpha[part, None]
        for factor, near in enumerate(plan.near):
            expected = near[here]
            expected *= found.betas[part, factor, None]
            ar -= expected
        found.ar[part] = ar
        np.matmul(ar, indicator, out=found.car[part])
        np.multiply(plan.root_h[here], sigma, out=found.se_ar[part])
        np.multiply(plan.root_v[here], sigma, out=found.se[part])
        with np.errstate(divide="ignore", invalid="ignore"):  # what has no standard error is not safe either
            np.divide(found.car[part], found.se[part], out=found.t[part])


def panel_means(values: Floats) -> Floats:
    """Means over the sessions that are there; 0 where there is none."""
    finite = np.isfinite(values)
    if finite.all():
        return np.asarray(values.mean(axis=0))
    count = np.maximum(finite.sum(axis=0), 1)
    return np.asarray(np.where(finite, values, 0.0).sum(axis=0) / count)


def window_sums(panel: Panel, rows: Ints, columns: Ints, spec: Spec) -> tuple[Floats, Floats, Floats]:
    """Per event the sums of y, y² and every x·y over the estimation window, and Σy² of the blocks they come from.

    y and x are less their mean over the panel, which is given back for y: far less is lost to rounding.
    """
    days, securities = panel.returns.shape
    length, factors = spec.estimation_length, panel.factors.shape[1]
    blocks = -(-days // length)
    (running,) = block((blocks * length, 2 + factors, securities))
    running[days:] = 0.0
    shift, y = panel_means(panel.returns), running[:days, 0]
    np.subtract(panel.returns, shift, out=y)
    x = panel.factors - panel_means(panel.factors)
    for values in (y, x):
        values[~np.isfinite(values)] = 0.0
    np.multiply(y, y, out=running[:days, 1])
    for factor in range(factors):
        np.multiply(y, x[:, factor, None], out=running[:days, 2 + factor])
    parts = running.reshape(blocks, length, -1)
    for step in range(1, length):
        parts[:, step] += parts[:, step - 1]
    start = rows + spec.estimation[0]
    ending = running[start + length - 1, :, columns]
    starts_block = start % length == 0
    before = running[np.maximum(start - 1, 0), :, columns]
    whole = running[start // length * length + length - 1, :, columns]
    sums = ending + np.where(starts_block[:, None], 0.0, whole - before)
    return shift, sums, ending[:, 1] + whole[:, 1]


def design(panel: Panel, rows: Ints, spec: Spec) -> Design:
    """Everything about the factors that all events of a session share."""
    used = np.zeros(len(panel.days), dtype=np.bool_)
    used[rows] = True
    sessions, of_row = np.flatnonzero(used), np.cumsum(used) - 1
    length, factors = spec.estimation_length, panel.factors.T.copy()
    past = sliding_window_view(factors, length, axis=1)[:, sessions + spec.estimation[0]]
    near = sliding_window_view(factors, len(spec.taus), axis=1)[:, sessions + spec.event_window[0]]
    centre = past.mean(axis=2)
    past -= centre[..., None]
    moments = np.matmul(np.moveaxis(past, 0, 1), np.moveaxis(past, 0, 2))
    inverse, is_sound = invert(moments, centre.T, np.full(len(sessions), float(length)))
    away, lengths = near - centre[..., None], spec.lengths
    return Design(
        of_row=of_row,
        centre=centre.T,
        inverse=inverse,
        near=near,
        root_h=np.sqrt(1.0 + 1.0 / length + quadratic(away, inverse)),
        root_v=np.sqrt(lengths + lengths**2 / length + quadratic(away @ spec.indicator(), inverse)),
        is_sound=is_sound,
    )


def residuals(panel: Panel, placed: Placed, members: Ints, spec: Spec, fitted: tuple[Floats, Floats]) -> Floats:
    """(members, estimation sessions) residuals of regular events."""
    alpha, betas = fitted
    start, columns = placed.rows[members] + spec.estimation[0], placed.columns[members]
    found = sliding_window_view(panel.returns, spec.estimation_length, axis=0)[start, columns]
    found -= alpha[:, None]
    for factor in range(betas.shape[1]):
        x = sliding_window_view(panel.factors[:, factor], spec.estimation_length)[start]
        x *= betas[:, factor, None]
        found -= x
    return found
