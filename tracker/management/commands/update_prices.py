"""Fetch new daily bars for every security that lacks its newest session, one line each."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import pipeline
from tracker.markets import selectors as prices
from tracker.markets.models import FetchStatus


class Command(BaseCommand):
    """`manage.py update_prices`: a door to pipeline.update_prices."""

    help = "Fetch new daily bars where they are due and measure what they touch. Stored bars stay whatever happens."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """One line per security that was asked for. Fails only where not a single one could be had."""
        now = timezone.now()
        statuses = pipeline.update_prices(now=now)
        if not statuses:
            self.stdout.write(_("Nothing to fetch: every security has its newest session or waits for its next try."))
            return
        told = {row.security.key: row for row in prices.freshness(now)}
        for key, status in statuses.items():
            # Of one that was not asked the last message is an old one.
            message = told[key].message if key in told and status != FetchStatus.PAUSED else ""
            self.stdout.write(f"{key}: {FetchStatus(status).label}. {message}".rstrip())
        if all(status not in (FetchStatus.OK, FetchStatus.PARTIAL) for status in statuses.values()):
            raise CommandError(
                _("No prices came in. The stored ones stay; the lines above say why. Run it again later.")
            )
