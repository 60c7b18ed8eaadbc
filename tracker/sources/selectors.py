"""What waits in this room."""

from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from tracker.sources.models import RawItem, ReadState, Source


def due_source_ids(now: datetime) -> list[int]:
    """Sources to be polled now, the longest overdue first. Bundled samples are never fetched."""
    due = Source.objects.due(now).filter(is_sample=False)
    return list(due.order_by(F("next_poll_at").asc(nulls_first=True), "pk").values_list("pk", flat=True))


def enabled_source_ids() -> list[int]:
    """Every source that may be polled, due or not."""
    enabled = Source.objects.filter(is_enabled=True, is_sample=False)
    return list(enabled.order_by("key").values_list("pk", flat=True))


def listed_sources() -> QuerySet[Source]:
    """Every source but the bundled samples, by name."""
    return Source.objects.filter(is_sample=False).order_by("name", "pk")


def source_of_host(host: str) -> Source | None:
    """The source whose address is on a host, named without "www."; of several the one that was there first."""
    at = Q(url__icontains=f"://{host}/") | Q(url__icontains=f"://www.{host}/")
    return Source.objects.filter(at, is_sample=False).order_by("pk").first()


def items_by_source(since: datetime) -> dict[int, int]:
    """How many items came in since then, by source."""
    counted = RawItem.objects.filter(fetched_at__gte=since).order_by().values("source").annotate(number=Count("pk"))
    return dict(counted.values_list("source", "number"))


def failed_by_source() -> dict[int, int]:
    """How many items could not be read, whenever they came in, by source."""
    failed = RawItem.objects.filter(read_state=ReadState.FAILED).order_by()
    return dict(failed.values("source").annotate(number=Count("pk")).values_list("source", "number"))


def pending_item_ids(now: datetime, limit: int = 500) -> list[int]:
    """Items that nobody has read and nobody is reading, oldest first."""
    return list(RawItem.objects.pending(now).values_list("pk", flat=True)[:limit])
