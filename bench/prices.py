"""How fast prices come in: from a local server that speaks Yahoo's protocol, through yfinance, into the tables.

The server runs in the process of `make bench`, the fetching in one of its own (`python -m bench.prices ADDRESS`), so
that neither waits for the other's interpreter.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from statistics import median

import django
from django.core.management import call_command

from bench.harness import Measured, case, seconds
from tests.markets.yahoo import RebasedSession, Row, Yahoo, serve
from tests.site import ROOT, site_env
from tracker.markets.calendar import sessions_between

# Each way has tickers of its own: yfinance keeps the time zone of one that it has seen.
ALONE = tuple(f"A{number:02}" for number in range(60))
STORED = tuple(f"S{number:02}" for number in range(60))
WARM = ("A99", "S99")
START, END = date(2020, 10, 21), date(2025, 10, 20)
EVENING = datetime(2025, 10, 20, 22, 30, tzinfo=UTC)
ROUNDS = 5


@case("eventstudy.price_fetch", unit="x yfinance alone", target=2.0)
def price_fetch() -> Measured:
    """60 tickers x 5 years fetched for the first time and stored on SQLite, in multiples of `Ticker.history` alone.

    The median of five rounds, each in a new process with an empty database.
    """
    with serve() as yahoo:
        _fill(yahoo)
        rounds = [_round(yahoo.base) for _number in range(ROUNDS)]
    alone, stored = (median(took[way] for took in rounds) for way in ("alone", "stored"))
    print(f"stored {stored:.2f} s, yfinance alone {alone:.2f} s", file=sys.stderr)
    return Measured(median(took["stored"] / took["alone"] for took in rounds))


def _fill(yahoo: Yahoo) -> None:
    """Give each ticker a walk of its own."""
    days = sessions_between(START, END)
    for ticker in (*ALONE, *STORED, *WARM):
        yahoo.rows[ticker] = _walk(Random(ticker), days)


def _walk(random: Random, days: list[date]) -> list[Row]:
    rows: list[Row] = []
    close = random.uniform(2, 60)
    for day in days:
        opened = close * random.uniform(0.97, 1.03)
        close *= random.uniform(0.95, 1.05)
        high, low = max(opened, close) * 1.01, min(opened, close) * 0.99
        rows.append((day, opened, high, low, close, close, random.randrange(100_000, 50_000_000)))
    return rows


def _round(base: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="hashpivot-bench-") as folder:
        argv = [sys.executable, "-m", "bench.prices", base]
        done = subprocess.run(argv, cwd=ROOT, env=site_env(Path(folder)), check=True, stdout=subprocess.PIPE, text=True)
    took: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return took


def _measure(base: str) -> dict[str, float]:
    """Both ways once, after a ticker each that brings along whatever is imported at the first one."""
    call_command("migrate", verbosity=0)
    session = RebasedSession(base)
    alone, stored = _alone(session), _stored(session)
    alone(WARM[:1])
    stored(WARM[1:])
    return {"alone": seconds(lambda: alone(ALONE)), "stored": seconds(lambda: stored(STORED))}


def _alone(session: RebasedSession) -> Callable[[Sequence[str]], None]:
    import yfinance  # noqa: PLC0415  (a second that other cases need not pay)

    yfinance.set_tz_cache_location(os.environ["VAR_DIR"])

    def alone(tickers: Sequence[str]) -> None:
        for ticker in tickers:
            frame = yfinance.Ticker(ticker, session=session).history(start=START, end=EVENING, auto_adjust=False)
            if len(frame) < 1_250:
                raise RuntimeError(f"{ticker}: {len(frame)} bars came, not five years of them.")

    return alone


def _stored(session: RebasedSession) -> Callable[[Sequence[str]], None]:
    from tracker.companies.models import Security  # noqa: PLC0415  (needs the settings)
    from tracker.markets.providers import YahooProvider  # noqa: PLC0415  (as above)
    from tracker.markets.services import update_security  # noqa: PLC0415  (as above)

    provider = YahooProvider(cache_dir=Path(os.environ["VAR_DIR"]), session_factory=lambda: session)
    known = {ticker: Security.objects.create(key=ticker, name=ticker, kind="fund").pk for ticker in (*STORED, *WARM)}

    def stored(tickers: Sequence[str]) -> None:
        for ticker in tickers:
            status = update_security(known[ticker], provider=provider, now=EVENING, since=START)
            if status != "ok":
                raise RuntimeError(f"{ticker}: {status}")

    return stored


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    print(json.dumps(_measure(sys.argv[1])))
