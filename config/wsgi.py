"""The WSGI door for gunicorn."""

import os
from datetime import date
from threading import Thread

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from tracker.markets import calendar  # noqa: E402  (after the settings are named)

# Building the calendar of sessions takes a second or two: begin now, not with the first visitor who needs it.
Thread(target=calendar.is_session, args=(date(2025, 10, 20),), daemon=True).start()
