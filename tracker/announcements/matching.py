"""Which announcements on record may tell of the same event as a proposal."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import Q

from tracker.announcements.models import Announcement
from tracker.extraction.duplicates import SAME_EVENT, Event, event_of, likeness, restates
from tracker.extraction.proposal import Proposal

NEARBY = timedelta(days=14)


AGREE_WITHIN = Decimal("0.1")  # the rule itself is duplicates.restates


@dataclass(frozen=True, slots=True)
class Match:
    """An announcement, how alike it is (0 to 1) and why, in the codes of `Likeness`."""

    announcement: Announcement
    score: float
    reasons: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether it is alike enough to be taken for the same event until somebody says otherwise."""
        return self.score >= SAME_EVENT


def similar_announcements(proposal: Proposal, limit: int = 5) -> list[Match]:
    """Published announcements of the same company within two weeks, the most alike first."""
    return _ranked(proposal, _published_near([proposal]))[:limit]


def restated_announcements(proposal: Proposal) -> list[Announcement]:
    """Announcements on record that a proposal tells again on another day: same tenant or site, MW within a tenth."""
    if not proposal.capacity_mw:
        return []
    low, high = proposal.capacity_mw / (1 + AGREE_WITHIN), proposal.capacity_mw * (1 + AGREE_WITHIN)
    near = Announcement.objects.published().filter(company__key=proposal.company, capacity_mw__range=(low, high))
    found = near.select_related("company").prefetch_related("people__person", "counterparties", "sites")
    event = event_of(proposal)
    return [announcement for announcement in found.newest_first() if restates(event, recorded_event(announcement))]


def best_matches(proposals: Sequence[Proposal]) -> list[Match | None]:
    """The most alike announcement for each of many proposals, in as many queries as for one."""
    by_company: defaultdict[str, list[Announcement]] = defaultdict(list)
    for announcement in _published_near(proposals):
        by_company[announcement.company.key].append(announcement)
    ranked = [_ranked(proposal, by_company[proposal.company]) for proposal in proposals]
    return [matches[0] if matches else None for matches in ranked]


def _published_near(proposals: Sequence[Proposal]) -> Iterable[Announcement]:
    windows = Q(pk__in=[])
    for company in {proposal.company for proposal in proposals}:
        days = [proposal.announced_on for proposal in proposals if proposal.company == company]
        windows |= Q(company__key=company, announced_on__range=(min(days) - NEARBY, max(days) + NEARBY))
    found = Announcement.objects.published().filter(windows).select_related("company").newest_first()
    return found.prefetch_related("people__person", "counterparties", "sites", "evidence")


def _ranked(proposal: Proposal, announcements: Iterable[Announcement]) -> list[Match]:
    event = event_of(proposal)
    near = (a for a in announcements if abs(a.announced_on - proposal.announced_on) <= NEARBY)
    alike = ((a, likeness(event, recorded_event(a))) for a in near)
    matches = [Match(announcement, found.score, found.reasons) for announcement, found in alike]
    return sorted(
        matches, key=lambda match: (-match.score, abs(match.announcement.announced_on - proposal.announced_on))
    )


def recorded_event(announcement: Announcement) -> Event:
    """What two tellings of an event are compared by, as the record has it."""
    return Event(
        company=announcement.company.key,
        kind=announcement.kind,
        announced_on=announcement.announced_on,
        title=announcement.title,
        people=frozenset(link.person.name for link in announcement.people.all()),
        counterparties=frozenset(party.key for party in announcement.counterparties.all()),
        sites=frozenset(site.key for site in announcement.sites.all()),
        capacity_mw=announcement.capacity_mw,
        value_usd=announcement.value_usd,
    )
