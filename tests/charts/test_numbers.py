"""How figures are written."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.charts import numbers

N = numbers.NARROW_SPACE


@pytest.mark.parametrize(
    ("fraction", "places", "written"),
    [
        (0.0448, 2, f"+4.48{N}%"),
        (-0.015, 1, f"−1.5{N}%"),
        (0.0, 2, f"0.00{N}%"),
        (-0.00004, 2, f"0.00{N}%"),
        (0.00005, 2, f"+0.01{N}%"),
        (Decimal("0.1196"), 2, f"+11.96{N}%"),
        (12.5, 0, f"+1,250{N}%"),
    ],
)
def test_a_change_carries_its_sign(fraction: float, places: int, written: str) -> None:
    assert numbers.signed_pct(fraction, places) == written


@pytest.mark.parametrize(
    ("points", "written"), [("11", f"+11{N}%"), ("11.000", f"+11{N}%"), ("-4.50", f"−4.5{N}%"), ("0", f"0{N}%")]
)
def test_a_printed_move_keeps_its_digits(points: str, written: str) -> None:
    assert numbers.pct_points(Decimal(points)) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("19.525000", "$19.525"),
        ("20.4", "$20.40"),
        ("20.399999618530273", "$20.40"),
        ("0.377", "$0.377"),
        ("84034.9", "$84,035"),
        ("1234.5", "$1,234.50"),
    ],
)
def test_a_price_is_written_as_quoted(value: str, written: str) -> None:
    assert numbers.price(Decimal(value)) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1_150_000_000, f"$1.15{N}B"),
        (87_300_000, f"$87.3{N}M"),
        (18_750_000, f"$18.8{N}M"),
        (220_000_000, f"$220{N}M"),
        (5_200_000_000, f"$5.2{N}B"),
        (2_000_000_000_000, f"$2{N}T"),
        (950, "$950"),
    ],
)
def test_money_has_three_figures_and_its_scale(value: int, written: str) -> None:
    assert numbers.money(value) == written


def test_other_currencies_are_named() -> None:
    assert numbers.money(31_000_000, "CAD") == f"CAD{N}31{N}M"


def test_a_reported_move_is_written_in_its_figures_and_only_without_them_in_its_words() -> None:
    assert numbers.printed(Decimal(11), Decimal("21.86")) == f"+11{N}%, $21.86"
    assert numbers.printed(Decimal(11), None, "more than 11%") == f"+11{N}%"
    assert numbers.printed(None, None, "a sharp rise") == "a sharp rise"
    assert numbers.printed(None, None) == ""


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15))
def test_no_number_is_written_with_a_plain_hyphen_or_an_exponent(value: Decimal) -> None:
    for written in (numbers.signed(value, 2), numbers.grouped(abs(value)), numbers.money(abs(value))):
        assert "E" not in written
    assert "-" not in numbers.signed(value, 2)


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e6, max_value=1e6))
def test_the_sign_says_what_the_digits_say(value: float) -> None:
    written = numbers.signed(value, 2)
    if written[0] in "+−":
        assert any(digit in "123456789" for digit in written)
    else:
        assert set(written) <= set("0.")
