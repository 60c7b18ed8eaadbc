"""Numbers, days and signs as they are written on a page. A missing number gives '' so that templates can default it."""

import re
from datetime import date, datetime
from typing import Final

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tracker.announcements.models import ReportedMove
from tracker.charts import numbers
from tracker.charts.numbers import NARROW_SPACE, Number
from tracker.companies.choices import DayPrecision, SiteState
from tracker.extraction.choices import CapacityBasis
from tracker.reactions.wording import LABELS

register = template.Library()

LEGAL_FORM: Final = re.compile(
    r",? (Inc\.?|Corp\.?|Corporation|Ltd\.?|Limited|plc|PLC|N\.V\.|S\.A\.|Holdings,? Inc\.?|Technologies Group)$"
)
EXCHANGES: Final = {"XNAS": "Nasdaq", "XNYS": "NYSE", "XASE": "NYSE American", "XTSE": "Toronto", "XLON": "London"}


@register.filter
def signed_pct(fraction: Number | None, places: int = 2) -> str:
    """0.0448 is '+4.48 %'."""
    return "" if fraction is None else numbers.signed_pct(fraction, places)


@register.filter
def pct_points(points: Number | None) -> str:
    """11 is '+11 %': a printed figure keeps the digits it was printed with."""
    return "" if points is None else numbers.pct_points(points)


@register.filter
def change(fraction: Number | None, places: int = 2) -> SafeString | str:
    """A signed change in the colour of its direction; sign and word carry the meaning."""
    if fraction is None:
        return ""
    return format_html('<span class="{}">{}</span>', direction(fraction, places), numbers.signed_pct(fraction, places))


def direction(fraction: Number, places: int = 2) -> str:
    """'up', 'down' or 'flat', as the number reads after rounding."""
    shown = numbers.rounded(numbers.exact(fraction) * 100, places)
    return "up" if shown > 0 else "down" if shown < 0 else "flat"


@register.filter
def usd(value: Number | None) -> str:
    """1150000000 is '$1.15 B'."""
    return "" if value is None else numbers.money(value)


@register.filter
def money(value: Number | None, currency: str = "USD") -> str:
    """An amount in its own currency: 'CAD 31 M'."""
    return "" if value is None else numbers.money(value, currency)


@register.filter
def usd_cell(value: Number | None) -> SafeString | str:
    """The same for a column: the scale stands in its own narrow cell so that digits line up."""
    if value is None:
        return ""
    amount, unit = numbers.scaled(value)
    return format_html('${}{}<span class="su">{}</span>', amount, NARROW_SPACE, unit)


@register.filter
def price(value: Number | None, currency: str = "USD") -> str:
    """A share price as quoted: '$19.525'."""
    return "" if value is None else numbers.price(value, currency)


@register.filter
def mw(value: Number | None, basis: str = "") -> str:
    """'285 MW', or '168 MW IT' where critical IT load is counted."""
    return "" if value is None else f"{numbers.grouped(value)}{NARROW_SPACE}{mw_unit(basis)}"


@register.filter
def mw_unit(basis: str) -> str:
    """The unit that says what a figure in MW counts."""
    return _("MW IT") if basis == CapacityBasis.CRITICAL_IT else _("MW")


@register.filter
def amount(value: Number | None) -> str:
    """A plain number: '1,000', '7.2'."""
    return "" if value is None else numbers.grouped(value)


@register.filter
def shares(value: int | None) -> str:
    """A count of shares: '44.5 M'."""
    return "" if value is None else numbers.shares(value)


@register.filter
def ratio(value: Number | None) -> str:
    """'1.09×'."""
    return "" if value is None else numbers.ratio(value)


@register.filter
def day(value: date | datetime | None) -> str:
    """'20 Oct 2025'."""
    return "" if value is None else date_format(value, "j M Y")


@register.filter
def short_day(value: date | datetime | None) -> str:
    """'20 Oct': where the year stands above."""
    return "" if value is None else date_format(value, "j M")


@register.filter
def weekday(value: date | None) -> str:
    """'Mon'."""
    return "" if value is None else date_format(value, "D")


@register.filter
def weekday_day(value: date | datetime | None) -> str:
    """'Mon 20 Oct 2025': where the session matters."""
    return "" if value is None else date_format(value, "D j M Y")


@register.filter
def known_day(value: date | None, precision: str = DayPrecision.DAY) -> str:
    """A day written as exactly as it is known: '20 Oct 2025', 'Oct 2025' or '2025'."""
    pattern = {DayPrecision.MONTH.value: "M Y", DayPrecision.YEAR.value: "Y"}.get(precision, "j M Y")
    return "" if value is None else date_format(value, pattern)


@register.filter
def percent(share: float | None) -> str:
    """A share of a whole without sign: 0.38 is '38 %'."""
    return "" if share is None else f"{numbers.rounded(share * 100, 0)}{NARROW_SPACE}%"


@register.filter
def short_name(name: str) -> str:
    """A company's name without its legal form: 'CleanSpark, Inc.' is 'CleanSpark'."""
    return LEGAL_FORM.sub("", name) or name


@register.filter
def exchange_name(mic: str) -> str:
    """The exchange a market identifier code means; the code itself where it is not known."""
    return EXCHANGES.get(mic, mic)


@register.filter
def state_word(state: str) -> str:
    """The word for a site's status, inside a sentence."""
    return str(SiteState(state).label).lower() if state in SiteState.values else state


@register.filter
def web_link(url: str) -> str:
    """The address where a reader may follow it: http and https only, else ''."""
    return url if url.startswith(("https://", "http://")) else ""


@register.filter
def printed(move: ReportedMove) -> str:
    """A reported move as its source printed it: '+11 %, $21.86'."""
    return numbers.printed(move.pct, move.price, move.words)


@register.filter
def verdict_word(verdict: str) -> str:
    """The words of a claim's verdict."""
    return str(LABELS.get(verdict, verdict))
