"""Reads: the names on record, the queue, the text that spans refer to."""

from collections import defaultdict
from datetime import date, timedelta

from django.db.models import QuerySet

from tracker.companies.models import Alias, Company, Counterparty, Listing, Person, Site
from tracker.extraction.aliases import AliasBook, KnownCompany, KnownName
from tracker.extraction.models import Candidate, CandidateState
from tracker.lib.text import plain_text
from tracker.sources.models import RawItem, RawItemVersion


def alias_book() -> AliasBook:
    """Every name on record, in six queries. Build it once per batch of items, not per item."""
    aliases: dict[tuple[str, int], list[str]] = defaultdict(list)
    for name, company, counterparty, site in Alias.objects.values_list(
        "name", "company_id", "counterparty_id", "site_id"
    ):
        owner = ("company", company) if company else ("counterparty", counterparty) if counterparty else ("site", site)
        aliases[owner].append(name)
    return AliasBook(
        companies=_companies(aliases),
        counterparties=tuple(
            KnownName(key, name, (name, *aliases["counterparty", pk]), sort=kind)
            for pk, key, name, kind in Counterparty.objects.values_list("pk", "key", "name", "kind")
        ),
        people=tuple(
            KnownName(key, name, (name,), sort=kind)
            for key, name, kind in Person.objects.values_list("key", "name", "kind")
        ),
        sites=tuple(
            KnownName(key, name, (name, *aliases["site", pk]), company=company)
            for pk, key, name, company in Site.objects.values_list("pk", "key", "name", "company__key")
        ),
    )


def _companies(aliases: dict[tuple[str, int], list[str]]) -> tuple[KnownCompany, ...]:
    listed: dict[int, list[str]] = defaultdict(list)
    rows = Listing.objects.exclude(security__company=None).values_list("security__company_id", "ticker")
    for company, ticker in rows.order_by("pk"):
        listed[company].append(ticker)
    return tuple(
        KnownCompany(key, ticker, tuple(dict.fromkeys((ticker, key, *listed[pk]))), (name, *aliases["company", pk]))
        for pk, key, ticker, name in Company.objects.values_list("pk", "key", "ticker", "name")
    )


def item_text(item: RawItem | RawItemVersion) -> tuple[str, str]:
    """Headline and body of an item as plain text: what is read, and what spans count in."""
    payload = item.payload
    return plain_text(str(payload.get("title") or "")), plain_text(str(payload.get("html") or ""))


def candidate_text(candidate: Candidate) -> tuple[str, str]:
    """Headline and text that the candidate's spans refer to: of the version that was read.

    For an entry by hand, its title and summary.
    """
    item = candidate.item
    if item is None:
        return candidate.title, str((candidate.proposal or {}).get("summary") or "")
    if item.version != candidate.item_version:
        earlier = item.earlier_versions.filter(version=candidate.item_version).first()
        if earlier is not None:
            return item_text(earlier)
    return item_text(item)


def queue(company: str = "", kind: str = "", language: str = "", state: str = "waiting") -> QuerySet[Candidate]:
    """Candidates in a state, oldest first, with their item, source and company; "" means any."""
    wanted = {"company__key": company, "kind": kind, "language": language, "state": state}
    rows = Candidate.objects.filter(**{field: value for field, value in wanted.items() if value})
    return rows.select_related("item__source", "company", "entered_by").order_by("queued_at", "pk")


def same_week_candidates(company_key: str, day: date) -> QuerySet[Candidate]:
    """Undecided or approved candidates on a company within three days of a day, either side."""
    week = (day - timedelta(days=3), day + timedelta(days=3))
    rows = Candidate.objects.filter(company__key=company_key, announced_on__range=week)
    wanted = rows.filter(state__in=(CandidateState.WAITING, CandidateState.APPROVED))
    return wanted.select_related("item__source", "company").order_by("queued_at", "pk")
