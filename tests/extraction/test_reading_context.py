"""What a sentence says besides the news is told from it: earlier events, other companies, wholes, namesakes."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.extraction.test_reading_rules import read_text

HEADLINE = "Cipher Mining signs an AI data center lease"
TUESDAY = datetime(2025, 12, 9, 15, 0, tzinfo=UTC)


def value_of(text: str) -> Decimal | None:
    found = read_text(HEADLINE, text, published_at=TUESDAY).value
    return found.amount if found else None


@pytest.mark.parametrize(
    "text",
    [
        "The lease with Example Cloud is new. It sold its stake in a mine for $92 million in October.",
        "The lease with Example Cloud is new. On November 3, 2025 it bought land for $92 million.",
        "The lease with Example Cloud is new. IREN announced a $92 million contract with Microsoft.",
    ],
)
def test_the_amount_of_an_earlier_event_or_of_another_company_is_not_the_value(text: str) -> None:
    assert value_of(text) is None


def test_a_month_to_come_is_no_background() -> None:
    assert (
        value_of("The bitcoin miner leases it. Rent of $92 million under the contract is due in February.")
        == 92_000_000
    )


def test_the_past_of_the_past_tells_the_news_where_it_is_reported() -> None:
    text = "The bitcoin miner said it had entered into a 12-year lease for AI. Nothing else is known."
    years = read_text(HEADLINE, text).term
    assert years is not None
    assert years.years == 12


@pytest.mark.parametrize(
    ("text", "mw"),
    [
        ("The campus of 300 MW has two buildings of 150 MW critical IT load each for AI.", 300),
        ("The AI contract takes about 10% of its 3 GW.", None),
    ],
)
def test_a_part_of_a_site_and_the_whole_of_a_portfolio_are_not_the_capacity(text: str, mw: int | None) -> None:
    found = read_text("Cipher Mining signs an AI data center deal", text).capacity
    assert (found.mw if found else None) == mw


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("El consejero delegado de la minera de bitcoin, Pablo Ruiz Soto, habló de IA.", "Pablo Ruiz Soto"),
        ("Finanzvorstand Karla Wenzel nannte den KI-Vertrag des Bitcoin-Miners einen Erfolg.", "Karla Wenzel"),
        (
            "Per l'amministratore delegato Piero Landi il miner di Bitcoin punta sull'intelligenza artificiale.",
            "Piero Landi",
        ),
        ("ビットコイン採掘のサイファー・マイニングのジョン・ドウCEOはAIについて述べた。", "ジョン・ドウ"),
    ],
)
def test_people_are_found_by_the_titles_of_their_language(text: str, name: str) -> None:
    assert [one.name for one in read_text("Cipher Mining: AI data center", text).people] == [name]


def test_the_head_of_the_other_side_is_not_one_of_the_miners_people() -> None:
    text = "The bitcoin miner buys an AI firm. Ana Prado, founder of Nostrum Group, agrees. CEO Tyler Page agrees too."
    assert [one.name for one in read_text("Cipher Mining buys Nostrum", text).people] == ["Tyler Page"]


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        (
            "«Cipher», il thriller sull'AI",
            "Un data center nel deserto. Il film incassa 12 milioni di dollari in azioni.",
        ),
        (
            "Samsung unveils Galaxy Z Fold",
            "Galaxy AI runs without a data center; bitcoin wallets work too. Galaxy sells well.",
        ),
        ("A riot-proof data center for AI and bitcoin", "Its 20 MW are safe."),
    ],
)
def test_titles_products_and_compounds_name_no_company(headline: str, text: str) -> None:
    assert read_text(headline, text).company == ""


@pytest.mark.parametrize(
    ("headline", "kind"),
    [
        ("TeraWulf leases the old Cayuga plant for AI", "site_acquisition"),
        ("TeraWulf leases a plant to CoreWeave for AI", "lease"),
        ("TeraWulf sells 2,500 bitcoin to buy land for AI data centers", "site_acquisition"),
        ("EDF sells control of Exaion to MARA Holdings for AI", "merger_acquisition"),
        ("Cipher Mining buys Nostrum Group for $180 million in AI push", "merger_acquisition"),
    ],
)
def test_the_kind_follows_who_does_it_to_whom(headline: str, kind: str) -> None:
    assert read_text(headline, "The bitcoin miner said so.").kind == kind


def test_a_move_is_read_in_its_own_clause() -> None:
    told = read_text(HEADLINE, "The bitcoin miner's stock, which has tripled in a month, shed 8% to $1.67.").move
    assert told is not None
    assert (told.pct, told.price) == (Decimal(-8), Decimal("1.67"))


def test_a_bound_is_no_rise() -> None:
    assert (
        read_text(HEADLINE, "The miner's shares are listed; it may invest up to 50% in each AI project.").move is None
    )


def test_a_tracked_company_can_be_the_other_side() -> None:
    text = "The bitcoin miner sells its site in Paraguay for $85 million to pay for AI."
    found = read_text("Bitfarms sells its mining site to HIVE to pay for AI", text).parties
    assert found is not None
    assert found.counterparties == ("HIVE",)
    assert found.on_record == ()
