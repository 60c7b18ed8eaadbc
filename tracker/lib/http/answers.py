"""What an answer's number and headers mean: where a redirect leads, how long to wait, what an error says."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpx

from tracker.lib.http.errors import HTTP_ERROR, RATE_LIMITED, REFUSED, FetchError

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ADVICE = {
    401: "The site wants a login, which sources do not have: use a public address.",
    403: "The site does not let this program in: use another address or ask the site.",
    404: "The address is wrong or its page is gone: correct it.",
    410: "The page is gone for good: correct the address or switch the source off.",
}


def parse_url(url: str) -> httpx.URL:
    """The address, without its fragment. Raises FetchError for anything but http and https.

    A name and password in it are dropped: they would end up in the links of items, for everybody to see.
    """
    try:
        parsed = httpx.URL(url.strip()).copy_with(fragment=None, userinfo=b"")
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError(REFUSED, "The address cannot be read as a web address. Correct it.") from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        named = f"not {parsed.scheme[:20]}" if parsed.scheme else "this one names neither"
        raise FetchError(REFUSED, f"Only http and https addresses are fetched, {named}. Correct the address.")
    return parsed


def redirect_target(response: httpx.Response, url: httpx.URL) -> httpx.URL:
    """Where a redirect leads. Raises FetchError when it leads nowhere that may be followed."""
    location = response.headers.get("location", "")
    if not location:
        raise FetchError(HTTP_ERROR, f"{url.host} redirects without saying where to. The site must mend it.")
    try:
        target = url.join(location)
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError(REFUSED, f"{url.host} redirects to something that is no web address.") from error
    return parse_url(str(target))


def error_of(response: httpx.Response, url: httpx.URL) -> FetchError:
    """The error that a status other than success, redirect and 304 stands for."""
    status = response.status_code
    wait = retry_after(response.headers)
    named = f"{url.host} answered {status} ({_phrase(status)})."
    if status == HTTPStatus.TOO_MANY_REQUESTS or (status == HTTPStatus.SERVICE_UNAVAILABLE and wait is not None):
        asked = (
            f" It asks to be left alone for {wait:.0f} seconds." if wait is not None else " It asks for fewer requests."
        )
        return FetchError(RATE_LIMITED, named + asked, wait, status)
    by_class = "The site has a fault of its own." if status >= 500 else "Correct the address if it is not meant."
    return FetchError(HTTP_ERROR, f"{named} {_ADVICE.get(status, by_class)}", wait, status)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase.lower()
    except ValueError:
        return "a number without a meaning"


def retry_after(headers: httpx.Headers) -> float | None:
    """The wait that Retry-After asks for, in seconds; None where it is missing or makes no sense.

    A date is measured from the answer's own Date, so that a clock that is off does no harm.
    """
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdecimal():
        return float(value[:12])
    until = _http_date(value)
    if until is None:
        return None
    since = _http_date(headers.get("date", "")) or datetime.now(UTC)
    return max((until - since).total_seconds(), 0.0)


def _http_date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
