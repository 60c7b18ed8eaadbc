"""Groups: hand-sized tests, small samples, and what must not change when nothing that matters changes."""

from dataclasses import asdict, replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tests.reactions.event_study.worlds import on, spread, with_missing, world
from tracker.reactions.event_study import Cell, Fitted, Spec, adjust, fit, group, overlap, path
from tracker.reactions.event_study.ranks import generalised_sign, permutation_p, sign_p, sq_p, wilcoxon_p
from tracker.reactions.event_study.statistics import firm_means_t, inflation, kolari_pynnonen, mean_t

SEEDS = st.integers(0, 2**32 - 1)
RETURNS = ("caar", "median", "sd", "mde", "band")


def cells(fitted: Fitted, members: range | None = None) -> list[Cell]:
    return list(group(fitted, members or range(len(fitted.n))).cells)


def alike(one: Cell, other: Cell, *, but: tuple[str, ...] = (), scale: float = 1.0) -> None:
    """Every figure agrees; those in units of return differ by a scale."""
    ours, theirs = asdict(one), asdict(other)
    for name in ours.keys() - set(but):
        wanted: Any = theirs[name]
        if name in RETURNS and wanted is not None:
            wanted = tuple(scale * part for part in wanted) if name == "band" else scale * wanted
        if isinstance(wanted, str) or wanted is None:
            assert ours[name] == wanted, name
        else:
            assert ours[name] == pytest.approx(wanted, rel=1e-7, abs=1e-12), name


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS, scale=st.floats(0.05, 20))
def test_tests_do_not_depend_on_the_unit_of_returns(seed: int, scale: float) -> None:
    panel = world(seed)
    events = spread(panel, 12, seed)
    scaled = replace(panel, returns=scale * panel.returns, factors=scale * panel.factors)

    for one, other in zip(cells(fit(scaled, events, Spec())), cells(fit(panel, events, Spec())), strict=True):
        alike(one, other, scale=scale)


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS, chance=st.randoms(use_true_random=False))
def test_the_order_of_events_does_not_matter(seed: int, chance: Any) -> None:
    panel = world(seed)
    events = spread(panel, 15, seed)
    mixed = list(events)
    chance.shuffle(mixed)

    for one, other in zip(cells(fit(panel, mixed, Spec())), cells(fit(panel, events, Spec())), strict=True):
        alike(one, other)


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS, loading=st.floats(-3, 3))
def test_what_a_share_takes_from_its_factor_is_no_abnormal_return(seed: int, loading: float) -> None:
    panel = world(seed)
    moved = replace(panel, returns=panel.returns + loading * panel.factors)
    events = spread(panel, 5, seed)
    one, other = fit(moved, events, Spec()), fit(panel, events, Spec())

    np.testing.assert_allclose(one.betas, other.betas + loading, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(one.ar, other.ar, rtol=1e-7, atol=1e-12)
    np.testing.assert_allclose(one.t, other.t, rtol=1e-7, atol=1e-10)


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS)
def test_a_factor_of_pure_noise_costs_one_degree_of_freedom_and_little_else(seed: int) -> None:
    panel = world(seed)
    noise = np.random.default_rng(seed + 1).normal(0, 0.03, panel.factors.shape)
    more = replace(panel, factor_names=("MKT", "BTC"), factors=np.hstack([panel.factors, noise]))
    events = spread(panel, 30, seed)
    one, other = fit(more, events, Spec()), fit(panel, events, Spec())

    assert (one.df == other.df - 1).all()
    assert (one.r2 >= other.r2).all()
    assert np.abs(one.betas[:, 1]).mean() < 0.25
    assert np.abs(one.ar - other.ar).mean() < 0.4 * other.sigma.mean()


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS)
def test_turning_all_returns_round_turns_the_tests_round(seed: int) -> None:
    panel = world(seed)
    events = spread(panel, 11, seed)
    turned = replace(panel, returns=-panel.returns, factors=-panel.factors)

    for one, other in zip(cells(fit(turned, events, Spec())), cells(fit(panel, events, Spec())), strict=True):
        for name in ("caar", "t_cs", "patell_z", "bmp_t", "kp_t", "corrado_cowan", "grank_t"):
            assert getattr(one, name) == pytest.approx(-getattr(other, name), rel=1e-7, abs=1e-9), name
        assert one.wilcoxon_p == pytest.approx(other.wilcoxon_p)
        assert one.n_pos == other.n - other.n_pos


def test_the_mean_correlation_is_that_of_all_pairs_on_common_days() -> None:
    panel = with_missing(world(), [(row, 3) for row in range(100, 180, 3)])
    events = on(panel, (200, 0), (201, 1), (201, 3), (205, 0), (212, 4), (290, 5))
    fitted = fit(panel, events, Spec())
    rows, columns = fitted.placed.rows, fitted.placed.columns
    for length in (1, 2, 11, 21):
        total = 0.0
        for i, j in combinations(range(6), 2):
            common = max(0, length - abs(int(rows[i] - rows[j])))
            days = {
                int(rows[k]): dict(zip(range(rows[k] - 120, rows[k] - 10), fitted.residuals[k], strict=True))
                for k in (i, j)
            }
            first, second = (days[int(rows[k])] for k in (i, j))
            if rows[i] == rows[j]:
                first = dict(zip(range(rows[i] - 120, rows[i] - 10), fitted.residuals[i], strict=True))
            shared = [day for day in first if day in second and np.isfinite(first[day]) and np.isfinite(second[day])]
            rho = (
                1.0
                if columns[i] == columns[j]
                else np.corrcoef([first[d] for d in shared], [second[d] for d in shared])[0, 1]
            )
            total += 2 * rho * common / length
        found = overlap.dependence(fitted, np.arange(6)).r_bar(np.array([float(length)]))
        assert found[0] == pytest.approx(total / 30, rel=1e-10, abs=1e-15)


def test_pairs_with_too_few_common_days_take_the_pooled_mean() -> None:
    panel = with_missing(world(), [(row, 3) for row in range(120, 175)])
    fitted = fit(panel, on(panel, (220, 3), (220, 1), (220, 2)), Spec())
    known = np.corrcoef(fitted.residuals[1], fitted.residuals[2])[0, 1]

    assert fitted.n[0] == 55
    assert overlap.dependence(fitted, np.arange(3)).r_bar(np.array([1.0]))[0] == pytest.approx(known)


def test_events_of_one_firm_in_one_session_are_one_event() -> None:
    panel = world()
    fitted = fit(panel, on(panel, *[(200, 0)] * 12), Spec())
    cell = group(fitted, range(12)).cell((0, 1))

    assert cell.r_bar == pytest.approx(1.0)
    assert cell.n_firms == 1
    assert cell.bmp_t is None  # no spread
    assert cell.kp_t is None
    assert cell.band is None


def test_kept_pairs_and_pairs_that_are_looked_up_again_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    panel = world()
    events = spread(panel, 80)
    kept = cells(fit(panel, events, Spec()))
    monkeypatch.setattr(overlap, "KEPT", 0)
    monkeypatch.setattr(overlap, "TILE", 7)

    for one, other in zip(cells(fit(panel, events, Spec())), kept, strict=True):
        alike(one, other)


def test_incomplete_windows_are_in_no_aggregate() -> None:
    panel = world(sessions=202)
    fitted = fit(panel, on(panel, *((200 - 5 * number, number) for number in range(6))), Spec())
    counts = {cell.window: cell.n for cell in cells(fitted)}

    assert counts[0, 1] == 6
    assert counts[0, 5] == 5
    assert counts[0, 10] == 4
    assert counts[-10, -1] == 6


def test_an_event_without_estimate_is_in_the_mean_and_not_in_the_tests_of_standardised_returns() -> None:
    panel = world()
    fitted = fit(panel, on(panel, (20, 0), *((150 + number, number % 6) for number in range(11))), Spec())
    cell = group(fitted, range(12)).cell((0, 1))

    assert (cell.n, cell.n_tested) == (12, 11)
    assert cell.caar == pytest.approx(fitted.car[:, 1].mean())
    assert cell.bmp_t == pytest.approx(mean_t(fitted.t[1:])[1])


@pytest.mark.parametrize(
    ("count", "test"),
    [(1, "none"), (4, "none"), (5, "permutation"), (9, "permutation"), (10, "kp"), (40, "kp")],
)
def test_the_size_of_a_group_decides_its_test(count: int, test: str) -> None:
    panel = world()
    cell = group(fit(panel, spread(panel, count), Spec()), range(count)).cell((0, 1))

    assert cell.headline_test == test
    assert (cell.headline_p is None) == (test == "none")
    assert (cell.band is None) == (count < 5)
    assert (cell.permutation_p is None) == (test != "permutation")
    assert (cell.firm_t is not None) == (cell.n_firms >= 4 and count > 1)


def test_an_empty_group_has_no_figures() -> None:
    panel = world()
    for cell in group(fit(panel, spread(panel, 3), Spec()), []).cells:
        assert (cell.n, cell.caar, cell.headline_test, cell.headline_p) == (0, None, "none", None)


def test_five_cars_of_one_sign_are_one_in_sixteen() -> None:
    car = np.array([[0.01], [0.02], [0.03], [0.01], [0.05]])

    assert permutation_p(car)[0] == 2 / 32
    assert sign_p(np.array([5]), 5)[0] == pytest.approx(2 / 32)
    assert np.isnan(permutation_p(np.ones((4, 1))))
    assert np.isnan(permutation_p(np.ones((10, 1))))


@given(st.lists(st.floats(-0.5, 0.5).map(lambda value: round(value, 2)), min_size=2, max_size=40))
def test_signed_ranks_and_signs_are_those_of_scipy(values: list[float]) -> None:
    car = np.array(values)[:, None]
    if np.any(car != 0):
        wanted = stats.wilcoxon(car[:, 0], zero_method="wilcox", correction=False, method="approx").pvalue
        assert wilcoxon_p(car)[0] == pytest.approx(wanted, rel=1e-9)
    positive = int((car > 0).sum())
    assert sign_p(np.array([positive]), len(values))[0] == pytest.approx(stats.binomtest(positive, len(values)).pvalue)


def test_generalised_sign_in_figures_one_can_check_in_the_head() -> None:
    assert generalised_sign(np.array([60]), 100, 0.5)[0] == pytest.approx(2.0)


def test_sq_counts_the_sums_that_reach_as_far() -> None:
    residuals = np.array([[0.01, -0.02, 0.03, -0.04, np.nan]])

    assert sq_p(residuals, np.array([[0.03]]), [1])[0, 0] == 3 / 5
    assert sq_p(residuals, np.array([[0.0105]]), [2])[0, 0] == 1 / 4
    assert np.isnan(sq_p(residuals, np.array([[0.01]]), [5])[0, 0])


def test_shared_sessions_make_the_test_smaller_and_the_band_wider() -> None:
    r_bar = np.array([0.0, 0.1, -0.2])

    assert kolari_pynnonen(np.full(3, 2.0), r_bar, 11).tolist()[:2] == pytest.approx([2.0, 2 * np.sqrt(0.9 / 2)])
    assert np.isnan(kolari_pynnonen(np.full(3, 2.0), r_bar, 11)[2])  # 1 + (N − 1) r̄ is below 0
    assert inflation(r_bar, 11).tolist() == pytest.approx([1.0, np.sqrt(2 / 0.9), 1.0])


def test_firm_means_count_every_firm_once() -> None:
    car = np.array([[0.1], [0.3], [0.1], [0.2], [0.0]])
    found, firms = firm_means_t(car, np.array([7, 7, 1, 2, 3]))

    assert firms == 4
    assert found[0] == pytest.approx(stats.ttest_1samp([0.2, 0.1, 0.2, 0.0], 0).statistic)
    assert np.isnan(firm_means_t(car, np.array([7, 7, 1, 2, 2]))[0][0])


@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=30))
def test_q_values_are_those_of_scipy_and_none_stays_none(p_values: list[float | None]) -> None:
    known = [p for p in p_values if p is not None]
    found = adjust(p_values)

    assert [q is None for q in found] == [p is None for p in p_values]
    if known:
        wanted = stats.false_discovery_control(known)
        assert [q for q in found if q is not None] == pytest.approx(list(wanted))


def test_the_path_ends_where_the_widest_window_does_and_its_band_is_that_of_the_cell() -> None:
    panel = world()
    fitted = fit(panel, spread(panel, 25), Spec())
    found, cell = path(fitted, range(25)), group(fitted, range(25)).cell((-10, 10))

    assert found.caar[-1] == pytest.approx(cell.caar)
    assert cell.band == pytest.approx((found.low[-1], found.high[-1]))
    assert np.cumsum(found.aar) == pytest.approx(found.caar)
    assert (found.n == 25).all()


def test_a_path_of_four_has_no_band_and_loses_events_where_they_end() -> None:
    panel = world(sessions=202)
    found = path(fit(panel, on(panel, (200, 0), (150, 1), (151, 2), (152, 3)), Spec()), range(4))

    assert np.isnan(found.low).all()
    assert found.n.tolist() == [4] * 12 + [3] * 9
