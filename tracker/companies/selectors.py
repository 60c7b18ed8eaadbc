"""Reads of companies: which one a ticker means, and what power their sites have."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from django.db.models import Q, QuerySet

from tracker.companies.choices import SiteState
from tracker.companies.models import Company, Listing, Position, Site

# The statuses that count as power a company has or is getting, nearest to running first.
COUNTED_STATES: Final = (
    SiteState.OPERATING,
    SiteState.UNDER_CONSTRUCTION,
    SiteState.CONVERTING,
    SiteState.PLANNED,
)


@dataclass(slots=True)
class Power:
    """Megawatts of some sites, each site counted once. Gross and critical IT load are never added together."""

    gross: dict[str, Decimal] = field(default_factory=dict)
    critical_it: Decimal = Decimal(0)
    contracted_it: Decimal = Decimal(0)
    contracted_sites: int = 0
    sites: int = 0
    without_gross: int = 0

    @property
    def total(self) -> Decimal:
        """Gross MW over all counted statuses."""
        return sum(self.gross.values(), Decimal(0))

    @property
    def parts(self) -> list[tuple[str, float]]:
        """Status and gross MW, nearest to running first, for a bar."""
        return [(state.value, float(self.gross.get(state.value, 0))) for state in COUNTED_STATES]

    def add(self, site: Site) -> None:
        """Count one site; sold ones are no longer the company's."""
        if site.status not in COUNTED_STATES:
            return
        self.sites += 1
        if site.mw_gross is None:
            self.without_gross += 1
        else:
            self.gross[site.status] = self.gross.get(site.status, Decimal(0)) + site.mw_gross
        self._add_critical_it(site)

    def _add_critical_it(self, site: Site) -> None:
        if site.mw_critical_it is None:
            return
        self.critical_it += site.mw_critical_it
        if site.tenant:
            self.contracted_it += site.mw_critical_it
            self.contracted_sites += 1


@dataclass(frozen=True, slots=True)
class SitesInState:
    """The sites of one status and their gross MW."""

    state: SiteState
    sites: list[Site]
    gross: Decimal


def find(ticker: str) -> Company | None:
    """The company a ticker means today or once meant: current ticker first, then key, then a former ticker."""
    word = ticker.upper()
    known = Company.objects.filter(Q(ticker=word) | Q(key=word))
    matches = sorted(known, key=lambda company: company.ticker != word)
    return matches[0] if matches else _by_former_ticker(word)


def _by_former_ticker(word: str) -> Company | None:
    listings = Listing.objects.filter(ticker=word, security__company__isnull=False)
    listing = listings.select_related("security__company").order_by("-valid_to", "pk").first()
    return listing.security.company if listing else None


def all_companies() -> QuerySet[Company]:
    """Every company by name."""
    return Company.objects.order_by("name")


def listings_of(company: Company) -> list[Listing]:
    """Every listing of a company's securities, the current ones first."""
    found = Listing.objects.filter(security__company=company, security__is_primary=True)
    return sorted(
        found, key=lambda listing: (listing.valid_to is not None, listing.ticker != company.ticker, listing.pk)
    )


def sites_of(company: Company) -> QuerySet[Site]:
    """A company's sites, largest first."""
    return Site.objects.filter(company=company).order_by("-mw_gross", "name")


def power_of(sites: Iterable[Site]) -> Power:
    """Gross MW by status and critical IT load of some sites."""
    power = Power()
    for site in sites:
        power.add(site)
    return power


def by_state(sites: Iterable[Site]) -> list[SitesInState]:
    """Sites by status, planned first as on a funnel's mouth; statuses without a site are left out."""
    found = list(sites)
    groups = []
    for state in (*reversed(COUNTED_STATES), SiteState.SOLD):
        members = sorted((site for site in found if site.status == state), key=_largest_first)
        gross = sum((site.mw_gross for site in members if site.mw_gross is not None), Decimal(0))
        if members:
            groups.append(SitesInState(state, members, gross))
    return groups


def _largest_first(site: Site) -> tuple[bool, Decimal, str]:
    return site.mw_gross is None, -(site.mw_gross or Decimal(0)), site.name


def power_by_company() -> dict[int, Power]:
    """Power by company id, in one query."""
    powers: dict[int, Power] = {}
    for site in Site.objects.only("company_id", "status", "mw_gross", "mw_critical_it", "tenant"):
        powers.setdefault(site.company_id, Power()).add(site)
    return powers


def positions_at(company: Company) -> QuerySet[Position]:
    """Posts at a company: those held now first, newest first."""
    return (
        Position.objects.filter(company=company)
        .select_related("person")
        .order_by("is_former", "-started_on", "person__name")
    )
