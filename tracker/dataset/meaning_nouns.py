"""Checks on companies, securities, counterparties, people, sites and valuations."""

from typing import Final
from urllib.parse import urlsplit

from tracker.dataset.files import Record
from tracker.dataset.meaning import Book, Check, CrossCheck, Question, Told, parts, sources_of

SOURCED: Final = (
    "companies",
    "executives",
    "commentators",
    "sites",
    "valuations",
    "announcements",
    "announcements_undated",
)
LARGEST_ROUNDING: Final = 0.005


def _tickers(record: Record, book: Book) -> Told:
    ours = _tickers_of(record)
    for key, other in book["companies"].items():
        for ticker in sorted(ours & _tickers_of(other)) if key < record["key"] else ():
            yield "current_ticker", f"{ticker} is a ticker of {key} too."


def _tickers_of(record: Record) -> set[str]:
    former = {block["ticker"] for block in parts(record, "former_tickers")}
    return {record["key"], record.get("current_ticker", record["key"]), *former}


def _rename(record: Record) -> Told:
    renamed = record["key"] != record["current_ticker"]
    if renamed != ("current_ticker_since" in record):
        yield "current_ticker_since", "This is given exactly where the ticker is no longer the key."
    if renamed and record["key"] not in {former["ticker"] for former in parts(record, "former_tickers")}:
        yield "former_tickers", f"The old ticker {record['key']} is missing."


def _listed(record: Record) -> Told:
    if "listed_from" in record and "listed_to" in record and record["listed_from"] > record["listed_to"]:
        yield "listed_to", "The listing ends before it begins."


def _company_name(record: Record, book: Book) -> Told:
    for key, other in book["companies"].items():
        if key < record["key"] and other.get("name") == record["name"]:
            yield "name", f"The name is that of {key}."


def _benchmark(record: Record, book: Book) -> Told:
    if record["key"] in book["companies"]:
        yield "key", "This is a tracked company, its security comes from companies.yaml. Take it out."


def _counterparty_names(record: Record, book: Book) -> Told:
    ours = _names_of(record)
    for key, other in book["counterparties"].items():
        for name in sorted(ours & _names_of(other)) if key < record["key"] else ():
            yield "name", f"{name!r} is a name of {key} too."
    for key, company in book["companies"].items():
        if company.get("name", "").lower() in ours:
            yield "name", f"This is the tracked company {key}. Use also_companies, not a counterparty."


def _names_of(record: Record) -> set[str]:
    return {name.lower() for name in (record.get("name", ""), *parts(record, "aliases")) if name}


def _roles(record: Record) -> Told:
    for number, role in enumerate(record["roles"], start=1):
        if "from" in role and "to" in role and role["from"] > role["to"]:
            yield f"roles[{number}].to", "The post ends before it begins."


def _one_file(record: Record, book: Book) -> Told:
    if record["key"] in book["executives"]:
        yield "key", "The person is in executives.yaml too. Keep one record."


def _coordinates(record: Record) -> Told:
    given = {name for name in ("latitude", "longitude", "location_precision") if name in record}
    if given and len(given) < 3:
        yield "location_precision", "latitude, longitude and location_precision go together."


def _power(record: Record) -> Told:
    if record.get("ai_it_mw", 0) > record.get("gross_mw", float("inf")):
        yield "ai_it_mw", "There is more critical IT load than gross power."


def _price_per_mw(record: Record) -> Told:
    if not {"value_usd", "capacity_mw", "usd_per_mw"} <= record.keys():
        return
    derived = record["value_usd"] / record["capacity_mw"]
    if abs(derived / record["usd_per_mw"] - 1) > LARGEST_ROUNDING:
        yield "usd_per_mw", f"value_usd by capacity_mw is {derived:.0f}, not {record['usd_per_mw']}."


def _local_value(record: Record) -> Told:
    if ("local_amount" in record) != ("local_currency" in record):
        yield "local_currency", "local_amount and local_currency go together."


def _sources(record: Record, book: Book) -> Told:
    if record["source_url"] in parts(record, "other_sources"):
        yield "other_sources", "The main source is repeated here. Take it out."
    for host in sorted({urlsplit(url).netloc for url in sources_of(record)}):
        if host not in book["sources_cited"]:
            field = "source_url" if urlsplit(record["source_url"]).netloc == host else "other_sources"
            yield field, f"The host {host} is not in sources_cited.yaml. Add it there."


CHECKS: Final[tuple[Question, ...]] = (
    CrossCheck("companies", ("key", "current_ticker", "former_tickers"), _tickers),
    Check("companies", ("key", "current_ticker", "current_ticker_since", "former_tickers"), _rename),
    Check("companies", ("listed_from", "listed_to"), _listed),
    CrossCheck("companies", ("key", "name"), _company_name),
    CrossCheck("securities", ("key",), _benchmark),
    CrossCheck("counterparties", ("key", "name", "aliases"), _counterparty_names),
    Check("executives", ("roles",), _roles),
    CrossCheck("commentators", ("key",), _one_file),
    Check("sites", ("latitude", "longitude", "location_precision"), _coordinates),
    Check("sites", ("gross_mw", "ai_it_mw"), _power),
    Check("valuations", ("value_usd", "capacity_mw", "usd_per_mw"), _price_per_mw),
    Check("valuations", ("local_amount", "local_currency"), _local_value),
    *(CrossCheck(file, ("source_url", "other_sources"), _sources) for file in SOURCED),
)
