"""From an announcement's time to its event session."""

from datetime import UTC, date, datetime

import pytest

from tracker.reactions.timing import AFTER, BEFORE, timing

MONDAY, TUESDAY, FRIDAY = date(2025, 10, 20), date(2025, 10, 21), date(2025, 10, 17)


def test_a_day_without_hour_counts_as_its_own_session_and_says_so() -> None:
    when = timing(MONDAY)
    assert (when.event_on, when.baseline_on, when.phase, when.flags) == (MONDAY, FRIDAY, "date_only", ("date_only",))


def test_the_event_session_stands_in_the_middle_of_its_surroundings() -> None:
    when = timing(MONDAY)
    assert when.sessions[BEFORE] == MONDAY
    assert when.sessions[BEFORE - 1] == FRIDAY
    assert len(when.sessions) == BEFORE + 1 + AFTER


@pytest.mark.parametrize(
    ("stated", "event_on", "phase", "flags"),
    [
        ("pre_market", MONDAY, "pre", ("phase_stated",)),
        ("regular", MONDAY, "intraday", ("phase_stated", "gap_precedes_news")),
        ("after_hours", TUESDAY, "post", ("phase_stated",)),
        ("unknown", MONDAY, "date_only", ("date_only",)),
    ],
)
def test_what_a_source_says_of_the_hour_decides_the_session_of_a_day(
    stated: str, event_on: date, phase: str, flags: tuple[str, ...]
) -> None:
    when = timing(MONDAY, None, stated)
    assert (when.event_on, when.phase, when.flags) == (event_on, phase, flags)


def test_an_hour_that_does_not_fit_a_day_without_trading_is_not_believed() -> None:
    saturday = date(2025, 10, 18)
    assert timing(saturday, None, "after_hours").flags == ("date_only",)
    assert timing(saturday, None, "after_hours").event_on == MONDAY
    assert timing(saturday, None, "non_trading_day").phase == "closed"


def test_a_minute_goes_before_what_a_source_says_of_the_hour() -> None:
    when = timing(MONDAY, datetime(2025, 10, 20, 21, 0, tzinfo=UTC), "pre_market")
    assert (when.event_on, when.phase, when.flags) == (TUESDAY, "post", ())


@pytest.mark.parametrize(
    ("minute", "flags"),
    [((19, 29), ("gap_precedes_news",)), ((19, 30), ("gap_precedes_news", "near_close")), ((13, 29), ())],
)
def test_news_during_the_session_is_flagged(minute: tuple[int, int], flags: tuple[str, ...]) -> None:
    assert timing(MONDAY, datetime(2025, 10, 20, *minute, tzinfo=UTC)).flags == flags


def test_near_the_close_means_the_early_one_on_a_half_day() -> None:
    half_day = date(2024, 7, 3)
    assert "near_close" in timing(half_day, datetime(2024, 7, 3, 16, 45, tzinfo=UTC)).flags


def test_a_day_outside_the_calendar_has_no_session() -> None:
    when = timing(date(1999, 1, 4))
    assert (when.event_on, when.sessions, when.flags) == (date(1999, 1, 4), (), ("outside_calendar",))


def test_the_fingerprint_changes_with_time_and_share_only() -> None:
    morning, noon = (timing(MONDAY, datetime(2025, 10, 20, hour, tzinfo=UTC)) for hour in (14, 16))
    assert morning.digest("CLSK") == noon.digest("CLSK")
    assert morning.digest("CLSK") != morning.digest("MARA")
    assert morning.digest("CLSK") != timing(MONDAY).digest("CLSK")
