"""Reads of prices: bars, which security stands for a company, and how fresh the bars are."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from tracker.companies.choices import ListingStatus, SecurityKind
from tracker.companies.models import Company, Security
from tracker.markets import calendar, gaps, listings
from tracker.markets.gaps import Gaps
from tracker.markets.models import FetchStatus, PriceBar, PriceFeed, ProviderPause


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """How far a security's bars go and what the provider said last; `sessions_behind`: newest finished ones missing."""

    security: Security
    ticker: str | None
    provider: str
    last_bar_on: date | None
    expected_on: date
    sessions_behind: int | None
    gaps: Gaps
    status: FetchStatus
    message: str
    last_tried_at: datetime | None
    last_success_at: datetime | None
    next_try_at: datetime | None
    asked_from: date | None

    @property
    def is_up_to_date(self) -> bool:
        """Whether the newest finished session is there."""
        return self.last_bar_on is not None and self.last_bar_on >= self.expected_on

    def is_whole(self, since: date) -> bool:
        """Whether the provider was asked for everything since a day, and nothing that it may still have is missing."""
        first = max(since, listings.listed_since(self.security) or since)
        return self.is_up_to_date and not self.gaps.due and self.asked_from is not None and self.asked_from <= first


def bars(security: Security | str | int, start: date | None = None, end: date | None = None) -> QuerySet[PriceBar]:
    """Bars of a security (the row, its key or its id) from `start` to `end`, both included, oldest first."""
    if isinstance(security, str):
        found = PriceBar.objects.filter(security__key=security)
    else:
        found = PriceBar.objects.filter(security_id=security.pk if isinstance(security, Security) else security)
    if start is not None:
        found = found.filter(session_on__gte=start)
    if end is not None:
        found = found.filter(session_on__lte=end)
    return found.order_by("session_on")


def primary_security(company: Company) -> Security | None:
    """The share that stands for a company, whatever its ticker was at the time; None where none is on record."""
    return Security.objects.filter(company=company, is_primary=True).first()


def benchmark(key: str) -> Security | None:
    """A benchmark by its key: "SPY", "BTC-USD" or "WGMI"; None where it is not on record."""
    return Security.objects.filter(key=key, company__isnull=True).first()


def due_securities(now: datetime) -> list[tuple[int, str]]:
    """Id and key of every security that may be asked for now and lacks its newest finished session, or one before.

    Left out: what has no listing in New York, delisted companies, and whatever a provider asked to be let alone.
    """
    feeds = {feed.security_id: feed for feed in PriceFeed.objects.all()}
    securities = tracked()
    open_gaps = gaps.gaps(securities, now)
    due = []
    for security in securities:
        expected = listings.last_finished_day(security, now)
        if not listings.ticker_on(security, expected):
            continue
        feed = feeds.get(security.pk)
        is_behind = feed is None or feed.last_bar_on is None or feed.last_bar_on < expected
        if (is_behind or open_gaps[security.pk].due) and _is_free(feed, now):
            due.append((security.pk, security.key))
    return due


def feed_of(security: Security) -> PriceFeed:
    """How a security's last request ended. Raises PriceFeed.DoesNotExist where there was none."""
    return PriceFeed.objects.get(security=security)


def pause_of(provider: str) -> ProviderPause | None:
    """What a provider's breaker says; None while it is closed."""
    return ProviderPause.objects.filter(provider=provider, paused_until__isnull=False).first()


def freshness(now: datetime) -> list[Freshness]:
    """Every security with its last bar against the newest finished session, by key."""
    feeds = {feed.security_id: feed for feed in PriceFeed.objects.all()}
    securities = tracked()
    found = gaps.gaps(securities, now)
    return [_freshness(security, feeds.get(security.pk), found[security.pk], now) for security in securities]


def tracked() -> list[Security]:
    """Every security that still trades, by key, with its company and listings at hand."""
    living = Security.objects.exclude(company__status=ListingStatus.DELISTED)
    return list(living.select_related("company").prefetch_related("listings").order_by("key"))


def _is_free(feed: PriceFeed | None, now: datetime) -> bool:
    return feed is None or feed.next_try_at is None or feed.next_try_at <= now


def _freshness(security: Security, feed: PriceFeed | None, found: Gaps, now: datetime) -> Freshness:
    expected = listings.last_finished_day(security, now)
    last = feed.last_bar_on if feed else None
    return Freshness(
        security=security,
        ticker=listings.ticker_on(security, expected),
        provider=feed.provider if feed else "",
        last_bar_on=last,
        expected_on=expected,
        sessions_behind=sessions_missing(security, last, expected) if last else None,
        gaps=found,
        status=FetchStatus(feed.status) if feed else FetchStatus.NEVER,
        message=feed.message if feed else "",
        last_tried_at=feed.last_tried_at if feed else None,
        last_success_at=feed.last_success_at if feed else None,
        next_try_at=feed.next_try_at if feed else None,
        asked_from=feed.asked_from if feed else None,
    )


def sessions_missing(security: Security, last: date, expected: date) -> int:
    """How many finished sessions there are after the last bar; days of a coin."""
    if last >= expected:
        return 0
    if security.kind == SecurityKind.CRYPTO:
        return (expected - last).days
    return len(calendar.sessions_between(last + timedelta(days=1), expected))
