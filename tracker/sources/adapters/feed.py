"""RSS and Atom, of every quality, by feedparser; a JSON Feed is told by its first character."""

import html
import io
import re
from collections.abc import Iterator
from datetime import date, datetime
from hashlib import sha256
from typing import Any, ClassVar, Final

import feedparser

from tracker.lib.http import Client
from tracker.lib.text import clip, plain_text
from tracker.sources.adapters import feed_pages, jsonfeed
from tracker.sources.adapters.dates import moment_of
from tracker.sources.adapters.decoding import as_text
from tracker.sources.adapters.feed_pages import FeedPage
from tracker.sources.adapters.fetching import conditional_get
from tracker.sources.adapters.promise import Ask, FeedItem, Fetched, Page, Unreadable
from tracker.sources.adapters.values import (
    AUTHOR_LIMIT,
    GUID_LIMIT,
    HTML_LIMIT,
    TITLE_LIMIT,
    cleaned,
    language_tag,
    web_address,
)

_ACCEPT: Final = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
_DECLARATION: Final = b'<?xml version="1.0" encoding="utf-8"?>\n'
_ROOT: Final = re.compile(r"<(?:[\w.-]{1,40}:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_HEAD: Final = 100_000  # characters within which a feed has to begin
# Not allowed in XML, and often in feeds: one of them would throw the whole feed to the slow, lenient parser.
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE: Final = re.compile(r"&#([xX]?)0*([0-9a-fA-F]+);?")
# feedparser looks for mail addresses in authors in quadratic time: no word of news is this long.
_ENDLESS_WORD: Final = re.compile(r"(?<![\w.+-])([\w.+-]{2000})[\w.+-]+", re.ASCII)
# What feedparser and its SGML parser let slip on hostile bytes, as tests with random input show.
_SLIPS: Final = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RuntimeError, ArithmeticError)


class FeedAdapter:
    """The promise for `SourceKind.FEED`."""

    asks_over_client: ClassVar[bool] = True
    needs_contact: ClassVar[bool] = False

    def fetch(self, client: Client, ask: Ask) -> Fetched:
        """A conditional GET. Raises FetchError."""
        return conditional_get(client, ask, _ACCEPT)

    def earlier(self, client: Client, ask: Ask, since: date) -> Iterator[Page]:
        """The feed, then the pages it links to or, of WordPress, the numbered ones. Raises FetchError or Unreadable."""

        def open_page(address: str) -> tuple[Fetched, FeedPage]:
            fetched = conditional_get(client, Ask(address), _ACCEPT)
            return fetched, _read(fetched.body, fetched.content_type, fetched.url or address)

        return feed_pages.walk(ask, since, open_page)

    def parse(self, body: bytes, content_type: str, url: str = "") -> list[FeedItem]:
        """The items of a feed, in its order; without an id, an item goes by its link, else by its title and time.

        `url` is the feed's own address, for relative links. Raises Unreadable for anything that is not a feed.
        """
        return _read(body, content_type, url).items


def _read(body: bytes, content_type: str, url: str) -> FeedPage:
    """Items and where earlier ones are. Raises Unreadable."""
    text = as_text(body, content_type)
    if text.startswith(("{", "[")):
        return FeedPage(jsonfeed.parse(text, url), jsonfeed.next_url(text))
    _refuse_other_things(text)
    parsed = _parsed(text)
    if not parsed["entries"] and parsed["bozo"]:
        raise Unreadable("The feed is broken XML and no item of it can be read. The site must mend it.")
    if not parsed["version"]:
        raise Unreadable("The answer is XML of another kind, not an RSS or Atom feed. Correct the address.")
    items = (_item(entry, parsed, url) for entry in parsed["entries"])
    feed = parsed["feed"]
    return FeedPage([item for item in items if item is not None], _earlier_link(feed), _is_wordpress(feed))


def _earlier_link(feed: dict[str, Any]) -> str:
    """The archive before this document, else the next page; RFC 5005 has pages go from the newest on."""
    links = {str(one.get("rel")).lower(): one.get("href") or "" for one in dict.get(feed, "links") or []}
    return links.get("prev-archive") or links.get("next") or ""


def _is_wordpress(feed: dict[str, Any]) -> bool:
    detail = dict.get(feed, "generator_detail") or {}
    return any("wordpress" in str(said).lower() for said in (dict.get(feed, "generator"), dict.get(detail, "href")))


def _refuse_other_things(text: str) -> None:
    start = text[:2000].lstrip().lower()
    if not text.strip("\0 \t\r\n"):
        raise Unreadable("The answer is empty. If it stays so, correct the address.")
    if start.startswith(("<!doctype html", "<html")):
        raise Unreadable(
            "The answer is a web page, not a feed. Look on that page for the address of its RSS or Atom feed."
        )
    if not _ROOT.search(text[:_HEAD]):
        raise Unreadable("The answer is no RSS or Atom feed. Correct the address.")


def _parsed(text: str) -> dict[str, Any]:
    """What feedparser makes of it: markup untouched, external entities and declared ones off."""
    safe = _ENDLESS_WORD.sub(r"\1", _REFERENCE.sub(_legal_reference, _NOT_XML.sub("", text)))
    try:
        # A stream, since bytes and text would be tried as a file's name first.
        result: dict[str, Any] = feedparser.parse(
            io.BytesIO(_DECLARATION + safe.encode()),
            sanitize_html=False,
            resolve_relative_uris=False,
            response_headers={"content-type": "application/xml; charset=utf-8"},
        )
    except _SLIPS as error:
        raise Unreadable("The feed is damaged and cannot be read. The site must mend it.") from error
    return result


def _legal_reference(found: re.Match[str]) -> str:
    """A character's number as it stands, or nothing where XML has no such character: it would break the whole feed."""
    is_hex, digits = found.groups()
    if len(digits) > 7 or (not is_hex and not digits.isdecimal()):
        return ""
    number = int(digits, 16 if is_hex else 10)
    return "" if number > 0x10FFFF or _NOT_XML.match(chr(number)) else found.group()


def _item(entry: dict[str, Any], parsed: dict[str, Any], url: str) -> FeedItem | None:
    """An entry as an item; None for one that says nothing."""
    # `dict.get` throughout: feedparser's own getters guess other keys, slowly.
    feed = parsed["feed"]
    link = _link(entry, url, dict.get(feed, "link") or "")
    body = _body(entry, parsed["version"])
    title = cleaned(dict.get(entry, "title"), TITLE_LIMIT).strip()
    published_at = _published_at(entry)
    guid = cleaned(dict.get(entry, "id"), GUID_LIMIT).strip() or link
    if not (title or body or guid):
        return None
    return FeedItem(
        guid=guid or _made_guid(title or body, published_at),
        url=link,
        title=title or clip(plain_text(body), 120) or link or guid,
        html=body,
        language=_language(entry, feed),
        published_at=published_at,
        author=cleaned(dict.get(entry, "author"), AUTHOR_LIMIT),
    )


def _made_guid(title: str, published_at: datetime | None) -> str:
    time = published_at.isoformat() if published_at else ""
    return "sha256:" + sha256(f"{title}\n{time}".encode()).hexdigest()


def _link(entry: dict[str, Any], url: str, feed_link: str) -> str:
    found = dict.get(entry, "link") or ""
    if not found:
        others = dict.get(entry, "links") or []
        found = next((one.get("href", "") for one in others if one.get("rel") == "alternate"), "")
    if found == dict.get(entry, "id") and "://" not in found:
        return ""  # a guid that calls itself a link for want of isPermaLink="false"
    return web_address(found, feed_link, url)


def _body(entry: dict[str, Any], version: str) -> str:
    """The fullest text as markup: content before summary."""
    contents = [part for part in dict.get(entry, "content") or [] if part.get("value")]
    detail = contents[0] if contents else dict.get(entry, "summary_detail") or {}
    value = detail.get("value") or dict.get(entry, "summary")
    body = cleaned(value, HTML_LIMIT)
    # Atom says which text is no markup; in RSS every description is markup, whatever feedparser guesses.
    is_plain = version.startswith("atom") and detail.get("type") == "text/plain"
    return html.escape(body, quote=False) if is_plain else body


def _language(entry: dict[str, Any], feed: dict[str, Any]) -> str:
    details = [*(dict.get(entry, "content") or []), dict.get(entry, "summary_detail"), dict.get(entry, "title_detail")]
    said = [dict.get(entry, "language"), *(one.get("language") for one in details if one), dict.get(feed, "language")]
    return next(filter(None, map(language_tag, said)), "")


def _published_at(entry: dict[str, Any]) -> datetime | None:
    """When it was published, else when it was last changed."""
    for name in ("published", "updated", "created"):
        moment = moment_of(dict.get(entry, name), dict.get(entry, f"{name}_parsed"))
        if moment is not None:
            return moment
    return None
