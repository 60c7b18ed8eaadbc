"""Prices as pages show them: the strip, last closes, a year's range, series for charts."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from django.db.models import Max

from tracker.charts.parts import Session
from tracker.companies.choices import SecurityKind
from tracker.companies.models import Company, Security
from tracker.markets.models import PriceBar

SPARK_DAYS: Final = 45
YEAR: Final = timedelta(days=365)
BENCHMARKS: Final = {"BTC-USD": "BTC", "SPY": "SPY", "WGMI": "WGMI"}
OVERLAYS: Final = {"BTC-USD": "BTC", "SPY": "SPY"}


@dataclass(frozen=True, slots=True)
class LastClose:
    """The newest closes of a security, oldest first; at least one."""

    days: Sequence[date]
    closes: Sequence[Decimal]

    @property
    def close(self) -> Decimal:
        """The newest close."""
        return self.closes[-1]

    @property
    def on(self) -> date:
        """Its session."""
        return self.days[-1]

    @property
    def change(self) -> float | None:
        """Over the close before, as a fraction."""
        return float(self.closes[-1] / self.closes[-2] - 1) if len(self.closes) > 1 else None

    @property
    def spark(self) -> list[float]:
        """For a line without axes."""
        return [float(close) for close in self.closes]


@dataclass(frozen=True, slots=True)
class StripItem:
    """One security in the strip; `company` is None for a benchmark."""

    name: str
    company: Company | None
    last: LastClose


@dataclass(frozen=True, slots=True)
class Strip:
    """Benchmarks and shares with their last closes."""

    items: list[StripItem] = field(default_factory=list)
    as_of: date | None = None


def last_share_session() -> date | None:
    """The newest session that any share has a bar of."""
    found: date | None = PriceBar.objects.filter(security__kind=SecurityKind.SHARE).aggregate(on=Max("session_on"))[
        "on"
    ]
    return found


def last_closes(as_of: date | None) -> dict[int, LastClose]:
    """The newest closes of every security by its id: those of the six weeks before `as_of`."""
    if as_of is None:
        return {}
    rows = PriceBar.objects.filter(session_on__gt=as_of - timedelta(days=SPARK_DAYS)).order_by("session_on")
    series: dict[int, tuple[list[date], list[Decimal]]] = {}
    for security_id, on, close in rows.values_list("security_id", "session_on", "close"):
        days, closes = series.setdefault(security_id, ([], []))
        days.append(on)
        closes.append(close)
    return {pk: LastClose(days, closes) for pk, (days, closes) in series.items()}


def strip(companies: Iterable[Company]) -> Strip:
    """Benchmarks first, then the shares of some companies in the order given."""
    as_of = last_share_session()
    closes = last_closes(as_of)
    securities = list(Security.objects.filter(is_primary=True))
    by_key = {security.key: security for security in securities if security.company_id is None}
    by_company = {security.company_id: security for security in securities}
    wanted = [(name, None, by_key.get(key)) for key, name in BENCHMARKS.items()]
    shares = [(company.ticker, company, by_company.get(company.pk)) for company in companies]
    items = [
        StripItem(name, company, closes[security.pk])
        for name, company, security in [*wanted, *shares]
        if security is not None and security.pk in closes
    ]
    return Strip(items, as_of)


@dataclass(frozen=True, slots=True)
class YearRange:
    """The lowest and the highest close-to-close day of the last year and where the last close stands in it."""

    low: Decimal
    high: Decimal
    share: float


def year_range(bars: Sequence[PriceBar]) -> YearRange | None:
    """Over the sessions of the year before the last one; lows and highs where known, else closes."""
    if not bars:
        return None
    recent = [bar for bar in bars if bar.session_on > bars[-1].session_on - YEAR]
    low = min(bar.low if bar.low is not None else bar.close for bar in recent)
    high = max(bar.high if bar.high is not None else bar.close for bar in recent)
    return YearRange(low, high, float((bars[-1].close - low) / (high - low)) if high > low else 0.5)


def sessions(bars: Iterable[PriceBar]) -> list[Session]:
    """Bars as a chart takes them."""
    return [
        Session(
            on=bar.session_on,
            open=_float(bar.open),
            high=_float(bar.high),
            low=_float(bar.low),
            close=float(bar.close),
            volume=bar.volume,
        )
        for bar in bars
    ]


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def aligned(keys: Iterable[str], days: Sequence[date]) -> dict[str, dict[date, float]]:
    """Closes of benchmarks by key and day, dividends added back, over the days from the first to the last given."""
    found: dict[str, dict[date, float]] = {key: {} for key in keys}
    if not days:
        return found
    rows = PriceBar.objects.filter(
        security__key__in=list(found), security__company__isnull=True, session_on__range=(days[0], days[-1])
    )
    for key, on, close, adjusted in rows.values_list("security__key", "session_on", "close", "adjusted_close"):
        found[key][on] = float(adjusted if adjusted is not None else close)
    return found


def session_at(days: Sequence[date], on: date) -> int | None:
    """The index of the first session on or after a day; None where the sessions do not reach it."""
    index = bisect_left(days, on)
    return index if index < len(days) and (index > 0 or days[0] == on) else None
