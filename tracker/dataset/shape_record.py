"""Which fields announcements and valuations have, and which of them must be there."""

from typing import Final

from tracker.announcements.choices import DateBasis, SessionPhase, ValuationBasis
from tracker.dataset.rules import Address, Block, Day, Key, Many, Moment, Number, Rule, Text, Word
from tracker.dataset.shape_parts import COMPANY, COUNTERPARTY, CURRENCY, MEGAWATT, MONEY, NAME, SITE, told
from tracker.extraction.choices import (
    CapacityBasis,
    Kind,
    MoveBasis,
    PersonAction,
    Scope,
    TimePrecision,
    ValueCounts,
)

EVENT: Final[dict[str, Rule]] = {
    "company": COMPANY,
    "also_companies": Many(COMPANY),
    "session": Word(SessionPhase.values),
    "scope": Word(Scope.values),
    "kind": Word(Kind.values),
    "title": Text(300),
    "summary": Text(),
    "counterparties": Many(COUNTERPARTY),
    "guarantor": Block({"counterparty": COUNTERPARTY, "usd": MONEY}, ("counterparty",)),
    "value": Block(
        {
            "usd": Number(1e5, 1e11),
            "local_amount": MONEY,
            "local_currency": CURRENCY,
            "what": Word(ValueCounts.values),
        },
        ("what",),
    ),
    "capacity": Block({"mw": MEGAWATT, "basis": Word(CapacityBasis.values)}, ("mw", "basis")),
    "term_years": Number(0, 99),
    "sites": Many(SITE),
    "executives": Many(
        Block(
            {
                "person": Key(("executives",)),
                "action": Word(PersonAction.values),
                "title": Text(300),
                "previous_employer": NAME,
            },
            ("person", "action"),
        )
    ),
    "quotes": Many(
        Block(
            {"speaker": Key(("executives", "commentators")), "role": NAME, "gist": Text()},
            ("speaker", "role", "gist"),
        )
    ),
    "reported_move": Block(
        {
            "pct": Number(-100, 500, places=3),
            "basis": Word(MoveBasis.values),
            "price": Number(0, 10_000, places=4),
            "applies_to_date": Day(),
            "source_url": Address(),
        },
        ("pct", "basis", "source_url"),
    ),
    "context": Block(
        {
            "text": Text(),
            "companies": Many(COMPANY),
            "announcements": Many(Key(("announcements",))),
            "valuations": Many(Key(("valuations",))),
            "commentators": Many(Key(("commentators",))),
        }
    ),
}

ANNOUNCEMENTS: Final = told(
    {
        "announced_on": Day(),
        "announced_at": Moment(),
        "date_precision": Word(TimePrecision.values),
        "date_basis": Word(DateBasis.values),
        **EVENT,
    },
    "company",
    "announced_on",
    "date_precision",
    "date_basis",
    "session",
    "scope",
    "kind",
    "title",
    "summary",
)

ANNOUNCEMENTS_UNDATED: Final = told(
    {"window": Many(Day(), exactly=2), **EVENT}, "company", "window", "session", "scope", "kind", "title", "summary"
)

VALUATIONS: Final = told(
    {
        "date": Day(partial=True),
        "target": NAME,
        "target_company": COMPANY,
        "target_counterparty": COUNTERPARTY,
        "target_sites": Many(SITE),
        "acquirer": Text(300),
        "acquirer_company": COMPANY,
        "acquirer_counterparties": Many(COUNTERPARTY),
        "seller_company": COMPANY,
        "seller_counterparties": Many(COUNTERPARTY),
        "basis": Word(ValuationBasis.values),
        "value_usd": MONEY,
        "local_amount": MONEY,
        "local_currency": CURRENCY,
        "capacity_mw": MEGAWATT,
        "usd_per_mw": MONEY,
        "commentator": Key(("commentators",)),
        "announcement": Key(("announcements",)),
    },
    "date",
    "target",
    "basis",
)
