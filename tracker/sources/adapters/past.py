"""What the ways into a source's past have in common: a list followed a few entries at a time, and last words."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Generic, TypeVar

from tracker.lib.http import FetchError
from tracker.sources.adapters.bundle import BUDGET_SECONDS
from tracker.sources.adapters.promise import Ask, FeedItem, Fetched, Page

Entry = TypeVar("Entry")
MOST_PAGES: Final = 500  # of one list in one walk


def is_past(items: Sequence[FeedItem], since: date) -> bool:
    """Whether items are all from before a day. Those without a time tell nothing."""
    days = [item.published_at.date() for item in items if item.published_at]
    return bool(days) and max(days) < since


def reaches(items: Sequence[FeedItem], since: date) -> bool:
    """Whether items go back past a day: the last with a time does. A single old one pinned on top is not enough."""
    days = [item.published_at.date() for item in items if item.published_at]
    return bool(days) and days[-1] < since


def oldest(items: Sequence[FeedItem]) -> date | None:
    """The day of the oldest item; None where none has a time."""
    return min((item.published_at.date() for item in items if item.published_at), default=None)


def back_to(day: date | None) -> str:
    """How far it went, to end a clause."""
    return f", back to {day.isoformat()}" if day else ""


def only_newest(name: str, count: int, day: date | None) -> str:
    """What to say of a list that has no second page, and does not go back as far as is wanted."""
    if not count:
        return f"{name} is empty, and nothing earlier can be asked for."
    newest = f"newest {count:,} items" if count > 1 else "newest item"
    return f"{name} gives only its {newest}{back_to(day)}; nothing earlier can be asked for."


@dataclass(frozen=True, slots=True)
class Walk(Generic[Entry]):
    """A list's entries since a day, newest first, and how each is named, fetched and put together with others.

    `note` is for the last page, of a walk that got everything.
    """

    entries: Sequence[Entry]
    name_of: Callable[[Entry], str]
    fetch: Callable[[Entry], dict[str, Any]]
    pack: Callable[[list[dict[str, Any]]], Fetched]
    handful: int
    note: str = ""

    def pages(self, ask: Ask) -> Iterator[Page]:
        """A page for each handful of those that are not known. Raises FetchError, after what came before it."""
        left = self._left(ask)
        total = len(self.entries)
        asked = left[: MOST_PAGES * self.handful]
        note = self.note if len(asked) == len(left) else _stopped(len(asked), len(left))
        if not left:
            yield Page(None, total, total, note)
        fetched = 0
        for found in in_handfuls(asked, self.fetch, self.handful):
            fetched += len(found)
            is_last = fetched == len(asked)
            mark = self.name_of(asked[fetched - 1])
            yield Page(self.pack(found), total - len(left) + fetched, total, note if is_last else "", mark)

    def _left(self, ask: Ask) -> list[Entry]:
        """What is to be fetched: entries after the mark that are not known."""
        names = [self.name_of(entry) for entry in self.entries]
        start = names.index(ask.mark) + 1 if ask.mark in names else 0
        known = ask.known(names[start:])
        return [entry for entry, name in zip(self.entries[start:], names[start:], strict=True) if name not in known]


def in_handfuls(
    entries: Sequence[Entry], fetch: Callable[[Entry], dict[str, Any]], size: int
) -> Iterator[list[dict[str, Any]]]:
    """What stands behind each entry, some at a time: fewer where they are slow. Raises FetchError after the others."""
    found: list[dict[str, Any]] = []
    failure: FetchError | None = None
    ends = time.monotonic() + BUDGET_SECONDS
    for entry in entries:
        try:
            found.append(fetch(entry))
        except FetchError as error:
            failure = error
            break
        if len(found) == size or time.monotonic() > ends:
            yield found
            found, ends = [], time.monotonic() + BUDGET_SECONDS
    if found:
        yield found
    if failure is not None:
        raise failure


def _stopped(asked: int, left: int) -> str:
    return f"Stopped after {asked:,} of {left:,} entries, the most of one walk. Start it again to go on."
