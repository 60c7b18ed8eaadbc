"""The way back through a feed's pages: those it links to (RFC 5005, JSON Feed), and WordPress's numbered ones.

Which page comes before is said on a page alone, so a walk asks for each of them; one that was broken off goes on by
its mark.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from tracker.lib.http import FetchError
from tracker.lib.http.errors import DISALLOWED
from tracker.sources.adapters.past import back_to, is_past, oldest, only_newest, reaches
from tracker.sources.adapters.promise import Ask, FeedItem, Fetched, Page, Unreadable
from tracker.sources.adapters.values import web_address

MOST_PAGES: Final = 1_000
_NUMBER: Final = "paged"  # WordPress's name for it
_NO_SUCH_PAGE: Final = (404, 410)


@dataclass(frozen=True, slots=True)
class FeedPage:
    """What one page says. `link` leads to earlier items, as written; `is_numbered` where ?paged=2 would do so too."""

    items: list[FeedItem]
    link: str = ""
    is_numbered: bool = False


def walk(ask: Ask, since: date, open_page: Callable[[str], tuple[Fetched, FeedPage]]) -> Iterator[Page]:
    """The feed and the pages before it. Raises what `open_page` raises: FetchError or Unreadable."""
    number, address = _start(ask)
    trail = _Trail(since)
    while address:
        try:
            fetched, page = open_page(address)
            note = "" if page.items else _beyond_the_last(None, address, number)
        except (FetchError, Unreadable) as error:
            note = _beyond_the_last(error, address, number)
            if not note:
                raise
        if note:
            yield Page(None, number - 1, number - 1, trail.last_words(note))
            return
        if is_past(page.items, since):
            yield Page(None, number, number)
            return
        address, note = trail.onward(page, fetched.url or address, number)
        mark = f"{number + 1} {address} {ask.url}" if address else ""
        yield Page(fetched, number, None if address else number, note, mark)
        number += 1


def _start(ask: Ask) -> tuple[int, str]:
    """Number and address of the first page to ask for: the mark's, if it was made for this feed."""
    number, _, rest = ask.mark.partition(" ")
    address, _, of_feed = rest.partition(" ")
    return (int(number), address) if of_feed == ask.url and number.isdecimal() else (1, ask.url)


@dataclass(slots=True)
class _Trail:
    """What the pages so far have shown: where they were, what was on them, how far back they went."""

    since: date
    site: str = ""
    visited: set[str] = field(default_factory=set)
    contents: set[frozenset[str]] = field(default_factory=set)
    oldest: date | None = None
    is_there: bool = False

    def onward(self, page: FeedPage, here: str, number: int) -> tuple[str, str]:
        """The address of the page before this one; or none, and why not, which is nothing once the day is reached."""
        content = frozenset(item.guid for item in page.items)
        is_repeated = content in self.contents
        self.contents.add(content)
        self.visited.add(here)
        self.site = self.site or _site(here)
        self.oldest = min(filter(None, (self.oldest, oldest(page.items))), default=None)
        self.is_there = reaches(page.items, self.since)
        if is_repeated:
            return "", self.last_words(f"Page {number} holds what a page before it held, so the site gives no more")
        address, why_not = self._next(page, here, number)
        if address and number >= MOST_PAGES:
            return "", self.last_words(f"Stopped after {MOST_PAGES:,} pages, the most of one walk")
        if not address and number == 1 and not why_not:
            return "", "" if self.is_there else only_newest("This feed", len(page.items), self.oldest)
        return address, "" if address else self.last_words(why_not or "The feed names no page before this one")

    def _next(self, page: FeedPage, here: str, number: int) -> tuple[str, str]:
        linked = web_address(page.link, here)
        if not linked:
            return (_numbered(here, number + 1) if page.is_numbered else ""), ""
        if _site(linked) != self.site:
            return "", f"The feed leaves what is earlier to another host, {_site(linked)}, which is not asked"
        address = urlsplit(linked)._replace(scheme=urlsplit(here).scheme, netloc=self.site, fragment="").geturl()
        if address in self.visited:
            return "", "The feed names as the page before this one a page that was read already"
        return address, ""

    def last_words(self, why: str) -> str:
        """Why the walk ends, and how far it came; nothing where that is far enough."""
        return "" if self.is_there else f"{why}{back_to(self.oldest)}."


def _site(address: str) -> str:
    """Host and port, without a name and password, which are not sent anyway."""
    return urlsplit(address).netloc.rpartition("@")[2].lower()


def _numbered(here: str, number: int) -> str:
    parts = urlsplit(here)
    others = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != _NUMBER]
    return parts._replace(query=urlencode([*others, (_NUMBER, str(number))]), fragment="").geturl()


def _beyond_the_last(error: FetchError | Unreadable | None, address: str, number: int) -> str:
    """What an error, or a page without items, means where the address was a guess; "" where it means nothing.

    There is no such page then.
    """
    is_guess = number > 1 and (_NUMBER, str(number)) in parse_qsl(urlsplit(address).query)
    if is_guess and isinstance(error, FetchError) and error.kind == DISALLOWED:
        return f"The site's robots.txt does not let page {number} be asked for"
    is_missing = error is None or (isinstance(error, FetchError) and error.status in _NO_SUCH_PAGE)
    if is_guess and is_missing:
        return f"The feed ends before page {number}"
    if is_guess and isinstance(error, Unreadable):
        return f"What the site gives as page {number} is no feed, so the one before it is taken for the last"
    return ""
