"""Reads of prices: what is due, how fresh it is, and which security stands for what."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories import make_bar, make_company
from tracker.companies.models import Security
from tracker.markets import listings, selectors
from tracker.markets.models import FetchStatus, PriceFeed

pytestmark = pytest.mark.django_db

FRIDAY, MONDAY = date(2025, 10, 17), date(2025, 10, 20)
EVENING = datetime(2025, 10, 20, 22, 30, tzinfo=UTC)


@pytest.fixture
def clsk() -> Security:
    return Security.objects.get(company=make_company())


def test_a_security_never_fetched_is_due(clsk: Security) -> None:
    assert selectors.due_securities(EVENING) == [(clsk.pk, "CLSK")]


@pytest.mark.parametrize(
    ("last_bar_on", "next_try_at", "is_due"),
    [
        (MONDAY, None, False),
        (FRIDAY, None, True),
        (FRIDAY, EVENING - timedelta(minutes=1), True),
        (FRIDAY, EVENING + timedelta(minutes=1), False),
        (None, EVENING + timedelta(minutes=1), False),
    ],
)
def test_a_security_is_due_when_its_newest_session_is_missing_and_its_wait_is_over(
    clsk: Security, last_bar_on: date | None, next_try_at: datetime | None, is_due: bool
) -> None:
    PriceFeed.objects.create(security=clsk, last_bar_on=last_bar_on, next_try_at=next_try_at)
    assert bool(selectors.due_securities(EVENING)) == is_due


def test_just_after_the_bell_the_session_is_not_asked_for_yet(clsk: Security) -> None:
    bell = datetime(2025, 10, 20, 20, 0, tzinfo=UTC)
    assert listings.last_finished_day(clsk, bell + timedelta(minutes=14)) == FRIDAY
    assert listings.last_finished_day(clsk, bell + timedelta(minutes=15)) == MONDAY


def test_delisted_companies_are_left_alone_and_benchmarks_are_not() -> None:
    make_company("SDIG", status="delisted")
    Security.objects.create(key="SPY", name="SPY", kind="fund")
    assert [key for _pk, key in selectors.due_securities(EVENING)] == ["SPY"]


def test_freshness_says_how_many_sessions_are_missing(clsk: Security) -> None:
    Security.objects.create(key="WGMI", name="WGMI", kind="fund")
    PriceFeed.objects.create(security=clsk, last_bar_on=date(2025, 10, 15), provider="yfinance", status="unreachable")

    share, fund = selectors.freshness(EVENING)

    assert (share.sessions_behind, share.expected_on, share.is_up_to_date) == (3, MONDAY, False)
    assert share.status is FetchStatus.UNREACHABLE
    assert (fund.status, fund.last_bar_on, fund.sessions_behind) == (FetchStatus.NEVER, None, None)


def test_a_coin_misses_days_and_not_sessions() -> None:
    coin = Security.objects.create(key="BTC-USD", name="Bitcoin", kind="crypto")
    PriceFeed.objects.create(security=coin, last_bar_on=FRIDAY)
    assert selectors.freshness(EVENING)[0].sessions_behind == 2
    assert selectors.freshness(datetime(2025, 10, 18, 1, tzinfo=UTC))[0].is_up_to_date


def test_bars_are_found_by_row_key_and_id(clsk: Security) -> None:
    make_bar(clsk, MONDAY, "20.40")
    make_bar(clsk, FRIDAY, "19.525")
    for name in (clsk, "CLSK", clsk.pk):
        assert [row.session_on for row in selectors.bars(name)] == [FRIDAY, MONDAY]
    assert [row.session_on for row in selectors.bars("CLSK", start=MONDAY)] == [MONDAY]
    assert [row.session_on for row in selectors.bars("CLSK", end=FRIDAY)] == [FRIDAY]


def test_a_company_is_stood_for_by_its_primary_security(clsk: Security) -> None:
    assert clsk.company is not None
    Security.objects.create(key="CLSKW", company=clsk.company, name="Warrant", is_primary=False)
    assert selectors.primary_security(clsk.company) == clsk


def test_a_share_is_no_benchmark(clsk: Security) -> None:
    assert selectors.benchmark(clsk.key) is None
    assert selectors.benchmark("SPY") is None
