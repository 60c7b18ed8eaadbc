"""Which network addresses may be talked to: public ones only, checked after the name is resolved.

A feed address is typed in by people and changed by redirects, so without this a stranger could make the program
read what only this machine or its network can see (SSRF).
"""

import ipaddress
import socket
from collections.abc import Collection

from tracker.lib.http.errors import REFUSED, UNREACHABLE, FetchError

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

# Refused although the standard library of this Python may call them global.
_NEVER = tuple(
    ipaddress.ip_network(block)
    for block in (
        "168.63.129.16/32",  # Azure's wire server
        "192.0.0.0/24",  # protocol assignments, with Oracle's metadata address
        "192.88.99.0/24",  # relays to IPv6, withdrawn
        "fec0::/10",  # site-local, withdrawn
    )
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_COMPATIBLE = ipaddress.ip_network("::/96")


def why_refused(address: str) -> str:
    """What keeps an IP address from being talked to, as in "a private address"; empty for a public one."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = _inner(ip)
    if inner is not None:
        return why_refused(str(inner))
    if ip.is_loopback:
        return "this machine itself"
    if ip.is_link_local:
        return "a link-local or metadata address"
    if ip.is_multicast or ip.is_unspecified:
        return "no address of a single machine"
    if any(ip.version == block.version and ip in block for block in _NEVER) or ip.is_reserved:
        return "a reserved address"
    return "" if ip.is_global else "a private address"


def _inner(ip: IPAddress) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for: mapped, compatible, 6to4, Teredo or NAT64."""
    if isinstance(ip, ipaddress.IPv4Address):
        return None
    if ip.ipv4_mapped or ip.sixtofour:
        return ip.ipv4_mapped or ip.sixtofour
    if ip.teredo:
        return ip.teredo[1]
    if ip in _NAT64 or (ip in _COMPATIBLE and int(ip) > 0xFFFF):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return None


def resolve(host: str, port: int, private_hosts: Collection[str]) -> list[str]:
    """The IP addresses of a host, all of them checked. Raises FetchError.

    `private_hosts` holds hosts that may be private, as "127.0.0.1:8999" or, for every port, "127.0.0.1".
    One private address among public ones refuses the host: honest names do not mix them.
    The wait for an answer is as long as the system's resolver takes.
    """
    addresses = _look_up(host, port)
    if host in private_hosts or f"{host}:{port}" in private_hosts:
        return addresses
    for address in addresses:
        reason = why_refused(address)
        if reason:
            raise FetchError(REFUSED, _refusal(host, port, address, reason))
    return addresses


def _look_up(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        sentence = f"The name {host[:100]} was not found. Correct the address if it is mistyped."
        raise FetchError(UNREACHABLE, sentence) from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _refusal(host: str, port: int, address: str, reason: str) -> str:
    where = host if host == address else f"{host} ({address})"
    return (
        f"{where[:150]} is {reason} and is not fetched. If it is meant, add {host[:100]}:{port} to FETCH_PRIVATE_HOSTS."
    )
