"""What every page shows around its content: where the reader is and, for staff, how much waits."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tracker.extraction.models import Candidate


def page(request: HttpRequest) -> dict[str, object]:
    """The section for the navigation; for staff their doors and the length of the queue, asked for at most once.

    Anonymous readers cost no query.
    """
    match = request.resolver_match
    shared: dict[str, object] = {"section": match.url_name if match else ""}
    # A request that fails before the authentication middleware has no user.
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return shared
    can_review = user.has_perm("tracker.add_review")
    return {
        **shared,
        "can_review": can_review,
        "can_add": user.has_perm("tracker.add_candidate"),
        "queue_count": SimpleLazyObject(_queue_length) if can_review else 0,
    }


def _queue_length() -> int:
    return Candidate.objects.waiting().count()
