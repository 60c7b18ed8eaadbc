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
from tracker.web.desk_access import ENTER, known_user, needs
from tracker.web.desk_decision import reason_words
from tracker.web.desk_names import known_names
from tracker.web.desk_proposals import Forms, blank, bound, of_candidate

PAGE = 40
WEEK = timedelta(days=3)


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
    if request.method != "POST":
        return _form(request, _start(request, user, now))
    forms_ = bound(request.POST, now.date())
    if not forms_.is_valid():
        return _form(request, forms_, status=422)
    proposal = forms_.proposal()
    twins = twins_of(proposal)
    choice = request.POST.get("belongs", "")
    if twins and not choice:
        return _form(request, forms_, twins=twins)
    if choice in {twin.slug for twin in twins.on_record}:
        proposal = replace(proposal, words={"adds_to": choice})
    try:
        pipeline.enter_by_hand(proposal, entered_by=user, now=now)
    except (ValueError, ValidationError) as refusal:
        messages.error(request, str(refusal))
        return _form(request, forms_, twins=twins, status=422)
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


def _start(request: HttpRequest, user: User, now: datetime) -> Forms:
    """An empty form, or one's own earlier entry (`?again=<number>`) to amend."""
    again = request.GET.get("again", "")
    if not again.isascii() or not again.isdigit():
        return blank(now.date())
    return of_candidate(get_object_or_404(Candidate, pk=int(again[:18]), entered_by=user), now.date())


def _form(request: HttpRequest, forms_: Forms, *, twins: Twins | None = None, status: int = 200) -> HttpResponse:
    return render(request, "desk/enter.html", {"edited": forms_, "twins": twins, **known_names()}, status=status)
