"""Every error in the files: form first, field by field, then meaning, record by record. Nothing stops at the first."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tracker.dataset import meaning_nouns, meaning_record, meaning_sources
from tracker.dataset.files import MARKET, Files, Record
from tracker.dataset.meaning import Question
from tracker.dataset.problems import DatasetError
from tracker.dataset.shape import SHAPE
from tracker.markets.calendar import FIRST_DAY, LAST_DAY, is_session
from tracker.markets.providers import Bar

CHECKS: Final[tuple[Question, ...]] = (*meaning_nouns.CHECKS, *meaning_record.CHECKS, *meaning_sources.CHECKS)


def errors_in(files: Files) -> list[DatasetError]:
    """All errors: those of reading, of form, of meaning and of the bars."""
    form = list(_form(files))
    return [*files.errors, *form, *_meaning(files, form), *_bars(files)]


def _form(files: Files) -> Iterator[DatasetError]:
    known = {name: set(files.by_key(name)) for name in files.records}
    for name, records in files.records.items():
        for number, record in enumerate(records, start=1):
            for path, message in SHAPE[name].problems(record, known):
                yield DatasetError(f"{name}.yaml", _label(record, number), path.removeprefix("."), message)
        yield from _repeated(name, records)


def _repeated(name: str, records: list[Record]) -> Iterator[DatasetError]:
    keys = Counter(record["key"] for record in records if isinstance(record.get("key"), str))
    for key, times in keys.items():
        if times > 1:
            yield DatasetError(f"{name}.yaml", key, "key", f"{times} records have this key. Keep one.")


def _meaning(files: Files, form: list[DatasetError]) -> Iterator[DatasetError]:
    wrong = {(error.file, error.record, re.split(r"[.\[]", error.field)[0]) for error in form}
    book = {name: _well_formed(name, files.by_key(name), wrong) for name in files.records}
    for check in CHECKS:
        file = f"{check.file}.yaml"
        for number, record in enumerate(files.records[check.file], start=1):
            label = _label(record, number)
            if not any((file, label, field) in wrong for field in check.needs):
                yield from (DatasetError(file, label, *told) for told in check.told(record, book))


def _well_formed(name: str, records: Mapping[str, Record], wrong: set[tuple[str, str, str]]) -> dict[str, Record]:
    """The records as others may read them: without the fields whose form is wrong."""
    return {
        key: {field: value for field, value in record.items() if (f"{name}.yaml", key, field) not in wrong}
        for key, record in records.items()
    }


def _label(record: Record, number: int) -> str:
    key: Any = record.get("key")
    return key if isinstance(key, str) and key else f"record {number}"


def _bars(files: Files) -> Iterator[DatasetError]:
    traded = set(files.by_key("companies")) | set(files.by_key("securities"))
    for stem, bars in files.bars.items():
        name = f"{MARKET}/{stem}.csv"
        if stem not in traded:
            message = "The file is not named for a company's key or a security's. Rename it or add the record."
            yield DatasetError(name, "", "", message)
        has_sessions = files.by_key("securities").get(stem, {}).get("kind") != "crypto"
        for bar in bars:
            for field, message in _bar(bar, has_sessions=has_sessions):
                yield DatasetError(name, bar.session_on.isoformat(), field, message)


def _bar(bar: Bar, *, has_sessions: bool) -> Iterator[tuple[str, str]]:
    if not FIRST_DAY <= bar.session_on <= LAST_DAY:
        yield "date", f"The date is out of range: {FIRST_DAY} to {LAST_DAY}."
    elif has_sessions and not is_session(bar.session_on):
        yield "date", "New York was not open on this day."
    for name, price in (("open", bar.open), ("close", bar.close)):
        if price is not None and bar.low is not None and bar.high is not None and not bar.low <= price <= bar.high:
            yield (
                name,
                f"{price:f} is outside the day's range {bar.low:f} to {bar.high:f}.",
            )
