"""How fast a study comes: 2,000 made-up announcements of 60 shares over five years, in a SQLite database of its own.

Each case runs in a process of its own, so that its database is nobody else's: `python -m bench.studies CASE`.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import numpy as np

from bench.harness import Measured, case, seconds
from tests.site import ROOT, site_env

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
START, END = date(2021, 2, 1), date(2026, 2, 27)
SHARES, ANNOUNCEMENTS = 60, 2_000
TIMES = 7


@case("eventstudy.study_page", unit="ms", target=150.0)
def study_page() -> Measured:
    """Everything on the page of all 2,000 announcements, worked out anew: the cache is emptied before each time.

    Warm is what the process keeps from one earlier study as long as nothing on record changes: the prices, the record
    with what is around each event, the fits of its events, and the placebo's CAR of every session under this model.
    Groups, tests, draws, views and what is put into the cache are made each time.
    """
    return _measured("study_page")


@case("eventstudy.study_page_cold", unit="ms")
def study_page_cold() -> Measured:
    """The same page as the first one after a change: only the prices are read before, all else is fitted anew."""
    return _measured("study_page_cold")


@case("eventstudy.study_page_filtered", unit="ms")
def study_page_filtered() -> Measured:
    """The same of one kind, as a reader who narrows the sample meets it; warm is the same."""
    return _measured("study_page_filtered")


@case("eventstudy.recompute", unit="ms", target=100.0)
def recompute() -> Measured:
    """After one correction: find whose stored results rest on it, and do exactly these again."""
    return _measured("recompute")


def _measured(name: str) -> Measured:
    with tempfile.TemporaryDirectory(prefix="hashpivot-bench-") as folder:
        argv = [sys.executable, "-m", "bench.studies", name]
        env = site_env(Path(folder), DJANGO_SETTINGS_MODULE="config.settings", OPENBLAS_NUM_THREADS="1")
        done = subprocess.run(argv, cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    return Measured(1000 * float(json.loads(done.stdout.splitlines()[-1])))


# --- in the process of its own ----------------------------------------------------------------------------------------


def main(name: str) -> float:
    """Make the tables and the rows, then measure; seconds."""
    import django  # noqa: PLC0415  (needs the settings of this process)
    from django.core.management import call_command  # noqa: PLC0415  (as above)

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    make_record()
    return CASES_HERE[name]()


def _page() -> float:
    return _uncached({})


def _narrow_page() -> float:
    return _uncached({"kind": "lease"})


def _uncached(values: dict[str, str]) -> float:
    from django.core.cache import cache  # noqa: PLC0415  (needs the settings of this process)

    from tracker.reactions import panel, studies  # noqa: PLC0415  (as above)

    panel.prices()
    first = studies.study(values)
    if len(first.events) < (100 if values else 1_500):
        raise RuntimeError(f"Only {len(first.events)} events were measured.")

    def page() -> None:
        cache.clear()
        studies.study(values)

    return seconds(page, TIMES)


def _cold_page() -> float:
    """Each time another bar and another announcement are corrected; the new prices are read before the clock starts."""
    from tracker.announcements.models import Announcement  # noqa: PLC0415  (needs the settings of this process)
    from tracker.markets.models import PriceBar  # noqa: PLC0415  (as above)
    from tracker.reactions import panel, studies  # noqa: PLC0415  (as above)

    seen, taken = {studies.study({}).sample_hash}, []
    for number in range(TIMES):
        bar, one = PriceBar.objects.order_by("pk")[number], Announcement.objects.order_by("pk")[number]
        bar.fetched_at = NOW + timedelta(minutes=1 + number)
        bar.save()
        one.save()
        panel.prices()
        taken.append(seconds(lambda: seen.add(studies.study({}).sample_hash)))
    if len(seen) != 1 + TIMES:
        raise RuntimeError("A correction left the study as it was.")
    return sorted(taken)[TIMES // 2]


def _recompute() -> float:
    from tracker import pipeline  # noqa: PLC0415  (needs the settings of this process)
    from tracker.announcements.models import Announcement  # noqa: PLC0415  (as above)

    while pipeline.study_stale(now=NOW):
        pass
    one = Announcement.objects.order_by("pk")[ANNOUNCEMENTS // 2]
    moment = datetime(one.announced_on.year, one.announced_on.month, one.announced_on.day, 12, 30, tzinfo=UTC)
    new: list[int] = []
    taken = []
    for number in range(TIMES):
        # To the next session and back: the rows of its firm's news around it are done again, nobody else's.
        one.announced_at = moment if number % 2 else moment + timedelta(days=1, hours=12)
        one.save()
        taken.append(seconds(lambda: new.append(pipeline.study_stale(now=NOW))))
    if not all(3 <= count < 300 for count in new):
        raise RuntimeError(f"Corrections made {new} rows new.")
    return sorted(taken)[TIMES // 2]


def make_record() -> None:
    """Companies with shares, SPY and BTC with five years of bars, and announcements of every kind on random days."""
    from tests.factories import make_company  # noqa: PLC0415  (needs the settings of this process)
    from tracker.companies.models import Security  # noqa: PLC0415  (as above)
    from tracker.markets.calendar import sessions_between  # noqa: PLC0415  (as above)

    chance = np.random.default_rng(20_260_302)
    days = sessions_between(START, END)
    market, coin = chance.normal(0, 0.01, len(days)), chance.normal(0, 0.03, len(days))
    _bars(Security.objects.create(key="SPY", name="SPY", kind="fund"), days, market)
    _bars(Security.objects.create(key="BTC-USD", name="BTC", kind="crypto"), days, coin)
    companies = [make_company(f"M{number:02}") for number in range(SHARES)]
    for company in companies:
        noise = 0.03 * chance.standard_t(4, len(days)) / np.sqrt(2)
        _bars(Security.objects.get(company=company), days, 1.2 * market + 0.8 * coin + noise)
    _announcements(companies, days, chance)


def _bars(security: Any, days: list[date], moves: Any) -> None:
    from tracker.markets.models import PriceBar  # noqa: PLC0415  (needs the settings of this process)

    closes = 20 * np.cumprod(1 + np.clip(moves, -0.4, 0.4))
    PriceBar.objects.bulk_create(
        PriceBar(
            security=security,
            session_on=day,
            close=Decimal(f"{close:.6f}"),
            volume=1_000_000,
            provider="bundled",
            fetched_at=NOW,
        )
        for day, close in zip(days, closes.tolist(), strict=True)
    )


def _announcements(companies: list[Any], days: list[date], chance: np.random.Generator) -> None:
    from tracker.announcements.models import Announcement  # noqa: PLC0415  (needs the settings of this process)
    from tracker.extraction.choices import Kind  # noqa: PLC0415  (as above)

    kinds = Kind.values
    rows = []
    for number in range(ANNOUNCEMENTS):
        day = days[int(chance.integers(130, len(days) - 12))]
        rows.append(
            Announcement(
                company=companies[int(chance.integers(len(companies)))],
                slug=f"made-up-{number}",
                kind=kinds[int(chance.integers(len(kinds)))],
                scope="ai_hpc",
                title=f"Made-up announcement {number}",
                announced_on=day,
                announced_at=datetime(day.year, day.month, day.day, 12, 30, tzinfo=UTC),
                date_precision="minute",
                capacity_mw=Decimal(int(chance.integers(10, 900))),
                capacity_basis="gross",
                published_at=NOW,
            )
        )
    Announcement.objects.bulk_create(rows, batch_size=500)


CASES_HERE: Final[dict[str, Callable[[], float]]] = {
    "study_page": _page,
    "study_page_cold": _cold_page,
    "study_page_filtered": _narrow_page,
    "recompute": _recompute,
}

if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
