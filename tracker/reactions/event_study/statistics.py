"""Tests of a mean abnormal return, each for all windows at once: CARs (N events, W windows) in, one value a window out.

A figure that does not exist is NaN. Two-sided p-values everywhere.
"""

from typing import Final

import numpy as np
from scipy.special import ndtr, stdtr, stdtrit

from tracker.reactions.event_study.model import Floats, Ints

POWER: Final = 0.8
LEVEL: Final = 0.975


def divided(above: Floats, below: Floats) -> Floats:
    """A quotient, NaN where the divisor is not positive."""
    above, below = np.broadcast_arrays(above, below)
    return np.asarray(np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0))


def t_p(t: Floats, degrees: float) -> Floats:
    """p of t values."""
    return np.asarray(2.0 * stdtr(degrees, -np.abs(t))) if degrees > 0 else np.full_like(t, np.nan)


def z_p(z: Floats) -> Floats:
    """p of standard normal values."""
    return np.asarray(2.0 * ndtr(-np.abs(z)))


def deviation(values: Floats) -> Floats:
    """Sample standard deviation; NaN for fewer than two, and 0 where only rounding is left."""
    if len(values) < 2:
        return np.full(values.shape[1], np.nan)
    found = values.std(axis=0, ddof=1)
    return np.asarray(np.where(found > 1e-14 * np.abs(values).max(axis=0), found, 0.0))


def mean_t(values: Floats) -> Floats:
    """√N·mean/sd: the cross-sectional t of CARs (Brown and Warner 1985), of standardised ones that of BMP 1991."""
    return divided(np.sqrt(len(values)) * values.mean(axis=0), deviation(values))


def patell(scar: Floats, q: Floats) -> Floats:
    """Patell 1976 on CARs over their exact standard errors."""
    return divided(scar.sum(axis=0), np.sqrt(q.sum()))


def patell_csar(sums: Floats, q: Floats, lengths: Floats) -> Floats:
    """The variant that adds up standardised daily returns: `sums` (N, W) over each window."""
    return np.asarray((sums / np.sqrt(q)[:, None]).sum(axis=0) / np.sqrt(len(q) * lengths))


def kolari_pynnonen(bmp: Floats, r_bar: Floats, count: int) -> Floats:
    """BMP times √((1 − r̄) / (1 + (N − 1) r̄)); NaN where the denominator is not positive."""
    return bmp * np.sqrt(divided(np.maximum(1.0 - r_bar, 0.0), 1.0 + (count - 1.0) * r_bar))


def inflation(r_bar: Floats, count: int) -> Floats:
    """What shared sessions add to the standard error of a mean; a negative r̄ counts as none."""
    floored = np.maximum(r_bar, 0.0)
    return np.sqrt(divided(1.0 + (count - 1.0) * floored, 1.0 - floored))


def crude_dependence(caar: Floats, aar_past: Floats, lengths: Floats) -> Floats:
    """Brown and Warner 1985: the sd of the mean residual over the estimation window as the sd of a mean day."""
    if np.isfinite(aar_past).sum() < 2:
        return np.full_like(caar, np.nan)
    return divided(caar, np.sqrt(lengths) * np.nanstd(aar_past, ddof=1))


def overlap_z(caar: Floats, variance: Floats, cross: Floats) -> Floats:
    """CAAR over the root of N⁻²ΣΣC: `variance` (N, W) of each CAR, `cross` the sum over different events."""
    count = len(variance)
    return divided(caar, np.sqrt(np.maximum(variance.sum(axis=0) + cross, 0.0)) / count)


def firm_means_t(car: Floats, firms: Ints) -> tuple[Floats, int]:
    """Ibragimov and Müller: t of the firms' own means, and the number of firms; NaN under four of them."""
    _, which = np.unique(firms, return_inverse=True)
    sizes = np.bincount(which)
    if len(sizes) < 4:
        return np.full(car.shape[1], np.nan), len(sizes)
    sums = np.zeros((len(sizes), car.shape[1]))
    np.add.at(sums, which, car)
    return mean_t(sums / sizes[:, None]), len(sizes)


def quantile(level: float, degrees: int) -> float:
    """Quantile of t."""
    return float(stdtrit(float(degrees), level)) if degrees > 0 else float("nan")


def detectable(error: Floats, degrees: int) -> Floats:
    """The smallest mean that would be found in 80 of 100 such samples."""
    return error * (quantile(LEVEL, degrees) + quantile(POWER, degrees))
