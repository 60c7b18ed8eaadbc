"""Whether the program can do its work: for load balancers and whoever watches over it."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 (a view takes it)
    """200 when the database answers, else 503. No reason is given to strangers; it is in the log."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM tracker_company LIMIT 1")
    except DatabaseError:
        return JsonResponse({"status": "unavailable", "database": "unavailable"}, status=503)
    return JsonResponse({"status": "ok", "database": "ok"})
