"""Tests that look at ranks and signs only, for all windows at once. NaN where a figure does not exist."""

from typing import Final

import numpy as np
from scipy.special import bdtr, ndtr

from tracker.reactions.event_study.model import Floats, Ints
from tracker.reactions.event_study.ordering import average_ranks
from tracker.reactions.event_study.rank_sums import RankSums
from tracker.reactions.event_study.statistics import deviation, divided

FEWEST_PERMUTED: Final = 5
MOST_PERMUTED: Final = 9


def sq_p(residuals: Floats, car: Floats, lengths: list[int]) -> Floats:
    """Gelbach, Helland and Klick 2013: (1 + how many sums of L consecutive residuals reach |CAR|) / (m + 1).

    Missing residuals are closed up: n of them give m = n − L + 1 sums.
    """
    count = (~np.isnan(residuals)).sum(axis=1)
    if (count < residuals.shape[1]).any():
        last = np.argsort(np.isnan(residuals), axis=1, kind="stable")
        residuals = np.take_along_axis(residuals, last, axis=1)
    running = np.zeros((residuals.shape[1] + 1, len(residuals)))
    np.cumsum(residuals.T, axis=0, out=running[1:])
    found = np.full(car.shape, np.nan)
    for column, length in enumerate(lengths):
        if length > residuals.shape[1]:
            continue
        sums = running[length:] - running[:-length]
        np.abs(sums, out=sums)
        beyond = (sums >= np.abs(car[:, column])).sum(axis=0, dtype=np.uint16)
        found[:, column] = (1.0 + beyond) / np.maximum(count - length + 2.0, 2.0)
        found[count < length, column] = np.nan
    return found


def sign_p(positive: Ints, count: int) -> Floats:
    """Exact binomial p of so many positive CARs among `count`."""
    tail = np.asarray(bdtr(np.minimum(positive, count - positive).astype(float), count, 0.5))
    return np.minimum(2.0 * tail, 1.0)


def generalised_sign(positive: Ints, count: int, share: float) -> Floats:
    """Cowan 1992: against the share of positive residuals in the estimation windows."""
    return divided((positive - count * share).astype(np.float64), np.asarray(np.sqrt(count * share * (1.0 - share))))


def wilcoxon_p(car: Floats) -> Floats:
    """Signed rank, normal with the variance of ties, no continuity correction; zeros are left out."""
    if not len(car):
        return np.full(car.shape[1], np.nan)
    # A zero ranks before all others, so that leaving out z of them lowers every rank by z.
    zeros = (car == 0.0).sum(axis=0)
    places = np.where(car == 0.0, 0.0, average_ranks(np.abs(car).T).T - zeros)
    count = len(car) - zeros
    away = np.where(car > 0, places, 0.0).sum(axis=0) - count * (count + 1) / 4.0
    return np.asarray(2.0 * ndtr(-np.abs(divided(away, np.sqrt(np.square(places).sum(axis=0) / 4.0)))))


def permutation_p(car: Floats) -> Floats:
    """Share of all 2^N ways to set the signs of the CARs whose mean is at least as far from 0."""
    count = len(car)
    if not FEWEST_PERMUTED <= count <= MOST_PERMUTED:
        return np.full(car.shape[1], np.nan)
    signs = 1.0 - 2.0 * ((np.arange(2**count)[:, None] >> np.arange(count)) & 1)
    sums, found = np.abs(signs @ car), np.abs(car.sum(axis=0))
    # Equal sums differ by rounding: the signs as they are must count themselves.
    return np.asarray((sums >= found - 1e-12 * np.abs(car).sum(axis=0)).mean(axis=0))


def means(values: Floats) -> Floats:
    """Means over the events that have a value, by session."""
    seen = ~np.isnan(values)
    return divided(np.where(seen, values, 0.0).sum(axis=0), seen.sum(axis=0).astype(np.float64))


def corrado_cowan(sums: RankSums, indicator: Floats, lengths: Floats) -> Floats:
    """Corrado 1989 over several days (Cowan 1992); a session that some events miss weighs by those that have it."""
    mean = divided(sums.both_ranks, sums.both_seen)
    day = mean[-len(indicator) :]
    known = ~np.isnan(mean)
    if not known.any():
        return np.full(len(lengths), np.nan)
    spread = np.sqrt(np.mean(sums.both_seen[known] / sums.count * (mean[known] - 0.5) ** 2))
    over = np.where(np.isnan(day), 0.0, day) @ indicator
    there = (~np.isnan(day)).astype(np.float64) @ indicator
    return divided(np.sqrt(lengths) * (divided(over, there) - 0.5), np.full(len(lengths), spread))


def to_put(scar: Floats) -> Floats:
    """What GRANK ranks among the residuals: standardised CARs over their own standard deviation."""
    return divided(scar, deviation(scar)) if len(scar) > 1 else np.full_like(scar, np.nan)


def grank(sums: RankSums) -> tuple[Floats, int]:
    """Kolari and Pynnönen 2011: t per window, and its degrees of freedom."""
    kept = sums.seen > 0
    days = int(kept.sum())
    if sums.count < 2 or days < 2:
        return np.full(len(sums.own), np.nan), 0
    mean = (sums.base + sums.above)[:, kept] / sums.seen[kept]
    own = sums.own / sums.count
    spread = np.sqrt((np.square(mean).sum(axis=1) + own**2) / (days + 1.0))
    z = divided(own, spread)
    return z * np.sqrt(divided(np.full(len(z), days - 1.0), days - z**2)), days - 1
