"""A Celery worker with something wrong with it, as its environment says; else as `python -m celery`.

ODD_CLOCK=600        its clock is so many seconds ahead
ODD_FALLS=read:217   it is killed with its pool, as by kill -9, at the 217th step of a stage (see `Fall`)
"""

import importlib
import os
import runpy
import signal
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.utils import timezone

from tracker.sources.adapters import FeedItem, feed


class Fall:
    """Counts the steps of one stage and kills the whole process group at a step.

    parse: items built. store: statements from the parsed feed on, at the latest just before they are committed.
    stored: statements after that commit. read: statements of a worker that only reads, and from there on the first that
    is about candidates: whoever gets there has items claimed and nothing of them kept.
    """

    def __init__(self, stage: str, steps: int) -> None:
        self.stage = stage
        self.left = steps
        self.is_counting = stage == "read"
        self.is_parsed = False

    def step(self, *, is_there: bool = True) -> None:
        self.left -= 1
        if self.left <= 0 and is_there:
            os.killpg(0, signal.SIGKILL)

    def statement(self, execute: Callable[..., Any], sql: str, *words: Any) -> Any:
        if self.is_counting:
            self.step(is_there=self.stage != "read" or "tracker_candidate" in str(sql))
        return execute(sql, *words)

    def watch(self, connection: BaseDatabaseWrapper, **_more: Any) -> None:
        if self.statement not in connection.execute_wrappers:
            connection.execute_wrappers.append(self.statement)

    def lurk(self) -> None:
        """Put itself where the steps are taken."""
        connection_created.connect(self.watch, weak=False)
        parse, commit = feed.FeedAdapter.parse, BaseDatabaseWrapper.commit

        def building(*words: Any, **fields: Any) -> FeedItem:
            if self.stage == "parse":
                self.step()
            return FeedItem(*words, **fields)

        def parsing(*words: Any, **fields: Any) -> Any:
            items = parse(*words, **fields)
            self.is_parsed, self.is_counting = True, self.stage in ("store", "read")
            return items

        def committing(connection: BaseDatabaseWrapper) -> None:
            if self.is_parsed and self.stage == "store":
                self.left = 0
                self.step()
            commit(connection)
            self.is_counting = self.is_counting or (self.is_parsed and self.stage == "stored")

        mock.patch.object(feed, "FeedItem", building).start()
        mock.patch.object(feed.FeedAdapter, "parse", parsing).start()
        mock.patch.object(BaseDatabaseWrapper, "commit", committing).start()


def shift_clock(by: timedelta) -> None:
    """Shift what the program and Celery's expiry of messages take for now."""
    true_time, true_now = time.time, timezone.now

    class Shifted(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> "Shifted":
            return super().now(tz) + by

    def shifted_time() -> float:
        return true_time() + by.total_seconds()

    def shifted_now() -> datetime:
        return true_now() + by

    mock.patch.object(time, "time", shifted_time).start()
    mock.patch.object(timezone, "now", shifted_now).start()
    request = importlib.import_module("celery.worker.request")  # only now: it keeps the time.time it finds
    mock.patch.object(request, "datetime", Shifted).start()


def main() -> None:
    """Be odd, then be a worker."""
    clock, falls = os.environ.get("ODD_CLOCK"), os.environ.get("ODD_FALLS")
    if clock:
        shift_clock(timedelta(seconds=int(clock)))
    if falls:
        stage, _colon, steps = falls.partition(":")
        Fall(stage, int(steps)).lurk()
    runpy.run_module("celery", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
