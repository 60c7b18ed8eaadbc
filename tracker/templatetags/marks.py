"""Marks on a page: kinds, source tiers, verdicts, site states, reaction bars. SVG by attributes, never by style.

Colour repeats what shape and word say; a mark without a word beside it is hidden from screen readers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.charts import drawings
from tracker.charts.numbers import Number
from tracker.extraction.choices import Kind, Scope
from tracker.sources.models import Tier

register = template.Library()

FAMILY_NAMES = {
    "site": gettext_lazy("Site and power"),
    "contract": gettext_lazy("Customer contract"),
    "capital": gettext_lazy("Capital"),
    "deal": gettext_lazy("Corporate deal"),
    "people": gettext_lazy("People"),
    "strategy": gettext_lazy("Strategy"),
}
REACTION_LIMIT = 0.15


def trusted(markup: str) -> SafeString:
    """Markup from drawings.py: constants of this program, never data."""
    return mark_safe(markup)  # noqa: S308


@register.simple_tag
def icon(name: str, size: int = 16) -> SafeString:
    """A line icon; the word stands beside it or in its button's label."""
    return format_html(
        '<svg class="i" width="{0}" height="{0}" viewBox="0 0 24 24" aria-hidden="true">{1}</svg>',
        size,
        trusted(drawings.ICONS[name]),
    )


@register.filter
def family(kind: str) -> str:
    """The family a kind of announcement belongs to: the shape and the colour it is drawn with."""
    return drawings.FAMILIES.get(kind, "strategy")


@register.simple_tag
def shape(kind: str, scope: str = Scope.AI_HPC, size: int = 12) -> SafeString:
    """The shape of a kind's family, filled where the announcement is about AI."""
    return family_shape(family(kind), scope, size)


@register.simple_tag
def family_shape(name: str, scope: str = Scope.AI_HPC, size: int = 12) -> SafeString:
    """The shape of a family."""
    return format_html(
        '<svg class="shape k-{0}{1}" width="{2}" height="{2}" viewBox="0 0 12 12" aria-hidden="true">{3}</svg>',
        name,
        "" if scope == Scope.AI_HPC else " is-hollow",
        size,
        trusted(drawings.SHAPES[name]),
    )


@register.simple_tag
def kind(value: str, scope: str = Scope.AI_HPC) -> SafeString:
    """Shape and word of a kind of announcement."""
    return format_html('<span class="kind">{}{}</span>', shape(value, scope), kind_word(value))


@register.filter
def kind_word(value: str) -> str:
    """The word for a kind."""
    return str(Kind(value).label) if value in Kind.values else value


@register.simple_tag
def families() -> list[tuple[str, str]]:
    """Every family with its name, for legends."""
    return [(name, str(words)) for name, words in FAMILY_NAMES.items()]


@register.simple_tag
def tier(value: str, words: bool = True) -> SafeString:
    """One to four bars and the word: how near a source stands to the event."""
    bars = drawings.TIERS.get(value, 0)
    name = str(Tier(value).label) if value in Tier.values else _("Source not graded")
    label = format_html("{}", name) if words else format_html('<span class="vh">{}: </span>', name)
    rects = format_html_join(
        "",
        '<rect x="{}" y="{}" width="2.3" height="{}" rx=".4" class="{}"/>',
        ((f"{i * 3.4:.1f}", f"{7 - i * 2.2:.1f}", f"{3 + i * 2.2:.1f}", "on" if i < bars else "off") for i in range(4)),
    )
    return format_html(
        '<span class="tier" title="{}"><svg width="13" height="10" viewBox="0 0 13 10" aria-hidden="true">{}</svg>'
        "{}</span>",
        name,
        rects,
        label,
    )


@register.simple_tag
def verdict_glyph(verdict: str, size: int = 12) -> SafeString:
    """The disc, half disc, crossed circle, moon or dashed circle of a verdict; its word stands beside it."""
    css, paths = drawings.VERDICTS.get(verdict, drawings.VERDICTS["no_prices"])
    return format_html(
        '<svg class="vglyph {0}" width="{1}" height="{1}" viewBox="0 0 12 12" aria-hidden="true">{2}</svg>',
        css,
        size,
        trusted(paths),
    )


@register.simple_tag
def state_swatch(state: str) -> SafeString:
    """The texture of a site's status: solid, diagonal, dots, outline."""
    return format_html(
        '<svg class="swk" width="12" height="10" aria-hidden="true">'
        '<rect x=".5" y=".5" width="11" height="9" rx="1" class="st-{}"/></svg>',
        state if state in drawings.STATES else "planned",
    )


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a bar in percent of the whole."""

    state: str
    start: float
    width: float


def segments(parts: Sequence[tuple[str, float]], whole: Number) -> list[Segment]:
    """Parts of a whole, laid end to end; parts of nothing are left out."""
    found: list[Segment] = []
    start = 0.0
    for state, size in parts:
        width = 100 * size / float(whole) if whole else 0.0
        if width > 0:
            found.append(Segment(state, start, width))
        start += width
    return found


@register.simple_tag
def power_bar(parts: Sequence[tuple[str, float]], whole: Number) -> SafeString:
    """Megawatts by status, end to end, in the textures of the statuses; `whole` is what 100 % stands for."""
    return format_html(
        '<svg class="mwbar" width="100%" height="12" aria-hidden="true">{}</svg>',
        format_html_join(
            "",
            '<svg x="{}%" width="{}%" height="12"><rect x=".5" y=".5" height="11" class="st-{} mwseg"/></svg>',
            ((f"{s.start:.2f}", f"{s.width:.2f}", s.state) for s in segments(parts, whole)),
        ),
    )


@register.simple_tag
def reaction_bar(first: float | str | None, second: float | str | None = None) -> SafeString | str:
    """Two bars around zero, ±15 %: the close above (solid), less SPY below (outlined). Cut ones end in a chevron.

    A template hands over '' where there is no reaction at all: then, as with None, there is nothing to draw.
    """
    if not isinstance(first, float):
        return ""
    lower = _half_bar(second, 10, solid=False) if isinstance(second, float) else trusted("")
    return format_html(
        '<svg class="rb" width="88" height="18" viewBox="0 0 88 18" aria-hidden="true">'
        '<path d="M44.0 0v18" class="rb__z"/>{}{}</svg>',
        _half_bar(first, 3, solid=True),
        lower,
    )


def _half_bar(move: float, y: int, *, solid: bool) -> SafeString:
    """One bar from the middle outwards; 39 px are the limit."""
    size = min(abs(move), REACTION_LIMIT) / REACTION_LIMIT * 39
    way = "up" if move >= 0 else "down"
    inset = 0.0 if solid else 0.5
    width = max(size - 2 * inset, 0.6)
    left = 44 + inset if move >= 0 else 44 - inset - width
    bar = format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" class="{} rb--{}"/>',
        f"{left:.1f}",
        y + inset,
        f"{width:.1f}",
        5 - 2 * inset,
        "rb__f" if solid else "rb__h",
        way,
    )
    return bar + _chevron(y, way) if abs(move) > REACTION_LIMIT else bar


def _chevron(y: int, way: str) -> SafeString:
    path = f"M84.5 {y - 0.4:.1f}l3 2.9l-3 2.9" if way == "up" else f"M3.5 {y - 0.4:.1f}l-3 2.9l3 2.9"
    return format_html('<path d="{}" class="rb__c rb--{}"/>', path, way)


@register.simple_tag
def wide_bar(move: float, limit: float) -> SafeString:
    """One bar around the middle of its column; `limit` is what half the width stands for."""
    size = min(abs(move), limit) / limit * 50
    left = 50 if move >= 0 else 50 - size
    return format_html(
        '<svg class="bigbar" width="100%" height="8" aria-hidden="true"><rect x="{}%" y="1" width="{}%" height="6" '
        'class="rb__f rb--{}"/><rect x="50%" width="1" height="8" class="zero"/></svg>',
        f"{left:.1f}",
        f"{size:.1f}",
        "up" if move >= 0 else "down",
    )


@register.simple_tag
def spark(values: Sequence[float]) -> SafeString | str:
    """A line of closes without axes, the last one dotted."""
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    step = 89 / (len(values) - 1)
    points = [(0.5 + i * step, 20 - 18 * (v - low) / span) for i, v in enumerate(values)]
    x, y = points[-1]
    return format_html(
        '<svg class="spark" width="92" height="22" viewBox="0 0 92 22" aria-hidden="true">'
        '<polyline points="{}"/><circle cx="{}" cy="{}" r="1.8"/></svg>',
        " ".join(f"{a:.1f},{b:.1f}" for a, b in points),
        f"{x:.1f}",
        f"{y:.1f}",
    )


@register.simple_tag
def range_bar(share: float) -> SafeString:
    """Where between the low and the high of a year the price stands, 0 to 1."""
    at = f"{100 * min(max(share, 0), 1):.1f}"
    return format_html(
        '<svg class="r52" width="100%" height="26" aria-hidden="true">'
        '<rect y="12" width="100%" height="3" rx="1.5" class="off"/>'
        '<rect y="12" width="{0}%" height="3" rx="1.5" class="on"/>'
        '<svg x="{0}%" y="0" overflow="visible"><path d="M0 9.5l-4-5.5h8z" class="ink"/></svg></svg>',
        at,
    )
