"""What is read of the two bundled feeds."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.extraction.books import bundled_book
from tests.extraction.feeds import article, seed_items
from tracker.extraction.proposal import Proposal
from tracker.extraction.reading import Reading, read
from tracker.extraction.scene import Article


def reading_of(feed: str, guid: str, tier: str = "press") -> tuple[Article, Reading]:
    item = article(seed_items(feed)[guid], tier)
    return item, read(item, bundled_book())


def proposal_of(feed: str, guid: str, tier: str = "press") -> Proposal:
    item, reading = reading_of(feed, guid, tier)
    proposal = reading.proposal(source_url=item.url)
    assert proposal is not None
    return proposal


def test_the_french_item_is_a_hire_at_cleanspark_on_the_monday_before() -> None:
    _item, reading = reading_of("fr", "fr-20251021-0007")
    assert reading.relevant
    assert (reading.language, reading.company, reading.kind) == ("fr", "CLSK", "executive_hire")
    assert reading.announced_on == date(2025, 10, 20)
    assert set(reading.companies) == {"CLSK", "BITF", "CAN", "GLXY"}


def test_the_french_item_names_who_comes_from_where() -> None:
    (person,) = proposal_of("fr", "fr-20251021-0007").people
    assert (person.name, person.action) == ("Jeffrey Thomas", "joins")
    assert (person.title, person.previous_employer) == ("vice-président senior", "Humain")


def test_the_french_item_reports_a_move_and_a_price() -> None:
    (move,) = proposal_of("fr", "fr-20251021-0007").moves
    assert (move.pct, move.price, move.basis) == (Decimal(11), Decimal("21.86"), "unknown")
    assert move.applies_to_on == date(2025, 10, 20)


def test_dollars_per_megawatt_and_past_years_become_no_figures() -> None:
    proposal = proposal_of("fr", "fr-20251021-0007")
    assert (proposal.value_amount, proposal.capacity_mw, proposal.term_years) == (None, None, None)
    assert proposal.counterparties == ()


def test_the_chief_executive_is_quoted_not_hired() -> None:
    speakers = {said.speaker: said.role for said in proposal_of("fr", "fr-20251021-0007").statements}
    assert speakers["Matt Schultz"] == "PDG"


def test_the_wire_item_is_the_same_hire_with_its_site() -> None:
    proposal = proposal_of("en", "clsk")
    assert (proposal.company, proposal.kind, proposal.announced_on) == ("CLSK", "executive_hire", date(2025, 10, 20))
    assert proposal.sites == ("college-park-ga",)
    (person,) = proposal.people
    assert person.name == "Jeffrey Thomas"
    assert person.title == "Senior Vice President of AI Data Centers"
    assert person.previous_employer == "Humain"


def test_a_release_is_announced_the_minute_it_is_published() -> None:
    told = proposal_of("en", "clsk", tier="wire")
    assert (told.announced_at, told.date_precision) == (datetime(2025, 10, 20, 12, 0, tzinfo=UTC), "minute")
    assert told.date_basis == "stated"


@pytest.mark.parametrize("tier", ["press", "aggregator", ""])
def test_the_press_gives_a_day_not_a_minute(tier: str) -> None:
    told = proposal_of("en", "clsk", tier=tier)
    assert (told.announced_at, told.date_precision) == (None, "day")


def test_a_story_about_the_shares_is_no_release_whoever_sends_it() -> None:
    told = proposal_of("en", "clsk-shares", tier="wire")
    assert (told.announced_at, told.announced_on) == (None, date(2025, 10, 20))


def test_as_much_as_is_an_intraday_move() -> None:
    proposal = proposal_of("en", "clsk-shares")
    (move,) = proposal.moves
    assert (move.pct, move.basis, move.applies_to_on) == (Decimal(13), "intraday", date(2025, 10, 20))
    assert proposal.kind == "executive_hire"
    assert [person.name for person in proposal.people] == ["Jeffrey Thomas"]


def test_the_cloud_contract_has_its_figures() -> None:
    proposal = proposal_of("en", "iren")
    assert (proposal.company, proposal.kind) == ("IREN", "gpu_cloud")
    assert (proposal.value_amount, proposal.value_currency) == (Decimal("9700000000.00"), "USD")
    assert proposal.value_counts == "base_contract"
    assert (proposal.term_years, proposal.capacity_mw) == (Decimal(5), Decimal(750))
    assert proposal.capacity_basis == "unspecified"
    assert (proposal.counterparties, proposal.sites) == (("microsoft",), ("childress-tx",))
    assert proposal.moves == ()


@pytest.mark.parametrize(("feed", "guid"), [("en", "mara-production"), ("fr", "fr-20251021-0004")])
def test_production_and_price_items_are_not_relevant(feed: str, guid: str) -> None:
    _item, reading = reading_of(feed, guid)
    assert not reading.relevant
    assert (reading.value, reading.capacity, reading.move) == (None, None, None)


@pytest.mark.parametrize(
    ("feed", "guid"), [("fr", "fr-20251021-0007"), ("en", "clsk"), ("en", "clsk-shares"), ("en", "iren")]
)
def test_every_fact_carries_the_words_it_was_read_from(feed: str, guid: str) -> None:
    item, reading = reading_of(feed, guid)
    fields = {fact.field for fact in reading.facts}
    assert {"company", "kind"} <= fields
    for fact in reading.facts:
        source = item.headline if fact.where == "headline" else item.text
        assert source[fact.start : fact.end] == fact.words
        assert fact.words
        assert fact.rule


def test_a_reading_is_plain_json() -> None:
    _item, reading = reading_of("fr", "fr-20251021-0007")
    data = reading.as_json()
    assert data["company"] == "CLSK"
    assert {"field", "value", "start", "end", "where", "words", "rule"} == set(data["facts"][0])


def test_a_proposal_survives_json() -> None:
    proposal = proposal_of("fr", "fr-20251021-0007")
    assert Proposal.from_json(proposal.as_json()) == proposal
