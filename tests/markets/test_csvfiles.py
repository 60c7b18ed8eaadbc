"""Bars from CSV files: what is read, and how a bad file is refused."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.markets.providers import CsvProvider, ProviderUnreachable, UnknownProvider, UnknownTicker, make
from tracker.markets.providers.csvfiles import BadPriceFile, parse_bars, read_bars

HEADER = "date,open,high,low,close,volume"
FRIDAY, MONDAY = date(2025, 10, 17), date(2025, 10, 20)


@pytest.fixture
def provider(tmp_path: Path) -> CsvProvider:
    rows = (HEADER, "2025-10-20,21.23,22.69,20.32,20.40,45000000", "2025-10-17,,,,19.525,")
    (tmp_path / "CLSK.csv").write_text("\n".join(rows), encoding="utf-8")
    return CsvProvider(tmp_path)


def test_bars_come_in_order_and_gaps_stay_gaps(provider: CsvProvider) -> None:
    friday, monday = provider.history("CLSK", start=FRIDAY, end=MONDAY).bars
    assert (friday.session_on, friday.close, friday.open, friday.volume) == (FRIDAY, Decimal("19.525"), None, None)
    assert (monday.high, monday.low, monday.volume) == (Decimal("22.69"), Decimal("20.32"), 45_000_000)


def test_only_the_days_asked_for_are_given(provider: CsvProvider) -> None:
    assert [bar.session_on for bar in provider.history("CLSK", start=MONDAY, end=MONDAY).bars] == [MONDAY]


def test_a_close_and_a_date_are_enough() -> None:
    (bar,) = parse_bars(["date,close", "2024-01-01,44167.3"], name="BTC-USD.csv")
    assert (bar.close, bar.open, bar.volume, bar.adjusted_close) == (Decimal("44167.3"), None, None, None)


def test_the_adjusted_close_is_read_where_there_is_one() -> None:
    (bar,) = parse_bars([f"{HEADER},adj_close", "2024-01-02,472,473,470,472.65,1,457.67"], name="SPY.csv")
    assert bar.adjusted_close == Decimal("457.67")


@pytest.mark.parametrize("name", ["CLSK.csv", "clsk_us_d.csv", "clsk.us.csv"])
def test_stooqs_files_are_read_as_they_come(tmp_path: Path, name: str) -> None:
    rows = (
        "Date,Open,High,Low,Close,Volume",
        "2025-10-17,19.9,20.6,18.51,19.525,40000000",
        "2025-10-20,21.23,22.69,20.32,20.4,45000000.5",
    )
    (tmp_path / name).write_text("\r\n".join(rows), encoding="utf-8")

    friday, monday = CsvProvider(tmp_path).history("CLSK", start=FRIDAY, end=MONDAY).bars

    assert (friday.open, friday.close, friday.volume) == (Decimal("19.9"), Decimal("19.525"), 40_000_000)
    assert (monday.volume, monday.adjusted_close) == (45_000_000, None)


def test_yahoos_files_are_read_with_their_adjusted_close_and_without_their_empty_rows() -> None:
    rows = [
        "Date,Open,High,Low,Close,Adj Close,Volume",
        "2025-10-16,null,null,null,null,null,null",
        "2025-10-17,null,20.6,18.51,19.525,19.5,null",
    ]
    (bar,) = parse_bars(rows, name="CLSK.csv")
    assert (bar.session_on, bar.open, bar.high, bar.volume) == (FRIDAY, None, Decimal("20.6"), None)
    assert (bar.close, bar.adjusted_close) == (Decimal("19.525"), Decimal("19.5"))


def test_a_file_that_says_there_is_no_data_is_refused() -> None:
    with pytest.raises(BadPriceFile, match="the column date is missing"):
        parse_bars(["No data"], name="CLSK.csv")


@pytest.mark.parametrize("ticker", ["GONE", "../../etc/passwd", "A/B", "", "clsk"])
def test_a_ticker_without_a_file_is_unknown(provider: CsvProvider, ticker: str) -> None:
    with pytest.raises(UnknownTicker):
        provider.history(ticker, start=FRIDAY, end=MONDAY)


def test_every_bad_row_is_named_at_once() -> None:
    rows = [
        HEADER,
        "2025-10-17,1,2,1,1.5,10",
        "20 Oct,1,2,1,1.5,10",
        "2025-10-21,1,2,1,,10",
        "2025-10-22,1,1,2,1.5,10",
        "2025-10-23,one,2,1,1.5,10",
        "2025-10-24,1,2,1,-3,10",
        "2025-10-27,1,2,1,1.5,many",
        "2025-10-28,1,2,1,1.5",
        "2025-10-17,1,2,1,1.5,10",
        "2025-10-29,1,2,1,NaN,10",
        "2025-10-30,1,2,1,1.5,-1",
        "2025-10-31,1,2,1,0.0000001,1",
    ]

    with pytest.raises(BadPriceFile) as refused:
        parse_bars(rows, name="CLSK.csv")

    assert len(refused.value.problems) == 11
    message = str(refused.value)
    for part in (
        "CLSK.csv",
        "line 3",
        "20 Oct",
        "close is missing",
        "high 1.000000 is below low",
        "'one'",
        "is there twice",
    ):
        assert part in message


@pytest.mark.parametrize(
    ("header", "named"),
    [("date,open", "close is missing"), ("date,close,Close", "close is there twice"), ("", "date is missing")],
)
def test_a_header_that_is_not_the_formats_is_refused(header: str, named: str) -> None:
    with pytest.raises(BadPriceFile, match=named):
        parse_bars([header, "2025-10-17,1,1"], name="CLSK.csv")


def test_a_file_of_a_thousand_bad_rows_gives_a_short_message() -> None:
    with pytest.raises(BadPriceFile, match="and 980 more") as refused:
        parse_bars(["date,close", *["x,y"] * 1000], name="CLSK.csv")
    assert len(refused.value.problems) == 1000


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "CLSK.csv").write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(ProviderUnreachable, match="UTF-8"):
        CsvProvider(tmp_path).history("CLSK", start=FRIDAY, end=MONDAY)


@given(st.text(max_size=200))
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    with suppress(BadPriceFile):
        parse_bars([HEADER, *text.splitlines()], name="X.csv")


def test_the_bundled_prices_can_be_read() -> None:
    bundled = Path(__file__).parents[2] / "tracker" / "data" / "market"
    bars = {bar.session_on: bar for bar in read_bars(bundled / "CLSK.csv")}
    assert bars[MONDAY].close == Decimal("20.40")
    assert bars[FRIDAY].close == Decimal("19.525")


def test_providers_are_made_by_name(tmp_path: Path) -> None:
    assert make("csv", csv_dir=tmp_path, cache_dir=tmp_path).name == "csv"
    assert make("yfinance", csv_dir=tmp_path, cache_dir=tmp_path).name == "yfinance"
    with pytest.raises(UnknownProvider, match="csv, yfinance"):
        make("stooq", csv_dir=tmp_path, cache_dir=tmp_path)
