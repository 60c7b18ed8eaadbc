"""THE hand-overs, top to bottom: what comes in, where it goes next. Plain functions; nobody else knows the order.

Each step asks its room for the rows that are not dealt with yet, so a lost message or a killed worker costs
minutes, never data.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from tracker.announcements import services as announcements
from tracker.announcements.models import Announcement
from tracker.dataset import loading
from tracker.extraction import requeue
from tracker.extraction import selectors as readings
from tracker.extraction import services as extraction
from tracker.extraction.aliases import AliasBook
from tracker.extraction.models import Candidate
from tracker.extraction.proposal import Proposal
from tracker.lib.http import Client, FetchPolicy
from tracker.markets import providers
from tracker.markets import selectors as prices
from tracker.markets import services as markets
from tracker.markets.models import MoveCheck
from tracker.moderation import services as moderation
from tracker.moderation.models import Review
from tracker.reactions import selectors as effects
from tracker.reactions import services as reactions
from tracker.reactions import suspects
from tracker.sources import selectors as origins
from tracker.sources import services as sources
from tracker.sources.shared import SharedLimits, SharedRobots

# --- news: source -> raw item -> candidate --------------------------------------------------------------------------


def network() -> Client:
    """The one way out, with the limits that settings name and that all workers share."""
    policy = FetchPolicy(
        timeout_seconds=settings.FETCH_TIMEOUT_SECONDS,
        max_bytes=settings.FETCH_MAX_BYTES,
        private_hosts=settings.FETCH_PRIVATE_HOSTS,
        contact=settings.FETCH_CONTACT,
        public_hosts=settings.FETCH_PUBLIC_HOSTS,
    )
    limits = SharedLimits(per_second=settings.FETCH_HOST_PER_SECOND, at_once=settings.FETCH_HOST_AT_ONCE)
    return Client(policy, limits=limits, robots=SharedRobots())


def poll_source(source_id: int, *, now: datetime, only_due: bool = False) -> sources.PollResult:
    """Ask one source for news and store what is new; `only_due` leaves one alone whose time has not come.

    What came in is found by `read_pending`.
    """
    with network() as client:
        return sources.poll(source_id, now=now, client=client, only_due=only_due)


def poll_soon(source_id: int, *, now: datetime) -> bool:
    """Let the next sweep poll a source; False for one that is paused."""
    return sources.poll_soon(source_id, now=now)


def pause_source(source_id: int) -> None:
    """Poll a source no more until it is resumed."""
    sources.pause(source_id)


def resume_source(source_id: int, *, now: datetime) -> None:
    """Poll a source again, first at the next sweep."""
    sources.resume(source_id, now=now)


def read_item(item_id: int, *, now: datetime, book: AliasBook | None = None) -> Candidate | None:
    """Read one raw item into a candidate. None where another worker has it or there is nothing to decide."""
    return extraction.read_item(item_id, now=now, book=book or readings.alias_book())


def read_pending(*, now: datetime) -> int:
    """Read everything that waits; the number of items tried."""
    waiting = len(origins.pending_item_ids(now))
    book = readings.alias_book() if waiting else None
    tried = 0
    for item_id in readings.tried_item_ids(now) if book else ():
        read_item(item_id, now=now, book=book)
        tried += 1
    while book and tried < waiting and (taken := extraction.read_batch(now=now, book=book)):
        tried += taken
    return tried


def requeue_failed(*, source_id: int | None = None, item_id: int | None = None) -> int:
    """Let items that could not be read be tried anew: of one source, a single one or all; how many. The sweep reads."""
    return requeue.requeue_failed(source_id=source_id, item_id=item_id)


def enter_by_hand(proposal: Proposal, *, entered_by: User, now: datetime) -> Candidate:
    """Put an analyst's entry into the same queue as everything that was read."""
    return extraction.enter_by_hand(proposal, entered_by=entered_by, now=now)


def join_story(candidate_id: int, story_id: int) -> Candidate:
    """Say that a candidate tells the story of another."""
    return extraction.join_story(candidate_id, story_id)


def split_story(candidate_id: int) -> Candidate:
    """Say that a candidate tells a story of its own."""
    return extraction.split_story(candidate_id)


def reread(*, now: datetime, limit: int = 500) -> int:
    """Read undecided candidates of an earlier reader version again; how many came out differently."""
    if not readings.outdated(now).exists():
        return 0
    return extraction.reread(now=now, book=readings.alias_book(), limit=limit).changed


# --- decisions: candidate -> review -> announcement -> reaction -----------------------------------------------------


def approve(candidate_id: int, *, reviewer: User, now: datetime, proposal: Proposal, adds_to: str = "") -> Announcement:
    """Decide, publish and measure. Review and announcement are one transaction: never one without the other."""
    with transaction.atomic():
        review = moderation.approve(candidate_id, reviewer=reviewer, now=now, proposal=proposal, adds_to=adds_to)
        announcement = announcements.publish(review, now=now)
    reactions.measure(announcement.pk, now=now)
    return announcement


def reject(candidate_id: int, *, reviewer: User, now: datetime, reason: str, note: str = "") -> Review:
    """Decide against; the candidate and its reason are kept."""
    return moderation.reject(candidate_id, reviewer=reviewer, now=now, reason=reason, note=note)


# --- prices: provider -> bars -> reactions --------------------------------------------------------------------------


def update_security(security_id: int, *, now: datetime) -> str:
    """Fetch one security's new bars; the status it ended with. Stored bars stay whatever happens."""
    return markets.update_security(security_id, provider=_provider(), now=now)


def backfill_security(security_id: int, *, since: date, now: datetime) -> str:
    """Fetch one security's whole history from a day on, with what is missing in it; the status it ended with."""
    return markets.update_security(security_id, provider=_provider(), now=now, since=since)


def _provider() -> providers.PriceProvider:
    return providers.make(
        settings.PRICE_PROVIDER, csv_dir=settings.PRICE_CSV_DIR, cache_dir=settings.VAR_DIR / "yfinance"
    )


def due_prices(*, now: datetime) -> list[tuple[int, str]]:
    """Id and key of every security to ask for now. While the provider wants to be left alone none is.

    When that time is over, one is enough to learn whether it still does; the next round asks for the others.
    """
    due = prices.due_securities(now)
    pause = prices.pause_of(settings.PRICE_PROVIDER)
    if pause is None or pause.paused_until is None:
        return due
    return due[:1] if pause.paused_until <= now else []


def update_prices(*, now: datetime) -> dict[str, str]:
    """Fetch new bars for every security that is due, then measure what they touch: status by key."""
    statuses = {key: update_security(pk, now=now) for pk, key in prices.due_securities(now)}
    measure_stale(now=now)
    return statuses


def measure_stale(*, now: datetime) -> int:
    """Measure every announcement whose reaction is missing or older than what it rests on; how many."""
    return reactions.measure_many(effects.stale_announcement_ids(now), now=now)


def study_stale(*, now: datetime) -> int:
    """Do the stored event studies again that are missing or rest on something that has changed; how many are new."""
    return reactions.study_stale(now=now)


def check_move(security_id: int, session_on: date, *, by: User, now: datetime) -> MoveCheck:
    """Somebody found a suspect move genuine: measure with it what was held back. Raises NotSuspect."""
    suspect = suspects.suspect_at(security_id, session_on)
    check = markets.check_move(suspect.move, by=by, now=now)
    touched = Announcement.objects.filter(company__securities=security_id).values_list("pk", flat=True)
    reactions.measure_many(touched, now=now)
    return check


# --- the bundled record ---------------------------------------------------------------------------------------------


def load_dataset(*, now: datetime, root: Path = loading.DATA) -> loading.LoadReport:
    """Bring the bundled files into the database, then measure what changed. Raises DatasetErrors and writes nothing."""
    report = loading.load(now=now, root=root)
    measure_stale(now=now)
    study_stale(now=now)
    return report


# --- the net under all of it ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep found left over."""

    read: int
    reread: int
    measured: int
    studied: int


def sweep(*, now: datetime) -> Swept:
    """Do what a lost message or a killed worker left undone."""
    return Swept(
        read=read_pending(now=now),
        reread=reread(now=now),
        measured=measure_stale(now=now),
        studied=study_stale(now=now),
    )
