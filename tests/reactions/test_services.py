"""Measuring announcements: what is stored, when it is replaced, and how many queries it takes."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_announcement, make_company
from tests.reactions.conftest import FRIDAY, MONDAY, TUESDAY, plain
from tracker.announcements.models import Announcement
from tracker.companies.models import Security
from tracker.markets.calendar import sessions_around, sessions_between
from tracker.markets.models import PriceBar
from tracker.markets.services import store_bars
from tracker.reactions import measure as measures
from tracker.reactions.models import Reaction
from tracker.reactions.services import measure, measure_many

LATER = timedelta(days=1)


def test_cleansparks_monday_is_stored_as_measured(announcement: Announcement, clsk: Security, now: datetime) -> None:
    found = measure(announcement.pk, now=now)

    assert (found.state, found.phase, found.security) == ("measured", "date_only", clsk)
    assert (found.event_session_on, found.baseline_session_on) == (MONDAY, FRIDAY)
    assert found.previous_close == Decimal("19.525")
    prices = (found.open, found.high, found.low, found.close)
    assert prices == (Decimal("21.23"), Decimal("22.69"), Decimal("20.32"), Decimal("20.40"))
    assert found.raw_move == pytest.approx(0.044814, abs=1e-6)
    assert found.volume_ratio == 2.0
    assert found.spy_adjusted == pytest.approx(0.034814, abs=1e-6)
    assert found.btc_adjusted == pytest.approx(0.004814, abs=1e-6)
    assert found.flags == ["date_only"]


def test_measuring_again_without_news_writes_nothing(announcement: Announcement, clsk: Security, now: datetime) -> None:
    first = measure(announcement.pk, now=now)
    assert measure_many([announcement.pk], now=now + LATER) == 0
    again = Reaction.objects.get()
    assert (again.pk, again.measured_at) == (first.pk, now + LATER)


def test_a_corrected_bar_gives_a_new_reaction_and_keeps_the_old_one(
    announcement: Announcement, clsk: Security, now: datetime
) -> None:
    old = measure(announcement.pk, now=now)
    store_bars(clsk, [plain(MONDAY, "20.41", open="21.23")], provider="yfinance", now=now + LATER)

    new = measure(announcement.pk, now=now + LATER)

    assert new.pk != old.pk
    assert new.price_vintage != old.price_vintage
    old.refresh_from_db()
    assert (old.is_current, old.close) == (False, Decimal("20.40"))
    assert Reaction.objects.filter(is_current=True).count() == 1


def test_a_bar_that_is_not_used_changes_nothing(announcement: Announcement, clsk: Security, now: datetime) -> None:
    measure(announcement.pk, now=now)
    store_bars(clsk, [plain(TUESDAY, "18.77")], provider="yfinance", now=now + LATER)
    assert measure_many([announcement.pk], now=now + LATER) == 0


def test_a_time_that_becomes_known_moves_the_session(announcement: Announcement, clsk: Security, now: datetime) -> None:
    measure(announcement.pk, now=now)
    store_bars(clsk, [plain(TUESDAY, "18.77")], provider="yfinance", now=now + LATER)
    after_the_bell = datetime(2025, 10, 20, 20, 5, tzinfo=UTC)
    Announcement.objects.filter(pk=announcement.pk).update(announced_at=after_the_bell, date_precision="minute")

    found = measure(announcement.pk, now=now + LATER)

    assert (found.phase, found.event_session_on, found.baseline_session_on) == ("post", TUESDAY, MONDAY)
    assert found.raw_move == pytest.approx(18.77 / 20.40 - 1)


def test_another_method_version_measures_anew(
    announcement: Announcement, clsk: Security, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    measure(announcement.pk, now=now)
    monkeypatch.setattr(measures, "METHOD_VERSION", "99")
    assert measure_many([announcement.pk], now=now) == 1
    assert set(Reaction.objects.values_list("method_version", "is_current")) == {("1", False), ("99", True)}


def test_a_session_that_is_not_over_is_awaited(announcement: Announcement, clsk: Security) -> None:
    noon = datetime(2025, 10, 20, 16, 0, tzinfo=UTC)
    found = measure(announcement.pk, now=noon)
    assert (found.state, found.close, found.raw_move) == ("awaiting", None, None)
    assert measure(announcement.pk, now=noon + LATER).state == "measured"


def test_without_bars_there_are_no_prices(announcement: Announcement, now: datetime) -> None:
    found = measure(announcement.pk, now=now)
    assert (found.state, found.close, found.event_session_on) == ("no_prices", None, MONDAY)


def test_a_company_without_a_share_has_no_prices(announcement: Announcement, now: datetime) -> None:
    Security.objects.update(company=None)
    assert measure(announcement.pk, now=now).security is None


def test_galaxy_before_its_listing_in_new_york_has_no_prices(db: None) -> None:
    galaxy = make_company("GLXY")
    share = Security.objects.get(company=galaxy)
    listed = date(2025, 5, 16)
    bars = [plain(day, "23", volume=1) for day in sessions_between(listed, date(2025, 6, 2))]
    now = datetime(2025, 6, 3, 9, tzinfo=UTC)
    store_bars(share, bars, provider="bundled", now=now)

    states = {
        day: measure(make_announcement(galaxy, slug=f"glxy-{day}", announced_on=day).pk, now=now).state
        for day in (date(2025, 3, 28), date(2025, 5, 13), listed, date(2025, 5, 19))
    }

    assert list(states.values()) == ["no_prices", "no_prices", "no_prices", "measured"]


def test_bitfarms_keeps_its_bars_under_its_new_ticker(db: None, now: datetime) -> None:
    bitfarms = make_company("BITF", ticker="KEEL")
    share = Security.objects.get(company=bitfarms)
    store_bars(share, [plain(FRIDAY, "5"), plain(MONDAY, "6")], provider="bundled", now=now)
    found = measure(make_announcement(bitfarms).pk, now=now)
    assert found.state == "measured"
    assert found.raw_move == pytest.approx(0.2)


def test_a_halt_moves_the_event_session_to_the_first_one_with_trading(
    announcement: Announcement, clsk: Security, now: datetime
) -> None:
    store_bars(clsk, [plain(MONDAY, "19.525", volume=0)], provider="yfinance", now=now)
    store_bars(clsk, [plain(TUESDAY, "18.77", volume=3_000)], provider="yfinance", now=now)

    found = measure(announcement.pk, now=now + LATER)

    assert (found.event_session_on, found.baseline_session_on) == (TUESDAY, FRIDAY)
    assert "halted" in found.flags
    assert found.raw_move == pytest.approx(18.77 / 19.525 - 1)


def test_a_missing_session_before_the_event_is_said(announcement: Announcement, clsk: Security, now: datetime) -> None:
    PriceBar.objects.filter(security=clsk, session_on=FRIDAY).delete()
    found = measure(announcement.pk, now=now)
    assert found.baseline_session_on == date(2025, 10, 16)
    assert "baseline_gap" in found.flags


def test_a_day_outside_the_calendar_is_no_failure(announcement: Announcement, clsk: Security, now: datetime) -> None:
    Announcement.objects.update(announced_on=date(1999, 1, 4))
    found = measure(announcement.pk, now=now)
    assert (found.state, found.flags) == ("no_prices", ["outside_calendar"])


def test_an_announcement_that_is_gone_is_left_out(announcement: Announcement, clsk: Security, now: datetime) -> None:
    assert measure_many([announcement.pk, announcement.pk + 1], now=now) == 1
    with pytest.raises(Announcement.DoesNotExist):
        measure(announcement.pk + 1, now=now)
    assert measure_many([], now=now) == 0


def test_two_hundred_announcements_take_few_queries(announcement: Announcement, clsk: Security, now: datetime) -> None:
    days = sessions_around(MONDAY, 40, 0)
    ids = [
        make_announcement(announcement.company, slug=f"clsk-{number}", announced_on=days[number % 40]).pk
        for number in range(200)
    ]
    with CaptureQueriesContext(connection) as queries:
        assert measure_many(ids, now=now) == 200
    # A few more than ten on SQLite, which takes only so many values in one INSERT.
    assert len(queries) <= 20
