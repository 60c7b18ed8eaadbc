"""Amounts of money as printed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.lib.money import MAX_AMOUNT, Money, amounts
from tracker.lib.quantities import numbers


def read(text: str, language: str = "en") -> list[Money]:
    return amounts(text, numbers(text, language))


@pytest.mark.parametrize(
    ("text", "language", "amount", "currency"),
    [
        ("$9.7B", "en", "9700000000", "USD"),
        ("$1.2 billion", "en", "1200000000", "USD"),
        ("$75.5 million", "en", "75500000", "USD"),
        ("$19bn", "en", "19000000000", "USD"),
        ("USD 311m", "en", "311000000", "USD"),
        ("US$1,234.56", "en", "1234.56", "USD"),
        ("9.7 billion dollars", "en", "9700000000", "USD"),
        ("CAD $3.5 billion", "en", "3500000000", "CAD"),
        ("C$58 million", "en", "58000000", "CAD"),
        ("€90m", "en", "90000000", "EUR"),
        ("9,7 milliards de dollars", "fr", "9700000000", "USD"),
        ("1,15 Md$", "fr", "1150000000", "USD"),
        ("380\u00a0millions de dollars", "fr", "380000000", "USD"),
        ("1.800 millions USD", "fr", "1800000000", "USD"),
        ("40 M€", "fr", "40000000", "EUR"),
        ("108 000 dollars", "fr", "108000", "USD"),
        ("21,86 dollars", "fr", "21.86", "USD"),
        ("12 millions de dollars canadiens", "fr", "12000000", "CAD"),
        ("240 Millionen US-Dollar", "de", "240000000", "USD"),
        ("3,7 Mrd. Dollar", "de", "3700000000", "USD"),
        ("3.700 millones de dólares", "es", "3700000000", "USD"),
        ("3 mil millones de dólares", "es", "3000000000", "USD"),
        ("US$ 3,2 bilhões", "pt", "3200000000", "USD"),
        ("311 milioni di dollari", "it", "311000000", "USD"),
        ("37億美元", "zh", "3700000000", "USD"),
        ("1150億ドル", "ja", "115000000000", "USD"),
        ("1億5000万ドル", "ja", "150000000", "USD"),
        ("2亿3,400万美元", "zh", "234000000", "USD"),
        ("58 millones de dólares canadienses", "es", "58000000", "CAD"),
        ("2574万ドル", "ja", "25740000", "USD"),
    ],
)
def test_an_amount_is_read_with_its_multiplier(text: str, language: str, amount: str, currency: str) -> None:
    (money,) = read(text, language)
    assert (money.amount, money.currency) == (Decimal(amount), currency)
    assert text[money.start : money.end] == text or currency == "CAD"


@pytest.mark.parametrize(
    ("text", "language", "per"),
    [
        ("8 millions de dollars par mégawatt", "fr", "mégawatt"),
        ("$8 million per MW", "en", "mw"),
        ("$5.75 a share", "en", "share"),
        ("5,75 dollars par action", "fr", "action"),
        ("$25.70/TH", "en", "th"),
        ("$30,000 per Nvidia", "en", "nvidia"),
        ("$96 million, paid", "en", ""),
        ("paid $5 million a week later", "en", ""),
    ],
)
def test_a_rate_says_what_it_is_per(text: str, language: str, per: str) -> None:
    assert [money.per for money in read(text, language)] == [per]


@pytest.mark.parametrize(
    "text", ["$-2 billion", "-$2", "$1e309 billion", "$NaN", "2,500 bitcoin", "$0", "Blackwell GB300", "717 BTC"]
)
def test_what_is_no_positive_amount_is_left_out(text: str) -> None:
    assert read(text) == []


@given(st.text(alphabet="0123456789.,$€ -−MBkmdillionsbe%\u00a0", max_size=60))
def test_amounts_are_finite_positive_and_bounded(text: str) -> None:
    for money in read(text):
        assert money.amount.is_finite()
        assert 0 < money.amount <= MAX_AMOUNT
        assert 0 <= money.start < money.end <= len(text)
