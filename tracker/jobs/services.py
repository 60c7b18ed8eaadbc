"""Writes: asking for work, claiming it, saying how far it has come, ending it; and signs of life."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Protocol

from django.contrib.auth.models import User
from django.db.models import F
from django.utils.translation import gettext as _

from tracker.jobs.models import ENDED_STATES, OPEN_STATES, Job, JobKind, JobState, Part, Pulse
from tracker.lib.text import clip

# Longer than a task may take; a job whose worker was killed is taken up again after it.
CLAIM: Final = timedelta(minutes=11)
MAX_ATTEMPTS: Final = 3
KEPT: Final = timedelta(days=30)
FORGOTTEN_AFTER: Final = timedelta(days=1)


class JobTaken(Exception):
    """Another process has this job, or nobody wants it any more. Nothing of this run may be kept."""


class NotRetried(ValueError):
    """Only a job that failed can be done again; the message says so."""


class Clock(Protocol):
    """What gives the time in work that takes a while."""

    def __call__(self) -> datetime:
        """Now, aware."""


def ask_page(url: str, *, asked_by: User, now: datetime) -> Job:
    """Have a page read for an entry by hand; while the same person's wish for it is open, it is that job."""
    is_open = Job.objects.filter(kind=JobKind.PAGE, url=url, asked_by=asked_by, state__in=OPEN_STATES)
    return is_open.first() or Job.objects.create(kind=JobKind.PAGE, url=url, asked_by=asked_by, asked_at=now)


def ask_trial(url: str, source_kind: str, *, asked_by: User, now: datetime) -> Job:
    """Have an address tried as a kind of source, storing nothing but the answer to show."""
    return Job.objects.create(kind=JobKind.TRIAL, url=url, source_kind=source_kind, asked_by=asked_by, asked_at=now)


def ask_backfill(source_id: int, since: date, *, asked_by: User | None, now: datetime) -> Job:
    """Have the earlier items of a source fetched; a job for it that is still open and reaches as far is that job."""
    is_open = Job.objects.filter(kind=JobKind.BACKFILL, source_id=source_id, state__in=OPEN_STATES)
    known = is_open.filter(since_on=since).first()
    return known or Job.objects.create(
        kind=JobKind.BACKFILL, source_id=source_id, since_on=since, asked_by=asked_by, asked_at=now
    )


@dataclass(slots=True)
class Run:
    """A job this process has to itself; every write extends the claim. Raises JobTaken once it is lost."""

    job: Job
    clock: Clock
    until: datetime

    def step(self, told: str, *, done: int, total: int | None, result: dict[str, Any] | None = None) -> None:
        """Say how far it has come. In one transaction with the rows of the step, it cannot say too much."""
        until = self.clock() + CLAIM
        so_far = self.job.result if result is None else result
        self._write(told=clip(told, 500), done=done, total=total, result=so_far, claimed_until=until)
        self.until = until

    def end(self, told: str, result: dict[str, Any] | None = None) -> None:
        """It is done, and this came of it."""
        came = self.job.result if result is None else result
        self._end(JobState.DONE, told=clip(told, 500), error="", result=came)

    def fail(self, error: str) -> None:
        """It cannot be done as things are; the sentence says what to do."""
        self._end(JobState.FAILED, error=clip(error, 500))

    def give_back(self) -> None:
        """Let somebody else, or this process later, go on with it."""
        self._write(state=JobState.WAITING, claimed_until=None, attempts=0)

    def _end(self, state: JobState, **fields: Any) -> None:
        self._write(state=state, ended_at=self.clock(), claimed_until=None, **fields)

    def _write(self, **fields: Any) -> None:
        mine = Job.objects.filter(pk=self.job.pk, state=JobState.RUNNING, claimed_until=self.until)
        if not mine.update(**fields, updated_at=self.clock()):
            raise JobTaken
        for name, value in fields.items():
            setattr(self.job, name, value)


def claim(job_id: int, *, clock: Clock) -> Run | None:
    """Take a job by a conditional UPDATE; None where there is nothing to take.

    A job that was lost with its worker time after time is failed instead: it may be what kills them.
    """
    now = clock()
    until = now + CLAIM
    free = Job.objects.to_do(now).filter(pk=job_id).order_by()
    if not free.update(state=JobState.RUNNING, claimed_until=until, started_at=now, attempts=F("attempts") + 1):
        return None
    run = Run(Job.objects.select_related("source").get(pk=job_id), clock, until)
    if run.job.attempts <= MAX_ATTEMPTS:
        return run
    run.fail(_("Its worker was lost %(n)d times. See the worker's log before trying again.") % {"n": MAX_ATTEMPTS})
    return None


def give_back(job_id: int, *, now: datetime) -> None:
    """Let somebody else go on with a job whose process is told to stop."""
    mine = Job.objects.filter(pk=job_id, state=JobState.RUNNING)
    mine.update(state=JobState.WAITING, claimed_until=None, attempts=0, updated_at=now)


def retry(job_id: int, *, now: datetime) -> Job:
    """Let a job that failed be done again. Raises NotRetried."""
    failed = Job.objects.filter(pk=job_id, state=JobState.FAILED)
    if not failed.update(state=JobState.WAITING, error="", ended_at=None, attempts=0, asked_at=now, updated_at=now):
        raise NotRetried(_("This job has not failed, or is being done again already."))
    return Job.objects.get(pk=job_id)


def forget_old(*, now: datetime) -> int:
    """Drop what ended a month ago and processes that have been silent for a day; how many jobs."""
    Pulse.objects.filter(seen_at__lt=now - FORGOTTEN_AFTER).delete()
    dropped, _each = Job.objects.filter(state__in=ENDED_STATES, ended_at__lt=now - KEPT).delete()
    return dropped


def pulse(part: Part, name: str, *, now: datetime, in_hand: int = 0) -> None:
    """Note a sign of life of a process."""
    fields = {"part": part, "seen_at": now, "in_hand": in_hand}
    Pulse.objects.update_or_create(name=clip(name, 200), defaults=fields, create_defaults={**fields, "started_at": now})


def goodbye(name: str) -> None:
    """A process ends as it should: nobody need miss it."""
    Pulse.objects.filter(name=clip(name, 200)).delete()
