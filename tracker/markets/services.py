"""Writes of prices: bars and actions from anywhere into the tables, one security's from its provider, people's checks.

A provider that fails leaves the stored bars and a sentence.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.companies.models import Security
from tracker.markets import breaker, bulk, fetching, gaps, listings, selectors
from tracker.markets.breaker import Turn
from tracker.markets.fetching import Answer, Request
from tracker.markets.models import ActionKind, CorporateAction, FetchStatus, MoveCheck, PriceBar, PriceFeed
from tracker.markets.moves import Move
from tracker.markets.providers import Action, Bar, PriceProvider, ProviderError, RateLimited, UnknownTicker

# The name under which the bundled files store their bars. They never overwrite what a provider gave.
BUNDLED: Final = "bundled"
# Longer than a task may take: a worker that died lets go of the security by then.
CLAIM: Final = timedelta(minutes=11)
VALUES: Final = ("open", "high", "low", "close", "adjusted_close", "volume")


@dataclass(frozen=True, slots=True)
class Stored:
    """How many bars were new and how many changed."""

    new: int
    changed: int


def store_bars(security: Security, bars: Iterable[Bar], *, provider: str, now: datetime) -> Stored:
    """Bring bars into the table: new ones in, different ones replaced, equal ones left alone.

    Bundled bars never replace a provider's; a provider's replace bundled ones. In order, so that two writers of one
    security wait for each other and count rightly.
    """
    by_day = {bar.session_on: bar for bar in bars}
    with transaction.atomic():
        feed, _made = PriceFeed.objects.get_or_create(security=security)
        PriceFeed.objects.select_for_update().get(pk=feed.pk)
        stored = _upsert(security, by_day, provider=provider, now=now)
        last = PriceBar.objects.filter(security=security).aggregate(last=Max("session_on"))["last"]
        PriceFeed.objects.filter(pk=feed.pk).update(last_bar_on=last)
    return stored


def _upsert(security: Security, by_day: dict[date, Bar], *, provider: str, now: datetime) -> Stored:
    if not by_day:
        return Stored(0, 0)
    span = (min(by_day), max(by_day))
    known = {row.session_on: row for row in PriceBar.objects.filter(security=security, session_on__range=span)}
    new = [bar for day, bar in by_day.items() if day not in known]
    changed = [bar for day, bar in by_day.items() if day in known and _replaces(bar, known[day], provider)]
    bulk.upsert(security.pk, [*new, *changed], provider=provider, now=now)
    return Stored(new=len(new), changed=len(changed))


def _replaces(bar: Bar, row: PriceBar, provider: str) -> bool:
    if provider == BUNDLED and row.provider != BUNDLED:
        return False
    same = all(getattr(bar, name) == getattr(row, name) for name in VALUES)
    return not same or (row.provider == BUNDLED and provider != BUNDLED)


def store_actions(security: Security, actions: Iterable[Action], *, provider: str, now: datetime) -> int:
    """Keep splits and dividends: new ones in, corrected ones replaced; how many differ from what was there.

    One that a provider no longer sends stays: an answer cut short would otherwise take it away.
    """
    rows = [_action_row(security, action, provider=provider, now=now) for action in actions]
    if not rows:
        return 0
    known = {
        (row.session_on, row.kind): (row.ratio, row.amount) for row in CorporateAction.objects.filter(security=security)
    }
    differing = [row for row in rows if known.get((row.session_on, row.kind)) != (row.ratio, row.amount)]
    CorporateAction.objects.bulk_create(
        differing,
        update_conflicts=True,
        unique_fields=["security", "session_on", "kind"],
        update_fields=["ratio", "amount", "provider", "fetched_at"],
    )
    return len(differing)


def _action_row(security: Security, action: Action, *, provider: str, now: datetime) -> CorporateAction:
    is_split = action.kind == ActionKind.SPLIT.value
    return CorporateAction(
        security=security,
        session_on=action.session_on,
        kind=action.kind,
        ratio=action.value if is_split else None,
        amount=None if is_split else action.value,
        provider=provider,
        fetched_at=now,
    )


# --- one security from its provider -----------------------------------------------------------------------------------


def update_security(
    security_id: int, *, provider: PriceProvider, now: datetime, since: date = fetching.HISTORY_FROM
) -> str:
    """Fetch what a security lacks since a day; the FetchStatus value it ended with.

    Of two that try at once one asks, the other gets the status of before; "paused" while the provider's breaker is
    open. Raises Security.DoesNotExist.
    """
    security = Security.objects.select_related("company").prefetch_related("listings").get(pk=security_id)
    feed, _made = PriceFeed.objects.get_or_create(security=security)
    if not _claim(feed, now):
        return feed.status
    end = listings.last_finished_day(security, now)
    ticker = listings.ticker_on(security, end)
    if ticker is None:
        message = _("%(security)s has no listing in New York on %(day)s: nothing to fetch.")
        words = message % {"security": security.key, "day": end.isoformat()}
        return _failed(feed, FetchStatus.UNKNOWN_TICKER, words, provider=provider.name, now=now)
    turn = breaker.take_turn(provider.name, now)
    if turn is Turn.REFUSED:
        PriceFeed.objects.filter(pk=feed.pk).update(next_try_at=None, last_tried_at=feed.last_tried_at)
        return FetchStatus.PAUSED.value
    first = max(since, listings.listed_since(security) or since)
    return _ask_and_keep(
        Request(
            security=security,
            feed=feed,
            provider=provider,
            ticker=ticker,
            since=first,
            end=end,
            turn=turn,
            now=now,
        )
    )


def _claim(feed: PriceFeed, now: datetime) -> bool:
    free = Q(next_try_at__isnull=True) | Q(next_try_at__lte=now)
    taken = PriceFeed.objects.filter(free, pk=feed.pk).update(next_try_at=now + CLAIM, last_tried_at=now)
    return taken == 1


def _ask_and_keep(request: Request) -> str:
    try:
        answer = fetching.fetch(request)
    except RateLimited as error:
        return _refused(request, error)
    except UnknownTicker as error:
        breaker.answered(request.provider.name, request.turn, now=request.now)
        return _missed(request, FetchStatus.UNKNOWN_TICKER, _unknown_words(request, error))
    except ProviderError as error:
        breaker.silent(request.provider.name, request.turn, now=request.now)
        return _missed(request, FetchStatus.UNREACHABLE, str(error))
    breaker.answered(request.provider.name, request.turn, now=request.now)
    if not answer.history.bars:
        words = _("%(ticker)s: the provider has no bars up to %(day)s. Halted or not traded, as far as it says.")
        found = words % {"ticker": request.ticker, "day": request.end.isoformat()}
        return _missed(request, FetchStatus.EMPTY, found)
    return _keep(request, answer)


def _keep(request: Request, answer: Answer) -> str:
    """Store what came. Sessions that are still missing at the end are asked for again, later each time."""
    feed, now, name = request.feed, request.now, request.provider.name
    stored = store_bars(request.security, answer.history.bars, provider=name, now=now)
    store_actions(request.security, answer.history.actions, provider=name, now=now)
    gaps.remember(request.security, name, (answer.start, request.end), now)
    last = answer.history.bars[-1].session_on
    behind = selectors.sessions_missing(request.security, last, request.end)
    words = _("%(new)s new and %(changed)s changed bars, last one %(day)s.")
    message = words % {"new": stored.new, "changed": stored.changed, "day": last.isoformat()}
    if behind:
        more = ngettext("%(n)s finished session is missing.", "%(n)s finished sessions are missing.", behind)
        message = f"{message} {more % {'n': behind}}"
    status = FetchStatus.PARTIAL if behind else FetchStatus.OK
    failures = feed.failures + 1 if behind else 0
    PriceFeed.objects.filter(pk=feed.pk).update(
        provider=name,
        status=status,
        message=message,
        last_success_at=now,
        asked_from=min(answer.start, feed.asked_from or answer.start),
        next_try_at=now + breaker.waiting(failures) if behind else None,
        failures=failures,
    )
    return status.value


def _unknown_words(request: Request, error: UnknownTicker) -> str:
    """A ticker that had prices until a while ago is delisted or renamed, not misspelt."""
    last = request.feed.last_bar_on
    if last is None or request.feed.last_success_at is None:
        return str(error)
    words = _(
        "The provider no longer knows %(ticker)s, whose last bar is of %(day)s: delisted or renamed. "
        "Give the security its new listing, or the company its status."
    )
    return words % {"ticker": request.ticker, "day": last.isoformat()}


def _refused(request: Request, error: RateLimited) -> str:
    """The provider asked to wait: the breaker opens, and all its securities wait with this one."""
    wait = None if error.retry_after is None else timedelta(seconds=min(error.retry_after, 10**7))
    until = breaker.refused(request.provider.name, request.turn, now=request.now, message=str(error), asked_for=wait)
    return _missed(request, FetchStatus.RATE_LIMITED, str(error), until=until)


def _missed(request: Request, status: FetchStatus, message: str, until: datetime | None = None) -> str:
    return _failed(request.feed, status, message, provider=request.provider.name, now=request.now, until=until)


def _failed(
    feed: PriceFeed,
    status: FetchStatus,
    message: str,
    *,
    provider: str,
    now: datetime,
    until: datetime | None = None,
) -> str:
    PriceFeed.objects.filter(pk=feed.pk).update(
        provider=provider,
        status=status,
        message=message[:500],
        next_try_at=until or now + breaker.waiting(feed.failures + 1),
        failures=feed.failures + 1,
    )
    return status.value


# --- people -----------------------------------------------------------------------------------------------------------


def check_move(move: Move, *, by: User, now: datetime) -> MoveCheck:
    """Somebody looked at a move and found it genuine. An earlier check of other closes is replaced."""
    check, _made = MoveCheck.objects.update_or_create(
        security_id=move.security_id,
        session_on=move.session_on,
        defaults={
            "previous_close": move.previous_close,
            "close": move.close,
            "checked_by": by,
            "checked_at": now,
        },
    )
    return check
