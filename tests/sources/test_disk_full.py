"""A disk that is full: nothing of a poll is kept by half, and once there is room the next one brings everything."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError, connection

from tests.factories import make_source
from tests.feed_server import FeedServer
from tests.sources.feeds import stories
from tracker import pipeline
from tracker.sources.models import RawItem, Source

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("bare_settings"),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own limit; PostgreSQL has its test in services"),
]
MANY = 300


@contextmanager
def no_room() -> Iterator[None]:
    """The database may not grow by a single page."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute("PRAGMA max_page_count")
        (most,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA max_page_count = {most}")


def test_a_poll_on_a_full_disk_keeps_nothing_by_half(feed_server: FeedServer, now: datetime) -> None:
    source = make_source(url=feed_server.route("/feed", stories(range(MANY))))
    with no_room(), pytest.raises(OperationalError, match="full"):
        pipeline.poll_source(source.pk, now=now)
    assert not RawItem.objects.exists()
    source.refresh_from_db()
    assert source.content_sha256 == ""
    assert source.claimed_until is None

    again = now + timedelta(minutes=6)
    assert Source.objects.due(again).filter(pk=source.pk).exists()
    assert pipeline.poll_source(source.pk, now=again, only_due=True).new == MANY
    assert RawItem.objects.count() == MANY


def test_reading_on_a_full_disk_is_done_once_there_is_room(feed_server: FeedServer, now: datetime) -> None:
    source = make_source(url=feed_server.route("/feed", stories(range(MANY))))
    pipeline.poll_source(source.pk, now=now)
    with no_room(), pytest.raises(OperationalError, match="full"):
        pipeline.read_pending(now=now)
    later = now + timedelta(minutes=6)
    for _ in range(2):
        pipeline.read_pending(now=later)
    assert RawItem.objects.filter(read_state="read").count() == MANY
    assert not RawItem.objects.exclude(read_state="read").exists()
