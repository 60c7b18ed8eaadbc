"""One sample of a study, all or clean: its groups over every window, q-values, path, scatters and the finding."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

import numpy as np
from scipy.special import stdtr

from tracker.extraction.choices import CapacityBasis, Kind
from tracker.reactions import study_wording
from tracker.reactions.event_study import HEADLINE, Fitted, adjust, path
from tracker.reactions.event_study.ordering import average_ranks
from tracker.reactions.figures import plain
from tracker.reactions.panel import Ints
from tracker.reactions.studies_cells import deciding_cells, full_cells
from tracker.reactions.studies_events import Measured
from tracker.reactions.study_view import (
    ALL,
    EventView,
    GroupView,
    PathView,
    PointView,
    SampleView,
    ScatterView,
)

FEWEST_RANKED: Final = 5


@dataclass(frozen=True, slots=True)
class Members:
    """A group before it is measured; `events` are places in the sample."""

    key: str
    by: str
    value: str
    label: str
    events: Ints


@dataclass(frozen=True, eq=False, slots=True)
class Shown:
    """What the samples of a study share; `kinds` are those that the reader asked for, if any."""

    found: Measured
    views: Mapping[str, EventView]
    kinds: Sequence[str]


def sample_view(key: str, given: Shown, *, in_full: bool) -> SampleView:
    """One sample; in full with every group and scatter, else with the group of all its events."""
    found, views, kinds = given.found, given.views, given.kinds
    members = np.flatnonzero(found.counts if key == ALL else found.is_clean)
    wanted = _members(given, members)
    groups, family = _corrected([_group(one, found) for one in (wanted if in_full else [next(wanted)])])
    headline = groups[0].headline
    column, rows = found.fitted.spec.windows.index(HEADLINE), found.rows[members]
    cars = found.fitted.car[rows[found.fitted.complete[rows, column]], column]
    return SampleView(
        key=key,
        label=study_wording.sample_label(key),
        sentence=study_wording.finding(headline, plain(cars), kinds),
        n_events=groups[0].n_events,
        n_firms=groups[0].n_firms,
        family=family,
        groups=tuple(groups),
        path=_path(found.fitted, rows),
        scatters=tuple(_scatters([views[found.events[at].first.slug] for at in members.tolist()])) if in_full else (),
    )


# --- groups -----------------------------------------------------------------------------------------------------------


def _members(given: Shown, members: Ints) -> Iterator[Members]:
    """All, then each kind in the order of the record's words, then each company by ticker."""
    found, views, kinds = given.found, given.views, given.kinds
    yield Members("all", "all", "", study_wording.group_label("all", ""), members)
    by_kind: dict[str, list[int]] = {kind: [] for kind in Kind.values if kind in kinds or not kinds}
    by_company: dict[tuple[str, str], list[int]] = {}
    for at in members.tolist():
        event = found.events[at]
        view = views[event.first.slug]
        by_company.setdefault((view.ticker, view.company_key), []).append(at)
        for kind in event.kinds:
            if kind in by_kind:
                by_kind[kind].append(at)
    for kind, events in by_kind.items():
        if events:
            yield Members(f"kind={kind}", "kind", kind, study_wording.group_label("kind", kind), np.array(events))
    for (ticker, company), events in sorted(by_company.items()):
        label = study_wording.group_label("company", company, ticker)
        yield Members(f"company={company}", "company", company, label, np.array(events))


def _group(one: Members, found: Measured) -> GroupView:
    """Companies by the figures that decide: their pages are lists of events, not tables of tests."""
    fitted, rows = found.fitted, found.rows[one.events]
    if one.by == "company":
        cells = deciding_cells(fitted, rows, fitted.spec.windows)
    else:
        cells = full_cells(fitted, rows, is_whole=one.by == "all")
    return GroupView(
        key=one.key,
        by=one.by,
        value=one.value,
        label=one.label,
        n_events=len(one.events),
        n_firms=len({found.events[at].column for at in one.events.tolist()}),
        cells=tuple(cells),
    )


def _corrected(groups: Sequence[GroupView]) -> tuple[list[GroupView], int]:
    """The groups with q-values over every cell that has a p, the headline cell left out; how many those are."""
    q_values = adjust([None if cell.is_headline else cell.p for one in groups for cell in one.cells])
    left = iter(q_values)
    corrected = [replace(one, cells=tuple(replace(cell, q=next(left)) for cell in one.cells)) for one in groups]
    return corrected, sum(q is not None for q in q_values)


# --- pictures ---------------------------------------------------------------------------------------------------------


def _path(fitted: Fitted, members: Ints) -> PathView:
    found = path(fitted, members)
    caar, low, high, aar = (tuple(plain(values)) for values in (found.caar, found.low, found.high, found.aar))
    return PathView(taus=found.taus, caar=caar, low=low, high=high, aar=aar, n=tuple(found.n.tolist()))


def _scatters(events: Sequence[EventView]) -> Iterator[ScatterView]:
    """Dollars, then MW by basis; only what some event has."""
    by_size: dict[tuple[str, str], list[tuple[EventView, Decimal]]] = {("usd", ""): []}
    by_size |= {("mw", basis): [] for basis in CapacityBasis.values}
    for event in events:
        for name, size in ((("usd", ""), event.value_usd), (("mw", event.capacity_basis), event.capacity_mw)):
            if size is not None and size > 0 and name in by_size:
                by_size[name].append((event, size))
    for (measure, basis), pairs in by_size.items():
        points = tuple(_points(pairs))
        if points:
            rho, p = rank_correlation([float(one.size) for one in points], [one.car for one in points])
            label = study_wording.scatter_label(measure, basis)
            yield ScatterView(measure=measure, basis=basis, label=label, points=points, rho=rho, p=p)


def _points(pairs: Sequence[tuple[EventView, Decimal]]) -> Iterator[PointView]:
    """Those whose headline window is whole."""
    for event, size in pairs:
        headline = event.headline
        if headline.is_complete and headline.car is not None:
            yield PointView(event_id=event.event_id, size=size, car=headline.car, se=headline.se)


def rank_correlation(sizes: Sequence[float], cars: Sequence[float]) -> tuple[float | None, float | None]:
    """Spearman's rank correlation with its two-sided p (t with n − 2); None under five pairs or without spread."""
    n = len(sizes)
    if n < FEWEST_RANKED:
        return None, None
    ranks = average_ranks(np.array([sizes, cars], dtype=np.float64))
    away = ranks - ranks.mean(axis=1, keepdims=True)
    spread = float(np.sqrt((away**2).sum(axis=1).prod()))
    if spread == 0:
        return None, None
    rho = min(max(float((away[0] * away[1]).sum()) / spread, -1.0), 1.0)
    if abs(rho) == 1.0:
        return rho, 0.0
    t = rho * np.sqrt((n - 2) / (1 - rho**2))
    return rho, float(2 * stdtr(n - 2, -abs(t)))
