"""Deliveries into rows: each item once, each earlier wording beside it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from tests.factories import make_source
from tests.sources.feeds import hostile_cases, rss
from tracker.sources.adapters import ADAPTERS, FeedItem
from tracker.sources.keeping import Stored
from tracker.sources.models import RawItem, RawItemVersion, ReadState, Source
from tracker.sources.services import store_items

pytestmark = pytest.mark.django_db


@pytest.fixture
def source() -> Source:
    return make_source(language="en")


def item(n: int = 1, **fields: Any) -> FeedItem:
    plain = FeedItem(
        guid=f"guid-{n}",
        url=f"https://news.example.org/{n}",
        title=f"Story {n}",
        html="<p>Words.</p>",
        language="fr-fr",
        published_at=datetime(2025, 10, 21, 7, 40, tzinfo=UTC),
        author="Desk",
    )
    return replace(plain, **fields)


class TestNew:
    def test_an_item_is_kept_as_fetched(self, source: Source, now: datetime) -> None:
        assert store_items(source, [item()], now=now) == Stored(new=1, changed=0)
        row = RawItem.objects.get()
        assert row.payload == {
            "guid": "guid-1",
            "url": "https://news.example.org/1",
            "title": "Story 1",
            "html": "<p>Words.</p>",
            "language": "fr-fr",
            "published_at": "2025-10-21T07:40:00+00:00",
            "author": "Desk",
        }
        assert (row.guid, row.title, row.language, row.version) == ("guid-1", "Story 1", "fr", 1)
        assert (row.published_at, row.published_is_certain, row.fetched_at) == (item().published_at, True, now)
        assert row.read_state == ReadState.PENDING

    def test_delivered_again_nothing_happens(self, source: Source, now: datetime) -> None:
        store_items(source, [item()], now=now)
        RawItem.objects.update(read_state=ReadState.READ)
        later = now + timedelta(hours=1)
        assert store_items(source, [item(), item(author="Another", language="en")], now=later) == Stored(0, 0)
        row = RawItem.objects.get()
        assert (row.version, row.read_state, row.fetched_at) == (1, ReadState.READ, now)

    def test_two_sources_may_use_one_guid(self, source: Source, now: datetime) -> None:
        assert store_items(source, [item()], now=now).new == 1
        assert store_items(make_source("other"), [item()], now=now).new == 1

    def test_the_sources_language_stands_in(self, source: Source, now: datetime) -> None:
        store_items(source, [item(language="")], now=now)
        assert RawItem.objects.get().language == "en"

    def test_what_columns_cannot_hold_is_cut_and_kept_whole_in_the_payload(self, source: Source, now: datetime) -> None:
        long = item(guid="g" * 600, url="https://a.example/" + "a" * 2_000, title="word " * 5_000)
        store_items(source, [long, long], now=now)
        row = RawItem.objects.get()
        row.full_clean()
        assert (row.guid.startswith("sha256:"), row.url, len(row.title)) == (True, "", 1999)
        assert (row.payload["guid"], row.payload["title"]) == (long.guid, long.title)

    def test_nul_and_lone_surrogates_reach_no_column(self, source: Source, now: datetime) -> None:
        store_items(source, [item(guid="a\0b", title="c\ud800d\0", html="\0e", author="\udfff")], now=now)
        row = RawItem.objects.get()
        assert (row.guid, row.title, row.payload["html"], row.payload["author"]) == ("ab", "cd", "e", "")

    def test_titles_are_words_without_markup(self, source: Source, now: datetime) -> None:
        store_items(
            source, [item(title="A <b>60&nbsp;MW</b> deal<script>x()</script>\n with Core Scien\u200btific")], now=now
        )
        assert RawItem.objects.get().title == "A 60 MW deal with Core Scientific"


class TestTimes:
    @pytest.mark.parametrize(
        "given", [None, datetime(2099, 1, 1, tzinfo=UTC), datetime(2025, 10, 21, 10, 0, 1, tzinfo=UTC)]
    )
    def test_a_time_nobody_can_believe_is_the_fetch_and_uncertain(
        self, source: Source, now: datetime, given: datetime | None
    ) -> None:
        store_items(source, [item(published_at=given)], now=now)
        row = RawItem.objects.get()
        assert (row.published_at, row.published_is_certain) == (now, False)

    def test_a_clock_a_little_ahead_is_believed(self, source: Source, now: datetime) -> None:
        store_items(source, [item(published_at=now + timedelta(minutes=50))], now=now)
        assert RawItem.objects.get().published_is_certain

    def test_a_correction_without_a_time_keeps_the_old_one(self, source: Source, now: datetime) -> None:
        store_items(source, [item()], now=now)
        store_items(source, [item(title="Corrected", published_at=None)], now=now + timedelta(days=2))
        row = RawItem.objects.get()
        assert (row.published_at, row.published_is_certain) == (item().published_at, True)


class TestChanged:
    def test_the_old_wording_is_kept_and_the_new_one_read_again(self, source: Source, now: datetime) -> None:
        store_items(source, [item(), item(2)], now=now)
        kept = RawItem.objects.get(guid="guid-1")
        RawItem.objects.update(read_state=ReadState.FAILED, read_attempts=3, read_error="broken", claimed_until=now)
        later = now + timedelta(hours=1)
        assert store_items(source, [item(title="CORRECTED"), item(2)], now=later) == Stored(new=0, changed=1)
        row = RawItem.objects.get(guid="guid-1")
        assert (row.pk, row.title, row.version, row.fetched_at) == (kept.pk, "CORRECTED", 2, later)
        assert (row.read_state, row.read_attempts, row.read_error, row.claimed_until) == ("pending", 0, "", None)
        old = RawItemVersion.objects.get()
        assert (old.item, old.version, old.payload, old.fetched_at) == (kept, 1, kept.payload, now)
        assert RawItem.objects.get(guid="guid-2").read_state == ReadState.FAILED

    def test_changed_back_and_forth_every_wording_is_a_version(self, source: Source, now: datetime) -> None:
        for title in ("A", "B", "A"):
            store_items(source, [item(title=title)], now=now)
        assert (RawItem.objects.get().version, RawItemVersion.objects.count()) == (3, 2)

    @pytest.mark.parametrize("field", ["title", "html", "url", "published_at"])
    def test_each_part_of_the_wording_counts(self, source: Source, now: datetime, field: str) -> None:
        others: dict[str, Any] = {"published_at": now}
        store_items(source, [item()], now=now)
        changed = item(1, **{field: others.get(field, "https://b.example/")})
        assert store_items(source, [changed], now=now).changed == 1


class TestTwiceInOneDelivery:
    def test_the_last_one_counts(self, source: Source, now: datetime) -> None:
        assert store_items(source, [item(title="A"), item(title="B")], now=now) == Stored(new=1, changed=0)
        assert (RawItem.objects.get().title, RawItemVersion.objects.count()) == ("B", 0)

    def test_the_later_published_one_counts_wherever_it_stands(self, source: Source, now: datetime) -> None:
        store_items(source, [item(title="New", published_at=now), item(title="Old")], now=now)
        assert RawItem.objects.get().title == "New"
        assert store_items(source, [item(title="Old"), item(title="New", published_at=now)], now=now) == Stored(0, 0)


class TestGuidsUsedTwice:
    LATER = datetime(2025, 10, 25, 7, 40, tzinfo=UTC)

    def test_another_story_under_a_known_guid_is_an_item_of_its_own(self, source: Source) -> None:
        now = self.LATER + timedelta(hours=1)
        store_items(source, [item()], now=now)
        other = item(url="https://news.example.org/other", title="Another story", published_at=self.LATER)
        assert store_items(source, [other], now=now) == Stored(new=1, changed=0)
        assert store_items(source, [other], now=now) == Stored(0, 0)
        assert store_items(source, [item()], now=now) == Stored(0, 0)
        assert list(RawItem.objects.order_by("pk").values_list("title", "version")) == [
            ("Story 1", 1),
            ("Another story", 1),
        ]

    @pytest.mark.parametrize("same", ["url", "title", "published_at"])
    def test_one_that_keeps_address_title_or_day_is_a_correction(self, source: Source, same: str) -> None:
        now = self.LATER + timedelta(hours=1)
        store_items(source, [item()], now=now)
        other = item(url="https://news.example.org/other", title="Another story", published_at=self.LATER)
        corrected = replace(other, **{same: getattr(item(), same)})
        assert store_items(source, [corrected], now=now) == Stored(new=0, changed=1)


class TestCost:
    def test_a_delivery_costs_few_queries_however_long_it_is(
        self, source: Source, now: datetime, django_assert_max_num_queries: Any
    ) -> None:
        many = [item(n) for n in range(1000)]
        with django_assert_max_num_queries(25):
            assert store_items(source, many, now=now).new == 1000
        with django_assert_max_num_queries(6):
            assert store_items(source, many, now=now) == Stored(0, 0)
        with django_assert_max_num_queries(55):
            assert store_items(source, [replace(one, title="B") for one in many], now=now).changed == 1000

    def test_a_long_past_is_not_looked_through(
        self, source: Source, now: datetime, django_assert_num_queries: Any
    ) -> None:
        store_items(source, [item(n) for n in range(600)], now=now)
        captured: CaptureQueriesContext
        with django_assert_num_queries(4) as captured:
            store_items(source, [item(1)], now=now)
        assert not [query for query in captured.captured_queries if "payload" in query["sql"]]


EXPECTED = {"adv-07-wrong-date": 3, "adv-08-future-date": 2, "adv-09-missing-guid": 2, "adv-11-javascript-link": 4}
EXPECTED |= {"adv-12-negative-mw": 3}


class TestHostileItems:
    @pytest.mark.parametrize("case", hostile_cases().values(), ids=lambda case: str(case["id"]))
    def test_each_is_kept_once(self, source: Source, now: datetime, case: dict[str, Any]) -> None:
        items = ADAPTERS["feed"].parse(rss(*case["feed_items"]), "application/rss+xml")
        for _again in range(2):
            store_items(source, items, now=now)
        rows = list(RawItem.objects.all())
        assert len(rows) == EXPECTED.get(case["id"], 1)
        for row in rows:
            row.full_clean()
            assert row.published_at <= now
            assert not row.url or row.url.startswith("https://")

    def test_a_guid_delivered_again_with_another_title_is_corrected(self, source: Source, now: datetime) -> None:
        first, second = hostile_cases()["adv-10-duplicate-guid-changed-title"]["feed_items"]
        for one in (first, second):
            store_items(source, ADAPTERS["feed"].parse(rss(one), ""), now=now)
        row = RawItem.objects.get()
        assert (row.title, row.version) == ("CORRECTED: Galaxy leases 130 MW at Helios", 2)

    def test_impossible_times_are_marked_uncertain(self, source: Source, now: datetime) -> None:
        for name in ("adv-07-wrong-date", "adv-08-future-date"):
            store_items(source, ADAPTERS["feed"].parse(rss(*hostile_cases()[name]["feed_items"]), ""), now=now)
        assert set(RawItem.objects.values_list("published_at", "published_is_certain")) == {(now, False)}
