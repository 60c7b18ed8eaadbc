"""What else happened around an event: which window each thing is held against."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from tests.factories import make_company, make_source, make_user
from tests.reactions.studies.conftest import FETCHED, Market
from tracker import pipeline
from tracker.extraction.models import Candidate
from tracker.markets.models import PriceBar
from tracker.reactions import panel
from tracker.reactions.confounders import Confounders, confounders, earnings_days, outlying, sector_days, window_flags
from tracker.reactions.sample import record
from tracker.reactions.sample_filter import NEWS
from tracker.sources.adapters.promise import FeedItem
from tracker.sources.services import store_items

HEADLINE, AROUND, LONG = (0, 1), (-1, 1), (-10, 10)


def around(announcement_id: int) -> Confounders:
    prices = panel.prices()
    found = record(prices, NEWS, earnings_days())
    return confounders([found.events[found.event_of[announcement_id]]], found, prices)


def holds(announcement_id: int, name: str, window: tuple[int, int]) -> bool:
    return bool(around(announcement_id).within(window)[name][0])


def test_other_news_of_the_firm_counts_in_the_windows_it_falls_in(market: Market) -> None:
    one = market.tell("M0", 150).pk
    market.tell("M0", 155)
    market.tell("M1", 151)
    assert not holds(one, "same_firm", HEADLINE)
    assert holds(one, "same_firm", (-5, 5))
    assert not holds(one, "same_firm", (-10, -1))


def test_a_financing_alone_is_no_confounder_of_itself(market: Market) -> None:
    alone = market.tell("M0", 150, kind="financing").pk
    beside = market.tell("M1", 150, kind="lease").pk
    market.tell("M1", 150, kind="financing")
    before = market.tell("M2", 151, kind="lease").pk
    market.tell("M2", 150, kind="financing")
    assert not holds(alone, "financing", LONG)
    assert holds(beside, "financing", (0, 0))
    assert holds(before, "financing", AROUND)
    assert not holds(before, "financing", HEADLINE)


def test_results_told_by_the_record_or_by_a_candidate_count_a_session_either_way(market: Market) -> None:
    reader = make_user("reader")
    told = market.tell("M0", 150, title="M0 leases 100 MW and reports third-quarter results").pk
    near = market.tell("M1", 150).pk
    far = market.tell("M2", 150).pk
    for key, session in (("M1", 151), ("M2", 153)):
        Candidate.objects.create(
            company=market.companies[key],
            announced_on=market.days[session],
            title=f"{key} Inc. announces fiscal 2025 Q3 earnings",
            queued_at=FETCHED,
            entered_by=reader,
        )
    assert earnings_days() == {
        market.companies["M0"].pk: {market.days[150]},
        market.companies["M1"].pk: {market.days[151]},
        market.companies["M2"].pk: {market.days[153]},
    }
    assert holds(told, "earnings", (0, 0))
    assert holds(near, "earnings", (0, 0))
    assert not holds(far, "earnings", HEADLINE)
    assert holds(far, "earnings", (-2, 2))


def test_a_filing_of_results_counts_once_it_is_read(db: None) -> None:
    company = make_company("CLSK", name="CleanSpark, Inc.")
    at = datetime(2025, 11, 25, 21, 10, tzinfo=UTC)
    words = "<p>Form 8-K of CLEANSPARK, INC., filed on 2025-11-25. Items: 2.02 results of operations.</p>"
    title = "CLEANSPARK, INC.: 8-K (2.02 results of operations)"
    item = FeedItem("0000827876-25-000104", "", title, words, "en", at, "CLEANSPARK, INC.")
    store_items(make_source("sec-clsk", kind="edgar", tier="filing"), [item], now=at)
    assert pipeline.read_pending(now=at) == 1
    assert earnings_days() == {company.pk: {at.date()}}


@pytest.mark.parametrize(
    "title", ["M0 leases a quarter of its site", "M0 results in a new name", "Q3 2025 at a glance"]
)
def test_other_words_are_no_results(market: Market, title: str) -> None:
    market.tell("M0", 150, title=title)
    assert earnings_days() == {}


def test_a_bitcoin_shock_is_two_sigma_of_the_events_own_estimation_window(market: Market) -> None:
    one = market.tell("M0", 150).pk
    moves = panel.prices().factors["BTC"]
    sigma = np.std(moves[30:140], ddof=1)
    expected = np.abs(moves[140:161]) > 2 * sigma
    assert around(one).by_session["btc_shock"][0].tolist() == expected.tolist()
    late = market.tell("M1", 50).pk
    assert not around(late).by_session["btc_shock"].any()


def test_three_other_shares_far_out_make_a_sector_day(market: Market) -> None:
    day = market.days[150]
    for key in ("M1", "M2", "M3"):
        bar = PriceBar.objects.get(security__key=key, session_on=day)
        PriceBar.objects.filter(pk=bar.pk).update(
            close=float(bar.close) * 1.3, fetched_at=FETCHED + timedelta(minutes=5)
        )
    found = sector_days(panel.prices())
    assert found[150, [0, 4, 5]].all()
    # Each of the three has only two others.
    assert not found[150, [1, 2, 3]].any()
    assert holds(market.tell("M0", 150).pk, "sector_day", (0, 0))
    assert not holds(market.tell("M1", 148).pk, "sector_day", AROUND)


def test_outliers_agree_with_a_regression_of_each_window(market: Market) -> None:
    prices = panel.prices()
    found = outlying(prices)
    at, column = 170, 5
    past = slice(at - 120, at - 10)
    x = np.column_stack([np.ones(200), prices.factors["SPY"], prices.factors["BTC"]])
    beta, rest, *_ = np.linalg.lstsq(x[past], prices.returns[past, column], rcond=None)
    sigma = np.sqrt(rest[0] / 107)
    expected = abs(prices.returns[at, column] - x[at] @ beta) > 2 * sigma
    assert found[at, column] == expected
    assert 0.01 < found[130:].mean() < 0.12
    assert not found[:60].any()


def test_flags_of_windows_come_with_what_is_not_complete(market: Market) -> None:
    one = market.tell("M0", 150).pk
    market.tell("M0", 151)
    complete = np.array([[True, False]])
    rows = window_flags(around(one), [(0, 0), (0, 1)], complete)
    assert rows[0][0] == tuple(flag for flag in rows[0][0] if flag not in {"same_firm", "partial"})
    assert {"same_firm", "partial"} <= set(rows[0][1])


def test_an_event_at_the_edge_of_the_panel_has_nothing_beyond_it(market: Market) -> None:
    last = market.tell("M0", len(market.days) - 1).pk
    assert around(last).by_session["sector_day"].shape == (1, 21)
    assert not around(last).by_session["btc_shock"][0, 11:].any()
    assert isinstance(market.days[0], date)
