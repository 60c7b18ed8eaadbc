"""Facts with their sources: who states what is on record, who differs."""

from decimal import Decimal
from typing import Any

import pytest

from tests.factories import MOMENT, make_announcement, make_company
from tracker.announcements import selectors
from tracker.announcements.models import Announcement, Assertion, Evidence
from tracker.web.pages.facts import Fact, facts_of

pytestmark = pytest.mark.django_db


def source(announcement: Announcement, name: str, *, is_main: bool = False, **stated: Any) -> Evidence:
    """A source with what it states."""
    evidence = Evidence.objects.create(
        announcement=announcement, source_name=name, url=f"https://{name}.example/", is_main=is_main, added_at=MOMENT
    )
    for field, value in stated.items():
        Assertion.objects.create(evidence=evidence, field=field, value=value)
    return evidence


def facts(announcement: Announcement) -> dict[str, Fact]:
    """The rows by field."""
    found = selectors.by_slug(announcement.slug)
    assert found is not None
    return {row.name: row for row in facts_of(found, list(found.evidence.all()))}


@pytest.fixture
def lease() -> Announcement:
    """150 MW of critical IT load."""
    return make_announcement(make_company(), kind="lease", capacity_mw=Decimal(150), capacity_basis="critical_it")


def test_sources_that_state_the_same_in_another_form_agree(lease: Announcement) -> None:
    source(lease, "wire", is_main=True, capacity_mw="150", capacity_basis="critical_it")
    source(lease, "press", capacity_mw="150.000")
    row = facts(lease)["capacity_mw"]
    assert row.source is not None
    assert (row.source.source_name, row.agreeing, row.is_conflict) == ("wire", 1, False)
    assert row.text == "150\u202fMW, critical IT load"


def test_a_source_that_differs_stands_in_the_same_row(lease: Announcement) -> None:
    source(lease, "wire", is_main=True, capacity_mw="150", capacity_basis="critical_it")
    source(lease, "press", capacity_mw="200", capacity_basis="gross")
    row = facts(lease)["capacity_mw"]
    assert [(other.text, other.evidence.source_name) for other in row.differing] == [("200\u202fMW, gross", "press")]


def test_the_same_figure_counted_otherwise_is_a_disagreement(lease: Announcement) -> None:
    source(lease, "press", capacity_mw="150", capacity_basis="gross")
    assert facts(lease)["capacity_mw"].is_conflict


def test_another_employer_is_a_disagreement_and_another_title_is_not() -> None:
    hire = make_announcement(make_company())
    source(hire, "wire", people=[{"name": "J. Thomas", "previous_employer": "Human", "action": "joins"}])
    assert facts(hire)["people"].differing[0].text == "J. Thomas joins, from Human"


def test_what_nobody_states_is_said_for_the_main_figures_only() -> None:
    rows = facts(make_announcement(make_company()))
    assert list(rows) == ["announced_on", "capacity_mw", "value_amount", "counterparties"]
    assert rows["announced_on"].note == "stated, day only"
    assert rows["capacity_mw"].text == ""
