"""The heat map kind by window as table cells: what is written in each and how it is tinted. CSS classes, no colours."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tracker.charts.numbers import signed

# A mean of fewer events is a story, not a mean.
FEWEST: Final = 5
ALPHA: Final = 0.05
# Steps of the tint by the size of the mean: from 1, 3 and 7 %.
STEPS: Final = ((0.07, 3), (0.03, 2), (0.01, 1))


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `text` is the mean in percent without unit, '' where there are too few events for one."""

    text: str
    css: str
    n: int
    q: float | None
    is_sure: bool


def cell(mean: float | None, n: int, q: float | None) -> Cell:
    """Full tint where q is at most 5 %, hatched where it is more; blank under five events."""
    if n < FEWEST or mean is None:
        return Cell("", "h h-few", n, None, is_sure=False)
    is_sure = q is not None and q <= ALPHA
    return Cell(signed(mean * 100, 1), f"h {_step(mean)} {'is-sig' if is_sure else 'is-open'}", n, q, is_sure)


def _step(mean: float) -> str:
    """The class of a tint: h-p3 for a strong rise, h-n1 for a slight fall, h-0 around nothing."""
    size = next((step for least, step in STEPS if abs(mean) >= least), 0)
    return f"h-{'p' if mean > 0 else 'n'}{size}" if size else "h-0"


def key() -> Sequence[tuple[str, str]]:
    """What the tints mean, from the strongest fall to the strongest rise."""
    falls = [(signed(-least * 100, 0), f"h-n{step}") for least, step in STEPS]
    rises = [(signed(least * 100, 0), f"h-p{step}") for least, step in reversed(STEPS)]
    return [*falls, ("0", "h-0"), *rises]
