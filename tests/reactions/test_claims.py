"""Printed moves against the tape."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.reactions import claims, wording
from tracker.reactions.claims import Claim, Tape, check

MONDAY = Tape(
    previous_close=Decimal("19.525"),
    open=Decimal("21.23"),
    high=Decimal("22.69"),
    low=Decimal("20.32"),
    close=Decimal("20.40"),
)
PRICES = st.decimals("0.05", "5000", places=3)


@st.composite
def tapes(draw: st.DrawFn) -> Tape:
    previous, one, two, three, four = (draw(PRICES) for _ in range(5))
    low, opened, close, high = sorted((one, two, three, four))
    return Tape(previous_close=previous, open=opened, high=high, low=low, close=close)


def claim(pct: str | None = None, price: str | None = None, basis: str = "intraday") -> Claim:
    return Claim(pct=Decimal(pct) if pct else None, price=Decimal(price) if price else None, basis=basis)


def test_eleven_percent_near_21_86_was_true_during_the_day_only() -> None:
    result = check(claim("11", "21.86"), MONDAY)

    assert result.verdict == claims.INTRADAY_ONLY
    pct, price = result.readings
    assert round(pct.price, 2) == Decimal("21.67")
    assert round(price.pct, 2) == Decimal("11.96")
    assert {pct.verdict, price.verdict} == {claims.INTRADAY_ONLY}
    assert result.tape is not None
    assert round(result.tape.close_move, 4) == 0.0448


def test_the_whole_check_is_said_in_words() -> None:
    words = wording.sentence(check(claim("11", "21.86"), MONDAY)).replace("\u202f", " ")

    assert words == (
        "The share traded there during the session, but did not close there. "
        "+11 % is $21.67: inside the session’s range, away from the close. "
        "$21.86 is +11.96 %: inside the session’s range, away from the close. "
        "The share closed at $20.40, +4.48 % over the close before, $19.525; it opened at $21.23 (+8.73 %) "
        "and ranged from $20.32 (+4.07 %) to $22.69 (+16.21 %)."
    )


@pytest.mark.parametrize("pct", ["4.5", "4.48", "4", "4.98"])
def test_a_figure_within_half_a_point_holds_at_the_close(pct: str) -> None:
    assert check(claim(pct, basis="close"), MONDAY).verdict == claims.HOLDS_AT_CLOSE


@pytest.mark.parametrize("basis", ["close", "intraday", "unknown"])
def test_a_figure_inside_the_range_is_intraday_only_whatever_its_basis(basis: str) -> None:
    assert check(claim("13", basis=basis), MONDAY).verdict == claims.INTRADAY_ONLY


@pytest.mark.parametrize(("pct", "price"), [("18", None), ("-2", None), (None, "23.50"), (None, "19.00")])
def test_a_figure_outside_the_range_is_not_borne_out(pct: str | None, price: str | None) -> None:
    assert check(claim(pct, price), MONDAY).verdict == claims.NOT_BORNE_OUT


def test_rounding_of_the_printed_figure_is_granted() -> None:
    # The high is +16.21 %: rounded it prints as 16, and 16.2 is not above it.
    for printed in ("16", "16.2", "16.21"):
        assert check(claim(printed), MONDAY).verdict == claims.INTRADAY_ONLY
    assert check(claim("16.3"), MONDAY).verdict == claims.NOT_BORNE_OUT


def test_a_claim_with_two_figures_gets_the_weaker_verdict() -> None:
    result = check(claim("4.5", "25.00"), MONDAY)
    assert [reading.verdict for reading in result.readings] == [claims.HOLDS_AT_CLOSE, claims.NOT_BORNE_OUT]
    assert result.verdict == claims.NOT_BORNE_OUT


def test_a_rise_does_not_hold_where_the_share_fell() -> None:
    flat = Tape(previous_close=Decimal(100), high=Decimal("100.5"), low=Decimal("99.5"), close=Decimal("99.9"))
    assert check(claim("0.3"), flat).verdict == claims.INTRADAY_ONLY
    assert check(claim("-0.3"), flat).verdict == claims.HOLDS_AT_CLOSE


@pytest.mark.parametrize("basis", ["pre_market", "after_hours"])
def test_trading_outside_the_session_cannot_be_tested(basis: str) -> None:
    result = check(claim("11", basis=basis), MONDAY)
    assert result.verdict == claims.OFF_SESSION
    assert "cannot be tested" in wording.sentence(result)
    assert check(claim("11", basis=basis), None).verdict == claims.OFF_SESSION


def test_without_prices_nothing_is_claimed() -> None:
    result = check(claim("11"), None)
    assert result.verdict == claims.NO_PRICES
    assert wording.label(result) == "No prices"
    assert wording.sentence(result) == "There are not enough prices of that session to test this."


def test_a_bar_with_a_close_only_can_confirm_the_close_and_nothing_else() -> None:
    close_only = Tape(previous_close=Decimal(10), close=Decimal(11))
    assert check(claim("10"), close_only).verdict == claims.HOLDS_AT_CLOSE
    doubtful = check(claim("15"), close_only)
    assert doubtful.verdict == claims.NO_PRICES
    assert "range is not known" in wording.sentence(doubtful)


@given(tape=tapes(), share=st.decimals(0, 1, places=4))
def test_a_price_inside_the_range_is_never_not_borne_out(tape: Tape, share: Decimal) -> None:
    assert tape.high is not None
    assert tape.low is not None
    inside = tape.low + (tape.high - tape.low) * share
    result = check(Claim(price=inside), tape)
    assert result.verdict in {claims.HOLDS_AT_CLOSE, claims.INTRADAY_ONLY}


@given(tape=tapes(), beyond=st.decimals("0.01", "1000", places=3), above=st.booleans())
def test_a_price_outside_the_range_never_counts_as_intraday(tape: Tape, beyond: Decimal, above: bool) -> None:
    assert tape.high is not None
    assert tape.low is not None
    price = tape.high + beyond if above else tape.low - beyond
    if price > 0:
        # Just outside it may still hold at the close; it is never said to have traded there.
        assert check(Claim(price=price), tape).verdict in {claims.HOLDS_AT_CLOSE, claims.NOT_BORNE_OUT}


@given(tape=tapes(), pct=st.decimals("-99", "900", places=2), basis=st.sampled_from(["close", "intraday", "unknown"]))
def test_every_claim_gets_a_verdict_and_a_sentence(tape: Tape, pct: Decimal, basis: str) -> None:
    result = check(Claim(pct=pct, basis=basis), tape)
    assert result.verdict in claims.RANK
    assert wording.label(result)
    assert wording.sentence(result).endswith(".")


@pytest.mark.parametrize(
    ("price", "shown"),
    [("19.525", "$19.525"), ("20.4", "$20.40"), ("20", "$20.00"), ("110588.93", "$110,588.93"), ("0.57694", "$0.5769")],
)
def test_prices_are_shown_as_quoted(price: str, shown: str) -> None:
    assert wording.dollars(Decimal(price)) == shown


def test_changes_carry_a_sign_and_flat_does_not() -> None:
    shown = [wording.signed_pct(value) for value in (0.0448, -0.0015, 0.0)]
    assert shown == ["+4.48\u202f%", "\u22120.15\u202f%", "0.00\u202f%"]
    assert wording.printed_pct(Decimal("40.000")) == "+40\u202f%"
