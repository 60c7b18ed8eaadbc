"""The stories of the desk: which candidates tell the same one, and moving a candidate into or out of it."""

from collections import Counter
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tracker import pipeline
from tracker.extraction.models import Candidate, CandidateState
from tracker.extraction.selectors import possible_tellings, story_of, telling
from tracker.extraction.stories import sameness
from tracker.web.desk_access import REVIEW, needs

NEAR = 4  # candidates offered to be joined, the likeliest first


@dataclass(frozen=True, slots=True)
class Story:
    """The other tellings of a candidate's story, and candidates that might tell it as well."""

    others: list[Candidate]
    near: list[Candidate]


def story(candidate: Candidate) -> Story:
    """What the panel below the similar events shows."""
    told = list(story_of(candidate))
    numbers = {one.pk for one in told}
    own = telling(candidate)
    near = [one for one in possible_tellings(candidate) if one.pk not in numbers]
    near.sort(key=lambda one: sameness(own, telling(one)), reverse=True)
    return Story([one for one in told if one.pk != candidate.pk], near[:NEAR])


def first_of_each(waiting: QuerySet[Candidate]) -> QuerySet[Candidate]:
    """One card a story: of several waiting tellings only the one that came first."""
    rooted = waiting.annotate(root=Coalesce("story_id", "pk"))
    told_before = Candidate.objects.filter(
        Q(story=OuterRef("root")) | Q(pk=OuterRef("root")), state=CandidateState.WAITING, pk__lt=OuterRef("pk")
    )
    return rooted.exclude(Exists(told_before))


def waiting_tellings(roots: set[int]) -> Counter[int]:
    """How many waiting candidates tell each story, by the number of the story's first candidate."""
    waiting = Candidate.objects.filter(Q(story__in=roots) | Q(pk__in=roots), state=CandidateState.WAITING).order_by()
    return Counter(waiting.annotate(root=Coalesce("story_id", "pk")).values_list("root", flat=True))


@require_POST
@needs(REVIEW)
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a candidate into the story of another."""
    candidate = get_object_or_404(Candidate, pk=pk)
    number = request.POST.get("story", "")
    other = Candidate.objects.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
    if other is None:
        messages.error(request, _("The other item is not there. Open the candidate again and choose from its list."))
    else:
        pipeline.join_story(candidate.pk, other.pk)
        titles = {"a": candidate.title[:80], "b": other.title[:80]}
        messages.success(request, _("Now one story: %(a)s / %(b)s") % titles)
    return redirect(f"{reverse('candidate', args=[pk])}#h-story")


@require_POST
@needs(REVIEW)
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a candidate out of its story; the others stay one."""
    candidate = get_object_or_404(Candidate, pk=pk)
    pipeline.split_story(candidate.pk)
    messages.success(request, _("Now a story of its own: %(title)s") % {"title": candidate.title[:120]})
    return redirect(f"{reverse('candidate', args=[pk])}#h-story")
