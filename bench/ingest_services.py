"""What the ingest cases run on: a database of their own on PostgreSQL and keys of their own on Redis.

The servers are those of TEST_DATABASE_URL and TEST_REDIS_URL, else the ones on the usual ports of 127.0.0.1. What is
made on them is removed again, and so is every process that carries the run's mark in its environment.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import psycopg2
import redis
from psycopg2 import sql

from tests.site import ROOT, end_all, site_env

MARK: Final = f"hashpivot_bench_{os.getpid()}"


class NoService(SystemExit):
    """A server that a case needs does not answer; the message says which, and what to do."""


@contextmanager
def services(folder: Path, **more: str) -> Iterator[dict[str, str]]:
    """The environment of a program on a new database with the bundled record loaded. Raises NoService."""
    broker = _redis()
    with _database() as address:
        env = site_env(
            folder,
            DATABASE_URL=address,
            REDIS_URL=broker,
            REDIS_KEY_PREFIX=f"{MARK}:",
            SECRET_KEY="only-for-benches-and-of-no-worth-anywhere-else",  # noqa: S106  (says so itself)
            DJANGO_SETTINGS_MODULE="config.settings",
            BENCH_RUN=MARK,
            **more,
        )
        try:
            run(env, "manage.py", "migrate", "--verbosity", "0")
            run(env, "manage.py", "load_dataset")
            yield env
        finally:
            end_all(f"BENCH_RUN={MARK}")
            _forget_keys(broker)


def run(env: Mapping[str, str], *words: str) -> str:
    """Run Python with these words to its end; what it printed. What it complains of is shown."""
    done = subprocess.run([sys.executable, *words], cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


@contextmanager
def _database() -> Iterator[str]:
    door = _door()
    _execute(door, "CREATE DATABASE {}", MARK)
    try:
        yield urlsplit(door)._replace(path=f"/{MARK}").geturl()
    finally:
        _execute(door, "DROP DATABASE IF EXISTS {} WITH (FORCE)", MARK)


def _door() -> str:
    """The address of a database from which others can be made."""
    named = os.environ.get("TEST_DATABASE_URL")
    users = dict.fromkeys((os.environ.get("PGUSER") or os.environ.get("USER") or "postgres", "postgres"))
    usual = [f"postgres://{user}:postgres@127.0.0.1:5432/postgres" for user in users]
    reason = ""
    for door in [named] if named else usual:
        try:
            psycopg2.connect(door, connect_timeout=3).close()
        except psycopg2.OperationalError as error:
            reason = str(error).strip().splitlines()[0]
            continue
        return door
    where = "TEST_DATABASE_URL" if named else "127.0.0.1:5432"
    raise NoService(
        f"PostgreSQL at {where} does not answer ({reason}): start it or name another one in TEST_DATABASE_URL."
    )


def _execute(door: str, statement: str, name: str) -> None:
    connection = psycopg2.connect(door)
    connection.autocommit = True
    try:
        connection.cursor().execute(sql.SQL(statement).format(sql.Identifier(name)))
    finally:
        connection.close()


# --- Redis ------------------------------------------------------------------------------------------------------------


def _redis() -> str:
    named = os.environ.get("TEST_REDIS_URL")
    address = named or "redis://127.0.0.1:6379/0"
    try:
        with redis.Redis.from_url(address, socket_connect_timeout=3, socket_timeout=3) as client:
            client.ping()
    except redis.RedisError as error:
        where = "TEST_REDIS_URL" if named else "127.0.0.1:6379"
        raise NoService(
            f"Redis at {where} does not answer ({error}): start it or name another one in TEST_REDIS_URL."
        ) from error
    return address


def _forget_keys(address: str) -> None:
    """Delete the keys of this run, and no others."""
    with redis.Redis.from_url(address) as client:
        for key in client.scan_iter(match=f"{MARK}:*"):
            client.delete(key)
