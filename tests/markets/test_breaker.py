"""The breaker: one refusal stops every worker, one probe lets them go on."""

from datetime import UTC, datetime, timedelta

import pytest

from tracker.markets import breaker, selectors
from tracker.markets.breaker import FIRST_WAIT, LONGEST_WAIT, PROBE, Turn, take_turn
from tracker.markets.models import ProviderPause

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 10, 20, 22, 30, tzinfo=UTC)
YAHOO = "yfinance"


def refuse(turn: Turn = Turn.FREE, now: datetime = NOW, asked_for: timedelta | None = None) -> datetime:
    return breaker.refused(YAHOO, turn, now=now, message="Wait.", asked_for=asked_for)


def test_a_provider_that_never_refused_may_be_asked() -> None:
    assert take_turn(YAHOO, NOW) is Turn.FREE
    assert not ProviderPause.objects.exists()


def test_after_a_refusal_nobody_may_ask_until_the_wait_is_over() -> None:
    until = refuse()
    assert until == NOW + FIRST_WAIT
    assert take_turn(YAHOO, until - timedelta(seconds=1)) is Turn.REFUSED
    assert take_turn(YAHOO, until) is Turn.PROBE


def test_one_providers_refusal_leaves_another_free() -> None:
    refuse()
    assert take_turn("csv", NOW) is Turn.FREE


def test_of_all_who_come_when_the_wait_is_over_one_is_the_probe() -> None:
    until = refuse()
    turns = [take_turn(YAHOO, until) for _worker in range(4)]
    assert turns == [Turn.PROBE, Turn.REFUSED, Turn.REFUSED, Turn.REFUSED]


def test_a_probe_that_died_lets_the_next_one_try() -> None:
    until = refuse()
    take_turn(YAHOO, until)
    assert take_turn(YAHOO, until + PROBE) is Turn.PROBE


def test_an_answered_probe_frees_the_provider() -> None:
    until = refuse()
    breaker.answered(YAHOO, take_turn(YAHOO, until), now=until)
    assert take_turn(YAHOO, until) is Turn.FREE
    assert selectors.pause_of(YAHOO) is None
    assert refuse(now=until) == until + FIRST_WAIT  # the count starts anew


def test_each_refused_probe_waits_twice_as_long_within_bounds() -> None:
    until, waits = refuse(), []
    for _probe in range(9):
        now = until
        until = refuse(take_turn(YAHOO, now), now=now)
        waits.append(until - now)
    assert waits[:3] == [2 * FIRST_WAIT, 4 * FIRST_WAIT, 8 * FIRST_WAIT]
    assert waits[-1] == LONGEST_WAIT


def test_a_silent_probe_is_followed_by_another_soon() -> None:
    until = refuse()
    breaker.silent(YAHOO, take_turn(YAHOO, until), now=until)
    assert take_turn(YAHOO, until + FIRST_WAIT - timedelta(seconds=1)) is Turn.REFUSED
    assert take_turn(YAHOO, until + FIRST_WAIT) is Turn.PROBE


def test_workers_that_were_out_at_the_same_time_count_as_one_refusal() -> None:
    refuse()
    until = refuse(now=NOW + timedelta(seconds=2))
    assert until == NOW + timedelta(seconds=2) + FIRST_WAIT
    assert ProviderPause.objects.get().refusals == 1


def test_a_late_answer_to_one_who_left_before_does_not_end_the_pause() -> None:
    until = refuse()
    breaker.answered(YAHOO, Turn.FREE, now=NOW)
    breaker.silent(YAHOO, Turn.FREE, now=NOW)
    assert take_turn(YAHOO, until - timedelta(seconds=1)) is Turn.REFUSED


def test_the_wait_the_provider_asks_for_is_kept_up_to_a_day() -> None:
    assert refuse(asked_for=timedelta(hours=2)) == NOW + timedelta(hours=2)
    assert refuse(asked_for=timedelta(seconds=1)) == NOW + timedelta(hours=2)  # the longer one of two stands
    assert refuse(asked_for=timedelta(days=400)) == NOW + timedelta(days=1)
