"""The public pages: read the request, one call, render."""

import csv
from datetime import date
from decimal import Decimal

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker.announcements import selectors as record
from tracker.announcements.choices import PublicationState
from tracker.announcements.selectors import Filters
from tracker.companies import selectors as companies_room
from tracker.companies.models import Company
from tracker.extraction.choices import Kind, Scope
from tracker.markets import selectors as markets
from tracker.web.pages import announcement as announcement_page
from tracker.web.pages import companies as companies_page
from tracker.web.pages import company as company_page
from tracker.web.pages import home as home_page

LONGEST_SEARCH = 100


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The latest moves with their reactions, filtered as the address says."""
    shown = home_page.gather(filters_of(request), page_number=request.GET.get("page", "1"))
    return render(request, "home/home.html", {"page": shown, **vars_of(shown)})


def vars_of(shown: home_page.HomePage) -> dict[str, object]:
    """What the frame around the page needs as well."""
    return {"filters": shown.filters, "prices_as_of": shown.strip.as_of}


def filters_of(request: HttpRequest) -> Filters:
    """The filters in the address. Unknown words are dropped; NUL, which no database takes, is refused."""
    words = {name: request.GET.get(name, "").strip() for name in ("company", "kind", "scope", "q")}
    if any("\x00" in word for word in words.values()):
        raise BadRequest
    return Filters(
        company=words["company"][:16],
        kind=words["kind"] if words["kind"] in Kind.values else "",
        scope=words["scope"] if words["scope"] in Scope.values else "",
        q=words["q"][:LONGEST_SEARCH],
    )


@require_safe
def companies(request: HttpRequest) -> HttpResponse:
    """Every company with its last close, its announcements and its power."""
    shown = companies_page.gather()
    return render(request, "companies/list.html", {"page": shown, "prices_as_of": shown.as_of})


@require_safe
def company(request: HttpRequest, ticker: str) -> HttpResponse:
    """One company: figures, price and announcements, timeline, people, sites, statements."""
    found = company_or_404(ticker)
    if found.ticker != ticker:
        return redirect_to(found)
    shown = company_page.gather(found)
    return render(request, "companies/company.html", {"page": shown, "prices_as_of": shown.price.as_of})


@require_safe
def prices_csv(request: HttpRequest, ticker: str) -> HttpResponse:  # noqa: ARG001 (a view takes it)
    """Every stored bar of a company's share as CSV."""
    found = company_or_404(ticker)
    security = markets.primary_security(found)
    if security is None:
        raise Http404(_("No prices on record."))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.ticker}-prices.csv"'
    columns = ("session_on", "open", "high", "low", "close", "adjusted_close", "volume", "provider")
    writer = csv.writer(response)
    writer.writerow(columns)
    writer.writerows([plain(value) for value in row] for row in markets.bars(security).values_list(*columns))
    return response


def plain(value: Decimal | date | int | str | None) -> str:
    """A value as it stands in a file: zeros at the end cut off, nothing where nothing is known."""
    if value is None:
        return ""
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)


@require_safe
def announcement(request: HttpRequest, slug: str) -> HttpResponse:
    """One announcement with its facts, their sources, and what the share did. A retracted one leaves a tombstone."""
    found = record.by_slug(slug)
    if found is None:
        raise Http404(_("No announcement has this address."))
    if found.state == PublicationState.RETRACTED:
        return render(request, "announcements/retracted.html", {"announcement": found}, status=410)
    shown = announcement_page.gather(found, anchor=request.GET.get("anchor", ""))
    return render(request, "announcements/announcement.html", {"page": shown, "prices_as_of": shown.prices_as_of})


def company_or_404(ticker: str) -> Company:
    """The company that a current ticker, a key or a former ticker means."""
    found = companies_room.find(ticker)
    if found is None:
        raise Http404(_("No company has this ticker."))
    return found


def redirect_to(found: Company) -> HttpResponseRedirect:
    """To the company's present address; a ticker can pass to somebody else, so never for good."""
    return redirect("company", ticker=found.ticker)
