"""Reading a page for an entry by hand: asked for here, done by a worker, shown above the entry form."""

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from tracker import errands
from tracker.lib.urls import canonical_url
from tracker.tasks import nudge_job
from tracker.web.address_forms import PageForm
from tracker.web.desk_access import ENTER, known_user, needs
from tracker.web.desk_entry import Above, entry_page
from tracker.web.desk_proposals import blank
from tracker.web.pages import read_page


@require_POST
@needs(ENTER)
def read(request: HttpRequest) -> HttpResponse:
    """Have a page read, unless its address is known already; then say so first."""
    now, paste = timezone.now(), PageForm(request.POST)
    if not paste.is_valid():
        return entry_page(request, blank(now.date()), above=Above(paste=paste), status=422)
    url: str = paste.cleaned_data["url"]
    if request.POST.get("anyway") != canonical_url(url):
        known = read_page.known_at(url)
        if known:
            return entry_page(request, blank(now.date(), {"source_url": url}), above=Above(paste=paste, known=known))
    return redirect(f"{reverse('enter-announcement')}?page={_asked(url, known_user(request))}")


def _asked(url: str, user: User) -> int:
    job = errands.ask_page(url, asked_by=user, now=timezone.now())
    nudge_job(job.pk)
    return job.pk


@require_safe
@needs(ENTER)
def status(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a reading has come: the part above the entry form that changes by itself."""
    job = read_page.asked_for(str(pk), known_user(request))
    if job is None:
        raise Http404
    return render(request, "desk/_page.html", {"reading": read_page.progress(job, timezone.now())})
