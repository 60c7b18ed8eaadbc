"""Checks on announcements: days, sessions, amounts, people, moves, sources."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from difflib import SequenceMatcher
from typing import Final
from urllib.parse import urlsplit

from tracker.dataset.files import Record
from tracker.dataset.meaning import Book, Check, CrossCheck, Question, Told, companies_of, parts, sources_of
from tracker.markets.calendar import NEW_YORK, event_session, is_session

# The record begins with 2022; nothing in it lies years ahead.
FIRST: Final = date(2022, 1, 1)
LAST: Final = date(2030, 12, 31)
PERSONNEL: Final = ("executive_hire", "executive_departure")
LIKENESS_OF_DUPLICATES: Final = 0.8
LONGEST_WAIT_FOR_A_MOVE: Final = timedelta(days=5)
PHASES: Final = {"pre": "pre_market", "intraday": "regular", "post": "after_hours", "closed": "non_trading_day"}
# White Fiber was a part of Bit Digital until its own listing.
SAME_HOUSE: Final = {"BTBT": {"WYFI"}}


def _key(record: Record) -> Told:
    start = f"{record['company'].lower()}-{record['announced_on']}-"
    if not record["key"].startswith(start):
        yield "key", f"The key does not begin with company and day ({start})."


def _undated_key(record: Record) -> Told:
    start = f"{record['company'].lower()}-"
    if not record["key"].startswith(start):
        yield "key", f"The key does not begin with the company ({start})."


def _range(record: Record) -> Told:
    if not FIRST <= date.fromisoformat(record["announced_on"]) <= LAST:
        yield "announced_on", f"{record['announced_on']} is out of range: {FIRST} to {LAST}."


def _window(record: Record) -> Told:
    start, end = (date.fromisoformat(day) for day in record["window"])
    if not FIRST <= start <= end <= LAST:
        yield "window", f"The window does not run forward between {FIRST} and {LAST}."


def _trading_day(record: Record) -> Told:
    day = date.fromisoformat(record["announced_on"])
    if FIRST <= day <= LAST and is_session(day) == (record["session"] == "non_trading_day"):
        traded = "was" if is_session(day) else "was not"
        yield "session", f"{record['session']} cannot be: New York {traded} open on {record['announced_on']}."


def _clock(record: Record) -> Told:
    given = record.get("announced_at")
    if (given is not None) == (record["date_precision"] == "day"):
        yield "date_precision", "announced_at is given exactly where the precision is minute or second."
    if given is None:
        return
    moment = datetime.fromisoformat(given)
    if moment.date().isoformat() != record["announced_on"]:
        yield "announced_at", f"The time is not on the day of announced_on ({record['announced_on']})."
    elif moment.astimezone(NEW_YORK).date() == moment.date() and FIRST <= moment.date() <= LAST:
        phase = PHASES[event_session(moment).phase]
        if phase != record["session"]:
            yield "session", f"By the clock of New York this is {phase}, not {record['session']}."


def _companies(record: Record) -> Told:
    if record["company"] in parts(record, "also_companies"):
        yield "also_companies", "The primary company is repeated here. Take it out."


def _sites(record: Record, book: Book) -> Told:
    ours = companies_of(record) | SAME_HOUSE.get(record["company"], set())
    for number, key in enumerate(parts(record, "sites"), start=1):
        site = book["sites"].get(key, {})
        owners = {site.get("company"), *parts(site, "former_companies")}
        if site and not ours & owners:
            yield f"sites[{number}]", f"{key} is or was the site of {', '.join(sorted(map(str, owners)))} only."


def _value(record: Record) -> Told:
    value = record.get("value")
    if value is None:
        return
    if "usd" not in value and "local_amount" not in value:
        yield "value", "The value has no amount. Give usd, or local_amount with local_currency."
    if ("local_amount" in value) != ("local_currency" in value):
        yield "value", "local_amount and local_currency go together."


def _people(record: Record) -> Told:
    people = parts(record, "executives")
    if record["kind"] in PERSONNEL and not people:
        yield "executives", f"{record['kind']} without a person. Say who."
    acts = [(person["person"], person["action"]) for person in people]
    for act in sorted({act for act in acts if acts.count(act) > 1}):
        yield "executives", f"{act[0]} {act[1]} twice. Keep one."


def _move_source(record: Record) -> Told:
    move = record.get("reported_move")
    if move and move["source_url"] not in sources_of(record):
        yield "reported_move.source_url", "The page that gave the figure is not among the record's sources."


def _move_day(record: Record) -> Told:
    move = record.get("reported_move") or {}
    announced, given = date.fromisoformat(record["announced_on"]), move.get("applies_to_date")
    if move and given is None and move["basis"] != "unknown":
        yield "reported_move.applies_to_date", "The day of the move is missing; without it the basis is unknown."
    if given is not None:
        day = date.fromisoformat(given)
        for message in _wrong_move_day(day, announced, move["basis"], record["session"]):
            yield "reported_move.applies_to_date", message


def _wrong_move_day(day: date, announced: date, basis: str, session: str) -> Iterator[str]:
    if not timedelta(0) <= day - announced <= LONGEST_WAIT_FOR_A_MOVE:
        yield f"{day} is before or more than five days after the announcement ({announced})."
    elif FIRST <= day <= LAST and not is_session(day):
        yield f"New York was not open on {day}."
    if day == announced and session == "after_hours" and basis in ("close", "intraday", "pre_market"):
        yield "This trading ended before the news came out after the close."
    if day > announced and basis == "after_hours":
        yield "A move after the close carries the date of that evening."


def _confidence(record: Record, book: Book) -> Told:
    hosts = [urlsplit(url).netloc for url in sources_of(record)]
    kinds = {book["sources_cited"].get(host, {}).get("kind") for host in hosts}
    if record["confidence"] == "high" and kinds == {"aggregator"}:
        yield "confidence", "High confidence does not rest on aggregators alone."


def _context(record: Record) -> Told:
    if record["key"] in (record.get("context") or {}).get("announcements", []):
        yield "context.announcements", "The announcement is its own context. Take it out."


def _waiting(record: Record, book: Book) -> Told:
    if record["key"] in book["announcements"]:
        yield "key", "The record is in announcements.yaml too. Take it out of the waiting list."


def _title(record: Record, book: Book) -> Told:
    for key, other in book["announcements"].items():
        if key < record["key"] and other.get("title") == record["title"]:
            yield "title", f"The title is that of {key}."


def _twin(record: Record, book: Book) -> Told:
    """The same story told twice: nearly one title within a day of each other, about one company."""
    for key, other in book["announcements"].items():
        if key < record["key"] and _is_twin(record, other):
            yield "title", f"This looks like {key} again. One event is one record."


def _is_twin(record: Record, other: Record) -> bool:
    if not {"company", "announced_on", "title"} <= other.keys() or not companies_of(record) & companies_of(other):
        return False
    apart = date.fromisoformat(record["announced_on"]) - date.fromisoformat(other["announced_on"])
    if abs(apart) > timedelta(days=1) or record["title"] == other["title"]:
        return False
    return SequenceMatcher(None, record["title"].lower(), other["title"].lower()).ratio() > LIKENESS_OF_DUPLICATES


DATED: Final = "announcements"
UNDATED: Final = "announcements_undated"
BOTH: Final = (DATED, UNDATED)
CHECKS: Final[tuple[Question, ...]] = (
    Check(DATED, ("key", "company", "announced_on"), _key),
    Check(DATED, ("announced_on",), _range),
    Check(DATED, ("announced_on", "session"), _trading_day),
    Check(DATED, ("announced_on", "announced_at", "date_precision", "session"), _clock),
    Check(DATED, ("announced_on", "session", "reported_move"), _move_day),
    Check(DATED, ("key", "context"), _context),
    CrossCheck(DATED, ("key", "title"), _title),
    CrossCheck(DATED, ("key", "title", "company", "also_companies", "announced_on"), _twin),
    Check(UNDATED, ("key", "company"), _undated_key),
    Check(UNDATED, ("window",), _window),
    CrossCheck(UNDATED, ("key",), _waiting),
    *(Check(file, ("company", "also_companies"), _companies) for file in BOTH),
    *(Check(file, ("value",), _value) for file in BOTH),
    *(Check(file, ("kind", "executives"), _people) for file in BOTH),
    *(Check(file, ("reported_move", "source_url", "other_sources"), _move_source) for file in BOTH),
    *(CrossCheck(file, ("company", "also_companies", "sites"), _sites) for file in BOTH),
    *(CrossCheck(file, ("confidence", "source_url", "other_sources"), _confidence) for file in BOTH),
)
