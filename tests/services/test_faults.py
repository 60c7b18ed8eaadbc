"""A worker killed in the middle, a database that goes away: afterwards every item is there once."""

from datetime import timedelta
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.utils import timezone

from tests import story
from tests.feed_server import FeedServer
from tests.services.conftest import StartWorker
from tests.services.tcp_proxy import Door
from tracker import tasks
from tracker.extraction.models import Candidate
from tracker.lib.ports import wait_until
from tracker.sources.models import RawItem, ReadState, Source

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

ITEMS = 300


def long_feed(items: int) -> str:
    """A feed of so many announcements, each its own."""
    entries = "".join(
        f"<item><guid>item-{n}</guid><title>CleanSpark signs a {n + 10} MW AI data center lease</title>"
        f"<link>https://news.example.org/{n}</link><pubDate>Mon, 20 Oct 2025 12:00:00 GMT</pubDate>"
        f"<description>CleanSpark (NASDAQ: CLSK) leases {n + 10} MW of AI data center capacity.</description></item>"
        for n in range(items)
    )
    return (
        f'<rss version="2.0"><channel><title>Wire</title><link>https://news.example.org</link>{entries}</channel></rss>'
    )


def all_read_once() -> bool:
    items = RawItem.objects.all()
    return items.count() == ITEMS and not items.exclude(read_state=ReadState.READ).exists()


def let_claims_run_out() -> None:
    """What the clock does in a few minutes: a killed worker's claims expire."""
    past = timezone.now() - timedelta(seconds=1)
    Source.objects.exclude(claimed_until=None).update(claimed_until=past, next_poll_at=past)
    RawItem.objects.exclude(claimed_until=None).update(claimed_until=past)


def test_a_worker_killed_while_it_reads_loses_and_doubles_nothing(worker: StartWorker, feed_server: FeedServer) -> None:
    story.load_all_but_the_story()
    url = feed_server.route("/long.xml", long_feed(ITEMS))
    source = Source.objects.create(key="long", name="Long", url=url)
    first = worker(concurrency=1, FETCH_PRIVATE_HOSTS="127.0.0.1")
    tasks.poll_source.delay(source.pk)
    assert wait_until(lambda: RawItem.objects.filter(read_state=ReadState.READ).exists(), seconds=60)
    first.kill()
    assert RawItem.objects.filter(read_state=ReadState.PENDING).exists(), "it was killed too late to prove anything"
    let_claims_run_out()
    worker(concurrency=2, FETCH_PRIVATE_HOSTS="127.0.0.1")
    tasks.sweep.delay()
    tasks.sweep.delay()
    assert wait_until(all_read_once, seconds=90)
    assert Candidate.objects.count() == ITEMS


def test_a_worker_killed_while_it_fetches_fetches_again(worker: StartWorker, feed_server: FeedServer) -> None:
    story.load_all_but_the_story()
    url = feed_server.route("/slow.xml", long_feed(ITEMS), delay_seconds=30)
    source = Source.objects.create(key="slow", name="Slow", url=url)
    first = worker(concurrency=1, FETCH_PRIVATE_HOSTS="127.0.0.1")
    tasks.poll_source.delay(source.pk)
    assert feed_server.wait_for("/slow.xml")
    first.kill()
    assert not RawItem.objects.exists()
    feed_server.route("/slow.xml", long_feed(ITEMS))
    let_claims_run_out()
    worker(FETCH_PRIVATE_HOSTS="127.0.0.1")
    tasks.poll_due_sources.delay()
    assert wait_until(all_read_once, seconds=90)
    assert Candidate.objects.count() == ITEMS


def test_a_database_that_goes_away_is_waited_for(
    worker: StartWorker, feed_server: FeedServer, postgres_url: str
) -> None:
    story.load_all_but_the_story()
    url = feed_server.route("/long.xml", long_feed(ITEMS))
    source = Source.objects.create(key="long", name="Long", url=url)
    address = urlsplit(postgres_url)
    with Door(address.hostname or "127.0.0.1", address.port or 5432) as door:
        netloc = address.netloc.rpartition("@")[0] + f"@127.0.0.1:{door.port}"
        through = urlunsplit((address.scheme, netloc, address.path, "", ""))
        worker(concurrency=1, FETCH_PRIVATE_HOSTS="127.0.0.1", DATABASE_URL=through)
        tasks.poll_source.delay(source.pk)
        assert wait_until(lambda: RawItem.objects.filter(read_state=ReadState.READ).exists(), seconds=60)
        door.shut()
        tasks.sweep.delay()
        assert door.refused.wait(30), "the worker never missed its database"
        door.open()
        let_claims_run_out()
        tasks.sweep.delay()
        assert wait_until(all_read_once, seconds=90)
    assert Candidate.objects.count() == ITEMS
