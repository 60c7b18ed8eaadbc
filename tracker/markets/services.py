"""Writes of prices: bars from anywhere into the table, and one security's new bars from a provider.

The network is asked outside of any transaction. A provider that fails leaves the stored bars and a sentence.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from tracker.companies.models import Security
from tracker.markets import selectors
from tracker.markets.models import FetchStatus, PriceBar, PriceFeed
from tracker.markets.providers import Bar, PriceProvider, ProviderError, RateLimited, UnknownTicker

# The name under which the bundled files store their bars. They never overwrite what a provider gave.
BUNDLED: Final = "bundled"
VALUES: Final = ("open", "high", "low", "close", "adjusted_close", "volume")
# A year of sessions before the first announcements on record: enough for every estimation window.
HISTORY_FROM: Final = date(2021, 1, 1)
OVERLAP: Final = timedelta(days=7)
# Longer than a task may take: a worker that died lets go of the security by then.
CLAIM: Final = timedelta(minutes=11)
FIRST_WAIT: Final = timedelta(minutes=5)
LONGEST_WAIT: Final = timedelta(hours=6)
# Printed closes of one session agree to a fraction of a percent between fetches. A split moves them by a third or more.
REBASED_CLOSE: Final = Decimal("0.1")
# A dividend shifts adjusted closes of all earlier sessions; rounding of bundled figures stays below this.
REBASED_DIVIDENDS: Final = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Stored:
    """How many bars were new and how many changed."""

    new: int
    changed: int


def store_bars(security: Security, bars: Iterable[Bar], *, provider: str, now: datetime) -> Stored:
    """Bring bars into the table: new ones in, different ones replaced, equal ones left alone.

    Bundled bars never replace a provider's; a provider's replace bundled ones. In order, so that two writers of one
    security wait for each other and count rightly.
    """
    by_day = {bar.session_on: bar for bar in bars}
    with transaction.atomic():
        feed, _made = PriceFeed.objects.get_or_create(security=security)
        PriceFeed.objects.select_for_update().get(pk=feed.pk)
        stored = _upsert(security, by_day, provider=provider, now=now)
        last = PriceBar.objects.filter(security=security).aggregate(last=Max("session_on"))["last"]
        PriceFeed.objects.filter(pk=feed.pk).update(last_bar_on=last)
    return stored


def _upsert(security: Security, by_day: dict[date, Bar], *, provider: str, now: datetime) -> Stored:
    if not by_day:
        return Stored(0, 0)
    span = (min(by_day), max(by_day))
    known = {row.session_on: row for row in PriceBar.objects.filter(security=security, session_on__range=span)}
    new, changed = [], []
    for day, bar in by_day.items():
        row = known.get(day)
        if row is None:
            new.append(_row(security, bar, provider=provider, now=now))
        elif _replaces(bar, row, provider):
            changed.append(_row(security, bar, provider=provider, now=now))
    PriceBar.objects.bulk_create(
        new + changed,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["security", "session_on"],
        update_fields=[*VALUES, "provider", "fetched_at"],
    )
    return Stored(new=len(new), changed=len(changed))


def _row(security: Security, bar: Bar, *, provider: str, now: datetime) -> PriceBar:
    values = {name: getattr(bar, name) for name in VALUES}
    return PriceBar(security=security, session_on=bar.session_on, provider=provider, fetched_at=now, **values)


def _replaces(bar: Bar, row: PriceBar, provider: str) -> bool:
    if provider == BUNDLED and row.provider != BUNDLED:
        return False
    same = all(getattr(bar, name) == getattr(row, name) for name in VALUES)
    return not same or (row.provider == BUNDLED and provider != BUNDLED)


# --- one security from its provider -----------------------------------------------------------------------------------


def update_security(security_id: int, *, provider: PriceProvider, now: datetime) -> str:
    """Fetch what a security lacks; the FetchStatus value it ended with.

    Of two that try at once one asks, the other gets the status of before. Raises Security.DoesNotExist.
    """
    security = Security.objects.select_related("company").prefetch_related("listings").get(pk=security_id)
    feed, _made = PriceFeed.objects.get_or_create(security=security)
    if not _claim(feed, now):
        return feed.status
    end = selectors.last_finished_day(security, now)
    ticker = selectors.ticker_on(security, end)
    if ticker is None:
        message = _("%(security)s has no listing in New York on %(day)s: nothing to fetch.")
        words = message % {"security": security.key, "day": end.isoformat()}
        return _failed(feed, FetchStatus.UNKNOWN_TICKER, words, provider=provider, now=now)
    try:
        bars = _fetch(security, feed, ticker, provider=provider, end=end)
    except ProviderError as error:
        wait = error.retry_after if isinstance(error, RateLimited) else None
        return _failed(feed, _status_of(error), str(error), provider=provider, now=now, wait_seconds=wait)
    if not bars:
        words = _("%(ticker)s: the provider has no bars up to %(day)s.") % {"ticker": ticker, "day": end.isoformat()}
        return _failed(feed, FetchStatus.EMPTY, words, provider=provider, now=now)
    stored = store_bars(security, bars, provider=provider.name, now=now)
    return _succeeded(feed, stored, last=bars[-1].session_on, provider=provider, now=now)


def _claim(feed: PriceFeed, now: datetime) -> bool:
    free = Q(next_try_at__isnull=True) | Q(next_try_at__lte=now)
    taken = PriceFeed.objects.filter(free, pk=feed.pk).update(next_try_at=now + CLAIM, last_tried_at=now)
    return taken == 1


def _fetch(security: Security, feed: PriceFeed, ticker: str, *, provider: PriceProvider, end: date) -> list[Bar]:
    """New bars with a few old ones; the whole history where there is none yet or the old ones were on another basis."""
    history = max(HISTORY_FROM, selectors.listed_since(security) or HISTORY_FROM)
    last = feed.last_bar_on
    # The first time all of it: bundled bars may start later, and a provider's bars should not be mixed with others'.
    if last is None or feed.last_success_at is None:
        return provider.daily_bars(ticker, start=history, end=end)
    start = min(last, end) - OVERLAP
    bars = provider.daily_bars(ticker, start=max(start, history), end=end)
    if _is_rebased(bars, selectors.bars(security, start, end)):
        return provider.daily_bars(ticker, start=history, end=end)
    return bars


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


def _status_of(error: ProviderError) -> FetchStatus:
    if isinstance(error, UnknownTicker):
        return FetchStatus.UNKNOWN_TICKER
    return FetchStatus.RATE_LIMITED if isinstance(error, RateLimited) else FetchStatus.UNREACHABLE


def _succeeded(feed: PriceFeed, stored: Stored, *, last: date, provider: PriceProvider, now: datetime) -> str:
    words = _("%(new)s new and %(changed)s changed bars, last one %(day)s.")
    PriceFeed.objects.filter(pk=feed.pk).update(
        provider=provider.name,
        status=FetchStatus.OK,
        message=words % {"new": stored.new, "changed": stored.changed, "day": last.isoformat()},
        last_success_at=now,
        next_try_at=None,
        failures=0,
    )
    return FetchStatus.OK.value


def _failed(
    feed: PriceFeed,
    status: FetchStatus,
    message: str,
    *,
    provider: PriceProvider,
    now: datetime,
    wait_seconds: float | None = None,
) -> str:
    wait = min(FIRST_WAIT * 2 ** min(feed.failures, 10), LONGEST_WAIT)
    if wait_seconds is not None:
        wait = max(wait, timedelta(seconds=wait_seconds))
    PriceFeed.objects.filter(pk=feed.pk).update(
        provider=provider.name,
        status=status,
        message=message[:500],
        next_try_at=now + wait,
        failures=feed.failures + 1,
    )
    return status.value
