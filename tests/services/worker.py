"""A real Celery worker as its own process, on the test database and the test Redis."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.site import ROOT
from tracker.lib.ports import wait_until

READY_SECONDS = 30.0
STOP_SECONDS = 30.0


class Worker:
    """`start`, then `stop` (orderly) or `kill` (as kill -9 of the worker with its pool)."""

    def __init__(self, env: dict[str, str], log: Path, concurrency: int = 2, module: str = "celery") -> None:
        self.env = env
        self.log = log
        self.concurrency = concurrency
        self.module = module
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Worker":
        """Start it and wait until it takes work. Raises RuntimeError with its log where it does not."""
        argv = [sys.executable, "-m", self.module, "-A", "config", "worker", f"--concurrency={self.concurrency}"]
        argv += ["--loglevel=INFO", "--without-gossip", "--without-mingle", f"--hostname={self.log.stem}@%h"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                argv, cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True
            )
        if not wait_until(self._is_ready, seconds=READY_SECONDS):
            self.kill()
            raise RuntimeError(f"The worker did not get ready:\n{self.text()}")
        return self

    def text(self) -> str:
        """All it has said."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def _is_ready(self) -> bool:
        if self.process and self.process.poll() is not None:
            raise RuntimeError(f"The worker ended at once:\n{self.text()}")
        return " ready." in self.text()

    def stop(self) -> None:
        """Let it finish what it has in hand."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()

    def ended(self, seconds: float) -> bool:
        """Whether it ends by itself in that time."""
        process = self.process
        return process is not None and wait_until(lambda: process.poll() is not None, seconds=seconds)

    def kill(self) -> None:
        """End it and its pool with no chance to tidy up."""
        if self.process:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                return
            self.process.wait(timeout=STOP_SECONDS)
