"""Stories in the database: a new candidate joins the story it tells, and people move candidates between stories.

Nothing is deleted: a story is its first candidate and those that point to it.
"""

from django.db import transaction

from tracker.extraction.models import Candidate
from tracker.extraction.selectors import possible_tellings, story_of, telling
from tracker.extraction.stories import SAME_STORY, belongs, sameness


class UnknownCandidate(LookupError):
    """No candidate has this number."""


def find_story(candidate: Candidate) -> Candidate | None:
    """The first candidate of the story that a candidate tells, None where nobody has told it yet."""
    own = telling(candidate)
    scored = [(sameness(own, telling(other)), other) for other in possible_tellings(candidate)]
    alike = sorted((pair for pair in scored if pair[0] >= SAME_STORY), key=lambda pair: (-pair[0], pair[1].pk))
    asked: set[int] = set()
    for _score, other in alike:
        first = other.story_id or other.pk
        if first in asked:
            continue
        asked.add(first)
        members = [member for member in story_of(other) if member.pk != candidate.pk]
        if belongs(own, [telling(member) for member in members]):
            return Candidate.objects.get(pk=first)
    return None


def join(candidate: Candidate, other: Candidate) -> None:
    """Put a candidate, with all that points to it, into the story of another."""
    first = other.story_id or other.pk
    if first in (candidate.pk, candidate.story_id):
        return
    with transaction.atomic():
        Candidate.objects.filter(story=candidate.pk).update(story=first)
        Candidate.objects.filter(pk=candidate.pk).update(story=first)
    candidate.story_id = first


def split(candidate: Candidate) -> None:
    """Take a candidate out of its story; where it was the first, the next one takes its place."""
    with transaction.atomic():
        Candidate.objects.filter(pk=candidate.pk).update(story=None)
        rest = list(
            Candidate.objects.filter(story=candidate.pk).order_by("queued_at", "pk").values_list("pk", flat=True)
        )
        if rest:
            Candidate.objects.filter(pk=rest[0]).update(story=None)
            Candidate.objects.filter(pk__in=rest[1:]).update(story=rest[0])
    candidate.story_id = None


def candidate_numbered(candidate_id: int) -> Candidate:
    """The candidate. Raises UnknownCandidate."""
    found = Candidate.objects.filter(pk=candidate_id).first()
    if found is None:
        raise UnknownCandidate(f"There is no candidate {candidate_id}. Open it from the queue again.")
    return found
