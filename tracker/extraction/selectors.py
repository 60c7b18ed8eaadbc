"""Reads: the names on record, the queue, the text that spans refer to."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.db import DatabaseError, connection
from django.db.models import Count, Q, QuerySet

from tracker.companies.models import Alias, Company, Counterparty, Listing, Person, Site
from tracker.extraction.aliases import AliasBook, KnownCompany, KnownName
from tracker.extraction.bundled import bundled_book
from tracker.extraction.models import Candidate, CandidateState
from tracker.extraction.reading import READER_VERSION
from tracker.extraction.rules.marks import short
from tracker.extraction.stories import Telling, days_of, stored_telling
from tracker.lib.text import plain_text
from tracker.lib.urls import canonical_url
from tracker.sources.models import RawItem, RawItemVersion

MOST_DAYS: Final = timedelta(days=6)
MOST_TELLINGS: Final = 200


def alias_book() -> AliasBook:
    """Every name on record, in six queries. Build it once per batch of items, not per item."""
    aliases: dict[tuple[str, int], list[str]] = defaultdict(list)
    owners = ("company", "counterparty", "site", "person")
    for name, *ids in Alias.objects.values_list("name", *(f"{owner}_id" for owner in owners)):
        for owner, pk in zip(owners, ids, strict=True):
            if pk is not None:
                aliases[owner, pk].append(name)
    book = AliasBook(
        companies=_companies(aliases),
        counterparties=tuple(
            KnownName(key, name, (name, *aliases["counterparty", pk]), sort=kind)
            for pk, key, name, kind in Counterparty.objects.values_list("pk", "key", "name", "kind")
        ),
        people=tuple(
            KnownName(key, name, (name, *aliases["person", pk]), sort=kind)
            for pk, key, name, kind in Person.objects.values_list("pk", "key", "name", "kind")
        ),
        sites=tuple(
            KnownName(key, name, (name, *aliases["site", pk]), company=company)
            for pk, key, name, company in Site.objects.values_list("pk", "key", "name", "company__key")
        ),
    )
    return _indexed(book)


@lru_cache(maxsize=1)
def _indexed(book: AliasBook) -> AliasBook:
    """The same book as last time, with the indexes it has made since, as long as every name in it is the same."""
    return book


def book_at_hand() -> AliasBook:
    """The names of the database where there is one with companies, else those of the bundled files."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and not name.startswith(("file:", ":memory:")) and not Path(name).exists():
        return bundled_book()  # to ask would make an empty file
    try:
        return alias_book() if Company.objects.exists() else bundled_book()
    except DatabaseError:
        return bundled_book()


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


def outdated(now: datetime) -> QuerySet[Candidate]:
    """Undecided candidates that another version of the reader read, and that nobody is looking at."""
    undecided = (CandidateState.WAITING, CandidateState.IRRELEVANT)
    rows = Candidate.objects.filter(state__in=undecided, item__isnull=False).exclude(reader_version=READER_VERSION)
    free = rows.filter(Q(claimed_until__isnull=True) | Q(claimed_until__lt=now))
    return free.select_related("item__source", "company").order_by("pk")


def story_of(candidate: Candidate) -> QuerySet[Candidate]:
    """Everything that tells the story of a candidate, itself among it, first told first."""
    first = candidate.story_id or candidate.pk
    rows = Candidate.objects.filter(Q(pk=first) | Q(story=first))
    return rows.select_related("item__source", "company").order_by("queued_at", "pk")


def possible_tellings(candidate: Candidate) -> QuerySet[Candidate]:
    """Other candidates that could tell the same story, by index: of one address, or of the company within the week."""
    same_page = Q(pk__in=())
    if candidate.item is not None and candidate.item.canonical_url:
        # Asked for by itself: across two tables no index serves both halves of an "or".
        page = Candidate.objects.filter(item__canonical_url=candidate.item.canonical_url).order_by("-pk")
        same_page = Q(pk__in=list(page.values_list("pk", flat=True)[:MOST_TELLINGS]))
    same_week = Q(pk__in=())
    if candidate.company_id is not None and candidate.announced_on is not None:
        week = candidate.announced_on - MOST_DAYS, candidate.announced_on + MOST_DAYS
        same_week = Q(company=candidate.company_id, announced_on__range=week)
    rows = Candidate.objects.filter(same_page | same_week).exclude(pk=candidate.pk)
    return rows.select_related("item", "company").order_by("-pk")[:MOST_TELLINGS]


def near_ids(candidates: Collection[Candidate]) -> dict[int, list[int]]:
    """For each candidate the ids of its `possible_tellings`, latest first; three queries and one for each address told
    again, however many candidates there are.
    """
    pages, weeks = _by_address(candidates), _by_week(candidates)
    near: dict[int, list[int]] = {}
    for one in candidates:
        page = pages.get(one.item.canonical_url, ()) if one.item is not None else ()
        ids = {*page, *weeks.get((one.company_id, one.announced_on), ())} - {one.pk}
        near[one.pk] = sorted(ids, reverse=True)[:MOST_TELLINGS]
    return near


def _by_address(candidates: Collection[Candidate]) -> dict[str, list[int]]:
    """Candidates of each address that more than one was read from, the latest ones."""
    addresses = {one.item.canonical_url for one in candidates if one.item is not None and one.item.canonical_url}
    rows = Candidate.objects.filter(item__canonical_url__in=addresses).order_by().values("item__canonical_url")
    told = rows.annotate(number=Count("pk")).filter(number__gt=1).values_list("item__canonical_url", flat=True)
    return {
        address: list(
            Candidate.objects.filter(item__canonical_url=address)
            .order_by("-pk")
            .values_list("pk", flat=True)[:MOST_TELLINGS]
        )
        for address in told
    }


def _by_week(candidates: Collection[Candidate]) -> dict[tuple[int | None, date | None], list[int]]:
    """Candidates of each company within MOST_DAYS of each day that is asked for."""
    within = Q(pk__in=())
    asked: set[tuple[int, date]] = set()
    for one in candidates:
        if one.company_id is not None and one.announced_on is not None:
            asked.add((one.company_id, one.announced_on))
    for company, day in asked:
        within |= Q(company=company, announced_on__range=(day - MOST_DAYS, day + MOST_DAYS))
    days: dict[int, list[tuple[int, date]]] = defaultdict(list)
    for pk, company, on in Candidate.objects.filter(within).values_list("pk", "company_id", "announced_on"):
        if on is not None:
            days[company].append((pk, on))
    return {(company, day): [pk for pk, on in days[company] if abs(on - day) <= MOST_DAYS] for company, day in asked}


def first_told(story_id: int, *, but: int, limit: int) -> list[int]:
    """Ids of the first candidates that tell a story, one of them left out."""
    rows = Candidate.objects.filter(Q(pk=story_id) | Q(story=story_id)).exclude(pk=but)
    return list(rows.order_by("queued_at", "pk").values_list("pk", flat=True)[:limit])


def comparable(ids: Collection[int]) -> QuerySet[Candidate]:
    """Candidates with what `telling` needs of them, without the articles."""
    of_item = ("item__canonical_url", "item__published_at", "item__published_is_certain")
    own = ("reading", "proposal", "kind", "title", "announced_on", "story", "company")
    rows = Candidate.objects.filter(pk__in=ids).select_related("item").only(*own, *of_item)
    return rows.prefetch_related("company")  # few of them: one object each


def tried_item_ids(now: datetime, limit: int = 500) -> list[int]:
    """Items that wait to be tried once more, each by itself; oldest first."""
    return list(RawItem.objects.pending(now).filter(read_attempts__gte=1).values_list("pk", flat=True)[:limit])


def telling(candidate: Candidate) -> Telling:
    """A candidate as it is compared with others: by what was read of it, or by its entry where it came by hand."""
    item = candidate.item
    published_on = item.published_at.date() if item is not None and item.published_is_certain else None
    return stored_telling(
        candidate.reading or _entered(candidate),
        company=candidate.company.key if candidate.company else "",
        kind=candidate.kind,
        title=candidate.title,
        url=item.canonical_url
        if item is not None
        else canonical_url(str((candidate.proposal or {}).get("source_url"))),
        **days_of(candidate.announced_on, published_on),
    )


def _entered(candidate: Candidate) -> dict[str, Any]:
    """What an entry by hand has in common with a reading: its figures and the names on record."""
    proposal = candidate.proposal or {}
    figures = {name: proposal.get(name) for name in ("capacity_mw", "value_amount")}
    marks = [
        prefix + short(Decimal(str(figures[name])))
        for prefix, name in (("w", "capacity_mw"), ("m", "value_amount"))
        if figures[name]
    ]
    marks += [f"q:{key}" for key in proposal.get("counterparties") or ()] + [
        f"s:{key}" for key in proposal.get("sites") or ()
    ]
    return {"facts": [{"field": name, "value": value} for name, value in figures.items()], "marks": marks}


def same_week_candidates(company_key: str, day: date) -> QuerySet[Candidate]:
    """Undecided or approved candidates on a company within three days of a day, either side."""
    week = (day - timedelta(days=3), day + timedelta(days=3))
    rows = Candidate.objects.filter(company__key=company_key, announced_on__range=week)
    wanted = rows.filter(state__in=(CandidateState.WAITING, CandidateState.APPROVED))
    return wanted.select_related("item__source", "company").order_by("queued_at", "pk")
