"""The patterns of facts in other words and other languages, on sentences made for them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.extraction.books import bundled_book
from tracker.extraction.answers import answer
from tracker.extraction.reading import read
from tracker.extraction.scene import Article

DATA = Path(__file__).parents[1] / "data"
CASES, DISTRACTORS = (
    yaml.safe_load((DATA / name).read_text(encoding="utf-8")) for name in ("sentences.yaml", "distractors.yaml")
)
TUESDAY = datetime(2025, 10, 21, 15, 0, tzinfo=UTC)


def read_facts(headline: str, text: str) -> dict[str, Any]:
    """The answer that the command gives, facts and all else in one table."""
    found = answer("x", read(Article("", "", TUESDAY, headline, text), bundled_book()))
    facts: dict[str, Any] = found.pop("facts")
    return {**found, **facts}


@pytest.mark.parametrize("case", CASES, ids=[case["headline"][:48] for case in CASES])
def test_a_fact_is_read_however_it_is_worded(case: dict[str, Any]) -> None:
    expected = {"relevant": True, "language": case["language"], **case["expected"]}
    found = read_facts(case["headline"], case["text"])
    found["executives"] = [[one["name"], one["previous_employer"]] for one in found["executives"]]
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize("case", DISTRACTORS, ids=[case["headline"][:48] for case in DISTRACTORS])
def test_what_is_no_move_of_a_miner_stays_out_of_the_queue(case: dict[str, Any]) -> None:
    found = read_facts(case["headline"], case["text"])
    assert (found["relevant"], found["primary_ticker"]) == (False, case["ticker"])
