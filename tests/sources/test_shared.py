"""What workers share about hosts: turns, places, waits that a site asked for, robots.txt."""

import threading
from collections.abc import Iterator

import pytest
from django.core.cache import cache

from tests.feed_server import FeedServer
from tracker.lib.http import Client, FetchError, FetchPolicy, RobotsFile
from tracker.lib.http.robots import Rule
from tracker.sources.shared import PATIENCE_SECONDS, SharedLimits, SharedRobots


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.at = 1_000_000.03
        self.lock = threading.Lock()

    def __call__(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        with self.lock:
            self.at += seconds


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def limits(clock: Clock, per_second: float = 2, at_once: int = 2) -> SharedLimits:
    return SharedLimits(per_second=per_second, at_once=at_once, clock=clock, sleep=clock.sleep)


def starts(clock: Clock, hosts: list[str], per_second: float = 2) -> list[float]:
    """When each request begins, every one by a worker of its own."""
    begun = []
    for host in hosts:
        with limits(clock, per_second).turn(host):
            begun.append(clock.at)
    return begun


def busiest_second(begun: list[float]) -> int:
    return max(sum(start <= other < start + 1 for other in begun) for start in begun)


class TestTurns:
    def test_requests_to_one_host_come_at_the_rate(self, clock: Clock) -> None:
        begun = starts(clock, ["news.example.org"] * 20)
        assert begun == sorted(begun)
        assert busiest_second(begun) <= 3  # two slots and the end of one before
        assert 9 <= begun[-1] - begun[0] <= 10

    def test_the_sec_never_sees_more_than_eight_a_second_whatever_is_set(self, clock: Clock) -> None:
        begun = starts(clock, ["data.sec.gov", "www.sec.gov"] * 40, per_second=50)
        assert busiest_second(begun) <= 8

    def test_hosts_do_not_wait_for_each_other(self, clock: Clock) -> None:
        before = clock.at
        starts(clock, [f"host{n}.example.org" for n in range(20)])
        assert clock.at == before

    def test_the_wait_is_told(self, clock: Clock) -> None:
        with limits(clock).turn("a.example"):
            pass
        with limits(clock).turn("a.example") as waited:
            assert 0 < waited <= 0.5

    def test_no_more_than_so_many_at_once(self, clock: Clock) -> None:
        shared = limits(clock, per_second=50)
        with shared.turn("a.example"), shared.turn("a.example"), pytest.raises(FetchError) as caught:
            shared.turn("a.example").__enter__()
        assert caught.value.kind == "rate_limited"
        with shared.turn("a.example"):
            pass

    def test_a_place_is_given_back_after_a_failure(self, clock: Clock) -> None:
        shared = limits(clock, per_second=50, at_once=1)
        for _time in range(3):
            with pytest.raises(ZeroDivisionError), shared.turn("a.example"):
                1 / 0  # noqa: B018

    def test_who_waits_too_long_is_told_to_come_again(self, clock: Clock) -> None:
        shared = limits(clock, per_second=1, at_once=50)
        for number in range(int(clock.at), int(clock.at) + int(PATIENCE_SECONDS) + 2):
            cache.add(f"host-slot:a.example:{number}", 1)
        with pytest.raises(FetchError, match="Too many sources wait"), shared.turn("a.example"):
            pass


class TestLeavingAlone:
    def test_a_host_that_asks_to_be_left_alone_is_by_everybody(self, clock: Clock) -> None:
        limits(clock).leave_alone("a.example", 120)
        with pytest.raises(FetchError) as caught, limits(clock).turn("a.example"):
            pass
        assert (caught.value.kind, caught.value.retry_after) == ("rate_limited", 120)
        clock.sleep(121)
        with limits(clock).turn("a.example"):
            pass

    def test_an_answer_that_says_so_is_enough(self, feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
        """The host is on this machine, but for once not on the list of those without limits."""
        monkeypatch.setattr("tracker.lib.http.addresses.why_refused", lambda _address: "")
        feed_server.route("/a", status=429, headers={"Retry-After": "300"})
        url = feed_server.route("/b", b"x")
        client = Client(FetchPolicy(2.0, 100_000), limits=SharedLimits(per_second=50, at_once=2))
        for path in ("/a", "/b"):
            with pytest.raises(FetchError) as caught:
                client.get(url.replace("/b", path))
            assert caught.value.kind == "rate_limited"
        assert feed_server.count("/b") == 0

    def test_hosts_of_ones_own_network_are_not_limited(self, feed_server: FeedServer) -> None:
        policy = FetchPolicy(2.0, 100_000, frozenset({"127.0.0.1"}))
        client = Client(policy, limits=SharedLimits(per_second=1, at_once=1))
        url = feed_server.route("/a", b"x")
        assert [client.get(url).status for _time in range(5)] == [200] * 5
        assert cache.get("host-place:127.0.0.1:0") is None


def test_robots_files_come_back_as_they_were_kept() -> None:
    file = RobotsFile((Rule(3, False, "/a"), Rule(4, True, "/a/b")), 0, "", "")
    SharedRobots().keep("https://a.example", file, 60)
    assert SharedRobots().get("https://a.example") == file
    assert SharedRobots().get("https://b.example") is None
