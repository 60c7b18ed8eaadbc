"""The list of companies: last close, announcements on record, power."""

from dataclasses import dataclass
from datetime import date

from tracker.announcements import selectors as record
from tracker.companies import selectors as companies
from tracker.companies.models import Company, Security
from tracker.companies.selectors import Power
from tracker.web.pages import prices
from tracker.web.pages.prices import LastClose


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """A company and what is known of it at a glance."""

    company: Company
    last: LastClose | None
    announcements: int
    last_move_on: date | None
    power: Power


@dataclass(frozen=True, slots=True)
class CompaniesPage:
    """Everything on the page."""

    rows: list[CompanyRow]
    as_of: date | None


def gather() -> CompaniesPage:
    """Every company, those with the newest announcement first."""
    as_of = prices.last_share_session()
    closes = prices.last_closes(as_of)
    shares = dict(Security.objects.filter(is_primary=True, company__isnull=False).values_list("company_id", "pk"))
    counts = record.counts_by_company()
    powers = companies.power_by_company()
    rows = []
    for company in companies.all_companies():
        number, last_on = counts.get(company.pk, (0, None))
        last = closes.get(shares.get(company.pk, 0))
        rows.append(CompanyRow(company, last, number, last_on, powers.get(company.pk, Power())))
    return CompaniesPage(sorted(rows, key=lambda row: row.last_move_on or date.min, reverse=True), as_of)
