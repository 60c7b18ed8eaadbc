"""Asks sources for news and keeps what they gave: every item once, every earlier wording of it beside it."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tracker.lib.http import Client, FetchError
from tracker.lib.http.errors import NOT_SET_UP
from tracker.lib.text import clip
from tracker.sources.adapters import ADAPTERS, Ask, FeedItem, Fetched, Unreadable
from tracker.sources.keeping import Stored, keep, known_guids
from tracker.sources.looking import refuse_without_contact
from tracker.sources.models import PollStatus, Source, SourceKind, Tier
from tracker.sources.schedule import next_round, wait_after_failure

# Longer than any poll takes; a source whose worker was killed is polled again after it.
CLAIM: Final = timedelta(minutes=5)
BUSY: Final = "busy"


@dataclass(frozen=True, slots=True)
class PollResult:
    """How a poll ended. `status` is a PollStatus value, or BUSY where somebody else polls or nothing is to be asked."""

    status: str
    new: int
    changed: int
    message: str

    @property
    def failed(self) -> bool:
        """Whether the source gave nothing that could be used."""
        return self.status not in (PollStatus.OK, PollStatus.UNCHANGED, BUSY)


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """A source as it should be, by its key."""

    key: str
    name: str
    url: str
    kind: str = SourceKind.FEED.value
    language: str = ""
    tier: str = Tier.PRESS.value
    interval_minutes: int = 15
    licence_note: str = ""
    is_enabled: bool = True
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class _Claim:
    """A source this process has to itself until `until`."""

    source: Source
    now: datetime
    until: datetime
    robots: dict[str, Any] = field(default_factory=dict)

    def hold(self) -> bool:
        """Lock the row until the transaction ends. False where the claim ran out and another process took over."""
        return self._mine().update(last_polled_at=self.now) == 1

    def settle(self, **fields: Any) -> bool:
        """Write how the poll ended and let go of the source, in one UPDATE. False as in `hold`."""
        ended = {"last_polled_at": self.now, "claimed_until": None, **self.robots, **fields}
        return self._mine().update(**ended) == 1

    def let_go(self) -> None:
        """Give up the claim where no outcome could be written."""
        self._mine().update(claimed_until=None)

    def _mine(self) -> QuerySet[Source]:
        return Source.objects.filter(pk=self.source.pk, claimed_until=self.until)

    def look_at_robots(self, client: Client) -> None:
        """Note what robots.txt says of the address; whether it is obeyed is not ours to decide: the client does."""
        decision = client.decision_on(self.source.url)
        if decision is not None:
            self.robots.update(
                robots_verdict=decision.verdict,
                robots_reason=clip(decision.reason, 500),
                robots_checked_at=self.now,
            )


class _ClaimLost(Exception):
    """The poll took longer than its claim and another one is under way; nothing of this one may be kept."""


def poll(source_id: int, *, now: datetime, client: Client, only_due: bool = False) -> PollResult:
    """Ask one source for news and store what is new, with at most one process at it. Network is outside transactions.

    What goes wrong with the source ends in its row and the result, never in an exception. `only_due` leaves a source
    alone whose time has not come, so that a message delivered twice asks once.
    """
    with _claimed(source_id, now=now, only_due=only_due) as claim:
        if claim is None:
            return PollResult(BUSY, 0, 0, _("Not asked: it is being polled already, or is not to be polled now."))
        try:
            return _ask(claim, client)
        except FetchError as error:
            return _failed(claim, error.kind, error.message, error.retry_after)
        except Unreadable as error:
            return _failed(claim, PollStatus.UNREADABLE.value, error.message)
        except _ClaimLost:
            return PollResult(BUSY, 0, 0, _("Given up: it took too long and another process has taken over."))


@contextmanager
def _claimed(source_id: int, *, now: datetime, only_due: bool) -> Iterator[_Claim | None]:
    """Claim a source by a conditional UPDATE. Whoever gets it settles it; after any error it is let go of here."""
    until = now + CLAIM
    unclaimed = Source.objects.filter(Q(claimed_until__isnull=True) | Q(claimed_until__lt=now))
    free = Source.objects.due(now) if only_due else unclaimed
    # The next poll moves along with the claim: a poll that dies by an unforeseen error comes back after minutes,
    # not in a tight loop.
    won = free.filter(pk=source_id, is_sample=False).update(claimed_until=until, next_poll_at=until)
    source = Source.objects.filter(pk=source_id, claimed_until=until).first() if won else None
    claim = _Claim(source, now, until) if source else None
    is_settled = False
    try:
        yield claim
        is_settled = True
    finally:
        if claim and not is_settled:
            claim.let_go()


def _ask(claim: _Claim, client: Client) -> PollResult:
    source = claim.source
    adapter = ADAPTERS[source.kind]
    refuse_without_contact(source.kind, client)
    if adapter.asks_over_client:
        claim.look_at_robots(client)
    fetched = adapter.fetch(client, Ask(source.url, source.etag, source.last_modified, _known_to(source)))
    digest = source.content_sha256 if fetched.not_modified else sha256(fetched.body).hexdigest()
    if digest == source.content_sha256:
        return _unchanged(claim, fetched)
    items = adapter.parse(fetched.body, fetched.content_type, fetched.url or source.url)
    return _keep(claim, items, fetched, digest)


def _known_to(source: Source) -> Callable[[Collection[str]], Collection[str]]:
    return lambda guids: known_guids(source, guids)


def _unchanged(claim: _Claim, fetched: Fetched) -> PollResult:
    message = _("Nothing new since the last poll.")
    # A 304 may leave the validators out: the old ones stay good. A full answer replaces them.
    validators = {} if fetched.not_modified else {"etag": fetched.etag, "last_modified": fetched.last_modified}
    if not claim.settle(**validators, **_success(claim, PollStatus.UNCHANGED, message)):
        raise _ClaimLost
    return PollResult(PollStatus.UNCHANGED.value, 0, 0, message)


def _keep(claim: _Claim, items: list[FeedItem], fetched: Fetched, digest: str) -> PollResult:
    """Items and what to ask with next time, in one transaction: after a crash in between, everything is asked again."""
    with transaction.atomic():
        # First, to lock the row: a process that took over waits here, or has made this one lose its claim.
        if not claim.hold():
            raise _ClaimLost
        stored = keep(claim.source, items, now=claim.now)
        message = _("%(new)d new and %(changed)d changed of %(all)d items.") % {
            "new": stored.new,
            "changed": stored.changed,
            "all": len(items),
        }
        claim.settle(
            etag=fetched.etag,
            last_modified=fetched.last_modified,
            content_sha256=digest,
            **_success(claim, PollStatus.OK, message),
        )
    return PollResult(PollStatus.OK.value, stored.new, stored.changed, message)


def _success(claim: _Claim, status: PollStatus, message: str) -> dict[str, Any]:
    return {
        "last_status": status,
        "last_message": message,
        "last_success_at": claim.now,
        "failures": 0,
        "next_poll_at": next_round(claim.source.pk, now=claim.now, interval=claim.source.interval),
    }


def _failed(claim: _Claim, status: str, what: str, retry_after: float | None = None) -> PollResult:
    source = claim.source
    # A setting that is missing is no fault of the site: once it is there, the next round succeeds.
    failures = 1 if status == NOT_SET_UP else source.failures + 1
    wait = wait_after_failure(source.pk, failures=failures, interval=source.interval, retry_after=retry_after)
    at = claim.now + wait
    next_try = _("Next try: %(when)s UTC.") % {"when": date_format(at, "j M Y H:i")}
    message = f"{clip(what, 440)} {next_try}"
    claim.settle(last_status=status, last_message=message, failures=failures, next_poll_at=at)
    return PollResult(status, 0, 0, message)


def poll_soon(source_id: int, *, now: datetime) -> bool:
    """Let the next sweep poll a source; False for one that is paused. A wait that its host asked for is kept."""
    return Source.objects.filter(pk=source_id, is_enabled=True).update(next_poll_at=now) == 1


def pause(source_id: int) -> None:
    """Poll a source no more until it is resumed. A poll that is under way ends as it would."""
    Source.objects.filter(pk=source_id).update(is_enabled=False)


def resume(source_id: int, *, now: datetime) -> None:
    """Poll a source again, first at the next sweep."""
    Source.objects.filter(pk=source_id).update(is_enabled=True, next_poll_at=now)


def store_items(source: Source, items: list[FeedItem], *, now: datetime) -> Stored:
    """Keep items that came some other way than by a poll, such as the bundled sample's. One transaction."""
    with transaction.atomic():
        # Whoever polls this source meanwhile waits.
        locked = Source.objects.select_for_update().get(pk=source.pk)
        return keep(locked, items, now=now)


def ensure_source(spec: SourceSpec) -> Source:
    """Make the source of this key, or change it to what the spec says.

    A new address starts from nothing: what was known of the old one's last answer is forgotten, its items stay.
    """
    fields = asdict(spec)
    del fields["key"]
    with transaction.atomic():
        source, is_new = Source.objects.select_for_update().get_or_create(key=spec.key, defaults=fields)
        if is_new or all(getattr(source, name) == value for name, value in fields.items()):
            return source
        if source.url != spec.url:
            fields |= {"etag": "", "last_modified": "", "content_sha256": "", "next_poll_at": None, "failures": 0}
        for name, value in fields.items():
            setattr(source, name, value)
        source.save(update_fields=[*fields, "updated_at"])
    return source
