"""How fast news comes in."""

import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime

import django
import feedparser
from django.core.management import call_command

from bench.harness import Measured, case, seconds
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
