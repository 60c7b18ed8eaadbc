"""The page of jobs: who is at work, what is under way, what waits and since when, and what needs somebody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.jobs import selectors as jobs
from tracker.jobs.models import Job, JobState, Part, Pulse
from tracker.jobs.selectors import Backlog
from tracker.markets.models import ProviderPause
from tracker.sources.models import Source

SHOWN: Final = 10
# What is dear to count is counted once in so many seconds, however many people look.
KEPT_SECONDS: Final = 30
EVERY_BUSY, EVERY_QUIET = 3, 15


@dataclass(frozen=True, slots=True)
class Few:
    """The first rows of a list, and how many there are beyond them."""

    rows: list[Any]
    more: int


@dataclass(frozen=True, slots=True)
class Process:
    """A worker or beat with its last sign of life."""

    pulse: Pulse
    is_alive: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """One kind of work that waits, since when, and what happens next."""

    name: str
    backlog: Backlog
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobsPage:
    """Everything on the page."""

    now: datetime
    processes: list[Process]
    warnings: list[str]
    running: list[Job]
    asked: Few
    reading: int
    open_jobs: Few
    waiting: list[Waiting]
    failed: Few
    unread: Few
    failing: Few
    pause: ProviderPause | None
    bad_feeds: int
    ended: list[Job]

    @property
    def is_calm(self) -> bool:
        """Whether nothing needs anybody."""
        return not (self.failed.rows or self.unread.rows or self.failing.rows or self.pause or self.bad_feeds)

    @property
    def every(self) -> int:
        """Seconds until it is worth looking again."""
        return EVERY_BUSY if self.running or self.open_jobs.rows else EVERY_QUIET

    @property
    def say(self) -> str:
        """The page in a sentence, for those who hear it; without what changes at every look."""
        told = {"running": len(self.running), "failed": len(self.failed.rows) + self.failed.more}
        return _("%(running)d jobs under way, %(failed)d failed.") % told


def gather(now: datetime) -> JobsPage:
    """The state of the work as it is now."""
    processes = [Process(pulse, jobs.is_alive(pulse, now)) for pulse in jobs.pulses()]
    return JobsPage(
        now=now,
        processes=processes,
        warnings=_warnings(processes),
        running=list(jobs.in_state(JobState.RUNNING)),
        asked=_few(jobs.sources_asked(now)),
        reading=jobs.items_being_read(now),
        open_jobs=_few(jobs.open_jobs()),
        waiting=_waiting(now),
        failed=_few(jobs.failed(now)),
        unread=_few(jobs.unread_items()),
        failing=_few(jobs.failing_sources()),
        pause=jobs.price_pause(now),
        bad_feeds=jobs.failing_feeds(),
        ended=list(jobs.lately_ended()),
    )


def backfill_sources() -> QuerySet[Source]:
    """Sources whose earlier items may be asked for."""
    return Source.objects.filter(is_enabled=True, is_sample=False).order_by("name")


def _few(rows: "QuerySet[Any]") -> Few:
    """The number is asked for only where there are more than are shown."""
    first = list(rows[: SHOWN + 1])
    return Few(first[:SHOWN], rows.count() - SHOWN if len(first) > SHOWN else 0)


def _warnings(processes: list[Process]) -> list[str]:
    alive = [process.pulse.part for process in processes if process.is_alive]
    found = []
    if Part.WORKER not in alive:
        found.append(
            _(
                "No worker is running: nothing is fetched, read or measured, and jobs wait. Start everything with "
                "“make run”, or a worker alone with “celery -A config worker”."
            )
        )
    if Part.BEAT not in alive:
        found.append(
            _(
                "Beat is not running: no source is asked by the clock and nothing that was left over is swept up. "
                "Start everything with “make run”, or beat alone with “celery -A config beat”."
            )
        )
    beats = alive.count(Part.BEAT)
    if beats > 1:
        told = ngettext(
            "%(n)d beat is running: stop one; nothing is done twice, but it is asked twice.",
            "%(n)d beats are running: stop all but one; nothing is done twice, but it is asked more than once.",
            beats,
        )
        found.append(
            _("Two beats are running: stop one; nothing is done twice, but it is asked twice.")
            if beats == 2
            else told % {"n": beats}
        )
    return found


def _waiting(now: datetime) -> list[Waiting]:
    """Every kind of work that is found by query, also where none of it waits."""
    dear = cache.get("jobs-dear")
    if dear is None:
        dear = (jobs.to_measure(now), jobs.due_prices(now))
        cache.set("jobs-dear", dear, KEPT_SECONDS)
    to_measure, due_prices = dear
    return [
        Waiting(_("Sources to be asked"), jobs.due_sources(now), _("asked within a minute")),
        Waiting(_("Items to be read"), jobs.items_to_read(now), _("read within a minute")),
        Waiting(
            _("Candidates read by an earlier version of the reader"),
            jobs.to_reread(now),
            _("read again by the sweep, 500 a minute at most"),
        ),
        Waiting(_("Announcements to be measured"), to_measure, _("measured within a minute, counted up to 500")),
        Waiting(_("Securities whose prices are due"), due_prices, _("asked in the next round of prices")),
    ]
