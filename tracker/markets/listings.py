"""Under which ticker a security trades in New York, since when, and which of its sessions are over."""

from datetime import date, datetime, timedelta
from typing import Final

from tracker.companies.choices import SecurityKind
from tracker.companies.models import Listing, Security
from tracker.markets import calendar

# Exchanges that keep New York's sessions. A ticker of another exchange may be somebody else's here.
NEW_YORK_MICS: Final = frozenset({"XNAS", "XNYS", "XASE", "ARCX", "BATS", "OTC", "OTCM", "XOTC"})
# The closing print settles for some minutes after the bell; asked before, a provider gives a bar that is not final.
SETTLING: Final = timedelta(minutes=15)


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


def trading_days(security: Security, start: date, end: date) -> set[date] | None:
    """The days on which there can be a bar: New York's sessions. None for a coin, which trades on all of them."""
    return None if security.kind == SecurityKind.CRYPTO else set(calendar.sessions_between(start, end))


def _is_valid(listing: Listing, day: date) -> bool:
    return (listing.valid_from is None or listing.valid_from <= day) and (
        listing.valid_to is None or listing.valid_to >= day
    )


def _is_usable(listing: Listing, security: Security) -> bool:
    return security.kind == SecurityKind.CRYPTO or listing.exchange.upper() in NEW_YORK_MICS
