"""Prices in, measures out: what a share did in the session that could first answer some news (METHOD section 2).

Pure. Prices are Decimal, returns are fractions as floats: 0.0448 is +4.48 %. What is missing stays missing, with a flag
that says what; nothing is filled with zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Final

from tracker.markets.providers.promise import Bar

# Raise it whenever a formula below changes: every stored reaction is then measured anew.
METHOD_VERSION: Final = "1"
# The volume ratio's denominator: the sessions -21 to -2. The last one before the news is left out, leaks show in it.
VOLUME_FROM: Final = 21
VOLUME_TO: Final = 2
FEWEST_VOLUMES: Final = 10

NO_OPEN: Final = "no_open"
NO_RANGE: Final = "no_range"
NO_VOLUME: Final = "no_volume"
SHORT_VOLUME_HISTORY: Final = "short_volume_history"
NO_SPY: Final = "no_spy"
NO_BTC: Final = "no_btc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The bars a measure rests on. `volumes` are those of the sessions -21 to -2, None where there was no bar.

    The benchmark pairs are (baseline, event) over the same sessions; BTC by its daily closes at 00:00 UTC.
    """

    baseline: Bar
    event: Bar
    volumes: Sequence[int | None] = ()
    spy: tuple[Bar | None, Bar | None] = (None, None)
    btc: tuple[Bar | None, Bar | None] = (None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What came out. (1 + gap)(1 + intraday_move) = 1 + raw_move wherever all three are known."""

    raw_move: float
    gap: float | None
    intraday_move: float | None
    high_move: float | None
    low_move: float | None
    volume_ratio: float | None
    spy_move: float | None
    btc_move: float | None
    spy_adjusted: float | None
    btc_adjusted: float | None
    flags: tuple[str, ...]


def measure(window: Window) -> Measures:
    """Every measure of one event session against the session before it."""
    before, after = comparable_closes(window.baseline, window.event)
    # Open, high and low are brought to the dividend-adjusted basis of the closes: O_adj = O (C_adj / C).
    scale = after / window.event.close
    raw = _move(before, after)
    spy, btc = _pair_move(window.spy), _pair_move(window.btc)
    opened = _scaled(window.event.open, scale)
    return Measures(
        raw_move=raw,
        gap=None if opened is None else _move(before, opened),
        intraday_move=None if opened is None else _move(opened, after),
        high_move=_known_move(before, _scaled(window.event.high, scale)),
        low_move=_known_move(before, _scaled(window.event.low, scale)),
        volume_ratio=_volume_ratio(window.event.volume, window.volumes),
        spy_move=spy,
        btc_move=btc,
        spy_adjusted=None if spy is None else raw - spy,
        btc_adjusted=None if btc is None else raw - btc,
        flags=_flags(window, spy, btc),
    )


def comparable_closes(before: Bar, after: Bar) -> tuple[Decimal, Decimal]:
    """The closes of two sessions on one basis: dividends added back where both bars know them, else as printed."""
    if before.adjusted_close is not None and after.adjusted_close is not None:
        return before.adjusted_close, after.adjusted_close
    return before.close, after.close


def _flags(window: Window, spy: float | None, btc: float | None) -> tuple[str, ...]:
    event = window.event
    found = {
        NO_OPEN: event.open is None,
        NO_RANGE: event.high is None or event.low is None,
        NO_VOLUME: not event.volume,
        SHORT_VOLUME_HISTORY: len(_traded(window.volumes)) < VOLUME_FROM - VOLUME_TO + 1,
        NO_SPY: spy is None,
        NO_BTC: btc is None,
    }
    return tuple(flag for flag, holds in found.items() if holds)


def _volume_ratio(volume: int | None, history: Sequence[int | None]) -> float | None:
    usual = _traded(history)
    if not volume or len(usual) < FEWEST_VOLUMES:
        return None
    return float(volume / median(usual))


def _traded(history: Sequence[int | None]) -> list[int]:
    return [volume for volume in history if volume]


def _pair_move(pair: tuple[Bar | None, Bar | None]) -> float | None:
    before, after = pair
    if before is None or after is None:
        return None
    return _move(*comparable_closes(before, after))


def _known_move(before: Decimal, after: Decimal | None) -> float | None:
    return None if after is None else _move(before, after)


def _scaled(price: Decimal | None, scale: Decimal) -> Decimal | None:
    return None if price is None else price * scale


def _move(before: Decimal, after: Decimal) -> float:
    # One division of exact figures, rounded once: the identity then holds to the last bits of a float.
    return float(after / before - 1)
