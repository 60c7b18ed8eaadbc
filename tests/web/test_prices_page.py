"""The page on the state of the prices: what it says of each security, and what a moderator can do there."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories import make_bar, make_company, make_user
from tracker.companies.models import Security
from tracker.markets.calendar import sessions_between
from tracker.markets.models import EmptySession, MoveCheck, PriceFeed, ProviderPause
from tracker.web.pages import prices_status

pytestmark = pytest.mark.django_db

FRIDAY, MONDAY = date(2025, 10, 17), date(2025, 10, 20)
EVENING = datetime(2025, 10, 20, 22, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _frozen_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: EVENING)


def share(key: str = "CLSK", **fields: Any) -> Security:
    security = Security.objects.get(company=make_company(key))
    if fields:
        PriceFeed.objects.create(security=security, **{"provider": "yfinance", **fields})
    return security


def words(client: Client) -> str:
    """The page's text in one line."""
    page = client.get("/prices/").content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def row_of(key: str) -> prices_status.PriceRow:
    return next(row for row in prices_status.gather(now=EVENING).rows if row.told.security.key == key)


@pytest.mark.parametrize(
    ("fields", "level", "said"),
    [
        ({"status": "ok", "last_bar_on": MONDAY}, "good", "Up to date"),
        ({"status": "ok", "last_bar_on": FRIDAY}, "wait", "A session has closed since"),
        ({"status": "partial", "last_bar_on": FRIDAY}, "wait", "Newest sessions missing"),
        ({"status": "rate_limited", "last_bar_on": FRIDAY}, "wait", "Asked to wait"),
        ({"status": "empty"}, "bad", "Look whether the share is halted, delisted or renamed"),
        ({"status": "unknown_ticker"}, "bad", "Correct the ticker in the security"),
        ({"status": "unreachable"}, "bad", "Check that this machine reaches the provider"),
        ({}, "wait", "Not fetched yet"),
    ],
)
def test_each_state_is_told_in_words_with_what_to_do(
    client: Client, fields: dict[str, Any], level: str, said: str
) -> None:
    share(**fields)
    assert row_of("CLSK").level == level
    assert said in words(client)


def test_behind_gaps_and_next_try_stand_beside_each_security(client: Client) -> None:
    security = share(
        status="unreachable",
        last_bar_on=date(2025, 10, 15),
        next_try_at=EVENING + timedelta(minutes=40),
        message="No route.",
    )
    days = sessions_between(date(2025, 10, 1), date(2025, 10, 15))
    for day in (days[0], *days[3:]):
        make_bar(security, day, "20", provider="csv")
    EmptySession.objects.create(security=security, session_on=days[1], provider="csv", times_asked=2, asked_at=EVENING)

    row, text = row_of("CLSK"), words(client)

    assert (row.told.sessions_behind, row.missing, row.halted, row.provider) == (3, [days[2]], 1, "csv")
    assert row.next_try_at == EVENING + timedelta(minutes=40)
    for said in ("15 Oct 2025", "20 Oct 2025", "1 session without a bar", "empty for good", "20 Oct, 23:10 UTC"):
        assert said in text
    assert "No route." in text


def test_a_share_that_is_not_listed_in_new_york_is_said_to_be_so(client: Client) -> None:
    share("ARB").listings.update(exchange="XLON")
    assert row_of("ARB").level == "wait"
    assert "No listing in New York" in words(client)


def test_an_open_breaker_is_told_with_its_end_and_moves_every_next_try(client: Client) -> None:
    share(status="ok", last_bar_on=FRIDAY)
    until = EVENING + timedelta(hours=1)
    ProviderPause.objects.create(provider="yfinance", paused_until=until, refusals=2)
    assert row_of("CLSK").next_try_at == until
    text = words(client)
    assert "yfinance asked to be left alone until 20 Oct 2025, 23:30 UTC." in text
    assert "It refused 2 times in a row." in text


def test_a_breaker_whose_wait_is_over_announces_a_trial(client: Client) -> None:
    ProviderPause.objects.create(provider="yfinance", paused_until=EVENING, refusals=1)
    assert "The next request is a trial for one security" in words(client)


def test_a_closed_breaker_is_told_too(client: Client) -> None:
    ProviderPause.objects.create(provider="yfinance")
    assert "yfinance answers: it has not asked to be left alone." in words(client)


def test_what_needs_a_look_comes_first() -> None:
    share("AAA", status="ok", last_bar_on=MONDAY)
    share("BBB", status="rate_limited", last_bar_on=FRIDAY)
    share("CCC", status="unknown_ticker")
    assert [row.told.security.key for row in prices_status.gather(now=EVENING).rows] == ["CCC", "BBB", "AAA"]


# --- suspect moves ----------------------------------------------------------------------------------------------------


@pytest.fixture
def jump() -> Security:
    """A share that doubled without news."""
    security = share(status="ok", last_bar_on=MONDAY)
    make_bar(security, FRIDAY, "10")
    make_bar(security, MONDAY, "20")
    return security


def test_a_suspect_move_is_listed_and_only_a_moderator_is_offered_the_button(client: Client, jump: Security) -> None:
    text = words(client)
    assert "In quarantine" in text
    assert "A suspect move is held back" in text
    assert "Checked: genuine" not in text
    client.force_login(make_user("mia", "moderator"))
    assert "Checked: genuine" in words(client)


def test_a_moderator_marks_a_move_as_genuine(client: Client, jump: Security) -> None:
    mia = make_user("mia", "moderator")
    client.force_login(mia)

    answer = client.post("/prices/genuine/", {"security": "CLSK", "session": "2025-10-20"}, follow=True)

    assert "is marked as genuine" in answer.content.decode()
    assert "Genuine, checked by mia on 20 Oct 2025" in words(client)
    check = MoveCheck.objects.get()
    assert (check.security, check.session_on, check.checked_by, check.checked_at) == (jump, MONDAY, mia, EVENING)


def test_strangers_do_not_see_who_checked(client: Client, jump: Security) -> None:
    client.force_login(make_user("mia", "moderator"))
    client.post("/prices/genuine/", {"security": "CLSK", "session": "2025-10-20"})
    client.logout()
    text = words(client)
    assert "Genuine, checked on 20 Oct 2025" in text
    assert "mia" not in text


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({}, 422),
        ({"security": "CLSK", "session": "Monday"}, 422),
        ({"security": "NO\x00PE", "session": "2025-10-20"}, 422),
        ({"security": "CLSK", "session": "2025-10-17"}, 409),
    ],
)
def test_what_is_no_suspect_move_is_refused(client: Client, jump: Security, typed: dict[str, str], status: int) -> None:
    client.force_login(make_user("mia", "moderator"))
    assert client.post("/prices/genuine/", typed).status_code == status
    assert not MoveCheck.objects.exists()


def test_the_page_keeps_its_budget_of_queries_however_many_securities(
    client: Client, jump: Security, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        security = share(f"S{number}", status="ok", last_bar_on=MONDAY)
        make_bar(security, date(2025, 10, 15), "10")
        make_bar(security, MONDAY, "30")
    with django_assert_max_num_queries(13):
        client.get("/prices/")


def test_the_footer_leads_to_the_page(client: Client) -> None:
    assert 'href="/prices/"' in client.get("/companies/").content.decode()
