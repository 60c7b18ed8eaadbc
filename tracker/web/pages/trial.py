"""An address on trial: how far the asking is, and what would come in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.companies.models import Company
from tracker.extraction.choices import Kind
from tracker.jobs.models import Job, JobState
from tracker.jobs.services import KEPT
from tracker.sources.models import Source

KEPT_DAYS: Final = KEPT.days
_KINDS: Final = dict(Kind.choices)


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One item that would come in. Texts are "" and company None where nothing was read."""

    title: str
    url: str
    published_at: datetime | None
    language: str
    is_queued: bool
    company: Company | None
    kind: str


@dataclass(frozen=True, slots=True)
class TrialPage:
    """A trial and what came of it so far."""

    job: Job
    rows: list[TrialRow]

    @property
    def status(self) -> str:
        """How far it is, in a sentence."""
        told = {
            JobState.WAITING.value: _("Waiting for a worker that is free."),
            JobState.RUNNING.value: _("Asking the address."),
            JobState.DONE.value: self.job.told,
        }
        return told.get(self.job.state, self.job.error)

    @property
    def is_done(self) -> bool:
        """Whether there is an answer to show."""
        return self.job.state == JobState.DONE

    @property
    def queued(self) -> str:
        """How much of it a moderator would see."""
        number, reach = self._count("all"), self._count("relevant")
        told = ngettext("%(n)d of %(all)d would reach the queue.", "%(n)d of %(all)d would reach the queue.", reach)
        return told % {"n": reach, "all": number} if number else ""

    @property
    def more(self) -> str:
        """How many items came that are not listed; "" where all are."""
        left = self._count("all") - len(self.rows)
        told = ngettext("%(n)d further item is not listed.", "%(n)d further items are not listed.", left)
        return told % {"n": left} if left > 0 else ""

    @property
    def robots(self) -> str:
        """What the site's robots.txt says of the address."""
        return str(self.job.result.get("robots") or _("Not asked: this kind has an interface of its own."))

    def _count(self, name: str) -> int:
        return int(self.job.result.get(name, 0))


def gather(job: Job) -> TrialPage:
    """A trial with its items; their companies come by one query."""
    items = job.result.get("items", [])
    companies = _companies(item["company"] for item in items)
    return TrialPage(job, [_row(item, companies) for item in items])


def known_source(number: str) -> Source | None:
    """The source a link names; None where the number is none or nothing has it any more."""
    if not number.isdecimal() or len(number) > 18:
        return None
    return Source.objects.filter(pk=int(number)).first()


def _companies(keys: Iterable[str]) -> dict[str, Company]:
    wanted = {key for key in keys if key}
    return {company.key: company for company in Company.objects.filter(key__in=wanted)} if wanted else {}


def _row(item: dict[str, Any], companies: dict[str, Company]) -> TrialRow:
    published = item["published_at"]
    return TrialRow(
        title=item["title"],
        url=item["url"],
        published_at=datetime.fromisoformat(published) if published else None,
        language=item["language"],
        is_queued=item["relevant"],
        company=companies.get(item["company"]),
        kind=str(_KINDS.get(item["kind"], "")),
    )
