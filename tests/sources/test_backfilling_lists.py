"""The way back along a list: what stands behind it a few at a time, nothing twice; and kinds that have no way back."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest

from tests.factories import make_source
from tests.feed_server import Answer, FeedServer
from tests.sources.recorded import payload
from tracker.lib.http import Client, FetchError, FetchPolicy
from tracker.sources.adapters import Unreadable, edgar, past, sitemap
from tracker.sources.backfilling import Batch, earlier_items
from tracker.sources.models import RawItem, Source
from tracker.sources.services import store_items

pytestmark = pytest.mark.django_db

SINCE: Final = date(2025, 1, 1)
CIK: Final = "0000827876"
LIST: Final = f"/submissions/CIK{CIK}.json"
FOLDER: Final = "/Archives/edgar/data/827876"
COLUMNS: Final = ("accessionNumber", "filingDate", "form", "items", "primaryDocument")
NEWS: Final = "http://www.google.com/schemas/sitemap-news/0.9"


def walk(source: Source, client: Client, since: date = SINCE, mark: str = "") -> list[Batch]:
    return list(earlier_items(source, since=since, client=client, mark=mark))


def names(batches: Iterable[Batch]) -> list[list[str]]:
    """What came in each batch, by the last letters of its guid."""
    return [[item.guid.rpartition("-")[2].rpartition("/")[2] for item in batch.items] for batch in batches]


def accession(n: int) -> str:
    return f"{CIK}-25-{n:06d}"


def index_of(n: int) -> str:
    return f"{FOLDER}/{accession(n).replace('-', '')}/{accession(n)}-index.htm"


def columns(filings: dict[int, str]) -> dict[str, list[str]]:
    """Number and day of each 8-K, as EDGAR lists them."""
    rows = [(accession(n), day, "8-K", "8.01", "") for n, day in filings.items()]
    return {name: [row[place] for row in rows] for place, name in enumerate(COLUMNS)}


def company(server: FeedServer, recent: dict[int, str], *older: dict[int, str]) -> Source:
    """A company whose filings are on the list of recent ones and on further lists, each taken on the day it is of."""
    files = []
    for number, filings in enumerate(older, start=1):
        name = f"CIK{CIK}-submissions-{number:03d}.json"
        files.append({"name": name, "filingCount": len(filings), "filingTo": max(filings.values())})
        server.route(f"/submissions/{name}", json.dumps(columns(filings)), content_type="application/json")
    page = payload("edgar_index.html").decode().partition("<table")[0]
    for n, day in {n: day for filings in (recent, *older) for n, day in filings.items()}.items():
        server.route(index_of(n), page.replace("2025-11-25 16", f"{day} 16"), content_type="text/html")
    told = {"cik": CIK, "name": "CLEANSPARK, INC.", "filings": {"recent": columns(recent), "files": files}}
    url = server.route(LIST, json.dumps(told), content_type="application/json")
    return make_source("edgar-clsk", url=url, kind="edgar", tier="filing")


class TestFilings:
    def test_recent_ones_and_those_of_older_lists_come_newest_first_a_few_at_a_time(
        self, feed_server: FeedServer, client: Client
    ) -> None:
        older = {n: f"2025-0{n}-15" for n in (3, 2, 1)}
        source = company(feed_server, {9: "2025-09-02", 7: "2025-07-01", 8: "2025-08-01"}, older)
        batches = walk(source, client)
        assert names(batches) == [["000009", "000008", "000007", "000003"], ["000002", "000001"]]
        assert [(batch.done, batch.total, batch.note) for batch in batches] == [(4, 6, ""), (6, 6, "")]

    def test_the_day_itself_is_within_and_lists_from_before_it_are_not_asked_for(
        self, feed_server: FeedServer, client: Client
    ) -> None:
        source = company(
            feed_server,
            {9: "2025-09-02"},
            {3: "2025-03-15", 2: "2025-03-14"},
            {1: "2025-03-14"},
        )
        [batch] = walk(source, client, since=date(2025, 3, 15))
        assert (names([batch]), batch.total) == ([["000009", "000003"]], 2)
        assert feed_server.count(index_of(2)) == 0
        assert feed_server.count(f"/submissions/CIK{CIK}-submissions-002.json") == 0

    def test_those_that_are_stored_are_not_fetched_again_and_count_as_done(
        self, feed_server: FeedServer, client: Client, now: datetime
    ) -> None:
        source = company(feed_server, {n: f"2025-0{n}-01" for n in range(9, 3, -1)})
        store_items(source, next(earlier_items(source, since=SINCE, client=client)).items, now=now)
        feed_server.asked.clear()
        [batch] = walk(source, client)
        assert (names([batch]), batch.done, batch.total) == ([["000005", "000004"]], 6, 6)
        assert feed_server.pages == [LIST, index_of(5), index_of(4)]
        store_items(source, batch.items, now=now)
        [end] = walk(source, client)
        assert (end.items, end.done, end.total, end.note) == ([], 6, 6, "")
        assert RawItem.objects.count() == 6

    def test_a_walk_that_broke_off_goes_on_after_its_mark(self, feed_server: FeedServer, client: Client) -> None:
        source = company(feed_server, {n: f"2025-0{n}-01" for n in range(9, 3, -1)})
        mark = next(earlier_items(source, since=SINCE, client=client)).mark
        feed_server.asked.clear()
        [batch] = walk(source, client, mark=mark)
        assert (names([batch]), batch.done, batch.total) == ([["000005", "000004"]], 6, 6)
        assert feed_server.pages == [LIST, index_of(5), index_of(4)]
        assert len(walk(source, client, mark="a filing that is not on the list")) == 2

    def test_a_filing_that_fails_comes_after_all_that_was_before_it(
        self, feed_server: FeedServer, client: Client
    ) -> None:
        source = company(feed_server, {n: f"2025-0{n}-01" for n in range(9, 3, -1)})
        feed_server.route_in_turn(index_of(4), Answer(status=503), Answer(status=404))
        batches = earlier_items(source, since=SINCE, client=client)
        first, second = next(batches), next(batches)
        assert names([first, second]) == [["000009", "000008", "000007", "000006"], ["000005"]]
        assert (second.done, second.total) == (5, 6)
        with pytest.raises(FetchError, match="503"):
            next(batches)
        [rest] = walk(source, client, mark=second.mark)
        [item] = rest.items  # its index page is gone for good, the filing is not
        assert (item.guid, item.published_at) == (accession(4), None)

    @pytest.mark.parametrize(
        ("answer", "kind"), [(Answer(status=503), FetchError), (Answer(b"{}"), Unreadable)], ids=["down", "other form"]
    )
    def test_an_older_list_that_fails_comes_after_the_filings_of_those_before_it(
        self, answer: Answer, kind: type[Exception], feed_server: FeedServer, client: Client
    ) -> None:
        source = company(feed_server, {9: "2025-09-02"}, {5: "2025-05-02"}, {3: "2025-03-15"})
        feed_server.route_in_turn(f"/submissions/CIK{CIK}-submissions-002.json", answer)
        batches = earlier_items(source, since=SINCE, client=client)
        batch = next(batches)
        assert names([batch]) == [["000009", "000005"]]
        assert (batch.done, batch.total) == (2, None)  # how many there are is on the list that did not come
        with pytest.raises(kind):
            next(batches)

    def test_a_filing_on_two_lists_is_fetched_once(self, feed_server: FeedServer, client: Client) -> None:
        source = company(feed_server, {9: "2025-09-02", 5: "2025-05-02"}, {5: "2025-05-02"})
        assert names(walk(source, client)) == [["000009", "000005"]]
        assert feed_server.count(index_of(5)) == 1

    def test_a_list_whose_name_leads_elsewhere_is_not_asked_for(self, feed_server: FeedServer, client: Client) -> None:
        source = company(feed_server, {9: "2025-09-02"})
        told = json.loads(feed_server.answers[LIST][0].body)
        told["filings"]["files"] = [{"name": name} for name in ("http://127.0.0.1:1/x.json", "../x.json", 7)] + ["x"]
        feed_server.route(LIST, json.dumps(told))
        assert names(walk(source, client)) == [["000009"]]
        assert feed_server.pages == [LIST, index_of(9)]

    def test_the_most_lists_and_the_most_filings_are_said(
        self, feed_server: FeedServer, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        source = company(feed_server, {9: "2025-09-02"}, {5: "2025-05-02"}, {3: "2025-03-15"})
        monkeypatch.setattr(edgar, "MOST_LISTS", 1)
        assert walk(source, client)[-1].note == ("EDGAR has 1 more list of older filings, which was not looked at.")
        monkeypatch.setattr(past, "MOST_PAGES", 1)
        monkeypatch.setattr(edgar, "PER_POLL", 1)
        [batch] = walk(source, client)
        assert names([batch]) == [["000009"]]
        assert batch.note == "Stopped after 1 of 2 entries, the most of one walk. Start it again to go on."

    def test_without_a_contact_nothing_is_asked_and_the_sentence_names_the_setting(
        self, feed_server: FeedServer
    ) -> None:
        source = company(feed_server, {9: "2025-09-02"})
        silent = Client(FetchPolicy(1.0, 1_000_000, frozenset({"127.0.0.1"}), ""))
        with pytest.raises(FetchError, match="Set FETCH_CONTACT; nothing was asked") as caught:
            earlier_items(source, since=SINCE, client=silent)
        assert (caught.value.kind, feed_server.asked) == ("not_set_up", [])

    def test_what_is_no_list_of_filings_is_said(self, feed_server: FeedServer, client: Client) -> None:
        source = make_source(url=feed_server.route(LIST, "{}"), kind="edgar")
        with pytest.raises(Unreadable, match="no list of a company's filings"):
            walk(source, client)


def sitemap_of(server: FeedServer, days: dict[str, str]) -> Source:
    """A news sitemap of stories by their paths, each with what it says of its time; the pages of all of them."""
    rows = (
        f"<url><loc>{server.url}/{path}</loc><n:news><n:publication_date>{day}</n:publication_date>"
        f"<n:title>Story {path}</n:title></n:news></url>"
        for path, day in days.items()
    )
    for path in days:
        server.route(f"/{path}", f"<html><body><h1>T</h1><p>{path}</p></body></html>", content_type="text/html")
    schema = "http://www.sitemaps.org/schemas/sitemap/0.9"
    listed = f'<urlset xmlns="{schema}" xmlns:n="{NEWS}">{"".join(rows)}</urlset>'
    return make_source("news", url=server.route("/news.xml", listed, content_type="application/xml"), kind="sitemap")


@pytest.fixture
def patient() -> Client:
    """For lists of some megabytes."""
    return Client(FetchPolicy(20.0, 10_000_000, frozenset({"127.0.0.1"}), "desk@example.org"))


class TestSitemaps:
    def test_of_ten_thousand_entries_only_those_since_the_day_are_fetched_and_none_twice(
        self, feed_server: FeedServer, patient: Client, now: datetime
    ) -> None:
        first = datetime(2025, 10, 20, 12, tzinfo=UTC)
        source = sitemap_of(feed_server, {f"s{n}": (first - timedelta(days=n)).isoformat() for n in range(10_000)})
        since = first.date() - timedelta(days=19)
        store_items(source, next(earlier_items(source, since=since, client=patient)).items, now=now)
        feed_server.asked.clear()
        batches = walk(source, patient, since=since)
        assert names(batches) == [[f"s{n}" for n in range(8, 16)], [f"s{n}" for n in range(16, 20)]]
        assert [(batch.done, batch.total, batch.note) for batch in batches] == [(16, 20, ""), (20, 20, "")]
        assert feed_server.pages == ["/news.xml", *(f"/s{n}" for n in range(8, 20))]
        assert batches[-1].items[-1].html == "<p>s19</p>"

    def test_one_that_does_not_reach_the_day_says_so(self, feed_server: FeedServer, client: Client) -> None:
        source = sitemap_of(feed_server, {"a": "2025-10-20T12:00:00Z", "b": "2025-10-18"})
        [batch] = walk(source, client)
        assert batch.note == (
            "This sitemap gives only its newest 2 items, back to 2025-10-18; nothing earlier can be asked for."
        )
        assert walk(source, client, since=date(2025, 10, 19))[-1].note == ""

    def test_entries_with_a_day_or_nothing_are_taken_by_what_there_is(
        self, feed_server: FeedServer, client: Client
    ) -> None:
        days = {"on": "2025-10-18", "before": "2025-10-17", "unsaid": "", "late": "2025-10-17T21:00:00-04:00"}
        batches = walk(sitemap_of(feed_server, days), client, since=date(2025, 10, 18))
        assert names(batches) == [["late", "on", "unsaid"]]
        assert feed_server.count("/before") == 0

    def test_an_entry_that_is_listed_twice_is_fetched_once(self, feed_server: FeedServer, client: Client) -> None:
        source = sitemap_of(feed_server, {"a": "2025-10-20T12:00:00Z", "b": "2025-10-18"})
        listed = feed_server.answers["/news.xml"][0].body.decode()
        again = listed[listed.index("<url>") : listed.index("</urlset>")]
        feed_server.route("/news.xml", listed.replace("</urlset>", f"{again}</urlset>"))
        [batch] = walk(source, client)
        assert (names([batch]), batch.total) == ([["a", "b"]], 2)
        assert (feed_server.count("/a"), feed_server.count("/b")) == (1, 1)

    def test_a_page_that_is_gone_is_an_item_and_one_that_fails_for_now_an_error(
        self, feed_server: FeedServer, client: Client
    ) -> None:
        source = sitemap_of(feed_server, {"a": "2025-10-20T12:00:00Z", "b": "2025-10-19", "c": "2025-10-18"})
        feed_server.route("/a", status=404)
        feed_server.route("/c", status=503)
        batches = earlier_items(source, since=SINCE, client=client)
        batch = next(batches)
        assert ([item.html for item in batch.items], batch.done, batch.note) == (["", "<p>b</p>"], 2, "")
        with pytest.raises(FetchError, match="503"):
            next(batches)

    def test_the_most_entries_of_one_walk_are_said_and_the_next_goes_on(
        self, feed_server: FeedServer, client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(past, "MOST_PAGES", 2)
        monkeypatch.setattr(sitemap, "PER_POLL", 1)
        source = sitemap_of(feed_server, {f"s{n}": f"2025-10-{20 - n}" for n in range(3)})
        batches = walk(source, client)
        assert names(batches) == [["s0"], ["s1"]]
        assert [batch.note for batch in batches] == [
            "",
            "Stopped after 2 of 3 entries, the most of one walk. Start it again to go on.",
        ]
        for batch in batches:
            store_items(source, batch.items, now=now)
        assert names(walk(source, client)) == [["s2"]]

    def test_handfuls_are_smaller_where_a_site_is_slow(
        self, feed_server: FeedServer, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(past, "BUDGET_SECONDS", -1.0)  # over before it begins
        source = sitemap_of(feed_server, {f"s{n}": f"2025-10-{20 - n}" for n in range(2)})
        assert names(walk(source, client)) == [["s0"], ["s1"]]


class TestKindsWithNothingBefore:
    def test_a_page_is_one_item_and_says_that_it_has_no_earlier_ones(
        self, feed_server: FeedServer, client: Client
    ) -> None:
        url = feed_server.route("/story", payload("page.html"), content_type="text/html")
        [batch] = walk(make_source(url=url, kind="page"), client)
        assert [item.title for item in batch.items] == ["Hut 8 signs a lease at River Bend"]
        assert (batch.done, batch.total, batch.note) == (1, 1, "A single page has no earlier items.")

    def test_market_news_are_all_the_headlines_there_are_and_say_how_far_that_is(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        counts: list[int] = []

        class Ticker:
            def __init__(self, ticker: str) -> None:
                assert ticker == "CLSK"

            def get_news(self, count: int) -> list[Any]:
                counts.append(count)
                told: list[Any] = json.loads(payload("yfinance_news.json"))
                return told

        monkeypatch.setattr("yfinance.Ticker", Ticker)
        source = make_source(url="https://finance.yahoo.com/quote/CLSK/news/", kind="yfinance_news")
        client = Client(FetchPolicy(1.0, 1_000))
        [batch] = walk(source, client)
        assert ([item.guid for item in batch.items], batch.done, batch.total) == (["4f1d", "9a2b"], 1, 1)
        assert batch.note == (
            "Yahoo's list gives only its newest 2 items, back to 2025-10-20; nothing earlier can be asked for."
        )
        [later] = walk(source, client, since=date(2025, 10, 21))
        assert ([item.guid for item in later.items], later.older, later.note) == (["9a2b"], 1, "")
        assert counts == [200, 200]
