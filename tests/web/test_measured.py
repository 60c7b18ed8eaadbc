"""An announcement's section against the market, from results that were never stored."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.charts.figures import check_figure
from tracker.announcements.models import Announcement
from tracker.charts.numbers import MINUS
from tracker.charts.numbers import NARROW_SPACE as N
from tracker.reactions.models import EventResult, Reaction
from tracker.web.pages.measured import Measured, running

MONDAY = date(2025, 10, 20)


def window(low: int, high: int, car: float | None, *, complete: bool = True, t: float | None = 1.5) -> dict[str, Any]:
    """A window as it is stored, with a standard error of 2 %."""
    figures = {"car": car, "se": None if t is None else 0.02, "t": t, "p": 0.1, "p_sq": 0.2, "bhar": car}
    return {"window": [low, high], **figures, "is_complete": complete, "flags": ["earnings"]}


def result(model: str = "spy_btc", **changes: Any) -> EventResult:
    """An event study of day 0 with a remainder of 1 % every session."""
    given: dict[str, Any] = {
        "model": model,
        "event_session_on": MONDAY,
        "ar": [0.01] * 21,
        "windows": [window(0, 0, 0.01), window(0, 1, 0.03)],
        "betas": {"SPY": 1.7, "BTC": None},
        "flags": ["date_only"],
        "is_provisional": False,
        "n": 106,
    }
    return EventResult(**{**given, **changes})


def measured(shown: EventResult, **beside: EventResult) -> Measured:
    reaction = Reaction(event_session_on=MONDAY, phase="pre", raw_move=0.04, gap=0.08, intraday_move=-0.037)
    return Measured(announcement=Announcement(), reaction=reaction, result=shown, beside=beside, earlier=[])


def test_a_remainder_inside_its_errors_is_ordinary_and_one_outside_is_not() -> None:
    assert measured(result()).sentence == (
        f"Over 0 to +1 the remainder after SPY + BTC is +3.0{N}% (t +1.50, SQ p .200): as on ordinary days."
    )
    far = measured(result(windows=[window(0, 1, -0.05, t=-2.5)])).sentence
    assert far.endswith("unlike ordinary days.")
    assert f"{MINUS}5.0{N}%" in far


def test_a_window_that_is_not_over_is_spoken_of_as_so_far() -> None:
    shown = measured(result(windows=[window(0, 1, 0.03, complete=False)]))
    assert shown.sentence == f"The remainder after SPY + BTC is +3.0{N}% so far; the window 0 to +1 is not over."


def test_without_a_fitted_line_there_is_no_t_and_the_page_says_why() -> None:
    shown = measured(result(quality="adjusted", n=12, windows=[window(0, 1, 0.03, t=None)]))
    assert shown.sentence == f"Over 0 to +1 the share’s move less SPY’s is +3.0{N}%."
    assert "Too few usable sessions before the news (12)" in shown.quality
    assert measured(result()).quality == ""


def test_an_unknown_remainder_is_no_sentence() -> None:
    assert measured(result(windows=[window(0, 1, None)])).sentence == ""


def test_day_zero_is_split_into_what_is_explained_and_the_rest() -> None:
    split = measured(result()).split
    assert (split.gap, split.intraday, split.whole, split.remainder) == (0.08, -0.037, 0.04, 0.01)
    assert split.expected == pytest.approx(0.03)


def test_a_reaction_of_another_session_is_not_split() -> None:
    shown = measured(result(event_session_on=date(2025, 10, 21)))
    assert (shown.split.whole, shown.split.remainder) == (None, 0.01)


def test_the_other_models_stand_in_the_same_row() -> None:
    shown = measured(result(), spy=result("spy", windows=[window(0, 1, 0.07)]))
    assert shown.beside_labels == ["SPY"]
    assert [row.beside for row in shown.windows] == [[None], [0.07]]
    assert [str(flag.label) for flag in shown.headline.flags] == ["earnings"]


def test_a_running_sum_has_gaps_where_days_are_missing() -> None:
    assert running([0.01, None, 0.02, None]) == [0.01, None, 0.03, None]


def test_the_chart_is_legal_and_without_figures_there_is_none() -> None:
    chart = measured(result(), btc=result("btc")).chart
    assert chart is not None
    check_figure(chart["figure"])
    assert measured(result(ar=[])).chart is None
    assert measured(result(ar=[None] * 21)).chart is None


def test_day_zero_says_why_it_is_that_session() -> None:
    shown = measured(result())
    assert shown.day_zero == "Day 0 is Mon 20 Oct 2025: before the open."
    assert replace(shown, anchor="date").day_zero == "Day 0 is Mon 20 Oct 2025."


def test_only_sensitivities_that_were_fitted_are_named() -> None:
    assert measured(result()).betas == [("SPY", 1.7)]
