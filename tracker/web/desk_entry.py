"""What analysts do: enter an announcement by hand, see what became of it, amend and send it again."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tracker import pipeline
from tracker.announcements.matching import Match, similar_announcements
from tracker.extraction import selectors as readings
from tracker.extraction.models import Candidate
from tracker.extraction.proposal import Proposal
from tracker.jobs.models import Job
from tracker.web.address_forms import PageForm
from tracker.web.desk_access import ENTER, known_user, needs
from tracker.web.desk_decision import reason_words
from tracker.web.desk_names import known_names
from tracker.web.desk_proposals import Forms, blank, bound, of_candidate
from tracker.web.pages import read_page
from tracker.web.pages.read_page import Known

PAGE = 40
WEEK = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Above:
    """What stands above the entry form: a page that is or was read, an address as typed, what it has led to before."""

    page: Job | None = None
    paste: PageForm | None = None
    known: Known | None = None


NOTHING_PASTED = Above()


@dataclass(frozen=True, slots=True)
class Twin:
    """Something that may be the same event: an announcement to add to, or a candidate that waits already."""

    title: str
    day: date | None
    kind: str
    reasons: str = ""
    slug: str = ""
    is_same: bool = False


@dataclass(frozen=True, slots=True)
class Twins:
    """What is like an entry: on record (most alike first), and in the queue."""

    on_record: list[Twin]
    waiting: list[Twin]

    def __bool__(self) -> bool:
        return bool(self.on_record or self.waiting)


@require_safe
@needs(ENTER)
def my_entries(request: HttpRequest) -> HttpResponse:
    """Everything one has entered, newest first, with its state and the reason where it was rejected."""
    mine = Candidate.objects.filter(entered_by=known_user(request)).order_by("-queued_at", "-pk")
    rows = mine.select_related("company", "review__reviewer", "review__evidence__announcement")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/entries.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(ENTER)
def enter(request: HttpRequest) -> HttpResponse:
    """The entry form; once sent, what is like it is shown, and a second press sends it to the queue."""
    user, now = known_user(request), timezone.now()
    page = read_page.asked_for(request.GET.get("page", ""), user)
    if request.method != "POST":
        return entry_page(request, _start(request, user, now, page), above=Above(page=page))
    forms_ = bound(request.POST, now.date())
    if not forms_.is_valid():
        return entry_page(request, forms_, above=Above(page=page), status=422)
    proposal = forms_.proposal(read_page.read_before(page, forms_.main.cleaned_data["source_url"]))
    twins = twins_of(proposal)
    choice = request.POST.get("belongs", "")
    if twins and not choice:
        return entry_page(request, forms_, above=Above(page=page), twins=twins)
    if choice in {twin.slug for twin in twins.on_record}:
        proposal = replace(proposal, words={**proposal.words, "adds_to": choice})
    try:
        pipeline.enter_by_hand(proposal, entered_by=user, now=now)
    except (ValueError, ValidationError) as refusal:
        messages.error(request, str(refusal))
        return entry_page(request, forms_, above=Above(page=page), twins=twins, status=422)
    messages.success(request, _("Sent. It waits in the queue for a moderator; its state stands below."))
    return redirect("my-entries")


def twins_of(proposal: Proposal) -> Twins:
    """Announcements of the same company within two weeks that are alike or of the same week, and waiting candidates."""
    matches = [
        match
        for match in similar_announcements(proposal, limit=8)
        if match.is_same or abs(match.announcement.announced_on - proposal.announced_on) <= WEEK
    ]
    waiting = readings.same_week_candidates(proposal.company, proposal.announced_on).filter(state="waiting")
    return Twins(
        on_record=[_on_record(m) for m in matches],
        waiting=[Twin(row.title, row.announced_on, row.kind) for row in waiting],
    )


def _on_record(match: Match) -> Twin:
    row = match.announcement
    return Twin(row.title, row.announced_on, row.kind, reason_words(match.reasons), row.slug, match.is_same)


def _start(request: HttpRequest, user: User, now: datetime, page: Job | None) -> Forms:
    """An empty form; what was read of a page (`?page=<job>`); or one's own earlier entry (`?again=<number>`)."""
    if page is not None:
        return read_page.filled_in(page, now.date())
    again = request.GET.get("again", "")
    if not again.isascii() or not again.isdigit():
        return blank(now.date())
    return of_candidate(get_object_or_404(Candidate, pk=int(again[:18]), entered_by=user), now.date())


def entry_page(
    request: HttpRequest,
    forms_: Forms,
    *,
    above: Above = NOTHING_PASTED,
    twins: Twins | None = None,
    status: int = 200,
) -> HttpResponse:
    """The entry form with what stands above it: the address to read, and how far the reading of one has come."""
    context = {
        "edited": forms_,
        "twins": twins,
        "paste": above.paste or PageForm(),
        "known": above.known,
        "reading": read_page.progress(above.page, timezone.now()) if above.page else None,
        "is_lost": "page" in request.GET and above.page is None,
        **known_names(),
    }
    return render(request, "desk/enter.html", context, status=status)
