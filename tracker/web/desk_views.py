"""The queue: look at a candidate, then approve, edit, reject or leave it. Looking claims it, deciding is a POST."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker import pipeline
from tracker.announcements.models import Announcement
from tracker.announcements.publishing import NotPublishable
from tracker.companies import services as companies
from tracker.extraction.models import Candidate
from tracker.extraction.proposal import Proposal
from tracker.moderation import services as moderation
from tracker.moderation.services import DecisionRefused
from tracker.web import desk_decision, desk_queue
from tracker.web.desk_access import NAME, REVIEW, known_user, needs
from tracker.web.desk_forms import CounterpartyForm, RejectForm
from tracker.web.desk_names import known_names
from tracker.web.desk_proposals import Forms, bound, of_candidate, proposal_of

PARTS = ("item__source", "company", "entered_by", "claimed_by")


@require_safe
@needs(REVIEW)
def queue(request: HttpRequest) -> HttpResponse:
    """The list with its first candidate that nobody else has open."""
    now = timezone.now()
    first = desk_queue.first_free(desk_queue.filters_of(request.GET), known_user(request), now)
    return _desk(request, first, now=now)


@require_safe
@needs(REVIEW)
def candidate(request: HttpRequest, pk: int) -> HttpResponse:
    """The list with one candidate."""
    return _desk(request, _candidate(pk), now=timezone.now())


@require_safe
@needs(REVIEW)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One candidate with its fields open for editing."""
    now, found = timezone.now(), _candidate(pk)
    return _desk(request, found, now=now, typed=Typed(edited=of_candidate(found, now.date())))


@require_POST
@needs(REVIEW)
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a candidate on record, as read or as edited, and go to the next one."""
    now, found = timezone.now(), _candidate(pk)
    edited = bound(request.POST, now.date()) if "edited" in request.POST else None
    typed = Typed(edited=edited)
    if edited is not None and not edited.is_valid():
        return _desk(request, found, now=now, typed=typed, status=422)
    before = proposal_of(found)
    proposal = edited.proposal(before) if edited else before
    if proposal is None:
        typed = Typed(edited=of_candidate(found, now.date()))
        return _refused(request, pk, _("Fill in what could not be read."), typed)
    if request.POST.get("seen") != desk_decision.fingerprint(found):
        return _refused(request, pk, _("The source changed this item while you looked. Check it once more."), typed)
    try:
        published = _approve(request, found, proposal, now)
    except (DecisionRefused, NotPublishable) as refusal:
        return _refused(request, pk, str(refusal), typed)
    messages.success(request, _approved_words(published, request.POST.get("how") == "add"))
    return _on_to_next(request, found)


def _approve(request: HttpRequest, found: Candidate, proposal: Proposal, now: datetime) -> Announcement:
    adds_to = request.POST.get("adds_to", "") if request.POST.get("how") == "add" else ""
    return pipeline.approve(found.pk, reviewer=known_user(request), now=now, proposal=proposal, adds_to=adds_to)


@require_POST
@needs(REVIEW)
def reject(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide against a candidate, with a reason, and go to the next one."""
    now, found = timezone.now(), _candidate(pk)
    form = RejectForm(request.POST)
    typed = Typed(rejection=form)
    if not form.is_valid():
        return _desk(request, found, now=now, typed=typed, status=422)
    try:
        pipeline.reject(found.pk, reviewer=known_user(request), now=now, **form.cleaned_data)
    except DecisionRefused as refusal:
        return _refused(request, pk, str(refusal), typed)
    messages.success(request, _("Rejected: %(title)s") % {"title": found.title[:120]})
    return _on_to_next(request, found)


@require_POST
@needs(REVIEW)
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's mark off a candidate and go to the next one."""
    found = _candidate(pk)
    moderation.release(pk, by=known_user(request))
    return _on_to_next(request, found)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(NAME)
def add_counterparty(request: HttpRequest) -> HttpResponse:
    """Put a counterparty on record, so that fields can name it."""
    form = CounterpartyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = companies.add_counterparty(form.cleaned_data["name"], form.cleaned_data["kind"])
        except companies.NameTaken as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("%(name)s is on record: fields can name it now.") % {"name": added.name})
            return redirect("moderation")
    return render(request, "desk/counterparty.html", {"form": form}, status=422 if form.errors else 200)


def _candidate(pk: int) -> Candidate:
    return get_object_or_404(Candidate.objects.select_related(*PARTS), pk=pk)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What somebody typed and must not lose: edited fields, or the reason for a rejection."""

    edited: Forms | None = None
    rejection: RejectForm | None = None


NOTHING = Typed()


def _desk(
    request: HttpRequest, found: Candidate | None, *, now: datetime, typed: Typed = NOTHING, status: int = 200
) -> HttpResponse:
    """The desk with a candidate, claimed for whoever looks at it."""
    user = known_user(request)
    if found is not None and moderation.claim(found.pk, by=user, now=now):
        found = _candidate(found.pk)
    pick = request.POST.get("adds_to") or request.GET.get("with", "")
    filters = desk_queue.filters_of(request.GET)
    context: dict[str, object] = {
        "queue": desk_queue.gather(filters, user, now=now, page_number=request.GET.get("page", "1")),
        "page": desk_decision.gather(found, user, now=now, pick=pick) if found else None,
        "edited": typed.edited,
        "rejection": typed.rejection or RejectForm(),
        "is_chosen": request.resolver_match is not None and request.resolver_match.url_name != "moderation",
    }
    if typed.edited is not None:
        context |= known_names()
    return render(request, "moderation/desk.html", context, status=status)


def _refused(request: HttpRequest, pk: int, sentence: str, typed: Typed) -> HttpResponse:
    """The same candidate as it is now, the reason on top and what was typed in its place; nothing was written."""
    messages.error(request, sentence)
    return _desk(request, _candidate(pk), now=timezone.now(), typed=typed, status=409)


def _on_to_next(request: HttpRequest, done: Candidate) -> HttpResponse:
    filters = desk_queue.filters_of(request.GET)
    following = desk_queue.following(filters, known_user(request), done)
    if following is None:
        return redirect(f"{reverse('moderation')}{filters.query}")
    return redirect(f"{reverse('candidate', args=[following])}{filters.query}")


def _approved_words(published: Announcement, is_added: bool) -> str:
    address = reverse("announcement", args=[published.slug])
    words = _("Added as a source to") if is_added else _("Published:")
    return format_html('{} <a href="{}">{}</a>', words, address, published.title)
