"""Gaps: sessions inside a security's stored range that have no bar, and which of them are worth another request.

A provider that was asked twice, a day apart, and gave nothing both times is believed: the share was halted.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Count, F, Max, Min

from tracker.companies.choices import SecurityKind
from tracker.companies.models import Security
from tracker.markets import calendar, listings
from tracker.markets.models import EmptySession, PriceBar

ENOUGH: Final = 2
SECOND_LOOK: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Gaps:
    """Sessions without a bar, oldest first: those believed to be empty, and of the others those to ask for now."""

    believed: list[date] = field(default_factory=list)
    unexplained: list[date] = field(default_factory=list)
    due: list[date] = field(default_factory=list)


def gaps(securities: Iterable[Security], now: datetime) -> dict[int, Gaps]:
    """The gaps of each security that has bars, by its id, in three queries at most."""
    rows = list(securities)
    missing = _missing(rows)
    told = _told(missing)
    return {row.pk: _sorted_out(missing.get(row.pk, []), told.get(row.pk, {}), now) for row in rows}


def _sorted_out(missing: list[date], told: Mapping[date, EmptySession], now: datetime) -> Gaps:
    found = Gaps()
    for day in missing:
        row = told.get(day)
        if row is not None and row.times_asked >= ENOUGH:
            found.believed.append(day)
            continue
        found.unexplained.append(day)
        if row is None or row.asked_at <= now - SECOND_LOOK:
            found.due.append(day)
    return found


def remember(security: Security, provider: str, span: tuple[date, date], now: datetime) -> None:
    """Write down which sessions of a span the provider was asked for and gave no bar; forget those that have one."""
    missing = [day for day in _missing([security]).get(security.pk, []) if span[0] <= day <= span[1]]
    known = {row.session_on: row for row in EmptySession.objects.filter(security=security, provider=provider)}
    empty = set(missing)
    filled = [row.pk for day, row in known.items() if span[0] <= day <= span[1] and day not in empty]
    EmptySession.objects.filter(pk__in=filled).delete()
    new = [EmptySession(security=security, session_on=day, provider=provider, asked_at=now) for day in missing]
    EmptySession.objects.bulk_create([row for row in new if row.session_on not in known], ignore_conflicts=True)
    again = [known[day].pk for day in missing if day in known and known[day].asked_at <= now - SECOND_LOOK]
    EmptySession.objects.filter(pk__in=again).update(times_asked=F("times_asked") + 1, asked_at=now)


def _told(missing: Mapping[int, list[date]]) -> dict[int, dict[date, EmptySession]]:
    """What each session's most patient provider was asked, by security and session."""
    told: dict[int, dict[date, EmptySession]] = defaultdict(dict)
    ids = [pk for pk, days in missing.items() if days]
    if ids:
        for row in EmptySession.objects.filter(security_id__in=ids).order_by("times_asked"):
            told[row.security_id][row.session_on] = row
    return told


def _missing(securities: list[Security]) -> dict[int, list[date]]:
    """Sessions without a bar by security. Days are read only where the number of bars does not add up."""
    counted = PriceBar.objects.filter(security__in=securities).order_by().values("security_id")
    spans = {
        row["security_id"]: row for row in counted.annotate(n=Count("pk"), a=Min("session_on"), z=Max("session_on"))
    }
    expected = {row.pk: _expected(row, spans[row.pk]["a"], spans[row.pk]["z"]) for row in securities if row.pk in spans}
    # Bars before the listing in New York are counted but not expected: they would make up for gaps.
    short = [pk for pk, days in expected.items() if len(days) != spans[pk]["n"] or (days and days[0] != spans[pk]["a"])]
    there = _days_of(short) if short else {}
    return {pk: [day for day in expected[pk] if day not in there[pk]] for pk in short}


def _days_of(security_ids: list[int]) -> dict[int, set[date]]:
    there: dict[int, set[date]] = {pk: set() for pk in security_ids}
    rows = PriceBar.objects.filter(security_id__in=security_ids).order_by()
    for pk, day in rows.values_list("security_id", "session_on"):
        there[pk].add(day)
    return there


def _expected(security: Security, first: date, last: date) -> list[date]:
    """Every session from the first bar, or the listing in New York, to the last bar; every day of a coin."""
    if security.kind == SecurityKind.CRYPTO:
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]
    since = max(first, listings.listed_since(security) or first, calendar.FIRST_DAY)
    return calendar.sessions_between(since, last) if since <= last else []
