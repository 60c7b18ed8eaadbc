"""Reads of the record for pages: what is published, filtered, on a company's timeline, and around one announcement."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, QuerySet

from tracker.announcements.models import Announcement, AnnouncementPerson, AnnouncementQuerySet, Statement
from tracker.companies.models import Company


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a reader asked for, as it stands in the address. `company` is a ticker or a key."""

    company: str = ""
    kind: str = ""
    scope: str = ""
    q: str = ""

    @property
    def active(self) -> bool:
        """Whether anything is filtered at all."""
        return bool(self.company or self.kind or self.scope or self.q)


@dataclass(frozen=True, slots=True)
class RecordCounts:
    """How much is on record."""

    announcements: int
    companies: int
    last_on: date | None


def moves(filters: Filters) -> AnnouncementQuerySet:
    """Published announcements that match, newest first, with their company."""
    found = Announcement.objects.published().newest_first().select_related("company")
    if filters.company:
        owner = Q(company__ticker__iexact=filters.company) | Q(company__key__iexact=filters.company)
        found = found.filter(owner)
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.scope:
        found = found.filter(scope=filters.scope)
    return found.filter(_mentions(filters.q)) if filters.q else found


def _mentions(words: str) -> Q:
    """Announcements whose title or summary has the words, or that concern somebody so named."""
    here = Q(title__icontains=words) | Q(summary__icontains=words)
    company = Q(company__name__icontains=words) | Q(company__ticker__iexact=words)
    linked = Announcement.objects.filter(
        Q(people__person__name__icontains=words)
        | Q(counterparties__name__icontains=words)
        | Q(sites__name__icontains=words)
        | Q(company__aliases__name__icontains=words)
    )
    # A subquery, not a join: a join would list an announcement once per match.
    return here | company | Q(pk__in=linked.values("pk"))


def counts() -> RecordCounts:
    """The size of the published record."""
    found = Announcement.objects.published().aggregate(
        announcements=Count("pk"), companies=Count("company", distinct=True), last_on=Max("announced_on")
    )
    return RecordCounts(**found)


def counts_by_company() -> dict[int, tuple[int, date]]:
    """Published announcements and the day of the newest one, by company id."""
    rows = (
        Announcement.objects.published()
        .order_by()
        .values("company_id")
        .annotate(number=Count("pk"), last_on=Max("announced_on"))
    )
    return {row["company_id"]: (row["number"], row["last_on"]) for row in rows}


def timeline(company: Company) -> list[Announcement]:
    """A company's published announcements, newest first, with all that a timeline row shows."""
    concerned = Q(company=company) | Q(pk__in=company.also_announcements.values("pk"))
    found = Announcement.objects.published().filter(concerned).newest_first().select_related("company")
    return list(found.prefetch_related("counterparties", "evidence"))


def by_slug(slug: str) -> Announcement | None:
    """One announcement, published or retracted, with its parts."""
    found = Announcement.objects.filter(slug=slug).select_related("company", "guarantor")
    return found.prefetch_related(
        "also_companies",
        "counterparties",
        "sites",
        "people__person",
        "evidence__assertions",
        "statements__person",
        "context_companies",
        "context_people",
        "context_valuations",
    ).first()


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The announcements of the same company just before and just after one."""

    earlier: Announcement | None
    later: Announcement | None


def neighbours(announcement: Announcement) -> Neighbours:
    """Earlier and later on the same timeline."""
    same = Announcement.objects.published().filter(company=announcement.company_id)
    day, pk = announcement.announced_on, announcement.pk
    earlier = same.filter(Q(announced_on__lt=day) | Q(announced_on=day, pk__lt=pk)).order_by("-announced_on", "-pk")
    later = same.filter(Q(announced_on__gt=day) | Q(announced_on=day, pk__gt=pk)).order_by("announced_on", "pk")
    return Neighbours(earlier.first(), later.first())


def between(company: Company, start: date, end: date) -> list[Announcement]:
    """A company's published announcements from one day to another, both included, oldest first."""
    found = Announcement.objects.published().filter(company=company, announced_on__range=(start, end))
    return list(found.order_by("announced_on", "pk"))


def related(announcement: Announcement) -> list[Announcement]:
    """Announcements linked with one, in either direction, newest first."""
    linked = Q(pk__in=announcement.related.values("pk")) | Q(pk__in=announcement.related_from.values("pk"))
    return list(Announcement.objects.published().filter(linked).select_related("company").newest_first())


def people_moves(limit: int) -> QuerySet[AnnouncementPerson]:
    """The newest changes of posts, with person and company."""
    return _people().order_by("-announcement__announced_on", "pk")[:limit]


def people_of(company: Company) -> QuerySet[AnnouncementPerson]:
    """The changes of posts that a company's announcements tell of, newest first."""
    return _people().filter(announcement__company=company).order_by("-announcement__announced_on", "pk")


def _people() -> QuerySet[AnnouncementPerson]:
    published = Announcement.objects.published()
    found = AnnouncementPerson.objects.filter(announcement__in=published)
    return found.select_related("person", "announcement__company")


def statements_of(company: Company, limit: int) -> QuerySet[Statement]:
    """The newest statements in a company's announcements."""
    published = Announcement.objects.published().filter(company=company)
    found = Statement.objects.filter(announcement__in=published).select_related("announcement")
    return found.order_by("-announcement__announced_on", "pk")[:limit]
