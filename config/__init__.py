"""Settings, the Celery application, the beat table and the root URLs."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
