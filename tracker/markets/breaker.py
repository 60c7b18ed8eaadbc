"""The circuit breaker of a provider: told to wait by one answer, every worker waits; then one of them asks.

Closed: whoever comes may ask. Open: nobody until the wait is over. Half-open: the first who comes asks as a probe, the
others wait for what it hears. The state is one row that is changed by conditional UPDATEs.
"""

from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from django.db import transaction

from tracker.markets.models import ProviderPause

FIRST_WAIT: Final = timedelta(minutes=5)
LONGEST_WAIT: Final = timedelta(hours=6)
# Whatever a provider writes into Retry-After, a day later it is asked again.
LONGEST_ASKED_FOR: Final = timedelta(days=1)
# Longer than a task may take: a probe whose worker died lets go by then.
PROBE: Final = timedelta(minutes=11)


class Turn(Enum):
    """Whether one may ask now, and as what."""

    FREE = "free"
    PROBE = "probe"
    REFUSED = "refused"


def take_turn(provider: str, now: datetime) -> Turn:
    """Ask for leave to ask. A probe must tell how it went: `refused`, `answered` or `silent`."""
    pause = ProviderPause.objects.filter(provider=provider, paused_until__isnull=False).first()
    if pause is None:
        return Turn.FREE
    over = ProviderPause.objects.filter(pk=pause.pk, paused_until__lte=now)
    return Turn.PROBE if over.update(paused_until=now + PROBE) else Turn.REFUSED


def refused(provider: str, turn: Turn, *, now: datetime, message: str, asked_for: timedelta | None = None) -> datetime:
    """The provider asked to wait: open the breaker for as long as it said, or longer each time; until when."""
    ProviderPause.objects.get_or_create(provider=provider)
    with transaction.atomic():
        pause = ProviderPause.objects.select_for_update().get(provider=provider)
        # Two workers that were out at the same time hear the same refusal: it counts once.
        known = pause.paused_until if turn is Turn.FREE else None
        is_told = known is not None and known > now
        refusals = pause.refusals if is_told else pause.refusals + 1
        until = now + max(waiting(refusals), min(asked_for or timedelta(0), LONGEST_ASKED_FOR))
        pause.paused_until = max(until, known) if known else until
        pause.refusals, pause.message, pause.changed_at = refusals, message[:500], now
        pause.save()
    return pause.paused_until


def answered(provider: str, turn: Turn, *, now: datetime) -> None:
    """A probe was answered: close the breaker. An answer to one who left before it opened says nothing."""
    if turn is Turn.PROBE:
        ProviderPause.objects.filter(provider=provider).update(
            paused_until=None, refusals=0, message="", changed_at=now
        )


def silent(provider: str, turn: Turn, *, now: datetime) -> None:
    """A probe got no usable answer: another one after the shortest wait."""
    if turn is Turn.PROBE:
        ProviderPause.objects.filter(provider=provider).update(paused_until=now + FIRST_WAIT, changed_at=now)


def waiting(failures: int) -> timedelta:
    """How long to wait after so many failures in a row: twice as long each time, within bounds."""
    doublings = min(max(failures - 1, 0), 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
