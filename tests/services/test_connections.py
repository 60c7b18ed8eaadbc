"""A worker's connection to its database: kept from one task to the next, replaced where it was cut."""

import pytest
from django.db import connection

from tests.feed_server import FeedServer
from tests.services.conftest import StartWorker
from tests.services.wire import long_feed, make_wire
from tracker import tasks
from tracker.lib.ports import wait_until
from tracker.sources.models import Source

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

OTHERS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


def others(select: str) -> set[int]:
    """The first column of every other connection to this database."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {select} {OTHERS}")
        return {row[0] for row in cursor.fetchall()}


def test_a_worker_keeps_its_connection_and_replaces_one_that_was_cut(
    worker: StartWorker, feed_server: FeedServer
) -> None:
    source = make_wire(feed_server.route("/wire.xml", long_feed(5)))
    one = worker(concurrency=1, FETCH_PRIVATE_HOSTS="127.0.0.1")

    def poll() -> set[int]:
        """Have the worker poll; the connections there are afterwards."""
        Source.objects.filter(pk=source.pk).update(next_poll_at=None, last_polled_at=None)
        done = one.text().count("succeeded")
        tasks.poll_source.delay(source.pk)
        assert wait_until(lambda: one.text().count("succeeded") > done, seconds=30), one.text()
        assert Source.objects.filter(pk=source.pk, claimed_until=None).exclude(last_polled_at=None).exists()
        return others("pid")

    kept = poll() & poll()
    assert kept, "each task made a connection of its own"
    others("pg_terminate_backend(pid)::int")
    assert not poll() & kept
    assert "Retry" not in one.text(), "a task failed at the connection that was cut"
