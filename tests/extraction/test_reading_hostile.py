"""Hostile items: what each must lead to, that nothing raises, nothing absurd is read, and time is bounded."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extraction.books import bundled_book
from tracker.extraction.reading import Reading, read
from tracker.extraction.scene import Article
from tracker.lib.text import plain_text

CASES = Path(__file__).parents[1] / "data" / "feed_items_adversarial.jsonl"
PUBLISHED = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


def items(case: str) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines() if line.strip()]
    found: list[dict[str, Any]] = next(row["feed_items"] for row in rows if row["id"].startswith(case))
    return found


def read_raw(title: str, html: str, language: str = "") -> Reading:
    article = Article("", "", PUBLISHED, plain_text(title), plain_text(html), language)
    return read(article, bundled_book())


def readings(case: str) -> list[Reading]:
    return [read_raw(item["title"] or "", item["summary"] or "") for item in items(case)]


def megawatts(reading: Reading) -> float | None:
    return float(reading.capacity.mw) if reading.capacity else None


def dollars(reading: Reading) -> float | None:
    return float(reading.value.amount) if reading.value else None


def years(reading: Reading) -> float | None:
    return float(reading.term.years) if reading.term else None


def test_script_tags_leave_only_the_news() -> None:
    (reading,) = readings("adv-01")
    assert reading.relevant
    assert (reading.company, reading.kind, megawatts(reading), years(reading)) == ("WULF", "lease", 60, 12)
    assert "<" not in reading.headline
    assert "alert" not in reading.headline


def test_a_huge_title_is_read_in_bounded_time() -> None:
    started = time.perf_counter()
    (reading,) = readings("adv-02")
    assert time.perf_counter() - started < 1
    assert reading.company == "HUT"
    proposal = reading.proposal()
    assert proposal is None or len(proposal.title) <= 300


def test_right_to_left_text_is_read_without_its_controls() -> None:
    (reading,) = readings("adv-03")
    assert (reading.language, reading.company) == ("ar", "IREN")
    assert "\u202e" not in reading.headline


def test_emoji_do_not_hide_the_deal() -> None:
    (reading,) = readings("adv-04")
    assert reading.relevant
    assert (reading.company, reading.kind) == ("CIFR", "hosting")
    assert (megawatts(reading), dollars(reading), years(reading)) == (75, 600_000_000, 8)


def test_zero_width_characters_change_nothing() -> None:
    (reading,) = readings("adv-05")
    clean = read_raw(
        "Core Scientific signs 120 MW AI colocation deal",
        "Core Scientific (CORZ) will provide 120 MW of colocation to an AI customer.",
    )
    assert reading == clean
    assert reading.relevant
    assert (reading.company, megawatts(reading)) == ("CORZ", 120)


def test_entities_are_decoded_before_reading() -> None:
    (reading,) = readings("adv-06")
    assert reading.relevant
    assert (reading.company, reading.kind, reading.language) == ("BTDR", "lease", "fr")
    assert (megawatts(reading), dollars(reading), years(reading)) == (45, 380_000_000, 10)
    assert reading.move is not None
    assert float(reading.move.pct or 0) == 6.5


def test_the_corrected_delivery_has_the_corrected_figure() -> None:
    first, second = readings("adv-10")
    assert (megawatts(first), megawatts(second)) == (30, 130)
    assert second.company == "GLXY"


def test_negative_and_endless_figures_are_not_read() -> None:
    cut, joke, injected = readings("adv-12")
    assert (megawatts(cut), dollars(cut), years(cut)) == (None, None, None)
    assert (megawatts(joke), dollars(joke), joke.move) == (None, None, None)
    assert injected.company == "MARA"


@pytest.mark.parametrize("case", ["adv-07", "adv-08", "adv-09", "adv-11"])
def test_every_other_hostile_item_is_read(case: str) -> None:
    assert all(reading.company for reading in readings(case))


def assert_sane(reading: Reading, headline: str, text: str) -> None:
    """No figure out of bounds and every fact within the text."""
    assert 0 <= reading.score <= 1
    assert reading.capacity is None or 0 < reading.capacity.mw <= 100_000
    assert reading.value is None or (reading.value.amount.is_finite() and reading.value.amount > 0)
    assert reading.term is None or 0 < reading.term.years < 100
    if reading.move and reading.move.pct is not None:
        assert -100 <= reading.move.pct <= 1000
    for fact in reading.facts:
        source = headline if fact.where == "headline" else text
        assert source[fact.start : fact.end] == fact.words
    json.dumps(reading.as_json())
    proposal = reading.proposal()
    if proposal is not None:
        json.dumps(proposal.as_json())


WORDS = st.sampled_from(
    [
        "CleanSpark",
        "TeraWulf",
        "(NASDAQ:",
        "CLSK)",
        "lease",
        "AI",
        "data",
        "center",
        "750",
        "MW",
        "-150",
        "MW",
        "NaN",
        "MW",
        "1e999",
        "GW",
        "$9.7B",
        "$-2",
        "9,7",
        "milliards",
        "de",
        "dollars",
        "shares",
        "rose",
        "11%",
        "+100000%",
        "lundi",
        "Monday",
        "31",
        "February",
        "Jeffrey",
        "Thomas",
        "hired",
        "former",
        "Humain",
        "executive",
        "CEO",
        "said",
        "Google",
        "backstops",
        "10-year",
        "dix",
        "ans",
        "options",
        ".",
        ",",
        ";",
        "«",
        "»",
        "\n",
        "%",
        "(",
        ")",
        "億美元",
        "十年",
        "データセンター",
        "�",
        "\u202e",
        "\x00",
        "près",
        "d'",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=12).map(" ".join), st.lists(WORDS, max_size=60).map(" ".join))
def test_any_mixture_of_news_words_gives_sane_facts(headline: str, text: str) -> None:
    assert_sane(read(Article("", "", PUBLISHED, headline, text), bundled_book()), headline, text)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80), st.text(max_size=400), st.text(max_size=5))
def test_any_text_can_be_read(headline: str, text: str, hint: str) -> None:
    assert_sane(read(Article("", "", PUBLISHED, headline, text, hint), bundled_book()), headline, text)


@settings(max_examples=60, deadline=None)
@given(st.datetimes(timezones=st.just(UTC)))
def test_any_time_of_publication_can_be_read(published_at: datetime) -> None:
    article = Article("", "", published_at, "CleanSpark signs AI lease", "It signed on Monday, yesterday, October 20.")
    assert read(article, bundled_book()).company == "CLSK"


WORST = [
    "1", "1,", "1 000 ", "A", "Aa ", "Aa Bb ", "CleanSpark ", "Chief ", "Senior Vice ", "CEO ", "$", "% ", "11% ",
    "$9.7B ", "750 MW ", "Monday ", "in Aa, ", "with Aa ", "said ", ". ", ";", "億", "氏", "ア・", "former ",
    "at Humain ",    "CleanSpark shares rose 11% at $20 Monday said CEO Jeffrey Thomas ", "de ", "-", "(", "\n",
]  # fmt: skip


@pytest.mark.parametrize("unit", WORST)
def test_reading_time_is_bounded_on_five_megabytes_of_the_worst(unit: str) -> None:
    text = "CleanSpark hires for AI. " + unit * (5_000_000 // len(unit))
    started = time.process_time()
    read(Article("", "", PUBLISHED, "CleanSpark signs AI lease " + text, text), bundled_book())
    assert time.process_time() - started < 3
