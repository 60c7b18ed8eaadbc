"""`make test`: every test there is, the fast ones first: SQLite, then PostgreSQL and Redis, then a real Chromium.

What the later parts need is looked for and, where possible, started and stopped again. A part whose needs are not met
is named with the reason at the end; with REQUIRE_SERVICES=1 that is a failure. Further words go to pytest.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from types import FrameType
from typing import NoReturn

from tests.servers import PREFIX, postgres, redis_server
from tests.site import FOREIGN, ROOT, end_all, find_chromium

TESTS = ROOT / "tests"
NAME = re.compile(r"^def (test_\w+)", re.MULTILINE)
NO_TESTS = 5  # pytest's exit code where nothing was collected, as it is when words narrow the choice


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one part went; `skipped` says why it did not run."""

    part: str
    folder: str
    code: int = 0
    seconds: float = 0.0
    skipped: str = ""

    def line(self) -> str:
        """For the summary."""
        if self.skipped:
            return f"  {self.part:<44} skipped: {self.skipped}"
        return f"  {self.part:<44} {'ok' if self.code == 0 else 'FAILED':<8} {self.seconds:6.1f} s"


def main(words: list[str]) -> int:
    """Run all parts, print the summary; the exit code."""
    signal.signal(signal.SIGTERM, _tell)  # so that everything started is stopped on the way out
    with tempfile.TemporaryDirectory(prefix="hashpivot-tests-") as var_dir:
        clean = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        env = {**clean, "VAR_DIR": var_dir, "LOG_LEVEL": "WARNING", "TEST_RUN": var_dir}
        try:
            outcomes = [part(words, env) for part in (_on_sqlite, _on_services, _in_browser)]
        finally:
            end_all(f"TEST_RUN={var_dir}")
    return _close(outcomes, must_have=os.environ.get("REQUIRE_SERVICES") == "1")


def _close(outcomes: list[Outcome], *, must_have: bool) -> int:
    """Print the summary; the exit code."""
    _say("\nSummary")
    for outcome in outcomes:
        _say(outcome.line())
        for name in _names(outcome.folder) if outcome.skipped else []:
            _say(f"    not run: {name}")
    if must_have and any(outcome.skipped for outcome in outcomes):
        _say("REQUIRE_SERVICES=1 is set: a part that cannot run is a failure.")
        return 1
    return 1 if any(outcome.code for outcome in outcomes) else 0


def _names(folder: str) -> list[str]:
    """The tests of a folder, as written."""
    found = ((path, NAME.findall(path.read_text(encoding="utf-8"))) for path in sorted((TESTS / folder).glob("test_*")))
    return [f"tests/{folder}/{path.name}::{name}" for path, names in found for name in names]


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class ToldToStop(KeyboardInterrupt):
    """SIGTERM, which unlike Ctrl-C has not reached pytest."""


def _tell(_number: int, _frame: FrameType | None) -> NoReturn:
    raise ToldToStop


def _on_sqlite(words: list[str], env: dict[str, str]) -> Outcome:
    return _timed("all rooms on SQLite", "", lambda: _pytest(words, env))


def _on_services(words: list[str], env: dict[str, str]) -> Outcome:
    part, folder = "all rooms on PostgreSQL, workers on Redis", "services"
    with ExitStack() as stack:
        database = stack.enter_context(postgres())
        broker = stack.enter_context(redis_server())
        missing = [
            f"{name} ({found.origin})" for name, found in (("PostgreSQL", database), ("Redis", broker)) if not found.url
        ]
        if missing:
            return Outcome(part, folder, skipped=f"no {' and no '.join(missing)}")
        _say(f"\nPostgreSQL: {database.origin}. Redis: {broker.origin}.")
        own = {
            "DATABASE_URL": database.url,
            "REDIS_URL": broker.url,
            "TEST_REDIS_URL": broker.url,
            "REDIS_KEY_PREFIX": PREFIX,
            "SECRET_KEY": "only-for-tests-and-of-no-worth-anywhere-else",
        }
        return _timed(part, folder, lambda: _pytest(words, {**env, **own}))


def _in_browser(words: list[str], env: dict[str, str]) -> Outcome:
    part, folder = "pages in a real Chromium", "browser"
    if find_chromium() is None:
        return Outcome(part, folder, skipped="no Chromium on PATH or at CHROMIUM (Debian: apt-get install chromium)")
    return _timed(part, folder, lambda: _pytest(["-m", "browser", *words], {**env, "TEST_BROWSER": "1"}))


def _timed(part: str, folder: str, run: Callable[[], int]) -> Outcome:
    _say(f"\n=== {part}")
    start = time.monotonic()
    code = run()
    return Outcome(part, folder, code=code, seconds=time.monotonic() - start)


def _pytest(words: list[str], env: dict[str, str]) -> int:
    """One pytest process; nothing collected is fine where words narrow the choice."""
    argv = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words]
    process = subprocess.Popen(argv, cwd=ROOT, env=env)
    try:
        code = process.wait()
    except KeyboardInterrupt as stop:
        if isinstance(stop, ToldToStop):
            process.send_signal(signal.SIGINT)
        process.wait(timeout=60)  # pytest stops what its tests started
        raise
    return 0 if code == NO_TESTS and words else code


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("Interrupted; everything that was started is stopped.")
