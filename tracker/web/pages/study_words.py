"""The words of a study's pages: windows, tests, flags, p-values."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.charts import numbers
from tracker.charts.numbers import signed

Words = str | Promise

TESTS: Final[dict[str, Words]] = {
    "none": gettext_lazy("too few events for a test"),
    "permutation": gettext_lazy("permutation of signs"),
    "kp": gettext_lazy("KP, calendar"),
}


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag's short label for tables and its sentence."""

    label: Words
    words: Words


FLAGS: Final[dict[str, Flag]] = {
    "date_only": Flag(
        gettext_lazy("date only"), gettext_lazy("Only the day is known, not the hour: day 0 is approximate.")
    ),
    "phase_stated": Flag(
        gettext_lazy("hour as stated"), gettext_lazy("The source says “before the open” or the like, not the minute.")
    ),
    "gap_precedes_news": Flag(
        gettext_lazy("gap before news"),
        gettext_lazy("The news came during the session: the gap at the open came before it."),
    ),
    "near_close": Flag(
        gettext_lazy("near the close"),
        gettext_lazy("The news came within half an hour of the close: read the window 0 to +1."),
    ),
    "halted": Flag(
        gettext_lazy("halted"),
        gettext_lazy("The share did not trade in the first session after the news; the first one with trade counts."),
    ),
    "baseline_gap": Flag(
        gettext_lazy("earlier base"),
        gettext_lazy("The session before has no trade on record; an earlier close stands in for it."),
    ),
    "outside_calendar": Flag(
        gettext_lazy("outside the calendar"),
        gettext_lazy("The day is outside the trading calendar that is known here."),
    ),
    "suspect_move": Flag(
        gettext_lazy("suspect price"),
        gettext_lazy("A move over 60 % that nothing explains: held back until somebody has looked at it."),
    ),
    "partial": Flag(
        gettext_lazy("provisional"),
        gettext_lazy("The window’s sessions are not all over; it is in no mean until they are."),
    ),
    "same_firm": Flag(
        gettext_lazy("other news"), gettext_lazy("The company announced something else inside the window.")
    ),
    "earnings": Flag(
        gettext_lazy("earnings"), gettext_lazy("The company reported results within a session of the window.")
    ),
    "financing": Flag(
        gettext_lazy("financing"), gettext_lazy("The company announced a financing inside the window too.")
    ),
    "btc_shock": Flag(
        gettext_lazy("bitcoin shock"),
        gettext_lazy("Bitcoin moved by more than two of its standard deviations in a session of the window."),
    ),
    "sector_day": Flag(
        gettext_lazy("sector day"),
        gettext_lazy("In one session at least three other shares had a remainder over two standard deviations."),
    ),
    "low_n": Flag(
        gettext_lazy("low confidence"),
        gettext_lazy("Fewer than 60 usable sessions before the news: the fitted line is rough."),
    ),
    "alpha": Flag(
        gettext_lazy("steep trend"),
        gettext_lazy("The fitted line itself climbs or falls by more than a standard error over the window."),
    ),
    "masked": Flag(
        gettext_lazy("news cut out"),
        gettext_lazy("Other news of the company was cut out of the sessions that the line is fitted to."),
    ),
    "unmasked": Flag(
        gettext_lazy("news left in"),
        gettext_lazy("Other news of the company stays in the sessions that the line is fitted to: too few without."),
    ),
    "dropped_overlap": Flag(
        gettext_lazy("overlaps, left out"),
        gettext_lazy("An earlier event of the company reaches into its window: not in the means."),
    ),
}


def flag(key: str) -> Flag:
    """The words of a flag; of an unknown one its key, readable."""
    plain = key.replace("_", " ")
    return FLAGS.get(key, Flag(plain, plain))


def window_name(window: tuple[int, int]) -> str:
    """'0 to +1'; a single session is 'day 0'."""
    low, high = window
    if low == high:
        return _("day %(at)s") % {"at": signed(low, 0)}
    return _("%(low)s to %(high)s") % {"low": signed(low, 0), "high": signed(high, 0)}


def p_value(p: float | None) -> str:
    """'.025', '<.001', '1.000'; '' where there is none."""
    return "" if p is None else numbers.p_value(p)


def statistic(value: float | None) -> str:
    """A test's statistic: '+2.24'."""
    return "" if value is None else signed(value, 2)
