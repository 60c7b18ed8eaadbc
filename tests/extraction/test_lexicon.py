"""The tables that readings go by."""

from zoneinfo import ZoneInfo

import pytest

from tests.extraction.books import bundled_book
from tracker.extraction.lexicon import LANGUAGES, lexicon
from tracker.extraction.rules.phrases import phrasebook, tokens

KINDS = {
    "lease", "hosting", "gpu_cloud", "executive_hire", "executive_departure", "site_acquisition", "power_agreement",
    "construction", "energization", "conversion", "equipment_purchase", "financing", "merger_acquisition",
    "divestiture", "termination", "partnership", "strategy",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_words_for_every_kind(language: str) -> None:
    kinds = {
        topic.removeprefix("kind:")
        for topic, by in lexicon().topics.items()
        if topic.startswith("kind:") and by.get(language)
    }
    assert kinds == KINDS


def test_every_zone_exists() -> None:
    assert all(ZoneInfo(zone) for zone in lexicon().zones.values())


def test_extra_names_belong_to_companies_on_record() -> None:
    keys = {company.key for company in bundled_book().companies}
    assert set(lexicon().names["extra_company_names"]) <= keys


@pytest.mark.parametrize(
    ("text", "topic", "words"),
    [
        ("It energized the hall", "kind:energization", "energized"),
        ("ordered 300 GPUs", "kind:equipment_purchase", "ordered 300 GPUs"),
        ("a new AI tenant", "ai", "AI"),
    ],
)
def test_a_phrase_is_found_where_it_stands(text: str, topic: str, words: str) -> None:
    hits = [hit for hit in phrasebook("en").find(text, tokens(text)) if hit.topic == topic]
    assert [text[hit.start : hit.end] for hit in hits] == [words]


def test_a_phrase_in_capitals_asks_for_capitals() -> None:
    text = "il est venu ai miei amici"
    assert [hit for hit in phrasebook("it").find(text, tokens(text)) if hit.topic == "ai"] == []


def test_no_phrase_was_taken_for_a_truth_value() -> None:
    """YAML reads a bare on, off, yes or no as true or false."""
    tables = [words for by_language in lexicon().topics.values() for words in by_language.values()]
    assert not {phrase for words in tables for phrase in words} & {"True", "False", "None"}
