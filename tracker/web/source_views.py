"""The page of sources, and what moderators may do on it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tracker import pipeline
from tracker.sources.models import Source
from tracker.web.desk_access import REVIEW, needs
from tracker.web.pages import sources as sources_page


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Every source with its health, its yield and its terms."""
    return render(request, "sources/list.html", {"page": sources_page.gather(timezone.now())})


@require_POST
@needs(REVIEW)
def poll_soon(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the next sweep ask a source, whatever its own time is."""
    source = _source(pk)
    if pipeline.poll_soon(source.pk, now=timezone.now()):
        messages.success(request, _("%(name)s is asked within a minute.") % {"name": source})
    else:
        messages.error(request, _("%(name)s is paused. Resume it first.") % {"name": source})
    return redirect("sources")


@require_POST
@needs(REVIEW)
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a source no more. What it gave stays."""
    source = _source(pk)
    pipeline.pause_source(source.pk)
    messages.success(request, _("%(name)s is paused.") % {"name": source})
    return redirect("sources")


@require_POST
@needs(REVIEW)
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a source again, from now on."""
    source = _source(pk)
    pipeline.resume_source(source.pk, now=timezone.now())
    messages.success(request, _("%(name)s is asked again, first within a minute.") % {"name": source})
    return redirect("sources")


def _source(pk: int) -> Source:
    return get_object_or_404(Source, pk=pk, is_sample=False)
