"""The pictures of a study: average path, heat map, dots, size against answer, placebo, funnel."""

import pytest

from tests.charts.figures import check_figure
from tracker.charts import study_dots, study_heat
from tracker.charts.numbers import MINUS
from tracker.charts.numbers import NARROW_SPACE as N
from tracker.charts.parts import Series
from tracker.charts.study_funnel import Funnel, funnel_chart
from tracker.charts.study_path import MOST_SINGLE, AveragePath, path_chart, thinned
from tracker.charts.study_placebo import histogram, placebo_chart
from tracker.charts.study_scatter import Sized, size_chart

PATH_LABELS = {"x": "sessions", "n": "N", "window": "0 to +1", "mean": "mean", "band": "band", "day": "day", "to": "to"}
CHANCE_LABELS = {"x": "mean", "observed": "found", "to": "to", "draws": "draws", "rest": "hover"}
SIZE_LABELS = {"x": "MW", "unit": "MW", "rest": "hover"}


def average(*, band: bool = True, singles: int = 3) -> AveragePath:
    """Three sessions; the mean rises by 5 % on day 0, one event fewer is known on day +1."""
    nothing: Series = [None, None, None]
    return AveragePath(
        taus=[-1, 0, 1],
        mean=[0.0, 0.05, 0.04],
        low=[-0.01, 0.02, 0.01] if band else nothing,
        high=[0.01, 0.08, 0.07] if band else nothing,
        counts=[singles, singles, singles - 1],
        singles=[[0.0, 0.01 * at, None if at == 0 else 0.02 * at] for at in range(singles)],
        labels=PATH_LABELS,
    )


def trace(chart: dict[str, object], name: str) -> dict[str, object]:
    figure = chart["figure"]
    assert isinstance(figure, dict)
    found: dict[str, object] = next(one for one in figure["data"] if one["name"] == name)
    return found


def test_the_average_path_is_legal_and_drawn_in_percent() -> None:
    chart = path_chart(average(), (0, 1))
    check_figure(chart["figure"])
    assert trace(chart, "mean")["y"] == [0.0, 5.0, 4.0]
    assert trace(chart, "band")["fill"] == "tonexty"


def test_n_of_each_session_stands_under_the_axis_and_in_the_readout() -> None:
    chart = path_chart(average(), (0, 1))
    assert chart["figure"]["layout"]["xaxis"]["ticktext"] == [f"0<br>N{N}3"]
    assert [part["text"] for part in chart["readouts"]["1"]] == [
        "day +1",
        f"+4.0{N}%",
        f"+1.0{N}% to +7.0{N}%",
        "2",
    ]


def test_single_events_stay_apart_and_their_gaps_stay_gaps() -> None:
    singles = trace(path_chart(average(), (0, 1)), "single events")
    assert singles["y"] == [0.0, 0.0, None, None, 0.0, 1.0, 2.0, None, 0.0, 2.0, 4.0, None]
    assert singles["x"] == [-1, 0, 1, None] * 3


def test_few_events_have_no_band_and_no_mean() -> None:
    chart = path_chart(average(band=False), (0, 1))
    check_figure(chart["figure"])
    assert [one["name"] for one in chart["figure"]["data"]] == ["single events", "mean"]
    line = trace(chart, "mean")["line"]
    assert isinstance(line, dict)
    assert line["width"] == 0
    assert not any(part.get("label") == "mean" for part in chart["readouts"]["0"])


def test_of_very_many_paths_the_outermost_stay() -> None:
    paths: list[Series] = [[0.0, float(at)] for at in range(1000)]
    kept = thinned(paths)
    assert len(kept) == MOST_SINGLE
    assert (kept[0], kept[-1]) == ([0.0, 0.0], [0.0, 999.0])


@pytest.mark.parametrize(
    ("mean", "n", "q", "text", "css"),
    [
        (0.08, 9, 0.01, "+8.0", "h h-p3 is-sig"),
        (0.08, 9, 0.20, "+8.0", "h h-p3 is-open"),
        (0.08, 9, None, "+8.0", "h h-p3 is-open"),
        (-0.012, 5, 0.05, f"{MINUS}1.2", "h h-n1 is-sig"),
        (0.004, 30, 0.9, "+0.4", "h h-0 is-open"),
        (0.5, 4, 0.001, "", "h h-few"),
        (None, 9, None, "", "h h-few"),
    ],
)
def test_a_cell_of_the_heat_map(mean: float | None, n: int, q: float | None, text: str, css: str) -> None:
    cell = study_heat.cell(mean, n, q)
    assert (cell.text, cell.css, cell.n) == (text, css, n)


def test_the_key_of_the_heat_map_runs_from_falls_to_rises() -> None:
    assert [text for text, _css in study_heat.key()] == [f"{MINUS}7", f"{MINUS}3", f"{MINUS}1", "0", "+1", "+3", "+7"]


def test_dots_lie_in_order_and_those_alike_on_different_levels() -> None:
    scale = study_dots.scale([-0.05, 0.0, 0.1, 0.1, 0.1])
    strip = study_dots.strip([0.1, -0.05, 0.1, 0.1], scale)
    assert [dot.x for dot in strip.dots] == sorted(dot.x for dot in strip.dots)
    assert len({dot.y for dot in strip.dots[1:]}) == 3
    assert strip.median == 0.1
    assert strip.share_up == 0.75
    assert strip.dots[0].css == "dot down"


def test_a_group_without_events_has_no_median() -> None:
    strip = study_dots.strip([], study_dots.scale([]))
    assert (strip.dots, strip.median, strip.share_up) == ((), None, None)


def test_an_outlier_is_held_at_the_edge_and_marked() -> None:
    scale = study_dots.scale([0.01 * at for at in range(99)] + [9.0])
    strip = study_dots.strip([9.0], scale)
    assert strip.dots[0].x == 100
    assert strip.dots[0].css == "dot up is-cut"


def test_the_scale_of_dots_holds_zero_and_names_it() -> None:
    scale = study_dots.scale([0.2, 0.3])
    assert 0 < scale.zero < 20
    assert "0" in [word for _at, word in scale.ticks]


def test_a_band_around_zero_is_told_from_one_beside_it() -> None:
    scale = study_dots.Scale(-0.1, 0.1)
    inside = study_dots.interval(0.02, (-0.02, 0.06), scale)
    assert (inside.at, inside.start, inside.width, inside.crosses_zero) == (60, 40, 40, True)
    assert not study_dots.interval(0.04, (0.01, 0.07), scale).crosses_zero
    assert study_dots.interval(0.04, None, scale).width is None


def test_sizes_are_logarithmic_with_their_errors() -> None:
    events = [
        Sized(size=50, car=0.02, se=0.01, family="contract", about_ai=True, words="APLD"),
        Sized(size=300, car=-0.04, se=None, family="site", about_ai=False, words="CLSK"),
    ]
    chart = size_chart(events, SIZE_LABELS, ["50 MW", "300 MW"])
    check_figure(chart["figure"])
    assert chart["figure"]["data"][0]["error_y"]["array"] == [1.96, 0]
    assert chart["figure"]["layout"]["xaxis"]["ticktext"] == ["50", "100", "200"]
    assert [part["text"] for part in chart["readouts"]["1"]] == ["CLSK", "300 MW", f"{MINUS}4.0{N}%"]


def test_dollars_are_written_short() -> None:
    events = [Sized(size=size, car=0.0, se=None, family="site", about_ai=True, words="x") for size in (2e6, 4e8, 9e9)]
    chart = size_chart(events, {**SIZE_LABELS, "unit": "$"}, ["a", "b", "c"])
    assert chart["figure"]["layout"]["xaxis"]["ticktext"] == ["$10M", "$100M", "$1B", "$10B"]


def test_every_draw_falls_into_a_bin_around_zero() -> None:
    edges, counts = histogram([-0.02, 0.0, 0.01, 0.02], 0.05)
    assert sum(counts) == 4
    assert edges[0] == -edges[-1]
    assert edges[-1] > 0.05


@pytest.mark.parametrize("draws", [[], [0.0, 0.0], [0.3, -0.1, 0.02]])
def test_a_placebo_histogram_is_legal(draws: list[float]) -> None:
    chart = placebo_chart(draws, -0.01, CHANCE_LABELS)
    check_figure(chart["figure"])
    assert chart["figure"]["layout"]["shapes"][0]["x0"] == -1.0


def test_bars_as_far_out_as_the_finding_are_darker() -> None:
    chart = placebo_chart([0.0, 0.001, 0.2, -0.2], 0.1, CHANCE_LABELS)
    bars = chart["figure"]["data"][0]
    dark = [x for x, colour in zip(bars["x"], bars["marker"]["color"], strict=True) if colour == "var(--ink-2)"]
    assert min(abs(x) for x in dark) >= 10


def funnel(path: Series, se: Series) -> Funnel:
    return Funnel(
        taus=[-1, 0, 1],
        paths={"CLSK less SPY+BTC": path, "BTC": [0.0, 0.01, 0.02]},
        se=se,
        labels={"x": "sessions", "zero": "day 0, Mon", "session": "session", "ordinary": "ordinary"},
    )


def test_the_funnel_is_196_standard_errors_wide() -> None:
    chart = funnel_chart(funnel([0.0, -0.015, -0.02], [0.01, 0.02, 0.03]))
    check_figure(chart["figure"])
    assert trace(chart, "funnel")["y"] == [1.96, 3.92, 5.88]
    assert trace(chart, "funnel low")["y"] == [-1.96, -3.92, -5.88]
    assert chart["rest"] == "0"
    assert [part["text"] for part in chart["readouts"]["0"]][-1] == f"±3.9{N}%"


@pytest.mark.parametrize("se", [[None, None, None], [None, 0.02, None]])
def test_no_funnel_is_guessed_where_an_error_is_not_known(se: Series) -> None:
    chart = funnel_chart(funnel([0.0, None, None], se))
    check_figure(chart["figure"])
    assert [one["name"] for one in chart["figure"]["data"]] == ["BTC", "CLSK less SPY+BTC"]
    assert chart["readouts"]["1"] == [{"text": "session +1"}, {"label": "BTC", "text": f"+2.0{N}%", "optional": True}]
