"""Redis killed and started again empty: the worker comes back by itself and the sweep finds the lost work."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import redis

from config import celery_app
from tests.feed_server import FeedServer
from tests.services.conftest import StartWorker
from tests.services.wire import assert_whole, let_claims_run_out, long_feed, make_wire
from tracker import tasks
from tracker.lib.ports import free_port, wait_until

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

ITEMS = 100


@contextmanager
def own_redis(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """An empty Redis of this test's own; killed at the end, if not before."""
    argv = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = subprocess.Popen(argv, stdout=subprocess.DEVNULL)
    try:
        assert wait_until(lambda: _answers(port), seconds=20), "redis-server did not start"
        yield process
    finally:
        process.kill()
        process.wait()


def _answers(port: int) -> bool:
    try:
        with redis.Redis(port=port) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def test_a_redis_killed_and_started_again_empty_loses_no_work(worker: StartWorker, feed_server: FeedServer) -> None:
    gate, port = threading.Event(), free_port()
    url = f"redis://127.0.0.1:{port}/0"
    source = make_wire(feed_server.route("/wire.xml", long_feed(ITEMS), gate=gate))
    with own_redis(port) as first:
        one = worker(concurrency=1, REDIS_URL=url, FETCH_PRIVATE_HOSTS="127.0.0.1")
        with celery_app.connection_for_write(url) as queue:
            tasks.poll_source.apply_async((source.pk,), connection=queue)
            assert feed_server.wait_for("/wire.xml"), one.text()
        first.kill()
        first.wait()
        gate.set()
    assert wait_until(lambda: "Connection to broker lost" in one.text(), seconds=20), one.text()
    with own_redis(port), celery_app.connection_for_write(url) as queue:
        let_claims_run_out()
        tasks.poll_due_sources.apply_async(connection=queue)
        for _time in range(2):
            tasks.sweep.apply_async(connection=queue)
        assert_whole(ITEMS, said=one.text())
        assert not one.ended(seconds=0), "it was to come back by itself"
        one.kill()
