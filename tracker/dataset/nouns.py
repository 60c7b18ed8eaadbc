"""Companies, securities, counterparties, people and sites: from records to rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tracker.companies.choices import AliasKind, PersonKind, SecurityKind, Tenure
from tracker.companies.models import (
    Alias,
    Company,
    Counterparty,
    Listing,
    Person,
    Position,
    Security,
    Site,
    SiteStatus,
)
from tracker.dataset.columns import day, number, provenance, texts
from tracker.dataset.files import Files, Record
from tracker.dataset.listings import Listed, benchmark_listing, listings_of
from tracker.dataset.writing import Writer, always

# A share is quoted in the currency of the exchange where it is mainly listed.
CURRENCIES: Final = {"XETR": "EUR", "XFRA": "EUR", "XLON": "GBP", "XTSE": "CAD", "XTSX": "CAD"}


@dataclass(slots=True)
class Placed:
    """Which row each key of the files became: ids by key."""

    companies: Mapping[str, int] = field(default_factory=dict)
    counterparties: Mapping[str, int] = field(default_factory=dict)
    people: Mapping[str, int] = field(default_factory=dict)
    sites: Mapping[str, int] = field(default_factory=dict)
    announcements: Mapping[str, int] = field(default_factory=dict)
    valuations: Mapping[str, int] = field(default_factory=dict)


def write_nouns(files: Files, writer: Writer) -> Placed:
    """Bring everything that announcements refer to in line with the files."""
    placed = Placed()
    placed.companies = _companies(files.records["companies"], writer)
    _securities(files, writer, placed)
    placed.counterparties = _counterparties(files.records["counterparties"], writer)
    placed.people = _people(files, writer, placed)
    _positions(files, writer, placed)
    placed.sites = _sites(files.records["sites"], writer, placed)
    return placed


def by_key(rows: Iterable[Any]) -> dict[str, int]:
    """Ids of rows that have a natural key, by that key."""
    return {row.key: row.pk for row in rows}


def ids(keys: Iterable[str], of: Mapping[str, int]) -> list[int]:
    """The ids of some keys."""
    return [of[key] for key in keys]


def _companies(records: list[Record], writer: Writer) -> dict[str, int]:
    rows = [_company(record) for record in records]
    keys = [record["key"] for record in records]
    placed = by_key(writer.align(Company.objects.filter(key__in=keys), rows, ("key",)))
    aliases = [
        {"company_id": placed[record["key"]], "name": name, "kind": kind}
        for record in records
        for name, kind in _names(record).items()
    ]
    present = Alias.objects.filter(company__in=placed.values())
    writer.align(present, aliases, ("company_id", "name"), stale=always)
    return placed


def _company(record: Record) -> dict[str, Any]:
    columns = texts(
        record,
        key="key",
        name="name",
        ticker="current_ticker",
        role="role",
        status="status",
        headquarters="hq",
        country="country",
        website="website",
        cik="cik",
    )
    return {**columns, **provenance(record)}


def _names(record: Record) -> dict[str, AliasKind]:
    aliases = dict.fromkeys(record.get("aliases", []), AliasKind.ALIAS)
    return {**aliases, **dict.fromkeys(record.get("former_names", []), AliasKind.FORMER)}


def _securities(files: Files, writer: Writer, placed: Placed) -> None:
    shares = [_share(record, placed) for record in files.records["companies"]]
    benchmarks = [_benchmark(record) for record in files.records["securities"]]
    keys = [row["key"] for row in (*shares, *benchmarks)]
    rows = by_key(writer.align(Security.objects.filter(key__in=keys), [*shares, *benchmarks], ("key",)))
    listings: list[Listed] = [
        *({"security_id": rows[r["key"]], **listed} for r in files.records["companies"] for listed in listings_of(r)),
        *({"security_id": rows[r["key"]], **benchmark_listing(r)} for r in files.records["securities"]),
    ]
    present = Listing.objects.filter(security__in=rows.values())
    writer.align(present, listings, ("security_id", "ticker", "exchange"), stale=always)


def _share(record: Record, placed: Placed) -> dict[str, Any]:
    return {
        "key": record["key"],
        "company_id": placed.companies[record["key"]],
        "name": record["name"],
        "kind": SecurityKind.SHARE,
        "currency": CURRENCIES.get(record["exchange"], "USD"),
        "is_primary": True,
    }


def _benchmark(record: Record) -> dict[str, Any]:
    columns = texts(record, key="key", name="name", kind="kind", currency="currency")
    return {**columns, "company_id": None, "is_primary": True}


def _counterparties(records: list[Record], writer: Writer) -> dict[str, int]:
    rows = [texts(record, key="key", name="name", kind="kind", ticker="ticker", notes="notes") for record in records]
    present = Counterparty.objects.filter(key__in=[row["key"] for row in rows])
    placed = by_key(writer.align(present, rows, ("key",)))
    aliases = [
        {"counterparty_id": placed[record["key"]], "name": name, "kind": AliasKind.ALIAS}
        for record in records
        for name in record.get("aliases", [])
    ]
    known = Alias.objects.filter(counterparty__in=placed.values())
    writer.align(known, aliases, ("counterparty_id", "name"), stale=always)
    return placed


def _people(files: Files, writer: Writer, placed: Placed) -> dict[str, int]:
    rows = [_executive(record) for record in files.records["executives"]]
    rows += [_commentator(record, placed) for record in files.records["commentators"]]
    present = Person.objects.filter(key__in=[row["key"] for row in rows])
    return by_key(writer.align(present, rows, ("key",)))


def _executive(record: Record) -> dict[str, Any]:
    return {**texts(record, key="key", name="name"), "kind": PersonKind.EXECUTIVE, **provenance(record)}


def _commentator(record: Record, placed: Placed) -> dict[str, Any]:
    columns = texts(record, key="key", name="name", kind="kind", organization="organization", role="role")
    counterparty = placed.counterparties[record["counterparty"]] if "counterparty" in record else None
    return {**columns, "counterparty_id": counterparty, **provenance(record)}


def _positions(files: Files, writer: Writer, placed: Placed) -> None:
    came_from = {
        (act["person"], record["company"]): act["previous_employer"]
        for record in files.records["announcements"]
        for act in record.get("executives", [])
        if "previous_employer" in act
    }
    records = files.records["executives"]
    wanted = [
        {"person_id": placed.people[record["key"]], **position}
        for record in records
        for position in (*_posts(record, came_from, placed), *_former_posts(record))
    ]
    present = Position.objects.filter(person__key__in=[record["key"] for record in records])
    writer.align(present, wanted, ("person_id", "company_id", "employer", "is_former"), stale=always)


def _posts(record: Record, came_from: Mapping[tuple[str, str], str], placed: Placed) -> list[dict[str, Any]]:
    return [
        {
            "company_id": placed.companies[role["company"]],
            "employer": "",
            "title": role["title"],
            "is_former": False,
            "previous_employer": came_from.get((record["key"], role["company"]), ""),
            **day(role, "from", "started"),
            **day(role, "to", "ended"),
        }
        for role in record["roles"]
    ]


def _former_posts(record: Record) -> list[dict[str, Any]]:
    return [
        {"company_id": None, "employer": employer, "title": "", "is_former": True}
        for employer in record.get("previous_employers", [])
    ]


def _sites(records: list[Record], writer: Writer, placed: Placed) -> dict[str, int]:
    rows = [_site(record, placed) for record in records]
    sites = by_key(writer.align(Site.objects.filter(key__in=[row["key"] for row in rows]), rows, ("key",)))
    former = {sites[r["key"]]: ids(r.get("former_companies", []), placed.companies) for r in records}
    writer.link(Site.former_companies, former)
    tenants = {sites[r["key"]]: ids(r.get("tenant_counterparties", []), placed.counterparties) for r in records}
    writer.link(Site.tenant_counterparties, tenants)
    aliases = [
        {"site_id": sites[record["key"]], "name": name, "kind": AliasKind.ALIAS}
        for record in records
        for name in record.get("aliases", [])
    ]
    writer.align(Alias.objects.filter(site__in=sites.values()), aliases, ("site_id", "name"), stale=always)
    _site_statuses(records, writer, sites)
    return sites


def _site(record: Record, placed: Placed) -> dict[str, Any]:
    columns = texts(
        record,
        key="key",
        name="name",
        city="city",
        region="region",
        country="country",
        location_precision="location_precision",
        use="use",
        status="status",
        tenant="tenant",
        network_interconnect="network_interconnect",
    )
    return {
        **columns,
        "company_id": placed.companies[record["company"]],
        "latitude": number(record, "latitude"),
        "longitude": number(record, "longitude"),
        "mw_gross": number(record, "gross_mw"),
        "mw_critical_it": number(record, "ai_it_mw"),
        "land_acres": number(record, "land_acres"),
        "tenure": record.get("tenure", Tenure.UNKNOWN),
        **day(record, "ready_for_service", "ready"),
        **provenance(record),
    }


def _site_statuses(records: list[Record], writer: Writer, sites: Mapping[str, int]) -> None:
    """Add each site's status to its history, day not known. A status it had before stays: that is the history."""
    history = SiteStatus.objects.filter(site__in=sites.values())
    dated = set(history.filter(since_on__isnull=False).values_list("site_id", "status"))
    wanted = [
        {"site_id": sites[record["key"]], "status": record["status"], "source_url": record["source_url"]}
        for record in records
        if (sites[record["key"]], record["status"]) not in dated
    ]
    writer.align(history.filter(since_on__isnull=True), wanted, ("site_id", "status"))
