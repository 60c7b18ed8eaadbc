"""JSON Feed 1 and 1.1, which some sites give in place of RSS."""

import json
from typing import Any

from tracker.lib.text import clip, plain_text
from tracker.sources.adapters.dates import iso_moment
from tracker.sources.adapters.promise import FeedItem, Unreadable
from tracker.sources.adapters.values import (
    AUTHOR_LIMIT,
    GUID_LIMIT,
    HTML_LIMIT,
    TITLE_LIMIT,
    cleaned,
    escaped,
    language_tag,
    web_address,
)

NOT_ONE = "The answer is JSON, but no JSON Feed. Correct the address."


def parse(text: str, url: str) -> list[FeedItem]:
    """The items of a JSON Feed. Raises Unreadable for any other JSON."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable("The answer is broken JSON. The site must mend it.") from error
    if not isinstance(feed, dict) or not str(feed.get("version", "")).startswith("https://jsonfeed.org/version/"):
        raise Unreadable(NOT_ONE)
    entries = feed.get("items")
    if not isinstance(entries, list):
        raise Unreadable("The JSON Feed has no list of items. The site must mend it.")
    items = (_item(entry, feed, url) for entry in entries if isinstance(entry, dict))
    return [item for item in items if item is not None]


def next_url(text: str) -> str:
    """Where a JSON Feed that can be read says its earlier items are, as it says it; empty where it does not."""
    told = json.loads(text).get("next_url")
    return told if isinstance(told, str) else ""


def _item(entry: dict[str, Any], feed: dict[str, Any], url: str) -> FeedItem | None:
    link = web_address(entry.get("url") or entry.get("external_url"), url)
    guid = _guid(entry.get("id")) or link
    body = cleaned(entry.get("content_html"), HTML_LIMIT) or escaped(entry.get("content_text") or entry.get("summary"))
    title = escaped(entry.get("title")).strip()
    if not guid:
        return None
    return FeedItem(
        guid=guid,
        url=link,
        title=title[:TITLE_LIMIT] or clip(plain_text(body), 120) or link or guid,
        html=body,
        language=language_tag(entry.get("language")) or language_tag(feed.get("language")),
        published_at=iso_moment(entry.get("date_published")) or iso_moment(entry.get("date_modified")),
        author=_author(entry) or _author(feed),
    )


def _guid(value: object) -> str:
    """Ids should be text; some feeds give numbers."""
    is_number = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18
    return cleaned(str(value) if is_number else value, GUID_LIMIT).strip()


def _author(entry: dict[str, Any]) -> str:
    authors = entry.get("authors") or [entry.get("author")]
    first = authors[0] if isinstance(authors, list) and authors else None
    return cleaned(first.get("name"), AUTHOR_LIMIT) if isinstance(first, dict) else ""
