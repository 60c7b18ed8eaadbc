"""What else happened around an event, per window: flags that stand beside a figure and never change it.

* `same_firm`: other news of the firm on another session inside the window.
* `earnings`: the firm's results within a session of the window. What is on record of them: published announcements and
  candidates (read from feeds, whatever was decided on them) whose title or summary speaks of results or names Item
  2.02 of a Form 8-K. There is no list of all filings, so a missing flag does not prove that there were no results.
* `financing`: a financing of the firm inside the window, or told on the same session as other news. A financing alone
  is the event, not its confounder.
* `btc_shock`: BTC moved by more than two standard deviations of its estimation window in some session of the window.
* `sector_day`: at least three other shares had an abnormal return (SPY and BTC, own estimation window) of more than
  two residual standard deviations in some session of the window.
* `partial`: the window is not complete and in no mean.
Of the whole event: `low_n` (under 60 sessions to fit) and what the sample says of its session (`halted`, `date_only`).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import numpy as np
from django.db.models import Count, Max, Q

from tracker.announcements.models import Announcement
from tracker.extraction.models import Candidate
from tracker.markets import calendar
from tracker.reactions.event_study import HEADLINE, Fitted, Quality
from tracker.reactions.panel import BTC, SPY, Bools, Floats, Ints, Prices
from tracker.reactions.sample import ESTIMATION, HALTED, Record, SampleEvent

SAME_FIRM: Final = "same_firm"
EARNINGS: Final = "earnings"
FINANCING: Final = "financing"
BTC_SHOCK: Final = "btc_shock"
SECTOR_DAY: Final = "sector_day"
PARTIAL: Final = "partial"
LOW_N: Final = "low_n"
ALPHA: Final = "alpha"
MASKED: Final = "masked"
UNMASKED: Final = "unmasked"
# In the order in which they are shown.
BY_WINDOW: Final = (SAME_FIRM, EARNINGS, FINANCING, BTC_SHOCK, SECTOR_DAY)
# An event is clean when none of BY_WINDOW holds within a session of it and its own session and fit are sound: one
# sample for every window, so that N stays the same. Most of the record knows only the day: `date_only` is no reason.
CLEAN_WITHIN: Final = (-1, 1)
UNSOUND: Final = frozenset({HALTED, LOW_N})
Flags = tuple[str, ...]

FIRST_TAU: Final = -10
LAST_TAU: Final = 10
SIGMAS: Final = 2.0
SECTOR: Final = 3
FEWEST: Final = 60
RESULTS: Final = re.compile(
    r"\b(first|second|third|fourth|1st|2nd|3rd|4th|fiscal|quarterly|annual|full[- ]year|year[- ]end|q[1-4])\b.{0,40}"
    r"\b(results|earnings|update|loss|report)\b|\breports? (its )?earnings\b"
    r"|\bitem 2\.02\b|\b8-k(/a)? \(.{0,80}\b2\.02\b",  # the second as our titles of filings have it
    re.IGNORECASE,
)
HINTS: Final = ("results", "earnings", "quarter", "item 2.02", "q1 ", "q2 ", "q3 ", "q4 ")


@dataclass(frozen=True, eq=False, slots=True)
class Confounders:
    """What holds on each session around N events: for each name a matrix (N, 21) over the sessions -10 to +10."""

    by_session: Mapping[str, Bools]

    def within(self, window: tuple[int, int]) -> dict[str, Bools]:
        """What holds in some session of a window, (N,) by name; results count from a session before to one after."""
        return {name: self._any(name, window) for name in BY_WINDOW}

    def _any(self, name: str, window: tuple[int, int]) -> Bools:
        around = 1 if name == EARNINGS else 0  # of results only the day is known
        start = max(window[0] - around, FIRST_TAU) - FIRST_TAU
        end = min(window[1] + around, LAST_TAU) - FIRST_TAU
        return np.asarray(self.by_session[name][:, start : end + 1].any(axis=1))

    def of(self, events: Ints) -> "Confounders":
        """The same around some of the events."""
        return Confounders({name: holds[events] for name, holds in self.by_session.items()})

    @property
    def is_clean(self) -> Bools:
        """Whether nothing of BY_WINDOW holds within a session of the event, (N,)."""
        return ~np.asarray(np.stack(list(self.within(CLEAN_WITHIN).values())).any(axis=0))


def window_flags(around: Confounders, windows: Sequence[tuple[int, int]], complete: Bools) -> list[list[Flags]]:
    """What holds in each window of each event, N lists of one tuple per window; `complete` is (N, windows)."""
    names = (*BY_WINDOW, PARTIAL)
    codes: Ints = np.zeros(complete.shape, dtype=np.int64)
    for at, window in enumerate(windows):
        for bit, holds in enumerate([*around.within(window).values(), ~complete[:, at]]):
            codes[:, at] |= holds.astype(np.int64) << bit
    # Few combinations occur: each tuple is made once.
    known: dict[int, Flags] = {}
    for code in np.unique(codes).tolist():
        known[code] = tuple(name for bit, name in enumerate(names) if code >> bit & 1)
    return [[known[code] for code in row] for row in codes.tolist()]


def event_flags(events: Sequence[SampleEvent], around: Confounders, more: Mapping[str, Bools]) -> list[Flags]:
    """What holds of each event as a whole: of its session, within a session of it, and `more`, each (N,) by name."""
    found = {**around.within(CLEAN_WITHIN), **more}
    holding: list[list[str]] = [list(event.flags) for event in events]
    for name, holds in found.items():
        for at in np.flatnonzero(holds).tolist():
            holding[at].append(name)
    return [tuple(names) for names in holding]


def of_fit(fitted: Fitted) -> dict[str, Bools]:
    """What the fit itself warns of, for `event_flags`: (N,) by name, of the headline window where one is meant."""
    headline = fitted.spec.windows.index(HEADLINE)
    return {
        LOW_N: fitted.quality != Quality.NORMAL,
        ALPHA: fitted.alpha_flag[:, headline],
        MASKED: np.array([bool(event.masked_on) for event in fitted.placed.events], dtype=np.bool_) & ~fitted.unmasked,
        UNMASKED: fitted.unmasked,
        PARTIAL: ~fitted.complete[:, headline],
    }


def confounders(events: Sequence[SampleEvent], found: Record, prices: Prices) -> Confounders:
    """Everything around these events, by array operations over all of them."""
    at = np.array([event.at for event in events], dtype=np.int64)
    column = np.array([event.column for event in events], dtype=np.int64)
    places = at[:, None] + np.arange(FIRST_TAU, LAST_TAU + 1)
    look = _Look(places, column, prices)
    here = -FIRST_TAU
    same_firm, financing = look.at(_grid(found.news, prices)), look.at(_grid(found.financing, prices))
    same_firm[:, here] = False
    financing[:, here] &= np.array([len(event.kinds) > 1 for event in events], dtype=np.bool_)
    return Confounders(
        {
            SAME_FIRM: same_firm,
            EARNINGS: look.at(_grid(found.earnings, prices)),
            FINANCING: financing,
            BTC_SHOCK: _btc_shocks(at, look, prices),
            SECTOR_DAY: look.at(sector_days(prices)),
        }
    )


@dataclass(frozen=True, eq=False, slots=True)
class _Look:
    """Sessions around events as places in the panel; beyond its ends nothing holds."""

    places: Ints
    column: Ints
    prices: Prices

    def at(self, grid: Bools) -> Bools:
        """The values of a grid (T, S) there, (N, 21)."""
        inside = (self.places >= 0) & (self.places < len(self.prices.days))
        found: Bools = grid[self.places * inside, self.column[:, None]] & inside
        return found


def _grid(places: Mapping[str, Sequence[int]], prices: Prices) -> Bools:
    grid = np.zeros((max(len(prices.days), 1), len(prices.shares)), dtype=np.bool_)
    for column, share in enumerate(prices.shares):
        inside = [place for place in places.get(share, ()) if place < len(grid)]
        grid[inside, column] = True
    return grid


# --- markets ----------------------------------------------------------------------------------------------------------


def _btc_shocks(at: Ints, look: _Look, prices: Prices) -> Bools:
    """Sessions on which BTC moved by more than two standard deviations of the event's estimation window."""
    moves = prices.factors.get(BTC)
    if moves is None:
        return np.zeros(look.places.shape, dtype=np.bool_)
    known = np.isfinite(moves)
    plain = np.where(known, moves, 0.0)
    n, total, squares = (_window_sums(part)[at] for part in (known.astype(float), plain, plain**2))
    enough = n >= FEWEST
    sd = np.sqrt(np.maximum(squares - total**2 / np.maximum(n, 1), 0.0) / np.maximum(n - 1, 1))
    inside = (look.places >= 0) & (look.places < len(moves))
    size = np.abs(plain[look.places * inside])
    found: Bools = inside & enough[:, None] & (size > SIGMAS * sd[:, None])
    return found


class _Kept:
    """The sector days of the newest prices: they depend on nothing else."""

    vintage = ""
    days: Bools = np.zeros((0, 0), dtype=np.bool_)


def sector_days(prices: Prices) -> Bools:
    """Whether at least three other shares had an outlying abnormal return in a session, (T, S)."""
    if _Kept.vintage != prices.vintage or _Kept.days.shape != prices.returns.shape:
        far = outlying(prices)
        _Kept.days = far.sum(axis=1, keepdims=True) - far >= SECTOR
        _Kept.vintage = prices.vintage
    return _Kept.days


def outlying(prices: Prices) -> Bools:
    """Sessions whose abnormal return exceeds two residual standard deviations of the share's own 110 sessions before.

    One regression on SPY and BTC per share and session, all at once from running sums.
    """
    shape = prices.returns.shape
    if SPY not in prices.factors or BTC not in prices.factors:
        return np.zeros(shape, dtype=np.bool_)
    x = np.column_stack([np.ones(shape[0]), prices.factors[SPY], prices.factors[BTC]])
    known = np.asarray(np.isfinite(x).all(axis=1, keepdims=True))
    single = np.isfinite(prices.returns) & (prices.spans == 1) & known
    y, x = np.where(single, prices.returns, 0.0), np.nan_to_num(x)
    xx = _window_sums(single[:, :, None, None] * (x[:, :, None] * x[:, None, :])[:, None])
    xy = _window_sums(y[:, :, None] * x[:, None, :])
    yy, n = _window_sums(y**2), xx[:, :, 0, 0]
    usable = (n >= FEWEST) & (np.linalg.det(xx) > 1e-9 * np.maximum(n, 1))
    beta = np.linalg.solve(np.where(usable[:, :, None, None], xx, np.eye(3)), xy[..., None])[..., 0]
    variance = np.maximum(yy - (beta * xy).sum(axis=2), 0.0) / np.maximum(n - 3, 1)
    ar = y - (beta * x[:, None, :]).sum(axis=2)
    found: Bools = usable & single & (np.abs(ar) > SIGMAS * np.sqrt(variance))
    return found


def _window_sums(values: Floats) -> Floats:
    """For each session the sum over its estimation window, along the first axis."""
    total = np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0)])
    sessions = np.arange(len(values))
    start = np.maximum(sessions + ESTIMATION[0], 0)
    end = np.maximum(sessions + ESTIMATION[1] + 1, 0)
    found: Floats = total[end] - total[start]
    return found


# --- results ----------------------------------------------------------------------------------------------------------


class _Read:
    """Days of results told by candidates, read again when there are new ones: feeds bring many thousands."""

    state: tuple[object, ...] = ()
    days: list[tuple[int, date]] = []


def earnings_days() -> dict[int, set[date]]:
    """Days on which a company reported results, by company id, as far as the record tells."""
    told = Announcement.objects.published().filter(_hints("title") | _hints("summary")).order_by()
    found: dict[int, set[date]] = {}
    for company, day, title, summary in told.values_list("company_id", "announced_on", "title", "summary"):
        if RESULTS.search(title) or RESULTS.search(summary):
            found.setdefault(company, set()).add(day)
    for company, day in _told_by_candidates():
        found.setdefault(company, set()).add(day)
    return found


def _told_by_candidates() -> Iterable[tuple[int, date]]:
    state = tuple(Candidate.objects.aggregate(Count("pk"), Max("pk"), Max("updated_at")).values())
    if state != _Read.state:
        rows = Candidate.objects.filter(_hints("title"), company__isnull=False).order_by()
        found = rows.values_list("company_id", "title", "announced_on", "item__published_at")
        days = [(company, _day(on, at)) for company, title, on, at in found if RESULTS.search(title)]
        _Read.days = [(company, day) for company, day in days if company and day]
        _Read.state = state
    return _Read.days


def _day(announced_on: date | None, published_at: datetime | None) -> date | None:
    """Of an article the day that it tells of; of a filing, which announces no move, New York's day of acceptance."""
    if announced_on is not None or published_at is None:
        return announced_on
    return published_at.astimezone(calendar.NEW_YORK).date()


def _hints(field: str) -> Q:
    found = Q()
    for hint in HINTS:
        found |= Q(**{f"{field}__icontains": hint})
    return found
