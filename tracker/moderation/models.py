"""Decisions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.extraction.models import Candidate


class Decision(models.TextChoices):
    """What was decided."""

    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")


class RejectReason(models.TextChoices):
    """Why something does not go on record."""

    NOT_RELEVANT = "not_relevant", _("Not about a miner's AI or power business")
    NOT_NEWS = "not_news", _("Opinion, round-up or old news")
    DUPLICATE = "duplicate", _("Adds nothing to what is on record")
    UNFOUNDED = "unfounded", _("Source too weak or contradicted")
    MISREAD = "misread", _("Read wrongly, nothing to save")
    OTHER = "other", _("Other, see the note")


class Review(models.Model):
    """One decision on one candidate, final; `proposal` is what was decided on, edits included."""

    candidate = models.OneToOneField(Candidate, models.PROTECT, related_name="review")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews")
    decision = models.CharField(_("decision"), max_length=12, choices=Decision.choices)
    reason = models.CharField(_("reason"), max_length=16, choices=RejectReason.choices, blank=True)
    note = models.TextField(_("note"), blank=True)
    proposal = models.JSONField(_("as decided"), null=True, blank=True)
    edited_fields = models.JSONField(_("edited fields"), default=list, blank=True)
    # The slug of the announcement that already tells of the event; empty means a new one.
    adds_to = models.SlugField(_("adds to"), max_length=160, blank=True)
    decided_at = models.DateTimeField(_("decided"))

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ("-decided_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(decision=Decision.APPROVED) | ~Q(reason=""), name="a_rejection_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(decision=Decision.REJECTED) | Q(proposal__isnull=False),
                name="an_approval_has_a_proposal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate}: {self.get_decision_display()}"
