"""Jobs and signs of life, to look at: what is done about them is done on the page of jobs."""

from django.contrib import admin

from tracker.admin.bases import Sealed
from tracker.jobs.models import Job, Pulse


@admin.register(Job)
class JobAdmin(Sealed):
    list_display = ("__str__", "state", "asked_by", "asked_at", "ended_at", "attempts")
    list_filter = ("kind", "state")
    search_fields = ("url", "source__name", "error")
    list_select_related = ("source", "asked_by")


@admin.register(Pulse)
class PulseAdmin(Sealed):
    list_display = ("name", "part", "started_at", "seen_at", "in_hand")
    list_filter = ("part",)
