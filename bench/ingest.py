"""How fast news comes in: one long feed on SQLite; a hundred feeds through workers on PostgreSQL and Redis.

The latter run in processes of their own (`bench.ingest_run`) on a database that is made and dropped again, against a
local server of a hundred hosts. Where PostgreSQL or Redis do not answer, the case says so and fails.
"""

import json
import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import django
import feedparser
from django.core.management import call_command

from bench.harness import Measured, case, seconds
from bench.ingest_news import FEEDS
from bench.ingest_services import run, services
from tests.feed_server import FeedServer

NOW = datetime(2025, 10, 21, 9, 0, tzinfo=UTC)
ITEM = """<item><title>Miner {n} signs {n} MW AI lease</title><link>https://wire.example.org/{n}</link>
<guid isPermaLink="false">item-{n}</guid><pubDate>Mon, 20 Oct 2025 12:00:00 GMT</pubDate>
<description>&lt;p&gt;Miner {n} said on Monday that it has leased {n} MW of critical IT load for {n} million dollars
over ten years to a tenant that it did not name, at its campus in Texas.&lt;/p&gt;</description></item>"""


def thousand_items() -> bytes:
    """An RSS document of 1,000 items of the usual size."""
    items = "".join(ITEM.format(n=number) for number in range(1000))
    return f'<rss version="2.0"><channel><title>Wire</title>{items}</channel></rss>'.encode()


@case("ingest.poll_1000", unit="s", target=5.0)
def poll_1000() -> Measured:
    """Fetch 1,000 new items over HTTP, take them apart and store them, against feedparser alone on the same bytes."""
    body = thousand_items()
    with tempfile.TemporaryDirectory(prefix="hashpivot-bench-") as folder, FeedServer() as server:
        os.environ |= {"VAR_DIR": folder, "FETCH_PRIVATE_HOSTS": "127.0.0.1", "DATABASE_URL": "", "REDIS_URL": ""}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        django.setup()
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        poll = _poller(server.route("/feed", body))
        return Measured(seconds(poll), reference=seconds(lambda: feedparser.parse(body), times=3))


def _poller(url: str) -> Callable[[], None]:
    """A poll of one source, with everything that is needed once made ready before."""
    from tracker import pipeline  # noqa: PLC0415  (needs the settings of this case)
    from tracker.sources.services import SourceSpec, ensure_source  # noqa: PLC0415  (as above)

    source = ensure_source(SourceSpec("wire", "Wire", url))

    def poll() -> None:
        result = pipeline.poll_source(source.pk, now=NOW)
        if result.new != 1000:
            raise RuntimeError(f"{result.new} items are new, not 1000: {result.message}")

    return poll


@case("ingest.feeds_100x50", unit="s", at_most=3.0)
def feeds_100x50() -> Measured:
    """100 feeds of 50 new items (`ingest_news` says of what kind) polled, stored, read and put into the queue.

    From the message that sends out the polls until the last item is read and its candidate committed, with one Celery
    worker of four processes; robots.txt is asked for within that time, once a host. The reference is feedparser.parse
    on the same bytes in the same run, one after the other, the mean of once before and once after.
    """
    figures = _measured("by_workers")
    return Measured(figures["feeds_100x50"], reference=figures["feedparser"])


@case("ingest.unchanged_polls", unit="polls a second", least=200.0)
def unchanged_polls() -> Measured:
    """The same feeds with the same items stored, nothing new (304): ten rounds of all hundred through the same worker.

    A round is from the message that sends out the polls until the last source is free again; robots.txt is known.
    """
    return Measured(_measured("by_workers")["unchanged_polls"])


@case("ingest.worker_memory", unit="MB", target=350.0)
def worker_memory() -> Measured:
    """What one worker process holds (resident) after it has polled, stored and read all 5,000 items by itself."""
    return Measured(_measured("worker_memory")["worker_memory"])


@case("ingest.poll_100000_stored", unit="s", at_most=1.2)
def poll_100000_stored() -> Measured:
    """A poll of 45 known items and 5 new ones of a source with 100,000 items; the reference is one with 100.

    The median of 20 polls each, in turn.
    """
    figures = _measured("poll_100000_stored")
    return Measured(figures["many"], reference=figures["few"])


@cache
def _measured(name: str) -> dict[str, float]:
    """The figures of a case of `ingest_run`, once a run."""
    hosts = ",".join(f"127.0.0.{number}" for number in range(1, FEEDS + 1))
    with (
        tempfile.TemporaryDirectory(prefix="hashpivot-bench-") as folder,
        services(Path(folder), FETCH_PRIVATE_HOSTS=hosts) as env,
    ):
        figures: dict[str, float] = json.loads(run(env, "-m", "bench.ingest_run", name).splitlines()[-1])
    return figures
