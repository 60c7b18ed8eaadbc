"""A company's page: figures, price and announcements, timeline by month, people, sites, statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from statistics import median
from typing import Any, Final

from tracker.announcements import selectors as record
from tracker.announcements.models import Announcement, AnnouncementPerson, Evidence, Statement
from tracker.charts.drawings import TIERS
from tracker.companies import selectors as companies
from tracker.companies.models import Company, Listing, Position, Security
from tracker.companies.selectors import Power, SitesInState
from tracker.extraction.choices import Scope
from tracker.markets import selectors as markets
from tracker.markets.models import PriceBar
from tracker.reactions import selectors as reactions
from tracker.reactions.models import Reaction
from tracker.reactions.selectors import ClaimCheck
from tracker.web.pages import company_chart, prices
from tracker.web.pages.prices import LastClose, YearRange

STATEMENTS: Final = 5


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One announcement on a timeline. Not `is_own`: told of another company, whose share was measured."""

    announcement: Announcement
    reaction: Reaction | None
    claims: list[ClaimCheck]
    is_own: bool

    @property
    def best(self) -> Evidence | None:
        """The source nearest to the event, the main one among equals."""
        told = list(self.announcement.evidence.all())
        return max(told, key=lambda evidence: (TIERS.get(evidence.tier, 0), evidence.is_main), default=None)

    @property
    def more_sources(self) -> int:
        """Sources beside the best one."""
        return max(len(self.announcement.evidence.all()) - 1, 0)

    @property
    def counterparties(self) -> str:
        """Their names."""
        return ", ".join(party.name for party in self.announcement.counterparties.all())


@dataclass(frozen=True, slots=True)
class Month:
    """The announcements of one month, newest first."""

    first_on: date
    rows: list[TimelineRow]


@dataclass(frozen=True, slots=True)
class Price:
    """The share's price. Without bars everything is None."""

    security: Security | None
    last: LastClose | None
    year: YearRange | None

    @property
    def as_of(self) -> date | None:
        """The session of the last close."""
        return self.last.on if self.last else None


@dataclass(frozen=True, slots=True)
class Measured:
    """How many announcements about AI have a measured reaction, and the middle one of their closes."""

    number: int
    of: int
    median_move: float | None
    median_less_spy: float | None


@dataclass(frozen=True, kw_only=True)
class CompanyPage:
    """Everything on the page."""

    company: Company
    listings: list[Listing]
    price: Price
    chart: dict[str, Any] | None
    rows: list[TimelineRow]
    power: Power
    sites: list[SitesInState]
    people: list[AnnouncementPerson]
    positions: list[Position]
    statements: list[Statement]

    @cached_property
    def months(self) -> list[Month]:
        """The timeline, newest month first."""
        grouped = groupby(self.rows, key=lambda row: row.announcement.announced_on.replace(day=1))
        return [Month(first, list(rows)) for first, rows in grouped]

    @cached_property
    def measured(self) -> Measured:
        """Announcements about AI of this company."""
        about_ai = [row for row in self.rows if row.is_own and row.announcement.scope == Scope.AI_HPC]
        moves = [row.reaction for row in about_ai if row.reaction and row.reaction.raw_move is not None]
        adjusted = [reaction.spy_adjusted for reaction in moves if reaction.spy_adjusted is not None]
        return Measured(
            len(moves),
            len(about_ai),
            median(reaction.raw_move or 0 for reaction in moves) if moves else None,
            median(adjusted) if adjusted else None,
        )

    @property
    def former_tickers(self) -> list[Listing]:
        """Listings under other tickers, one each, for the head."""
        ended = [listing for listing in self.listings if listing.valid_to and listing.ticker != self.company.ticker]
        return list({listing.ticker: listing for listing in ended}.values())


def gather(company: Company) -> CompanyPage:
    """The page of one company."""
    security = markets.primary_security(company)
    bars = list(markets.bars(security)) if security else []
    rows = timeline_rows(company)
    sites = list(companies.sites_of(company))
    people = list(record.people_of(company))
    return CompanyPage(
        company=company,
        listings=companies.listings_of(company),
        price=_price(security, bars),
        chart=company_chart.build(bars, rows) if bars else None,
        rows=rows,
        power=companies.power_of(sites),
        sites=companies.by_state(sites),
        people=people,
        positions=_other_positions(company, people),
        statements=list(record.statements_of(company, STATEMENTS)),
    )


def timeline_rows(company: Company) -> list[TimelineRow]:
    """The company's announcements with what was measured and what was printed, newest first."""
    told = record.timeline(company)
    own = [announcement for announcement in told if announcement.company_id == company.pk]
    measured = reactions.current_reactions(own)
    checks = reactions.claim_checks_many(own, measured)
    return [
        TimelineRow(row, measured.get(row.pk), checks.get(row.pk, []), row.company_id == company.pk) for row in told
    ]


def _price(security: Security | None, bars: Sequence[PriceBar]) -> Price:
    recent = bars[-2:]
    last = LastClose([bar.session_on for bar in recent], [bar.close for bar in recent]) if recent else None
    return Price(security, last, prices.year_range(bars))


def _other_positions(company: Company, people: Sequence[AnnouncementPerson]) -> list[Position]:
    """Posts of those whose coming or going no announcement tells of."""
    told = {move.person_id for move in people}
    return [position for position in companies.positions_at(company) if position.person_id not in told]
