"""The Celery application: `celery -A config worker`, `celery -A config beat`."""

import os
from typing import Any

from celery import Celery
from celery.signals import task_postrun, task_prerun
from django.db import close_old_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("hashpivot")
app.config_from_object("django.conf:settings", namespace="CELERY")
# By itself Celery closes the database connection before and after each task, whatever CONN_MAX_AGE says, and a short
# task takes longer to connect than to do its work. Here it does so once in a worker process's life at most.
app.add_defaults({"CELERY_DB_REUSE_MAX": 1_000})
app.autodiscover_tasks(["tracker"])
app.steps["worker"].add("config.pulse:WorkerPulse")  # by name: models are not ready to be imported yet


def keep_good_connections(sender: Any, **_more: Any) -> None:
    """As between two requests: a connection that is too old or broken is closed, any other one kept."""
    if not sender.request.is_eager:
        close_old_connections()


task_prerun.connect(keep_good_connections)
task_postrun.connect(keep_good_connections)
