"""Where a record comes from: the columns that every sourced noun shares."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.companies.choices import Confidence


class Sourced(models.Model):
    """A record with its source, further sources and how well it is founded."""

    source_url = models.URLField(_("source"), max_length=2000, blank=True)
    source_name = models.CharField(_("source name"), max_length=200, blank=True)
    source_language = models.CharField(_("source language"), max_length=8, blank=True)
    other_sources = models.JSONField(_("other sources"), default=list, blank=True)
    confidence = models.CharField(_("confidence"), max_length=8, choices=Confidence.choices, default=Confidence.MEDIUM)
    notes = models.TextField(_("notes"), blank=True)

    class Meta:
        abstract = True


class Recorded(models.Model):
    """When a row was made and last changed here."""

    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        abstract = True
