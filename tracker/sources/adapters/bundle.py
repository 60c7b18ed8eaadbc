"""A list with what stands behind its entries: fetched together, kept as one body of JSON, read apart by `parse`.

Few entries at a time: what is left over is fetched at the next poll, which therefore asks for the list without
conditions.
"""

import json
import time
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from tracker.lib.http import FetchError
from tracker.lib.http.errors import DISALLOWED, HTTP_ERROR, TOO_LARGE
from tracker.sources.adapters.promise import Fetched, Unreadable

Entry = TypeVar("Entry")
CONTENT_TYPE: Final = "application/json"
# Well below the claim of a poll, so that what was fetched is still ours to keep.
BUDGET_SECONDS: Final = 90.0
_GONE: Final = range(400, 500)


def gather(entries: Sequence[Entry], fetch: Callable[[Entry], dict[str, Any]]) -> tuple[list[dict[str, Any]], bool]:
    """What stands behind each entry, and whether that is all of it. Raises FetchError where the first one fails."""
    ends = time.monotonic() + BUDGET_SECONDS
    found: list[dict[str, Any]] = []
    for entry in entries:
        try:
            found.append(fetch(entry))
        except FetchError:
            if not found:
                raise
            return found, False
        if time.monotonic() > ends:
            break
    return found, len(found) == len(entries)


def is_for_good(error: FetchError) -> bool:
    """Whether asking again would end the same way: the entry is then taken without what stands behind it."""
    return error.kind in (DISALLOWED, TOO_LARGE) or (error.kind == HTTP_ERROR and error.status in _GONE)


def pack(listed: Fetched, whole: dict[str, Any], *, is_complete: bool) -> Fetched:
    """The list's answer with the whole as its body."""
    return Fetched(
        body=json.dumps(whole, ensure_ascii=True, sort_keys=True).encode(),
        content_type=CONTENT_TYPE,
        etag=listed.etag if is_complete else "",
        last_modified=listed.last_modified if is_complete else "",
        not_modified=False,
        url=listed.url,
    )


def unpack(body: bytes, name: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The whole and the list of that name in it. Raises Unreadable for what was not packed here."""
    try:
        whole = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable("The answer is not what this kind of source gives. Correct the address.") from error
    entries = whole.get(name) if isinstance(whole, dict) else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise Unreadable("The answer is not what this kind of source gives. Correct the address.")
    return whole, entries
