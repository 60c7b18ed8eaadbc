"""The study of a sample: what stands on its page, held against the pure core and against arithmetic."""

import json
from statistics import mean

import numpy as np
import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from scipy.stats import spearmanr

from tests.reactions.studies.conftest import Market
from tracker.reactions import panel, studies
from tracker.reactions.event_study import Fitted, adjust, fit, group
from tracker.reactions.sample_filter import parse
from tracker.reactions.services import measure_many
from tracker.reactions.studies_cells import deciding_cells, full_cells
from tracker.reactions.studies_json import as_json
from tracker.reactions.studies_samples import rank_correlation
from tracker.reactions.study_view import StudyView

PLACES = (130, 136, 142, 148, 154, 160, 166, 172, 178)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def record(market: Market) -> Market:
    """Eighteen leases and nine financings of eight firms, sized, and one that cannot be measured."""
    for number in range(18):
        place = PLACES[number % 9] + number // 9
        market.tell(
            f"M{number % 8}",
            place,
            capacity_mw=50 + 10 * number,
            capacity_basis="gross",
            value_usd=10**6,
            value_counts="base_contract",
        )
    for number in range(9):
        market.tell(f"M{(number + 3) % 8}", PLACES[number] + 3, kind="financing", scope="corporate")
    market.tell(
        "M0",
        5,
        slug="before-trade",
        announced_on=market.days[0].replace(year=2024),
        announced_at=None,
        date_precision="day",
    )
    return market


def core(values: dict[str, str], model: str = "spy_btc") -> tuple[studies.Material, Fitted]:
    """The sample's events fitted by themselves, nothing kept from anywhere."""
    given = studies.material(parse(values)[0], model)
    return given, fit(given.panel, [event.event for event in given.sample.events], given.spec)


def test_the_numbers_are_those_of_the_core(record: Market) -> None:
    found = studies.study({})
    given, fitted = core({})
    counted = [at for at, event in enumerate(given.sample.events) if not event.is_follow_up]
    expected = group(fitted, counted)
    for cell, theirs in zip(found.all.whole.cells, expected.cells, strict=True):
        assert (cell.window, cell.n, cell.n_firms, cell.n_positive) == (
            theirs.window,
            theirs.n,
            theirs.n_firms,
            theirs.n_pos,
        )
        assert (cell.caar, cell.p, cell.band, cell.mde) == (theirs.caar, theirs.headline_p, theirs.band, theirs.mde)
        assert cell.tests["grank_t"] == theirs.grank_t
        assert cell.tests["t_cs_p"] == theirs.p_cs


def test_the_mean_is_the_mean_of_the_events_in_the_table(record: Market) -> None:
    found = studies.study({"kind": "lease"})
    counted = [event for event in found.events if event.is_in_all]
    assert len(counted) == found.all.n_events == found.all.whole.headline.n
    assert found.all.whole.headline.caar == pytest.approx(mean(event.headline.car or 0.0 for event in counted))
    event = found.events[0]
    assert [one.session_on for one in found.events] == sorted((one.session_on for one in found.events), reverse=True)
    assert event.headline.car == pytest.approx(sum(event.ar[10:12]))  # type: ignore[arg-type]
    assert event.path[-1] == pytest.approx(sum(event.ar))  # type: ignore[arg-type]
    assert len(event.windows) == 9
    assert event.windows[1] == event.headline


def test_the_short_way_decides_as_the_long_one(record: Market) -> None:
    given, fitted = core({})
    for members in (np.arange(len(given.sample.events)), np.arange(7), np.arange(3), np.arange(0)):
        short = list(deciding_cells(fitted, members, given.spec.windows))
        full = list(full_cells(fitted, members, is_whole=False))
        for one, other in zip(short, full, strict=True):
            assert (one.n, one.n_firms, one.n_positive, one.test) == (
                other.n,
                other.n_firms,
                other.n_positive,
                other.test,
            )
            for name in ("caar", "median", "sd", "p", "mde", "band"):
                assert getattr(one, name) == pytest.approx(getattr(other, name), abs=1e-13), name
            for name, value in one.tests.items():
                assert name == "permutation_p" or value == pytest.approx(other.tests[name], abs=1e-12), name


def test_q_values_are_over_every_cell_but_the_headline(record: Market) -> None:
    found = studies.study({})
    cells = [cell for one in found.all.groups for cell in one.cells]
    headline = [cell for cell in cells if cell.is_headline]
    assert headline == [found.all.whole.headline]
    assert headline[0].p is not None
    assert headline[0].q is None
    rest = [cell for cell in cells if not cell.is_headline]
    assert [cell.q for cell in rest] == adjust([cell.p for cell in rest])
    assert found.all.family == sum(cell.p is not None for cell in rest) > 9


def test_groups_are_all_then_kinds_then_companies(record: Market) -> None:
    found = studies.study({})
    keys = [one.key for one in found.all.groups]
    assert keys[:3] == ["all", "kind=lease", "kind=financing"]
    assert keys[3:] == [f"company=M{number}" for number in range(8)]
    lease = found.all.groups[1]
    assert (lease.label, lease.n_events) == ("Lease", found.all.groups[1].headline.n)
    assert sum(one.n_events for one in found.all.groups[3:]) == found.all.n_events


def test_under_five_events_there_is_no_p_and_no_band(record: Market) -> None:
    found = studies.study({"company": "M1"})
    assert found.all.n_events < 5
    cell = found.all.whole.headline
    assert (cell.test, cell.p, cell.q, cell.band) == ("none", None, None, None)
    assert cell.median is not None
    assert "Too few to test" in found.sentence


def test_clean_stands_beside_all_and_is_part_of_it(record: Market) -> None:
    found = studies.study({})
    clean = [event for event in found.events if event.is_in_clean]
    assert all(event.is_in_all for event in clean)
    assert 0 < found.clean.n_events == len(clean) < found.all.n_events
    beside = {"same_firm", "earnings", "financing", "btc_shock", "sector_day", "halted", "low_n"}
    assert all(beside.isdisjoint(event.flags) for event in clean)
    assert found.clean.groups == (found.clean.whole,)
    shown = studies.study({"clean": "1"})
    assert shown.shown is shown.clean
    assert shown.sentence == shown.clean.sentence == found.clean.sentence
    assert len(shown.clean.groups) > 1


@pytest.mark.parametrize("model", ["raw", "spy_adjusted", "spy", "btc", "spy_btc", "spy_btc_peers"])
def test_every_model_has_its_own_figures_and_a_place_in_the_strip(record: Market, model: str) -> None:
    found = studies.study({"kind": "lease", "model": model})
    assert (found.model.key, found.model.is_chosen) == (model, True)
    strip = {one.key: one for one in found.models}
    assert strip[model].caar == found.all.whole.headline.caar
    assert strip[model].p == found.all.whole.headline.p
    assert {one.n for one in found.models if one.is_available} == {found.all.n_events}
    assert not strip["wgmi"].is_available
    assert found.factor_names == panel.FACTORS[model]


def test_the_strip_agrees_with_each_models_own_study(record: Market) -> None:
    strip = {one.key: one for one in studies.study({}).models}
    own = studies.study({"model": "btc"}).all.whole.headline
    assert strip["btc"].caar == pytest.approx(own.caar, abs=1e-15)
    assert strip["btc"].p == pytest.approx(own.p, abs=1e-12)
    assert strip["btc"].band == pytest.approx(own.band, abs=1e-12)


@pytest.mark.parametrize(("model", "words"), [("moon", "is no model here"), ("wgmi", "No prices of its factors")])
def test_a_model_that_cannot_be_used_is_said(record: Market, model: str, words: str) -> None:
    found = studies.study({"model": model, "kind": "nope"})
    assert found.model.key == "spy_btc"
    assert len(found.problems) == 2
    assert words in found.problems[1]
    assert studies.study({}).problems == ()


def test_what_is_left_out_says_why(record: Market) -> None:
    found = studies.study({})
    assert [(one.slug, one.reason) for one in found.excluded] == [("before-trade", "no_prices")]
    assert found.excluded[0].words == "There are no prices of that time on record."


def test_sizes_are_held_against_answers_by_rank(record: Market) -> None:
    scatters = {(one.measure, one.basis): one for one in studies.study({}).all.scatters}
    assert set(scatters) == {("usd", ""), ("mw", "gross")}
    found = scatters["mw", "gross"]
    expected = spearmanr([float(one.size) for one in found.points], [one.car for one in found.points])
    assert found.rho == pytest.approx(expected.statistic, abs=1e-12)
    assert found.p == pytest.approx(expected.pvalue, abs=1e-12)
    # Every value is the same: there is nothing to rank.
    assert (scatters["usd", ""].rho, scatters["usd", ""].p) == (None, None)


def test_rank_correlation_of_ties_and_of_few() -> None:
    sizes, cars = [1.0, 2.0, 2.0, 4.0, 5.0, 7.0], [0.1, 0.3, 0.2, 0.2, 0.5, 0.1]
    expected = spearmanr(sizes, cars)
    assert rank_correlation(sizes, cars) == pytest.approx((expected.statistic, expected.pvalue), abs=1e-12)
    assert rank_correlation(sizes[:4], cars[:4]) == (None, None)
    assert rank_correlation(sizes, sizes) == (1.0, 0.0)


def test_the_placebo_is_the_same_every_time_and_holds_the_finding_against_chance(record: Market) -> None:
    first = studies.study({}).placebo
    cache.clear()
    assert studies.study({}).placebo == first
    assert first.observed == studies.study({}).all.whole.headline.caar
    assert len(first.draws) == studies.DRAWS
    beyond = sum(abs(draw) >= abs(first.observed or 0.0) for draw in first.draws)
    assert first.p == pytest.approx((1 + beyond) / (1 + studies.DRAWS))
    assert abs(float(np.mean(first.draws))) < 0.02


def test_moves_come_from_the_stored_reactions(record: Market, now: object) -> None:
    one = record.tell("M7", 185, kind="hosting")
    measure_many([one.pk], now=now)  # type: ignore[arg-type]
    event = studies.study({"kind": "hosting"}).events[0]
    reaction = one.reactions.get()
    assert (event.raw, event.gap, event.volume_ratio) == (reaction.raw_move, None, reaction.volume_ratio)


def test_a_sample_of_nothing_is_a_whole_page(record: Market) -> None:
    found = studies.study({"kind": "strategy"})
    assert (found.events, found.all.n_events, found.placebo.draws) == ((), 0, ())
    assert found.sentence == "No announcement in this sample has prices enough to measure it."
    assert found.all.path.n == (0,) * 21


def test_without_any_bars_there_is_a_page_too(db: None) -> None:
    found = studies.study({"model": "spy"})
    assert (found.events, found.prices_until, found.model.key) == ((), None, "raw")


def test_a_second_look_comes_from_the_cache_until_something_changes(record: Market) -> None:
    first = studies.study({})
    with CaptureQueriesContext(connection) as queries:
        assert studies.study({}) == first
    assert len(queries) <= 8
    assert all(query["sql"].startswith("SELECT COUNT") for query in queries)
    one = record.companies["M0"].announcements.latest("announced_on")
    one.kind = "hosting"
    one.save()
    assert studies.study({}).sample_hash != first.sample_hash
    assert "kind=hosting" in {group.key for group in studies.study({}).all.groups}


def test_a_page_takes_few_queries(record: Market) -> None:
    studies.study({})
    with CaptureQueriesContext(connection) as queries:
        studies.study({"kind": "lease"})
    assert len(queries) <= 22


def test_the_anchor_moves_the_event(record: Market) -> None:
    assert studies.study({"anchor": "date"}).anchor == "date"
    assert studies.study({"anchor": "date"}).query == {"anchor": "date"}


@pytest.mark.parametrize(
    ("values", "start"),
    [
        ({"kind": "lease"}, "leases: "),
        ({"kind": "lease,financing"}, "announcements: "),
        ({"company": "M1", "kind": "financing"}, "financing: "),
    ],
)
def test_the_sentence_counts_what_was_asked_for(record: Market, values: dict[str, str], start: str) -> None:
    found = studies.study(values)
    number, _space, rest = found.sentence.partition(" ")
    assert int(number) == found.all.n_events
    assert rest.startswith(start)


def test_the_sentence_says_what_the_headline_test_says(record: Market) -> None:
    found: StudyView = studies.study({})
    p = found.all.whole.headline.p
    assert p is not None
    unlike = "unlike normal days" in found.sentence
    assert unlike == (p <= 0.05)
    assert ("not distinguishable from a normal day" in found.sentence) == (not unlike)
    assert "95\u202f%" in found.sentence or "95 %" in found.sentence


def test_everything_can_be_written_as_json(record: Market) -> None:
    text = as_json(studies.study({}))
    found = json.loads(text)
    assert found["all"]["groups"][0]["cells"][1]["window"] == [0, 1]
    assert "NaN" not in text
