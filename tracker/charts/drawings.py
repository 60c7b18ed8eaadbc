"""The shapes behind the marks: paths only, no words."""

from typing import Final

FAMILIES: Final = {
    "site_acquisition": "site",
    "power_agreement": "site",
    "construction": "site",
    "energization": "site",
    "conversion": "site",
    "equipment_purchase": "site",
    "lease": "contract",
    "hosting": "contract",
    "gpu_cloud": "contract",
    "financing": "capital",
    "merger_acquisition": "deal",
    "divestiture": "deal",
    "termination": "deal",
    "executive_hire": "people",
    "executive_departure": "people",
    "partnership": "strategy",
    "strategy": "strategy",
}

SHAPES: Final = {
    "site": '<rect x="1.75" y="1.75" width="8.5" height="8.5" rx=".75"/>',
    "contract": '<circle cx="6" cy="6" r="4.7"/>',
    "capital": '<path d="M6 .7 11.3 6 6 11.3.7 6z"/>',
    "deal": '<path d="M6 1.2 11.2 10.4H.8z"/>',
    "people": '<path d="M6 .9 10.6 3.5v5L6 11.1 1.4 8.5v-5z"/>',
    "strategy": '<path d="M4.3 1h3.4v3.3H11v3.4H7.7V11H4.3V7.7H1V4.3h3.3z"/>',
}

CROSSED: Final = '<circle cx="6" cy="6" r="4.9" class="s"/><path d="m4 4 4 4M8 4 4 8" class="s"/>'
VERDICTS: Final = {
    "holds_at_close": (
        "v-holds",
        '<circle cx="6" cy="6" r="5.5" class="f"/><path d="m3.4 6.2 1.8 1.8 3.5-3.9" class="k"/>',
    ),
    "intraday_only": (
        "v-intraday",
        '<circle cx="6" cy="6" r="4.9" class="s"/><path d="M6 1.1a4.9 4.9 0 0 1 0 9.8z" class="f"/>',
    ),
    "not_borne_out": ("v-fails", CROSSED),
    "off_session": ("v-outside", '<path d="M10.6 7.2A4.9 4.9 0 1 1 5 1.1a3.9 3.9 0 0 0 5.6 6.1z" class="s"/>'),
    "no_prices": ("v-untested", '<circle cx="6" cy="6" r="4.9" class="s" stroke-dasharray="2 1.8"/>'),
}

# Bars of a tier, 1 to 4: how near the source stands to the event.
TIERS: Final = {"filing": 4, "company": 4, "wire": 4, "digest": 3, "press": 2, "aggregator": 1, "": 0}

STATES: Final = ("operating", "under_construction", "converting", "planned", "sold")

# Lucide icons, 24 x 24.
ICONS: Final = {
    "search": '<path d="m21 21-4.34-4.34"/><circle cx="11" cy="11" r="8"/>',
    "queue": '<path d="M13 5h8"/><path d="M13 12h8"/><path d="M13 19h8"/><path d="m3 17 2 2 4-4"/>'
    '<path d="m3 7 2 2 4-4"/>',
    "theme": '<circle cx="12" cy="12" r="10"/><path d="M12 18a6 6 0 0 0 0-12v12z"/>',
    "menu": '<path d="M4 5h16"/><path d="M4 12h16"/><path d="M4 19h16"/>',
    "plus": '<path d="M5 12h14"/><path d="M12 5v14"/>',
    "login": '<path d="m10 17 5-5-5-5"/><path d="M15 12H3"/><path d="M15 3h4a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2h-4"/>',
    "logout": '<path d="m16 17 5-5-5-5"/><path d="M21 12H9"/><path d="M9 21H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h4"/>',
    "info": '<circle cx="12" cy="12" r="10"/><path d="M12 16v-4"/><path d="M12 8h.01"/>',
    "alert": '<path d="m21.73 18-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3"/><path d="M12 9v4"/>'
    '<path d="M12 17h.01"/>',
    "left": '<path d="m15 18-6-6 6-6"/>',
    "right": '<path d="m9 18 6-6-6-6"/>',
    "arrow": '<path d="M5 12h14"/><path d="m12 5 7 7-7 7"/>',
    "conflict": '<circle cx="18" cy="18" r="3"/><circle cx="6" cy="6" r="3"/><path d="M13 6h3a2 2 0 0 1 2 2v7"/>'
    '<path d="M11 18H8a2 2 0 0 1-2-2V9"/>',
    "download": '<path d="M12 15V3"/><path d="M21 15v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4"/><path d="m7 10 5 5 5-5"/>',
    "external": '<path d="M15 3h6v6"/><path d="M10 14 21 3"/>'
    '<path d="M18 13v6a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2h6"/>',
    "check": '<path d="M20 6 9 17l-5-5"/>',
    "close": '<path d="M18 6 6 18"/><path d="m6 6 12 12"/>',
}
