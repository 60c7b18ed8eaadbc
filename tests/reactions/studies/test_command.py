"""`manage.py event_study --tracker`: the record's own announcements on the terminal."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.reactions.studies.conftest import Market
from tracker.reactions.studies import study


def told(*words: str) -> str:
    out = StringIO()
    call_command("event_study", "--tracker", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def leases(market: Market) -> Market:
    """Six leases of six firms and a financing."""
    for number in range(6):
        market.tell(f"M{number}", 140 + 4 * number)
    market.tell("M7", 150, kind="financing")
    return market


def test_the_finding_comes_first_and_then_the_table(leases: Market) -> None:
    lines = told("--kind", "lease").splitlines()
    found = study({"kind": "lease"})
    assert lines[0] == found.sentence
    assert lines[1].startswith("Model: SPY + BTC (")
    headline = next(line for line in lines if line.startswith("[+0,+1]"))
    assert headline.split()[1] == "6"
    assert f"{found.all.whole.headline.caar:+.2%}" in headline


def test_json_is_the_whole_study_under_the_model_that_was_named(leases: Market) -> None:
    found = json.loads(told("--json", "--model", "spy", "--min-mw", "lots"))
    assert found["model"]["key"] == "spy"
    assert found["problems"] == ["“lots” is no size in MW: write a number such as 250."]
    assert len(found["events"]) == 7
    assert len(found["events"][0]["windows"]) == 9


def test_a_model_of_the_record_does_not_go_with_files(leases: Market, tmp_path: object) -> None:
    with pytest.raises(CommandError, match="--returns is missing"):
        call_command("event_study", "--model", "spy_btc")
