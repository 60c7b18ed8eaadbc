"""The field table: the same, new, differing, or not said."""

from decimal import Decimal
from typing import Any

import pytest

from tests.factories import make_announcement, make_company
from tests.moderation.makers import make_proposal
from tracker.companies.models import Company, Counterparty, Person
from tracker.extraction.proposal import ProposedMove, ProposedPerson, ProposedStatement
from tracker.web.desk_fields import Row, compare, compare_lists, rows
from tracker.web.desk_names import Names, names_in


def by_label(found: list[Row]) -> dict[str, Row]:
    return {row.label: row for row in found}


@pytest.mark.parametrize(
    ("old", "new", "glyph"),
    [
        ("Humain", "Humain", "="),
        ("Jeffrey Thomas", "jeffrey thomas", "="),
        ("Zoë", "Zoe", "="),
        ("", "Humain", "+"),
        ("Humain", "", "·"),
        ("contracted", "being sought", "≠"),
        ("$1.15 B", "$11.5 B", "≠"),
        ("+4.5 %", "45 %", "≠"),
        ("日本", "中国", "≠"),
    ],
)
def test_a_glyph_says_how_source_and_record_differ(old: str, new: str, glyph: str) -> None:
    assert compare("Field", old, new).glyph == glyph


@pytest.mark.parametrize(
    ("old", "new", "glyph"),
    [("ab", "a", "="), ("ab", "ba", "="), ("a", "ab", "≠"), ("a", "b", "≠"), ("", "a", "+"), ("a", "", "·")],
)
def test_telling_only_some_of_the_names_is_no_difference(old: str, new: str, glyph: str) -> None:
    assert compare_lists("Sites", old, new).glyph == glyph


def test_without_a_record_everything_is_new() -> None:
    found = rows(make_proposal(summary="Words."), None, Names(), {})
    assert {row.change for row in found} == {"add"}
    assert {"Company", "Kind", "Title", "Summary", "Announced"} <= set(by_label(found))


@pytest.fixture
def clsk(db: None) -> Company:
    return make_company()


def test_a_record_is_compared_field_by_field(clsk: Company) -> None:
    known = make_announcement(clsk, capacity_mw=Decimal(100), capacity_basis="gross", term_years=Decimal(12))
    known.people.create(person=Person.objects.create(key="jt", name="Jeffrey Thomas"), action="joins", title="SVP")
    known.statements.create(speaker="Matt Schultz", text="With Thomas on board.")
    proposal = make_proposal(
        capacity_mw=Decimal(90),
        capacity_basis="critical_it",
        people=(ProposedPerson(name="Jeffrey Thomas", title="vice-président", previous_employer="Humain"),),
        statements=(ProposedStatement(speaker="Matt Schultz", text="Avec Thomas."),),
        moves=(ProposedMove(pct=Decimal(11), price=Decimal("21.86")),),
    )
    found = by_label(rows(proposal, known, names_in(proposal), {}))
    changes = {label: row.change for label, row in found.items()}
    assert changes == {
        "Company": "same",
        "Kind": "same",
        "Scope": "same",
        "Announced": "same",
        "Capacity": "chg",
        "Term": "keep",
        "Person": "same",
        "Post": "chg",
        "Came from": "add",
        "Statement": "add",
        "Reported move": "add",
    }
    assert found["Capacity"].old == "100 MW, gross"
    assert found["Capacity"].new == "90 MW, critical IT load"


def test_names_stand_for_keys(clsk: Company) -> None:
    Counterparty.objects.create(key="coreweave", name="CoreWeave", kind="neocloud")
    proposal = make_proposal(counterparties=("coreweave", "unheard-of"))
    assert by_label(rows(proposal, None, names_in(proposal), {}))["Counterparties"].new == "CoreWeave; unheard-of"


def test_evidence_goes_to_the_row_it_speaks_of() -> None:
    evidence: dict[str, Any] = {
        "person=Ann": [1],
        "person=Bob": [2],
        "person": [1, 2],
        "move_pct": [3],
        "move_price": [4],
    }
    proposal = make_proposal(
        people=(ProposedPerson(name="Ann"), ProposedPerson(name="Bob")),
        moves=(ProposedMove(pct=Decimal(5)),),
    )
    found = rows(proposal, None, Names(), evidence)
    assert [row.numbers for row in found if row.label == "Person"] == [(1,), (2,)]
    assert by_label(found)["Reported move"].numbers == (3, 4)
