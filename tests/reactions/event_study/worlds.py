"""Seeded panels and a plain second way to the same figures, to hold the fast one against."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from tracker.reactions.event_study import NINE_WINDOWS, Event, Fitted, Panel

FIRST_DAY = date(2021, 1, 4)


def world(seed: int = 3, *, sessions: int = 300, firms: int = 6, factors: int = 1) -> Panel:
    """Returns around factors, with a shock that all firms share."""
    chance = np.random.default_rng(seed)
    x = chance.normal(0.001, 0.02, (sessions, factors))
    shared = chance.normal(0.0, 0.01, (sessions, 1))
    y = x @ np.array([1.1, 0.5, -0.2])[:factors, None] + shared + chance.normal(0.0005, 0.03, (sessions, firms))
    days = tuple(FIRST_DAY + timedelta(days=number) for number in range(sessions))
    names = tuple(f"F{number}" for number in range(firms))
    return Panel(days, names, y, ("MKT", "BTC", "PEERS")[:factors], x)


def on(panel: Panel, *places: tuple[int, int], **more: Any) -> list[Event]:
    """Events by row and column of the panel."""
    return [
        Event(f"E{number}", panel.securities[column], panel.days[row], **more)
        for number, (row, column) in enumerate(places)
    ]


def spread(panel: Panel, count: int, seed: int = 5) -> list[Event]:
    """So many events anywhere with full windows, at most one per cell."""
    sessions, firms = panel.returns.shape
    cells = np.random.default_rng(seed).choice((sessions - 130) * firms, count, replace=False)
    return on(panel, *((120 + int(cell) // firms, int(cell) % firms) for cell in cells))


def with_missing(panel: Panel, cells: Iterable[tuple[int, int]]) -> Panel:
    """The same with nothing in some cells."""
    returns = panel.returns.copy()
    for row, column in cells:
        returns[row, column] = np.nan
    return replace(panel, returns=returns)


def by_hand(panel: Panel, row: int, column: int) -> dict[Any, Any]:
    """One event by the textbook: lstsq on the valid pairs, X'X inverted, window by window."""
    past, near = np.arange(row - 120, row - 10), np.arange(row - 10, row + 11)
    past = past[(past >= 0) & np.isfinite(panel.returns[np.maximum(past, 0), column])]
    x, y = np.column_stack([np.ones(len(past)), panel.factors[past]]), panel.returns[past, column]
    line = np.linalg.lstsq(x, y, rcond=None)[0]
    residuals = y - x @ line
    variance = residuals @ residuals / (len(past) - x.shape[1])
    inverse = np.linalg.inv(x.T @ x)
    ahead = np.column_stack([np.ones(21), panel.factors[near]])
    ar = panel.returns[near, column] - ahead @ line
    found: dict[Any, Any] = {"line": line, "sigma": np.sqrt(variance), "ar": ar, "residuals": residuals}
    found["se_ar"] = np.sqrt(variance * (1 + np.einsum("ij,jk,ik->i", ahead, inverse, ahead)))
    for a, b in NINE_WINDOWS:
        over = slice(a + 10, b + 11)
        total = ahead[over].sum(axis=0)
        car = ar[over].sum()
        sums = [abs(residuals[start : start + b - a + 1].sum()) for start in range(len(past) - (b - a))]
        found[a, b] = {
            "car": car,
            "se": np.sqrt(variance * (b - a + 1 + total @ inverse @ total)),
            "p_sq": (1 + sum(one >= abs(car) for one in sums)) / (len(sums) + 1),
            "bhar": np.prod(1 + panel.returns[near[over], column]) - np.prod(1 + (ahead @ line)[over]),
        }
    return found


FIGURES = ("alpha", "betas", "sigma", "r2", "n", "ar", "se_ar", "car", "se", "t", "p", "p_sq", "bhar", "complete")


def same(one: Fitted, other: Fitted, *, tolerance: float = 1e-11) -> None:
    """Every figure of two fits agrees."""
    for name in FIGURES:
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=tolerance, atol=1e-13, err_msg=name)
