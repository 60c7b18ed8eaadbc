"""Signs of life of every worker and of beat, each quarter of a minute, for the page of jobs.

They are written by a thread of their own: a database that hangs or is away holds up nothing but them. What asks for
each one is the timer of the worker and the tick of beat, so a process whose loop is stuck goes silent.
"""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from typing import Any, Final

from celery import bootsteps
from celery.beat import PersistentScheduler
from celery.worker import state
from django.db import Error, connections
from django.utils import timezone

from tracker import errands
from tracker.jobs.models import Part

EVERY: Final = 15.0
GOODBYE_SECONDS: Final = 5.0

log = logging.getLogger(__name__)

# A pool child must not be forked with a connection of its parent's open: SQLite forbids it, and two processes would
# talk through one socket. So a fork waits until the sign that is being written is written, and its connection closed.
_writing = threading.Lock()
os.register_at_fork(before=_writing.acquire, after_in_parent=_writing.release, after_in_child=_writing.release)


class Pulse:
    """The signs of life of one process: `start`, `give` as often as it lives, `stop`."""

    def __init__(self, part: Part, name: str) -> None:
        self.part = part
        self.name = name
        self._in_hand = 0
        self._is_away = False
        self._ends = False
        self._due = threading.Event()
        self._thread: threading.Thread | None = None

    def give(self, in_hand: int = 0) -> None:
        """Have a sign of life written; returns at once."""
        self._in_hand = in_hand
        self._due.set()
        if self._thread is None:
            self._thread = threading.Thread(target=self._write_on, name="pulse", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Say goodbye, if the database can be told within a few seconds."""
        self._ends = True
        self._due.set()
        if self._thread is not None:
            self._thread.join(GOODBYE_SECONDS)

    def _write_on(self) -> None:
        while not self._ends:
            self._due.wait()
            self._due.clear()
            if not self._ends:
                self.write(lambda: errands.pulse(self.part, self.name, now=timezone.now(), in_hand=self._in_hand))
        self.write(lambda: errands.goodbye(self.name))

    def write(self, tell: Callable[[], None]) -> None:
        """Tell the database, and leave no connection open. A database that is away is logged once."""
        with _writing:
            try:
                tell()
            except Error as error:
                if not self._is_away:
                    log.warning(
                        "No sign of life of %s could be written; the page of jobs misses it: %s", self.name, error
                    )
                self._is_away = True
            else:
                self._is_away = False
            finally:
                connections.close_all()  # those of this thread


class WorkerPulse(bootsteps.StartStopStep):  # type: ignore[misc]  # Celery has no types
    """The part of a worker that gives its signs of life; named to Celery in config/celery.py."""

    requires = ("celery.worker.components:Timer",)

    def __init__(self, worker: Any, **options: Any) -> None:
        super().__init__(worker, **options)
        self.pulse = Pulse(Part.WORKER, worker.hostname)
        self.timer: Any = None

    def start(self, worker: Any) -> None:
        """Give the first sign now, the others by the worker's timer."""
        self._give()
        self.timer = worker.timer.call_repeatedly(EVERY, self._give, priority=10)

    def stop(self, worker: Any) -> None:  # noqa: ARG002  (Celery passes it)
        """An orderly end, whether warm or cold."""
        if self.timer is not None:
            self.timer.cancel()
        self.pulse.stop()

    terminate = stop

    def _give(self) -> None:
        self.pulse.give(in_hand=len(state.active_requests))


class PulsingScheduler(PersistentScheduler):  # type: ignore[misc]  # Celery has no types
    """Beat's own scheduler, with signs of life; named to Celery in the settings.

    The name has the process id in it: two beats on one machine, started by mistake, show as two.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.pulse = Pulse(Part.BEAT, f"beat@{socket.gethostname()} ({os.getpid()})")
        self._given_at: float | None = None

    def tick(self, *args: Any, **options: Any) -> float:
        """Send what is due, then give a sign where it is time; seconds until the next tick."""
        seconds: float = super().tick(*args, **options)
        now = time.monotonic()
        if self._given_at is None or now - self._given_at >= EVERY:
            self._given_at = now
            self.pulse.give()
        return min(seconds, EVERY)

    def close(self) -> None:
        """Keep the schedule, then say goodbye."""
        super().close()
        self.pulse.stop()
