"""Ranks with ties shared. scipy.stats has them too, but loading it costs every process most of a second."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tracker.reactions.event_study.model import Floats


def average_ranks(values: NDArray[Any]) -> Floats:
    """Ranks 1..M along the last axis of (…, M); equal values share the mean of their ranks. NaN must not be in it."""
    order = np.argsort(values, axis=-1, kind="stable")
    arranged = np.take_along_axis(values, order, axis=-1)
    differs = arranged[..., 1:] != arranged[..., :-1]
    places = np.broadcast_to(np.arange(1.0, values.shape[-1] + 1.0), values.shape)
    ranks = np.empty(values.shape, dtype=np.float64)
    np.put_along_axis(ranks, order, places if differs.all() else _shared(places, differs), axis=-1)
    return ranks


def _shared(places: Floats, differs: NDArray[np.bool_]) -> Floats:
    """The mean place of each run of equal values."""
    edge = np.ones((*differs.shape[:-1], 1), dtype=np.bool_)
    starts = np.where(np.concatenate([edge, differs], axis=-1), places, 0.0)
    ends = np.where(np.concatenate([differs, edge], axis=-1), places, np.inf)
    last = np.minimum.accumulate(ends[..., ::-1], axis=-1)[..., ::-1]
    return np.asarray((np.maximum.accumulate(starts, axis=-1) + last) / 2.0)
