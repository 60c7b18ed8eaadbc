"""News sitemaps, for sites without a feed: the list gives title and time, the page behind each entry the text."""

import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any, ClassVar, Final

from lxml import etree

from tracker.lib.http import Client, FetchError
from tracker.sources.adapters import bundle, page
from tracker.sources.adapters.dates import iso_day, iso_moment
from tracker.sources.adapters.decoding import as_text
from tracker.sources.adapters.fetching import conditional_get
from tracker.sources.adapters.past import Walk, only_newest
from tracker.sources.adapters.promise import Ask, FeedItem, Fetched, Page, Unreadable
from tracker.sources.adapters.values import GUID_LIMIT, cleaned, escaped, language_tag, web_address

NEWEST: Final = 1_000  # a news sitemap has no more
PER_POLL: Final = 8
_DECLARED: Final = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_NEWS: Final = "{*}news/{*}"
_ACCEPT: Final = "application/xml, text/xml;q=0.9, */*;q=0.5"


class SitemapAdapter:
    """The promise for `SourceKind.SITEMAP`."""

    asks_over_client: ClassVar[bool] = True
    needs_contact: ClassVar[bool] = False

    def fetch(self, client: Client, ask: Ask) -> Fetched:
        """The list, and the pages of new entries, a few at a time. Raises FetchError or Unreadable."""
        listed = conditional_get(client, ask, _ACCEPT)
        if listed.not_modified:
            return listed
        entries = listing(as_text(listed.body, listed.content_type), listed.url)[:NEWEST]
        known = ask.known([entry["guid"] for entry in entries])
        new = [entry for entry in entries if entry["guid"] not in known]
        found, got_all = bundle.gather(new[:PER_POLL], partial(_with_page, client))
        return bundle.pack(listed, {"entries": found}, is_complete=got_all and len(new) <= PER_POLL)

    def earlier(self, client: Client, ask: Ask, since: date) -> Iterator[Page]:
        """The pages of all entries since the day, a few at a time. Raises FetchError or Unreadable."""
        listed = conditional_get(client, Ask(ask.url), _ACCEPT)
        entries = listing(as_text(listed.body, listed.content_type), listed.url)
        wanted = [entry for entry in entries if _day_of(entry) >= since.isoformat() or not _day_of(entry)]
        walk = Walk(
            wanted,
            name_of=lambda entry: entry["guid"],
            fetch=partial(_with_page, client),
            pack=lambda found: bundle.pack(listed, {"entries": found}, is_complete=False),
            handful=PER_POLL,
            note=_nothing_before(entries, since),
        )
        return walk.pages(ask)

    def parse(self, body: bytes, content_type: str, url: str = "") -> list[FeedItem]:  # noqa: ARG002 (the promise)
        """An item for each entry that was fetched. Raises Unreadable."""
        _whole, entries = bundle.unpack(body, "entries")
        return [_item({name: str(value) for name, value in entry.items()}) for entry in entries if entry.get("guid")]


def listing(text: str, url: str) -> list[dict[str, str]]:
    """The entries of a news sitemap, newest first and none twice. Raises Unreadable for anything else.

    A document type is refused, with it every entity there could be. One that breaks off gives what came before.
    """
    if _DECLARED.search(text):
        raise Unreadable("The answer is a web page or declares entities; a sitemap does neither. Correct the address.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("The answer is no sitemap. Correct the address.") from error
    if root is None or not isinstance(root.tag, str) or etree.QName(root).localname != "urlset":
        raise Unreadable("The answer is no news sitemap; a list of sitemaps names it. Correct the address.")
    entries = [_entry(node, url) for node in root.iterfind("{*}url")]
    news = [entry for entry in entries if entry["guid"] and entry["title"]]
    if not news:
        # Without the news part there is no telling a new page from an old one that was touched.
        raise Unreadable("The sitemap lists pages, not news: no entry has a title and a time. Look for a news sitemap.")
    once: dict[str, dict[str, str]] = {}
    for entry in sorted(news, key=lambda entry: entry["published"] or entry["day"], reverse=True):
        once.setdefault(entry["guid"], entry)
    return list(once.values())


def _entry(node: Any, url: str) -> dict[str, str]:
    moment = iso_moment(node.findtext(f"{_NEWS}publication_date"))
    return {
        "guid": cleaned(web_address(node.findtext("{*}loc"), url), GUID_LIMIT),
        "day": iso_day(node.findtext(f"{_NEWS}publication_date")),
        "title": escaped(node.findtext(f"{_NEWS}title")).strip(),
        "published": moment.isoformat() if moment else "",
        "language": language_tag(node.findtext(f"{_NEWS}publication/{{*}}language")),
    }


def _day_of(entry: dict[str, str]) -> str:
    """When an entry was published, as an ISO day; empty where the list does not say."""
    return entry["published"][:10] or entry["day"]


def _nothing_before(entries: list[dict[str, str]], since: date) -> str:
    """What to say of a list that does not reach the day."""
    first = min(filter(None, map(_day_of, entries)), default="")
    if first and first < since.isoformat():
        return ""
    return only_newest("This sitemap", len(entries), date.fromisoformat(first) if first else None)


def _with_page(client: Client, entry: dict[str, str]) -> dict[str, str]:
    """The entry with its page; without one that is gone for good or not to be read. Raises FetchError."""
    try:
        answer = client.get(entry["guid"], {"Accept": page.ACCEPT})
    except FetchError as error:
        if bundle.is_for_good(error):
            return entry
        raise
    return {**entry, "page": as_text(answer.body, answer.headers.get("content-type", ""))}


def _item(entry: dict[str, str]) -> FeedItem:
    told = _article(entry)
    published_at = iso_moment(entry.get("published")) or (told.published_at if told else None)
    return FeedItem(
        guid=entry["guid"],
        url=web_address(entry["guid"]),
        title=entry.get("title") or entry["guid"],
        html=told.html if told else "",
        language=entry.get("language") or (told.language if told else ""),
        published_at=published_at,
        author=told.author if told else "",
    )


def _article(entry: dict[str, str]) -> FeedItem | None:
    try:
        return page.article(entry.get("page", ""), entry["guid"])
    except Unreadable:
        return None
