"""Ports and small questions to a web server."""

import socket
from collections.abc import Iterator

import pytest

from tests.feed_server import FeedServer
from tracker.lib.ports import PortError, answers, ensure_free, free_port, port_number, wait_until


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_taken_port_is_refused_with_the_way_out(taken: int) -> None:
    with pytest.raises(
        PortError, match=rf"Port {taken} is taken\. Stop what uses it or start with PORT=\d+ make run\."
    ):
        ensure_free("127.0.0.1", taken)


def test_port_taken_on_all_addresses_is_refused_on_one() -> None:
    with socket.create_server(("", 0)) as listener, pytest.raises(PortError):
        ensure_free("127.0.0.1", listener.getsockname()[1])


def test_free_port_passes() -> None:
    ensure_free("127.0.0.1", free_port())


def test_address_of_another_machine_is_refused_with_the_way_out() -> None:
    with pytest.raises(PortError, match=r"HOST='192\.0\.2\.1' is not an address of this machine"):
        ensure_free("192.0.2.1", 8000)


@pytest.mark.parametrize("word", ["0", "65536", "-1", "http", "", "８０"])
def test_what_is_no_port_is_refused(word: str) -> None:
    with pytest.raises(PortError, match="Set PORT to a whole number from 1 to 65535"):
        port_number(word)


def test_port_is_read() -> None:
    assert port_number("8001") == 8001


def test_only_an_ok_answer_counts_as_one(feed_server: FeedServer) -> None:
    feed_server.route("/healthz", b"ok")
    feed_server.route("/broken", status=500)
    assert answers(f"{feed_server.url}/healthz")
    assert not answers(f"{feed_server.url}/broken")
    assert not answers(f"http://127.0.0.1:{free_port()}/healthz")


def test_host_header_is_what_is_asked_for(feed_server: FeedServer) -> None:
    feed_server.route("/healthz", b"ok")
    assert answers(f"{feed_server.url}/healthz", host_header="hashpivot.example.org")
    assert feed_server.asked[-1].headers["host"] == "hashpivot.example.org"


def test_waiting_ends_when_the_time_is_over() -> None:
    asked: list[int] = []

    def never() -> bool:
        asked.append(1)
        return False

    assert not wait_until(never, seconds=0.02, every=0.001)
    assert asked
