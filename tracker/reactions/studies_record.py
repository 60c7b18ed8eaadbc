"""The whole record against the prices, read and fitted once per process: studies are cut out of it.

An event's fit does not depend on the sample it is looked at in, only on prices and on what its firm announced. So a
reader who narrows a sample or changes the model waits for means and tests, not for regressions. What is kept is thrown
away when bars, announcements, candidates or a decision on a move change.
"""

from dataclasses import dataclass, field

from django.db.models import Count, Max

from tracker.announcements.models import Announcement
from tracker.companies.models import Company
from tracker.extraction.models import Candidate
from tracker.markets.models import MoveCheck
from tracker.reactions import confounders, panel
from tracker.reactions import sample as samples
from tracker.reactions.confounders import Confounders
from tracker.reactions.event_study import Fitted, Placed, fit, place
from tracker.reactions.panel import Prices
from tracker.reactions.sample import Record
from tracker.reactions.studies_events import Columns

State = tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Known:
    """Prices and record under one anchor, with what is around each event, and the fits made so far by model."""

    state: State
    prices: Prices
    record: Record
    around: Confounders
    placed: Placed
    fits: dict[str, Fitted] = field(default_factory=dict)
    lists: dict[str, Columns] = field(default_factory=dict)

    def fitted(self, model: str) -> Fitted:
        """Every event of the record under a model whose factors are on record."""
        if model not in self.fits:
            self.fits[model] = fit(panel.panel(self.prices, model), self.placed, panel.spec(model))
        return self.fits[model]

    def columns(self, model: str) -> Columns:
        """The same as lists."""
        if model not in self.lists:
            self.lists[model] = Columns.of(self.fitted(model), self.around)
        return self.lists[model]


class _Kept:
    """By anchor, of the newest state."""

    by_anchor: dict[str, Known] = {}


def state() -> State:
    """What bars, announcements, candidates, decisions on moves and companies are as of."""
    moved = [
        Announcement.objects.published().aggregate(Count("pk"), Max("pk"), Max("updated_at")),
        Candidate.objects.aggregate(Count("pk"), Max("pk"), Max("updated_at")),
        MoveCheck.objects.aggregate(Count("pk"), Max("checked_at")),
        Company.objects.aggregate(Count("pk"), Max("updated_at")),
    ]
    return (panel.vintage(), *(str(value) for row in moved for value in row.values()))


def known(anchor: str, now: State) -> Known:
    """The record as of a state, made anew where it is another one than last time."""
    kept = _Kept.by_anchor.get(anchor)
    if kept is None or kept.state != now:
        kept = _Kept.by_anchor[anchor] = _read(anchor, now)
    return kept


def _read(anchor: str, now: State) -> Known:
    prices = panel.prices()
    record = samples.record(prices, anchor, confounders.earnings_days())
    # Any panel tells where the events are: sessions and shares are the same in all of them.
    placed = place(panel.panel(prices, "raw"), [event.event for event in record.events])
    return Known(now, prices, record, confounders.confounders(record.events, record, prices), placed)
