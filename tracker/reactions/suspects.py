"""Suspect moves: more than 60 % in a session with no split on record and no news within two sessions of it.

Such a bar is more often a split that nobody reported or a slip of the provider than a move of the market. It is in
quarantine, out of new reactions and studies, until somebody has looked at it and found it genuine.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Q

from tracker.announcements.models import Announcement
from tracker.companies.models import Security
from tracker.markets import calendar, moves
from tracker.markets.models import MoveCheck
from tracker.markets.moves import Move
from tracker.reactions.timing import timing

# News within so many sessions before or after it explains a move.
SESSIONS_AROUND: Final = 2
# Calendar days that hold them, holidays included.
REACH: Final = timedelta(days=10)


class NotSuspect(ValueError):
    """There is no suspect move in that session, or no longer."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A suspect move and who found it genuine; nobody yet while it is in quarantine."""

    move: Move
    check: MoveCheck | None

    @property
    def is_quarantined(self) -> bool:
        """Whether nobody has found it genuine yet."""
        return self.check is None


def suspects(security_ids: Iterable[int] | None = None) -> list[Suspect]:
    """Suspect moves of some securities or of all, those found genuine among them."""
    found = _without_news(moves.large_moves(security_ids))
    checked = moves.checks(found)
    return [Suspect(move, checked.get((move.security_id, move.session_on))) for move in found]


def quarantined_sessions(security_ids: Iterable[int]) -> dict[int, set[date]]:
    """Sessions by security whose move must not be used: one query where there is none, four where there are some."""
    held: dict[int, set[date]] = {}
    for suspect in suspects(security_ids):
        if suspect.is_quarantined:
            held.setdefault(suspect.move.security_id, set()).add(suspect.move.session_on)
    return held


def suspect_at(security_id: int, session_on: date) -> Suspect:
    """The suspect move of one session. Raises NotSuspect."""
    for suspect in suspects([security_id]):
        if suspect.move.session_on == session_on:
            return suspect
    raise NotSuspect(f"There is no suspect move on {session_on.isoformat()}.")


def _without_news(large: list[Move]) -> list[Move]:
    if not large:
        return []
    owned = Security.objects.filter(pk__in={move.security_id for move in large}, company__isnull=False)
    owners = dict(owned.values_list("pk", "company_id"))
    told = _told_on(set(owners.values()), large)
    return [move for move in large if not _is_explained(move, told.get(owners.get(move.security_id, 0), set()))]


def _told_on(companies: set[int], large: list[Move]) -> dict[int, set[date]]:
    """The event sessions of each company's news around these moves."""
    days = [move.session_on for move in large]
    near = Announcement.objects.published().filter(announced_on__range=(min(days) - REACH, max(days) + REACH))
    about = near.filter(Q(company__in=companies) | Q(also_companies__in=companies))
    told: dict[int, set[date]] = {}
    columns = ("company_id", "also_companies", "announced_on", "announced_at", "session_phase")
    for company, other, on, at, phase in about.values_list(*columns):
        for concerned in {company, other} & companies:
            told.setdefault(concerned, set()).add(timing(on, at, phase).event_on)
    return told


def _is_explained(move: Move, told: set[date]) -> bool:
    try:
        around = calendar.sessions_around(move.session_on, SESSIONS_AROUND, SESSIONS_AROUND)
    except calendar.OutsideCalendar:
        return False
    return not told.isdisjoint(around)
