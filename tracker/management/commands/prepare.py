"""`manage.py prepare`: tables, static files and the bundled dataset, brought up to date. Run it before each release."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.dataset.loading import DatasetErrors
from tracker.management.prepare import collect_static, prepare


class Command(BaseCommand):
    """Prepare everything that must be there before the program serves."""

    help = str(_("Brings tables, static files and the bundled dataset up to date."))

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --static-only, for building an image where there is no database."""
        parser.add_argument("--static-only", action="store_true", help=str(_("Collect the static files and no more.")))

    def handle(self, *_args: Any, **options: Any) -> None:
        """Prepare; each step says what it does, and says nothing where nothing is to be done."""
        if options["static_only"]:
            collect_static(self.stdout.write)
            return
        try:
            prepare(now=timezone.now(), say=self.stdout.write)
        except DatasetErrors as error:
            raise CommandError(str(error)) from error
