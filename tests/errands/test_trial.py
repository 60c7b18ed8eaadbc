"""An address is tried: what would come in is told, and nothing of it is stored."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from tests.factories import make_company, make_user
from tests.feed_server import FeedServer
from tracker import errands
from tracker.extraction.models import Candidate
from tracker.jobs.models import Job
from tracker.sources.models import RawItem, Source

pytestmark = pytest.mark.django_db

LEASE = "CleanSpark signs 10-year AI data center lease for 200 MW in Texas"


@pytest.fixture(autouse=True)
def _own_machine(settings: Any) -> None:
    settings.FETCH_PRIVATE_HOSTS = frozenset({"127.0.0.1"})
    settings.FETCH_TIMEOUT_SECONDS = 2


@pytest.fixture(autouse=True)
def _nothing_is_stored() -> Iterator[None]:
    """Whatever a test of this module tries, the record is as it was."""
    yield
    assert not RawItem.objects.exists()
    assert not Candidate.objects.exists()
    assert not Source.objects.exists()


def feed(*titles: str) -> str:
    items = "".join(
        f"<item><guid>{n}</guid><title>{title}</title><link>https://wire.example.org/{n}</link>"
        "<pubDate>Mon, 20 Oct 2025 08:00:00 -0400</pubDate></item>"
        for n, title in enumerate(titles)
    )
    return f'<rss version="2.0"><channel><title>Wire</title>{items}</channel></rss>'


def tried(url: str, now: datetime, kind: str = "feed") -> Job:
    job = errands.ask_trial(url, kind, asked_by=make_user("mia"), now=now)
    errands.run(job.pk, clock=lambda: now)
    job.refresh_from_db()
    return job


def test_each_item_is_read_as_in_the_queue(feed_server: FeedServer, now: datetime) -> None:
    make_company("CLSK", name="CleanSpark, Inc.")
    body = feed(LEASE, "Ten recipes with pumpkin")
    job = tried(feed_server.route("/feed", body), now)
    assert (job.state, job.told) == ("done", "2 items would come in.")
    lease, recipes = job.result["items"]
    assert lease == {
        "title": LEASE,
        "url": "https://wire.example.org/0",
        "published_at": "2025-10-20T12:00:00+00:00",
        "language": "en",
        "relevant": True,
        "company": "CLSK",
        "kind": "lease",
    }
    assert not recipes["relevant"]
    assert (job.result["relevant"], job.result["all"], job.result["size"]) == (1, 2, len(body))
    assert job.result["content_type"].startswith("application/rss+xml")


def test_a_long_list_is_counted_whole_and_kept_in_part(feed_server: FeedServer, now: datetime) -> None:
    job = tried(feed_server.route("/feed", feed(*["Pumpkin"] * 60)), now)
    assert (len(job.result["items"]), job.result["all"]) == (errands.SHOWN, 60)


def test_an_empty_feed_is_no_failure(feed_server: FeedServer, now: datetime) -> None:
    job = tried(feed_server.route("/feed", feed()), now)
    assert (job.state, job.told, job.result["items"]) == ("done", "0 items would come in.", [])


def test_what_robots_txt_forbids_is_not_asked(feed_server: FeedServer, now: datetime) -> None:
    feed_server.route("/robots.txt", "User-agent: *\nDisallow: /feed", content_type="text/plain")
    job = tried(feed_server.route("/feed", feed(LEASE)), now)
    assert job.state == "failed"
    assert "robots.txt" in job.error
    assert feed_server.pages == []


@pytest.mark.parametrize(
    ("path", "kind", "words"),
    [("/gone", "feed", "answered 404"), ("/page", "feed", "feed"), ("/page", "sitemap", "sitemap")],
)
def test_what_gives_nothing_usable_fails_with_a_sentence(
    path: str, kind: str, words: str, feed_server: FeedServer, now: datetime
) -> None:
    feed_server.route("/page", "<html><title>Hello</title></html>", content_type="text/html")
    job = tried(f"{feed_server.url}{path}", now, kind)
    assert job.state == "failed"
    assert words in job.error


def test_an_address_inside_is_refused(settings: Any, feed_server: FeedServer, now: datetime) -> None:
    settings.FETCH_PRIVATE_HOSTS = frozenset()
    assert tried(feed_server.route("/feed", feed(LEASE)), now).state == "failed"
    assert feed_server.asked == []
