"""How fresh the prices are, what is missing in them and what is held back, in words."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.companies.choices import SecurityKind
from tracker.companies.models import Company
from tracker.markets import selectors as markets
from tracker.markets.models import FetchStatus, PriceBar, ProviderPause
from tracker.markets.selectors import Freshness
from tracker.reactions.suspects import Suspect, suspects

MOST_DAYS: Final = 12
# What to do about it, by how the last request ended.
ADVICE: Final = {
    FetchStatus.NEVER: gettext_lazy("Nothing to do: the next round asks for it."),
    FetchStatus.PARTIAL: gettext_lazy("Nothing to do: it is asked again. A halted share stays like this."),
    FetchStatus.EMPTY: gettext_lazy("Look whether the share is halted, delisted or renamed; correct its listing then."),
    FetchStatus.UNKNOWN_TICKER: gettext_lazy("Correct the ticker in the security's listings, or the company's status."),
    FetchStatus.RATE_LIMITED: gettext_lazy("Nothing to do: it is asked again by itself when the wait is over."),
    FetchStatus.UNREACHABLE: gettext_lazy("Check that this machine reaches the provider; it is asked again by itself."),
}
NO_LISTING: Final = gettext_lazy("Nothing to do, unless it is listed in New York now: then give it that listing.")


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One security. `level` is good, wait or bad; `next_try_at` is None where only a new session is waited for."""

    told: Freshness
    company: Company | None
    provider: str
    level: str
    label: str
    advice: str
    next_try_at: datetime | None
    missing: list[date]
    more_missing: int
    quarantined: int

    @property
    def halted(self) -> int:
        """Sessions that the provider left empty twice."""
        return len(self.told.gaps.believed)


@dataclass(frozen=True, slots=True)
class SuspectRow:
    """One suspect move with its security's key."""

    key: str
    suspect: Suspect


@dataclass(frozen=True, slots=True)
class PricesPage:
    """Everything on the page."""

    rows: list[PriceRow]
    suspects: list[SuspectRow]
    levels: Counter[str]
    pause: ProviderPause | None
    is_probing: bool
    provider: str
    as_of: date | None
    now: datetime


def gather(*, now: datetime) -> PricesPage:
    """Every security that trades, those with something wrong first."""
    told = markets.freshness(now)
    pause = markets.pause_of(settings.PRICE_PROVIDER)
    providers = _providers()
    found = suspects()
    held = Counter(suspect.move.security_id for suspect in found if suspect.is_quarantined)
    rows = [_row(row, providers.get(row.security.pk, ""), pause, held[row.security.pk], now) for row in told]
    keys = {row.security.pk: row.security.key for row in told}
    shares = [row.last_bar_on for row in told if row.last_bar_on and row.security.kind == SecurityKind.SHARE]
    return PricesPage(
        rows=sorted(rows, key=lambda row: (ORDER.index(row.level), row.told.security.key)),
        suspects=[SuspectRow(keys.get(one.move.security_id, ""), one) for one in found],
        levels=Counter(row.level for row in rows),
        pause=pause,
        is_probing=bool(pause and pause.paused_until and pause.paused_until <= now),
        provider=settings.PRICE_PROVIDER,
        as_of=max(shares, default=None),
        now=now,
    )


GOOD, WAIT, BAD = "good", "wait", "bad"
ORDER: Final = (BAD, WAIT, GOOD)


def _row(told: Freshness, provider: str, pause: ProviderPause | None, held: int, now: datetime) -> PriceRow:
    level, label, advice = _state(told)
    missing = told.gaps.unexplained
    return PriceRow(
        told=told,
        company=told.security.company,
        provider=provider or told.provider,
        level=BAD if held else level,
        label=label,
        advice=advice,
        next_try_at=_next_try(told, pause, now),
        missing=missing[:MOST_DAYS],
        more_missing=max(len(missing) - MOST_DAYS, 0),
        quarantined=held,
    )


def _state(told: Freshness) -> tuple[str, str, str]:
    """How bad it is, in a word, and what to do."""
    if told.ticker is None:
        return WAIT, _("No listing in New York"), str(NO_LISTING)
    if told.status is FetchStatus.OK:
        if told.is_up_to_date:
            return GOOD, str(FetchStatus.OK.label), ""
        return WAIT, _("A session has closed since"), _("Nothing to do: the next round asks for it.")
    level = BAD if told.status in (FetchStatus.EMPTY, FetchStatus.UNKNOWN_TICKER, FetchStatus.UNREACHABLE) else WAIT
    return level, str(told.status.label), str(ADVICE.get(told.status, ""))


def _next_try(told: Freshness, pause: ProviderPause | None, now: datetime) -> datetime | None:
    """When it may be asked for again: not before its own wait is over, nor its provider's."""
    waits = [told.next_try_at, pause.paused_until if pause else None]
    later = [at for at in waits if at is not None and at > now]
    return max(later) if later and (told.next_try_at or not told.is_up_to_date) else None


def _providers() -> dict[int, str]:
    """Who gave each security's newest bar."""
    rows = PriceBar.objects.order_by().values("security_id", "provider").annotate(last=Max("session_on"))
    newest = sorted(rows, key=lambda row: row["last"])
    return {row["security_id"]: row["provider"] for row in newest}
