"""A study as one JSON document: every event, every group over every window, q-values over all of them. Pure."""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from tracker.reactions.event_study.fitted import Fitted
from tracker.reactions.event_study.groups import Cell, Group, Path, group, path
from tracker.reactions.event_study.model import HEADLINE, Event, Floats, Window
from tracker.reactions.event_study.multiple import adjust

ALL = "all"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A group under its label, with the q-value of every cell; none where the cell was declared beforehand."""

    label: str
    group: Group
    path: Path
    q: tuple[float | None, ...]


def members_by_label(events: Sequence[Event]) -> dict[str, list[int]]:
    """Positions of the events of every group: all, then the labels in order."""
    found: dict[str, list[int]] = {ALL: list(range(len(events)))}
    for label in sorted({label for event in events for label in event.labels}):
        found[label] = []
    for at, event in enumerate(events):
        for label in event.labels:
            found[label].append(at)
    return found


def groups_of(fitted: Fitted) -> list[Labelled]:
    """Every group; the false discovery rate is over all their cells but the declared one."""
    members = members_by_label(fitted.placed.events)
    found = {label: group(fitted, at) for label, at in members.items()}
    cells = [(label, cell) for label, one in found.items() for cell in one.cells]
    q = iter(adjust([None if _is_declared(label, cell) else cell.headline_p for label, cell in cells]))
    return [
        Labelled(label, one, path(fitted, members[label]), tuple(next(q) for _ in one.cells))
        for label, one in found.items()
    ]


def _is_declared(label: str, cell: Cell) -> bool:
    return label == ALL and cell.window == HEADLINE


def pieces(fitted: Fitted, groups: Sequence[Labelled], notes: Sequence[str] = ()) -> Iterator[str]:
    """The whole study as one JSON document, event by event: fifty thousand of them never stand in memory at once."""
    yield '{"spec": ' + json.dumps(_spec(fitted)) + ', "notes": ' + json.dumps(list(notes)) + ', "events": ['
    for at in range(len(fitted.n)):
        yield ("" if at == 0 else ", ") + json.dumps(event_row(fitted, at), allow_nan=False)
    yield '], "aggregates": ' + json.dumps([group_row(fitted, one) for one in groups], allow_nan=False) + "}"


def document(fitted: Fitted, groups: Sequence[Labelled], notes: Sequence[str] = ()) -> Json:
    """The same as one object; what does not exist is None, so that it is valid JSON."""
    return {
        "spec": _spec(fitted),
        "notes": list(notes),
        "events": [event_row(fitted, at) for at in range(len(fitted.n))],
        "aggregates": [group_row(fitted, one) for one in groups],
    }


def _spec(fitted: Fitted) -> Json:
    spec = fitted.spec
    return {
        "model": spec.model.value,
        "zero_alpha": spec.zero_alpha,
        "factors": list(fitted.panel.factor_names),
        "estimation": list(spec.estimation),
        "event_window": list(spec.event_window),
        "windows": [_key(window) for window in spec.windows],
        "headline": _key(HEADLINE),
    }


def _key(window: Window) -> str:
    return f"{window[0]},{window[1]}"


def known(value: float) -> float | None:
    """A number, or None where there is none."""
    return float(value) if math.isfinite(value) else None


def _list(values: Floats) -> list[float | None]:
    return [known(value) for value in values.tolist()]


def event_row(fitted: Fitted, at: int) -> Json:
    """One event over all windows."""
    event, usable = fitted.placed.events[at], fitted.placed.usable[at]
    session = fitted.panel.days[fitted.placed.rows[at]] if usable else event.session_on
    return {
        "event_id": event.event_id,
        "ticker": event.security,
        "date": event.session_on.isoformat(),
        "session": session.isoformat(),
        "quality": str(fitted.quality[at]),
        "reason": str(fitted.reason[at]),
        "halted": bool(fitted.halted[at]),
        "unmasked": bool(fitted.unmasked[at]),
        "alpha": known(fitted.alpha[at]),
        "betas": _list(fitted.betas[at]),
        "sigma": known(fitted.sigma[at]),
        "r2": known(fitted.r2[at]),
        "n": int(fitted.n[at]),
        "df": int(fitted.df[at]),
        "ar": _list(fitted.ar[at]),
        "se_ar": _list(fitted.se_ar[at]),
        "windows": {_key(window): _window(fitted, at, column) for column, window in enumerate(fitted.spec.windows)},
    }


def _window(fitted: Fitted, at: int, column: int) -> Json:
    return {
        "car": known(fitted.car[at, column]),
        "se": known(fitted.se[at, column]),
        "t": known(fitted.t[at, column]),
        "p": known(fitted.p[at, column]),
        "p_sq": known(fitted.p_sq[at, column]),
        "bhar": known(fitted.bhar[at, column]),
        "complete": bool(fitted.complete[at, column]),
        "alpha_flag": bool(fitted.alpha_flag[at, column]),
    }


def group_row(fitted: Fitted, one: Labelled) -> Json:
    """One group over all windows, and its path."""
    cells = {}
    for cell, q in zip(one.group.cells, one.q, strict=True):
        figures = asdict(cell)
        del figures["window"]
        cells[_key(cell.window)] = figures | {"q": q, "declared": _is_declared(one.label, cell)}
    return {
        "label": one.label,
        "n": len(one.group.members),
        "usable": int(np.isfinite(fitted.car[list(one.group.members)]).any(axis=1).sum()),
        "windows": cells,
        "path": {
            "tau": list(one.path.taus),
            "n": one.path.n.tolist(),
            "aar": _list(one.path.aar),
            "caar": _list(one.path.caar),
            "low": _list(one.path.low),
            "high": _list(one.path.high),
        },
    }
