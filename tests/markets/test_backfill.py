"""`manage.py backfill_prices` against the local server: what it says, where it goes on, what it refuses."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.factories import make_announcement, make_company
from tests.markets.tape import FRIDAY, MONDAY
from tests.markets.yahoo import Yahoo, serve
from tracker import pipeline
from tracker.companies.models import Security
from tracker.markets.models import PriceBar, PriceFeed, ProviderPause
from tracker.markets.providers import YahooProvider
from tracker.reactions.models import Reaction

pytestmark = pytest.mark.django_db

CLSK = [(FRIDAY, 19.9, 20.6, 18.51, 19.525, 19.525, 40), (MONDAY, 21.23, 22.69, 20.32, 20.4, 20.4, 45)]


class Terminal(StringIO):
    """Where somebody looks."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def yahoo(monkeypatch: pytest.MonkeyPatch, now: datetime, tmp_path: Path) -> Iterator[Yahoo]:
    """The local server behind the program's provider, and a clock that stands still."""
    with serve() as server:
        provider = YahooProvider(cache_dir=tmp_path, session_factory=server.session, timeout_seconds=5)
        monkeypatch.setattr(pipeline, "_provider", lambda: provider)
        monkeypatch.setattr("django.utils.timezone.now", lambda: now)
        for key in ("CLSK", "HIVE"):
            make_company(key)
            server.rows[key] = list(CLSK)
        yield server


def run(*words: str, out: StringIO | None = None) -> str:
    out = out or StringIO()
    call_command("backfill_prices", *words, stdout=out)
    return out.getvalue()


def test_everything_is_fetched_with_a_line_each(yahoo: Yahoo) -> None:
    make_announcement(Security.objects.get(key="CLSK").company)  # type: ignore[arg-type]

    lines = run().splitlines()

    assert lines[0] == "0 of 2 securities have their prices since 2021-01-01; fetching 2."
    assert lines[1].startswith("[1/2] CLSK: Up to date. 2 new and 0 changed bars")
    assert lines[2].startswith("[2/2] HIVE: Up to date.")
    assert lines[3] == "Done."
    assert PriceBar.objects.count() == 4
    assert Reaction.objects.get(is_current=True).state == "measured"


def test_a_second_run_asks_for_nothing(yahoo: Yahoo) -> None:
    run()
    before = len(yahoo.asked)
    assert run().startswith("2 of 2 securities have their prices since 2021-01-01; fetching 0.")
    assert len(yahoo.asked) == before


def test_on_a_terminal_a_bar_is_drawn(yahoo: Yahoo) -> None:
    text = run(out=Terminal())
    assert "2/2" in text
    assert "HIVE: Up to date." not in text


def test_a_run_that_was_refused_goes_on_where_it_stopped(
    yahoo: Yahoo, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    yahoo.fixed["HIVE"] = (429, "text/plain", b"Too Many Requests")
    yahoo.retry_after["HIVE"] = "600"
    with pytest.raises(CommandError, match="Not everything came: HIVE"):
        run()
    del yahoo.fixed["HIVE"]
    until = ProviderPause.objects.get().paused_until
    assert until == now + timedelta(seconds=600)
    monkeypatch.setattr("django.utils.timezone.now", lambda: until)
    yahoo.asked.clear()

    assert "1 of 2 securities have their prices" in run()

    assert set(yahoo.charts()) == {"HIVE"}
    assert ProviderPause.objects.get().paused_until is None


def test_while_the_provider_wants_to_be_left_alone_nothing_is_asked(yahoo: Yahoo, now: datetime) -> None:
    ProviderPause.objects.create(provider="yfinance", paused_until=now + timedelta(minutes=5), refusals=1)
    out = StringIO()
    with pytest.raises(CommandError, match="CLSK, HIVE"):
        run(out=out)
    assert "Not asked, its provider wants to be left alone (2025-10-21 09:05 UTC)." in out.getvalue()
    assert yahoo.charts() == []


def test_an_error_page_leaves_the_others_alone(yahoo: Yahoo) -> None:
    yahoo.fixed["CLSK"] = (500, "text/html", b"<html>oops</html>")
    out = StringIO()
    with pytest.raises(CommandError, match="Not everything came: CLSK"):
        run(out=out)
    assert "[1/2] CLSK: No usable answer." in out.getvalue()
    assert PriceFeed.objects.get(security__key="HIVE").status == "ok"


def test_only_the_tickers_named_are_fetched_whatever_their_case(yahoo: Yahoo) -> None:
    run("--ticker", "clsk")
    assert set(yahoo.charts()) == {"CLSK"}


def test_an_earlier_first_day_is_asked_for(yahoo: Yahoo) -> None:
    yahoo.rows["CLSK"].insert(0, (date(2019, 1, 2), 3.0, 3.0, 3.0, 3.0, 3.0, 1))
    run("--ticker", "CLSK")
    assert PriceBar.objects.filter(security__key="CLSK").count() == 2
    # The empty years between are gaps: to be asked for once more, a day later.
    run("--ticker", "CLSK", "--since", "2019-01-01")
    assert PriceBar.objects.filter(security__key="CLSK").count() == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--ticker", "NOPE", "CLSK"), "Not on record with a listing in New York: NOPE. There are: CLSK, HIVE."),
        (("--since", "yesterday"), "'yesterday' is not a day like 2024-01-31."),
        (("--since", "2024-02-30"), "'2024-02-30' is not a day like 2024-01-31."),
        (("--since", "1999-01-01"), "1999-01-01 is outside the trading calendar, which starts on 2009-01-01."),
        (("--since", "2030-01-01"), "2030-01-01 is not over yet. Give a day in the past."),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(yahoo: Yahoo, words: tuple[str, ...], said: str) -> None:
    with pytest.raises(CommandError) as refused:
        run(*words)
    assert said in str(refused.value)
    assert yahoo.charts() == []


def test_broken_off_by_hand_it_says_how_to_go_on(yahoo: Yahoo, monkeypatch: pytest.MonkeyPatch) -> None:
    ask: Callable[..., str] = pipeline.backfill_security

    def once(security_id: int, *, since: date, now: datetime) -> str:
        if PriceBar.objects.exists():
            raise KeyboardInterrupt
        return ask(security_id, since=since, now=now)

    monkeypatch.setattr(pipeline, "backfill_security", once)
    with pytest.raises(CommandError, match="What came is kept; the same command goes on from here"):
        run()
    assert PriceBar.objects.count() == 2
