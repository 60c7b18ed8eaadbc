"""The ingest cases that need workers, each in a process of its own: `python -m bench.ingest_run CASE`.

Prints one JSON object of figures. The environment says which database and Redis; `bench.ingest` sets it.
"""

import html
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

import django
import feedparser

django.setup()

from django.db import connection  # noqa: E402  (all that follows needs the settings)
from django.utils import timezone  # noqa: E402

from bench.harness import seconds  # noqa: E402
from bench.ingest_news import FEEDS, ITEMS, feeds  # noqa: E402
from tests.feed_server import FeedServer  # noqa: E402
from tests.services.worker import Worker  # noqa: E402
from tests.site import ROOT  # noqa: E402
from tracker import pipeline, tasks  # noqa: E402
from tracker.extraction.models import Candidate  # noqa: E402
from tracker.lib.ports import wait_until  # noqa: E402
from tracker.sources.adapters import FeedItem  # noqa: E402
from tracker.sources.models import RawItem, ReadState, Source  # noqa: E402
from tracker.sources.services import store_items  # noqa: E402

Figures = dict[str, float]
ROUNDS: Final = 10
WORKERS: Final = 4
LONGEST: Final = 300.0
STORED: Final = (100, 100_000)
POLLS: Final = 21
AT: Final = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
WORDS: Final = "<p>Sixty characters of news, more or less, and then a stop.</p>" * 20
ENTRY: Final = (
    '<item><title>News {n}</title><link>https://wire.example.org/{n}</link><guid isPermaLink="false">item-{n}</guid>'
    "<pubDate>{at}</pubDate><description>{words}</description></item>"
)


# --- through workers --------------------------------------------------------------------------------------------------


def by_workers() -> Figures:
    """100 new feeds from the first message to the last candidate, then the same feeds unchanged."""
    bodies = feeds(datetime.now(UTC))
    with _served(bodies) as urls, _worker(concurrency=WORKERS):
        alone = [_feedparser_alone(bodies)]
        _make_sources(urls)
        figures = {"feeds_100x50": _first_round()}
        alone.append(_feedparser_alone(bodies))
        figures["unchanged_polls"] = FEEDS * ROUNDS / sum(_unchanged_round() for _number in range(ROUNDS))
    return figures | {"feedparser": median(alone)}


def worker_memory() -> Figures:
    """All items through one worker process; MB that it holds afterwards, and its parent beside it."""
    with _served(feeds(datetime.now(UTC))) as urls, _worker(concurrency=1) as worker:
        _make_sources(urls)
        _first_round()
        held = [_resident_mb(pid) for pid in worker.family()]
    print(f"The processes of the worker hold {', '.join(f'{mb:.0f}' for mb in held)} MB.", file=sys.stderr)
    return {"worker_memory": max(held)}


@contextmanager
def _served(bodies: Mapping[str, bytes]) -> Iterator[list[str]]:
    """The addresses of the feeds while they are served."""
    with tempfile.TemporaryDirectory(prefix="hashpivot-bench-") as folder:
        for host, body in bodies.items():
            Path(folder, f"{host}.xml").write_bytes(body)
        argv = [sys.executable, "-m", "bench.ingest_server", folder]
        process = subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        try:
            port = int(process.stdout.readline()) if process.stdout else 0
            yield [f"http://{host}:{port}/feed.xml" for host in bodies]
        finally:
            process.terminate()
            process.wait(timeout=20)


class _OwnWorker(Worker):
    """A worker whose processes can be asked about."""

    def family(self) -> list[int]:
        """Its process and those of its pool."""
        if self.process is None:
            return []
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        return [pid, *map(int, children)]


@contextmanager
def _worker(*, concurrency: int) -> Iterator[_OwnWorker]:
    """A Celery worker that is ready for work."""
    with tempfile.TemporaryDirectory(prefix="hashpivot-bench-") as folder:
        one = _OwnWorker(dict(os.environ), Path(folder, "worker.log"), concurrency)
        try:
            one.start()
            yield one
        finally:
            one.stop()
            one.kill()


def _resident_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS:")).split()[1]) / 1024


def _feedparser_alone(bodies: Mapping[str, bytes]) -> float:
    return seconds(lambda: [feedparser.parse(body) for body in bodies.values()])


def _make_sources(urls: list[str]) -> None:
    """A source for each address, due now, and no other that is polled."""
    Source.objects.update(is_enabled=False)
    rows = (Source(key=f"bench-{number}", name=f"News {number}", url=url) for number, url in enumerate(urls))
    Source.objects.bulk_create(rows)


def _first_round() -> float:
    """Seconds until everything is stored and read."""
    start = perf_counter()
    tasks.poll_due_sources.delay()
    if not wait_until(_everything_is_read, seconds=LONGEST):
        read = RawItem.objects.filter(read_state=ReadState.READ).count()
        raise RuntimeError(f"{read} items were read within {LONGEST} seconds, not {FEEDS * ITEMS}.")
    took = perf_counter() - start
    items, candidates = RawItem.objects.count(), Candidate.objects.exclude(item=None).count()
    if (items, candidates) != (FEEDS * ITEMS, FEEDS * ITEMS):
        raise RuntimeError(f"{items} items and {candidates} candidates are stored, not {FEEDS * ITEMS} of each.")
    waiting, tellings = Candidate.objects.waiting().count(), Candidate.objects.exclude(story=None).count()
    print(f"{waiting} of {candidates} are in the queue, {tellings} joined another's story.", file=sys.stderr)
    return took


def _everything_is_read() -> bool:
    if Source.objects.filter(is_enabled=True, last_success_at=None).exists():
        return False
    return not RawItem.objects.filter(read_state=ReadState.PENDING).exists()


def _unchanged_round() -> float:
    """Seconds until every feed has answered that nothing is new."""
    Source.objects.filter(is_enabled=True).update(next_poll_at=timezone.now() - timedelta(seconds=1))
    before = timezone.now()
    start = perf_counter()
    tasks.poll_due_sources.delay()
    left = Source.objects.filter(is_enabled=True).exclude(last_polled_at__gte=before, claimed_until=None)
    if not wait_until(lambda: not left.exists(), seconds=LONGEST, every=0.02):
        raise RuntimeError(f"{left.count()} feeds were not polled again.")
    took = perf_counter() - start
    if Source.objects.filter(is_enabled=True).exclude(last_status="unchanged").exists():
        raise RuntimeError("Not every feed was found unchanged.")
    return took


# --- one process ------------------------------------------------------------------------------------------------------


def poll_100000_stored() -> Figures:
    """One source with 100 items and one with 100,000, polled in turn: 45 known items and 5 new ones each time."""
    Source.objects.update(is_enabled=False)
    with FeedServer() as server:
        sources = {number: _source_with(number, server) for number in STORED}
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        taken: dict[int, list[float]] = {number: [] for number in STORED}
        rounds = count()
        for _number in range(POLLS):
            for number, source in sources.items():
                taken[number].append(_timed_poll(source, server, next(rounds), number))
    few, many = (median(taken[number][1:]) for number in STORED)
    return {"few": few, "many": many}


def _source_with(number: int, server: FeedServer) -> Source:
    """A source that has so many items, all read."""
    source = Source.objects.create(key=f"with-{number}", name="Wire", url=f"{server.url}/{number}")
    now = timezone.now()
    for start in range(0, number, 10_000):
        numbers = range(start, min(start + 10_000, number))
        store_items(source, [_stored(one) for one in numbers], now=now)
    RawItem.objects.filter(source=source).update(read_state=ReadState.READ)
    return source


def _stored(number: int) -> FeedItem:
    link = f"https://wire.example.org/{number}"
    return FeedItem(f"item-{number}", link, f"News {number}", WORDS, "", AT, "")


def _timed_poll(source: Source, server: FeedServer, turn: int, stored: int) -> float:
    """Seconds of a poll that finds five new items, which are taken away again."""
    numbers = [*range(stored - 45, stored), *(1_000_000 + 10 * turn + n for n in range(5))]
    entries = "".join(ENTRY.format(n=number, at=format_datetime(AT), words=html.escape(WORDS)) for number in numbers)
    server.route(f"/{stored}", f'<rss version="2.0"><channel><title>{turn}</title>{entries}</channel></rss>')
    start = perf_counter()
    result = pipeline.poll_source(source.pk, now=timezone.now())
    took = perf_counter() - start
    if (result.new, result.changed) != (5, 0):
        raise RuntimeError(f"{result.new} items are new and {result.changed} changed, not 5 and none: {result.message}")
    RawItem.objects.filter(source=source, read_state=ReadState.PENDING).delete()
    return took


CASES_HERE: Final[dict[str, Callable[[], Figures]]] = {
    "by_workers": by_workers,
    "worker_memory": worker_memory,
    "poll_100000_stored": poll_100000_stored,
}

if __name__ == "__main__":
    print(json.dumps(CASES_HERE[sys.argv[1]]()))
