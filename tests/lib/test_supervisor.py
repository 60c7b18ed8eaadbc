"""The supervisor, over real processes: small scripts stand in for web, worker and beat."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.site import ROOT
from tracker.lib.ports import wait_until
from tracker.lib.supervisor import DEATHS_ALLOWED, DEATHS_WINDOW_SECONDS, Deaths

# Runs a supervisor over the scripts given, each a name and a program text; says what it says on its standard output.
HOST = """
import os, sys
from pathlib import Path
from tracker.lib.supervisor import Limits, Program, Supervisor
folder, stop, *words = sys.argv[1:]
programs = [
    Program(name, (sys.executable, "-c", text, folder), Path(folder) / f"{name}.log")
    for name, text in zip(words[::2], words[1::2])
]
limits = Limits(stop_seconds=float(stop), first_pause_seconds=0.02)
def say(line): print(line, flush=True)
ready = lambda: all((Path(folder) / f"{p.name}.pid").exists() for p in programs)
supervisor = Supervisor(programs, env=os.environ, limits=limits, say=say)
sys.exit(supervisor.run(is_ready=ready, when_ready=lambda: say("READY")))
"""
# Notes its process, then waits for SIGTERM and ends as asked.
STEADY = """
import os, signal, sys
from pathlib import Path
note = Path(sys.argv[1]) / "{name}.pid"
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
note.with_suffix(".new").write_text(str(os.getpid()))
note.with_suffix(".new").rename(note)
while True: signal.pause()
"""
# Has a pool process in the same session; told to stop, it finishes the work in hand first.
BUSY = """
import os, signal, sys
from pathlib import Path
folder = Path(sys.argv[1])
told = []
signal.signal(signal.SIGTERM, lambda *_: told.append(1))
pool = os.fork()
if pool == 0:
    signal.signal(signal.SIGTERM, lambda *_: (folder / "pool-was-signalled").touch())
    while not (folder / "finish").exists(): signal.sigtimedwait([], 0.02)
    (folder / "work-done").touch()
    os._exit(0)
(folder / "busy.pid").write_text(str(os.getpid()))
(folder / "pool.pid").write_text(str(pool))
while not told: signal.sigtimedwait([], 0.02)
(folder / "was-told").touch()
os.waitpid(pool, 0)
"""


def steady(name: str) -> list[str]:
    """A program that runs until told to stop."""
    return [name, STEADY.replace("{name}", name)]


class Host:
    """A process that supervises, and what it leaves in its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process: subprocess.Popen[str] | None = None

    def start(self, *programs: list[str], stop_seconds: float = 20) -> subprocess.Popen[str]:
        """Supervise these programs."""
        words = [word for program in programs for word in program]
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOST, str(self.folder), str(stop_seconds), *words],
            cwd=ROOT,
            stdout=(self.folder / "said").open("w"),
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        return self.process

    def said(self) -> str:
        """All the supervisor said so far."""
        return (self.folder / "said").read_text(encoding="utf-8")

    def hears(self, words: str) -> None:
        """Wait until it has said this."""
        assert wait_until(lambda: words in self.said(), seconds=15), self.said()

    def has(self, name: str) -> None:
        """Wait until a file is there."""
        assert wait_until((self.folder / name).exists, seconds=15), self.said()

    def pid(self, name: str) -> int:
        """A process that noted its number."""
        return int((self.folder / f"{name}.pid").read_text())


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    host = Host(tmp_path)
    yield host
    if host.process and host.process.poll() is None:
        host.process.kill()
        host.process.wait()


def is_gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody has waited for yet counts as ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_all_are_started_and_one_signal_stops_all(host: Host) -> None:
    process = host.start(steady("web"), steady("beat"))
    host.hears("READY")
    pids = [host.pid("web"), host.pid("beat")]
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=15) == 0
    assert all(is_gone(pid) for pid in pids)
    assert "All stopped." in host.said()


def test_dead_child_is_started_again_and_said(host: Host) -> None:
    process = host.start(steady("web"))
    host.hears("READY")
    first = host.pid("web")
    os.kill(first, signal.SIGKILL)
    assert wait_until(lambda: host.pid("web") != first, seconds=15)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=15) == 0
    assert "web ended (killed by SIGKILL); it is started again." in host.said()


def test_child_that_keeps_dying_stops_all_with_its_last_words(host: Host) -> None:
    process = host.start(steady("web"), ["worker", "raise SystemExit('no such queue')"])
    assert process.wait(timeout=30) == 1
    assert "worker | no such queue" in host.said()
    assert f"worker ended {DEATHS_ALLOWED} times within a minute (exit code 1)" in host.said()
    assert is_gone(host.pid("web"))


def test_work_in_hand_is_finished_and_only_the_main_process_is_signalled(host: Host) -> None:
    process = host.start(["busy", BUSY])
    host.hears("READY")
    process.send_signal(signal.SIGINT)
    host.has("was-told")
    assert process.poll() is None
    (host.folder / "finish").touch()
    assert process.wait(timeout=15) == 0
    assert (host.folder / "work-done").exists()
    assert not (host.folder / "pool-was-signalled").exists()


def test_second_signal_says_what_is_waited_for_and_the_third_ends_it(host: Host) -> None:
    process = host.start(["busy", BUSY])
    host.hears("READY")
    pool = host.pid("pool")
    process.send_signal(signal.SIGINT)
    host.has("was-told")
    process.send_signal(signal.SIGINT)
    host.hears("Waiting for busy to finish the work in hand. Press Ctrl-C once more")
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=15) == 0
    assert wait_until(lambda: is_gone(pool), seconds=5)


def test_work_that_takes_longer_than_allowed_is_ended(host: Host) -> None:
    process = host.start(["busy", BUSY], stop_seconds=0.1)
    host.hears("READY")
    pool = host.pid("pool")
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=15) == 0
    assert wait_until(lambda: is_gone(pool), seconds=5)


def test_children_of_a_killed_supervisor_finish_and_stop(host: Host) -> None:
    process = host.start(steady("web"), ["busy", BUSY])
    host.hears("READY")
    web, busy = host.pid("web"), host.pid("busy")
    process.kill()
    process.wait()
    assert wait_until(lambda: is_gone(web), seconds=10)
    host.has("was-told")
    (host.folder / "finish").touch()
    assert wait_until(lambda: is_gone(busy), seconds=10)
    assert (host.folder / "work-done").exists()


def test_errors_in_a_log_are_shown_and_the_rest_is_not(host: Host) -> None:
    lines = ["2025-10-21 09:00:00 INFO x: quiet", "2025-10-21 09:00:01 ERROR x: loud", "ValueError: and its cause"]
    talk = STEADY.replace("{name}", "web").replace(
        "while True", f"print({chr(10).join(lines)!r}, flush=True)\nwhile True"
    )
    process = host.start(["web", talk])
    host.hears("web | ValueError: and its cause")
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=15)
    assert "web | 2025-10-21 09:00:01 ERROR x: loud" in host.said()
    assert "quiet" not in host.said()


@given(st.lists(st.floats(min_value=0, max_value=500), max_size=30))
def test_giving_up_takes_five_deaths_within_a_minute(gaps: list[float]) -> None:
    deaths, at, seen = Deaths(first_pause=0.5), 0.0, []
    for gap in gaps:
        at += gap
        seen.append(at)
        deaths.add(at)
        recent = [one for one in seen if at - one < DEATHS_WINDOW_SECONDS]
        assert deaths.too_many() == (len(recent) >= DEATHS_ALLOWED)
        assert deaths.pause() >= 0.5


def test_pause_doubles_and_is_forgotten_after_a_quiet_minute() -> None:
    deaths = Deaths(first_pause=0.5)
    pauses = []
    for at in (0.0, 1.0, 2.0, 100.0):
        deaths.add(at)
        pauses.append(deaths.pause())
    assert pauses == [0.5, 1.0, 2.0, 0.5]
