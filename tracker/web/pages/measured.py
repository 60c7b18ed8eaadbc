"""An announcement held against the market: its stored event studies as a chart, a table of windows and sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.announcements.models import Announcement
from tracker.charts.study_funnel import Funnel, funnel_chart
from tracker.reactions import study_wording
from tracker.reactions.event_paths import FIRST
from tracker.reactions.models import EventResult, Phase, Reaction
from tracker.reactions.sample_filter import NEWS
from tracker.reactions.study_view import HEADLINE, Window
from tracker.web.pages import study_words
from tracker.web.pages.study_words import Flag, Words

MODEL: Final = "spy_btc"
BESIDE: Final = ("spy", "btc")
ORDINARY: Final = 1.96
QUALITIES: Final[dict[str, Words]] = {
    "low_confidence": gettext_lazy(
        "Few usable sessions before the news (%(n)s): the fitted line is rough, read the figures with care."
    ),
    "adjusted": gettext_lazy(
        "Too few usable sessions before the news (%(n)s) to fit a line: only SPY’s own move is taken off, without t."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowRow:
    """One window: the headline model's figures, and what the single factors leave of it."""

    name: str
    is_headline: bool
    car: float | None
    se: float | None
    t: str
    p_sq: str
    bhar: float | None
    beside: list[float | None]
    flags: list[Flag]
    is_complete: bool


@dataclass(frozen=True, slots=True)
class Split:
    """What day 0 was made of."""

    gap: float | None
    intraday: float | None
    whole: float | None
    expected: float | None
    remainder: float | None


@dataclass(frozen=True, slots=True)
class EarlierRow:
    """A result that was replaced, with its headline figures."""

    result: EventResult
    car: float | None
    t: str


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The section's figures. `result` is the current headline; `beside` the same event under single factors."""

    announcement: Announcement
    reaction: Reaction | None
    result: EventResult
    beside: Mapping[str, EventResult]
    earlier: list[EventResult]
    anchor: str = NEWS
    has_other_anchor: bool = False

    @property
    def has_figures(self) -> bool:
        """Whether there is anything to draw."""
        return any(value is not None for value in self.result.ar)

    @property
    def reason(self) -> str:
        """Why there are no figures."""
        return study_wording.reason(self.result.reason) if self.result.reason in study_wording.REASONS else ""

    @property
    def quality(self) -> str:
        """What to bear in mind of the fit; '' where it is a normal one."""
        words = QUALITIES.get(self.result.quality)
        return str(words) % {"n": self.result.n} if words else ""

    @property
    def model_label(self) -> str:
        """The headline model's name."""
        return study_wording.model_label(self.result.model)

    @property
    def beside_labels(self) -> list[str]:
        """The other models' columns."""
        return [study_wording.model_label(name) for name in self.beside]

    @property
    def day_zero(self) -> str:
        """Day 0 and why it is that session."""
        phase = self.reaction.phase if self.reaction and self.anchor == NEWS else ""
        why = Phase(phase).label if phase in Phase.values else ""
        day = date_format(self.result.event_session_on, "D j M Y")
        sentence = _("Day 0 is %(day)s: %(why)s.") if why else _("Day 0 is %(day)s.")
        return sentence % {"day": day, "why": why}

    @cached_property
    def headline(self) -> WindowRow:
        """The window that was named beforehand."""
        return next(row for row in self.windows if row.is_headline)

    @property
    def sentence(self) -> str:
        """The finding in words."""
        row = self.headline
        if row.car is None:
            return ""
        words = {"car": study_wording.pct(row.car), "model": self.model_label, "t": row.t, "p": row.p_sq}
        if not row.is_complete:
            return _("The remainder after %(model)s is %(car)s so far; the window 0 to +1 is not over.") % words
        if not row.t:
            return _("Over 0 to +1 the share’s move less SPY’s is %(car)s.") % words
        words["verdict"] = _("as on ordinary days") if self.is_ordinary else _("unlike ordinary days")
        sentence = _("Over 0 to +1 the remainder after %(model)s is %(car)s (t %(t)s, SQ p %(p)s): %(verdict)s.")
        return sentence % words

    @property
    def is_ordinary(self) -> bool:
        """Whether the headline remainder is within the reach of ordinary days."""
        row = self.headline
        return row.car is None or row.se is None or abs(row.car) < ORDINARY * row.se

    @property
    def betas(self) -> list[tuple[str, float]]:
        """The sensitivities that were fitted."""
        return [(name, value) for name, value in self.result.betas.items() if value is not None]

    @cached_property
    def split(self) -> Split:
        """Overnight, session, and what of it the market explains."""
        reaction, remainder = self.reaction, self._at_zero(self.result)
        # The stored reaction may rest on another session, as after a correction that is still to be measured.
        same = reaction is not None and reaction.event_session_on == self.result.event_session_on
        whole = reaction.raw_move if reaction is not None and same else None
        expected = whole - remainder if whole is not None and remainder is not None else None
        if reaction is None or not same:
            return Split(None, None, None, None, remainder)
        return Split(reaction.gap, reaction.intraday_move, whole, expected, remainder)

    @staticmethod
    def _at_zero(result: EventResult) -> float | None:
        return result.ar[-FIRST] if len(result.ar) > -FIRST else None

    @cached_property
    def windows(self) -> list[WindowRow]:
        """The nine windows of the field."""
        return [self._row(one) for one in self.result.windows if _is_shown(one)]

    def _row(self, one: Mapping[str, Any]) -> WindowRow:
        window: Window = (one["window"][0], one["window"][1])
        return WindowRow(
            name=study_words.window_name(window),
            is_headline=window == HEADLINE,
            car=one["car"],
            se=one["se"],
            t=study_words.statistic(one["t"]),
            p_sq=study_words.p_value(one["p_sq"]),
            bhar=one["bhar"],
            beside=[_figure(result, window, "car") for result in self.beside.values()],
            flags=[study_words.flag(key) for key in one["flags"]],
            is_complete=one["is_complete"],
        )

    @property
    def has_funnel(self) -> bool:
        """Whether the running sum has standard errors."""
        return self._funnel.has_area

    @property
    def earlier_rows(self) -> list[EarlierRow]:
        """What was shown before, newest first."""
        return [
            EarlierRow(row, _figure(row, HEADLINE, "car"), study_words.statistic(_figure(row, HEADLINE, "t")))
            for row in self.earlier
        ]

    @property
    def flags(self) -> list[Flag]:
        """What holds of the whole event."""
        return [study_words.flag(key) for key in self.result.flags]

    @property
    def chart(self) -> dict[str, Any] | None:
        """The funnel; None where nothing was measured."""
        return funnel_chart(self._funnel) if self.has_figures else None

    @cached_property
    def _funnel(self) -> Funnel:
        taus = list(range(FIRST, FIRST + len(self.result.ar)))
        day = date_format(self.result.event_session_on, "D j M Y")
        paths = {self.model_label: running(self.result.ar)}
        paths |= {study_wording.model_label(name): running(one.ar) for name, one in self.beside.items()}
        return Funnel(
            taus=taus,
            paths=paths,
            se=self.result.se_path if len(self.result.se_path) == len(taus) else [None] * len(taus),
            labels={
                "x": _("sessions from the announcement"),
                "zero": _("day 0, %(day)s") % {"day": day},
                "session": _("session"),
                "ordinary": _("ordinary days"),
            },
        )


SHOWN: Final = frozenset({(0, 0), (0, 1), (-1, 1), (-2, 2), (-5, 5), (0, 5), (0, 10), (-10, -1), (-10, 10)})


def _is_shown(one: Mapping[str, Any]) -> bool:
    return tuple(one["window"]) in SHOWN


def _figure(result: EventResult, window: Window, name: str) -> float | None:
    found: float | None = next((one[name] for one in result.windows if tuple(one["window"]) == window), None)
    return found


def running(ar: Sequence[float | None]) -> list[float | None]:
    """The running sum from the first session on; a missing day is a gap, the return after it spans it."""
    total = 0.0
    path: list[float | None] = []
    for value in ar:
        total += value or 0.0
        path.append(None if value is None else total)
    return path
