"""General rules of reading, on sentences made for them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.extraction.books import bundled_book
from tracker.extraction.reading import Reading, read
from tracker.extraction.scene import Article

TUESDAY = datetime(2025, 10, 21, 15, 0, tzinfo=UTC)


def read_text(headline: str, text: str = "", hint: str = "", published_at: datetime | None = TUESDAY) -> Reading:
    return read(Article("https://x.example", "x", published_at, headline, text, hint), bundled_book())


@pytest.mark.parametrize(
    ("headline", "company"),
    [
        ("TeraWulf leases 60 MW to an AI tenant", "WULF"),
        ("Bitcoin miner (NASDAQ: CIFR) signs an AI lease", "CIFR"),
        ("Bitfarms becomes an AI company", "BITF"),
        ("KEEL Infrastructure signs an AI lease", "BITF"),
        ("Hut8 signs an AI data center lease", "HUT"),
        ("クリーンスパーク、AIデータセンターに参入", "CLSK"),
        ("比特小鹿签署AI数据中心租约", "BTDR"),
        ("Riot Platforms signs an AI data center lease", "RIOT"),
        ("Canaan (CAN) signs an AI lease", "CAN"),
    ],
)
def test_a_company_is_known_by_name_ticker_and_alias(headline: str, company: str) -> None:
    assert read_text(headline).company == company


@pytest.mark.parametrize(
    "headline",
    [
        "Riot Games opens an AI lab for bitcoin players",
        "Riot inaugura una sede a Seattle per VALORANT",
        "Galaxy S26 phone gets AI",
        "A cipher that bitcoin miners fear",
        "Samsung can do AI and GPU in Canaan Valley",
        "HIVE Metastore and AI on bitcoin data",
    ],
)
def test_namesakes_are_nobody_on_record(headline: str) -> None:
    assert read_text(headline).company == ""


def test_the_subject_is_the_company_that_opens_a_headline_with_several() -> None:
    assert read_text("Riot beats CleanSpark and IREN to an AI lease").company == "RIOT"
    assert read_text("AI lease race: CleanSpark and IREN compete in bitcoin mining").company == ""


@pytest.mark.parametrize(
    ("headline", "text", "kind"),
    [
        ("Galaxy leases 30 MW at Helios", "Galaxy Digital leases 30 MW to an AI tenant.", "lease"),
        ("HIVE buys 300 GPUs for AI cloud", "HIVE Digital ordered 300 GPUs.", "equipment_purchase"),
        ("Soluna breaks ground on AI site", "Soluna Holdings breaks ground on its AI data center.", "construction"),
        ("Cipher Mining: 75 MW hosting deal", "A colocation contract for AI servers.", "hosting"),
        ("Core Scientific converts Denton to AI", "The mine is converted for HPC.", "conversion"),
        ("TeraWulf raises $1 billion in convertible notes for AI", "The notes fund HPC.", "financing"),
        ("CleanSpark acquires land for an AI campus", "It bought 447 acres in Texas.", "site_acquisition"),
        ("Bitdeer energizes its first AI hall", "The data center is ready for service.", "energization"),
        (
            "IREN et son PDG : départ de John Gross, l'IA continue",
            "Le mineur de bitcoin perd un cadre.",
            "executive_departure",
        ),
        ("Bitfarms cède son site pour financer l'IA", "Le mineur de bitcoin vend le site.", "divestiture"),
        ("Bitdeer signe un bail de 45 MW pour l'IA", "Le mineur loue un centre de données.", "lease"),
        ("CleanSpark nomme un directeur pour l'IA", "Le mineur de bitcoin recrute.", "executive_hire"),
        ("Core Scientific holders reject CoreWeave merger", "The agreement was terminated.", "termination"),
        ("Soluna Holdings buys the last 49% of its AI campus venture", "It is paid in cash.", "merger_acquisition"),
        (
            "MARA Holdings will buy Plain River Energy & Power from private owners with cash",
            "The bitcoin miner plans AI there.",
            "merger_acquisition",
        ),
        ("Core Scientific and CoreWeave start building an AI hall", "The miner builds it.", "construction"),
        ("Riot halts 600 MW of bitcoin mining to weigh AI use", "The miner has a study made.", "strategy"),
        ("IREN adds a second site with a 600 MW connection for AI", "The miner buys 90 acres.", "site_acquisition"),
        ("Riot Platforms loses its AI data center chief", "It names no successor.", "executive_departure"),
    ],
)
def test_the_kind_follows_the_words(headline: str, text: str, kind: str) -> None:
    assert read_text(headline, text).kind == kind


def test_a_hire_wins_over_a_departure_in_one_piece() -> None:
    reading = read_text(
        "Bitfarms CFO steps down, Jonathan Mir appointed for AI build-out", "Jonathan Mir joins as CFO."
    )
    assert reading.kind == "executive_hire"


@pytest.mark.parametrize(
    ("text", "mw"),
    [
        ("TeraWulf leases 200 MW of critical IT load, with options for a further 160 MW.", 200),
        ("TeraWulf leases 60 MW; its pipeline totals 2 GW.", 60),
        ("TeraWulf signs a lease for 1.5 GW.", 1500),
        ("TeraWulf signed a lease priced at $8 million per 1 MW.", None),
        ("TeraWulf cut its lease by -150 MW.", None),
    ],
)
def test_capacity_is_that_of_the_event(text: str, mw: int | None) -> None:
    capacity = read_text("TeraWulf signs AI lease", text).capacity
    assert (capacity.mw if capacity else None) == mw


def test_the_basis_of_capacity_is_read_where_stated() -> None:
    critical = read_text("TeraWulf signs AI lease", "TeraWulf leases 200 MW of critical IT load.").capacity
    gross = read_text("TeraWulf signs AI lease", "TeraWulf leases 250 MW gross.").capacity
    assert critical is not None
    assert gross is not None
    assert (critical.basis, gross.basis) == ("critical_it", "gross")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("The contract is worth $3.7 billion and could reach $8.7 billion with options.", "3700000000"),
        ("The lease is worth $311 million; its market cap is $5 billion.", "311000000"),
        ("The contract is worth $9.7 billion. Google will backstop $1.8 billion.", "9700000000"),
        ("Its market capitalization reached $5 billion.", None),
        ("The deal values capacity at $8 million per megawatt.", None),
    ],
)
def test_value_is_that_of_the_base_contract(text: str, amount: str | None) -> None:
    value = read_text("TeraWulf signs AI lease", text).value
    assert (value.amount if value else None) == (Decimal(amount) if amount else None)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("The 10-year lease has two five-year extension options.", 10),
        ("Un bail de 12 ans avec deux options de cinq ans.", 12),
        ("He brings 40 years of experience.", None),
    ],
)
def test_term_is_the_base_term(text: str, years: int | None) -> None:
    term = read_text("TeraWulf signs AI lease", text).term
    assert (term.years if term else None) == years


@pytest.mark.parametrize(
    ("text", "pct", "basis"),
    [
        ("TeraWulf shares closed 9% lower on Monday.", -9, "close"),
        ("TeraWulf stock jumped 12% in pre-market trading.", 12, "pre_market"),
        ("TeraWulf shares rose as much as 13% on Monday.", 13, "intraday"),
        ("TeraWulf shares are up 140% this year.", None, ""),
        ("Google will own an 8% stake; the shares carry no vote.", None, ""),
        ("TeraWulf signed it. Cipher Mining shares rose 20%.", None, ""),
        ("TeraWulf shares moved +100000%.", None, ""),
    ],
)
def test_a_move_is_that_of_the_subject_on_the_news(text: str, pct: int | None, basis: str) -> None:
    move = read_text("TeraWulf signs AI lease", text).move
    assert (move.pct if move else None) == pct
    assert (move.basis if move else "") == basis


@pytest.mark.parametrize(
    ("text", "day", "date_basis"),
    [
        ("TeraWulf signed the lease on Monday.", date(2025, 10, 20), "inferred"),
        ("TeraWulf said on October 20 that it signed the lease.", date(2025, 10, 20), "stated"),
        ("TeraWulf signed the lease yesterday.", date(2025, 10, 20), "stated"),
        ("TeraWulf signed the lease.", date(2025, 10, 21), "inferred"),
        ("TeraWulf signed the lease; closing is expected by October 21.", date(2025, 10, 21), "inferred"),
        ("The company began on May 7, 2024.", date(2025, 10, 21), "inferred"),
    ],
)
def test_the_day_is_the_one_the_text_gives_else_that_of_publication(text: str, day: date, date_basis: str) -> None:
    reading = read_text("TeraWulf signs AI lease", text)
    assert reading.when is not None
    assert (reading.announced_on, reading.when.basis) == (day, date_basis)


def test_the_day_of_publication_is_the_outlets() -> None:
    night = datetime(2025, 10, 21, 2, 0, tzinfo=UTC)
    assert read_text("TeraWulf signs AI lease", published_at=night).announced_on == date(2025, 10, 20)


def test_without_a_day_there_is_no_proposal() -> None:
    assert read_text("TeraWulf signs AI lease", published_at=None).proposal() is None


@pytest.mark.parametrize(
    ("text", "name", "employer"),
    [
        ("CleanSpark has hired Dana Whitfield as Chief Data Center Officer.", "Dana Whitfield", ""),
        ("CleanSpark appoints former Equinix executive Dana Whitfield to run AI.", "Dana Whitfield", "Equinix"),
        ("Dana Whitfield, previously at Equinix, joins CleanSpark as COO.", "Dana Whitfield", "Equinix"),
        ("CleanSpark a nommé Dana Whitfield au poste de directrice générale.", "Dana Whitfield", ""),
    ],
)
def test_people_who_are_not_on_record_are_found(text: str, name: str, employer: str) -> None:
    reading = read_text("CleanSpark hires for AI data centers", text)
    (person,) = [person for person in reading.people if person.action == "joins"]
    assert (person.name, person.previous_employer) == (name, employer)


def test_a_guarantor_is_no_counterparty() -> None:
    text = "TeraWulf signed a lease with Fluidstack. Google will backstop $1.8 billion of Fluidstack's obligations."
    reading = read_text("TeraWulf signs AI lease with Fluidstack", text)
    assert reading.parties is not None
    assert (reading.parties.counterparties, reading.parties.guarantor) == (("fluidstack",), "google")


def test_a_partner_not_on_record_is_read_but_not_proposed() -> None:
    reading = read_text("TeraWulf signs AI lease", "TeraWulf signed a 12-year lease with Example Cloud in Ohio.")
    proposal = reading.proposal()
    assert reading.parties is not None
    assert proposal is not None
    assert reading.parties.counterparties == ("Example Cloud",)
    assert proposal.counterparties == ()


def test_a_guarantor_not_on_record_is_read_but_not_proposed() -> None:
    reading = read_text(
        "TeraWulf signs AI lease with Example Cloud",
        "TeraWulf signed a 12-year lease with Example Cloud. Halden Example Group guarantees $600 million of rent.",
    )
    proposal = reading.proposal()
    assert proposal is not None
    assert proposal.guarantor == ""
    assert "Halden Example Group" in [fact.words for fact in reading.facts if fact.field == "guarantor"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Die Firma ist mit dem Vertrag nicht allein auf der Welt", "de"),
        ("La société annonce que les contrats sont dans le budget", "fr"),
        ("The company said that it will build on the site with the grid", "en"),
        ("La empresa dijo que el contrato es para los centros de datos", "es"),
        ("A empresa disse que não foi ao mercado para uma captação", "pt"),
        ("ビットコインマイニング企業は契約を発表した", "ja"),
        ("比特币矿企签署了一份合约", "zh"),
        ("شركة تعدين البيتكوين توقع عقدا", "ar"),
    ],
)
def test_the_language_is_told_from_the_text(text: str, language: str) -> None:
    assert read_text(text, hint="it").language == language


def test_the_hint_decides_where_the_text_is_too_short() -> None:
    assert read_text("CleanSpark IA Humain", hint="fr-FR").language == "fr"
