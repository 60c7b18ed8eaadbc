"""Arrays as plain lists, for JSON and pages: what is missing is None, never NaN and never zero."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def plain(values: NDArray[Any]) -> list[Any]:
    """A float array of any shape as nested lists."""
    array = np.asarray(values, dtype=np.float64)
    found: list[Any] = array.tolist()
    # Few are missing: putting None where they are is quicker than an array of objects.
    for *way, last in np.argwhere(~np.isfinite(array)).tolist():
        row = found
        for step in way:
            row = row[step]
        row[last] = None
    return found


def number(value: float | None) -> float | None:
    """One figure."""
    return None if value is None or not np.isfinite(value) else float(value)
