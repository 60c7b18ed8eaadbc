"""The beat table: every task that runs by the clock, its interval and how long a late message still counts."""

from typing import Any

from celery.schedules import crontab

from config.env import Env


def beat_schedule(env: Env) -> dict[str, dict[str, Any]]:
    """What beat sends; a message expires just before the next one is due, so that none pile up."""
    poll = env.number("POLL_SWEEP_SECONDS", 60, low=5, high=3600)
    sweep = env.number("WORK_SWEEP_SECONDS", 60, low=5, high=3600)
    return {
        "poll-due-sources": _every(poll, "tracker.tasks.poll_due_sources"),
        "sweep-unfinished-work": _every(sweep, "tracker.tasks.sweep"),
        # After the New York close on weekdays (22:30 UTC is 17:30 or 18:30 there), then after BTC's day, 00:00 UTC.
        "update-prices-after-close": {
            "task": "tracker.tasks.update_prices",
            "schedule": crontab(hour=22, minute=30, day_of_week="1-5"),
            "options": {"expires": 3600},
        },
        "update-prices-after-utc-day": {
            "task": "tracker.tasks.update_prices",
            "schedule": crontab(hour=0, minute=20),
            "options": {"expires": 3600},
        },
    }


def _every(seconds: int, task: str) -> dict[str, Any]:
    return {"task": task, "schedule": seconds, "options": {"expires": max(seconds - 1, 1)}}
