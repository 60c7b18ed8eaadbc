"""What goes into an event study: a panel of returns, the events, and how normal returns are modelled."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]
Window = tuple[int, int]

NINE_WINDOWS: Final[tuple[Window, ...]] = (
    (0, 0), (0, 1), (-1, 1), (-2, 2), (-5, 5), (0, 5), (0, 10), (-10, -1), (-10, 10),
)  # fmt: skip
HEADLINE: Final[Window] = (0, 1)
NORMAL_FROM: Final = 60  # valid pairs of a normal estimate
LOW_FROM: Final = 30  # below this there is no estimate
WORST_CONDITION: Final = 1e10


class BadSpec(ValueError):
    """Windows that cannot be used, or arrays that do not belong together."""


class Model(StrEnum):
    """How a normal return is made: none at all, the first factor itself, or a regression on all factors."""

    RAW = "raw"
    MARKET_ADJUSTED = "market_adjusted"
    OLS = "ols"


class Quality(StrEnum):
    """How far an event's estimate carries."""

    NORMAL = "normal"
    LOW_CONFIDENCE = "low_confidence"
    ADJUSTED = "adjusted"
    UNUSABLE = "unusable"


class Reason(StrEnum):
    """Why an event is not of normal quality."""

    NONE = ""
    FEW_PAIRS = "few_pairs"  # 30 to 59 valid pairs in the estimation window
    TOO_FEW_PAIRS = "too_few_pairs"  # under 30: less the first factor, no t
    COLLINEAR = "collinear"  # the factors cannot be told apart
    UNKNOWN_SECURITY = "unknown_security"
    NO_SUCH_SESSION = "no_such_session"
    NO_RETURN = "no_return"  # no return in the event window, or none at session 0 and long after it


@dataclass(frozen=True, slots=True)
class Panel:
    """Simple returns aligned to sessions; NaN is missing, never zero.

    `factors` is (T, K), or (T, S, K) where a factor differs per security. `spans` (T, S) says how many sessions each
    return covers; None means one each.
    """

    days: tuple[date, ...]
    securities: tuple[str, ...]
    returns: Floats
    factor_names: tuple[str, ...]
    factors: Floats
    spans: NDArray[np.int64] | None = None

    def __post_init__(self) -> None:
        """Raises BadSpec where the shapes do not belong together."""
        shape, count = (len(self.days), len(self.securities)), len(self.factor_names)
        if self.returns.shape != shape or (self.spans is not None and self.spans.shape != shape):
            raise BadSpec(f"Returns and spans need the shape {shape}.")
        if self.factors.shape not in {(shape[0], count), (*shape, count)}:
            raise BadSpec(f"Factors need the shape {(shape[0], count)} or {(*shape, count)}.")

    @property
    def has_own_factors(self) -> bool:
        """Whether a factor differs per security."""
        return self.factors.ndim == 3


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to one security; every event belongs to the group "all" and to its labels.

    `masked_on` are other events of the firm: days 0 and +1 of each are left out of the estimation window.
    """

    event_id: str
    security: str
    session_on: date
    labels: tuple[str, ...] = ()
    masked_on: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Spec:
    """The model and the windows. `zero_alpha` leaves the constant out of the regression: for firms after a run-up."""

    model: Model = Model.OLS
    estimation: Window = (-120, -11)
    event_window: Window = (-10, 10)
    windows: tuple[Window, ...] = NINE_WINDOWS
    zero_alpha: bool = False

    def __post_init__(self) -> None:
        """Raises BadSpec where a window is turned round, or lies where it must not."""
        first, last = self.event_window
        if self.estimation[0] > self.estimation[1] or first > last:
            raise BadSpec("A window starts after its end.")
        if self.estimation[1] >= first:
            raise BadSpec("The estimation window must end before the event window starts.")
        if not all(first <= a <= b <= last for a, b in self.windows):
            raise BadSpec("A window must lie within the event window.")

    @property
    def taus(self) -> range:
        """The relative sessions of the event window."""
        return range(self.event_window[0], self.event_window[1] + 1)

    @property
    def estimation_length(self) -> int:
        """Sessions of the estimation window."""
        return self.estimation[1] - self.estimation[0] + 1

    @property
    def lengths(self) -> Floats:
        """Sessions of each window."""
        return np.array([b - a + 1 for a, b in self.windows], dtype=np.float64)

    def slice_of(self, window: Window) -> slice:
        """Where a window lies among `taus`."""
        return slice(window[0] - self.event_window[0], window[1] - self.event_window[0] + 1)

    def indicator(self) -> Floats:
        """(taus, windows): 1 where a relative session is in a window."""
        found = np.zeros((len(self.taus), len(self.windows)))
        for column, window in enumerate(self.windows):
            found[self.slice_of(window), column] = 1.0
        return found

    def needed(self, factors: int) -> int:
        """How many of the factors must be there for a session to count."""
        return {Model.RAW: 0, Model.MARKET_ADJUSTED: min(1, factors)}.get(self.model, factors)

    def parameters(self, factors: int) -> int:
        """How many numbers are estimated per event."""
        return factors + (not self.zero_alpha) if self.model is Model.OLS else 0
