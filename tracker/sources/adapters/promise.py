"""What every kind of source promises: `fetch` asks the network and understands no news, `parse` is pure."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol

from tracker.lib.http import Client


class Unreadable(Exception):
    """What was fetched is not what this kind of source gives; the message says what it is instead and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item as its source gives it.

    `guid` is never empty. `url` is an absolute http(s) address or empty. `title` and `html` are markup as delivered,
    not sanitised. `language` is a lower-case tag such as "fr" or "en-us", or empty. `published_at` is aware UTC, or
    None where the source gives no time that can be true.
    """

    guid: str
    url: str
    title: str
    html: str
    language: str
    published_at: datetime | None
    author: str


def nothing_known(_guids: Collection[str]) -> Collection[str]:
    """For a source that has given nothing yet."""
    return ()


@dataclass(frozen=True, slots=True)
class Ask:
    """What to ask for: an address, and what is known of it.

    `etag` and `last_modified` came with the last answer. `known` says which of some guids are stored already: a kind
    that fetches a list and then what is on it needs to fetch only the rest.
    """

    url: str
    etag: str = ""
    last_modified: str = ""
    known: Callable[[Collection[str]], Collection[str]] = nothing_known


@dataclass(frozen=True, slots=True)
class Fetched:
    """What the network gave: bytes and what to ask with next time. `not_modified` means there are no bytes.

    `url` is where redirects ended; relative links of the items start from there.
    """

    body: bytes
    content_type: str
    etag: str
    last_modified: str
    not_modified: bool
    url: str = ""


class Adapter(Protocol):
    """One kind of source.

    One whose library talks to the network itself says no to `asks_over_client`; one whose site wants to know whom to
    write to says yes to `needs_contact` and is not asked without.
    """

    asks_over_client: ClassVar[bool]
    needs_contact: ClassVar[bool]

    def fetch(self, client: Client, ask: Ask) -> Fetched:
        """Ask for what has changed since the answer that was there last. Raises FetchError, or Unreadable."""

    def parse(self, body: bytes, content_type: str, url: str = "") -> list[FeedItem]:
        """The items in a body, in its order. Pure. Raises Unreadable, and nothing else, on bytes of any kind."""
