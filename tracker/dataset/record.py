"""Announcements and valuations: from records to rows. What moderation published is its own and stays as it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from tracker.announcements.models import (
    Announcement,
    AnnouncementPerson,
    Valuation,
)
from tracker.dataset.columns import day, number, provenance, texts
from tracker.dataset.files import Files, Record
from tracker.dataset.nouns import Placed, by_key, ids
from tracker.dataset.writing import Writer

# Columns that belong together and that moderation fills from its sources where the record had nothing.
FILLABLE: Final = (
    ("capacity_mw", "capacity_basis"),
    ("value_amount", "value_currency", "value_usd", "value_counts"),
    ("term_years",),
    ("guarantor_id", "guarantor_usd"),
)


@dataclass(frozen=True, slots=True)
class Ours:
    """The announcements that the files speak for: `records` by id. To those in `reviewed` moderation has added."""

    records: Mapping[int, Record]
    reviewed: frozenset[int]


def write_announcements(files: Files, writer: Writer, placed: Placed) -> Ours:
    """Bring announcements in line with the file, except those whose main source went through a review."""
    records = files.records["announcements"]
    present = Announcement.objects.filter(slug__in=[record["key"] for record in records])
    decided = present.filter(evidence__is_main=True, evidence__review__isnull=False)
    kept = dict(decided.values_list("slug", "pk"))
    own = [record for record in records if record["key"] not in kept]
    reviewed = dict(present.filter(evidence__review__isnull=False).values_list("slug", "pk"))
    rows = writer.align(
        present.exclude(pk__in=kept.values()),
        [_columns(record, placed, keep_filled=record["key"] in reviewed) for record in own],
        ("slug",),
        first={"published_at": writer.now},
    )
    written = {row.slug: row.pk for row in rows}
    placed.announcements = {**kept, **written}
    return Ours(
        records={written[record["key"]]: record for record in own},
        reviewed=frozenset(reviewed.values()),
    )


def _columns(record: Record, placed: Placed, *, keep_filled: bool) -> dict[str, Any]:
    """What the record says; where moderation may have filled gaps (`keep_filled`), the file's gaps are left out."""
    columns = _announcement(record, placed)
    gaps = [group for group in FILLABLE if keep_filled and not any(columns[name] for name in group)]
    return {name: value for name, value in columns.items() if not any(name in group for group in gaps)}


def _announcement(record: Record, placed: Placed) -> dict[str, Any]:
    columns = texts(
        record,
        slug="key",
        kind="kind",
        scope="scope",
        title="title",
        summary="summary",
        date_precision="date_precision",
        date_basis="date_basis",
        session_phase="session",
    )
    capacity, context = record.get("capacity", {}), record.get("context", {})
    return {
        **columns,
        "company_id": placed.companies[record["company"]],
        "announced_on": date.fromisoformat(record["announced_on"]),
        "announced_at": _moment(record.get("announced_at")),
        "capacity_mw": number(capacity, "mw"),
        "capacity_basis": capacity.get("basis", ""),
        **value_columns(record.get("value", {})),
        "term_years": number(record, "term_years"),
        **_guarantor(record.get("guarantor", {}), placed),
        "context_text": context.get("text", ""),
        **provenance(record),
    }


def _moment(given: str | None) -> datetime | None:
    return datetime.fromisoformat(given).astimezone(UTC) if given else None


def value_columns(value: Record) -> dict[str, Any]:
    """The amount in its own currency, in US dollars where known, and what it counts."""
    local = "local_amount" in value
    return {
        "value_amount": number(value, "local_amount" if local else "usd"),
        "value_currency": value["local_currency"] if local else ("USD" if value else ""),
        "value_usd": number(value, "usd"),
        "value_counts": value.get("what", ""),
    }


def _guarantor(guarantor: Record, placed: Placed) -> dict[str, Any]:
    return {
        "guarantor_id": placed.counterparties[guarantor["counterparty"]] if guarantor else None,
        "guarantor_usd": number(guarantor, "usd"),
    }


def write_valuations(files: Files, writer: Writer, placed: Placed) -> None:
    """Bring prices per megawatt in line with the file."""
    records = files.records["valuations"]
    present = Valuation.objects.filter(key__in=[record["key"] for record in records])
    rows = writer.align(present, [_valuation(record, placed) for record in records], ("key",))
    placed.valuations = by_key(rows)
    for relation, name, of in (
        (Valuation.target_sites, "target_sites", placed.sites),
        (Valuation.acquirer_counterparties, "acquirer_counterparties", placed.counterparties),
        (Valuation.seller_counterparties, "seller_counterparties", placed.counterparties),
    ):
        wanted = {placed.valuations[record["key"]]: ids(record.get(name, []), of) for record in records}
        writer.link(relation, wanted)


def _valuation(record: Record, placed: Placed) -> dict[str, Any]:
    columns = texts(
        record,
        key="key",
        target="target",
        acquirer="acquirer",
        basis="basis",
        local_currency="local_currency",
    )
    references = {
        "target_company_id": placed.companies.get(record.get("target_company", "")),
        "target_counterparty_id": placed.counterparties.get(record.get("target_counterparty", "")),
        "acquirer_company_id": placed.companies.get(record.get("acquirer_company", "")),
        "seller_company_id": placed.companies.get(record.get("seller_company", "")),
        "commentator_id": placed.people.get(record.get("commentator", "")),
        "announcement_id": placed.announcements.get(record.get("announcement", "")),
    }
    amounts = {name: number(record, name) for name in ("value_usd", "local_amount", "capacity_mw", "usd_per_mw")}
    return {**columns, **references, **amounts, **day(record, "date", "valued"), **provenance(record)}


def write_relations(ours: Ours, writer: Writer, placed: Placed) -> None:
    """Companies, counterparties, sites, people and context of announcements. Where moderation adds, nothing goes."""
    links: tuple[tuple[Any, str, Mapping[str, int]], ...] = (
        (Announcement.also_companies, "also_companies", placed.companies),
        (Announcement.counterparties, "counterparties", placed.counterparties),
        (Announcement.sites, "sites", placed.sites),
    )
    for relation, name, of in links:
        wanted = {pk: ids(record.get(name, []), of) for pk, record in ours.records.items()}
        writer.link(relation, wanted, growing=ours.reviewed)
    context: tuple[tuple[Any, str, Mapping[str, int]], ...] = (
        (Announcement.context_companies, "companies", placed.companies),
        (Announcement.context_people, "commentators", placed.people),
        (Announcement.context_valuations, "valuations", placed.valuations),
        (Announcement.related, "announcements", placed.announcements),
    )
    for relation, name, of in context:
        wanted = {pk: ids(record.get("context", {}).get(name, []), of) for pk, record in ours.records.items()}
        writer.link(relation, wanted, growing=ours.reviewed)
    _people(ours, writer, placed)


def _people(ours: Ours, writer: Writer, placed: Placed) -> None:
    wanted = [
        {
            "announcement_id": pk,
            "person_id": placed.people[act["person"]],
            **texts(act, action="action", title="title", previous_employer="previous_employer"),
        }
        for pk, record in ours.records.items()
        for act in record.get("executives", [])
    ]
    present = AnnouncementPerson.objects.filter(announcement__in=ours.records)
    writer.align(
        present,
        wanted,
        ("announcement_id", "person_id", "action"),
        stale=lambda row: row.announcement_id not in ours.reviewed,
    )
