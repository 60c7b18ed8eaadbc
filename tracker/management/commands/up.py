"""`manage.py up`: everything on one machine under one supervisor: web, worker and beat."""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.dataset.loading import DatasetErrors
from tracker.lib.health import own_name
from tracker.lib.ports import PortError, answers, ensure_free, port_number
from tracker.lib.supervisor import Limits, Program, Supervisor
from tracker.lib.terminal import own_foreground
from tracker.management.demo import Login, make_logins, make_samples
from tracker.management.prepare import prepare

# The worker may finish the task in hand: as long as the task limit, and a moment to put its queue back.
STOP_SECONDS = settings.TASK_TIME_LIMIT + 20.0
# The control socket would be one file in the home folder for all copies of the program.
GUNICORN = ("--worker-class", "gthread", "--threads", "8", "--no-control-socket")


class AlreadyRunningError(Exception):
    """Another supervisor works in this folder; the message says which process."""


class Command(BaseCommand):
    """Start everything, say where it is, stop everything on Ctrl-C."""

    help = str(gettext_lazy("Starts web, worker and beat, and stops them together on Ctrl-C."))
    requires_system_checks = ()  # `make check` asks them; here they would cost every start a second

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Prepare, then run until told to stop. Ends with a sentence and 1 where it cannot start or keep running."""
        try:
            host, port = _address()
            with _only_one(settings.VAR_DIR / "up.lock"):
                prepare(now=timezone.now(), say=self._say)
                logins = self._demo() if settings.DEFAULT_MODE else []
                connections.close_all()
                with own_foreground():
                    code = self._run(host, port, logins)
        except (PortError, AlreadyRunningError, DatasetErrors) as error:
            raise SystemExit(str(error)) from error
        sys.exit(code)

    def _demo(self) -> list[Login]:
        logins = make_logins(settings.VAR_DIR / "logins.txt")
        if logins:
            self._say(_("Putting sample news into the queue ..."))
            make_samples(now=timezone.now())
        return logins

    def _run(self, host: str, port: int, logins: list[Login]) -> int:
        _tidy_broker()
        supervisor = Supervisor(
            _programs(host, port), env=os.environ, limits=Limits(stop_seconds=STOP_SECONDS), say=self._say
        )
        local = "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104  (compared, not bound)
        url = f"http://{f'[{local}]' if ':' in local else local}:{port}/"
        return supervisor.run(
            is_ready=lambda: answers(f"{url}healthz", host_header=own_name(settings.ALLOWED_HOSTS), timeout=2),
            when_ready=lambda: self._welcome(url, logins),
        )

    def _say(self, line: str) -> None:
        # A terminal that has been closed must not keep the children from being stopped.
        with suppress(OSError):
            self.stdout.write(line)
            self.stdout.flush()

    def _welcome(self, url: str, logins: list[Login]) -> None:
        self._say("")
        if logins:
            self._say(_("Three logins were made, with these passwords:"))
            for login in logins:
                self._say(f"    {login.name:<10} {login.password}")
        if (settings.VAR_DIR / "logins.txt").exists():
            self._say(_("Passwords are kept in %(path)s") % {"path": _shown(settings.VAR_DIR / "logins.txt")})
        self._say(_("Everything the parts say is in %(path)s") % {"path": _shown(settings.VAR_DIR / "log")})
        self._say("")
        self._say(_("Hashpivot is at %(url)s") % {"url": url})
        self._say(_("  look at a company    %(url)scompanies/CLSK/") % {"url": url})
        self._say(_("  check what came in   %(url)smoderation/  (log in as moderator)") % {"url": url})
        self._say(_("  stop                 Ctrl-C"))


def _address() -> tuple[str, int]:
    """Where to listen, known to be free. Raises PortError."""
    host = os.environ.get("HOST", "").strip() or "127.0.0.1"
    port = port_number(os.environ.get("PORT", "").strip() or "8000")
    ensure_free(host, port)
    return host, port


def _shown(path: Path) -> str:
    """A path as short as it can be said from where the person is."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


@contextmanager
def _only_one(path: Path) -> Iterator[None]:
    """Hold the folder for this supervisor; it ends with the process, however that ends. Raises AlreadyRunningError."""
    with path.open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise AlreadyRunningError(
                _("Hashpivot already runs from this folder (process %(pid)s). Stop it or set another VAR_DIR.")
                % {"pid": lock.read().strip()}
            ) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _tidy_broker() -> None:
    """Drop the control messages of workers that are gone: the filesystem broker keeps them for ever. Work stays."""
    if settings.REDIS_URL:
        return
    for pattern in ("*.pidbox.msg", "*celeryev*.msg"):
        for path in (settings.BROKER_DIR / "messages").glob(pattern):
            path.unlink(missing_ok=True)


def _programs(host: str, port: int) -> list[Program]:
    """Web, worker and beat, as production runs them, each in its own container there."""
    python = (sys.executable, "-m")
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    celery = (*python, "celery", "-A", "config")
    parts = {
        # One process with threads: the cheapest start, and SQLite has one writer anyway.
        "web": (*python, "gunicorn", "config.wsgi", "--bind", bind, *GUNICORN),
        "worker": (*celery, "worker", "--loglevel", "INFO", "--without-gossip", "--without-mingle"),
        # No pid file: one left by a killed process would keep the next from starting.
        "beat": (*celery, "beat", "--loglevel", "INFO", "--pidfile="),
    }
    return [Program(name, argv, settings.VAR_DIR / "log" / f"{name}.log") for name, argv in parts.items()]
