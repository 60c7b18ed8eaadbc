"""`manage.py load_dataset`: bring the bundled record into the database, or list what is wrong with its files."""

import time
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker import pipeline
from tracker.dataset import loading


class Command(BaseCommand):
    help = "Loads the bundled record: all of it or, where a file has errors, nothing. Loading again changes nothing."
    requires_system_checks = ()  # neither pages nor addresses are needed: what is wrong with them stops no load

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--root", type=Path, default=loading.DATA, help="folder of the files (default: bundled)")
        parser.add_argument("--check", action="store_true", help="only check the files, write nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        started = time.perf_counter()
        try:
            counts, outcome = _run(options["root"], only_check=options["check"])
        except loading.DatasetErrors as error:
            for found in error.errors:
                self.stderr.write(str(found))
            raise CommandError(error.headline) from error
        for name, count in counts.items():
            self.stdout.write(f"{name:<24}{count:>7}")
        self.stdout.write(f"{outcome} {time.perf_counter() - started:.1f} s.")


def _run(root: Path, *, only_check: bool) -> tuple[dict[str, int], str]:
    if only_check:
        return loading.check(root), "The files are right, nothing was written."
    report = pipeline.load_dataset(now=datetime.now(UTC), root=root)
    return report.counts, f"Loaded, {report.changes} rows written." if report.changed else "Nothing had changed."
