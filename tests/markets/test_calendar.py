"""New York sessions: the 22 cases of METHOD section 1, and the edges of the calendar."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.markets import calendar

CASES = list(csv.DictReader((Path(__file__).parent.parent / "data" / "sessions.csv").open(encoding="utf-8")))


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_an_announcement_belongs_to_its_session(case: dict[str, str]) -> None:
    at = datetime.fromisoformat(case["utc"])

    found = calendar.event_session(at)

    assert found.event_on.isoformat() == case["event_session"]
    assert found.baseline_on.isoformat() == case["baseline_session"]
    assert found.phase == case["phase"]
    assert found.close_at == datetime.fromisoformat(case["session_close_utc"])


def test_all_cases_are_read() -> None:
    assert len(CASES) == 22


def test_new_york_local_times_of_the_cases_give_the_same_sessions() -> None:
    for case in CASES:
        local = datetime.fromisoformat(case["ny_local"]).replace(tzinfo=calendar.NEW_YORK)
        if "ambiguous" not in case["why"]:
            assert calendar.event_session(local).event_on.isoformat() == case["event_session"]


def test_a_day_without_hour_belongs_to_its_own_session() -> None:
    found = calendar.event_session_of_day(date(2025, 10, 20))
    assert (found.event_on, found.baseline_on) == (date(2025, 10, 20), date(2025, 10, 17))
    assert found.phase == "date_only"


def test_a_saturday_without_hour_belongs_to_monday() -> None:
    assert calendar.event_session_of_day(date(2024, 6, 8)).event_on == date(2024, 6, 10)


def test_an_early_close_ends_at_one_in_new_york() -> None:
    found = calendar.event_session_of_day(date(2024, 7, 3))
    assert found.close_at == datetime(2024, 7, 3, 17, 0, tzinfo=UTC)
    assert found.open_at == datetime(2024, 7, 3, 13, 30, tzinfo=UTC)


def test_the_last_closed_session_is_yesterdays_until_the_bell() -> None:
    bell = datetime(2025, 10, 20, 20, 0, tzinfo=UTC)
    assert calendar.last_closed_session(bell - timedelta(seconds=1)) == date(2025, 10, 17)
    assert calendar.last_closed_session(bell) == date(2025, 10, 20)


def test_a_utc_day_is_over_at_midnight() -> None:
    assert calendar.last_closed_utc_day(datetime(2025, 10, 21, 0, 0, tzinfo=UTC)) == date(2025, 10, 20)
    assert calendar.last_closed_utc_day(datetime(2025, 10, 20, 23, 59, tzinfo=UTC)) == date(2025, 10, 19)


def test_sessions_around_a_day_leave_out_closed_days() -> None:
    assert calendar.sessions_around(date(2025, 1, 9), 1, 1) == [date(2025, 1, 8), date(2025, 1, 10), date(2025, 1, 13)]


def test_sessions_between_two_days_include_both() -> None:
    week = calendar.sessions_between(date(2024, 7, 1), date(2024, 7, 7))
    assert week == [date(2024, 7, 1), date(2024, 7, 2), date(2024, 7, 3), date(2024, 7, 5)]


def test_the_juneteenth_holiday_is_no_session() -> None:
    assert not calendar.is_session(date(2024, 6, 19))
    assert calendar.is_session(date(2024, 6, 20))


@pytest.mark.parametrize("day", [date(1999, 1, 4), date(2009, 1, 1), date(2041, 1, 2), date(2999, 1, 1)])
def test_a_day_outside_the_calendar_is_refused_by_name(day: date) -> None:
    with pytest.raises(calendar.OutsideCalendar, match="2009-01-01 to 2040-12-31"):
        calendar.event_session_of_day(day)


def test_a_moment_outside_the_calendar_is_refused() -> None:
    far = datetime(2050, 1, 3, 12, tzinfo=UTC)
    for ask in (calendar.event_session, calendar.last_closed_session):
        with pytest.raises(calendar.OutsideCalendar, match="2050"):
            ask(far)
    with pytest.raises(calendar.OutsideCalendar):
        calendar.last_closed_session(datetime(2009, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("day", [date(2009, 1, 2), date(2040, 12, 31), date(2050, 1, 3)])
def test_sessions_around_the_rim_are_refused(day: date) -> None:
    with pytest.raises(calendar.OutsideCalendar):
        calendar.sessions_around(day, 5, 5)


def test_a_range_outside_the_calendar_is_refused() -> None:
    with pytest.raises(calendar.OutsideCalendar):
        calendar.sessions_between(date(2008, 1, 1), date(2020, 1, 1))
    with pytest.raises(calendar.OutsideCalendar):
        calendar.is_session(date(2041, 1, 1))


def test_a_time_without_zone_is_refused() -> None:
    naive = datetime(2024, 6, 3, 9, 0)  # noqa: DTZ001
    for ask in (calendar.event_session, calendar.last_closed_session, calendar.last_closed_utc_day):
        with pytest.raises(calendar.NaiveTime, match="no time zone"):
            ask(naive)


@given(st.datetimes(datetime(2010, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_event_session_closes_after_the_news_and_its_baseline_before(at: datetime) -> None:
    found = calendar.event_session(at)

    assert found.close_at > at
    assert calendar.last_closed_session(at) == found.baseline_on
    assert found.baseline_on < found.event_on
    assert (found.phase == "intraday") == (found.open_at <= at < found.close_at)
    assert calendar.event_session_of_day(found.event_on).event_on == found.event_on
