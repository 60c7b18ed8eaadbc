"""Sockets with two promises: they lead to the address that was checked, and they end when time is up."""

import ssl
import time
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

import httpcore
import httpx

from tracker.lib.http.addresses import resolve


class Deadline:
    """The moment a whole fetch has to be over, however slowly its bytes drip in."""

    def __init__(self, seconds: float) -> None:
        self.ends = time.monotonic() + seconds

    def extend(self, seconds: float) -> None:
        """Move the end: time spent waiting for a turn is not the site's."""
        self.ends += seconds

    def bound(self, timeout: float | None, error: type[httpcore.TimeoutException]) -> float:
        """The shorter of a timeout and the time that is left. Raises `error` when none is."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise error("the time for the whole fetch is used up")
        return left if timeout is None else min(timeout, left)


class TimedStream(httpcore.NetworkStream):
    """A connection on which no operation outlasts the deadline, TLS handshake and header bytes included."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self.stream = stream
        self.deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """At most `max_bytes`, or none at the end."""
        return self.stream.read(max_bytes, self.deadline.bound(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of the buffer."""
        self.stream.write(buffer, self.deadline.bound(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        """Let go of the socket."""
        self.stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same connection, encrypted, its certificate checked against the name that was asked for."""
        left = self.deadline.bound(timeout, httpcore.ConnectTimeout)
        return TimedStream(self.stream.start_tls(ssl_context, server_hostname, left), self.deadline)

    def get_extra_info(self, info: str) -> object:
        """What the connection pool asks about the socket."""
        return self.stream.get_extra_info(info)


class GuardedBackend(httpcore.NetworkBackend):
    """Opens every socket there is: the name is resolved here, once, and the address that was checked is the one
    connected to, so that a second, different DNS answer (rebinding) is never asked for. Redirects pass here too.
    """

    def __init__(self, private_hosts: Collection[str], deadline: Deadline) -> None:
        self.private_hosts = private_hosts
        self.deadline = deadline
        self.plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address of the host that takes it. Raises FetchError for a refused one."""
        failure: httpcore.ConnectError | httpcore.ConnectTimeout = httpcore.ConnectError("no address")
        for address in resolve(host, port, self.private_hosts):
            left = self.deadline.bound(timeout, httpcore.ConnectTimeout)
            try:
                stream = self.plain.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            return TimedStream(stream, self.deadline)
        raise failure


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Iterable[bytes]) -> None:
        self.stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self.stream

    def close(self) -> None:
        close = getattr(self.stream, "close", None)
        if close:
            close()


class GuardedTransport(httpx.BaseTransport):
    """httpx over connections of the guarded backend. Errors come out as httpcore raises them, or as FetchError."""

    def __init__(self, private_hosts: Collection[str], deadline: Deadline) -> None:
        backend = GuardedBackend(private_hosts, deadline)
        self.pool = httpcore.ConnectionPool(ssl_context=tls(), network_backend=backend)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One request, one answer, its body still on the way."""
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        answer = self.pool.handle_request(
            httpcore.Request(request.method, url, headers=request.headers.raw, extensions=request.extensions)
        )
        stream = answer.stream
        if not isinstance(stream, Iterable):
            raise TypeError("a synchronous pool gave an asynchronous stream")
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(stream))

    def close(self) -> None:
        """Close every connection."""
        self.pool.close()


@lru_cache(maxsize=1)
def tls() -> ssl.SSLContext:
    """Certificates and host names are verified. Made once: reading the root certificates takes tens of milliseconds."""
    return httpx.create_ssl_context(trust_env=False)
