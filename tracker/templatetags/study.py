"""Marks and numbers of a study's tables: dots and intervals on one line, relative sessions, statistics.

The numbers of a row say what its drawing shows, so drawings are hidden from screen readers.
"""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tracker.charts import numbers
from tracker.charts.numbers import NARROW_SPACE, Number
from tracker.charts.study_dots import MIDDLE, Interval, Scale, Strip

register = template.Library()


@register.filter
def offset(tau: int) -> str:
    """A relative session: '+1', '0'."""
    return numbers.signed(tau, 0)


@register.filter
def statistic(value: float | None) -> str:
    """A test's statistic: '+2.24'."""
    return "" if value is None else numbers.signed(value, 2)


@register.filter
def p_value(value: float | None) -> str:
    """'.025'."""
    return "" if value is None else numbers.p_value(value)


@register.filter
def unsigned_pct(fraction: Number | None) -> str:
    """A size without direction: 0.081 is '8.1 %'."""
    return "" if fraction is None else f"{numbers.rounded(abs(numbers.exact(fraction)) * 100, 1)}{NARROW_SPACE}%"


@register.simple_tag
def strip_axis(on: Scale) -> SafeString:
    """The axis above a column of strips: a word at each round value."""
    return format_html(
        '<svg class="strip-axis" width="100%" height="16" aria-hidden="true">{}</svg>',
        format_html_join(
            "", '<text x="{}%" y="12" class="ax" text-anchor="middle">{}</text>', ((at, word) for at, word in on.ticks)
        ),
    )


@register.simple_tag
def dot_strip(strip: Strip, zero: float) -> SafeString:
    """A group's events as dots, an upright bar at their median."""
    dots = format_html_join(
        "", '<circle cx="{}%" cy="{}" r="3.2" class="{}"/>', ((dot.x, dot.y, dot.css) for dot in strip.dots)
    )
    middle = (
        format_html('<rect x="{}%" y="1" width="2" height="{}" class="ink"/>', strip.median_at, 2 * MIDDLE - 2)
        if strip.median_at is not None
        else ""
    )
    return format_html(
        '<svg class="dots" width="100%" height="{}" aria-hidden="true">'
        '<rect x="{}%" width="1" height="100%" class="zero"/>{}{}</svg>',
        int(2 * MIDDLE),
        zero,
        dots,
        middle,
    )


@register.simple_tag
def interval_strip(interval: Interval, zero: float) -> SafeString:
    """A mean as a point on the line of its band; the line is quiet where the band holds zero."""
    band = (
        format_html(
            '<rect x="{}%" y="8" width="{}%" height="2" class="{}"/>',
            interval.start,
            interval.width,
            "iv__open" if interval.crosses_zero else "iv__sure",
        )
        if interval.start is not None
        else ""
    )
    return format_html(
        '<svg class="iv" width="100%" height="18" aria-hidden="true">'
        '<rect x="{}%" width="1" height="100%" class="zero"/>{}<circle cx="{}%" cy="9" r="3.5" class="iv__at"/></svg>',
        zero,
        band,
        interval.at,
    )
