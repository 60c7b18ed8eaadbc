"""What tests of this room share: a client that may talk to the loopback server, and feeds made of a few words."""

from collections.abc import Iterator
from typing import Any

import pytest

from tracker.lib.http import Client, FetchPolicy


@pytest.fixture
def client() -> Iterator[Client]:
    """Quick to lose patience, and allowed to fetch from this machine."""
    with Client(FetchPolicy(0.5, 1_000_000, frozenset({"127.0.0.1"}), "desk@example.org")) as asking:
        yield asking


@pytest.fixture
def bare_settings(settings: Any) -> Any:
    """The program's settings, allowed to fetch from this machine."""
    settings.FETCH_PRIVATE_HOSTS = frozenset({"127.0.0.1"})
    settings.FETCH_TIMEOUT_SECONDS = 1
    return settings
