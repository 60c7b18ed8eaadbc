"""The bundled feeds as articles, read through the same doors as polled ones."""

from pathlib import Path

from tracker.extraction.scene import Article
from tracker.lib.text import plain_text
from tracker.sources.adapters import ADAPTERS, FeedItem

SEED = Path(__file__).parents[2] / "tracker" / "data" / "seed"


def seed_items(name: str) -> dict[str, FeedItem]:
    """Items of a bundled feed by the end of their guid."""
    body = (SEED / f"feed_{name}.xml").read_bytes()
    return {item.guid.rsplit(":", 1)[-1]: item for item in ADAPTERS["feed"].parse(body, "application/xml")}


def article(item: FeedItem, tier: str = "press") -> Article:
    """An item as the reader gets it."""
    return Article(
        url=item.url,
        outlet="",
        published_at=item.published_at,
        headline=plain_text(item.title),
        text=plain_text(item.html),
        language_hint=item.language,
        tier=tier,
    )
