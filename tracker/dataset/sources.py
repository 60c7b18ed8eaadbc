"""The starting set of sources, from records to rows. Whether one is paused, and how its polls went, is left alone."""

from typing import Any

from tracker.dataset.columns import texts
from tracker.dataset.files import Files, Record
from tracker.dataset.writing import Writer
from tracker.sources.models import Source
from tracker.sources.schedule import first_round

# What the answer of one address says nothing about another one's.
FORGOTTEN: dict[str, Any] = {"etag": "", "last_modified": "", "content_sha256": "", "failures": 0}


def write_sources(files: Files, writer: Writer) -> None:
    """Make new sources and bring known ones in line. An address that somebody entered here already stays theirs."""
    records = files.records["sources"]
    taken = dict(Source.objects.filter(url__in=[record["url"] for record in records]).values_list("url", "key"))
    ours = [record for record in records if taken.get(record["url"], record["key"]) == record["key"]]
    for record in ours:
        Source.objects.filter(key=record["key"]).exclude(url=record["url"]).update(**FORGOTTEN)
    for is_enabled in (True, False):
        chosen = [record for record in ours if record["enabled"] is is_enabled]
        present = Source.objects.filter(key__in=[record["key"] for record in chosen])
        rows = writer.align(present, map(_source, chosen), ("key",), first={"is_enabled": is_enabled})
        _spread(rows, writer)


def _source(record: Record) -> dict[str, Any]:
    columns = texts(
        record,
        key="key",
        name="name",
        kind="kind",
        url="url",
        language="language",
        tier="tier",
        licence_note="licence_note",
    )
    return {**columns, "interval_minutes": record["interval_minutes"], "is_verified": record["verified"]}


def _spread(rows: list[Source], writer: Writer) -> None:
    """Give each source that was never polled a first moment of its own."""
    new = [row for row in rows if row.next_poll_at is None and row.last_polled_at is None]
    for row in new:
        row.next_poll_at = first_round(row.pk, now=writer.now, interval=row.interval)
    Source.objects.bulk_update(new, ["next_poll_at"])
