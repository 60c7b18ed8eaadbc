"""Figures, days and names on a page."""

from datetime import date
from decimal import Decimal

import pytest

from tracker.charts.numbers import NARROW_SPACE as N
from tracker.templatetags import figures


def test_what_is_missing_is_written_as_nothing() -> None:
    writers = (figures.signed_pct, figures.pct_points, figures.change, figures.usd, figures.usd_cell, figures.price)
    more = (figures.mw, figures.amount, figures.shares, figures.ratio, figures.day, figures.weekday_day)
    assert [write(None) for write in (*writers, *more)] == [""] * 12


def test_days_are_written_as_exactly_as_they_are_known() -> None:
    day = date(2025, 10, 20)
    assert figures.day(day) == "20 Oct 2025"
    assert figures.weekday_day(day) == "Mon 20 Oct 2025"
    assert figures.known_day(day, "month") == "Oct 2025"
    assert figures.known_day(day, "year") == "2025"


@pytest.mark.parametrize(("fraction", "css"), [(0.0448, "up"), (-0.0448, "down"), (0.00001, "flat")])
def test_a_change_is_coloured_as_it_reads(fraction: float, css: str) -> None:
    assert f'class="{css}"' in figures.change(fraction)


def test_power_says_what_it_counts() -> None:
    assert figures.mw(Decimal("285.000"), "gross") == f"285{N}MW"
    assert figures.mw(Decimal(168), "critical_it") == f"168{N}MW IT"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("CleanSpark, Inc.", "CleanSpark"),
        ("Keel Infrastructure Corp.", "Keel Infrastructure"),
        ("MARA Holdings, Inc.", "MARA"),
        ("IREN Limited", "IREN"),
        ("Northern Data AG", "Northern Data AG"),
    ],
)
def test_a_short_name_has_no_legal_form(name: str, short: str) -> None:
    assert figures.short_name(name) == short


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", " https://x", "//x", ""])
def test_only_addresses_of_the_web_are_links(url: str) -> None:
    assert figures.web_link(url) == ""
    assert figures.web_link("https://example.org/a") == "https://example.org/a"
