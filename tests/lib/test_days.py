"""Days named in a text."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.lib.days import named_days, weekday_before

TUESDAY = date(2025, 10, 21)
MONDAY = date(2025, 10, 20)


@pytest.mark.parametrize(
    ("text", "language", "day", "how"),
    [
        ("lundi", "fr", MONDAY, "weekday"),
        ("on Monday", "en", MONDAY, "weekday"),
        ("mardi", "fr", TUESDAY, "weekday"),
        ("Tuesday", "en", TUESDAY, "weekday"),
        ("mercredi", "fr", date(2025, 10, 15), "weekday"),
        ("hier", "fr", MONDAY, "relative"),
        ("yesterday", "en", MONDAY, "relative"),
        ("aujourd'hui", "fr", TUESDAY, "relative"),
        ("today", "en", TUESDAY, "relative"),
        ("Montag", "de", MONDAY, "weekday"),
        ("月曜日", "ja", MONDAY, "weekday"),
        ("周一", "zh", MONDAY, "weekday"),
        ("October 20, 2025", "en", MONDAY, "date"),
        ("Oct. 20", "en", MONDAY, "date"),
        ("le 20 octobre", "fr", MONDAY, "date"),
        ("le 1er octobre 2025", "fr", date(2025, 10, 1), "date"),
        ("20 de octubre de 2025", "es", MONDAY, "date"),
        ("10月20日", "ja", MONDAY, "date"),
        ("2025-10-20", "en", MONDAY, "date"),
        ("am 20. Oktober", "de", MONDAY, "date"),
        ("December 29", "en", date(2025, 12, 29), "date"),
        ("May 26", "en", date(2025, 5, 26), "date"),
    ],
)
def test_a_day_is_resolved_against_the_publication(text: str, language: str, day: date, how: str) -> None:
    (named,) = named_days(text, TUESDAY, language)
    assert (named.day, named.how) == (day, how)
    assert text[named.start : named.end] in text


def test_a_weekday_published_on_itself_is_that_day() -> None:
    assert weekday_before(MONDAY, 0) == MONDAY


@pytest.mark.parametrize(
    "text", ["in October 2025", "", "hierarchy", "February 30, 2025", "31 avril 2025", "9999-99-99"]
)
def test_what_is_no_day_is_left_out(text: str) -> None:
    assert named_days(text, TUESDAY) == []


def test_hier_means_here_in_german() -> None:
    assert named_days("hier in Texas", TUESDAY, "de") == []


def test_without_publication_only_full_dates_are_days() -> None:
    assert [named.day for named in named_days("Monday, May 26, October 20, 2025", None)] == [MONDAY]


@given(st.text(max_size=120), st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)))
def test_any_text_can_be_looked_through(text: str, published_on: date) -> None:
    for named in named_days(text, published_on, "fr"):
        assert 0 <= named.start < named.end <= len(text)


@pytest.mark.parametrize("unit", ["may ", "20 ", "2025-", "月", "monday", "20 de "])
def test_time_is_linear_on_the_worst_days(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    started = time.perf_counter()
    named_days(text[:60_000], TUESDAY)
    assert time.perf_counter() - started < 2
