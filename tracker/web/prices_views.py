"""The page on the state of the prices, and what a moderator can do there: read the request, one call, render."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tracker import pipeline
from tracker.companies.models import Security
from tracker.reactions.suspects import NotSuspect
from tracker.web.desk_access import REVIEW, known_user, needs
from tracker.web.pages import prices_status


@require_safe
def prices(request: HttpRequest) -> HttpResponse:
    """Every security with how fresh its bars are, what is missing and what is held back."""
    return _page(request)


@require_POST
@needs(REVIEW)
def mark_genuine(request: HttpRequest) -> HttpResponse:
    """Somebody looked at a suspect move and found it genuine."""
    security = Security.objects.filter(key=request.POST.get("security", "")[:16].replace("\x00", "")).first()
    session_on = _day(request.POST.get("session", ""))
    if security is None or session_on is None:
        messages.error(request, _("Say which move: its security and its session."))
        return _page(request, status=422)
    try:
        pipeline.check_move(security.pk, session_on, by=known_user(request), now=timezone.now())
    except NotSuspect:
        messages.error(request, _("That move is not in quarantine. The list below is as it is now."))
        return _page(request, status=409)
    words = _("%(security)s on %(day)s is marked as genuine. Reactions and studies use it from now on.")
    messages.success(request, words % {"security": security.key, "day": session_on.isoformat()})
    return redirect("prices")


def _page(request: HttpRequest, status: int = 200) -> HttpResponse:
    shown = prices_status.gather(now=timezone.now())
    return render(request, "prices/status.html", {"page": shown, "prices_as_of": shown.as_of}, status=status)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
