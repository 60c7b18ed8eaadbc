"""Reads of reactions: the current ones, those to look at again, and printed moves held against the tape."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from tracker.announcements.models import Announcement, ReportedMove
from tracker.companies.models import Security
from tracker.markets import selectors as markets
from tracker.markets.models import PriceBar
from tracker.reactions import claims, event_results, wording
from tracker.reactions.measure import METHOD_VERSION
from tracker.reactions.models import EventResult, Reaction, ReactionState
from tracker.reactions.prices import PriceBook
from tracker.reactions.timing import AFTER, Timing, timing

# A fetch stamps its bars with the moment it began. Whatever was measured while it ran is looked at again.
LONGEST_FETCH: Final = timedelta(minutes=15)
# Calendar days that hold the sessions before and after the event session whose bars a reaction rests on.
REACH_BACK: Final = timedelta(days=50)
REACH_ON: Final = timedelta(days=18)
NEVER: Final = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCheck:
    """A reported move and what the tape of its session says. `result` holds the figures, the rest is ready to show."""

    move: ReportedMove
    session_on: date
    result: claims.Result
    label: str
    sentence: str

    @property
    def verdict(self) -> str:
        """holds_at_close, intraday_only, not_borne_out, off_session or no_prices."""
        return self.result.verdict

    @property
    def readings(self) -> tuple[claims.Reading, ...]:
        """One per printed figure."""
        return self.result.readings

    @property
    def tape(self) -> claims.Tape | None:
        """The session, where there are prices of it."""
        return self.result.tape


# --- current reactions ------------------------------------------------------------------------------------------------


def current_reactions(announcements: Iterable[Announcement]) -> dict[int, Reaction]:
    """The current reaction by announcement id, in one query; an announcement never measured has none."""
    ids = [announcement.pk for announcement in announcements]
    found = Reaction.objects.filter(announcement_id__in=ids, is_current=True).select_related("security")
    return {reaction.announcement_id: reaction for reaction in found}


# --- what to look at again --------------------------------------------------------------------------------------------


def stale_announcement_ids(now: datetime, limit: int = 500) -> list[int]:
    """Announcements to measure (again): never measured first, then those looked at longest ago.

    Again: another method, another time or share, a session that is over by now, or bars fetched since. The last can
    name too many; measuring finds nothing new in them and leaves their reaction in place.
    """
    current = {row.announcement_id: row for row in Reaction.objects.filter(is_current=True)}
    keys = {row.company_id: row.key for row in Security.objects.filter(company__isnull=False, is_primary=True)}
    fresh = _fresh_bars(current.values())
    stale: list[tuple[bool, datetime, int]] = []
    for row in Announcement.objects.only("company_id", "announced_on", "announced_at", "session_phase"):
        reaction = current.get(row.pk)
        if reaction is None:
            stale.append((False, now, row.pk))
        elif _is_outdated(row, reaction, keys.get(row.company_id, NEVER), now) or fresh.touch(reaction):
            stale.append((True, reaction.measured_at, row.pk))
    return [pk for _measured, _at, pk in sorted(stale)[:limit]]


def stale_event_ids(limit: int = 500) -> list[int]:
    """Announcements whose stored event studies are missing or rest on something else by now, the newest first.

    Not guessed from dates but compared by fingerprint: what an approval, a correction, new bars or a new method version
    touch, and nothing else.
    """
    return event_results.stale_ids()[-limit:][::-1]


def current_event_results(announcements: Iterable[Announcement]) -> dict[int, dict[str, EventResult]]:
    """The current event study by announcement id and model key, in one query."""
    ids = [announcement.pk for announcement in announcements]
    found: dict[int, dict[str, EventResult]] = {}
    for row in EventResult.objects.filter(announcement_id__in=ids, is_current=True):
        found.setdefault(row.announcement_id, {})[row.model] = row
    return found


def _is_outdated(row: Announcement, reaction: Reaction, security: str, now: datetime) -> bool:
    when = timing(row.announced_on, row.announced_at, row.session_phase)
    return (
        reaction.method_version != METHOD_VERSION
        or not reaction.price_vintage.startswith(when.digest(security))
        or (reaction.state == ReactionState.AWAITING and when.is_over(now))
    )


@dataclass(frozen=True, slots=True)
class _FreshBars:
    """Sessions of bars that came in since the oldest measuring, by security, with the moment they were fetched."""

    by_security: Mapping[int, tuple[list[date], list[datetime]]]
    benchmarks: tuple[int, ...]

    def touch(self, reaction: Reaction) -> bool:
        """Whether a bar that the reaction rests on, or could rest on, was fetched after it was measured."""
        start, end = reaction.baseline_session_on, reaction.event_session_on
        own = reaction.security_id
        return (own is not None and self._any(own, start - REACH_BACK, end + REACH_ON, reaction)) or any(
            self._any(benchmark, start, end, reaction) for benchmark in self.benchmarks
        )

    def _any(self, security_id: int, start: date, end: date, reaction: Reaction) -> bool:
        days, moments = self.by_security.get(security_id, ([], []))
        since = reaction.measured_at - LONGEST_FETCH
        return any(moment > since for moment in moments[bisect_left(days, start) : bisect_right(days, end)])


def _fresh_bars(reactions: Iterable[Reaction]) -> _FreshBars:
    since = min((row.measured_at for row in reactions), default=None)
    by_security: dict[int, tuple[list[date], list[datetime]]] = {}
    if since is not None:
        rows = PriceBar.objects.filter(fetched_at__gt=since - LONGEST_FETCH).order_by("session_on")
        for security_id, day, moment in rows.values_list("security_id", "session_on", "fetched_at"):
            days, moments = by_security.setdefault(security_id, ([], []))
            days.append(day)
            moments.append(moment)
    found = (markets.benchmark("SPY"), markets.benchmark("BTC-USD"))
    return _FreshBars(by_security, tuple(security.pk for security in found if security is not None))


# --- printed moves against the tape -----------------------------------------------------------------------------------


def claim_checks(announcement: Announcement, reaction: Reaction | None) -> list[ClaimCheck]:
    """Every reported move of one announcement against the session it speaks of, else the event session."""
    return claim_checks_many([announcement], {announcement.pk: reaction} if reaction else {})[announcement.pk]


def claim_checks_many(
    announcements: Sequence[Announcement], reactions: Mapping[int, Reaction]
) -> dict[int, list[ClaimCheck]]:
    """The claim checks of many announcements by their ids, in a fixed number of queries."""
    rows = {row.pk: row for row in announcements}
    told: dict[int, list[tuple[ReportedMove, Timing]]] = {pk: [] for pk in rows}
    for move in ReportedMove.objects.filter(announcement_id__in=list(rows)).select_related("evidence").order_by("pk"):
        pk = move.announcement_id
        told[pk].append((move, _session_of(move, rows[pk], reactions.get(pk))))
    shares = _shares(rows[pk] for pk, moves in told.items() if moves)
    book = PriceBook.read((share.pk for share in shares.values()), _rims(told.values()))
    return {
        pk: [_check(move, when, shares.get(rows[pk].company_id), book) for move, when in moves]
        for pk, moves in told.items()
    }


def _session_of(move: ReportedMove, announcement: Announcement, reaction: Reaction | None) -> Timing:
    if move.applies_to_on is not None:
        return timing(move.applies_to_on)
    if reaction is not None:
        return timing(reaction.event_session_on)
    return timing(announcement.announced_on, announcement.announced_at, announcement.session_phase)


def _shares(announcements: Iterable[Announcement]) -> dict[int, Security]:
    companies = {row.company_id for row in announcements}
    found = Security.objects.filter(company_id__in=companies, is_primary=True)
    return {share.company_id: share for share in found if share.company_id is not None}


def _rims(told: Iterable[list[tuple[ReportedMove, Timing]]]) -> set[date]:
    sessions = [when.sessions for moves in told for _move, when in moves if when.sessions]
    return {day for days in sessions for day in (days[0], days[-1])}


def _check(move: ReportedMove, when: Timing, share: Security | None, book: PriceBook) -> ClaimCheck:
    claim = claims.Claim(pct=move.pct, price=move.price, basis=move.basis)
    result = claims.check(claim, _tape(when, share, book) if share else None)
    return ClaimCheck(
        move=move,
        session_on=when.event_on,
        result=result,
        label=wording.label(result),
        sentence=wording.sentence(result),
    )


def _tape(when: Timing, share: Security, book: PriceBook) -> claims.Tape | None:
    bar = book.traded(share.pk, when.event_on)
    earlier = [day for day in reversed(when.sessions) if day < when.event_on]
    before = book.first_traded(share.pk, earlier[:AFTER])
    if bar is None or before is None:
        return None
    return claims.Tape(previous_close=before.close, close=bar.close, open=bar.open, high=bar.high, low=bar.low)
