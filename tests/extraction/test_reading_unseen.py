"""Patterns learnt from articles that were scored before any rule saw them, on sentences made for them."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.extraction.books import bundled_book
from tests.extraction.test_reading_rules import read_text
from tracker.extraction.bundled import DATA
from tracker.extraction.reading import read
from tracker.extraction.rules.passage import TEXT, prepare
from tracker.extraction.rules.titles import ROLE, roles
from tracker.extraction.scene import Article

NEWS = "CleanSpark leases 90 MW to an AI tenant"


@pytest.mark.parametrize(
    ("text", "pct"),
    [
        ("Shares: CLSK +7% pre-market.", "7"),
        ("CleanSpark shares jumped 9% to $16.74, their best day since October.", "9"),
        ("** CleanSpark shares rose 9% to $16.74 ** CLSK had gained 80% since January.", "9"),
        ("CleanSpark shares rose 9%. Microsoft itself gained 4%.", "9"),
    ],
)
def test_the_move_on_the_news_is_told_from_others(text: str, pct: str) -> None:
    told = read_text(NEWS, text).move
    assert told is not None
    assert told.pct == Decimal(pct)


@pytest.mark.parametrize(
    ("text", "mw"),
    [
        ("CleanSpark won approval for another 300 megawatts at an AI campus. The first 200 MW is leased.", 300),
        ("CleanSpark plans an AI campus with 130 additional megawatts. A 100 MW phase is being built.", 130),
        ("CleanSpark plans an AI campus of 80 MW. It operates 1,300 MW in four states.", 80),
    ],
)
def test_the_capacity_of_the_event_is_told_from_what_is_there(text: str, mw: int) -> None:
    found = read_text("CleanSpark plans an AI data center", text).capacity
    assert found is not None
    assert found.mw == mw


def test_what_a_sentence_opens_with_does_not_make_its_figures_old() -> None:
    text = "Après Fluidstack en septembre, CleanSpark signe avec AWS un bail d'IA de 5 milliards de dollars."
    found = read_text("CleanSpark signe un bail d'IA", text, "fr", datetime(2025, 11, 4, 12, tzinfo=UTC)).value
    assert found is not None
    assert found.amount == 5_000_000_000


def test_dollars_marked_canadian_behind_the_sign_are_no_us_dollars() -> None:
    found = read_text("HIVE Digital achète un centre de données d'IA", "HIVE paie 22 M$ CA.", "fr").value
    assert found is not None
    assert found.currency == "CAD"


@pytest.mark.parametrize(
    ("headline", "language", "kind"),
    [
        ("CoreWeave in talks to buy bitcoin miner Core Scientific for AI", "en", "merger_acquisition"),
        ("Bit Digital buys Montreal's Enovum Data Centers for AI", "en", "merger_acquisition"),
        ("Idled smelter on 750 acres sold to TeraWulf for AI data center", "en", "site_acquisition"),
        ("MARA holt Starwood ins Boot für KI-Rechenzentren", "de", "partnership"),
        ("Bit Digital perd son premier client dans l'intelligence artificielle", "fr", "termination"),
        ("Bitfarms says goodbye to bitcoin mining for AI", "en", "conversion"),
    ],
)
def test_who_does_it_to_whom_decides_the_kind(headline: str, language: str, kind: str) -> None:
    assert read_text(headline, "", language).kind == kind


def test_capacity_that_is_called_a_lease_is_no_hosting() -> None:
    text = "Applied Digital signed two lease agreements. CoreWeave will take 250 megawatts of critical IT load for AI."
    assert read_text("What is going on with Applied Digital stock", text).kind == "lease"


def test_the_parent_of_a_guarantor_guarantees_nothing() -> None:
    text = "Hut 8 signe un bail d'IA avec Fluidstack. Google, filiale d'Alphabet, garantit les loyers de Fluidstack."
    found = read_text("Hut 8 signe un bail d'IA avec Fluidstack", text, "fr")
    assert [fact.words for fact in found.facts if fact.field == "guarantor"] == ["Google"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Chief Operating Officer David Shaw said the AI project hit its schedule.", "David Shaw"),
        ("Matt Brown, CleanSpark's chief operating officer, said jobs would be created.", "Matt Brown"),
    ],
)
def test_a_person_is_found_beside_a_long_title(text: str, name: str) -> None:
    assert [one.name for one in read_text(NEWS, text).people] == [name]


def test_a_title_in_a_headline_is_no_partner() -> None:
    found = read_text("Hut 8 AI Vertical Goes Live with Inaugural Deployment", "Hut 8 has begun an AI agreement.")
    assert found.parties is None or found.parties.counterparties == ()


def test_a_piece_that_opens_with_a_price_target_is_about_analysts() -> None:
    text = "Broker X raised its price target on IREN to $75, citing its AI data center plans. It rates it outperform."
    assert not read_text("Broker X nearly quadruples IREN target on AI", text).relevant


def test_titles_are_found_by_their_first_words_as_by_the_whole_pattern() -> None:
    text = (DATA / "executives.yaml").read_text(encoding="utf-8")[:40_000]
    found = [match.span() for match in roles(prepare(TEXT, text, "en"))]
    assert found == [match.span() for match in ROLE.finditer(text)]
    assert len(found) > 50


def test_the_marks_of_a_piece_about_nobody_are_made_when_asked_for() -> None:
    article = Article("", "", None, "Nvidia reports $57 billion", "Jensen Huang told of 62 percent growth.", "en")
    found = read(article, bundled_book())
    assert (found.company, found.companies, found.relevant) == ("", (), False)
    assert {"m5.7e10", "q:nvidia"} <= set(found.marks)
    assert found.headline_marks == read(article, bundled_book()).headline_marks


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("Iren places notes for AI data centers at Childress.", "IREN"),
        ("Bitcoin miner Iren places notes for AI data centers.", "IREN"),
        ("Iren of Turin tells of heat from data centers.", ""),
        ("Mara Smith talks of AI and data centers.", ""),
    ],
)
def test_a_name_in_capitals_may_be_printed_as_a_word_where_the_text_is_of_miners(text: str, company: str) -> None:
    assert read_text("Notes placed", text).company == company


def test_a_campus_told_of_by_its_town_gets_its_own_name() -> None:
    text = "Applied Digital leased a building for AI at Polaris Forge 1 in Ellendale, North Dakota."
    found = read_text("Applied Digital leases a building at Ellendale for AI", text)
    assert [fact.words for fact in found.facts if fact.field == "site"] == ["Polaris Forge 1"]


@pytest.mark.parametrize(
    "text", ["Riot Platforms (RIOT)", "比特小鹿", "CleanSpark", "$IREN", "Core Scientific", "Hut8"]
)
def test_a_quick_look_misses_no_company(text: str) -> None:
    assert read_text(text, "AI data center").companies


@pytest.mark.parametrize(
    ("headline", "language", "kind"),
    [
        ("TeraWulf nabs Fluidstack as tenant for an AI hall", "en", "lease"),
        ("TeraWulf nabs a $500 million loan for an AI hall", "en", "financing"),
        ("TeraWulf lures Equinix veteran Jane Porter as chief AI officer", "en", "executive_hire"),
        ("Core Scientific to house GPUs of an AI client", "en", "hosting"),
        ("Bitdeer to take delivery of 2,000 Nvidia servers for AI", "en", "equipment_purchase"),
        ("CleanSpark troque le minage contre l'IA dans sa mine de Géorgie", "fr", "conversion"),
        ("Applied Digital fährt erste 50 MW einer KI-Halle hoch", "de", "energization"),
        ("Bitfarms se deshace de su mina para ir a la IA", "es", "divestiture"),
        ("TeraWulf recebe aval da rede para 600 MW de IA", "pt", "power_agreement"),
        ("Va a monte la fusione di CleanSpark nell'AI", "it", "termination"),
        ("TeraWulf、AIで大手と手を組む", "ja", "partnership"),
        ("TeraWulf将矿场改成AI数据中心", "zh", "conversion"),
    ],
)
def test_the_verbs_of_the_trade_press_tell_the_kind(headline: str, language: str, kind: str) -> None:
    assert read_text(headline, hint=language).kind == kind
