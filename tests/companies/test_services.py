"""Counterparties that people add."""

import pytest

from tracker.companies.models import Alias, Counterparty
from tracker.companies.services import NameTaken, add_counterparty

pytestmark = pytest.mark.django_db


def test_a_counterparty_gets_a_key_from_its_name() -> None:
    assert add_counterparty(" Acme Cloud, Inc. ", "neocloud").key == "acme-cloud-inc"
    assert Counterparty.objects.get().name == "Acme Cloud, Inc."


def test_a_name_without_latin_letters_gets_a_key_too() -> None:
    assert [add_counterparty(name, "other").key for name in ("雲", "海")] == ["counterparty", "counterparty-2"]


@pytest.mark.parametrize("name", ["ACME", "acmé", "The Cloud"])
def test_a_name_or_alias_on_record_is_refused_with_its_owner(name: str) -> None:
    Alias.objects.create(name="The Cloud", counterparty=add_counterparty("Acme", "neocloud"))
    with pytest.raises(NameTaken, match="as Acme"):
        add_counterparty(name, "neocloud")
