"""Which ticker a security had on which exchange, and when: from the fields of a company's record."""

from datetime import date, timedelta
from typing import Any

from tracker.companies.choices import DayPrecision
from tracker.dataset.columns import PRECISION, last_day
from tracker.dataset.files import Record
from tracker.dataset.rules import first_day

Listed = dict[str, Any]


def listings_of(record: Record) -> list[Listed]:
    """All listings of a company's security: former tickers, the present one, other lines of the same company.

    A former ticker ends on the day before it was replaced; its successor on that exchange starts on that day. Of an end
    that is known to the month the last day counts, and the note says so.
    """
    former = sorted(record.get("former_tickers", []), key=lambda block: str(block["replaced_on"]))
    since: dict[str, date] = {}
    found = []
    for block in former:
        end = date.fromisoformat(block["replaced_on"])
        found.append(_listed(block, since.get(block["exchange"]), valid_to=end - timedelta(days=1)))
        since[block["exchange"]] = end
    return [*found, _present(record, since), *(_other(block, since) for block in record.get("other_listings", []))]


def benchmark_listing(record: Record) -> Listed:
    """The one listing of a benchmark."""
    return _listed(record, None, **_start(record.get("listed_from", "")))


def _present(record: Record, since: dict[str, date]) -> Listed:
    start = record.get("current_ticker_since") or record.get("listed_from", "")
    end = record.get("listed_to", "")
    exchange = record["exchange"]
    return _listed(
        {"ticker": record["current_ticker"], "exchange": exchange},
        None if start else since.get(exchange),
        **_start(start),
        valid_to=last_day(end) if end else None,
        note=f"ended {end}, day not known" if end and len(end) < 10 else "",
    )


def _other(block: Record, since: dict[str, date]) -> Listed:
    renamed = since.get(block["exchange"]) if block["type"].startswith("common") else None
    return _listed(block, renamed, note=block["type"])


def _start(value: str) -> Listed:
    if not value:
        return {}
    return {"valid_from": first_day(value), "valid_from_precision": PRECISION[len(value)]}


def _listed(block: Record, start: date | None, **columns: Any) -> Listed:
    return {
        "ticker": block["ticker"],
        "exchange": block["exchange"],
        "valid_from": start,
        "valid_from_precision": DayPrecision.DAY,
        "valid_to": None,
        "note": "",
        **columns,
    }
