"""Decisions on candidates, each final, each made once.

Two people may press a button at the same moment: the state of the candidate is moved by one conditional UPDATE, so one
of them wins and the other is told who did and when. Whether somebody may decide at all is for the caller to check.
"""

from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from tracker.extraction.models import Candidate, CandidateState
from tracker.extraction.proposal import Proposal
from tracker.moderation.models import Decision, RejectReason, Review
from tracker.moderation.selectors import is_own_entry, review_of

__all__ = [
    "CLAIM",
    "AlreadyDecided",
    "DecisionRefused",
    "OwnEntry",
    "ReasonMissing",
    "Review",
    "approve",
    "claim",
    "edited_fields",
    "reject",
    "release",
]
CLAIM = timedelta(minutes=15)


class DecisionRefused(Exception):
    """A decision that was not written; the message is a sentence for whoever made it."""


class AlreadyDecided(DecisionRefused):
    """Somebody else decided first, or the candidate left the queue; the message says who, what and when."""


class OwnEntry(DecisionRefused):
    """Whoever entered an announcement by hand does not approve it as well."""


class ReasonMissing(DecisionRefused):
    """A rejection without one of the known reasons, or with "other" and no note."""


def claim(candidate_id: int, *, by: User, now: datetime) -> bool:
    """Mark a waiting candidate as being looked at for CLAIM; False where somebody else has it. A mark, not a lock.

    Nobody looks at two at once: one's mark on any other candidate goes.
    """
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now) | Q(claimed_by=by)
    waiting = Candidate.objects.filter(free, pk=candidate_id, state=CandidateState.WAITING)
    if waiting.update(claimed_by=by, claimed_until=now + CLAIM) != 1:
        return False
    Candidate.objects.filter(claimed_by=by).exclude(pk=candidate_id).update(claimed_by=None, claimed_until=None)
    return True


def release(candidate_id: int, *, by: User) -> bool:
    """Take one's own mark off again; False where it is not one's own."""
    return Candidate.objects.filter(pk=candidate_id, claimed_by=by).update(claimed_by=None, claimed_until=None) == 1


def approve(candidate_id: int, *, reviewer: User, now: datetime, proposal: Proposal, adds_to: str = "") -> Review:
    """Decide that the proposal goes on record, as a new announcement or as evidence of the one whose slug is `adds_to`.

    Raises AlreadyDecided or OwnEntry and writes nothing.
    """
    with transaction.atomic():
        candidate = _take(candidate_id, CandidateState.APPROVED)
        if is_own_entry(candidate, reviewer):
            raise OwnEntry(_("You entered this announcement yourself. Somebody else has to approve it."))
        return Review.objects.create(
            candidate=candidate,
            reviewer=reviewer,
            decision=Decision.APPROVED,
            proposal=proposal.as_json(),
            edited_fields=edited_fields(candidate.proposal, proposal),
            adds_to=adds_to,
            decided_at=now,
        )


def reject(candidate_id: int, *, reviewer: User, now: datetime, reason: str, note: str = "") -> Review:
    """Decide against a candidate; it is kept with the reason. Raises AlreadyDecided or ReasonMissing."""
    _check_reason(reason, note)
    with transaction.atomic():
        candidate = _take(candidate_id, CandidateState.REJECTED)
        return Review.objects.create(
            candidate=candidate,
            reviewer=reviewer,
            decision=Decision.REJECTED,
            reason=reason,
            note=note.strip(),
            proposal=candidate.proposal,
            decided_at=now,
        )


def edited_fields(read: dict[str, object] | None, decided: Proposal) -> list[str]:
    """The names of the fields in which what was decided differs from what was read; all of them where nothing was."""
    before = Proposal.from_json(read).as_json() if read else {}
    return sorted(name for name, value in decided.as_json().items() if before.get(name) != value)


def _take(candidate_id: int, state: str) -> Candidate:
    """Move a waiting candidate to its final state: the one UPDATE that decides who was first."""
    taken = Candidate.objects.filter(pk=candidate_id, state=CandidateState.WAITING).update(
        state=state, claimed_by=None, claimed_until=None
    )
    if taken != 1:
        raise AlreadyDecided(_already(candidate_id))
    return Candidate.objects.get(pk=candidate_id)


def _already(candidate_id: int) -> str:
    review = review_of(candidate_id)
    if review is None:
        return _("This item is no longer in the queue: its source changed it. Nothing was written.")
    return _("%(who)s decided this on %(when)s UTC: %(what)s. Your decision was not written.") % {
        "who": review.reviewer.get_full_name() or review.reviewer.get_username(),
        "when": review.decided_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M"),
        "what": review.get_decision_display().lower(),
    }


def _check_reason(reason: str, note: str) -> None:
    if reason not in RejectReason.values:
        raise ReasonMissing(_("Choose the reason for the rejection."))
    if reason == RejectReason.OTHER and not note.strip():
        raise ReasonMissing(_("Say in the note why, when the reason is “other”."))
