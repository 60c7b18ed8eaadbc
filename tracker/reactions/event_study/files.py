"""Panels and events from CSV files: what is wrong in them is told with file, line and field, all of it at once."""

import csv
import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np

from tracker.reactions.event_study.model import Event, Panel

MISSING: Final = frozenset({"", "nan", "na", "n/a", "null", "none", "inf", "-inf", "+inf", "infinity", "-infinity"})
EVENT_FIELDS: Final = ("event_id", "ticker", "date")
SHOWN: Final = 40  # characters of a wrong value


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where: line 1 is the header; 0 stands for the whole file."""

    file: str
    line: int
    field: str
    what: str

    def __str__(self) -> str:
        """One sentence, its place in front."""
        place = [self.file, f"line {self.line}" if self.line else "", f"field {self.field}" if self.field else ""]
        return f"{', '.join(part for part in place if part)}: {self.what}"


class BadFiles(ValueError):
    """Files that cannot be used; the message lists every problem on a line of its own."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keeps the problems."""
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Files:
    """A panel, its events, and what was done about the odd: sentences to be shown."""

    panel: Panel
    events: tuple[Event, ...]
    notes: tuple[str, ...]


@dataclass(slots=True)
class _Sheet:
    """A CSV file being read."""

    name: str
    header: list[str] = field(default_factory=list)
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    is_whole: bool = False  # the header is as it must be

    def wrong(self, line: int, where: str, what: str) -> None:
        """Remember a problem."""
        self.problems.append(Problem(self.name, line, where, what))


def read(returns: Path, events: Path, factors: Sequence[str], *, mask: bool = False, spans: bool = False) -> Files:
    """Read both files. `mask`: a firm's other events are left out of its estimation windows. `spans`: a return after
    empty cells covers these sessions too. Raises BadFiles.
    """
    sheet = _sheet(returns, ("date", *factors))
    days, order = _days(sheet)
    values = np.array([[_number(sheet, row, column) for column in range(1, len(sheet.header))] for row in sheet.rows])
    listed = _sheet(events, EVENT_FIELDS)
    if sheet.problems:
        raise BadFiles([*sheet.problems, *listed.problems])
    panel = _panel(sheet, [days[at] for at in order], values[order], (factors, spans))
    found, notes = _events(listed, panel) if listed.is_whole else ([], [])
    if listed.problems:
        raise BadFiles(listed.problems)
    if order != sorted(order):
        notes.insert(0, f"{sheet.name}: the dates were not in order and were sorted.")
    return Files(panel, tuple(_masked(found) if mask else found), tuple(notes))


def _sheet(path: Path, needed: Sequence[str]) -> _Sheet:
    """Header and rows with their line numbers; empty lines are left out."""
    sheet = _Sheet(path.name)
    try:
        with path.open(encoding="utf-8-sig", newline="") as source:
            lines = list(_lines(source))
    except OSError as error:
        sheet.wrong(0, "", f"cannot be read ({error.strerror}).")
    except UnicodeDecodeError as error:
        sheet.wrong(0, "", f"is not UTF-8 (byte {error.start}). Save the file as UTF-8.")
    except csv.Error as error:
        sheet.wrong(0, "", f"is not a CSV file ({error}).")
    else:
        _head(sheet, lines, needed)
    return sheet


def _lines(source: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(source)
    for row in reader:
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield reader.line_num, cells


def _head(sheet: _Sheet, lines: list[tuple[int, list[str]]], needed: Sequence[str]) -> None:
    """The header must name every needed column once; rows must be as long as the header."""
    if not lines:
        sheet.wrong(0, "", "is empty.")
        return
    first, sheet.header = lines[0]
    for name in needed:
        if name not in sheet.header:
            sheet.wrong(first, name, f"there is no such column. There are: {', '.join(sheet.header)[:200]}.")
    for name in sorted({name for name in sheet.header if sheet.header.count(name) > 1}):
        sheet.wrong(first, name or "(no name)", "this column is there more than once.")
    sheet.is_whole = not sheet.problems
    for line, cells in lines[1:]:
        if len(cells) == len(sheet.header):
            sheet.rows.append((line, cells))
        else:
            sheet.wrong(line, "", f"has {len(cells)} fields where the header has {len(sheet.header)}.")
    if len(lines) == 1:
        sheet.wrong(0, "", "has a header and no rows.")


def _days(sheet: _Sheet) -> tuple[list[date], list[int]]:
    """The dates of the rows and the order that sorts them."""
    if sheet.header and sheet.header[0] != "date" and "date" in sheet.header:
        sheet.wrong(1, sheet.header[0], "the first column must be date.")
    days: list[date] = []
    seen: dict[date, int] = {}
    for line, cells in sheet.rows:
        day = _day(sheet, line, cells[0])
        if day in seen and day != date.min:
            sheet.wrong(line, "date", f"{day} is on line {seen[day]} already.")
        seen.setdefault(day, line)
        days.append(day)
    return days, sorted(range(len(days)), key=days.__getitem__)


def _day(sheet: _Sheet, line: int, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        sheet.wrong(line, "date", f"{text[:SHOWN]!r} is not a date such as 2025-10-20.")
        return date.min


def _number(sheet: _Sheet, row: tuple[int, list[str]], column: int) -> float:
    """A return; empty, NaN and infinite cells are missing."""
    line, cells = row
    text = cells[column]
    if text.lower() in MISSING:
        return math.nan
    try:
        found = float(text)
    except ValueError:
        sheet.wrong(line, sheet.header[column], f"{text[:SHOWN]!r} is not a number such as 0.0123 (1.23 %).")
        return math.nan
    if found < -1.0 and math.isfinite(found):
        sheet.wrong(line, sheet.header[column], f"{text[:SHOWN]} is a return below −100 %. Write 1.23 % as 0.0123.")
    return found if math.isfinite(found) else math.nan


def _panel(sheet: _Sheet, days: list[date], values: np.ndarray, how: tuple[Sequence[str], bool]) -> Panel:
    factors, spanned = how
    names = sheet.header[1:]
    securities = [name for name in names if name not in factors]
    returns = values[:, [names.index(name) for name in securities]]
    return Panel(
        days=tuple(days),
        securities=tuple(securities),
        returns=returns,
        factor_names=tuple(factors),
        factors=values[:, [names.index(name) for name in factors]],
        spans=spans_of(returns) if spanned else None,
    )


def spans_of(returns: np.ndarray) -> np.ndarray:
    """How many sessions each return covers when it reaches back over the missing ones before it; 1 before the first."""
    at = np.arange(len(returns))[:, None]
    seen = np.where(np.isfinite(returns), at, -1)
    last = np.maximum.accumulate(seen, axis=0)
    before = np.vstack([np.full((1, returns.shape[1]), -1), last[:-1]])
    return np.where(before >= 0, at - before, 1).astype(np.int64)


def _events(sheet: _Sheet, panel: Panel) -> tuple[list[Event], list[str]]:
    """Events on sessions: a day without one means the next that is there."""
    found: list[Event] = []
    notes: list[str] = []
    lines: dict[str, int] = {}
    for line, cells in sheet.rows:
        row = dict(zip(sheet.header, cells, strict=True))
        name, day = row["event_id"], _day(sheet, line, row["date"])
        _check(sheet, line, row, (panel, lines))
        if day == date.min or not panel.days[0] <= day <= panel.days[-1]:
            if day != date.min:
                reach = f"{panel.days[0]} to {panel.days[-1]}"
                sheet.wrong(line, "date", f"{day} is outside the returns, which reach from {reach}.")
            continue
        session = panel.days[bisect_left(panel.days, day)]
        if session != day:
            notes.append(
                f"{sheet.name}, line {line}: {name} is dated {day}, no day of the returns; {session} is taken."
            )
        kinds = (f"kind={row['kind']}",) if row.get("kind") else ()
        found.append(Event(name, row["ticker"], session, (*kinds, f"ticker={row['ticker']}")))
    return found, notes


def _check(sheet: _Sheet, line: int, row: dict[str, str], known: tuple[Panel, dict[str, int]]) -> None:
    """Its name must be new and its ticker a column of the returns."""
    panel, lines = known
    name, ticker = row["event_id"], row["ticker"]
    if not name:
        sheet.wrong(line, "event_id", "is empty.")
    elif name in lines:
        sheet.wrong(line, "event_id", f"{name[:SHOWN]!r} is on line {lines[name]} already.")
    lines.setdefault(name, line)
    if ticker not in panel.securities:
        sheet.wrong(line, "ticker", f"{ticker[:SHOWN]!r} is no column of the returns.")


def _masked(events: list[Event]) -> list[Event]:
    """The same events, each with its firm's other days."""
    days: dict[str, set[date]] = {}
    for event in events:
        days.setdefault(event.security, set()).add(event.session_on)
    return [
        Event(
            one.event_id, one.security, one.session_on, one.labels, tuple(sorted(days[one.security] - {one.session_on}))
        )
        for one in events
    ]
