"""The chart of the sessions around an announcement."""

import itertools
from dataclasses import replace

import pytest

from tests.charts.figures import check_figure
from tests.charts.test_price import marker
from tracker.charts.numbers import NARROW_SPACE as N
from tracker.charts.parts import Series
from tracker.charts.window import Window, window_chart

OWN = replace(marker(0), url="")


def window(**paths: Series) -> Window:
    """Three sessions around an event."""
    return Window(
        offsets=[-1, 0, 1],
        days=["Fri 17 Oct 2025", "Mon 20 Oct 2025", "Tue 21 Oct 2025"],
        paths=paths or {"CLSK": [0.0, 0.0448, -0.039], "SPY": [0.0, 0.0104, 0.01], "BTC": [0.0, None, None]},
        volume=[None, 1.09, 0.8],
        labels={"x": "sessions", "zero": "day 0, Mon 20 Oct 2025", "volume": "volume"},
    )


def test_the_figure_is_legal_and_its_own_marker_leads_nowhere() -> None:
    chart = window_chart(window(), OWN, [marker(1)])
    check_figure(chart["figure"])
    assert [(one["x"], one["url"]) for one in chart["markers"]] == [(0, ""), (1, "/announcements/x/")]
    assert chart["others"] == 1


def test_the_readout_of_day_zero_says_what_was_measured() -> None:
    chart = window_chart(window(), OWN, [])
    assert [part["text"] for part in chart["readouts"][1]] == [
        "day 0, Mon 20 Oct 2025",
        f"+4.48{N}%",
        f"+1.04{N}%",
        "1.09×",
    ]


def test_labels_at_the_right_end_stand_apart() -> None:
    flat = window(CLSK=[0.0, 0.5, 0.1], SPY=[0.0, 0.0, 0.1], BTC=[0.0, 0.0, 0.1])
    notes = window_chart(flat, OWN, [])["figure"]["layout"]["annotations"]
    heights = sorted(note["y"] for note in notes if note["name"] == "end")
    assert len(heights) == 3
    assert min(b - a for a, b in itertools.pairwise(heights)) > 1


@pytest.mark.parametrize("path", [[0.0, 0.0, 0.0], [None, None, None], [0.0, 9.0, 40.0]])
def test_flat_missing_and_huge_paths_make_legal_figures(path: list[float | None]) -> None:
    check_figure(window_chart(window(CLSK=path), OWN, [])["figure"])
