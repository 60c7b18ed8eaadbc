"""Which announcements a study is about: filters from an address, then one event per firm and session.

The announcements of the record are the sample. Every published one of the same firms is read as well, because other
news masks the estimation window and confounds the event window, whatever the filter is.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from tracker.reactions.event_study import Event
from tracker.reactions.panel import Prices
from tracker.reactions.sample_filter import SampleFilter
from tracker.reactions.sample_told import Told, all_told, columns_of, shares

HALTED: Final = "halted"
BASELINE_GAP: Final = "baseline_gap"
FOLLOWS: Final = "dropped_overlap"
# The estimation window whose news is masked, and the sessions of the headline window: a follow-up within them is
# dropped from the means, the first one stands.
ESTIMATION: Final = (-120, -11)
FOLLOW_UP: Final = 2


@dataclass(frozen=True, slots=True)
class SampleEvent:
    """A firm's session with all announcements that fall on it, the earliest first.

    `at` is the session's place in the panel, `place` the event's among all of the record.
    """

    told: tuple[Told, ...]
    share: str
    column: int
    at: int
    session_on: date
    kinds: tuple[str, ...]
    flags: tuple[str, ...]
    masked_on: tuple[date, ...]
    place: int
    is_follow_up: bool = False

    @property
    def key(self) -> tuple[int, str]:
        """In calendar order, then by share."""
        return self.at, self.share

    @property
    def first(self) -> Told:
        """The announcement that names the event."""
        return self.told[0]

    @property
    def event(self) -> Event:
        """What the pure core takes."""
        labels = (*(f"kind={kind}" for kind in self.kinds), f"company={self.share}")
        return Event(self.first.slug, self.share, self.session_on, labels, self.masked_on)


@dataclass(frozen=True, slots=True)
class Record:
    """Every published announcement against the panel, and all events in calendar order.

    `news`, `financing` and `earnings` are places of sessions by share, `event_of` the event's place by announcement.
    """

    told: tuple[Told, ...]
    events: tuple[SampleEvent, ...]
    event_of: Mapping[int, int]
    news: Mapping[str, Sequence[int]]
    financing: Mapping[str, Sequence[int]]
    earnings: Mapping[str, Sequence[int]]
    days: Sequence[date]


@dataclass(frozen=True, slots=True)
class Sample:
    """The events of a study in calendar order, and what is in no figure."""

    events: tuple[SampleEvent, ...]
    excluded: tuple[Told, ...]


# --- the record against the panel -------------------------------------------------------------------------------------


def record(prices: Prices, anchor: str, earnings: Mapping[int, Iterable[date]]) -> Record:
    """Read every published announcement with its session; `earnings` are days of results by company id."""
    owned, told = shares(), all_told(prices, anchor)
    results = {
        owned[company]: sorted({bisect_left(prices.days, day) for day in days})
        for company, days in earnings.items()
        if company in owned
    }
    financing = _places(one for one in told if one.kind == "financing")
    bare = Record(told, (), {}, _places(told), financing, results, prices.days)
    events = _events(bare, prices)
    event_of = {one.pk: event.place for event in events for one in event.told}
    return replace(bare, events=events, event_of=event_of)


def _places(told: Iterable[Told]) -> dict[str, list[int]]:
    found: dict[str, set[int]] = {}
    for one in told:
        if one.at is not None and one.share is not None:
            found.setdefault(one.share, set()).add(one.at)
    return {share: sorted(places) for share, places in found.items()}


# --- events -----------------------------------------------------------------------------------------------------------


def sample(found: Record, chosen: SampleFilter) -> Sample:
    """The events of all announcements that match; an event keeps every kind told of its session.

    Follow-ups are marked where the means leave them out.
    """
    ids = chosen.matching_ids()
    places = sorted({found.event_of[pk] for pk in ids if pk in found.event_of})
    marked = _marked([_named(found.events[place], ids) for place in places], keep=chosen.keep_follow_ups)
    return Sample(tuple(marked), tuple(one for one in found.told if one.at is None and one.pk in ids))


def _events(found: Record, prices: Prices) -> tuple[SampleEvent, ...]:
    by_event: dict[tuple[int, str], list[Told]] = {}
    for one in found.told:
        if one.at is not None and one.share is not None:
            by_event.setdefault((one.at, one.share), []).append(one)
    columns = columns_of(prices)
    ordered = sorted(by_event.items(), key=lambda item: item[0])
    return tuple(
        _event(told, (at, columns[share], place), found, prices) for place, ((at, share), told) in enumerate(ordered)
    )


def _named(event: SampleEvent, ids: set[int]) -> SampleEvent:
    """The event with what was asked for first: a lease told beside a site purchase is the lease's event."""
    if event.first.pk in ids:
        return event
    return replace(event, told=tuple(sorted(event.told, key=lambda one: one.pk not in ids)))


def _event(told: Sequence[Told], where: tuple[int, int, int], found: Record, prices: Prices) -> SampleEvent:
    at, column, place = where
    share = prices.shares[column]
    flags = dict.fromkeys(flag for one in told for flag in one.when.flags)
    if any(one.halted for one in told):
        flags[HALTED] = None
    if prices.spans[at, column] > 1:
        flags[BASELINE_GAP] = None
    return SampleEvent(
        told=tuple(sorted(told, key=_by_time)),
        share=share,
        column=column,
        at=at,
        session_on=prices.days[at],
        kinds=tuple(dict.fromkeys(one.kind for one in told)),
        flags=tuple(flags),
        masked_on=_masked(at, share, found),
        place=place,
    )


def _by_time(one: Told) -> tuple[date, bool, float, int]:
    known = one.announced_at.timestamp() if one.announced_at else 0.0
    return one.announced_on, one.announced_at is None, known, one.pk


def _masked(at: int, share: str, found: Record) -> tuple[date, ...]:
    """The firm's other news and results whose [0, +1] reaches into the estimation window."""
    places: set[int] = set()
    for others in (found.news.get(share, ()), found.earnings.get(share, ())):
        places.update(others[bisect_left(others, at + ESTIMATION[0] - 1) : bisect_right(others, at + ESTIMATION[1])])
    return tuple(found.days[place] for place in sorted(places))


def _marked(events: Sequence[SampleEvent], *, keep: bool) -> list[SampleEvent]:
    """In order of time: an event that starts within the headline window of a firm's kept one is a follow-up."""
    newest: dict[str, int] = {}
    marked = []
    for event in events:
        if event.share in newest and event.at - newest[event.share] <= FOLLOW_UP:
            marked.append(replace(event, is_follow_up=not keep, flags=(*event.flags, FOLLOWS)))
        else:
            newest[event.share] = event.at
            marked.append(event)
    return marked
