"""Chance beside the finding: means over random sessions without news as a histogram, the observed mean as a line."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from tracker.charts.numbers import signed_pct
from tracker.charts.parts import Figure, axis, layout, note, round_steps, text_font, var
from tracker.charts.study_path import step_words

BINS: Final = 41


def placebo_chart(draws: Sequence[float], observed: float, labels: Mapping[str, str]) -> dict[str, Any]:
    """Bars of equal width over draws and finding alike; bars as far out as the finding are darker."""
    edges, counts = histogram(draws, observed)
    width = edges[1] - edges[0]
    middles = [edge + width / 2 for edge in edges[:-1]]
    far = [abs(middle) >= abs(observed) for middle in middles]
    bars = {
        "type": "bar",
        "name": "draws",
        "x": [round(middle * 100, 3) for middle in middles],
        "y": counts,
        "width": width * 100 * 0.86,
        "hoverinfo": "none",
        "customdata": [str(at) for at in range(len(counts))],
        "marker": {"color": [var("ink-2") if out else var("line-2") for out in far]},
    }
    return {
        "kind": "study",
        "figure": {"data": [bars], "layout": _layout(edges, observed, labels)},
        "readouts": {**_readouts(edges, counts, labels), "rest": [{"text": labels["rest"]}]},
        "rest": "rest",
    }


def histogram(draws: Sequence[float], observed: float, bins: int = BINS) -> tuple[list[float], list[int]]:
    """Edges around zero that hold every draw and the finding, and how many draws fall between them."""
    reach = max((abs(value) for value in [*draws, observed]), default=0.0) * 1.05 or 0.01
    width = 2 * reach / bins
    counts = [0] * bins
    for value in draws:
        counts[min(int((value + reach) / width), bins - 1)] += 1
    return [-reach + width * at for at in range(bins + 1)], counts


def _layout(edges: Sequence[float], observed: float, labels: Mapping[str, str]) -> Figure:
    low, high = edges[0] * 100, edges[-1] * 100
    steps = round_steps(low, high)
    return layout(
        margin={"l": 8, "r": 8, "t": 18, "b": 36, "pad": 0},
        hovermode="closest",
        bargap=0,
        xaxis=axis(
            range=[low, high],
            tickvals=steps,
            ticktext=step_words(steps),
            title={"text": labels["x"], "font": text_font(), "standoff": 4},
            showline=True,
            linecolor=var("edge"),
        ),
        yaxis=axis(rangemode="tozero", showticklabels=False),
        shapes=[_observed(observed * 100)],
        annotations=[_name(observed, labels)],
    )


def _observed(at: float) -> Figure:
    return {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        "x0": at,
        "x1": at,
        "y0": 0,
        "y1": 1,
        "line": {"color": var("accent"), "width": 2},
    }


def _name(observed: float, labels: Mapping[str, str]) -> Figure:
    text = f"{labels['observed']} {signed_pct(observed, 1)}"
    side = "right" if observed > 0 else "left"
    more = {"xref": "x", "yref": "paper", "yanchor": "bottom", "xanchor": side, "font": text_font("accent", 530)}
    return note(text, name="observed", x=observed * 100, y=1, **more)


def _readouts(edges: Sequence[float], counts: Sequence[int], labels: Mapping[str, str]) -> dict[str, Any]:
    return {
        str(at): [
            {"text": f"{signed_pct(edges[at], 1)} {labels['to']} {signed_pct(edges[at + 1], 1)}"},
            {"label": labels["draws"], "text": str(count)},
        ]
        for at, count in enumerate(counts)
    }
