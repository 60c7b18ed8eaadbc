"""Bars as aligned returns: what is missing stays missing, BTC meets the sessions, a basket leaves its own share out."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_bar, make_user
from tests.reactions.studies.conftest import FETCHED, Market
from tracker.companies.models import Listing, Security
from tracker.markets.models import MoveCheck, PriceBar
from tracker.reactions import panel
from tracker.reactions.panel import FACTORS, Prices


def column(prices: Prices, key: str) -> int:
    return prices.shares.index(key)


def close_of(key: str, day: date) -> float:
    return float(PriceBar.objects.get(security__key=key, session_on=day).close)


def test_a_return_is_the_close_over_the_close_before(market: Market) -> None:
    prices = panel.prices()
    assert prices.days == tuple(market.days)
    assert prices.shares == tuple(f"M{number}" for number in range(8))
    expected = close_of("M3", market.days[50]) / close_of("M3", market.days[49]) - 1
    assert prices.returns[50, 3] == pytest.approx(expected, abs=1e-12)
    assert np.isnan(prices.returns[0]).all()
    assert (prices.spans == 1).all()


def test_adjusted_closes_count_where_both_bars_have_them(market: Market) -> None:
    share = market.share("M0")
    first, second, third = market.days[60:63]
    PriceBar.objects.filter(security=share, session_on=first).update(close=20, adjusted_close=10)
    PriceBar.objects.filter(security=share, session_on=second).update(close=22, adjusted_close=Decimal("11.5"))
    PriceBar.objects.filter(security=share, session_on=third).update(close=33, adjusted_close=None)
    found = panel.read("fresh").returns[60:63, 0]
    assert found[1] == pytest.approx(0.15)
    assert found[2] == pytest.approx(0.5)


@pytest.mark.parametrize("how", ["no bar", "no volume"])
def test_a_session_without_trade_is_missing_and_the_next_return_spans_it(market: Market, how: str) -> None:
    bar = PriceBar.objects.filter(security__key="M1", session_on=market.days[80])
    bar.delete() if how == "no bar" else bar.update(volume=0)
    prices = panel.read("fresh")
    assert np.isnan(prices.returns[80, 1])
    assert prices.spans[81, 1] == 2
    across = close_of("M1", market.days[81]) / close_of("M1", market.days[79]) - 1
    assert prices.returns[81, 1] == pytest.approx(across, abs=1e-12)
    assert not prices.traded[80, 1]


def test_a_volume_that_is_not_known_counts_as_trade(market: Market) -> None:
    PriceBar.objects.filter(security__key="M1").update(volume=None)
    assert panel.read("fresh").traded[:, 1].all()


def test_bitcoin_is_compounded_over_weekends_and_joined_by_the_session_before(market: Market) -> None:
    prices = panel.prices()
    at = next(number for number, day in enumerate(market.days) if number and (day - market.days[number - 1]).days > 2)
    over_the_weekend = close_of("BTC-USD", market.days[at]) / close_of("BTC-USD", market.days[at - 1]) - 1
    assert prices.factors["BTC"][at] == pytest.approx(over_the_weekend, abs=1e-9)
    assert prices.factors["BTC lag 1"][at + 1] == prices.factors["BTC"][at]
    assert np.isnan(prices.factors["BTC lag 1"][:2]).all()


def test_a_gap_of_a_benchmark_is_missing_on_both_sides(market: Market) -> None:
    PriceBar.objects.filter(security__key="SPY", session_on=market.days[90]).delete()
    found = panel.read("fresh").factors["SPY"]
    assert np.isnan(found[90:92]).all()
    assert np.isfinite(found[[89, 92]]).all()


def test_the_basket_of_other_shares_leaves_the_share_itself_out(market: Market) -> None:
    prices = panel.prices()
    basket = panel.peers(prices)
    others = [column(prices, f"M{number}") for number in range(8) if number != 2]
    assert basket[70, 2] == pytest.approx(prices.returns[70, others].mean(), abs=1e-15)


def test_a_basket_of_two_is_none(market: Market) -> None:
    PriceBar.objects.filter(security__key__in=[f"M{number}" for number in range(3, 8)]).delete()
    assert np.isnan(panel.peers(panel.read("fresh"))[:, :3]).all()


@pytest.mark.parametrize("model", list(FACTORS))
def test_a_model_has_the_factors_it_is_named_for(market: Market, model: str) -> None:
    prices = panel.prices()
    if model == "wgmi":
        assert not panel.is_available(prices, model)
        return
    found = panel.panel(prices, model)
    assert found.factor_names == FACTORS[model]
    assert found.factors.shape[-1] == len(FACTORS[model])
    assert found.has_own_factors == (model == "spy_btc_peers")


def test_prices_are_read_once_until_a_bar_changes(market: Market) -> None:
    first = panel.prices()
    with CaptureQueriesContext(connection) as queries:
        assert panel.prices() is first
    assert len(queries) == 2
    PriceBar.objects.filter(security__key="M0", session_on=market.days[-1]).update(
        close=7.5, fetched_at=FETCHED + timedelta(minutes=1)
    )
    again = panel.prices()
    assert again is not first
    assert again.returns[-1, 0] == pytest.approx(7.5 / close_of("M0", market.days[-2]) - 1)


def test_a_move_in_quarantine_is_left_out_until_somebody_looks(market: Market) -> None:
    share, day = market.share("M4"), market.days[100]
    before = Decimal(str(close_of("M4", market.days[99])))
    later = PriceBar.objects.filter(security=share, session_on__gte=day)
    later.update(close=before * 5, fetched_at=FETCHED + timedelta(minutes=2))
    held = panel.prices()
    assert np.isnan(held.returns[100:102, 4]).all()
    assert np.isfinite(held.returns[[99, 102], 4]).all()
    bar = PriceBar.objects.get(security=share, session_on=day)
    MoveCheck.objects.create(
        security=share,
        session_on=day,
        previous_close=PriceBar.objects.get(security=share, session_on=market.days[99]).close,
        close=bar.close,
        checked_by=make_user("looker"),
        checked_at=FETCHED,
    )
    assert panel.prices().returns[100, 4] == pytest.approx(4.0, abs=1e-6)


def test_a_renamed_share_is_one_column(market: Market) -> None:
    share = market.share("M5")
    Listing.objects.create(security=share, ticker="NEW", exchange="XNAS", valid_from=market.days[100])
    prices = panel.prices()
    assert np.isfinite(prices.returns[1:, column(prices, "M5")]).all()


def test_a_share_that_lists_later_is_not_joined_to_another(market: Market) -> None:
    PriceBar.objects.filter(security__key="M6", session_on__lt=market.days[150]).delete()
    prices = panel.read("fresh")
    assert prices.first[6] == 150
    assert np.isnan(prices.returns[:151, 6]).all()
    assert np.isfinite(prices.returns[151:, 6]).all()


def test_without_bars_there_are_no_sessions(db: None) -> None:
    prices = panel.read("none")
    assert (prices.days, prices.until, prices.factors) == ((), None, {})


def test_bars_from_before_the_calendar_are_left_out(market: Market) -> None:
    make_bar(market.share("M0"), market.days[0].replace(year=1999), "10", volume=1)
    assert panel.read("fresh").days[0].year == 2009
    assert Security.objects.count() == 10


def test_cars_of_every_session_are_kept_until_a_bar_changes(market: Market) -> None:
    first = panel.session_cars(panel.prices(), "spy")
    first.make(np.array([0]))
    assert panel.session_cars(panel.prices(), "spy") is first
    assert panel.session_cars(panel.prices(), "btc") is not first
    PriceBar.objects.filter(session_on=market.days[9]).update(fetched_at=FETCHED + timedelta(days=1))
    later = panel.session_cars(panel.prices(), "spy")
    assert later is not first
    assert not later.is_made.any()
