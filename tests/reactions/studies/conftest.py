"""A small market: eight miners, SPY and BTC over 200 sessions of seeded noise, and who announced what in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.factories import make_announcement, make_company
from tracker.announcements.models import Announcement
from tracker.companies.models import Company, Security
from tracker.markets.calendar import sessions_between
from tracker.markets.models import PriceBar

START, END = date(2025, 1, 2), date(2025, 10, 20)
FETCHED = datetime(2025, 10, 21, 6, 0, tzinfo=UTC)
Moves = NDArray[np.float64]


@dataclass(frozen=True)
class Market:
    """The sessions, the companies by key and their shares."""

    days: list[date]
    companies: dict[str, Company]

    def share(self, key: str) -> Security:
        """A security by its key."""
        return Security.objects.get(key=key)

    def tell(self, key: str, session: int, kind: str = "lease", **fields: object) -> Announcement:
        """An announcement half an hour before the open of a session."""
        day = self.days[session]
        values = {
            "slug": f"{key.lower()}-{day.isoformat()}-{kind}",
            "kind": kind,
            "announced_on": day,
            "announced_at": datetime(day.year, day.month, day.day, 12, 30, tzinfo=UTC),
            "date_precision": "minute",
            **fields,
        }
        return make_announcement(self.companies[key], **values)


def put_bars(security: Security, days: Sequence[date], closes: Sequence[float], fetched_at: datetime = FETCHED) -> None:
    """Bars with a volume, fetched at once."""
    PriceBar.objects.bulk_create(
        PriceBar(
            security=security,
            session_on=day,
            close=Decimal(f"{close:.6f}"),
            volume=1_000,
            provider="bundled",
            fetched_at=fetched_at,
        )
        for day, close in zip(days, closes, strict=True)
    )


def closes(moves: Moves, first: float = 20.0) -> list[float]:
    """Closes that rise and fall by these returns."""
    found: list[float] = (first * np.cumprod(1 + moves)).tolist()
    return found


@pytest.fixture
def market(db: None) -> Market:
    """Two hundred sessions: BTC has a bar on every day, weekends as well."""
    chance = np.random.default_rng(7)
    days = sessions_between(START, END)
    every = [START - timedelta(days=3) + timedelta(days=number) for number in range((END - START).days + 4)]
    spy = chance.normal(0, 0.008, len(days))
    put_bars(Security.objects.create(key="SPY", name="SPY", kind="fund"), days, closes(spy, 500))
    coin = Security.objects.create(key="BTC-USD", name="BTC", kind="crypto")
    put_bars(coin, every, closes(chance.normal(0, 0.02, len(every)), 90_000))
    PriceBar.objects.filter(security=coin).update(volume=None)
    companies = {}
    for number in range(8):
        company = make_company(f"M{number}")
        put_bars(Security.objects.get(company=company), days, closes(1.3 * spy + chance.normal(0, 0.03, len(days))))
        companies[company.key] = company
    return Market(days, companies)
