"""The names on record read from the bundled files: for reading on a clean checkout, with no database. Pure."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from tracker.extraction.aliases import AliasBook, KnownCompany, KnownName

DATA = Path(__file__).parents[1] / "data"


def _rows(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
    return rows


def _company(row: dict[str, Any]) -> KnownCompany:
    tickers = [row["current_ticker"], row["key"], *(old["ticker"] for old in row.get("former_tickers", []))]
    names = [row["name"], *row.get("former_names", []), *row.get("aliases", [])]
    return KnownCompany(row["key"], row["current_ticker"], tuple(dict.fromkeys(tickers)), tuple(names))


def _known(row: dict[str, Any]) -> KnownName:
    names = (row["name"], *(row.get("aliases") or ()))
    return KnownName(row["key"], row["name"], names, row.get("company", ""), row.get("kind", ""))


@lru_cache(maxsize=1)
def bundled_book() -> AliasBook:
    """Every name of the bundled record. Raises OSError or yaml.YAMLError where the files are gone or malformed."""
    return AliasBook(
        companies=tuple(_company(row) for row in _rows("companies")),
        counterparties=tuple(_known(row) for row in _rows("counterparties")),
        people=tuple(_known(row) for row in _rows("executives") + _rows("commentators")),
        sites=tuple(_known(row) for row in _rows("sites")),
    )
