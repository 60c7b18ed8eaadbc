"""What moderators put on record outlives every load."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.dataset.small import HIRE, PRESS, Records, write
from tests.factories import make_announcement, make_user
from tracker.announcements.models import Announcement, AnnouncementPerson, Evidence, ReportedMove, Statement
from tracker.companies.models import Company, Counterparty, Person
from tracker.dataset.loading import load
from tracker.extraction.models import Candidate
from tracker.moderation.models import Review

pytestmark = pytest.mark.django_db

SLUG = HIRE["key"]


def reviewed(announcement: Announcement, now: datetime, **fields: Any) -> Evidence:
    """Evidence that a moderator put on record, with a statement and a move of its own."""
    moderator = make_user("mo")
    candidate = Candidate.objects.create(title="Another telling", entered_by=moderator, queued_at=now)
    review = Review.objects.create(
        candidate=candidate, reviewer=moderator, decision="approved", proposal={}, decided_at=now
    )
    values = {"source_name": "Wire", "url": "https://wire.example.org/clsk", "added_at": now, **fields}
    evidence = Evidence.objects.create(announcement=announcement, review=review, **values)
    Statement.objects.create(announcement=announcement, evidence=evidence, speaker="Matt Schultz", text="Verbatim.")
    ReportedMove.objects.create(announcement=announcement, evidence=evidence, pct=Decimal(13))
    return evidence


def without_parts(records: Records) -> None:
    for field in ("quotes", "reported_move", "sites", "other_sources"):
        del records["announcements"][0][field]


def test_evidence_with_a_review_keeps_what_hangs_on_it(tmp_path: Path, now: datetime) -> None:
    load(now=now, root=write(tmp_path))
    evidence = reviewed(Announcement.objects.get(slug=SLUG), now)
    load(now=now, root=write(tmp_path, without_parts))
    evidence.refresh_from_db()
    assert [statement.text for statement in Statement.objects.all()] == ["Verbatim."]
    assert [move.pct for move in ReportedMove.objects.all()] == [Decimal(13)]
    load(now=now, root=write(tmp_path))
    assert Statement.objects.count() == ReportedMove.objects.count() == 2


def test_gaps_that_moderation_filled_stay_filled(tmp_path: Path, now: datetime) -> None:
    load(now=now, root=write(tmp_path))
    announcement = Announcement.objects.get(slug=SLUG)
    reviewed(announcement, now)
    other = Counterparty.objects.get(key="vaneck")
    announcement.counterparties.add(other)
    person = Person.objects.create(key="somebody-new", name="Somebody New")
    AnnouncementPerson.objects.create(announcement=announcement, person=person, action="leaves")
    Announcement.objects.filter(slug=SLUG).update(
        capacity_mw=Decimal(285), capacity_basis="gross", term_years=Decimal(10)
    )
    load(now=now, root=write(tmp_path))
    announcement.refresh_from_db()
    assert (announcement.capacity_mw, announcement.capacity_basis) == (Decimal(285), "gross")
    assert announcement.term_years == Decimal(10)
    assert other in announcement.counterparties.all()
    assert AnnouncementPerson.objects.filter(announcement=announcement).count() == 2


def test_a_figure_in_the_file_goes_before_a_filled_gap(tmp_path: Path, now: datetime) -> None:
    load(now=now, root=write(tmp_path))
    reviewed(Announcement.objects.get(slug=SLUG), now)
    Announcement.objects.filter(slug=SLUG).update(term_years=Decimal(10))
    load(now=now, root=write(tmp_path, lambda records: records["announcements"][0].update(term_years=12)))
    assert Announcement.objects.get(slug=SLUG).term_years == 12


def test_a_page_that_moderation_has_on_record_is_not_taken_over(tmp_path: Path, now: datetime) -> None:
    load(now=now, root=write(tmp_path))
    page = reviewed(Announcement.objects.get(slug=SLUG), now, url="https://www.sec.gov/clsk", source_name="Filing")
    change = {"other_sources": [HIRE["other_sources"][0], page.url]}
    load(now=now, root=write(tmp_path, lambda records: records["announcements"][0].update(change)))
    page.refresh_from_db()
    assert (page.source_name, page.review_id is not None) == ("Filing", True)
    assert Evidence.objects.filter(url=page.url).count() == 1


def test_an_announcement_published_by_moderation_is_left_alone(tmp_path: Path, now: datetime) -> None:
    load(now=now, root=write(tmp_path, _without_announcements))
    mine = make_announcement(Company.objects.get(), slug=SLUG, title="As decided")
    reviewed(mine, now, url=PRESS, is_main=True)
    load(now=now, root=write(tmp_path))
    mine.refresh_from_db()
    assert mine.title == "As decided"
    assert mine.evidence.count() == 1
    assert mine.valuations.get().key == "aligned-2025-10"


def _without_announcements(records: Records) -> None:
    records["announcements"].clear()
    del records["valuations"][0]["announcement"]


def test_other_announcements_and_their_parts_are_not_touched(tmp_path: Path, now: datetime) -> None:
    load(now=now, root=write(tmp_path))
    mine = make_announcement(Company.objects.get(), slug="clsk-2025-10-21-by-hand")
    Statement.objects.create(announcement=mine, speaker="Somebody", text="Said.")
    load(now=now, root=write(tmp_path, without_parts))
    assert mine.statements.count() == 1


def test_a_retracted_announcement_stays_retracted(tmp_path: Path, now: datetime) -> None:
    load(now=now, root=write(tmp_path))
    Announcement.objects.update(state="retracted")
    load(now=now, root=write(tmp_path, without_parts))
    assert Announcement.objects.get().state == "retracted"
