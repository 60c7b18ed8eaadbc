"""Asks for one address at a time, follows redirects itself and turns every failure into a sentence.

Before each request, redirects included: may it be asked for (robots.txt), and whose turn is it at that host.
"""

import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType
from typing import Self

import httpcore
import httpx

from tracker.lib.http.answers import REDIRECTS, error_of, parse_url, redirect_target
from tracker.lib.http.body import ACCEPTED, read_body
from tracker.lib.http.connection import Deadline, GuardedTransport
from tracker.lib.http.errors import HTTP_ERROR, RATE_LIMITED, REFUSED, TIMEOUT, UNREACHABLE, FetchError
from tracker.lib.http.gate import Gate
from tracker.lib.http.sharing import HostLimits, RobotsCache, RobotsDecision

MAX_REDIRECTS = 5


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """What a client may do.

    `timeout_seconds` is for the whole fetch, redirects and all; half of it is the longest silence in between.
    `max_bytes` counts the body as sent and as unpacked. `private_hosts` may be fetched although they are private:
    "127.0.0.1:8999" names one port, "127.0.0.1" all of them. `contact` is told to every site, in the User-Agent.
    Without `public_hosts` nothing but those private ones is asked, and no name is looked up.
    """

    timeout_seconds: float
    max_bytes: int
    private_hosts: frozenset[str] = frozenset()
    contact: str = ""
    public_hosts: bool = True

    def is_own(self, url: httpx.URL) -> bool:
        """Whether the address is on one's own network, by the list of private hosts."""
        return url.host in self.private_hosts or f"{url.host}:{_port(url)}" in self.private_hosts


@dataclass(frozen=True, slots=True)
class Response:
    """An answer of 200 to 299, or 304 with no body. `url` is where redirects ended; header names in any case."""

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class _Way:
    """What one fetch keeps from its first request to the end of its redirects."""

    transport: GuardedTransport
    deadline: Deadline
    headers: Mapping[str, str]


class Client:
    """The network, one GET at a time. Keeps no cookies and no connections from one `get` to the next.

    `limits` and `robots` are shared with other workers; without them nobody waits, and robots.txt is not asked for.
    """

    def __init__(
        self, policy: FetchPolicy, *, limits: HostLimits | None = None, robots: RobotsCache | None = None
    ) -> None:
        self.policy = policy
        self.limits = limits
        self.gate = Gate(robots, self._robots_file) if robots else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is left open."""

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Response:
        """Fetch an address. Raises FetchError for everything that can go wrong on the way, and for what may not be."""
        return self._get(parse_url(url), headers or {}, self.gate)

    def decision_on(self, url: str) -> RobotsDecision | None:
        """What robots.txt says of an address; None where this client does not ask. Raises FetchError as `get` does."""
        parsed = parse_url(url)
        self._refuse_public(parsed)
        return self.gate.decision(parsed) if self.gate else None

    def _robots_file(self, url: httpx.URL) -> bytes:
        return self._get(url, {"Accept": "text/plain, */*;q=0.5"}, None).body

    def _get(self, url: httpx.URL, headers: Mapping[str, str], gate: Gate | None) -> Response:
        deadline = Deadline(self.policy.timeout_seconds)
        own = {"User-Agent": user_agent(self.policy.contact), "Accept-Encoding": ACCEPTED}
        # The transport without httpx's own client, which keeps cookies, looks for proxies, builds redirects itself
        # and writes whole addresses into the log.
        with GuardedTransport(self.policy.private_hosts, deadline) as transport:
            way = _Way(transport, deadline, {**headers, **own})
            return self._follow(way, url, gate)

    def _follow(self, way: _Way, url: httpx.URL, gate: Gate | None) -> Response:
        seen: list[httpx.URL] = []
        while True:
            if url in seen:
                sentence = f"{url.host} redirects in a circle, back to an address it came from. Correct the address."
                raise FetchError(HTTP_ERROR, sentence)
            if len(seen) > MAX_REDIRECTS:
                sentence = f"The address redirects more than {MAX_REDIRECTS} times. Use the address it ends at."
                raise FetchError(HTTP_ERROR, sentence)
            seen.append(url)
            self._refuse_public(url)
            if gate:
                started = time.monotonic()
                gate.obey(url)
                way.deadline.extend(time.monotonic() - started)  # robots.txt has a time of its own
            answer = self._ask_in_turn(way, url)
            if isinstance(answer, Response):
                return answer
            url = answer

    def _refuse_public(self, url: httpx.URL) -> None:
        if not self.policy.public_hosts and not self.policy.is_own(url):
            sentence = "Hosts on the internet are not asked while FETCH_PUBLIC_HOSTS is off. Turn it on to fetch this."
            raise FetchError(REFUSED, sentence)

    def _ask_in_turn(self, way: _Way, url: httpx.URL) -> Response | httpx.URL:
        limits = None if self.policy.is_own(url) else self.limits
        with limits.turn(url.host) if limits else nullcontext(0.0) as waited:
            way.deadline.extend(waited)
            try:
                return self._ask(way, url)
            except FetchError as error:
                if limits and error.kind == RATE_LIMITED and error.retry_after:
                    limits.leave_alone(url.host, error.retry_after)
                raise

    def _ask(self, way: _Way, url: httpx.URL) -> Response | httpx.URL:
        timeout = httpx.Timeout(self.policy.timeout_seconds / 2).as_dict()
        with self._in_sentences(url):
            request = httpx.Request("GET", url, headers=way.headers, extensions={"timeout": timeout})
            with closing(way.transport.handle_request(request)) as response:
                return self._understand(response, url)

    def _understand(self, response: httpx.Response, url: httpx.URL) -> Response | httpx.URL:
        status = response.status_code
        if status in REDIRECTS:
            return redirect_target(response, url)
        if status == HTTPStatus.NOT_MODIFIED:
            return Response(status, str(url), response.headers, b"")
        if not response.is_success:
            raise error_of(response, url)
        return Response(status, str(url), response.headers, read_body(response, self.policy.max_bytes))

    @contextmanager
    def _in_sentences(self, url: httpx.URL) -> Iterator[None]:
        """Every error of the network as a FetchError."""
        try:
            yield
        except httpcore.TimeoutException as error:
            raise FetchError(TIMEOUT, self._too_slow(url)) from error
        except httpcore.ConnectError as error:
            raise FetchError(UNREACHABLE, _no_connection(url, error)) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
            raise FetchError(UNREACHABLE, f"The answer of {url.host} broke off or makes no sense.") from error
        except (httpx.InvalidURL, UnicodeError) as error:
            raise FetchError(UNREACHABLE, f"{url.host} could not be asked: {_brief(error)}.") from error

    def _too_slow(self, url: httpx.URL) -> str:
        seconds = f"{self.policy.timeout_seconds:g} seconds"
        return (
            f"{url.host} was too slow: no whole answer within {seconds}. If it always is, raise FETCH_TIMEOUT_SECONDS."
        )


def _no_connection(url: httpx.URL, error: Exception) -> str:
    cause = error.args[0] if error.args else error  # the pool cuts `__cause__` off
    if isinstance(cause, ssl.SSLCertVerificationError):
        reason = cause.verify_message
        return f"{url.host} does not prove who it is ({reason}): nothing was read. The site must mend its certificate."
    if isinstance(cause, ssl.SSLError):
        return f"{url.host} does not speak TLS as it should. Correct the address if it should be http."
    return f"{url.host} takes no connection on port {_port(url)} ({_brief(cause)})."


def _port(url: httpx.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)


def _brief(error: object) -> str:
    strerror = error.strerror if isinstance(error, OSError) else None
    return (strerror or str(error) or type(error).__name__)[:120].rstrip(".").lower()


def user_agent(contact: str) -> str:
    """Who asks, with the contact that sites may complain to; characters that no header may hold are left out."""
    plain = "".join(c for c in contact if c.isascii() and c.isprintable() and c not in "()").strip()
    return f"Hashpivot (+{plain})" if plain else "Hashpivot"
