"""PostgreSQL says that its disk is full: nothing is lost, the log says so, and it goes on when there is space."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from tests.feed_server import FeedServer
from tests.services.conftest import StartWorker
from tests.services.wire import assert_whole, let_claims_run_out, long_feed, make_wire, sweep_twice
from tracker import tasks
from tracker.lib.ports import wait_until
from tracker.sources.models import RawItem

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

ITEMS = 100
SAID = "No space left on device"
FULL = f"""CREATE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
RAISE EXCEPTION 'could not extend file: {SAID}' USING ERRCODE = '53100'; END $$"""


@contextmanager
def no_space_for(table: str) -> Iterator[None]:
    """New rows of a table fail as they do on a full disk."""
    with connection.cursor() as cursor:
        cursor.execute(FULL)
        cursor.execute(f"CREATE TRIGGER full_disk BEFORE INSERT ON {table} EXECUTE FUNCTION disk_is_full()")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION disk_is_full CASCADE")


@pytest.mark.parametrize("table", ["tracker_rawitem", "tracker_candidate"])
def test_a_full_disk_is_told_of_and_waited_for(worker: StartWorker, feed_server: FeedServer, table: str) -> None:
    make_wire(feed_server.route("/wire.xml", long_feed(ITEMS)))
    one = worker(concurrency=1, FETCH_PRIVATE_HOSTS="127.0.0.1")
    with no_space_for(table):
        tasks.poll_due_sources.delay()
        assert wait_until(lambda: SAID in one.text(), seconds=20), one.text()
        assert RawItem.objects.count() == (0 if table == "tracker_rawitem" else ITEMS)
    let_claims_run_out()
    sweep_twice()
    assert_whole(ITEMS, said=one.text())
