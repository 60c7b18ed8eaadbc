"""Storing bars, and fetching them without ever losing stored ones."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories import make_bar, make_company
from tests.markets.tape import EVENING, FRIDAY, MONDAY, WEDNESDAY, Tape, bar, feed_of
from tracker.companies.models import Listing, Security
from tracker.markets import breaker, fetching, listings, selectors
from tracker.markets.models import CorporateAction, FetchStatus, PriceBar
from tracker.markets.providers import Action, Bar, ProviderError, ProviderUnreachable, RateLimited, UnknownTicker
from tracker.markets.services import BUNDLED, Stored, store_actions, store_bars, update_security

pytestmark = pytest.mark.django_db


@pytest.fixture
def clsk() -> Security:
    return Security.objects.get(company=make_company())


# --- storing ----------------------------------------------------------------------------------------------------------


def test_the_same_bars_twice_are_stored_once(clsk: Security, now: datetime) -> None:
    bars = [bar(FRIDAY, "19.525"), bar(MONDAY, "20.40", volume=45_000_000)]

    assert store_bars(clsk, bars, provider="yfinance", now=now) == Stored(new=2, changed=0)
    assert store_bars(clsk, bars, provider="yfinance", now=now + timedelta(days=1)) == Stored(new=0, changed=0)

    assert set(PriceBar.objects.values_list("fetched_at", flat=True)) == {now}
    assert feed_of(clsk).last_bar_on == MONDAY


def test_a_different_bar_replaces_the_stored_one(clsk: Security, now: datetime) -> None:
    store_bars(clsk, [bar(FRIDAY, "19.5"), bar(MONDAY, "20.40")], provider="yfinance", now=now)
    assert store_bars(clsk, [bar(FRIDAY, "19.525")], provider="yfinance", now=now) == Stored(new=0, changed=1)
    assert PriceBar.objects.get(session_on=FRIDAY).close == Decimal("19.525")


def test_bundled_bars_never_replace_a_providers(clsk: Security, now: datetime) -> None:
    store_bars(clsk, [bar(MONDAY, "20.40")], provider="yfinance", now=now)
    stored = store_bars(clsk, [bar(FRIDAY, "19.525"), bar(MONDAY, "99")], provider=BUNDLED, now=now)
    assert stored == Stored(new=1, changed=0)
    assert PriceBar.objects.get(session_on=MONDAY).close == Decimal("20.40")


def test_a_providers_bars_replace_bundled_ones_even_when_equal(clsk: Security, now: datetime) -> None:
    store_bars(clsk, [bar(MONDAY, "20.40")], provider=BUNDLED, now=now)
    assert store_bars(clsk, [bar(MONDAY, "20.40")], provider="yfinance", now=now) == Stored(new=0, changed=1)
    assert PriceBar.objects.get().provider == "yfinance"


def test_nothing_to_store_is_no_error(clsk: Security, now: datetime) -> None:
    assert store_bars(clsk, [], provider="yfinance", now=now) == Stored(0, 0)


# --- fetching ---------------------------------------------------------------------------------------------------------


def test_the_first_fetch_asks_for_the_whole_history_up_to_the_last_finished_session(clsk: Security) -> None:
    make_bar(clsk, FRIDAY, "19.5")
    tape = Tape(bars={"CLSK": [bar(FRIDAY, "19.525"), bar(MONDAY, "20.40")]})

    assert update_security(clsk.pk, provider=tape, now=EVENING) == "ok"

    assert tape.asked == [("CLSK", fetching.HISTORY_FROM, MONDAY)]
    feed = feed_of(clsk)
    assert (feed.last_bar_on, feed.status, feed.failures, feed.next_try_at) == (MONDAY, "ok", 0, None)
    assert "1 new and 1 changed bars" in feed.message


def test_later_fetches_ask_from_a_week_before_the_last_bar(clsk: Security) -> None:
    tape = Tape(bars={"CLSK": [bar(WEDNESDAY, "23.20"), bar(FRIDAY, "19.525")]})
    update_security(clsk.pk, provider=tape, now=datetime(2025, 10, 17, 22, 30, tzinfo=UTC))
    tape.bars["CLSK"].append(bar(MONDAY, "20.40"))

    assert update_security(clsk.pk, provider=tape, now=EVENING) == "ok"

    assert tape.asked[1:] == [("CLSK", FRIDAY - timedelta(days=7), MONDAY)]
    assert PriceBar.objects.count() == 3


@pytest.mark.parametrize(
    ("friday", "monday"),
    [
        (bar(FRIDAY, "195.25"), bar(MONDAY, "204.0")),  # one for ten
        (bar(FRIDAY, "19.525", adjusted_close=Decimal("19.40")), bar(MONDAY, "20.40")),  # a dividend
    ],
)
def test_a_split_or_dividend_since_brings_the_whole_history_anew(clsk: Security, friday: Bar, monday: Bar) -> None:
    tape = Tape(bars={"CLSK": [bar(FRIDAY, "19.525")]})
    update_security(clsk.pk, provider=tape, now=datetime(2025, 10, 17, 22, 30, tzinfo=UTC))
    tape.bars["CLSK"] = [friday, monday]

    update_security(clsk.pk, provider=tape, now=EVENING)

    assert tape.asked[-1] == ("CLSK", fetching.HISTORY_FROM, MONDAY)
    assert PriceBar.objects.get(session_on=FRIDAY).close == friday.close


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RateLimited("Asked to wait."), "rate_limited"),
        (UnknownTicker("Not known."), "unknown_ticker"),
        (ProviderUnreachable("No answer."), "unreachable"),
    ],
)
def test_a_failed_provider_leaves_the_stored_bars_and_says_so(
    clsk: Security, error: ProviderError, status: str
) -> None:
    make_bar(clsk, FRIDAY, "19.525")

    assert update_security(clsk.pk, provider=Tape(error=error), now=EVENING) == status

    feed = feed_of(clsk)
    assert (feed.status, feed.message, feed.failures) == (status, str(error), 1)
    assert feed.next_try_at == EVENING + timedelta(minutes=5)
    assert PriceBar.objects.get().close == Decimal("19.525")


def test_an_empty_answer_is_told_from_success(clsk: Security) -> None:
    assert update_security(clsk.pk, provider=Tape(), now=EVENING) == "empty"
    assert "no bars up to 2025-10-20" in feed_of(clsk).message


def test_failures_in_a_row_wait_longer_but_never_more_than_six_hours(clsk: Security) -> None:
    waits, at = [], EVENING
    for _attempt in range(9):
        update_security(clsk.pk, provider=Tape(error=ProviderUnreachable("No answer.")), now=at)
        due = feed_of(clsk).next_try_at
        assert due is not None
        waits.append(due - at)
        at = due
    assert waits[:3] == [timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=20)]
    assert waits[-1] == timedelta(hours=6)


def test_a_wait_asked_for_by_the_provider_is_kept(clsk: Security) -> None:
    update_security(clsk.pk, provider=Tape(error=RateLimited("Wait.", retry_after=3600)), now=EVENING)
    assert feed_of(clsk).next_try_at == EVENING + timedelta(hours=1)


def test_of_two_at_once_only_one_asks_the_provider(clsk: Security) -> None:
    other = Tape(bars={"CLSK": [bar(MONDAY, "20.40")]})
    first = Tape(bars=other.bars, on_ask=lambda: statuses.append(update_security(clsk.pk, provider=other, now=EVENING)))
    statuses: list[str] = []

    statuses.append(update_security(clsk.pk, provider=first, now=EVENING))

    assert statuses == ["never", "ok"]
    assert other.asked == []


@pytest.mark.django_db(transaction=True)
def test_the_provider_is_asked_outside_of_any_transaction(clsk: Security) -> None:
    inside: list[bool] = []
    tape = Tape(bars={"CLSK": [bar(MONDAY, "20.40")]}, on_ask=lambda: inside.append(connection.in_atomic_block))
    update_security(clsk.pk, provider=tape, now=EVENING)
    assert inside == [False]


def test_bitfarms_is_asked_for_under_its_ticker_of_the_day() -> None:
    company = make_company("BITF", ticker="KEEL")
    security = Security.objects.get(company=company)
    rename = date(2026, 4, 6)
    security.listings.update(valid_from=rename)
    Listing.objects.create(security=security, ticker="BITF", exchange="XNAS", valid_to=rename - timedelta(days=1))
    Listing.objects.create(security=security, ticker="KEEL", exchange="XTSE", valid_from=rename)

    assert listings.ticker_on(security, date(2026, 4, 2)) == "BITF"
    assert listings.ticker_on(security, rename) == "KEEL"
    tape = Tape(bars={"KEEL": [bar(rename, "3.1")]})
    assert update_security(security.pk, provider=tape, now=datetime(2026, 4, 6, 22, 30, tzinfo=UTC)) == "ok"
    assert tape.asked == [("KEEL", fetching.HISTORY_FROM, rename)]


def test_a_relisted_share_is_asked_for_since_its_listing_only() -> None:
    security = Security.objects.get(company=make_company("GLXY"))
    security.listings.update(valid_from=date(2025, 5, 16))
    Listing.objects.create(security=security, ticker="GLXY", exchange="XTSE")
    tape = Tape(bars={"GLXY": [bar(MONDAY, "40")]})
    update_security(security.pk, provider=tape, now=EVENING)
    assert tape.asked == [("GLXY", date(2025, 5, 16), MONDAY)]


def test_a_share_without_a_listing_in_new_york_is_not_asked_for_under_a_foreign_ticker(now: datetime) -> None:
    security = Security.objects.get(company=make_company("ARB"))
    security.listings.update(exchange="XLON")
    tape = Tape()
    assert selectors.due_securities(now) == []
    assert update_security(security.pk, provider=tape, now=EVENING) == FetchStatus.UNKNOWN_TICKER
    assert tape.asked == []
    assert "no listing in New York" in feed_of(security).message


def test_warrants_on_the_same_exchange_do_not_stand_for_the_share() -> None:
    security = Security.objects.get(company=make_company("CIFR"))
    Listing.objects.create(security=security, ticker="CIFRW", exchange="XNAS", valid_from=date(2024, 1, 1))
    assert listings.ticker_on(security, MONDAY) == "CIFR"


def test_a_coins_last_finished_day_is_the_utc_day_before() -> None:
    coin = Security.objects.create(key="BTC-USD", name="Bitcoin", kind="crypto")
    tape = Tape(bars={"BTC-USD": [bar(date(2025, 10, 19), "108000")]})
    assert update_security(coin.pk, provider=tape, now=EVENING) == "ok"
    assert tape.asked == [("BTC-USD", fetching.HISTORY_FROM, date(2025, 10, 19))]


# --- what else an answer can be ---------------------------------------------------------------------------------------


def test_an_answer_that_stops_short_of_the_last_session_is_told_from_a_full_one(clsk: Security) -> None:
    tape = Tape(bars={"CLSK": [bar(WEDNESDAY, "23.20"), bar(FRIDAY, "19.525")]})

    assert update_security(clsk.pk, provider=tape, now=EVENING) == "partial"

    feed = feed_of(clsk)
    assert "1 finished session is missing" in feed.message
    assert (feed.last_bar_on, feed.next_try_at) == (FRIDAY, EVENING + timedelta(minutes=5))
    assert update_security(clsk.pk, provider=tape, now=EVENING + timedelta(minutes=5)) == "partial"
    assert feed_of(clsk).next_try_at == EVENING + timedelta(minutes=15)


def test_a_ticker_that_had_prices_before_is_called_delisted_or_renamed(clsk: Security) -> None:
    tape = Tape(bars={"CLSK": [bar(FRIDAY, "19.525"), bar(MONDAY, "20.40")]})
    update_security(clsk.pk, provider=tape, now=EVENING)
    tape.error = UnknownTicker("Yahoo has no prices for CLSK: check the ticker.")

    assert update_security(clsk.pk, provider=tape, now=EVENING + timedelta(days=1)) == "unknown_ticker"

    assert "no longer knows CLSK, whose last bar is of 2025-10-20: delisted or renamed" in feed_of(clsk).message
    assert PriceBar.objects.count() == 2


def test_splits_and_dividends_are_kept_and_corrected(clsk: Security, now: datetime) -> None:
    tape = Tape(
        bars={"CLSK": [bar(FRIDAY, "19.525"), bar(MONDAY, "20.40")]},
        actions={"CLSK": [Action(FRIDAY, "dividend", Decimal("0.25")), Action(MONDAY, "split", Decimal("0.2"))]},
    )
    update_security(clsk.pk, provider=tape, now=EVENING)

    dividend, split = CorporateAction.objects.order_by("session_on")
    assert (dividend.kind, dividend.amount, dividend.ratio) == ("dividend", Decimal("0.25"), None)
    assert (split.kind, split.amount, split.ratio, split.provider) == ("split", None, Decimal("0.2"), "yfinance")
    corrected = [Action(FRIDAY, "dividend", Decimal("0.26")), Action(MONDAY, "split", Decimal("0.2"))]
    assert store_actions(clsk, corrected, provider="yfinance", now=now) == 1
    assert store_actions(clsk, corrected, provider="yfinance", now=now) == 0
    assert CorporateAction.objects.get(session_on=FRIDAY).amount == Decimal("0.26")


def test_a_split_without_a_ratio_is_refused_by_the_database(clsk: Security, now: datetime) -> None:
    with pytest.raises(IntegrityError, match="a_split_has_a_ratio_and_a_dividend_an_amount"), transaction.atomic():
        CorporateAction.objects.create(
            security=clsk, session_on=MONDAY, kind="split", amount=Decimal(1), provider="csv", fetched_at=now
        )


def test_when_one_security_is_refused_no_other_is_asked_for(clsk: Security) -> None:
    hive = Security.objects.get(company=make_company("HIVE"))
    tape = Tape(error=RateLimited("Wait.", retry_after=1800))
    update_security(clsk.pk, provider=tape, now=EVENING)

    assert update_security(hive.pk, provider=tape, now=EVENING) == "paused"

    assert [ticker for ticker, *_days in tape.asked] == ["CLSK"]
    assert (feed_of(hive).status, feed_of(hive).next_try_at) == ("never", None)


def test_when_the_wait_is_over_one_probe_opens_the_way_for_all(clsk: Security) -> None:
    hive = Security.objects.get(company=make_company("HIVE"))
    tape = Tape(bars={key: [bar(FRIDAY, "19.525"), bar(MONDAY, "20.40")] for key in ("CLSK", "HIVE")})
    refusing = Tape(error=RateLimited("Wait."))
    update_security(clsk.pk, provider=refusing, now=EVENING)
    later = EVENING + breaker.FIRST_WAIT
    during: list[str] = []
    tape.on_ask = lambda: during.append(update_security(hive.pk, provider=refusing, now=later)) if not during else None

    assert update_security(clsk.pk, provider=tape, now=later) == "ok"
    assert during == ["paused"]  # while the probe was out
    assert update_security(hive.pk, provider=tape, now=later) == "ok"


def test_a_longer_history_is_fetched_once_and_remembered(clsk: Security) -> None:
    tape = Tape(bars={"CLSK": [bar(date(2019, 1, 2), "3"), bar(FRIDAY, "19.525"), bar(MONDAY, "20.40")]})
    update_security(clsk.pk, provider=tape, now=EVENING)
    since = date(2019, 1, 1)

    update_security(clsk.pk, provider=tape, now=EVENING, since=since)
    update_security(clsk.pk, provider=tape, now=EVENING + timedelta(days=400), since=since)

    assert [start for _ticker, start, _end in tape.asked[:2]] == [fetching.HISTORY_FROM, since]
    assert feed_of(clsk).asked_from == since
    assert PriceBar.objects.filter(session_on=date(2019, 1, 2)).exists()
