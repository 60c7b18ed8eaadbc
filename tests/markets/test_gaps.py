"""Gaps: found by the calendar, asked for again, and believed after two empty answers."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories import make_bar, make_company
from tests.markets.tape import EVENING, FRIDAY, MONDAY, Tape, bar, feed_of
from tracker.companies.models import Listing, Security
from tracker.markets import fetching, gaps, selectors
from tracker.markets.models import EmptySession, PriceBar
from tracker.markets.services import update_security

pytestmark = pytest.mark.django_db

MON, TUE, WED, THU = (date(2025, 10, day) for day in (13, 14, 15, 16))
WEEK = (MON, TUE, WED, THU, FRIDAY, MONDAY)


@pytest.fixture
def clsk() -> Security:
    return Security.objects.get(company=make_company())


def of(security: Security, now: datetime = EVENING) -> gaps.Gaps:
    return gaps.gaps([security], now)[security.pk]


def test_a_session_without_a_bar_inside_the_range_is_a_gap(clsk: Security) -> None:
    for day in (MON, WED, FRIDAY, MONDAY):
        make_bar(clsk, day, "20")
    assert of(clsk) == gaps.Gaps(unexplained=[TUE, THU], due=[TUE, THU])


def test_weekends_holidays_and_what_lies_outside_the_range_are_no_gaps(clsk: Security) -> None:
    for day in (date(2025, 7, 3), date(2025, 7, 7)):  # around Independence Day
        make_bar(clsk, day, "20")
    assert of(clsk) == gaps.Gaps()
    assert of(Security.objects.create(key="SPY", name="SPY", kind="fund")) == gaps.Gaps()


def test_a_coin_trades_every_day() -> None:
    coin = Security.objects.create(key="BTC-USD", name="Bitcoin", kind="crypto")
    make_bar(coin, FRIDAY, "108000")
    make_bar(coin, MONDAY, "110000")
    assert of(coin).unexplained == [date(2025, 10, 18), date(2025, 10, 19)]


def test_sessions_before_the_listing_in_new_york_are_no_gaps(clsk: Security) -> None:
    clsk.listings.update(valid_from=THU)
    for day in (MON, THU, MONDAY):
        make_bar(clsk, day, "20")
    assert of(Security.objects.get(pk=clsk.pk)).unexplained == [FRIDAY]


def test_gaps_of_all_securities_take_three_queries(
    clsk: Security, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    hive = Security.objects.get(company=make_company("HIVE"))
    for security in (clsk, hive):
        make_bar(security, MON, "20")
        make_bar(security, MONDAY, "20")
    rows = selectors.tracked()
    with django_assert_max_num_queries(3):
        assert {len(found.unexplained) for found in gaps.gaps(rows, EVENING).values()} == {4}


# --- refilling --------------------------------------------------------------------------------------------------------


@pytest.fixture
def tape(clsk: Security) -> Tape:
    """A provider that had the whole week but Tuesday and Wednesday."""
    days = [MON, THU, FRIDAY, MONDAY]
    tape = Tape(bars={"CLSK": [bar(day, "20") for day in days]})
    assert update_security(clsk.pk, provider=tape, now=EVENING) == "ok"
    return tape


def test_a_security_with_a_gap_is_asked_for_again_a_day_later(clsk: Security, tape: Tape) -> None:
    assert of(clsk).unexplained == [TUE, WED]
    assert selectors.due_securities(EVENING + timedelta(hours=2)) == []
    later = EVENING + timedelta(days=1)
    make_bar(clsk, date(2025, 10, 21), "20")
    feed_of(clsk)  # nothing new to fetch but the gap
    assert of(clsk, later).due == [TUE, WED]
    assert (clsk.pk, "CLSK") in selectors.due_securities(later)


def test_a_refill_asks_from_the_gap_on_and_fills_it(clsk: Security, tape: Tape) -> None:
    tape.bars["CLSK"] += [bar(TUE, "20"), bar(WED, "20"), bar(date(2025, 11, 18), "20")]
    later = datetime(2025, 11, 18, 22, 30, tzinfo=UTC)

    update_security(clsk.pk, provider=tape, now=later)

    assert tape.asked[-1] == ("CLSK", min(MONDAY - fetching.OVERLAP, TUE), date(2025, 11, 18))
    assert PriceBar.objects.filter(session_on__in=(TUE, WED)).count() == 2
    assert not EmptySession.objects.filter(session_on__in=(TUE, WED)).exists()


def test_an_old_gap_is_reached_by_the_refill(clsk: Security) -> None:
    tape = Tape(bars={"CLSK": [bar(day, "20") for day in (date(2025, 3, 3), date(2025, 3, 5), *WEEK)]})
    for now in (EVENING, EVENING + timedelta(days=1)):
        update_security(clsk.pk, provider=tape, now=now)
    assert tape.asked[-1][1] == date(2025, 3, 4)


def test_two_empty_answers_a_day_apart_are_believed(clsk: Security, tape: Tape) -> None:
    later = EVENING + timedelta(days=1)
    tape.bars["CLSK"].append(bar(date(2025, 10, 21), "20"))

    assert update_security(clsk.pk, provider=tape, now=later) == "ok"

    assert of(clsk, later + timedelta(days=30)) == gaps.Gaps(believed=[TUE, WED])
    assert set(EmptySession.objects.values_list("times_asked", flat=True)) == {2}
    assert selectors.due_securities(later + timedelta(hours=2)) == []


def test_two_answers_within_the_hour_count_once(clsk: Security, tape: Tape) -> None:
    gaps.remember(clsk, "yfinance", (MON, MONDAY), EVENING + timedelta(hours=1))
    assert set(EmptySession.objects.values_list("times_asked", flat=True)) == {1}


def test_a_bar_that_comes_after_all_ends_the_belief(clsk: Security, tape: Tape) -> None:
    EmptySession.objects.update(times_asked=2)
    make_bar(clsk, TUE, "20")
    assert of(clsk) == gaps.Gaps(believed=[WED])


def test_a_price_of_a_day_without_session_is_not_kept(clsk: Security) -> None:
    sunday = date(2025, 10, 19)
    tape = Tape(bars={"CLSK": [bar(FRIDAY, "19.525"), bar(sunday, "19.6"), bar(MONDAY, "20.40")]})
    update_security(clsk.pk, provider=tape, now=EVENING)
    assert not PriceBar.objects.filter(session_on=sunday).exists()


def test_a_renamed_share_keeps_its_range(clsk: Security) -> None:
    clsk.listings.update(valid_to=THU)
    Listing.objects.create(security=clsk, ticker="NEW", exchange="XNAS", valid_from=FRIDAY)
    for day in (WED, MONDAY):
        make_bar(clsk, day, "20")
    assert of(clsk).unexplained == [THU, FRIDAY]
