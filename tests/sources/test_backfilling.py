"""The way back into a feed's past: which pages are asked for, what of them is wanted, and what is said at the end."""

import json
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Final

import pytest
from django.core.cache import cache

from tests.factories import make_source
from tests.feed_server import Answer, FeedServer
from tests.sources.feeds import rss, story
from tracker.lib.http import Client, FetchError, FetchPolicy
from tracker.sources.adapters import Unreadable, feed_pages
from tracker.sources.backfilling import Batch, NotPast, earlier_items, refuse_future
from tracker.sources.models import RawItem, Source
from tracker.sources.services import poll, store_items
from tracker.sources.shared import SharedRobots

pytestmark = pytest.mark.django_db

SINCE: Final = date(2025, 10, 1)
LATEST: Final = datetime(2025, 10, 21, 7, 40, tzinfo=UTC)
ATOM: Final = "http://www.w3.org/2005/Atom"
WORDPRESS: Final = "https://wordpress.org/?v=6.8.3"


def told(n: int, days: int | None = None, **fields: Any) -> dict[str, Any]:
    """Story n, from n days before the latest one can be, or as many as said."""
    published = format_datetime(LATEST - timedelta(days=n if days is None else days))
    return story(n, **{"published": published, **fields})


def feed(*items: dict[str, Any], link: str = "", rel: str = "next", generator: str = "") -> bytes:
    """An RSS feed that says where earlier items are, or what made it."""
    more = f'<atom:link xmlns:atom="{ATOM}" rel="{rel}" href="{link}"/>' if link else ""
    more += f"<generator>{generator}</generator>" if generator else ""
    return rss(*items).replace(b"<title>t</title>", f"<title>t</title>{more}".encode())


def three_pages(server: FeedServer) -> Source:
    """A feed and two pages before it, two stories on each, all since the day."""
    server.route("/feed?page=3", feed(told(4), told(5)))
    server.route("/feed?page=2", feed(told(2), told(3), link="/feed?page=3"))
    return make_source(url=server.route("/feed", feed(told(0), told(1), link="/feed?page=2")))


def walk(source: Source, client: Client, since: date = SINCE, mark: str = "") -> list[Batch]:
    return list(earlier_items(source, since=since, client=client, mark=mark))


def guids(*batches: Batch) -> list[list[str]]:
    return [[item.guid.removeprefix("guid-") for item in batch.items] for batch in batches]


class TestPagesThatAreLinked:
    def test_next_pages_are_followed_to_the_last_and_it_says_how_far_that_is(
        self, feed_server: FeedServer, client: Client
    ) -> None:
        batches = walk(three_pages(feed_server), client)
        assert guids(*batches) == [["0", "1"], ["2", "3"], ["4", "5"]]
        assert [(batch.done, batch.total) for batch in batches] == [(1, None), (2, None), (3, 3)]
        assert [batch.note for batch in batches] == [
            "",
            "",
            "The feed names no page before this one, back to 2025-10-16.",
        ]
        assert feed_server.pages == ["/feed", "/feed?page=2", "/feed?page=3"]

    def test_the_first_page_from_before_the_day_is_the_end_and_none_of_it_is_given(
        self, feed_server: FeedServer, client: Client
    ) -> None:
        batches = walk(three_pages(feed_server), client, since=date(2025, 10, 20))
        assert guids(*batches) == [["0", "1"], []]
        assert (batches[-1].done, batches[-1].total, batches[-1].note) == (2, 2, "")
        assert feed_server.count("/feed?page=3") == 0

    def test_a_last_page_that_reaches_the_day_needs_no_word(self, feed_server: FeedServer, client: Client) -> None:
        source = three_pages(feed_server)
        feed_server.route("/feed?page=3", feed(told(4), told(40)))
        batches = walk(source, client)
        assert guids(*batches) == [["0", "1"], ["2", "3"], ["4"]]
        assert [batch.note for batch in batches] == ["", "", ""]

    def test_archives_of_an_atom_feed_are_followed_before_next_pages(
        self, feed_server: FeedServer, client: Client
    ) -> None:
        def atom(n: int, *links: tuple[str, str]) -> str:
            entry = f"<entry><id>guid-{n}</id><title>s</title><updated>2025-10-{20 - n}T08:00:00Z</updated></entry>"
            led = "".join(f'<link rel="{rel}" href="{href}"/>' for rel, href in links)
            return f'<feed xmlns="{ATOM}"><title>t</title>{led}{entry}</feed>'

        server = feed_server
        server.route("/2025/08", atom(2, ("next-archive", "/2025/09"), ("current", "/atom")))
        server.route("/2025/09", atom(1, ("prev-archive", "08")))
        url = server.route("/atom", atom(0, ("next", "/other"), ("prev-archive", "/2025/09")))
        assert guids(*walk(make_source(url=url), client)) == [["0"], ["1"], ["2"]]
        assert server.pages == ["/atom", "/2025/09", "/2025/08"]

    def test_a_json_feed_is_followed_by_its_next_url(self, feed_server: FeedServer, client: Client) -> None:
        def page(n: int, next_url: object) -> str:
            item = {"id": f"guid-{n}", "title": "s", "date_published": f"2025-10-{20 - n}T08:00:00Z"}
            version = "https://jsonfeed.org/version/1.1"
            return json.dumps({"version": version, "title": "t", "next_url": next_url, "items": [item]})

        feed_server.route("/feed.json?p=2", page(1, None))
        source = make_source(url=feed_server.route("/feed.json", page(0, feed_server.url + "/feed.json?p=2")))
        batches = walk(source, client)
        assert guids(*batches) == [["0"], ["1"]]
        assert batches[-1].note == "The feed names no page before this one, back to 2025-10-19."

    def test_a_page_that_links_to_itself_is_the_last(self, feed_server: FeedServer, client: Client) -> None:
        source = make_source(url=feed_server.route("/feed", feed(told(0), link="/feed#more")))
        [batch] = walk(source, client)
        assert batch.note == (
            "The feed names as the page before this one a page that was read already, back to 2025-10-21."
        )
        assert feed_server.pages == ["/feed"]

    def test_pages_in_a_circle_are_each_read_once(self, feed_server: FeedServer, client: Client) -> None:
        feed_server.route("/2", feed(told(1), link="/feed"))
        batches = walk(make_source(url=feed_server.route("/feed", feed(told(0), link="/2"))), client)
        assert guids(*batches) == [["0"], ["1"]]
        assert feed_server.pages == ["/feed", "/2"]

    @pytest.mark.parametrize("host", ["127.0.0.1:1", "archive.example.org", "127.0.0.1.example.org"])
    def test_another_host_is_named_and_not_asked(self, host: str, feed_server: FeedServer, client: Client) -> None:
        source = make_source(url=feed_server.route("/feed", feed(told(0), link=f"http://{host}/feed?page=2")))
        [batch] = walk(source, client)
        assert guids(batch) == [["0"]]
        assert batch.note == (
            f"The feed leaves what is earlier to another host, {host}, which is not asked, back to 2025-10-21."
        )

    def test_a_name_and_password_in_a_link_are_neither_another_host_nor_shown(
        self, feed_server: FeedServer, client: Client
    ) -> None:
        named = feed_server.url.replace("//", "//desk:secret@")
        feed_server.route("/2", feed(told(1), link="http://desk:secret@127.0.0.1:1/3"))
        source = make_source(url=feed_server.route("/feed", feed(told(0), link=f"{named}/2")))
        batches = walk(source, client)
        assert guids(*batches) == [["0"], ["1"]]
        assert "another host, 127.0.0.1:1, which" in batches[-1].note
        assert "secret" not in "".join(batch.note + batch.mark for batch in batches)

    def test_another_host_is_not_asked_by_a_walk_that_goes_on_either(
        self, feed_server: FeedServer, client: Client
    ) -> None:
        source = three_pages(feed_server)
        first = next(earlier_items(source, since=SINCE, client=client))
        feed_server.route("/feed?page=2", feed(told(2), link="http://127.0.0.1:1/feed?page=3"))
        assert "another host, 127.0.0.1:1" in walk(source, client, mark=first.mark)[-1].note

    def test_pages_that_hold_the_same_again_end_the_walk(self, feed_server: FeedServer, client: Client) -> None:
        same = [told(0), told(1)]
        feed_server.route("/feed?page=2", feed(*same, link="/feed?page=3"))
        source = make_source(url=feed_server.route("/feed", feed(*same, link="/feed?page=2")))
        first, second = walk(source, client)
        assert (guids(first, second), second.known) == ([["0", "1"], []], 2)
        assert second.note == (
            "Page 2 holds what a page before it held, so the site gives no more, back to 2025-10-20."
        )
        assert feed_server.count("/feed?page=3") == 0

    def test_the_most_pages_of_one_walk_are_said(
        self, feed_server: FeedServer, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(feed_pages, "MOST_PAGES", 2)
        batches = walk(three_pages(feed_server), client)
        assert guids(*batches) == [["0", "1"], ["2", "3"]]
        assert batches[-1].note == "Stopped after 2 pages, the most of one walk, back to 2025-10-18."
        assert (batches[-1].done, batches[-1].total) == (2, 2)

    def test_a_feed_of_one_page_says_that_it_has_no_more(self, feed_server: FeedServer, client: Client) -> None:
        url = feed_server.route("/feed", feed(told(0), told(1)))
        source = make_source(url=url)
        [batch] = walk(source, client)
        assert batch.note == (
            "This feed gives only its newest 2 items, back to 2025-10-20; nothing earlier can be asked for."
        )
        assert walk(source, client, since=date(2025, 10, 20))[0].note == batch.note  # that day may have had more
        assert walk(source, client, since=date(2025, 10, 21))[0].note == ""
        assert walk(source, client, since=date(2025, 10, 22)) == [Batch([], 1, 1)]

    def test_an_empty_feed_is_said_to_be_empty(self, feed_server: FeedServer, client: Client) -> None:
        [batch] = walk(make_source(url=feed_server.route("/feed", feed())), client)
        assert (batch.items, batch.note) == ([], "This feed is empty, and nothing earlier can be asked for.")


class TestPagesOfWordPress:
    def test_they_are_asked_for_by_number_until_there_is_none(self, feed_server: FeedServer, client: Client) -> None:
        for n in (2, 3):
            feed_server.route(f"/feed/?a=b&paged={n}", feed(told(n), generator=WORDPRESS))
        batches = walk(make_source(url=feed_server.route("/feed/?a=b", feed(told(1), generator=WORDPRESS))), client)
        assert guids(*batches) == [["1"], ["2"], ["3"], []]
        assert (batches[-1].done, batches[-1].total) == (3, 3)
        assert batches[-1].note == "The feed ends before page 4, back to 2025-10-18."
        assert feed_server.pages[1:] == [f"/feed/?a=b&paged={n}" for n in (2, 3, 4)]

    def test_numbers_go_on_from_where_the_feed_moved_to(self, feed_server: FeedServer, client: Client) -> None:
        feed_server.route("/feed/", feed(told(1), generator=WORDPRESS))
        walk(make_source(url=feed_server.redirect("/feed", "/feed/")), client)
        assert feed_server.pages == ["/feed", "/feed/", "/feed/?paged=2"]

    @pytest.mark.parametrize(
        ("beyond", "note"),
        [
            (Answer(status=410), "The feed ends before page 2"),
            (Answer(feed(generator=WORDPRESS)), "The feed ends before page 2"),
            (
                Answer(b"<!DOCTYPE html><html><body>Nothing here</body></html>"),
                "What the site gives as page 2 is no feed, so the one before it is taken for the last",
            ),
        ],
        ids=["gone", "empty", "a web page"],
    )
    def test_whatever_stands_beyond_the_last_page_is_the_end(
        self, beyond: Answer, note: str, feed_server: FeedServer, client: Client
    ) -> None:
        feed_server.route_in_turn("/feed?paged=2", beyond)
        source = make_source(url=feed_server.route("/feed", feed(told(1), generator=WORDPRESS)))
        batches = walk(source, client)
        assert guids(*batches) == [["1"], []]
        assert batches[-1].note == f"{note}, back to 2025-10-20."
        assert feed_server.pages == ["/feed", "/feed?paged=2"]

    def test_a_robots_txt_against_numbered_pages_is_the_end_too(self, feed_server: FeedServer) -> None:
        cache.clear()
        feed_server.route("/robots.txt", "User-agent: *\nDisallow: /*?\n", content_type="text/plain")
        source = make_source(url=feed_server.route("/feed", feed(told(1), generator=WORDPRESS)))
        policy = FetchPolicy(1.0, 1_000_000, frozenset({"127.0.0.1"}))
        batches = walk(source, Client(policy, robots=SharedRobots()))
        assert guids(*batches) == [["1"], []]
        assert batches[-1].note == "The site's robots.txt does not let page 2 be asked for, back to 2025-10-20."
        assert feed_server.pages == ["/feed"]

    def test_an_error_of_the_site_is_not_taken_for_the_end(self, feed_server: FeedServer, client: Client) -> None:
        feed_server.route("/feed?paged=2", status=503)
        batches = earlier_items(
            make_source(url=feed_server.route("/feed", feed(told(1), generator=WORDPRESS))), since=SINCE, client=client
        )
        assert guids(next(batches)) == [["1"]]
        with pytest.raises(FetchError, match="503"):
            next(batches)


class TestWalksThatBreakOff:
    def test_one_that_broke_off_goes_on_after_the_last_page_it_has(
        self, feed_server: FeedServer, client: Client
    ) -> None:
        source = three_pages(feed_server)
        batches = earlier_items(source, since=SINCE, client=client)
        mark = [next(batches).mark, next(batches).mark][-1]
        [last] = walk(source, client, mark=mark)
        assert guids(last) == [["4", "5"]]
        assert (last.done, last.total) == (3, 3)
        assert feed_server.pages == ["/feed", "/feed?page=2", "/feed?page=3"]

    def test_wordpress_goes_on_by_number_and_ends_where_it_ends(self, feed_server: FeedServer, client: Client) -> None:
        feed_server.route("/feed?paged=2", feed(told(2), generator=WORDPRESS))
        source = make_source(url=feed_server.route("/feed", feed(told(1), generator=WORDPRESS)))
        first = next(earlier_items(source, since=SINCE, client=client))
        second, end = walk(source, client, mark=first.mark)
        assert (guids(second), end.done, end.total) == ([["2"]], 2, 2)
        assert feed_server.pages == ["/feed", "/feed?paged=2", "/feed?paged=3"]
        assert [(one.done, one.total) for one in walk(source, client, mark=second.mark)] == [(2, 2)]

    @pytest.mark.parametrize("mark", ["nonsense", "2", "x y z", "2 http://127.0.0.1:1/feed http://127.0.0.1:1/feed"])
    def test_a_mark_of_something_else_starts_from_the_front(
        self, mark: str, feed_server: FeedServer, client: Client
    ) -> None:
        assert guids(*walk(three_pages(feed_server), client, mark=mark)) == [["0", "1"], ["2", "3"], ["4", "5"]]

    @pytest.mark.parametrize(
        ("answer", "kind"), [(Answer(status=503), FetchError), (Answer(b"<rss"), Unreadable), (Answer(), Unreadable)]
    )
    def test_an_error_comes_after_all_that_was_before_it(
        self, answer: Answer, kind: type[Exception], feed_server: FeedServer, client: Client
    ) -> None:
        source = three_pages(feed_server)
        feed_server.route_in_turn("/feed?page=3", answer)
        batches = earlier_items(source, since=SINCE, client=client)
        assert guids(next(batches), next(batches)) == [["0", "1"], ["2", "3"]]
        with pytest.raises(kind):
            next(batches)

    def test_the_mark_before_an_error_asks_for_the_same_page_again(
        self, feed_server: FeedServer, client: Client
    ) -> None:
        source = three_pages(feed_server)
        feed_server.route_in_turn("/feed?page=3", Answer(status=503), Answer(feed(told(4))))
        batches = earlier_items(source, since=SINCE, client=client)
        mark = [next(batches).mark, next(batches).mark][-1]
        with pytest.raises(FetchError):
            next(batches)
        assert guids(*walk(source, client, mark=mark)) == [["4"]]


class TestWhatIsWanted:
    def test_items_without_a_time_are_kept_while_their_page_is_in_range(
        self, feed_server: FeedServer, client: Client
    ) -> None:
        feed_server.route("/3", feed(told(8, published=None), told(9, days=40)))
        feed_server.route("/2", feed(told(5, published=None), told(6, days=30), told(7, published=None), link="/3"))
        feed_server.route("/1", feed(told(3, published=None), told(4, published=None), link="/2"))
        source = make_source(url=feed_server.route("/feed", feed(told(1), told(2, published=None), link="/1")))
        batches = walk(source, client)
        assert guids(*batches) == [["1", "2"], ["3", "4"], []]
        assert feed_server.count("/3") == 0

    def test_items_from_before_the_day_are_counted_and_left_out(self, feed_server: FeedServer, client: Client) -> None:
        items = (told(0), told(1, days=20), told(2, days=21), told(3, days=1))
        source = make_source(url=feed_server.route("/feed", feed(*items)))
        [batch] = walk(source, client)
        assert guids(batch) == [["0", "1", "3"]]  # the day itself is within
        assert (batch.older, batch.known) == (1, 0)

    def test_an_old_item_pinned_on_top_ends_nothing(self, feed_server: FeedServer, client: Client) -> None:
        feed_server.route("/2", feed(told(2)))
        source = make_source(url=feed_server.route("/feed", feed(told(9, days=400), told(1), link="/2")))
        assert guids(*walk(source, client)) == [["1"], ["2"]]

    def test_days_are_those_of_utc(self, feed_server: FeedServer, client: Client) -> None:
        late = story(1, published="Tue, 30 Sep 2025 20:00:00 -0400")
        early = story(2, published="Wed, 01 Oct 2025 01:00:00 +0200")
        [batch] = walk(make_source(url=feed_server.route("/feed", feed(late, early))), client)
        assert (guids(batch), batch.older) == ([["1"]], 1)

    def test_what_is_stored_stays_as_it_is_and_is_counted(
        self, feed_server: FeedServer, client: Client, now: datetime
    ) -> None:
        source = three_pages(feed_server)
        poll(source.pk, now=now, client=client)
        feed_server.route("/feed", feed(told(0, title="An earlier wording"), told(1), link="/feed?page=2"))
        batches = walk(source, client)
        assert guids(*batches) == [[], ["2", "3"], ["4", "5"]]
        assert [batch.known for batch in batches] == [2, 0, 0]
        assert RawItem.objects.get(guid="guid-0").title == "CleanSpark story 0"

    def test_the_same_item_of_another_source_is_not_known(
        self, feed_server: FeedServer, client: Client, now: datetime
    ) -> None:
        source = three_pages(feed_server)
        poll(source.pk, now=now, client=client)
        second = make_source("second", url=feed_server.route("/second", feed(told(0), told(1))))
        assert guids(*walk(second, client)) == [["0", "1"]]

    def test_an_item_that_moved_to_the_next_page_meanwhile_comes_once(
        self, feed_server: FeedServer, client: Client
    ) -> None:
        feed_server.route("/2", feed(told(1), told(2)))
        batches = walk(make_source(url=feed_server.route("/feed", feed(told(0), told(1), link="/2"))), client)
        assert (guids(*batches), batches[1].known) == ([["0", "1"], ["2"]], 1)

    def test_a_second_walk_finds_all_of_it_known(self, feed_server: FeedServer, client: Client, now: datetime) -> None:
        source = three_pages(feed_server)
        for batch in earlier_items(source, since=SINCE, client=client):
            store_items(source, batch.items, now=now)
        assert RawItem.objects.count() == 6
        batches = walk(source, client)
        assert (guids(*batches), [batch.known for batch in batches]) == ([[], [], []], [2, 2, 2])


class TestWhatIsRefused:
    def test_the_sample_is_never_asked(self, feed_server: FeedServer, client: Client) -> None:
        source = make_source(url=feed_server.route("/feed", feed(told(0))), is_sample=True)
        with pytest.raises(FetchError, match="bundled sample") as caught:
            earlier_items(source, since=SINCE, client=client)
        assert (caught.value.kind, feed_server.asked) == ("refused", [])

    def test_a_day_that_has_not_come_is_refused_and_today_is_not(self, now: datetime) -> None:
        refuse_future(now.date(), now=now)
        with pytest.raises(NotPast, match=r"no items since Oct\. 22, 2025 yet\. Choose today or a day before"):
            refuse_future(now.date() + timedelta(days=1), now=now)
