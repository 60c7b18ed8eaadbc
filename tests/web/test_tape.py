"""The drawing of a session with its claims."""

import itertools
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tracker.announcements.models import ReportedMove
from tracker.reactions import claims
from tracker.reactions.selectors import ClaimCheck
from tracker.web.pages import tape

CLSK = claims.Tape(
    previous_close=Decimal("19.525"),
    open=Decimal("21.23"),
    high=Decimal("22.69"),
    low=Decimal("20.32"),
    close=Decimal("20.40"),
)


def check(session: claims.Tape | None, **printed: Decimal) -> ClaimCheck:
    """A claim held against a session."""
    result = claims.check(claims.Claim(basis="intraday", **printed), session)
    return ClaimCheck(move=ReportedMove(**printed), session_on=date(2025, 10, 20), result=result, label="", sentence="")


def test_the_printed_price_is_pointed_at_rather_than_the_implied_one() -> None:
    wide, narrow = tape.drawings([check(CLSK, pct=Decimal(11), price=Decimal("21.86"))])
    assert [mark.price for mark in wide.above] == ["$20.40", "$21.86"]
    assert [mark.name for mark in wide.below] == ["Close before", "Low", "Open", "High"]
    assert wide.distance == "7.48 points above the close"
    assert narrow.distance == ""


def test_without_prices_nothing_is_drawn() -> None:
    assert tape.drawings([check(None, pct=Decimal(11))]) == []
    assert tape.in_words([]) == ""


def test_a_session_known_by_its_close_alone_is_drawn_without_a_range() -> None:
    closes = claims.Tape(previous_close=Decimal(10), close=Decimal(9))
    drawing = tape.drawings([check(closes, pct=Decimal(5))])[0]
    assert (drawing.low, drawing.high, drawing.body, drawing.range_width) == (None, None, None, 0.0)
    assert drawing.gap is not None


def test_the_drawing_is_said_in_words() -> None:
    words = tape.in_words([check(CLSK, pct=Decimal(11))])
    assert words.startswith("Session of Mon 20 Oct 2025: close before $19.525 (0")
    assert "close $20.40 (+4.48" in words


@given(st.lists(st.floats(min_value=0, max_value=100), min_size=1, max_size=4))
def test_labels_never_touch_and_stay_inside(places: list[float]) -> None:
    placed = tape.placed(sorted(places), gap=22.0, edge=11.0)
    assert all(11 - 1e-9 <= place <= 89 + 1e-9 for place in placed)
    assert all(b - a >= 22 - 1e-9 for a, b in itertools.pairwise(placed))


price = st.decimals(min_value=Decimal("0.01"), max_value=Decimal(1000), places=2)


@given(price, price, price)
def test_every_mark_of_any_session_lies_in_the_drawing(before: Decimal, close: Decimal, printed: Decimal) -> None:
    session = claims.Tape(
        previous_close=before, open=close, close=close, high=max(before, close), low=min(before, close)
    )
    for drawing in tape.drawings([check(session, price=printed)]):
        assert all(0 <= mark.at <= 100 for mark in (*drawing.above, *drawing.below))
