"""The page of sources, and what moderators may do on it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tracker import pipeline
from tracker.sources.models import Source
from tracker.web.desk_access import RUN, needs
from tracker.web.pages import sources as sources_page


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Every source with its health, its yield and its terms; buttons for those who run them."""
    shown = {"page": sources_page.gather(timezone.now()), "can_run": request.user.has_perm(RUN)}
    return render(request, "sources/list.html", shown)


@require_POST
@needs(RUN)
def poll_soon(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the next sweep ask a source, whatever its own time is."""
    source = _source(pk)
    if pipeline.poll_soon(source.pk, now=timezone.now()):
        messages.success(request, _("%(name)s is asked within a minute.") % {"name": source})
    else:
        messages.error(request, _("%(name)s is paused. Resume it first.") % {"name": source})
    return redirect("sources")


@require_POST
@needs(RUN)
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a source no more. What it gave stays."""
    source = _source(pk)
    pipeline.pause_source(source.pk)
    messages.success(request, _("%(name)s is paused.") % {"name": source})
    return redirect("sources")


@require_POST
@needs(RUN)
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a source again, from now on."""
    source = _source(pk)
    pipeline.resume_source(source.pk, now=timezone.now())
    messages.success(request, _("%(name)s is asked again, first within a minute.") % {"name": source})
    return redirect("sources")


@require_POST
@needs(RUN)
def read_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Let what could not be read of a source be tried anew."""
    source = _source(pk)
    number = pipeline.requeue_failed(source_id=source.pk)
    if number:
        told = ngettext(
            "%(n)d item of %(name)s is read again within a minute.",
            "%(n)d items of %(name)s are read again, the first within a minute.",
            number,
        )
        messages.success(request, told % {"n": number, "name": source})
    else:
        messages.info(request, _("Nothing of %(name)s could not be read.") % {"name": source})
    return redirect("sources")


def _source(pk: int) -> Source:
    return get_object_or_404(Source, pk=pk, is_sample=False)
