"""Kinds of sources behind one promise. A new kind is a module here, a line in ADAPTERS and a value of SourceKind."""

from typing import Final

from tracker.sources.adapters import edgar, feed, page, sitemap, yfinance_news
from tracker.sources.adapters.promise import Adapter, Ask, FeedItem, Fetched, Page, Unreadable

ADAPTERS: Final[dict[str, Adapter]] = {
    "feed": feed.FeedAdapter(),
    "edgar": edgar.EdgarAdapter(),
    "page": page.PageAdapter(),
    "sitemap": sitemap.SitemapAdapter(),
    "yfinance_news": yfinance_news.YfinanceNewsAdapter(),
}

__all__ = ["ADAPTERS", "Adapter", "Ask", "FeedItem", "Fetched", "Page", "Unreadable"]
