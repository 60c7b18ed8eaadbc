"""Reads: what is to be done, what is under way, what needs somebody, and who is there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Count, F, Min, Q, QuerySet

from tracker.extraction import selectors as readings
from tracker.jobs.models import ENDED_STATES, Job, JobKind, JobState, Pulse
from tracker.markets import selectors as prices
from tracker.markets.models import FetchStatus, PriceFeed, ProviderPause
from tracker.reactions import selectors as effects
from tracker.sources.models import RawItem, ReadState, Source

# A process gives a sign every quarter of a minute; after three that did not come it counts as silent.
SILENT_AFTER: Final = timedelta(seconds=60)
# A source that failed so often in a row is not down for a moment.
FAILURES: Final = 3
_BAD_FEEDS: Final = (FetchStatus.EMPTY, FetchStatus.UNKNOWN_TICKER, FetchStatus.UNREACHABLE)


def to_do_ids(now: datetime) -> list[int]:
    """Jobs that nobody is at, the longest waiting first."""
    return list(Job.objects.to_do(now).values_list("pk", flat=True))


def in_state(*states: JobState) -> QuerySet[Job]:
    """Jobs in any of these states with their source and who asked, newest first."""
    return Job.objects.filter(state__in=states).select_related("source", "asked_by")


def lately_ended(limit: int = 20) -> QuerySet[Job]:
    """What ended last, whichever way."""
    ended = Job.objects.filter(state__in=ENDED_STATES).select_related("source", "asked_by")
    return ended.order_by("-ended_at", "-pk")[:limit]


def pulses() -> QuerySet[Pulse]:
    """Every process that gave a sign of life and did not say goodbye, by part and name."""
    return Pulse.objects.order_by("part", "name")


def is_alive(pulse: Pulse, now: datetime) -> bool:
    """Whether a process gave a sign lately."""
    return pulse.seen_at >= now - SILENT_AFTER


def sources_asked(now: datetime) -> QuerySet[Source]:
    """Sources that are being asked for news."""
    return Source.objects.filter(claimed_until__gt=now).order_by("name")


def items_being_read(now: datetime) -> int:
    """How many items a worker is reading."""
    return RawItem.objects.filter(read_state=ReadState.PENDING, claimed_until__gt=now).count()


def failed(now: datetime) -> QuerySet[Job]:
    """Failed jobs that somebody should look at, newest first: of a wish that its person has seen fail, for a day."""
    lately = Q(ended_at__gte=now - timedelta(days=1))
    return in_state(JobState.FAILED).filter(Q(kind=JobKind.BACKFILL) | lately)


def unread_items() -> QuerySet[RawItem]:
    """Items that could not be read, the newest first, with their source."""
    failed = RawItem.objects.filter(read_state=ReadState.FAILED).select_related("source").defer("payload")
    return failed.order_by("-fetched_at", "-pk")


def failing_sources() -> QuerySet[Source]:
    """Sources that failed time after time and are still asked, the worst first."""
    return Source.objects.filter(is_enabled=True, is_sample=False, failures__gte=FAILURES).order_by("-failures", "name")


def price_pause(now: datetime) -> ProviderPause | None:
    """The price provider's wish to be left alone, while it holds."""
    return ProviderPause.objects.filter(provider=settings.PRICE_PROVIDER, paused_until__gt=now).first()


def failing_feeds() -> int:
    """How many securities' prices wait for somebody to do something."""
    return PriceFeed.objects.filter(status__in=_BAD_FEEDS).count()


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much of a kind waits, and since when the first of it, where that is known."""

    number: int
    since: datetime | None = None


def due_sources(now: datetime) -> Backlog:
    """Sources whose time has come; one that was never asked waits since it was made."""
    due = Source.objects.due(now).filter(is_sample=False)
    found = due.aggregate(number=Count("pk"), next=Min("next_poll_at"), made=Min("created_at"))
    return Backlog(found["number"], found["next"] or found["made"])


def items_to_read(now: datetime) -> Backlog:
    """Items that nobody has read and nobody is reading."""
    found = RawItem.objects.pending(now).order_by().aggregate(number=Count("pk"), since=Min("fetched_at"))
    return Backlog(found["number"], found["since"])


def to_reread(now: datetime) -> Backlog:
    """Undecided candidates of an earlier reader version."""
    return Backlog(readings.outdated(now).count())


def to_measure(now: datetime) -> Backlog:
    """Announcements whose reaction is missing or rests on something else by now; at most 500 are told."""
    return Backlog(len(effects.stale_announcement_ids(now)))


def due_prices(now: datetime) -> Backlog:
    """Securities whose newest session has closed since their last bar."""
    return Backlog(len(prices.due_securities(now)))


def open_jobs() -> QuerySet[Job]:
    """Jobs that wait for a worker, the longest waiting first."""
    return in_state(JobState.WAITING).order_by(F("asked_at").asc(), "pk")
