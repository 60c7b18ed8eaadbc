"""Items become candidates once, and entries by hand join them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from tests.extraction.books import bundled_book
from tests.extraction.feeds import seed_items
from tests.factories import make_company, make_source, make_user
from tracker.extraction import reading, services
from tracker.extraction.models import Candidate, CandidateState
from tracker.extraction.proposal import Proposal
from tracker.extraction.reading import READER_VERSION
from tracker.extraction.selectors import candidate_text
from tracker.sources.models import RawItem, RawItemVersion, ReadState

pytestmark = pytest.mark.django_db


def make_item(title: str, html: str = "", **fields: Any) -> RawItem:
    """An item as stored, not read yet."""
    source = fields.pop("source", None) or make_source("press")
    values = {
        "guid": "one",
        "title": title,
        "payload": {"title": title, "html": html},
        "content_sha256": "0" * 64,
        "published_at": datetime(2025, 10, 21, 7, 40, tzinfo=UTC),
        "fetched_at": datetime(2025, 10, 21, 8, 0, tzinfo=UTC),
        **fields,
    }
    return RawItem.objects.create(source=source, **values)


def seed_item(feed: str, guid: str) -> RawItem:
    item = seed_items(feed)[guid]
    return make_item(item.title, item.html, guid=guid, published_at=item.published_at, url=item.url)


def test_an_item_becomes_a_waiting_candidate(now: datetime) -> None:
    company = make_company("CLSK")
    item = seed_item("fr", "fr-20251021-0007")
    candidate = services.read_item(item.pk, now=now, book=bundled_book())
    assert candidate is not None
    assert (candidate.state, candidate.company, candidate.kind) == ("waiting", company, "executive_hire")
    assert (candidate.announced_on, candidate.language) == (date(2025, 10, 20), "fr")
    assert candidate.reader_version == READER_VERSION
    assert Proposal.from_json(candidate.proposal or {}).company == "CLSK"
    item.refresh_from_db()
    assert (item.read_state, item.claimed_until, item.read_error) == (ReadState.READ, None, "")


def test_spans_refer_to_the_candidates_text(now: datetime) -> None:
    make_company("CLSK")
    candidate = services.read_item(seed_item("fr", "fr-20251021-0007").pk, now=now, book=bundled_book())
    assert candidate is not None
    headline, text = candidate_text(candidate)
    for fact in candidate.reading["facts"]:
        source = headline if fact["where"] == "headline" else text
        assert source[fact["start"] : fact["end"]] == fact["words"]


def test_an_irrelevant_item_is_kept_out_of_the_queue(now: datetime) -> None:
    make_company("MARA")
    candidate = services.read_item(seed_item("en", "mara-production").pk, now=now, book=bundled_book())
    assert candidate is not None
    assert candidate.state == CandidateState.IRRELEVANT
    assert list(Candidate.objects.waiting()) == []


def test_reading_twice_makes_one_candidate(now: datetime) -> None:
    item = seed_item("en", "clsk")
    assert services.read_item(item.pk, now=now, book=bundled_book()) is not None
    assert services.read_item(item.pk, now=now, book=bundled_book()) is None
    assert Candidate.objects.count() == 1


def test_a_claimed_item_is_left_to_its_reader(now: datetime) -> None:
    item = make_item("CleanSpark signs AI lease", claimed_until=now + timedelta(minutes=1))
    assert services.read_item(item.pk, now=now, book=bundled_book()) is None
    assert services.read_item(item.pk, now=now + timedelta(minutes=2), book=bundled_book()) is not None


def test_an_item_that_is_gone_is_nobodys_work(now: datetime) -> None:
    assert services.read_item(987, now=now, book=bundled_book()) is None


def change(item: RawItem, title: str) -> None:
    """A second delivery of the same guid, as the sources room stores it."""
    RawItemVersion.objects.create(
        item=item, version=item.version, payload=item.payload, content_sha256="0" * 64, fetched_at=item.fetched_at
    )
    RawItem.objects.filter(pk=item.pk).update(
        title=title,
        payload={"title": title, "html": ""},
        version=item.version + 1,
        read_state="pending",
        read_attempts=0,
    )


def test_a_changed_item_brings_its_waiting_candidate_up_to_date(now: datetime) -> None:
    make_company("GLXY")
    item = make_item("Galaxy leases 30 MW at Helios to an AI tenant")
    first = services.read_item(item.pk, now=now, book=bundled_book())
    change(item, "CORRECTED: Galaxy leases 130 MW at Helios to an AI tenant")
    second = services.read_item(item.pk, now=now + timedelta(hours=1), book=bundled_book())
    assert first is not None
    assert second is not None
    assert (second.pk, second.item_version, second.queued_at) == (first.pk, 2, now)
    assert Proposal.from_json(second.proposal or {}).capacity_mw == Decimal(130)


@pytest.mark.parametrize("state", [CandidateState.APPROVED, CandidateState.REJECTED])
def test_a_decided_candidate_stays_as_it_was_decided(now: datetime, state: str) -> None:
    make_company("GLXY")
    item = make_item("Galaxy leases 30 MW at Helios to an AI tenant")
    services.read_item(item.pk, now=now, book=bundled_book())
    Candidate.objects.update(state=state)
    change(item, "CORRECTED: Galaxy leases 130 MW at Helios to an AI tenant")
    assert services.read_item(item.pk, now=now, book=bundled_book()) is None
    candidate = Candidate.objects.get()
    assert (candidate.state, candidate.item_version) == (state, 1)
    assert "30 MW" in candidate_text(candidate)[0]
    item.refresh_from_db()
    assert item.read_state == ReadState.READ


def broken(*_args: object, **_fields: object) -> None:
    raise ValueError("the payload makes no sense")


def test_an_unreadable_item_fails_after_three_attempts_with_the_reason(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = make_item("CleanSpark signs AI lease")
    monkeypatch.setattr(services, "read", broken)
    for attempt in range(1, 5):
        assert services.read_item(item.pk, now=now, book=bundled_book()) is None
        item.refresh_from_db()
        assert item.read_attempts == min(attempt, 3)
        assert item.read_state == (ReadState.FAILED if attempt >= 3 else ReadState.PENDING)
    assert "the payload makes no sense" in item.read_error
    assert item.claimed_until is None


def test_an_item_whose_readers_all_died_is_given_up(now: datetime) -> None:
    item = make_item("CleanSpark signs AI lease", read_attempts=3, claimed_until=now - timedelta(minutes=1))
    assert services.read_item(item.pk, now=now, book=bundled_book()) is None
    item.refresh_from_db()
    assert item.read_state == ReadState.FAILED
    assert "never finished" in item.read_error


def test_an_item_that_changes_while_it_is_read_is_read_again(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    item = make_item("Galaxy leases 30 MW at Helios to an AI tenant")
    read = reading.read

    def meanwhile(*args: Any) -> Any:
        change(item, "CORRECTED: Galaxy leases 130 MW")
        return read(*args)

    monkeypatch.setattr(services, "read", meanwhile)
    assert services.read_item(item.pk, now=now, book=bundled_book()) is None
    assert Candidate.objects.count() == 0
    item.refresh_from_db()
    assert item.read_state == ReadState.PENDING


@pytest.mark.parametrize("payload", [{}, {"title": None, "html": None}, {"title": 5, "html": ["x"]}])
def test_a_strange_payload_is_read_as_what_it_is(now: datetime, payload: dict[str, Any]) -> None:
    item = make_item("x", payload=payload)
    candidate = services.read_item(item.pk, now=now, book=bundled_book())
    assert candidate is not None
    assert candidate.state == CandidateState.IRRELEVANT


def by_hand(**fields: Any) -> Proposal:
    values: dict[str, Any] = {"company": "CLSK", "kind": "lease", "scope": "ai_hpc", "title": "A lease"}
    return Proposal(**{**values, "announced_on": date(2025, 10, 20), **fields})


def test_an_entry_by_hand_waits_for_review(now: datetime) -> None:
    company = make_company("CLSK")
    analyst = make_user("ann")
    candidate = services.enter_by_hand(by_hand(summary="In short."), entered_by=analyst, now=now)
    assert (candidate.state, candidate.company, candidate.entered_by) == ("waiting", company, analyst)
    assert candidate.item is None
    assert candidate_text(candidate) == ("A lease", "In short.")
    assert Proposal.from_json(candidate.proposal or {}) == by_hand(summary="In short.")


def test_an_entry_on_an_unknown_company_is_refused(now: datetime) -> None:
    with pytest.raises(services.UnknownCompany, match="NOPE"):
        services.enter_by_hand(by_hand(company="NOPE"), entered_by=make_user("ann"), now=now)


def test_an_entry_of_an_unknown_kind_is_refused(now: datetime) -> None:
    make_company("CLSK")
    with pytest.raises(ValidationError):
        services.enter_by_hand(by_hand(kind="picnic"), entered_by=make_user("ann"), now=now)
