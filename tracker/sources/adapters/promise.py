"""What every kind of source promises: `fetch` asks for news, `earlier` for what came before, `parse` is pure."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
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
    that fetches a list and then what is on it needs to fetch only the rest. `mark` lets `earlier` go on after the page
    that it came with.
    """

    url: str
    etag: str = ""
    last_modified: str = ""
    known: Callable[[Collection[str]], Collection[str]] = nothing_known
    mark: str = ""


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


@dataclass(frozen=True, slots=True)
class Page:
    """A step into a source's past: an answer for `parse`, and how far that is.

    `fetched` is None where the step brought nothing but the end. `done` of `total` steps are behind, pages or entries
    of a list as the kind has it; `total` is None while nobody knows. `note` comes with the last page alone and says
    why nothing from before it was asked for; empty where the day that was wanted is reached. With `mark` in its ask, a
    later walk goes on after this page.
    """

    fetched: Fetched | None
    done: int
    total: int | None
    note: str = ""
    mark: str = ""


class Adapter(Protocol):
    """One kind of source.

    One whose library talks to the network itself says no to `asks_over_client`; one whose site wants to know whom to
    write to says yes to `needs_contact` and is not asked without.
    """

    asks_over_client: ClassVar[bool]
    needs_contact: ClassVar[bool]

    def fetch(self, client: Client, ask: Ask) -> Fetched:
        """Ask for what has changed since the answer that was there last. Raises FetchError, or Unreadable."""

    def earlier(self, client: Client, ask: Ask, since: date) -> Iterator[Page]:
        """The way back to a day, newest first. It ends by itself.

        Of what stands behind a list nothing is fetched that is known. A page whose items are all from before the day
        is the end and not given. Raises what `fetch` raises, after all that came before it.
        """

    def parse(self, body: bytes, content_type: str, url: str = "") -> list[FeedItem]:
        """The items in a body, in its order. Pure. Raises Unreadable, and nothing else, on bytes of any kind."""
