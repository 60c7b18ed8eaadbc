"""What must be true before the program serves: tables, cache table, static files, the bundled record. Each step looks
first whether there is anything to do, so that a second start costs next to nothing.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tracker import pipeline
from tracker.dataset import loading

Say = Callable[[str], None]
CACHE_IN_DATABASE: Final = "django.core.cache.backends.db.DatabaseCache"


def prepare(*, now: datetime, say: Say) -> None:
    """Bring tables, static files and the bundled record up to date. Raises DatasetErrors where the files are bad."""
    migrate(say)
    collect_static(say)
    load_dataset(now=now, say=say)


def migrate(say: Say) -> None:
    """Make or change the tables where migrations wait; the cache's table with them."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    say("Setting up the database ...")
    call_command("migrate", interactive=False, verbosity=0)
    if settings.CACHES["default"]["BACKEND"] == CACHE_IN_DATABASE:
        call_command("createcachetable", verbosity=0)


def collect_static(say: Say) -> None:
    """Collect, hash and compress the static files where any has changed since the last time."""
    stamp = settings.VAR_DIR / "static.digest"
    root = Path(settings.STATIC_ROOT)
    current = _static_digest()
    if (root / "staticfiles.json").exists() and stamp.exists() and stamp.read_text(encoding="ascii") == current:
        return
    say("Collecting static files ...")
    root.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(current, encoding="ascii")


def _static_digest() -> str:
    """Our own files by content, those of the admin by Django's version."""
    sums = hashlib.sha256(f"django {django.__version__}".encode())
    for folder in map(Path, settings.STATICFILES_DIRS):
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            sums.update(str(path.relative_to(folder)).encode())
            sums.update(hashlib.sha256(path.read_bytes()).digest())
    return sums.hexdigest()


def load_dataset(*, now: datetime, say: Say) -> None:
    """Load the bundled record where its files differ from what was loaded last."""
    if loading.is_loaded():
        return
    say("Loading the bundled dataset ...")
    pipeline.load_dataset(now=now)
