"""The measures of one event session, in figures one can check in the head."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.markets.providers import Bar
from tracker.reactions.measure import Window, measure

FRIDAY, MONDAY = date(2025, 10, 17), date(2025, 10, 20)
USUAL = [1_000] * 10 + [3_000] * 10
PRICES = st.decimals("1", "1000", places=4)


def bar(day: date, close: str, **fields: object) -> Bar:
    values = {name: Decimal(value) if isinstance(value, str) else value for name, value in fields.items()}
    return Bar(session_on=day, close=Decimal(close), **values)  # type: ignore[arg-type]


CLSK_FRIDAY = bar(FRIDAY, "19.525")
CLSK_MONDAY = bar(MONDAY, "20.40", open="21.23", high="22.69", low="20.32", volume=4_000)


def test_cleansparks_monday_is_measured_as_the_record_says() -> None:
    found = measure(Window(baseline=CLSK_FRIDAY, event=CLSK_MONDAY, volumes=USUAL))

    assert found.raw_move == pytest.approx(0.0448, abs=5e-5)
    assert found.gap == pytest.approx(0.0873, abs=5e-5)
    assert found.intraday_move == pytest.approx(20.40 / 21.23 - 1)
    assert found.high_move == pytest.approx(0.1621, abs=5e-5)
    assert found.low_move == pytest.approx(0.0407, abs=5e-5)
    assert found.volume_ratio == 2.0  # 4,000 against a median of 2,000


def test_benchmarks_are_taken_off_over_the_same_sessions() -> None:
    window = Window(
        baseline=bar(FRIDAY, "10"),
        event=bar(MONDAY, "11"),
        spy=(bar(FRIDAY, "100"), bar(MONDAY, "101")),
        btc=(bar(FRIDAY, "100000"), bar(MONDAY, "104000")),
    )

    found = measure(window)

    assert [found.spy_move, found.btc_move] == pytest.approx([0.01, 0.04])
    assert [found.spy_adjusted, found.btc_adjusted] == pytest.approx([0.09, 0.06])


def test_dividends_are_added_back_where_both_sessions_know_them() -> None:
    before, after = bar(FRIDAY, "100", adjusted_close="99"), bar(MONDAY, "99", adjusted_close="99", open="100")
    found = measure(Window(baseline=before, event=after))
    assert found.raw_move == 0.0
    assert found.gap == pytest.approx(100 / 99 - 1)

    only_one = measure(Window(baseline=bar(FRIDAY, "100"), event=after))
    assert only_one.raw_move == pytest.approx(-0.01)


def test_what_is_missing_stays_missing_and_says_so() -> None:
    found = measure(Window(baseline=bar(FRIDAY, "10"), event=bar(MONDAY, "11")))

    assert found.raw_move == pytest.approx(0.1)
    for value in (found.gap, found.intraday_move, found.high_move, found.low_move, found.volume_ratio):
        assert value is None
    assert (found.spy_move, found.spy_adjusted, found.btc_move, found.btc_adjusted) == (None, None, None, None)
    assert found.flags == ("no_open", "no_range", "no_volume", "short_volume_history", "no_spy", "no_btc")


def test_sessions_without_volume_are_no_zeros_in_the_median() -> None:
    history = [None, 0, *[1_000] * 12]
    found = measure(Window(baseline=CLSK_FRIDAY, event=CLSK_MONDAY, volumes=history))
    assert found.volume_ratio == 4.0
    assert "short_volume_history" in found.flags


def test_too_few_sessions_give_no_volume_ratio() -> None:
    found = measure(Window(baseline=CLSK_FRIDAY, event=CLSK_MONDAY, volumes=[1_000] * 9))
    assert found.volume_ratio is None


@given(before=PRICES, opened=PRICES, close=PRICES, adjusted=st.none() | PRICES)
def test_gap_and_intraday_compound_to_the_raw_move(
    before: Decimal, opened: Decimal, close: Decimal, adjusted: Decimal | None
) -> None:
    event = Bar(session_on=MONDAY, open=opened, close=close, adjusted_close=adjusted)
    found = measure(Window(baseline=Bar(session_on=FRIDAY, close=before, adjusted_close=adjusted), event=event))

    assert found.gap is not None
    assert found.intraday_move is not None
    assert (1 + found.gap) * (1 + found.intraday_move) == pytest.approx(1 + found.raw_move, rel=1e-12)
