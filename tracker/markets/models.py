"""Daily bars and how fresh they are."""

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


class FetchStatus(models.TextChoices):
    """How the last request for a security's bars ended."""

    NEVER = "never", _("Not fetched yet")
    OK = "ok", _("Up to date")
    EMPTY = "empty", _("No bars in the answer")
    UNKNOWN_TICKER = "unknown_ticker", _("Ticker not known to the provider")
    RATE_LIMITED = "rate_limited", _("Asked to wait")
    UNREACHABLE = "unreachable", _("No usable answer")


class PriceFeed(models.Model):
    """How fresh a security's bars are, and what the provider said last. A failure never touches the bars."""

    security = models.OneToOneField(Security, models.CASCADE, related_name="price_feed")
    provider = models.CharField(_("provider"), max_length=16, blank=True)
    last_bar_on = models.DateField(_("last bar"), null=True, blank=True)
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
