"""What is measured again, and printed moves held against the tape."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories import make_announcement
from tests.reactions.conftest import MONDAY, TUESDAY, plain
from tracker.announcements.models import Announcement, ReportedMove
from tracker.companies.models import Security
from tracker.markets.services import store_bars
from tracker.reactions import selectors
from tracker.reactions.selectors import claim_checks, claim_checks_many, current_reactions, stale_announcement_ids
from tracker.reactions.services import measure

LATER = timedelta(days=1)


def test_an_announcement_never_measured_is_stale(announcement: Announcement, now: datetime) -> None:
    assert stale_announcement_ids(now) == [announcement.pk]


def test_a_measured_announcement_is_stale_no_more(announcement: Announcement, clsk: Security, now: datetime) -> None:
    measure(announcement.pk, now=now + LATER)
    assert stale_announcement_ids(now + LATER) == []


@pytest.mark.parametrize("day", [MONDAY, date(2025, 9, 22), TUESDAY])
def test_a_bar_fetched_since_near_the_session_makes_it_stale(
    announcement: Announcement, clsk: Security, now: datetime, day: date
) -> None:
    measure(announcement.pk, now=now + LATER)
    store_bars(clsk, [plain(day, "21.00")], provider="yfinance", now=now + 2 * LATER)
    assert stale_announcement_ids(now + 2 * LATER) == [announcement.pk]


@pytest.mark.parametrize("day", [date(2025, 2, 3), date(2026, 2, 3)])
def test_a_bar_fetched_since_far_from_the_session_does_not(
    announcement: Announcement, clsk: Security, now: datetime, day: date
) -> None:
    measure(announcement.pk, now=now + LATER)
    store_bars(clsk, [plain(day, "21.00")], provider="yfinance", now=now + 2 * LATER)
    assert stale_announcement_ids(now + 2 * LATER) == []


def test_a_benchmarks_bar_fetched_since_makes_it_stale(
    announcement: Announcement, clsk: Security, now: datetime
) -> None:
    measure(announcement.pk, now=now + LATER)
    spy = Security.objects.get(key="SPY")
    store_bars(spy, [plain(TUESDAY, "670")], provider="yfinance", now=now + 2 * LATER)
    assert stale_announcement_ids(now + 2 * LATER) == []
    store_bars(spy, [plain(MONDAY, "666.7")], provider="yfinance", now=now + 2 * LATER)
    assert stale_announcement_ids(now + 2 * LATER) == [announcement.pk]


def test_bars_whose_fetch_began_before_the_measuring_and_ended_after_it_are_not_missed(
    announcement: Announcement, clsk: Security, now: datetime
) -> None:
    measure(announcement.pk, now=now + LATER + timedelta(minutes=5))
    store_bars(clsk, [plain(MONDAY, "21.00")], provider="yfinance", now=now + LATER)
    assert stale_announcement_ids(now + LATER + timedelta(minutes=6)) == [announcement.pk]


def test_a_corrected_time_makes_it_stale(announcement: Announcement, clsk: Security, now: datetime) -> None:
    measure(announcement.pk, now=now + LATER)
    Announcement.objects.update(session_phase="after_hours")
    assert stale_announcement_ids(now + LATER) == [announcement.pk]


def test_another_method_makes_it_stale(
    announcement: Announcement, clsk: Security, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    measure(announcement.pk, now=now + LATER)
    monkeypatch.setattr(selectors, "METHOD_VERSION", "99")
    assert stale_announcement_ids(now + LATER) == [announcement.pk]


def test_an_awaited_session_is_stale_once_it_is_over(announcement: Announcement, clsk: Security, now: datetime) -> None:
    noon = datetime(2026, 1, 5, 17, 0, tzinfo=UTC)
    Announcement.objects.update(announced_on=noon.date())
    measure(announcement.pk, now=noon)
    assert stale_announcement_ids(noon + timedelta(hours=3)) == []
    assert stale_announcement_ids(noon + timedelta(hours=4)) == [announcement.pk]


def test_the_never_measured_come_first_when_there_are_too_many(
    announcement: Announcement, clsk: Security, now: datetime
) -> None:
    measure(announcement.pk, now=now)
    fresh = make_announcement(announcement.company, slug="another")
    assert stale_announcement_ids(now) == [fresh.pk, announcement.pk]
    assert stale_announcement_ids(now, limit=1) == [fresh.pk]


def test_current_reactions_come_by_announcement(announcement: Announcement, clsk: Security, now: datetime) -> None:
    other = make_announcement(announcement.company, slug="another")
    reaction = measure(announcement.pk, now=now)
    assert current_reactions([announcement, other]) == {announcement.pk: reaction}


# --- claims -----------------------------------------------------------------------------------------------------------


def reported(announcement: Announcement, **fields: object) -> ReportedMove:
    return ReportedMove.objects.create(announcement=announcement, **fields)


def test_the_printed_eleven_percent_is_intraday_only(announcement: Announcement, clsk: Security, now: datetime) -> None:
    reported(announcement, pct=Decimal(11), price=Decimal("21.86"), basis="intraday", applies_to_on=MONDAY)

    (check,) = claim_checks(announcement, measure(announcement.pk, now=now))

    assert (check.verdict, check.label, check.session_on) == ("intraday_only", "Intraday only", MONDAY)
    assert [reading.printed for reading in check.readings] == ["pct", "price"]
    assert check.tape is not None
    assert check.tape.previous_close == Decimal("19.525")
    plain_words = check.sentence.replace("\u202f", " ")
    assert "+11 % is $21.67" in plain_words
    assert "+4.48 % over the close before" in plain_words


def test_a_move_speaks_of_its_own_session_and_else_of_the_event_session(
    announcement: Announcement, clsk: Security, now: datetime
) -> None:
    store_bars(clsk, [plain(TUESDAY, "18.77", open="20", high="20.5", low="18.5")], provider="yfinance", now=now)
    reported(announcement, pct=Decimal("4.5"), basis="close")
    reported(announcement, pct=Decimal(-8), basis="close", applies_to_on=TUESDAY)

    monday, tuesday = claim_checks(announcement, measure(announcement.pk, now=now))

    assert (monday.session_on, monday.verdict) == (MONDAY, "holds_at_close")
    assert (tuesday.session_on, tuesday.verdict) == (TUESDAY, "holds_at_close")


def test_every_reported_move_gets_a_verdict_without_prices_too(announcement: Announcement) -> None:
    reported(announcement, pct=Decimal(11), basis="intraday")
    reported(announcement, pct=Decimal(11), basis="pre_market")
    assert [check.verdict for check in claim_checks(announcement, None)] == ["no_prices", "off_session"]


def test_a_company_without_a_share_gets_no_prices(announcement: Announcement) -> None:
    Security.objects.update(company=None)
    reported(announcement, pct=Decimal(11))
    assert [check.verdict for check in claim_checks(announcement, None)] == ["no_prices"]


def test_the_checks_of_a_whole_page_take_three_queries(
    announcement: Announcement, clsk: Security, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    others = [make_announcement(announcement.company, slug=f"clsk-{number}") for number in range(10)]
    for row in (announcement, *others):
        reported(row, pct=Decimal(11), basis="intraday")
    with django_assert_num_queries(3):
        found = claim_checks_many([announcement, *others], {})
    assert [check.verdict for checks in found.values() for check in checks] == ["intraday_only"] * 11
