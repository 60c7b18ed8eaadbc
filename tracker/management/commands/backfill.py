"""Fetch the earlier items of a source and read them, here and now; the jobs page shows the same progress."""

from argparse import ArgumentTypeError
from datetime import date
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker import errands, pipeline
from tracker.jobs.models import Job, JobState
from tracker.lib.progress import steps
from tracker.sources.backfilling import FIRST_DAY, NotPast
from tracker.sources.models import Source


class Command(BaseCommand):
    """`manage.py backfill --source X --since D`: a job of errands, done by this process."""

    help = str(
        gettext_lazy(
            "Fetch the earlier items of a source, as far back as it gives them. What is stored already is not asked "
            "for again: a run that was broken off goes on where it stopped."
        )
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a source and a first day."""
        parser.add_argument("--source", required=True, metavar="KEY", help=str(_("The source, by its key.")))
        parser.add_argument("--since", required=True, type=_day, metavar="YYYY-MM-DD", help=str(_("First day wanted.")))

    def handle(self, *_args: Any, **options: Any) -> None:
        """Fetch with progress, then read what came. Fails where the source did; what came stays."""
        source, since = _source(options["source"]), options["since"]
        try:
            job = errands.ask_backfill(source.pk, since, asked_by=None, now=timezone.now())
        except NotPast as refusal:
            raise CommandError(str(refusal)) from None
        try:
            state = self._run(job)
        except KeyboardInterrupt:
            errands.give_back(job.pk, now=timezone.now())
            raise CommandError(
                _("Broken off. What came is kept; a worker or this command goes on from here.")
            ) from None
        finally:
            self._read()
        job.refresh_from_db()
        if not state:
            raise CommandError(_("A worker is at this very job. See how far it is on the jobs page."))
        if state == JobState.FAILED:
            raise CommandError(job.error)
        self.stdout.write(job.told)

    def _run(self, job: Job) -> str:
        write = partial(self.stdout.write, ending="")
        with steps(write, None, is_terminal=self.stdout.isatty()) as progress:
            progress.start(str(job.source))

            def watch(at: Job) -> None:
                progress.reach(at.done, at.total, at.told)

            return errands.run(job.pk, clock=timezone.now, is_sliced=False, watch=watch)

    def _read(self) -> None:
        """Read what came, a few hundred at a time."""
        while pipeline.read_pending(now=timezone.now()):
            pass


def _source(key: str) -> Source:
    """The source of this key. Raises CommandError with the keys there are."""
    known = Source.objects.filter(is_sample=False)
    source = known.filter(key=key).first()
    if source is None:
        keys = ", ".join(known.order_by("key").values_list("key", flat=True))
        raise CommandError(_("There is no source %(key)r. Known: %(known)s.") % {"key": key, "known": keys or "-"})
    return source


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(_("%(text)s is not a day like 2025-01-31.") % {"text": repr(text)}) from None
    if day < FIRST_DAY:
        raise ArgumentTypeError(_("%(day)s is before bitcoin. Give a later day.") % {"day": day})
    return day
