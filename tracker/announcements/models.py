"""Announcements, and who said what about each."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.announcements.choices import DateBasis, PublicationState, SessionPhase, ValuationBasis
from tracker.companies.choices import DayPrecision
from tracker.companies.models import Company, Counterparty, Person, Site
from tracker.companies.provenance import Recorded, Sourced
from tracker.extraction.choices import (
    CapacityBasis,
    Kind,
    MoveBasis,
    PersonAction,
    Scope,
    TimePrecision,
    ValueCounts,
)
from tracker.moderation.models import Review
from tracker.sources.models import Tier


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    """Reads that sound like the question."""

    def published(self) -> "AnnouncementQuerySet":
        """What visitors see."""
        return self.filter(state=PublicationState.PUBLISHED)

    def newest_first(self) -> "AnnouncementQuerySet":
        """By day, then by time where it is known."""
        return self.order_by("-announced_on", F("announced_at").desc(nulls_last=True), "-pk")


class Announcement(Sourced, Recorded):
    """One event told by one or more sources. The slug is its permanent key."""

    slug = models.SlugField(_("slug"), max_length=160, unique=True)
    state = models.CharField(max_length=12, choices=PublicationState.choices, default=PublicationState.PUBLISHED)
    company = models.ForeignKey(Company, models.PROTECT, related_name="announcements")
    also_companies = models.ManyToManyField(Company, related_name="also_announcements", blank=True)
    kind = models.CharField(_("kind"), max_length=24, choices=Kind.choices)
    scope = models.CharField(_("scope"), max_length=12, choices=Scope.choices)
    title = models.CharField(_("title"), max_length=300)
    summary = models.TextField(_("summary"), blank=True)
    announced_on = models.DateField(_("announced on"))
    announced_at = models.DateTimeField(_("announced at"), null=True, blank=True)
    date_precision = models.CharField(max_length=8, choices=TimePrecision.choices, default=TimePrecision.DAY)
    date_basis = models.CharField(max_length=16, choices=DateBasis.choices, default=DateBasis.STATED)
    session_phase = models.CharField(max_length=16, choices=SessionPhase.choices, default=SessionPhase.UNKNOWN)
    capacity_mw = models.DecimalField(_("capacity, MW"), max_digits=10, decimal_places=3, null=True, blank=True)
    capacity_basis = models.CharField(max_length=12, choices=CapacityBasis.choices, blank=True)
    value_amount = models.DecimalField(_("value"), max_digits=18, decimal_places=2, null=True, blank=True)
    value_currency = models.CharField(_("currency"), max_length=3, blank=True)
    value_usd = models.DecimalField(_("value, USD"), max_digits=18, decimal_places=2, null=True, blank=True)
    value_counts = models.CharField(_("what the value counts"), max_length=20, choices=ValueCounts.choices, blank=True)
    term_years = models.DecimalField(_("term, years"), max_digits=6, decimal_places=2, null=True, blank=True)
    counterparties = models.ManyToManyField(Counterparty, related_name="announcements", blank=True)
    guarantor = models.ForeignKey(Counterparty, models.PROTECT, related_name="guaranteed", null=True, blank=True)
    guarantor_usd = models.DecimalField(_("guaranteed, USD"), max_digits=18, decimal_places=2, null=True, blank=True)
    sites = models.ManyToManyField(Site, related_name="announcements", blank=True)
    context_text = models.TextField(_("context"), blank=True)
    context_companies = models.ManyToManyField(Company, related_name="+", blank=True)
    context_people = models.ManyToManyField(Person, related_name="+", blank=True)
    context_valuations: "models.ManyToManyField[Valuation, Any]" = models.ManyToManyField(
        "Valuation", related_name="+", blank=True
    )
    related = models.ManyToManyField("self", symmetrical=False, related_name="related_from", blank=True)
    published_at = models.DateTimeField(_("published here"))

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ("-announced_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(date_precision=TimePrecision.DAY, announced_at__isnull=True)
                | (~Q(date_precision=TimePrecision.DAY) & Q(announced_at__isnull=False)),
                name="a_time_is_given_exactly_when_it_is_known",
            ),
            models.CheckConstraint(
                condition=Q(capacity_mw__isnull=True, capacity_basis="")
                | (Q(capacity_mw__gt=0) & ~Q(capacity_basis="")),
                name="capacity_is_positive_and_says_its_basis",
            ),
            models.CheckConstraint(
                condition=Q(value_amount__isnull=True, value_usd__isnull=True)
                | (
                    ~Q(value_counts="")
                    & (Q(value_amount__isnull=True) | (Q(value_amount__gt=0) & ~Q(value_currency="")))
                ),
                name="a_value_is_positive_and_says_what_it_counts",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "-announced_on"], name="announcements_of_a_company"),
            models.Index(fields=["state", "-announced_on"], name="announcements_newest_first"),
        ]

    def __str__(self) -> str:
        return self.title


class AnnouncementPerson(models.Model):
    """Somebody whose post changes by an announcement."""

    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="people")
    person = models.ForeignKey(Person, models.PROTECT, related_name="announcements")
    action = models.CharField(_("action"), max_length=8, choices=PersonAction.choices)
    title = models.CharField(_("title"), max_length=300, blank=True)
    previous_employer = models.CharField(_("previous employer"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("person in an announcement")
        verbose_name_plural = _("people in announcements")
        ordering = ("announcement", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["announcement", "person", "action"], name="a_person_acts_once_in_an_announcement"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.action}"


class Evidence(models.Model):
    """One source's telling of an announcement. Its assertions say what exactly it stated."""

    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="evidence")
    review = models.OneToOneField(Review, models.PROTECT, related_name="evidence", null=True, blank=True)
    source_name = models.CharField(_("source"), max_length=200)
    url = models.URLField(_("address"), max_length=2000, blank=True)
    tier = models.CharField(_("tier"), max_length=16, choices=Tier.choices, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    title = models.TextField(_("its title"), blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    is_main = models.BooleanField(_("main source"), default=False)
    added_at = models.DateTimeField(_("added"))

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ("announcement", "-is_main", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["announcement", "url"],
                condition=~Q(url=""),
                name="an_address_is_evidence_of_an_announcement_once",
            ),
            models.UniqueConstraint(
                fields=["announcement"], condition=Q(is_main=True), name="an_announcement_has_one_main_source"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_name}: {self.url}"


class Assertion(models.Model):
    """What one source states of one field, in the field's own form, with the words it was read from."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="assertions")
    field = models.CharField(_("field"), max_length=40)
    value = models.JSONField(_("value"))
    words = models.TextField(_("words"), blank=True)

    class Meta:
        verbose_name = _("assertion")
        verbose_name_plural = _("assertions")
        ordering = ("evidence", "pk")
        constraints = [models.UniqueConstraint(fields=["evidence", "field"], name="a_source_asserts_a_field_once")]

    def __str__(self) -> str:
        return f"{self.field} = {self.value}"


class Statement(models.Model):
    """Who said what, in which language; a paraphrase unless `is_verbatim`."""

    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="statements")
    evidence = models.ForeignKey(Evidence, models.SET_NULL, related_name="statements", null=True, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="statements", null=True, blank=True)
    speaker = models.CharField(_("speaker"), max_length=200)
    role = models.CharField(_("role"), max_length=200, blank=True)
    text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=8, blank=True)
    is_verbatim = models.BooleanField(_("word for word"), default=False)

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ("announcement", "pk")

    def __str__(self) -> str:
        return f"{self.speaker}: {self.text[:60]}"


class ReportedMove(models.Model):
    """A share move as a source printed it: `pct` in percent. Never computed here."""

    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="reported_moves")
    evidence = models.ForeignKey(Evidence, models.SET_NULL, related_name="reported_moves", null=True, blank=True)
    pct = models.DecimalField(_("move, percent"), max_digits=8, decimal_places=3, null=True, blank=True)
    basis = models.CharField(_("basis"), max_length=12, choices=MoveBasis.choices, default=MoveBasis.UNKNOWN)
    price = models.DecimalField(_("price"), max_digits=14, decimal_places=4, null=True, blank=True)
    applies_to_on = models.DateField(_("session it speaks of"), null=True, blank=True)
    words = models.CharField(_("words"), max_length=500, blank=True)
    source_name = models.CharField(_("source"), max_length=200, blank=True)
    source_url = models.URLField(_("address"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("reported move")
        verbose_name_plural = _("reported moves")
        ordering = ("announcement", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(pct__isnull=False) | Q(price__isnull=False),
                name="a_reported_move_has_a_percentage_or_a_price",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pct} % ({self.basis})"


class Valuation(Sourced, Recorded):
    """A price per megawatt: a deal, a bid, an analyst's rule of thumb or a building cost."""

    key = models.SlugField(_("key"), max_length=120, unique=True)
    valued_on = models.DateField(_("date"))
    valued_precision = models.CharField(max_length=8, choices=DayPrecision.choices, default=DayPrecision.DAY)
    target = models.CharField(_("target"), max_length=200)
    target_company = models.ForeignKey(Company, models.PROTECT, related_name="+", null=True, blank=True)
    target_counterparty = models.ForeignKey(Counterparty, models.PROTECT, related_name="+", null=True, blank=True)
    target_sites = models.ManyToManyField(Site, related_name="valuations", blank=True)
    acquirer = models.CharField(_("acquirer"), max_length=300, blank=True)
    acquirer_company = models.ForeignKey(Company, models.PROTECT, related_name="+", null=True, blank=True)
    acquirer_counterparties = models.ManyToManyField(Counterparty, related_name="+", blank=True)
    seller_company = models.ForeignKey(Company, models.PROTECT, related_name="+", null=True, blank=True)
    seller_counterparties = models.ManyToManyField(Counterparty, related_name="+", blank=True)
    basis = models.CharField(_("basis"), max_length=16, choices=ValuationBasis.choices)
    value_usd = models.DecimalField(_("value, USD"), max_digits=18, decimal_places=2, null=True, blank=True)
    local_amount = models.DecimalField(_("value, local"), max_digits=18, decimal_places=2, null=True, blank=True)
    local_currency = models.CharField(_("local currency"), max_length=3, blank=True)
    capacity_mw = models.DecimalField(_("capacity, MW"), max_digits=10, decimal_places=3, null=True, blank=True)
    usd_per_mw = models.DecimalField(_("USD per MW"), max_digits=18, decimal_places=2, null=True, blank=True)
    commentator = models.ForeignKey(Person, models.PROTECT, related_name="valuations", null=True, blank=True)
    announcement = models.ForeignKey(Announcement, models.SET_NULL, related_name="valuations", null=True, blank=True)

    class Meta:
        verbose_name = _("valuation")
        verbose_name_plural = _("valuations")
        ordering = ("-valued_on", "key")

    def __str__(self) -> str:
        return f"{self.target} ({self.valued_on})"
