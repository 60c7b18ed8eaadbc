"""Checks on the starting set of sources."""

import re
from typing import Final

from tracker.dataset.files import Record
from tracker.dataset.meaning import Book, Check, CrossCheck, Question, Told

_FORM: Final = {
    "edgar": re.compile(r"https://data\.sec\.gov/submissions/CIK(?P<cik>[0-9]{10})\.json"),
    "yfinance_news": re.compile(r"https://finance\.yahoo\.com/quote/[A-Z0-9.^-]{1,20}/news/"),
}


def _address(record: Record) -> Told:
    form = _FORM.get(record["kind"])
    if form and not form.fullmatch(record["url"]):
        yield "url", f"An address of the kind {record['kind']} has the form {form.pattern}."


def _cik(record: Record, book: Book) -> Told:
    found = _FORM["edgar"].fullmatch(record["url"]) if record["kind"] == "edgar" else None
    cik = book["companies"].get(record.get("company", ""), {}).get("cik")
    if found and cik and found["cik"] != cik:
        yield "url", f"The CIK is not that of {record['company']} in companies.yaml, {cik}."


def _one_address(record: Record, book: Book) -> Told:
    for key, other in book["sources"].items():
        if key < record["key"] and other.get("url") == record["url"]:
            yield "url", f"The address is that of {key}. An address is polled by one source."


def _enabled(record: Record) -> Told:
    if record["enabled"] and not record["verified"]:
        yield "enabled", "Nobody confirmed the address. Confirm it or leave the source off."


CHECKS: Final[tuple[Question, ...]] = (
    Check("sources", ("kind", "url"), _address),
    CrossCheck("sources", ("kind", "url", "company"), _cik),
    CrossCheck("sources", ("key", "url"), _one_address),
    Check("sources", ("enabled", "verified"), _enabled),
)
