"""Size against answer: announced MW or dollars (logarithmic) against the abnormal return, one mark per event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any, Final

from tracker.charts.numbers import signed_pct
from tracker.charts.parts import SYMBOLS, Figure, axis, layout, round_steps, text_font, var
from tracker.charts.study_path import step_words, zero_line

MULTIPLES: Final = (1, 2, 5)
MARK: Final = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Sized:
    """An event with a size (over 0) and its abnormal return with standard error; `words` name it in the readout."""

    size: float
    car: float
    se: float | None
    family: str
    about_ai: bool
    words: str


def size_chart(events: Sequence[Sized], labels: Mapping[str, str], written: Sequence[str]) -> dict[str, Any]:
    """`written` are the sizes as words, one per event."""
    words = {f"{at}": _readout(event, size) for at, (event, size) in enumerate(zip(events, written, strict=True))}
    return {
        "kind": "study",
        "figure": {"data": [_marks(events)], "layout": _layout(events, labels)},
        "narrow": {"margin": {"l": 36, "r": 8, "t": 8, "b": 36, "pad": 0}},
        "readouts": {**words, "rest": [{"text": labels["rest"]}]},
        "rest": "rest",
    }


def _marks(events: Sequence[Sized]) -> Figure:
    hues = [var(f"k-{event.family}") for event in events]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "events",
        "x": [event.size for event in events],
        "y": [round(event.car * 100, 3) for event in events],
        "error_y": {
            "type": "data",
            "array": [round(196 * event.se, 3) if event.se is not None else 0 for event in events],
            "color": var("ink-3", 45),
            "thickness": 1,
            "width": 0,
        },
        "hoverinfo": "none",
        "customdata": [str(at) for at in range(len(events))],
        "marker": {
            "size": MARK,
            "symbol": [SYMBOLS.get(event.family, "cross") for event in events],
            "color": [hue if event.about_ai else var("canvas") for hue, event in zip(hues, events, strict=True)],
            "line": {"width": 1.5, "color": hues},
            "opacity": 1,
        },
    }


def _layout(events: Sequence[Sized], labels: Mapping[str, str]) -> Figure:
    low, high = _reach(events)
    steps = round_steps(low, high)
    sizes = [event.size for event in events] or [1.0]
    return layout(
        hovermode="closest",
        margin={"l": 40, "r": 16, "t": 8, "b": 36, "pad": 0},
        xaxis=axis(
            type="log",
            range=[log10(min(sizes) / 1.3), log10(max(sizes) * 1.3)],
            title={"text": labels["x"], "font": text_font(), "standoff": 4},
            **_ticks(min(sizes), max(sizes), labels),
        ),
        yaxis=axis(range=[low, high], tickvals=steps, ticktext=step_words(steps), showgrid=True),
        shapes=[zero_line()],
    )


def _reach(events: Sequence[Sized]) -> tuple[float, float]:
    """All marks inside; error bars may leave the frame."""
    known = [event.car * 100 for event in events] or [0.0]
    low, high = min(*known, 0.0), max(*known, 0.0)
    room = max((high - low) * 0.12, 1.0)
    return low - room, high + room


def _ticks(low: float, high: float, labels: Mapping[str, str]) -> Figure:
    """Round sizes: 1, 2, 5 of each ten, or the tens alone where the sizes reach far."""
    decades = range(floor(log10(low)) - 1, ceil(log10(high)) + 1)
    multiples = MULTIPLES if log10(high / low) < 2.2 else (1,)
    found = [many * 10.0**decade for decade in decades for many in multiples]
    kept = [value for value in found if low / 1.25 <= value <= high * 1.25]
    return {"tickvals": kept, "ticktext": [_short(value, labels["unit"]) for value in kept]}


def _short(value: float, unit: str) -> str:
    """1000000000 is '1 B' with '$' before it, 250 is '250'."""
    for size, letter in ((1e9, "B"), (1e6, "M"), (1e3, "K")):
        if unit == "$" and value >= size:
            return f"${value / size:g}{letter}"
    return f"{unit if unit == '$' else ''}{value:,g}"


def _readout(event: Sized, size: str) -> list[dict[str, Any]]:
    return [{"text": event.words}, {"text": size}, {"text": signed_pct(event.car, 1), "css": _way(event.car)}]


def _way(car: float) -> str:
    return "up" if car > 0 else "down" if car < 0 else "flat"
