"""What every test shares."""

from datetime import UTC, datetime
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _plain_settings(settings: Any) -> None:
    """No hashed static names, fast passwords, no cache table."""
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
