"""The words of a study, in the reader's language: the finding first, in a plain sentence; why something is left out."""

from collections.abc import Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from tracker.extraction.choices import CapacityBasis, Kind
from tracker.reactions import sample_told
from tracker.reactions.study_view import CLEAN, CellView

NARROW_SPACE: Final = "\u202f"
MINUS: Final = "\u2212"
SURE: Final = 0.05
# Under it a mean of single firms' days says nothing; METHOD shows dots, median and range.
FEWEST: Final = 5
LEAST_P: Final = 0.001

MODEL_LABELS: Final[dict[str, str | Promise]] = {
    "raw": gettext_lazy("Raw"),
    "spy_adjusted": gettext_lazy("Less SPY"),
    "spy": gettext_lazy("SPY"),
    "btc": gettext_lazy("BTC"),
    "spy_btc": gettext_lazy("SPY + BTC"),
    "spy_btc_peers": gettext_lazy("SPY + BTC + other miners"),
    "wgmi": gettext_lazy("WGMI"),
}
BTC_NOTE: Final = gettext_lazy("BTC by UTC days from session to session, with the session before as a further factor")
MODEL_NOTES: Final[dict[str, str | Promise]] = {
    "raw": gettext_lazy("no benchmark taken off"),
    "spy_adjusted": gettext_lazy("the market’s move taken off, no line fitted"),
    "btc": BTC_NOTE,
    "spy_btc": BTC_NOTE,
    "spy_btc_peers": gettext_lazy("the mean of all other tracked shares, without this one, beside SPY and BTC"),
    "wgmi": gettext_lazy("contains this stock"),
}
REASONS: Final[dict[str, str | Promise]] = {
    sample_told.NO_SHARE: gettext_lazy("The company has no share with prices on record."),
    sample_told.NO_PRICES: gettext_lazy("There are no prices of that time on record."),
    sample_told.NOT_LISTED: gettext_lazy("The share did not trade in New York yet."),
    sample_told.AWAITING: gettext_lazy("The session is not over, or its bar has not come in."),
    sample_told.OUTSIDE: gettext_lazy("The day is outside the trading calendar."),
    sample_told.SUSPECT: gettext_lazy("The move of that session is in quarantine until somebody has looked at it."),
    "few_pairs": gettext_lazy("30 to 59 usable sessions before the news: the fitted line is rough."),
    "too_few_pairs": gettext_lazy("Fewer than 30 usable sessions before the news to fit the model to."),
    "collinear": gettext_lazy("The factors cannot be told apart in the sessions before the news."),
    "unknown_security": gettext_lazy("The company has no share with prices on record."),
    "no_such_session": gettext_lazy("There are no prices of that session on record."),
    "no_return": gettext_lazy("There is no return to measure around that session."),
}
COUNTED: Final = {
    Kind.LEASE: ngettext_lazy("%(count)d lease", "%(count)d leases", "count"),
    Kind.HOSTING: ngettext_lazy("%(count)d hosting deal", "%(count)d hosting deals", "count"),
    Kind.GPU_CLOUD: ngettext_lazy("%(count)d GPU cloud deal", "%(count)d GPU cloud deals", "count"),
    Kind.EXECUTIVE_HIRE: ngettext_lazy("%(count)d hire", "%(count)d hires", "count"),
    Kind.EXECUTIVE_DEPARTURE: ngettext_lazy("%(count)d departure", "%(count)d departures", "count"),
    Kind.SITE_ACQUISITION: ngettext_lazy("%(count)d site purchase", "%(count)d site purchases", "count"),
    Kind.POWER_AGREEMENT: ngettext_lazy("%(count)d power agreement", "%(count)d power agreements", "count"),
    Kind.CONSTRUCTION: ngettext_lazy("%(count)d start of construction", "%(count)d starts of construction", "count"),
    Kind.ENERGIZATION: ngettext_lazy("%(count)d energization", "%(count)d energizations", "count"),
    Kind.CONVERSION: ngettext_lazy("%(count)d conversion", "%(count)d conversions", "count"),
    Kind.EQUIPMENT_PURCHASE: ngettext_lazy("%(count)d equipment purchase", "%(count)d equipment purchases", "count"),
    Kind.FINANCING: ngettext_lazy("%(count)d financing", "%(count)d financings", "count"),
    Kind.MERGER_ACQUISITION: ngettext_lazy("%(count)d merger or takeover", "%(count)d mergers and takeovers", "count"),
    Kind.DIVESTITURE: ngettext_lazy("%(count)d sale", "%(count)d sales", "count"),
    Kind.TERMINATION: ngettext_lazy("%(count)d termination", "%(count)d terminations", "count"),
    Kind.PARTNERSHIP: ngettext_lazy("%(count)d partnership", "%(count)d partnerships", "count"),
    Kind.STRATEGY: ngettext_lazy("%(count)d strategy announcement", "%(count)d strategy announcements", "count"),
}
ANY: Final = ngettext_lazy("%(count)d announcement", "%(count)d announcements", "count")


def model_label(key: str) -> str:
    """A normal-return model in a few words."""
    return str(MODEL_LABELS[key])


def model_note(key: str) -> str:
    """What to bear in mind of a model; "" where there is nothing to say."""
    return str(MODEL_NOTES.get(key, ""))


def reason(key: str) -> str:
    """Why an announcement is in no figure."""
    return str(REASONS[key])


def group_label(by: str, value: str, ticker: str = "") -> str:
    """A group's name."""
    if by == "all":
        return _("All")
    return str(Kind(value).label) if by == "kind" else ticker


def sample_label(key: str) -> str:
    """The two samples that stand side by side."""
    return _("Clean events") if key == CLEAN else _("All events")


def scatter_label(measure: str, basis: str) -> str:
    """The axis of a scatter."""
    if measure == "usd":
        return _("Announced value, USD")
    return _("Announced capacity, MW, %(basis)s") % {"basis": CapacityBasis(basis).label}


def finding(cell: CellView, cars: Sequence[float], kinds: Sequence[str]) -> str:
    """The finding of the headline window: how many, how much, between what, and whether that is anything.

    "14 leases: +6.1 % over the sessions 0 to +1, 95 % band +1.2 % to +11.0 %; unlike normal days (p = 0.012)."
    """
    if not cell.n or cell.caar is None:
        return _("No announcement in this sample has prices enough to measure it.")
    counted = COUNTED[Kind(kinds[0])] if len(kinds) == 1 else ANY
    who = str(counted % {"count": cell.n})
    if cell.n < FEWEST or cell.band is None:
        return _few(who, cell, cars)
    words = {
        "who": who,
        "caar": pct(cell.caar),
        "low": pct(cell.band[0]),
        "high": pct(cell.band[1]),
        "verdict": _verdict(cell.p),
    }
    return _("%(who)s: %(caar)s over the sessions 0 to +1, 95 %% band %(low)s to %(high)s; %(verdict)s.") % words


def _verdict(p: float | None) -> str:
    if p is not None and p <= SURE:
        return _("unlike normal days (%(p)s)") % {"p": p_words(p)}
    return _("not distinguishable from a normal day (%(p)s)") % {"p": p_words(p)}


def _few(who: str, cell: CellView, cars: Sequence[float]) -> str:
    """Of one event its return, of two to four the median and the range: no test, no band."""
    if cell.n == 1:
        return _("%(who)s: %(caar)s over the sessions 0 to +1. One event proves nothing.") % {
            "who": who,
            "caar": pct(cars[0]),
        }
    return _("%(who)s: median %(median)s over the sessions 0 to +1, from %(low)s to %(high)s. Too few to test.") % {
        "who": who,
        "median": pct(cell.median),
        "low": pct(min(cars)),
        "high": pct(max(cars)),
    }


def pct(fraction: float | None) -> str:
    """A fraction as a percentage with its sign and one place: 0.061 is +6.1 %."""
    if fraction is None:
        return _("not known")
    value = round(fraction * 100, 1)
    sign = "+" if value > 0 else MINUS if value < 0 else ""
    return f"{sign}{abs(value):.1f}{NARROW_SPACE}%"


def p_words(p: float | None) -> str:
    """A p-value as it is printed."""
    if p is None:
        return _("no test")
    return f"p < {LEAST_P}" if p < LEAST_P else f"p = {p:.3f}"
