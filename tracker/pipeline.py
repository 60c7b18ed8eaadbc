"""THE hand-overs, top to bottom: what comes in, where it goes next. Plain functions; nobody else knows the order.

Each step asks its room for the rows that are not dealt with yet, so a lost message or a killed worker costs
minutes, never data.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from tracker.announcements import services as announcements
from tracker.announcements.models import Announcement
from tracker.dataset import loading
from tracker.extraction import selectors as readings
from tracker.extraction import services as extraction
from tracker.extraction.aliases import AliasBook
from tracker.extraction.models import Candidate
from tracker.extraction.proposal import Proposal
from tracker.lib.http import Client, FetchPolicy
from tracker.markets import providers
from tracker.markets import selectors as prices
from tracker.markets import services as markets
from tracker.moderation import services as moderation
from tracker.moderation.models import Review
from tracker.reactions import selectors as effects
from tracker.reactions import services as reactions
from tracker.sources import selectors as origins
from tracker.sources import services as sources

# --- news: source -> raw item -> candidate --------------------------------------------------------------------------


def poll_source(source_id: int, *, now: datetime, only_due: bool = False) -> sources.PollResult:
    """Ask one source for news and store what is new; `only_due` leaves one alone whose time has not come.

    What came in is found by `read_pending`.
    """
    policy = FetchPolicy(
        timeout_seconds=settings.FETCH_TIMEOUT_SECONDS,
        max_bytes=settings.FETCH_MAX_BYTES,
        private_hosts=settings.FETCH_PRIVATE_HOSTS,
        contact=settings.FETCH_CONTACT,
    )
    with Client(policy) as client:
        return sources.poll(source_id, now=now, client=client, only_due=only_due)


def read_item(item_id: int, *, now: datetime, book: AliasBook | None = None) -> Candidate | None:
    """Read one raw item into a candidate. None where another worker has it or there is nothing to decide."""
    return extraction.read_item(item_id, now=now, book=book or readings.alias_book())


def read_pending(*, now: datetime) -> int:
    """Read everything that waits; the number of items tried."""
    item_ids = origins.pending_item_ids(now)
    book = readings.alias_book() if item_ids else None
    for item_id in item_ids:
        read_item(item_id, now=now, book=book)
    return len(item_ids)


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
    provider = providers.make(
        settings.PRICE_PROVIDER, csv_dir=settings.PRICE_CSV_DIR, cache_dir=settings.VAR_DIR / "yfinance"
    )
    return markets.update_security(security_id, provider=provider, now=now)


def update_prices(*, now: datetime) -> dict[str, str]:
    """Fetch new bars for every security that is due, then measure what they touch: status by key."""
    statuses = {key: update_security(pk, now=now) for pk, key in prices.due_securities(now)}
    measure_stale(now=now)
    return statuses


def measure_stale(*, now: datetime) -> int:
    """Measure every announcement whose reaction is missing or older than what it rests on; how many."""
    return reactions.measure_many(effects.stale_announcement_ids(now), now=now)


# --- the bundled record ---------------------------------------------------------------------------------------------


def load_dataset(*, now: datetime, root: Path = loading.DATA) -> loading.LoadReport:
    """Bring the bundled files into the database, then measure what changed. Raises DatasetErrors and writes nothing."""
    report = loading.load(now=now, root=root)
    measure_stale(now=now)
    return report


# --- the net under all of it ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep found left over."""

    read: int
    reread: int
    measured: int


def sweep(*, now: datetime) -> Swept:
    """Do what a lost message or a killed worker left undone."""
    return Swept(read=read_pending(now=now), reread=reread(now=now), measured=measure_stale(now=now))
