"""The reference figures, every one of them, and the command that is asked for them."""

import csv
import io
import json
import math
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import call_command

from tests.reactions.event_study.worlds import FIGURES
from tracker.reactions.event_study import Event, Panel, Spec, adjust, fit, fitting, group

DATA = Path(__file__).parents[2] / "data" / "eventstudy"
WANTED = json.loads((DATA / "expected.json").read_text(encoding="utf-8"))["models"]
EVENT = ("alpha", "betas", "sigma", "r2", "n", "df", "ar", "se_ar")
WINDOW = {"car": "car", "se": "se_exact", "t": "t_exact", "p": "p_exact", "p_sq": "p_sq", "bhar": "bhar"}
# Ours, then the name in the reference.
GROUP = {
    "n": "N", "caar": "caar", "median": "median", "sd": "sd", "n_pos": "n_pos", "n_firms": "n_firms", "t_cs": "t_cs",
    "p_cs": "p_cs", "patell_z": "patell_z_csar", "patell_scar_z": "patell_z_scar", "bmp_t": "bmp_t", "bmp_p": "p_bmp",
    "r_bar": "rbar_calendar", "kp_t": "kp_t_calendar", "overlap_z": "z_overlap", "bw85": "bw85_t",
    "corrado_cowan": "corrado_cowan", "grank_t": "grank_t", "gsign_z": "gsign_z", "sign_p": "sign_p_exact",
    "wilcoxon_p": "wilcoxon_p",
}  # fmt: skip


def close(ours: Any, wanted: Any) -> bool:
    """Agreement to 1e-9, of lists too."""
    if isinstance(wanted, list):
        return len(ours) == len(wanted) and all(map(close, ours, wanted))
    if wanted is None or ours is None:
        return ours is wanted
    return math.isclose(ours, wanted, rel_tol=1e-9, abs_tol=1e-12)


def differences(wanted: dict[str, Any], got: dict[str, Any]) -> Iterator[tuple[str, str, Any, Any]]:
    """Every figure of the reference that is not ours."""
    events = {event["event_id"]: event for event in got["events"]}
    for event in wanted["events"]:
        ours = events[event["event_id"]]
        yield from ((event["event_id"], k, event[k], ours[k]) for k in EVENT if not close(ours[k], event[k]))
        for window, values in event["windows"].items():
            cell = ours["windows"][window]
            yield from ((window, k, values[w], cell[k]) for k, w in WINDOW.items() if not close(cell[k], values[w]))
    groups = {one["label"]: one for one in got["aggregates"]}
    for one in wanted["aggregates"]:
        for window, values in one["windows"].items():
            cell = groups[one["label"]]["windows"][window]
            yield from (
                (one["label"], k, values[w], cell[k]) for k, w in GROUP.items() if not close(cell[k], values[w])
            )


@pytest.mark.parametrize(("model", "factors"), [("market", "MKT"), ("market_btc", "MKT,BTC")])
def test_the_command_agrees_with_every_reference_figure(model: str, factors: str) -> None:
    out = io.StringIO()
    call_command(
        "event_study", returns=DATA / "returns.csv", events=DATA / "events.csv", factors=factors, json=True, stdout=out
    )

    got = json.loads(out.getvalue(), parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))

    assert len(got["events"]) == 300
    assert list(differences(WANTED[model], got)) == []


def reference() -> tuple[Panel, list[Event]]:
    with (DATA / "returns.csv").open(encoding="utf-8") as source:
        header, *rows = csv.reader(source)
    values = np.array([[float(cell) for cell in row[1:]] for row in rows])
    days = tuple(date.fromisoformat(row[0]) for row in rows)
    panel = Panel(days, tuple(header[3:]), values[:, 2:], ("MKT", "BTC"), values[:, :2])
    with (DATA / "events.csv").open(encoding="utf-8") as source:
        listed = list(csv.DictReader(source))
    return panel, [
        Event(row["event_id"], row["ticker"], date.fromisoformat(row["date"]), (row["kind"],)) for row in listed
    ]


def test_sums_over_blocks_and_the_centred_fit_agree_on_the_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    panel, events = reference()
    careful = fit(panel, events, Spec())
    monkeypatch.setattr(fitting, "MANY", 1)
    fast = fit(panel, events, Spec())

    assert fast.is_regular.all()
    assert not careful.is_regular.any()
    for name in FIGURES:
        np.testing.assert_allclose(getattr(fast, name), getattr(careful, name), rtol=1e-10, atol=1e-14, err_msg=name)


def test_q_values_are_those_of_the_reference() -> None:
    for model in WANTED.values():
        wanted = model["bh_kind_m1p1"]
        assert adjust(wanted["p"]) == pytest.approx(wanted["q"], rel=1e-12)


def test_a_group_of_the_reference_has_its_headline_test_band_and_detectable_effect() -> None:
    panel, events = reference()
    cell = group(fit(panel, events, Spec()), range(300)).cell((0, 1))

    assert cell.headline_test == "kp"
    assert cell.headline_p == cell.kp_p
    assert cell.band is not None
    assert cell.caar is not None
    assert cell.band[0] < cell.caar < cell.band[1]
    assert cell.mde is not None
    assert cell.mde > (cell.band[1] - cell.band[0]) / 2
