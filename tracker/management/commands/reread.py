"""`manage.py reread`: read undecided candidates again after the rules of reading have changed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.extraction import selectors, services
from tracker.extraction.reading import READER_VERSION

_ALL = 1_000_000


class Command(BaseCommand):
    """Decided candidates stay as they were decided; reading again a second time changes nothing."""

    help = "Read pending candidates of earlier reader versions again and say how many changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to write."""
        parser.add_argument("--dry-run", action="store_true", help="count only, write nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        """One line with the counts."""
        writes = not options["dry_run"]
        done = services.reread(now=timezone.now(), book=selectors.alias_book(), limit=_ALL, writes=writes)
        told = {"read": done.read, "changed": done.changed, "failed": done.failed, "version": READER_VERSION}
        if writes:
            line = _("Reader %(version)s: %(read)d read again, %(changed)d changed, %(failed)d could not be read.")
        else:
            line = _("Reader %(version)s: %(read)d would be read again, %(changed)d would change.")
        self.stdout.write(line % told)
