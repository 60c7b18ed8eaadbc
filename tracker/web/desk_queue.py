"""The list on the left of the desk: what waits, what one has open, what was decided; filtered by the address."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from tracker.announcements.matching import Match, best_matches
from tracker.extraction import selectors as readings
from tracker.extraction.choices import Kind
from tracker.extraction.models import Candidate, CandidateState
from tracker.moderation.selectors import Claim, claim_on
from tracker.web.desk_proposals import proposal_of
from tracker.web.desk_stories import first_of_each, waiting_tellings

PAGE = 40
BORDERLINE = 0.4
DECIDED = (CandidateState.APPROVED, CandidateState.REJECTED)
STATES = ("waiting", "mine", "decided")


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilters:
    """What the list is limited to, as it stands in the address; "" means any."""

    state: str = "waiting"
    company: str = ""
    kind: str = ""
    language: str = ""

    @property
    def query(self) -> str:
        """The address's query with its question mark, without what is not limited."""
        named = {"company": self.company, "kind": self.kind, "language": self.language}
        kept = {name: value for name, value in named.items() if value}
        if self.state != "waiting":
            kept["state"] = self.state
        return f"?{urlencode(kept)}" if kept else ""

    @property
    def active(self) -> bool:
        """Whether anything but the state is limited."""
        return bool(self.company or self.kind or self.language)


def filters_of(query: QueryDict) -> QueueFilters:
    """The filters in an address; words that mean nothing are dropped."""
    state, kind = query.get("state", ""), query.get("kind", "")
    language, company = query.get("language", ""), query.get("company", "")
    return QueueFilters(
        state=state if state in STATES else "waiting",
        company=company if company.replace("-", "").isalnum() and len(company) <= 16 else "",
        kind=kind if kind in Kind.values else "",
        language=language if language.isalpha() and len(language) <= 8 else "",
    )


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One candidate in the list."""

    candidate: Candidate
    claim: Claim | None
    match: Match | None
    age: str
    tellings: int

    @property
    def near(self) -> str:
        """Whether something on record is like it, in two words."""
        if self.match is None or self.match.score < BORDERLINE:
            return ""
        return _("same event") if self.match.is_same else _("borderline")


@dataclass(frozen=True, slots=True)
class StateTab:
    """One of the exclusive views of the list, its number and its address."""

    name: str
    label: str
    count: int | None
    query: str


@dataclass(frozen=True, slots=True)
class Queue:
    """The list as shown."""

    filters: QueueFilters
    tabs: list[StateTab]
    rows: list[QueueRow]
    page: Page[Candidate]
    companies: list[tuple[str, str]]
    kinds: list[tuple[str, str]]
    languages: list[str]

    @property
    def clear_query(self) -> str:
        """The address without filters."""
        return QueueFilters(state=self.filters.state).query or "?"


def candidates(filters: QueueFilters, user: User) -> QuerySet[Candidate]:
    """The candidates of a view: of each waiting story the first telling, oldest first; decided ones newest first."""
    limits = {"company": filters.company, "kind": filters.kind, "language": filters.language}
    if filters.state == "decided":
        found = readings.queue(**limits, state="").filter(state__in=DECIDED)
        return found.select_related("review__reviewer").order_by("-review__decided_at", "-pk")
    found = readings.queue(**limits, state=CandidateState.WAITING).select_related("claimed_by")
    if filters.state == "mine":
        return found.filter(claimed_by=user)
    # Tellings of one story may differ in kind and language: limited so, each stands for itself.
    return found if filters.kind or filters.language else first_of_each(found)


def gather(filters: QueueFilters, user: User, *, now: datetime, page_number: str = "1") -> Queue:
    """Everything the list shows, in a number of queries that does not depend on its length."""
    page = Paginator(candidates(filters, user), PAGE).get_page(page_number)
    facets = _facets(filters)
    return Queue(
        filters=filters,
        tabs=_tabs(filters, user, now),
        rows=_rows(list(page.object_list), user, now),
        page=page,
        companies=sorted({(key, name) for key, name, _kind, _language in facets if key and name}),
        kinds=[(value, str(label)) for value, label in Kind.choices if value in {row[2] for row in facets}],
        languages=sorted({row[3] for row in facets if row[3]}),
    )


def _facets(filters: QueueFilters) -> list[tuple[str | None, str | None, str, str]]:
    states = DECIDED if filters.state == "decided" else (CandidateState.WAITING,)
    found = Candidate.objects.filter(state__in=states).order_by()
    return list(found.values_list("company__key", "company__name", "kind", "language").distinct())


def _tabs(filters: QueueFilters, user: User, now: datetime) -> list[StateTab]:
    mine = Q(claimed_by=user, claimed_until__gte=now)
    numbers = Candidate.objects.filter(state=CandidateState.WAITING).aggregate(
        waiting=Count("pk"), mine=Count("pk", filter=mine)
    )
    labels = {"waiting": _("Waiting"), "mine": _("Mine"), "decided": _("Decided")}
    return [
        StateTab(name, label, numbers.get(name), replace(filters, state=name).query or "?")
        for name, label in labels.items()
    ]


def _rows(found: list[Candidate], user: User, now: datetime) -> list[QueueRow]:
    proposals = {candidate.pk: proposal_of(candidate) for candidate in found if candidate.state not in DECIDED}
    told = {pk: proposal for pk, proposal in proposals.items() if proposal is not None}
    matches = dict(zip(told, best_matches(list(told.values())), strict=True)) if told else {}
    numbers = waiting_tellings({candidate.story_id or candidate.pk for candidate in found})
    return [
        QueueRow(
            candidate,
            claim_on(candidate, asker=user, now=now) if candidate.state not in DECIDED else None,
            matches.get(candidate.pk),
            age(now - candidate.queued_at),
            numbers[candidate.story_id or candidate.pk],
        )
        for candidate in found
    ]


def age(waited: timedelta) -> str:
    """How long something has waited, in one unit: '5 min', '2 h', '3 d'."""
    minutes = max(int(waited.total_seconds() // 60), 0)
    if minutes < 60:
        return _("%(n)d min") % {"n": minutes}
    return _("%(n)d h") % {"n": minutes // 60} if minutes < 48 * 60 else _("%(n)d d") % {"n": minutes // 1440}


def first_free(filters: QueueFilters, user: User, now: datetime) -> Candidate | None:
    """The first of the list that nobody else has open, else the first."""
    found = candidates(filters, user)
    taken = Q(claimed_until__gte=now) & ~Q(claimed_by=user)
    return found.exclude(taken).first() or found.first()


def following(filters: QueueFilters, user: User, after: Candidate | None) -> int | None:
    """The candidate to look at next: the one behind `after` in the list, else the first, if there is any left."""
    waiting = replace(filters, state="waiting") if filters.state == "decided" else filters
    rest = candidates(waiting, user)
    if after is not None:
        rest = rest.exclude(pk=after.pk)
        behind = Q(queued_at__gt=after.queued_at) | Q(queued_at=after.queued_at, pk__gt=after.pk)
        found = rest.filter(behind).values_list("pk", flat=True).first()
        if found is not None:
            return found
    return rest.values_list("pk", flat=True).first()
