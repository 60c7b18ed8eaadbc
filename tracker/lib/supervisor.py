"""Runs several programs as one: starts them, restarts what dies, stops all together, leaves no orphan.

Each child has a process session of its own, so that Ctrl-C in the terminal reaches the supervisor alone. To stop, only
the children's main processes are signalled: a worker whose pool hears the signal too drops the task in hand. The
children hang on a leash (`leash.py`) and stop by themselves when the supervisor is killed outright.
"""

import os
import queue
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Final

from tracker.lib import leash
from tracker.lib.logtail import LogTail, last_lines, make_room

DEATHS_ALLOWED: Final = 5
DEATHS_WINDOW_SECONDS: Final = 60.0
TICK_SECONDS: Final = 0.5
STARTING_TICK_SECONDS: Final = 0.05
STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Program:
    """One program to keep running: its command line and the file that takes all it prints."""

    name: str
    argv: tuple[str, ...]
    log: Path


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a stop may take and how soon a dead child is started again, in seconds."""

    stop_seconds: float
    first_pause_seconds: float = 0.5


@dataclass(slots=True)
class Deaths:
    """When one child died, in seconds of any steady clock: tells how long to wait and when to give up."""

    first_pause: float
    times: list[float] = field(default_factory=list)

    def add(self, at: float) -> None:
        """Count a death; those older than the window are forgotten."""
        self.times = [one for one in self.times if at - one < DEATHS_WINDOW_SECONDS] + [at]

    def too_many(self) -> bool:
        """Whether starting it again is pointless."""
        return len(self.times) >= DEATHS_ALLOWED

    def pause(self) -> float:
        """Seconds to wait before the next start: doubled with each death in the window."""
        return float(self.first_pause * 2 ** (len(self.times) - 1))


class Child:
    """One running program and its log."""

    def __init__(self, program: Program, first_pause: float) -> None:
        self.program = program
        self.deaths = Deaths(first_pause)
        self.process: subprocess.Popen[bytes] | None = None
        self.start_at = 0.0
        make_room(program.log)
        program.log.touch()
        self.tail = LogTail(program.log)

    def start(self, env: Mapping[str, str]) -> None:
        """Start the program in a session of its own, on the leash."""
        with self.program.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603  (our own command lines)
                leash.command(self.program.argv),
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def is_running(self) -> bool:
        """Whether its main process lives."""
        return self.process is not None and self.process.poll() is None

    def terminate(self) -> None:
        """Ask the main process, and nobody else, to finish."""
        if self.process and self.is_running():
            self.process.terminate()

    def kill_group(self) -> None:
        """Kill whatever is left of its session: nothing after an orderly end, its pool after a violent one."""
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.process.wait()


class Supervisor:
    """Keeps programs running until a signal says stop; `run` returns the exit code."""

    def __init__(
        self, programs: list[Program], *, env: Mapping[str, str], limits: Limits, say: Callable[[str], None]
    ) -> None:
        self.children = [Child(program, limits.first_pause_seconds) for program in programs]
        self.env = env
        self.limits = limits
        self.say = say
        self.heard: queue.SimpleQueue[int] = queue.SimpleQueue()  # may be filled from a signal handler
        self.stops = 0

    def run(self, *, is_ready: Callable[[], bool], when_ready: Callable[[], None]) -> int:
        """Start all, watch until told to stop, stop all. 0, or 1 where a child kept dying.

        Until is_ready says yes it is asked again and again; then when_ready is called, once.
        """
        with self._signals():
            try:
                for child in self.children:
                    child.start(self.env)
                is_well = self._start_up(is_ready) and self._watch(when_ready)
            finally:
                self._stop()
        return 0 if is_well else 1

    @contextmanager
    def _signals(self) -> Iterator[None]:
        def hear(number: int, _frame: FrameType | None) -> None:
            self.stops += number in STOP_SIGNALS
            self.heard.put(number)

        kept = {number: signal.signal(number, hear) for number in (*STOP_SIGNALS, signal.SIGCHLD)}
        try:
            yield
        finally:
            for number, handler in kept.items():
                signal.signal(number, handler)

    def _wait(self, seconds: float) -> None:
        """Sleep until a signal comes, at most so long."""
        try:
            self.heard.get(timeout=seconds)
        except queue.Empty:
            return

    def _start_up(self, is_ready: Callable[[], bool]) -> bool:
        """Look after the children until is_ready; False where one had to be given up."""
        while not self.stops and not is_ready():
            if not self._look_after():
                return False
            self._wait(STARTING_TICK_SECONDS)
        return True

    def _watch(self, when_ready: Callable[[], None]) -> bool:
        """Look after the children until told to stop; False where one had to be given up."""
        if not self.stops:
            when_ready()
        while not self.stops:
            if not self._look_after():
                return False
            self._wait(TICK_SECONDS)
        return True

    def _look_after(self) -> bool:
        """Start again what died, show what was said; False where a child keeps dying."""
        now = time.monotonic()
        is_well = all(child.is_running() or self._revive(child, now) for child in self.children)
        self._show_logs()
        return is_well

    def _revive(self, child: Child, now: float) -> bool:
        """Note a death, or start the child again once its pause is over. False: it keeps dying."""
        name = child.program.name
        if child.process is not None:
            code = child.process.returncode
            child.kill_group()
            child.process = None
            child.deaths.add(now)
            if child.deaths.too_many():
                self._give_up(child, code)
                return False
            child.start_at = now + child.deaths.pause()
            self.say(f"{name} ended ({_ending(code)}); it is started again. Its log: {child.program.log}")
        elif now >= child.start_at:
            child.start(self.env)
        return True

    def _give_up(self, child: Child, code: int) -> None:
        self._show_logs()
        for line in last_lines(child.program.log):
            self.say(f"{child.program.name} | {line}")
        self.say(
            f"{child.program.name} ended {DEATHS_ALLOWED} times within a minute ({_ending(code)}), so everything is"
            f" stopped. Its last words are above, all of them in {child.program.log}."
        )

    def _show_logs(self) -> None:
        for child in self.children:
            for line in child.tail.new_lines():
                self.say(f"{child.program.name} | {line}")

    def _stop(self) -> None:
        """Ask all to finish, wait, then make sure."""
        self.say("Stopping. Work in hand is finished first, which takes a few seconds ...")
        for child in self.children:
            child.terminate()
        end = time.monotonic() + self.limits.stop_seconds
        told = self.stops
        while any(child.is_running() for child in self.children) and time.monotonic() < end and self.stops < 3:
            self._wait(TICK_SECONDS)
            if self.stops > told:
                told = self.stops
                self.say(self._still())
        self._show_logs()
        for child in self.children:
            child.kill_group()
        self.say("All stopped.")

    def _still(self) -> str:
        names = " and ".join(child.program.name for child in self.children if child.is_running())
        return f"Waiting for {names} to finish the work in hand. Press Ctrl-C once more to end it at once."


def _ending(code: int) -> str:
    """An exit code in words."""
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
