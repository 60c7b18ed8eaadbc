"""Asks a site's robots.txt before anything else of it is asked, and keeps the answer. RFC 9309.

No such file (any 4xx) allows everything. A site whose robots.txt cannot be read (5xx, no answer, "ask less") is left
alone until it can. How the file is fetched is passed in.
"""

from collections.abc import Callable
from typing import Final

import httpx

from tracker.lib.http.errors import DISALLOWED, HTTP_ERROR, RATE_LIMITED, REFUSED, TOO_LARGE, FetchError
from tracker.lib.http.robots import PATH_LIMIT, deciding, rules_for
from tracker.lib.http.sharing import (
    ALLOWED,
    AWAY,
    DISALLOWED_BY_RULE,
    KEPT_AWAY_SECONDS,
    KEPT_SECONDS,
    RobotsCache,
    RobotsDecision,
    RobotsFile,
)

ASK_AGAIN_SECONDS: Final = 24 * 3600.0  # a site that does not want us is asked for its robots.txt once a day
_NO_FILE: Final = range(400, 500)


class Gate:
    """Says of each address whether it may be asked for. `fetch` gives the body of a robots.txt, or FetchError.

    It is made anew for each poll: the file of an origin that it has looked at once holds for all of that poll.
    """

    def __init__(self, cache: RobotsCache, fetch: Callable[[httpx.URL], bytes]) -> None:
        self.cache = cache
        self.fetch = fetch
        self._looked_at: dict[str, RobotsFile] = {}

    def decision(self, url: httpx.URL) -> RobotsDecision:
        """What robots.txt says of the address. Raises FetchError where the address is one that is never fetched."""
        file = self._file(url)
        if file.away:
            return RobotsDecision(AWAY, file.away, file.away_kind)
        if file.missing_status:
            return RobotsDecision(ALLOWED, f"The site has no robots.txt ({file.missing_status}).")
        rule = deciding(file.rules, url.raw_path.decode("ascii")[:PATH_LIMIT])
        if rule is None:
            return RobotsDecision(ALLOWED, "No rule of robots.txt is about this address.")
        verdict = ALLOWED if rule.allows else DISALLOWED_BY_RULE
        return RobotsDecision(verdict, f"Line {rule.line} of robots.txt: {rule}"[:300])

    def obey(self, url: httpx.URL) -> None:
        """Raises FetchError for an address that may not be asked for."""
        decision = self.decision(url)
        if decision.verdict == DISALLOWED_BY_RULE:
            sentence = (
                f"{url.host} does not want programs to read this address ({decision.reason}), so it was not asked. "
                "Look for another address, or ask the site."
            )
            raise FetchError(DISALLOWED, sentence, ASK_AGAIN_SECONDS)
        if decision.verdict == AWAY:
            raise FetchError(decision.kind, decision.reason)

    def _file(self, url: httpx.URL) -> RobotsFile:
        address = url.copy_with(raw_path=b"/robots.txt", fragment=None)
        origin = str(address).removesuffix("/robots.txt")
        if origin not in self._looked_at:
            self._looked_at[origin] = self.cache.get(origin) or self._asked_and_kept(origin, address)
        return self._looked_at[origin]

    def _asked_and_kept(self, origin: str, address: httpx.URL) -> RobotsFile:
        file = self._asked(address)
        self.cache.keep(origin, file, KEPT_AWAY_SECONDS if file.away else KEPT_SECONDS)
        return file

    def _asked(self, address: httpx.URL) -> RobotsFile:
        try:
            body = self.fetch(address)
        except FetchError as error:
            return _without(error)
        return RobotsFile(rules=rules_for(body.decode("utf-8", "replace")))


def _without(error: FetchError) -> RobotsFile:
    """What a failed fetch of robots.txt means. Raises the error where it says that the address is never fetched."""
    if error.kind == REFUSED:
        raise error
    if error.kind == HTTP_ERROR and error.status in _NO_FILE:
        return RobotsFile(missing_status=error.status)
    kind = HTTP_ERROR if error.kind in (TOO_LARGE, RATE_LIMITED) else error.kind
    sentence = f"Nothing was asked, since the site's robots.txt could not be read first: {error.message}"
    return RobotsFile(away=sentence[:430], away_kind=kind)
