"""Numbers, power, percentages and terms as printed."""

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.lib.quantities import (
    MAX_MW,
    MAX_PCT,
    MIN_PCT,
    numbers,
    parse_number,
    percentages,
    powers,
    terms,
    word_numbers,
)


@pytest.mark.parametrize(
    ("digits", "language", "value"),
    [
        ("9.7", "en", "9.7"),
        ("9,7", "fr", "9.7"),
        ("1,234", "en", "1234"),
        ("1.800", "es", "1800"),
        ("3.700", "en", "3.700"),
        ("3,700", "fr", "3.700"),
        ("1,234,567", "fr", "1234567"),
        ("1,234.5", "en", "1234.5"),
        ("1.234,5", "de", "1234.5"),
        ("108 000", "fr", "108000"),
        ("0.125", "es", "0.125"),
        ("46,743", "fr", "46.743"),
    ],
)
def test_separators_follow_the_language(digits: str, language: str, value: str) -> None:
    assert parse_number(digits, language) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "mw"),
    [
        ("750MW", "750"),
        ("a 320-megawatt campus", "320"),
        ("1.5 GW", "1500"),
        ("150 kilowatts", "0.150"),
        ("45\u202fMW", "45"),
        ("200 mégawatts", "200"),
        ("300 megavatios", "300"),
        ("160兆瓦", "160"),
        ("200千瓩", "200"),
        ("57メガワット", "57"),
        ("about 4.5 gigawatts", "4500.0"),
    ],
)
def test_power_is_read_in_megawatts(text: str, mw: str) -> None:
    language = "fr" if "é" in text else "en"
    assert [figure.value for figure in powers(text, numbers(text, language))] == [Decimal(mw)]


@pytest.mark.parametrize(
    "text",
    [
        "-150 MW",
        "−150 MW",
        "by \u2212150 MW",
        "NaN MW",
        "1e999 MW",
        "1e309 MW",
        "999999999999 GW",
        "0 MW",
        "500 MWh",
        "60.4 EH/s",
    ],
)
def test_absurd_or_foreign_units_are_not_power(text: str) -> None:
    assert powers(text, numbers(text)) == []


@pytest.mark.parametrize("name", ["GB300", "S19j", "NC-1", "H100", "A15", "CB-5"])
def test_numbers_in_names_are_not_numbers(name: str) -> None:
    assert numbers(f"the {name} racks") == []


@pytest.mark.parametrize(
    ("text", "pct"),
    [
        ("11 %", "11"),
        ("13%", "13"),
        ("+6,5 %", "6.5"),
        ("-3%", "-3"),
        ("3,5 Prozent", "3.5"),
        ("5 percent", "5"),
        ("10-20%", "20"),
    ],
)
def test_percentages_keep_a_printed_sign(text: str, pct: str) -> None:
    assert [figure.value for figure in percentages(text, numbers(text, "fr"))] == [Decimal(pct)]


@pytest.mark.parametrize("text", ["+100000%", "-100%", "-5000 %"])
def test_impossible_percentages_are_left_out(text: str) -> None:
    assert percentages(text, numbers(text)) == []


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("a 12-year lease", "12"),
        ("sur 10 ans", "10"),
        ("15 years", "15"),
        ("十年租約", "10"),
        ("10年間", "10"),
        ("20 Jahre", "20"),
    ],
)
def test_terms_are_read_in_years(text: str, years: str) -> None:
    assert [figure.value for figure in terms(text, numbers(text, "fr"))] == [Decimal(years)]


@pytest.mark.parametrize("text", ["in 2026年", "over -5 years", "2030 years"])
def test_calendar_years_and_negatives_are_no_terms(text: str) -> None:
    assert terms(text, numbers(text)) == []


def test_number_words_count_beside_a_unit() -> None:
    years, mw = word_numbers("a five-year contract, dix ans, nearly one gigawatt, one of five options")
    assert [figure.value for figure in years] == [5, 10]
    assert [figure.value for figure in mw] == [1000]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("d'une quinzaine d'années", 15),
        ("una decina di anni", 10),
        ("una veintena de años", 20),
        ("une vingtaine d’années", 20),
        ("twenty-five-year", 25),
    ],
)
def test_about_so_many_years_are_read(text: str, years: int) -> None:
    assert [figure.value for figure in word_numbers(text)[0]] == [years]


def test_a_word_may_stand_between_a_figure_and_its_unit() -> None:
    text = "for 130 additional megawatts and 40 fewer megawatts"
    assert [figure.value for figure in powers(text, numbers(text))] == [130]


@given(st.text(alphabet="0123456789.,-−+ eEMWGkw%yearsans\u00a0NaInf", max_size=80))
def test_figures_are_finite_and_within_bounds(text: str) -> None:
    for language in ("en", "fr"):
        found = numbers(text, language)
        assert all(figure.value.is_finite() for figure in found)
        assert all(0 < figure.value <= MAX_MW for figure in powers(text, found))
        assert all(MIN_PCT < figure.value <= MAX_PCT for figure in percentages(text, found))
        assert all(0 < figure.value < 100 for figure in terms(text, found))


@pytest.mark.parametrize("unit", ["1", "1,", "1 000 ", "1.1.", "9'999'", "five-", "twenty-five ", "-"])
def test_time_is_linear_on_the_worst_numbers(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    started = time.perf_counter()
    found = numbers(text)
    powers(text, found)
    percentages(text, found)
    terms(text, found)
    word_numbers(text)
    assert time.perf_counter() - started < 1.5
