"""A page that is read for an entry by hand: how far it has come, what it fills in, and whether it is known already."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from tracker.announcements.models import Announcement, Evidence
from tracker.extraction.models import Candidate
from tracker.extraction.proposal import Proposal
from tracker.jobs import selectors as jobs
from tracker.jobs.models import Job, JobKind, JobState, Part
from tracker.lib.urls import canonical_url
from tracker.web.desk_access import RUN
from tracker.web.desk_forms import NEW_YORK
from tracker.web.desk_proposals import Forms, blank, filled

SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Known:
    """What an address has led to already: announcements on record, and candidates that wait or were decided."""

    url: str
    announcements: list[Announcement]
    candidates: list[Candidate]

    @property
    def page(self) -> str:
        """The address as it is compared."""
        return canonical_url(self.url)

    def __bool__(self) -> bool:
        return bool(self.announcements or self.candidates)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the reading of a page has come. `is_waiting_in_vain` where no worker is there to do it."""

    job: Job
    is_waiting_in_vain: bool
    missing: list[str]

    @property
    def page(self) -> str:
        """The address as it is compared."""
        return canonical_url(self.job.url)

    @property
    def is_open(self) -> bool:
        """Whether more will come of it."""
        return not self.job.has_ended

    @property
    def has_failed(self) -> bool:
        """Whether the page could not be had or read."""
        return self.job.state == JobState.FAILED

    @property
    def is_off_topic(self) -> bool:
        """Whether it was read and is no move that belongs on record, as far as can be told."""
        return self.job.state == JobState.DONE and not self.job.result.get("relevant")

    @property
    def say(self) -> str:
        """One sentence for those who hear the page."""
        if self.is_open:
            return _("The page is being read.")
        return self.job.error if self.has_failed else self.job.told


def asked_for(number: str, user: User) -> Job | None:
    """The reading of this number, if it is there and one's own; who runs the sources sees everybody's."""
    if not number.isascii() or not number.isdigit():
        return None
    found = Job.objects.filter(pk=int(number[:18]), kind=JobKind.PAGE)
    return (found if user.has_perm(RUN) else found.filter(asked_by=user)).first()


def progress(job: Job, now: datetime) -> Progress:
    """How far it has come, and which fields nobody could read."""
    in_vain = False
    if job.state == JobState.WAITING:
        workers = jobs.pulses().filter(part=Part.WORKER)
        in_vain = not any(jobs.is_alive(worker, now) for worker in workers)
    return Progress(job, in_vain, _missing(job) if job.state == JobState.DONE else [])


def _missing(job: Job) -> list[str]:
    names = {"company": _("the company"), "kind": _("the kind"), "announced_on": _("the day")}
    return [name for field, name in names.items() if not job.result.get(field)]


def filled_in(job: Job, today: date) -> Forms:
    """The entry form with all that was read; with the address alone while nothing is, or where nothing could be."""
    read = job.result
    if job.state != JobState.DONE:
        return blank(today, {"source_url": job.url})
    if read.get("proposal"):
        return filled(Proposal.from_json(read["proposal"]), today)
    source = read["source"]
    initial = {
        "company": read["company"],
        "kind": read["kind"],
        "announced_on": read["announced_on"] or _day_of(read["published_at"]),
        "title": read["title"],
        "source_url": source["url"],
        "source_name": source["name"],
        "source_tier": source["tier"],
        "source_language": read["language"][:2],
    }
    return blank(today, {name: value for name, value in initial.items() if value})


def _day_of(published_at: str) -> date | None:
    """The New York day of a time in ISO form."""
    return datetime.fromisoformat(published_at).astimezone(ZoneInfo(NEW_YORK)).date() if published_at else None


def read_before(job: Job | None, source_url: str) -> Proposal | None:
    """The proposal that an entry was filled in from, while it still names the same page: its words are kept."""
    if job is None or not job.result.get("proposal"):
        return None
    proposal = Proposal.from_json(job.result["proposal"])
    return proposal if canonical_url(proposal.source_url) == canonical_url(source_url) else None


def known_at(url: str) -> Known:
    """What has come of an address so far, under any of its spellings."""
    page = canonical_url(url)
    if not page:
        return Known(url, [], [])
    return Known(url, _on_record(page, url), _in_the_queue(page, url))


def _on_record(page: str, url: str) -> list[Announcement]:
    told = Evidence.objects.filter(url__icontains=_host(url)).select_related("announcement")
    found = {one.announcement_id: one.announcement for one in told if canonical_url(one.url) == page}
    return list(found.values())[:SHOWN]


def _in_the_queue(page: str, url: str) -> list[Candidate]:
    """Undecided ones that were read, and entries by hand, which keep their address in the proposal."""
    waiting = Candidate.objects.waiting().select_related("item", "company")
    read = list(waiting.filter(item__canonical_url=page)[:SHOWN])
    entered = waiting.filter(item=None, proposal__source_url__icontains=_host(url))
    return [*read, *(one for one in entered if canonical_url(str((one.proposal or {}).get("source_url"))) == page)]


def _host(url: str) -> str:
    return (urlsplit(url).hostname or url).removeprefix("www.").removeprefix("m.").removeprefix("amp.")
