"""The scores on the development articles, on those written to check the rules and on the record stay where they are."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.eval import ARTICLES, HELD_OUT, on_record
from tests.extraction.books import bundled_book
from tracker.extraction.answers import parse_line, read_all

BARS = {
    ("relevance", "f1"): 0.96,
    ("relevance_clear_cases", "f1"): 0.98,
    ("primary_ticker_accuracy",): 0.97,
    ("tickers", "f1"): 0.97,
    ("kind_accuracy",): 0.90,
    ("facts", "f1"): 0.93,
    ("language_accuracy",): 0.98,
    ("stories", "f1"): 0.92,
}
FIELDS = (
    "capacity_mw", "contract_value_usd", "counterparties", "executives", "guarantor", "reported_move_pct",
    "reported_price", "sites", "term_years",
)  # fmt: skip
# Wording that rules were not made for: what is read of titles and summaries of the record.
ON_RECORD = {
    "company": 0.94,
    "kind": 0.90,
    "capacity_mw": 0.80,
    "value_usd": 0.85,
    "counterparties": 0.78,
    "people": 0.75,
}


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What score.py prints for the development articles."""
    return scored(ARTICLES, tmp_path_factory.mktemp("eval"))


@pytest.fixture(scope="module")
def other_table(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What score.py prints for the articles written to check the rules."""
    return scored(HELD_OUT, tmp_path_factory.mktemp("eval"))


def scored(articles: Path, folder: Path) -> Any:
    """What score.py prints for the answers that the command gives."""
    answers = folder / "read.jsonl"
    lines = (parse_line(line) for line in articles.read_bytes().splitlines() if line.strip())
    answers.write_text("\n".join(read_all(lines, bundled_book())), encoding="utf-8")
    argv = [sys.executable, str(articles.with_name("score.py")), str(articles), str(answers)]
    return json.loads(subprocess.run(argv, capture_output=True, check=True, timeout=60).stdout)


@pytest.mark.parametrize(("path", "bar"), BARS.items(), ids=["-".join(path) for path in BARS])
def test_the_development_articles_are_read_well(table: Any, path: tuple[str, ...], bar: float) -> None:
    found = table
    for name in path:
        found = found[name]
    assert found >= bar


@pytest.mark.parametrize(("path", "bar"), BARS.items(), ids=["-".join(path) for path in BARS])
def test_other_articles_are_read_as_well(other_table: Any, path: tuple[str, ...], bar: float) -> None:
    found = other_table
    for name in path:
        found = found[name]
    assert found >= bar


@pytest.mark.parametrize("field", FIELDS)
def test_no_field_of_other_articles_is_read_badly(other_table: Any, field: str) -> None:
    assert other_table["facts_by_field"][field]["f1"] >= 0.9


@pytest.mark.parametrize("field", FIELDS)
def test_no_field_is_read_badly(table: Any, field: str) -> None:
    assert table["facts_by_field"][field]["f1"] >= 0.85


@pytest.mark.parametrize(("field", "floor"), ON_RECORD.items())
def test_the_record_is_read_nearly_as_well(field: str, floor: float) -> None:
    assert on_record.score([])[field]["f1"] >= floor
