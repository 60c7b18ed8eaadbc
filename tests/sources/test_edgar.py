"""SEC filings: from the list to items, politely, and none twice."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import make_source
from tests.feed_server import Answer, FeedServer
from tests.sources.recorded import payload
from tracker.lib.http import Client, FetchPolicy
from tracker.sources.adapters import Unreadable
from tracker.sources.adapters.edgar_index import Document, Filing, accepted_at, documents, submissions
from tracker.sources.models import RawItem, Source
from tracker.sources.services import poll

FILING = Filing("0000827876-25-000104", "8-K", "2025-11-25", "2.02,9.01", "clsk-20251125.htm")
LIST = "/submissions/CIK0000827876.json"
FOLDER = "/Archives/edgar/data/827876"


def index(accepted: str = "2025-11-25 16:10:33") -> str:
    return payload("edgar_index.html").decode().replace("2025-11-25 16:10:33", accepted)


class TestList:
    def test_only_8k_and_6k_filings_with_a_number_are_kept(self) -> None:
        told = submissions(payload("edgar_submissions.json").decode())
        assert (told.name, told.cik) == ("CLEANSPARK, INC.", 827876)
        assert [filing.accession[-3:] for filing in told.filings] == ["104", "102", "090"]
        assert told.filings[0] == FILING

    @pytest.mark.parametrize(
        "text", ["", "{}", "[]", '{"cik": "x"}', '{"filings": {"recent": []}}', "<html>", "[" * 99_999]
    )
    def test_anything_else_is_said_not_to_be_a_list(self, text: str) -> None:
        with pytest.raises(Unreadable, match=r"data\.sec\.gov"):
            submissions(text)


class TestIndex:
    @pytest.mark.parametrize(
        ("accepted", "meant"),
        [("2025-11-25 16:10:33", "2025-11-25T21:10:33"), ("2025-07-25 16:10:33", "2025-07-25T20:10:33")],
    )
    def test_the_page_gives_new_york_time_to_the_second(self, accepted: str, meant: str) -> None:
        assert accepted_at(index(accepted)) == datetime.fromisoformat(meant).replace(tzinfo=UTC)

    @pytest.mark.parametrize("page", ["", "<html></html>", index("31 Feb"), index("2025-02-31 10:00:00")])
    def test_without_a_time_there_is_none(self, page: str) -> None:
        assert accepted_at(page) is None

    def test_releases_come_first_and_nothing_outside_the_folder_is_named(self) -> None:
        assert documents(index(), FILING) == [Document("release.htm", "EX-99.1"), Document("clsk-20251125.htm", "8-K")]

    def test_without_an_index_the_document_of_the_list_is_read(self) -> None:
        assert documents("", FILING) == [Document("clsk-20251125.htm", "8-K")]


@pytest.fixture
def edgar(feed_server: FeedServer) -> Source:
    """A server with a company's list of three filings and all their documents."""
    for accession in ("000082787625000104", "000082787625000102", "000082787625000090"):
        there = f"{FOLDER}/{accession}"
        feed_server.route(f"{there}/{accession[:10]}-25-{accession[-6:]}-index.htm", index(), content_type="text/html")
        feed_server.route(f"{there}/clsk-20251125.htm", payload("edgar_8k.html"), content_type="text/html")
        feed_server.route(f"{there}/release.htm", payload("edgar_release.html"), content_type="text/html")
    url = feed_server.route(LIST, payload("edgar_submissions.json"), etag='"v1"', content_type="application/json")
    return make_source("edgar-clsk", url=url, kind="edgar", tier="filing", interval_minutes=10)


@pytest.mark.django_db
class TestPolls:
    def test_each_filing_becomes_an_item_with_its_release(self, edgar: Source, client: Client, now: datetime) -> None:
        assert poll(edgar.pk, now=now, client=client).new == 3
        item = RawItem.objects.get(guid="0000827876-25-000104")
        assert item.title == "CLEANSPARK, INC.: 8-K (2.02 results of operations)"
        assert item.url.endswith("/827876/000082787625000104/0000827876-25-000104-index.htm")
        assert item.payload["published_at"] == "2025-11-25T21:10:33+00:00"
        text = item.payload["html"]
        assert text.index("Revenue was $766.3 million") < text.index("results for the fiscal year")
        assert "Items: 2.02 results of operations, 9.01 exhibits." in text
        assert "hidden-figure" not in text

    def test_unchanged_costs_one_request_and_a_changed_list_only_what_is_new(
        self, edgar: Source, feed_server: FeedServer, client: Client, now: datetime
    ) -> None:
        poll(edgar.pk, now=now, client=client)
        asked = len(feed_server.asked)
        assert poll(edgar.pk, now=now, client=client).status == "unchanged"
        assert len(feed_server.asked) == asked + 1
        feed_server.route(LIST, payload("edgar_submissions.json"), etag='"v2"')
        result = poll(edgar.pk, now=now, client=client)
        assert (result.failed, result.new, len(feed_server.asked)) == (False, 0, asked + 2)
        assert RawItem.objects.count() == 3

    def test_without_a_contact_nothing_is_asked_and_the_status_says_which_setting(
        self, edgar: Source, feed_server: FeedServer, now: datetime
    ) -> None:
        client = Client(FetchPolicy(1.0, 1_000_000, frozenset({"127.0.0.1"}), ""))
        result = poll(edgar.pk, now=now, client=client)
        assert (result.status, feed_server.asked) == ("not_set_up", [])
        assert "Set FETCH_CONTACT" in result.message
        for _again in range(5):
            poll(edgar.pk, now=now, client=client)
        edgar.refresh_from_db()
        assert edgar.next_poll_at
        assert edgar.next_poll_at <= now + timedelta(minutes=12)  # set, it works at the next round

    def test_the_contact_is_in_every_request(
        self, edgar: Source, feed_server: FeedServer, client: Client, now: datetime
    ) -> None:
        poll(edgar.pk, now=now, client=client)
        assert {one.headers["user-agent"] for one in feed_server.asked} == {"Hashpivot (+desk@example.org)"}

    def test_a_document_that_is_gone_leaves_the_rest(
        self, edgar: Source, feed_server: FeedServer, client: Client, now: datetime
    ) -> None:
        feed_server.route(f"{FOLDER}/000082787625000104/release.htm", status=404)
        assert poll(edgar.pk, now=now, client=client).new == 3
        assert "results for the fiscal year" in RawItem.objects.get(guid=FILING.accession).payload["html"]

    def test_a_failure_half_way_keeps_what_is_there_and_the_next_poll_gets_the_rest(
        self, edgar: Source, feed_server: FeedServer, client: Client, now: datetime
    ) -> None:
        there = f"{FOLDER}/000082787625000102/0000827876-25-000102-index.htm"
        feed_server.route_in_turn(there, Answer(status=503), Answer(index().encode()))
        assert poll(edgar.pk, now=now, client=client).new == 1
        edgar.refresh_from_db()
        assert edgar.etag == ""
        assert poll(edgar.pk, now=now, client=client).new == 2
        assert RawItem.objects.values("guid").distinct().count() == 3

    def test_a_long_list_comes_a_few_filings_at_a_time(
        self, edgar: Source, feed_server: FeedServer, client: Client, now: datetime
    ) -> None:
        told = json.loads(payload("edgar_submissions.json"))
        told["filings"]["recent"] = {
            "accessionNumber": [f"0000827876-25-{n:06d}" for n in range(30, 0, -1)],
            **{name: [value] * 30 for name, value in (("form", "8-K"), ("filingDate", "2025-11-25"))},
            **{name: [""] * 30 for name in ("items", "primaryDocument")},
        }
        feed_server.route(LIST, json.dumps(told))
        counts = []
        for _poll in range(4):
            poll(edgar.pk, now=now, client=client)
            counts.append(RawItem.objects.count())
        assert counts == [4, 8, 12, 12]
