"""Reads of companies: tickers old and new, and power that is never added up wrongly."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.factories import make_company
from tracker.companies import selectors
from tracker.companies.models import Company, Listing, Security, Site

pytestmark = pytest.mark.django_db


def site(company: Company, key: str, status: str, **fields: Any) -> Site:
    """A site in Texas."""
    return Site.objects.create(
        key=key, name=key.title(), company=company, country="US", use="mixed", status=status, **fields
    )


@pytest.fixture
def keel() -> Company:
    """Bitfarms, whose BITF became KEEL."""
    company = make_company("BITF", ticker="KEEL")
    security = Security.objects.get(key="BITF")
    Listing.objects.create(security=security, ticker="BTF", exchange="XTSX", valid_to=date(2019, 7, 11))
    return company


@pytest.mark.parametrize("asked", ["KEEL", "keel", "BITF", "BTF"])
def test_a_company_is_found_by_any_ticker_it_ever_had(keel: Company, asked: str) -> None:
    assert selectors.find(asked) == keel


def test_a_current_ticker_goes_before_somebody_elses_former_one(keel: Company) -> None:
    heir = make_company("HEIR", ticker="BTF")
    assert selectors.find("BTF") == heir


@pytest.mark.parametrize("asked", ["", "NOPE", "K" * 500, "' OR 1=1 --"])
def test_a_ticker_nobody_has_finds_nothing(keel: Company, asked: str) -> None:
    assert selectors.find(asked) is None


def test_gross_and_critical_it_load_are_summed_apart_and_sold_sites_left_out(keel: Company) -> None:
    site(keel, "a", "operating", mw_gross=Decimal(100), mw_critical_it=Decimal(70), tenant="Big Cloud")
    site(keel, "b", "operating", mw_gross=Decimal(50))
    site(keel, "c", "planned", mw_critical_it=Decimal(30))
    site(keel, "d", "sold", mw_gross=Decimal(999), mw_critical_it=Decimal(999), tenant="Big Cloud")
    power = selectors.power_by_company()[keel.pk]
    assert power.gross == {"operating": Decimal(150)}
    assert (power.total, power.critical_it, power.contracted_it) == (Decimal(150), Decimal(100), Decimal(70))
    assert (power.sites, power.without_gross, power.contracted_sites) == (3, 1, 1)


def test_sites_are_grouped_from_planned_to_sold_largest_first(keel: Company) -> None:
    site(keel, "a", "sold")
    site(keel, "b", "operating")
    site(keel, "c", "operating", mw_gross=Decimal(5))
    site(keel, "d", "planned")
    groups = selectors.by_state(selectors.sites_of(keel))
    assert [(group.state.value, [one.key for one in group.sites]) for group in groups] == [
        ("planned", ["d"]),
        ("operating", ["c", "b"]),
        ("sold", ["a"]),
    ]
