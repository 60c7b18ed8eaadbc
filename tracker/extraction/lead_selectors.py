"""Reads: who told which story when, for the lead of one source over the others."""

from datetime import datetime

from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from tracker.extraction.lead import Lead, Told, leads
from tracker.extraction.models import Candidate, CandidateState


def leads_by_source(since: datetime) -> dict[int, Lead]:
    """The lead of each source over the others in stories that began since then. One query, whatever the number.

    What was rejected counts: a duplicate tells the story all the same. What is not about the record does not, nor do
    items whose source gave no time, bundled samples and entries by hand.
    """
    same_story = Q(pk=OuterRef("first")) | Q(story=OuterRef("first"))
    began_earlier = _timed().filter(same_story, item__published_at__lt=since)
    told = (
        _timed()
        .annotate(first=Coalesce("story", "pk"))
        .filter(Q(story__isnull=False) | Exists(Candidate.objects.filter(story=OuterRef("pk"))))
        .filter(~Exists(began_earlier), item__published_at__gte=since)
        .order_by()
        .values("first", "item__source")
        .annotate(at=Min("item__published_at"))
    )
    return leads(Told(*row) for row in told.values_list("first", "item__source", "at"))


def _timed() -> QuerySet[Candidate]:
    """Tellings that can be compared: of a real source, which gave the time."""
    return Candidate.objects.exclude(state=CandidateState.IRRELEVANT).filter(
        item__published_is_certain=True, item__source__is_sample=False
    )
