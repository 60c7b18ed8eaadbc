"""Who reads an item: claims by conditional UPDATE, one at a time or a batch, and the outcome that ends a claim.

Only `services` writes through here.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Q

from tracker.lib.text import clip
from tracker.lib.urls import canonical_url
from tracker.sources.models import RawItem, ReadState

CLAIM: Final = timedelta(minutes=5)
MAX_ATTEMPTS: Final = 3
BATCH: Final = 50


def claim(item_id: int, now: datetime) -> RawItem | None:
    """The item, if nobody has it: one conditional UPDATE decides. Each claim counts as an attempt."""
    waiting = RawItem.objects.filter(
        Q(claimed_until__isnull=True) | Q(claimed_until__lt=now), pk=item_id, read_state=ReadState.PENDING
    )
    # A worker that died with the item never came to mark it: the count is what keeps it from being tried for ever.
    worn_out = waiting.filter(read_attempts__gte=MAX_ATTEMPTS)
    if worn_out.update(read_state=ReadState.FAILED, read_error=F("read_error"), claimed_until=None):
        RawItem.objects.filter(pk=item_id, read_error="").update(
            read_error=f"Reading was started {MAX_ATTEMPTS} times and never finished. Look at the item, then reset it."
        )
        return None
    if waiting.update(claimed_until=now + CLAIM, read_attempts=F("read_attempts") + 1) != 1:
        return None
    item = RawItem.objects.select_related("source").get(pk=item_id)
    _mend_address(item)
    return item


def claim_batch(now: datetime, limit: int) -> list[RawItem]:
    """Items to read together, claimed: what another worker is just claiming is passed over, not waited for."""
    waiting = RawItem.objects.pending(now)
    with transaction.atomic():
        # The ids alone: to put whole articles in order takes a database longer than to read them takes us.
        fresh = waiting.filter(read_attempts=0).select_for_update(skip_locked=True)
        ids = list(fresh.values_list("pk", flat=True)[:limit])
        still = waiting.filter(pk__in=ids).order_by()
        if ids and still.update(claimed_until=now + CLAIM, read_attempts=F("read_attempts") + 1) != len(ids):
            transaction.set_rollback(True)
            return []
        mine = RawItem.objects.filter(pk__in=ids).select_related("source")
        items = list(mine.order_by("fetched_at", "pk"))
    for item in items:
        _mend_address(item)
    return items


def _mend_address(item: RawItem) -> None:
    """Bring the canonical address to today's rule."""
    address = canonical_url(item.url)
    if item.canonical_url != address:
        RawItem.objects.filter(pk=item.pk, version=item.version).update(canonical_url=address)
        item.canonical_url = address


def give_back(item: RawItem, error: Exception) -> None:
    """Let the item be tried again, or mark it failed where that was the last time."""
    is_last = item.read_attempts >= MAX_ATTEMPTS
    reason = clip(f"{type(error).__name__}: {error}", 500)
    release(item, read_state=ReadState.FAILED if is_last else ReadState.PENDING, read_error=reason)


def release(item: RawItem, *, read_state: str, read_error: str) -> bool:
    """Set the outcome; False where the item is no longer ours or has changed meanwhile."""
    ours = RawItem.objects.filter(pk=item.pk, version=item.version, claimed_until=item.claimed_until)
    return ours.update(read_state=read_state, read_error=read_error, claimed_until=None) == 1


def release_all(items: list[RawItem]) -> bool:
    """Mark a batch read; False where one of it is no longer ours or has changed meanwhile."""
    done = 0
    for version in sorted({item.version for item in items}):
        ours = [item.pk for item in items if item.version == version]
        rows = RawItem.objects.filter(pk__in=ours, version=version, claimed_until=items[0].claimed_until)
        done += rows.update(read_state=ReadState.READ, read_error="", claimed_until=None)
    return done == len(items)
