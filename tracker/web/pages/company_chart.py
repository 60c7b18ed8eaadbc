"""From stored bars and timeline rows to a price chart with markers."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tracker.announcements.models import Announcement
from tracker.charts.drawings import FAMILIES
from tracker.charts.numbers import signed_pct
from tracker.charts.parts import Marker
from tracker.charts.price import price_chart
from tracker.extraction.choices import Scope
from tracker.markets.models import PriceBar
from tracker.reactions.models import Reaction
from tracker.web.pages import prices

if TYPE_CHECKING:
    from tracker.web.pages.company import TimelineRow


def build(bars: Sequence[PriceBar], rows: "Iterable[TimelineRow]") -> dict[str, Any]:
    """The chart as JSON-able data, with the words its readout uses."""
    days = [bar.session_on for bar in bars]
    closes = prices.aligned(prices.OVERLAYS, days)
    overlays = {name: [closes[key].get(day) for day in days] for key, name in prices.OVERLAYS.items()}
    known = {name: series for name, series in overlays.items() if any(value is not None for value in series)}
    chart = price_chart(prices.sessions(bars), markers(rows, days), known)
    return {**chart, "words": words()}


def markers(rows: "Iterable[TimelineRow]", days: Sequence[date]) -> list[Marker]:
    """Own announcements at their event sessions, oldest first; those before the first bar are left out."""
    placed = []
    for row in rows:
        on = row.reaction.event_session_on if row.reaction else row.announcement.announced_on
        at = prices.session_at(days, on)
        if row.is_own and at is not None:
            placed.append(marker(row.announcement, row.reaction, at))
    return sorted(placed, key=lambda marker: marker.at)


def marker(announcement: Announcement, reaction: Reaction | None, at: int) -> Marker:
    """One announcement on a rail."""
    return Marker(
        at=at,
        family=FAMILIES.get(announcement.kind, "strategy"),
        about_ai=announcement.scope == Scope.AI_HPC,
        url=reverse("announcement", args=[announcement.slug]),
        when=date_format(announcement.announced_on, "j M Y"),
        kind=announcement.get_kind_display(),
        title=announcement.title,
        numbers=numbers_of(reaction),
    )


def numbers_of(reaction: Reaction | None) -> str:
    """'+4.48 % at the close · +3.32 % less SPY'."""
    if reaction is None or reaction.raw_move is None:
        return str(_("not measured"))
    parts = [_("%(move)s at the close") % {"move": signed_pct(reaction.raw_move)}]
    if reaction.spy_adjusted is not None:
        parts.append(_("%(move)s less SPY") % {"move": signed_pct(reaction.spy_adjusted)})
    return " · ".join(parts)


def words() -> dict[str, Any]:
    """What the script needs to write days and prices in the reader's language."""
    return {
        "months": [date_format(date(2001, month, 1), "M") for month in range(1, 13)],
        # Sunday first, as the script counts.
        "weekdays": [date_format(date(2001, 7, day), "D") for day in range(1, 8)],
        "open": _("O"),
        "high": _("H"),
        "low": _("L"),
        "close": _("C"),
        "volume": _("Vol"),
        "around": _("announcements around"),
    }
