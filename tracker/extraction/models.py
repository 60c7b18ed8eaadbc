"""What was read, waiting to be decided."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.companies.models import Company
from tracker.companies.provenance import Recorded
from tracker.extraction.choices import Kind
from tracker.sources.models import RawItem


class CandidateState(models.TextChoices):
    """Where a candidate stands. Only `waiting` ones can be decided."""

    WAITING = "waiting", _("Waiting")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    IRRELEVANT = "irrelevant", _("Read, not about the record")


class CandidateQuerySet(models.QuerySet["Candidate"]):
    """Reads that sound like the question."""

    def waiting(self) -> "CandidateQuerySet":
        """The queue: what a moderator can decide, oldest first."""
        return self.filter(state=CandidateState.WAITING).order_by("queued_at", "pk")

    def unclaimed(self, now: datetime) -> "CandidateQuerySet":
        """Those that nobody is looking at."""
        return self.filter(Q(claimed_until__isnull=True) | Q(claimed_until__lt=now))


class Candidate(Recorded):
    """A possible announcement, read from an item or entered by hand."""

    item = models.OneToOneField(RawItem, models.PROTECT, related_name="candidate", null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="entered_candidates", null=True, blank=True
    )
    state = models.CharField(_("state"), max_length=12, choices=CandidateState.choices, default=CandidateState.WAITING)
    queued_at = models.DateTimeField(_("queued"))
    reader_version = models.CharField(_("reader version"), max_length=16, blank=True)
    item_version = models.PositiveIntegerField(_("item version"), default=1)
    reading = models.JSONField(_("what was read, with spans"), default=dict, blank=True)
    proposal = models.JSONField(_("proposal"), null=True, blank=True)
    score = models.FloatField(_("relevance"), default=0)
    company = models.ForeignKey(Company, models.PROTECT, related_name="candidates", null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=24, choices=Kind.choices, blank=True)
    announced_on = models.DateField(_("announced on"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=300)
    language = models.CharField(_("language"), max_length=8, blank=True)
    # The first candidate that told the same story; empty for that first one and for stories told once.
    story = models.ForeignKey(
        "self", models.SET_NULL, related_name="tellings", null=True, blank=True, verbose_name=_("same story as")
    )
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="claimed_candidates", null=True, blank=True
    )
    claimed_until = models.DateTimeField(_("claimed until"), null=True, blank=True)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        ordering = ("queued_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(item__isnull=False) | Q(entered_by__isnull=False),
                name="a_candidate_is_read_or_entered_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "queued_at"], name="candidates_in_the_queue"),
            models.Index(fields=["company", "announced_on"], name="candidates_of_a_week"),
        ]

    def __str__(self) -> str:
        return self.title
