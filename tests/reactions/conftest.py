"""Prices around CleanSpark's Monday, 2025-10-20."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.factories import make_announcement, make_company
from tracker.announcements.models import Announcement
from tracker.companies.models import Company, Security
from tracker.markets.calendar import sessions_around
from tracker.markets.providers import Bar
from tracker.markets.services import BUNDLED, store_bars

FRIDAY, MONDAY, TUESDAY = date(2025, 10, 17), date(2025, 10, 20), date(2025, 10, 21)


def plain(day: date, close: str, **fields: str | int) -> Bar:
    """A bar; prices as text, volume as a number."""
    values = {name: Decimal(value) if isinstance(value, str) else value for name, value in fields.items()}
    return Bar(session_on=day, close=Decimal(close), **values)  # type: ignore[arg-type]


def history() -> list[Bar]:
    """Sessions -31 to -2 with a volume of 1,000, Friday's and Monday's bar as they were."""
    days = sessions_around(MONDAY, 31, 0)
    friday = plain(FRIDAY, "19.525", open="19.9", high="20.6", low="18.51", volume=900)
    monday = plain(MONDAY, "20.40", open="21.23", high="22.69", low="20.32", volume=2_000)
    return [*(plain(day, "15", volume=1_000) for day in days[:-2]), friday, monday]


@pytest.fixture
def company(db: None) -> Company:
    """CleanSpark, without prices."""
    return make_company()


@pytest.fixture
def announcement(company: Company) -> Announcement:
    """Announced on Monday, hour not known."""
    return make_announcement(company)


@pytest.fixture
def clsk(company: Company, now: datetime) -> Security:
    """CleanSpark's share with its history, SPY and BTC beside it."""
    share = Security.objects.get(company=company)
    store_bars(share, history(), provider=BUNDLED, now=now)
    for key, kind, before, after in (("SPY", "fund", "660", "666.6"), ("BTC-USD", "crypto", "106000", "110240")):
        benchmark = Security.objects.create(key=key, name=key, kind=kind)
        store_bars(benchmark, [plain(FRIDAY, before), plain(MONDAY, after)], provider=BUNDLED, now=now)
    return share
