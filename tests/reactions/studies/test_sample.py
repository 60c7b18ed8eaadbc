"""From announcements to events: one per firm and session, moved by a halt, left out with a reason."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from tests.reactions.studies.conftest import FETCHED, Market
from tracker.markets.models import PriceBar
from tracker.reactions import panel
from tracker.reactions.sample import Sample, record, sample
from tracker.reactions.sample_filter import DATE, NEWS, parse


def take(values: Mapping[str, str] | None = None, earnings: Mapping[int, set[date]] | None = None) -> Sample:
    chosen, _problems = parse(values or {})
    prices = panel.prices()
    return sample(record(prices, chosen.anchor, earnings or {}), chosen)


def test_two_announcements_of_one_session_are_one_event_of_both_kinds(market: Market) -> None:
    market.tell("M0", 150, kind="lease")
    market.tell("M0", 150, kind="financing", announced_at=None, date_precision="day")
    found = take()
    assert len(found.events) == 1
    event = found.events[0]
    assert event.kinds == ("lease", "financing")
    assert event.session_on == market.days[150]
    assert event.event.labels == ("kind=lease", "kind=financing", "company=M0")
    assert "date_only" in event.flags


def test_an_event_is_named_by_what_was_asked_for_and_keeps_the_other_kind(market: Market) -> None:
    market.tell("M0", 150, kind="lease")
    asked = market.tell("M0", 150, kind="financing")
    found = take({"kind": "financing"})
    assert [event.first.pk for event in found.events] == [asked.pk]
    assert found.events[0].kinds == ("lease", "financing")


def test_news_after_the_bell_is_the_next_sessions_unless_the_day_is_the_anchor(market: Market) -> None:
    day = market.days[150]
    market.tell("M0", 150, announced_at=datetime(day.year, day.month, day.day, 21, 30, tzinfo=UTC))
    assert take().events[0].session_on == market.days[151]
    by_day = take({"anchor": "date"}).events[0]
    assert by_day.session_on == day
    assert "date_only" in by_day.flags


def test_a_follow_up_within_two_sessions_is_marked_and_dropped_unless_kept(market: Market) -> None:
    for session in (150, 152, 153, 156):
        market.tell("M0", session)
    market.tell("M1", 151)
    found = take()
    assert [(one.at, one.is_follow_up) for one in found.events if one.share == "M0"] == [
        (150, False),
        (152, True),
        (153, False),
        (156, False),
    ]
    kept = take({"followups": "1"})
    assert not any(one.is_follow_up for one in kept.events)
    assert ["dropped_overlap" in one.flags for one in kept.events if one.share == "M0"] == [False, True, False, False]


def test_other_news_in_the_estimation_window_is_masked(market: Market) -> None:
    for session in (28, 29, 60, 139, 140, 150):
        market.tell("M0", session)
    market.tell("M1", 70)
    days = set(panel.prices().days)
    event = next(one for one in take().events if one.at == 150)
    # News at -121 reaches in with its second day; -122 and -10 are outside.
    assert event.masked_on == (market.days[29], market.days[60], market.days[139])
    assert set(event.masked_on) <= days
    results = {market.companies["M0"].pk: {market.days[80]}}
    masked = next(one for one in take(earnings=results).events if one.at == 150).masked_on
    assert masked == (market.days[29], market.days[60], market.days[80], market.days[139])


def test_a_halt_moves_the_event_to_the_first_session_with_trade(market: Market) -> None:
    PriceBar.objects.filter(security__key="M2", session_on__in=market.days[150:152]).update(
        volume=0, fetched_at=FETCHED + timedelta(minutes=3)
    )
    market.tell("M2", 150)
    event = take().events[0]
    assert event.session_on == market.days[152]
    assert {"halted", "baseline_gap"} <= set(event.flags)


@pytest.mark.parametrize(
    ("key", "on", "reason"),
    [
        ("M0", date(2024, 6, 3), "no_prices"),
        ("M0", date(2025, 1, 2), "not_listed"),
        ("M6", date(2025, 3, 3), "not_listed"),
        ("M0", date(2025, 10, 21), "awaiting"),
        ("M0", date(1999, 1, 4), "outside_calendar"),
        ("M7", date(2025, 5, 5), "no_share"),
    ],
)
def test_what_cannot_be_measured_is_left_out_with_its_reason(market: Market, key: str, on: date, reason: str) -> None:
    PriceBar.objects.filter(security__key="M6", session_on__lt=market.days[150]).delete()
    market.share("M7").delete()
    market.tell(key, 150, slug="left-out", announced_on=on, announced_at=None, date_precision="day")
    found = take()
    assert found.events == ()
    assert [(one.slug, one.reason) for one in found.excluded] == [("left-out", reason)]


def test_a_move_in_quarantine_is_left_out(market: Market) -> None:
    before = float(PriceBar.objects.get(security__key="M4", session_on=market.days[149]).close)
    spike = PriceBar.objects.filter(security__key="M4", session_on=market.days[150])
    spike.update(close=round(before * 3, 6), fetched_at=FETCHED + timedelta(minutes=4))
    prices = panel.prices()
    assert np.isnan(prices.returns[150, 4])
    market.tell("M4", 153)
    market.tell("M4", 148)
    # News within two sessions of it explains a move: then nothing is held back.
    assert np.isfinite(panel.prices().returns[150, 4])
    assert record(panel.prices(), NEWS, {}).news["M4"] == [148, 153]
    assert record(panel.prices(), DATE, {}).news["M4"] == [148, 153]
