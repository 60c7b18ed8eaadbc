"""The ZIP of a study, unpacked by a stranger: the script computes the published table and notices every change."""

import hashlib
import io
import json
import subprocess
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import scipy

from tests.reactions.reproducing.makers import make_bundle, make_events, make_panel
from tracker.reactions.event_study import Spec
from tracker.reactions.reproducing.packing import Bundle, pack
from tracker.reactions.reproducing.rerun import rerun
from tracker.reactions.reproducing.tables import (
    events_from,
    events_table,
    panel_from,
    panel_tables,
    spec_fields,
    spec_from,
)

Unpack = Callable[[Bundle], Path]


@pytest.fixture
def unpack(tmp_path: Path) -> Unpack:
    """Puts a bundle into a ZIP and takes it apart again in an empty folder."""

    def work(bundle: Bundle) -> Path:
        with zipfile.ZipFile(io.BytesIO(pack(bundle))) as archive:
            assert archive.testzip() is None
            archive.extractall(tmp_path / "study")
        return tmp_path / "study"

    return work


def said(folder: Path) -> tuple[int, str]:
    """Exit code and words of the script's work on a folder."""
    out = io.StringIO()
    return rerun(folder, out), out.getvalue()


@pytest.fixture(scope="module")
def clean_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment that holds what requirements.txt names and nothing else."""
    home = tmp_path_factory.mktemp("clean") / "venv"
    venv.create(home, with_pip=False, symlinks=True)
    site = next((home / "lib").glob("python*/site-packages"))
    for package in (np, scipy):
        folder = Path(str(package.__file__)).parent
        for part in (folder, folder.with_name(f"{folder.name}.libs")):
            if part.exists():
                (site / part.name).symlink_to(part)
    return home / "bin" / "python"


@pytest.mark.parametrize("own_factors", [False, True])
def test_the_script_gives_the_table_in_a_clean_environment(
    unpack: Unpack, clean_python: Path, own_factors: bool
) -> None:
    folder = unpack(make_bundle(own_factors=own_factors))
    argv = [str(clean_python), "-I", str(folder / "reproduce.py")]
    done = subprocess.run(argv, capture_output=True, text=True, cwd=folder, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Every value agrees with the published one to 1e-09." in done.stdout
    assert "kind=lease" in done.stdout


def test_the_clean_environment_is_clean(clean_python: Path) -> None:
    done = subprocess.run([clean_python, "-I", "-c", "import django"], capture_output=True, check=False)
    assert done.returncode != 0


def test_a_published_figure_that_is_off_is_named(unpack: Unpack) -> None:
    folder = unpack(make_bundle())
    results = json.loads((folder / "results.json").read_text())
    lease = next(row for row in results["aggregates"] if row["label"] == "kind=lease")
    lease["windows"]["0,1"]["caar"] += 1e-8
    results["events"][3]["windows"]["0,0"]["t"] = None
    (folder / "results.json").write_text(json.dumps(results))
    keep_sums_true(folder, "results.json")
    code, words = said(folder)
    assert code == 1
    assert "aggregates kind=lease windows 0,1 caar" in words
    assert "events event-3 windows 0,0 t" in words
    assert "2 values differ" in words


def test_a_changed_file_is_noticed(unpack: Unpack) -> None:
    folder = unpack(make_bundle())
    path = folder / "events.csv"
    path.write_text(path.read_text().replace("kind=lease", "kind=hosting"))
    assert said(folder) == (1, "events.csv is not the file that was published. Unpack the ZIP again.\n")


@pytest.mark.parametrize("name", ["results.json", "SHA256SUMS", "factors.csv"])
def test_a_missing_file_is_named(unpack: Unpack, name: str) -> None:
    folder = unpack(make_bundle())
    (folder / name).unlink()
    assert said(folder) == (1, f"{name} is missing. Unpack the whole ZIP into one folder.\n")


def test_returns_that_are_held_back_can_be_put_beside(unpack: Unpack) -> None:
    folder = unpack(make_bundle(with_returns=False))
    code, words = said(folder)
    assert (code, "returns.csv is not part of this file" in words) == (1, True)
    (folder / "returns.csv").write_text(panel_tables(make_panel())["returns.csv"])
    assert said(folder)[0] == 0


def test_prices_are_there_with_their_checksums_or_their_checksums_alone(unpack: Unpack, tmp_path: Path) -> None:
    folder = unpack(make_bundle())
    text = (folder / "prices" / "S0.csv").read_bytes()
    study = json.loads((folder / "study.json").read_text())
    assert study["prices_sha256"] == {"S0": hashlib.sha256(text).hexdigest()}
    with zipfile.ZipFile(io.BytesIO(pack(make_bundle(with_returns=False)))) as archive:
        assert not [name for name in archive.namelist() if name.startswith("prices/") or name == "returns.csv"]
        assert json.loads(archive.read("study.json"))["prices_sha256"] == study["prices_sha256"]


def test_the_same_bundle_gives_the_same_bytes() -> None:
    assert pack(make_bundle()) == pack(make_bundle())


@pytest.mark.parametrize("own_factors", [False, True])
def test_a_panel_survives_its_tables_to_the_last_digit(own_factors: bool) -> None:
    panel = make_panel(own_factors=own_factors)
    again = panel_from(panel_tables(panel), panel.factor_names)
    assert (again.days, again.securities, again.factor_names) == (panel.days, panel.securities, panel.factor_names)
    np.testing.assert_array_equal(again.returns, panel.returns)
    np.testing.assert_array_equal(again.factors, panel.factors)
    assert panel.spans is not None
    assert again.spans is not None
    np.testing.assert_array_equal(again.spans, panel.spans)


def test_events_and_specification_survive_their_tables() -> None:
    events = make_events(make_panel())
    assert events_from(events_table(events, {})) == events
    assert spec_from(spec_fields(Spec())) == Spec()


def test_the_citation_and_the_readme_name_the_study(unpack: Unpack) -> None:
    folder = unpack(make_bundle())
    assert "https://example.org/studies/" in (folder / "CITATION.bib").read_text()
    assert (folder / "README.txt").read_text().startswith("18 events, SPY + BTC")


def keep_sums_true(folder: Path, name: str) -> None:
    """Write the checksum of a file anew: as if it had been published so."""
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    now = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    kept = [f"{now}  {name}" if line.endswith(f"  {name}") else line for line in lines]
    (folder / "SHA256SUMS").write_text("\n".join(kept) + "\n")
