"""A study to take away: everything that is needed to compute its table again."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tracker.reactions.study_file import study_file


@require_safe
def study_zip(request: HttpRequest) -> HttpResponse:
    """The ZIP of the study that the address names."""
    found = study_file(
        request.GET.dict(),
        site=f"{request.scheme}://{request.get_host()}",
        made_at=timezone.now(),
        with_returns=settings.STUDY_RETURNS,
    )
    response = HttpResponse(found.content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return response
