"""The whole program in a folder of its own, as a visitor meets it: prepared once, served by the real web server."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tracker.lib.ports import answers, free_port, wait_until

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--disable-background-networking",
]
# What must not leak in from the outside: the default mode is what is tried here.
FOREIGN = ("DATABASE_URL", "DATABASE_URL_FILE", "REDIS_URL", "REDIS_URL_FILE", "SECRET_KEY", "DJANGO_SETTINGS_MODULE")

OFFLINE = {"FETCH_PUBLIC_HOSTS": "no"}


def find_chromium() -> str | None:
    """The browser to drive: CHROMIUM, else the first known name on PATH."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def site_env(var_dir: Path, **more: str) -> dict[str, str]:
    """The environment of a program in default mode that keeps everything in var_dir."""
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    return {**kept, "VAR_DIR": str(var_dir), "ALLOWED_HOSTS": "localhost,127.0.0.1", **OFFLINE, **more}


def living(mark: str) -> set[int]:
    """Every process that was started with mark, as NAME=VALUE, in its environment. None where there is no /proc."""
    found = set()
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark.encode() in environ.read_bytes().split(b"\0"):
                found.add(int(environ.parent.name))
        except OSError:  # gone meanwhile, or somebody else's
            continue
    return found - {os.getpid()}


def end_all(mark: str) -> None:
    """Kill every process that carries mark: what is left of a test that could not tidy up."""
    for pid in living(mark):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def manage(var_dir: Path, *words: str, quiet: bool = False) -> None:
    """Run a management command there. Raises CalledProcessError where it fails."""
    output = subprocess.DEVNULL if quiet else None
    subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=site_env(var_dir), check=True, stdout=output)


def prepare(var_dir: Path, *, quiet: bool = False) -> None:
    """Tables, static files, the bundled dataset, logins and the sample queue."""
    manage(var_dir, "prepare", quiet=quiet)
    manage(var_dir, "make_demo", quiet=quiet)


def logins(var_dir: Path) -> dict[str, str]:
    """Passwords by login, as the first start wrote them down."""
    lines = (var_dir / "logins.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split() for line in lines if line and not line.startswith("#")]
    return {name: password for name, password, *_rest in pairs}


@dataclass(frozen=True, slots=True)
class Site:
    """A served program: its address (no trailing slash), its passwords by login, and its folder."""

    url: str
    logins: dict[str, str]
    var_dir: Path


@contextmanager
def serve(var_dir: Path) -> Iterator[Site]:
    """Serve what was prepared in var_dir with gunicorn on a free port."""
    port = free_port()
    argv = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}"]
    argv += ["--worker-class", "gthread", "--threads", "4", "--log-level", "warning", "--no-control-socket"]
    process = subprocess.Popen(argv, cwd=ROOT, env=site_env(var_dir), start_new_session=True)
    url = f"http://127.0.0.1:{port}"
    try:
        if not wait_until(lambda: answers(f"{url}/healthz"), seconds=30):
            raise RuntimeError(f"{url}/healthz gives no answer; what the server said is above.")
        yield Site(url, logins(var_dir), var_dir)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
