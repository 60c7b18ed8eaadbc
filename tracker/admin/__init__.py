"""The back office: names, sources and corrections by hand. Decisions, and what was fetched or measured, are read-only.

Nothing gets on record from here without its source: announcements and evidence come from reviews and the dataset.
"""

from django.contrib import admin

from tracker.admin import figures, jobs, record

__all__ = ["figures", "jobs", "record"]

admin.site.site_header = "Hashpivot"
admin.site.site_title = "Hashpivot"
