"""A printed share move against the session it speaks of: which part of it the tape bears out.

Pure. Percentages are printed ones (Decimal 11 is +11 %), moves are fractions as floats. The words are in wording.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

HOLDS_AT_CLOSE: Final = "holds_at_close"
INTRADAY_ONLY: Final = "intraday_only"
NOT_BORNE_OUT: Final = "not_borne_out"
OFF_SESSION: Final = "off_session"
NO_PRICES: Final = "no_prices"
# From the best to the worst: a claim with two figures gets the verdict of the weaker one.
RANK: Final = (HOLDS_AT_CLOSE, INTRADAY_ONLY, NOT_BORNE_OUT)
# Bases that daily bars cannot test.
OFF_SESSION_BASES: Final = frozenset({"pre_market", "after_hours"})
# How near the close a printed figure must be to hold there, in percentage points, and in the same direction.
CLOSE_TOLERANCE: Final = Decimal("0.5")
HALF_A_CENT: Final = Decimal("0.005")
HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What was printed: a percentage, a price or both, and when in the day it was read off (a MoveBasis value)."""

    pct: Decimal | None = None
    price: Decimal | None = None
    basis: str = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tape:
    """A session as printed, with the close before it. Without high and low only the close can be tested."""

    previous_close: Decimal
    close: Decimal
    open: Decimal | None = None
    high: Decimal | None = None
    low: Decimal | None = None

    def move(self, price: Decimal | None) -> float | None:
        """A price as a move over the previous close."""
        return None if price is None else float(price / self.previous_close - 1)

    @property
    def close_move(self) -> float:
        """Close to close."""
        return float(self.close / self.previous_close - 1)

    @property
    def open_move(self) -> float | None:
        """Close to open."""
        return self.move(self.open)

    @property
    def high_move(self) -> float | None:
        """Close to high."""
        return self.move(self.high)

    @property
    def low_move(self) -> float | None:
        """Close to low."""
        return self.move(self.low)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One printed figure. `printed` is "pct" or "price"; the other one is what it implies, exact and unrounded."""

    printed: str
    pct: Decimal
    price: Decimal
    verdict: str

    @property
    def move(self) -> float:
        """The figure as a fraction over the previous close."""
        return float(self.pct / HUNDRED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The verdict on a claim, each printed figure with its own, and the session it was held against."""

    verdict: str
    claim: Claim
    readings: tuple[Reading, ...] = ()
    tape: Tape | None = None


def check(claim: Claim, tape: Tape | None) -> Result:
    """Hold a claim against a session; `tape` is None where there are no prices of it."""
    if claim.basis in OFF_SESSION_BASES:
        return Result(verdict=OFF_SESSION, claim=claim, tape=tape)
    if tape is None:
        return Result(verdict=NO_PRICES, claim=claim)
    readings = tuple(_readings(claim, tape))
    return Result(verdict=_weakest(readings), claim=claim, readings=readings, tape=tape)


def _readings(claim: Claim, tape: Tape) -> Iterable[Reading]:
    if claim.pct is not None:
        price = tape.previous_close * (1 + claim.pct / HUNDRED)
        slack = tape.previous_close * _half_unit(claim.pct) / HUNDRED
        yield Reading(
            printed="pct", pct=claim.pct, price=price, verdict=_verdict(claim.pct, price, slack=slack, tape=tape)
        )
    if claim.price is not None:
        pct = (claim.price / tape.previous_close - 1) * HUNDRED
        slack = min(_half_unit(claim.price), HALF_A_CENT)
        yield Reading(
            printed="price", pct=pct, price=claim.price, verdict=_verdict(pct, claim.price, slack=slack, tape=tape)
        )


def _verdict(pct: Decimal, price: Decimal, *, slack: Decimal, tape: Tape) -> str:
    if _holds(pct, (tape.close / tape.previous_close - 1) * HUNDRED):
        return HOLDS_AT_CLOSE
    if tape.high is None or tape.low is None:
        return NO_PRICES  # the close does not bear it out; whether the day did is not known
    # `slack` is half a unit of the last printed place: "+16 %" is borne out by a high of +15.7 %.
    inside = tape.low - slack <= price <= tape.high + slack
    return INTRADAY_ONLY if inside else NOT_BORNE_OUT


def _holds(pct: Decimal, close_pct: Decimal) -> bool:
    near = abs(close_pct - pct) <= CLOSE_TOLERANCE
    return near and (pct * close_pct > 0 or close_pct == pct or abs(close_pct - pct) <= _half_unit(pct))


def _half_unit(printed: Decimal) -> Decimal:
    """Half a unit of the last place that was printed: 0.5 for 11, 0.05 for 4.5. Trailing zeros are not printed ones."""
    exponent = printed.normalize().as_tuple().exponent
    places = min(exponent, 0) if isinstance(exponent, int) else 0
    return Decimal(1).scaleb(places) / 2


def _weakest(readings: tuple[Reading, ...]) -> str:
    verdicts = [reading.verdict for reading in readings]
    if not verdicts or NO_PRICES in verdicts:
        return NO_PRICES
    return max(verdicts, key=RANK.index)
