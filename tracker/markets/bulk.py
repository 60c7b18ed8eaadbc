"""Many bars into the table at once, new ones and changed ones alike.

One statement for 500 bars, the same for SQLite and PostgreSQL. `bulk_create` prepares each value through its field,
which takes ten times as long as the database does, and five years of a share are 1,250 bars.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Final

from django.db import connection

from tracker.markets.models import PriceBar
from tracker.markets.providers import Bar

PRICES: Final = ("open", "high", "low", "close", "adjusted_close")
KEYS: Final = ("security_id", "session_on")
COLUMNS: Final = (*KEYS, *PRICES, "volume", "provider", "fetched_at")
AT_ONCE: Final = 500

Value = str | int | date | datetime | Decimal | None


def upsert(security_id: int, bars: Iterable[Bar], *, provider: str, now: datetime) -> None:
    """Put bars into the table, over those that are there."""
    moment = connection.ops.adapt_datetimefield_value(now)
    as_stored = connection.ops.adapt_datefield_value
    rows = iter(
        (
            security_id,
            as_stored(bar.session_on),
            bar.open,
            bar.high,
            bar.low,
            bar.close,
            bar.adjusted_close,
            bar.volume,
            provider,
            moment,
        )
        for bar in bars
    )
    with connection.cursor() as cursor:
        for batch in _batches(rows):
            cursor.execute(_statement(len(batch)), list(chain.from_iterable(batch)))


def _batches(rows: Iterator[Sequence[Value]]) -> Iterator[list[Sequence[Value]]]:
    while batch := list(islice(rows, AT_ONCE)):
        yield batch


def _statement(count: int) -> str:
    quote = connection.ops.quote_name
    row = f"({', '.join(['%s'] * len(COLUMNS))})"
    changes = ", ".join(f"{quote(name)} = excluded.{quote(name)}" for name in COLUMNS if name not in KEYS)
    # Names come from the lines above and from the model, values go as parameters.
    return (
        f"INSERT INTO {quote(PriceBar._meta.db_table)} ({', '.join(map(quote, COLUMNS))})"  # noqa: S608
        f" VALUES {', '.join([row] * count)}"
        f" ON CONFLICT ({', '.join(map(quote, KEYS))}) DO UPDATE SET {changes}"
    )
