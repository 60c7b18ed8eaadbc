"""Sitemaps and pages over the network: what is followed, what is left for later, what is never asked twice."""

from datetime import datetime

import pytest

from tests.factories import make_source
from tests.feed_server import Answer, FeedServer
from tests.sources.recorded import payload
from tracker.lib.http import Client
from tracker.sources.models import RawItem, Source
from tracker.sources.services import poll

pytestmark = pytest.mark.django_db


@pytest.fixture
def sitemap(feed_server: FeedServer) -> Source:
    """A news sitemap of three stories on this machine, with the page of each."""
    listed = payload("news_sitemap.xml").replace(b"https://news.example.org", feed_server.url.encode())
    for path in ("/a", "/b", "/c"):
        feed_server.route(path, payload("page.html"), content_type="text/html")
    url = feed_server.route("/news.xml", listed, etag='"v1"', content_type="application/xml")
    return make_source(url=url, kind="sitemap")


def test_each_story_is_read_from_its_page_once(
    sitemap: Source, feed_server: FeedServer, client: Client, now: datetime
) -> None:
    assert poll(sitemap.pk, now=now, client=client).new == 3
    riot = RawItem.objects.get(guid=f"{feed_server.url}/a")
    assert (riot.title, riot.language) == ("Riot & AMD sign a lease", "en")
    assert riot.payload["html"].startswith("<p>Hut 8 leased 245 MW")
    assert poll(sitemap.pk, now=now, client=client).status == "unchanged"
    listed = payload("news_sitemap.xml").replace(b"https://news.example.org", feed_server.url.encode())
    feed_server.route("/news.xml", listed + b"<!-- made again -->")
    assert poll(sitemap.pk, now=now, client=client).new == 0
    assert [feed_server.count(path) for path in ("/a", "/b", "/c", "/about")] == [1, 1, 1, 0]


def test_a_page_that_is_gone_leaves_title_and_time(
    sitemap: Source, feed_server: FeedServer, client: Client, now: datetime
) -> None:
    feed_server.route("/a", status=404)
    assert poll(sitemap.pk, now=now, client=client).new == 3
    assert RawItem.objects.get(guid=f"{feed_server.url}/a").payload["html"] == ""


def test_a_page_that_fails_for_now_is_read_at_the_next_poll(
    sitemap: Source, feed_server: FeedServer, client: Client, now: datetime
) -> None:
    feed_server.route_in_turn("/a", Answer(status=503), Answer(payload("page.html"), content_type="text/html"))
    assert poll(sitemap.pk, now=now, client=client).new == 1  # the newest one came before it
    assert poll(sitemap.pk, now=now, client=client).new == 2
    assert "Hut 8 leased" in RawItem.objects.get(guid=f"{feed_server.url}/a").payload["html"]


def test_a_page_is_one_item_and_another_wording_a_version(
    feed_server: FeedServer, client: Client, now: datetime
) -> None:
    source = make_source(url=feed_server.route("/story", payload("page.html"), content_type="text/html"), kind="page")
    assert poll(source.pk, now=now, client=client).new == 1
    assert poll(source.pk, now=now, client=client).status == "unchanged"
    feed_server.route("/story", payload("page.html").replace(b"245 MW", b"250 MW"), content_type="text/html")
    assert poll(source.pk, now=now, client=client).changed == 1
    item = RawItem.objects.get()
    assert (item.version, "250 MW" in item.payload["html"]) == (2, True)
