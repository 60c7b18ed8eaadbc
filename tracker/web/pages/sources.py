"""The list of sources: how each one is doing, what came of it, and on what terms it is read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.extraction import lead_selectors
from tracker.extraction.lead import Lead
from tracker.moderation import selectors as decisions
from tracker.moderation.selectors import Decided
from tracker.sources import selectors as origins
from tracker.sources.models import PollStatus, Source, Tier

WINDOW: Final = timedelta(days=30)
_FINE: Final = (PollStatus.OK, PollStatus.UNCHANGED)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source at a glance."""

    source: Source
    items: int
    decided: Decided
    failed: int
    lead: Lead | None

    @property
    def host(self) -> str:
        """The site it is read from."""
        return urlsplit(self.source.url).hostname or ""

    @property
    def state(self) -> str:
        """fine, paused, new or trouble: what its mark says in shape and colour."""
        if not self.source.is_enabled:
            return "paused"
        if self.source.last_status == PollStatus.NEVER:
            return "new"
        return "fine" if self.source.last_status in _FINE else "trouble"

    @property
    def status(self) -> str:
        """The state in words."""
        return _("Paused") if self.state == "paused" else self.source.get_last_status_display()

    @property
    def message(self) -> str:
        """What happened and what to do about it."""
        source = self.source
        if self.state != "paused":
            return source.last_message or _("It is asked for the first time at the time shown.")
        if source.is_verified:
            return source.last_message or _("It is not asked for news until somebody resumes it.")
        return _("Nobody has confirmed the address. Check it before resuming.")

    @property
    def approved_share(self) -> float | None:
        """Of the decisions on its items, the part that were approvals. None without a decision."""
        return self.decided.approved / self.decided.all if self.decided.all else None

    @property
    def unread(self) -> str:
        """How many of its items could not be read; "" where all could."""
        if not self.failed:
            return ""
        return ngettext("%(n)d could not be read", "%(n)d could not be read", self.failed) % {"n": self.failed}

    @property
    def first(self) -> str:
        """In how many of the stories that it shares with other sources it was first."""
        if self.lead is None:
            return ""
        told = ngettext(
            "first in %(n)d of %(all)d shared story", "first in %(n)d of %(all)d shared stories", self.lead.shared
        )
        return told % {"n": self.lead.first, "all": self.lead.shared}

    @property
    def ahead(self) -> str:
        """Its median lead in words."""
        return _ahead(self.lead.median) if self.lead else ""

    @property
    def rate(self) -> str:
        """How often it is asked."""
        minutes = self.source.interval_minutes
        if minutes % 60:
            return ngettext("every minute", "every %(n)d minutes", minutes) % {"n": minutes}
        return ngettext("every hour", "every %(n)d hours", minutes // 60) % {"n": minutes // 60}


@dataclass(frozen=True, slots=True)
class TierGroup:
    """The sources of one tier."""

    label: str
    rows: list[SourceRow]


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """Everything on the page."""

    groups: list[TierGroup]
    enabled: int
    fine: int
    trouble: int

    @property
    def number(self) -> int:
        """How many sources there are."""
        return sum(len(group.rows) for group in self.groups)


def gather(now: datetime) -> SourcesPage:
    """Every source that is or may be asked, nearest tier first, by name within it."""
    rows = _rows(now - WINDOW)
    states = [row.state for row in rows]
    return SourcesPage(
        groups=list(_groups(rows)),
        enabled=len(states) - states.count("paused"),
        fine=states.count("fine"),
        trouble=states.count("trouble"),
    )


def _rows(since: datetime) -> list[SourceRow]:
    items, failed = origins.items_by_source(since), origins.failed_by_source()
    decided, leads = decisions.by_source(since), lead_selectors.leads_by_source(since)
    return [
        SourceRow(
            source,
            items=items.get(source.pk, 0),
            decided=decided.get(source.pk, Decided(0, 0)),
            failed=failed.get(source.pk, 0),
            lead=leads.get(source.pk),
        )
        for source in origins.listed_sources()
    ]


def _ahead(lead: timedelta) -> str:
    """'14 min ahead', '2 h behind', or that there is nothing in it; in whole units, rounded to the nearest."""
    minutes = round(abs(lead) / timedelta(minutes=1))
    if minutes == 0:
        return _("level with the others")
    if minutes < 120:
        distance = _("%(n)d min") % {"n": minutes}
    elif minutes < 48 * 60:
        distance = _("%(n)d h") % {"n": round(minutes / 60)}
    else:
        distance = _("%(n)d d") % {"n": round(minutes / 1440)}
    return (_("%(time)s ahead") if lead > timedelta(0) else _("%(time)s behind")) % {"time": distance}


def _groups(rows: list[SourceRow]) -> Iterator[TierGroup]:
    for tier in Tier:
        found = [row for row in rows if row.source.tier == tier]
        if found:
            yield TierGroup(str(tier.label), found)
