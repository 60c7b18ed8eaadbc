"""Celery doors: ids in, one pipeline call, retry rules; nothing else.

A message is a nudge. Every task finds its work by query and claims it, so twice is as good as once and a lost one is
swept up.
"""

import logging

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerAway

from tracker import errands, pipeline
from tracker.jobs import selectors as jobs
from tracker.jobs.models import JobState
from tracker.sources import selectors as origins

log = logging.getLogger(__name__)

# A database that is away for a minute: try again, slower each time, for about ten minutes.
RETRY = {
    "autoretry_for": (OperationalError, InterfaceError),
    "retry_backoff": 5,
    "retry_backoff_max": 120,
    "max_retries": 8,
}


@shared_task(**RETRY)
def poll_due_sources() -> int:
    """Send one message per source that is due; how many."""
    ids = origins.due_source_ids(timezone.now())
    for source_id in ids:
        poll_source.delay(source_id)
    return len(ids)


@shared_task(**RETRY)
def poll_source(source_id: int) -> str:
    """Poll one source if it is due (a second message for the same poll finds it is not), then read what came in."""
    result = pipeline.poll_source(source_id, now=timezone.now(), only_due=True)
    if result.new or result.changed:
        pipeline.read_pending(now=timezone.now())
    return result.status


@shared_task(**RETRY)
def read_item(item_id: int) -> None:
    """Read one item."""
    pipeline.read_item(item_id, now=timezone.now())


@shared_task(**RETRY)
def update_prices() -> int:
    """Send one message per security whose bars are due; how many."""
    due = pipeline.due_prices(now=timezone.now())
    for security_id, _key in due:
        update_security.delay(security_id)
    return len(due)


@shared_task(**RETRY)
def update_security(security_id: int) -> str:
    """Fetch one security's bars; the sweep measures what they touch."""
    return pipeline.update_security(security_id, now=timezone.now())


@shared_task(**RETRY)
def sweep() -> dict[str, int]:
    """Read and measure whatever was left over."""
    now = timezone.now()
    for job_id in jobs.to_do_ids(now):
        nudge_job(job_id)
    errands.forget_old(now=now)
    swept = pipeline.sweep(now=now)
    return {"read": swept.read, "reread": swept.reread, "measured": swept.measured, "studied": swept.studied}


@shared_task(**RETRY)
def run_job(job_id: int) -> str:
    """Do what somebody asked for; what takes long goes on in a further message."""
    state = errands.run(job_id, clock=timezone.now)
    if state == JobState.WAITING:
        nudge_job(job_id)
    return state


def nudge_job(job_id: int) -> None:
    """Have a worker do a job now. Where the broker is away the job stays where it is: the next sweep finds it."""
    try:
        run_job.apply_async((job_id,), retry=False)
    except BrokerAway as error:
        log.warning("Job %s waits for the next sweep, the broker is away: %s", job_id, error)
