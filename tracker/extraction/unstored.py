"""Reads what was fetched but is not kept: a page for an entry by hand, an address on trial."""

from dataclasses import dataclass
from datetime import datetime

from tracker.extraction.aliases import AliasBook
from tracker.extraction.reading import Reading, read
from tracker.extraction.scene import Article
from tracker.lib.text import plain_text
from tracker.sources.adapters import FeedItem
from tracker.sources.keeping import CLOCKS_DIFFER


@dataclass(frozen=True, slots=True)
class Outlet:
    """Who publishes: name, language hint and tier (a Tier value), each empty where unknown."""

    name: str
    language: str = ""
    tier: str = ""


def read_unstored(item: FeedItem, outlet: Outlet, *, book: AliasBook, now: datetime) -> Reading:
    """The reading that the item would get in the queue, were it fetched now."""
    at = item.published_at
    is_certain = at is not None and at <= now + CLOCKS_DIFFER
    article = Article(
        url=item.url,
        outlet=outlet.name,
        published_at=at if is_certain else now,
        headline=plain_text(item.title),
        text=plain_text(item.html),
        language_hint=item.language or outlet.language,
        tier=outlet.tier if is_certain else "",
    )
    return read(article, book)
