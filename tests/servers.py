"""PostgreSQL and Redis for a test run: named ones, else throw-away ones, else open ones on their usual ports.

Each finder is a context manager that yields an address, or None with the reason said. Nothing of anybody's is touched:
an open PostgreSQL gets a database of our own that is dropped again, an open Redis gives an empty number of its own and
only our keys are deleted.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import redis
from psycopg2 import sql

from tracker.lib.ports import free_port, wait_until

START_SECONDS = 30.0
PREFIX = f"hashpivot-test-{os.getpid()}:"


@dataclass(frozen=True, slots=True)
class Found:
    """A server to use and where it comes from; without an address, why there is none."""

    url: str
    origin: str


def _program(name: str) -> str | None:
    """A server program on PATH or where Debian puts those of PostgreSQL, the newest first."""
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: -_major(path))
    return shutil.which(name) or next((str(path) for path in places), None)


def _major(path: Path) -> int:
    word = path.parent.parent.name
    return int(word) if word.isdigit() else 0


def _as_postgres() -> list[str]:
    """PostgreSQL refuses to run as root: then it runs as the user its package made."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]


@contextmanager
def _folder(owner: str | None) -> Iterator[Path]:
    """A temporary folder that owner can reach; a shared /tmp can be, a home folder often not."""
    path = Path(tempfile.mkdtemp(prefix="hashpivot-", dir="/tmp"))
    try:
        if owner:
            shutil.chown(path, owner)
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _running(argv: list[str], folder: Path, stop_with: signal.Signals) -> Iterator[None]:
    """A server process that is stopped again however the run ends; Ctrl-C does not reach it first."""
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(argv, cwd=folder, stdout=log, stderr=log, start_new_session=True)
    try:
        yield
    finally:
        process.send_signal(stop_with)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


@contextmanager
def postgres() -> Iterator[Found]:
    """The PostgreSQL to test with."""
    with ExitStack() as stack:
        named = os.environ.get("TEST_DATABASE_URL", "")
        if named:
            yield Found(named, "TEST_DATABASE_URL")
        elif _can_throw_away():
            yield Found(stack.enter_context(_throw_away_postgres()), "a throw-away server")
        else:
            url = stack.enter_context(_open_postgres())
            yield Found(url, "an open server on localhost" if url else "no TEST_DATABASE_URL, no binaries, none open")


def _can_throw_away() -> bool:
    if not (_program("initdb") and _program("postgres")):
        return False
    if os.geteuid() != 0:
        return True
    done = subprocess.run([*_as_postgres(), "true"], check=False, capture_output=True) if _has_setpriv() else None
    return done is not None and done.returncode == 0


def _has_setpriv() -> bool:
    return shutil.which("setpriv") is not None


@contextmanager
def _throw_away_postgres() -> Iterator[str]:
    """A cluster of our own on a free port, as fast as one that nobody needs tomorrow can be."""
    with _folder("postgres" if os.geteuid() == 0 else None) as folder:
        data = folder / "data"
        initdb = [*_as_postgres(), str(_program("initdb")), "-D", str(data), "-U", "postgres", "-A", "trust"]
        initdb += ["--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"]
        subprocess.run(initdb, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        port = free_port()
        argv = [*_as_postgres(), str(_program("postgres")), "-D", str(data), "-p", str(port), "-k", str(folder)]
        for option in ("listen_addresses=127.0.0.1", "fsync=off", "synchronous_commit=off", "full_page_writes=off"):
            argv += ["-c", option]
        with _running(argv, folder, signal.SIGINT):
            url = f"postgres://postgres@127.0.0.1:{port}/postgres"
            if not wait_until(lambda: _connects(url), seconds=START_SECONDS):
                raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'server.log').read_text()}")
            yield url


def _connects(url: str) -> bool:
    try:
        psycopg2.connect(url, connect_timeout=2).close()
    except psycopg2.OperationalError:
        return False
    return True


@contextmanager
def _open_postgres() -> Iterator[str]:
    """A database of our own on a server that lets us in, dropped afterwards; empty text where none does."""
    me = os.environ.get("PGUSER") or os.environ.get("USER") or "postgres"
    doors = [f"{who}@127.0.0.1:5432" for who in (me, "postgres:postgres", "postgres")]
    door = next((one for one in doors if _connects(f"postgres://{one}/postgres")), "")
    if not door:
        yield ""
        return
    name = f"hashpivot_{os.getpid()}"
    _execute(f"postgres://{door}/postgres", "CREATE DATABASE {}", name)
    try:
        yield f"postgres://{door}/{name}"
    finally:
        _execute(f"postgres://{door}/postgres", "DROP DATABASE IF EXISTS {}", f"test_{name}")
        _execute(f"postgres://{door}/postgres", "DROP DATABASE IF EXISTS {}", name)


def _execute(url: str, statement: str, name: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        connection.cursor().execute(sql.SQL(statement).format(sql.Identifier(name)))
    finally:
        connection.close()


# --- Redis ------------------------------------------------------------------------------------------------------------


@contextmanager
def redis_server() -> Iterator[Found]:
    """The Redis to test with."""
    with ExitStack() as stack:
        named = os.environ.get("TEST_REDIS_URL", "")
        if named:
            yield Found(named, "TEST_REDIS_URL")
        elif shutil.which("redis-server"):
            yield Found(stack.enter_context(_throw_away_redis()), "a throw-away server")
        else:
            url = _open_redis()
            yield Found(url, "an open server on localhost" if url else "no TEST_REDIS_URL, no binary, none open")
        if named or not shutil.which("redis-server"):
            _delete_ours(named or url)


@contextmanager
def _throw_away_redis() -> Iterator[str]:
    with _folder(None) as folder:
        port = free_port()
        argv = [str(shutil.which("redis-server")), "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
        with _running([*argv, "--dir", str(folder)], folder, signal.SIGTERM):
            url = f"redis://127.0.0.1:{port}/0"
            if not wait_until(lambda: _pings(url), seconds=START_SECONDS):
                raise RuntimeError(f"Redis did not start:\n{(folder / 'server.log').read_text()}")
            yield url


def _pings(url: str) -> bool:
    client = redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def _open_redis() -> str:
    """The highest empty number of an open Redis on localhost; empty text where there is none."""
    for number in range(15, 0, -1):
        url = f"redis://127.0.0.1:6379/{number}"
        if not _pings(url):
            return ""
        with redis.Redis.from_url(url) as client:
            if client.dbsize() == 0:
                return url
    return ""


def _delete_ours(url: str) -> None:
    """Delete the keys of this run, and no others."""
    if not url:
        return
    with redis.Redis.from_url(url) as client:
        for key in client.scan_iter(match=f"{PREFIX}*"):
            client.delete(key)
