"""The home page: latest moves with reactions, biggest reactions, power by company, moves of people, the price strip."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator

from tracker.announcements import selectors as record
from tracker.announcements.models import Announcement, AnnouncementPerson
from tracker.announcements.selectors import Filters, RecordCounts
from tracker.companies import selectors as companies
from tracker.companies.models import Company
from tracker.companies.selectors import Power
from tracker.extraction.choices import Kind, Scope
from tracker.reactions import selectors as reactions
from tracker.reactions.models import Reaction, ReactionState
from tracker.web.pages import prices
from tracker.web.pages.prices import Strip

PAGE_SIZE: Final = 25
STRIP_SHARES: Final = 8
PEOPLE: Final = 6
RISES: Final = 5
FALLS: Final = 4


@dataclass(frozen=True, slots=True)
class Move:
    """An announcement and what its share did; None where it was never measured."""

    announcement: Announcement
    reaction: Reaction | None


@dataclass(frozen=True, slots=True)
class BigMove:
    """One of the largest moves; `same_day` counts further announcements of that company for that session."""

    reaction: Reaction
    same_day: int


@dataclass(frozen=True, slots=True)
class PowerRow:
    """A company and its power; the bar is drawn against the largest company's."""

    company: Company
    power: Power


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """Everything on the page."""

    filters: Filters
    listing: "Page[Announcement]"
    moves: list[Move]
    counts: RecordCounts
    companies: list[Company]
    biggest: list[BigMove]
    power: list[PowerRow]
    people: list[AnnouncementPerson]
    strip: Strip

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """Choices of the filter."""
        return [(value, str(label)) for value, label in Kind.choices]

    @property
    def scopes(self) -> list[tuple[str, str]]:
        """Choices of the filter."""
        return [(value, str(label)) for value, label in Scope.choices]

    @property
    def query(self) -> str:
        """The filters as they stand in an address, for the links to other pages of the list."""
        return _query(self.filters)

    @property
    def wider(self) -> list[tuple[str, str]]:
        """For an empty list: the address without each filter in turn, and the filter's name."""
        names = [name for name in ("q", "kind", "scope", "company") if getattr(self.filters, name)]
        return [(name, _query(self.filters, without=name)) for name in names]

    @property
    def widest(self) -> Decimal:
        """What a full bar of power stands for."""
        return max((row.power.total for row in self.power), default=Decimal(0))

    @property
    def biggest_scale(self) -> float:
        """What half a column stands for in the bars of the biggest moves."""
        return max((abs(big.reaction.raw_move or 0) for big in self.biggest), default=1.0) or 1.0


def _query(filters: Filters, without: str = "") -> str:
    names = ("company", "kind", "scope", "q")
    return urlencode({name: getattr(filters, name) for name in names if name != without and getattr(filters, name)})


def gather(filters: Filters, *, page_number: str) -> HomePage:
    """The page for some filters. A page number beyond the end shows the last one."""
    listing = Paginator(record.moves(filters), PAGE_SIZE).get_page(page_number)
    shown = list(listing.object_list)
    measured = reactions.current_reactions(shown)
    known = list(companies.all_companies())
    return HomePage(
        filters=filters,
        listing=listing,
        moves=[Move(announcement, measured.get(announcement.pk)) for announcement in shown],
        counts=record.counts(),
        companies=known,
        biggest=_biggest(),
        power=_power(known),
        people=list(record.people_moves(PEOPLE)),
        strip=prices.strip(_most_told_of(known)),
    )


def _most_told_of(known: Sequence[Company]) -> list[Company]:
    """The companies with the most announcements, for the strip."""
    counts = record.counts_by_company()
    told = sorted((company for company in known if company.pk in counts), key=lambda c: -counts[c.pk][0])
    return told[:STRIP_SHARES]


def _power(known: Iterable[Company]) -> list[PowerRow]:
    powers = companies.power_by_company()
    rows = [PowerRow(company, powers[company.pk]) for company in known if company.pk in powers]
    return sorted((row for row in rows if row.power.total), key=lambda row: -row.power.total)


def _biggest() -> list[BigMove]:
    """The largest rises, then the largest falls; a company's announcements of one session count as one."""
    found = Reaction.objects.filter(
        is_current=True, state=ReactionState.MEASURED, announcement__in=Announcement.objects.published()
    ).select_related("announcement__company")
    # Twice as many as shown: some will be further announcements of the same session.
    rises = _once_per_session(found.order_by("-raw_move", "announcement_id")[: 3 * RISES])[:RISES]
    falls = _once_per_session(found.order_by("raw_move", "announcement_id")[: 3 * FALLS])[:FALLS]
    return [big for big in rises if (big.reaction.raw_move or 0) > 0] + [
        big for big in falls if (big.reaction.raw_move or 0) < 0
    ]


def _once_per_session(found: Iterable[Reaction]) -> list[BigMove]:
    groups: dict[tuple[int, object], list[Reaction]] = {}
    for reaction in found:
        groups.setdefault((reaction.announcement.company_id, reaction.event_session_on), []).append(reaction)
    return [BigMove(group[0], len(group) - 1) for group in groups.values()]
