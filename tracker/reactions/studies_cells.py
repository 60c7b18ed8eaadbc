"""The cells of a group: all statistics of the core, or only those that decide, for groups of which no more is shown.

The short way gives the same mean, band, test and p as the long one (a test holds them together); it leaves out rank
tests and the like, which take most of the time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Final

import numpy as np

from tracker.reactions.event_study import HEADLINE, Cell, Fitted, group, statistics
from tracker.reactions.event_study.overlap import dependence
from tracker.reactions.event_study.ranks import permutation_p
from tracker.reactions.figures import plain
from tracker.reactions.panel import Floats, Ints
from tracker.reactions.study_view import CellView, Window

FEWEST_TESTED: Final = 5
FEWEST_KP: Final = 10
# The figures of a cell that have a place of their own; every other number of the core's cell is among its tests.
OWN: Final = frozenset(
    {"window", "n", "n_firms", "n_pos", "caar", "median", "sd", "headline_test", "headline_p", "band", "mde"}
)
TESTS: Final = tuple(field.name for field in fields(Cell) if field.name not in OWN)
DECIDING: Final = ("r_bar", "bmp_t", "kp_t", "kp_p", "permutation_p")
RENAMED: Final = {"p_cs": "t_cs_p"}


def full_cells(fitted: Fitted, members: Ints, *, is_whole: bool) -> Iterator[CellView]:
    """Every window with every statistic; of the whole sample the headline window is the exempt cell."""
    for cell in group(fitted, members).cells:
        yield CellView(
            window=cell.window,
            n=cell.n,
            n_firms=cell.n_firms,
            n_positive=cell.n_pos,
            caar=cell.caar,
            median=cell.median,
            sd=cell.sd,
            test=cell.headline_test,
            p=cell.headline_p,
            q=None,
            band=cell.band,
            mde=cell.mde,
            is_headline=is_whole and cell.window == HEADLINE,
            tests={RENAMED.get(name, name): getattr(cell, name) for name in TESTS},
        )


def deciding_cells(fitted: Fitted, members: Ints, windows: Sequence[Window]) -> Iterator[CellView]:
    """These windows with mean, band and the test that decides."""
    columns = np.array([fitted.spec.windows.index(window) for window in windows], dtype=np.intp)
    there = fitted.complete[np.ix_(members, columns)] & np.isfinite(fitted.car[np.ix_(members, columns)])
    found: dict[int, CellView] = {}
    while len(found) < len(columns):
        # Windows that hold the same events go together.
        first = next(at for at in range(len(columns)) if at not in found)
        alike = np.flatnonzero((there == there[:, first, None]).all(axis=0)).tolist()
        cells = _deciding(fitted, members[there[:, first]], columns[alike])
        found |= dict(zip(alike, cells, strict=True))
    return (found[at] for at in range(len(columns)))


def _deciding(fitted: Fitted, events: Ints, columns: Ints) -> list[CellView]:
    n, tested = len(events), events[fitted.has_tests[events]]
    table = {name: plain(values) for name, values in _figures(fitted, events, tested, columns).items()} if n else {}
    test, firms = _test(n, len(tested)), len(np.unique(fitted.placed.columns[events]))
    decides = {"kp": "kp_p", "permutation": "permutation_p"}.get(test, "")
    cells = []
    for at, column in enumerate(columns.tolist()):
        figures = {name: values[at] for name, values in table.items()}
        low, high = figures.get("low"), figures.get("high")
        cells.append(
            CellView(
                window=fitted.spec.windows[column],
                n=n,
                n_firms=firms,
                n_positive=int(figures.get("n_pos", 0)),
                caar=figures.get("caar"),
                median=figures.get("median"),
                sd=figures.get("sd"),
                test=test,
                p=figures.get(decides),
                q=None,
                band=(low, high) if n >= FEWEST_TESTED and low is not None and high is not None else None,
                mde=figures.get("mde"),
                is_headline=False,
                tests={name: figures.get(name) for name in DECIDING},
            )
        )
    return cells


def _figures(fitted: Fitted, events: Ints, tested: Ints, columns: Ints) -> dict[str, Floats]:
    """Figures by name, one value a window."""
    n, car = len(events), fitted.car[np.ix_(events, columns)]
    sd, caar = statistics.deviation(car), car.mean(axis=0)
    found: dict[str, Floats] = {"n_pos": (car > 0).sum(axis=0).astype(float), "caar": caar, "sd": sd}
    r_bar = np.zeros(len(columns))
    if len(tested):
        r_bar = dependence(fitted, tested).r_bar(fitted.spec.lengths[columns])
        bmp = statistics.mean_t(fitted.t[np.ix_(tested, columns)])
        kp = statistics.kolari_pynnonen(bmp, r_bar, len(tested))
        found |= {"r_bar": r_bar, "bmp_t": bmp, "kp_t": kp, "kp_p": statistics.t_p(kp, len(tested) - 1)}
    if FEWEST_TESTED <= n < FEWEST_KP:
        found["permutation_p"] = permutation_p(car)
    error = sd / np.sqrt(n) * statistics.inflation(r_bar, n)
    reach = error * statistics.quantile(statistics.LEVEL, n - 1)
    found |= {"low": caar - reach, "high": caar + reach, "mde": statistics.detectable(error, n - 1)}
    return found | {"median": np.median(car, axis=0)}


def _test(n: int, tested: int) -> str:
    """Which test a group of this size is judged by."""
    if FEWEST_TESTED <= n < FEWEST_KP:
        return "permutation"
    return "kp" if tested >= FEWEST_KP else "none"
