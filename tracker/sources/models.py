"""Sources and the items they gave."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.companies.provenance import Recorded


class SourceKind(models.TextChoices):
    """Which adapter reads a source."""

    FEED = "feed", _("RSS, Atom or JSON feed")
    EDGAR = "edgar", _("SEC filings")
    PAGE = "page", _("Web page")
    SITEMAP = "sitemap", _("News sitemap")
    YFINANCE_NEWS = "yfinance_news", _("Market news")


class Tier(models.TextChoices):
    """How near a source stands to the event, nearest first."""

    FILING = "filing", _("Filing")
    COMPANY = "company", _("Company")
    WIRE = "wire", _("Wire")
    PRESS = "press", _("Press")
    DIGEST = "digest", _("Filing digest")
    AGGREGATOR = "aggregator", _("Aggregator")


class PollStatus(models.TextChoices):
    """How the last poll ended; `Source.last_message` says it in a sentence."""

    NEVER = "never", _("Not polled yet")
    OK = "ok", _("Read")
    UNCHANGED = "unchanged", _("Unchanged")
    REFUSED = "refused", _("Address refused")
    UNREACHABLE = "unreachable", _("No answer")
    TIMEOUT = "timeout", _("Too slow")
    TOO_LARGE = "too_large", _("Too large")
    HTTP_ERROR = "http_error", _("Error answer")
    RATE_LIMITED = "rate_limited", _("Asked to wait")
    UNREADABLE = "unreadable", _("Not a feed")
    DISALLOWED = "disallowed", _("Not wanted by the site")
    NOT_SET_UP = "not_set_up", _("A setting is missing")


class RobotsVerdict(models.TextChoices):
    """What a site's robots.txt says of a source's address."""

    UNKNOWN = "", _("Not asked yet")
    ALLOWED = "allowed", _("Allowed")
    DISALLOWED = "disallowed", _("Not allowed")
    AWAY = "away", _("Could not be read")


class SourceQuerySet(models.QuerySet["Source"]):
    """Reads that sound like the question."""

    def due(self, now: datetime) -> "SourceQuerySet":
        """Enabled sources whose next poll has come and that nobody is polling."""
        free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
        return self.filter(free, Q(next_poll_at__isnull=True) | Q(next_poll_at__lte=now), is_enabled=True)


class Source(Recorded):
    """A place that is asked for news at an interval, and how the last asking went."""

    key = models.SlugField(_("key"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=16, choices=SourceKind.choices, default=SourceKind.FEED)
    url = models.URLField(_("address"), max_length=2000)
    language = models.CharField(_("language"), max_length=8, blank=True)
    tier = models.CharField(_("tier"), max_length=16, choices=Tier.choices, default=Tier.PRESS)
    licence_note = models.CharField(_("licence note"), max_length=300, blank=True)
    is_enabled = models.BooleanField(_("enabled"), default=True)
    is_sample = models.BooleanField(_("bundled sample, never fetched"), default=False)
    is_verified = models.BooleanField(
        _("address confirmed"), default=False, help_text=_("Public documentation names this address.")
    )
    interval_minutes = models.PositiveIntegerField(_("interval, minutes"), default=15)
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=200, blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True)
    last_polled_at = models.DateTimeField(_("last poll"), null=True, blank=True)
    last_success_at = models.DateTimeField(_("last success"), null=True, blank=True)
    last_status = models.CharField(
        _("last status"), max_length=16, choices=PollStatus.choices, default=PollStatus.NEVER
    )
    last_message = models.CharField(_("what happened"), max_length=500, blank=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    robots_verdict = models.CharField(
        _("robots.txt"), max_length=12, choices=RobotsVerdict.choices, default=RobotsVerdict.UNKNOWN, blank=True
    )
    robots_reason = models.CharField(_("what robots.txt says"), max_length=500, blank=True)
    robots_checked_at = models.DateTimeField(_("robots.txt looked at"), null=True, blank=True)
    next_poll_at = models.DateTimeField(_("next poll"), null=True, blank=True)
    claimed_until = models.DateTimeField(_("being polled until"), null=True, blank=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=["url"], name="an_address_is_polled_by_one_source"),
            models.CheckConstraint(condition=Q(interval_minutes__gte=1), name="a_source_waits_at_least_a_minute"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def interval(self) -> timedelta:
        """From one poll to the next, while it answers."""
        return timedelta(minutes=self.interval_minutes)


class ReadState(models.TextChoices):
    """How far the reading of an item has come."""

    PENDING = "pending", _("Not read yet")
    READ = "read", _("Read")
    FAILED = "failed", _("Could not be read")


class RawItemQuerySet(models.QuerySet["RawItem"]):
    """Reads that sound like the question."""

    def pending(self, now: datetime) -> "RawItemQuerySet":
        """Items that nobody has read and nobody is reading, oldest first."""
        free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
        return self.filter(free, read_state=ReadState.PENDING).order_by("fetched_at", "pk")


class RawItem(models.Model):
    """One item as fetched, once per source and guid; a changed delivery moves the old one to RawItemVersion."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="items")
    guid = models.CharField(_("guid"), max_length=500)
    url = models.URLField(_("address"), max_length=2000, blank=True)
    # The address without what differs between two links to one page (tracking, AMP, mobile hosts), cut to be indexed.
    canonical_url = models.CharField(_("canonical address"), max_length=500, blank=True, db_index=True)
    title = models.TextField(_("title"))
    payload = models.JSONField(_("as fetched"))
    content_sha256 = models.CharField(max_length=64)
    version = models.PositiveIntegerField(_("version"), default=1)
    language = models.CharField(_("language"), max_length=8, blank=True)
    published_at = models.DateTimeField(_("published"))
    published_is_certain = models.BooleanField(_("the source gave the time"), default=True)
    fetched_at = models.DateTimeField(_("fetched"))
    read_state = models.CharField(max_length=8, choices=ReadState.choices, default=ReadState.PENDING)
    read_attempts = models.PositiveSmallIntegerField(default=0)
    read_error = models.CharField(max_length=500, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)

    objects = RawItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ("-published_at", "-pk")
        constraints = [models.UniqueConstraint(fields=["source", "guid"], name="a_source_gives_a_guid_once")]
        indexes = [models.Index(fields=["read_state", "fetched_at"], name="items_waiting_to_be_read")]

    def __str__(self) -> str:
        return self.title[:100]


class RawItemVersion(models.Model):
    """What an item said before its source changed it."""

    item = models.ForeignKey(RawItem, models.CASCADE, related_name="earlier_versions")
    version = models.PositiveIntegerField(_("version"))
    payload = models.JSONField(_("as fetched"))
    content_sha256 = models.CharField(max_length=64)
    fetched_at = models.DateTimeField(_("fetched"))

    class Meta:
        verbose_name = _("earlier version")
        verbose_name_plural = _("earlier versions")
        ordering = ("item", "-version")
        constraints = [models.UniqueConstraint(fields=["item", "version"], name="an_item_has_a_version_once")]

    def __str__(self) -> str:
        return f"{self.item} v{self.version}"
