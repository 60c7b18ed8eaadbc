"""One event: the fit against the textbook, and what is missing stays missing."""

from dataclasses import replace

import numpy as np
import pytest

from tests.reactions.event_study.worlds import by_hand, on, same, spread, with_missing, world
from tracker.reactions.event_study import (
    NINE_WINDOWS,
    BadSpec,
    Event,
    Fitted,
    Model,
    Panel,
    Quality,
    Reason,
    Spec,
    fit,
    fitting,
    place,
)

ROW, COLUMN = 200, 2


def agrees(panel: Panel, fitted: Fitted, row: int = ROW) -> None:
    wanted = by_hand(panel, row, COLUMN)
    assert [fitted.alpha[0], *fitted.betas[0]] == pytest.approx(list(wanted["line"]), rel=1e-10)
    assert fitted.sigma[0] == pytest.approx(wanted["sigma"], rel=1e-11)
    for column, window in enumerate(NINE_WINDOWS):
        if fitted.complete[0, column]:
            cell = wanted[window]
            for name in ("car", "se", "p_sq", "bhar"):
                assert getattr(fitted, name)[0, column] == pytest.approx(cell[name], rel=1e-9), (window, name)


@pytest.mark.parametrize("factors", [0, 1, 2, 3])
def test_a_fit_is_that_of_the_textbook(factors: int) -> None:
    panel = world(factors=factors)

    agrees(panel, fit(panel, on(panel, (ROW, COLUMN)), Spec()))


@pytest.mark.parametrize("factors", [0, 1, 2, 3])
def test_many_events_at_once_are_fitted_as_each_alone(factors: int, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = world(factors=factors)
    events = spread(panel, 60)
    careful = fit(panel, events, Spec())
    monkeypatch.setattr(fitting, "MANY", 1)

    same(fit(panel, events, Spec()), careful)


def test_two_figures_one_can_check_in_the_head() -> None:
    """Returns of +1 % and −1 % in turn, no factor: alpha 0, s² = 110·0.0001/109, and 3 % on the day."""
    panel = world(sessions=140, firms=1, factors=0)
    returns = np.where(np.arange(140)[:, None] % 2 == 0, 0.01, -0.01)
    returns[125, 0] = 0.03
    found = fit(replace(panel, returns=returns), on(panel, (125, 0)), Spec())

    assert found.alpha[0] == pytest.approx(0.0, abs=1e-17)
    assert found.sigma[0] ** 2 == pytest.approx(110 * 0.0001 / 109)
    assert found.car[0, 0] == pytest.approx(0.03)
    assert found.se[0, 0] ** 2 == pytest.approx(found.sigma[0] ** 2 * (1 + 1 / 110))
    assert found.se[0, 1] ** 2 == pytest.approx(found.sigma[0] ** 2 * (2 + 4 / 110))
    assert found.p_sq[0, 0] == 1 / 111


def test_missing_days_are_left_out_and_never_zero() -> None:
    gaps = [(100, COLUMN), (101, COLUMN), (150, COLUMN)]
    panel = with_missing(world(factors=2), gaps)
    found = fit(panel, on(panel, (ROW, COLUMN)), Spec())

    assert found.n[0] == 107
    assert found.df[0] == 104
    agrees(panel, found)


def test_a_missing_factor_leaves_its_day_out() -> None:
    panel = world(factors=2)
    factors = panel.factors.copy()
    factors[120, 1] = np.nan
    found = fit(replace(panel, factors=factors), on(panel, (ROW, COLUMN)), Spec())

    assert found.n[0] == 109
    same(found, fit(with_missing(panel, [(120, COLUMN)]), on(panel, (ROW, COLUMN)), Spec()))


def test_an_infinite_return_is_missing() -> None:
    panel = world()
    returns = panel.returns.copy()
    returns[130, COLUMN] = np.inf
    found = fit(replace(panel, returns=returns), on(panel, (ROW, COLUMN)), Spec())

    same(found, fit(with_missing(panel, [(130, COLUMN)]), on(panel, (ROW, COLUMN)), Spec()))


def test_a_day_missing_in_the_event_window_makes_the_windows_around_it_partial() -> None:
    panel = with_missing(world(), [(ROW + 1, COLUMN)])
    found = fit(panel, on(panel, (ROW, COLUMN)), Spec())

    assert found.complete[0].tolist() == [True, False, False, False, False, False, False, True, False]
    assert found.car[0, 1] == pytest.approx(found.ar[0, 10])  # what there is so far
    assert np.isnan(found.p_sq[0, 1])
    assert np.isnan(found.bhar[0, 1])
    agrees(panel, found)


def test_the_newest_event_is_partial() -> None:
    panel = world(sessions=ROW + 2)
    found = fit(panel, on(panel, (ROW, COLUMN)), Spec())

    assert found.quality[0] is Quality.NORMAL
    assert found.complete[0].tolist() == [True, True, True, False, False, False, False, True, False]
    assert np.isnan(found.ar[0, 12:]).all()


@pytest.mark.parametrize(
    ("row", "n", "quality", "reason"),
    [
        (131, 110, Quality.NORMAL, Reason.NONE),
        (70, 60, Quality.NORMAL, Reason.NONE),
        (69, 59, Quality.LOW_CONFIDENCE, Reason.FEW_PAIRS),
        (40, 30, Quality.LOW_CONFIDENCE, Reason.FEW_PAIRS),
        (39, 29, Quality.ADJUSTED, Reason.TOO_FEW_PAIRS),
        (5, 0, Quality.ADJUSTED, Reason.TOO_FEW_PAIRS),
    ],
)
def test_the_number_of_pairs_decides_how_far_an_estimate_carries(
    row: int, n: int, quality: Quality, reason: Reason
) -> None:
    panel = world(factors=2)
    found = fit(panel, on(panel, (row, COLUMN)), Spec())

    assert (found.n[0], found.quality[0], found.reason[0]) == (n, quality, reason)
    assert np.isnan(found.t[0]).all() == (quality is Quality.ADJUSTED)


def test_too_little_history_leaves_the_return_less_the_first_factor() -> None:
    panel = world(factors=2)
    found = fit(panel, on(panel, (20, COLUMN)), Spec())

    assert found.car[0, 0] == pytest.approx(panel.returns[20, COLUMN] - panel.factors[20, 0])
    assert found.betas[0].tolist() == [1.0, 0.0]
    for name in ("sigma", "r2", "se", "t", "p", "p_sq", "se_ar"):
        assert np.isnan(getattr(found, name)[0]).all(), name


def test_factors_that_cannot_be_told_apart_are_refused() -> None:
    panel = world()
    twice = replace(panel, factor_names=("MKT", "SAME"), factors=np.repeat(panel.factors, 2, axis=1))
    found = fit(twice, on(panel, (ROW, COLUMN)), Spec())

    assert (found.quality[0], found.reason[0]) == (Quality.UNUSABLE, Reason.COLLINEAR)
    assert np.isnan(found.car[0]).all()


@pytest.mark.parametrize("noise", [1e-9, 1e-3])
def test_only_a_condition_above_the_bound_is_refused(noise: float) -> None:
    panel = world()
    near = panel.factors + noise * np.random.default_rng(1).normal(size=panel.factors.shape)
    twice = replace(panel, factor_names=("MKT", "NEAR"), factors=np.column_stack([panel.factors, near]))
    x = np.column_stack([np.ones(110), twice.factors[ROW - 120 : ROW - 10]])
    found = fit(twice, on(panel, (ROW, COLUMN)), Spec())

    assert (found.quality[0] is Quality.UNUSABLE) == bool(np.linalg.cond(x.T @ x) > 1e10)


def test_a_share_that_is_its_factor_has_no_standard_error_and_no_t() -> None:
    panel = world()
    returns = panel.returns.copy()
    returns[:, COLUMN] = 0.001 + 2 * panel.factors[:, 0]
    found = fit(replace(panel, returns=returns), on(panel, (ROW, COLUMN)), Spec())

    assert found.betas[0, 0] == pytest.approx(2.0)
    assert np.isnan(found.t[0]).all()
    assert not found.has_tests[0]


def test_an_event_that_has_no_place_says_why() -> None:
    panel = world()
    strange = Event("X", "NOPE", panel.days[ROW])
    early = Event("Y", "F0", panel.days[0].replace(year=1999))
    gone = with_missing(panel, [(row, 1) for row in range(150, 300)])
    found = fit(gone, [strange, early, *on(panel, (ROW, 1))], Spec())

    assert list(found.reason) == [Reason.UNKNOWN_SECURITY, Reason.NO_SUCH_SESSION, Reason.NO_RETURN]
    assert set(found.quality) == {Quality.UNUSABLE}


def test_a_halt_moves_the_event_to_the_first_session_with_a_return() -> None:
    panel = with_missing(world(), [(ROW, COLUMN), (ROW + 1, COLUMN)])
    found = fit(panel, on(panel, (ROW, COLUMN)), Spec())

    assert found.halted[0]
    same(found, fit(panel, on(panel, (ROW + 2, COLUMN)), Spec()))


def test_other_events_of_the_firm_are_masked_with_the_day_after() -> None:
    panel = world()
    other = panel.days[150]
    found = fit(panel, on(panel, (ROW, COLUMN), masked_on=(other,)), Spec())

    same(found, fit(with_missing(panel, [(150, COLUMN), (151, COLUMN)]), on(panel, (ROW, COLUMN)), Spec()))
    assert not found.unmasked[0]


def test_masking_that_leaves_under_sixty_pairs_is_given_up_and_flagged() -> None:
    panel = world()
    found = fit(panel, on(panel, (ROW, COLUMN), masked_on=tuple(panel.days[90:150])), Spec())

    assert found.unmasked[0]
    same(found, fit(panel, on(panel, (ROW, COLUMN)), Spec()))


def test_a_return_over_three_sessions_is_set_against_the_compounded_factor_and_weighs_a_third() -> None:
    plain = world()
    returns, spans = plain.returns.copy(), np.ones(plain.returns.shape, dtype=np.int64)
    returns[148:150, COLUMN], spans[150, COLUMN] = np.nan, 3
    panel = replace(plain, returns=returns, spans=spans)
    found = fit(panel, on(panel, (ROW, COLUMN)), Spec())

    past = [row for row in range(ROW - 120, ROW - 10) if row not in {148, 149}]
    span = np.array([3.0 if row == 150 else 1.0 for row in past])
    factor = plain.factors[past, 0].copy()
    factor[past.index(150)] = np.prod(1 + plain.factors[148:151, 0]) - 1
    x = np.column_stack([span, factor]) / np.sqrt(span)[:, None]
    line = np.linalg.lstsq(x, returns[past, COLUMN] / np.sqrt(span), rcond=None)[0]
    assert [found.alpha[0], found.betas[0, 0]] == pytest.approx(list(line), rel=1e-10)
    assert found.n[0] == 108


def test_a_window_whose_gap_is_spanned_by_a_later_return_is_whole() -> None:
    plain = world()
    returns, spans = plain.returns.copy(), np.ones(plain.returns.shape, dtype=np.int64)
    returns[ROW + 1, COLUMN], spans[ROW + 2, COLUMN] = np.nan, 2
    found = fit(replace(plain, returns=returns, spans=spans), on(plain, (ROW, COLUMN)), Spec())

    assert found.complete[0].tolist() == [True, False, False, True, True, True, True, True, True]


def test_factors_of_their_own_are_taken_per_security() -> None:
    panel = world()
    own = np.repeat(panel.factors[:, None, :], len(panel.securities), axis=1)
    own[:, 0] = -1.0
    found = fit(replace(panel, factors=own), on(panel, (ROW, COLUMN)), Spec())

    same(found, fit(panel, on(panel, (ROW, COLUMN)), Spec()))


def test_raw_and_market_adjusted_returns_are_what_they_say() -> None:
    panel = world(factors=2)
    events = on(panel, (ROW, COLUMN))
    raw, adjusted = (fit(panel, events, Spec(model=model)) for model in (Model.RAW, Model.MARKET_ADJUSTED))

    assert raw.car[0, 0] == panel.returns[ROW, COLUMN]
    assert adjusted.car[0, 0] == panel.returns[ROW, COLUMN] - panel.factors[ROW, 0]
    past = panel.returns[ROW - 120 : ROW - 10, COLUMN]
    assert raw.se[0, 1] == pytest.approx(np.sqrt(2 * np.mean(past**2)))
    assert (raw.df[0], adjusted.df[0]) == (110, 110)


def test_without_a_constant_the_line_goes_through_the_origin() -> None:
    panel = world(factors=2)
    found = fit(panel, on(panel, (ROW, COLUMN)), Spec(zero_alpha=True))
    line = np.linalg.lstsq(panel.factors[80:190], panel.returns[80:190, COLUMN], rcond=None)[0]

    assert found.alpha[0] == 0.0
    assert list(found.betas[0]) == pytest.approx(list(line))
    assert found.df[0] == 108


def test_a_constant_that_adds_up_over_the_window_is_flagged() -> None:
    panel = world(factors=0)
    returns = panel.returns.copy()
    returns[:, 0] += 0.01
    found = fit(replace(panel, returns=returns), on(panel, (ROW, 0), (ROW, 1)), Spec())

    assert found.alpha_flag[0, -1]
    assert not found.alpha_flag[:, 0].any()


def test_an_outlier_beside_the_window_costs_no_digit(monkeypatch: pytest.MonkeyPatch) -> None:
    panel = world()
    returns = panel.returns.copy()
    returns[ROW - 121, COLUMN] = 1e6
    wild, events = replace(panel, returns=returns), on(panel, (ROW, COLUMN), (ROW, 1))
    careful = fit(wild, events, Spec())
    monkeypatch.setattr(fitting, "MANY", 1)
    fast = fit(wild, events * 10, Spec())

    assert fast.is_regular.tolist() == [False, True] * 10
    assert fast.car[0] == pytest.approx(careful.car[0], rel=1e-11)


@pytest.mark.parametrize(
    "wrong",
    [
        {"estimation": (-11, -120)},
        {"estimation": (-120, -10)},
        {"event_window": (10, -10)},
        {"windows": ((0, 11),)},
        {"windows": ((1, 0),)},
    ],
)
def test_windows_that_cannot_be_used_are_refused(wrong: dict[str, tuple[int, int]]) -> None:
    with pytest.raises(BadSpec):
        Spec(**wrong)  # type: ignore[arg-type]


def test_arrays_that_do_not_belong_together_are_refused() -> None:
    panel = world()
    with pytest.raises(BadSpec):
        replace(panel, returns=panel.returns[:-1])
    with pytest.raises(BadSpec):
        replace(panel, factors=panel.factors[:, :0])


def test_no_events_give_no_figures() -> None:
    panel = world()
    found = fit(panel, [], Spec())

    assert found.car.shape == found.p_sq.shape == found.bhar.shape == (0, 9)
    assert place(panel, []).usable.tolist() == []
