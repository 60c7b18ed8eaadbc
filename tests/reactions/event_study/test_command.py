"""`manage.py event_study`: files that are as they should be, files that are not, and no database either way."""

import io
import json
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.reactions.event_study.worlds import world
from tracker.reactions.event_study import Panel

ROOT = Path(__file__).parents[3]


def returns_csv(panel: Panel, *, shown: str = "{:.6f}") -> str:
    names = ("date", *panel.factor_names, *panel.securities)
    rows = [
        ",".join((day.isoformat(), *(shown.format(value) for value in (*panel.factors[at], *panel.returns[at]))))
        for at, day in enumerate(panel.days)
    ]
    return "\n".join((",".join(names), *rows))


def events_csv(panel: Panel, *places: tuple[int, int]) -> str:
    rows = (
        f"E{number},{panel.securities[column]},{panel.days[row]},{'lease' if number % 2 else 'hosting'}"
        for number, (row, column) in enumerate(places)
    )
    return "\n".join(("event_id,ticker,date,kind", *rows))


@pytest.fixture
def run(tmp_path: Path) -> Any:
    """Write both files and run the command; its standard output."""

    def study(returns: str | bytes, events: str | bytes, **options: Any) -> str:
        for name, content in (("r.csv", returns), ("e.csv", events)):
            (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        out = io.StringIO()
        given = {"factors": "MKT", **options}
        call_command("event_study", returns=tmp_path / "r.csv", events=tmp_path / "e.csv", stdout=out, **given)
        return out.getvalue()

    return study


PANEL = world(sessions=180, firms=3)
GOOD = returns_csv(PANEL)
PLACES = tuple((130 + 3 * number, number % 3) for number in range(12))
EVENTS = events_csv(PANEL, *PLACES)


def test_no_database_is_touched(tmp_path: Path) -> None:
    """Run as anyone would, with a database that is not there."""
    (tmp_path / "r.csv").write_text(GOOD)
    (tmp_path / "e.csv").write_text(EVENTS)
    done = subprocess.run(
        [
            sys.executable,
            ROOT / "manage.py",
            "event_study",
            "--returns",
            "r.csv",
            "--events",
            "e.csv",
            "--factors",
            "MKT",
        ],
        cwd=tmp_path,
        env=os.environ
        | {"DATABASE_URL": f"sqlite:///{tmp_path}/no/such/base.sqlite3", "SECRET_KEY": "of-no-worth" * 6},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "Events: 12 (normal 12)." in done.stdout


def test_a_record_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", "event_study", "--tracker"],
        env=os.environ | {"VAR_DIR": str(tmp_path), "DATABASE_URL": "", "REDIS_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: There is no record to study. Start the program once: make run")
    assert "Traceback" not in done.stderr


def test_the_table_shows_groups_windows_and_events(run: Any) -> None:
    out = run(GOOD, EVENTS)

    for told in ("all: 12 events", "kind=lease: 6 events", "ticker=F1: 4 events", "[-10,10]", "Wilcox p", "E11"):
        assert told in out
    rows = [line for line in out.splitlines() if line.lstrip().startswith("[0,1]")]
    assert [row.split()[-3] for row in rows] == ["kp", "permutation", "permutation", "none", "none", "none"]


def test_the_document_is_json_without_nan_and_has_every_group(run: Any) -> None:
    got = json.loads(run(GOOD, EVENTS, json=True), parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))

    assert [one["label"] for one in got["aggregates"]] == [
        "all", "kind=hosting", "kind=lease", "ticker=F0", "ticker=F1", "ticker=F2",
    ]  # fmt: skip
    whole = got["aggregates"][0]
    assert whole["windows"]["0,1"]["declared"]
    assert whole["windows"]["0,1"]["q"] is None
    assert whole["windows"]["0,5"]["q"] >= whole["windows"]["0,5"]["headline_p"]
    assert len(whole["path"]["caar"]) == 21
    assert got["events"][0]["windows"]["0,1"]["complete"]


def test_empty_nan_and_infinite_cells_are_missing(run: Any) -> None:
    lines = GOOD.splitlines()
    for number, cell in ((20, ""), (21, "NaN"), (22, "inf"), (23, "n/a")):
        parts = lines[number].split(",")
        lines[number] = ",".join([*parts[:2], cell, *parts[3:]])
    got = json.loads(run("\n".join(lines), EVENTS, json=True))

    assert got["events"][0]["n"] == 106
    assert got["events"][1]["n"] == 110


def test_a_byte_order_mark_unsorted_days_and_blank_lines_are_no_obstacle(run: Any) -> None:
    header, *rows = GOOD.splitlines()
    mixed = "\r\n".join(("\ufeff" + header, "", *reversed(rows), ""))
    got, plain = json.loads(run(mixed, "\ufeff" + EVENTS, json=True)), json.loads(run(GOOD, EVENTS, json=True))

    assert got["notes"] == ["r.csv: the dates were not in order and were sorted."]
    assert got["aggregates"] == plain["aggregates"]


def test_a_day_without_returns_means_the_next_that_has_them_and_is_told(run: Any) -> None:
    lines = GOOD.splitlines()
    dropped = lines.pop(1 + PLACES[0][0])
    got = json.loads(run("\n".join(lines), EVENTS, json=True))

    assert got["events"][0]["session"] == str(PANEL.days[PLACES[0][0] + 1])
    assert f"E0 is dated {dropped[:10]}" in got["notes"][0]


def test_masking_and_spans_are_there_for_those_who_ask(run: Any) -> None:
    lines = GOOD.splitlines()
    parts = lines[100].split(",")
    lines[100] = ",".join([*parts[:2], "", *parts[3:]])
    holed = "\n".join(lines)
    plain, masked, spanned = (
        json.loads(run(holed, EVENTS, json=True, **more))["events"] for more in ({}, {"mask": True}, {"spans": True})
    )

    assert masked[0]["n"] == plain[0]["n"] == 109  # the others of F0 come later
    assert masked[11]["n"] == plain[11]["n"] - 2 * 2
    assert spanned[0]["n"] == 109
    assert not math.isclose(spanned[0]["alpha"], plain[0]["alpha"], rel_tol=1e-6)


@pytest.mark.parametrize("factors", ["MKT", "none"])
@pytest.mark.parametrize("model", ["ols", "market_adjusted", "raw"])
def test_every_model_has_figures(run: Any, model: str, factors: str) -> None:
    got = json.loads(run(GOOD, EVENTS, json=True, factors=factors, model=model))

    assert got["aggregates"][0]["windows"]["0,1"]["kp_t"] is not None


def changed(text: str, line: int, old: str, new: str) -> str:
    lines = text.splitlines()
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new)
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("returns", "events", "told"),
    [
        (GOOD, changed(EVENTS, 3, "F1", "NOPE"), "e.csv, line 3, field ticker: 'NOPE' is no column of the returns."),
        (GOOD, changed(EVENTS, 4, "E2", "E1"), "e.csv, line 4, field event_id: 'E1' is on line 3 already."),
        (GOOD, changed(EVENTS, 2, "E0", ""), "e.csv, line 2, field event_id: is empty."),
        (GOOD, changed(EVENTS, 2, "2021-", "2021/"), "line 2, field date: '2021/05-14' is not a date"),
        (GOOD, changed(EVENTS, 2, "2021-", "2031-"), "line 2, field date: 2031-05-14 is outside the returns"),
        (GOOD, changed(EVENTS, 2, "2021-", "2011-"), "2011-05-14 is outside the returns, which reach from 2021-01-04"),
        (GOOD, changed(EVENTS, 2, ",hosting", ""), "e.csv, line 2: has 3 fields where the header has 4."),
        (GOOD, "", "e.csv: is empty."),
        (GOOD, "event_id,ticker,date\n", "e.csv: has a header and no rows."),
        (GOOD, "id,ticker,date\nE0,F0,2021-05-01", "e.csv, line 1, field event_id: there is no such column."),
        (GOOD, b"\xff\xfe\x00", "e.csv: is not UTF-8 (byte 0)"),
        ("date,MKT,F0\n2021-01-04,0.1,abc", EVENTS, "r.csv, line 2, field F0: 'abc' is not a number"),
        ("date,MKT,F0\n2021-01-04,0.1,-3", EVENTS, "r.csv, line 2, field F0: -3 is a return below −100 %."),
        ("date,MKT,F0\n2021-01-04,1,1\n2021-01-04,1,1", EVENTS, "line 3, field date: 2021-01-04 is on line 2 already."),
        ("date,MKT,F0,F0\n2021-01-04,1,1,1", EVENTS, "r.csv, line 1, field F0: this column is there more than once."),
        ("date,F0\n2021-01-04,1", EVENTS, "r.csv, line 1, field MKT: there is no such column. There are: date, F0."),
        ("MKT,date,F0\n1,2021-01-04,1", EVENTS, "the first column must be date."),
        ("date;MKT;F0\n2021-01-04;1;1", EVENTS, "there is no such column. There are: date;MKT;F0."),
        ("date,MKT,F0\nyesterday,1,1", EVENTS, "r.csv, line 2, field date: 'yesterday' is not a date"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(run: Any, returns: str, events: str | bytes, told: str) -> None:
    with pytest.raises(CommandError) as error:
        run(returns, events)

    assert told in str(error.value)


def test_all_that_is_wrong_is_told_at_once_but_not_without_end(run: Any) -> None:
    wrong = "\n".join(("event_id,ticker,date", *(f"E{number},NOPE,2021-05-14" for number in range(50))))
    with pytest.raises(CommandError) as error:
        run(GOOD, wrong)

    assert len(str(error.value).splitlines()) == 21
    assert str(error.value).endswith("… and 30 more.")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"factors": ""}, "--factors is missing."),
        ({"factors": "MKT,MKT"}, "--factors needs column names without repetition"),
        ({"factors": "MKT,"}, "--factors needs column names without repetition"),
        ({"estimation": "soon"}, "--estimation needs two whole numbers"),
        ({"estimation": "-5,3"}, "The estimation window must end before the event window starts."),
        ({"estimation": "-11,-120"}, "A window starts after its end."),
    ],
)
def test_options_that_make_no_sense_are_told(run: Any, options: dict[str, str], told: str) -> None:
    with pytest.raises(CommandError, match=told):
        run(GOOD, EVENTS, **options)


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(CommandError, match=r"nowhere.csv: cannot be read \(No such file or directory\)"):
        call_command("event_study", returns=Path("nowhere.csv"), events=Path("nowhere.csv"), factors="MKT")


def test_files_must_be_named() -> None:
    with pytest.raises(CommandError, match="--returns is missing"):
        call_command("event_study", factors="MKT")
