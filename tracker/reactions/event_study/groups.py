"""One group of events over all windows: its mean, the tests of it, what it could have detected; and its path."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from tracker.reactions.event_study import ranks, statistics
from tracker.reactions.event_study.fitted import Fitted
from tracker.reactions.event_study.model import Floats, Ints, Window
from tracker.reactions.event_study.overlap import dependence
from tracker.reactions.event_study.rank_sums import rank_sums

FEWEST_TESTED: Final = 5
FEWEST_KP: Final = 10
Columns = dict[str, Floats]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A group over one window; None where a figure does not exist.

    `n` events have the whole window, `n_tested` of them an estimate with a standard error: the tests on standardised
    returns and ranks are over those. `headline_test` is "none", "permutation" or "kp" by the group's size. The other
    p-values exist whatever the size: that none is shown under five events is for the page to see to.
    """

    window: Window
    n: int
    n_tested: int
    n_firms: int
    n_pos: int
    caar: float | None
    median: float | None
    sd: float | None
    t_cs: float | None
    p_cs: float | None
    bw85: float | None
    bw85_p: float | None
    patell_z: float | None  # daily returns standardised, then added up
    patell_p: float | None
    patell_scar_z: float | None
    bmp_t: float | None
    bmp_p: float | None
    r_bar: float | None
    kp_t: float | None
    kp_p: float | None
    overlap_z: float | None
    overlap_p: float | None
    corrado_cowan: float | None
    corrado_cowan_p: float | None
    grank_t: float | None
    grank_p: float | None
    gsign_z: float | None
    gsign_p: float | None
    sign_p: float | None
    wilcoxon_p: float | None
    permutation_p: float | None
    firm_t: float | None
    firm_p: float | None
    headline_test: str
    headline_p: float | None
    band: tuple[float, float] | None
    mde: float | None


@dataclass(frozen=True, slots=True)
class Group:
    """The cells of a group, in the order of the windows."""

    members: tuple[int, ...]
    cells: tuple[Cell, ...]

    def cell(self, window: Window) -> Cell:
        """The cell of a window. Raises KeyError for one that was not asked for."""
        for cell in self.cells:
            if cell.window == window:
                return cell
        raise KeyError(window)


@dataclass(frozen=True, slots=True)
class Path:
    """Mean cumulative abnormal return up to each relative session, over the events that are whole up to there.

    The band is pointwise, 95 %, and allows for events that share sessions; NaN under five events.
    """

    taus: tuple[int, ...]
    n: Ints
    aar: Floats
    caar: Floats
    low: Floats
    high: Floats


def group(fitted: Fitted, members: Ints | Sequence[int]) -> Group:
    """Every statistic of a group for every window; events without the whole window are not in that window's cell."""
    chosen = np.asarray(members, dtype=np.intp)
    there = fitted.complete[chosen] & ~np.isnan(fitted.car[chosen])
    found: dict[int, Cell] = {}
    for events, columns in _alike(chosen, there):
        table = _table(fitted, events, columns)
        for place, column in enumerate(columns):
            found[int(column)] = _cell(fitted.spec.windows[column], len(events), table, place)
    return Group(tuple(chosen.tolist()), tuple(found[column] for column in range(len(fitted.spec.windows))))


def _alike(chosen: Ints, there: np.ndarray) -> Iterator[tuple[Ints, Ints]]:
    """Windows that hold the same events go together."""
    left = list(range(there.shape[1]))
    if left and (there == there[:, :1]).all():
        yield chosen[there[:, 0]], np.array(left, dtype=np.intp)
        return
    while left:
        same = [column for column in left if np.array_equal(there[:, column], there[:, left[0]])]
        yield chosen[there[:, left[0]]], np.array(same, dtype=np.intp)
        left = [column for column in left if column not in same]


def _table(fitted: Fitted, events: Ints, columns: Ints) -> Columns:
    """Statistics by name, one value a window."""
    count, car = len(events), fitted.car[np.ix_(events, columns)]
    if not count:
        return {}
    caar, sd = car.mean(axis=0), statistics.deviation(car)
    positive = (car > 0).sum(axis=0)
    firm_t, firms = statistics.firm_means_t(car, fitted.placed.columns[events])
    t_cs = statistics.mean_t(car)
    table = {
        "n_firms": np.full(len(columns), firms, dtype=float),
        "n_pos": positive.astype(float),
        "caar": caar,
        "median": np.median(car, axis=0),
        "sd": sd,
        "t_cs": t_cs,
        "p_cs": statistics.t_p(t_cs, count - 1),
        "sign_p": ranks.sign_p(positive, count),
        "wilcoxon_p": ranks.wilcoxon_p(car),
        "permutation_p": ranks.permutation_p(car),
        "firm_t": firm_t,
        "firm_p": statistics.t_p(firm_t, firms - 1),
    }
    table |= _standardised(fitted, events[fitted.has_tests[events]], columns)
    error = sd / np.sqrt(count) * statistics.inflation(table.get("r_bar", np.zeros(len(columns))), count)
    return table | {"error": error, "mde": statistics.detectable(error, count - 1)}


def _standardised(fitted: Fitted, events: Ints, columns: Ints) -> Columns:
    """The tests that need a standard error or residuals, over the events that have them."""
    count = len(events)
    if not count:
        return {}
    spec, lengths = fitted.spec, fitted.spec.lengths[columns]
    indicator = spec.indicator()[:, columns]
    cells, car = np.ix_(events, columns), fitted.car[np.ix_(events, columns)]
    scar, q, shared = fitted.t[cells], fitted.q_factor[events], dependence(fitted, events)
    r_bar, bmp = shared.r_bar(lengths), statistics.mean_t(fitted.t[cells])
    positive, share = (car > 0).sum(axis=0), float(fitted.share_positive[events].mean())
    caar = car.mean(axis=0)
    sums = rank_sums(fitted, events, ranks.to_put(scar))
    grank_t, grank_df = ranks.grank(sums)
    found = {
        "n_tested": np.full(len(columns), count, dtype=float),
        "bw85": statistics.crude_dependence(caar, statistics.divided(sums.residuals, sums.seen), lengths),
        "patell_z": statistics.patell_csar(np.nan_to_num(fitted.sar[events]) @ indicator, q, lengths),
        "patell_scar_z": statistics.patell(scar, q),
        "bmp_t": bmp,
        "r_bar": r_bar,
        "kp_t": statistics.kolari_pynnonen(bmp, r_bar, count),
        "overlap_z": statistics.overlap_z(caar, fitted.se[cells] ** 2, shared.cross_variance(lengths)),
        "corrado_cowan": ranks.corrado_cowan(sums, indicator, lengths),
        "grank_t": grank_t,
        "gsign_z": ranks.generalised_sign(positive, count, share),
    }
    return found | _p_values(found, count, grank_df)


def _p_values(found: Columns, count: int, grank_df: int) -> Columns:
    return {
        "bmp_p": statistics.t_p(found["bmp_t"], count - 1),
        "kp_p": statistics.t_p(found["kp_t"], count - 1),
        "grank_p": statistics.t_p(found["grank_t"], grank_df),
        "bw85_p": statistics.z_p(found["bw85"]),
        "patell_p": statistics.z_p(found["patell_z"]),
        "overlap_p": statistics.z_p(found["overlap_z"]),
        "corrado_cowan_p": statistics.z_p(found["corrado_cowan"]),
        "gsign_p": statistics.z_p(found["gsign_z"]),
    }


_COUNTS: Final = ("n_tested", "n_firms", "n_pos")
_MADE: Final = ("window", "n", "headline_test", "headline_p", "band", *_COUNTS)
_FIGURES: Final = tuple(field.name for field in fields(Cell) if field.name not in _MADE)


def _cell(window: Window, count: int, table: Columns, place: int) -> Cell:
    figures = {name: _known(float(table[name][place])) if name in table else None for name in _FIGURES}
    counts = {name: int(table[name][place]) if name in table else 0 for name in _COUNTS}
    test = _headline(count, counts["n_tested"])
    caar, error = figures["caar"], _known(float(table["error"][place])) if table else None
    reach = None if error is None else error * statistics.quantile(statistics.LEVEL, count - 1)
    shown = count >= FEWEST_TESTED and caar is not None and reach is not None
    return Cell(
        window=window,
        n=count,
        headline_test=test,
        headline_p={"kp": figures["kp_p"], "permutation": figures["permutation_p"]}.get(test),
        band=(caar - reach, caar + reach) if shown and caar is not None and reach is not None else None,
        n_tested=counts["n_tested"],
        n_firms=counts["n_firms"],
        n_pos=counts["n_pos"],
        **figures,
    )


def _headline(count: int, tested: int) -> str:
    """Which test a group of this size is judged by."""
    if FEWEST_TESTED <= count < FEWEST_KP:
        return "permutation"
    return "kp" if tested >= FEWEST_KP else "none"


def _known(value: float) -> float | None:
    return value if np.isfinite(value) else None


def path(fitted: Fitted, members: Ints | Sequence[int]) -> Path:
    """The mean path of a group with its band."""
    chosen = np.asarray(members, dtype=np.intp)
    ar = fitted.ar[chosen]
    running = np.cumsum(ar, axis=1)  # NaN from the first missing session on
    there = ~np.isnan(running)
    n = there.sum(axis=0)
    days = np.arange(1.0, len(fitted.spec.taus) + 1.0)
    caar, error = np.full(len(days), np.nan), np.full(len(days), np.nan)
    for events, columns in _alike(np.arange(len(chosen)), there):
        if not len(events):
            continue
        values = running[np.ix_(events, columns)]
        caar[columns] = values.mean(axis=0)
        if len(events) >= FEWEST_TESTED:
            tested = chosen[events][fitted.has_tests[chosen[events]]]
            r_bar = dependence(fitted, tested).r_bar(days[columns])
            scale = statistics.quantile(statistics.LEVEL, len(events) - 1) / np.sqrt(len(events))
            error[columns] = scale * statistics.deviation(values) * statistics.inflation(r_bar, len(events))
    return Path(
        taus=tuple(fitted.spec.taus),
        n=n,
        aar=ranks.means(ar) if len(chosen) else np.full(len(days), np.nan),
        caar=caar,
        low=caar - error,
        high=caar + error,
    )
