"""The patterns of facts in other words and other languages, on sentences made for them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.extraction.books import bundled_book
from tracker.extraction.answers import answer
from tracker.extraction.reading import Article, read

TUESDAY = datetime(2025, 10, 21, 15, 0, tzinfo=UTC)


def read_facts(headline: str, text: str) -> dict[str, Any]:
    """The answer that the command gives, facts and all else in one table."""
    found = answer("x", read(Article("", "", TUESDAY, headline, text), bundled_book()))
    facts: dict[str, Any] = found.pop("facts")
    return {**found, **facts}


# language, headline, text, what must be read of it
CASES: list[tuple[str, str, str, dict[str, Any]]] = [
    (
        "fr",
        "Cipher Mining loue 120 MW à un géant du cloud",
        "Le mineur de bitcoin Cipher Mining a signé un bail de quinze ans portant sur 120 MW de charge informatique critique "
        "pour l'IA. Le contrat vaut 2,4 milliards de dollars, hors options de renouvellement.",
        {"primary_ticker": "CIFR", "kind": "lease", "capacity_mw": 120, "contract_value_usd": 2.4e9, "term_years": 15},
    ),
    (
        "fr",
        "IREN : Microsoft signe un contrat cloud de 9,7 mlds $ sur cinq ans",
        "IREN fournira à Microsoft un accès à des GPU NVIDIA GB300 pendant cinq ans.",
        {"kind": "gpu_cloud", "contract_value_usd": 9.7e9, "term_years": 5, "counterparties": ["Microsoft"]},
    ),
    (
        "fr",
        "Bitfarms émet pour 500 millions de dollars d'obligations convertibles afin de financer l'IA",
        "Le mineur destine les fonds à ses centres de données HPC. Le titre a reculé de 7,5 % mardi.",
        {"kind": "financing", "contract_value_usd": 5e8, "reported_move_pct": -7.5},
    ),
    (
        "fr",
        "TeraWulf nomme Claire Dubreuil directrice financière",
        "Le mineur de bitcoin TeraWulf, qui se tourne vers l'IA, a nommé Claire Dubreuil au poste de directrice financière. "
        "Elle travaillait auparavant chez Equinix.",
        {"kind": "executive_hire", "executives": [("Claire Dubreuil", "Equinix")]},
    ),
    (
        "fr",
        "Hut 8 met en service son premier centre de données IA",
        "Le site de 50 MW, situé en Louisiane, est entré en service lundi, a indiqué le mineur de bitcoin.",
        {"primary_ticker": "HUT", "kind": "energization", "capacity_mw": 50},
    ),
    (
        "fr",
        "Riot Platforms renonce à vendre un site destiné à l'IA",
        "L'accord de cession a été résilié, a annoncé le mineur de bitcoin, dont l'action gagnait 3 % à 18,40 dollars.",
        {"kind": "termination", "reported_move_pct": 3, "reported_price": 18.4},
    ),
    (
        "fr",
        "CleanSpark obtient un prêt de 200 millions de dollars pour ses centres de données IA",
        "La ligne de crédit est garantie par ses bitcoins. Le mineur détient plus de 1 GW de puissance sous contrat.",
        {"primary_ticker": "CLSK", "kind": "financing", "contract_value_usd": 2e8},
    ),
    (
        "fr",
        "Galaxy Digital obtient 830 MW supplémentaires pour Helios",
        "ERCOT a approuvé le raccordement au réseau du centre de données IA de l'ancien mineur au Texas.",
        {"primary_ticker": "GLXY", "kind": "power_agreement", "capacity_mw": 830, "sites": ["Helios"]},
    ),
    (
        "fr",
        "HIVE commande 2 000 GPU NVIDIA pour son cloud IA",
        "La commande de GPU, d'une valeur de 66 millions de dollars, sera installée au Canada, précise HIVE Digital.",
        {"primary_ticker": "HIVE", "kind": "equipment_purchase", "contract_value_usd": 6.6e7, "capacity_mw": None},
    ),
    (
        "fr",
        "Bitdeer convertit sa mine de Tydal en centre de données IA",
        "Le site norvégien de 175 MW passera du minage au calcul haute performance.",
        {"primary_ticker": "BTDR", "kind": "conversion", "capacity_mw": 175, "sites": ["Tydal"]},
    ),
    (
        "fr",
        "Core Scientific rachète un opérateur de centres de données pour 421 M$",
        "Avec cette acquisition, l'hébergeur de calcul IA issu du minage de bitcoin ajoute 440 MW.",
        {"primary_ticker": "CORZ", "kind": "merger_acquisition", "contract_value_usd": 4.21e8},
    ),
    (
        "fr",
        "MARA s'associe à un groupe français pour l'IA",
        "MARA Holdings, mineur de bitcoin, annonce un partenariat stratégique dans les centres de données. "
        "Sa capitalisation atteint 5 milliards de dollars.",
        {"primary_ticker": "MARA", "kind": "partnership", "contract_value_usd": None},
    ),
    (
        "de",
        "Cipher Mining vermietet 168 MW an Fluidstack",
        "Der Bitcoin-Miner hat einen Mietvertrag über zehn Jahre geschlossen. Das Volumen beträgt rund 3 Milliarden Dollar "
        "für KI-Rechenzentren.",
        {"primary_ticker": "CIFR", "kind": "lease", "capacity_mw": 168, "contract_value_usd": 3e9, "term_years": 10},
    ),
    (
        "de",
        "Bitdeer begibt Wandelanleihe über 400 Mio. US-Dollar für KI-Ausbau",
        "Der Bitcoin-Miner will das Geld in Rechenzentren stecken. Die Aktie fiel am Montag um 14,5 Prozent.",
        {"kind": "financing", "contract_value_usd": 4e8, "reported_move_pct": -14.5},
    ),
    (
        "de",
        "IREN bestellt 9.000 GPUs für seine KI-Cloud",
        "Die Bestellung kostet 674 Millionen Dollar. Das Unternehmen schürfte früher vor allem Bitcoin.",
        {"primary_ticker": "IREN", "kind": "equipment_purchase", "contract_value_usd": 6.74e8},
    ),
    (
        "de",
        "Riot Platforms baut Bitcoin-Mine zum KI-Rechenzentrum um",
        "In Corsicana, Texas, entstehen 600 MW. Die Aktien stiegen um 8 Prozent auf 14,20 Dollar.",
        {"kind": "conversion", "capacity_mw": 600, "reported_move_pct": 8, "reported_price": 14.2},
    ),
    (
        "de",
        "Hut 8 und Google schließen Partnerschaft für KI-Rechenzentren",
        "Das Bitcoin-Mining-Unternehmen meldete die Zusammenarbeit am Dienstag.",
        {"primary_ticker": "HUT", "kind": "partnership", "counterparties": ["Google"]},
    ),
    (
        "es",
        "Cipher Mining alquila 300 MW a Amazon Web Services por 5.500 millones de dólares",
        "El contrato de arrendamiento de la minera de bitcoin durará quince años y dará soporte a cargas de IA.",
        {"primary_ticker": "CIFR", "kind": "lease", "capacity_mw": 300, "contract_value_usd": 5.5e9, "term_years": 15},
    ),
    (
        "es",
        "TeraWulf emite bonos por 3.200 millones de dólares para su campus de IA",
        "La minera de bitcoin financiará el centro de datos. Las acciones subieron un 4,2% hasta 11,80 dólares.",
        {"kind": "financing", "contract_value_usd": 3.2e9, "reported_move_pct": 4.2, "reported_price": 11.8},
    ),
    (
        "es",
        "Bitfarms nombra a Lucía Herrera directora de IA",
        "La minera de bitcoin ha nombrado a Lucía Herrera para dirigir sus centros de datos de inteligencia artificial.",
        {"primary_ticker": "BITF", "kind": "executive_hire"},
    ),
    (
        "es",
        "HIVE convierte su mina de Suecia en un centro de datos de IA",
        "HIVE Digital reconvertirá 7 MW de minería de bitcoin en computación de alto rendimiento.",
        {"primary_ticker": "HIVE", "kind": "conversion", "capacity_mw": 7},
    ),
    (
        "es",
        "Riot Platforms cancela su acuerdo con un cliente de IA",
        "La minera de bitcoin rescindió el contrato de 25 MW.",
        {"primary_ticker": "RIOT", "kind": "termination", "capacity_mw": 25},
    ),
    (
        "pt",
        "IREN fecha contrato de nuvem de IA de US$ 9,7 bilhões com a Microsoft",
        "A mineradora de Bitcoin fornecerá GPUs por cinco anos. As ações subiram 11,5%.",
        {"kind": "gpu_cloud", "contract_value_usd": 9.7e9, "term_years": 5, "reported_move_pct": 11.5},
    ),
    (
        "pt",
        "Cipher Mining aluga 56 MW para a Fluidstack",
        "O contrato de locação de dez anos da mineradora de Bitcoin vale US$ 830 milhões e atende à inteligência artificial.",
        {"kind": "lease", "capacity_mw": 56, "contract_value_usd": 8.3e8, "counterparties": ["Fluidstack"]},
    ),
    (
        "pt",
        "Bitdeer capta US$ 325 milhões em notas conversíveis para IA",
        "A mineradora usará os recursos em data centers.",
        {"primary_ticker": "BTDR", "kind": "financing", "contract_value_usd": 3.25e8},
    ),
    (
        "it",
        "Hut 8 affitta 245 MW a Anthropic e Fluidstack",
        "Il miner di Bitcoin ha firmato un contratto di locazione di 15 anni dal valore di 7 miliardi di dollari per l'AI.",
        {"primary_ticker": "HUT", "kind": "lease", "capacity_mw": 245, "contract_value_usd": 7e9, "term_years": 15},
    ),
    (
        "it",
        "CleanSpark acquista 271 acri in Texas per un data center AI",
        "Il miner di Bitcoin svilupperà 285 MW. Il titolo è salito del 6%.",
        {"primary_ticker": "CLSK", "kind": "site_acquisition", "capacity_mw": 285, "reported_move_pct": 6},
    ),
    (
        "ja",
        "サイファー・マイニング、AWSと300MWのAIデータセンター賃貸契約を締結",
        "ビットコインマイニング企業の同社は15年間の契約を結び、総額は55億ドルに上る。",
        {"primary_ticker": "CIFR", "kind": "lease", "capacity_mw": 300, "contract_value_usd": 5.5e9, "term_years": 15},
    ),
    (
        "ja",
        "IREN、AI向けに転換社債で23億ドルを調達",
        "ビットコイン採掘企業のIRENは資金調達を発表した。株価は3.5%下落した。",
        {"primary_ticker": "IREN", "kind": "financing", "contract_value_usd": 2.3e9, "reported_move_pct": -3.5},
    ),
    (
        "ja",
        "テラウルフ、AIデータセンターを建設へ",
        "採掘企業のテラウルフは160メガワットの施設に着工した。",
        {"primary_ticker": "WULF", "kind": "construction", "capacity_mw": 160},
    ),
    (
        "zh",
        "比特币矿企Cipher Mining与AWS签署300兆瓦AI数据中心租约",
        "租约为期15年,合同总额55亿美元。",
        {"primary_ticker": "CIFR", "kind": "lease", "capacity_mw": 300, "contract_value_usd": 5.5e9, "term_years": 15},
    ),
    (
        "zh",
        "IREN发行23亿美元可转换债券扩建AI数据中心",
        "这家比特币矿企表示,资金将用于购买GPU。",
        {"primary_ticker": "IREN", "kind": "financing", "contract_value_usd": 2.3e9},
    ),
    (
        "zh",
        "比特小鹿将挪威矿场改造为AI数据中心",
        "该矿场容量为175兆瓦。",
        {"primary_ticker": "BTDR", "kind": "conversion", "capacity_mw": 175},
    ),
    (
        "en",
        "Retired coal plant goes to Galaxy for AI campus",
        "Galaxy Digital has bought a shuttered coal plant in Ohio for $54 million and wants to build an AI data center there.",
        {"primary_ticker": "GLXY", "kind": "site_acquisition", "contract_value_usd": 5.4e7},
    ),
    (
        "en",
        "Soluna lands a $100M credit facility for its AI data centers",
        "The facility with Generate Capital funds Project Kati. Soluna's pipeline exceeds 2.8 GW.",
        {"primary_ticker": "SLNH", "kind": "financing", "contract_value_usd": 1e8, "capacity_mw": None},
    ),
    (
        "en",
        "Applied Digital hires Maria Okafor as chief operating officer",
        "Maria Okafor, formerly of Digital Realty, becomes COO of the AI data center operator on Monday.",
        {"primary_ticker": "APLD", "kind": "executive_hire", "executives": [("Maria Okafor", "Digital Realty")]},
    ),
    (
        "en",
        "TeraWulf and Fluidstack sign twenty-five-year lease at Abernathy",
        "The joint venture covers 168 MW of critical IT load, worth about $9.5 billion in contracted revenue. Google backs "
        "$1.3 billion of the lease obligations.",
        {"kind": "lease", "capacity_mw": 168, "contract_value_usd": 9.5e9, "term_years": 25, "guarantor": "Google"},
    ),
    (
        "en",
        "Cipher signs 10-year AI hosting deal with Fluidstack",
        "Cipher Mining will host 168 MW. Fluidstack may take another 500 MW under a right of first offer. The contract is worth "
        "$3 billion, or $7 billion if two five-year extensions are exercised.",
        {"kind": "hosting", "capacity_mw": 168, "contract_value_usd": 3e9, "term_years": 10},
    ),
    (
        "en",
        "IREN expands AI cloud with new contracts",
        "IREN signed AI cloud contracts and now targets $500 million of annualized run-rate revenue from 23,000 GPUs.",
        {"primary_ticker": "IREN", "kind": "gpu_cloud", "contract_value_usd": None},
    ),
    (
        "en",
        "Bitfarms buys Quebec data center for C$62 million",
        "The bitcoin miner will use the site for AI. No figure in US dollars was given.",
        {"primary_ticker": "BITF", "kind": "site_acquisition", "contract_value_usd": None},
    ),
    (
        "en",
        "CleanSpark completes AI site purchase for 40 million euros",
        "The bitcoin miner closed on the land on Monday.",
        {"primary_ticker": "CLSK", "kind": "site_acquisition", "contract_value_usd": None},
    ),
    (
        "en",
        "Core Scientific adds 70 MW of CoreWeave capacity",
        "Core Scientific will host a further 70 MW of HPC load for CoreWeave at Denton, taking the cumulative total to 590 MW "
        "and contracted revenue since 2024 to a cumulative $10.2 billion.",
        {"primary_ticker": "CORZ", "capacity_mw": 70, "counterparties": ["CoreWeave"]},
    ),
    (
        "en",
        "Hut 8 could supply up to 1 GW to AI tenant",
        "Hut 8 signed a lease for 245 MW with an AI lab, with options on as much as 1,000 MW more. Its stock, up 190% this year, "
        "closed 5.4% higher at $51.20.",
        {"primary_ticker": "HUT", "kind": "lease", "capacity_mw": 245, "reported_move_pct": 5.4, "reported_price": 51.2},
    ),
    (
        "en",
        "WhiteFiber signs AI colocation customer",
        "WhiteFiber priced nothing new; shares trade at $17.60, above the $17 offering price, after gaining 2.1% on the news of "
        "a 5 MW AI colocation contract.",
        {"primary_ticker": "WYFI", "capacity_mw": 5, "reported_move_pct": 2.1, "reported_price": 17.6},
    ),
]


@pytest.mark.parametrize(("language", "headline", "text", "expected"), CASES, ids=[case[1][:48] for case in CASES])
def test_a_fact_is_read_however_it_is_worded(
    language: str, headline: str, text: str, expected: dict[str, Any]
) -> None:
    found = read_facts(headline, text)
    found["executives"] = [(one["name"], one["previous_employer"]) for one in found["executives"]]
    assert found["relevant"]
    assert {"language": found["language"], **{name: found[name] for name in expected}} == {
        "language": language,
        **expected,
    }
