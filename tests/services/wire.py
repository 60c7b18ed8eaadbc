"""A feed of many announcements, each of another day, and what must be true of it after any fault."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from tests.factories import make_company
from tracker import tasks
from tracker.extraction.models import Candidate
from tracker.lib.ports import wait_until
from tracker.sources.models import RawItem, RawItemVersion, ReadState, Source

LAST_DAY = datetime(2025, 10, 20, 12, tzinfo=UTC)


def long_feed(items: int) -> str:
    """So many announcements; days differ, so that each is a story of its own and quickly read."""
    entries = "".join(
        f"<item><guid>item-{n}</guid><title>CleanSpark signs a {n + 10} MW AI data center lease</title>"
        f"<link>https://news.example.org/{n}</link>"
        f"<pubDate>{LAST_DAY - timedelta(days=n):%a, %d %b %Y %H:%M:%S} GMT</pubDate>"
        f"<description>CleanSpark (NASDAQ: CLSK) leases {n + 10} MW of AI data center capacity.</description></item>"
        for n in range(items)
    )
    return (
        f'<rss version="2.0"><channel><title>Wire</title><link>https://news.example.org</link>{entries}</channel></rss>'
    )


def make_wire(url: str) -> Source:
    """The company that the feed tells of, and the feed as a source that is due."""
    make_company("CLSK", name="CleanSpark, Inc.")
    return Source.objects.create(key="wire", name="Wire", url=url)


def let_claims_run_out() -> None:
    """What the clock does in a few minutes: claims expire and the next poll is due."""
    past = timezone.now() - timedelta(hours=1)
    Source.objects.update(next_poll_at=past)
    Source.objects.exclude(claimed_until=None).update(claimed_until=past)
    RawItem.objects.exclude(claimed_until=None).update(claimed_until=past)


def sweep_twice() -> None:
    """One look for due sources and two sweeps, as the schedule sends them in two minutes."""
    tasks.poll_due_sources.delay()
    tasks.sweep.delay()
    tasks.sweep.delay()


def all_is_read(items: int) -> bool:
    """Whether so many items are there, all of them read and none claimed, nor their source."""
    rows = RawItem.objects.all()
    claimed = rows.exclude(claimed_until=None).exists() or Source.objects.exclude(claimed_until=None).exists()
    return rows.count() == items and not rows.exclude(read_state=ReadState.READ).exists() and not claimed


def assert_whole(items: int, *, seconds: float = 60, said: str = "") -> None:
    """Every item of the feed is there exactly once with its candidate, and nothing is left over."""
    assert wait_until(lambda: all_is_read(items), seconds=seconds), f"{_left()}\n{said}"
    assert sorted(RawItem.objects.values_list("guid", flat=True)) == sorted(f"item-{n}" for n in range(items))
    candidates = Candidate.objects.exclude(item=None)
    assert candidates.count() == candidates.values("item").distinct().count() == items
    assert not RawItemVersion.objects.exists()


def _left() -> str:
    rows = RawItem.objects.values_list("read_state", "read_attempts", "read_error", "claimed_until")
    unread = [row for row in rows if row[0] != ReadState.READ]
    return f"{len(rows)} items, of them not read: {unread[:3]}; sources: {list(Source.objects.values())}"
