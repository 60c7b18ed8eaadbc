"""Writes of reactions: one current per announcement; what it replaces is kept with `is_current` off."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from django.db import transaction

from tracker.announcements.models import Announcement
from tracker.companies.models import Security
from tracker.markets import selectors as markets
from tracker.markets.providers.promise import Bar
from tracker.reactions import event_results
from tracker.reactions import measure as measures
from tracker.reactions.models import Reaction, ReactionState
from tracker.reactions.prices import PriceBook
from tracker.reactions.suspects import quarantined_sessions
from tracker.reactions.timing import AFTER, BEFORE, Timing, timing

HALTED: Final = "halted"
BASELINE_GAP: Final = "baseline_gap"
SUSPECT_MOVE: Final = "suspect_move"


@dataclass(frozen=True, slots=True)
class _Market:
    """What every announcement of a batch is measured with."""

    shares: dict[int, Security]
    spy: Security | None
    btc: Security | None
    book: PriceBook
    quarantined: Mapping[int, set[date]]


def measure(announcement_id: int, *, now: datetime) -> Reaction:
    """Measure one announcement; its current reaction, a new one only if anything changed.

    Raises Announcement.DoesNotExist.
    """
    announcement = Announcement.objects.get(pk=announcement_id)
    _measure([announcement], now=now)
    return Reaction.objects.get(announcement_id=announcement_id, is_current=True)


def measure_many(ids: Iterable[int], *, now: datetime) -> int:
    """Measure many announcements with few queries; how many reactions are new. An id that is gone is left out."""
    return _measure(list(Announcement.objects.filter(pk__in=list(ids)).order_by("pk")), now=now)


def study_events(ids: Iterable[int], *, now: datetime) -> int:
    """Do the stored event studies of some announcements again where what they rest on has changed; how many are new."""
    return event_results.keep(ids, now=now)


def study_stale(*, now: datetime, limit: int = 500) -> int:
    """Find the stored event studies that are missing or rest on something else by now and do them again; how many."""
    return event_results.keep_stale(now=now, limit=limit)


def _measure(announcements: Sequence[Announcement], *, now: datetime) -> int:
    if not announcements:
        return 0
    timings = {row.pk: timing(row.announced_on, row.announced_at, row.session_phase) for row in announcements}
    market = _market(announcements, timings.values())
    drafts = [_draft(row, timings[row.pk], market, now) for row in announcements]
    return _keep(drafts, now=now)


def _market(announcements: Sequence[Announcement], timings: Iterable[Timing]) -> _Market:
    companies = {row.company_id for row in announcements}
    found = Security.objects.filter(company_id__in=companies, is_primary=True)
    shares = {share.company_id: share for share in found if share.company_id is not None}
    spy, btc = markets.benchmark("SPY"), markets.benchmark("BTC-USD")
    securities = [security.pk for security in (*shares.values(), spy, btc) if security is not None]
    days: set[date] = set()
    for one in timings:
        days.update(one.sessions[:1], one.sessions[-1:])
    return _Market(
        shares=shares,
        spy=spy,
        btc=btc,
        book=PriceBook.read(securities, days),
        quarantined=quarantined_sessions(share.pk for share in shares.values()),
    )


# --- one announcement -------------------------------------------------------------------------------------------------


def _draft(announcement: Announcement, when: Timing, market: _Market, now: datetime) -> Reaction:
    share = market.shares.get(announcement.company_id)
    draft = Reaction(
        announcement=announcement,
        security=share,
        state=ReactionState.NO_PRICES if when.is_over(now) else ReactionState.AWAITING,
        phase=when.phase,
        event_session_on=when.event_on,
        baseline_session_on=when.baseline_on,
        flags=list(when.flags),
        method_version=measures.METHOD_VERSION,
        measured_at=now,
    )
    used: list[tuple[str, Bar | None]] = []
    if share is not None and draft.state == ReactionState.NO_PRICES:
        window = _window(share, when, market)
        if window is not None and _is_suspect(share, window, market):
            draft.flags = [*when.flags, SUSPECT_MOVE]
        elif window is not None:
            _fill(draft, when, window)
            used = _used(window)
    draft.price_vintage = when.digest(share.key if share else "") + _digest(used, draft)
    return draft


def _window(share: Security, when: Timing, market: _Market) -> measures.Window | None:
    """The bars to measure with; a halt through the event session moves it to the first one with trading."""
    book, sessions = market.book, when.sessions
    event = book.first_traded(share.pk, sessions[BEFORE:])
    earlier = [day for day in reversed(sessions) if day < when.event_on]
    baseline = book.first_traded(share.pk, earlier[:AFTER])
    if event is None or baseline is None:
        return None
    at = sessions.index(event.session_on)
    history = sessions[max(at - measures.VOLUME_FROM, 0) : at - measures.VOLUME_TO + 1]
    bars = [book.bar(share.pk, day) for day in history]
    return measures.Window(
        baseline=baseline,
        event=event,
        volumes=[bar.volume if bar else None for bar in bars],
        spy=_benchmark_pair(market.spy, baseline, event, book),
        btc=_benchmark_pair(market.btc, baseline, event, book),
    )


def _is_suspect(share: Security, window: measures.Window, market: _Market) -> bool:
    """Whether a close that the move would rest on is in quarantine."""
    held = market.quarantined.get(share.pk, set())
    return not held.isdisjoint((window.baseline.session_on, window.event.session_on))


def _benchmark_pair(
    benchmark: Security | None, baseline: Bar, event: Bar, book: PriceBook
) -> tuple[Bar | None, Bar | None]:
    pk = benchmark.pk if benchmark else None
    return book.bar(pk, baseline.session_on), book.bar(pk, event.session_on)


def _fill(draft: Reaction, when: Timing, window: measures.Window) -> None:
    found = asdict(measures.measure(window))
    extra = [flag for flag, holds in _moved(when, window).items() if holds]
    draft.flags = [*when.flags, *extra, *found.pop("flags")]
    draft.state = ReactionState.MEASURED
    draft.event_session_on, draft.baseline_session_on = window.event.session_on, window.baseline.session_on
    draft.previous_close = window.baseline.close
    for name in ("open", "high", "low", "close", "volume"):
        setattr(draft, name, getattr(window.event, name))
    for name, value in found.items():
        setattr(draft, name, value)


def _moved(when: Timing, window: measures.Window) -> dict[str, bool]:
    return {
        HALTED: window.event.session_on != when.event_on,
        BASELINE_GAP: window.baseline.session_on != when.baseline_on,
    }


def _used(window: measures.Window) -> list[tuple[str, Bar | None]]:
    own = [("own", window.baseline), ("own", window.event)]
    return [*own, *(("spy", bar) for bar in window.spy), *(("btc", bar) for bar in window.btc)]


def _digest(used: list[tuple[str, Bar | None]], draft: Reaction) -> str:
    """A fingerprint of every figure that went in: bars of another vintage give another one."""
    parts = [f"{draft.state}:{draft.volume_ratio}"]
    for name, bar in used:
        if bar is not None:
            prices = (bar.open, bar.high, bar.low, bar.close, bar.adjusted_close)
            plain = ",".join("" if price is None else format(price.normalize(), "f") for price in prices)
            parts.append(f"{name}:{bar.session_on}:{plain}:{bar.volume}")
    return sha256("|".join(parts).encode()).hexdigest()[:48]


# --- keeping ----------------------------------------------------------------------------------------------------------


def _keep(drafts: Sequence[Reaction], *, now: datetime) -> int:
    ids = [draft.announcement_id for draft in drafts]
    with transaction.atomic():
        # Two workers with the same announcement wait for each other here; the second then finds the first one's work.
        locked = set(
            Announcement.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk", flat=True)
        )
        current = {
            row.announcement_id: row for row in Reaction.objects.filter(announcement_id__in=ids, is_current=True)
        }
        new = [
            draft
            for draft in drafts
            if draft.announcement_id in locked and _differs(draft, current.get(draft.announcement_id))
        ]
        changed = [draft.announcement_id for draft in new]
        Reaction.objects.filter(announcement_id__in=changed, is_current=True).update(is_current=False)
        Reaction.objects.bulk_create(new, batch_size=500)
        # Looked at and found the same: as of now.
        same = [row.pk for pk, row in current.items() if pk not in set(changed) and row.measured_at < now]
        Reaction.objects.filter(pk__in=same).update(measured_at=now)
    return len(new)


def _differs(draft: Reaction, current: Reaction | None) -> bool:
    if current is None:
        return True
    return (draft.method_version, draft.price_vintage, draft.state) != (
        current.method_version,
        current.price_vintage,
        current.state,
    )
