"""An address is tried: what would come in, with nothing stored of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from tracker import errands
from tracker.jobs.models import Job, JobKind
from tracker.tasks import nudge_job
from tracker.web.address_forms import TrialForm
from tracker.web.desk_access import RUN, known_user, needs
from tracker.web.pages import trial as page


@require_http_methods(["GET", "HEAD", "POST"])
@needs(RUN)
def try_address(request: HttpRequest) -> HttpResponse:
    """Say which address is to be tried; have it done."""
    if request.method != "POST":
        source = page.known_source(request.GET.get("source", ""))
        return _page(request, TrialForm(initial={"url": source.url, "kind": source.kind} if source else None))
    form = TrialForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    url, kind = form.cleaned_data["url"], form.cleaned_data["kind"]
    job = errands.ask_trial(url, kind, asked_by=known_user(request), now=timezone.now())
    nudge_job(job.pk)
    return redirect("source-tried", job.pk)


@require_safe
@needs(RUN)
def tried(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a trial is and what came of it. The page looks again by itself until it has ended."""
    job = get_object_or_404(Job, pk=pk, kind=JobKind.TRIAL)
    return _page(request, TrialForm(initial={"url": job.url, "kind": job.source_kind}), job=job)


def _page(request: HttpRequest, form: TrialForm, *, job: Job | None = None, status: int = 200) -> HttpResponse:
    shown = {"form": form, "page": page.gather(job) if job else None, "kept_days": page.KEPT_DAYS}
    return render(request, "sources/try.html", shown, status=status)
