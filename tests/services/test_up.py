"""`manage.py up` as a whole: the real web server, worker and schedule in a folder of their own, in default mode."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.feed_server import FeedServer
from tests.site import ROOT, end_all, living, logins, site_env
from tracker.lib.ports import answers, free_port, wait_until

FEED = """<rss version="2.0"><channel><title>Wire</title><item><title>Nothing of note</title>
<link>https://wire.example.org/{n}</link><guid isPermaLink="false">{n}</guid></item></channel></rss>"""
# Makes sources at the addresses given and nudges a worker to poll each.
NUDGE = """
import sys, django
django.setup()
from tracker.sources.services import SourceSpec, ensure_source
from tracker.tasks import poll_source
for number, url in enumerate(sys.argv[1:]):
    poll_source.delay(ensure_source(SourceSpec(f"wire-{number}", f"Wire {number}", url)).pk)
"""


class Running:
    """One supervisor at work in var_dir."""

    def __init__(self, var_dir: Path, **env: str) -> None:
        self.var_dir = var_dir
        self.port = free_port()
        self.env = site_env(var_dir, PORT=str(self.port), FETCH_PRIVATE_HOSTS="127.0.0.1", **env)
        self.output = var_dir.parent / f"said-{self.port}"
        argv = [sys.executable, "manage.py", "up"]
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                argv, cwd=ROOT, env=self.env, stdout=output, stderr=output, start_new_session=True
            )

    @property
    def url(self) -> str:
        """The site's address, without a trailing slash."""
        return f"http://127.0.0.1:{self.port}"

    def said(self) -> str:
        """All it said so far."""
        return self.output.read_text(encoding="utf-8")

    def is_up(self) -> "Running":
        """Wait until it says where the site is and its worker takes work."""
        log = self.var_dir / "log" / "worker.log"
        assert wait_until(lambda: f"Hashpivot is at {self.url}/" in self.said(), seconds=90), self.said()
        assert wait_until(lambda: " ready." in log.read_text(encoding="utf-8"), seconds=60), log.read_text()
        return self

    def parts(self) -> set[int]:
        """Every living process of this folder but the supervisor itself: they carry its VAR_DIR with them."""
        return {pid for pid in living(f"VAR_DIR={self.var_dir}") if pid != self.process.pid}

    def stop(self) -> int:
        """As Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=60)


@dataclass(frozen=True, slots=True)
class FirstStart:
    """How the very first start in an empty folder went, from its start to its end."""

    up: Running
    parts: set[int]
    page_came: bool
    code: int
    left: set[int]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirstStart]:
    """A first start, stopped again as by Ctrl-C."""
    var_dir = tmp_path_factory.mktemp("first") / "var"
    try:
        up = Running(var_dir).is_up()
        parts, page_came = up.parts(), answers(f"{up.url}/companies/CLSK/")
        yield FirstStart(up, parts, page_came, up.stop(), up.parts())
    finally:
        end_all(f"VAR_DIR={var_dir}")


@contextmanager
def _copy(first: FirstStart, folder: Path) -> Iterator[Path]:
    """What the first start left, for other starts; what still runs there afterwards is ended."""
    copy = folder / "var"
    shutil.copytree(first.up.var_dir, copy)
    try:
        yield copy
    finally:
        end_all(f"VAR_DIR={copy}")


@pytest.fixture
def var_dir(first: FirstStart, tmp_path: Path) -> Iterator[Path]:
    """What the first start left, for one test."""
    with _copy(first, tmp_path) as copy:
        yield copy


@pytest.fixture(scope="module")
def second(first: FirstStart, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A second start, over what a crash would leave, shared by the tests that look at it."""
    with _copy(first, tmp_path_factory.mktemp("second")) as var_dir:
        for name in ("beat-schedule", "celerybeat.pid", "up.lock"):
            (var_dir / name).write_text("4194304", encoding="ascii")
        _stale(var_dir).write_text("{}", encoding="ascii")
        yield Running(var_dir).is_up()


def _stale(var_dir: Path) -> Path:
    """A control message to a worker that is gone, as a kill leaves it."""
    return var_dir / "broker" / "messages" / "1_x.worker@gone.celery.pidbox.msg"


def test_first_start_tells_where_to_go_and_how_to_log_in(first: FirstStart) -> None:
    kept, said = logins(first.up.var_dir), first.up.said()
    assert set(kept) == {"analyst", "moderator", "admin"}
    assert all(re.search(rf"{name} +{re.escape(password)}", said) for name, password in kept.items())
    assert (first.up.var_dir / "logins.txt").stat().st_mode & 0o077 == 0
    assert first.page_came


def test_stop_leaves_no_process_behind(first: FirstStart) -> None:
    assert len(first.parts) >= 3
    assert (first.code, first.left) == (0, set())


def test_second_start_makes_nothing_anew(first: FirstStart, second: Running) -> None:
    assert logins(second.var_dir) == logins(first.up.var_dir)
    assert "Loading" not in second.said()
    assert "passwords:" not in second.said()


def test_leftovers_of_a_crash_do_not_keep_it_from_starting(second: Running) -> None:
    assert not _stale(second.var_dir).exists()


def test_second_supervisor_in_one_folder_is_refused(second: Running) -> None:
    third = Running(second.var_dir)
    assert third.process.wait(timeout=30) == 1
    assert f"Hashpivot already runs from this folder (process {second.process.pid})." in third.said()


def test_killed_worker_is_started_again(second: Running, feed_server: FeedServer) -> None:
    url = feed_server.route("/feed", FEED.format(n=1))
    os.kill(_main_process(second, "worker"), signal.SIGKILL)
    assert wait_until(lambda: "worker ended (killed by SIGKILL); it is started again" in second.said(), seconds=20)
    _nudge(second, [url])
    assert feed_server.wait_for("/feed", seconds=30)


def test_taken_port_ends_with_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        env = site_env(tmp_path, PORT=port)
        argv = [sys.executable, "manage.py", "up"]
        ended = subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert re.fullmatch(rf"Port {port} is taken\. Stop what uses it or start with PORT=\d+ make run\.\n", ended.stderr)


def test_stopping_finishes_the_tasks_in_hand_and_keeps_the_rest(var_dir: Path, feed_server: FeedServer) -> None:
    gate = threading.Event()
    paths = [f"/feed/{number}" for number in range(6)]
    urls = [feed_server.route(path, FEED.format(n=path), gate=gate) for path in paths]
    up = Running(var_dir).is_up()
    _nudge(up, urls)
    assert wait_until(lambda: len(feed_server.pages) == 2, seconds=30)
    up.process.send_signal(signal.SIGINT)
    assert wait_until(lambda: "Stopping" in up.said(), seconds=10)
    assert up.process.poll() is None  # two tasks are in hand
    gate.set()
    assert up.process.wait(timeout=60) == 0
    assert up.parts() == set()

    Running(var_dir).is_up()
    assert wait_until(lambda: len(feed_server.pages) >= 6, seconds=60)
    assert wait_until(lambda: _messages(var_dir) == [], seconds=30)
    assert sorted(feed_server.pages) == paths


def _nudge(up: Running, urls: list[str]) -> None:
    env = {**up.env, "DJANGO_SETTINGS_MODULE": "config.settings"}
    subprocess.run([sys.executable, "-c", NUDGE, *urls], cwd=ROOT, env=env, check=True)


def _messages(var_dir: Path) -> list[str]:
    return [path.name for path in (var_dir / "broker" / "messages").glob("*.celery.msg")]


def test_nothing_is_left_when_the_supervisor_is_killed_and_it_starts_again(var_dir: Path) -> None:
    up = Running(var_dir).is_up()
    up.process.kill()
    up.process.wait()
    assert wait_until(lambda: up.parts() == set(), seconds=30), up.parts()
    Running(var_dir).is_up()


def _main_process(up: Running, part: str) -> int:
    """The child of the supervisor that runs a part; its pool has other parents."""
    for pid in up.parts():
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        parent = int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
        if part.encode() in words and parent == up.process.pid:
            return pid
    raise AssertionError(f"{part} does not run")


def test_demo_logins_are_refused_on_a_database_of_ones_own(tmp_path: Path) -> None:
    env = site_env(tmp_path, DATABASE_URL="postgres://nobody@127.0.0.1:1/none", SECRET_KEY="x" * 50)
    argv = [sys.executable, "manage.py", "make_demo"]
    ended = subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "no logins with printed passwords are made. Use createsuperuser." in ended.stderr


def test_samples_are_not_doubled(var_dir: Path) -> None:
    output = subprocess.run(
        [sys.executable, "manage.py", "make_demo"],
        cwd=ROOT,
        env=site_env(var_dir),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "0 sample items were added to the queue." in output.stdout
