"""What was decided, and who is looking at what."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from tracker.extraction.models import Candidate
from tracker.moderation.models import Review


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
