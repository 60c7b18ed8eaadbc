"""Multinomial logistic regression with an L2 penalty (Böhning 1992), fitted by L-BFGS, on traits by name."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from training.items import Floats


def vocabulary(found: Iterable[Mapping[str, float]], least: int) -> list[str]:
    """The traits that at least so many items have, in order."""
    counts = Counter(name for traits in found for name in traits)
    return sorted(name for name, count in counts.items() if count >= least)


def matrix(found: Sequence[Mapping[str, float]], names: list[str]) -> csr_matrix:
    """Items by traits."""
    column = {name: at for at, name in enumerate(names)}
    cells = [
        (row, column[name], strength)
        for row, traits in enumerate(found)
        for name, strength in traits.items()
        if name in column
    ]
    rows, columns, strengths = zip(*cells, strict=True)
    return csr_matrix((strengths, (rows, columns)), shape=(len(found), len(names)))


def fit(design: csr_matrix, accepted: Floats, counts: Floats, penalty: float) -> Floats:
    """Weights, traits by classes, that make the accepted classes (items by classes, 0 or 1) likeliest.

    `counts` says how much each item counts.
    """
    traits_count, classes = design.shape[1], accepted.shape[1]

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(traits_count, classes)
        scores = design @ weights
        scores -= scores.max(axis=1, keepdims=True)
        odds = np.exp(scores)
        odds /= odds.sum(axis=1, keepdims=True)
        right = np.maximum((odds * accepted).sum(axis=1), 1e-12)
        slope = design.T @ (counts[:, None] * (odds - odds * accepted / right[:, None])) + penalty * weights
        return float(-(counts * np.log(right)).sum() + penalty * (weights**2).sum() / 2), np.asarray(slope).ravel()

    start = np.zeros(traits_count * classes)
    found: Floats = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    return found.reshape(traits_count, classes)
