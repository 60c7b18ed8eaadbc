"""The beat table: every task that runs by the clock, its interval and how long a late message still counts."""

from typing import Any, Final

from config.env import Env

# Messages expire by the clock of the worker: one that is ahead of beat's must not take every message for an old one.
CLOCKS_DIFFER_SECONDS: Final = 900


def beat_schedule(env: Env) -> dict[str, dict[str, Any]]:
    """What beat sends; a message that nobody took expires after a while, so that none pile up."""
    poll = env.number("POLL_SWEEP_SECONDS", 60, low=5, high=3600)
    sweep = env.number("WORK_SWEEP_SECONDS", 60, low=5, high=3600)
    prices = env.number("PRICE_SWEEP_SECONDS", 1800, low=60, high=86_400)
    return {
        "poll-due-sources": _every(poll, "tracker.tasks.poll_due_sources"),
        "sweep-unfinished-work": _every(sweep, "tracker.tasks.sweep"),
        # Cheap when nothing is due: it asks only for securities whose last session has closed since their last bar, and
        # a provider that asked to wait is left alone until then.
        "update-prices": _every(prices, "tracker.tasks.update_prices"),
    }


def _every(seconds: int, task: str) -> dict[str, Any]:
    return {"task": task, "schedule": seconds, "options": {"expires": seconds + CLOCKS_DIFFER_SECONDS}}
