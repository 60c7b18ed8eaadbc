"""The Yahoo provider against a local server that speaks its chart protocol."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.markets.yahoo import Yahoo, no_bars_in_range, serve
from tracker.markets.providers import Action, ProviderUnreachable, RateLimited, UnknownTicker, YahooProvider

FRIDAY, MONDAY, TUESDAY = date(2025, 10, 17), date(2025, 10, 20), date(2025, 10, 21)
CLSK = [
    (FRIDAY, 19.9, 20.6, 18.51, 19.525, 19.525, 40_000_000),
    (MONDAY, 21.23, 22.690000534057617, 20.32, 20.399999618530273, 20.4, 45_000_000),
    (TUESDAY, 20.0, 20.5, 18.5, 18.77, 18.77, 11_000_000),
]


@pytest.fixture
def yahoo() -> Iterator[Yahoo]:
    with serve() as server:
        yield server


@pytest.fixture(scope="module")
def cache_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all: Yahoo's client keeps the first directory of a process."""
    return tmp_path_factory.mktemp("yahoo")


@pytest.fixture
def provider(yahoo: Yahoo, cache_dir: Path) -> YahooProvider:
    return YahooProvider(cache_dir=cache_dir, session_factory=yahoo.session, timeout_seconds=5)


def test_bars_come_as_printed_with_the_noise_of_floats_cut_off(yahoo: Yahoo, provider: YahooProvider) -> None:
    yahoo.rows["CLSK"] = list(CLSK)

    friday, monday = provider.history("CLSK", start=FRIDAY, end=MONDAY).bars

    assert (friday.session_on, friday.close) == (FRIDAY, Decimal("19.525"))
    assert (monday.open, monday.high, monday.low) == (Decimal("21.23"), Decimal("22.690001"), Decimal("20.32"))
    assert monday.close == Decimal("20.40")
    assert monday.volume == 45_000_000


def test_the_running_session_is_dropped(yahoo: Yahoo, provider: YahooProvider) -> None:
    yahoo.rows["CLSK"] = list(CLSK)
    assert [bar.session_on for bar in provider.history("CLSK", start=FRIDAY, end=MONDAY).bars] == [FRIDAY, MONDAY]


def test_the_adjusted_close_is_kept_beside_the_close(yahoo: Yahoo, provider: YahooProvider) -> None:
    yahoo.rows["SPY"] = [(MONDAY, 670.0, 672.0, 669.0, 671.3, 669.5, 60_000_000)]
    (bar,) = provider.history("SPY", start=MONDAY, end=MONDAY).bars
    assert (bar.close, bar.adjusted_close) == (Decimal("671.3"), Decimal("669.5"))


def test_a_coins_days_are_utc_days(yahoo: Yahoo, provider: YahooProvider) -> None:
    yahoo.zones["BTC-USD"] = "UTC"
    saturday = date(2025, 10, 18)
    yahoo.rows["BTC-USD"] = [
        (day, 1.0, 1.0, 1.0, price, price, 1) for day, price in ((saturday, 107198.27), (MONDAY, 110588.93))
    ]
    bars = provider.history("BTC-USD", start=saturday, end=MONDAY).bars
    assert [(bar.session_on, bar.close) for bar in bars] == [
        (saturday, Decimal("107198.27")),
        (MONDAY, Decimal("110588.93")),
    ]


def test_rows_without_a_close_are_dropped_and_other_gaps_stay_gaps(yahoo: Yahoo, provider: YahooProvider) -> None:
    yahoo.rows["CLSK"] = [
        (FRIDAY, None, None, None, None, None, None),
        (MONDAY, None, 21.0, 22.0, 20.4, None, None),
    ]
    (bar,) = provider.history("CLSK", start=FRIDAY, end=MONDAY).bars
    assert (bar.open, bar.high, bar.low) == (None, None, None)  # a high below its low is no range
    assert bar.close == Decimal("20.4")


def test_splits_and_dividends_are_told_with_their_sessions(yahoo: Yahoo, provider: YahooProvider) -> None:
    yahoo.rows["HUT"] = list(CLSK)
    yahoo.splits["HUT"] = {MONDAY: (1, 3)}
    yahoo.dividends["HUT"] = {FRIDAY: 0.25, TUESDAY: 1.0}

    found = provider.history("HUT", start=FRIDAY, end=MONDAY)

    assert found.actions == [
        Action(FRIDAY, "dividend", Decimal("0.25")),
        Action(MONDAY, "split", Decimal("0.33333333")),
    ]
    assert len(found.bars) == 2


def test_a_running_session_sent_beside_the_finished_ones_is_dropped(yahoo: Yahoo, provider: YahooProvider) -> None:
    yahoo.rows["CLSK"] = list(CLSK[:2])
    yahoo.live["CLSK"] = (TUESDAY, 20.0, 20.1, 19.9, 19.99, 19.99, 5)
    assert [bar.session_on for bar in provider.history("CLSK", start=FRIDAY, end=MONDAY).bars] == [FRIDAY, MONDAY]


def test_a_second_bar_of_the_last_session_is_not_taken_for_another(yahoo: Yahoo, provider: YahooProvider) -> None:
    yahoo.rows["CLSK"] = list(CLSK[:2])
    yahoo.live["CLSK"] = (MONDAY, 21.23, 22.69, 20.32, 20.41, 20.41, 45_000_100)
    bars = provider.history("CLSK", start=FRIDAY, end=MONDAY).bars
    assert [bar.session_on for bar in bars] == [FRIDAY, MONDAY]


def test_a_split_leaves_the_providers_adjusted_figures_alone(yahoo: Yahoo, provider: YahooProvider) -> None:
    yahoo.rows["HUT"] = [
        (FRIDAY, 10.0, 11.0, 9.5, 10.0, 10.0, 1_000),
        (MONDAY, 10.1, 11.1, 9.6, 10.2, 10.2, 1_100),
    ]
    yahoo.splits["HUT"] = {MONDAY: (1, 5)}
    bars = provider.history("HUT", start=FRIDAY, end=MONDAY).bars
    assert [bar.close for bar in bars] == [Decimal("10.0"), Decimal("10.2")]


def test_429_is_rate_limited(yahoo: Yahoo, provider: YahooProvider) -> None:
    yahoo.fixed["CLSK"] = (429, "text/plain", b"Too Many Requests")
    with pytest.raises(RateLimited, match="asks to wait"):
        provider.history("CLSK", start=FRIDAY, end=MONDAY)


@pytest.mark.parametrize(
    ("header", "low", "high"),
    [("120", 120, 120), ("Fri, 31 Dec 2999 23:59:59 GMT", 1e9, 1e12), (None, None, None), ("soon", None, None)],
)
def test_the_wait_that_a_429_asks_for_is_heard(
    yahoo: Yahoo, provider: YahooProvider, header: str | None, low: float | None, high: float | None
) -> None:
    yahoo.fixed["CLSK"] = (429, "text/plain", b"Too Many Requests")
    if header is not None:
        yahoo.retry_after["CLSK"] = header
    with pytest.raises(RateLimited) as refused:
        provider.history("CLSK", start=FRIDAY, end=MONDAY)
    wait = refused.value.retry_after
    assert wait is None if low is None or high is None else wait is not None and low <= wait <= high


def test_listening_leaves_the_session_as_it_was(yahoo: Yahoo, cache_dir: Path) -> None:
    session = yahoo.session()
    provider = YahooProvider(cache_dir=cache_dir, session_factory=lambda: session, timeout_seconds=5)
    before = session.request
    yahoo.rows["CLSK"] = list(CLSK)
    provider.history("CLSK", start=FRIDAY, end=MONDAY)
    assert session.request == before


@pytest.mark.parametrize("ticker", ["GONE", "LOST", "NEVER"])  # the third is the first that yfinance asks once
def test_404_is_an_unknown_ticker(provider: YahooProvider, ticker: str) -> None:
    with pytest.raises(UnknownTicker, match=ticker):
        provider.history(ticker, start=FRIDAY, end=MONDAY)


def test_a_ticker_that_was_known_before_and_is_gone_now_is_unknown(yahoo: Yahoo, provider: YahooProvider) -> None:
    yahoo.rows["SDIG"] = list(CLSK)
    provider.history("SDIG", start=FRIDAY, end=MONDAY)
    del yahoo.rows["SDIG"]
    with pytest.raises(UnknownTicker):
        provider.history("SDIG", start=FRIDAY, end=MONDAY)


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        (500, "text/html", b"<html>oops</html>"),
        (200, "text/html", b"<html>Will be right back...</html>"),
        (200, "application/json", b'{"chart": {"result": [{}], "error": null}}'),
        (200, "application/json", b""),
    ],
)
def test_anything_else_than_a_chart_is_no_usable_answer(
    yahoo: Yahoo, provider: YahooProvider, status: int, kind: str, body: bytes
) -> None:
    yahoo.fixed["CLSK"] = (status, kind, body)
    with pytest.raises(ProviderUnreachable, match="no usable answer for CLSK"):
        provider.history("CLSK", start=FRIDAY, end=MONDAY)


def test_one_error_page_is_not_remembered(yahoo: Yahoo, provider: YahooProvider) -> None:
    yahoo.rows["CLSK"] = list(CLSK)
    yahoo.fixed["CLSK"] = (500, "text/html", b"<html>oops</html>")
    with pytest.raises(ProviderUnreachable):
        provider.history("CLSK", start=FRIDAY, end=MONDAY)

    del yahoo.fixed["CLSK"]

    assert len(provider.history("CLSK", start=FRIDAY, end=MONDAY).bars) == 2


def test_a_refused_connection_is_no_usable_answer(tmp_path: Path) -> None:
    with serve() as server:
        session = server.session
    provider = YahooProvider(cache_dir=tmp_path, session_factory=session, timeout_seconds=5)
    with pytest.raises(ProviderUnreachable):
        provider.history("CLSK", start=FRIDAY, end=MONDAY)


def test_an_answer_without_bars_is_empty_and_no_error(yahoo: Yahoo, provider: YahooProvider) -> None:
    yahoo.rows["CLSK"] = list(CLSK)
    assert provider.history("CLSK", start=date(2025, 10, 18), end=date(2025, 10, 19)).bars == []


@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"chart": {"result": [], "error": null}}'])
def test_a_known_tickers_answer_of_another_shape_has_no_bars(
    yahoo: Yahoo, provider: YahooProvider, body: bytes
) -> None:
    yahoo.rows["RIOT"] = list(CLSK)
    provider.history("RIOT", start=FRIDAY, end=MONDAY)
    yahoo.fixed["RIOT"] = (200, "application/json", body)
    assert provider.history("RIOT", start=FRIDAY, end=MONDAY).bars == []


def test_days_before_the_first_trade_are_empty_and_no_error(yahoo: Yahoo, provider: YahooProvider) -> None:
    yahoo.rows["GLXY"] = list(CLSK)
    provider.history("GLXY", start=FRIDAY, end=MONDAY)
    yahoo.fixed["GLXY"] = no_bars_in_range()
    assert provider.history("GLXY", start=date(2024, 1, 2), end=date(2024, 1, 3)).bars == []
