"""Standard errors of running sums: those of the formula, written out with matrices."""

from datetime import date, timedelta

import numpy as np
import pytest

from tracker.reactions.event_paths import path_errors
from tracker.reactions.event_study import Event, Model, Panel, Spec, fit

START = date(2025, 1, 1)
EVENT_AT = 150


def panel() -> Panel:
    """One share on two factors over 180 days."""
    draw = np.random.default_rng(7)
    factors = draw.normal(0.001, 0.02, (180, 2))
    returns = factors @ np.array([1.4, 0.6]) + draw.normal(0, 0.03, 180)
    days = tuple(START + timedelta(days=at) for at in range(180))
    return Panel(days, ("CLSK",), returns[:, None], ("SPY", "BTC"), factors, None)


def test_the_errors_are_those_of_the_formula_with_matrices() -> None:
    given = panel()
    event = Event("one", "CLSK", given.days[EVENT_AT])
    errors = path_errors(fit(given, [event], Spec(model=Model.OLS)))[0]
    design = np.column_stack([np.ones(180), given.factors])
    past = design[EVENT_AT - 120 : EVENT_AT - 10]
    y = given.returns[EVENT_AT - 120 : EVENT_AT - 10, 0]
    beta = np.linalg.solve(past.T @ past, past.T @ y)
    variance = ((y - past @ beta) ** 2).sum() / (len(y) - 3)
    for length, error in enumerate(errors, start=1):
        u = design[EVENT_AT - 10 : EVENT_AT - 10 + length].sum(axis=0)
        exact = np.sqrt(variance * (length + u @ np.linalg.inv(past.T @ past) @ u))
        assert error == pytest.approx(exact, rel=1e-9)


def test_without_a_fitted_line_there_are_no_errors() -> None:
    given = panel()
    short = Event("one", "CLSK", given.days[20])
    assert path_errors(fit(given, [short], Spec(model=Model.OLS)))[0] == [None] * 21
