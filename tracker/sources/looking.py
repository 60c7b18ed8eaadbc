"""What an address gives, looked at without keeping any of it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from tracker.lib.http import Client, FetchError
from tracker.lib.http.errors import NOT_SET_UP
from tracker.sources.adapters import ADAPTERS, Ask, FeedItem


@dataclass(frozen=True, slots=True)
class Look:
    """The items an address gives now, in its order, and what its site says of asking for it."""

    items: list[FeedItem]
    content_type: str
    size: int
    robots: str


def look(url: str, kind: str, *, client: Client) -> Look:
    """Ask once, as a poll of a new source would; `kind` is a SourceKind value. Raises FetchError or Unreadable."""
    adapter = ADAPTERS[kind]
    refuse_without_contact(kind, client)
    _refuse_filings_without_contact(url, client)
    decision = client.decision_on(url) if adapter.asks_over_client else None
    fetched = adapter.fetch(client, Ask(url))
    items = adapter.parse(fetched.body, fetched.content_type, fetched.url or url)
    return Look(items, fetched.content_type, len(fetched.body), decision.reason if decision else "")


def refuse_without_contact(kind: str, client: Client) -> None:
    """Raises FetchError where the sites of a kind want to know whom to write to and nobody is named."""
    if ADAPTERS[kind].needs_contact and not client.policy.contact:
        raise _no_contact()


def _refuse_filings_without_contact(url: str, client: Client) -> None:
    """The SEC wants it of all who ask, whatever its page is read as."""
    host = urlsplit(url).hostname or ""
    if (host == "sec.gov" or host.endswith(".sec.gov")) and not client.policy.contact:
        raise _no_contact()


def _no_contact() -> FetchError:
    return FetchError(NOT_SET_UP, _("The site wants to know whom to write to. Set FETCH_CONTACT; nothing was asked."))
