"""Celery doors: ids in, one pipeline call, retry rules; nothing else.

A message is a nudge. Every task finds its work by query and claims it, so twice is as good as once and a lost one is
swept up.
"""

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from tracker import pipeline
from tracker.sources import selectors as origins

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
    swept = pipeline.sweep(now=timezone.now())
    return {"read": swept.read, "reread": swept.reread, "measured": swept.measured, "studied": swept.studied}
