"""What every chart shares: colours by token, axes, layout, series on one footing.

A colour is written `var(--token)` or `var(--token@45)` (45 % opaque); the page resolves it, so that one figure serves
light and dark. `x` is a session's index, never its date: no gaps at weekends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10
from typing import Any, Final

Figure = dict[str, Any]
Series = Sequence[float | None]

SYMBOLS: Final = {
    "site": "square",
    "contract": "circle",
    "capital": "diamond",
    "deal": "triangle-up",
    "people": "hexagon2",
    "strategy": "cross",
}
SMALL_TEXT: Final = 11
DASHES: Final = {"BTC": "5px,3px", "SPY": "1px,2.5px"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One day of trading, in the share's currency; only the close is sure."""

    on: date
    close: float
    open: float | None = None
    high: float | None = None
    low: float | None = None
    volume: int | None = None

    @property
    def is_candle(self) -> bool:
        """Whether open, high and low are all known."""
        return None not in (self.open, self.high, self.low)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """An announcement on the rail under a chart. `at` is the session's x; `words` is what its pop-over says."""

    at: int
    family: str
    about_ai: bool
    url: str
    when: str
    kind: str
    title: str
    numbers: str = ""

    def as_json(self) -> dict[str, Any]:
        """For the script that lays a link over the marker."""
        return {
            "x": self.at,
            "family": self.family,
            "ai": self.about_ai,
            "url": self.url,
            "when": self.when,
            "kind": self.kind,
            "title": self.title,
            "numbers": self.numbers,
        }


def var(token: str, opacity: int = 100) -> str:
    """A colour token, for the page to resolve."""
    return f"var(--{token})" if opacity == 100 else f"var(--{token}@{opacity})"


def text_font(colour: str = "ink-3", weight: int = 420) -> Figure:
    """The small text of a chart. Weight is set here: markup in Plotly's text would break the page's policy."""
    return {"family": "var(--font)", "size": SMALL_TEXT, "color": var(colour), "weight": weight}


def axis(**more: Any) -> Figure:
    """A quiet axis: no grid, no line, no ticks unless asked for."""
    quiet = {
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "ticks": "",
        "showline": False,
        "tickfont": text_font(),
        "gridcolor": var("line"),
    }
    return {**quiet, **more}


def layout(**more: Any) -> Figure:
    """A figure without legend, buttons or animation."""
    plain = {
        "paper_bgcolor": var("canvas"),
        "plot_bgcolor": var("canvas"),
        "showlegend": False,
        "dragmode": False,
        "hovermode": "x",
        "hoverdistance": 40,
        "font": text_font(),
        "separators": ".,",
    }
    return {**plain, **more}


def line(y: Series, name: str, x: Sequence[int] | None = None, **style: Any) -> Figure:
    """A plain line; gaps stay gaps. Without `x` it counts from 0, as the indexes of sessions do."""
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        **({} if x is None else {"x": list(x)}),
        "y": list(y),
        "hoverinfo": "skip",
        "connectgaps": False,
        "line": style,
    }


def rail(markers: Sequence[Marker], yaxis: str) -> Figure:
    """Announcements by the shape and colour of their family, hollow where not about AI, on an axis of their own."""
    hues = [var(f"k-{marker.family}") for marker in markers]
    fills = [hue if marker.about_ai else var("canvas") for hue, marker in zip(hues, markers, strict=True)]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "announcements",
        "x": [marker.at for marker in markers],
        "y": [0.5] * len(markers),
        "yaxis": yaxis,
        "hoverinfo": "skip",
        "marker": {
            "size": [12 if marker.family in ("deal", "capital", "people") else 10 for marker in markers],
            "symbol": [SYMBOLS.get(marker.family, "cross") for marker in markers],
            "color": fills,
            "line": {"width": 1.5, "color": hues},
            "opacity": 1,
        },
    }


def note(text: str, *, name: str, x: float, y: float, **more: Any) -> Figure:
    """A label without an arrow; the page finds it by its name."""
    return {"text": text, "name": name, "x": x, "y": y, "showarrow": False, "font": text_font(), **more}


def rebased(series: Series, onto: float, start: int) -> list[float | None]:
    """A series brought to the value `onto` at its first known point from `start` on; unknown points stay unknown."""
    base = next((value for value in series[start:] if value is not None), None)
    return [None if value is None or base is None else round(value / base * onto, 4) for value in series]


def round_steps(low: float, high: float, number: int = 5) -> list[float]:
    """Three to six round values between two others, for grid lines."""
    raw = (high - low) / number
    if raw <= 0:
        return [low]
    magnitude = 10.0 ** floor(log10(raw))
    step = next(size * magnitude for size in (1, 2, 2.5, 5, 10) if size * magnitude >= raw)
    return [round(count * step, 6) for count in range(ceil(low / step), floor(high / step) + 1)]


def spread(values: Sequence[float], gap: float) -> list[float]:
    """Places for labels: the same order, pushed apart until none is nearer than `gap` to the next."""
    order = sorted(range(len(values)), key=values.__getitem__)
    placed = [values[index] for index in order]
    for _ in range(20):
        for upper in range(1, len(placed)):
            miss = gap - (placed[upper] - placed[upper - 1])
            if miss > 0:
                placed[upper] += miss / 2
                placed[upper - 1] -= miss / 2
    result = [0.0] * len(values)
    for place, index in zip(placed, order, strict=True):
        result[index] = place
    return result
