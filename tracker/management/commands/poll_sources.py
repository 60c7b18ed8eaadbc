"""Polls sources now and reads what came in: what beat does by the clock, by hand."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import pipeline
from tracker.sources import selectors
from tracker.sources.models import Source


class Command(BaseCommand):
    """`manage.py poll_sources [--source KEY] [--all]`; fails only when every source that was polled did."""

    help = "Poll the sources that are due and read what came in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which sources."""
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--source", metavar="KEY", help="poll this one, due or not")
        which.add_argument("--all", action="store_true", help="poll every enabled source, due or not")

    def handle(self, *_args: Any, **options: Any) -> None:
        """One line per source."""
        ids = _chosen(options["source"] or "", every=options["all"])
        if not ids:
            self.stdout.write(_("No source is due. Use --all to poll every enabled one."))
        failed = [self._poll(pk) for pk in ids]
        pipeline.read_pending(now=timezone.now())
        if failed and all(failed):
            raise CommandError(_("No source could be read; each line above says why and when it is tried next."))

    def _poll(self, source_id: int) -> bool:
        """Poll one source and say how it went; whether it failed."""
        source = Source.objects.get(pk=source_id)
        result = pipeline.poll_source(source_id, now=timezone.now())
        self.stdout.write(f"{source.key}: {result.message}")
        return result.failed


def _chosen(key: str, *, every: bool) -> list[int]:
    if not key:
        return selectors.enabled_source_ids() if every else selectors.due_source_ids(timezone.now())
    ids = list(Source.objects.filter(key=key).values_list("pk", flat=True))
    if not ids:
        known = ", ".join(Source.objects.order_by("key").values_list("key", flat=True)[:20])
        raise CommandError(_("There is no source %(key)r. Known: %(known)s.") % {"key": key, "known": known or "-"})
    return ids
