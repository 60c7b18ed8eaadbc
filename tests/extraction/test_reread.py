"""A new version of the reader reads what is undecided again, and says what changed."""

import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command

from tests.extraction.books import bundled_book
from tests.extraction.test_services import make_item
from tests.factories import make_company, make_source
from tracker.dataset import loading
from tracker.extraction import services
from tracker.extraction.models import Candidate, CandidateState
from tracker.extraction.reading import READER_VERSION
from tracker.extraction.services import Reread
from tracker.sources.models import RawItem

pytestmark = pytest.mark.django_db


def old_candidate(now: datetime, **fields: Any) -> Candidate:
    """A candidate that an earlier reader read otherwise."""
    if not Candidate.objects.exists():
        make_company("GLXY")
    guid = f"item-{RawItem.objects.count()}"
    item = make_item("Galaxy leases 30 MW at Helios to an AI tenant", source=make_source(guid), guid=guid)
    candidate = services.read_item(item.pk, now=now, book=bundled_book())
    assert candidate is not None
    Candidate.objects.filter(pk=candidate.pk).update(**{"reader_version": "2020.1", "kind": "strategy", **fields})
    candidate.refresh_from_db()
    return candidate


def test_a_waiting_candidate_is_brought_up_to_date(now: datetime) -> None:
    candidate = old_candidate(now)
    assert services.reread(now=now, book=bundled_book()) == Reread(read=1, changed=1)
    candidate.refresh_from_db()
    assert (candidate.kind, candidate.reader_version) == ("lease", READER_VERSION)


def test_a_candidate_that_comes_out_alike_is_read_but_not_changed(now: datetime) -> None:
    old_candidate(now, kind="lease")
    assert services.reread(now=now, book=bundled_book()) == Reread(read=1, changed=0)


def test_one_that_was_irrelevant_can_come_into_the_queue(now: datetime) -> None:
    candidate = old_candidate(now, state=CandidateState.IRRELEVANT)
    assert services.reread(now=now, book=bundled_book()).changed == 1
    candidate.refresh_from_db()
    assert candidate.state == CandidateState.WAITING


@pytest.mark.parametrize("state", [CandidateState.APPROVED, CandidateState.REJECTED])
def test_a_decided_candidate_is_never_read_again(now: datetime, state: str) -> None:
    candidate = old_candidate(now, state=state)
    assert services.reread(now=now, book=bundled_book()) == Reread(read=0, changed=0)
    candidate.refresh_from_db()
    assert candidate.kind == "strategy"


def test_a_candidate_that_somebody_looks_at_is_left_alone(now: datetime) -> None:
    old_candidate(now, claimed_until=now + timedelta(minutes=1))
    assert services.reread(now=now, book=bundled_book()).read == 0
    assert services.reread(now=now + timedelta(minutes=2), book=bundled_book()).read == 1


def test_doing_it_again_does_nothing(now: datetime) -> None:
    old_candidate(now)
    services.reread(now=now, book=bundled_book())
    assert services.reread(now=now, book=bundled_book()) == Reread(read=0, changed=0)


def test_only_so_many_are_read_at_once(now: datetime) -> None:
    for _ in range(3):
        old_candidate(now)
    assert [services.reread(now=now, book=bundled_book(), limit=2).read for _ in range(3)] == [2, 1, 0]


def test_one_that_cannot_be_read_does_not_stop_the_others(now: datetime) -> None:
    broken, good = old_candidate(now), old_candidate(now)
    RawItem.objects.filter(candidate=broken).update(payload=["no object"])
    assert services.reread(now=now, book=bundled_book()) == Reread(read=2, changed=1, failed=1)
    good.refresh_from_db()
    assert good.kind == "lease"
    assert services.reread(now=now, book=bundled_book()).read == 0


def test_a_dry_run_counts_and_writes_nothing(now: datetime) -> None:
    candidate = old_candidate(now)
    assert services.reread(now=now, book=bundled_book(), writes=False) == Reread(read=1, changed=1)
    candidate.refresh_from_db()
    assert (candidate.kind, candidate.reader_version) == ("strategy", "2020.1")


@pytest.mark.parametrize(
    ("options", "told"), [((), "1 read again, 1 changed"), (("--dry-run",), "1 would be read again, 1 would change")]
)
def test_the_command_says_how_many_changed(now: datetime, options: tuple[str, ...], told: str) -> None:
    loading.load(now=now)
    item = make_item("Galaxy Digital leases 30 MW at Helios to an AI tenant")
    services.read_item(item.pk, now=now, book=bundled_book())
    Candidate.objects.update(reader_version="2020.1", kind="strategy")
    out = io.StringIO()
    call_command("reread", *options, stdout=out)
    assert told in out.getvalue()
