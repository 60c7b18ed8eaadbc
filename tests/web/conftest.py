"""The bundled record in the database, loaded once for each module that asks for it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from tracker import pipeline

LOADED_AT = datetime(2026, 9, 28, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The dataset, measured. Everything is rolled back when the module is done."""
    with django_db_blocker.unblock(), transaction.atomic():
        pipeline.load_dataset(now=LOADED_AT)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def record(loaded: None, db: None) -> None:
    """The dataset for one test; what the test writes is gone after it."""
