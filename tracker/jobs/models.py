"""Jobs and the signs of life of workers and beat."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.companies.provenance import Recorded
from tracker.sources.models import Source, SourceKind


class JobKind(models.TextChoices):
    """What is to be done."""

    PAGE = "page", _("Read a page for an entry")
    TRIAL = "trial", _("Try an address")
    BACKFILL = "backfill", _("Earlier items of a source")


class JobState(models.TextChoices):
    """How far it has come."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Under way")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


OPEN_STATES = (JobState.WAITING, JobState.RUNNING)
ENDED_STATES = (JobState.DONE, JobState.FAILED)


class JobQuerySet(models.QuerySet["Job"]):
    """Reads that sound like the question."""

    def to_do(self, now: datetime) -> "JobQuerySet":
        """Jobs that nobody is at: waiting ones, and those whose worker was lost. The longest waiting first."""
        lost = Q(state=JobState.RUNNING, claimed_until__lt=now)
        return self.filter(Q(state=JobState.WAITING) | lost).order_by("asked_at", "pk")


class Job(Recorded):
    """One piece of work that somebody asked for, and what came of it."""

    kind = models.CharField(_("kind"), max_length=12, choices=JobKind.choices)
    state = models.CharField(_("state"), max_length=8, choices=JobState.choices, default=JobState.WAITING)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="jobs",
        null=True,
        blank=True,
        verbose_name=_("asked by"),
    )
    asked_at = models.DateTimeField(_("asked"))
    source = models.ForeignKey(Source, models.CASCADE, related_name="jobs", null=True, blank=True)
    since_on = models.DateField(_("items since"), null=True, blank=True)
    url = models.URLField(_("address"), max_length=2000, blank=True)
    source_kind = models.CharField(_("read as"), max_length=16, choices=SourceKind.choices, blank=True)
    done = models.PositiveIntegerField(_("steps done"), default=0)
    total = models.PositiveIntegerField(_("steps in all"), null=True, blank=True)
    told = models.CharField(_("what is going on"), max_length=500, blank=True)
    error = models.CharField(_("what failed"), max_length=500, blank=True)
    result = models.JSONField(_("what came of it"), default=dict, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    claimed_until = models.DateTimeField(_("being done until"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ("-asked_at", "-pk")
        permissions = [("run_sources", "Can run the sources and their jobs")]
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="backfill") & Q(source__isnull=False) & Q(since_on__isnull=False))
                | (~Q(kind="backfill") & ~Q(url="")),
                name="a_backfill_has_a_source_and_a_day_others_an_address",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running"], ended_at__isnull=True)
                | Q(state__in=["done", "failed"], ended_at__isnull=False),
                name="a_job_has_an_end_when_it_has_ended",
            ),
        ]
        indexes = [models.Index(fields=["state", "asked_at"], name="jobs_to_do")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.source or self.url}"

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will come of it by itself."""
        return self.state in ENDED_STATES

    @property
    def percent(self) -> int | None:
        """How far it has come, 0 to 100; None while nobody knows how much there is."""
        if self.state == JobState.DONE:
            return 100
        return min(100 * self.done // self.total, 100) if self.total else None


class Part(models.TextChoices):
    """Which part of the program gives a sign of life."""

    WORKER = "worker", _("Worker")
    BEAT = "beat", _("Beat")


class Pulse(models.Model):
    """The last sign of life of one process, by its name."""

    part = models.CharField(_("part"), max_length=8, choices=Part.choices)
    name = models.CharField(_("name"), max_length=200, unique=True)
    started_at = models.DateTimeField(_("first seen"))
    seen_at = models.DateTimeField(_("last seen"))
    in_hand = models.PositiveSmallIntegerField(_("tasks in hand"), default=0)

    class Meta:
        verbose_name = _("sign of life")
        verbose_name_plural = _("signs of life")
        ordering = ("part", "name")

    def __str__(self) -> str:
        return self.name
