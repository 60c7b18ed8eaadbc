"""Events on a panel: which row, which column, whether a halt moved the session, which days are masked."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import attrgetter
from typing import Final

import numpy as np

from tracker.reactions.event_study.model import Bools, Event, Floats, Ints, Panel, Reason

# A security without a return for longer than this has not been halted, it has gone.
LONGEST_HALT: Final = 10


@dataclass(frozen=True, slots=True)
class Placed:
    """Positions of N events (`events` is empty for sessions without news).

    An event that has a reason cannot be used; its row and column mean nothing.

    `masks`: by event, the rows to leave out of its estimation window; events without any are not in it.
    """

    events: tuple[Event, ...]
    rows: Ints
    columns: Ints
    halted: Bools
    reasons: dict[int, Reason]
    masks: dict[int, Ints]

    @property
    def usable(self) -> Bools:
        """Whether an event has a place."""
        found = np.ones(len(self.rows), dtype=np.bool_)
        found[list(self.reasons)] = False
        return found


def place(panel: Panel, events: Sequence[Event]) -> Placed:
    """Find every event's session and security; once per sample, whatever the number of models fitted on it."""
    row_of = {day: row for row, day in enumerate(panel.days)}
    column_of = {key: column for column, key in enumerate(panel.securities)}
    count = len(events)
    rows = np.fromiter(map(row_of.get, map(attrgetter("session_on"), events), repeat(-1)), np.intp, count)
    columns = np.fromiter(map(column_of.get, map(attrgetter("security"), events), repeat(-1)), np.intp, count)
    reasons = {int(at): Reason.NO_SUCH_SESSION for at in np.flatnonzero(rows < 0)}
    reasons |= {int(at): Reason.UNKNOWN_SECURITY for at in np.flatnonzero(columns < 0)}
    rows, columns = np.maximum(rows, 0), np.maximum(columns, 0)
    masks = {at: _masked(panel, event) for at, event in enumerate(events) if event.masked_on}
    halted = np.zeros(count, dtype=np.bool_)
    for at in np.flatnonzero(~np.isfinite(_cells(panel, rows, columns))):
        if int(at) not in reasons:
            _resume(panel, int(at), (rows, columns, halted), reasons)
    return Placed(tuple(events), rows, columns, halted, reasons, masks)


def _cells(panel: Panel, rows: Ints, columns: Ints) -> Floats:
    """The returns in session 0; nothing is missing where there is nothing."""
    return panel.returns[rows, columns] if panel.returns.size else np.zeros(len(rows))


def _resume(panel: Panel, at: int, places: tuple[Ints, Ints, Bools], reasons: dict[int, Reason]) -> None:
    """Move an event without a return in session 0 to the first session that has one."""
    rows, columns, halted = places
    after = panel.returns[rows[at] : rows[at] + LONGEST_HALT + 1, columns[at]]
    found = np.flatnonzero(np.isfinite(after))
    if len(found):
        rows[at] += found[0]
        halted[at] = True
    elif rows[at] + len(after) < len(panel.days) or len(after) > LONGEST_HALT:
        reasons[at] = Reason.NO_RETURN


def _masked(panel: Panel, event: Event) -> Ints:
    """Sessions 0 and +1 of the firm's other events; one on a day without a session counts from the next."""
    starts = [bisect_left(panel.days, day) for day in event.masked_on]
    return np.array(sorted({row for start in starts for row in (start, start + 1)}), dtype=np.intp)
