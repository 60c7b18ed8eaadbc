"""Settings as a whole, each in a fresh process as a start reads them."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.site import ROOT, site_env

SHOW = """
import json
from config import settings as s
database, cache = s.DATABASES["default"]["ENGINE"], s.CACHES["default"]["BACKEND"]
print(json.dumps([s.DEFAULT_MODE, database, s.CELERY_BROKER_URL, cache]))
"""


def _start(var_dir: Path, code: str = SHOW, **env: str) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-c", code]
    return subprocess.run(argv, cwd=ROOT, env=site_env(var_dir, **env), capture_output=True, text=True, check=False)


def test_nothing_given_means_sqlite_and_a_queue_in_files(tmp_path: Path) -> None:
    shown = _start(tmp_path).stdout
    assert '[true, "django.db.backends.sqlite3", "filesystem://"' in shown
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_addresses_of_services_mean_production(tmp_path: Path) -> None:
    services = {"DATABASE_URL": "postgres://a@127.0.0.1/b", "REDIS_URL": "redis://127.0.0.1/1", "SECRET_KEY": "x" * 50}
    shown = _start(tmp_path, **services).stdout
    assert '[false, "django.db.backends.postgresql", "redis://127.0.0.1/1"' in shown
    assert "RedisCache" in shown


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"DATABASE_URL": "postgres://a@127.0.0.1/b"}, "SECRET_KEY is not set. Set it to 50 or more"),
        ({"DATABASE_URL": "mydb", "SECRET_KEY": "x"}, "DATABASE_URL is not usable. Set it to postgres://"),
        ({"DEBUG": "maybe"}, "DEBUG='maybe' is not a yes or a no."),
        (
            {"WORKER_CONCURRENCY": "0"},
            "WORKER_CONCURRENCY='0' is not usable. Set WORKER_CONCURRENCY to a",
        ),
    ],
)
def test_wrong_setting_stops_the_start_with_one_sentence(env: dict[str, str], sentence: str, tmp_path: Path) -> None:
    ended = _start(tmp_path, **env)
    assert ended.returncode == 1
    assert ended.stderr.startswith(sentence)
    assert ended.stderr.count("\n") == 1
