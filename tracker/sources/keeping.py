"""Keeps a delivery of items by set-based queries: what is new, what is worded differently, what is known already.

Only `services` writes through here, inside its transaction. Nothing is done row by row and only the guids of this
delivery are looked up, so that a source with a long past costs no more than one with a short one.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final, TypeVar

from tracker.lib.text import clip, plain_text
from tracker.lib.urls import canonical_url
from tracker.sources.adapters import FeedItem
from tracker.sources.models import RawItem, RawItemVersion, ReadState, Source

Value = TypeVar("Value")

TITLE_LIMIT: Final = 2_000
GUID_LIMIT: Final = 500
URL_LIMIT: Final = 2_000
# A time further ahead than clocks differ is not believed.
CLOCKS_DIFFER: Final = timedelta(hours=1)
A_DAY: Final = timedelta(days=1)
_CHUNK: Final = 500  # values in one query; SQLite takes a limited number
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
_PLAIN: Final = re.compile(r"[^<&\x00-\x1f\x7f]*")
# What makes two deliveries of a guid the same wording. Author and language are left out: they are decoration.
_WORDING: Final = ("title", "html", "url", "published_at")
_REPLACED: Final = (
    "url", "canonical_url", "title", "payload", "content_sha256", "version", "language",
    "published_at", "published_is_certain", "fetched_at", "read_state", "read_attempts", "read_error", "claimed_until",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stored:
    """How many items were new, and how many were known in another wording."""

    new: int
    changed: int


@dataclass(frozen=True, slots=True)
class _Known:
    """What is compared of an item that is stored."""

    digest: str
    canonical_url: str
    title: str
    published_at: datetime
    published_is_certain: bool

    def is_another_story(self, row: RawItem) -> bool:
        """Whether a source uses a guid a second time: address, title and day all differ. Else it is a correction."""
        are_sure = self.published_is_certain and row.published_is_certain and self.canonical_url and row.canonical_url
        differs = self.canonical_url != row.canonical_url and self.title != row.title
        return bool(are_sure and differs and abs(row.published_at - self.published_at) > A_DAY)


def keep(source: Source, items: Iterable[FeedItem], *, now: datetime) -> Stored:
    """Store a delivery. The caller holds the transaction and the source's row."""
    rows = {row.guid: row for row in (_row(source, item, now) for item in _once_per_guid(items))}
    known = _known(source, list(rows))
    others = [row for guid, row in rows.items() if guid in known and known[guid].is_another_story(row)]
    for row in others:
        del rows[row.guid]
        row.guid = _guid_of_its_own(row)
        rows[row.guid] = row
    known |= _known(source, [row.guid for row in others])
    new = [row for guid, row in rows.items() if guid not in known]
    changed = [row for guid, row in rows.items() if guid in known and known[guid].digest != row.content_sha256]
    RawItem.objects.bulk_create(new, batch_size=_CHUNK)
    for chunk in _chunks(changed):
        _replace(source, chunk)
    return Stored(new=len(new), changed=len(changed))


def known_guids(source: Source, guids: Collection[str]) -> set[str]:
    """Which of these a source has given before, as it gave them."""
    stored = {_guid(_storable(guid)): guid for guid in guids}
    return {stored[guid] for guid in _known(source, list(stored))}


def _once_per_guid(items: Iterable[FeedItem]) -> Iterable[FeedItem]:
    """Of items with one guid, the one published last; among equals the last delivered."""
    chosen: dict[str, FeedItem] = {}
    for item in items:
        rival = chosen.get(item.guid)
        if rival and rival.published_at and item.published_at and rival.published_at > item.published_at:
            continue
        chosen[item.guid] = item
    return chosen.values()


def _row(source: Source, item: FeedItem, now: datetime) -> RawItem:
    payload = payload_of(item)
    published_at = item.published_at
    is_certain = published_at is not None and published_at <= now + CLOCKS_DIFFER
    return RawItem(
        source=source,
        guid=_guid(payload["guid"]),
        url=payload["url"] if len(payload["url"]) <= URL_LIMIT else "",
        canonical_url=canonical_url(payload["url"]),
        title=_title(payload["title"]),
        payload=payload,
        content_sha256=_digest(payload),
        language=item.language.partition("-")[0][:8] or source.language,
        published_at=published_at if published_at and is_certain else now,
        published_is_certain=is_certain,
        fetched_at=now,
    )


def payload_of(item: FeedItem) -> dict[str, Any]:
    """The item as fetched, as JSON that every database takes. `published_at` is ISO in UTC, or None."""
    at = item.published_at
    return {
        "guid": _storable(item.guid),
        "url": _storable(item.url),
        "title": _storable(item.title),
        "html": _storable(item.html),
        "language": _storable(item.language),
        "published_at": at.astimezone(UTC).isoformat() if at else None,
        "author": _storable(item.author),
    }


def _storable(text: str) -> str:
    return _UNSTORABLE.sub("", text)


def _guid(guid: str) -> str:
    return guid if 0 < len(guid) <= GUID_LIMIT else "sha256:" + sha256(guid.encode()).hexdigest()


def _title(markup: str) -> str:
    """The title's words, for lists."""
    is_plain = markup.isascii() and _PLAIN.fullmatch(markup)
    words = " ".join((markup if is_plain else plain_text(markup)).split())
    return clip(words, TITLE_LIMIT)


def _digest(payload: dict[str, Any]) -> str:
    wording = json.dumps([payload[name] for name in _WORDING], ensure_ascii=False)
    return sha256(wording.encode()).hexdigest()


def _known(source: Source, guids: list[str]) -> dict[str, _Known]:
    """Those that are stored already, by guid."""
    columns = ("guid", "content_sha256", "canonical_url", "title", "published_at", "published_is_certain")
    known: dict[str, _Known] = {}
    for chunk in _chunks(guids):
        stored = RawItem.objects.filter(source=source, guid__in=chunk).values_list(*columns)
        known.update((guid, _Known(*compared)) for guid, *compared in stored)
    return known


def _guid_of_its_own(row: RawItem) -> str:
    return "sha256:" + sha256(f"{row.guid}\n{row.canonical_url}".encode()).hexdigest()


def _replace(source: Source, rows: list[RawItem]) -> None:
    """Move the old wording of each row to its versions and put the new one in its place, to be read again."""
    stored = RawItem.objects.filter(source=source, guid__in=[row.guid for row in rows])
    old = {item.guid: item for item in stored}
    RawItemVersion.objects.bulk_create(
        [
            RawItemVersion(
                item=item,
                version=item.version,
                payload=item.payload,
                content_sha256=item.content_sha256,
                fetched_at=item.fetched_at,
            )
            for item in old.values()
        ],
        batch_size=_CHUNK,
    )
    for row in rows:
        _follow(old[row.guid], row)
    RawItem.objects.bulk_create(
        rows,
        batch_size=_CHUNK,
        update_conflicts=True,
        unique_fields=["source", "guid"],
        update_fields=_REPLACED,
    )


def _follow(old: RawItem, row: RawItem) -> None:
    row.version = old.version + 1
    row.read_state = ReadState.PENDING
    if not row.published_is_certain:
        # A correction without a believable time does not move the item to the day it was corrected.
        row.published_at, row.published_is_certain = old.published_at, old.published_is_certain


def _chunks(values: list[Value]) -> Iterator[list[Value]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
