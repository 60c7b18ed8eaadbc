"""The page of jobs and what may be done there: read the request, one call, render."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from tracker import errands, pipeline
from tracker.jobs.models import Job
from tracker.jobs.services import NotRetried
from tracker.sources.backfilling import FIRST_DAY
from tracker.sources.models import RawItem, Source
from tracker.tasks import nudge_job
from tracker.web.desk_access import RUN, known_user, needs
from tracker.web.desk_forms import day_field
from tracker.web.pages import jobs as page


class BackfillForm(forms.Form):
    """Which source, and since when. Needs `today`, the last day that may be named."""

    source: "forms.ModelChoiceField[Source]" = forms.ModelChoiceField(
        Source.objects.none(),
        label=gettext_lazy("Source"),
        empty_label=gettext_lazy("choose one"),
        error_messages={
            "required": gettext_lazy("Choose a source."),
            "invalid_choice": gettext_lazy("That source is paused or unknown. Choose one of the list."),
        },
    )
    since = day_field(gettext_lazy("Items since"))

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        source = self.fields["source"]
        if isinstance(source, forms.ModelChoiceField):
            source.queryset = page.backfill_sources()
        unclear = _("Type the day as year-month-day, such as 2025-01-31.")
        self.fields["since"].error_messages = {"required": unclear, "invalid": unclear}
        self.fields["since"].widget.attrs.update({"min": FIRST_DAY.isoformat(), "max": today.isoformat()})

    def clean_since(self) -> date:
        """A day that can have news. Raises ValidationError."""
        since: date = self.cleaned_data["since"]
        if since > self.today:
            raise forms.ValidationError(_("That day has not come yet."))
        if since < FIRST_DAY:
            raise forms.ValidationError(_("Name a day from 2009-01-03 on: before it there was no bitcoin."))
        return since


@require_safe
@needs(RUN)
def jobs(request: HttpRequest) -> HttpResponse:
    """What runs, what waits and what needs somebody."""
    return _page(request, BackfillForm(today=timezone.now().date()))


@require_safe
@needs(RUN)
def jobs_now(request: HttpRequest) -> HttpResponse:
    """The part of the page that changes by itself."""
    return render(request, "jobs/_now.html", {"page": page.gather(timezone.now())})


@require_POST
@needs(RUN)
def backfill(request: HttpRequest) -> HttpResponse:
    """Have the earlier items of a source fetched."""
    now = timezone.now()
    form = BackfillForm(request.POST, today=now.date())
    if not form.is_valid():
        return _page(request, form, status=422)
    source, since = form.cleaned_data["source"], form.cleaned_data["since"]
    job = errands.ask_backfill(source.pk, since, asked_by=known_user(request), now=now)
    nudge_job(job.pk)
    told = _("The items of %(name)s since %(day)s are being asked for.")
    messages.success(request, told % {"name": source, "day": since.isoformat()})
    return redirect("jobs")


@require_POST
@needs(RUN)
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Do a job again that failed."""
    job = get_object_or_404(Job, pk=pk)
    try:
        errands.retry(job.pk, now=timezone.now())
    except NotRetried as error:
        messages.error(request, str(error))
        return redirect("jobs")
    nudge_job(job.pk)
    messages.success(request, _("Being done again: %(job)s.") % {"job": job})
    return redirect("jobs")


@require_POST
@needs(RUN)
def reread(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an item be read again that could not be read."""
    item = get_object_or_404(RawItem, pk=pk)
    _tell_requeued(request, pipeline.requeue_failed(item_id=item.pk))
    return redirect("jobs")


@require_POST
@needs(RUN)
def reread_all(request: HttpRequest) -> HttpResponse:
    """Let every item be read again that could not be read."""
    _tell_requeued(request, pipeline.requeue_failed())
    return redirect("jobs")


def _tell_requeued(request: HttpRequest, number: int) -> None:
    told = ngettext(
        "%(n)d item is read again within a minute.", "%(n)d items are read again, the first within a minute.", number
    )
    if number:
        messages.success(request, told % {"n": number})
    else:
        messages.info(request, _("Nothing waits to be read again."))


def _page(request: HttpRequest, form: BackfillForm, status: int = 200) -> HttpResponse:
    shown = {"page": page.gather(timezone.now()), "form": form}
    return render(request, "jobs/jobs.html", shown, status=status)
