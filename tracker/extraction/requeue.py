"""Write: items that could not be read wait to be read once more."""

from tracker.sources.models import RawItem, ReadState


def requeue_failed(*, source_id: int | None = None, item_id: int | None = None) -> int:
    """Let items that could not be read be tried anew: of one source, a single one or, with neither named, all.

    The number of items. One UPDATE, so that of two people who ask at once only one finds anything. What is being read,
    waits or was read is left alone.
    """
    failed = RawItem.objects.filter(read_state=ReadState.FAILED)
    if source_id is not None:
        failed = failed.filter(source=source_id)
    if item_id is not None:
        failed = failed.filter(pk=item_id)
    return failed.update(read_state=ReadState.PENDING, read_attempts=0, read_error="", claimed_until=None)
