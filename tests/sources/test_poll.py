"""Polling against a real server on this machine."""

import gzip
import socket
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection

from tests.factories import make_source
from tests.feed_server import FeedServer
from tests.sources.feeds import rss, stories, story
from tracker import pipeline
from tracker.lib.http import Client, FetchError, FetchPolicy, errors
from tracker.sources import keeping, selectors, services
from tracker.sources.adapters import ADAPTERS, Ask, FeedItem, Fetched
from tracker.sources.models import PollStatus, RawItem, RobotsVerdict, Source
from tracker.sources.schedule import next_round
from tracker.sources.services import BUSY, CLAIM, PollResult, SourceSpec, ensure_source, poll
from tracker.sources.shared import SharedRobots

pytestmark = pytest.mark.django_db
SEED = Path(__file__).parents[2] / "tracker" / "data" / "seed"


@pytest.fixture
def source(feed_server: FeedServer) -> Source:
    return make_source(url=feed_server.route("/feed", stories(range(3)), etag='"v1"'))


class TestNewAndUnchanged:
    @pytest.mark.parametrize(("name", "items"), [("feed_en.xml", 4), ("feed_fr.xml", 2)])
    def test_a_feed_is_stored_once_however_often_it_is_polled(
        self, feed_server: FeedServer, client: Client, now: datetime, name: str, items: int
    ) -> None:
        source = make_source(url=feed_server.route("/feed", (SEED / name).read_bytes()))
        results = [poll(source.pk, now=now + timedelta(hours=n), client=client) for n in range(3)]
        assert [(result.status, result.new) for result in results] == [
            ("ok", items),
            ("unchanged", 0),
            ("unchanged", 0),
        ]
        assert RawItem.objects.count() == items

    def test_success_is_written_down(self, source: Source, client: Client, now: datetime) -> None:
        Source.objects.update(failures=3)
        result = poll(source.pk, now=now, client=client)
        assert result == PollResult("ok", 3, 0, "3 new and 0 changed of 3 items.")
        source.refresh_from_db()
        assert (source.last_status, source.last_message, source.failures) == ("ok", result.message, 0)
        assert source.last_polled_at == source.last_success_at == now
        assert source.next_poll_at == next_round(source.pk, now=now, interval=timedelta(minutes=15))
        assert source.claimed_until is None

    def test_the_next_request_is_conditional_and_304_costs_no_parsing(
        self, source: Source, feed_server: FeedServer, client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        body, modified = stories(range(3)), "Tue, 21 Oct 2025 08:00:00 GMT"
        feed_server.route("/feed", body, etag='"v1"', headers={"Last-Modified": modified})
        poll(source.pk, now=now, client=client)
        forbid_parsing(monkeypatch)
        for _again in range(2):
            assert poll(source.pk, now=now, client=client).status == PollStatus.UNCHANGED
            asked = feed_server.asked[-1].headers
            assert (asked["if-none-match"], asked["if-modified-since"]) == ('"v1"', modified)

    def test_the_same_bytes_without_validators_cost_no_parsing_either(
        self, feed_server: FeedServer, client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        source = make_source(url=feed_server.route("/feed", stories(range(3))))
        poll(source.pk, now=now, client=client)
        forbid_parsing(monkeypatch)
        assert poll(source.pk, now=now, client=client).status == PollStatus.UNCHANGED
        assert "if-none-match" not in feed_server.asked[-1].headers

    def test_ten_thousand_items_at_once_are_all_kept(self, feed_server: FeedServer, now: datetime) -> None:
        source = make_source(url=feed_server.route("/feed", stories(range(10_000))))
        patient = Client(FetchPolicy(30, 50_000_000, frozenset({"127.0.0.1"})))
        assert poll(source.pk, now=now, client=patient).new == RawItem.objects.count() == 10_000

    def test_a_changed_feed_adds_what_is_new(
        self, source: Source, feed_server: FeedServer, client: Client, now: datetime
    ) -> None:
        poll(source.pk, now=now, client=client)
        feed_server.route("/feed", rss(*map(story, range(1, 5)), story(0, title="Corrected")), etag='"v2"')
        result = poll(source.pk, now=now, client=client)
        assert (result.status, result.new, result.changed) == ("ok", 2, 1)
        assert len(selectors.pending_item_ids(now)) == 5
        assert selectors.pending_item_ids(now, limit=2) == selectors.pending_item_ids(now)[:2]

    def test_relative_links_start_from_where_redirects_ended(
        self, feed_server: FeedServer, client: Client, now: datetime
    ) -> None:
        feed_server.route("/new/feed", rss(story(1, link="story.html")))
        source = make_source(url=feed_server.redirect("/feed", "/new/feed", status=301))
        poll(source.pk, now=now, client=client)
        assert RawItem.objects.get().url == f"{feed_server.url}/new/story.html"


def forbid_parsing(monkeypatch: pytest.MonkeyPatch) -> None:
    def parse(self: object, body: bytes, content_type: str, url: str = "") -> list[FeedItem]:
        raise AssertionError("parsed although unchanged")

    monkeypatch.setattr(type(ADAPTERS["feed"]), "parse", parse)


class TestBadInput:
    """Each failure: the row says what happened and when it is tried next, the client goes on with other sources."""

    def check(self, url: str, client: Client, now: datetime, status: str, said: str) -> Source:
        bad = make_source("bad", url=url)
        result = poll(bad.pk, now=now, client=client)
        bad.refresh_from_db()
        assert (result.status, result.new, result.failed) == (status, 0, True)
        assert said in bad.last_message
        assert bad.last_message.endswith(f"Next try: 21 Oct 2025 {bad.next_poll_at:%H:%M} UTC.")
        assert (bad.last_message, bad.last_status, bad.failures) == (result.message, status, 1)
        assert (bad.last_success_at, bad.claimed_until, bad.etag) == (None, None, "")
        assert bad.next_poll_at
        assert bad.next_poll_at > now + timedelta(minutes=11)
        return bad

    @pytest.mark.parametrize(
        ("fields", "ends"),
        [
            ({"body": b"<html>no</html>"}, ("unreadable", "web page")),
            ({"body": b""}, ("unreadable", "empty")),
            ({"body": b"{}"}, ("unreadable", "JSON")),
            ({"body": b"\x00\x01\x02"}, ("unreadable", "no RSS or Atom")),
            ({"body": bytes(10_000_000)}, ("too_large", "larger than 1 MB")),
            (
                {"body": gzip.compress(bytes(40_000_000)), "headers": {"Content-Encoding": "gzip"}},
                ("too_large", "1 MB"),
            ),
            ({"status": 404}, ("http_error", "404")),
            ({"status": 500}, ("http_error", "500")),
            ({"status": 304}, ("http_error", "304")),
            ({"status": 302, "headers": {"Location": "/bad"}}, ("http_error", "circle")),
            ({"status": 302, "headers": {"Location": "http://10.0.0.1/"}}, ("refused", "a private address")),
            ({"body": b"x", "delay_seconds": 5}, ("timeout", "too slow")),
            ({"body": b"x" * 50, "stall_after": 10, "delay_seconds": 5}, ("timeout", "too slow")),
        ],
    )
    def test_answers(
        self, feed_server: FeedServer, client: Client, now: datetime, fields: dict[str, Any], ends: tuple[str, str]
    ) -> None:
        self.check(feed_server.route("/bad", **fields), client, now, *ends)
        good = make_source(url=feed_server.route("/feed", stories(range(3))))
        assert poll(good.pk, now=now, client=client).status == "ok"

    @pytest.mark.parametrize(
        ("url", "status", "said"),
        [
            ("http://169.254.169.254/latest/meta-data/", "refused", "metadata"),
            ("http://192.168.1.1/feed", "refused", "a private address"),
            ("http://[::1]/feed", "refused", "this machine"),
            ("ftp://example.org/feed", "refused", "http and https"),
            ("http://no-such-host.invalid/feed", "unreachable", "was not found"),
        ],
    )
    def test_addresses(self, client: Client, now: datetime, url: str, status: str, said: str) -> None:
        self.check(url, client, now, status, said)

    def test_a_refused_connection(self, client: Client, now: datetime) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        self.check(f"http://127.0.0.1:{port}/", client, now, "unreachable", "connection refused")

    def test_a_wait_that_is_asked_for_is_kept(self, feed_server: FeedServer, client: Client, now: datetime) -> None:
        url = feed_server.route("/bad", status=429, headers={"Retry-After": "7200"})
        bad = self.check(url, client, now, "rate_limited", "7200 seconds")
        assert bad.next_poll_at == now + timedelta(hours=2)

    def test_failures_back_off_and_success_starts_anew(
        self, feed_server: FeedServer, client: Client, now: datetime
    ) -> None:
        source = make_source(url=feed_server.route("/feed", status=500))
        waits = []
        for _time in range(9):
            poll(source.pk, now=now, client=client)
            source.refresh_from_db()
            waits.append(source.next_poll_at - now if source.next_poll_at else timedelta())
        assert waits == sorted(waits)
        assert (source.failures, waits[-1]) == (9, timedelta(hours=24))
        feed_server.route("/feed", stories(range(1)))
        poll(source.pk, now=now, client=client)
        source.refresh_from_db()
        assert source.failures == 0
        assert source.next_poll_at == next_round(source.pk, now=now, interval=timedelta(minutes=15))

    def test_what_was_stored_stays(
        self, source: Source, feed_server: FeedServer, client: Client, now: datetime
    ) -> None:
        poll(source.pk, now=now, client=client)
        feed_server.route("/feed", b"<html>", etag='"v2"')
        assert poll(source.pk, now=now, client=client).status == "unreadable"
        source.refresh_from_db()
        assert (RawItem.objects.count(), source.etag, source.last_success_at) == (3, '"v1"', now)
        feed_server.route("/feed", stories(range(3)), etag='"v3"')
        assert poll(source.pk, now=now, client=client).status == "unchanged"


class TestRobots:
    """What robots.txt says is kept beside the source, obeyed or not needed."""

    @pytest.fixture
    def obedient(self) -> Client:
        cache.clear()
        policy = FetchPolicy(0.5, 1_000_000, frozenset({"127.0.0.1"}), "desk@example.org")
        return Client(policy, robots=SharedRobots())

    def test_an_allowed_source_is_read_and_says_so(
        self, source: Source, feed_server: FeedServer, obedient: Client, now: datetime
    ) -> None:
        feed_server.route("/robots.txt", "User-agent: *\nDisallow: /private\nAllow: /feed")
        assert poll(source.pk, now=now, client=obedient).new == 3
        source.refresh_from_db()
        assert (source.robots_verdict, source.robots_checked_at) == (RobotsVerdict.ALLOWED, now)
        assert source.robots_reason == "Line 3 of robots.txt: Allow: /feed"
        poll(source.pk, now=now + timedelta(hours=1), client=obedient)
        assert feed_server.count("/robots.txt") == 1

    def test_a_disallowed_source_is_not_asked_and_says_why_until_tomorrow(
        self, source: Source, feed_server: FeedServer, obedient: Client, now: datetime
    ) -> None:
        feed_server.route("/robots.txt", "User-agent: hashpivot\nDisallow: /*feed$")
        result = poll(source.pk, now=now, client=obedient)
        source.refresh_from_db()
        assert (result.status, feed_server.count("/feed")) == (PollStatus.DISALLOWED, 0)
        assert (source.last_status, source.robots_verdict) == ("disallowed", RobotsVerdict.DISALLOWED)
        assert "Line 2 of robots.txt: Disallow: /*feed$" in source.last_message
        assert source.next_poll_at == now + timedelta(days=1)

    @pytest.mark.usefixtures("bare_settings")
    def test_the_program_itself_asks_for_robots_txt(
        self, source: Source, feed_server: FeedServer, now: datetime
    ) -> None:
        cache.clear()
        feed_server.route("/robots.txt", "User-agent: *\nDisallow: /")
        assert pipeline.poll_source(source.pk, now=now).status == PollStatus.DISALLOWED
        assert [one.path for one in feed_server.asked] == ["/robots.txt"]

    def test_a_site_whose_robots_txt_cannot_be_read_is_left_alone_for_now(
        self, source: Source, feed_server: FeedServer, obedient: Client, now: datetime
    ) -> None:
        feed_server.route("/robots.txt", status=503)
        assert poll(source.pk, now=now, client=obedient).status == "http_error"
        source.refresh_from_db()
        assert (source.robots_verdict, feed_server.count("/feed")) == (RobotsVerdict.AWAY, 0)
        assert source.next_poll_at
        assert source.next_poll_at < now + timedelta(minutes=30)


class TestClaims:
    def test_a_source_being_polled_is_left_alone(
        self, source: Source, feed_server: FeedServer, client: Client, now: datetime
    ) -> None:
        Source.objects.update(claimed_until=now + timedelta(seconds=1))
        result = poll(source.pk, now=now, client=client)
        assert (result.status, result.failed, feed_server.asked) == (BUSY, False, [])
        source.refresh_from_db()
        assert source.claimed_until == now + timedelta(seconds=1)

    def test_the_claim_of_a_killed_worker_runs_out(self, source: Source, client: Client, now: datetime) -> None:
        Source.objects.update(claimed_until=now - CLAIM, next_poll_at=now - CLAIM)
        assert selectors.due_source_ids(now) == [source.pk]
        assert poll(source.pk, now=now, client=client, only_due=True).status == "ok"

    def test_who_lost_the_claim_keeps_nothing(
        self, source: Source, client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A worker so slow that another took over must not write over what that one does."""
        theirs = now + timedelta(minutes=9)
        during_fetch(monkeypatch, lambda: Source.objects.update(claimed_until=theirs))
        assert poll(source.pk, now=now, client=client).status == BUSY
        source.refresh_from_db()
        assert (RawItem.objects.count(), source.etag, source.claimed_until) == (0, "", theirs)

    def test_samples_are_never_fetched(
        self, source: Source, feed_server: FeedServer, client: Client, now: datetime
    ) -> None:
        Source.objects.update(is_sample=True)
        assert selectors.due_source_ids(now) == []
        assert poll(source.pk, now=now, client=client).status == BUSY
        assert feed_server.asked == []

    def test_a_message_delivered_twice_asks_once(
        self, source: Source, feed_server: FeedServer, client: Client, now: datetime
    ) -> None:
        for _time in range(2):
            poll(source.pk, now=now, client=client, only_due=True)
        assert feed_server.count("/feed") == 1

    def test_after_an_unforeseen_error_it_is_free_and_not_tried_at_once(
        self, source: Source, client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        during_fetch(monkeypatch, lambda: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            poll(source.pk, now=now, client=client)
        source.refresh_from_db()
        assert (source.claimed_until, source.next_poll_at) == (None, now + CLAIM)

    def test_due_sources_come_longest_waiting_first(self, now: datetime) -> None:
        waiting = [make_source(str(n), next_poll_at=now - timedelta(minutes=n)) for n in (1, 3, 2)]
        make_source("later", next_poll_at=now + timedelta(minutes=1))
        make_source("off", is_enabled=False)
        new = make_source("new")
        assert selectors.due_source_ids(now) == [new.pk, waiting[1].pk, waiting[2].pk, waiting[0].pk]
        assert set(selectors.enabled_source_ids()) == set(
            Source.objects.exclude(key="off").values_list("pk", flat=True)
        )


def during_fetch(monkeypatch: pytest.MonkeyPatch, what: Callable[[], object]) -> None:
    """Let something happen between the claim and the answer."""
    real = type(ADAPTERS["feed"]).fetch

    def fetch(self: Any, client: Client, ask: Ask) -> Fetched:
        what()
        return real(self, client, ask)

    monkeypatch.setattr(type(ADAPTERS["feed"]), "fetch", fetch)


class TestCrashes:
    def test_validators_are_kept_only_with_the_items(
        self, source: Source, client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*args: object, **more: object) -> None:
            keeping.keep(*args, **more)  # type: ignore[arg-type]
            raise IntegrityError("the disk is full")

        with monkeypatch.context() as patched:
            patched.setattr(services, "keep", broken)
            with pytest.raises(IntegrityError):
                poll(source.pk, now=now, client=client)
        source.refresh_from_db()
        assert (RawItem.objects.count(), source.etag, source.content_sha256) == (0, "", "")
        assert poll(source.pk, now=now, client=client).new == 3


@pytest.mark.django_db(transaction=True)
class TestTogether:
    def test_two_workers_at_once_ask_once(self, feed_server: FeedServer, now: datetime) -> None:
        gate = threading.Event()
        source = make_source(url=feed_server.route("/feed", stories(range(3)), gate=gate))
        results: list[str] = []

        def work() -> None:
            try:
                policy = FetchPolicy(10, 1_000_000, frozenset({"127.0.0.1"}), "")
                results.append(poll(source.pk, now=now, client=Client(policy)).status)
            finally:
                connection.close()

        first = threading.Thread(target=work)
        first.start()
        assert feed_server.wait_for("/feed")
        second = threading.Thread(target=work)
        second.start()
        second.join(timeout=20)
        gate.set()
        first.join(timeout=20)
        assert (results, feed_server.count("/feed"), RawItem.objects.count()) == ([BUSY, "ok"], 1, 3)

    def test_the_network_is_never_inside_a_transaction(
        self, feed_server: FeedServer, client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        source = make_source(url=feed_server.route("/feed", stories(range(1))))
        inside: list[bool] = []
        during_fetch(monkeypatch, lambda: inside.append(connection.in_atomic_block))
        poll(source.pk, now=now, client=client)
        assert inside == [False]


class TestEnsureSource:
    SPEC = SourceSpec("wire", "Wire", "https://wire.example.org/feed", language="en")

    def test_it_is_made_once(self) -> None:
        assert ensure_source(self.SPEC).pk == ensure_source(self.SPEC).pk
        assert Source.objects.get().name == "Wire"

    def test_another_address_starts_from_nothing(self, now: datetime) -> None:
        ensure_source(self.SPEC)
        Source.objects.update(etag="x", content_sha256="y", next_poll_at=now, failures=2)
        renamed = SourceSpec("wire", "The wire", self.SPEC.url)
        assert ensure_source(renamed).etag == "x"
        moved = ensure_source(SourceSpec("wire", "The wire", "https://wire.example.org/new"))
        assert (moved.name, moved.etag, moved.content_sha256, moved.next_poll_at, moved.failures) == (
            "The wire",
            "",
            "",
            None,
            0,
        )


def test_an_error_of_the_client_is_an_error_of_this_room() -> None:
    """The words that fetches fail with are the words of the column."""
    words = {value for name, value in vars(errors).items() if name.isupper()}
    assert words <= set(PollStatus.values)
    assert FetchError(errors.TIMEOUT, "Slow.").retry_after is None
