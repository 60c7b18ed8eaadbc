"""From a record's fields to columns: what is left out is empty text or null, partial dates keep their precision."""

from calendar import monthrange
from datetime import date
from decimal import Decimal
from typing import Any

from tracker.companies.choices import DayPrecision
from tracker.dataset.files import Record
from tracker.dataset.rules import decimal, first_day

PRECISION = {4: DayPrecision.YEAR, 7: DayPrecision.MONTH, 10: DayPrecision.DAY}


def texts(record: Record, **names: str) -> dict[str, str]:
    """Text columns by the field that fills them."""
    return {column: record.get(name, "") for column, name in names.items()}


def number(record: Record, name: str) -> Decimal | None:
    """A number as it is written."""
    value = record.get(name)
    return None if value is None else decimal(value)


def day(record: Record, name: str, column: str) -> dict[str, Any]:
    """A day and its precision: `column`_on and `column`_precision. Unknown parts are the first of month or year."""
    value = record.get(name)
    return {
        f"{column}_on": first_day(value) if value else None,
        f"{column}_precision": PRECISION[len(value)] if value else DayPrecision.DAY,
    }


def last_day(value: str) -> date:
    """The last day that a partly known date may mean."""
    start = first_day(value)
    if len(value) == 4:
        return date(start.year, 12, 31)
    return date(start.year, start.month, monthrange(start.year, start.month)[1]) if len(value) == 7 else start


def provenance(record: Record) -> dict[str, Any]:
    """Where a record is from, and how well it is founded."""
    return {
        **texts(
            record,
            source_url="source_url",
            source_name="source_name",
            source_language="source_language",
            confidence="confidence",
            notes="notes",
        ),
        "other_sources": record.get("other_sources", []),
    }
