"""Small makers of rows for tests: only what must be there, everything else by keyword."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Group, User

from tracker.announcements.models import Announcement
from tracker.companies.models import Company, Listing, Security
from tracker.jobs.models import ENDED_STATES, Job
from tracker.markets.models import PriceBar
from tracker.sources.models import Source

MOMENT = datetime(2025, 10, 21, 9, 0, tzinfo=UTC)


def make_company(key: str = "CLSK", **fields: Any) -> Company:
    """A listed miner with its primary security and one open-ended listing on Nasdaq."""
    values = {"name": f"{key} Inc.", "ticker": key, "role": "miner", "status": "listed", "country": "US", **fields}
    company = Company.objects.create(key=key, **values)
    security = Security.objects.create(key=key, company=company, name=company.name)
    Listing.objects.create(security=security, ticker=company.ticker, exchange="XNAS")
    return company


def make_announcement(company: Company, **fields: Any) -> Announcement:
    """A published announcement of 2025-10-20, day known, time not."""
    values = {
        "slug": f"{company.key.lower()}-2025-10-20-move",
        "kind": "executive_hire",
        "scope": "ai_hpc",
        "title": "A move into AI data centers",
        "announced_on": date(2025, 10, 20),
        "published_at": MOMENT,
        **fields,
    }
    return Announcement.objects.create(company=company, **values)


def make_bar(security: Security, day: date, close: str, **fields: Any) -> PriceBar:
    """One bar; open, high, low and volume only where given."""
    values = {"provider": "bundled", "fetched_at": MOMENT, **fields}
    return PriceBar.objects.create(security=security, session_on=day, close=Decimal(close), **values)


def make_source(key: str = "wire", **fields: Any) -> Source:
    """An enabled feed that was never polled."""
    return Source.objects.create(key=key, **{"name": key, "url": f"https://{key}.example.org/feed", **fields})


def make_job(state: str = "failed", **fields: Any) -> Job:
    """A backfill of a source of its own that failed, or is in the state named."""
    ended = MOMENT if state in ENDED_STATES else None
    source = fields.pop("source", None) or make_source("backfilled")
    values = {"kind": "backfill", "since_on": date(2025, 1, 1), "asked_at": MOMENT, "ended_at": ended, **fields}
    return Job.objects.create(state=state, source=source, **values)


def make_user(name: str, group: str = "", **fields: Any) -> User:
    """A login, in a group where one is named."""
    user = User.objects.create_user(name, password="a-long-test-password", **fields)
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user
