"""Bad files: every error is listed with file, record and field, and nothing is written."""

import copy
import io
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.dataset.small import BARS, CLSK, HIRE, PRESS, Records, write
from tracker.companies.models import Company
from tracker.dataset.loading import DATA, DatasetErrors, check, load
from tracker.dataset.models import DatasetLoad


def places(root: Path) -> set[tuple[str, str, str]]:
    """Where the errors are."""
    with pytest.raises(DatasetErrors) as caught:
        check(root)
    return {(error.file, error.record, error.field) for error in caught.value.errors}


def message(root: Path) -> str:
    """The one error's sentence."""
    with pytest.raises(DatasetErrors) as caught:
        check(root)
    assert len(caught.value.errors) == 1, caught.value.errors
    return caught.value.errors[0].message


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_bundled_files_have_no_errors() -> None:
    assert check(DATA)["announcements"] > 200


def test_the_small_record_has_no_errors(tmp_path: Path) -> None:
    assert check(write(tmp_path))["price_bars"] == 2


@pytest.mark.django_db
def test_errors_in_several_files_are_all_listed_and_nothing_is_written(tmp_path: Path, now: datetime) -> None:
    def change(records: Records) -> None:
        records["companies"][0]["country"] = False
        records["sites"][0]["gross_mw"] = -3
        records["sites"][0]["colour"] = "red"
        announcement = records["announcements"][0]
        announcement["kind"] = "rumour"
        announcement["counterparties"] = ["humain", "nobody"]
        announcement["announced_on"] = "2025-10-32"
        del announcement["summary"]

    root = write(tmp_path, change, bars=BARS.replace("19.525", "dear"))
    with pytest.raises(DatasetErrors) as caught:
        load(now=now, root=root)
    assert {(error.file, error.record, error.field) for error in caught.value.errors} == {
        ("companies.yaml", "CLSK", "country"),
        ("sites.yaml", "college-park-ga", "gross_mw"),
        ("sites.yaml", "college-park-ga", "colour"),
        ("announcements.yaml", HIRE["key"], "kind"),
        ("announcements.yaml", HIRE["key"], "counterparties[2]"),
        ("announcements.yaml", HIRE["key"], "announced_on"),
        ("announcements.yaml", HIRE["key"], "summary"),
        ("market/CLSK.csv", "line 2", "close"),
    }
    assert not Company.objects.exists()
    assert not DatasetLoad.objects.exists()


@pytest.mark.django_db
def test_a_bad_file_leaves_an_earlier_load_as_it_was(tmp_path: Path, now: datetime) -> None:
    load(now=now, root=write(tmp_path))
    with pytest.raises(DatasetErrors):
        load(now=now, root=write(tmp_path, lambda records: records["companies"][0].update(name="New", status="gone")))
    assert Company.objects.get().name == CLSK["name"]


def test_a_field_written_twice_is_an_error_with_its_record(tmp_path: Path) -> None:
    append(write(tmp_path) / "counterparties.yaml", "- key: a-b\n  name: A\n  kind: vendor\n  kind: utility\n")
    assert places(tmp_path) == {("counterparties.yaml", "a-b", "kind")}


def test_a_date_without_quotes_is_an_error_with_its_field(tmp_path: Path) -> None:
    path = write(tmp_path) / "announcements.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("'2025-10-20'", "2025-10-20"), encoding="utf-8")
    found = places(tmp_path)
    assert ("announcements.yaml", HIRE["key"], "announced_on") in found
    assert ("announcements.yaml", HIRE["key"], "reported_move.applies_to_date") in found


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"- key: [", "not YAML"),
        (b"key: value", "not a list of records"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"- just words", "not a list of fields"),
        (b"- key: !!python/object:os.system x", "not YAML"),
        (b'- {key: a-b, name: "nul\\0", kind: vendor}', "control characters"),
        (b'- {key: a-b, name: "half\\ud800", kind: vendor}', "not YAML"),
    ],
)
def test_a_file_of_another_form_is_named(tmp_path: Path, content: bytes, words: str) -> None:
    (write(tmp_path, _only_companies) / "counterparties.yaml").write_bytes(content)
    assert words in message(tmp_path)


def _only_companies(records: Records) -> None:
    for name, rows in records.items():
        if name not in ("companies", "sources_cited"):
            rows.clear()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    (write(tmp_path, _only_companies) / "sites.yaml").unlink()
    assert places(tmp_path) == {("sites.yaml", "", "")}


def test_a_key_used_twice_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, lambda records: records["counterparties"].append({**records["counterparties"][1], "kind": "other"}))
    assert places(tmp_path) == {("counterparties.yaml", "vaneck", "key")}


def spoil(**fields: Any) -> dict[str, Any]:
    """The hire with some fields replaced."""
    return {**copy.deepcopy(HIRE), **fields}


MOVE = HIRE["reported_move"]


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (spoil(key="clsk-2025-10-21-hire"), "key"),
        (spoil(announced_on="2019-10-21", key="clsk-2019-10-21-hire", reported_move=None), "announced_on"),
        (spoil(session="non_trading_day"), "session"),
        (spoil(announced_at="2025-10-20T08:00:00-04:00", session="pre_market"), "date_precision"),
        (spoil(date_precision="minute"), "date_precision"),
        (spoil(announced_at="2025-10-21T08:00:00-04:00", date_precision="minute"), "announced_at"),
        (spoil(announced_at="2025-10-20T12:00:00Z", date_precision="minute", session="regular"), "session"),
        (spoil(announced_at="2025-10-20T08:00:00", date_precision="minute"), "announced_at"),
        (spoil(also_companies=["CLSK"]), "also_companies"),
        (spoil(executives=None), "executives"),
        (spoil(executives=HIRE["executives"] * 2), "executives[2]"),
        (spoil(value={"what": "bid"}), "value"),
        (spoil(value={"what": "bid", "usd": 1e6, "local_currency": "CAD"}), "value"),
        (spoil(capacity={"mw": 10}), "capacity.basis"),
        (spoil(capacity={"mw": 10.0001, "basis": "gross"}), "capacity.mw"),
        (spoil(capacity={"mw": float("nan"), "basis": "gross"}), "capacity.mw"),
        (spoil(reported_move={**MOVE, "source_url": "https://www.sec.gov/x"}), "reported_move.source_url"),
        (spoil(reported_move={**MOVE, "applies_to_date": "2025-10-18"}), "reported_move.applies_to_date"),
        (spoil(reported_move={**MOVE, "applies_to_date": "2025-10-25"}), "reported_move.applies_to_date"),
        (spoil(session="after_hours"), "reported_move.applies_to_date"),
        (spoil(other_sources=[HIRE["other_sources"][0], PRESS]), "other_sources"),
        (spoil(other_sources=[HIRE["other_sources"][0], "https://unknown.example.com/"]), "other_sources"),
        (spoil(other_sources=[HIRE["other_sources"][0], "http://news.example.org/"]), "other_sources[2]"),
        (spoil(source_url="https://[bad"), "source_url"),
        (spoil(sites=["college-park-ga", "college-park-ga"]), "sites[2]"),
        (spoil(title=" "), "title"),
        (spoil(summary=5), "summary"),
        (spoil(context={"announcements": [HIRE["key"]]}), "context.announcements"),
        (spoil(guarantor=["humain"]), "guarantor"),
    ],
)
def test_a_slip_in_an_announcement_is_told_once(tmp_path: Path, record: dict[str, Any], field: str) -> None:
    given = {name: value for name, value in record.items() if value is not None}

    def change(records: Records) -> None:
        records["announcements"] = [given]
        records["valuations"][0]["announcement"] = given["key"]

    assert places(write(tmp_path, change)) == {("announcements.yaml", given["key"], field)}


def test_the_same_story_twice_is_told(tmp_path: Path) -> None:
    again = spoil(key="clsk-2025-10-21-hire", announced_on="2025-10-21", title=HIRE["title"] + " away")
    again["reported_move"] = {**MOVE, "applies_to_date": "2025-10-21"}
    write(tmp_path, lambda records: records["announcements"].append(again))
    assert "looks like clsk-2025-10-20-hire again" in message(tmp_path)


@pytest.mark.parametrize(
    ("file", "fields", "field"),
    [
        ("companies", {"current_ticker": "NEW"}, "current_ticker_since"),
        ("companies", {"listed_to": "2015"}, "listed_to"),
        ("companies", {"cik": 827876}, "cik"),
        ("securities", {"key": "CLSK"}, "key"),
        ("counterparties", {"aliases": ["vaneck"]}, "name"),
        ("counterparties", {"aliases": ["CleanSpark, Inc."]}, "name"),
        ("executives", {"roles": [{"company": "CLSK", "title": "SVP", "from": "2025", "to": "2024"}]}, "roles[1].to"),
        ("sites", {"latitude": 33.123456}, "latitude"),
        ("sites", {"ai_it_mw": 61}, "ai_it_mw"),
        ("valuations", {"usd_per_mw": 9_000_000}, "usd_per_mw"),
        ("valuations", {"local_amount": 5}, "local_currency"),
        ("sources_cited", {"kind": "blog"}, "kind"),
    ],
)
def test_a_slip_elsewhere_is_told_once(tmp_path: Path, file: str, fields: dict[str, Any], field: str) -> None:
    found = places(write(tmp_path, lambda records: records[file][0].update(fields)))
    assert {(name, path) for name, _record, path in found} == {
        (f"{file}.yaml", field),
        *([("companies.yaml", "former_tickers")] if "current_ticker" in fields else []),
        *([("counterparties.yaml", "name")] if file == "counterparties" else []),
    }


def test_an_undated_record_waits_and_is_checked(tmp_path: Path) -> None:
    undated = {name: HIRE[name] for name in ("company", "session", "scope", "summary", "source_url", "source_name")}
    undated |= {
        "key": "clsk-2025-11-plan",
        "kind": "strategy",
        "title": "A plan",
        "window": ["2025-11-01", "2025-11-30"],
    }
    undated |= {"source_language": "en", "confidence": "low"}
    assert "announcements_undated" not in check(
        write(tmp_path, lambda records: records["announcements_undated"].append(undated))
    )
    undated["window"] = ["2025-11-30", "2025-11-01"]
    write(tmp_path, lambda records: records["announcements_undated"].append(undated))
    assert places(tmp_path) == {("announcements_undated.yaml", "clsk-2025-11-plan", "window")}


@pytest.mark.parametrize(
    ("bars", "record", "field"),
    [
        (BARS.replace("2025-10-17", "2025-10-18"), "2025-10-18", "date"),
        (BARS.replace("19.525", "19.9"), "2025-10-17", "close"),
        (BARS.replace("2025-10-20", "2025-10-17"), "line 3", ""),
        (BARS.replace("30681200", "many"), "line 2", "volume"),
        (BARS.replace("close,", "last,"), "line 1", "close"),
    ],
)
def test_a_slip_in_the_bars_is_told(tmp_path: Path, bars: str, record: str, field: str) -> None:
    assert ("market/CLSK.csv", record, field) in places(write(tmp_path, bars=bars))


def test_bars_of_nothing_on_record_are_an_error(tmp_path: Path) -> None:
    (write(tmp_path) / "market" / "XYZ.csv").write_text(BARS, encoding="utf-8")
    assert places(tmp_path) == {("market/XYZ.csv", "", "")}


@pytest.mark.django_db
def test_the_command_lists_every_error_and_fails(tmp_path: Path) -> None:
    write(tmp_path, lambda records: records["sites"][0].update(status="lost", country="usa"))
    errors = io.StringIO()
    with pytest.raises(CommandError, match=r"2 error"):
        call_command("load_dataset", root=tmp_path, stderr=errors)
    assert "sites.yaml: college-park-ga: country: " in errors.getvalue()
    assert "sites.yaml: college-park-ga: status: 'lost' is not one of: " in errors.getvalue()
    assert not Company.objects.exists()


@pytest.mark.django_db
def test_the_command_checks_without_writing_and_loads_with_counts(tmp_path: Path) -> None:
    out = io.StringIO()
    call_command("load_dataset", root=write(tmp_path), check=True, stdout=out)
    assert "nothing was written" in out.getvalue()
    assert not Company.objects.exists()
    call_command("load_dataset", root=tmp_path, stdout=out)
    assert "announcements                 1" in out.getvalue()
    assert Company.objects.count() == 1
