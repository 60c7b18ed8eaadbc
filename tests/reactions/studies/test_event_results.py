"""Stored event studies: done again is exactly what a correction, new bars or a new method touch; the old ones stay."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.reactions.studies.conftest import FETCHED, Market
from tracker import pipeline
from tracker.markets.calendar import sessions_around
from tracker.markets.models import PriceBar
from tracker.markets.providers import Bar
from tracker.markets.services import store_bars
from tracker.reactions import event_results
from tracker.reactions.event_results import STORED_MODELS
from tracker.reactions.models import EventResult
from tracker.reactions.selectors import current_event_results, stale_event_ids
from tracker.reactions.services import study_events

LATER = FETCHED + timedelta(hours=2)


def current() -> dict[int, set[int]]:
    """Ids of current rows by announcement."""
    found: dict[int, set[int]] = {}
    for pk, announcement in EventResult.objects.filter(is_current=True).values_list("pk", "announcement_id"):
        found.setdefault(announcement, set()).add(pk)
    return found


def test_a_result_holds_what_the_window_says(market: Market) -> None:
    one = market.tell("M0", 150)
    assert pipeline.study_stale(now=LATER) == len(STORED_MODELS)
    row = current_event_results([one])[one.pk]["spy_btc"]
    assert (row.security, row.event_session_on, row.reason) == (market.share("M0"), market.days[150], "")
    assert (row.quality, row.n, row.df, row.is_provisional) == ("normal", 110, 106, False)
    assert set(row.betas) == {"SPY", "BTC", "BTC lag 1"}
    assert row.betas["SPY"] == pytest.approx(1.3, abs=1.0)
    assert len(row.ar) == len(row.se_ar) == 21
    headline = next(one for one in row.windows if one["window"] == [0, 1])
    assert headline["car"] == pytest.approx(row.ar[10] + row.ar[11])
    assert headline["t"] == pytest.approx(headline["car"] / headline["se"])
    assert headline["is_complete"] is True
    assert row.measured_at == LATER


def test_what_is_stored_is_not_stale(market: Market) -> None:
    market.tell("M0", 150)
    pipeline.study_stale(now=LATER)
    assert stale_event_ids() == []
    assert pipeline.study_stale(now=LATER + timedelta(days=1)) == 0
    assert EventResult.objects.count() == len(STORED_MODELS)


def test_a_correction_makes_a_new_row_and_keeps_the_old_one(market: Market) -> None:
    one, other = market.tell("M0", 150), market.tell("M1", 150)
    pipeline.study_stale(now=LATER)
    before = current()
    day = market.days[150]
    one.announced_at = datetime(day.year, day.month, day.day, 22, 0, tzinfo=UTC)
    one.save()
    assert stale_event_ids() == [one.pk]
    assert pipeline.study_stale(now=LATER + timedelta(hours=1)) == len(STORED_MODELS)
    after = current()
    assert after[other.pk] == before[other.pk]
    assert after[one.pk].isdisjoint(before[one.pk])
    old = EventResult.objects.filter(pk__in=before[one.pk])
    assert {(row.is_current, row.event_session_on) for row in old} == {(False, day)}
    assert EventResult.objects.get(pk=min(after[one.pk])).event_session_on == market.days[151]


def test_a_correction_touches_the_firms_news_whose_estimation_window_it_masks(market: Market) -> None:
    early, late, far = market.tell("M0", 60), market.tell("M0", 150), market.tell("M1", 150)
    pipeline.study_stale(now=LATER)
    day = market.days[70]
    early.announced_on = day
    early.announced_at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    early.save()
    assert set(stale_event_ids()) == {early.pk, late.pk}
    assert far.pk not in stale_event_ids()


def test_a_change_of_words_touches_nothing(market: Market) -> None:
    one = market.tell("M0", 150)
    pipeline.study_stale(now=LATER)
    one.title = "Told in other words"
    one.save()
    assert stale_event_ids() == []


def test_new_bars_complete_a_provisional_result_and_nothing_else(market: Market) -> None:
    whole, recent = market.tell("M0", 150), market.tell("M1", len(market.days) - 3)
    pipeline.study_stale(now=LATER)
    first = current_event_results([recent])[recent.pk]["spy_btc"]
    assert first.is_provisional
    assert "partial" in next(row for row in first.windows if row["window"] == [0, 5])["flags"]
    before = current()
    _add_sessions(market, 9)
    assert pipeline.study_stale(now=LATER + timedelta(days=20)) == len(STORED_MODELS)
    after = current()
    assert after[whole.pk] == before[whole.pk]
    done = current_event_results([recent])[recent.pk]["spy_btc"]
    assert not done.is_provisional
    assert all(row["is_complete"] for row in done.windows)
    assert EventResult.objects.filter(announcement=recent, is_current=False).count() == len(STORED_MODELS)


def test_a_bar_fetched_again_with_another_price_touches_the_windows_it_lies_in(market: Market) -> None:
    inside, outside, other = market.tell("M0", 150), market.tell("M0", 190), market.tell("M1", 150)
    pipeline.study_stale(now=LATER)
    changed = Bar(session_on=market.days[40], close=Decimal("11.11"), volume=5)
    store_bars(market.share("M0"), [changed], provider="yfinance", now=LATER)
    # Session 190 reaches back to 60; M1 only notices where its sector day changes, which one bar does not.
    assert set(stale_event_ids()) == {inside.pk}
    assert outside.pk not in stale_event_ids()
    assert other.pk not in stale_event_ids()


def test_another_method_version_does_everything_again(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    market.tell("M0", 150)
    market.tell("M1", 160)
    pipeline.study_stale(now=LATER)
    monkeypatch.setattr(event_results, "METHOD_VERSION", "99")
    assert pipeline.study_stale(now=LATER) == 2 * len(STORED_MODELS)
    versions = EventResult.objects.values_list("method_version", "is_current").distinct()
    assert set(versions) == {("1", False), ("99", True)}


def test_what_cannot_be_measured_is_stored_with_its_reason_once(market: Market) -> None:
    tomorrow = market.tell("M0", 150, announced_on=date(2025, 10, 21), announced_at=None, date_precision="day")
    pipeline.study_stale(now=LATER)
    row = current_event_results([tomorrow])[tomorrow.pk]["spy_btc"]
    assert (row.reason, row.is_provisional, row.ar, row.quality) == ("awaiting", True, [], "")
    assert pipeline.study_stale(now=LATER) == 0


def test_without_bitcoin_only_the_market_model_has_figures(market: Market) -> None:
    market.share("BTC-USD").delete()
    one = market.tell("M0", 150)
    pipeline.study_stale(now=LATER)
    found = current_event_results([one])[one.pk]
    assert {name: row.reason for name, row in found.items()} == {"spy": "", "btc": "no_factor", "spy_btc": "no_factor"}


def test_retracted_and_missing_announcements_are_left_out(market: Market) -> None:
    gone = market.tell("M0", 150, state="retracted")
    assert study_events([gone.pk, 999_999], now=LATER) == 0
    assert study_events([], now=LATER) == 0


def test_many_announcements_take_few_queries(market: Market) -> None:
    for session in range(130, 180):
        market.tell("M0", session)
    with CaptureQueriesContext(connection) as queries:
        assert pipeline.study_stale(now=LATER) == 50 * len(STORED_MODELS)
    assert len(queries) <= 30


def test_the_sweep_studies_what_was_left_over(market: Market) -> None:
    market.tell("M0", 150)
    assert pipeline.sweep(now=LATER).studied == len(STORED_MODELS)


def _add_sessions(market: Market, count: int) -> None:
    chance = np.random.default_rng(3)
    days = sessions_around(market.days[-1], 0, count)[1:]
    for key in ("M1", "SPY", "BTC-USD"):
        last = PriceBar.objects.filter(security__key=key).latest("session_on").close
        moves = [Decimal(f"{1 + move:.4f}") for move in chance.normal(0, 0.01, count)]
        bars = [Bar(session_on=day, close=last * move, volume=9) for day, move in zip(days, moves, strict=True)]
        store_bars(market.share(key), bars, provider="yfinance", now=LATER)
