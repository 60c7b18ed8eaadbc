"""Reads of prices: bars, which security stands for a company, and how fresh the bars are."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from tracker.companies.choices import ListingStatus, SecurityKind
from tracker.companies.models import Company, Listing, Security
from tracker.markets import calendar
from tracker.markets.models import FetchStatus, PriceBar, PriceFeed

# Exchanges that keep New York's sessions. A ticker of another exchange may be somebody else's here.
NEW_YORK_MICS: Final = frozenset({"XNAS", "XNYS", "XASE", "ARCX", "BATS", "OTC", "OTCM", "XOTC"})
# The closing print settles for some minutes after the bell; asked before, a provider gives a bar that is not final.
SETTLING: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """How far a security's bars go and what the provider said last; `sessions_behind`: newest finished ones missing."""

    security: Security
    provider: str
    last_bar_on: date | None
    expected_on: date
    sessions_behind: int | None
    status: FetchStatus
    message: str
    last_tried_at: datetime | None
    next_try_at: datetime | None

    @property
    def is_up_to_date(self) -> bool:
        """Whether the newest finished session is there."""
        return self.last_bar_on is not None and self.last_bar_on >= self.expected_on


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


def last_finished_day(security: Security, now: datetime) -> date:
    """The newest day whose bar is final: the last closed session, for a coin the last UTC day."""
    settled = now - SETTLING
    if security.kind == SecurityKind.CRYPTO:
        return calendar.last_closed_utc_day(settled)
    return calendar.last_closed_session(settled)


def ticker_on(security: Security, day: date) -> str | None:
    """The ticker that a security trades under in New York on a day; None where it has no listing there.

    A company's own ticker goes before other lines of the same listing, such as warrants. A security without any
    listing on record (a coin) trades under its key.
    """
    listings = list(security.listings.all())
    if not listings:
        return security.key
    valid = [listing for listing in listings if _is_valid(listing, day) and _is_usable(listing, security)]
    own = security.company.ticker if security.company else security.key
    valid.sort(key=lambda listing: (listing.ticker == own, listing.valid_from or date.min))
    return valid[-1].ticker if valid else None


def listed_since(security: Security) -> date | None:
    """The first day of a security's listings in New York; None where that is not known or it never had one."""
    starts = [listing.valid_from for listing in security.listings.all() if _is_usable(listing, security)]
    return min((day for day in starts if day is not None), default=None) if None not in starts else None


def due_securities(now: datetime) -> list[tuple[int, str]]:
    """Id and key of every security whose newest finished session is missing and that may be asked for now.

    Left out: what has no listing in New York, delisted companies, and whatever a provider asked to be let alone.
    """
    feeds = {feed.security_id: feed for feed in PriceFeed.objects.all()}
    due = []
    for security in _tracked():
        expected = last_finished_day(security, now)
        if ticker_on(security, expected) and _is_due(feeds.get(security.pk), expected, now):
            due.append((security.pk, security.key))
    return due


def freshness(now: datetime) -> list[Freshness]:
    """Every security with its last bar against the newest finished session, by key."""
    feeds = {feed.security_id: feed for feed in PriceFeed.objects.all()}
    return [_freshness(security, feeds.get(security.pk), now) for security in _tracked()]


def _tracked() -> list[Security]:
    living = Security.objects.exclude(company__status=ListingStatus.DELISTED)
    return list(living.select_related("company").prefetch_related("listings").order_by("key"))


def _is_due(feed: PriceFeed | None, expected: date, now: datetime) -> bool:
    if feed is None:
        return True
    is_behind = feed.last_bar_on is None or feed.last_bar_on < expected
    return is_behind and (feed.next_try_at is None or feed.next_try_at <= now)


def _freshness(security: Security, feed: PriceFeed | None, now: datetime) -> Freshness:
    expected = last_finished_day(security, now)
    last = feed.last_bar_on if feed else None
    return Freshness(
        security=security,
        provider=feed.provider if feed else "",
        last_bar_on=last,
        expected_on=expected,
        sessions_behind=_missing(security, last, expected) if last else None,
        status=FetchStatus(feed.status) if feed else FetchStatus.NEVER,
        message=feed.message if feed else "",
        last_tried_at=feed.last_tried_at if feed else None,
        next_try_at=feed.next_try_at if feed else None,
    )


def _missing(security: Security, last: date, expected: date) -> int:
    if last >= expected:
        return 0
    if security.kind == SecurityKind.CRYPTO:
        return (expected - last).days
    return len(calendar.sessions_between(last + timedelta(days=1), expected))


def _is_valid(listing: Listing, day: date) -> bool:
    return (listing.valid_from is None or listing.valid_from <= day) and (
        listing.valid_to is None or listing.valid_to >= day
    )


def _is_usable(listing: Listing, security: Security) -> bool:
    return security.kind == SecurityKind.CRYPTO or listing.exchange.upper() in NEW_YORK_MICS
