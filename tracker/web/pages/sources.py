"""The list of sources: how each one is doing, what came of it, and on what terms it is read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
    items = origins.items_by_source(now - WINDOW)
    decided = decisions.by_source(now - WINDOW)
    rows = [
        SourceRow(source, items.get(source.pk, 0), decided.get(source.pk, Decided(0, 0)))
        for source in origins.listed_sources()
    ]
    states = [row.state for row in rows]
    return SourcesPage(
        groups=list(_groups(rows)),
        enabled=len(states) - states.count("paused"),
        fine=states.count("fine"),
        trouble=states.count("trouble"),
    )


def _groups(rows: list[SourceRow]) -> Iterator[TierGroup]:
    for tier in Tier:
        found = [row for row in rows if row.source.tier == tier]
        if found:
            yield TierGroup(str(tier.label), found)
