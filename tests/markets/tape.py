"""A price provider that answers from a table, and the days that tests of fetching are about."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import ClassVar

from tracker.companies.models import Security
from tracker.markets.models import PriceFeed
from tracker.markets.providers import Action, Bar, History, ProviderError

WEDNESDAY, FRIDAY, MONDAY = date(2025, 10, 15), date(2025, 10, 17), date(2025, 10, 20)
EVENING = datetime(2025, 10, 20, 22, 30, tzinfo=UTC)


@dataclass
class Tape:
    """A provider that answers from a table and remembers what it was asked."""

    name: ClassVar[str] = "yfinance"
    bars: dict[str, list[Bar]] = field(default_factory=dict)
    actions: dict[str, list[Action]] = field(default_factory=dict)
    error: ProviderError | None = None
    asked: list[tuple[str, date, date]] = field(default_factory=list)
    on_ask: Callable[[], None] | None = None

    def history(self, ticker: str, *, start: date, end: date) -> History:
        self.asked.append((ticker, start, end))
        if self.on_ask:
            self.on_ask()
        if self.error:
            raise self.error
        bars = sorted(self.bars.get(ticker, []), key=lambda one: one.session_on)
        return History(
            bars=[one for one in bars if start <= one.session_on <= end],
            actions=[one for one in self.actions.get(ticker, []) if start <= one.session_on <= end],
        )


def bar(day: date, close: str, **fields: Decimal | int) -> Bar:
    return Bar(session_on=day, close=Decimal(close), **fields)  # type: ignore[arg-type]


def feed_of(security: Security) -> PriceFeed:
    return PriceFeed.objects.get(security=security)
