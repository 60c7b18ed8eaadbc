"""The alias book of the bundled record, built from its files without a database."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from tracker.extraction.aliases import AliasBook, KnownCompany, KnownName

DATA = Path(__file__).parents[2] / "tracker" / "data"


def _rows(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
    return rows


def _company(row: dict[str, Any]) -> KnownCompany:
    tickers = [row["current_ticker"], row["key"], *(old["ticker"] for old in row.get("former_tickers", []))]
    names = [row["name"], *row.get("former_names", []), *row.get("aliases", [])]
    return KnownCompany(row["key"], row["current_ticker"], tuple(dict.fromkeys(tickers)), tuple(names))


def _known(row: dict[str, Any], sort: str = "") -> KnownName:
    names = (row["name"], *(row.get("aliases") or ()))
    return KnownName(row["key"], row["name"], names, row.get("company", ""), row.get("kind", sort))


@lru_cache(maxsize=1)
def bundled_book() -> AliasBook:
    """Everything on record."""
    return AliasBook(
        companies=tuple(_company(row) for row in _rows("companies")),
        counterparties=tuple(_known(row) for row in _rows("counterparties")),
        people=tuple(_known(row) for row in _rows("executives") + _rows("commentators")),
        sites=tuple(_known(row) for row in _rows("sites")),
    )
