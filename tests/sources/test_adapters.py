"""JSON Feed, page, sitemap and market news: pure functions of recorded bytes."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.recorded import payload
from tracker.lib.http import Client, FetchError, FetchPolicy
from tracker.sources.adapters import ADAPTERS, Ask, FeedItem, Unreadable
from tracker.sources.adapters.page import article
from tracker.sources.adapters.sitemap import listing

HERE = "https://news.example.org/start/"


def parse(kind: str, body: bytes, content_type: str = "", url: str = HERE) -> list[FeedItem]:
    return ADAPTERS[kind].parse(body, content_type, url)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize("kind", sorted(set(ADAPTERS) - {"feed"}))
@given(body=st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_give_items_or_unreadable(kind: str, body: bytes) -> None:
    for start in (b"", b"<html><body>", b"{", b'{"version":"https://jsonfeed.org/version/1","items":[{"id":'):
        for read in (kind, "feed"):
            try:
                items = parse(read, start + body)
            except Unreadable:
                continue
            assert all(item.guid and item.title for item in items)


class TestJsonFeed:
    def test_it_is_told_from_rss_by_itself_and_read_whole(self) -> None:
        first, second = parse("feed", payload("jsonfeed.json"), "application/feed+json")
        assert first == FeedItem(
            guid="https://desk.example.org/2025/10/clsk-hire",
            url="https://desk.example.org/2025/10/clsk-hire",
            title="CleanSpark &amp; its new AI chief",
            html="<p>CleanSpark hired a head of AI data centers on 20 October 2025.</p>",
            language="en-us",
            published_at=utc("2025-10-20T12:00:00"),
            author="A. Writer",
        )
        assert (second.guid, second.url) == ("17", "https://news.example.org/notes/17")
        assert second.html == "250 MW &lt; 300 MW, says the desk."
        assert (second.language, second.author) == ("fr", "Newsroom")

    def test_a_day_that_no_calendar_has_gives_way_to_the_last_change(self) -> None:
        assert parse("feed", payload("jsonfeed.json"))[1].published_at == utc("2025-10-21T05:30:00")

    @pytest.mark.parametrize(
        ("body", "said"),
        [
            (b'{"version": "https://jsonfeed.org/version/1.1"}', "no list of items"),
            (b'{"items": []}', "no JSON Feed"),
            (b"[]", "no JSON Feed"),
            (b'{"version": "https://jsonfeed.org/version/1.1", "items": [', "broken JSON"),
            (b"[" * 200_000, "broken JSON"),
        ],
    )
    def test_other_json_is_called_what_it_is(self, body: bytes, said: str) -> None:
        with pytest.raises(Unreadable, match=said):
            parse("feed", body)


class TestPage:
    def test_json_ld_comes_before_open_graph_and_the_text_is_the_article_alone(self) -> None:
        [item] = parse("page", payload("page.html"), "text/html", "https://news.example.org/amp/hut-8?x=1")
        assert item.title == "Hut 8 signs a lease at River Bend"
        assert item.published_at == utc("2025-12-17T12:00:00")
        assert (item.language, item.author) == ("en", "B. Writer")
        assert item.url == item.guid == "https://news.example.org/news/hut-8-river-bend?utm_source=x"
        assert item.html == (
            "<p>Hut 8 leased 245 MW of IT capacity at River Bend for 15 years.</p>"
            "<p>The lease is worth $7.0 billion &lt;base term&gt;.</p>"
        )

    def test_without_json_ld_the_meta_fields_speak(self) -> None:
        text = payload("page.html").decode().replace("application/ld+json", "text/plain")
        item = article(text, HERE)
        assert (item.title, item.language, item.author) == ("Hut 8 leases River Bend", "en-gb", "")
        assert item.published_at == utc("2025-12-17T12:00:00")

    def test_a_page_cannot_speak_for_another_site(self) -> None:
        text = payload("page.html").decode().replace('href="/news', 'href="https://bank.example.com/news')
        assert article(text, HERE).url == HERE

    @pytest.mark.parametrize("time", ["2025-12-17", "2025-12-17T07:00:00", "17 December", "1970-01-01T00:00:00Z"])
    def test_a_time_without_a_zone_or_before_the_web_is_no_moment(self, time: str) -> None:
        text = f'<html><body><h1>Title</h1><time datetime="{time}">x</time></body></html>'
        assert article(text, HERE).published_at is None

    def test_the_body_in_json_ld_is_taken_where_it_is_more_than_a_teaser(self) -> None:
        said = json.dumps({"@type": "Article", "headline": "T", "articleBody": "Long words. " * 30})
        text = f'<html><body><script type="application/ld+json">{said}</script><p>Short.</p></body></html>'
        assert article(text, HERE).html.startswith("Long words.")
        assert article(text.replace("Long words. " * 30, "Teaser."), HERE).html == "<p>Short.</p>"

    @pytest.mark.parametrize("body", [b"", b"plain words", b"{}", b"\x89PNG\r\n", b"<", b"<html><body></body></html>"])
    def test_what_is_no_page_is_said(self, body: bytes) -> None:
        with pytest.raises(Unreadable):
            parse("page", body)

    def test_a_page_of_a_million_tags_is_read_in_time(self) -> None:
        text = f"<html><body><h1>T</h1>{'<div>' * 200_000}<p>end</p></body></html>"
        assert article(text, HERE).title == "T"


class TestSitemap:
    def test_entries_come_newest_first_and_only_news(self) -> None:
        entries = listing(payload("news_sitemap.xml").decode(), HERE)
        assert [entry["guid"][-2:] for entry in entries] == ["/b", "/a", "/c"]
        assert entries[1] == {
            "guid": "https://news.example.org/a",
            "day": "2025-10-20",
            "title": "Riot &amp; AMD sign a lease",
            "published": "2025-10-20T12:30:00+00:00",
            "language": "en",
        }
        assert entries[2]["published"] == ""

    def test_one_that_breaks_off_gives_what_came_before(self) -> None:
        text = payload("news_sitemap.xml").decode()
        assert len(listing(text[: text.index("/c</loc>")], HERE)) == 2

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "no sitemap"),
            ("<!DOCTYPE html><html></html>", "web page"),
            ("<sitemapindex><sitemap><loc>https://a.example/</loc></sitemap></sitemapindex>", "no news sitemap"),
            ("<urlset><url><loc>https://a.example/</loc></url></urlset>", "pages, not news"),
            ("not xml", "no news sitemap"),
        ],
    )
    def test_what_is_no_news_sitemap_is_said(self, text: str, said: str) -> None:
        with pytest.raises(Unreadable, match=said):
            listing(text, HERE)

    @pytest.mark.parametrize("before", ["", f"<!--{' ' * 6_000}-->"])
    def test_billion_laughs_and_external_entities_are_refused_unread(self, before: str) -> None:
        laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
        for entities, used in (
            (f'<!ENTITY l0 "ha">{laughs}', "&l11;"),
            ('<!ENTITY e SYSTEM "file:///etc/passwd">', "&e;"),
        ):
            text = payload("news_sitemap.xml").decode().replace("Only a day", used)
            with pytest.raises(Unreadable, match="entities"):
                listing(text.replace("<urlset", f"{before}<!DOCTYPE u [{entities}]><urlset", 1), HERE)

    def test_the_text_comes_from_the_page_and_the_time_from_the_list(self) -> None:
        entry = listing(payload("news_sitemap.xml").decode(), HERE)[1]
        body = json.dumps({"entries": [{**entry, "page": payload("page.html").decode()}, entry]}).encode()
        with_page, without = parse("sitemap", body)
        assert with_page.published_at == without.published_at == utc("2025-10-20T12:30:00")
        assert with_page.title == without.title == "Riot &amp; AMD sign a lease"
        assert with_page.html.startswith("<p>Hut 8 leased")
        assert without.html == ""


class TestMarketNews:
    def test_headlines_are_read_with_their_own_address_and_time(self) -> None:
        first, second = parse("yfinance_news", payload("yfinance_news.json"))
        assert (first.guid, first.url, first.author) == ("4f1d", "https://wire.example.org/clsk", "The Wire")
        assert first.published_at == utc("2025-10-20T12:05:00")
        assert first.html == "The miner hires for data centers."
        assert (second.url, second.published_at) == ("https://finance.yahoo.com/news/9a2b", None)

    def test_the_library_is_asked_for_the_ticker_of_the_address(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[str] = []

        class Ticker:
            def __init__(self, ticker: str) -> None:
                asked.append(ticker)

            def get_news(self, count: int) -> list[Any]:
                told: list[Any] = json.loads(payload("yfinance_news.json"))
                return told[:count]

        monkeypatch.setattr("yfinance.Ticker", Ticker)
        client = Client(FetchPolicy(1.0, 1_000))
        adapter = ADAPTERS["yfinance_news"]
        fetched = adapter.fetch(client, Ask("https://finance.yahoo.com/quote/clsk/news/"))
        assert asked == ["CLSK"]
        assert len(adapter.parse(fetched.body, fetched.content_type, fetched.url)) == 2

    def test_an_error_of_the_library_is_an_error_of_the_fetch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(_ticker: str) -> None:
            raise OSError("no route to host")

        monkeypatch.setattr("yfinance.Ticker", broken)
        adapter = ADAPTERS["yfinance_news"]
        with pytest.raises(FetchError, match="no route to host") as caught:
            adapter.fetch(Client(FetchPolicy(1.0, 1_000)), Ask("https://finance.yahoo.com/quote/CLSK/news/"))
        assert caught.value.kind == "unreachable"

    @pytest.mark.parametrize(("url", "public"), [(HERE, True), ("https://finance.yahoo.com/quote/CLSK/", False)])
    def test_without_a_ticker_or_the_internet_nothing_is_asked(self, url: str, public: bool) -> None:
        with pytest.raises(FetchError) as caught:
            ADAPTERS["yfinance_news"].fetch(Client(FetchPolicy(1.0, 1_000, public_hosts=public)), Ask(url))
        assert caught.value.kind == "refused"


def test_a_year_from_now_is_a_time_all_the_same() -> None:
    """Whether a time is believed is decided where items are kept, against the clock."""
    later = datetime(2099, 1, 1, tzinfo=UTC) + timedelta(hours=3)
    text = f'<html><body><h1>T</h1><time datetime="{later.isoformat()}">x</time></body></html>'
    assert article(text, HERE).published_at == later
