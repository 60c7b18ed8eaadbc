"""Ten kills -9 of a worker with its pool at ten random points of one poll: afterwards every item is there once."""

import os
import random
import threading

import pytest

from tests.feed_server import FeedServer
from tests.services.conftest import StartWorker
from tests.services.wire import assert_whole, let_claims_run_out, long_feed, make_wire, sweep_twice
from tracker import tasks
from tracker.extraction.models import Candidate
from tracker.sources.models import RawItem, ReadState

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

ITEMS = 500
HERE = {"FETCH_PRIVATE_HOSTS": "127.0.0.1"}


def assert_it_is_between_two_steps() -> None:
    """The feed is stored whole or not at all; an item is read exactly if it has a candidate."""
    assert RawItem.objects.count() in (0, ITEMS)
    assert RawItem.objects.filter(read_state=ReadState.READ).count() == Candidate.objects.count()


def test_a_poll_killed_at_ten_random_points_loses_and_doubles_nothing(
    worker: StartWorker, feed_server: FeedServer
) -> None:
    seed = int(os.environ.get("KILL_SEED") or random.SystemRandom().randrange(2**32))
    dice = random.Random(seed)
    body, gate = long_feed(ITEMS), threading.Event()
    make_wire(feed_server.route("/wire.xml", body))
    falls = [f"parse:{dice.randint(1, ITEMS)}" for _time in range(2)]
    falls += [f"store:{dice.randint(1, 5)}", f"stored:{dice.randint(1, 4)}"]
    # Within the first six batches of ten, which take about eleven statements each: the fifty of that one are then read
    # one by one, eleven statements each.
    falls.append(f"read:{dice.randint(20, 60)}")
    # Then within those fifty. At least 100 statements on, so that an item that was killed once is past before the next
    # kill.
    falls += [f"read:{dice.randint(100, 150)}" for _time in range(3)]
    for kill in range(2):
        feed_server.route("/wire.xml", body, stall_after=dice.randrange(len(body)), gate=gate)
        one = worker(concurrency=1, **HERE)
        tasks.poll_due_sources.delay()
        assert feed_server.wait_for("/wire.xml", count=kill + 1), f"KILL_SEED={seed} fetch {kill}: {one.text()}"
        one.kill()
        assert not RawItem.objects.exists()
        let_claims_run_out()
    feed_server.route("/wire.xml", body)
    for fall in falls:
        one = worker(concurrency=1, ODD_FALLS=fall, **HERE)
        (tasks.sweep if fall.startswith("read") else tasks.poll_due_sources).delay()
        assert one.ended(seconds=60), f"KILL_SEED={seed} {fall} was never reached: {one.text()}"
        assert_it_is_between_two_steps()
        let_claims_run_out()
    assert RawItem.objects.filter(read_state=ReadState.PENDING).exists(), "killed too late to prove anything"
    last = worker(concurrency=1, **HERE)
    sweep_twice()
    assert_whole(ITEMS, said=f"KILL_SEED={seed} {falls}\n{last.text()}")
    gate.set()
