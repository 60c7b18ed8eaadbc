"""Start-up checks: mistakes of configuration that would spoil data in silence."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def times_are_utc(**_kwargs: Any) -> list[CheckMessage]:
    """All stored times are UTC; New York time is a matter of display and of the calendar."""
    if settings.TIME_ZONE == "UTC" and settings.USE_TZ:
        return []
    return [
        Error(
            "TIME_ZONE must stay UTC and USE_TZ on.",
            hint="Set both back in config/settings.py.",
            id="tracker.E001",
        )
    ]
