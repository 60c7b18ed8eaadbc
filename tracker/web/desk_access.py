"""Who may open a desk page. Rights are checked here and nowhere else."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

REVIEW = "tracker.add_review"
ENTER = "tracker.add_candidate"
NAME = "tracker.add_counterparty"
RUN = "tracker.run_sources"
RIGHTS = {
    REVIEW: _("to decide what goes on record. The groups moderator and admin have it."),
    NAME: _("to add counterparties. The groups moderator and admin have it."),
    RUN: _("to run the sources and see their jobs. The groups moderator and admin have it."),
    ENTER: _("to enter announcements. The groups analyst, moderator and admin have it."),
}


def needs(permission: str) -> Callable[[View[P]], View[P]]:
    """Let those through who have the permission; strangers log in first, others are told which right they lack."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.user.has_perm(permission):
                return render(request, "desk/denied.html", {"right": RIGHTS[permission]}, status=403)
            return view(request, *args, **kwargs)

        return guarded

    return guard


def known_user(request: HttpRequest) -> User:
    """The user behind a guarded view."""
    if not isinstance(request.user, User):
        raise TypeError("This view is not guarded by needs().")
    return request.user
