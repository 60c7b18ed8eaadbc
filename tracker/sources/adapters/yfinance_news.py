"""Headlines that Yahoo lists for a ticker, through the yfinance library, which talks to the network itself."""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar, Final

from tracker.lib.http import Client, FetchError
from tracker.lib.http.errors import RATE_LIMITED, REFUSED, UNREACHABLE
from tracker.lib.text import clip
from tracker.sources.adapters.dates import iso_moment
from tracker.sources.adapters.past import oldest, only_newest, reaches
from tracker.sources.adapters.promise import Ask, FeedItem, Fetched, Page, Unreadable
from tracker.sources.adapters.values import AUTHOR_LIMIT, GUID_LIMIT, cleaned, escaped, web_address

COUNT: Final = 20
MOST: Final = 200  # Yahoo gives no more, say those who wrote the library, and has no second page
_TICKER: Final = re.compile(r"/quote/([A-Za-z0-9.^-]{1,20})(?:/|$)")


class YfinanceNewsAdapter:
    """The promise for `SourceKind.YFINANCE_NEWS`; the address is https://finance.yahoo.com/quote/TICKER/news/."""

    asks_over_client: ClassVar[bool] = False
    needs_contact: ClassVar[bool] = False

    def fetch(self, client: Client, ask: Ask) -> Fetched:
        """The newest headlines as the library gives them. Raises FetchError."""
        return _listed(client, ask.url, COUNT)

    def earlier(self, client: Client, ask: Ask, since: date) -> Iterator[Page]:
        """As many headlines as there are to be had at once. Raises FetchError or Unreadable."""
        fetched = _listed(client, ask.url, MOST)
        items = self.parse(fetched.body, fetched.content_type, fetched.url)
        note = "" if reaches(items, since) else only_newest("Yahoo's list", len(items), oldest(items))
        yield Page(fetched, 1, 1, note)

    def parse(self, body: bytes, content_type: str, url: str = "") -> list[FeedItem]:  # noqa: ARG002 (the promise)
        """An item for each headline. Raises Unreadable."""
        try:
            told = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise Unreadable("Yahoo's answer is no JSON. If it stays so, switch the source off.") from error
        if not isinstance(told, list):
            raise Unreadable("Yahoo's answer has another form than it used to. If it stays so, switch the source off.")
        items = (_item(entry, url) for entry in told if isinstance(entry, dict))
        return [item for item in items if item is not None]


def _listed(client: Client, url: str, count: int) -> Fetched:
    if not client.policy.public_hosts:
        raise FetchError(REFUSED, "Hosts on the internet are not asked while FETCH_PUBLIC_HOSTS is off.")
    found = _TICKER.search(url)
    if found is None:
        raise FetchError(REFUSED, "The address names no ticker. Use https://finance.yahoo.com/quote/TICKER/news/.")
    told = _news(found.group(1).upper(), count)
    body = json.dumps(told, ensure_ascii=True, sort_keys=True, default=str).encode()
    return Fetched(body, "application/json", etag="", last_modified="", not_modified=False, url=url)


def _news(ticker: str, count: int) -> list[Any]:
    # Imported here: yfinance brings pandas and more, a second that other kinds of source need not pay.
    import yfinance  # noqa: PLC0415
    from yfinance.exceptions import YFException, YFRateLimitError  # noqa: PLC0415

    try:
        found: list[Any] = list(yfinance.Ticker(ticker).get_news(count=count))
    except YFRateLimitError as error:
        raise FetchError(RATE_LIMITED, "Yahoo asks to wait (429).") from error
    except (YFException, OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        # No connection is an OSError, an error page a ValueError; the rest is JSON of another shape.
        reason = clip(" ".join(str(error).split()), 160)
        raise FetchError(UNREACHABLE, f"Yahoo gave no usable answer for {ticker} ({reason}).") from error
    return found


def _item(entry: dict[str, Any], url: str) -> FeedItem | None:
    content = entry.get("content")
    if not isinstance(content, dict):
        return None
    link = _address(content.get("canonicalUrl"), url) or _address(content.get("clickThroughUrl"), url)
    guid = cleaned(entry.get("id") or content.get("id"), GUID_LIMIT).strip() or link
    title = escaped(content.get("title")).strip()
    if not guid or not title:
        return None
    provider = content.get("provider")
    return FeedItem(
        guid=guid,
        url=link,
        title=title,
        html=escaped(content.get("summary") or content.get("description")),
        language="en",
        published_at=iso_moment(content.get("pubDate")),
        author=cleaned(provider.get("displayName"), AUTHOR_LIMIT) if isinstance(provider, dict) else "",
    )


def _address(value: object, url: str) -> str:
    return web_address(value.get("url"), url) if isinstance(value, dict) else ""
