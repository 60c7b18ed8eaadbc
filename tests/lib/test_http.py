"""The one network client: what it refuses, where it stops, what it says."""

import gzip
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from tests.feed_server import FeedServer
from tracker.lib.http import Client, FetchError, FetchPolicy, connection
from tracker.lib.http.addresses import resolve, why_refused
from tracker.lib.http.client import user_agent


def make_client(seconds: float = 5.0, max_bytes: int = 100_000, hosts: tuple[str, ...] = ("127.0.0.1",)) -> Client:
    return Client(FetchPolicy(seconds, max_bytes, frozenset(hosts), "desk@example.org"))


def failure(url: str, client: Client | None = None) -> FetchError:
    with client or make_client() as asking, pytest.raises(FetchError) as caught:
        asking.get(url)
    assert caught.value.message.endswith(".")
    assert caught.value.message == str(caught.value)
    return caught.value


@contextmanager
def raw_server(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that takes one connection and does with it what `talk` says; its address."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            taken, _peer = listening.accept()
            with taken:
                taken.recv(65_536)
                talk(taken)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    finally:
        listening.close()
        thread.join(timeout=10)


def drip(first: bytes, drop: bytes) -> Callable[[socket.socket], None]:
    """Send something, then a little more every few milliseconds for as long as the other side listens."""

    def talk(taken: socket.socket) -> None:
        taken.sendall(first)
        while True:
            taken.sendall(drop)
            threading.Event().wait(0.02)

    return talk


class TestAnswers:
    def test_body_headers_and_final_address_are_given(self, feed_server: FeedServer) -> None:
        feed_server.route("/feed", b"<rss/>", etag='"v1"')
        with make_client() as client:
            answer = client.get(feed_server.redirect("/old", "/feed"), {"Accept": "text/xml"})
        assert (answer.status, answer.body, answer.url) == (200, b"<rss/>", f"{feed_server.url}/feed")
        assert answer.headers["etag"] == answer.headers["ETag"] == '"v1"'
        assert feed_server.asked[-1].headers["accept"] == "text/xml"

    def test_a_name_and_password_in_the_address_go_nowhere(self, feed_server: FeedServer) -> None:
        url = feed_server.route("/feed", b"x")
        with make_client() as client:
            assert client.get(url.replace("//", "//name:secret@")).url == url
        assert "authorization" not in feed_server.asked[0].headers

    def test_not_modified_is_passed_through(self, feed_server: FeedServer) -> None:
        url = feed_server.route("/feed", b"<rss/>", etag='"v1"')
        with make_client() as client:
            answer = client.get(url, {"If-None-Match": '"v1"'})
        assert (answer.status, answer.body) == (304, b"")

    def test_sites_are_told_who_asks_and_whom_to_write_to(self, feed_server: FeedServer) -> None:
        with make_client() as client:
            client.get(feed_server.route("/feed", b"x"))
        assert feed_server.asked[0].headers["user-agent"] == "Hashpivot (+desk@example.org)"
        assert user_agent("") == "Hashpivot"
        assert user_agent("a@b.org\r\nX-Evil: 1 é") == "Hashpivot (+a@b.orgX-Evil: 1)"

    def test_cookies_are_not_kept_between_redirects(self, feed_server: FeedServer) -> None:
        feed_server.route("/two", b"x")
        url = feed_server.route("/one", status=302, headers={"Location": "/two", "Set-Cookie": "seen=1; Path=/"})
        with make_client() as client:
            client.get(url)
        assert "cookie" not in feed_server.asked[-1].headers

    def test_proxies_of_the_environment_are_not_used(
        self, feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
        with make_client() as client:
            assert client.get(feed_server.route("/feed", b"x")).body == b"x"


class TestPacked:
    def test_gzip_is_unpacked(self, feed_server: FeedServer) -> None:
        packed = gzip.compress(b"one ") + gzip.compress(b"two") + b"\0\0"
        url = feed_server.route("/feed", packed, headers={"Content-Encoding": "gzip"})
        with make_client() as client:
            assert client.get(url).body == b"one two"

    def test_gzip_bomb_is_given_up_at_the_limit(self, feed_server: FeedServer) -> None:
        bomb = gzip.compress(bytes(50_000_000))
        assert len(bomb) < 100_000
        error = failure(feed_server.route("/bomb", bomb, headers={"Content-Encoding": "gzip"}))
        assert error.kind == "too_large"

    def test_gzip_that_breaks_off_is_no_answer(self, feed_server: FeedServer) -> None:
        packed = gzip.compress(b"a" * 1000)[:-9]
        error = failure(feed_server.route("/cut", packed, headers={"Content-Encoding": "gzip"}))
        assert (error.kind, "broke off" in error.message) == ("unreachable", True)

    def test_what_only_claims_to_be_gzip_is_an_error(self, feed_server: FeedServer) -> None:
        assert failure(feed_server.route("/no", b"<rss/>", headers={"Content-Encoding": "gzip"})).kind == "http_error"

    def test_other_packings_are_refused_by_name(self, feed_server: FeedServer) -> None:
        error = failure(feed_server.route("/br", zlib.compress(b"x"), headers={"Content-Encoding": "br"}))
        assert (error.kind, "'br'" in error.message) == ("http_error", True)


class TestLimits:
    def test_ten_megabytes_are_too_large_by_their_own_word(self, feed_server: FeedServer) -> None:
        error = failure(feed_server.route("/big", bytes(10_000_000)), make_client(max_bytes=5_000_000))
        assert (error.kind, "5 MB" in error.message) == ("too_large", True)

    def test_a_body_without_a_length_is_cut_off_too(self) -> None:
        def talk(taken: socket.socket) -> None:
            taken.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + bytes(200_000))

        with raw_server(talk) as url:
            assert failure(url).kind == "too_large"

    def test_silence_is_a_timeout(self, feed_server: FeedServer) -> None:
        error = failure(feed_server.route("/slow", b"x", delay_seconds=5), make_client(seconds=0.3))
        assert (error.kind, "0.3 seconds" in error.message) == ("timeout", True)

    @pytest.mark.parametrize(
        ("first", "drop"),
        [
            (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", b"x"),
            (b"HTTP/1.1 200 OK\r\n", b"X-Drop: 1\r\n"),
            (b"", b"H"),
        ],
        ids=["body", "headers", "status line"],
    )
    def test_dripping_bytes_do_not_outlast_the_whole_fetch(self, first: bytes, drop: bytes) -> None:
        started = time.monotonic()
        with raw_server(drip(first, drop)) as url:
            assert failure(url, make_client(seconds=0.3)).kind == "timeout"
        assert time.monotonic() - started < 2

    def test_a_chain_of_slow_redirects_is_one_fetch(self, feed_server: FeedServer) -> None:
        for n in range(5):
            feed_server.route(f"/{n}", status=302, headers={"Location": f"/{n + 1}"}, delay_seconds=0.12)
        assert failure(f"{feed_server.url}/0", make_client(seconds=0.3)).kind == "timeout"


class TestErrors:
    def test_an_error_answer_is_named_by_its_number(self, feed_server: FeedServer) -> None:
        error = failure(f"{feed_server.url}/nowhere")
        assert (error.kind, "404 (not found)" in error.message) == ("http_error", True)

    @pytest.mark.parametrize("status", [401, 403, 410, 418, 500, 599])
    def test_every_other_error_says_what_to_do(self, feed_server: FeedServer, status: int) -> None:
        error = failure(feed_server.route("/x", status=status))
        assert (error.kind, str(status) in error.message) == ("http_error", True)

    def test_too_many_requests_says_how_long_to_wait(self, feed_server: FeedServer) -> None:
        error = failure(feed_server.route("/x", status=429, headers={"Retry-After": "120"}))
        assert (error.kind, error.retry_after) == ("rate_limited", 120.0)

    def test_a_date_to_wait_for_is_measured_from_the_answers_own_clock(self, feed_server: FeedServer) -> None:
        def talk(taken: socket.socket) -> None:
            taken.sendall(
                b"HTTP/1.1 503 Busy\r\nDate: Tue, 21 Oct 2025 09:00:00 GMT\r\n"
                b"Retry-After: Tue, 21 Oct 2025 10:00:00 GMT\r\nContent-Length: 0\r\n\r\n"
            )

        with raw_server(talk) as url:
            error = failure(url)
        assert (error.kind, error.retry_after) == ("rate_limited", 3600.0)

    @pytest.mark.parametrize(
        ("status", "wait", "kind"), [(429, "soon", "rate_limited"), (503, "", "http_error"), (503, "-1", "http_error")]
    )
    def test_a_wait_without_sense_is_none(self, feed_server: FeedServer, status: int, wait: str, kind: str) -> None:
        error = failure(feed_server.route("/x", status=status, headers={"Retry-After": wait}))
        assert (error.kind, error.retry_after) == (kind, None)

    def test_a_closed_port_is_unreachable(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        error = failure(f"http://127.0.0.1:{port}/")
        assert (error.kind, "connection refused" in error.message) == ("unreachable", True)

    def test_a_name_that_does_not_exist_is_unreachable(self) -> None:
        error = failure("http://no-such-host.invalid/feed")
        assert (error.kind, "no-such-host.invalid was not found" in error.message) == ("unreachable", True)

    @pytest.mark.parametrize(
        "answer", [b"", b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"]
    )
    def test_an_answer_that_is_none_is_unreachable(self, answer: bytes) -> None:
        with raw_server(lambda taken: taken.sendall(answer)) as url:
            assert failure(url).kind == "unreachable"

    def test_a_server_without_tls_is_told_apart(self, feed_server: FeedServer) -> None:
        error = failure(feed_server.url.replace("http:", "https:"))
        assert (error.kind, "TLS" in error.message) == ("unreachable", True)

    def test_certificates_and_names_are_verified(self) -> None:
        context = connection.tls()
        assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


class TestRedirects:
    def test_a_circle_is_called_one(self, feed_server: FeedServer) -> None:
        feed_server.redirect("/b", "/a")
        error = failure(feed_server.redirect("/a", "/b#part"))
        assert (error.kind, "circle" in error.message) == ("http_error", True)

    def test_five_are_followed_and_six_are_not(self, feed_server: FeedServer) -> None:
        for n in range(6):
            feed_server.redirect(f"/{n}", f"/{n + 1}", status=(301, 302, 303, 307, 308)[n % 5])
        feed_server.route("/6", b"end")
        with make_client() as client:
            assert client.get(f"{feed_server.url}/1").body == b"end"
        assert failure(f"{feed_server.url}/0").kind == "http_error"

    def test_a_redirect_to_nowhere_is_an_error(self, feed_server: FeedServer) -> None:
        assert failure(feed_server.route("/x", status=302)).kind == "http_error"

    @pytest.mark.parametrize("target", ["file:///etc/passwd", "gopher://127.0.0.1/", "http://[::bad/", "javascript:1"])
    def test_other_schemes_are_refused_on_the_way(self, feed_server: FeedServer, target: str) -> None:
        assert failure(feed_server.redirect("/x", target)).kind == "refused"

    def test_a_private_address_is_refused_on_the_way(self, feed_server: FeedServer) -> None:
        port = feed_server.http.server_port
        client = make_client(hosts=(f"127.0.0.1:{port}",))
        error = failure(feed_server.redirect("/x", f"http://localhost:{port}/secret"), client)
        assert (error.kind, feed_server.count("/secret")) == ("refused", 0)


class TestAddresses:
    @pytest.mark.parametrize(
        "address",
        [
            "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",  # noqa: S104
            "100.64.0.1", "100.100.100.200", "192.0.0.192", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
            "168.63.129.16", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1",
            "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
            "2001:db8::1", "2001:0:0:0:0:0:80ff:fffe",
        ],
    )  # fmt: skip
    def test_what_is_not_public_is_refused(self, address: str) -> None:
        assert why_refused(address)

    @pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
    def test_what_is_public_is_not(self, address: str) -> None:
        assert why_refused(address) == ""

    @pytest.mark.parametrize(
        "url",
        [
            "http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://2130706433:{port}/", "http://0x7f.1:{port}/",
            "http://127.1:{port}/", "http://[::ffff:127.0.0.1]:{port}/", "http://public.example@127.0.0.1:{port}/",
            "http://169.254.169.254/latest/meta-data/",
        ],
    )  # fmt: skip
    def test_no_spelling_of_a_private_address_is_asked(self, feed_server: FeedServer, url: str) -> None:
        error = failure(url.format(port=feed_server.http.server_port), make_client(hosts=()))
        assert (error.kind, "FETCH_PRIVATE_HOSTS" in error.message, feed_server.asked) == ("refused", True, [])

    @pytest.mark.parametrize(
        "url", ["", "feed", "ftp://example.org/", "file:///etc/passwd", "http://", "http:///x", "\0"]
    )
    def test_what_is_no_web_address_is_refused(self, url: str) -> None:
        assert failure(url).kind == "refused"

    def test_a_private_host_is_allowed_with_its_port_or_for_all(self) -> None:
        for allowed in ("127.0.0.1:8999", "127.0.0.1"):
            assert resolve("127.0.0.1", 8999, {allowed}) == ["127.0.0.1"]
        with pytest.raises(FetchError):
            resolve("127.0.0.1", 8998, {"127.0.0.1:8999"})

    def test_a_name_with_one_private_address_among_public_ones_is_refused(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answer_lookups(monkeypatch, ["93.184.216.34", "10.0.0.1"])
        assert failure("http://mixed.example/").kind == "refused"

    def test_the_checked_address_is_the_one_connected_to(
        self, feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Rebinding: a name that resolves well once and to this machine afterwards is never looked up again."""
        port = feed_server.http.server_port
        lookups = answer_lookups(monkeypatch, ["127.0.0.1"], ["10.0.0.1"])
        with make_client(hosts=(f"feeds.example:{port}",)) as client:
            client.get(feed_server.route("/feed", b"x").replace("127.0.0.1", "feeds.example"))
        assert feed_server.asked[0].headers["host"] == f"feeds.example:{port}"
        assert lookups == ["feeds.example"]


def answer_lookups(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Let name lookups give these addresses, one answer after the other; the names that were looked up."""
    asked: list[str] = []
    left = list(answers)
    real = socket.getaddrinfo

    def look_up(host: str, port: int, *rest: int, **more: int) -> list[object]:
        if host.replace(".", "").isdigit():
            return list(real(host, port, *rest, **more))
        asked.append(host)
        addresses = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked
