"""Real PostgreSQL, Redis and Celery workers."""

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

import pytest
from django.db import connection

from config import celery_app
from tests.services.worker import Worker
from tests.site import OFFLINE


class StartWorker(Protocol):
    """`worker(concurrency=1, REDIS_VISIBILITY_SECONDS="600")` gives a worker that is ready for work.

    One that is given ODD_… is an `odd_worker`.
    """

    def __call__(self, *, concurrency: int = 2, **env: str) -> Worker: ...


@pytest.fixture(scope="session")
def redis_url() -> str:
    """The Redis of the tests; every key of this run starts with REDIS_KEY_PREFIX."""
    return os.environ["TEST_REDIS_URL"]


@pytest.fixture
def postgres_url(django_db_serialized_rollback: None, transactional_db: None) -> str:
    """The address of the very database that the test writes to."""
    at = connection.settings_dict
    who = quote(str(at["USER"]), safe="") + (f":{quote(str(at['PASSWORD']), safe='')}" if at["PASSWORD"] else "")
    host = quote(str(at["HOST"] or "127.0.0.1"), safe=".:")
    return f"postgres://{who}@{host}:{at['PORT'] or 5432}/{at['NAME']}"


@pytest.fixture
def worker(postgres_url: str, redis_url: str, tmp_path: Path) -> Iterator[StartWorker]:
    """Starts real workers on the test's own database; all are stopped after the test, the queue is emptied before."""
    celery_app.control.purge()
    started: list[Worker] = []
    numbers = count(1)

    def start(*, concurrency: int = 2, **env: str) -> Worker:
        own = {"DATABASE_URL": postgres_url, "REDIS_URL": redis_url, "VAR_DIR": str(tmp_path / "var"), **env}
        log = tmp_path / f"worker{next(numbers)}.log"
        module = "tests.services.odd_worker" if any(name.startswith("ODD_") for name in env) else "celery"
        one = Worker({"SECRET_KEY": "only-for-tests", **os.environ, **OFFLINE, **own}, log, concurrency, module)
        started.append(one)
        return one.start()

    yield start
    for one in started:
        one.stop()
        one.kill()
