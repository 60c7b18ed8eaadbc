"""Suspect moves: what is one, what explains it, and what a check by a person changes."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories import make_announcement, make_bar, make_company, make_user
from tracker import pipeline
from tracker.announcements.models import Announcement
from tracker.companies.models import Company, Security
from tracker.markets.calendar import sessions_around
from tracker.markets.models import CorporateAction, MoveCheck, PriceBar
from tracker.reactions.models import Reaction
from tracker.reactions.services import measure
from tracker.reactions.suspects import NotSuspect, quarantined_sessions, suspects

pytestmark = pytest.mark.django_db

THURSDAY, FRIDAY, MONDAY = date(2025, 10, 16), date(2025, 10, 17), date(2025, 10, 20)
NOW = datetime(2025, 10, 21, 9, 0, tzinfo=UTC)


def share_with(company: Company, *closes: str, last: date = MONDAY) -> Security:
    """A share with one bar a session up to the last one."""
    share = Security.objects.get(company=company)
    for day, close in zip(sessions_around(last, len(closes) - 1, 0), closes, strict=True):
        make_bar(share, day, close)
    return share


@pytest.mark.parametrize(
    ("closes", "days"),
    [
        (("10", "16"), []),  # 60 % and not more
        (("10", "16.01"), [MONDAY]),
        (("10", "4"), []),
        (("10", "3.99"), [MONDAY]),
        (("10", "1", "10"), [FRIDAY, MONDAY]),  # a slip: there and back
        (("10", "11", "12"), []),
    ],
)
def test_a_move_of_more_than_sixty_percent_without_news_is_in_quarantine(
    closes: tuple[str, ...], days: list[date]
) -> None:
    share = share_with(make_company(), *closes)
    assert quarantined_sessions([share.pk]) == ({share.pk: set(days)} if days else {})


def test_moves_are_counted_within_one_security() -> None:
    share_with(make_company("AAA"), "10", "10")
    share_with(make_company("BBB"), "100", "100")
    assert suspects() == []


@pytest.mark.parametrize(
    ("announced_on", "explains"),
    [
        (date(2025, 10, 15), False),
        (THURSDAY, True),
        (MONDAY, True),
        (date(2025, 10, 22), True),
        (date(2025, 10, 23), False),
    ],
)
def test_news_within_two_sessions_explains_a_move(announced_on: date, explains: bool) -> None:
    company = make_company()
    share = share_with(company, "10", "20")
    make_announcement(company, announced_on=announced_on)
    assert (quarantined_sessions([share.pk]) == {}) is explains


@pytest.mark.parametrize(("fields", "explains"), [({"state": "retracted"}, False), ({}, True)])
def test_news_that_was_taken_back_explains_nothing(fields: dict[str, Any], explains: bool) -> None:
    company = make_company()
    share = share_with(company, "10", "20")
    make_announcement(company, **fields)
    assert (quarantined_sessions([share.pk]) == {}) is explains


def test_news_of_a_partner_explains_it_too_and_a_strangers_does_not() -> None:
    company, other = make_company(), make_company("HIVE")
    share = share_with(company, "10", "20")
    told = make_announcement(other)
    assert quarantined_sessions([share.pk]) == {share.pk: {MONDAY}}
    told.also_companies.add(company)
    assert quarantined_sessions([share.pk]) == {}


def test_a_split_on_record_explains_a_move_and_a_dividend_does_not() -> None:
    share = share_with(make_company(), "10", "2")
    row = CorporateAction.objects.create(
        security=share, session_on=MONDAY, kind="dividend", amount=Decimal(8), provider="yfinance", fetched_at=NOW
    )
    assert quarantined_sessions([share.pk]) == {share.pk: {MONDAY}}
    CorporateAction.objects.filter(pk=row.pk).update(kind="split", amount=None, ratio=Decimal(5))
    assert quarantined_sessions([share.pk]) == {}


def test_a_benchmark_has_no_news_to_explain_it() -> None:
    coin = Security.objects.create(key="BTC-USD", name="Bitcoin", kind="crypto")
    make_bar(coin, date(2025, 10, 18), "100000")
    make_bar(coin, date(2025, 10, 19), "10000")
    make_announcement(make_company())
    assert quarantined_sessions([coin.pk]) == {coin.pk: {date(2025, 10, 19)}}


def test_where_nothing_is_suspect_one_query_is_enough(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    share = share_with(make_company(), "10", "11")
    with django_assert_num_queries(1):
        assert quarantined_sessions([share.pk]) == {}


# --- checked by a person ----------------------------------------------------------------------------------------------


def test_a_move_found_genuine_leaves_quarantine_and_stays_on_the_list() -> None:
    share = share_with(make_company(), "10", "20")
    mia = make_user("mia", "moderator")

    check = pipeline.check_move(share.pk, MONDAY, by=mia, now=NOW)

    assert (check.checked_by, check.checked_at) == (mia, NOW)
    assert quarantined_sessions([share.pk]) == {}
    (listed,) = suspects()
    assert (listed.is_quarantined, listed.check) == (False, check)


def test_a_check_holds_for_the_closes_that_were_looked_at_only() -> None:
    share = share_with(make_company(), "10", "20")
    mia = make_user("mia", "moderator")
    pipeline.check_move(share.pk, MONDAY, by=mia, now=NOW)

    PriceBar.objects.filter(security=share, session_on=MONDAY).update(close=Decimal(200))

    assert quarantined_sessions([share.pk]) == {share.pk: {MONDAY}}
    pipeline.check_move(share.pk, MONDAY, by=mia, now=NOW)
    assert MoveCheck.objects.get().close == Decimal(200)


def test_a_move_that_is_not_suspect_cannot_be_checked() -> None:
    share = share_with(make_company(), "10", "11")
    with pytest.raises(NotSuspect, match="2025-10-20"):
        pipeline.check_move(share.pk, MONDAY, by=make_user("mia", "moderator"), now=NOW)
    assert not MoveCheck.objects.exists()


# --- reactions --------------------------------------------------------------------------------------------------------


@pytest.fixture
def halted() -> Announcement:
    """News of a share that did not trade for three sessions after it and then jumped: nothing says why."""
    company = make_company()
    share = Security.objects.get(company=company)
    make_bar(share, FRIDAY, "10", volume=1_000)
    make_bar(share, date(2025, 10, 23), "20", volume=5_000)
    return make_announcement(company, announced_on=MONDAY)


def test_no_reaction_rests_on_a_quarantined_close(halted: Announcement) -> None:
    now = datetime(2025, 10, 24, 9, 0, tzinfo=UTC)
    reaction = measure(halted.pk, now=now)
    assert (reaction.state, reaction.raw_move) == ("no_prices", None)
    assert "suspect_move" in reaction.flags


def test_once_found_genuine_the_reaction_is_measured(halted: Announcement) -> None:
    now = datetime(2025, 10, 24, 9, 0, tzinfo=UTC)
    measure(halted.pk, now=now)
    share = Security.objects.get(company=halted.company)

    pipeline.check_move(share.pk, date(2025, 10, 23), by=make_user("mia", "moderator"), now=now)

    reaction = Reaction.objects.get(announcement=halted, is_current=True)
    assert (reaction.state, reaction.raw_move) == ("measured", 1.0)
    assert "suspect_move" not in reaction.flags


def test_a_bar_that_turns_out_suspect_replaces_the_reaction_and_keeps_the_old_one(halted: Announcement) -> None:
    now = datetime(2025, 10, 24, 9, 0, tzinfo=UTC)
    PriceBar.objects.filter(session_on=date(2025, 10, 23)).update(close=Decimal(11))
    assert measure(halted.pk, now=now).state == "measured"
    PriceBar.objects.filter(session_on=date(2025, 10, 23)).update(close=Decimal(110))
    assert measure(halted.pk, now=now).state == "no_prices"
    assert Reaction.objects.get(is_current=False).raw_move == pytest.approx(0.1)
