"""Items that could not be read are tried anew when a person asks for it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.extraction.test_services import broken, make_item
from tests.factories import make_source
from tracker import pipeline
from tracker.extraction import services
from tracker.sources.models import RawItem, ReadState

pytestmark = pytest.mark.django_db


def failed(guid: str, **fields: Any) -> RawItem:
    """An item that three readers gave up on."""
    values: dict[str, Any] = {
        "read_state": ReadState.FAILED,
        "read_attempts": 3,
        "read_error": "ValueError: odd",
        **fields,
    }
    return make_item("CleanSpark hires", guid=guid, **values)


def states() -> dict[str, str]:
    return dict(RawItem.objects.values_list("guid", "read_state"))


def test_a_failed_item_is_read_by_the_next_sweep(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    item = make_item("Harmless")
    with monkeypatch.context() as patched:
        patched.setattr(services, "read", broken)
        for minute in range(4):
            pipeline.read_pending(now=now + timedelta(minutes=minute))
    assert states() == {"one": ReadState.FAILED}
    assert pipeline.requeue_failed(item_id=item.pk) == 1
    item.refresh_from_db()
    assert (item.read_state, item.read_attempts, item.read_error) == (ReadState.PENDING, 0, "")
    assert pipeline.read_pending(now=now + timedelta(minutes=9)) == 1
    assert states() == {"one": ReadState.READ}


def test_only_the_named_source_is_read_again() -> None:
    wire, press = make_source("wire"), make_source("press")
    failed("a", source=wire)
    failed("b", source=wire)
    failed("c", source=press)
    assert pipeline.requeue_failed(source_id=wire.pk) == 2
    assert states() == {"a": ReadState.PENDING, "b": ReadState.PENDING, "c": ReadState.FAILED}


def test_without_a_name_everything_that_failed_is_read_again() -> None:
    failed("a", source=make_source("wire"))
    failed("b", source=make_source("press"))
    assert pipeline.requeue_failed() == 2
    assert set(states().values()) == {ReadState.PENDING}


def test_an_item_of_another_source_is_not_taken() -> None:
    item = failed("a", source=make_source("wire"))
    assert pipeline.requeue_failed(source_id=make_source("press").pk, item_id=item.pk) == 0


def test_what_was_read_or_is_being_read_is_left_alone(now: datetime) -> None:
    source, until = make_source("wire"), now + timedelta(minutes=5)
    read = failed("read", source=source, read_state=ReadState.READ)
    busy = failed("busy", source=source, read_state=ReadState.PENDING, claimed_until=until)
    assert pipeline.requeue_failed() == 0
    for item in (read, busy):
        before = (item.read_state, item.read_attempts, item.claimed_until)
        item.refresh_from_db()
        assert (item.read_state, item.read_attempts, item.claimed_until) == before


def test_asking_twice_finds_nothing_the_second_time() -> None:
    failed("a")
    assert [pipeline.requeue_failed(), pipeline.requeue_failed()] == [1, 0]
