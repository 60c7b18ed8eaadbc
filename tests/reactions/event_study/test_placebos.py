"""Sessions without news: never an event's own, the same for the same seed, and centred on nothing."""

import numpy as np

from tests.reactions.event_study.worlds import on, spread, world
from tracker.reactions.event_study import Event, Spec, fit, group, place, placebo
from tracker.reactions.event_study.placebos import SessionCars, car_table, draw


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    panel = world()
    events = spread(panel, 10)
    one, same, other = (placebo(panel, events, Spec(), draws=20, seed=seed) for seed in (1, 1, 2))

    assert np.array_equal(one.draws, same.draws)
    assert not np.array_equal(one.draws, other.draws)
    assert one.draws.shape == (20, 9)


def test_windows_with_news_are_never_drawn() -> None:
    panel = world()
    returns = panel.returns.copy()
    returns[150:171, 0] = 9.0  # every session near the one event of F0
    found = placebo(
        type(panel)(panel.days, panel.securities, returns, panel.factor_names, panel.factors),
        on(panel, (160, 0)),
        Spec(windows=((0, 0),)),
        draws=500,
        seed=1,
    )

    assert np.abs(found.draws).max() < 8.0


def test_the_table_holds_what_a_fit_of_each_session_gives() -> None:
    panel = world()
    table = car_table(panel, np.array([1, 4]), Spec())
    fitted = fit(panel, on(panel, (180, 4)), Spec())

    np.testing.assert_allclose(table[180, 4], fitted.car[0], rtol=1e-9)
    assert np.isnan(table[:, 0]).all()
    assert np.isnan(table[119]).all()
    assert np.isnan(table[290:]).all()


def test_a_shock_is_far_out_and_an_ordinary_day_is_not() -> None:
    panel = world()
    events = spread(panel, 12)
    found = placebo(panel, events, Spec(), draws=400, seed=3)
    spread_of_draws = found.draws[:, 1].std()

    assert abs(found.draws[:, 1].mean()) < spread_of_draws
    assert found.p((0, 1), 8 * spread_of_draws) == 1 / 401
    ordinary = found.p((0, 1), 0.1 * spread_of_draws)
    assert ordinary is not None
    assert ordinary > 0.5


def test_firms_without_a_free_session_leave_nothing_to_draw() -> None:
    panel = world(sessions=141)
    found = placebo(panel, on(panel, (125, 0)), Spec(), draws=5, seed=1)

    assert found.n == 0
    assert np.isnan(found.draws).all()
    assert found.p((0, 1), 0.1) is None


def test_events_that_have_no_place_are_not_drawn() -> None:
    panel = world()
    events = [Event("X", "NOPE", panel.days[150]), *spread(panel, 3)]

    assert placebo(panel, events, Spec(), draws=3, seed=1).n == 3
    assert group(fit(panel, events, Spec()), range(4)).cell((0, 1)).n == 3


def test_one_table_serves_many_samples_as_if_each_had_its_own() -> None:
    panel, table = world(), SessionCars.of(world(), Spec())
    for events in (spread(panel, 10), on(panel, (160, 0)), spread(panel, 25)):
        placed = place(panel, events)
        drawn = draw(table, (placed.rows, placed.columns), draws=150, seed=4)
        np.testing.assert_allclose(
            drawn.draws, placebo(panel, events, Spec(), draws=150, seed=4).draws, rtol=1e-12, atol=1e-15
        )


def test_a_table_holds_only_the_securities_that_were_asked_for() -> None:
    table = SessionCars.of(world(), Spec())
    table.make(np.array([2, 2]))
    assert np.flatnonzero(table.is_made).tolist() == [2]
    assert np.isfinite(table.cars[:, 2]).any()
    assert np.isnan(np.delete(table.cars, 2, axis=1)).all()
