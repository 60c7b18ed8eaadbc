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


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("Grid operator clears 410 MW at Galaxy's Helios", "Galaxy’s campus gets the power for AI tenants."),
        ("Galaxy's Texas plan cleared for 400 MW", "The grid approved the interconnection of the data center."),
    ],
)
def test_a_word_that_is_a_name_is_the_company_beside_its_site_or_its_megawatts(headline: str, text: str) -> None:
    assert read_text(headline, text).company == "GLXY"


def test_a_telephone_is_no_company_beside_its_makers_possessive() -> None:
    assert read_text("Samsung's Galaxy S25 gets AI", "The phone maker rents a data center of 40 MW.").company == ""


@pytest.mark.parametrize(
    ("headline", "company"),
    [
        ("Bitfarms AI campus bought by Canadian miner HIVE", "HIVE"),
        ("HIVE buys Bitfarms for AI data centers", "HIVE"),
        ("Bitfarms racheté par le mineur HIVE pour l'IA", "HIVE"),
        ("Bitfarms wird vom Miner HIVE übernommen: KI-Rechenzentrum", "HIVE"),
        ("Bitfarms comprada por la minera HIVE por la IA", "HIVE"),
        ("Bitfarms adquirida pela mineradora HIVE por IA", "HIVE"),
        ("Bitfarms acquisita dal miner HIVE per l'AI", "HIVE"),
        ("比特币矿企Bitfarms被HIVE收购", "HIVE"),
        ("ビットファームズ、ハット8が買収", "HUT"),
        ("ビットファームズ、ハット8を買収", "BITF"),
    ],
)
def test_the_subject_of_a_purchase_is_the_buyer(headline: str, company: str) -> None:
    assert read_text(headline, "Bitcoin mining and AI.").company == company


def test_a_company_somebody_is_after_in_the_last_sentence_is_no_subject() -> None:
    text = "Nebius supplies Google with AI compute, a filing showed. Its shares rose. Nebius tried to buy CleanSpark."
    found = read_text("Nebius lands a $9 billion AI order from Google", text)
    assert (found.company, found.companies, found.relevant) == ("", ("CLSK",), False)


def test_a_landlord_named_last_is_still_the_subject() -> None:
    text = "The AI lab takes 500 MW. It pays over 15 years. Fluidstack will lease the capacity from TeraWulf."
    assert read_text("Anthropic secures a data center in New York", text).company == "WULF"


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        (
            "Riot and other bitcoin miners slide as AI rally fades",
            "Riot Platforms fell 7%, CleanSpark lost 11% and Core Scientific dropped 6% after a week of AI leases.",
        ),
        (
            "ライオット・プラットフォームズなど米採掘株が急落",
            "クリーンスパークは11%安、ライオット・プラットフォームズは7%安だった。コア・サイエンティフィックは6%安。AIデータセンターの賃貸契約を締結した反動。",
        ),
        (
            "CleanSpark与Core Scientific大跌 AI热潮降温",
            "CleanSpark下跌11%，Riot Platforms下跌7%，Core Scientific下跌6%。此前与微软签署AI数据中心协议。",
        ),
        (
            "CleanSpark, Riot und Core Scientific brechen ein: KI-Rally endet",
            "CleanSpark verlor 11 Prozent, Riot Platforms 7 Prozent, Core Scientific 6 Prozent. Miner bauen KI.",
        ),
        (
            "CleanSpark, Riot y Core Scientific caen tras el rally de la IA",
            "CleanSpark cayó un 11%, Riot Platforms un 7% y Core Scientific un 6%. Son mineras con contratos de IA.",
        ),
        (
            "CleanSpark, Riot e Core Scientific caem após rali da IA",
            "CleanSpark caiu 11%, Riot Platforms recuou 7% e Core Scientific 6%. Mineradoras com contratos de IA.",
        ),
        (
            "CleanSpark, Riot e Core Scientific scivolano dopo il rally dell'AI",
            "CleanSpark ha perso l'11%, Riot Platforms il 7% e Core Scientific il 6%. I miner hanno contratti AI.",
        ),
    ],
)
def test_a_round_up_of_several_moves_is_nobodys_news(headline: str, text: str) -> None:
    assert not read_text(headline, text).relevant


def test_peers_that_rise_along_leave_the_news_its_subject() -> None:
    text = "CleanSpark rose 11% on the AI lease. Riot Platforms gained 7% and Core Scientific 6% in sympathy."
    found = read_text("CleanSpark leases 200 MW to an AI tenant", text)
    assert (found.company, found.relevant) == ("CLSK", True)


def test_peers_that_rise_along_leave_a_deal_between_two_its_subject() -> None:
    text = "TeraWulf rose 11% on the AI deal. Bitfarms gained 7% and Core Scientific 6%."
    assert read_text("TeraWulf to sell an AI data center to Bitfarms", text).company == "WULF"
