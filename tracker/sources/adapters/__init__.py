"""Kinds of sources behind one promise. A new kind is a module here, a line in ADAPTERS and a value of SourceKind."""

from typing import Final

from tracker.sources.adapters import feed
from tracker.sources.adapters.promise import Adapter, FeedItem, Fetched, Unreadable

ADAPTERS: Final[dict[str, Adapter]] = {"feed": feed.FeedAdapter()}

__all__ = ["ADAPTERS", "Adapter", "FeedItem", "Fetched", "Unreadable"]
