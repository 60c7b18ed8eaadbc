"""The two commands of prices and reactions."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.factories import make_announcement, make_company
from tracker import pipeline
from tracker.companies.models import Security
from tracker.markets import listings
from tracker.markets.models import PriceBar, ProviderPause
from tracker.reactions.models import Reaction

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _frozen_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """The commands are doors and look at the clock themselves."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def run(name: str) -> str:
    out = StringIO()
    call_command(name, stdout=out)
    return out.getvalue()


@pytest.fixture
def price_file(settings: Any, tmp_path: Path, now: datetime) -> Callable[[str, str], None]:
    """Writes a ticker's price file up to the newest finished session."""
    settings.PRICE_PROVIDER, settings.PRICE_CSV_DIR = "csv", tmp_path

    def write(ticker: str, close: str) -> None:
        newest = listings.last_finished_day(Security.objects.get(key=ticker), now)
        (tmp_path / f"{ticker}.csv").write_text(f"date,close\n{newest},{close}\n", encoding="utf-8")

    return write


def test_each_security_gets_a_line(price_file: Callable[[str, str], None]) -> None:
    make_company("CLSK")
    make_company("MARA")
    price_file("CLSK", "20.40")

    lines = run("update_prices").splitlines()

    assert lines[0].startswith("CLSK: Up to date. 1 new and 0 changed bars")
    assert lines[1].startswith("MARA: Ticker not known to the provider. There is no price file MARA.csv")
    assert PriceBar.objects.count() == 1


def test_nothing_due_is_said_in_a_sentence(price_file: Callable[[str, str], None]) -> None:
    make_company("CLSK")
    price_file("CLSK", "20.40")
    run("update_prices")
    assert run("update_prices").startswith("Nothing to fetch")


def test_the_command_fails_where_not_one_security_could_be_had(price_file: Callable[[str, str], None]) -> None:
    make_company("CLSK")
    with pytest.raises(CommandError, match="stored ones stay"):
        run("update_prices")


def test_while_the_provider_wants_to_be_left_alone_nobody_is_asked(
    price_file: Callable[[str, str], None], now: datetime
) -> None:
    make_company("CLSK")
    price_file("CLSK", "20.40")
    ProviderPause.objects.create(provider="csv", paused_until=now + timedelta(minutes=1), refusals=1)
    out = StringIO()

    with pytest.raises(CommandError, match="stored ones stay"):
        call_command("update_prices", stdout=out)

    assert out.getvalue().startswith("CLSK: Not asked, its provider wants to be left alone.")
    assert not PriceBar.objects.exists()


@pytest.mark.parametrize(("minutes", "due"), [(1, 0), (0, 1), (-1, 1)])
def test_the_workers_are_sent_for_nothing_during_a_pause_and_for_one_probe_after_it(
    settings: Any, now: datetime, minutes: int, due: int
) -> None:
    settings.PRICE_PROVIDER = "csv"
    make_company("CLSK")
    make_company("MARA")
    assert len(pipeline.due_prices(now=now)) == 2
    ProviderPause.objects.create(provider="csv", paused_until=now + timedelta(minutes=minutes), refusals=1)
    assert len(pipeline.due_prices(now=now)) == due


def test_reactions_are_measured_once() -> None:
    make_announcement(make_company())
    assert run("measure_reactions") == "1 reaction is new or changed; earlier ones are kept.\n"
    assert run("measure_reactions") == "Every reaction is current.\n"
    assert Reaction.objects.count() == 1
