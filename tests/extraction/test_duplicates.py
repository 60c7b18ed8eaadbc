"""Whether two tellings are of one event."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.extraction.books import DATA, bundled_book
from tests.extraction.feeds import article, seed_items
from tracker.extraction.duplicates import SAME_EVENT, Event, event_of, likeness
from tracker.extraction.reading import read

LEASE = Event(
    company="WULF",
    kind="lease",
    announced_on=date(2025, 8, 14),
    counterparties=frozenset({"fluidstack"}),
    sites=frozenset({"lake-mariner-ny"}),
    capacity_mw=Decimal(200),
    value_usd=Decimal(3_700_000_000),
)
FOLLOW_UP = replace(LEASE, announced_on=date(2025, 8, 18), capacity_mw=Decimal(160), value_usd=Decimal(6_700_000_000))


def seed_event(feed: str, guid: str) -> Event:
    proposal = read(article(seed_items(feed)[guid]), bundled_book()).proposal()
    assert proposal is not None
    return event_of(proposal)


def record(slug: str) -> Event:
    """An announcement of the bundled record."""
    rows: list[dict[str, Any]] = yaml.safe_load((DATA / "announcements.yaml").read_text(encoding="utf-8"))
    row = next(row for row in rows if row["key"] == slug)
    return Event(
        company=row["company"],
        kind=row["kind"],
        announced_on=date.fromisoformat(row["announced_on"]),
        title=row["title"],
        people=frozenset(person["person"] for person in row.get("executives", [])),
        counterparties=frozenset(row.get("counterparties", [])),
        sites=frozenset(row.get("sites", [])),
    )


CLSK = [("fr", "fr-20251021-0007"), ("en", "clsk"), ("en", "clsk-shares")]


@pytest.mark.parametrize("one", CLSK)
@pytest.mark.parametrize("other", CLSK)
def test_the_cleanspark_items_tell_of_one_event(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert likeness(seed_event(*one), seed_event(*other)).is_same_event


@pytest.mark.parametrize("item", CLSK)
def test_each_cleanspark_item_meets_the_announcement_on_record(item: tuple[str, str]) -> None:
    found = likeness(seed_event(*item), record("clsk-2025-10-20-jeffrey-thomas"))
    assert found.is_same_event
    assert {"day", "kind", "people"} <= set(found.reasons)


def test_events_of_different_companies_are_never_one() -> None:
    found = likeness(seed_event("en", "iren"), seed_event("en", "clsk"))
    assert (found.score, found.reasons) == (0.0, ("other_company",))


def test_a_follow_up_four_days_later_with_other_figures_stays_apart() -> None:
    found = likeness(LEASE, FOLLOW_UP)
    assert found.score < SAME_EVENT
    assert {"other_day", "other_capacity", "other_value"} <= set(found.reasons)


def test_a_follow_up_the_next_day_with_other_figures_stays_apart() -> None:
    assert likeness(LEASE, replace(FOLLOW_UP, announced_on=date(2025, 8, 15))).score < SAME_EVENT


def test_gross_and_critical_load_of_one_block_agree() -> None:
    assert likeness(LEASE, replace(LEASE, capacity_mw=Decimal(250))).is_same_event


def test_silence_about_figures_does_not_part_two_tellings() -> None:
    told = replace(LEASE, capacity_mw=None, value_usd=None, sites=frozenset(), kind="hosting")
    assert likeness(LEASE, told).is_same_event


def test_two_hires_on_one_day_are_two_events() -> None:
    hire = Event(company="RIOT", kind="executive_hire", announced_on=date(2025, 9, 2), people=frozenset({"Ann Lee"}))
    assert not likeness(hire, replace(hire, people=frozenset({"Bob Ray"}))).is_same_event


NAMES = st.frozensets(st.text(max_size=12), max_size=3)
FIGURES = st.none() | st.decimals(allow_nan=False, allow_infinity=False, min_value=0, max_value=10**12)
EVENTS = st.builds(
    Event,
    company=st.sampled_from(["CLSK", "IREN"]),
    kind=st.sampled_from(["lease", "hosting", "executive_hire", ""]),
    announced_on=st.none() | st.dates(),
    title=st.text(max_size=40),
    people=NAMES,
    counterparties=NAMES,
    sites=NAMES,
    capacity_mw=FIGURES,
    value_usd=FIGURES,
)


@given(EVENTS, EVENTS)
def test_likeness_is_symmetric_and_between_nought_and_one(a: Event, b: Event) -> None:
    found = likeness(a, b)
    assert 0 <= found.score <= 1
    assert found.score == likeness(b, a).score
