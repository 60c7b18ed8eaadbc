"""Items are read many at a time, and none of them can spoil it for the others."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.extraction.books import bundled_book
from tests.extraction.test_services import change, make_item
from tests.factories import make_company, make_source
from tracker import pipeline
from tracker.extraction import reading, services
from tracker.extraction.models import Candidate
from tracker.extraction.scene import Article
from tracker.sources.models import RawItem, ReadState

pytestmark = pytest.mark.django_db


def make_items(count: int) -> list[RawItem]:
    make_company("GLXY")
    source = make_source("press")
    return [make_item(f"Galaxy leases {n + 30} MW to an AI tenant", guid=str(n), source=source) for n in range(count)]


def test_one_unreadable_item_does_not_spoil_its_batch(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    items = make_items(4)

    def read(article: Article, book: Any, *, whole: bool) -> reading.Reading:
        if "31 MW" in article.headline:
            raise ValueError("the payload makes no sense")
        return reading.read(article, book, whole=whole)

    monkeypatch.setattr(services, "read", read)
    assert services.read_batch(now=now, book=bundled_book()) == 4
    items[1].refresh_from_db()
    assert (items[1].read_state, items[1].read_attempts) == (ReadState.PENDING, 1)
    assert Candidate.objects.waiting().count() == 3


def test_an_item_that_was_tried_before_is_left_out_of_a_batch(now: datetime) -> None:
    items = make_items(3)
    RawItem.objects.filter(pk=items[0].pk).update(read_attempts=1)
    assert services.read_batch(now=now, book=bundled_book()) == 2
    assert pipeline.read_pending(now=now) == 1
    assert Candidate.objects.count() == 3


def test_items_that_another_worker_has_claimed_are_left_out_of_a_batch(now: datetime) -> None:
    items = make_items(3)
    RawItem.objects.filter(pk=items[0].pk).update(claimed_until=now + timedelta(minutes=1))
    assert services.read_batch(now=now, book=bundled_book()) == 2


def test_an_item_that_changes_while_its_batch_is_read_is_read_again(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = make_items(3)

    def read(article: Article, book: Any, *, whole: bool) -> reading.Reading:
        if "30 MW" in article.headline:
            change(items[0], "CORRECTED: Galaxy leases 130 MW")
        return reading.read(article, book, whole=whole)

    monkeypatch.setattr(services, "read", read)
    services.read_batch(now=now, book=bundled_book())
    assert set(Candidate.objects.values_list("item", flat=True)) == {items[1].pk, items[2].pk}
    items[0].refresh_from_db()
    assert items[0].read_state == ReadState.PENDING
