"""The study explorer and the method: read the request, one call, render."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tracker.web.pages import method as method_page
from tracker.web.pages import studies as studies_page


@require_safe
def studies(request: HttpRequest) -> HttpResponse:
    """The study of the sample that the address names; what it does not understand is said, never refused."""
    shown = studies_page.gather(request.GET.dict(), page_number=request.GET.get("page", "1"))
    return render(request, "studies/studies.html", {"page": shown, "prices_as_of": shown.view.prices_until})


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """The method on one page."""
    return render(request, "method/method.html", {"page": method_page.gather()})
