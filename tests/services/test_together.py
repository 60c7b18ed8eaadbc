"""Two workers, two beats, two clocks: what is done twice comes out once."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.feed_server import FeedServer
from tests.services.conftest import StartWorker
from tests.services.wire import assert_whole, long_feed, make_wire, sweep_twice
from tests.site import ROOT
from tracker import tasks
from tracker.lib.ports import wait_until

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

ITEMS = 100
HERE = {"FETCH_PRIVATE_HOSTS": "127.0.0.1"}


def test_a_feed_that_two_workers_are_told_to_poll_is_asked_once(worker: StartWorker, feed_server: FeedServer) -> None:
    gate = threading.Event()
    source = make_wire(feed_server.route("/wire.xml", long_feed(ITEMS), gate=gate))
    both = [worker(concurrency=1, **HERE) for _one in range(2)]
    for _one in range(2):
        tasks.poll_source.delay(source.pk)
    assert feed_server.wait_for("/wire.xml")
    assert wait_until(lambda: any("'busy'" in one.text() for one in both), seconds=20), "the second never answered"
    gate.set()
    sweep_twice()
    assert_whole(ITEMS)
    assert feed_server.count("/wire.xml") == 1


@pytest.mark.parametrize("seconds", [600, -600])
def test_a_clock_ten_minutes_off_beside_a_right_one_doubles_nothing(
    worker: StartWorker, feed_server: FeedServer, seconds: int
) -> None:
    """The one sees the other's claims as run out, so both really work at once."""
    gate = threading.Event()
    source = make_wire(feed_server.route("/wire.xml", long_feed(ITEMS), gate=gate))
    right: dict[str, str] = {}
    wrong = {"ODD_CLOCK": str(seconds)}
    first, second = (right, wrong) if seconds > 0 else (wrong, right)
    one = worker(concurrency=1, **HERE, **first)
    tasks.poll_source.delay(source.pk)
    assert feed_server.wait_for("/wire.xml"), one.text()
    other = worker(concurrency=1, **HERE, **second)
    type(source).objects.update(next_poll_at=None)
    tasks.poll_source.delay(source.pk)
    assert feed_server.wait_for("/wire.xml", count=2), other.text()
    gate.set()
    tasks.sweep.delay()
    tasks.sweep.delay()
    assert_whole(ITEMS, said=one.text() + other.text())


@contextmanager
def beat(env: dict[str, str], log: Path) -> Iterator[None]:
    """A schedule as its own process, its folder its own."""
    argv = [sys.executable, "-m", "celery", "-A", "config", "beat", "--loglevel=INFO"]
    with log.open("wb") as said:
        process = subprocess.Popen(argv, cwd=ROOT, env=env, stdout=said, stderr=said, start_new_session=True)
        try:
            yield
        finally:
            process.kill()
            process.wait()


def test_two_beats_by_mistake_have_everything_done_once(
    worker: StartWorker, feed_server: FeedServer, tmp_path: Path
) -> None:
    gate = threading.Event()
    make_wire(feed_server.route("/wire.xml", long_feed(ITEMS), gate=gate))
    one = worker(concurrency=2, **HERE)
    logs = [tmp_path / f"beat{number}.log" for number in range(2)]
    with ExitStack() as stack:
        for log in logs:
            fast = {"POLL_SWEEP_SECONDS": "5", "WORK_SWEEP_SECONDS": "5", "VAR_DIR": str(log.with_suffix(""))}
            stack.enter_context(beat({**one.env, **fast}, log))
        assert feed_server.wait_for("/wire.xml", seconds=40), one.text()
        # Both tell of the same poll and the same work twice at least.
        told = "tracker.tasks.sweep"
        assert wait_until(lambda: all(log.read_text().count(told) >= 2 for log in logs), seconds=40)
        gate.set()
        assert_whole(ITEMS)
    assert feed_server.count("/wire.xml") == 1
