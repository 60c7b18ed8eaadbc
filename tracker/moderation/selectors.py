"""What was decided, and who is looking at what."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Count, Q

from tracker.extraction.models import Candidate
from tracker.moderation.models import Decision, Review


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody has a candidate open: who, until when, and whether that is the one who asks."""

    name: str
    until: datetime
    is_mine: bool


def review_of(candidate_id: int) -> Review | None:
    """The decision on a candidate with its reviewer, if there is one."""
    return Review.objects.select_related("reviewer").filter(candidate_id=candidate_id).first()


def claim_on(candidate: Candidate, *, asker: User, now: datetime) -> Claim | None:
    """Who has this candidate open at the moment. None where nobody has."""
    if candidate.claimed_by is None or candidate.claimed_until is None or candidate.claimed_until < now:
        return None
    name = candidate.claimed_by.get_full_name() or candidate.claimed_by.get_username()
    return Claim(name=name, until=candidate.claimed_until, is_mine=candidate.claimed_by_id == asker.pk)


def is_own_entry(candidate: Candidate, user: User) -> bool:
    """Whether this user entered it by hand and so may not approve it. A superuser, alone on a site, may."""
    return candidate.entered_by_id == user.pk and not user.is_superuser


@dataclass(frozen=True, slots=True)
class Decided:
    """How many decisions there were, and how many of them were approvals."""

    approved: int
    all: int


def by_source(since: datetime) -> dict[int, Decided]:
    """Decisions since then on what was read, by the source it came from."""
    decided = Review.objects.filter(decided_at__gte=since, candidate__item__isnull=False).order_by()
    counted = decided.values("candidate__item__source").annotate(
        approved=Count("pk", filter=Q(decision=Decision.APPROVED)), number=Count("pk")
    )
    rows = counted.values_list("candidate__item__source", "approved", "number")
    return {source_id: Decided(approved, number) for source_id, approved, number in rows}
