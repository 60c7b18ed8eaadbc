"""The one app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrackerConfig(AppConfig):
    """One label, one migration history; the rooms are packages inside."""

    name = "tracker"
    label = "tracker"
    verbose_name = _("Tracker")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the start-up checks."""
        from tracker import checks  # noqa: F401, PLC0415  (registers by import, when the apps are ready)
