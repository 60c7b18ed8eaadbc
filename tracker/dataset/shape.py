"""Which fields each file has: name, legal values, and which must be there. Legal words are those of the database."""

from collections.abc import Mapping
from typing import Final

from tracker.companies.choices import (
    CompanyRole,
    CounterpartyKind,
    ListingStatus,
    LocationPrecision,
    PersonKind,
    SecurityKind,
    SiteState,
    SiteUse,
    Tenure,
)
from tracker.dataset.rules import Address, Block, Day, Flag, Many, Number, Text, Word
from tracker.dataset.shape_parts import (
    COMPANY,
    COUNTERPARTY,
    COUNTRY,
    CURRENCY,
    EXCHANGE,
    LANGUAGE,
    MEGAWATT,
    NAME,
    SLUG,
    TICKER,
    told,
)
from tracker.dataset.shape_record import ANNOUNCEMENTS, ANNOUNCEMENTS_UNDATED, VALUATIONS
from tracker.sources.models import SourceKind, Tier

SOURCE_KINDS: Final = ("primary", "filing_digest", "press", "aggregator")

COMPANIES: Final = told(
    {
        "key": TICKER,
        "name": NAME,
        "current_ticker": TICKER,
        "current_ticker_since": Day(partial=True),
        "former_tickers": Many(
            Block(
                {"ticker": TICKER, "exchange": EXCHANGE, "replaced_on": Day()},
                ("ticker", "exchange", "replaced_on"),
            )
        ),
        "exchange": EXCHANGE,
        "listed_from": Day(partial=True),
        "listed_to": Day(partial=True),
        "status": Word(ListingStatus.values),
        "role": Word(CompanyRole.values),
        "other_listings": Many(
            Block({"exchange": EXCHANGE, "ticker": TICKER, "type": NAME}, ("exchange", "ticker", "type"))
        ),
        "former_names": Many(NAME),
        "aliases": Many(NAME),
        "hq": NAME,
        "country": COUNTRY,
        "website": Address(),
        "cik": Text(10, r"[0-9]{10}", "of ten digits, in quotes"),
    },
    "name",
    "current_ticker",
    "exchange",
    "status",
    "role",
    "country",
)

SECURITIES: Final = Block(
    {
        "key": TICKER,
        "name": NAME,
        "kind": Word(SecurityKind.values),
        "ticker": TICKER,
        "exchange": EXCHANGE,
        "currency": CURRENCY,
        "listed_from": Day(partial=True),
        "notes": NAME,
    },
    ("key", "name", "kind", "ticker", "exchange", "currency"),
)

COUNTERPARTIES: Final = Block(
    {
        "key": SLUG,
        "name": NAME,
        "kind": Word(CounterpartyKind.values),
        "ticker": TICKER,
        "aliases": Many(NAME),
        "notes": Text(),
    },
    ("key", "name", "kind"),
)

EXECUTIVES: Final = told(
    {
        "name": NAME,
        "aliases": Many(NAME),
        "roles": Many(
            Block(
                {"company": COMPANY, "title": Text(300), "from": Day(partial=True), "to": Day(partial=True)},
                ("company", "title"),
            )
        ),
        "previous_employers": Many(NAME),
    },
    "name",
    "roles",
)

COMMENTATORS: Final = told(
    {
        "name": NAME,
        "kind": Word([kind for kind in PersonKind.values if kind != PersonKind.EXECUTIVE]),
        "organization": NAME,
        "counterparty": COUNTERPARTY,
        "role": NAME,
    },
    "name",
    "kind",
    "organization",
    "role",
)

SITES: Final = told(
    {
        "name": NAME,
        "company": COMPANY,
        "former_companies": Many(COMPANY),
        "aliases": Many(NAME),
        "city": Text(120),
        "region": Text(120),
        "country": COUNTRY,
        "latitude": Number(-60, 72, places=5),
        "longitude": Number(-180, 180, places=5),
        "location_precision": Word(LocationPrecision.values),
        "use": Word(SiteUse.values),
        "status": Word(SiteState.values),
        "gross_mw": MEGAWATT,
        "ai_it_mw": MEGAWATT,
        "tenant": NAME,
        "tenant_counterparties": Many(COUNTERPARTY),
        "tenure": Word(Tenure.values),
        "network_interconnect": Text(300),
        "land_acres": Number(0, 1_000_000),
        "ready_for_service": Day(partial=True),
    },
    "name",
    "company",
    "country",
    "use",
    "status",
)

SOURCES_CITED: Final = Block(
    {
        "key": Text(200, r"[a-z0-9.\-]+\.[a-z0-9.\-]+", "of a host name in small letters"),
        "name": NAME,
        "kind": Word(SOURCE_KINDS),
        "language": LANGUAGE,
        "rewritten_from": Many(NAME),
        "http_upgraded": Flag(),
    },
    ("key", "name", "kind", "language"),
)

SOURCES: Final = Block(
    {
        "key": SLUG,
        "name": NAME,
        "kind": Word(SourceKind.values),
        "url": Address(),
        "language": LANGUAGE,
        "tier": Word(Tier.values),
        "interval_minutes": Number(0, 10_080, places=0),
        "company": COMPANY,
        "licence_note": Text(300),
        "verified": Flag(),
        "enabled": Flag(),
        "notes": Text(),
    },
    ("key", "name", "kind", "url", "language", "tier", "interval_minutes", "licence_note", "verified", "enabled"),
)

SHAPE: Final[Mapping[str, Block]] = {
    "companies": COMPANIES,
    "securities": SECURITIES,
    "counterparties": COUNTERPARTIES,
    "executives": EXECUTIVES,
    "commentators": COMMENTATORS,
    "sites": SITES,
    "sources_cited": SOURCES_CITED,
    "sources": SOURCES,
    "announcements": ANNOUNCEMENTS,
    "announcements_undated": ANNOUNCEMENTS_UNDATED,
    "valuations": VALUATIONS,
}
