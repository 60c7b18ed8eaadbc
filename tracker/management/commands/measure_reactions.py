"""Measure every announcement whose reaction is missing or rests on something that has changed."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker import pipeline


class Command(BaseCommand):
    """`manage.py measure_reactions`: a door to pipeline.measure_stale."""

    help = "Measure announcements that were never measured, or whose time, prices or method have changed since."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Say how many reactions are new; equal ones are left in place."""
        measured = pipeline.measure_stale(now=timezone.now())
        words = ngettext(
            "%(count)s reaction is new or changed; earlier ones are kept.",
            "%(count)s reactions are new or changed; earlier ones are kept.",
            measured,
        )
        self.stdout.write(words % {"count": measured} if measured else _("Every reaction is current."))
