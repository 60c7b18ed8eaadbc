"""One conditional GET, as several kinds of source make it."""

from tracker.lib.http import Client, FetchError
from tracker.lib.http.errors import HTTP_ERROR
from tracker.sources.adapters.promise import Ask, Fetched
from tracker.sources.adapters.values import header_value


def conditional_get(client: Client, ask: Ask, accept: str) -> Fetched:
    """Ask for what changed since the last answer. Raises FetchError."""
    asked = {"If-None-Match": ask.etag, "If-Modified-Since": ask.last_modified}
    conditions = {name: value for name, value in asked.items() if value}
    answer = client.get(ask.url, {"Accept": accept, **conditions})
    not_modified = answer.status == 304
    if not_modified and not conditions:
        raise FetchError(HTTP_ERROR, "The site answered 304 (not modified) to a first request. The site must mend it.")
    return Fetched(
        body=answer.body,
        content_type=answer.headers.get("content-type", ""),
        etag=header_value(answer.headers.get("etag", ""), limit=500),
        last_modified=header_value(answer.headers.get("last-modified", ""), limit=200),
        not_modified=not_modified,
        url=answer.url,
    )
