"""Benjamini and Hochberg: q-values over the cells that are shown together."""

from collections.abc import Sequence

import numpy as np


def adjust(p_values: Sequence[float | None]) -> list[float | None]:
    """q of every p, None where there is none: such a cell is not part of the family."""
    known = [at for at, p in enumerate(p_values) if p is not None and not np.isnan(p)]
    found: list[float | None] = [None] * len(p_values)
    least = 1.0
    ranked = sorted(known, key=lambda at: -(p_values[at] or 0.0))
    for behind, at in enumerate(ranked):
        least = min(least, (p_values[at] or 0.0) * len(known) / (len(known) - behind))
        found[at] = least
    return found
