"""Daily bars, what happened to the share itself, how fresh the bars are, and what people looked at."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.companies.models import Security


class PriceBar(models.Model):
    """One session of one security, in its currency, split-adjusted as the provider gives it. Only the close is sure."""

    security = models.ForeignKey(Security, models.CASCADE, related_name="bars")
    session_on = models.DateField(_("session"))
    open = models.DecimalField(_("open"), max_digits=16, decimal_places=6, null=True, blank=True)
    high = models.DecimalField(_("high"), max_digits=16, decimal_places=6, null=True, blank=True)
    low = models.DecimalField(_("low"), max_digits=16, decimal_places=6, null=True, blank=True)
    close = models.DecimalField(_("close"), max_digits=16, decimal_places=6)
    adjusted_close = models.DecimalField(
        _("close, dividends added back"), max_digits=16, decimal_places=6, null=True, blank=True
    )
    volume = models.BigIntegerField(_("volume, shares"), null=True, blank=True)
    provider = models.CharField(_("provider"), max_length=16)
    fetched_at = models.DateTimeField(_("fetched"))

    class Meta:
        verbose_name = _("price bar")
        verbose_name_plural = _("price bars")
        ordering = ("security", "session_on")
        constraints = [
            models.UniqueConstraint(fields=["security", "session_on"], name="a_security_has_one_bar_a_session"),
            models.CheckConstraint(condition=Q(close__gt=0), name="a_close_is_positive"),
            models.CheckConstraint(
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(high__gte=F("low")),
                name="a_high_is_not_below_its_low",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.security_id} {self.session_on}: {self.close}"


class ActionKind(models.TextChoices):
    """What a company did to its share."""

    SPLIT = "split", _("Split")
    DIVIDEND = "dividend", _("Dividend")


class CorporateAction(models.Model):
    """A split or a dividend, as a provider reports it. A ratio of 0.2 is one new share for five old ones."""

    security = models.ForeignKey(Security, models.CASCADE, related_name="actions")
    session_on = models.DateField(_("first session after it"))
    kind = models.CharField(_("kind"), max_length=8, choices=ActionKind.choices)
    ratio = models.DecimalField(_("new shares for an old one"), max_digits=16, decimal_places=8, null=True, blank=True)
    amount = models.DecimalField(
        _("per share, in its currency"), max_digits=16, decimal_places=8, null=True, blank=True
    )
    provider = models.CharField(_("provider"), max_length=16)
    fetched_at = models.DateTimeField(_("fetched"))

    class Meta:
        verbose_name = _("corporate action")
        verbose_name_plural = _("corporate actions")
        ordering = ("security", "session_on")
        constraints = [
            models.UniqueConstraint(
                fields=["security", "session_on", "kind"], name="a_security_has_one_action_of_a_kind_a_session"
            ),
            models.CheckConstraint(
                condition=Q(kind=ActionKind.SPLIT, ratio__gt=0, amount__isnull=True)
                | Q(kind=ActionKind.DIVIDEND, amount__gt=0, ratio__isnull=True),
                name="a_split_has_a_ratio_and_a_dividend_an_amount",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.security_id} {self.session_on}: {self.kind} {self.ratio or self.amount}"


class FetchStatus(models.TextChoices):
    """How the last request for a security's bars ended. "paused" is told, never stored: nobody was asked."""

    NEVER = "never", _("Not fetched yet")
    OK = "ok", _("Up to date")
    PARTIAL = "partial", _("Newest sessions missing")
    PAUSED = "paused", _("Not asked, its provider wants to be left alone")
    EMPTY = "empty", _("No bars in the answer")
    UNKNOWN_TICKER = "unknown_ticker", _("Ticker not known to the provider")
    RATE_LIMITED = "rate_limited", _("Asked to wait")
    UNREACHABLE = "unreachable", _("No usable answer")


class PriceFeed(models.Model):
    """How fresh a security's bars are, and what the provider said last. A failure never touches the bars."""

    security = models.OneToOneField(Security, models.CASCADE, related_name="price_feed")
    provider = models.CharField(_("provider"), max_length=16, blank=True)
    last_bar_on = models.DateField(_("last bar"), null=True, blank=True)
    asked_from = models.DateField(_("history asked for since"), null=True, blank=True)
    last_tried_at = models.DateTimeField(_("last try"), null=True, blank=True)
    last_success_at = models.DateTimeField(_("last success"), null=True, blank=True)
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=16, choices=FetchStatus.choices, default=FetchStatus.NEVER)
    message = models.CharField(_("what happened"), max_length=500, blank=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)

    class Meta:
        verbose_name = _("price feed")
        verbose_name_plural = _("price feeds")
        ordering = ("security",)

    def __str__(self) -> str:
        return f"{self.security_id}: {self.status}"


class EmptySession(models.Model):
    """A session inside a security's range for which a provider was asked and gave no bar: a halt, as a rule."""

    security = models.ForeignKey(Security, models.CASCADE, related_name="empty_sessions")
    session_on = models.DateField(_("session"))
    provider = models.CharField(_("provider"), max_length=16)
    times_asked = models.PositiveIntegerField(_("times asked"), default=1)
    asked_at = models.DateTimeField(_("last asked"))

    class Meta:
        verbose_name = _("empty session")
        verbose_name_plural = _("empty sessions")
        ordering = ("security", "session_on")
        constraints = [
            models.UniqueConstraint(
                fields=["security", "session_on", "provider"], name="a_provider_leaves_a_session_empty_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.security_id} {self.session_on}: asked {self.times_asked} times"


class ProviderPause(models.Model):
    """Until when a provider wants to be left alone. In the database, so that every worker sees it."""

    provider = models.CharField(_("provider"), max_length=16, unique=True)
    paused_until = models.DateTimeField(_("paused until"), null=True, blank=True)
    refusals = models.PositiveIntegerField(_("refusals in a row"), default=0)
    message = models.CharField(_("what it said"), max_length=500, blank=True)
    changed_at = models.DateTimeField(_("changed"), null=True, blank=True)

    class Meta:
        verbose_name = _("provider pause")
        verbose_name_plural = _("provider pauses")
        ordering = ("provider",)

    def __str__(self) -> str:
        return f"{self.provider}: {self.paused_until or 'free'}"


class MoveCheck(models.Model):
    """Somebody looked at a suspect move and found it genuine. It holds for these two closes only."""

    security = models.ForeignKey(Security, models.CASCADE, related_name="move_checks")
    session_on = models.DateField(_("session"))
    previous_close = models.DecimalField(_("close before"), max_digits=16, decimal_places=6)
    close = models.DecimalField(_("close"), max_digits=16, decimal_places=6)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="move_checks")
    checked_at = models.DateTimeField(_("checked"))

    class Meta:
        verbose_name = _("move check")
        verbose_name_plural = _("move checks")
        ordering = ("security", "session_on")
        constraints = [
            models.UniqueConstraint(fields=["security", "session_on"], name="a_move_is_checked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.security_id} {self.session_on}: checked"
