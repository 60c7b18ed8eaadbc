"""Asking a provider for one security's bars: which days, and what to do with days that cannot be.

Reads only; what becomes of the answer is for services.py. The network is asked outside of any transaction.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from tracker.companies.models import Security
from tracker.markets import gaps, listings, selectors
from tracker.markets.breaker import Turn
from tracker.markets.models import PriceBar, PriceFeed
from tracker.markets.providers import Bar, History, PriceProvider

# A year of sessions before the first announcements on record: enough for every estimation window.
HISTORY_FROM: Final = date(2021, 1, 1)
OVERLAP: Final = timedelta(days=7)
# Printed closes of one session agree to a fraction of a percent between fetches. A split moves them by a third or more.
REBASED_CLOSE: Final = Decimal("0.1")
# A dividend shifts adjusted closes of all earlier sessions; rounding of bundled figures stays below this.
REBASED_DIVIDENDS: Final = Decimal("0.001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Who asks whom for what; `since` is the first day of history wanted, `turn` what the breaker said."""

    security: Security
    feed: PriceFeed
    provider: PriceProvider
    ticker: str
    since: date
    end: date
    turn: Turn
    now: datetime

    @property
    def asked_from(self) -> date:
        """How far back the provider was ever asked."""
        return self.feed.asked_from or HISTORY_FROM


@dataclass(frozen=True, slots=True)
class Answer:
    """What came, and from which day on it was asked for."""

    history: History
    start: date


def fetch(request: Request) -> Answer:
    """New bars with a few old ones and whatever lies between them and the oldest gap that may still be filled.

    The whole history where there is none yet, where more of it is wanted, or where the old bars were on another basis.
    Raises ProviderError.
    """
    feed = request.feed
    last = feed.last_bar_on
    # The first time all of it: bundled bars may start later, and a provider's bars should not be mixed with others'.
    if last is None or feed.last_success_at is None or request.since < request.asked_from:
        return _ask(request, request.since)
    whole = min(request.since, request.asked_from)
    due = gaps.gaps([request.security], request.now)[request.security.pk].due
    start = min([max(min(last, request.end) - OVERLAP, request.since), *due])
    answer = _ask(request, start)
    if _is_rebased(answer.history.bars, selectors.bars(request.security, start, request.end)):
        return _ask(request, min(whole, start))
    return answer


def _ask(request: Request, start: date) -> Answer:
    found = request.provider.history(request.ticker, start=start, end=request.end)
    # A price for a day on which New York was closed is a provider's mistake, and would count as a session.
    open_on = listings.trading_days(request.security, start, request.end)
    bars = [bar for bar in found.bars if open_on is None or bar.session_on in open_on]
    return Answer(History(bars=bars, actions=found.actions), start)


def _is_rebased(fetched: list[Bar], stored: Iterable[PriceBar]) -> bool:
    """Whether a split or a dividend since the last fetch has changed the basis of every earlier bar."""
    by_day = {row.session_on: row for row in stored}
    pairs = [(bar, by_day[bar.session_on]) for bar in fetched if bar.session_on in by_day]
    return any(
        _apart(bar.close, row.close) > REBASED_CLOSE or _apart(_factor(bar), _factor(row)) > REBASED_DIVIDENDS
        for bar, row in pairs
    )


def _factor(bar: Bar | PriceBar) -> Decimal:
    return bar.adjusted_close / bar.close if bar.adjusted_close else Decimal(1)


def _apart(one: Decimal, other: Decimal) -> Decimal:
    return abs(one / other - 1)
