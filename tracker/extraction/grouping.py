"""Stories in the database: a new candidate joins the story it tells, and people move candidates between stories.

Nothing is deleted: a story is its first candidate and those that point to it.
"""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from tracker.extraction.models import Candidate
from tracker.extraction.selectors import comparable, first_told, near_ids, telling
from tracker.extraction.stories import MEMBERS_ASKED, SAME_STORY, Telling, belongs, sameness


class UnknownCandidate(LookupError):
    """No candidate has this number."""


def tell(candidates: Collection[Candidate]) -> None:
    """Let new candidates, one after the other, join the stories they tell."""
    shelf = _Shelf(candidates)
    for candidate in candidates:
        first = shelf.story_told_by(candidate.pk)
        if first not in (None, candidate.pk):
            Candidate.objects.filter(Q(pk=candidate.pk) | Q(story=candidate.pk)).update(story=first)
            candidate.story_id = first
            shelf.follow(candidate.pk, first)


class _Shelf:
    """New candidates and all that could tell the same, looked up once; it follows them as they join stories."""

    def __init__(self, candidates: Collection[Candidate]) -> None:
        self._tellings: dict[int, Telling] = {}
        self._stories: dict[int, int | None] = {}
        self._near = near_ids(candidates)
        for candidate in candidates:
            if self._near[candidate.pk]:
                self._put(candidate)
        self._fetch({pk for near in self._near.values() for pk in near})

    def _put(self, candidate: Candidate) -> None:
        self._tellings[candidate.pk] = telling(candidate)
        self._stories[candidate.pk] = candidate.story_id

    def _fetch(self, ids: Collection[int]) -> None:
        missing = [pk for pk in ids if pk not in self._tellings]
        if missing:
            for candidate in comparable(missing):
                self._put(candidate)

    def story_told_by(self, number: int) -> int | None:
        """The first candidate of the story that a new one tells, None where nobody has told it yet."""
        near = [pk for pk in self._near[number] if pk in self._tellings]
        if not near:
            return None
        own = self._tellings[number]
        scored = [(sameness(own, self._tellings[pk]), pk) for pk in near]
        alike = sorted((pair for pair in scored if pair[0] >= SAME_STORY), key=lambda pair: (-pair[0], pair[1]))
        for first in dict.fromkeys(self._stories[pk] or pk for _score, pk in alike):
            members = first_told(first, but=number, limit=MEMBERS_ASKED)
            self._fetch(members)
            if belongs(own, [self._tellings[pk] for pk in members if pk in self._tellings]):
                return self._stories.get(first) or first
        return None

    def follow(self, number: int, first: int | None) -> None:
        """Note that a candidate, with all that point to it, has joined a story."""
        for pk, story in self._stories.items():
            if number in (pk, story):
                self._stories[pk] = first


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
