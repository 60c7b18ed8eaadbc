"""The file of a study, taken from its page: what is in it computes the figures that the page shows."""

import io
import json
import math
import zipfile
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tracker.reactions.reproducing.rerun import rerun
from tracker.reactions.studies import study

pytestmark = pytest.mark.django_db

LEASES = {"kind": "lease", "scope": "ai_hpc"}


def unpacked(client: Client, folder: Path, query: dict[str, str]) -> Path:
    """The files of a study's ZIP in a folder."""
    answer = client.get("/studies/study.zip", query)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].startswith('attachment; filename="hashpivot-study-')
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(folder)
    return folder


def same(kept: float | None, shown: float | None) -> bool:
    """Whether two figures agree, or neither exists."""
    return kept is shown if kept is None or shown is None else math.isclose(kept, shown, rel_tol=1e-9)


@pytest.mark.parametrize("query", [LEASES, {"model": "spy_btc_peers", "company": "IREN"}, {"clean": "1"}])
def test_the_file_computes_what_the_page_shows(
    client: Client, record: None, tmp_path: Path, query: dict[str, str]
) -> None:
    folder, out = unpacked(client, tmp_path, query), io.StringIO()
    assert rerun(folder, out) == 0, out.getvalue()
    rows = {row["label"]: row for row in json.loads((folder / "results.json").read_text())["aggregates"]}
    view = study(query)
    for group in view.shown.groups:
        for cell in group.cells:
            found = rows[group.key]["windows"][f"{cell.window[0]},{cell.window[1]}"]
            assert found["n"] == cell.n
            assert same(found["caar"], cell.caar)
            assert same(found["q"], cell.q)


def test_the_file_names_its_study(client: Client, record: None, tmp_path: Path) -> None:
    folder = unpacked(client, tmp_path, LEASES)
    about = json.loads((folder / "study.json").read_text())
    assert about["address"] == "http://testserver/studies/?kind=lease&scope=ai_hpc&model=spy_btc"
    assert about["factors"] == ["SPY", "BTC", "BTC lag 1"]
    assert {"SPY", "BTC-USD", "WULF"} <= set(about["prices_sha256"])
    assert "http://testserver/announcements/" in (folder / "events.csv").read_text()


def test_returns_are_left_out_where_they_may_not_be_handed_on(
    client: Client, record: None, tmp_path: Path, settings: Settings
) -> None:
    settings.STUDY_RETURNS = False
    folder = unpacked(client, tmp_path, LEASES)
    assert not (folder / "returns.csv").exists()
    assert "returns.csv" in (folder / "SHA256SUMS").read_text()


def test_a_sample_of_nothing_is_a_file_all_the_same(client: Client, record: None, tmp_path: Path) -> None:
    folder = unpacked(client, tmp_path, {"from": "2030-01-01"})
    assert json.loads((folder / "results.json").read_text())["events"] == []
