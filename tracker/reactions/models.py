"""Measured reactions and stored event studies."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.announcements.models import Announcement
from tracker.companies.models import Security


class ReactionState(models.TextChoices):
    """Whether there was anything to measure."""

    MEASURED = "measured", _("Measured")
    AWAITING = "awaiting", _("Session not over yet")
    NO_PRICES = "no_prices", _("No prices for this session")


class Phase(models.TextChoices):
    """Where the announcement's time falls against the event session (METHOD section 1)."""

    PRE = "pre", _("before the open")
    INTRADAY = "intraday", _("during the session")
    POST = "post", _("after the close, next session counts")
    CLOSED = "closed", _("market closed, next session counts")
    DATE_ONLY = "date_only", _("day only, that session counts")


class Reaction(models.Model):
    """What the primary security did in the event session. Returns are fractions: 0.0448 is +4.48 %."""

    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="reactions")
    security = models.ForeignKey(Security, models.PROTECT, related_name="reactions", null=True, blank=True)
    is_current = models.BooleanField(_("the one shown"), default=True)
    state = models.CharField(_("state"), max_length=12, choices=ReactionState.choices)
    phase = models.CharField(_("phase"), max_length=12, choices=Phase.choices)
    event_session_on = models.DateField(_("event session"))
    baseline_session_on = models.DateField(_("session before"))
    previous_close = models.DecimalField(_("previous close"), max_digits=16, decimal_places=6, null=True, blank=True)
    open = models.DecimalField(_("open"), max_digits=16, decimal_places=6, null=True, blank=True)
    high = models.DecimalField(_("high"), max_digits=16, decimal_places=6, null=True, blank=True)
    low = models.DecimalField(_("low"), max_digits=16, decimal_places=6, null=True, blank=True)
    close = models.DecimalField(_("close"), max_digits=16, decimal_places=6, null=True, blank=True)
    volume = models.BigIntegerField(_("volume, shares"), null=True, blank=True)
    raw_move = models.FloatField(_("close to close"), null=True, blank=True)
    gap = models.FloatField(_("close to open"), null=True, blank=True)
    intraday_move = models.FloatField(_("open to close"), null=True, blank=True)
    high_move = models.FloatField(_("close to high"), null=True, blank=True)
    low_move = models.FloatField(_("close to low"), null=True, blank=True)
    volume_ratio = models.FloatField(_("volume against its median"), null=True, blank=True)
    spy_move = models.FloatField(_("SPY, same sessions"), null=True, blank=True)
    btc_move = models.FloatField(_("BTC, same sessions"), null=True, blank=True)
    spy_adjusted = models.FloatField(_("less SPY"), null=True, blank=True)
    btc_adjusted = models.FloatField(_("less BTC"), null=True, blank=True)
    flags = models.JSONField(_("flags"), default=list, blank=True)
    method_version = models.CharField(_("method version"), max_length=16)
    price_vintage = models.CharField(_("price vintage"), max_length=64)
    measured_at = models.DateTimeField(_("measured"))

    class Meta:
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")
        ordering = ("announcement", "-measured_at")
        constraints = [
            models.UniqueConstraint(
                fields=["announcement"],
                condition=Q(is_current=True),
                name="an_announcement_has_one_current_reaction",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.announcement_id} on {self.event_session_on}"


class EventResult(models.Model):
    """One announcement's event study under one normal-return model. Returns are fractions, missing figures are null.

    Kept apart from Reaction: that one is arithmetic on two sessions and settles the next day; this one rests on 131
    sessions and a fitted line, is provisional for ten sessions, and there is one per model.
    """

    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="event_results")
    security = models.ForeignKey(Security, models.PROTECT, related_name="event_results", null=True, blank=True)
    model = models.CharField(_("normal-return model"), max_length=16)
    is_current = models.BooleanField(_("the one shown"), default=True)
    is_provisional = models.BooleanField(_("window not complete yet"), default=True)
    reason = models.CharField(_("why there are no figures"), max_length=24, blank=True)
    event_session_on = models.DateField(_("event session"))
    quality = models.CharField(_("quality of the fit"), max_length=16, blank=True)
    alpha = models.FloatField(_("alpha, a session"), null=True, blank=True)
    betas = models.JSONField(_("betas by factor"), default=dict, blank=True)
    sigma = models.FloatField(_("residual standard deviation"), null=True, blank=True)
    n = models.PositiveIntegerField(_("sessions fitted to"), default=0)
    df = models.IntegerField(_("degrees of freedom"), default=0)
    ar = models.JSONField(_("abnormal returns, sessions -10 to +10"), default=list, blank=True)
    se_ar = models.JSONField(_("their standard errors"), default=list, blank=True)
    se_path = models.JSONField(_("standard errors of their running sums"), default=list, blank=True)
    windows = models.JSONField(_("figures of each window"), default=list, blank=True)
    flags = models.JSONField(_("flags"), default=list, blank=True)
    method_version = models.CharField(_("method version"), max_length=16)
    price_vintage = models.CharField(_("price vintage"), max_length=64)
    measured_at = models.DateTimeField(_("measured"))

    class Meta:
        verbose_name = _("event result")
        verbose_name_plural = _("event results")
        ordering = ("announcement", "model", "-measured_at")
        constraints = [
            models.UniqueConstraint(
                fields=["announcement", "model"],
                condition=Q(is_current=True),
                name="an_announcement_has_one_current_event_result_per_model",
            ),
        ]
        indexes = [
            # The whole answer to "is it there with this fingerprint?", without reading rows of 3 KB each.
            models.Index(
                fields=["method_version", "announcement", "model", "price_vintage"],
                condition=Q(is_current=True),
                name="current_event_fingerprints",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.announcement_id} under {self.model} on {self.event_session_on}"
