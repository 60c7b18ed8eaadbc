"""The database itself refuses what must never be stored, whoever writes it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.factories import MOMENT, make_announcement, make_bar, make_company, make_source, make_user
from tracker.announcements.models import Evidence, ReportedMove
from tracker.companies.models import Alias, Listing, Person, Position, Security, Site
from tracker.extraction.models import Candidate
from tracker.moderation.models import Review
from tracker.reactions.models import Reaction
from tracker.sources.models import RawItem

pytestmark = pytest.mark.django_db


def refused(constraint: str, write: Callable[[], object]) -> None:
    """The write fails, and for the reason meant. (SQLite names columns, not the constraint, for uniqueness.)"""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        write()
    text = str(caught.value)
    assert constraint in text or text.startswith("UNIQUE constraint failed"), text


def test_a_second_primary_security_of_a_company_is_refused() -> None:
    company = make_company()
    refused(
        "one_primary_security_per_company", lambda: Security.objects.create(key="CLSK2", company=company, name="Other")
    )


def test_a_listing_that_ends_before_it_starts_is_refused() -> None:
    security = Security.objects.create(key="SPY", name="SPY", kind="fund")
    dates = {"valid_from": date(2026, 1, 2), "valid_to": date(2026, 1, 1)}
    refused(
        "a_listing_ends_after_it_starts",
        lambda: Listing.objects.create(security=security, ticker="SPY", exchange="ARCX", **dates),
    )


def test_an_alias_without_an_owner_is_refused() -> None:
    refused("an_alias_has_exactly_one_owner", lambda: Alias.objects.create(name="Nobody"))


def test_an_alias_is_kept_once_per_owner() -> None:
    company = make_company()
    Alias.objects.create(name="CleanSpark", company=company)
    refused("a_company_has_an_alias_once", lambda: Alias.objects.create(name="CleanSpark", company=company))


def test_a_position_needs_a_company_or_an_employer() -> None:
    person = Person.objects.create(key="jeffrey-thomas", name="Jeffrey Thomas")
    refused("a_position_is_at_a_company_or_a_named_employer", lambda: Position.objects.create(person=person))


def test_coordinates_without_their_precision_are_refused() -> None:
    company = make_company()
    where = {"latitude": Decimal("33.65"), "longitude": Decimal("-84.45")}
    refused(
        "coordinates_come_with_their_precision",
        lambda: Site.objects.create(
            key="x", name="X", company=company, country="US", use="ai_hpc", status="planned", **where
        ),
    )


def test_a_guid_is_stored_once_per_source() -> None:
    source = make_source()
    fields = {
        "guid": "1",
        "title": "t",
        "payload": {},
        "content_sha256": "",
        "published_at": MOMENT,
        "fetched_at": MOMENT,
    }
    RawItem.objects.create(source=source, **fields)
    refused("a_source_gives_a_guid_once", lambda: RawItem.objects.create(source=source, **fields))


def test_a_candidate_from_nowhere_is_refused() -> None:
    refused("a_candidate_is_read_or_entered_by_somebody", lambda: Candidate.objects.create(title="t", queued_at=MOMENT))


def test_a_rejection_without_a_reason_and_an_approval_without_a_proposal_are_refused() -> None:
    user = make_user("mod")
    candidate = Candidate.objects.create(title="t", queued_at=MOMENT, entered_by=user)
    common = {"candidate": candidate, "reviewer": user, "decided_at": MOMENT}
    refused("a_rejection_has_a_reason", lambda: Review.objects.create(decision="rejected", **common))
    refused("an_approval_has_a_proposal", lambda: Review.objects.create(decision="approved", **common))


def test_a_time_without_its_precision_is_refused() -> None:
    company = make_company()
    refused("a_time_is_given_exactly_when_it_is_known", lambda: make_announcement(company, announced_at=MOMENT))
    refused("a_time_is_given_exactly_when_it_is_known", lambda: make_announcement(company, date_precision="minute"))


@pytest.mark.parametrize("mw", ["-150", "0"])
def test_capacity_that_is_not_positive_is_refused(mw: str) -> None:
    company = make_company()
    refused(
        "capacity_is_positive_and_says_its_basis",
        lambda: make_announcement(company, capacity_mw=Decimal(mw), capacity_basis="gross"),
    )


def test_figures_without_what_they_count_are_refused() -> None:
    company = make_company()
    refused("capacity_is_positive_and_says_its_basis", lambda: make_announcement(company, capacity_mw=Decimal(150)))
    refused(
        "a_value_is_positive_and_says_what_it_counts",
        lambda: make_announcement(company, value_amount=Decimal(1), value_currency="USD"),
    )


def test_an_announcement_has_one_main_source_and_each_address_once() -> None:
    announcement = make_announcement(make_company())
    common = {"announcement": announcement, "source_name": "Wire", "added_at": MOMENT}
    Evidence.objects.create(url="https://a.example/1", is_main=True, **common)
    refused(
        "an_announcement_has_one_main_source",
        lambda: Evidence.objects.create(url="https://a.example/2", is_main=True, **common),
    )
    refused(
        "an_address_is_evidence_of_an_announcement_once",
        lambda: Evidence.objects.create(url="https://a.example/1", **common),
    )


def test_a_reported_move_of_nothing_is_refused() -> None:
    announcement = make_announcement(make_company())
    refused(
        "a_reported_move_has_a_percentage_or_a_price", lambda: ReportedMove.objects.create(announcement=announcement)
    )


def test_a_security_has_one_bar_a_session_and_a_high_above_its_low() -> None:
    security = Security.objects.create(key="SPY", name="SPY", kind="fund")
    day = date(2025, 10, 20)
    make_bar(security, day, "671.30")
    refused("a_security_has_one_bar_a_session", lambda: make_bar(security, day, "1"))
    refused("a_close_is_positive", lambda: make_bar(security, date(2025, 10, 21), "0"))
    upside_down = {"high": Decimal(1), "low": Decimal(2)}
    refused("a_high_is_not_below_its_low", lambda: make_bar(security, date(2025, 10, 21), "1", **upside_down))


def test_a_second_current_reaction_is_refused() -> None:
    announcement = make_announcement(make_company())
    common = {
        "announcement": announcement,
        "state": "no_prices",
        "phase": "date_only",
        "event_session_on": date(2025, 10, 20),
        "baseline_session_on": date(2025, 10, 17),
        "method_version": "1",
        "price_vintage": "",
        "measured_at": MOMENT,
    }
    Reaction.objects.create(**common)
    Reaction.objects.create(is_current=False, **common)
    refused("an_announcement_has_one_current_reaction", lambda: Reaction.objects.create(**common))
