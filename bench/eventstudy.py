"""How fast events are studied, on one core, beside a loop of statsmodels regressions that gives the same figures.

The panel is that of 60 tickers over five years; 10,000 of its 68,000 cells with full windows are the events. The loop
is timed on 300 events and scaled to 10,000: it does the same for each. It is as lean as it can be: arrays in, no
pandas, standard errors from the covariance that the fit has at hand. Both are told where each event is in the
panel; `eventstudy.place` is what finding that out from dates and tickers takes. Neither makes p-values where the name
does not say so. Times are processor time, the least of several turns taken one after the other: what else the machine
does is in neither.
"""

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache, partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
import statsmodels.api as sm
from scipy.special import stdtr

from bench.harness import Measured, case
from tracker.reactions.event_study import NINE_WINDOWS, Event, Fitted, Panel, Placed, Spec, fit, group, place

TICKERS, SESSIONS, EVENTS, SAMPLE = 60, 1260, 10_000, 300
BEFORE, AFTER = 120, 10
FIRST_DAY = date(2020, 1, 1)
MANY = 50_000
EVERY_FIGURE = ("t", "p", "p_sq", "bhar")
ONE_CORE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@cache
def panel(factors: int) -> Panel:
    """Seeded noise around factors."""
    chance = np.random.default_rng(17)
    x = chance.normal(0.0005, 0.015, (SESSIONS, factors))
    y = x @ np.array([1.2, 0.6])[:factors, None] + 0.03 * chance.standard_t(4, (SESSIONS, TICKERS))
    days = tuple(FIRST_DAY + timedelta(days=number) for number in range(SESSIONS))
    return Panel(days, tuple(f"S{number:02}" for number in range(TICKERS)), y, ("MKT", "BTC")[:factors], x)


@cache
def places(count: int) -> list[tuple[int, int]]:
    """Rows and columns of so many events, each cell once."""
    cells = np.random.default_rng(19).choice(TICKERS * (SESSIONS - BEFORE - AFTER), count, replace=False)
    return [(BEFORE + int(cell) // TICKERS, int(cell) % TICKERS) for cell in cells]


@cache
def events(count: int) -> tuple[Event, ...]:
    """The same with names and dates, as a caller has them."""
    days = panel(1).days
    return tuple(Event(f"E{number}", f"S{column:02}", days[row]) for number, (row, column) in enumerate(places(count)))


@cache
def placed(count: int) -> Placed:
    """The same with their places found."""
    return place(panel(1), events(count))


def plain(factors: int) -> Fitted:
    """Ours: fit, abnormal returns with standard errors, nine CARs with exact standard error and t."""
    return _worked_out(fit(panel(factors), placed(EVENTS), Spec()), ("t",))


def full(factors: int) -> Fitted:
    """The same with p, SQ p and BHAR."""
    return _worked_out(fit(panel(factors), placed(EVENTS), Spec()), EVERY_FIGURE)


def _worked_out(found: Fitted, names: tuple[str, ...]) -> Fitted:
    """Asks for figures that are made only when they are asked for."""
    for name in names:
        getattr(found, name)
    return found


def looped(factors: int, *, is_full: bool) -> Callable[[], object]:
    """The statsmodels loop over the sample."""
    source = panel(factors)
    x = np.column_stack([np.ones(SESSIONS), source.factors])
    study = partial(_with_rest if is_full else _regressed, source.returns, x)

    def work() -> None:
        for row, column in places(EVENTS)[:SAMPLE]:
            study(row, column)

    return work


Windows = list[tuple[float, float, float]]


def _regressed(y: Any, x: Any, row: int, column: int) -> tuple[Any, Any, Windows]:
    """One event by statsmodels: the fit, AR and CARs with their standard errors and t."""
    past, near = slice(row - BEFORE, row - 10), slice(row - 10, row + AFTER + 1)
    line = sm.OLS(y[past, column], x[past]).fit()
    covariance, ahead = line.normalized_cov_params, x[near]
    ar = y[near, column] - ahead @ line.params
    variance = line.mse_resid
    errors = np.sqrt(variance * (1.0 + np.einsum("ij,jk,ik->i", ahead, covariance, ahead)))
    found = []
    for first, last in NINE_WINDOWS:
        over = slice(first + 10, last + 11)
        total = ahead[over].sum(axis=0)
        error = np.sqrt(variance * (last - first + 1 + total @ covariance @ total))
        car = ar[over].sum()
        found.append((car, error, car / error))
    return line, (ar, errors, line.rsquared), found


def _with_rest(y: Any, x: Any, row: int, column: int) -> list[tuple[float, float, float]]:
    """The same with p, SQ p and BHAR of every window."""
    line, (ar, _errors, _r2), windows = _regressed(y, x, row, column)
    returns = y[row - 10 : row + AFTER + 1, column]
    running = np.concatenate([[0.0], np.cumsum(line.resid)])
    p = 2.0 * stdtr(line.df_resid, -np.abs([t for _car, _error, t in windows]))
    found = []
    for number, (first, last) in enumerate(NINE_WINDOWS):
        length, over = last - first + 1, slice(first + 10, last + 11)
        sums = np.abs(running[length:] - running[:-length])
        p_sq = (1 + (sums >= abs(windows[number][0])).sum()) / (len(sums) + 1)
        bhar = np.prod(1.0 + returns[over]) - np.prod(1.0 + returns[over] - ar[over])
        found.append((p[number], p_sq, bhar))
    return found


def _beside(ours: Callable[[], object], theirs: Callable[[], object] | None, turns: int = 7) -> Measured:
    """Milliseconds for all events; theirs, where there is one, is over the sample."""
    least = [float("inf"), float("inf")]
    for _ in range(turns):
        # Ours is short: a few in a row, else it is measured with the caches full of what the long one before it needed.
        least[0] = min(least[0], *(_spent(ours) for _ in range(5)))
        if theirs:
            least[1] = min(least[1], _spent(theirs))
    return Measured(1000 * least[0], 1000 * least[1] * EVENTS / SAMPLE if theirs else None)


def _spent(work: Callable[[], object]) -> float:
    """Seconds of processor time."""
    start = process_time()
    work()
    return process_time() - start


@case("eventstudy.one_factor", unit="ms for 10,000 events", speedup=200.0)
def one_factor() -> Measured:
    """One factor: fit, AR with standard errors, nine CARs with exact t; statsmodels beside it."""
    return _beside(partial(plain, 1), looped(1, is_full=False))


@case("eventstudy.two_factors", unit="ms for 10,000 events", speedup=100.0)
def two_factors() -> Measured:
    """Two factors, the same figures."""
    return _beside(partial(plain, 2), looped(2, is_full=False))


@case("eventstudy.place", unit="ms for 10,000 events")
def finding() -> Measured:
    """Find session and security of every event by date and ticker: once per sample, whatever the number of models."""
    return _beside(lambda: place(panel(1), events(EVENTS)), None)


@case("eventstudy.full", unit="ms for 10,000 events", speedup=40.0)
def with_rest() -> Measured:
    """One factor with p, SQ p and BHAR as well, in both."""
    return _beside(partial(full, 1), looped(1, is_full=True))


@case("eventstudy.full_two_factors", unit="ms for 10,000 events", speedup=40.0)
def with_rest_two() -> Measured:
    """Two factors with p, SQ p and BHAR as well, in both."""
    return _beside(partial(full, 2), looped(2, is_full=True))


@case("eventstudy.beside_eventstudy", unit="ms for 10,000 events")
def beside_eventstudy() -> Measured:
    """The package `eventstudy` where it is installed: market model, AR and CAR with t and p; timed on 300 events."""
    return _beside(partial(plain, 1), _eventstudy() if find_spec("eventstudy") else None)


def _eventstudy() -> Callable[[], object]:
    package, models = import_module("eventstudy"), import_module("eventstudy.models")
    source = panel(1)

    def work() -> None:
        for row, column in places(EVENTS)[:SAMPLE]:
            part = slice(row - BEFORE, row + AFTER + 1)
            returns = {"security_returns": source.returns[part, column], "market_returns": source.factors[part, 0]}
            package.Single(models.market_model, returns, event_window=(-10, 10), estimation_size=110, buffer_size=0)

    return work


@case("eventstudy.beside_easy_event_study", unit="ms for 10,000 events")
def beside_easy_event_study() -> Measured:
    """The package `easy-event-study` where it is installed: CAPM, AR and CAR, standardised; timed on 300 events."""
    return _beside(partial(plain, 1), _easy_event_study() if find_spec("easy_event_study") else None, turns=2)


def _easy_event_study() -> Callable[[], object]:
    package, frames = import_module("easy_event_study.event_study_model"), import_module("pandas")
    source = panel(1)
    returns = frames.DataFrame(
        {
            "Ret": source.returns.T.ravel(),
            "Date": list(source.days) * TICKERS,
            "ticker": np.repeat(source.securities, SESSIONS),
            "Volume": 1.0,
        }
    )
    factors = frames.DataFrame({"Date": source.days, "Mkt-RF": source.factors[:, 0]})
    sample = events(EVENTS)[:SAMPLE]
    asked = frames.DataFrame(
        {"ticker": [one.security for one in sample], "event_date": [one.session_on for one in sample]}
    )

    def work() -> None:
        study = package.EventStudy(
            estimation_days=110, gap_days=0, window_before=10, window_after=10, min_estimation_days=100, n_cores=1
        )
        study.add_returns(ret_df=returns.copy())
        study.add_factors(factors)
        study.run_study(asked)

    return work


@case("eventstudy.memory", unit="MB", target=300.0)
def memory() -> Measured:
    """How much the peak of a process grows by a study of 50,000 events: every figure of each, the tests of them all."""
    done = subprocess.run(
        [sys.executable, "-c", "from bench.eventstudy import print_peak; print_peak()"],
        cwd=Path(__file__).parents[1], env=os.environ | ONE_CORE, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return Measured(float(done.stdout))


def print_peak() -> None:
    """Study 50,000 events and print by how many MB the peak of the resident set has grown since before."""
    before = _peak()
    group(_worked_out(fit(panel(2), placed(MANY), Spec()), EVERY_FIGURE), range(MANY))
    print(_peak() - before)


def _peak() -> float:
    """Peak of the resident set in MB."""
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
