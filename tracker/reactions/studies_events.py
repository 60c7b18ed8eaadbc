"""The events of a study as plain views, and the announcements that are in no figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from tracker.companies.models import Company
from tracker.reactions import confounders, study_wording
from tracker.reactions.confounders import Confounders
from tracker.reactions.event_study import Fitted, Quality
from tracker.reactions.figures import plain
from tracker.reactions.models import Reaction
from tracker.reactions.panel import Bools, Floats, Ints
from tracker.reactions.sample import HALTED, SampleEvent
from tracker.reactions.sample_told import Told
from tracker.reactions.study_view import EventView, ExcludedView, Windows

NO_MOVES: Final = (None, None, None, None)


@dataclass(frozen=True, eq=False, slots=True)
class Measured:
    """A sample's M events, their rows in the fit of the whole record, what is around them, who counts: (M,) each."""

    events: Sequence[SampleEvent]
    rows: Ints
    fitted: Fitted
    columns: "Columns"
    around: Confounders
    counts: Bools
    is_clean: Bools

    @property
    def warnings(self) -> dict[str, Bools]:
        """What the fits warn of, (M,) by name."""
        return {name: holds[self.rows] for name, holds in confounders.of_fit(self.fitted).items()}


@dataclass(frozen=True, slots=True)
class Owner:
    """The company of an event."""

    key: str
    ticker: str
    name: str


def measured(events: Sequence[SampleEvent], fitted: Fitted, columns: "Columns", around: Confounders) -> Measured:
    """Who counts: every usable event that is no dropped follow-up; clean is what has nothing beside it.

    `fitted`, `columns` and `around` are of the whole record.
    """
    rows = np.array([event.place for event in events], dtype=np.intp)
    around, quality = around.of(rows), fitted.quality[rows]
    follows = np.array([event.is_follow_up for event in events], dtype=np.bool_)
    halted = np.array([HALTED in event.flags for event in events], dtype=np.bool_)
    counts = ~follows & (quality != Quality.UNUSABLE)
    clean = counts & around.is_clean & ~halted & (quality == Quality.NORMAL)
    return Measured(events, rows, fitted, columns, around, counts, clean)


def owners() -> dict[int, Owner]:
    """Every company by its id."""
    rows = Company.objects.values_list("pk", "key", "ticker", "name")
    return {pk: Owner(key, ticker, name) for pk, key, ticker, name in rows}


def moves(events: Sequence[SampleEvent]) -> dict[int, tuple[float | None, ...]]:
    """Close to close, gap, open to close and volume ratio of each first announcement's current reaction, by its id.

    Only of reactions to the same session: under the other anchor there are none.
    """
    at = {event.first.pk: event.session_on for event in events}
    rows = Reaction.objects.filter(is_current=True).order_by()
    found = rows.values_list("announcement_id", "event_session_on", "raw_move", "gap", "intraday_move", "volume_ratio")
    return {pk: tuple(values) for pk, on, *values in found if at.get(pk) == on}


def event_views(found: Measured, companies: Mapping[int, Owner]) -> list[EventView]:
    """Every event with all its figures, newest first."""
    known = moves(found.events)
    columns = found.columns
    flags = confounders.event_flags(found.events, found.around, found.warnings)
    samples = zip(flags, found.counts.tolist(), found.is_clean.tolist(), strict=True)
    views = [
        _view(event, columns, (companies[event.first.company_id], known.get(event.first.pk, NO_MOVES)), told)
        for event, told in zip(found.events, samples, strict=True)
    ]
    views.reverse()
    return views


@dataclass(frozen=True, slots=True)
class Columns:
    """The whole record's arrays as lists: one conversion for thousands of events and every sample of them.

    `figures` (N, windows, 6) and `series` (N, 3, taus) are what `windows` and `sessions` were made from.
    """

    scalars: list[tuple[Any, ...]]
    betas: list[dict[str, float | None]]
    windows: list[Windows]
    sessions: list[tuple[tuple[float | None, ...], ...]]
    figures: Floats
    series: Floats

    @classmethod
    def of(cls, fitted: Fitted, around: Confounders) -> "Columns":
        """The columns of the fit of all events."""
        names = fitted.panel.factor_names
        path = np.where(np.isfinite(fitted.ar), np.cumsum(np.nan_to_num(fitted.ar), axis=1), np.nan)
        alpha, sigma, r2 = (plain(values) for values in (fitted.alpha, fitted.sigma, fitted.r2))
        quality = [str(one) for one in fitted.quality]
        figures = np.stack([fitted.car, fitted.se, fitted.t, fitted.p, fitted.p_sq, fitted.bhar], axis=2)
        series = np.stack([fitted.ar, fitted.se_ar, path], axis=1)
        return cls(
            scalars=list(zip(alpha, sigma, r2, fitted.n.tolist(), fitted.df.tolist(), quality, strict=True)),
            betas=[dict(zip(names, row, strict=True)) for row in plain(fitted.betas)],
            windows=_windows(fitted, figures, around),
            sessions=[tuple(map(tuple, rows)) for rows in plain(series)],
            figures=figures,
            series=series,
        )


def _windows(fitted: Fitted, figures: Floats, around: Confounders) -> list[Windows]:
    names = fitted.spec.windows
    flags = confounders.window_flags(around, names, fitted.complete)
    rows = zip(plain(figures), fitted.complete.tolist(), flags, strict=True)
    return [Windows(names, tuple(map(tuple, values)), tuple(whole), tuple(held)) for values, whole, held in rows]


def _view(
    event: SampleEvent,
    columns: Columns,
    beside: tuple[Owner, tuple[float | None, ...]],
    told: tuple[tuple[str, ...], bool, bool],
) -> EventView:
    owner, (raw, gap, intraday, volume_ratio) = beside
    flags, in_all, in_clean = told
    at, first, sized = event.place, event.first, _sized(event)
    alpha, sigma, r2, n, df, quality = columns.scalars[at]
    ar, se_ar, path = columns.sessions[at]
    return EventView(
        event_id=first.slug,
        announcement_id=first.pk,
        slug=first.slug,
        title=first.title,
        others=tuple(one.slug for one in event.told[1:]),
        company_key=owner.key,
        ticker=owner.ticker,
        company_name=owner.name,
        kinds=event.kinds,
        scope=first.scope,
        announced_on=first.announced_on,
        announced_at=first.announced_at,
        session_on=event.session_on,
        phase=first.when.phase,
        raw=raw,
        gap=gap,
        intraday=intraday,
        volume_ratio=volume_ratio,
        alpha=alpha,
        betas=columns.betas[at],
        sigma=sigma,
        r2=r2,
        n=n,
        df=df,
        quality=quality,
        windows=columns.windows[at],
        ar=ar,
        se_ar=se_ar,
        path=path,
        flags=flags,
        is_in_all=in_all,
        is_in_clean=in_clean,
        capacity_mw=sized[0].capacity_mw,
        capacity_basis=sized[0].capacity_basis,
        value_usd=sized[1].value_usd,
        value_counts=sized[1].value_counts,
    )


def _sized(event: SampleEvent) -> tuple[Told, Told]:
    """The announcement that tells the largest capacity, and the one that tells the largest value: never a sum."""
    if len(event.told) == 1:
        return event.first, event.first
    return (
        max(event.told, key=lambda one: one.capacity_mw or 0),
        max(event.told, key=lambda one: one.value_usd or 0),
    )


def excluded_views(
    left_out: Sequence[Told], found: Measured, companies: Mapping[int, Owner]
) -> tuple[ExcludedView, ...]:
    """What is in no figure, with the reason in a sentence, newest first."""
    unusable = np.flatnonzero(found.fitted.quality[found.rows] == Quality.UNUSABLE).tolist()
    pairs = [(one, one.reason) for one in left_out]
    pairs += [(one, str(found.fitted.reason[found.rows[at]])) for at in unusable for one in found.events[at].told]
    pairs.sort(key=lambda pair: (pair[0].announced_on, pair[0].pk), reverse=True)
    return tuple(
        ExcludedView(
            announcement_id=one.pk,
            slug=one.slug,
            title=one.title,
            ticker=companies[one.company_id].ticker,
            announced_on=one.announced_on,
            reason=reason,
            words=study_wording.reason(reason),
        )
        for one, reason in pairs
    )
