"""Panels and events as the plain tables of a study's file, and back. Numbers keep every digit."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tracker.reactions.event_study.model import Event, Floats, Model, Panel, Spec

RETURNS: Final = "returns.csv"
SPANS: Final = "spans.csv"
FACTORS: Final = "factors.csv"
EVENTS: Final = "events.csv"
SEVERAL: Final = ";"

Text = Mapping[str, str]


def panel_tables(panel: Panel) -> dict[str, str]:
    """A panel as CSV files by name: sessions down, securities or factors across, an empty cell where nothing is known.

    A factor that differs per security has a file of its own, `factor-NAME.csv`.
    """
    files = {RETURNS: _wide(panel, panel.securities, _numbers(panel.returns))}
    if panel.spans is not None:
        files[SPANS] = _wide(panel, panel.securities, [[str(span) for span in row] for row in panel.spans.tolist()])
    if panel.has_own_factors:
        for at, name in enumerate(panel.factor_names):
            files[_own(name)] = _wide(panel, panel.securities, _numbers(panel.factors[:, :, at]))
    else:
        files[FACTORS] = _wide(panel, panel.factor_names, _numbers(panel.factors))
    return files


def panel_from(files: Text, factor_names: Sequence[str]) -> Panel:
    """The panel again. Raises KeyError where a file is missing and ValueError where one cannot be read."""
    days, securities, returns = _floats(files[RETURNS])
    spans = np.asarray(_floats(files[SPANS])[2], dtype=np.int64) if SPANS in files else None
    if FACTORS in files:
        factors = _floats(files[FACTORS])[2]
    else:
        factors = np.stack([_floats(files[_own(name)])[2] for name in factor_names], axis=-1)
    return Panel(days, securities, returns, tuple(factor_names), factors, spans)


def events_table(events: Iterable[Event], notes: Mapping[str, tuple[str, str]]) -> str:
    """Events as CSV; `notes` are title and address by event_id."""
    rows = []
    for event in events:
        masked = SEVERAL.join(day.isoformat() for day in event.masked_on)
        labels = SEVERAL.join(event.labels)
        title, address = notes.get(event.event_id, ("", ""))
        rows.append((event.event_id, event.security, event.session_on.isoformat(), labels, masked, title, address))
    return _csv([("event_id", "security", "session_on", "labels", "masked_on", "title", "address"), *rows])


def events_from(text: str) -> list[Event]:
    """The events again. Raises KeyError and ValueError."""
    return [
        Event(
            event_id=row["event_id"],
            security=row["security"],
            session_on=date.fromisoformat(row["session_on"]),
            labels=tuple(filter(None, row["labels"].split(SEVERAL))),
            masked_on=tuple(date.fromisoformat(day) for day in row["masked_on"].split(SEVERAL) if day),
        )
        for row in csv.DictReader(io.StringIO(text))
    ]


def spec_fields(spec: Spec) -> dict[str, Any]:
    """A specification as JSON values."""
    return json.loads(json.dumps(asdict(spec)))  # type: ignore[no-any-return]


def spec_from(fields: Mapping[str, Any]) -> Spec:
    """The specification again. Raises KeyError, ValueError and BadSpec."""
    first, last = fields["estimation"]
    low, high = fields["event_window"]
    windows = tuple((start, end) for start, end in fields["windows"])
    return Spec(Model(fields["model"]), (first, last), (low, high), windows, fields["zero_alpha"])


def _own(name: str) -> str:
    return f"factor-{name}.csv"


def _wide(panel: Panel, names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    days = (day.isoformat() for day in panel.days)
    return _csv([("date", *names), *((day, *row) for day, row in zip(days, rows, strict=True))])


def _numbers(values: Floats) -> list[list[str]]:
    """Each number with as many digits as bring the very same one back; nothing for NaN."""
    return [["" if value != value else repr(value) for value in row] for row in values.tolist()]  # noqa: PLR0124  (NaN)


def _csv(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _floats(text: str) -> tuple[tuple[date, ...], tuple[str, ...], NDArray[np.float64]]:
    head, *rows = csv.reader(io.StringIO(text))
    days = tuple(date.fromisoformat(row[0]) for row in rows)
    values = np.array([[float(cell or "nan") for cell in row[1:]] for row in rows], dtype=np.float64)
    return days, tuple(head[1:]), values.reshape(len(rows), len(head) - 1)
