"""What every test shares, and which tests can run here at all."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.feed_server import FeedServer
from tests.site import find_chromium

HERE = Path(__file__).parent
# Folder of tests -> what they need. `make test` brings all of it along.
NEEDS = {
    "services": "PostgreSQL and Redis: set DATABASE_URL and TEST_REDIS_URL, or use make test",
    "browser": "TEST_BROWSER=1 and a Chromium at CHROMIUM or on PATH, or use make test",
}
LEFT_OUT = pytest.StashKey[dict[str, list[str]]]()


def _is_there(folder: str) -> bool:
    if folder == "browser":
        return os.environ.get("TEST_BROWSER") == "1" and find_chromium() is not None
    return bool(os.environ.get("TEST_REDIS_URL")) and os.environ.get("DATABASE_URL", "").startswith("postgres")


def _keep_migrated_rows(item: pytest.Item) -> None:
    """Let every test that commits find the rows that migrations made, such as the groups.

    All of them have to: one that only empties the tables spoils the next one that puts the rows back.
    """
    mark = item.get_closest_marker("django_db")
    if mark and mark.kwargs.get("transaction"):
        item.add_marker(pytest.mark.django_db(**{**mark.kwargs, "serialized_rollback": True}), append=False)


@pytest.hookimpl(tryfirst=True)  # the marks must be there when -m chooses
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark tests by their folder; leave out those whose services are missing, and remember their names."""
    left_out: dict[str, list[str]] = {}
    for item in items:
        folder = item.path.relative_to(HERE).parts[0]
        if folder in NEEDS:
            item.add_marker(folder)
            if not _is_there(folder):
                left_out.setdefault(folder, []).append(item.nodeid)
        _keep_migrated_rows(item)
    config.stash[LEFT_OUT] = left_out
    gone = {name for names in left_out.values() for name in names}
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid in gone])
    items[:] = [item for item in items if item.nodeid not in gone]


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Name each test that was left out for want of something; `make test` says it at its own end."""
    if os.environ.get("TEST_RUN"):
        return
    for folder, names in config.stash.get(LEFT_OUT, {}).items():
        terminalreporter.write_line(f"Left out, {folder} tests need {NEEDS[folder]}:")
        for name in names:
            terminalreporter.write_line(f"  {name}")


@pytest.fixture(autouse=True)
def _plain_settings(settings: Any) -> None:
    """No hashed static names, fast passwords, no cache table; WhiteNoise warns of a missing folder."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.fixture
def now() -> datetime:
    """The moment a test happens at: Tuesday 2025-10-21, 09:00 UTC. Tests never look at the clock."""
    return datetime(2025, 10, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
def feed_server() -> Iterator[FeedServer]:
    """A web server on the loopback address, stopped after the test."""
    with FeedServer() as server:
        yield server
