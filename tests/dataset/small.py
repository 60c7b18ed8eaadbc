"""A record small enough to look at: one announcement with all its parts. Tests spoil a copy of it."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

Records = dict[str, list[dict[str, Any]]]

PRESS = "https://news.example.org/clsk"
FRENCH = "https://fr.example.net/clsk"
TOLD = {"source_url": PRESS, "source_name": "The News", "source_language": "en", "confidence": "high"}
BARS = """date,open,high,low,close,volume
2025-10-17,18.61,19.84,18.34,19.525,30681200
2025-10-20,21.23,22.69,20.32,20.4,44490000
"""

CLSK: dict[str, Any] = {
    "key": "CLSK",
    "name": "CleanSpark, Inc.",
    "current_ticker": "CLSK",
    "exchange": "XNAS",
    "listed_from": "2016-11",
    "status": "listed",
    "role": "miner",
    "former_names": ["Stratean"],
    "aliases": ["CleanSpark", "Clean Spark"],
    "country": "US",
    **TOLD,
}
HIRE: dict[str, Any] = {
    "key": "clsk-2025-10-20-hire",
    "company": "CLSK",
    "announced_on": "2025-10-20",
    "date_precision": "day",
    "date_basis": "stated",
    "session": "unknown",
    "scope": "ai_hpc",
    "kind": "executive_hire",
    "title": "CleanSpark hires Jeffrey Thomas",
    "summary": "He is to run a new business.",
    "counterparties": ["humain"],
    "sites": ["college-park-ga"],
    "executives": [
        {"person": "jeffrey-thomas", "action": "joins", "title": "SVP", "previous_employer": "Humain"},
    ],
    "quotes": [{"speaker": "matt-schultz", "role": "CEO", "gist": "He is glad."}],
    "reported_move": {
        "pct": 11,
        "basis": "intraday",
        "price": 21.86,
        "applies_to_date": "2025-10-20",
        "source_url": FRENCH,
    },
    "context": {"text": "One of a series.", "valuations": ["aligned-2025-10"], "commentators": ["matthew-sigel"]},
    "other_sources": [FRENCH],
    **TOLD,
}
SMALL: Records = {
    "companies": [CLSK],
    "securities": [
        {"key": "SPY", "name": "SPY", "kind": "fund", "ticker": "SPY", "exchange": "ARCX", "currency": "USD"},
    ],
    "counterparties": [
        {"key": "humain", "name": "Humain", "kind": "data_center_operator", "aliases": ["HUMAIN AI"]},
        {"key": "vaneck", "name": "VanEck", "kind": "financier"},
    ],
    "executives": [
        {
            "key": "jeffrey-thomas",
            "name": "Jeffrey Thomas",
            "roles": [{"company": "CLSK", "title": "SVP", "from": "2025-10"}],
            "previous_employers": ["Humain"],
            **TOLD,
        },
        {"key": "matt-schultz", "name": "Matt Schultz", "roles": [{"company": "CLSK", "title": "CEO"}], **TOLD},
    ],
    "commentators": [
        {
            "key": "matthew-sigel",
            "name": "Matthew Sigel",
            "kind": "analyst",
            "organization": "VanEck",
            "counterparty": "vaneck",
            "role": "Head of research",
            **TOLD,
        },
    ],
    "sites": [
        {
            "key": "college-park-ga",
            "name": "College Park",
            "company": "CLSK",
            "aliases": ["Atlanta South"],
            "country": "US",
            "latitude": 33.65,
            "longitude": -84.45,
            "location_precision": "town",
            "use": "mining",
            "status": "operating",
            "gross_mw": 60,
            "ready_for_service": "2026",
            **TOLD,
        },
    ],
    "sources_cited": [
        {"key": "fr.example.net", "name": "Le Fil", "kind": "aggregator", "language": "fr"},
        {"key": "news.example.org", "name": "News", "kind": "press", "language": "en"},
        {"key": "www.sec.gov", "name": "SEC EDGAR", "kind": "primary", "language": "en"},
    ],
    "sources": [
        {
            "key": "sec-clsk",
            "name": "SEC filings of CleanSpark",
            "kind": "edgar",
            "url": "https://data.sec.gov/submissions/CIK0000827876.json",
            "language": "en",
            "tier": "filing",
            "interval_minutes": 15,
            "company": "CLSK",
            "licence_note": "Public domain.",
            "verified": True,
            "enabled": True,
        },
        {
            "key": "news",
            "name": "News",
            "kind": "feed",
            "url": "https://news.example.org/feed",
            "language": "en",
            "tier": "press",
            "interval_minutes": 20,
            "licence_note": "Facts and a link.",
            "verified": False,
            "enabled": False,
        },
    ],
    "announcements": [HIRE],
    "announcements_undated": [],
    "valuations": [
        {
            "key": "aligned-2025-10",
            "date": "2025-10",
            "target": "Aligned",
            "basis": "corporate_deal",
            "value_usd": 40_000_000_000,
            "capacity_mw": 5000,
            "usd_per_mw": 8_000_000,
            "commentator": "matthew-sigel",
            "announcement": "clsk-2025-10-20-hire",
            **TOLD,
        },
    ],
}

Change = Callable[[Records], None]


def write(root: Path, change: Change | None = None, *, bars: str = BARS) -> Path:
    """Write the small record under `root`, changed first where `change` is given; `root`."""
    records = copy.deepcopy(SMALL)
    if change:
        change(records)
    (root / "market").mkdir(exist_ok=True)
    for name, rows in records.items():
        text = yaml.dump(rows, Dumper=_Plain, allow_unicode=True, sort_keys=False)
        (root / f"{name}.yaml").write_text(text, encoding="utf-8")
    (root / "market" / "CLSK.csv").write_text(bars, encoding="utf-8")
    return root


class _Plain(yaml.SafeDumper):
    """Writes everything out: shared parts are no aliases."""

    def ignore_aliases(self, data: object) -> bool:
        return True
