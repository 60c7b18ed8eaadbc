"""A source's earlier items, as far back as it gives them. Nothing is stored here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tracker.lib.http import Client, FetchError
from tracker.lib.http.errors import REFUSED
from tracker.sources.adapters import ADAPTERS, Ask, FeedItem, Page
from tracker.sources.keeping import known_guids
from tracker.sources.looking import refuse_without_contact
from tracker.sources.models import Source

# Nothing is older than bitcoin's first block.
FIRST_DAY: Final = date(2009, 1, 3)


class NotPast(ValueError):
    """A day that has not come yet; the message says so."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The items of one step into the past that are wanted: not older than the day and not stored yet.

    `known` counts those that are stored already, or came with a step before, `older` those from before the day.
    `done` of `total` steps are behind; `total` is None while nobody knows. `note` comes at the end alone: why nothing
    from before was asked for, where the source does not reach the day. Given back, `mark` goes on after this step.
    """

    items: list[FeedItem]
    done: int
    total: int | None
    note: str = ""
    mark: str = ""
    known: int = 0
    older: int = 0


def refuse_future(since: date, *, now: datetime) -> None:
    """Raises NotPast for a day later than today's in UTC."""
    if since > now.date():
        raise NotPast(
            _("There are no items since %(day)s yet. Choose today or a day before.") % {"day": date_format(since)}
        )


def earlier_items(source: Source, *, since: date, client: Client, mark: str = "") -> Iterator[Batch]:
    """The items of a source since a day (UTC), newest first, step by step. Raises FetchError or Unreadable.

    An error comes after all that could be had before it. What is stored already stays as it is: which wording of an
    item is the last one is for polls to say, an old page may hold an earlier one. Filings and entries of sitemaps that
    are stored are not fetched again; the pages of a feed are, unless there is a mark of how far it came.
    """
    if source.is_sample:
        raise FetchError(REFUSED, _("This is the bundled sample. It is never fetched; choose another source."))
    refuse_without_contact(source.kind, client)
    return _batches(source, since, client, mark)


def _batches(source: Source, since: date, client: Client, mark: str) -> Iterator[Batch]:
    adapter = ADAPTERS[source.kind]
    seen: set[str] = set()
    for page in adapter.earlier(client, Ask(source.url, known=partial(known_guids, source), mark=mark), since):
        given = _items(source, page)
        recent = [item for item in given if item.published_at is None or item.published_at.date() >= since]
        stored = seen | known_guids(source, [item.guid for item in recent])
        items = [item for item in recent if item.guid not in stored]
        seen.update(item.guid for item in recent)
        counts = {"known": len(recent) - len(items), "older": len(given) - len(recent)}
        yield Batch(items, page.done, page.total, page.note, page.mark, **counts)


def _items(source: Source, page: Page) -> list[FeedItem]:
    fetched = page.fetched
    if fetched is None:
        return []
    return ADAPTERS[source.kind].parse(fetched.body, fetched.content_type, fetched.url or source.url)
