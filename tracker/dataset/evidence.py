"""Who said what of each announcement: its sources, what the main one states, statements and reported moves.

Evidence that went through a review, and what hangs on it, is moderation's: it is neither changed nor removed here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlsplit

from tracker.announcements.models import Assertion, Evidence, ReportedMove, Statement
from tracker.dataset.columns import number, texts
from tracker.dataset.files import Files, Record
from tracker.dataset.meaning import sources_of
from tracker.dataset.nouns import Placed
from tracker.dataset.record import Ours, value_columns
from tracker.dataset.writing import Writer, always
from tracker.sources.models import Tier

TIERS: Final = {
    "primary": Tier.COMPANY,
    "filing_digest": Tier.DIGEST,
    "press": Tier.PRESS,
    "aggregator": Tier.AGGREGATOR,
}
WIRES: Final = ("globenewswire.com", "businesswire.com", "prnewswire.com", "accesswire.com")
# Gists are written by the compilers of the record, in English, whatever the language of the page.
GIST_LANGUAGE: Final = "en"

Pages = Mapping[tuple[int, str], int]
"""Evidence ids by announcement id and address."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A host as sources_cited.yaml describes it."""

    name: str
    language: str
    tier: Tier


def write_evidence(files: Files, ours: Ours, writer: Writer, placed: Placed) -> None:
    """Bring sources, assertions, statements and reported moves of the files' announcements in line."""
    cited = {host: _cited(host, record) for host, record in files.by_key("sources_cited").items()}
    pages = _pages(ours, writer, cited)
    _assertions(files, ours, writer, pages)
    _statements(files, ours, writer, _Links(pages, placed))
    _moves(ours, writer, pages, cited)


@dataclass(frozen=True, slots=True)
class _Links:
    pages: Pages
    placed: Placed


def _cited(host: str, record: Record) -> Cited:
    return Cited(name=record["name"], language=record["language"], tier=tier_of(host, record["kind"]))


def tier_of(host: str, kind: str) -> Tier:
    """How near a cited host stands to the event: the regulator's own host holds filings, wires carry releases."""
    domain = host.removeprefix("www.")
    if kind == "primary" and domain == "sec.gov":
        return Tier.FILING
    if kind == "primary" and domain in WIRES:
        return Tier.WIRE
    return TIERS[kind]


def _host(url: str) -> str:
    return urlsplit(url).netloc


def _pages(ours: Ours, writer: Writer, cited: Mapping[str, Cited]) -> Pages:
    """Align the evidence. A page that a review has put on record already is left to it."""
    decided = Evidence.objects.filter(announcement__in=ours.records, review__isnull=False)
    taken = {(row.announcement_id, row.url) for row in decided}
    present = Evidence.objects.filter(announcement__in=ours.records, review__isnull=True)
    wanted = [
        page
        for pk, record in ours.records.items()
        for page in _pages_of(pk, record, cited)
        if (pk, page["url"]) not in taken
    ]
    _make_room_for_main(wanted)
    rows = writer.align(present, wanted, ("announcement_id", "url"), stale=always, first={"added_at": writer.now})
    return {(row.announcement_id, row.url): row.pk for row in rows}


def _pages_of(pk: int, record: Record, cited: Mapping[str, Cited]) -> Iterator[dict[str, Any]]:
    for url in sources_of(record):
        host = cited[_host(url)]
        is_main = url == record["source_url"]
        yield {
            "announcement_id": pk,
            "url": url,
            "source_name": record["source_name"] if is_main else host.name,
            "language": record["source_language"] if is_main else host.language,
            "tier": host.tier,
            "is_main": is_main,
        }


def _make_room_for_main(wanted: list[dict[str, Any]]) -> None:
    """Take the rank from a page that is no longer the main one first: an announcement has one at any moment."""
    main = Evidence.objects.filter(is_main=True, review__isnull=True).values_list("pk", "announcement_id", "url")
    planned = {(page["announcement_id"], page["url"]) for page in wanted if not page["is_main"]}
    fallen = [pk for pk, announcement, url in main if (announcement, url) in planned]
    if fallen:
        Evidence.objects.filter(pk__in=fallen).update(is_main=False)


def _assertions(files: Files, ours: Ours, writer: Writer, pages: Pages) -> None:
    names = {key: record["name"] for key, record in files.by_key("executives").items()}
    wanted = [
        {"evidence_id": pages[pk, record["source_url"]], "field": field, "value": value}
        for pk, record in ours.records.items()
        if (pk, record["source_url"]) in pages
        for field, value in asserted(record, names).items()
    ]
    present = Assertion.objects.filter(evidence__in=pages.values())
    writer.align(present, wanted, ("evidence_id", "field"), stale=always)


def asserted(record: Record, names: Mapping[str, str]) -> dict[str, Any]:
    """What the main source states, by column, in the form a proposal has: decimals as text, days in ISO form.

    Left out is what is not stated, such as a day that was inferred.
    """
    capacity, guarantor = record.get("capacity", {}), record.get("guarantor", {})
    fields = {
        "kind": record["kind"],
        "announced_on": record["announced_on"] if record["date_basis"] != "inferred" else None,
        "announced_at": record.get("announced_at"),
        "capacity_mw": _plain(number(capacity, "mw")),
        "capacity_basis": capacity.get("basis"),
        **{name: _plain(value) for name, value in value_columns(record.get("value", {})).items()},
        "term_years": _plain(number(record, "term_years")),
        "also_companies": record.get("also_companies"),
        "counterparties": record.get("counterparties"),
        "guarantor": guarantor.get("counterparty"),
        "guarantor_usd": _plain(number(guarantor, "usd")),
        "sites": record.get("sites"),
        "people": [_person(act, names) for act in record.get("executives", [])],
    }
    return {name: value for name, value in fields.items() if value}


def _person(act: Record, names: Mapping[str, str]) -> dict[str, str]:
    columns = texts(act, action="action", title="title", previous_employer="previous_employer")
    return {"name": names[act["person"]], **columns}


def _plain(value: object) -> str | None:
    return None if value is None else str(value)


def _statements(files: Files, ours: Ours, writer: Writer, links: _Links) -> None:
    speakers = {**files.by_key("executives"), **files.by_key("commentators")}
    wanted = [
        {
            "announcement_id": pk,
            "evidence_id": links.pages.get((pk, record["source_url"])),
            "person_id": links.placed.people[quote["speaker"]],
            "speaker": speakers[quote["speaker"]]["name"],
            "role": quote["role"],
            "text": quote["gist"],
            "language": GIST_LANGUAGE,
            "is_verbatim": False,
        }
        for pk, record in ours.records.items()
        for quote in record.get("quotes", [])
    ]
    present = Statement.objects.filter(announcement__in=ours.records, evidence__review__isnull=True)
    writer.align(present, wanted, ("announcement_id", "speaker"), stale=always)


def _moves(ours: Ours, writer: Writer, pages: Pages, cited: Mapping[str, Cited]) -> None:
    wanted = [
        _move(pk, record["reported_move"], pages, cited)
        for pk, record in ours.records.items()
        if "reported_move" in record
    ]
    present = ReportedMove.objects.filter(announcement__in=ours.records, evidence__review__isnull=True)
    writer.align(present, wanted, ("announcement_id",), stale=always)


def _move(pk: int, move: Record, pages: Pages, cited: Mapping[str, Cited]) -> dict[str, Any]:
    day = move.get("applies_to_date")
    return {
        "announcement_id": pk,
        "evidence_id": pages.get((pk, move["source_url"])),
        "pct": number(move, "pct"),
        "basis": move["basis"],
        "price": number(move, "price"),
        "applies_to_on": date.fromisoformat(day) if day else None,
        "source_name": cited[_host(move["source_url"])].name,
        "source_url": move["source_url"],
    }
