"""Whether a web server can listen where it is told to, asked before anything is started."""

import errno
import http.client
import socket
import time
from collections.abc import Callable
from urllib.parse import urlsplit


class PortError(Exception):
    """The address cannot be listened on; the message says what to do."""


def port_number(word: str) -> int:
    """A port from 1 to 65535. Raises PortError."""
    if word.isascii() and word.isdigit() and 1 <= int(word) <= 65535:
        return int(word)
    raise PortError(f"PORT={word!r} is not a port. Set PORT to a whole number from 1 to 65535.")


def ensure_free(host: str, port: int) -> None:
    """Pass where nobody listens on host and port; else raise PortError."""
    try:
        family, _kind, _proto, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            # As the web server will ask for it: a connection still winding down does not count as taken.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise PortError(_sentence(error, host, port)) from error


def _sentence(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        other = port + 1 if port < 65535 else port - 1
        return f"Port {port} is taken. Stop what uses it or start with PORT={other} make run."
    if error.errno == errno.EACCES:
        return f"Port {port} is kept for the system administrator. Start with PORT=8000 make run."
    return f"HOST={host!r} is not an address of this machine ({error.strerror}). Set HOST=127.0.0.1 or HOST=0.0.0.0."


def free_port(host: str = "127.0.0.1") -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def answers(url: str, *, host_header: str = "", timeout: float = 5.0) -> bool:
    """Whether GET url over plain HTTP is answered with 200; a proxy of the environment is not asked."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port or 80, timeout=timeout)
    headers = {"Host": host_header} if host_header else {}
    try:
        connection.request("GET", parts.path or "/", headers=headers)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def wait_until(condition: Callable[[], bool], *, seconds: float, every: float = 0.05) -> bool:
    """Ask until condition holds or the time is over; whether it held."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= end:
            return False
        time.sleep(every)
    return True
