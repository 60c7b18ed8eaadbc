"""The door: check all files, then bring the database in line with them in one transaction, or write nothing."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction

from tracker.dataset.checking import errors_in
from tracker.dataset.evidence import write_evidence
from tracker.dataset.files import DATA, Files, digest, read
from tracker.dataset.models import DatasetLoad
from tracker.dataset.nouns import write_nouns
from tracker.dataset.prices import write_bars
from tracker.dataset.problems import DatasetError, DatasetErrors
from tracker.dataset.record import write_announcements, write_relations, write_valuations
from tracker.dataset.sources import write_sources
from tracker.dataset.writing import Writer

__all__ = ["DATA", "DatasetError", "DatasetErrors", "LoadReport", "check", "digest", "is_loaded", "load"]

WAITING_LIST = "announcements_undated"


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What is on record by file, how many rows had to be written for it, and the digest of the files."""

    counts: dict[str, int]
    changes: int
    digest: str

    @property
    def changed(self) -> bool:
        """Whether any row was written."""
        return self.changes > 0


def load(*, now: datetime, root: Path = DATA) -> LoadReport:
    """Bring the database in line with the files under `root`. What moderators decided is left alone.

    Raises DatasetErrors with every error in the files; nothing is written then. Loading the same files again writes
    nothing either.
    """
    files, found = _checked(root), digest(root)
    writer = Writer(now)
    try:
        with transaction.atomic():
            _write(files, writer)
            _remember(found, _counts(files), writer)
    except IntegrityError as error:
        raise DatasetErrors([_contradiction(error)]) from error
    return LoadReport(counts=_counts(files), changes=writer.changes, digest=found)


def check(root: Path = DATA) -> dict[str, int]:
    """Check the files without a database; the number of records by file. Raises DatasetErrors."""
    return _counts(_checked(root))


def is_loaded(root: Path = DATA) -> bool:
    """Whether the newest load was of these very files."""
    newest = _newest()
    return newest is not None and newest.digest == digest(root)


def _newest() -> DatasetLoad | None:
    return DatasetLoad.objects.order_by("-loaded_at", "-pk").first()


def _checked(root: Path) -> Files:
    files = read(root)
    errors = errors_in(files)
    if errors:
        raise DatasetErrors(errors)
    return files


def _write(files: Files, writer: Writer) -> None:
    placed = write_nouns(files, writer)
    ours = write_announcements(files, writer, placed)
    write_valuations(files, writer, placed)
    write_relations(ours, writer, placed)
    write_evidence(files, ours, writer, placed)
    write_bars(files, writer)
    write_sources(files, writer)


def _contradiction(error: IntegrityError) -> DatasetError:
    words = " ".join(str(error).split())
    return DatasetError("", "", "", f"A record contradicts a row that was made here, not by the files: {words}.")


def _counts(files: Files) -> dict[str, int]:
    records = {name: len(rows) for name, rows in files.records.items() if name != WAITING_LIST}
    return {**records, "price_bars": sum(len(bars) for bars in files.bars.values())}


def _remember(found: str, counts: dict[str, int], writer: Writer) -> None:
    newest = _newest()
    if writer.changes or newest is None or newest.digest != found:
        DatasetLoad.objects.create(digest=found, counts=counts, loaded_at=writer.now)
