"""How far the running sum of an event's abnormal returns can be trusted at each session.

The variance of a sum is exact for the sum (METHOD section 3): adding the variances of its days would leave out that
they share one fitted line.
"""

from dataclasses import replace
from typing import Final

from tracker.reactions.event_study import Fitted, fit
from tracker.reactions.figures import plain

FIRST: Final = -10
LAST: Final = 10
RUNNING: Final = tuple((FIRST, tau) for tau in range(FIRST, LAST + 1))


def path_errors(fitted: Fitted) -> list[list[float | None]]:
    """Standard errors of the sums from session -10 to each session, per event; None where there are none."""
    again = fit(fitted.panel, fitted.placed, replace(fitted.spec, windows=RUNNING))
    found: list[list[float | None]] = plain(again.se)
    return found
