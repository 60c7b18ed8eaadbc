"""What is done when somebody asks for it: a page read for an entry, an address tried, a source's earlier items fetched.

Each is a job: asked for by a page or a command, done by a worker (or the command itself), told about while it goes on.
The hand-overs are the pipeline's; what differs is that a person waits for the outcome.
"""

import logging
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker import pipeline
from tracker.extraction import selectors as readings
from tracker.extraction.reading import Reading
from tracker.extraction.unstored import Outlet, read_unstored
from tracker.jobs import services as jobs
from tracker.jobs.models import Job, JobKind, Part
from tracker.jobs.services import Clock, JobTaken, Run
from tracker.lib.http import Client, FetchError
from tracker.sources import backfilling
from tracker.sources import selectors as origins
from tracker.sources import services as sources
from tracker.sources.adapters import FeedItem, Unreadable
from tracker.sources.looking import look
from tracker.sources.models import Source, SourceKind

# A worker goes on with other work after so long; the job waits for its next turn and keeps what came.
SLICE: Final = timedelta(minutes=4)
SHOWN: Final = 50
# What a page of an unforeseen shape or a broken rule can raise: the job is failed with it, not left to run out.
_BROKEN = (ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError, RecursionError)
log = logging.getLogger(__name__)
Watch = Callable[[Job], object]


def ask_page(url: str, *, asked_by: User, now: datetime) -> Job:
    """Have a page read for an entry by hand."""
    return jobs.ask_page(url, asked_by=asked_by, now=now)


def ask_trial(url: str, source_kind: str, *, asked_by: User, now: datetime) -> Job:
    """Have an address tried: what would come in, with nothing stored of it."""
    return jobs.ask_trial(url, source_kind, asked_by=asked_by, now=now)


def ask_backfill(source_id: int, since: date, *, asked_by: User | None, now: datetime) -> Job:
    """Have the earlier items of a source fetched. Raises NotPast for a day that has not come yet."""
    backfilling.refuse_future(since, now=now)
    return jobs.ask_backfill(source_id, since, asked_by=asked_by, now=now)


def give_back(job_id: int, *, now: datetime) -> None:
    """Let a worker go on with a job that this process was told to stop."""
    jobs.give_back(job_id, now=now)


def retry(job_id: int, *, now: datetime) -> Job:
    """Let a job that failed be done again. Raises NotRetried."""
    return jobs.retry(job_id, now=now)


def pulse(part: Part, name: str, *, now: datetime, in_hand: int = 0) -> None:
    """Note a sign of life of a worker or of beat."""
    jobs.pulse(part, name, now=now, in_hand=in_hand)


def forget_old(*, now: datetime) -> int:
    """Drop jobs that ended a month ago and processes that have been silent for a day; how many jobs."""
    return jobs.forget_old(now=now)


def goodbye(name: str) -> None:
    """Note that a worker or beat ends as it should."""
    jobs.goodbye(name)


def run(job_id: int, *, clock: Clock, is_sliced: bool = True, watch: Watch | None = None) -> str:
    """Do a job that nobody is at; the state it is left in, "" where there was nothing to do.

    What goes wrong out there ends in the job's row, never in an exception. `is_sliced` lets a long one go after
    SLICE to be taken up again; `watch` is told after each step.
    """
    mine = jobs.claim(job_id, clock=clock)
    if mine is None:
        return ""
    with pipeline.network() as client:
        errand = _Errand(mine, client, mine.clock() + SLICE if is_sliced else None, watch)
        try:
            errand.do()
        except (FetchError, Unreadable) as error:
            mine.fail(error.message)
        except JobTaken:
            return ""
        except _BROKEN as error:
            log.exception("Job %s", job_id)
            words = _("The program itself failed at it (%(error)s). Its log says where; trying again will not help.")
            mine.fail(words % {"error": f"{type(error).__name__}: {error}"[:200]})
    return str(mine.job.state)


class _Errand:
    """One job as it is being done."""

    def __init__(self, run: Run, client: Client, until: datetime | None, watch: Watch | None) -> None:
        self.run = run
        self.job = run.job
        self.client = client
        self.until = until
        self.watch = watch

    def do(self) -> None:
        """Do it. Raises FetchError or Unreadable where the other side gives nothing usable."""
        works = {
            JobKind.PAGE.value: self._page,
            JobKind.TRIAL.value: self._trial,
            JobKind.BACKFILL.value: self._backfill,
        }
        works[self.job.kind]()

    def _page(self) -> None:
        found = look(self.job.url, SourceKind.PAGE, client=self.client).items[0]
        outlet = _outlet(found.url)
        reading = read_unstored(found, outlet, book=readings.alias_book(), now=self.run.clock())
        self.run.end(_("Read: %(title)s") % {"title": reading.headline}, _as_entry(found, outlet, reading))

    def _trial(self) -> None:
        found = look(self.job.url, self.job.source_kind, client=self.client)
        book = readings.alias_book() if found.items else None
        outlet = _outlet(self.job.url)
        now = self.run.clock()
        rows = [_as_row(item, read_unstored(item, outlet, book=book, now=now)) for item in found.items if book]
        told = ngettext("%(n)d item would come in.", "%(n)d items would come in.", len(rows)) % {"n": len(rows)}
        summary = {"relevant": sum(row["relevant"] for row in rows), "all": len(rows), "robots": found.robots}
        answer = {"content_type": found.content_type[:200], "size": found.size}
        self.run.end(told, {"items": rows[:SHOWN], **summary, **answer})

    def _backfill(self) -> None:
        source, since = self.job.source, self.job.since_on
        if source is None or since is None:
            raise TypeError("A backfill has a source and a day; the database sees to it.")
        mark = self.job.result.get("mark", "")
        for batch in backfilling.earlier_items(source, since=since, client=self.client, mark=mark):
            self._keep(source, batch)
            if self.until is not None and self.run.clock() > self.until:
                self.run.give_back()
                return
        self.run.end(self.job.told or _("Nothing earlier came."))

    def _keep(self, source: Source, batch: backfilling.Batch) -> None:
        """Store a handful and say so in the same transaction: what counts as done is stored."""
        so_far = self.job.result
        with transaction.atomic():
            kept = sources.store_items(source, batch.items, now=self.run.clock())
            new, known = so_far.get("new", 0) + kept.new, so_far.get("known", 0) + batch.known
            told = ngettext("%(n)d new item", "%(n)d new items", new) % {"n": new}
            words = _("%(new)s, %(known)d known already.") % {"new": told, "known": known}
            result = {"new": new, "known": known, "mark": batch.mark or so_far.get("mark", "")}
            self.run.step(f"{words} {batch.note}".strip(), done=batch.done, total=batch.total, result=result)
        if self.watch is not None:
            self.watch(self.job)


def _outlet(url: str) -> Outlet:
    """Who publishes at an address: the source on record for its host, else the host's name."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    known = origins.source_of_host(host) if host else None
    return Outlet(known.name, known.language, known.tier) if known else Outlet(host)


def _as_row(item: FeedItem, reading: Reading) -> dict[str, Any]:
    """What a trial shows of an item."""
    return {
        "title": reading.headline[:300],
        "url": item.url[:2000],
        "published_at": item.published_at.isoformat() if item.published_at else "",
        "language": reading.language,
        "relevant": reading.relevant,
        "company": reading.company,
        "kind": reading.kind,
    }


def _as_entry(item: FeedItem, outlet: Outlet, reading: Reading) -> dict[str, Any]:
    """What the entry form is filled in with: a whole proposal where one was read, else the little there is."""
    proposal = reading.proposal(source_url=item.url, source_name=outlet.name, source_tier=outlet.tier)
    return {
        "title": reading.headline[:300],
        "relevant": reading.relevant,
        "proposal": proposal.as_json() if proposal else None,
        "company": reading.company,
        "kind": reading.kind,
        "announced_on": reading.announced_on.isoformat() if reading.announced_on else "",
        "published_at": item.published_at.isoformat() if item.published_at else "",
        "source": {"url": item.url, **asdict(outlet)},
        "language": reading.language,
    }
